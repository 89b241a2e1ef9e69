//! Chains of certificates, from the one that signed the evidence up to a root that the caller trusts.

use super::{
	certificate::{Certificate, CertificateError, CertificateId},
	key::{PublicKey, SignatureError},
};
use crate::UnixTime;
use alloc::{collections::BTreeSet, vec::Vec};
use der::asn1::ObjectIdentifier;
use sha2::{Digest, Sha256};

/// Basic constraints, key usage, extended key usage: the critical extensions that every chain may carry.
const UNDERSTOOD: [ObjectIdentifier; 3] = [
	ObjectIdentifier::new_unwrap("2.5.29.19"),
	ObjectIdentifier::new_unwrap("2.5.29.15"),
	ObjectIdentifier::new_unwrap("2.5.29.37"),
];

/// A root of trust: a name and a key, pinned by the caller. Its certificate need not be in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
	/// The root's name, as a DER `Name`.
	pub subject: Vec<u8>,
	/// The root's key, as a DER `SubjectPublicKeyInfo`.
	pub spki: Vec<u8>,
}

impl Anchor {
	/// The anchor that a root's own certificate speaks of.
	pub fn from_certificate(der: &[u8]) -> Result<Self, CertificateError> {
		let root = Certificate::from_der(der)?;
		Ok(Self { subject: root.subject().to_vec(), spki: root.spki().to_vec() })
	}

	fn is_root(&self, certificate: &Certificate) -> bool {
		certificate.subject() == self.subject && certificate.spki() == self.spki
	}
}

/// One checked signature in a chain: SHA-256 over the certificate's DER followed by its issuer's key (DER).
/// It stands for "this key did sign this certificate", which stays true for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId(pub [u8; 32]);

impl LinkId {
	fn new(certificate: &Certificate, issuer_spki: &[u8]) -> Self {
		Self(Sha256::new().chain_update(certificate.der()).chain_update(issuer_spki).finalize().into())
	}
}

/// What the caller remembers of certificates.
pub trait Registry {
	/// Whether the certificate has been revoked.
	fn is_revoked(&self, certificate: &CertificateId) -> bool;

	/// Whether this link's signature has been found good before, so that it need not be computed again. Everything
	/// else about the certificate is checked all the same.
	fn is_verified(&self, _link: &LinkId) -> bool {
		false
	}
}

/// A caller that remembers nothing: no certificate is revoked, every signature is computed.
#[derive(Clone, Copy, Debug, Default)]
pub struct NothingKnown;

impl Registry for NothingKnown {
	fn is_revoked(&self, _: &CertificateId) -> bool {
		false
	}
}

impl Registry for BTreeSet<CertificateId> {
	fn is_revoked(&self, certificate: &CertificateId) -> bool {
		self.contains(certificate)
	}
}

/// What a vendor's chains look like.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
	/// How many certificates a chain may have, the root's own included.
	pub max_certificates: usize,
	/// Critical extensions that the caller deals with itself.
	pub critical: &'static [ObjectIdentifier],
}

/// What is wrong with a certificate of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
	/// It cannot be read.
	#[error(transparent)]
	Certificate(#[from] CertificateError),
	/// Its signature is not that of the certificate above it.
	#[error(transparent)]
	Signature(#[from] SignatureError),
	/// The name of its issuer is not the name of the certificate above it.
	#[error("it was issued by another than the next in the chain")]
	IssuerMismatch,
	/// It signed the one below it, but is not a certificate authority, or may not sign certificates.
	#[error("it may not issue certificates")]
	NotAuthority,
	/// There are more certificates below it than it allows.
	#[error("there are more certificates below it than it allows")]
	PathTooLong,
	/// It has an extension that must be understood, and is not.
	#[error("it has a critical extension that is not understood")]
	UnknownCriticalExtension,
	/// Its time has not come.
	#[error("it is not valid yet")]
	NotYetValid,
	/// Its time is over.
	#[error("it is not valid any more")]
	Expired,
	/// It has been revoked.
	#[error("it has been revoked")]
	Revoked,
}

/// Why a chain is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
	/// There is no certificate.
	#[error("the chain is empty")]
	Empty,
	/// There are more certificates than the vendor's chains have.
	#[error("the chain has too many certificates")]
	TooLong,
	/// The chain does not end in a root that the caller trusts.
	#[error("the chain does not end in a trusted root")]
	UntrustedRoot,
	/// One of the certificates is at fault.
	#[error("certificate {place} (0 is the leaf): {fault}")]
	At {
		/// Its place, counted from the leaf, which is 0.
		place: usize,
		/// What is wrong with it.
		fault: Fault,
	},
}

/// What a good chain proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainFacts {
	/// The certificates it stands on, leaf first, without the root: if one is revoked, what it proved is void.
	pub certificates: Vec<CertificateId>,
	/// The last second at which all of them are valid.
	pub valid_until: UnixTime,
	/// The links above the leaf whose signatures were computed now: worth remembering (see [`Registry::is_verified`]).
	pub new_links: Vec<LinkId>,
	/// Which of the caller's anchors the chain ends in.
	pub anchor: usize,
}

/// Reads the certificates of a chain (DER, leaf first), if there are no more than the rules allow.
pub(crate) fn read_chain<'a, E: From<ChainError> + From<CertificateError>>(
	chain: &[&'a [u8]],
	rules: &Rules,
) -> Result<Vec<Certificate<'a>>, E> {
	if chain.len() > rules.max_certificates {
		return Err(ChainError::TooLong.into());
	}
	Ok(chain.iter().map(|der| Certificate::from_der(der)).collect::<Result<_, _>>()?)
}

/// Checks a chain, leaf first, up to one of `anchors`. The root's own certificate may be at its end or be left out.
///
/// Every certificate but the root's is checked for its validity at `now`, its revocation, its critical extensions and
/// the signature and name of its issuer; every issuer for being a certificate authority that may sign certificates, and
/// for the length of path it allows.
pub fn verify_chain(
	chain: &[Certificate],
	anchors: &[Anchor],
	rules: &Rules,
	registry: &dyn Registry,
	now: UnixTime,
) -> Result<ChainFacts, ChainError> {
	if chain.len() > rules.max_certificates {
		return Err(ChainError::TooLong);
	}
	let (last, below) = chain.split_last().ok_or(ChainError::Empty)?;
	let (anchor, links) = match anchors.iter().position(|anchor| anchor.is_root(last)) {
		// A leaf that is its own root proves nothing about who made it.
		Some(_) if below.is_empty() => return Err(ChainError::UntrustedRoot),
		Some(place) => (place, below),
		None => {
			let issuer = anchors.iter().position(|anchor| anchor.subject == last.issuer());
			(issuer.ok_or(ChainError::UntrustedRoot)?, chain)
		}
	};
	let root = anchors.get(anchor).ok_or(ChainError::UntrustedRoot)?;

	let mut facts = ChainFacts { certificates: Vec::new(), valid_until: UnixTime::MAX, new_links: Vec::new(), anchor };
	for (place, certificate) in links.iter().enumerate() {
		let at = |fault| ChainError::At { place, fault };
		check_certificate(certificate, rules, registry, now).map_err(at)?;
		if place > 0 {
			check_authority(certificate, place).map_err(at)?;
		}
		let next = links.get(place.saturating_add(1));
		let (issuer_name, issuer_spki) = match next {
			Some(issuer) => (issuer.subject(), issuer.spki()),
			None => (root.subject.as_slice(), root.spki.as_slice()),
		};
		if certificate.issuer() != issuer_name {
			return Err(at(Fault::IssuerMismatch));
		}
		// Leaves differ from evidence to evidence: remembering them would gain nothing.
		let link = (place > 0).then(|| LinkId::new(certificate, issuer_spki));
		if !link.is_some_and(|link| registry.is_verified(&link)) {
			PublicKey::from_spki(issuer_spki)
				.and_then(|key| certificate.verify_signature(&key))
				.map_err(|error| at(error.into()))?;
			facts.new_links.extend(link);
		}
		facts.certificates.push(certificate.id());
		facts.valid_until = facts.valid_until.min(certificate.not_after());
	}
	Ok(facts)
}

fn check_certificate(
	certificate: &Certificate,
	rules: &Rules,
	registry: &dyn Registry,
	now: UnixTime,
) -> Result<(), Fault> {
	let mut extensions = certificate.fields().extensions().into_iter().flatten();
	let understood = |oid| UNDERSTOOD.contains(oid) || rules.critical.contains(oid);
	if extensions.any(|extension| extension.critical && !understood(&extension.extn_id)) {
		return Err(Fault::UnknownCriticalExtension);
	}
	if now < certificate.not_before() {
		return Err(Fault::NotYetValid);
	}
	if now > certificate.not_after() {
		return Err(Fault::Expired);
	}
	match registry.is_revoked(&certificate.id()) {
		true => Err(Fault::Revoked),
		false => Ok(()),
	}
}

/// `place` certificates stand between the issuer and the evidence; all but the leaf count against the path length.
fn check_authority(issuer: &Certificate, place: usize) -> Result<(), Fault> {
	let malformed = |_| CertificateError::Malformed;
	let constraints = issuer.basic_constraints().map_err(malformed)?;
	let constraints = constraints.filter(|constraints| constraints.ca).ok_or(Fault::NotAuthority)?;
	if issuer.key_usage().map_err(malformed)?.is_some_and(|usage| !usage.key_cert_sign()) {
		return Err(Fault::NotAuthority);
	}
	let below = place.saturating_sub(1);
	match constraints.path_len_constraint {
		Some(allowed) if below > usize::from(allowed) => Err(Fault::PathTooLong),
		_ => Ok(()),
	}
}
