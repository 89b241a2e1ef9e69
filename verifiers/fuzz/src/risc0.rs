//! RISC Zero receipts.

use crate::{edit, seed, Seed};
use piazza_fixtures::risc0::Receipt;
use piazza_verifiers::{
	groth16::VerifyingKey,
	risc0::{verify, Evidence, Policy, Version},
};

/// The inputs that fuzzing starts from.
pub fn seeds() -> Vec<Seed> {
	let test = "risc0_never_panics";
	vec![
		seed(test, "seal", Receipt::default().seal([0; 4])),
		seed(test, "nothing", [0]),
		seed(test, "seal-changed", [0, 10, 0, 1, 0, 0, 0, 0]),
		seed(test, "journal-changed", [0, 0, 0, 0, 0, 10, 0, 1]),
	]
}

#[test]
fn risc0_never_panics() {
	let receipt = Receipt::default();
	let key = VerifyingKey::from_bytes(&receipt.verifying_key()).expect("the key is good");
	let version = Version::new(receipt.control_root, receipt.bn254_control_id, key);
	let good = receipt.seal(version.selector);
	let policy = Policy { versions: vec![version] };
	bolero::check!().with_iterations(200).for_each(|input: &[u8]| {
		let image_id = receipt.image_id;
		let _ = verify(&Evidence { seal: input, image_id, journal: input }, &policy);
		let (one, other) = input.split_at(input.len() / 2);
		let (seal, journal) = (edit(&good, one), edit(&receipt.journal, other));
		let found = verify(&Evidence { seal: &seal, image_id, journal: &journal }, &policy);
		assert_eq!(found.is_ok(), seal == good && journal == receipt.journal);
	});
}
