//! Benchmarks: every call, what other pallets ask, and everything that happens by itself, at its worst. Claims and
//! signatures are made here, by throw-away keys.

use crate::*;
use alloc::{format, string::String, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{Consideration, EnsureOrigin, Get},
	BoundedVec,
};
use frame_system::RawOrigin;
use k256::ecdsa::SigningKey;
use piazza_primitives::{HandleDue, WebClaims, Window};
use piazza_verifiers::reclaim::{Address, MAX_CONTEXT_LENGTH, MAX_EXTRACTED, MAX_SIGNATURES, MAX_WITNESSES};
use sp_core::{H160, H256};
use sp_io::hashing::keccak_256;

/// Sets the clock of a chain.
pub trait BenchmarkHelper {
	/// Makes it so many seconds since 1970-01-01T00:00:00Z.
	fn set_time(seconds: u64);
}

const KIND: &str = "http";
const PROVIDER: H256 = H256::repeat_byte(0xab);

/// The key of whoever owns the claims.
fn owner() -> SigningKey {
	key(u32::MAX)
}

fn key(number: u32) -> SigningKey {
	SigningKey::from_slice(&keccak_256(&number.to_le_bytes())).expect("a digest is below the order")
}

fn address(key: &SigningKey) -> H160 {
	let point = key.verifying_key().to_sec1_point(false);
	H160::from_slice(&keccak_256(&point.as_bytes()[1..])[12..])
}

/// Signs a text by EIP-191.
fn sign(key: &SigningKey, text: &str) -> [u8; 65] {
	let digest = keccak_256(format!("\x19Ethereum Signed Message:\n{}{text}", text.len()).as_bytes());
	let (signature, recovery) = key.sign_prehash_recoverable(&digest);
	let mut bytes = [0; 65];
	bytes[..64].copy_from_slice(&signature.to_bytes());
	bytes[64] = 27 + recovery.to_byte();
	bytes
}

fn written(bytes: impl AsRef<[u8]>) -> String {
	format!("0x{}", hex::encode(bytes))
}

fn text<const MAX: u32>(text: String) -> BoundedVec<u8, frame_support::traits::ConstU32<MAX>> {
	text.into_bytes().try_into().expect("the text is short enough")
}

/// As many witnesses as there can be from this key on, of whom `required` sign.
fn epoch(first: u32, witnesses: u32, required: u32, window: Window<u64>) -> WitnessEpoch {
	let witnesses = (first..first + witnesses).map(|number| address(&key(number))).collect::<Vec<_>>();
	WitnessEpoch { window, witnesses: witnesses.try_into().expect("there are few enough"), required }
}

/// A context of about `length` bytes, at least what it must have: as many findings as there can be, in escapes, which
/// cost the most to read.
fn context(provider: H256, length: usize) -> String {
	let head = format!(r#"{{"providerHash":"{}","extractedParameters":{{"#, written(provider));
	let each = length.saturating_sub(head.len() + 2) / MAX_EXTRACTED;
	let findings = (0..MAX_EXTRACTED).filter_map(|number| {
		let frame = format!(r#""{number:02}":"","#).len();
		let escapes = each.checked_sub(frame)? / 6;
		Some(format!(r#""{number:02}":"{}""#, "\\u00e9".repeat(escapes)))
	});
	format!("{head}{}}}}}", findings.collect::<Vec<_>>().join(","))
}

/// A claim of the throw-away owner, seen now, whose texts have `bytes` bytes if that is enough and whose epoch, of as many
/// witnesses as there can be, demands so many signatures.
fn claim<T: Config>(provider: H256, signatures: u32, bytes: u32) -> SignedClaim {
	let timestamp = Pallet::<T>::now();
	let epoch = epoch(0, MAX_WITNESSES as u32, signatures, Window { from: 0, to: u64::MAX });
	Epochs::<T>::insert(1, &epoch);
	LastEpoch::<T>::put(1);
	Providers::<T>::insert(provider, ());

	let rest = (bytes as usize).saturating_sub(KIND.len());
	let context = context(provider, rest.min(MAX_CONTEXT_LENGTH));
	let parameters =
		"x".repeat(rest.saturating_sub(context.len()).min(piazza_verifiers::reclaim::MAX_PARAMETERS_LENGTH));
	let identifier = written(keccak_256(format!("{KIND}\n{parameters}\n{context}").as_bytes()));
	let owner = written(address(&owner()));
	let chosen = epoch.clone().into_verifiable(1).select(&identifier, timestamp).expect("there are enough witnesses");
	let signed = format!("{identifier}\n{owner}\n{timestamp}\n1");
	let sign_as = |Address(chosen): Address| {
		let place = epoch.witnesses.iter().position(|witness| witness.0 == chosen).expect("it is a witness");
		sign(&key(place as u32), &signed)
	};
	SignedClaim {
		provider: text(KIND.into()),
		parameters: text(parameters),
		context: text(context),
		owner: text(owner),
		timestamp,
		epoch: 1,
		identifier: text(identifier),
		signatures: BoundedVec::truncate_from(chosen.into_iter().map(sign_as).collect()),
	}
}

/// Links the throw-away owner to `who`.
fn link_owner<T: Config>(who: &T::AccountId) -> H160 {
	T::LinkConsideration::ensure_successful(who, Pallet::<T>::link_footprint());
	let address = address(&owner());
	let signature = sign(&owner(), &Pallet::<T>::text_to_link(who));
	Links::<T>::remove(address);
	Pallet::<T>::do_link(who.clone(), address, signature).expect("the owner signed");
	address
}

/// A short claim of `who`, of this provider, of one signature.
pub(crate) fn claim_of<T: Config>(who: &T::AccountId, provider: H256) -> SignedClaim {
	link_owner::<T>(who);
	claim::<T>(provider, 1, 0)
}

fn claimant<T: Config>() -> T::AccountId {
	let who: T::AccountId = whitelisted_caller();
	T::ClaimConsideration::ensure_successful(&who, Pallet::<T>::claim_footprint());
	who
}

/// A claim that was submitted.
fn submitted<T: Config>() -> H256 {
	let who = claimant::<T>();
	let claim = claim::<T>(PROVIDER, 1, 0);
	Pallet::<T>::do_submit(who, claim).expect("the claim is good");
	UsedClaims::<T>::iter_keys().next().expect("a claim was submitted")
}

fn admin<T: Config>() -> T::RuntimeOrigin {
	T::AdminOrigin::try_successful_origin().expect("there is an admin")
}

fn assert_last_event<T: Config>(event: Event<T>) {
	let event: <T as frame_system::Config>::RuntimeEvent = event.into();
	frame_system::Pallet::<T>::assert_last_event(event);
}

#[benchmarks]
mod benches {
	use super::*;

	/// The one before has as many witnesses as there can be, and ends earlier.
	#[benchmark]
	fn open_epoch(w: Linear<1, { MAX_WITNESSES as u32 }>) {
		let before = epoch(0, MAX_WITNESSES as u32, 1, Window { from: 0, to: u64::MAX });
		Pallet::<T>::do_open_epoch(before).expect("it is the first");
		let opened = epoch(0, w, 1, Window { from: 1, to: u64::MAX });

		#[extrinsic_call]
		_(admin::<T>() as T::RuntimeOrigin, opened.witnesses.clone(), 1, opened.window);

		assert_eq!(Epochs::<T>::get(2), Some(opened));
		assert_eq!(Epochs::<T>::get(1).map(|epoch| epoch.window.to), Some(1));
	}

	#[benchmark]
	fn retire_epoch() {
		let last = epoch(0, MAX_WITNESSES as u32, 1, Window { from: 0, to: u64::MAX });
		Pallet::<T>::do_open_epoch(last).expect("it is the first");

		#[extrinsic_call]
		_(admin::<T>() as T::RuntimeOrigin, 1);

		assert_last_event::<T>(Event::EpochRetired { epoch: 1 });
	}

	#[benchmark]
	fn allow_provider() {
		#[extrinsic_call]
		_(admin::<T>() as T::RuntimeOrigin, PROVIDER);

		assert_last_event::<T>(Event::ProviderAllowed { provider: PROVIDER });
	}

	#[benchmark]
	fn disallow_provider() {
		Pallet::<T>::do_allow_provider(PROVIDER).expect("it is not allowed yet");

		#[extrinsic_call]
		_(admin::<T>() as T::RuntimeOrigin, PROVIDER);

		assert_last_event::<T>(Event::ProviderDisallowed { provider: PROVIDER });
	}

	#[benchmark]
	fn link() {
		let account: T::AccountId = whitelisted_caller();
		T::LinkConsideration::ensure_successful(&account, Pallet::<T>::link_footprint());
		let address = address(&owner());
		let signature = sign(&owner(), &Pallet::<T>::text_to_link(&account));

		#[extrinsic_call]
		_(RawOrigin::Signed(account.clone()), address, signature);

		assert_last_event::<T>(Event::Linked { address, account });
	}

	#[benchmark]
	fn unlink() {
		let account: T::AccountId = whitelisted_caller();
		let address = link_owner::<T>(&account);

		#[extrinsic_call]
		_(RawOrigin::Signed(account.clone()), address);

		assert_last_event::<T>(Event::Unlinked { address, account });
	}

	#[benchmark]
	fn submit(s: Linear<1, { MAX_SIGNATURES as u32 }>, b: Linear<200, MAX_TEXT_LENGTH>) {
		let who = claimant::<T>();
		link_owner::<T>(&who);
		let claim = alloc::boxed::Box::new(claim::<T>(PROVIDER, s, b));

		#[extrinsic_call]
		_(RawOrigin::Signed(who), claim);

		assert_eq!(UsedClaims::<T>::iter_keys().count(), 1);
	}

	#[benchmark]
	fn verify_claim() {
		let who: T::AccountId = whitelisted_caller();
		link_owner::<T>(&who);
		let claim = claim::<T>(PROVIDER, MAX_SIGNATURES as u32, MAX_TEXT_LENGTH);
		let fact;

		#[block]
		{
			fact = <Pallet<T> as WebClaims<T::AccountId>>::verify(&who, &claim);
		}

		assert_eq!(fact.map(|fact| fact.provider), Ok(PROVIDER));
	}

	#[benchmark]
	fn forget() {
		let identifier = submitted::<T>();
		T::BenchmarkHelper::set_time(Pallet::<T>::now() + T::MaxAge::get() + 1);

		#[block]
		{
			Pallet::<T>::handle_due(Due::Stale { identifier });
		}

		assert_last_event::<T>(Event::ClaimForgotten { identifier });
	}

	#[benchmark]
	fn wait_on() {
		let identifier = submitted::<T>();

		#[block]
		{
			Pallet::<T>::handle_due(Due::Stale { identifier });
		}

		assert!(UsedClaims::<T>::contains_key(identifier));
	}

	impl_benchmark_test_suite!(Pallet, mock::genesis(), mock::Test);
}
