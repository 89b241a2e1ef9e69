//! PEM (RFC 7468), as vendors, drivers and operators hand it out.

use base64ct::{Base64, Encoding};

/// Text that is not the PEM it begins to be: a block has no end, or is not in Base64.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the PEM is damaged")]
pub struct BadPem;

/// The contents of the blocks with this label, such as `CERTIFICATE`, in their order. What stands between blocks is passed
/// over, as the standard allows.
pub fn blocks(text: &str, label: &str) -> Result<Vec<Vec<u8>>, BadPem> {
	let (begin, end) = (format!("-----BEGIN {label}-----"), format!("-----END {label}-----"));
	let block = |begun: &str| {
		let (body, _) = begun.split_once(&end).ok_or(BadPem)?;
		let body: String = body.split_ascii_whitespace().collect();
		Base64::decode_vec(&body).map_err(|_| BadPem)
	};
	text.split(&begin).skip(1).map(block).collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn blocks_are_read_in_order_whatever_stands_around_them() {
		let text = "x-----BEGIN A-----\r\nAQID\r\n-----END A-----y-----BEGIN B-----\n!\n-----END B-----\n\
		            -----BEGIN A-----\nBAUG\nBw==\n-----END A-----\0";
		assert_eq!(blocks(text, "A"), Ok(vec![vec![1, 2, 3], vec![4, 5, 6, 7]]));
		assert_eq!(blocks(text, "C"), Ok(Vec::new()));
		assert_eq!(blocks(text, "B"), Err(BadPem));
	}

	#[test]
	fn blocks_are_refused_when_one_has_no_end() {
		let text = "-----BEGIN A-----\nAQID\n";
		assert_eq!(blocks(text, "A"), Err(BadPem));
		assert_eq!(blocks(&[text, "-----BEGIN A-----\nAQID\n-----END A-----"].concat(), "A"), Err(BadPem));
	}
}
