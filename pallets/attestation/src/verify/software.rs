//! Reports of software, on chains whose genesis names a root for it.

use super::{ChainRegistry, Proven, Refusal};
use crate::{evidence::slices, CertificateBytes, Config, Measurement, SoftwareRoots};
use alloc::vec::Vec;
use piazza_verifiers::{
	software::{self, Error, Evidence},
	x509::Anchor,
	UnixTime,
};

pub(super) fn verify<T: Config>(
	report: &[u8],
	signature: &[u8; 96],
	chain: &[CertificateBytes],
	report_data: &[u8; 64],
	now: UnixTime,
) -> Result<Proven, Refusal> {
	let roots = SoftwareRoots::<T>::get();
	let anchors: Vec<Anchor> = roots.iter().filter_map(|der| Anchor::from_certificate(der).ok()).collect();
	let chain = slices(chain);
	let evidence = Evidence { report, signature, chain: &chain };
	let facts = software::verify(evidence, &anchors, &ChainRegistry::<T>::new(), now)?;
	if facts.report_data != *report_data {
		return Err(Refusal::ChallengeMismatch);
	}
	Ok(Proven {
		measurement: Some(Measurement::Software { measurement: facts.measurement }),
		device: Some(facts.device),
		certificates: facts.certificates,
		valid_until: facts.valid_until,
		links: Vec::new(),
	})
}

impl From<Error> for Refusal {
	fn from(error: Error) -> Self {
		match error {
			Error::NotAccepted => Self::SoftwareRefused,
			Error::Malformed => Self::Malformed,
			Error::Chain(error) => error.into(),
			Error::Signature(error) => error.into(),
		}
	}
}
