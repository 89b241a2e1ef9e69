//! Keys that sign.

use crate::{AccountId, Keypair};
use std::{
	fs, io,
	io::Write,
	path::{Path, PathBuf},
	str::FromStr,
};
use subxt_signer::SecretUri;

/// Why a key or an account cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
	/// The text is no secret URI. It is not repeated here: it may be a secret with a typing error.
	#[error("the key is not a secret URI ({0}): give a phrase of 12 to 24 words, 0x and 64 hexadecimal digits, or a development key like //Alice")]
	BadUri(String),
	/// The file cannot be read.
	#[error("cannot read the key file {path}: {source}")]
	Unreadable {
		/// The file.
		path: PathBuf,
		/// What the system says.
		source: io::Error,
	},
	/// Others may read the file.
	#[error(
		"the key file {path} has mode {mode:o} but must be readable by its owner alone (600): run `chmod 600 {path}`"
	)]
	Exposed {
		/// The file.
		path: PathBuf,
		/// Its permission bits.
		mode: u32,
	},
	/// A new key may not replace what is there.
	#[error("cannot write the key file {path}: {source}")]
	Unwritable {
		/// The file.
		path: PathBuf,
		/// What the system says.
		source: io::Error,
	},
	/// The text is no account.
	#[error("`{text}` is not an account ({reason}): give an SS58 address, 0x and 64 hexadecimal digits, or a development key like //Alice")]
	BadAccount {
		/// What was given.
		text: String,
		/// What is wrong with it.
		reason: String,
	},
}

/// Reads a secret URI: a phrase, `0x` and a seed of 64 hexadecimal digits, or a development key like `//Alice`.
pub fn from_uri(uri: &str) -> Result<Keypair, KeyError> {
	let uri = SecretUri::from_str(uri.trim()).map_err(|error| KeyError::BadUri(error.to_string()))?;
	Keypair::from_uri(&uri).map_err(|error| KeyError::BadUri(error.to_string()))
}

/// Reads a file that holds a secret URI and that its owner alone may read.
pub fn from_file(path: &Path) -> Result<Keypair, KeyError> {
	let unreadable = |source| KeyError::Unreadable { path: path.into(), source };
	#[cfg(unix)]
	{
		use std::os::unix::fs::PermissionsExt;
		let mode = fs::metadata(path).map_err(unreadable)?.permissions().mode() & 0o777;
		if mode & 0o077 != 0 {
			return Err(KeyError::Exposed { path: path.into(), mode });
		}
	}
	from_uri(&fs::read_to_string(path).map_err(unreadable)?)
}

/// Writes a secret URI to a new file that its owner alone may read. A file that exists is left as it is, and an error.
pub fn to_new_file(path: &Path, uri: &str) -> Result<(), KeyError> {
	let unwritable = |source| KeyError::Unwritable { path: path.into(), source };
	let mut options = fs::OpenOptions::new();
	options.write(true).create_new(true);
	#[cfg(unix)]
	std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
	let mut file = options.open(path).map_err(unwritable)?;
	writeln!(file, "{uri}").and_then(|()| file.sync_all()).map_err(unwritable)
}

/// The account of a key.
pub fn account(key: &Keypair) -> AccountId {
	AccountId::from(key.public_key().0)
}

/// Reads an account: an SS58 address, `0x` and 64 hexadecimal digits, or a development key like `//Alice`.
pub fn parse_account(text: &str) -> Result<AccountId, KeyError> {
	let bad = |reason: String| KeyError::BadAccount { text: text.into(), reason };
	if text.starts_with("//") {
		return from_uri(text).map(|key| account(&key)).map_err(|error| bad(error.to_string()));
	}
	match text.strip_prefix("0x") {
		Some(digits) => {
			let mut bytes = [0; 32];
			hex::decode_to_slice(digits, &mut bytes).map_err(|error| bad(error.to_string()))?;
			Ok(AccountId::from(bytes))
		}
		None => AccountId::from_str(text).map_err(|error| bad(error.to_string())),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

	#[test]
	fn account_is_the_same_in_every_notation() {
		let alice = account(&from_uri("//Alice").unwrap());
		assert_eq!(alice.to_string(), ALICE);
		for text in [ALICE, "//Alice", &format!("0x{}", hex::encode(alice.0))] {
			assert_eq!(parse_account(text).unwrap(), alice);
		}
	}

	#[test]
	fn account_is_refused_when_its_notation_is_unknown() {
		let mistyped = ALICE.replace("Grw", "Grv");
		for text in ["", "alice", "0x12", "0xzz", mistyped.as_str()] {
			assert!(matches!(parse_account(text), Err(KeyError::BadAccount { .. })), "{text}");
		}
	}

	#[test]
	fn key_is_refused_without_repeating_it_when_it_is_mistyped() {
		let error = from_uri("bottom drive obey lake curtain smoke basket hold race lonely fit wolk").unwrap_err();
		assert!(matches!(&error, KeyError::BadUri(_)));
		assert!(!error.to_string().contains("wolk"));
	}

	#[test]
	fn key_file_is_read_back_and_never_overwritten() {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("key");
		to_new_file(&path, "//Bob").unwrap();
		assert_eq!(account(&from_file(&path).unwrap()), parse_account("//Bob").unwrap());
		assert!(matches!(to_new_file(&path, "//Eve"), Err(KeyError::Unwritable { .. })));
		assert_eq!(account(&from_file(&path).unwrap()), parse_account("//Bob").unwrap());
	}

	#[cfg(unix)]
	#[test]
	fn key_file_is_refused_when_others_may_read_it() {
		use std::os::unix::fs::PermissionsExt;
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("key");
		to_new_file(&path, "//Bob").unwrap();
		fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
		assert!(matches!(from_file(&path), Err(KeyError::Exposed { mode: 0o640, .. })));
	}

	#[test]
	fn key_file_is_refused_when_it_is_not_there() {
		assert!(matches!(from_file(Path::new("/nonexistent/key")), Err(KeyError::Unreadable { .. })));
	}
}
