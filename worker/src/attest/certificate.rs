//! Certificates as drivers and vendors hand them out: in DER, or as text in PEM (RFC 7468).

use piazza_client::pem::{self, BadPem};
use piazza_verifiers::x509::{self, Certificate};

/// Why bytes are not the certificates they should be.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum CertificateError {
	/// There is no certificate in the text.
	#[error("there is no certificate in PEM")]
	Empty,
	/// A certificate in PEM has no end, or is not in Base64.
	#[error(transparent)]
	Pem(#[from] BadPem),
	/// What should be a certificate is none.
	#[error(transparent)]
	Der(#[from] x509::CertificateError),
}

/// The certificates (DER) in a text in PEM, in its order. What stands between them is passed over, as the standard
/// allows: drivers put zeros behind.
pub fn chain(text: &[u8]) -> Result<Vec<Vec<u8>>, CertificateError> {
	let certificates = pem::blocks(&String::from_utf8_lossy(text), "CERTIFICATE")?;
	for der in &certificates {
		Certificate::from_der(der)?;
	}
	match certificates.is_empty() {
		true => Err(CertificateError::Empty),
		false => Ok(certificates),
	}
}

/// One certificate (DER), out of DER or PEM; the first when there are several.
pub fn one(bytes: &[u8]) -> Result<Vec<u8>, CertificateError> {
	match chain(bytes) {
		Err(CertificateError::Empty) => {
			Certificate::from_der(bytes)?;
			Ok(bytes.to_vec())
		}
		certificates => certificates?.into_iter().next().ok_or(CertificateError::Empty),
	}
}

/// Whether a certificate (DER) names itself as its issuer, as a root does.
pub fn is_self_issued(der: &[u8]) -> bool {
	Certificate::from_der(der).is_ok_and(|certificate| certificate.issuer() == certificate.subject())
}

#[cfg(test)]
pub(crate) mod tests {
	use super::*;
	use base64ct::{Base64, Encoding};
	use piazza_fixtures::software::{root, software, DEVELOPMENT_ROOT};
	use proptest::prelude::*;

	const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
	const END: &str = "-----END CERTIFICATE-----";

	/// Certificates as a text in PEM, in lines of 64 characters.
	pub(crate) fn to_pem(certificates: &[Vec<u8>]) -> Vec<u8> {
		let mut text = String::new();
		for der in certificates {
			let body = Base64::encode_string(der);
			text += BEGIN;
			for (place, character) in body.chars().enumerate() {
				if place % 64 == 0 {
					text.push('\n');
				}
				text.push(character);
			}
			text += "\n";
			text += END;
			text += "\n";
		}
		text.into_bytes()
	}

	fn certificates() -> Vec<Vec<u8>> {
		software(DEVELOPMENT_ROOT, "machine", [0; 48], [0; 64]).chain
	}

	#[test]
	fn chain_is_read_in_order_whatever_stands_around_it() {
		let certificates = certificates();
		let pem = to_pem(&certificates);
		assert_eq!(chain(&pem).as_ref(), Ok(&certificates));
		assert_eq!(chain(&[b"subject=x\n".as_slice(), &pem, &[0, 0]].concat()).as_ref(), Ok(&certificates));
		let windows = String::from_utf8(pem).unwrap().replace('\n', "\r\n");
		assert_eq!(chain(windows.as_bytes()), Ok(certificates));
	}

	#[test]
	fn chain_is_refused_when_there_is_no_certificate() {
		assert_eq!(chain(b""), Err(CertificateError::Empty));
		assert_eq!(chain(b"-----BEGIN PUBLIC KEY-----"), Err(CertificateError::Empty));
	}

	#[test]
	fn chain_is_refused_when_the_pem_is_damaged() {
		assert_eq!(chain(format!("{BEGIN}\nAAEC\n").as_bytes()), Err(CertificateError::Pem(BadPem)));
		assert_eq!(chain(format!("{BEGIN}\nA*EC\n{END}").as_bytes()), Err(CertificateError::Pem(BadPem)));
	}

	#[test]
	fn chain_is_refused_when_it_holds_no_certificate() {
		let malformed = CertificateError::Der(x509::CertificateError::Malformed);
		assert_eq!(chain(format!("{BEGIN}\nAAEC\n{END}").as_bytes()), Err(malformed));
		assert_eq!(one(&[0, 1, 2]), Err(malformed));
	}

	#[test]
	fn one_certificate_is_read_from_either_form() {
		let certificates = certificates();
		assert_eq!(one(&certificates[0]).as_ref(), Ok(&certificates[0]));
		assert_eq!(one(&to_pem(&certificates)).as_ref(), Ok(&certificates[0]));
	}

	#[test]
	fn root_alone_is_self_issued() {
		assert!(is_self_issued(&root(DEVELOPMENT_ROOT).certificate));
		assert!(!certificates().iter().any(|der| is_self_issued(der)));
		assert!(!is_self_issued(b"nothing"));
	}

	proptest! {
		#[test]
		fn chain_never_panics(body: String, more: Vec<u8>) {
			let _ = chain(format!("{BEGIN}{body}{END}").as_bytes());
			let _ = one(&more);
		}
	}
}
