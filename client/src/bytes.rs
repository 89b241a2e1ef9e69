//! Bytes that people read and write as hexadecimal digits.

use codec::{Decode, Encode};
use serde::{de, Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, str::FromStr};

/// Bytes: an array or a vector. As text, `0x` and two digits for each.
#[derive(Clone, Copy, Decode, Encode, Eq, PartialEq)]
pub struct Hex<Bytes>(pub Bytes);

/// Why text is not the bytes it should be.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("give {}hexadecimal digits, with or without 0x", expected(*.digits))]
pub struct BadHex {
	/// How many digits there must be; any even number when `None`.
	digits: Option<usize>,
}

fn expected(digits: Option<usize>) -> String {
	digits.map_or_else(|| "an even number of ".into(), |digits| format!("{digits} "))
}

/// How many bytes there must be, where that is fixed.
pub trait Length {
	/// The number of bytes; `None` when there may be any number.
	const LENGTH: Option<usize>;
}

impl<const N: usize> Length for [u8; N] {
	const LENGTH: Option<usize> = Some(N);
}

impl Length for Vec<u8> {
	const LENGTH: Option<usize> = None;
}

impl<Bytes: AsRef<[u8]>> fmt::Display for Hex<Bytes> {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		write!(f, "0x{}", hex::encode(&self.0))
	}
}

impl<Bytes: AsRef<[u8]>> fmt::Debug for Hex<Bytes> {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		fmt::Display::fmt(self, f)
	}
}

impl<Bytes: Length + TryFrom<Vec<u8>>> FromStr for Hex<Bytes> {
	type Err = BadHex;

	fn from_str(text: &str) -> Result<Self, BadHex> {
		let digits = text.strip_prefix("0x").unwrap_or(text);
		let bytes = hex::decode(digits).ok().and_then(|bytes| Bytes::try_from(bytes).ok());
		bytes.map(Self).ok_or(BadHex { digits: Bytes::LENGTH.map(|length| 2 * length) })
	}
}

impl<Bytes: AsRef<[u8]>> Serialize for Hex<Bytes> {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(self)
	}
}

impl<'de, Bytes: Length + TryFrom<Vec<u8>>> Deserialize<'de> for Hex<Bytes> {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn bytes_are_the_same_when_written_and_read() {
		let array = Hex([1, 0xab, 0]);
		assert_eq!(array.to_string(), "0x01ab00");
		assert_eq!("0x01ab00".parse(), Ok(array));
		assert_eq!("01AB00".parse(), Ok(array));
		assert_eq!(serde_json::from_str::<Hex<Vec<u8>>>("\"0x01ab00\"").unwrap(), Hex(vec![1, 0xab, 0]));
		assert_eq!(serde_json::to_string(&array).unwrap(), "\"0x01ab00\"");
	}

	#[test]
	fn bytes_are_refused_when_they_are_too_many_or_no_digits() {
		for text in ["", "0x", "01ab", "01ab0000", "01ab0g", "0x01ab0"] {
			let error = text.parse::<Hex<[u8; 3]>>().unwrap_err();
			assert_eq!(error.to_string(), "give 6 hexadecimal digits, with or without 0x", "{text}");
		}
		let error = "0x0".parse::<Hex<Vec<u8>>>().unwrap_err();
		assert_eq!(error.to_string(), "give an even number of hexadecimal digits, with or without 0x");
		assert_eq!("0x".parse(), Ok(Hex(Vec::new())));
	}
}
