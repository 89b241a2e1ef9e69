//! What the chain remembers of certificates.

use crate::{Config, Revoked, VerifiedLinks};
use core::marker::PhantomData;
use piazza_verifiers::x509::{CertificateId, LinkId, Registry};

/// The chain's lists, as the verifiers ask for them.
pub(crate) struct ChainRegistry<T>(PhantomData<T>);

impl<T> ChainRegistry<T> {
	/// The lists of this block.
	pub(crate) fn new() -> Self {
		Self(PhantomData)
	}
}

impl<T: Config> Registry for ChainRegistry<T> {
	fn is_revoked(&self, certificate: &CertificateId) -> bool {
		Revoked::<T>::contains_key(certificate.0)
	}

	fn is_verified(&self, link: &LinkId) -> bool {
		VerifiedLinks::<T>::contains_key(link.0)
	}
}
