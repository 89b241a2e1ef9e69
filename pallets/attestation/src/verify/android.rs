//! Key attestations of Android phones.

use super::{ChainRegistry, Proven, Refusal};
use crate::{evidence::slices, AndroidPolicies, CertificateBytes, Config, Roots};
use alloc::vec::Vec;
use piazza_verifiers::{
	android::{self, Error, Evidence},
	UnixTime,
};

pub(super) fn verify<T: Config>(
	chain: &[CertificateBytes],
	report_data: &[u8; 64],
	now: UnixTime,
) -> Result<Proven, Refusal> {
	let chain = slices(chain);
	let policy = AndroidPolicies::<T>::get().to_policy();
	let registry = ChainRegistry::<T>::new();
	let facts = android::verify(Evidence { chain: &chain }, &T::Roots::android(), &policy, &registry, now)?;
	if report_data.first_chunk::<32>().is_none_or(|challenge| facts.description.challenge != *challenge) {
		return Err(Refusal::ChallengeMismatch);
	}
	Ok(Proven {
		measurement: None,
		device: facts.device,
		certificates: facts.certificates,
		valid_until: facts.valid_until,
		// Chains differ from phone to phone and from week to week.
		links: Vec::new(),
	})
}

impl From<Error> for Refusal {
	fn from(error: Error) -> Self {
		match error {
			Error::Chain(error) => error.into(),
			Error::NoKeyDescription | Error::KeyDescription(_) => Self::Malformed,
			Error::MisplacedKeyDescription { .. } => Self::Untrusted,
			Error::PatchLevelTooOld => Self::TcbRefused,
			Error::Unlocked => Self::DebugRefused,
			Error::SecurityLevelTooLow
			| Error::BootNotVerified
			| Error::NotForSigning
			| Error::NotGenerated
			| Error::NotRemotelyProvisioned
			| Error::ApplicationNotAllowed => Self::PolicyRefused,
		}
	}
}
