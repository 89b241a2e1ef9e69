//! Proofs of other systems: there is nothing among the verifiers that would take them.

use crate::Asked;
use piazza_fixtures::vectors::{read, Case};
use piazza_verifiers_api::{Curve, Groth16, Question};

/// All that could be handed in is the files, as if they were Groth16's.
pub(super) fn ask(case: &Case) -> Vec<Asked> {
	let file = |name: &str| match case.has("dir") {
		true => {
			let paths = [name.to_owned(), format!("{name}.bin")].map(|name| case.path("dir").join(name));
			read(paths.iter().find(|path| path.exists()).expect("the folder has the file"))
		}
		false => case.bytes(name),
	};
	let (key, proof) = (file("vk"), file("proof"));
	let question = Groth16 { curve: Curve::Bn254, key, proof, inputs: Vec::new() };
	vec![Asked::refused("as Groth16", Question::Groth16(question))]
}
