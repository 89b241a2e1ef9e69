//! GPUs and NVSwitches.

use super::{ChainRegistry, Proven, Refusal};
use crate::{
	evidence::slices, ClassId, Config, GoldenMeasurements, GpuModel, GpuModels, NvidiaEvidence, NvidiaPolicies,
	Release, Roots,
};
use piazza_verifiers::{
	nvidia::{self, Error, Evidence},
	UnixTime,
};

/// What a device proves, its class, and whether it is a GPU.
pub(super) fn verify<T: Config>(
	evidence: &NvidiaEvidence,
	nonce: &[u8; 32],
	now: UnixTime,
) -> Result<(Proven, Option<ClassId>, bool), Refusal> {
	let certificates = slices(&evidence.certificates);
	let evidence = Evidence { report: &evidence.report, certificates: &certificates };
	let policy = NvidiaPolicies::<T>::get();
	let anchors = T::Roots::nvidia();
	let facts = nvidia::verify(evidence, &anchors, &policy.to_policy(), &ChainRegistry::<T>::new(), now)?;
	if facts.nonce != *nonce {
		return Err(Refusal::NonceMismatch);
	}
	if policy.require_golden && !GoldenMeasurements::<T>::get(Release::of(&facts)).contains(&facts.measurements_digest)
	{
		return Err(Refusal::UnknownFirmware);
	}
	let class = GpuModels::<T>::get(GpuModel::of(&facts));
	let is_gpu = facts.architecture.is_gpu();
	let proven = Proven {
		measurement: None,
		device: Some(facts.device),
		certificates: facts.certificates,
		valid_until: facts.valid_until,
		// The first is the device's own; the others are shared by all of its batch or family.
		links: facts.new_links.into_iter().skip(1).collect(),
	};
	Ok((proven, class, is_gpu))
}

impl From<Error> for Refusal {
	fn from(error: Error) -> Self {
		match error {
			Error::Chain(error) => error.into(),
			Error::ReportTooLong
			| Error::Truncated
			| Error::TrailingBytes
			| Error::SpdmVersion
			| Error::Request
			| Error::Response
			| Error::Slot
			| Error::Measurements
			| Error::Opaque
			| Error::DuplicateField(_)
			| Error::OpaqueVersion
			| Error::MissingField(_)
			| Error::MalformedField(_)
			| Error::UnknownMode
			| Error::FwidMalformed => Self::Malformed,
			Error::ChainDepth
			| Error::UnknownChip
			| Error::ChipMismatch
			| Error::FwidMissing
			| Error::FwidDeviceMismatch
			| Error::FwidMismatch => Self::Untrusted,
			Error::Signature => Self::SignatureInvalid,
			Error::DriverTooOld | Error::VbiosTooOld => Self::TcbRefused,
			Error::Unlocked => Self::DebugRefused,
			Error::UnknownRelease | Error::NotGolden => Self::UnknownFirmware,
			Error::ArchitectureNotAllowed | Error::ModeNotAllowed | Error::FwidNotReported => Self::PolicyRefused,
		}
	}
}
