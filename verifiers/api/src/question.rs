//! The questions.

use crate::{
	Amd, Android, Answer, Groth16, Intel, Nitro, Nras, Nvidia, Pairings, Reclaim, Risc0, Software, Sp1, TrustAuthority,
};
use codec::{Decode, Encode};
use scale_info::TypeInfo;

/// What a piece of evidence proves: one kind of question for each verifier.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub enum Question {
	/// An SGX or TDX quote.
	#[codec(index = 0)]
	Intel(Intel),
	/// An SEV-SNP report.
	#[codec(index = 1)]
	Amd(Amd),
	/// What an NVIDIA GPU or NVSwitch says of itself.
	#[codec(index = 2)]
	Nvidia(Nvidia),
	/// A document of an AWS Nitro enclave.
	#[codec(index = 3)]
	Nitro(Nitro),
	/// A key attestation of an Android phone.
	#[codec(index = 4)]
	Android(Android),
	/// A report of no hardware at all, for development.
	#[codec(index = 5)]
	Software(Software),
	/// An answer of NVIDIA's attestation service.
	#[codec(index = 6)]
	Nras(Nras),
	/// A token of Intel Trust Authority.
	#[codec(index = 7)]
	TrustAuthority(TrustAuthority),
	/// A zkTLS claim.
	#[codec(index = 8)]
	Reclaim(Reclaim),
	/// A Groth16 proof.
	#[codec(index = 9)]
	Groth16(Groth16),
	/// A product of pairings.
	#[codec(index = 10)]
	Pairings(Pairings),
	/// A RISC Zero receipt.
	#[codec(index = 11)]
	Risc0(Risc0),
	/// An SP1 proof.
	#[codec(index = 12)]
	Sp1(Sp1),
}

impl Question {
	/// What [`piazza_verifiers`] says to it.
	pub fn answer(&self) -> Answer {
		match self {
			Self::Intel(asked) => asked.answer(),
			Self::Amd(asked) => asked.answer(),
			Self::Nvidia(asked) => asked.answer(),
			Self::Nitro(asked) => asked.answer(),
			Self::Android(asked) => asked.answer(),
			Self::Software(asked) => asked.answer(),
			Self::Nras(asked) => asked.answer(),
			Self::TrustAuthority(asked) => asked.answer(),
			Self::Reclaim(asked) => asked.answer(),
			Self::Groth16(asked) => asked.answer(),
			Self::Pairings(asked) => asked.answer(),
			Self::Risc0(asked) => asked.answer(),
			Self::Sp1(asked) => asked.answer(),
		}
	}
}
