//! Answers that are not shown yet, on disk: one file for each panel, in the form that `piazza checker reveal` takes too.

use crate::view::{AccountId, BlockNumber, H256};
use anyhow::{Context, Result};
use piazza_client::panels::{PanelId, Secret, SecretError};
use std::{
	fs,
	path::{Path, PathBuf},
};

/// Which panel a file is about. The block tells it from one of the same number on a chain that was started anew.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Key {
	/// The panel.
	pub panel: PanelId,
	/// Block in which it was convened.
	pub convened_at: BlockNumber,
}

/// The folder with the answers of one member on one chain.
#[derive(Debug)]
pub struct Keep {
	folder: PathBuf,
}

impl Keep {
	/// The answers of `member` on the chain that begins with `genesis`, in `folder`. Nobody else may write there
	/// meanwhile.
	pub fn open(folder: &Path, genesis: &H256, member: &AccountId) -> Result<Self> {
		let folder = folder.join("panels").join(hex::encode(&genesis.0[..8])).join(member.to_string());
		fs::create_dir_all(&folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
		let keep = Self { folder };
		// Left by a crash in the middle of writing: no commitment was sent then.
		for draft in keep.files()?.iter().filter(|path| path.extension().is_some_and(|extension| extension == "draft"))
		{
			remove(draft)?;
		}
		Ok(keep)
	}

	/// All panels of which something is kept.
	pub fn keys(&self) -> Result<Vec<Key>> {
		Ok(self.files()?.iter().filter_map(|path| key(path)).collect())
	}

	/// What is kept of a panel. A file that is damaged is put aside, and the log says so: the answer can be found again, and
	/// only a commitment that was sent already is lost with it.
	pub fn load(&self, key: Key) -> Result<Option<Secret>> {
		let path = self.path(key);
		match Secret::load(&path) {
			Err(SecretError::NoSecret { .. }) => {
				let aside = path.with_extension("damaged");
				tracing::error!("{} is damaged: it is put aside as {}", path.display(), aside.display());
				fs::rename(&path, &aside).with_context(|| format!("cannot rename {}", path.display()))?;
				Ok(None)
			}
			found => Ok(found?),
		}
	}

	/// Keeps an answer behind a fresh salt. It is safe on disk when this returns.
	pub fn keep(&self, key: Key, answer: H256) -> Result<Secret, SecretError> {
		Secret::keep(&self.path(key), answer)
	}

	/// Removes what is kept of a panel that is over.
	pub fn forget(&self, key: Key) -> Result<()> {
		remove(&self.path(key))
	}

	/// Where the answer to a panel is kept.
	pub fn path(&self, Key { panel, convened_at }: Key) -> PathBuf {
		self.folder.join(format!("{panel}-{convened_at}.json"))
	}

	fn files(&self) -> Result<Vec<PathBuf>> {
		let unreadable = || format!("cannot read the folder {}", self.folder.display());
		let entries = fs::read_dir(&self.folder).with_context(unreadable)?;
		entries.map(|entry| Ok(entry.with_context(unreadable)?.path())).collect()
	}
}

/// The panel that the file at `path` is about.
fn key(path: &Path) -> Option<Key> {
	let (panel, convened_at) = path.file_name()?.to_str()?.strip_suffix(".json")?.split_once('-')?;
	Some(Key { panel: panel.parse().ok()?, convened_at: convened_at.parse().ok()? })
}

fn remove(path: &Path) -> Result<()> {
	match path.exists() {
		true => fs::remove_file(path).with_context(|| format!("cannot remove {}", path.display())),
		false => Ok(()),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use tempfile::TempDir;

	const KEY: Key = Key { panel: 3, convened_at: 100 };
	const ANSWER: H256 = H256([5; 32]);

	fn open(folder: &TempDir, genesis: u8, member: u8) -> Keep {
		Keep::open(folder.path(), &H256([genesis; 32]), &AccountId::from([member; 32])).unwrap()
	}

	#[test]
	fn answer_is_found_again_until_it_is_forgotten() {
		let folder = tempfile::tempdir().unwrap();
		let secret = open(&folder, 1, 2).keep(KEY, ANSWER).unwrap();
		let keep = open(&folder, 1, 2);
		assert_eq!(keep.keys().unwrap(), [KEY]);
		assert_eq!(keep.load(KEY).unwrap(), Some(secret.clone()));
		assert_eq!(keep.keep(KEY, ANSWER).unwrap(), secret);
		for _ in 0..2 {
			keep.forget(KEY).unwrap();
			assert_eq!((keep.keys().unwrap(), keep.load(KEY).unwrap()), (Vec::new(), None));
		}
	}

	#[test]
	fn answer_is_not_found_when_it_is_of_another_panel_chain_or_member() {
		let folder = tempfile::tempdir().unwrap();
		let keep = open(&folder, 1, 2);
		keep.keep(KEY, ANSWER).unwrap();
		assert_eq!(keep.load(Key { convened_at: 101, ..KEY }).unwrap(), None);
		assert_eq!(keep.load(Key { panel: 4, ..KEY }).unwrap(), None);
		assert_eq!(open(&folder, 9, 2).keys().unwrap(), []);
		assert_eq!(open(&folder, 1, 9).keys().unwrap(), []);
	}

	#[test]
	fn file_is_put_aside_when_it_is_damaged() {
		let folder = tempfile::tempdir().unwrap();
		let keep = open(&folder, 1, 2);
		fs::write(keep.path(KEY), "{ \"answer\": ").unwrap();
		assert_eq!(keep.load(KEY).unwrap(), None);
		assert!(keep.path(KEY).with_extension("damaged").exists());
		assert_eq!(keep.keys().unwrap(), []);
		keep.keep(KEY, ANSWER).unwrap();
	}

	#[test]
	fn draft_is_removed_when_a_crash_left_it() {
		let folder = tempfile::tempdir().unwrap();
		let draft = open(&folder, 1, 2).path(KEY).with_extension("77.draft");
		fs::write(&draft, "{").unwrap();
		open(&folder, 1, 2);
		assert!(!draft.exists());
	}
}
