//! Documents of AWS Nitro enclaves.

use super::{ChainRegistry, Proven, Refusal};
use crate::{Config, Measurement, NitroPolicies, Roots};
use alloc::vec::Vec;
use piazza_verifiers::{
	nitro::{self, Error},
	UnixTime,
};

pub(super) fn verify<T: Config>(document: &[u8], report_data: &[u8; 64], now: UnixTime) -> Result<Proven, Refusal> {
	let policy = NitroPolicies::<T>::get().to_policy();
	let facts = nitro::verify(document, &T::Roots::nitro(), &policy, &ChainRegistry::<T>::new(), now)?;
	if facts.user_data.as_deref() != Some(report_data) {
		return Err(Refusal::ChallengeMismatch);
	}
	let pcr = |index| facts.pcr(index).copied().ok_or(Refusal::Malformed);
	Ok(Proven {
		measurement: Some(Measurement::Nitro { pcrs: [pcr(0)?, pcr(1)?, pcr(2)?] }),
		device: facts.device,
		certificates: facts.certificates,
		valid_until: facts.valid_until,
		// Nothing above the enclave's certificate lives longer than some days.
		links: Vec::new(),
	})
}

impl From<Error> for Refusal {
	fn from(error: Error) -> Self {
		match error {
			Error::TooLong
			| Error::Malformed
			| Error::Algorithm
			| Error::Digest
			| Error::PcrLength
			| Error::PcrMissing => Self::Malformed,
			Error::Chain(error) => error.into(),
			Error::Signature(error) => error.into(),
			Error::Future | Error::TooOld => Self::CertificateExpired,
			Error::Debug => Self::DebugRefused,
		}
	}
}
