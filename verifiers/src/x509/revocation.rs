//! Revocation lists that are believed: signed by a root that the caller trusts, or by an authority below one. Whoever may
//! hand a list in, its signature says whose it is.

use super::{
	certificate::{Certificate, CertificateError, CertificateId},
	chain::{read_chain, verify_chain, Anchor, ChainError, Registry, Rules},
	crl::{Crl, CrlError},
	key::PublicKey,
};
use crate::{NotNewer, UnixTime};
use alloc::vec::Vec;

/// A list is signed by a root, or by a certificate that a root issued; the root's own may follow.
const RULES: Rules = Rules { max_certificates: 2, critical: &[] };

/// Why a revocation list is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RevocationError {
	/// It cannot be read, is not signed as it should be, or does not count now.
	#[error(transparent)]
	Crl(#[from] CrlError),
	/// A certificate of its issuer cannot be read.
	#[error("a certificate of its issuer: {0}")]
	Certificate(#[from] CertificateError),
	/// Its issuer's chain is refused.
	#[error("its issuer: {0}")]
	Issuer(#[from] ChainError),
	/// It names another issuer than the one it should come from.
	#[error("it comes from another issuer")]
	IssuerMismatch,
	/// Its issuer may not revoke certificates.
	#[error("its issuer may not revoke certificates")]
	NotAuthority,
}

/// A revocation list whose signature has been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevocationList {
	/// Whose certificates it revokes: a DER `Name`.
	pub issuer: Vec<u8>,
	/// When it was issued. A list may replace another of the same issuer only if it was issued later: not all vendors'
	/// lists count up (all of Intel's are number 1).
	pub this_update: UnixTime,
	/// The last second at which it counts.
	pub next_update: UnixTime,
	/// The certificates it revokes.
	pub revoked: Vec<CertificateId>,
}

impl RevocationList {
	/// Checks that a list (DER) is signed and counts at `now`: by one of the roots if `issuer` is empty, else by the
	/// first certificate of `issuer` (DER, issued by a root; the root's own may follow).
	pub fn verify(
		crl: &[u8],
		issuer: &[&[u8]],
		anchors: &[Anchor],
		registry: &dyn Registry,
		now: UnixTime,
	) -> Result<Self, RevocationError> {
		let crl = Crl::from_der(crl)?;
		let chain = read_chain::<RevocationError>(issuer, &RULES)?;
		let key = match chain.first() {
			None => {
				let root = anchors.iter().find(|anchor| anchor.subject == crl.issuer());
				let root = root.ok_or(RevocationError::IssuerMismatch)?;
				PublicKey::from_spki(&root.spki).map_err(CrlError::from)?
			}
			Some(issuer) => {
				verify_chain(&chain, anchors, &RULES, registry, now)?;
				if issuer.subject() != crl.issuer() {
					return Err(RevocationError::IssuerMismatch);
				}
				check_revoker(issuer)?;
				issuer.public_key().map_err(CrlError::from)?
			}
		};
		crl.verify(&key, now)?;
		Ok(Self {
			issuer: crl.issuer().to_vec(),
			this_update: crl.this_update(),
			next_update: crl.next_update().ok_or(CrlError::Expired)?,
			revoked: crl.revoked().collect(),
		})
	}

	/// Whether this list may replace `old` of the same issuer.
	pub fn supersedes(&self, old: &RevocationList) -> Result<(), NotNewer> {
		match self.this_update.cmp(&old.this_update) {
			core::cmp::Ordering::Less => Err(NotNewer::IssuedEarlier),
			core::cmp::Ordering::Equal => Err(NotNewer::Same),
			core::cmp::Ordering::Greater => Ok(()),
		}
	}
}

/// A device's certificate may be signed by the very authority that signs lists: only the authority may do so.
fn check_revoker(issuer: &Certificate<'_>) -> Result<(), RevocationError> {
	let malformed = |_| RevocationError::Certificate(CertificateError::Malformed);
	let authority = issuer.basic_constraints().map_err(malformed)?.is_some_and(|constraints| constraints.ca);
	let may_sign = issuer.key_usage().map_err(malformed)?.is_none_or(|usage| usage.crl_sign());
	match authority && may_sign {
		true => Ok(()),
		false => Err(RevocationError::NotAuthority),
	}
}
