//! Entries of an agent's metadata as they are typed and shown.

use anyhow::{ensure, Context, Result};
use piazza_client::agents::{Metadata, MAX_KEY_LENGTH, MAX_METADATA, MAX_VALUE_LENGTH};
use serde_json::{Map, Value};

/// An entry as it is typed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Entry {
	key: String,
	value: String,
}

/// Reads `KEY=VALUE`; the value may have further signs of this kind.
pub(super) fn entry(text: &str) -> Result<Entry> {
	let (key, value) = text.split_once('=').with_context(|| format!("`{text}` has no `=`: give KEY=VALUE"))?;
	ensure!(!key.is_empty(), "`{text}` has nothing before the `=`: give KEY=VALUE");
	ensure!(key.len() <= MAX_KEY_LENGTH, "the key `{key}` has more than {MAX_KEY_LENGTH} bytes");
	ensure!(value.len() <= MAX_VALUE_LENGTH, "what {key} says has more than {MAX_VALUE_LENGTH} bytes");
	Ok(Entry { key: key.into(), value: value.into() })
}

/// Entries for the chain: no more than it takes, each key once.
pub(super) fn for_chain(entries: Vec<Entry>) -> Result<Metadata> {
	ensure!(entries.len() <= MAX_METADATA, "an agent has at most {MAX_METADATA} entries of metadata: leave some out");
	let mut metadata: Metadata = Vec::new();
	for Entry { key, value } in entries {
		ensure!(metadata.iter().all(|(known, _)| known != key.as_bytes()), "{key} is set twice: leave one out");
		metadata.push((key.into_bytes(), value.into_bytes()));
	}
	Ok(metadata)
}

/// Entries for people, one a line.
pub(super) fn text(metadata: &Metadata) -> String {
	metadata.iter().map(|(key, value)| format!("metadata  {}: {}\n", shown(key), shown(value))).collect()
}

/// Entries for programs.
pub(super) fn json(metadata: &Metadata) -> Value {
	let entries = metadata.iter().map(|(key, value)| (shown(key), shown(value).into()));
	Value::Object(entries.collect::<Map<_, _>>())
}

/// What is no text is shown as hexadecimal digits.
fn shown(bytes: &[u8]) -> String {
	match std::str::from_utf8(bytes) {
		Ok(text) => text.into(),
		Err(_) => format!("0x{}", hex::encode(bytes)),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn entry_is_read_up_to_its_first_sign() {
		assert_eq!(entry("query=a=b").unwrap(), Entry { key: "query".into(), value: "a=b".into() });
		assert_eq!(entry("empty=").unwrap(), Entry { key: "empty".into(), value: String::new() });
		let long = ["k".repeat(MAX_KEY_LENGTH + 1) + "=", "k=".to_owned() + &"v".repeat(MAX_VALUE_LENGTH + 1)];
		for wrong in ["", "no sign", "=value"].into_iter().chain(long.iter().map(String::as_str)) {
			assert!(entry(wrong).is_err(), "{wrong}");
		}
	}

	#[test]
	fn entries_are_refused_when_they_are_too_many_or_one_is_there_twice() {
		let entries = |count: usize| (0..count).map(|n| entry(&format!("k{n}=v")).unwrap()).collect::<Vec<_>>();
		let most = for_chain(entries(MAX_METADATA)).unwrap();
		assert_eq!((most.len(), &most[0]), (MAX_METADATA, &(b"k0".to_vec(), b"v".to_vec())));
		assert!(for_chain(entries(MAX_METADATA + 1)).unwrap_err().to_string().contains("at most 16"));
		let twice = vec![entry("k=a").unwrap(), entry("k=b").unwrap()];
		assert!(for_chain(twice).unwrap_err().to_string().contains("k is set twice"));
	}

	#[test]
	fn entry_is_shown_as_digits_when_it_is_no_text() {
		let metadata = vec![(b"name".to_vec(), b"Ada".to_vec()), (b"model-hash".to_vec(), vec![0xff, 7])];
		assert_eq!(text(&metadata), "metadata  name: Ada\nmetadata  model-hash: 0xff07\n");
		assert_eq!(json(&metadata), serde_json::json!({ "name": "Ada", "model-hash": "0xff07" }));
	}
}
