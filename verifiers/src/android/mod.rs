//! Android key attestation: a phone's hardware certifies a key that it keeps, what may be done with it, and the state of
//! the system that it runs.
//!
//! The evidence is the chain of certificates that the phone's keystore hands out. The leaf certifies the key and carries
//! the [`KeyDescription`]; the certificate above it belongs to the phone's attestation key.
//!
//! What the chains look like, and what is decided here:
//! - **Two kinds.** A *factory* chain has a batch key, shared by at least 100,000 phones, below two more certificates. A
//!   *remotely provisioned* chain has a key of the phone's own, certified by Google for some weeks, in five certificates
//!   below `CN=Droid CA2, O=Google LLC`, which the root itself signed. An attestation key that leaked can certify
//!   whatever its thief likes below itself, but cannot put itself under that name at that place.
//! - **Dates count, all of them.** Those of the leaf are what the application asked for (1970 to 2048 by default) and say
//!   little, but an honest worker has no reason to ask for others. Those of the root's own certificate count as well:
//!   phones carry the one of their time, and the RSA root's of 2016 ended on 2026-05-24. So the chain must be complete.
//! - **One description, on the leaf.** Any key may sign something that looks like a certificate: were a description
//!   accepted further down, an attested key could invent one. Every issuer must be an authority, too.
//! - **Revocation** is by (issuer, serial number), like everywhere, and by serial number alone for all but the leaf, as
//!   Google's [`status_list`] does it. The leaf's number is always 1.
//!
//! Which challenge is right, and whether the leaf's key is the right one, is for the caller to compare.

mod application;
mod description;
mod policy;
mod properties;
pub mod roots;
mod status;

pub use application::{Application, Package};
pub use description::{DescriptionError, KeyDescription, SecurityLevel, MAX_CHALLENGE_LENGTH};
pub use policy::Policy;
pub use properties::{
	AuthorizationList, BootState, Property, RootOfTrust, MAX_PROPERTIES, ORIGIN_GENERATED, PURPOSE_SIGN,
};
pub use status::{revoked_serial, status_list, StatusListError, MAX_STATUS_LIST_LENGTH};

use crate::{
	x509::{verify_chain, Anchor, Certificate, CertificateId, ChainError, Fault, LinkId, Registry, Rules},
	DeviceId, UnixTime,
};
use alloc::vec::Vec;
use der::asn1::ObjectIdentifier;

/// The most certificates that a chain may have, the root's included. Real chains have four or five.
pub const MAX_CERTIFICATES: usize = 6;

/// The extension with the key description.
const KEY_DESCRIPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.11129.2.1.17");

/// The extension in which Google says how it provisioned a phone.
const PROVISIONING_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.11129.2.1.30");

/// The root's own certificate stands in the chain twice while it is checked: see [`verify`].
const RULES: Rules = Rules { max_certificates: MAX_CERTIFICATES.saturating_add(1), critical: &[KEY_DESCRIPTION] };

/// What a phone hands out.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
	/// The certificates, DER, leaf first, the root's own last. At most [`MAX_CERTIFICATES`], each of at most
	/// [`crate::x509::MAX_CERTIFICATE_LENGTH`] bytes.
	pub chain: &'a [&'a [u8]],
}

/// What the evidence proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
	/// The weaker of the places in which the attestation was made and the key lives.
	pub security_level: SecurityLevel,
	/// All that the phone says of the key; the challenge in it is for the caller to compare.
	pub description: KeyDescription,
	/// The attested key, as a DER `SubjectPublicKeyInfo`.
	pub public_key: Vec<u8>,
	/// The phone, as its own attestation key tells it; none if the key is one of a whole batch.
	///
	/// No two phones share one. But one phone has many: another every few weeks, one for its trusted environment and one
	/// for its StrongBox, and Google hands different ones to different applications on purpose. So it serves to ban a
	/// phone for a while and to notice the same key twice, and does not prove that two ids are two phones.
	pub device: Option<DeviceId>,
	/// What Google says of the provisioning of the phone (CBOR, among others how many certificates it took in 30 days).
	/// Only in remotely provisioned chains, and not in all.
	pub provisioning_info: Option<Vec<u8>>,
	/// Which of the caller's anchors the chain ends in.
	pub anchor: usize,
	/// All whose later revocation voids this evidence: each certificate by issuer and serial number, the root's included,
	/// then each but the leaf by its serial number alone ([`revoked_serial`]). At most `2 * MAX_CERTIFICATES - 1`.
	pub certificates: Vec<CertificateId>,
	/// The last second at which all certificates are valid.
	pub valid_until: UnixTime,
	/// Links above the leaf that were computed now: see [`Registry::is_verified`].
	pub new_links: Vec<LinkId>,
}

/// Why evidence is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
	/// The chain of certificates does not stand.
	#[error(transparent)]
	Chain(#[from] ChainError),
	/// The leaf has no key description.
	#[error("the leaf certificate has no key description")]
	NoKeyDescription,
	/// Another certificate than the leaf has a key description.
	#[error("certificate {place} (0 is the leaf) has a key description, which only the leaf may have")]
	MisplacedKeyDescription {
		/// Its place, counted from the leaf, which is 0.
		place: usize,
	},
	/// The key description cannot be read.
	#[error(transparent)]
	KeyDescription(#[from] DescriptionError),
	/// The key, or the attestation, comes from a weaker place than the policy asks for.
	#[error("the key does not live in hardware that is secure enough")]
	SecurityLevelTooLow,
	/// The phone runs a system other than its manufacturer's, or does not say.
	#[error("the phone did not start its manufacturer's system")]
	BootNotVerified,
	/// The boot loader is unlocked, or the phone does not say.
	#[error("the phone's boot loader is not locked")]
	Unlocked,
	/// The system, the vendor image or the kernel lacks security patches.
	#[error("the phone's latest security patch is too old")]
	PatchLevelTooOld,
	/// The key may not sign.
	#[error("the key may not be used for signing")]
	NotForSigning,
	/// The key was imported, or its origin is not known.
	#[error("the key was not made in the phone's hardware")]
	NotGenerated,
	/// The attestation key is one of a whole batch of phones.
	#[error("the phone's attestation key was not provisioned by Google over the network")]
	NotRemotelyProvisioned,
	/// The key belongs to an application that the policy does not allow.
	#[error("the key belongs to an application that is not allowed")]
	ApplicationNotAllowed,
}

/// Checks a chain of certificates, up to one of `anchors` ([`roots::google`] in production), and holds what the phone
/// says against `policy`.
pub fn verify(
	evidence: Evidence<'_>,
	anchors: &[Anchor],
	policy: &Policy,
	registry: &dyn Registry,
	now: UnixTime,
) -> Result<Facts, Error> {
	let mut chain = read_chain(evidence.chain)?;
	let description = key_description(&chain)?;
	let (leaf, issuers) = chain.split_first().ok_or(ChainError::Empty)?;

	let mut by_serial = Vec::new();
	for (place, certificate) in (1..).zip(issuers) {
		let id = revoked_serial(certificate.serial());
		if registry.is_revoked(&id) {
			return Err(ChainError::At { place, fault: Fault::Revoked }.into());
		}
		by_serial.push(id);
	}
	let public_key = leaf.spki().to_vec();
	let provisioned = remotely_provisioned(&chain);
	let device = provisioned.map(|device| DeviceId::new("android/attestation-key", &[device.spki()]));
	let provisioning_info = provisioned.and_then(|device| device.extension(PROVISIONING_INFO)).map(<[u8]>::to_vec);

	// The root's own certificate is checked like those below it, against the key that is pinned for it.
	let root = chain.last().ok_or(ChainError::Empty)?.clone();
	if !anchors.iter().any(|anchor| anchor.subject == root.subject() && anchor.spki == root.spki()) {
		return Err(ChainError::UntrustedRoot.into());
	}
	chain.push(root);
	let mut facts = verify_chain(&chain, anchors, &RULES, registry, now)?;
	facts.certificates.append(&mut by_serial);

	policy.check(&description, device.is_some())?;
	Ok(Facts {
		security_level: description.attestation_security_level.min(description.keymint_security_level),
		description,
		public_key,
		device,
		provisioning_info,
		anchor: facts.anchor,
		certificates: facts.certificates,
		valid_until: facts.valid_until,
		new_links: facts.new_links,
	})
}

fn read_chain<'a>(chain: &[&'a [u8]]) -> Result<Vec<Certificate<'a>>, ChainError> {
	if chain.len() > MAX_CERTIFICATES {
		return Err(ChainError::TooLong);
	}
	let read = |(place, der): (usize, &&'a [u8])| {
		Certificate::from_der(der).map_err(|error| ChainError::At { place, fault: error.into() })
	};
	chain.iter().enumerate().map(read).collect()
}

/// The description on the leaf, if it is the only one.
fn key_description(chain: &[Certificate<'_>]) -> Result<KeyDescription, Error> {
	let (leaf, issuers) = chain.split_first().ok_or(ChainError::Empty)?;
	for (place, certificate) in (1..).zip(issuers) {
		if certificate.extension(KEY_DESCRIPTION).is_some() {
			return Err(Error::MisplacedKeyDescription { place });
		}
	}
	let value = leaf.extension(KEY_DESCRIPTION).ok_or(Error::NoKeyDescription)?;
	Ok(KeyDescription::from_der(value)?)
}

/// The certificate of the phone's own attestation key, if the chain is one of Google's remote provisioning: leaf, phone,
/// two authorities, root. The upper authority is known by its name, which the root vouches for.
fn remotely_provisioned<'c, 'a>(chain: &'c [Certificate<'a>]) -> Option<&'c Certificate<'a>> {
	let [_, phone, _, authority, _] = chain else { return None };
	let name = authority.fields().subject();
	let common_name = name.common_name().ok()??;
	let organization = name.organization().ok()??;
	(common_name.value() == "Droid CA2" && organization.value() == "Google LLC").then_some(phone)
}
