//! zkTLS claims.

use crate::Asked;
use piazza_fixtures::{reclaim::Recorded, vectors::Case};
use piazza_verifiers_api::{Question, Reclaim, ReclaimEpoch};

/// A proof, a minute after it was made, where these are all witnesses and so many of them are required.
fn question(proof: &Recorded, witnesses: Vec<[u8; 20]>, required: u32) -> Question {
	let proof = proof.clone();
	Question::Reclaim(Reclaim {
		provider: proof.provider,
		parameters: proof.parameters,
		context: proof.context,
		owner: proof.owner,
		timestamp: proof.timestamp,
		epoch: proof.epoch,
		identifier: proof.identifier,
		signatures: proof.signatures,
		epochs: vec![ReclaimEpoch { id: 1, starts: 0, ends: 1 << 63, witnesses, required }],
		now: proof.timestamp + 60,
	})
}

pub(super) fn ask(case: &Case) -> Vec<Asked> {
	let proof = Recorded::of_file(&case.json("proof"));
	let alone = question(&proof, vec![proof.witness], 1);
	match case.expect() {
		"accept" => vec![Asked::proven("one witness", alone)],
		"reject" | "reject (policy)" => {
			// Two signatures of one witness are still one witness, wherever two are demanded.
			let two = question(&proof, vec![proof.witness, [1; 20]], 2);
			vec![Asked::refused("one witness", alone), Asked::refused("two witnesses", two)]
		}
		other => panic!("{}: unknown expectation {other}", case.id()),
	}
}
