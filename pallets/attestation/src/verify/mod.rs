//! Evidence is held against roots, collateral, policies and the challenge. Nothing is written here.

mod amd;
mod android;
mod intel;
mod nitro;
mod nvidia;
mod registry;
mod software;

pub(crate) use registry::ChainRegistry;

use crate::{
	Challenges, ClassId, Config, Devices, Error, FoundationId, Machine, MaxDevicesOfWorker, MaxFoundations,
	Measurement, Pallet, Program, Revoked, Verifier,
};
use alloc::vec::Vec;
use frame_support::{ensure, traits::UnixTime as _, BoundedVec};
use piazza_primitives::{ProgramId, Tier};
use piazza_verifiers::{
	x509::{CertificateId, ChainError, Fault, LinkId, SignatureError},
	DeviceId, UnixTime,
};
use sp_core::H256;

/// Why evidence is refused, as far as the chain tells reasons apart. See the errors of the same names.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Refusal {
	Malformed,
	Untrusted,
	CertificateExpired,
	Revoked,
	SignatureInvalid,
	DebugRefused,
	TcbRefused,
	PolicyRefused,
	CollateralMissing,
	CollateralExpired,
	ChallengeMismatch,
	NonceMismatch,
	UnknownFirmware,
	SoftwareRefused,
	DevicesNotAllowed,
	MixedGpus,
	DuplicateDevice,
	VerifierOff,
}

impl<T> From<Refusal> for Error<T> {
	fn from(refusal: Refusal) -> Self {
		match refusal {
			Refusal::Malformed => Self::Malformed,
			Refusal::Untrusted => Self::Untrusted,
			Refusal::CertificateExpired => Self::CertificateExpired,
			Refusal::Revoked => Self::Revoked,
			Refusal::SignatureInvalid => Self::SignatureInvalid,
			Refusal::DebugRefused => Self::DebugRefused,
			Refusal::TcbRefused => Self::TcbRefused,
			Refusal::PolicyRefused => Self::PolicyRefused,
			Refusal::CollateralMissing => Self::CollateralMissing,
			Refusal::CollateralExpired => Self::CollateralExpired,
			Refusal::ChallengeMismatch => Self::ChallengeMismatch,
			Refusal::NonceMismatch => Self::NonceMismatch,
			Refusal::UnknownFirmware => Self::UnknownFirmware,
			Refusal::SoftwareRefused => Self::SoftwareRefused,
			Refusal::DevicesNotAllowed => Self::DevicesNotAllowed,
			Refusal::MixedGpus => Self::MixedGpus,
			Refusal::DuplicateDevice => Self::DuplicateDevice,
			Refusal::VerifierOff => Self::VerifierOff,
		}
	}
}

impl From<ChainError> for Refusal {
	fn from(error: ChainError) -> Self {
		match error {
			ChainError::Empty | ChainError::TooLong => Self::Malformed,
			ChainError::UntrustedRoot => Self::Untrusted,
			ChainError::At { fault, .. } => match fault {
				Fault::Certificate(_) => Self::Malformed,
				Fault::Signature(_) => Self::SignatureInvalid,
				Fault::NotYetValid | Fault::Expired => Self::CertificateExpired,
				Fault::Revoked => Self::Revoked,
				Fault::IssuerMismatch | Fault::NotAuthority | Fault::PathTooLong | Fault::UnknownCriticalExtension => {
					Self::Untrusted
				}
			},
		}
	}
}

impl From<SignatureError> for Refusal {
	fn from(_: SignatureError) -> Self {
		Self::SignatureInvalid
	}
}

/// What one piece of evidence proves, of whatever vendor.
pub(crate) struct Proven {
	/// What was measured, where hardware measures programs.
	pub(crate) measurement: Option<Measurement>,
	/// The device, where its vendor tells devices apart.
	pub(crate) device: Option<DeviceId>,
	/// What it stands on.
	pub(crate) certificates: Vec<CertificateId>,
	/// Last second at which all of that is valid.
	pub(crate) valid_until: UnixTime,
	/// Signatures of shared certificates that were computed now.
	pub(crate) links: Vec<LinkId>,
}

/// What all the evidence of a worker proves.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Facts {
	pub(crate) tier: Tier,
	pub(crate) program: Option<ProgramId>,
	pub(crate) class: Option<ClassId>,
	pub(crate) gpus: u8,
	pub(crate) devices: BoundedVec<FoundationId, MaxDevicesOfWorker>,
	pub(crate) foundations: BoundedVec<FoundationId, MaxFoundations>,
	pub(crate) valid_until: UnixTime,
	pub(crate) links: Vec<LinkId>,
}

impl<T: Config> Pallet<T> {
	/// Checks the evidence of a machine and its devices, bound to `block_hash`, for `worker` of `owner`.
	pub(crate) fn verify(
		owner: &T::AccountId,
		worker: &T::AccountId,
		block_hash: &H256,
		machine: &Machine,
		devices: &Devices,
	) -> Result<Facts, Refusal> {
		let (verifier, tier) = match machine {
			Machine::Intel { .. } => (Verifier::Intel, Tier::ConfidentialCpu),
			Machine::Amd { .. } => (Verifier::Amd, Tier::ConfidentialCpu),
			Machine::Nitro { .. } => (Verifier::Nitro, Tier::ConfidentialCpu),
			Machine::Android { .. } => (Verifier::Android, Tier::Device),
			Machine::Software { .. } => (Verifier::Software, Tier::ConfidentialCpu),
		};
		ensure!(verifier.is_on::<T>(), Refusal::VerifierOff);
		// Phones and Nitro enclaves have no GPU: theirs would be somebody else's.
		let has_gpus = !matches!(verifier, Verifier::Nitro | Verifier::Android);
		ensure!(has_gpus || devices.0.is_empty(), Refusal::DevicesNotAllowed);

		let now = Self::time();
		let report_data = T::Challenges::report_data(owner, worker, block_hash, &devices.digest());
		let proven = match machine {
			Machine::Intel { quote } => intel::verify::<T>(quote, &report_data, now),
			Machine::Amd { report, endorsement, intermediate } => {
				amd::verify::<T>(report, endorsement, intermediate.as_ref(), &report_data, now)
			}
			Machine::Nitro { document } => nitro::verify::<T>(document, &report_data, now),
			Machine::Android { chain } => android::verify::<T>(chain, &report_data, now),
			Machine::Software { report, signature, chain } => {
				software::verify::<T>(report, signature, chain, &report_data, now)
			}
		};
		Self::verify_devices(Facts::of_machine(verifier, tier, proven?)?, worker, block_hash, devices)
	}

	/// Checks the evidence of a machine's devices and adds what it proves; at last, that no device is banned: the verifiers
	/// look up certificates alone.
	pub(crate) fn verify_devices(
		mut facts: Facts,
		worker: &T::AccountId,
		block_hash: &H256,
		devices: &Devices,
	) -> Result<Facts, Refusal> {
		ensure!(devices.0.is_empty() || Verifier::Nvidia.is_on::<T>(), Refusal::VerifierOff);
		let now = Self::time();
		let nonce = T::Challenges::gpu_nonce(block_hash, worker);
		for evidence in &devices.0 {
			let (device, class, is_gpu) = nvidia::verify::<T>(evidence, &nonce, now)?;
			facts.add(Verifier::Nvidia, device)?;
			if is_gpu {
				if facts.gpus > 0 && facts.class != class {
					return Err(Refusal::MixedGpus);
				}
				facts.class = class;
				facts.gpus = facts.gpus.saturating_add(1);
				facts.tier = Tier::ConfidentialGpu;
			}
		}
		ensure!(!facts.devices.iter().any(Revoked::<T>::contains_key), Refusal::Revoked);
		Ok(facts)
	}

	/// The time of the block being built, in seconds since 1970-01-01T00:00:00Z.
	pub(crate) fn time() -> UnixTime {
		T::Time::now().as_secs()
	}
}

impl Facts {
	fn of_machine(verifier: Verifier, tier: Tier, mut proven: Proven) -> Result<Self, Refusal> {
		let program = proven.measurement.take().map(|measurement| Program::from(measurement).id());
		let mut facts = Self {
			tier,
			program,
			class: None,
			gpus: 0,
			devices: BoundedVec::new(),
			foundations: BoundedVec::new(),
			valid_until: UnixTime::MAX,
			links: Vec::new(),
		};
		facts.add(verifier, proven)?;
		Ok(facts)
	}

	/// Adds what one more piece of evidence proves.
	fn add(&mut self, verifier: Verifier, proven: Proven) -> Result<(), Refusal> {
		if let Some(DeviceId(device)) = proven.device {
			if self.devices.contains(&device) {
				return Err(Refusal::DuplicateDevice);
			}
			self.devices.try_push(device).map_err(|_| Refusal::Malformed)?;
		}
		let certificates = proven.certificates.iter().map(|CertificateId(id)| *id);
		for foundation in core::iter::once(verifier.id()).chain(certificates) {
			// Certificates of authorities are shared by many devices.
			if !self.foundations.contains(&foundation) {
				self.foundations.try_push(foundation).map_err(|_| Refusal::Malformed)?;
			}
		}
		self.valid_until = self.valid_until.min(proven.valid_until);
		self.links.extend(proven.links);
		Ok(())
	}
}
