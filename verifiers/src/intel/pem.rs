//! PEM, as Intel writes certificate chains (RFC 7468, and nothing that it leaves open).

use alloc::{string::String, vec::Vec};
use base64ct::{Base64, Encoding};

/// The most certificates in one chain: leaf, intermediate, root.
pub const MAX_CHAIN: usize = 3;

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// Characters of a full line.
const LINE: usize = 64;

/// Why text is not a chain of certificates in PEM.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PemError {
	/// More than [`MAX_CHAIN`] certificates.
	#[error("there are more than {MAX_CHAIN} certificates")]
	TooMany,
	/// Not certificates in PEM and nothing else.
	#[error("the text is not a list of certificates in PEM")]
	Malformed,
}

/// The certificates (DER) in a PEM text, in its order.
///
/// The text must be written as Intel writes it: lines of 64 characters that end in a line feed, nothing between the
/// certificates, and after the last at most a line feed and a zero byte (C programs count the end of their strings).
/// So there is but one way to write certificates down.
pub fn pem_chain(text: &[u8]) -> Result<Vec<Vec<u8>>, PemError> {
	let text = text.strip_suffix(b"\0").unwrap_or(text);
	let text = core::str::from_utf8(text).map_err(|_| PemError::Malformed)?;
	let mut lines = text.strip_suffix('\n').unwrap_or(text).split('\n');
	let mut chain = Vec::new();
	while let Some(first) = lines.next() {
		if first != BEGIN {
			return Err(PemError::Malformed);
		}
		if chain.len() >= MAX_CHAIN {
			return Err(PemError::TooMany);
		}
		let mut body = String::new();
		let mut full = true;
		loop {
			let line = lines.next().ok_or(PemError::Malformed)?;
			if line == END {
				break;
			}
			if !full || line.len() > LINE {
				return Err(PemError::Malformed);
			}
			full = line.len() == LINE;
			body.push_str(line);
		}
		chain.push(Base64::decode_vec(&body).map_err(|_| PemError::Malformed)?);
	}
	Ok(chain)
}

#[cfg(test)]
mod tests {
	use super::*;
	use alloc::format;

	#[test]
	fn chain_reads_when_written_as_intel_does() {
		let one = format!("{BEGIN}\nAAEC\n{END}");
		for text in [one.clone(), format!("{one}\n"), format!("{one}\n\0"), format!("{one}\0")] {
			assert_eq!(pem_chain(text.as_bytes()), Ok(alloc::vec![alloc::vec![0, 1, 2]]));
		}
		assert_eq!(pem_chain(format!("{one}\n{one}\n").as_bytes()).map(|chain| chain.len()), Ok(2));
	}

	#[test]
	fn chain_fails_when_anything_else_is_in_the_text() {
		let one = format!("{BEGIN}\nAAEC\n{END}\n");
		for text in [
			alloc::string::String::new(),
			format!("{one}\n"),
			format!("x{one}"),
			format!("{one}x"),
			format!("{one}\0\0"),
			one.replace('\n', "\r\n"),
			one.replace("AAEC", "AAE"),
			one.replace("AAEC", "AA\nEC"),
			one.replace("AAEC", "AAF="),
			format!("{BEGIN}\nAAEC\n"),
		] {
			assert_eq!(pem_chain(text.as_bytes()), Err(PemError::Malformed), "{text:?}");
		}
		assert_eq!(pem_chain(one.repeat(4).as_bytes()), Err(PemError::TooMany));
	}
}
