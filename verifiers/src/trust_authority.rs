//! Tokens of Intel Trust Authority: Intel's service itself checked an SGX or TDX quote and says so in a signed token
//! (an entity attestation token in JSON, PS384, flat claims of version 1).
//!
//! The token names no device: where a device must be told from others, the quote itself is the better evidence.

use crate::{
	jose::{self, Algorithm, Freshness, Jws, JwsError, KeyError, TimeError},
	x509::{Anchor, CertificateId, LinkId, Registry, SignatureError},
	UnixTime,
};
use alloc::{string::String, vec, vec::Vec};
use base64ct::{Base64, Encoding};
use serde::Deserialize;

/// The most policies or advisories that a token may list.
pub const MAX_LIST: usize = 64;

/// The longest text that is taken over into the facts, in bytes.
pub const MAX_TEXT_LENGTH: usize = 128;

/// The longest data that the attester may hold, in bytes.
pub const MAX_HELD_DATA_LENGTH: usize = 4096;

/// A token and the certificates of its key.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
	/// Certificates of the key, DER, leaf first: `x5c` of the key in the service's key set. The root's own may be left
	/// out.
	pub chain: &'a [&'a [u8]],
	/// The token.
	pub token: &'a [u8],
}

/// What is demanded of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
	/// The service: `iss` is one of these, exactly.
	pub issuers: Vec<String>,
	/// The service's hosts: those of `jku` and of `eat_profile` are among them.
	pub hosts: Vec<String>,
	/// Age and clock.
	pub freshness: Freshness,
	/// Policies at the service (by id) that must all have matched.
	pub required_policies: Vec<String>,
	/// Whether further policies may have been asked for and not have matched.
	pub allow_unmatched_policies: bool,
	/// Accepted values of `attester_tcb_status`.
	pub tcb_statuses: Vec<String>,
	/// Whether the enclave may be open to debugging.
	pub allow_debug: bool,
	/// Whether the service's own nonce must be in the token.
	pub require_nonce: bool,
}

impl Policy {
	/// For production: Intel's public service in America and Europe, tokens of the last five minutes, platforms that are
	/// up to date, no debugging. Which policies must have matched is for the caller to add.
	pub fn strict() -> Self {
		let hosts = ["portal.trustauthority.intel.com", "portal.eu.trustauthority.intel.com"];
		let urls = hosts.iter().map(|host| ["https://", host].concat());
		Self {
			issuers: core::iter::once("Intel Trust Authority".into()).chain(urls).collect(),
			hosts: hosts.map(Into::into).to_vec(),
			freshness: Freshness { max_age: 300, max_skew: 60 },
			required_policies: Vec::new(),
			allow_unmatched_policies: false,
			tcb_statuses: vec!["UpToDate".into()],
			allow_debug: false,
			require_nonce: true,
		}
	}
}

/// What was measured, by kind of enclave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attester {
	/// An SGX enclave.
	Sgx {
		/// Digest of the enclave's pages.
		mrenclave: [u8; 32],
		/// Digest of the key that signed it.
		mrsigner: [u8; 32],
		/// The signer's number of the product.
		isv_prod_id: u16,
		/// The signer's security version of it.
		isv_svn: u16,
	},
	/// A TDX trust domain.
	Tdx {
		/// Digest of its initial memory.
		mrtd: [u8; 48],
		/// Digests extended at run time.
		rtmrs: [[u8; 48]; 4],
	},
}

/// What a good token proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
	/// What was measured.
	pub attester: Attester,
	/// What the enclave put into its report.
	pub report_data: [u8; 64],
	/// What the enclave handed in with its quote, for the service to find its digest in the report. May be empty.
	pub held_data: Vec<u8>,
	/// The service's own nonce, if there is one.
	pub nonce: Option<Vec<u8>>,
	/// Status of the platform, in Intel's words, for example `UpToDate`.
	pub tcb_status: String,
	/// Advisories that concern the platform, for example `INTEL-SA-00837`.
	pub advisories: Vec<String>,
	/// Ids of the policies that matched.
	pub policies: Vec<String>,
	/// Whether the enclave is closed to debugging.
	pub debug_disabled: bool,
	/// When the service issued the token.
	pub issued_at: UnixTime,
	/// The certificates that the key stands on, leaf first, without the root.
	pub certificates: Vec<CertificateId>,
	/// Links above the leaf whose signatures were computed now.
	pub new_links: Vec<LinkId>,
	/// The last second at which the token and the certificates hold and the token is not too old.
	pub valid_until: UnixTime,
}

/// Why a token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
	/// It cannot be read.
	#[error(transparent)]
	Jws(#[from] JwsError),
	/// The key is not Intel's.
	#[error(transparent)]
	Key(#[from] KeyError),
	/// It is not signed by that key.
	#[error(transparent)]
	Signature(#[from] SignatureError),
	/// It does not hold now.
	#[error(transparent)]
	Time(#[from] TimeError),
	/// It was issued by another than the service.
	#[error("the token was not issued by the service")]
	Issuer,
	/// Its key set or its profile is on a host that is not the service's.
	#[error("the token comes from a host that is not the service's")]
	Host,
	/// It speaks of another kind of enclave, or lacks what that kind measures.
	#[error("the token is not about an SGX or TDX enclave, or not about all of it")]
	Attester,
	/// A list or a text of it is too long.
	#[error("the token says more than is looked at")]
	TooMuch,
	/// The enclave is open to debugging.
	#[error("the enclave is open to debugging")]
	Debug,
	/// The platform's status is not accepted.
	#[error("the status of the platform is not accepted")]
	TcbStatus,
	/// A required policy did not match.
	#[error("a required policy did not match")]
	Policy,
	/// A policy was asked for and did not match.
	#[error("a policy did not match")]
	UnmatchedPolicy,
	/// The service's nonce is missing or malformed.
	#[error("the service's nonce is missing or malformed")]
	Nonce,
}

#[derive(Deserialize)]
struct Claims {
	iss: String,
	nbf: UnixTime,
	iat: UnixTime,
	exp: UnixTime,
	eat_profile: String,
	dbgstat: String,
	attester_type: String,
	attester_tcb_status: String,
	#[serde(default)]
	attester_advisory_ids: Vec<String>,
	#[serde(default)]
	attester_held_data: String,
	verifier_nonce: Option<VerifierNonce>,
	#[serde(default)]
	policy_ids_matched: Vec<MatchedPolicy>,
	#[serde(default)]
	policy_ids_unmatched: Vec<MatchedPolicy>,
	sgx_mrenclave: Option<String>,
	sgx_mrsigner: Option<String>,
	sgx_isvprodid: Option<u16>,
	sgx_isvsvn: Option<u16>,
	sgx_report_data: Option<String>,
	sgx_is_debuggable: Option<bool>,
	tdx_mrtd: Option<String>,
	tdx_rtmr0: Option<String>,
	tdx_rtmr1: Option<String>,
	tdx_rtmr2: Option<String>,
	tdx_rtmr3: Option<String>,
	tdx_report_data: Option<String>,
	tdx_is_debuggable: Option<bool>,
}

#[derive(Deserialize)]
struct VerifierNonce {
	val: String,
}

#[derive(Deserialize)]
struct MatchedPolicy {
	id: String,
}

/// Checks a token: its signature, what it measured, and what the policy demands. The caller compares
/// [`Facts::report_data`] (or [`Facts::held_data`]) with what it asked for.
pub fn verify(
	evidence: Evidence<'_>,
	anchors: &[Anchor],
	policy: &Policy,
	registry: &dyn Registry,
	now: UnixTime,
) -> Result<Facts, Error> {
	let token = Jws::parse(evidence.token, Algorithm::Ps384)?;
	let (key, chain) = jose::signing_key(evidence.chain, anchors, registry, now)?;
	token.verify(&key)?;
	let claims: Claims = token.claims()?;

	if !policy.issuers.contains(&claims.iss) {
		return Err(Error::Issuer);
	}
	let hosts = [token.key_set_url().and_then(host), host(&claims.eat_profile)];
	if !hosts.iter().all(|host| host.is_some_and(|host| policy.hosts.iter().any(|known| known == host))) {
		return Err(Error::Host);
	}
	let times = jose::Times { not_before: claims.nbf, issued_at: claims.iat, expires_at: claims.exp };
	times.check(&policy.freshness, now)?;

	let (attester, report_data, debuggable) = attester(&claims).ok_or(Error::Attester)?;
	let debug_disabled = !debuggable && jose::DEBUG_DISABLED.contains(&claims.dbgstat.as_str());
	if !debug_disabled && !policy.allow_debug {
		return Err(Error::Debug);
	}
	if !policy.tcb_statuses.contains(&claims.attester_tcb_status) {
		return Err(Error::TcbStatus);
	}
	let matched = |id: &String| claims.policy_ids_matched.iter().any(|policy| policy.id == *id);
	if !policy.required_policies.iter().all(matched) {
		return Err(Error::Policy);
	}
	if !claims.policy_ids_unmatched.is_empty() && !policy.allow_unmatched_policies {
		return Err(Error::UnmatchedPolicy);
	}
	let nonce = claims.verifier_nonce.map(|nonce| base64(&nonce.val).ok_or(Error::Nonce)).transpose()?;
	if nonce.is_none() && policy.require_nonce {
		return Err(Error::Nonce);
	}

	Ok(Facts {
		attester,
		report_data,
		held_data: base64(&claims.attester_held_data).ok_or(Error::TooMuch)?,
		nonce,
		tcb_status: claims.attester_tcb_status,
		advisories: bounded(claims.attester_advisory_ids)?,
		policies: bounded(claims.policy_ids_matched.into_iter().map(|policy| policy.id).collect())?,
		debug_disabled,
		issued_at: times.issued_at,
		certificates: chain.certificates,
		new_links: chain.new_links,
		valid_until: chain.valid_until.min(times.valid_until(&policy.freshness)),
	})
}

/// What was measured, the report's data, and whether the report says that the enclave can be debugged.
fn attester(claims: &Claims) -> Option<(Attester, [u8; 64], bool)> {
	match claims.attester_type.as_str() {
		"SGX" => {
			let attester = Attester::Sgx {
				mrenclave: bytes(&claims.sgx_mrenclave)?,
				mrsigner: bytes(&claims.sgx_mrsigner)?,
				isv_prod_id: claims.sgx_isvprodid?,
				isv_svn: claims.sgx_isvsvn?,
			};
			Some((attester, bytes(&claims.sgx_report_data)?, claims.sgx_is_debuggable?))
		}
		"TDX" => {
			let rtmr = [&claims.tdx_rtmr0, &claims.tdx_rtmr1, &claims.tdx_rtmr2, &claims.tdx_rtmr3];
			let [Some(first), Some(second), Some(third), Some(fourth)] = rtmr.map(bytes) else { return None };
			let attester = Attester::Tdx { mrtd: bytes(&claims.tdx_mrtd)?, rtmrs: [first, second, third, fourth] };
			Some((attester, bytes(&claims.tdx_report_data)?, claims.tdx_is_debuggable?))
		}
		_ => None,
	}
}

fn bytes<const N: usize>(text: &Option<String>) -> Option<[u8; N]> {
	let mut bytes = [0; N];
	hex::decode_to_slice(text.as_ref()?, &mut bytes).ok()?;
	Some(bytes)
}

fn base64(text: &str) -> Option<Vec<u8>> {
	let bytes = Base64::decode_vec(text).ok()?;
	(bytes.len() <= MAX_HELD_DATA_LENGTH).then_some(bytes)
}

fn bounded(list: Vec<String>) -> Result<Vec<String>, Error> {
	match list.len() <= MAX_LIST && list.iter().all(|text| text.len() <= MAX_TEXT_LENGTH) {
		true => Ok(list),
		false => Err(Error::TooMuch),
	}
}

/// The host of an `https` URL.
fn host(url: &str) -> Option<&str> {
	let rest = url.strip_prefix("https://")?;
	rest.split(['/', '?', '#']).next()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn host_is_what_a_browser_would_ask() {
		assert_eq!(host("https://a.intel.com/certs"), Some("a.intel.com"));
		assert_eq!(host("https://a.intel.com?x=/"), Some("a.intel.com"));
		// Anything before an `@`, any port and any backslash stays in the name and so matches no known host.
		assert_eq!(host("https://a.intel.com@evil.example/"), Some("a.intel.com@evil.example"));
		assert_eq!(host("https://a.intel.com:8443/"), Some("a.intel.com:8443"));
		assert_eq!(host("http://a.intel.com/"), None);
		assert_eq!(host("HTTPS://a.intel.com/"), None);
	}
}
