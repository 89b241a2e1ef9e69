//! Intel SGX and TDX: quotes made by Intel's quoting enclaves (DCAP, ECDSA), versions 3, 4 and 5.
//!
//! A quote is signed by an attestation key; the quoting enclave vouches for the key in a report of its own; the
//! platform's PCK key signed that report; Intel signed the PCK certificate. What the platform, its TDX module and its
//! quoting enclave are worth today is said by the *collateral*: TCB info and QE identity, signed by Intel, and the
//! revocation lists of its authorities. Collateral is the same for all platforms of a model and changes seldom, so it
//! is checked on its own ([`TcbInfo::verify`], [`QeIdentity::verify`], [`RevocationList::verify`]), kept by the caller,
//! and then used for any number of quotes ([`verify`]). [`verify_with_bundle`] does all of it in one step.
//!
//! The bytes of a quote are no name for it: an ECDSA signature `(r, s)` has a twin `(r, -s)`, zeros may follow, and the
//! copy of the root at the end of its chain is only compared by name and key.

mod collateral;
mod error;
mod pck;
mod pem;
mod policy;
mod quote;
mod report;
mod roots;
mod tcb;

pub use collateral::{CollateralError, Edition, QeIdentity, Signed, TcbInfo, Verified, MAX_JSON_LENGTH};
pub use error::Error;
pub use pck::Platform;
pub use pem::{pem_chain, PemError, MAX_CHAIN};
pub use policy::{Allowance, Policy, Statuses};
pub use quote::MAX_QUOTE_LENGTH;
pub use report::{Report, SgxReport, Td15, Td15Ex, TdReport, Tee};
pub use roots::INTEL_SGX_ROOT_CA;
pub use tcb::{Assessment, PartLevel, Status, TcbLevel, TdxModule, TdxModuleIdentity};

use crate::{
	x509::{verify_chain, Anchor, Certificate, CertificateId, LinkId, PublicKey, Registry, RevocationList, Rules},
	DeviceId, UnixTime,
};
use alloc::{collections::BTreeSet, string::String, vec::Vec};
use quote::Quote;
use sha2::{Digest, Sha256};

/// PCK certificate, PCK CA, root.
const PCK_RULES: Rules = Rules { max_certificates: MAX_CHAIN, critical: &[] };

/// Evidence as the platform made it.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
	/// The quote: at most [`MAX_QUOTE_LENGTH`] bytes, with its PCK certificate chain in it.
	pub quote: &'a [u8],
}

/// What Intel says about the platform's model and its quoting enclave.
#[derive(Clone, Copy, Debug)]
pub struct Collateral<'a> {
	/// Of the platform's FMSPC, and of SGX or TDX as the quote is.
	pub tcb_info: &'a Verified<TcbInfo>,
	/// Of the quoting enclave for SGX or for TDX as the quote is.
	pub qe_identity: &'a Verified<QeIdentity>,
}

/// All collateral of a quote, unchecked, as Intel's service hands it out.
#[derive(Clone, Copy, Debug)]
pub struct Bundle<'a> {
	/// TCB info.
	pub tcb_info: Signed<'a>,
	/// QE identity.
	pub qe_identity: Signed<'a>,
	/// The root's revocation list, DER.
	pub root_crl: &'a [u8],
	/// The revocation list, DER, of the authority that issued the quote's PCK certificate.
	pub pck_crl: &'a [u8],
}

/// What a good quote proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
	/// Version of the quote's format: 3, 4 or 5.
	pub quote_version: u16,
	/// What runs there, and what it put into the report: for the caller to compare.
	pub report: Report,
	/// The platform.
	pub platform: Platform,
	/// What the platform is worth.
	pub status: Status,
	/// Intel's advisories that it is exposed to.
	pub advisories: Vec<String>,
	/// The day up to which the platform (and the TDX module) has the updates for Intel's advisories.
	pub tcb_date: UnixTime,
	/// The evaluation by which it was judged: the lower of those of TCB info and QE identity.
	pub tcb_evaluation_data_number: u32,
	/// The platform's identity.
	pub device: DeviceId,
	/// What all this stands on: PCK certificate, PCK CA, signers of the collateral. If one is revoked, it is void.
	pub certificates: Vec<CertificateId>,
	/// Those who may revoke certificates of the platform's chain, as DER names: the authority that issued the PCK
	/// certificate, and the root. Whether their lists are up to date is for the caller to see to.
	pub issuers: [Vec<u8>; 2],
	/// The last second at which certificates and collateral are valid and the policy accepts the status.
	pub valid_until: UnixTime,
}

/// The platform that a quote claims to come from. **Nothing is checked**: it is for finding the collateral, by FMSPC.
pub fn claimed_platform(evidence: Evidence<'_>) -> Result<(Tee, Platform), Error> {
	let quote = Quote::parse(evidence.quote)?;
	let leaf = quote.pck_chain.first().ok_or(Error::NotPck)?;
	Ok((quote.report.tee(), Platform::from_certificate(&Certificate::from_der(leaf)?)?))
}

/// Checks a quote with collateral that has been checked before.
///
/// `registry` must know the entries of the revocation lists in force: they are not looked at here.
pub fn verify(
	evidence: Evidence<'_>,
	collateral: Collateral<'_>,
	anchors: &[Anchor],
	policy: &Policy,
	registry: &dyn Registry,
	now: UnixTime,
) -> Result<Facts, Error> {
	let quote = Quote::parse(evidence.quote)?;
	policy.check_report(&quote.report)?;
	let tee = quote.report.tee();

	let (tcb_info, qe_identity) = (&collateral.tcb_info.value, &collateral.qe_identity.value);
	tcb_info.edition.check(now).map_err(Error::TcbInfo)?;
	qe_identity.edition.check(now).map_err(Error::QeIdentity)?;
	if now > collateral.tcb_info.valid_until {
		return Err(Error::TcbInfo(CollateralError::Expired));
	}
	if now > collateral.qe_identity.valid_until {
		return Err(Error::QeIdentity(CollateralError::Expired));
	}
	if tcb_info.tee != tee {
		return Err(Error::TcbInfoTee);
	}
	if qe_identity.tee != tee {
		return Err(Error::QeIdentityTee);
	}
	let signers = || collateral.tcb_info.certificates.iter().chain(&collateral.qe_identity.certificates);
	if signers().any(|signer| registry.is_revoked(signer)) {
		return Err(Error::CollateralRevoked);
	}

	let chain = quote.pck_chain.iter().map(|der| Certificate::from_der(der)).collect::<Result<Vec<_>, _>>()?;
	let chain_facts = verify_chain(&chain, anchors, &PCK_RULES, registry, now)?;
	let [pck, authority, ..] = chain.as_slice() else { return Err(Error::NotPck) };
	if chain_facts.certificates.len() != 2 {
		return Err(Error::NotPck);
	}
	let platform = Platform::from_certificate(pck)?;
	if platform.fmspc != tcb_info.fmspc {
		return Err(Error::Fmspc);
	}
	if platform.pce_id != tcb_info.pce_id {
		return Err(Error::PceId);
	}
	policy.check_platform(&platform)?;

	check_signatures(&quote, pck)?;
	let qe_level = check_qe(&quote.qe()?, qe_identity)?;
	let mut assessment = assess(&quote.report, &platform, tcb_info)?;
	assessment.add_part(qe_level);
	if assessment.status == Status::Revoked {
		return Err(Error::Revoked);
	}
	let status = match current_status(&quote.report, &platform, tcb_info)? {
		None => assessment.status,
		Some(current) => match current.with_part(qe_level.status) {
			Status::Revoked => return Err(Error::Revoked),
			current => assessment.status.with_current(current),
		},
	};

	let tcb_evaluation_data_number =
		tcb_info.edition.tcb_evaluation_data_number.min(qe_identity.edition.tcb_evaluation_data_number);
	let accepted_until = policy.check_status(status, &assessment.advisories, tcb_evaluation_data_number, now)?;
	let mut certificates = chain_facts.certificates;
	for signer in signers() {
		if !certificates.contains(signer) {
			certificates.push(*signer);
		}
	}
	let valid_until = chain_facts.valid_until.min(accepted_until);
	let valid_until = valid_until.min(collateral.tcb_info.valid_until).min(collateral.qe_identity.valid_until);
	Ok(Facts {
		quote_version: quote.version,
		device: DeviceId::new("intel-ppid", &[&platform.ppid]),
		report: quote.report,
		platform,
		issuers: [authority.subject().to_vec(), authority.issuer().to_vec()],
		status,
		advisories: assessment.advisories,
		tcb_date: assessment.date,
		tcb_evaluation_data_number,
		certificates,
		valid_until,
	})
}

/// Checks a quote and all of its collateral: [`verify`] for those who keep nothing. Certificates that the bundle's lists
/// revoke are refused, as those that `registry` knows of.
pub fn verify_with_bundle(
	evidence: Evidence<'_>,
	bundle: Bundle<'_>,
	anchors: &[Anchor],
	policy: &Policy,
	registry: &dyn Registry,
	now: UnixTime,
) -> Result<Facts, Error> {
	let quote = Quote::parse(evidence.quote)?;
	policy.check_report(&quote.report)?;
	let mut known = WithLists { registry, revoked: BTreeSet::new() };
	let root_list = RevocationList::verify(bundle.root_crl, &[], anchors, &known, now).map_err(Error::RootCrl)?;
	known.revoked.extend(root_list.revoked);
	let issuer: Vec<&[u8]> = quote.pck_chain.iter().skip(1).map(Vec::as_slice).collect();
	// With no issuer at all the list would be looked for among the root's.
	if issuer.is_empty() {
		return Err(Error::NotPck);
	}
	let pck_list = RevocationList::verify(bundle.pck_crl, &issuer, anchors, &known, now).map_err(Error::PckCrl)?;
	known.revoked.extend(pck_list.revoked);

	let tcb_info = TcbInfo::verify(bundle.tcb_info, anchors, &known, now).map_err(Error::TcbInfo)?;
	let qe_identity = QeIdentity::verify(bundle.qe_identity, anchors, &known, now).map_err(Error::QeIdentity)?;
	let collateral = Collateral { tcb_info: &tcb_info, qe_identity: &qe_identity };
	let facts = verify(evidence, collateral, anchors, policy, &known, now)?;
	let valid_until = facts.valid_until.min(root_list.next_update).min(pck_list.next_update);
	Ok(Facts { valid_until, ..facts })
}

/// A registry that knows the entries of revocation lists too.
struct WithLists<'a> {
	registry: &'a dyn Registry,
	revoked: BTreeSet<CertificateId>,
}

impl Registry for WithLists<'_> {
	fn is_revoked(&self, certificate: &CertificateId) -> bool {
		self.revoked.contains(certificate) || self.registry.is_revoked(certificate)
	}

	fn is_verified(&self, link: &LinkId) -> bool {
		self.registry.is_verified(link)
	}
}

/// From the platform's key to the quote: three links.
fn check_signatures(quote: &Quote<'_>, pck: &Certificate<'_>) -> Result<(), Error> {
	pck.public_key()
		.and_then(|key| key.verify_fixed(quote.qe_report, &quote.qe_report_signature))
		.map_err(|_| Error::QeReportSignature)?;
	let digest = Sha256::new().chain_update(quote.attestation_key).chain_update(quote.qe_authentication).finalize();
	if !quote.qe()?.report_data.starts_with(&digest) {
		return Err(Error::AttestationKey);
	}
	let mut point = Vec::with_capacity(65);
	point.push(4);
	point.extend_from_slice(&quote.attestation_key);
	PublicKey::p256(&point)
		.and_then(|key| key.verify_fixed(quote.signed, &quote.signature))
		.map_err(|_| Error::QuoteSignature)
}

/// Whether the quoting enclave is the one Intel describes, and what it is worth.
fn check_qe<'a>(qe: &SgxReport, identity: &'a QeIdentity) -> Result<&'a PartLevel, Error> {
	if qe.is_debug() {
		return Err(Error::QeDebug);
	}
	if qe.mr_signer != identity.mr_signer {
		return Err(Error::QeSigner);
	}
	if qe.isv_prod_id != identity.isv_prod_id {
		return Err(Error::QeProduct);
	}
	if !tcb::matches_masked(&qe.misc_select, &identity.misc_select, &identity.misc_select_mask) {
		return Err(Error::QeMiscSelect);
	}
	if !tcb::matches_masked(&qe.attributes, &identity.attributes, &identity.attributes_mask) {
		return Err(Error::QeAttributes);
	}
	tcb::part_level(&identity.levels, qe.isv_svn).ok_or(Error::NoQeLevel)
}

/// What the platform was worth when the enclave or the TD started.
fn assess(report: &Report, platform: &Platform, info: &TcbInfo) -> Result<Assessment, Error> {
	match report {
		Report::Sgx(_) => {
			let level = tcb::sgx_level(&info.levels, &platform.tcb_components, platform.pce_svn);
			let level = level.ok_or(Error::NoTcbLevel)?;
			Ok(Assessment { status: level.status, advisories: level.advisories.clone(), date: level.date })
		}
		Report::Tdx(td) => {
			let assessment = assess_tdx(&td.tee_tcb_svn, platform, info)?;
			check_tdx_module(td, info)?;
			Ok(assessment)
		}
	}
}

/// What the platform of a TDX 1.5 report is worth now.
fn current_status(report: &Report, platform: &Platform, info: &TcbInfo) -> Result<Option<Status>, Error> {
	match report {
		Report::Tdx(td) => {
			let td_15 = td.td_15.as_ref();
			td_15.map(|td| Ok(assess_tdx(&td.tee_tcb_svn_2, platform, info)?.status)).transpose()
		}
		Report::Sgx(_) => Ok(None),
	}
}

/// What a platform with these security versions of TDX is worth.
fn assess_tdx(tee_tcb_svn: &[u8; 16], platform: &Platform, info: &TcbInfo) -> Result<Assessment, Error> {
	let level = tcb::tdx_level(&info.levels, &platform.tcb_components, platform.pce_svn, tee_tcb_svn);
	let level = level.ok_or(Error::NoTcbLevel)?;
	let mut assessment = Assessment { status: level.status, advisories: level.advisories.clone(), date: level.date };
	if let Some(identity) = module_identity(tee_tcb_svn, info)? {
		let module = tcb::part_level(&identity.levels, tcb::module_svn(tee_tcb_svn)).ok_or(Error::NoTdxModuleLevel)?;
		assessment.add_part(module);
		assessment.date = assessment.date.min(module.date);
	}
	Ok(assessment)
}

/// What Intel says of the TDX module of this version. None if modules had no version yet.
fn module_identity<'a>(tee_tcb_svn: &[u8; 16], info: &'a TcbInfo) -> Result<Option<&'a TdxModuleIdentity>, Error> {
	match tcb::module_version(tee_tcb_svn) {
		0 => Ok(None),
		version => {
			let found = info.modules.iter().find(|module| module.version == version);
			found.map(Some).ok_or(Error::UnknownTdxModule)
		}
	}
}

/// Whether the TDX module is one that Intel describes.
fn check_tdx_module(td: &TdReport, info: &TcbInfo) -> Result<(), Error> {
	let module = match module_identity(&td.tee_tcb_svn, info)? {
		Some(identity) => &identity.module,
		None => info.module.as_ref().ok_or(Error::UnknownTdxModule)?,
	};
	if td.mr_signer_seam != module.mr_signer {
		return Err(Error::TdxModuleSigner);
	}
	let outside = td.seam_attributes.iter().zip(&module.attributes_mask).any(|(bits, mask)| bits & !mask != 0);
	match !outside && tcb::matches_masked(&td.seam_attributes, &module.attributes, &module.attributes_mask) {
		true => Ok(()),
		false => Err(Error::TdxModuleAttributes),
	}
}
