//! Reclaim: what somebody saw on a web page, proven to the chain by those who witnessed it.

use crate::{
	tests::{chain::*, leasing::govern},
	*,
};
use frame_support::traits::Get;
use pallet_zktls::{Call, Error, Event, SignedClaim};
use piazza_fixtures::reclaim::{address, sign_text, Claim, Made, Recorded};
use piazza_primitives::Window;
use sp_core::{H160, H256};
use sp_io::hashing::keccak_256;
use sp_keyring::Sr25519Keyring::{Alice, Bob};
use sp_runtime::DispatchError;

/// Runs a test so many seconds after a claim was witnessed, where these witnesses sign and this provider is allowed.
fn on_chain_after(
	seconds: u64,
	seen_at: u64,
	witnesses: &[[u8; 20]],
	required: u32,
	provider: [u8; 32],
	test: impl FnOnce(),
) {
	on_chain_at(seen_at + seconds, || {
		let witnesses = witnesses.iter().copied().map(H160).collect::<Vec<_>>();
		let witnesses = witnesses.try_into().expect("there are few enough");
		govern(Call::allow_provider { provider: H256(provider) });
		govern(Call::open_epoch { witnesses, required, window: Window { from: 0, to: 1 << 63 } });
		assert!(Zktls::epoch(1).is_some() && Zktls::is_allowed(H256(provider)));
		test();
	});
}

fn at_the_time_of(proof: &Recorded, seconds: u64, test: impl FnOnce()) {
	on_chain_after(seconds, proof.timestamp, &[proof.witness], 1, proof.provider_hash(), test);
}

fn bytes<const MAX: u32>(text: &str) -> frame_support::BoundedVec<u8, frame_support::traits::ConstU32<MAX>> {
	text.as_bytes().to_vec().try_into().expect("it is short enough")
}

fn recorded(proof: &Recorded) -> SignedClaim {
	let signatures = proof.signatures.iter().map(|signature| signature.as_slice().try_into().expect("65 bytes"));
	SignedClaim {
		provider: bytes(&proof.provider),
		parameters: bytes(&proof.parameters),
		context: bytes(&proof.context),
		owner: bytes(&proof.owner),
		timestamp: proof.timestamp,
		epoch: proof.epoch,
		identifier: bytes(&proof.identifier),
		signatures: signatures.collect::<Vec<_>>().try_into().expect("there are few enough"),
	}
}

/// A claim that was made for a test, as the chain takes it.
pub(in crate::tests) fn made(made: &Made) -> SignedClaim {
	SignedClaim {
		provider: bytes(&made.claim.provider),
		parameters: bytes(&made.claim.parameters),
		context: bytes(&made.claim.context),
		owner: bytes(&made.owner),
		timestamp: made.claim.timestamp,
		epoch: made.claim.epoch,
		identifier: bytes(&made.identifier),
		signatures: made.signatures.clone().try_into().expect("there are few enough"),
	}
}

fn submit(claim: SignedClaim) -> Call<Runtime> {
	Call::submit { claim: Box::new(claim) }
}

fn refused(claim: SignedClaim, error: Error<Runtime>) {
	let result = apply(Bob, submit(claim)).expect("it is valid");
	assert_eq!(result, Err(DispatchError::from(error)));
}

/// A number of Steam and a handle of Kaggle, as real attestors signed them in 2024.
#[test]
fn fact_seen_on_a_page_is_proven_once_without_the_page() {
	let mut proofs = Recorded::printed();
	let (Some(kaggle), Some(steam)) = (proofs.pop(), proofs.into_iter().next()) else { return };

	// 1. Governance allows the provider and says who witnesses.
	at_the_time_of(&steam, 60, || {
		// 2. Bob hands the claim in. The chain keeps nothing of the page: the event names the question by its hash.
		must(Bob, submit(recorded(&steam)));
		let identifier = H256::from_slice(&hex::decode(&steam.identifier[2..]).expect("hexadecimal"));
		let verified = RuntimeEvent::Zktls(Event::ClaimVerified {
			identifier,
			provider: H256(steam.provider_hash()),
			question: H256(keccak_256(format!("{}{}", steam.provider, steam.parameters).as_bytes())),
			owner: H160::from_slice(&hex::decode(&steam.owner[2..]).expect("hexadecimal")),
			account: None,
			seen_at: steam.timestamp,
		});
		assert!(steam.parameters.contains("76561198155115943"));
		assert!(System::events().iter().any(|record| record.event == verified));
		// 3. It counts once, whoever hands it in.
		refused(recorded(&steam), Error::AlreadyUsed);
		let again = apply(Alice, submit(recorded(&steam))).expect("it is valid");
		assert_eq!(again, Err(Error::<Runtime>::AlreadyUsed.into()));
		assert!(Zktls::is_used(identifier));
	});

	// 4. Whatever is changed, it is refused, and for another reason each time.
	at_the_time_of(&kaggle, 60, || {
		let change = |change: fn(&mut SignedClaim)| {
			let mut claim = recorded(&kaggle);
			change(&mut claim);
			claim
		};
		refused(change(|claim| claim.identifier[65] ^= 1), Error::IdentifierMismatch);
		refused(change(|claim| claim.owner[41] ^= 1), Error::UnexpectedWitness);
		refused(change(|claim| claim.signatures[0][64] = 0), Error::MalformedSignature);
		refused(change(|claim| claim.epoch = 2), Error::UnknownEpoch);
		must(Bob, submit(recorded(&kaggle)));
	});

	// 5. It is too old a second after its greatest age.
	let max_age: u64 = <Runtime as pallet_zktls::Config>::MaxAge::get();
	at_the_time_of(&kaggle, max_age + 1, || refused(recorded(&kaggle), Error::Stale));
}

/// 6. Three of five witnesses sign: those who were chosen, each once. The claim counts for the account that its owner
///    signed for.
#[test]
fn claim_needs_the_witnesses_that_were_chosen_for_it() {
	let template = || Claim { owner: address("alice"), ..Claim::default() };
	let good = template().make();
	let all = good.claim.witnesses.clone();
	let signed_by = |labels: &[&str]| made(&template().signed_by(labels));
	let is_chosen = |label: &&str| good.signatures.contains(&signed_by(&[*label]).signatures[0]);
	let (chosen, others): (Vec<&str>, Vec<&str>) = all.into_iter().partition(is_chosen);
	on_chain_after(60, good.claim.timestamp, &good.witnesses, 3, [0xab; 32], || {
		refused(signed_by(&[chosen[0], chosen[1], others[0]]), Error::UnexpectedWitness);
		refused(signed_by(&[chosen[0], chosen[1], chosen[0]]), Error::DuplicateSigner);
		refused(signed_by(&chosen[..2]), Error::TooFewSignatures);

		let (owner, alice) = (H160(address("alice")), Alice.to_account_id());
		let signature = sign_text("alice", &Zktls::link_text(alice.clone()));
		let stolen = apply(Bob, Call::link { address: owner, signature }).expect("it is valid");
		assert_eq!(stolen, Err(Error::<Runtime>::SignerMismatch.into()));
		must(Alice, Call::link { address: owner, signature });
		must(Bob, submit(made(&good)));
		let counts_for = |event: &RuntimeEvent| match event {
			RuntimeEvent::Zktls(Event::ClaimVerified { account, .. }) => account.clone(),
			_ => None,
		};
		assert_eq!(System::events().iter().find_map(|record| counts_for(&record.event)), Some(alice));
	});
}
