//! What results come from.

use alloc::boxed::Box;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use piazza_primitives::{ContentHash, ProgramId, ProgramKind, Uri};
use piazza_verifiers::groth16::{Bls12_381, VerifyingKey};
use scale_info::TypeInfo;
use sp_runtime::traits::{BlakeTwo256, Hash};

/// Public inputs of a circuit on this chain: a job, and the halves of input hash, output hash and worker (see
/// [`piazza_primitives::public_inputs`]).
pub const PUBLIC_INPUTS: u32 = 7;

/// Longest verifying key in bytes: that of a circuit on BLS12-381 with [`PUBLIC_INPUTS`].
pub const MAX_KEY_LENGTH: u32 =
	VerifyingKey::<Bls12_381>::MIN_LENGTH as u32 + PUBLIC_INPUTS * VerifyingKey::<Bls12_381>::G1 as u32;

/// Longest stored form of a verifying key in bytes.
pub const MAX_STORED_KEY_LENGTH: u32 = MAX_KEY_LENGTH + VerifyingKey::<Bls12_381>::STORED_EXTRA as u32;

/// A verifying key of Groth16, as [`VerifyingKey::from_bytes`] reads it.
pub type KeyBytes = BoundedVec<u8, ConstU32<MAX_KEY_LENGTH>>;

/// A verifying key that has been checked, as [`VerifyingKey::to_stored`] writes it.
pub type StoredKey = BoundedVec<u8, ConstU32<MAX_STORED_KEY_LENGTH>>;

/// What a result must come from.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Program {
	/// A module that any worker can run. Nothing proves that it did: results are judged by quorum.
	#[codec(index = 0)]
	Image {
		/// BLAKE2b-256 of the module's bytes.
		hash: ContentHash,
	},
	/// What runs in an enclave or confidential machine. Results come from workers whose evidence measured it.
	#[codec(index = 1)]
	Enclave {
		/// What the evidence must say.
		measurement: Box<Measurement>,
	},
	/// A statement that each result proves of itself.
	#[codec(index = 2)]
	Circuit {
		/// What is proven, and how.
		circuit: Circuit,
	},
}

/// What hardware measured of a program, with all that its owner or host put in at launch to configure it: two programs
/// that differ in any of it are two.
#[allow(clippy::large_enum_variant, reason = "it is boxed wherever it is kept")]
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Measurement {
	/// An SGX enclave.
	#[codec(index = 0)]
	Sgx {
		/// MRENCLAVE: what was loaded.
		mr_enclave: [u8; 32],
		/// MRSIGNER: who signed it.
		mr_signer: [u8; 32],
		/// CONFIGID: zeros unless key separation and sharing is used.
		config_id: [u8; 64],
	},
	/// A TDX trust domain.
	#[codec(index = 1)]
	Tdx {
		/// MRTD: what was loaded at launch.
		mr_td: [u8; 48],
		/// RTMR0 to RTMR3: what the running machine measured.
		rtmrs: [[u8; 48]; 4],
		/// MRCONFIGID.
		mr_config_id: [u8; 48],
		/// MROWNER.
		mr_owner: [u8; 48],
		/// MROWNERCONFIG.
		mr_owner_config: [u8; 48],
	},
	/// An SEV-SNP guest.
	#[codec(index = 2)]
	SevSnp {
		/// MEASUREMENT: what was loaded at launch.
		measurement: [u8; 48],
		/// HOST_DATA: what the host handed in at launch.
		host_data: [u8; 32],
	},
	/// An AWS Nitro enclave.
	#[codec(index = 3)]
	Nitro {
		/// PCR0 to PCR2: image, kernel and boot, applications.
		pcrs: [[u8; 48]; 3],
	},
	/// What software evidence says, on development chains.
	#[codec(index = 4)]
	Software {
		/// What it says.
		measurement: [u8; 48],
	},
}

/// What is proven of a result, and by which proof system.
///
/// What must be proven is the statement that the view function `statement` of the jobs pallet gives.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Circuit {
	/// Groth16 on BN254, with [`PUBLIC_INPUTS`] public inputs.
	#[codec(index = 0)]
	Groth16Bn254 {
		/// The verifying key.
		key: KeyBytes,
	},
	/// Groth16 on BLS12-381, with [`PUBLIC_INPUTS`] public inputs.
	#[codec(index = 1)]
	Groth16Bls12381 {
		/// The verifying key.
		key: KeyBytes,
	},
	/// A program for RISC Zero's machine, whose journal is the statement's bytes.
	#[codec(index = 2)]
	Risc0 {
		/// The program, as RISC Zero identifies it.
		image_id: [u8; 32],
	},
	/// A program for SP1's machine, whose public values are the statement's bytes.
	#[codec(index = 3)]
	Sp1 {
		/// The hash of the program's verifying key, most significant byte first.
		program: [u8; 32],
	},
}

impl Program {
	/// Names this program: BLAKE2b-256 of its SCALE encoding.
	pub fn id(&self) -> ProgramId {
		BlakeTwo256::hash_of(self)
	}

	/// How its results are known to come from it.
	pub fn kind(&self) -> ProgramKind {
		match self {
			Self::Image { .. } => ProgramKind::Image,
			Self::Enclave { .. } => ProgramKind::Enclave,
			Self::Circuit { .. } => ProgramKind::Circuit,
		}
	}
}

impl From<Measurement> for Program {
	fn from(measurement: Measurement) -> Self {
		Self::Enclave { measurement: Box::new(measurement) }
	}
}

/// A registered program.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct ProgramRecord<AccountId, Ticket> {
	/// Who registered it and may remove it.
	pub owner: AccountId,
	/// Its description.
	pub program: Program,
	/// Hint where to fetch it; may be empty.
	pub uri: Uri,
	/// Whether its owner has removed it: no new job may name it, and those that run keep it until they must have ended.
	pub withdrawn: bool,
	/// Its deposit, held on the owner.
	pub ticket: Ticket,
}

impl<AccountId, Ticket> ProgramRecord<AccountId, Ticket> {
	/// What of it is shown.
	pub fn into_info(self) -> ProgramInfo<AccountId> {
		ProgramInfo { owner: self.owner, program: self.program, uri: self.uri, withdrawn: self.withdrawn }
	}
}

/// A registered program, as it is shown.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct ProgramInfo<AccountId> {
	/// Who registered it and may remove it.
	pub owner: AccountId,
	/// Its description.
	pub program: Program,
	/// Hint where to fetch it; may be empty.
	pub uri: Uri,
	/// Whether its owner has removed it.
	pub withdrawn: bool,
}
