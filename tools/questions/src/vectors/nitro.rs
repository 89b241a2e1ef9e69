//! AWS Nitro Enclaves.

use crate::{trust, Asked};
use piazza_fixtures::vectors::Case;
use piazza_verifiers::nitro::aws;
use piazza_verifiers_api::{Nitro, Policy, Question};

pub(super) fn ask(case: &Case) -> Vec<Asked> {
	let now = case.now().expect("cases of this kind have a time");
	let question = |policy| Question::Nitro(Nitro { document: case.bytes("doc"), policy, trust: trust(aws(), now) });
	let (strict, lenient) = (question(Policy::Strict), question(Policy::Lenient));
	match case.expect() {
		"accept" => vec![Asked::proven("strict", strict)],
		"reject by policy" => vec![Asked::refused("strict", strict), Asked::proven("lenient", lenient)],
		"reject" => vec![Asked::refused("strict", strict), Asked::refused("lenient", lenient)],
		other => panic!("{}: unknown expectation {other}", case.id()),
	}
}
