//! AMD SEV-SNP: a report of the secure processor, signed by the key of a chip (VCEK) or of a cloud (VLEK).
//!
//! Sources: SEV Secure Nested Paging Firmware ABI Specification (AMD document 56860), Versioned Chip Endorsement Key
//! Certificate and KDS Interface Specification (57230).
//!
//! What AMD leaves to the verifier: all endorsement certificates carry the serial number 0, and AMD issues new ones, with
//! new dates, for the same key. So an endorsement key is known by its key (see [`Facts::certificates`]), not by its
//! certificate's number. AMD's revocation lists, signed by the roots, name intermediates only.

mod certificate;
mod policy;
mod report;
mod roots;

pub use certificate::MAX_CLOUD_LENGTH;
pub use policy::{Accepted, Policy};
pub use report::{Cpu, GuestPolicy, PlatformInfo, SigningKey, Tcb, REPORT_LENGTH};

use crate::{
	x509::{
		verify_chain, Anchor, Certificate, CertificateId, ChainError, Fault, LinkId, PublicKey, Registry, Rules,
		SignatureError,
	},
	DeviceId, UnixTime,
};
use alloc::{string::String, vec::Vec};
use report::Report;

/// The endorsement key's certificate, an intermediate, and the root if it is there.
const RULES: Rules = Rules { max_certificates: 3, critical: &[] };

/// A family of processors whose keys have one root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Product {
	/// EPYC 7003.
	Milan,
	/// EPYC 9004 (Genoa, Genoa-X, Bergamo) and 8004 (Siena).
	Genoa,
	/// EPYC 9005 (Turin, Turin Dense).
	Turin,
}

/// The root of one product's keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
	/// The product.
	pub product: Product,
	/// Its root (ARK).
	pub anchor: Anchor,
}

/// What the caller trusts. [`Anchors::amd`] is the real thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchors {
	/// The roots.
	pub roots: Vec<Root>,
	/// Intermediates (ASK, ASVK) that evidence need not bring, DER. They are not trusted for being here: each is checked
	/// up to its root like one that came with the evidence.
	pub intermediates: Vec<Vec<u8>>,
}

/// What a worker hands in.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
	/// The attestation report, [`REPORT_LENGTH`] bytes.
	pub report: &'a [u8],
	/// The certificate of the key that signed it (VCEK or VLEK), DER.
	pub endorsement: &'a [u8],
	/// The certificate of that certificate's issuer (ASK or ASVK), DER. None if the anchors have it.
	pub intermediate: Option<&'a [u8]>,
}

/// What a good report proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
	/// The product whose keys signed.
	pub product: Product,
	/// The kind of key that signed.
	pub signing_key: SigningKey,
	/// The processor. None in reports of version 2.
	pub cpu: Option<Cpu>,
	/// Version of the report's layout, 2 to 5.
	pub version: u32,
	/// SHA-384 over the guest's memory and state at launch.
	pub measurement: [u8; 48],
	/// What the guest asked to have signed. The caller compares.
	pub report_data: [u8; 64],
	/// What the host handed in at launch.
	pub host_data: [u8; 32],
	/// Digest of the key that signed the guest's identity at launch; zeros if there was none.
	pub id_key_digest: [u8; 48],
	/// Digest of the key that certified that key, if there was one.
	pub author_key_digest: Option<[u8; 48]>,
	/// Family of the guest's image, from its signed identity.
	pub family_id: [u8; 16],
	/// The guest's image, from its signed identity.
	pub image_id: [u8; 16],
	/// Security version of the guest's image, from its signed identity.
	pub guest_svn: u32,
	/// Identifier of this guest's run, random at launch.
	pub report_id: [u8; 32],
	/// What the guest's owner demanded of the platform.
	pub guest_policy: GuestPolicy,
	/// The level of privilege that asked for the report, 0 to 3; `0xffff_ffff` if the host asked.
	pub vmpl: u32,
	/// How the platform is set up.
	pub platform_info: PlatformInfo,
	/// The firmware versions that the signing key stands for.
	pub reported_tcb: Tcb,
	/// The firmware versions running.
	pub current_tcb: Tcb,
	/// The firmware versions that the platform cannot go back behind.
	pub committed_tcb: Tcb,
	/// The firmware versions at the launch of the guest.
	pub launch_tcb: Tcb,
	/// Mitigations that were on at launch, a bit each. Since version 5 of the report.
	pub launch_mitigations: Option<u64>,
	/// Mitigations that are on, a bit each. Since version 5 of the report.
	pub current_mitigations: Option<u64>,
	/// The chip. None if a cloud's key signed.
	pub device: Option<DeviceId>,
	/// The chip's identifier, as the report has it. None if a cloud's key signed.
	pub chip_id: Option<[u8; 64]>,
	/// The cloud whose key signed, such as `CN=cc-us-east-2.amazonaws.com`. None if a chip's key signed.
	pub cloud: Option<String>,
	/// What a revocation may name to void all this: the endorsement key (`CertificateId::new(issuer, key)`, with the
	/// issuer's name and the key's `SubjectPublicKeyInfo` in DER), then the intermediate by its serial number.
	pub certificates: Vec<CertificateId>,
	/// The root that the chain ends in, as a DER name: who may revoke the intermediate. Whether its list is up to date
	/// is for the caller to see to.
	pub root: Vec<u8>,
	/// The last second at which all certificates are valid.
	pub valid_until: UnixTime,
	/// Links whose signatures were computed now (see [`Registry::is_verified`]).
	pub new_links: Vec<LinkId>,
}

/// Why evidence is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
	/// The report does not measure [`REPORT_LENGTH`] bytes.
	#[error("the report does not measure {REPORT_LENGTH} bytes")]
	Length,
	/// A layout that is not known.
	#[error("version {0} of the report is not known")]
	Version(u32),
	/// The report is not signed by ECDSA on P-384 with SHA-384.
	#[error("the report's signature algorithm is not ECDSA on P-384 with SHA-384")]
	SignatureAlgorithm,
	/// The report is signed by no key, or by an unknown kind of key.
	#[error("the report is signed by neither a VCEK nor a VLEK")]
	SigningKey,
	/// Bytes that no signature covers, and that must be 0, are not.
	#[error("the report has something in bytes that are not under its signature")]
	Unsigned,
	/// Neither the evidence nor the anchors have the issuer of the endorsement certificate.
	#[error("the issuer of the endorsement key's certificate is not known")]
	NoIntermediate,
	/// The certificates do not lead to a trusted root.
	#[error(transparent)]
	Chain(#[from] ChainError),
	/// The endorsement certificate lacks one of AMD's extensions, or has one that is malformed.
	#[error("the endorsement key's certificate lacks an extension of AMD's, or has a malformed one")]
	Extension,
	/// The certificate is of the other kind than the report says its key is.
	#[error("the report names a kind of key, and the certificate is of another")]
	KeyMismatch,
	/// The certificate's product is not that of its root, or not that of the report's processor.
	#[error("the report, the endorsement key and the root belong to different products")]
	ProductMismatch,
	/// The certificate is about another firmware than the report.
	#[error("the endorsement key stands for another TCB than the report")]
	TcbMismatch,
	/// The host hides which chip it is.
	#[error("the report does not say which chip it is from")]
	ChipIdMasked,
	/// The certificate is about another chip than the report.
	#[error("the endorsement key is that of another chip than the report's")]
	ChipIdMismatch,
	/// The report is not signed by the endorsement key.
	#[error("the report: {0}")]
	Signature(SignatureError),
	/// Policy: this product, or this processor of it, is not accepted.
	#[error("this processor is not accepted")]
	ProductRefused,
	/// Policy: the reported, committed or launch TCB is too old.
	#[error("the firmware is older than accepted")]
	TcbRefused,
	/// Policy: the cloud whose key signed is not accepted.
	#[error("keys of this cloud are not accepted")]
	CloudRefused,
	/// Policy: the host may debug the guest.
	#[error("the guest may be debugged")]
	Debug,
	/// Policy: a migration agent may move the guest.
	#[error("the guest may be migrated")]
	MigrationAgent,
	/// Policy: the guest is not bound to one socket.
	#[error("the guest is not bound to one socket")]
	ManySockets,
	/// Policy: the report comes from a level with too little privilege, or from the host.
	#[error("the report was asked for at privilege level {0}")]
	Vmpl(u32),
	/// Policy: these bits of the platform's set-up are not set.
	#[error("the platform lacks what is demanded: {0:#x}")]
	PlatformMissing(u64),
	/// Policy: these bits of the platform's set-up are set.
	#[error("the platform has what is refused: {0:#x}")]
	PlatformForbidden(u64),
}

/// Checks a report, the certificates of the key that signed it, and what `policy` demands of both.
pub fn verify(
	evidence: Evidence<'_>,
	anchors: &Anchors,
	policy: &Policy,
	registry: &dyn Registry,
	now: UnixTime,
) -> Result<Facts, Error> {
	let report = Report::parse(evidence.report)?;
	let endorsement = read(evidence.endorsement, 0)?;
	let issuer = intermediate(&evidence, anchors, &endorsement)?;
	let chain = [endorsement, issuer];
	let roots: Vec<Anchor> = anchors.roots.iter().map(|root| root.anchor.clone()).collect();
	let trust = verify_chain(&chain, &roots, &RULES, registry, now)?;
	let [endorsement, issuer] = chain;
	let key_id = CertificateId::new(endorsement.issuer(), endorsement.spki());
	if registry.is_revoked(&key_id) {
		return Err(ChainError::At { place: 0, fault: Fault::Revoked }.into());
	}

	let root = anchors.roots.get(trust.anchor).ok_or(ChainError::UntrustedRoot)?;
	let product = certificate::product(&endorsement)?;
	let of_another = |cpu: Cpu| cpu.product() != Some(product);
	if product != root.product || report.cpu.is_some_and(of_another) {
		return Err(Error::ProductMismatch);
	}
	let (chip_id, cloud) = match report.signing_key {
		SigningKey::Vcek => (Some(chip(&report, &endorsement, product)?), None),
		SigningKey::Vlek if certificate::names_chip(&endorsement) => return Err(Error::KeyMismatch),
		SigningKey::Vlek => (None, Some(certificate::cloud(&endorsement)?)),
	};
	if certificate::tcb(&endorsement, product)? != report.reported_tcb {
		return Err(Error::TcbMismatch);
	}
	let key = endorsement.public_key().map_err(Error::Signature)?;
	if !matches!(key, PublicKey::P384(_)) {
		return Err(Error::Signature(SignatureError::Key));
	}
	key.verify_fixed(report.signed, &report.signature).map_err(Error::Signature)?;

	let facts = Facts {
		product,
		signing_key: report.signing_key,
		cpu: report.cpu,
		version: report.version,
		measurement: report.measurement,
		report_data: report.report_data,
		host_data: report.host_data,
		id_key_digest: report.id_key_digest,
		author_key_digest: report.author_key_digest,
		family_id: report.family_id,
		image_id: report.image_id,
		guest_svn: report.guest_svn,
		report_id: report.report_id,
		guest_policy: report.guest_policy,
		vmpl: report.vmpl,
		platform_info: report.platform_info,
		reported_tcb: Report::tcb(product, report.reported_tcb),
		current_tcb: Report::tcb(product, report.current_tcb),
		committed_tcb: Report::tcb(product, report.committed_tcb),
		launch_tcb: Report::tcb(product, report.launch_tcb),
		launch_mitigations: report.launch_mitigations,
		current_mitigations: report.current_mitigations,
		device: chip_id.map(|id| DeviceId::new("amd-chip", &[&id])),
		chip_id,
		cloud,
		certificates: [key_id, issuer.id()].into(),
		root: root.anchor.subject.clone(),
		valid_until: trust.valid_until,
		new_links: trust.new_links,
	};
	policy.check(&facts)?;
	Ok(facts)
}

/// Reads the certificate at a place of the chain, the endorsement key's being 0.
fn read(der: &[u8], place: usize) -> Result<Certificate<'_>, Error> {
	Certificate::from_der(der).map_err(|error| ChainError::At { place, fault: error.into() }.into())
}

/// The issuer of the endorsement certificate: the one that came with the evidence, or the caller's.
fn intermediate<'a>(
	evidence: &Evidence<'a>,
	anchors: &'a Anchors,
	endorsement: &Certificate,
) -> Result<Certificate<'a>, Error> {
	if let Some(der) = evidence.intermediate {
		return read(der, 1);
	}
	for der in &anchors.intermediates {
		let known = read(der, 1)?;
		if known.subject() == endorsement.issuer() {
			return Ok(known);
		}
	}
	Err(Error::NoIntermediate)
}

/// The chip that a report and the certificate of its VCEK agree on.
fn chip(report: &Report, endorsement: &Certificate, product: Product) -> Result<[u8; 64], Error> {
	if certificate::names_cloud(endorsement) {
		return Err(Error::KeyMismatch);
	}
	if report.chip_id == [0; 64] {
		return Err(Error::ChipIdMasked);
	}
	match certificate::chip_id(endorsement, product)? == report.chip_id {
		true => Ok(report.chip_id),
		false => Err(Error::ChipIdMismatch),
	}
}
