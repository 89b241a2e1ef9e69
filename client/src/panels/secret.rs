//! What a member keeps between its commitment and its answer.

use super::{commitment, PanelId};
use crate::{bytes::Hex, AccountId, H256};
use rand::{rngs::OsRng, RngCore};
use serde::{Deserialize, Serialize};
use std::{
	fs::{self, File},
	io::{self, Write},
	path::{Path, PathBuf},
	process,
};

/// An answer that is not shown yet, and the salt that hides it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Secret {
	/// The answer.
	pub answer: H256,
	/// The salt.
	pub salt: Hex<[u8; 32]>,
}

/// Why a secret cannot be kept or found again.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
	/// The disk failed.
	#[error("cannot {action} {}: {error}", path.display())]
	Io {
		/// What was tried.
		action: &'static str,
		/// On which file.
		path: PathBuf,
		/// What the system said.
		error: io::Error,
	},
	/// The file is something else.
	#[error("{} holds no answer of a checker", path.display())]
	NoSecret {
		/// The file.
		path: PathBuf,
	},
	/// Another answer is kept there.
	#[error(
		"{} holds another answer, {answer:?}: a commitment to it may be on its way. Remove the file if you are sure that none \
		 is",
		path.display()
	)]
	OtherAnswer {
		/// The file.
		path: PathBuf,
		/// The answer in it.
		answer: H256,
	},
}

impl Secret {
	/// An answer behind a fresh salt.
	pub fn new(answer: H256) -> Self {
		let mut salt = [0; 32];
		OsRng.fill_bytes(&mut salt);
		Self { answer, salt: Hex(salt) }
	}

	/// Writes a new secret where only its owner can read it, or takes the one that is there when its answer is the same: a
	/// commitment with that one may be on its way. It is safe on disk when this returns.
	pub fn keep(path: &Path, answer: H256) -> Result<Self, SecretError> {
		if let Some(kept) = Self::load(path)? {
			return match kept.answer == answer {
				true => Ok(kept),
				false => Err(SecretError::OtherAnswer { path: path.into(), answer: kept.answer }),
			};
		}
		let secret = Self::new(answer);
		secret.write(path).map_err(failed("write", path))?;
		Ok(secret)
	}

	/// Reads what was kept; `None` when there is no such file.
	pub fn load(path: &Path) -> Result<Option<Self>, SecretError> {
		match fs::read(path) {
			Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
			Err(error) => Err(failed("read", path)(error)),
			Ok(bytes) => {
				serde_json::from_slice(&bytes).map(Some).map_err(|_| SecretError::NoSecret { path: path.into() })
			}
		}
	}

	/// The hash by which `member` commits to the answer.
	pub fn commitment(&self, panel: PanelId, member: &AccountId) -> H256 {
		commitment(panel, member, &self.answer, &self.salt.0)
	}

	/// In one step: there is all of it afterwards or nothing, and what another process wrote meanwhile stays.
	fn write(&self, path: &Path) -> io::Result<()> {
		let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
		fs::create_dir_all(folder)?;
		let draft = path.with_extension(format!("{}.draft", process::id()));
		let mut options = File::options();
		options.write(true).create(true).truncate(true);
		#[cfg(unix)]
		std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
		let mut file = options.open(&draft)?;
		writeln!(file, "{}", serde_json::to_string_pretty(self)?)?;
		file.sync_all()?;
		let linked = fs::hard_link(&draft, path);
		fs::remove_file(&draft)?;
		linked?;
		// So that the name lasts as well.
		#[cfg(unix)]
		File::open(folder)?.sync_all()?;
		Ok(())
	}
}

fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> SecretError {
	let path = path.to_owned();
	move |error| SecretError::Io { action, path, error }
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn secret_is_the_same_when_it_is_kept_again() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("deep/3.json");
		let kept = Secret::keep(&path, H256::repeat_byte(1)).unwrap();
		assert_eq!(Secret::load(&path).unwrap(), Some(kept.clone()));
		assert_eq!(Secret::keep(&path, H256::repeat_byte(1)).unwrap(), kept);
		let other = Secret::keep(&folder.path().join("4.json"), H256::repeat_byte(1)).unwrap();
		assert_ne!(other.salt, kept.salt);
	}

	#[test]
	fn secret_leaves_nothing_else_behind_when_it_is_kept() {
		let folder = tempfile::tempdir().unwrap();
		Secret::keep(&folder.path().join("3.json"), H256::zero()).unwrap();
		let names = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
		assert_eq!(names.collect::<Vec<_>>(), ["3.json"]);
	}

	#[test]
	fn secret_is_not_replaced_by_one_with_another_answer() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("3.json");
		let kept = Secret::keep(&path, H256::repeat_byte(1)).unwrap();
		let error = Secret::keep(&path, H256::repeat_byte(2)).unwrap_err();
		assert!(error.to_string().contains("holds another answer"));
		// Nor by a process that looked before there was one.
		assert!(Secret::new(H256::repeat_byte(2)).write(&path).is_err());
		assert_eq!(Secret::load(&path).unwrap(), Some(kept));
	}

	#[test]
	fn secret_is_refused_when_the_file_is_something_else() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("3.json");
		assert_eq!(Secret::load(&path).unwrap(), None);
		for other in ["", "{}", r#"{ "answer": "0x01", "salt": "0x02" }"#] {
			fs::write(&path, other).unwrap();
			assert!(Secret::load(&path).unwrap_err().to_string().contains("holds no answer"), "{other}");
			assert!(Secret::keep(&path, H256::zero()).is_err());
		}
	}

	#[test]
	fn secret_is_read_as_it_has_always_been_written() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("3.json");
		let text = format!("{{\n  \"answer\": \"0x{}\",\n  \"salt\": \"0x{}\"\n}}\n", "01".repeat(32), "02".repeat(32));
		fs::write(&path, &text).unwrap();
		let secret = Secret { answer: H256::repeat_byte(1), salt: Hex([2; 32]) };
		assert_eq!(Secret::load(&path).unwrap(), Some(secret.clone()));
		let again = folder.path().join("4.json");
		secret.write(&again).unwrap();
		assert_eq!(fs::read_to_string(again).unwrap(), text);
	}

	#[test]
	fn secret_commits_as_the_chain_computes() {
		let (secret, member) = (Secret::new(H256::repeat_byte(1)), AccountId::from([2; 32]));
		assert_eq!(secret.commitment(3, &member), commitment(3, &member, &secret.answer, &secret.salt.0));
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
