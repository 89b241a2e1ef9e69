//! Reports of SEV-SNP.

use super::{ChainRegistry, Proven, Refusal};
use crate::{AmdPolicies, CertificateBytes, Config, Measurement, Pallet, Roots};
use piazza_verifiers::{
	amd::{self, Error, Evidence},
	UnixTime,
};

pub(super) fn verify<T: Config>(
	report: &[u8],
	endorsement: &CertificateBytes,
	intermediate: Option<&CertificateBytes>,
	report_data: &[u8; 64],
	now: UnixTime,
) -> Result<Proven, Refusal> {
	let evidence = Evidence { report, endorsement, intermediate: intermediate.map(|der| der.as_slice()) };
	let policy = AmdPolicies::<T>::get().to_policy();
	let facts = amd::verify(evidence, &T::Roots::amd(), &policy, &ChainRegistry::<T>::new(), now)?;
	if facts.report_data != *report_data {
		return Err(Refusal::ChallengeMismatch);
	}
	let list = Pallet::<T>::revocation_list_valid_until(&facts.root, now)?;
	Ok(Proven {
		measurement: Some(Measurement::SevSnp { measurement: facts.measurement, host_data: facts.host_data }),
		device: facts.device,
		certificates: facts.certificates,
		valid_until: facts.valid_until.min(list),
		links: facts.new_links,
	})
}

impl From<Error> for Refusal {
	fn from(error: Error) -> Self {
		match error {
			Error::Length
			| Error::Version(_)
			| Error::SignatureAlgorithm
			| Error::SigningKey
			| Error::Unsigned
			| Error::Extension => Self::Malformed,
			Error::Chain(error) => error.into(),
			Error::NoIntermediate
			| Error::KeyMismatch
			| Error::ProductMismatch
			| Error::TcbMismatch
			| Error::ChipIdMasked
			| Error::ChipIdMismatch => Self::Untrusted,
			Error::Signature(error) => error.into(),
			Error::TcbRefused => Self::TcbRefused,
			Error::Debug => Self::DebugRefused,
			Error::ProductRefused
			| Error::CloudRefused
			| Error::MigrationAgent
			| Error::ManySockets
			| Error::Vmpl(_)
			| Error::PlatformMissing(_)
			| Error::PlatformForbidden(_) => Self::PolicyRefused,
		}
	}
}
