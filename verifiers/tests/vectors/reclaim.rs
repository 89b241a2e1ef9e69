//! zkTLS claims: the cases of `reclaim`, and the real proofs that the reference beside the vectors prints.

use crate::support::{for_each_case, json, vectors};
use piazza_fixtures::reclaim::Recorded;
use piazza_verifiers::reclaim::{verify, Address, Claim, Epoch, Error, Facts, Policy, Software};
use std::collections::BTreeSet;

/// Checks what was recorded.
trait Check {
	fn check_with(&self, epoch: Epoch, policy: &Policy, now: u64) -> Result<Facts, Error>;

	/// A minute after it was made, where its witness signs alone.
	fn check(&self) -> Result<Facts, Error>;
}

impl Check for Recorded {
	fn check_with(&self, epoch: Epoch, policy: &Policy, now: u64) -> Result<Facts, Error> {
		let signatures: Vec<&[u8]> = self.signatures.iter().map(Vec::as_slice).collect();
		let claim = Claim {
			provider: &self.provider,
			parameters: &self.parameters,
			context: &self.context,
			owner: &self.owner,
			timestamp: self.timestamp,
			epoch: self.epoch,
			identifier: &self.identifier,
			signatures: &signatures,
		};
		verify(claim, &[epoch], policy, &Software, now)
	}

	fn check(&self) -> Result<Facts, Error> {
		self.check_with(epoch(&[Address(self.witness)], 1), &any_provider(), self.timestamp + 60)
	}
}

fn epoch(witnesses: &[Address], required: u32) -> Epoch {
	Epoch { id: 1, starts: 0, ends: 1 << 63, witnesses: witnesses.to_vec(), required }
}

fn any_provider() -> Policy {
	Policy { provider_hashes: None, ..Policy::strict() }
}

#[test]
fn claims_are_judged_as_the_cases_say() {
	for_each_case("reclaim", 22, |case| {
		let claim = Recorded::of_file(&case.json("proof"));
		let found = claim.check();
		let (base, change) = case.id().split_once("_valid").expect("a case of a valid proof");
		match case.expect() {
			"accept" => check_facts(base, &claim, &found.expect("the claim is good")),
			"reject" | "reject (policy)" => {
				let reason = match change {
					"-parameters-edited" | "-context-edited" => Error::IdentifierMismatch,
					"-owner-changed" | "-timestamp-changed" => Error::UnexpectedWitness(0),
					"-no-signature" => Error::Unsigned,
					"-short-signature" => Error::SignatureLength(0),
					"-v-29" | "-v-0" => Error::RecoveryByte(0),
					"-malleated" => Error::HighS(0),
					"-duplicate-signature" => Error::SignatureCount { expected: 1, found: 2 },
					other => panic!("{}: the reason of {other} is not known", case.id()),
				};
				assert_eq!(found, Err(reason), "{}", case.id());
			}
			other => panic!("{}: `{other}` is not understood", case.id()),
		}
		// Where two witnesses are demanded, two signatures of one are still one witness.
		if change == "-duplicate-signature" {
			let two = epoch(&[Address(claim.witness), Address([1; 20])], 2);
			let found = claim.check_with(two, &any_provider(), claim.timestamp);
			assert_eq!(found, Err(Error::DuplicateWitness(1)));
		}
	});
}

fn check_facts(base: &str, claim: &Recorded, facts: &Facts) {
	assert_eq!(facts.witnesses, [Address(claim.witness)]);
	assert_eq!(facts.witnesses[0].to_string(), "0x244897572368eadf65bfbc5aec98d8e5443a9072");
	assert_eq!(facts.owner.to_string(), claim.owner);
	assert_eq!(facts.provider, "http");
	assert_eq!(format!("0x{}", hex::encode(facts.identifier)), claim.identifier);
	assert_eq!((facts.timestamp, facts.epoch), (claim.timestamp, 1));
	assert_eq!(facts.valid_until, claim.timestamp + 600);
	let extracted = |name: &str| facts.context.extracted.get(name).map(String::as_str);
	match base {
		"steam" => {
			assert_eq!(facts.context.address.as_deref(), Some("user's address"));
			assert_eq!(facts.context.message.as_deref(), Some("for acmecorp.com on 1st january"));
			assert_eq!(extracted("CLAIM_DATA"), Some("76561199601812329"));
		}
		"kaggle" => {
			assert_eq!(facts.context.message.as_deref(), Some("Example context message"));
			assert_eq!(extracted("userName"), Some("providerreclaim"));
		}
		other => panic!("{other} is not known"),
	}
}

#[test]
fn printed_proofs_pass_and_each_breach_has_its_own_error() {
	for proof in Recorded::printed() {
		let facts = proof.check().expect("the proof is good");
		assert_eq!(facts.witnesses, [Address(proof.witness)]);
		let hash = facts.context.provider_hash.expect("the context names a provider");
		let only_this = epoch(&[Address(proof.witness)], 1);
		let at = |policy: &Policy, now| proof.check_with(only_this.clone(), policy, now);
		let named = Policy { provider_hashes: Some(vec![hash]), owner: Some(facts.owner), ..Policy::strict() };
		assert_eq!(at(&named, proof.timestamp + 600), Ok(facts.clone()));
		assert_eq!(at(&named, proof.timestamp + 601), Err(Error::Stale));
		assert_eq!(at(&named, proof.timestamp - 61), Err(Error::FromTheFuture));
		assert_eq!(at(&Policy::strict(), proof.timestamp), Err(Error::ProviderHash));
		let of_another = Policy { owner: Some(Address([7; 20])), ..named.clone() };
		assert_eq!(at(&of_another, proof.timestamp), Err(Error::Owner));

		let others = epoch(&[Address([1; 20]), Address([2; 20])], 1);
		assert_eq!(proof.check_with(others, &named, proof.timestamp), Err(Error::UnexpectedWitness(0)));
		let upper = Recorded { owner: proof.owner.to_uppercase().replacen("0X", "0x", 1), ..proof.clone() };
		assert_eq!(upper.check(), Err(Error::OwnerFormat));
		// The line feed moved: the same identifier, but not the same parts.
		let (head, tail) = proof.parameters.split_at(1);
		let moved =
			Recorded { provider: format!("{}\n{head}", proof.provider), parameters: tail.to_owned(), ..proof.clone() };
		assert_eq!(moved.check(), Err(Error::LineFeed));
	}
}

#[test]
fn false_variants_of_printed_proofs_are_refused() {
	let Some(proof) = Recorded::printed().pop() else { return };
	// The SDK's own false proof: another identifier and another signature.
	let identifier = proof.identifier.replace("da53e", "da33e");
	let false_identifier = Recorded { identifier, ..proof.clone() };
	assert_eq!(false_identifier.check(), Err(Error::IdentifierMismatch));
	let mut signature = proof.signatures[0].clone();
	let place = signature.windows(3).position(|bytes| bytes == [0x23, 0xb7, 0xaf]).expect("the byte is there") + 1;
	signature[place] = 0xb6;
	let false_signature = Recorded { signatures: vec![signature], ..proof };
	assert!(matches!(false_signature.check(), Err(Error::UnexpectedWitness(0) | Error::Signature(0))));
}

#[test]
fn no_bit_of_a_claim_can_be_changed() {
	let Some(vectors) = vectors() else { return };
	let claim = Recorded::of_file(&json(&vectors.join("reclaim/steam_valid.json")));
	claim.check().expect("the claim is good");
	let refused = |changed: Recorded, what: &str| assert!(changed.check().is_err(), "{what}");
	let fields: [fn(&mut Recorded) -> &mut String; 5] = [
		|claim| &mut claim.provider,
		|claim| &mut claim.parameters,
		|claim| &mut claim.context,
		|claim| &mut claim.owner,
		|claim| &mut claim.identifier,
	];
	for (number, field) in fields.into_iter().enumerate() {
		let length = field(&mut claim.clone()).len();
		for place in 0..length {
			let mut changed = claim.clone();
			let mut bytes = field(&mut changed).clone().into_bytes();
			bytes[place] ^= 1;
			*field(&mut changed) = String::from_utf8(bytes).expect("ASCII stays ASCII");
			refused(changed, &format!("field {number}, byte {place}"));
			let mut shorter = claim.clone();
			field(&mut shorter).truncate(place);
			refused(shorter, &format!("field {number}, {place} bytes long"));
		}
	}
	for place in 0..65 {
		for bit in 0..8 {
			let mut changed = claim.clone();
			changed.signatures[0][place] ^= 1 << bit;
			refused(changed, &format!("signature, byte {place}, bit {bit}"));
		}
		let mut shorter = claim.clone();
		shorter.signatures[0].truncate(place);
		assert_eq!(shorter.check(), Err(Error::SignatureLength(0)));
	}
	let every_v: BTreeSet<u8> = (0..=255u8)
		.filter(|v| {
			let mut changed = claim.clone();
			changed.signatures[0][64] = *v;
			changed.check().is_ok()
		})
		.collect();
	assert_eq!(every_v, BTreeSet::from([28]));
}
