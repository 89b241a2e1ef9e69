//! Public keys and the signatures that certificates, lists and reports carry.

use der::{asn1::ObjectIdentifier, referenced::OwnedToRef, Decode, Encode};
use rsa::{
	pkcs1::DecodeRsaPublicKey, pkcs1v15, pss, signature::hazmat::PrehashVerifier, traits::PublicKeyParts,
	PublicKey as RsaPublicKey,
};
use sha2::{Digest, Sha256, Sha384, Sha512};
use spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const SECP256R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const SECP384R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

const ECDSA_WITH_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
const ECDSA_WITH_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3");
const ECDSA_WITH_SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.4");
const SHA256_WITH_RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
const SHA384_WITH_RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.12");
const SHA512_WITH_RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.13");
const RSASSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");

/// `RSASSA-PSS-params` (RFC 4055 §3.1) of SHA-384, MGF1 over SHA-384 and a salt of 48 bytes: the only ones in use here.
const PSS_SHA384: &[u8] = &[
	0x30, 0x34, 0xa0, 0x0f, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02, 0x05, 0x00,
	0xa1, 0x1c, 0x30, 0x1a, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08, 0x30, 0x0d, 0x06, 0x09,
	0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02, 0x05, 0x00, 0xa2, 0x03, 0x02, 0x01, 0x30,
];

/// The same parameters with the trailer field written out (`[3] INTEGER 1`), although 1 is its default. AMD's roots,
/// intermediates and older leaves carry them in this form, its newer leaves in the other.
const PSS_SHA384_WITH_TRAILER: &[u8] = &[
	0x30, 0x39, 0xa0, 0x0f, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02, 0x05, 0x00,
	0xa1, 0x1c, 0x30, 0x1a, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08, 0x30, 0x0d, 0x06, 0x09,
	0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02, 0x05, 0x00, 0xa2, 0x03, 0x02, 0x01, 0x30, 0xa3, 0x03, 0x02,
	0x01, 0x01,
];

/// The largest RSA modulus looked at, in bits, and the smallest that is taken for safe.
const RSA_BITS: core::ops::RangeInclusive<u32> = 2048..=4096;

/// Why a signature, or the key it is to be checked with, is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
	/// The key is of a kind that is not used here, malformed, or too weak.
	#[error("the public key is malformed or of a kind that is not accepted")]
	Key,
	/// The signature's algorithm is unknown, or does not go with the key.
	#[error("the signature's algorithm is not accepted for this key")]
	Algorithm,
	/// The signature is malformed, or is not the key's over the message.
	#[error("the signature is not the key's over this message")]
	Signature,
}

/// A public key that signs certificates, lists or reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicKey {
	/// ECDSA on NIST P-256.
	P256(p256::ecdsa::VerifyingKey),
	/// ECDSA on NIST P-384.
	P384(p384::ecdsa::VerifyingKey),
	/// RSA of 2048 to 4096 bits.
	Rsa(RsaPublicKey),
}

impl PublicKey {
	/// Reads a DER `SubjectPublicKeyInfo`.
	pub fn from_spki(der: &[u8]) -> Result<Self, SignatureError> {
		let info = SubjectPublicKeyInfoOwned::from_der(der).map_err(|_| SignatureError::Key)?;
		Self::from_info(&info)
	}

	/// The key of a parsed `SubjectPublicKeyInfo`.
	pub(crate) fn from_info(info: &SubjectPublicKeyInfoOwned) -> Result<Self, SignatureError> {
		let bytes = info.subject_public_key.as_bytes().ok_or(SignatureError::Key)?;
		if info.algorithm.oid == RSA_ENCRYPTION {
			let key = RsaPublicKey::from_pkcs1_der(bytes).map_err(|_| SignatureError::Key)?;
			return match RSA_BITS.contains(&key.n().bit_width_vartime()) {
				true => Ok(Self::Rsa(key)),
				false => Err(SignatureError::Key),
			};
		}
		if info.algorithm.oid != EC_PUBLIC_KEY {
			return Err(SignatureError::Key);
		}
		let curve = info.algorithm.parameters.as_ref().ok_or(SignatureError::Key)?;
		match curve.decode_as::<ObjectIdentifier>() {
			Ok(SECP256R1) => Self::p256(bytes),
			Ok(SECP384R1) => Self::p384(bytes),
			_ => Err(SignatureError::Key),
		}
	}

	/// A P-256 key from its SEC 1 point.
	pub fn p256(point: &[u8]) -> Result<Self, SignatureError> {
		p256::ecdsa::VerifyingKey::from_sec1_bytes(point).map(Self::P256).map_err(|_| SignatureError::Key)
	}

	/// A P-384 key from its SEC 1 point.
	pub fn p384(point: &[u8]) -> Result<Self, SignatureError> {
		p384::ecdsa::VerifyingKey::from_sec1_bytes(point).map(Self::P384).map_err(|_| SignatureError::Key)
	}

	/// Checks a signature in the form certificates carry, by the algorithm they name. The algorithm must go with the
	/// key: no signature chooses its own rules.
	pub fn verify(
		&self,
		algorithm: &AlgorithmIdentifierOwned,
		message: &[u8],
		signature: &[u8],
	) -> Result<(), SignatureError> {
		match self {
			Self::P256(key) => {
				let signature = p256::ecdsa::Signature::from_der(signature).map_err(|_| SignatureError::Signature)?;
				let digest = ecdsa_digest(algorithm, message)?;
				key.verify_prehash(digest.as_ref(), &signature).map_err(|_| SignatureError::Signature)
			}
			Self::P384(key) => {
				let signature = p384::ecdsa::Signature::from_der(signature).map_err(|_| SignatureError::Signature)?;
				let digest = ecdsa_digest(algorithm, message)?;
				key.verify_prehash(digest.as_ref(), &signature).map_err(|_| SignatureError::Signature)
			}
			Self::Rsa(key) => verify_rsa(key, algorithm, message, signature),
		}
	}

	/// Checks an ECDSA signature given as `r ‖ s`, both big-endian and of the curve's width, with the digest that goes
	/// with the curve (SHA-256 with P-256, SHA-384 with P-384).
	pub fn verify_fixed(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
		match self {
			Self::P256(key) => {
				let signature = p256::ecdsa::Signature::from_slice(signature).map_err(|_| SignatureError::Signature)?;
				key.verify_prehash(&Sha256::digest(message), &signature).map_err(|_| SignatureError::Signature)
			}
			Self::P384(key) => {
				let signature = p384::ecdsa::Signature::from_slice(signature).map_err(|_| SignatureError::Signature)?;
				key.verify_prehash(&Sha384::digest(message), &signature).map_err(|_| SignatureError::Signature)
			}
			Self::Rsa(_) => Err(SignatureError::Algorithm),
		}
	}

	/// Checks an RSASSA-PSS signature with SHA-384, MGF1 over SHA-384 and a salt of 48 bytes (JOSE calls it `PS384`).
	pub fn verify_pss_sha384(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
		let Self::Rsa(key) = self else { return Err(SignatureError::Algorithm) };
		let signature = pss::Signature::try_from(signature).map_err(|_| SignatureError::Signature)?;
		pss::VerifyingKey::<Sha384>::new_with_salt_len(key.clone(), 48)
			.verify_prehash(&Sha384::digest(message), &signature)
			.map_err(|_| SignatureError::Signature)
	}
}

/// A digest of any width in use.
enum AnyDigest {
	Sha256([u8; 32]),
	Sha384([u8; 48]),
	Sha512([u8; 64]),
}

impl AsRef<[u8]> for AnyDigest {
	fn as_ref(&self) -> &[u8] {
		match self {
			Self::Sha256(digest) => digest,
			Self::Sha384(digest) => digest,
			Self::Sha512(digest) => digest,
		}
	}
}

fn ecdsa_digest(algorithm: &AlgorithmIdentifierOwned, message: &[u8]) -> Result<AnyDigest, SignatureError> {
	// RFC 5758 §3.2: no parameters, not even NULL.
	if algorithm.parameters.is_some() {
		return Err(SignatureError::Algorithm);
	}
	match algorithm.oid {
		ECDSA_WITH_SHA256 => Ok(AnyDigest::Sha256(Sha256::digest(message).into())),
		ECDSA_WITH_SHA384 => Ok(AnyDigest::Sha384(Sha384::digest(message).into())),
		ECDSA_WITH_SHA512 => Ok(AnyDigest::Sha512(Sha512::digest(message).into())),
		_ => Err(SignatureError::Algorithm),
	}
}

fn verify_rsa(
	key: &RsaPublicKey,
	algorithm: &AlgorithmIdentifierOwned,
	message: &[u8],
	signature: &[u8],
) -> Result<(), SignatureError> {
	if algorithm.oid == RSASSA_PSS {
		let parameters = algorithm.parameters.as_ref().ok_or(SignatureError::Algorithm)?;
		let parameters = parameters.owned_to_ref().to_der().map_err(|_| SignatureError::Algorithm)?;
		if parameters != PSS_SHA384 && parameters != PSS_SHA384_WITH_TRAILER {
			return Err(SignatureError::Algorithm);
		}
		return PublicKey::Rsa(key.clone()).verify_pss_sha384(message, signature);
	}
	// RFC 4055 §5: the parameters are NULL; some old certificates leave them out.
	if algorithm.parameters.as_ref().is_some_and(|parameters| !parameters.is_null()) {
		return Err(SignatureError::Algorithm);
	}
	let signature = pkcs1v15::Signature::try_from(signature).map_err(|_| SignatureError::Signature)?;
	let key = key.clone();
	match algorithm.oid {
		SHA256_WITH_RSA => {
			pkcs1v15::VerifyingKey::<Sha256>::new(key).verify_prehash(&Sha256::digest(message), &signature)
		}
		SHA384_WITH_RSA => {
			pkcs1v15::VerifyingKey::<Sha384>::new(key).verify_prehash(&Sha384::digest(message), &signature)
		}
		SHA512_WITH_RSA => {
			pkcs1v15::VerifyingKey::<Sha512>::new(key).verify_prehash(&Sha512::digest(message), &signature)
		}
		_ => return Err(SignatureError::Algorithm),
	}
	.map_err(|_| SignatureError::Signature)
}
