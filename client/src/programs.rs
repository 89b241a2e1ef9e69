//! Programs: what results come from.

use crate::{
	api, blake2_256,
	bytes::Hex,
	chain::{Block, Error},
	submit::Call,
	AccountId, ProgramId, Uri, H256,
};
use api::runtime_types::bounded_collections::bounded_vec::BoundedVec;
use codec::{Decode, Encode};
use serde::{Deserialize, Serialize};
use std::fmt;
use subxt::{
	ext::{scale_decode::DecodeAsType, scale_encode::EncodeAsType},
	utils::Static,
};

/// How a program's results are known to come from it.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum ProgramKind {
	/// By nothing: any worker can run it, and results are judged by quorum.
	Image,
	/// By the machine: only workers whose evidence measured this very program do its jobs.
	Enclave,
	/// By a proof of each result.
	Circuit,
}

impl fmt::Display for ProgramKind {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		f.write_str(match self {
			Self::Image => "image",
			Self::Enclave => "enclave",
			Self::Circuit => "circuit",
		})
	}
}

/// What a program is, as the chain encodes it. The same description always has the same id.
#[derive(Clone, Debug, Decode, Deserialize, Encode, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(clippy::large_enum_variant, reason = "few are in memory at a time")]
pub enum Description {
	/// A module that any worker can run.
	#[codec(index = 0)]
	Image {
		/// BLAKE2b-256 of its bytes.
		hash: H256,
	},
	/// What runs in an enclave or confidential machine.
	#[codec(index = 1)]
	Enclave {
		/// What a worker's evidence must say.
		measurement: Measurement,
	},
	/// A statement that each result proves of itself.
	#[codec(index = 2)]
	Circuit {
		/// What is proven, and how.
		circuit: Circuit,
	},
}

/// What hardware measures of a program, with all that configures it at launch.
#[derive(Clone, Debug, Decode, Deserialize, Encode, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(clippy::large_enum_variant, reason = "few are in memory at a time")]
pub enum Measurement {
	/// An SGX enclave.
	#[codec(index = 0)]
	Sgx {
		/// MRENCLAVE: what was loaded.
		mr_enclave: Hex<[u8; 32]>,
		/// MRSIGNER: who signed it.
		mr_signer: Hex<[u8; 32]>,
		/// CONFIGID: zeros unless key separation and sharing is used.
		config_id: Hex<[u8; 64]>,
	},
	/// A TDX trust domain.
	#[codec(index = 1)]
	Tdx {
		/// MRTD: what was loaded at launch.
		mr_td: Hex<[u8; 48]>,
		/// RTMR0 to RTMR3: what the running machine measured.
		rtmrs: [Hex<[u8; 48]>; 4],
		/// MRCONFIGID.
		mr_config_id: Hex<[u8; 48]>,
		/// MROWNER.
		mr_owner: Hex<[u8; 48]>,
		/// MROWNERCONFIG.
		mr_owner_config: Hex<[u8; 48]>,
	},
	/// An SEV-SNP guest.
	#[codec(index = 2)]
	SevSnp {
		/// MEASUREMENT: what was loaded at launch.
		measurement: Hex<[u8; 48]>,
		/// HOST_DATA: what the host handed in at launch.
		host_data: Hex<[u8; 32]>,
	},
	/// An AWS Nitro enclave.
	#[codec(index = 3)]
	Nitro {
		/// PCR0 to PCR2: image, kernel and boot, applications.
		pcrs: [Hex<[u8; 48]>; 3],
	},
	/// What software evidence says, on development chains.
	#[codec(index = 4)]
	Software {
		/// What it says.
		measurement: Hex<[u8; 48]>,
	},
}

/// What is proven of a result, and by which proof system.
#[derive(Clone, Debug, Decode, Deserialize, Encode, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Circuit {
	/// Groth16 on BN254.
	#[codec(index = 0)]
	Groth16Bn254 {
		/// The verifying key: alpha, beta, gamma, delta and a point for each input, uncompressed.
		key: Hex<Vec<u8>>,
	},
	/// Groth16 on BLS12-381.
	#[codec(index = 1)]
	#[serde(rename = "groth16_bls12_381")]
	Groth16Bls12381 {
		/// The verifying key: alpha, beta, gamma, delta and a point for each input, uncompressed.
		key: Hex<Vec<u8>>,
	},
	/// A program for RISC Zero's machine.
	#[codec(index = 2)]
	Risc0 {
		/// The program, as RISC Zero identifies it.
		image_id: Hex<[u8; 32]>,
	},
	/// A program for SP1's machine.
	#[codec(index = 3)]
	Sp1 {
		/// The hash of the program's verifying key, most significant byte first.
		program: Hex<[u8; 32]>,
	},
}

impl Description {
	/// Its id.
	pub fn id(&self) -> ProgramId {
		blake2_256(&self.encode())
	}

	/// Of which kind it is.
	pub fn kind(&self) -> ProgramKind {
		match self {
			Self::Image { .. } => ProgramKind::Image,
			Self::Enclave { .. } => ProgramKind::Enclave,
			Self::Circuit { .. } => ProgramKind::Circuit,
		}
	}
}

/// A registered program.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Program {
	/// Its id.
	pub id: ProgramId,
	/// Who registered it and may remove it.
	pub owner: AccountId,
	/// What it is.
	pub description: Description,
	/// Hint where to fetch it; may be empty.
	pub uri: Uri,
	/// Whether its owner has removed it: new jobs may not name it any more.
	pub withdrawn: bool,
}

impl Program {
	fn new(id: ProgramId, record: api::attestation::storage::programs::Output) -> Self {
		let Static(description) = record.program;
		let uri = Uri::stored(record.uri.0);
		Self { id, owner: record.owner, description, uri, withdrawn: record.withdrawn }
	}
}

/// Registers a program; its id is [`Description::id`].
pub fn register(program: Description, uri: Uri) -> Call {
	Call::new(api::tx().attestation().register_program(Static(program), BoundedVec(uri.as_bytes().to_vec())))
}

/// Removes a program, signed by its owner.
pub fn remove(id: ProgramId) -> Call {
	Call::new(api::tx().attestation().remove_program(id))
}

impl Block {
	/// The program of this id; `None` when none is registered.
	pub async fn program(&self, id: ProgramId) -> Result<Option<Program>, Error> {
		let found = self.get(api::storage().attestation().programs(), (id,)).await?;
		Ok(found.map(|record| Program::new(id, record)))
	}

	/// All registered programs, by id.
	pub async fn programs(&self) -> Result<Vec<Program>, Error> {
		let records = self.all(api::storage().attestation().programs(), |(id,)| id).await?;
		let mut programs: Vec<_> = records.into_iter().map(|(id, record)| Program::new(id, record)).collect();
		programs.sort_by_key(|program| program.id);
		Ok(programs)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn id_of_a_module_is_the_hash_of_kind_and_hash() {
		let bytes = [vec![0], vec![9; 32]].concat();
		assert_eq!(Description::Image { hash: H256::repeat_byte(9) }.id(), blake2_256(&bytes));
	}

	#[test]
	fn id_of_an_enclave_is_the_hash_of_kinds_and_measurements() {
		let measurement = Measurement::Tdx {
			mr_td: Hex([1; 48]),
			rtmrs: [2, 3, 4, 5].map(|byte| Hex([byte; 48])),
			mr_config_id: Hex([6; 48]),
			mr_owner: Hex([7; 48]),
			mr_owner_config: Hex([8; 48]),
		};
		let fields = (1..=8).flat_map(|byte| [byte; 48]);
		let bytes: Vec<u8> = [1, 1].into_iter().chain(fields).collect();
		assert_eq!(Description::Enclave { measurement }.id(), blake2_256(&bytes));
	}

	#[test]
	fn id_of_a_circuit_is_the_hash_of_kinds_length_and_key() {
		let circuit = Circuit::Groth16Bls12381 { key: Hex(vec![9; 3]) };
		assert_eq!(Description::Circuit { circuit }.id(), blake2_256(&[2, 1, 12, 9, 9, 9]));
	}

	#[test]
	fn description_is_the_same_when_written_and_read_by_people() {
		let text =
			format!(r#"{{"enclave":{{"measurement":{{"software":{{"measurement":"0x{}"}}}}}}}}"#, "07".repeat(48));
		let enclave = Description::Enclave { measurement: Measurement::Software { measurement: Hex([7; 48]) } };
		assert_eq!(serde_json::to_string(&enclave).unwrap(), text);
		assert_eq!(serde_json::from_str::<Description>(&text).unwrap(), enclave);
	}
}
