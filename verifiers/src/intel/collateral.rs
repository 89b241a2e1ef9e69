//! What Intel publishes about platforms and quoting enclaves (Intel SGX and TDX provisioning certification service,
//! API version 4): TCB info and QE identity. Both are signed, so anyone may hand them in.

use super::{
	tcb::{self, PartLevel, Status, TcbLevel, TdxModule, TdxModuleIdentity},
	Tee,
};
use crate::{
	x509::{
		read_chain, verify_chain, Anchor, Certificate, CertificateError, CertificateId, ChainError, Registry, Rules,
		SignatureError,
	},
	NotNewer, UnixTime,
};
use alloc::{string::String, vec::Vec};
use core::str::FromStr;
use serde::{de::Error as _, Deserialize, Deserializer};

/// The longest TCB info or QE identity that is looked at, in bytes. Real ones measure up to 6,000. Everything inside is
/// bounded by it.
pub const MAX_JSON_LENGTH: usize = 32 * 1024;

/// The common name of the certificate that signs TCB info and QE identities.
const SIGNER_NAME: &str = "Intel SGX TCB Signing";

/// The signer is issued by the root; the root's own certificate may come along.
const SIGNER_RULES: Rules = Rules { max_certificates: 2, critical: &[] };

/// Why TCB info or a QE identity is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CollateralError {
	/// More than [`MAX_JSON_LENGTH`] bytes.
	#[error("it is longer than {MAX_JSON_LENGTH} bytes")]
	TooLong,
	/// A certificate of its signer cannot be read.
	#[error("a certificate of its signer: {0}")]
	Certificate(#[from] CertificateError),
	/// Its signer's chain is refused.
	#[error("its signer: {0}")]
	Signer(#[from] ChainError),
	/// The certificate is not one that may sign TCB info and QE identities.
	#[error("its signer is not Intel's signer of TCB information")]
	NotSigner,
	/// The signature is not the signer's over this very text.
	#[error("its signature: {0}")]
	Signature(#[from] SignatureError),
	/// Not the JSON it should be.
	#[error("it is not well-formed")]
	Malformed,
	/// A version, kind or status that is not known.
	#[error("it is of a version or kind that is not supported")]
	Unsupported,
	/// Its time has not come.
	#[error("it is not valid yet")]
	NotYetValid,
	/// A newer one is due.
	#[error("it is out of date")]
	Expired,
}

/// When something was published, and on which evaluation it rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edition {
	/// When it was issued.
	pub issue_date: UnixTime,
	/// The last second at which it counts.
	pub next_update: UnixTime,
	/// Number of Intel's evaluation; grows with every set of advisories ("TCB recovery").
	pub tcb_evaluation_data_number: u32,
}

impl Edition {
	/// Whether this edition may replace `old`: neither issued earlier nor after an earlier evaluation, and not the same.
	/// Who stores collateral asks this, or an attacker brings back the time before an advisory.
	pub fn supersedes(&self, old: &Edition) -> Result<(), NotNewer> {
		if self.issue_date < old.issue_date {
			return Err(NotNewer::IssuedEarlier);
		}
		if self.tcb_evaluation_data_number < old.tcb_evaluation_data_number {
			return Err(NotNewer::EarlierEvaluation);
		}
		// Intel says when the next edition is due, not that there are two: whatever is in it, one at a time is one edition.
		match (self.issue_date, self.tcb_evaluation_data_number) == (old.issue_date, old.tcb_evaluation_data_number) {
			true => Err(NotNewer::Same),
			false => Ok(()),
		}
	}

	/// Whether it counts at `now`.
	pub fn check(&self, now: UnixTime) -> Result<(), CollateralError> {
		if now < self.issue_date {
			return Err(CollateralError::NotYetValid);
		}
		match now > self.next_update {
			true => Err(CollateralError::Expired),
			false => Ok(()),
		}
	}
}

/// A signed JSON text as Intel's service hands it out.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
	/// The text that was signed: the value of `tcbInfo` or `enclaveIdentity`, byte by byte.
	pub json: &'a [u8],
	/// `r ‖ s`, 64 bytes.
	pub signature: &'a [u8],
	/// The signer's chain, DER, leaf first; the root may be left out.
	pub chain: &'a [&'a [u8]],
}

/// What Intel said, and what shows that Intel said it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified<T> {
	/// What was said.
	pub value: T,
	/// The signer's certificates: if one is revoked, this is void.
	pub certificates: Vec<CertificateId>,
	/// The last second at which all of it counts.
	pub valid_until: UnixTime,
}

/// What Intel says of the platforms of one FMSPC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TcbInfo {
	/// Whether it speaks of SGX or of TDX.
	pub tee: Tee,
	/// When it was published.
	pub edition: Edition,
	/// The platforms it speaks of.
	pub fmspc: [u8; 6],
	/// Their provisioning certification enclave.
	pub pce_id: [u8; 2],
	/// What TDX modules without a version must look like. None for SGX.
	pub module: Option<TdxModule>,
	/// What TDX modules with a version must look like, and what they are worth.
	pub modules: Vec<TdxModuleIdentity>,
	/// The levels, highest first.
	pub levels: Vec<TcbLevel>,
}

/// What Intel says of its quoting enclaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QeIdentity {
	/// Which quoting enclave: the one that quotes enclaves, or the one that quotes TDs.
	pub tee: Tee,
	/// When it was published.
	pub edition: Edition,
	/// MISCSELECT, under the mask.
	pub misc_select: [u8; 4],
	/// The bits of MISCSELECT that are compared.
	pub misc_select_mask: [u8; 4],
	/// ATTRIBUTES, under the mask.
	pub attributes: [u8; 16],
	/// The bits of ATTRIBUTES that are compared.
	pub attributes_mask: [u8; 16],
	/// Who signed the enclave.
	pub mr_signer: [u8; 32],
	/// Its product number.
	pub isv_prod_id: u16,
	/// Its levels, best first.
	pub levels: Vec<PartLevel>,
}

impl TcbInfo {
	/// Checks that Intel signed the text and that it counts at `now`.
	pub fn verify(
		signed: Signed<'_>,
		anchors: &[Anchor],
		registry: &dyn Registry,
		now: UnixTime,
	) -> Result<Verified<Self>, CollateralError> {
		verify_signed(signed, anchors, registry, now, Self::parse, |info| &info.edition)
	}

	/// Reads the text, and believes it: for a text whose signature has been checked before.
	pub fn parse(json: &[u8]) -> Result<Self, CollateralError> {
		let wire: WireTcbInfo<'_> = parse(json)?;
		let tee = match wire.id {
			"SGX" => Tee::Sgx,
			"TDX" => Tee::Tdx,
			_ => return Err(CollateralError::Unsupported),
		};
		// Type 0: every component of a level is compared with the platform's.
		if wire.version != 3 || wire.tcb_type != 0 {
			return Err(CollateralError::Unsupported);
		}
		let module = match (tee, wire.tdx_module) {
			(Tee::Sgx, _) => None,
			(Tee::Tdx, Some(module)) => Some(module.into()),
			(Tee::Tdx, None) => return Err(CollateralError::Malformed),
		};
		let modules = wire.tdx_module_identities.into_iter().map(WireModuleIdentity::read);
		let levels = wire.tcb_levels.into_iter().map(|level| level.read(tee));
		let mut levels = levels.collect::<Result<Vec<_>, _>>()?;
		tcb::sort(&mut levels);
		Ok(Self {
			tee,
			edition: Edition {
				issue_date: wire.issue_date.0,
				next_update: wire.next_update.0,
				tcb_evaluation_data_number: wire.tcb_evaluation_data_number,
			},
			fmspc: wire.fmspc.0,
			pce_id: wire.pce_id.0,
			module,
			modules: modules.collect::<Result<_, _>>()?,
			levels,
		})
	}
}

impl QeIdentity {
	/// Checks that Intel signed the text and that it counts at `now`.
	pub fn verify(
		signed: Signed<'_>,
		anchors: &[Anchor],
		registry: &dyn Registry,
		now: UnixTime,
	) -> Result<Verified<Self>, CollateralError> {
		verify_signed(signed, anchors, registry, now, Self::parse, |identity| &identity.edition)
	}

	/// Reads the text, and believes it: for a text whose signature has been checked before.
	pub fn parse(json: &[u8]) -> Result<Self, CollateralError> {
		let wire: WireQeIdentity<'_> = parse(json)?;
		let tee = match (wire.id, wire.version) {
			("QE", 2) => Tee::Sgx,
			("TD_QE", 2 | 3) => Tee::Tdx,
			_ => return Err(CollateralError::Unsupported),
		};
		let supported =
			|status| !matches!(status, Status::SwHardeningNeeded | Status::ConfigurationAndSwHardeningNeeded);
		if !wire.tcb_levels.iter().all(|level| supported(level.tcb_status)) {
			return Err(CollateralError::Unsupported);
		}
		Ok(Self {
			tee,
			edition: Edition {
				issue_date: wire.issue_date.0,
				next_update: wire.next_update.0,
				tcb_evaluation_data_number: wire.tcb_evaluation_data_number,
			},
			misc_select: wire.miscselect.0,
			misc_select_mask: wire.miscselect_mask.0,
			attributes: wire.attributes.0,
			attributes_mask: wire.attributes_mask.0,
			mr_signer: wire.mrsigner.0,
			isv_prod_id: wire.isvprodid,
			levels: wire.tcb_levels.into_iter().map(Into::into).collect(),
		})
	}
}

/// Checks the signer's chain, then the signature over the text, then reads the text and checks its dates.
fn verify_signed<T>(
	signed: Signed<'_>,
	anchors: &[Anchor],
	registry: &dyn Registry,
	now: UnixTime,
	parse: impl Fn(&[u8]) -> Result<T, CollateralError>,
	edition: impl Fn(&T) -> &Edition,
) -> Result<Verified<T>, CollateralError> {
	if signed.json.len() > MAX_JSON_LENGTH {
		return Err(CollateralError::TooLong);
	}
	let chain = read_chain::<CollateralError>(signed.chain, &SIGNER_RULES)?;
	let facts = verify_chain(&chain, anchors, &SIGNER_RULES, registry, now)?;
	let signer = chain.first().ok_or(ChainError::Empty)?;
	// Directly below the root: no key further down, least of all a platform's, may speak for all platforms.
	if facts.certificates.len() != 1 || !has_common_name(signer, SIGNER_NAME) {
		return Err(CollateralError::NotSigner);
	}
	signer.public_key()?.verify_fixed(signed.json, signed.signature)?;
	let value = parse(signed.json)?;
	edition(&value).check(now)?;
	let valid_until = facts.valid_until.min(edition(&value).next_update);
	Ok(Verified { value, certificates: facts.certificates, valid_until })
}

fn has_common_name(certificate: &Certificate<'_>, name: &str) -> bool {
	let found = certificate.fields().subject().common_name().ok().flatten();
	found.is_some_and(|found| found.value() == name)
}

fn parse<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Result<T, CollateralError> {
	if json.len() > MAX_JSON_LENGTH {
		return Err(CollateralError::TooLong);
	}
	serde_json::from_slice(json).map_err(|_| CollateralError::Malformed)
}

/// Bytes in hexadecimal.
struct Hex<const N: usize>([u8; N]);

impl<'de, const N: usize> Deserialize<'de> for Hex<N> {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let mut bytes = [0; N];
		hex::decode_to_slice(<&str>::deserialize(deserializer)?, &mut bytes).map_err(D::Error::custom)?;
		Ok(Self(bytes))
	}
}

/// A date and time in UTC: `2026-11-24T00:00:00Z`.
struct Date(UnixTime);

impl<'de> Deserialize<'de> for Date {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let date = der::DateTime::from_str(<&str>::deserialize(deserializer)?).map_err(D::Error::custom)?;
		Ok(Self(date.unix_duration().as_secs()))
	}
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireTcbInfo<'a> {
	id: &'a str,
	version: u8,
	issue_date: Date,
	next_update: Date,
	fmspc: Hex<6>,
	pce_id: Hex<2>,
	tcb_type: u32,
	tcb_evaluation_data_number: u32,
	tdx_module: Option<WireModule>,
	#[serde(borrow, default)]
	tdx_module_identities: Vec<WireModuleIdentity<'a>>,
	#[serde(borrow)]
	tcb_levels: Vec<WireLevel<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireModule {
	mrsigner: Hex<48>,
	attributes: Hex<8>,
	attributes_mask: Hex<8>,
}

impl From<WireModule> for TdxModule {
	fn from(wire: WireModule) -> Self {
		Self { mr_signer: wire.mrsigner.0, attributes: wire.attributes.0, attributes_mask: wire.attributes_mask.0 }
	}
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireModuleIdentity<'a> {
	id: &'a str,
	mrsigner: Hex<48>,
	attributes: Hex<8>,
	attributes_mask: Hex<8>,
	#[serde(borrow)]
	tcb_levels: Vec<WirePartLevel<'a>>,
}

impl WireModuleIdentity<'_> {
	fn read(self) -> Result<TdxModuleIdentity, CollateralError> {
		let version = self.id.strip_prefix("TDX_").ok_or(CollateralError::Unsupported)?;
		let mut byte = [0];
		hex::decode_to_slice(version, &mut byte).map_err(|_| CollateralError::Unsupported)?;
		let [version] = byte;
		let supported = |status| matches!(status, Status::UpToDate | Status::OutOfDate | Status::Revoked);
		if !self.tcb_levels.iter().all(|level| supported(level.tcb_status)) {
			return Err(CollateralError::Unsupported);
		}
		let module =
			WireModule { mrsigner: self.mrsigner, attributes: self.attributes, attributes_mask: self.attributes_mask };
		let levels = self.tcb_levels.into_iter().map(Into::into).collect();
		Ok(TdxModuleIdentity { version, module: module.into(), levels })
	}
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireLevel<'a> {
	tcb: WireTcb,
	tcb_date: Date,
	tcb_status: Status,
	#[serde(borrow, default, rename = "advisoryIDs")]
	advisories: Vec<&'a str>,
}

impl WireLevel<'_> {
	fn read(self, tee: Tee) -> Result<TcbLevel, CollateralError> {
		let tdx_components = match (tee, self.tcb.tdxtcbcomponents) {
			(Tee::Sgx, _) => [0; 16],
			(Tee::Tdx, Some(components)) => components.map(|component| component.svn),
			(Tee::Tdx, None) => return Err(CollateralError::Malformed),
		};
		Ok(TcbLevel {
			sgx_components: self.tcb.sgxtcbcomponents.map(|component| component.svn),
			pce_svn: self.tcb.pcesvn,
			tdx_components,
			date: self.tcb_date.0,
			status: self.tcb_status,
			advisories: owned(self.advisories),
		})
	}
}

#[derive(Deserialize)]
struct WireTcb {
	sgxtcbcomponents: [WireComponent; 16],
	pcesvn: u16,
	tdxtcbcomponents: Option<[WireComponent; 16]>,
}

#[derive(Deserialize)]
struct WireComponent {
	svn: u8,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireQeIdentity<'a> {
	id: &'a str,
	version: u8,
	issue_date: Date,
	next_update: Date,
	tcb_evaluation_data_number: u32,
	miscselect: Hex<4>,
	miscselect_mask: Hex<4>,
	attributes: Hex<16>,
	attributes_mask: Hex<16>,
	mrsigner: Hex<32>,
	isvprodid: u16,
	#[serde(borrow)]
	tcb_levels: Vec<WirePartLevel<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WirePartLevel<'a> {
	tcb: WirePart,
	tcb_date: Date,
	tcb_status: Status,
	#[serde(borrow, default, rename = "advisoryIDs")]
	advisories: Vec<&'a str>,
}

#[derive(Deserialize)]
struct WirePart {
	isvsvn: u16,
}

impl From<WirePartLevel<'_>> for PartLevel {
	fn from(wire: WirePartLevel<'_>) -> Self {
		Self {
			isv_svn: wire.tcb.isvsvn,
			date: wire.tcb_date.0,
			status: wire.tcb_status,
			advisories: owned(wire.advisories),
		}
	}
}

fn owned(advisories: Vec<&str>) -> Vec<String> {
	advisories.into_iter().map(String::from).collect()
}
