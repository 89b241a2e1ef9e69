//! The verifiers, each of which can be switched off by one call.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_io::hashing::blake2_256;

use crate::{Config, FoundationId, Revoked};

/// A way to check evidence or proofs. Where versions are named, another version is another verifier.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Verifier {
	/// SGX and TDX quotes.
	#[codec(index = 0)]
	Intel,
	/// SEV-SNP reports.
	#[codec(index = 1)]
	Amd,
	/// Evidence of GPUs and NVSwitches.
	#[codec(index = 2)]
	Nvidia,
	/// Documents of Nitro enclaves.
	#[codec(index = 3)]
	Nitro,
	/// Key attestations of Android phones.
	#[codec(index = 4)]
	Android,
	/// Reports of software.
	#[codec(index = 5)]
	Software,
	/// Groth16 proofs on BN254.
	#[codec(index = 6)]
	Groth16Bn254,
	/// Groth16 proofs on BLS12-381.
	#[codec(index = 7)]
	Groth16Bls12381,
	/// Groth16 receipts of RISC Zero, release 3.0.
	#[codec(index = 8)]
	Risc0V3,
	/// Groth16 proofs of SP1, circuits 6.1.0.
	#[codec(index = 9)]
	Sp1V6,
}

impl Verifier {
	/// What stands for it among the things that can be revoked: BLAKE2b-256 of `"piazza/verifier"` and its number. So a
	/// verifier that is switched off suspends all workers that it let in.
	pub fn id(self) -> FoundationId {
		(b"piazza/verifier", self).using_encoded(blake2_256)
	}

	/// Whether it has not been switched off.
	pub(crate) fn is_on<T: Config>(self) -> bool {
		!Revoked::<T>::contains_key(self.id())
	}
}
