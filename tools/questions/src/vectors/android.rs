//! Android key attestation.

use crate::{root, trust, Asked};
use piazza_fixtures::vectors::{pem_certificates, read, Case};
use piazza_verifiers::android::roots;
use piazza_verifiers_api::{Android, Policy, Question, Root};
use std::path::Path;

/// 2026-11-24, after the end of the RSA root's certificate of 2016.
const TODAY: u64 = 1_795_478_400;

/// For chains that no case gives a time for.
const NOW: u64 = 1_700_000_000;

/// Chains that no case names, and a time at which each is valid.
const OTHERS: [(&str, u64); 8] = [
	("akita/sdk34/SB_RSA_NONE.pem", 1_727_390_000),
	("akita/sdk34/TEE_EC_NONE.pem", 1_727_390_000),
	("akita/sdk34/TEE_RSA_NONE.pem", 1_727_390_000),
	("akita/sdk34/TEE_RSA_NONE_USERAUTH.pem", 1_727_390_000),
	("caiman/sdk36/SB_EC_RKP.pem", 1_759_300_000),
	("tegu/sdk36/SB_EC_2026_ROOT.pem", 1_772_000_000),
	("tegu/sdk37/TEE_MAX_USAGE_COUNT.pem", 1_783_361_717),
	("tegu/sdk37/TEE_TRUSTED_CONF.pem", 1_782_942_966),
];

/// The certificates of a PEM file, or of a folder of DER files.
fn chain(path: &Path) -> Vec<Vec<u8>> {
	match path.is_dir() {
		true => (0..4).map(|number| read(&path.join(format!("cert{number}.der")))).collect(),
		false => pem_certificates(&read(path)),
	}
}

fn question(chain: &[Vec<u8>], roots: Vec<Root>, policy: Policy, now: u64) -> Question {
	Question::Android(Android { chain: chain.to_vec(), policy, trust: trust(roots, now) })
}

fn under_google(chain: &[Vec<u8>], policy: Policy, now: u64) -> Question {
	question(chain, roots::google().into_iter().map(Root::from).collect(), policy, now)
}

/// The number after `now=`.
fn now_in(text: &str) -> u64 {
	let (_, number) = text.split_once("now=").unwrap_or_else(|| panic!("no time in {text:?}"));
	number.parse().unwrap_or_else(|_| panic!("no number of seconds in {text:?}"))
}

pub(super) fn ask(case: &Case) -> Vec<Asked> {
	let chain = chain(&case.path("chain"));
	let google = |policy, now| under_google(&chain, policy, now);
	let own = |policy| question(&chain, vec![root(chain.last().expect("a chain has a root"))], policy, NOW);
	match case.expect() {
		"reject today (cert expired 2026-05-24)" => {
			let then = now_in(case.text("why"));
			vec![
				Asked::refused("today", google(Policy::Lenient, TODAY)),
				Asked::proven("in its time", google(Policy::Lenient, then)),
				Asked::refused("in its time, strict", google(Policy::Strict, then)),
			]
		}
		"accept-signature; root must be in the allow-list" => vec![
			Asked::refused("under Google's roots", google(Policy::Lenient, NOW)),
			Asked::proven("under its own root", own(Policy::Lenient)),
			Asked::refused("under its own root, strict", own(Policy::Strict)),
		],
		"reject" => vec![
			Asked::refused("under Google's roots", google(Policy::Lenient, NOW)),
			Asked::refused("under its own root", own(Policy::Lenient)),
		],
		accept => {
			assert!(accept.starts_with("accept with now="), "{}: unknown expectation {accept:?}", case.id());
			let now = now_in(accept);
			vec![
				Asked::proven("strict", google(Policy::Strict, now)),
				Asked::proven("lenient", google(Policy::Lenient, now)),
				Asked::refused("today", google(Policy::Lenient, TODAY)),
			]
		}
	}
}

/// The chains that no case names. Their signatures are good.
pub(super) fn others(folder: &Path) -> Vec<(String, Asked)> {
	let other = |(path, now): (&str, u64)| {
		let chain = chain(&folder.join("keyattestation").join(path));
		(format!("android-key/{path}"), Asked::proven("lenient", under_google(&chain, Policy::Lenient, now)))
	};
	OTHERS.map(other).into()
}
