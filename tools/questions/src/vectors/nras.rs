//! Tokens of NVIDIA's attestation service.

use super::beside;
use crate::{trust, Asked};
use piazza_fixtures::vectors::{read, Case};
use piazza_verifiers::{
	jose::find_chain,
	nras::{roots, Response},
};
use piazza_verifiers_api::{Nras, Question};

/// When the GPU worker was captured.
const NOW: u64 = 1_782_698_885;

/// The key of that day.
const KEY_ID: &str = "nv-eat-kid-prod-20260628170000087-6f27a971-6e29-42d6-afb9-8e3fbb17fa25";

/// An answer of the service under the key of the day on which the GPU worker was captured.
pub(super) fn question(response: &[u8], key_set: &[u8], now: u64) -> Question {
	let response = Response::from_json(response).expect("an answer of the service");
	Question::Nras(Nras {
		chain: find_chain(key_set, KEY_ID).expect("the key set has the key"),
		overall: response.overall.into_bytes(),
		devices: response.devices.into_iter().map(|(name, token)| (name, token.into_bytes())).collect(),
		trust: trust(roots::nvidia(), now),
	})
}

/// An old answer, whose key nobody has kept: under that of another day it is refused.
pub(super) fn ask(case: &Case) -> Vec<Asked> {
	assert_eq!(case.expect(), "parse only", "{}", case.id());
	let key_set = read(&beside("gpu-worker-tdx-h100/nras_jwks_at_capture.json"));
	vec![Asked::refused("under another key", question(&case.bytes("nras"), &key_set, NOW))]
}
