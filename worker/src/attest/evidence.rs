//! Evidence as the chain takes it: the SCALE encoding of these types is that of the chain's types of the same names.

use codec::Encode;
use sha2::{Digest, Sha256};

/// What shows which machine a worker runs on. In the chain's evidence of kind `Hardware` (index 1) it follows the number
/// of the block that it is bound to.
#[derive(Clone, Debug, Encode, Eq, PartialEq)]
pub struct Evidence {
	/// What the processor says.
	pub machine: Machine,
	/// What the GPUs say, in the order in which they were hashed for the processor's evidence.
	pub devices: Vec<Device>,
}

/// What a processor says of itself and of what it runs. The chain also knows Nitro (2) and Android (3), where this
/// program does not run.
#[derive(Clone, Debug, Encode, Eq, PartialEq)]
pub enum Machine {
	/// A TDX quote, with its PCK certificates in it.
	#[codec(index = 0)]
	Intel {
		/// The quote.
		quote: Vec<u8>,
	},
	/// A report of SEV-SNP.
	#[codec(index = 1)]
	Amd {
		/// The report.
		report: Vec<u8>,
		/// Certificate of the key that signed it, DER.
		endorsement: Vec<u8>,
		/// Certificate of that one's issuer, DER.
		intermediate: Option<Vec<u8>>,
	},
	/// A report signed by software.
	#[codec(index = 4)]
	Software {
		/// The report.
		report: Vec<u8>,
		/// Its signature, `r ‖ s`.
		signature: [u8; 96],
		/// The certificates below the root, leaf first, DER.
		chain: Vec<Vec<u8>>,
	},
}

/// What a GPU says of itself.
#[derive(Clone, Debug, Encode, Eq, PartialEq)]
pub struct Device {
	/// The SPDM request (37 bytes) and the response.
	pub report: Vec<u8>,
	/// The certificates, leaf first, DER.
	pub certificates: Vec<Vec<u8>>,
}

/// What stands for the GPUs' evidence in the processor's: SHA-256 over the SCALE encoding of the list, or zeros when
/// there is none.
pub fn devices_digest(devices: &[Device]) -> [u8; 32] {
	match devices.is_empty() {
		true => [0; 32],
		false => Sha256::digest(devices.encode()).into(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	/// Two devices, and their encoding: 2 elements; 3 bytes, 1 certificate of 2 bytes; 1 byte, no certificates.
	fn devices() -> (Vec<Device>, Vec<u8>) {
		let first = Device { report: vec![1, 2, 3], certificates: vec![vec![4, 5]] };
		let second = Device { report: vec![6], certificates: Vec::new() };
		(vec![first, second], vec![8, 12, 1, 2, 3, 4, 8, 4, 5, 4, 6, 0])
	}

	#[test]
	fn intel_evidence_is_encoded_as_the_chain_reads_it() {
		let (devices, bytes) = devices();
		let evidence = Evidence { machine: Machine::Intel { quote: vec![7, 8] }, devices };
		assert_eq!(evidence.encode(), [vec![0, 8, 7, 8], bytes].concat());
	}

	#[test]
	fn amd_evidence_is_encoded_as_the_chain_reads_it() {
		let amd = |intermediate| Machine::Amd { report: vec![1], endorsement: vec![2, 3], intermediate };
		let evidence = Evidence { machine: amd(None), devices: Vec::new() };
		assert_eq!(evidence.encode(), [1, 4, 1, 8, 2, 3, 0, 0]);
		assert_eq!(amd(Some(vec![4])).encode(), [1, 4, 1, 8, 2, 3, 1, 4, 4]);
	}

	#[test]
	fn software_evidence_is_encoded_as_the_chain_reads_it() {
		let machine = Machine::Software { report: vec![1], signature: [9; 96], chain: vec![vec![2], vec![3]] };
		assert_eq!(machine.encode(), [vec![4, 4, 1], vec![9; 96], vec![8, 4, 2, 4, 3]].concat());
	}

	#[test]
	fn devices_digest_is_zeros_when_there_are_none() {
		assert_eq!(devices_digest(&[]), [0; 32]);
		let (devices, bytes) = devices();
		assert_eq!(devices_digest(&devices).as_slice(), Sha256::digest(bytes).as_slice());
	}
}
