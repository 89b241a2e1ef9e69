//! Tokens of NVIDIA's Remote Attestation Service: NVIDIA itself checked the evidence of one or more GPUs and says so in
//! signed tokens (entity attestation tokens, RFC 9711, in JSON; ES384).
//!
//! An answer is one token over the platform, which names the digest of one token per device. All are signed by a key
//! that lives for two days; its certificate is in the service's key set.

mod claims;
pub mod roots;

use crate::{
	jose::{self, Algorithm, Freshness, Jws, JwsError, KeyError, TimeError},
	x509::{Anchor, CertificateId, LinkId, PublicKey, Registry, SignatureError},
	DeviceId, UnixTime,
};
use alloc::{
	borrow::ToOwned,
	collections::{BTreeMap, BTreeSet},
	string::String,
	vec,
	vec::Vec,
};
use serde::{de::DeserializeOwned, Deserialize};
use sha2::{Digest, Sha256};

/// The most devices of one answer.
pub const MAX_DEVICES: usize = 16;

/// The longest answer of the service that [`Response::from_json`] reads, in bytes.
pub const MAX_RESPONSE_LENGTH: usize = 128 * 1024;

/// The longest text that is taken over into the facts, in bytes.
pub const MAX_TEXT_LENGTH: usize = 128;

/// NVIDIA's number as a maker of hardware (PCI vendor id `5703`).
const OEM_ID: &str = "5703";

/// An answer of the service and the certificates of its key.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
	/// Certificates of the key, DER, leaf first: `x5c` of the key in the service's key set. The anchor's own may be
	/// left out.
	pub chain: &'a [&'a [u8]],
	/// The token over the platform.
	pub overall: &'a [u8],
	/// Name and token of each device, at most [`MAX_DEVICES`].
	pub devices: &'a [(&'a str, &'a [u8])],
}

/// The service's answer, taken apart: the tokens of an [`Evidence`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
	/// The token over the platform.
	pub overall: String,
	/// Name and token of each device.
	pub devices: Vec<(String, String)>,
}

#[derive(Deserialize)]
struct Answer((String, String), BTreeMap<String, String>);

impl Response {
	/// Reads the JSON that the service sends: `[["JWT", overall], {name: token, ...}]`. None if it is something else.
	pub fn from_json(json: &[u8]) -> Option<Self> {
		if json.len() > MAX_RESPONSE_LENGTH {
			return None;
		}
		let Answer((kind, overall), devices) = serde_json::from_slice(json).ok()?;
		(kind == "JWT").then(|| Self { overall, devices: devices.into_iter().collect() })
	}

	/// The name of the key that signed the answer, by which [`jose::find_chain`] finds its certificates.
	pub fn key_id(&self) -> Option<String> {
		Jws::parse(self.overall.as_bytes(), Algorithm::Es384).ok()?.key_id().map(ToOwned::to_owned)
	}
}

/// A model of GPU that is welcome, and how new its software must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
	/// First word of `hwmodel`: the chip, for example `GH100`.
	pub chip: String,
	/// The lowest version of the driver, part by part.
	pub min_driver: Vec<u32>,
	/// The lowest version of the VBIOS, part by part (written in hexadecimal).
	pub min_vbios: Vec<u32>,
}

/// What is demanded of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
	/// The service: `iss` of every token, exactly.
	pub issuer: String,
	/// Versions of the claims (`x-nvidia-ver`) that are understood.
	pub versions: Vec<String>,
	/// Age and clock.
	pub freshness: Freshness,
	/// The models that are welcome.
	pub models: Vec<Model>,
	/// Whether a device may have been started without secure boot.
	pub allow_insecure_boot: bool,
	/// Whether a device may be open to debugging.
	pub allow_debug: bool,
	/// Whether the service may have had a warning to give.
	pub allow_warnings: bool,
}

impl Policy {
	/// For production: NVIDIA's public service, answers of the last hour, Hopper and Blackwell data centre GPUs with a
	/// driver that supports confidential computing, secure boot, no debugging, no warnings.
	pub fn strict() -> Self {
		let model = |chip: &str, min_driver| Model { chip: chip.into(), min_driver, min_vbios: Vec::new() };
		Self {
			issuer: "https://nras.attestation.nvidia.com".into(),
			versions: vec!["2.0".into(), "3.0".into()],
			freshness: Freshness { max_age: 3600, max_skew: 60 },
			models: vec![model("GH100", vec![550, 90, 7]), model("GB100", vec![570])],
			allow_insecure_boot: false,
			allow_debug: false,
			allow_warnings: false,
		}
	}
}

/// One device, as NVIDIA found it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
	/// What the answer calls it, for example `GPU-0`.
	pub name: String,
	/// Its identity, from `ueid`.
	pub id: DeviceId,
	/// `ueid` as bytes, the most significant first: the serial number of the certificate over the key that signed the
	/// GPU's own report.
	pub certificate_serial: Vec<u8>,
	/// `hwmodel`, for example `GH100 A01 GSP BROM`.
	pub model: String,
	/// Version of the driver, for example `595.71.05`.
	pub driver_version: String,
	/// Version of the VBIOS, for example `96.00.D9.00.02`.
	pub vbios_version: String,
	/// Whether it was started securely.
	pub secure_boot: bool,
	/// Whether it is closed to debugging.
	pub debug_disabled: bool,
	/// Whether the service had a warning to give.
	pub warning: bool,
}

/// What a good answer proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
	/// The nonce that every device's report was made for.
	pub nonce: [u8; 32],
	/// The devices, in the order of their names.
	pub devices: Vec<Device>,
	/// When the service issued the answer.
	pub issued_at: UnixTime,
	/// The certificates that the key stands on, leaf first, without the anchor.
	pub certificates: Vec<CertificateId>,
	/// Links above the leaf whose signatures were computed now.
	pub new_links: Vec<LinkId>,
	/// The last second at which the tokens and the certificates hold and are not too old.
	pub valid_until: UnixTime,
}

/// Which of the tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
	/// The one over the platform.
	Overall,
	/// That of the device at this place of the names in their order.
	Device(usize),
}

impl core::fmt::Display for Token {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			Self::Overall => write!(f, "platform"),
			Self::Device(place) => write!(f, "device {place}"),
		}
	}
}

/// What is wrong with one of the tokens, whatever it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
	/// It cannot be read.
	#[error(transparent)]
	Jws(#[from] JwsError),
	/// It is not signed by the service's key.
	#[error(transparent)]
	Signature(#[from] SignatureError),
	/// It does not hold now.
	#[error(transparent)]
	Time(#[from] TimeError),
	/// It was issued by another than the service.
	#[error("the token was not issued by the service")]
	Issuer,
	/// Its nonce is not 32 bytes in hexadecimal.
	#[error("the token's nonce is not 32 bytes in hexadecimal")]
	Nonce,
}

/// Why an answer is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
	/// There is no device, or more than [`MAX_DEVICES`].
	#[error("the answer is about no device, or about more than {MAX_DEVICES}")]
	DeviceCount,
	/// The key is not NVIDIA's.
	#[error(transparent)]
	Key(#[from] KeyError),
	/// One of the tokens is at fault.
	#[error("token of the {token}: {fault}")]
	At {
		/// Which one.
		token: Token,
		/// What is wrong with it.
		fault: TokenFault,
	},
	/// The token over the platform is about something else, or of an unknown version.
	#[error("the answer is not about a platform, or of an unknown version")]
	Version,
	/// The service's result is that the platform is not genuine.
	#[error("the service refused the platform")]
	Refused,
	/// The devices' tokens are not those that the token over the platform names.
	#[error("the devices are not those that the platform's token names")]
	DeviceMismatch,
	/// The digest of a device's token is not the one that the token over the platform gives.
	#[error("device {0} has another token than the platform's token says")]
	Digest(usize),
	/// A device answered to another nonce than the platform.
	#[error("device {0} answered to another nonce")]
	NonceMismatch(usize),
	/// Two tokens are about the same device.
	#[error("device {0} is there twice")]
	DuplicateDevice(usize),
	/// Identity, model or version of a device is not in the expected form.
	#[error("device {0} is described in an unexpected form")]
	Description(usize),
	/// A check of the service's did not pass.
	#[error("device {device} did not pass {check}")]
	Check {
		/// Place of the device.
		device: usize,
		/// The claim that says so.
		check: &'static str,
	},
	/// The measurements are not those of NVIDIA's reference.
	#[error("the measurements of device {0} are not those NVIDIA expects")]
	Measurements(usize),
	/// It was started without secure boot.
	#[error("device {0} was started without secure boot")]
	InsecureBoot(usize),
	/// It is open to debugging.
	#[error("device {0} is open to debugging")]
	Debug(usize),
	/// The service had a warning to give.
	#[error("the service warns of device {0}")]
	Warning(usize),
	/// Its model is not welcome.
	#[error("the model of device {0} is not accepted")]
	Model(usize),
	/// Its driver is too old.
	#[error("the driver of device {0} is too old")]
	Driver(usize),
	/// Its VBIOS is too old.
	#[error("the VBIOS of device {0} is too old")]
	Vbios(usize),
}

/// Checks an answer of the service: every signature, every device, and what the policy demands of them. The caller
/// compares [`Facts::nonce`] with the nonce it asked for.
pub fn verify(
	evidence: Evidence<'_>,
	anchors: &[Anchor],
	policy: &Policy,
	registry: &dyn Registry,
	now: UnixTime,
) -> Result<Facts, Error> {
	if evidence.devices.is_empty() || evidence.devices.len() > MAX_DEVICES {
		return Err(Error::DeviceCount);
	}
	let (key, chain) = jose::signing_key(evidence.chain, anchors, registry, now)?;

	let at = |fault| Error::At { token: Token::Overall, fault };
	let overall = Jws::parse(evidence.overall, Algorithm::Es384).map_err(|error| at(error.into()))?;
	let overall: claims::Overall = believed(&overall, &key).map_err(at)?;
	check_frame(&overall.iss, overall.times(), policy, now).map_err(at)?;
	let nonce = nonce(&overall.eat_nonce).map_err(at)?;
	if overall.sub != "NVIDIA-PLATFORM-ATTESTATION" || !policy.versions.contains(&overall.version) {
		return Err(Error::Version);
	}
	if !overall.result {
		return Err(Error::Refused);
	}
	if overall.submods.len() != evidence.devices.len() {
		return Err(Error::DeviceMismatch);
	}

	let mut facts = Facts {
		nonce,
		devices: Vec::new(),
		issued_at: overall.iat,
		certificates: chain.certificates,
		new_links: chain.new_links,
		valid_until: chain.valid_until.min(overall.times().valid_until(&policy.freshness)),
	};
	let mut seen = BTreeSet::new();
	for (place, (name, (kind, digest))) in overall.submods.iter().enumerate() {
		let found = evidence.devices.iter().find(|(other, _)| other == name);
		let (_, token) = found.ok_or(Error::DeviceMismatch)?;
		let at = |fault| Error::At { token: Token::Device(place), fault };
		let parsed = Jws::parse(token, Algorithm::Es384).map_err(|error| at(error.into()))?;
		check_digest(token, kind, digest).ok_or(Error::Digest(place))?;
		let device: claims::Device = believed(&parsed, &key).map_err(at)?;
		check_frame(&device.iss, device.times(), policy, now).map_err(at)?;
		if self::nonce(&device.eat_nonce).map_err(at)? != facts.nonce {
			return Err(Error::NonceMismatch(place));
		}
		facts.valid_until = facts.valid_until.min(device.times().valid_until(&policy.freshness));
		let device = check_device(name, device, place, policy)?;
		if !seen.insert(device.id) {
			return Err(Error::DuplicateDevice(place));
		}
		facts.devices.push(device);
	}
	Ok(facts)
}

/// What a token says, once `key` is seen to have signed it.
fn believed<T: DeserializeOwned>(token: &Jws, key: &PublicKey) -> Result<T, TokenFault> {
	token.verify(key)?;
	Ok(token.claims()?)
}

fn check_frame(issuer: &str, times: jose::Times, policy: &Policy, now: UnixTime) -> Result<(), TokenFault> {
	match issuer == policy.issuer {
		true => Ok(times.check(&policy.freshness, now)?),
		false => Err(TokenFault::Issuer),
	}
}

fn nonce(text: &str) -> Result<[u8; 32], TokenFault> {
	let mut nonce = [0; 32];
	hex::decode_to_slice(text, &mut nonce).map_err(|_| TokenFault::Nonce)?;
	Ok(nonce)
}

fn check_digest(token: &[u8], kind: &str, (algorithm, digest): &(String, String)) -> Option<()> {
	let mut expected = [0; 32];
	hex::decode_to_slice(digest, &mut expected).ok()?;
	let known = kind == "DIGEST" && algorithm == "SHA-256";
	(known && Sha256::digest(token).as_slice() == expected).then_some(())
}

fn check_device(name: &str, device: claims::Device, place: usize, policy: &Policy) -> Result<Device, Error> {
	if let Some(check) = device.failed_check() {
		return Err(Error::Check { device: place, check });
	}
	if device.measres != "success" {
		return Err(Error::Measurements(place));
	}
	let debug_disabled = jose::DEBUG_DISABLED.contains(&device.dbgstat.as_str());
	if !debug_disabled && !policy.allow_debug {
		return Err(Error::Debug(place));
	}
	if !device.secboot && !policy.allow_insecure_boot {
		return Err(Error::InsecureBoot(place));
	}
	if device.warning.is_some() && !policy.allow_warnings {
		return Err(Error::Warning(place));
	}

	let described = || Error::Description(place);
	let certificate_serial = claims::decimal(&device.ueid).ok_or_else(described)?;
	let driver = claims::version(&device.driver_version, 10).ok_or_else(described)?;
	let vbios = claims::version(&device.vbios_version, 16).ok_or_else(described)?;
	if device.oemid != OEM_ID || device.hwmodel.len() > MAX_TEXT_LENGTH || name.len() > MAX_TEXT_LENGTH {
		return Err(described());
	}
	let chip = device.hwmodel.split(' ').next().unwrap_or_default();
	let model = policy.models.iter().find(|model| model.chip == chip).ok_or(Error::Model(place))?;
	if driver < model.min_driver {
		return Err(Error::Driver(place));
	}
	if vbios < model.min_vbios {
		return Err(Error::Vbios(place));
	}
	Ok(Device {
		name: name.into(),
		id: DeviceId::new("nvidia-nras", &[&certificate_serial]),
		certificate_serial,
		model: device.hwmodel,
		driver_version: device.driver_version,
		vbios_version: device.vbios_version,
		secure_boot: device.secboot,
		debug_disabled,
		warning: device.warning.is_some(),
	})
}
