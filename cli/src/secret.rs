//! What a checker keeps between its commitment and its answer.

use crate::context::read;
use anyhow::{bail, Context, Result};
use piazza_client::{bytes::Hex, AccountId, H256};
use rand::RngCore;
use serde_json::json;
use std::{
	fs,
	io::Write,
	path::{Path, PathBuf},
};

/// An answer that is not shown yet, and the salt that hides it.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct Secret {
	/// The answer.
	pub(crate) answer: H256,
	/// The salt.
	pub(crate) salt: Hex<[u8; 32]>,
}

impl Secret {
	/// Where it is kept unless somebody says otherwise.
	pub(crate) fn usual_path(panel: u64, member: &AccountId) -> Result<PathBuf> {
		let home = std::env::var_os("HOME").context("there is no home directory: name a file with --secret")?;
		Ok(Path::new(&home).join(".local/share/piazza/panels").join(format!("{panel}-{member}.json")))
	}

	/// Writes a new secret where only its owner can read it, or takes the one that is there when its answer is the same: a
	/// commitment with that one may be on its way.
	pub(crate) fn keep(path: &Path, answer: H256) -> Result<Self> {
		if path.exists() {
			let kept = Self::load(path)?;
			if kept.answer != answer {
				bail!(
					"{} holds another answer, {:?}: a commitment to it may be on its way. Remove the file if you are sure that \
					 none is",
					path.display(),
					kept.answer
				);
			}
			return Ok(kept);
		}
		let mut salt = [0; 32];
		rand::rngs::OsRng.fill_bytes(&mut salt);
		let secret = Self { answer, salt: Hex(salt) };
		secret.write(path).with_context(|| format!("cannot write {}", path.display()))?;
		Ok(secret)
	}

	/// Reads what was kept.
	pub(crate) fn load(path: &Path) -> Result<Self> {
		let bytes = read(path).context("the answer that you committed to is not here: name its file with --secret")?;
		let parse = || -> Option<Self> {
			let found: serde_json::Value = serde_json::from_slice(&bytes).ok()?;
			let answer = crate::context::hash(found["answer"].as_str()?).ok()?;
			Some(Self { answer, salt: found["salt"].as_str()?.parse().ok()? })
		};
		parse().with_context(|| format!("{} holds no answer of a checker", path.display()))
	}

	fn write(&self, path: &Path) -> std::io::Result<()> {
		if let Some(folder) = path.parent() {
			fs::create_dir_all(folder)?;
		}
		let mut options = fs::OpenOptions::new();
		options.write(true).create_new(true);
		#[cfg(unix)]
		std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
		let mut file = options.open(path)?;
		writeln!(file, "{:#}", json!({ "answer": self.answer, "salt": self.salt }))?;
		file.sync_all()
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn secret_is_the_same_when_it_is_kept_again() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("deep/3.json");
		let kept = Secret::keep(&path, H256::repeat_byte(1)).unwrap();
		assert_eq!(Secret::load(&path).unwrap(), kept);
		assert_eq!(Secret::keep(&path, H256::repeat_byte(1)).unwrap(), kept);
		let other = Secret::keep(&folder.path().join("4.json"), H256::repeat_byte(1)).unwrap();
		assert_ne!(other.salt, kept.salt);
	}

	#[test]
	fn secret_is_not_replaced_by_one_with_another_answer() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("3.json");
		let kept = Secret::keep(&path, H256::repeat_byte(1)).unwrap();
		let error = Secret::keep(&path, H256::repeat_byte(2)).unwrap_err();
		assert!(error.to_string().contains("holds another answer"));
		assert_eq!(Secret::load(&path).unwrap(), kept);
	}

	#[test]
	fn secret_is_refused_when_it_is_missing_or_none() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("3.json");
		assert!(Secret::load(&path).unwrap_err().to_string().contains("--secret"));
		fs::write(&path, "{}").unwrap();
		assert!(Secret::load(&path).unwrap_err().to_string().contains("holds no answer"));
	}

	#[cfg(unix)]
	#[test]
	fn secret_is_for_its_owner_alone() {
		use std::os::unix::fs::PermissionsExt;
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("3.json");
		Secret::keep(&path, H256::zero()).unwrap();
		assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
	}
}
