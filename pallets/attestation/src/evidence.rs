//! What a worker hands in to show which machine it runs on.

use crate::WeightInfo;
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, weights::Weight, BoundedVec};
use piazza_primitives::challenge::gpu_digest;
use piazza_verifiers::{
	amd::REPORT_LENGTH, android, intel::MAX_QUOTE_LENGTH, nitro::MAX_DOCUMENT_LENGTH, nvidia, software,
	x509::MAX_CERTIFICATE_LENGTH,
};
use scale_info::TypeInfo;

/// Most GPUs and NVSwitches of one worker: an HGX board has eight and four.
pub const MAX_DEVICES: u32 = 12;

/// A certificate, DER, of at most [`MAX_CERTIFICATE_LENGTH`] bytes.
pub type CertificateBytes = BoundedVec<u8, ConstU32<{ MAX_CERTIFICATE_LENGTH as u32 }>>;

/// A chain of certificates, leaf first, of at most `N`.
pub type Chain<const N: u32> = BoundedVec<CertificateBytes, ConstU32<N>>;

/// Certificates as the verifiers take them.
pub(crate) fn slices(chain: &[CertificateBytes]) -> Vec<&[u8]> {
	chain.iter().map(|der| der.as_slice()).collect()
}

/// What shows which machine a worker runs on.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Evidence<BlockNumber> {
	/// Nothing: the owner's word.
	#[codec(index = 0)]
	Declared,
	/// The machine's own: signed by hardware under the roots of its vendors.
	#[codec(index = 1)]
	Hardware {
		/// The block whose hash the evidence is bound to: one of the last few hundred, and for one worker each time a
		/// later one.
		at_block: BlockNumber,
		/// What the processor or phone says.
		machine: Machine,
		/// What the GPUs and NVSwitches say, in the order in which they were hashed for the processor's evidence
		/// ([`Devices::digest`]); empty when the machine has none.
		devices: Devices,
	},
}

/// What a processor or phone says of itself and of what it runs.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Machine {
	/// An SGX or TDX quote with its PCK certificates in it; its report data is the challenge.
	#[codec(index = 0)]
	Intel {
		/// The quote.
		quote: BoundedVec<u8, ConstU32<{ MAX_QUOTE_LENGTH as u32 }>>,
	},
	/// An SEV-SNP report; its report data is the challenge.
	#[codec(index = 1)]
	Amd {
		/// The report, [`REPORT_LENGTH`] bytes.
		report: BoundedVec<u8, ConstU32<{ REPORT_LENGTH as u32 }>>,
		/// Certificate of the key that signed it (VCEK or VLEK).
		endorsement: CertificateBytes,
		/// Certificate of the issuer of that one (ASK or ASVK); may be left out when it is AMD's own for the product.
		intermediate: Option<CertificateBytes>,
	},
	/// A document of an AWS Nitro enclave; its user data is the challenge.
	#[codec(index = 2)]
	Nitro {
		/// The document, COSE_Sign1.
		document: BoundedVec<u8, ConstU32<{ MAX_DOCUMENT_LENGTH as u32 }>>,
	},
	/// A key attestation of an Android phone; its challenge is the first 32 bytes of ours.
	#[codec(index = 3)]
	Android {
		/// The certificates, leaf first, the root's own last.
		chain: Chain<{ android::MAX_CERTIFICATES as u32 }>,
	},
	/// A report signed by software, for development chains; its report data is the challenge.
	#[codec(index = 4)]
	Software {
		/// The report, [`software::REPORT_LENGTH`] bytes.
		report: BoundedVec<u8, ConstU32<{ software::REPORT_LENGTH as u32 }>>,
		/// Its signature, `r ‖ s`.
		signature: [u8; 96],
		/// The certificate of the key that signed it and what lies below the root.
		chain: Chain<3>,
	},
}

/// What an NVIDIA GPU or NVSwitch says of itself; its nonce is the one for this worker and block.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct NvidiaEvidence {
	/// The SPDM request (37 bytes) and the response.
	pub report: BoundedVec<u8, ConstU32<{ nvidia::MAX_REPORT_LENGTH as u32 }>>,
	/// The certificates, leaf first: four, or five with the root's own.
	pub certificates: Chain<5>,
}

/// What all GPUs and NVSwitches of a machine say.
#[derive(Clone, Debug, Default, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Devices(pub BoundedVec<NvidiaEvidence, ConstU32<MAX_DEVICES>>);

impl Devices {
	/// What stands for them in the processor's evidence: SHA-256 over their SCALE encoding, or zeros for none.
	pub fn digest(&self) -> [u8; 32] {
		gpu_digest(&self.0)
	}
}

impl<BlockNumber> Evidence<BlockNumber> {
	/// Weight of checking it and of storing what it proves.
	pub(crate) fn weight<W: WeightInfo>(&self) -> Weight {
		let Self::Hardware { machine, devices, .. } = self else { return Weight::zero() };
		let machine = match machine {
			Machine::Intel { .. } => W::verify_intel(),
			Machine::Amd { .. } => W::verify_amd(),
			Machine::Nitro { .. } => W::verify_nitro(),
			Machine::Android { .. } => W::verify_android(),
			Machine::Software { .. } => W::verify_software(),
		};
		match u32::try_from(devices.0.len()).unwrap_or(u32::MAX) {
			0 => machine,
			count => machine.saturating_add(W::verify_nvidia(count)),
		}
	}
}
