//! What vendors publish about their hardware: anyone may hand it in, for the vendor's signature is what counts.

use crate::{
	api,
	bytes::Hex,
	chain::{Block, Error},
	pem,
	submit::{Call, Receipt},
};
use api::{
	attestation::events::{QeIdentityStored, RevocationListStored, TcbInfoStored},
	runtime_types::{bounded_collections::bounded_vec::BoundedVec, pallet_attestation::collateral::SignedText},
};
use percent_encoding::percent_decode;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::{fmt, str::FromStr};
use subxt::ext::{scale_decode::DecodeAsType, scale_encode::EncodeAsType};

pub use api::runtime_types::pallet_attestation::collateral::Collateral;

/// The two kinds of Intel's trusted execution environments.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Tee {
	/// Enclaves.
	Sgx,
	/// Trust domains.
	Tdx,
}

/// Text that names nothing of its kind.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("give one of {0}")]
pub struct Unknown(&'static str);

impl FromStr for Tee {
	type Err = Unknown;

	fn from_str(text: &str) -> Result<Self, Unknown> {
		match text {
			"sgx" => Ok(Self::Sgx),
			"tdx" => Ok(Self::Tdx),
			_ => Err(Unknown("sgx, tdx")),
		}
	}
}

impl fmt::Display for Tee {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		f.write_str(match self {
			Self::Sgx => "SGX",
			Self::Tdx => "TDX",
		})
	}
}

/// A family of Intel's platforms.
pub type Fmspc = Hex<[u8; 6]>;

/// A vendor whose authorities publish revocation lists.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Vendor {
	/// Intel.
	Intel,
	/// AMD.
	Amd,
	/// NVIDIA.
	Nvidia,
	/// AWS.
	Aws,
}

impl FromStr for Vendor {
	type Err = Unknown;

	fn from_str(text: &str) -> Result<Self, Unknown> {
		match text {
			"intel" => Ok(Self::Intel),
			"amd" => Ok(Self::Amd),
			"nvidia" => Ok(Self::Nvidia),
			"aws" => Ok(Self::Aws),
			_ => Err(Unknown("intel, amd, nvidia, aws")),
		}
	}
}

impl fmt::Display for Vendor {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		f.write_str(match self {
			Self::Intel => "Intel",
			Self::Amd => "AMD",
			Self::Nvidia => "NVIDIA",
			Self::Aws => "AWS",
		})
	}
}

/// Why a file is not what a vendor publishes.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum BadCollateral {
	/// The text of Intel's has another form.
	#[error(
		"it is not Intel's answer ({0}): give the body as it came, with `tcbInfo` or `enclaveIdentity` and `signature`"
	)]
	NotIntel(String),
	/// What should be PEM is not.
	#[error("it is not PEM: give the certificates of the signer, its own first, as they came in the header of the answer or in a file")]
	NotPem,
	/// There is no certificate of who signed it.
	#[error("the certificates of its signer are missing: give them, in PEM")]
	NoIssuer,
}

/// Intel's answer about a family of platforms (TCB info) or about a quoting enclave (its identity): the body as it came,
/// and the certificates of the signer, in PEM, which come in a header of the answer, percent-encoded or not.
pub fn intel(body: &[u8], issuer: &[u8]) -> Result<Collateral, BadCollateral> {
	#[derive(Deserialize)]
	struct Answer<'a> {
		#[serde(borrow, rename = "tcbInfo")]
		tcb_info: Option<&'a RawValue>,
		#[serde(borrow, rename = "enclaveIdentity")]
		identity: Option<&'a RawValue>,
		signature: Hex<[u8; 64]>,
	}
	let answer: Answer = serde_json::from_slice(body).map_err(|error| BadCollateral::NotIntel(error.to_string()))?;
	let chain = certificates(issuer)?;
	if chain.is_empty() {
		return Err(BadCollateral::NoIssuer);
	}
	let text = |json: &RawValue| SignedText {
		json: BoundedVec(json.get().as_bytes().to_vec()),
		signature: answer.signature.0,
		chain: bounded(chain),
	};
	match (answer.tcb_info, answer.identity) {
		(Some(json), None) => Ok(Collateral::TcbInfo(text(json))),
		(None, Some(json)) => Ok(Collateral::QeIdentity(text(json))),
		_ => Err(BadCollateral::NotIntel("it has not exactly one of the two".into())),
	}
}

/// A revocation list, in DER or PEM, and the certificates of the authority that it is of, in PEM: none when that is the
/// vendor's root itself.
pub fn revocation_list(vendor: Vendor, list: &[u8], issuer: &[u8]) -> Result<Collateral, BadCollateral> {
	let list = match list.starts_with(b"-----BEGIN") {
		true => blocks(list, "X509 CRL")?.pop().ok_or(BadCollateral::NotPem)?,
		false => list.to_vec(),
	};
	Ok(Collateral::RevocationList { vendor, list: BoundedVec(list), issuer: bounded(certificates(issuer)?) })
}

/// Hands in what a vendor published. Free of charge when it is newer than what the chain has.
pub fn submit(collateral: Collateral) -> Call {
	Call::new(api::tx().attestation().submit_collateral(collateral))
}

/// What the chain stored. Times are seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stored {
	/// What Intel says of a family of platforms.
	TcbInfo {
		/// Of enclaves or of trust domains.
		tee: Tee,
		/// The family.
		fmspc: Fmspc,
		/// Last second at which it counts.
		valid_until: u64,
	},
	/// What Intel says of a quoting enclave.
	QeIdentity {
		/// That of enclaves or of trust domains.
		tee: Tee,
		/// Last second at which it counts.
		valid_until: u64,
	},
	/// An authority's revocation list.
	RevocationList {
		/// Whose authority it is.
		vendor: Vendor,
		/// Last second at which it counts.
		valid_until: u64,
		/// How many certificates were revoked that were not before.
		revoked: u32,
	},
}

/// What a [`submit`] call had stored.
pub fn stored(receipt: &Receipt) -> Result<Stored, Error> {
	if let Ok(TcbInfoStored { tee, fmspc, valid_until }) = receipt.event() {
		return Ok(Stored::TcbInfo { tee, fmspc: Hex(fmspc), valid_until });
	}
	if let Ok(QeIdentityStored { tee, valid_until }) = receipt.event() {
		return Ok(Stored::QeIdentity { tee, valid_until });
	}
	let RevocationListStored { vendor, next_update, revoked, .. } = receipt.event()?;
	Ok(Stored::RevocationList { vendor, valid_until: next_update, revoked })
}

/// How a family of Intel's platforms is covered. Times are seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Status {
	/// Last second at which the TCB info counts; `None` when there is none.
	pub tcb_info: Option<u64>,
	/// Last second at which the identity of the quoting enclave counts; `None` when there is none.
	pub qe_identity: Option<u64>,
	/// Number of Intel's evaluation on which the TCB info rests.
	pub tcb_evaluation_data_number: Option<u32>,
}

impl Block {
	/// How a family of Intel's platforms is covered.
	pub async fn collateral(&self, tee: Tee, Hex(fmspc): Fmspc) -> Result<Status, Error> {
		let found = self.ask(api::view_functions().attestation().collateral_status(tee, fmspc)).await?;
		Ok(Status {
			tcb_info: found.tcb_info,
			qe_identity: found.qe_identity,
			tcb_evaluation_data_number: found.tcb_evaluation_data_number,
		})
	}
}

fn bounded(certificates: Vec<Vec<u8>>) -> BoundedVec<BoundedVec<u8>> {
	BoundedVec(certificates.into_iter().map(BoundedVec).collect())
}

/// The certificates in PEM, percent-encoded or not, as DER.
fn certificates(text: &[u8]) -> Result<Vec<Vec<u8>>, BadCollateral> {
	// As it comes in a header: `%0A` stands for the end of a line, and so on.
	blocks(&percent_decode(text).collect::<Vec<_>>(), "CERTIFICATE")
}

/// The blocks of a text that is PEM or empty.
fn blocks(text: &[u8], label: &str) -> Result<Vec<Vec<u8>>, BadCollateral> {
	let text = std::str::from_utf8(text).map_err(|_| BadCollateral::NotPem)?;
	let found = pem::blocks(text, label).map_err(|_| BadCollateral::NotPem)?;
	match found.is_empty() && !text.trim().is_empty() {
		true => Err(BadCollateral::NotPem),
		false => Ok(found),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const PEM: &str = "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n\
	                   -----BEGIN CERTIFICATE-----\r\nBAUG\r\nBw==\r\n-----END CERTIFICATE-----\r\n";

	fn answer(name: &str) -> String {
		format!(r#"{{"{name}": {{"a" : 1,"b":[ ]}}, "signature":"{}"}}"#, "0a".repeat(64))
	}

	#[test]
	fn text_of_intels_is_taken_byte_by_byte() {
		let Ok(Collateral::TcbInfo(text)) = intel(answer("tcbInfo").as_bytes(), PEM.as_bytes()) else {
			panic!("it is TCB info")
		};
		assert_eq!(text.json.0, br#"{"a" : 1,"b":[ ]}"#);
		assert_eq!(text.signature, [10; 64]);
		let chain: Vec<_> = text.chain.0.into_iter().map(|der| der.0).collect();
		assert_eq!(chain, [vec![1, 2, 3], vec![4, 5, 6, 7]]);
		let identity = intel(answer("enclaveIdentity").as_bytes(), PEM.as_bytes());
		assert!(matches!(identity, Ok(Collateral::QeIdentity(_))));
	}

	#[test]
	fn text_of_intels_is_refused_when_it_is_another_or_unsigned() {
		for body in ["", "{}", &answer("other"), r#"{"tcbInfo": {}, "signature": "00"}"#] {
			assert!(matches!(intel(body.as_bytes(), PEM.as_bytes()), Err(BadCollateral::NotIntel(_))), "{body}");
		}
		assert_eq!(intel(answer("tcbInfo").as_bytes(), b"").map(drop), Err(BadCollateral::NoIssuer));
		let cut = &PEM.as_bytes()[..PEM.len() - 10];
		assert_eq!(intel(answer("tcbInfo").as_bytes(), cut).map(drop), Err(BadCollateral::NotPem));
	}

	#[test]
	fn revocation_list_is_the_same_in_der_and_pem() {
		let bytes = |list: &[u8], issuer: &[u8]| match revocation_list(Vendor::Amd, list, issuer) {
			Ok(Collateral::RevocationList { list, issuer, .. }) => (list.0, issuer.0.len()),
			_ => panic!("it is a list"),
		};
		assert_eq!(bytes(&[1, 2, 3], b""), (vec![1, 2, 3], 0));
		let pem = b"-----BEGIN X509 CRL-----\nAQID\n-----END X509 CRL-----\n";
		assert_eq!(bytes(pem, PEM.as_bytes()), (vec![1, 2, 3], 2));
		assert_eq!(revocation_list(Vendor::Amd, &[1], b"no PEM").map(drop), Err(BadCollateral::NotPem));
	}

	#[test]
	fn certificates_are_the_same_when_they_are_percent_encoded() {
		let encoded = PEM.replace('\n', "%0A").replace('\r', "%0d").replace(' ', "%20");
		assert_eq!(certificates(encoded.as_bytes()), certificates(PEM.as_bytes()));
	}
}
