//! Signed tokens of attestation services: JSON Web Signatures in compact form (RFC 7515), and the key sets (RFC 7517)
//! that carry the certificates of their keys.
//!
//! A token never chooses its own rules: the caller says which algorithm it expects, and the key comes from a chain of
//! certificates that ends in a root the caller trusts, never from the token.

use crate::{
	x509::{
		self, Anchor, Certificate, CertificateError, ChainError, ChainFacts, Fault, PublicKey, Registry, Rules,
		SignatureError,
	},
	UnixTime,
};
use alloc::{string::String, vec::Vec};
use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use serde::{de::DeserializeOwned, Deserialize};

/// The longest token that is looked at, in bytes. Intel's of 2023 measures about 5,000, NVIDIA's of 2025 about 2,700.
pub const MAX_TOKEN_LENGTH: usize = 16 * 1024;

/// The longest header of a token, in base64url characters.
pub const MAX_HEADER_LENGTH: usize = 1024;

/// The longest signature of a token, in base64url characters: 4096 bits.
pub const MAX_SIGNATURE_LENGTH: usize = 683;

/// The longest key set that is looked at, in bytes. NVIDIA's of 2026 measures about 83,000.
pub const MAX_KEY_SET_LENGTH: usize = 256 * 1024;

/// The most certificates of one key.
pub const MAX_CERTIFICATES: usize = 4;

/// The rule for chains of token-signing keys.
const RULES: Rules = Rules { max_certificates: MAX_CERTIFICATES, critical: &[] };

/// A signature algorithm of RFC 7518 §3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
	/// ECDSA on P-384 with SHA-384; the signature is `r ‖ s`.
	Es384,
	/// RSASSA-PSS with SHA-384, MGF1 over SHA-384 and a salt of 48 bytes.
	Ps384,
}

impl Algorithm {
	/// Its name in a token's header.
	pub fn name(self) -> &'static str {
		match self {
			Self::Es384 => "ES384",
			Self::Ps384 => "PS384",
		}
	}
}

/// Why bytes are not a token of the expected kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwsError {
	/// Longer than [`MAX_TOKEN_LENGTH`], or a part of it longer than that part may be.
	#[error("the token is longer than {MAX_TOKEN_LENGTH} bytes, or one of its parts is too long")]
	TooLong,
	/// Not three parts of base64url without padding, or the header is not a JSON object of the known shape.
	#[error("the token is not a well-formed compact JWS")]
	Malformed,
	/// Its header names another algorithm than the expected one.
	#[error("the token names another algorithm than the expected one")]
	Algorithm,
	/// Its header lists extensions that must be understood; none is.
	#[error("the token's header has critical extensions")]
	Critical,
	/// What it says is not JSON of the expected shape.
	#[error("the token's claims are not of the expected shape")]
	Claims,
}

#[derive(Deserialize)]
struct Header {
	alg: String,
	kid: Option<String>,
	jku: Option<String>,
	#[serde(default)]
	crit: Option<serde::de::IgnoredAny>,
}

/// A token, taken apart and not yet believed.
#[derive(Clone, Debug)]
pub struct Jws<'a> {
	algorithm: Algorithm,
	key_id: Option<String>,
	key_set_url: Option<String>,
	signed: &'a [u8],
	payload: Vec<u8>,
	signature: Vec<u8>,
}

impl<'a> Jws<'a> {
	/// Takes a token apart. Its header must name exactly the `expected` algorithm.
	pub fn parse(token: &'a [u8], expected: Algorithm) -> Result<Self, JwsError> {
		if token.len() > MAX_TOKEN_LENGTH {
			return Err(JwsError::TooLong);
		}
		let text = core::str::from_utf8(token).map_err(|_| JwsError::Malformed)?;
		let (signed, signature) = text.rsplit_once('.').ok_or(JwsError::Malformed)?;
		let (header, payload) = signed.split_once('.').ok_or(JwsError::Malformed)?;
		if header.len() > MAX_HEADER_LENGTH || signature.len() > MAX_SIGNATURE_LENGTH {
			return Err(JwsError::TooLong);
		}
		let decode = |part| Base64UrlUnpadded::decode_vec(part).map_err(|_| JwsError::Malformed);
		let header: Header = object(&decode(header)?).ok_or(JwsError::Malformed)?;
		if header.alg != expected.name() {
			return Err(JwsError::Algorithm);
		}
		if header.crit.is_some() {
			return Err(JwsError::Critical);
		}
		Ok(Self {
			algorithm: expected,
			key_id: header.kid,
			key_set_url: header.jku,
			signed: signed.as_bytes(),
			payload: decode(payload)?,
			signature: decode(signature)?,
		})
	}

	/// What the service calls the key (`kid`).
	pub fn key_id(&self) -> Option<&str> {
		self.key_id.as_deref()
	}

	/// Where the service says its keys are (`jku`).
	pub fn key_set_url(&self) -> Option<&str> {
		self.key_set_url.as_deref()
	}

	/// Whether `key` signed the token. The key must be of the kind that goes with the expected algorithm.
	pub fn verify(&self, key: &PublicKey) -> Result<(), SignatureError> {
		match (self.algorithm, key) {
			(Algorithm::Es384, PublicKey::P384(_)) => key.verify_fixed(self.signed, &self.signature),
			(Algorithm::Ps384, PublicKey::Rsa(_)) => key.verify_pss_sha384(self.signed, &self.signature),
			_ => Err(SignatureError::Algorithm),
		}
	}

	/// What it says, whether or not it is signed.
	pub fn claims<T: DeserializeOwned>(&self) -> Result<T, JwsError> {
		object(&self.payload).ok_or(JwsError::Claims)
	}
}

/// Reads a JSON object. Structures of `serde` would read a list of their fields as well.
fn object<T: DeserializeOwned>(json: &[u8]) -> Option<T> {
	let first = json.iter().find(|byte| !byte.is_ascii_whitespace())?;
	(*first == b'{').then(|| serde_json::from_slice(json).ok()).flatten()
}

/// The values of `dbgstat` (RFC 9711 §4.2.9) that mean that nobody debugs the device now.
pub(crate) const DEBUG_DISABLED: [&str; 4] =
	["disabled", "disabled-since-boot", "disabled-permanently", "disabled-fully-and-permanently"];

/// When a token holds (RFC 7519 §4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Times {
	/// First second (`nbf`).
	pub(crate) not_before: UnixTime,
	/// When it was issued (`iat`).
	pub(crate) issued_at: UnixTime,
	/// First second at which it holds no more (`exp`).
	pub(crate) expires_at: UnixTime,
}

/// How old a token may be, and how far its clock may be ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Freshness {
	/// The oldest a token may be since it was issued, in seconds.
	pub max_age: UnixTime,
	/// How far the service's clock may be ahead of the caller's, in seconds.
	pub max_skew: UnixTime,
}

/// Why a token does not hold now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
	/// Its time has not come.
	#[error("the token is not valid yet")]
	NotYetValid,
	/// Its time is over.
	#[error("the token is not valid any more")]
	Expired,
	/// It was issued longer ago than the policy allows.
	#[error("the token was issued too long ago")]
	TooOld,
}

impl Times {
	pub(crate) fn check(self, freshness: &Freshness, now: UnixTime) -> Result<(), TimeError> {
		let latest = now.saturating_add(freshness.max_skew);
		if self.not_before > latest || self.issued_at > latest {
			return Err(TimeError::NotYetValid);
		}
		if now >= self.expires_at {
			return Err(TimeError::Expired);
		}
		match now.saturating_sub(self.issued_at) > freshness.max_age {
			true => Err(TimeError::TooOld),
			false => Ok(()),
		}
	}

	/// The last second at which the token holds and is not too old.
	pub(crate) fn valid_until(self, freshness: &Freshness) -> UnixTime {
		self.expires_at.saturating_sub(1).min(self.issued_at.saturating_add(freshness.max_age))
	}
}

/// Why a key is not believed to be the service's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
	/// Its certificates do not lead to a trusted root.
	#[error(transparent)]
	Chain(#[from] ChainError),
	/// Its certificate restricts it to uses other than signing, or makes it an authority.
	#[error("the token's key is not one that signs tokens")]
	Usage,
}

/// The key at the bottom of a chain of DER certificates, leaf first, which ends in one of `anchors`.
pub(crate) fn signing_key(
	chain: &[&[u8]],
	anchors: &[Anchor],
	registry: &dyn Registry,
	now: UnixTime,
) -> Result<(PublicKey, ChainFacts), KeyError> {
	if chain.len() > RULES.max_certificates {
		return Err(ChainError::TooLong.into());
	}
	let mut certificates = Vec::new();
	for (place, der) in chain.iter().enumerate() {
		certificates.push(Certificate::from_der(der).map_err(|fault| ChainError::At { place, fault: fault.into() })?);
	}
	let facts = x509::verify_chain(&certificates, anchors, &RULES, registry, now)?;
	let leaf = certificates.first().ok_or(ChainError::Empty)?;
	let at_leaf = |fault| ChainError::At { place: 0, fault };
	let malformed = |_| at_leaf(CertificateError::Malformed.into());
	let authority = leaf.basic_constraints().map_err(malformed)?.is_some_and(|constraints| constraints.ca);
	if authority || leaf.key_usage().map_err(malformed)?.is_some_and(|usage| !usage.digital_signature()) {
		return Err(KeyError::Usage);
	}
	let key = leaf.public_key().map_err(|fault| at_leaf(Fault::Signature(fault)))?;
	Ok((key, facts))
}

/// Why no chain is found in a key set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeySetError {
	/// More than [`MAX_KEY_SET_LENGTH`] bytes, or a key with more than [`MAX_CERTIFICATES`] certificates.
	#[error("the key set is too long")]
	TooLong,
	/// Not a key set.
	#[error("the key set is malformed")]
	Malformed,
	/// No key, or more than one, of that name.
	#[error("the key set does not have exactly one key of that name")]
	NoKey,
	/// The key has no certificates, or their base64 is wrong.
	#[error("the key has no readable certificates")]
	Certificates,
}

#[derive(Deserialize)]
struct KeySet {
	keys: Vec<Key>,
}

#[derive(Deserialize)]
struct Key {
	kid: String,
	#[serde(default)]
	x5c: Vec<String>,
}

/// The certificates (DER, leaf first) that a key set (a JWKS, JSON) has for the key `key_id`. Nothing is believed of
/// it: whoever collects evidence uses this to find what to hand in with a token.
pub fn find_chain(key_set: &[u8], key_id: &str) -> Result<Vec<Vec<u8>>, KeySetError> {
	if key_set.len() > MAX_KEY_SET_LENGTH {
		return Err(KeySetError::TooLong);
	}
	let set: KeySet = object(key_set).ok_or(KeySetError::Malformed)?;
	let mut named = set.keys.iter().filter(|key| key.kid == key_id);
	let (Some(key), None) = (named.next(), named.next()) else { return Err(KeySetError::NoKey) };
	if key.x5c.is_empty() {
		return Err(KeySetError::Certificates);
	}
	if key.x5c.len() > MAX_CERTIFICATES {
		return Err(KeySetError::TooLong);
	}
	let decode = |text: &String| Base64::decode_vec(text).map_err(|_| KeySetError::Certificates);
	key.x5c.iter().map(decode).collect()
}
