//! SP1 proofs.

use crate::{edit, seed, Seed};
use piazza_fixtures::sp1::Proof;
use piazza_verifiers::sp1::{verify, Evidence, Policy, Version};

/// The inputs that fuzzing starts from.
pub fn seeds() -> Vec<Seed> {
	let test = "sp1_never_panics";
	vec![
		seed(test, "proof", Proof::default().to_bytes()),
		seed(test, "nothing", [0]),
		seed(test, "proof-changed", [0, 10, 0, 1, 0, 0, 0, 0]),
		seed(test, "public-values-changed", [0, 0, 0, 0, 0, 10, 0, 1]),
	]
}

#[test]
fn sp1_never_panics() {
	let fixture = Proof::default();
	let version = Version::from_gnark(&fixture.gnark_key(), fixture.vk_root).expect("the key is good");
	let good = fixture.to_bytes();
	let policy = Policy { versions: vec![version] };
	bolero::check!().with_iterations(200).for_each(|input: &[u8]| {
		let program = fixture.program;
		let _ = verify(&Evidence { proof: input, program, public_values: input }, &policy);
		let (one, other) = input.split_at(input.len() / 2);
		let (proof, public_values) = (edit(&good, one), edit(&fixture.public_values, other));
		let found = verify(&Evidence { proof: &proof, program, public_values: &public_values }, &policy);
		assert_eq!(found.is_ok(), proof == good && public_values == fixture.public_values);
	});
}
