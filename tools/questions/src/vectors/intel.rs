//! SGX and TDX quotes.

use super::beside;
use crate::{root, trust, Asked};
use piazza_fixtures::vectors::{json, Case};
use piazza_verifiers::intel::{pem_chain, INTEL_SGX_ROOT_CA};
use piazza_verifiers_api::{Intel, IntelText, Policy, Question};
use serde_json::Value;

/// When the collateral counts that serves the cases without any.
const NOW: u64 = 1_751_624_655;

/// A quote with what a `collateral.json` holds.
pub(super) fn question(quote: &[u8], collateral: &Value, policy: Policy, now: u64) -> Question {
	let text = |field: &str| collateral[field].as_str().unwrap_or_else(|| panic!("{field} is text"));
	let bytes = |field: &str| hex::decode(text(field)).expect("hexadecimal");
	let signed = |name: &str| IntelText {
		json: text(name).into(),
		signature: bytes(&format!("{name}_signature")),
		chain: pem_chain(text(&format!("{name}_issuer_chain")).as_bytes()).expect("a chain in PEM"),
	};
	Question::Intel(Intel {
		quote: quote.to_vec(),
		tcb_info: signed("tcb_info"),
		qe_identity: signed("qe_identity"),
		root_crl: bytes("root_ca_crl"),
		pck_crl: bytes("pck_crl"),
		policy,
		trust: trust([root(INTEL_SGX_ROOT_CA)], now),
	})
}

pub(super) fn ask(case: &Case) -> Vec<Asked> {
	let collateral = match case.has("collateral") {
		true => case.json("collateral"),
		// Any will do: these quotes are refused before it is looked at.
		false => json(&beside("intel-dcap/tdx_quote.collateral.json")),
	};
	let now = case.now().unwrap_or(NOW);
	let question = |policy| question(&case.bytes("quote"), &collateral, policy, now);
	let (strict, lenient) = (question(Policy::Strict), question(Policy::Lenient));
	match case.expect() {
		"accept" => vec![Asked::proven_with("strict", strict, "UpToDate"), Asked::proven("lenient", lenient)],
		// Of the quotes without collateral all that can be said is that a strict policy refuses them.
		"reject" if !case.has("collateral") => vec![Asked::refused("strict", strict)],
		"reject" => vec![Asked::refused("strict", strict), Asked::refused("lenient", lenient)],
		"accept-signature; strict policy rejects" => {
			vec![Asked::refused("strict", strict), Asked::proven("lenient", lenient)]
		}
		"see actual" => {
			vec![Asked::refused("strict", strict), Asked::proven_with("lenient", lenient, "OutOfDate")]
		}
		other => panic!("{}: unknown expectation {other}", case.id()),
	}
}
