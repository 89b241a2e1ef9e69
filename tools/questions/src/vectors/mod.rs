//! The questions of the public test vectors: those of `piazza-verifiers`' own tests, in the runtime's words.
//!
//! Where a vector is found and what happens without them is for [`piazza_fixtures::vectors`] to say.

mod amd;
mod android;
mod gpu_worker;
mod groth16;
mod intel;
mod nitro;
mod nras;
mod nvidia;
mod plonk;
mod reclaim;
mod risc0;
mod sp1;
mod trust_authority;

use crate::Asked;
use piazza_fixtures::vectors::{vectors, Case};
use std::path::PathBuf;

/// How many cases there are.
pub const CASES: usize = 195;

/// How many further pieces of evidence the folders hold and speak of, of which no case is made.
pub const OTHERS: usize = 29;

/// What a case asks.
type Ask = fn(&Case) -> Vec<Asked>;

/// The folders, how many cases each has, and what these ask.
const KINDS: [(&str, usize, Ask); 14] = [
	("amd-sev-snp", 30, amd::ask),
	("android-key", 8, android::ask),
	("aws-nitro", 9, nitro::ask),
	("gpu-worker-tdx-h100", 8, gpu_worker::ask),
	("groth16-bls12-381", 3, groth16::ask_bls12_381),
	("groth16-bn254", 20, groth16::ask_bn254),
	("intel-dcap", 48, intel::ask),
	("intel-trust-authority", 6, trust_authority::ask),
	("nvidia-gpu", 13, nvidia::ask),
	("nvidia-nras", 1, nras::ask),
	("plonk", 4, plonk::ask),
	("reclaim", 22, reclaim::ask),
	("risc0", 12, risc0::ask),
	("sp1", 11, sp1::ask),
];

/// Calls `check` with the name of each case and each of its questions, and prints how many cases each folder has. Returns
/// how many there were: [`CASES`], or none where there are no vectors and need not be.
pub fn for_each_case(mut check: impl FnMut(&str, &Asked)) -> usize {
	let mut cases = 0;
	if vectors().is_none() {
		return cases;
	}
	for (kind, expected, ask) in KINDS {
		piazza_fixtures::vectors::for_each_case(kind, expected, |case| {
			let (name, asked) = (format!("{kind}/{}", case.id()), ask(case));
			assert!(!asked.is_empty(), "{name} asks nothing");
			asked.iter().for_each(|asked| check(&name, asked));
			cases += 1;
		});
	}
	cases
}

/// As [`for_each_case`], for what else the folders hold: [`OTHERS`] pieces.
pub fn for_each_other(mut check: impl FnMut(&str, &Asked)) -> usize {
	let Some(vectors) = vectors() else { return 0 };
	let folder = |kind: &str| vectors.join(kind);
	let others = [
		android::others(&folder("android-key")),
		groth16::others(&folder("groth16-bn254")),
		nvidia::others(&folder("nvidia-gpu")),
	];
	others.iter().flatten().for_each(|(name, asked)| check(name, asked));
	others.iter().map(Vec::len).sum()
}

/// A file of the vectors that a case needs without naming it.
fn beside(path: &str) -> PathBuf {
	vectors().expect("a case is of the vectors").join(path)
}
