//! What a claim's context says: JSON that the claimant's application and the attestor wrote.

use alloc::{collections::BTreeMap, string::String};
use core::fmt;
use serde::{
	de::{Error as _, MapAccess, Visitor},
	Deserialize, Deserializer,
};

/// The most parameters that a context may hold.
pub const MAX_EXTRACTED: usize = 32;

/// A claim's context. What it says stands under the witnesses' signatures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
	/// For whom the claim was made, in the application's words: often a placeholder.
	pub address: Option<String>,
	/// What the claim was made for, in the application's words.
	pub message: Option<String>,
	/// Digest of the request and of the rules for its answer, which tells an application's provider from others.
	pub provider_hash: Option<[u8; 32]>,
	/// What was found in the answer, by name; at most [`MAX_EXTRACTED`].
	pub extracted: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Raw {
	#[serde(rename = "contextAddress")]
	address: Option<String>,
	#[serde(rename = "contextMessage")]
	message: Option<String>,
	#[serde(rename = "providerHash")]
	provider_hash: Option<String>,
	#[serde(rename = "extractedParameters", default)]
	extracted: Extracted,
}

#[derive(Default)]
struct Extracted(BTreeMap<String, String>);

impl<'de> Deserialize<'de> for Extracted {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		deserializer.deserialize_map(Texts)
	}
}

struct Texts;

impl<'de> Visitor<'de> for Texts {
	type Value = Extracted;

	fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
		formatter.write_str("texts by name")
	}

	fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Extracted, A::Error> {
		let mut found = BTreeMap::new();
		while let Some((name, value)) = access.next_entry::<String, String>()? {
			// Readers differ in which of two values they take: neither is believed.
			if found.len() >= MAX_EXTRACTED || found.insert(name, value).is_some() {
				return Err(A::Error::custom("too many names, or one twice"));
			}
		}
		Ok(Extracted(found))
	}
}

impl Context {
	/// Reads a context: a JSON object, or nothing at all. Unknown fields are passed over. None if a known field is there
	/// twice or is not of the expected kind.
	pub fn parse(text: &str) -> Option<Self> {
		if text.is_empty() {
			return Some(Self::default());
		}
		if !text.trim_start().starts_with('{') {
			return None;
		}
		let raw: Raw = serde_json::from_str(text).ok()?;
		let provider_hash = match raw.provider_hash {
			Some(text) => Some(hash(&text)?),
			None => None,
		};
		Some(Self { address: raw.address, message: raw.message, provider_hash, extracted: raw.extracted.0 })
	}
}

fn hash(text: &str) -> Option<[u8; 32]> {
	let mut hash = [0; 32];
	hex::decode_to_slice(text.strip_prefix("0x")?, &mut hash).ok()?;
	Some(hash)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn context_reads_what_it_knows() {
		let hash = "ab".repeat(32);
		let text = format!(
			r#"{{"contextAddress":"a\u0062","x":[[{{}}]],"extractedParameters":{{"k":"v"}},"providerHash":"0x{hash}"}}"#
		);
		let context = Context::parse(&text).unwrap();
		assert_eq!(context.address.as_deref(), Some("ab"));
		assert_eq!(context.message, None);
		assert_eq!(context.provider_hash, Some([0xab; 32]));
		assert_eq!(context.extracted.get("k").map(String::as_str), Some("v"));
		assert_eq!(Context::parse(""), Some(Context::default()));
	}

	#[test]
	fn context_is_refused_when_ambiguous_or_of_another_kind() {
		let many: Vec<_> = (0..=MAX_EXTRACTED).map(|number| format!(r#""{number}":"""#)).collect();
		let many = format!(r#"{{"extractedParameters":{{{}}}}}"#, many.join(","));
		for wrong in [
			"[]",
			"{",
			"{}x",
			"null",
			r#"{"contextMessage":"a","contextMessage":"b"}"#,
			r#"{"contextMessage":1}"#,
			r#"{"extractedParameters":{"k":"1","k":"2"}}"#,
			r#"{"extractedParameters":{"k":{}}}"#,
			r#"{"providerHash":"0x00"}"#,
			&many,
		] {
			assert_eq!(Context::parse(wrong), None, "{wrong}");
		}
	}

	#[test]
	fn context_does_not_recurse_when_nested_deeply() {
		let depth = 100_000;
		let text = format!(r#"{{"x":{}{}}}"#, "[".repeat(depth), "]".repeat(depth));
		let _ = Context::parse(&text);
	}
}
