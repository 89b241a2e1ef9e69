//! The last block that this node made, on the disk.

use super::rules::Signed;
use log::warn;
use std::{
	fs::{self, File},
	io::{self, ErrorKind, Write},
	path::{Path, PathBuf},
};

/// Its file, in the chain's folder.
const FILE: &str = "signed.json";
/// The file while it is written.
const NEW_FILE: &str = "signed.json.new";

/// Remembers the last block that this node made.
pub(super) struct Record {
	folder: PathBuf,
}

impl Record {
	/// The record in the chain's folder `folder`.
	pub(super) fn new(folder: PathBuf) -> Self {
		Self { folder }
	}

	/// The block on record. What cannot be read counts as none: the node is silent for a while then, no more.
	pub(super) fn read(&self) -> Option<Signed> {
		let path = self.folder.join(FILE);
		let read = fs::read(&path).and_then(|bytes| Ok(serde_json::from_slice(&bytes)?));
		read.map_err(|error| {
			if error.kind() != ErrorKind::NotFound {
				warn!("The record of this node's last block, {}, cannot be read: {error}", path.display());
			}
		})
		.ok()
	}

	/// Puts `block` on record. After a crash the record is the old one or the new one, never half of each.
	pub(super) fn write(&self, block: &Signed) -> io::Result<()> {
		fs::create_dir_all(&self.folder)?;
		let new = self.folder.join(NEW_FILE);
		let mut file = File::create(&new)?;
		file.write_all(&serde_json::to_vec(block)?)?;
		file.sync_all()?;
		fs::rename(&new, self.folder.join(FILE))?;
		sync_folder(&self.folder)
	}
}

/// Has the disk remember that a file of the folder has a new name.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
	File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use piazza_runtime::Hash;

	fn block(slot: u64) -> Signed {
		Signed { slot, number: 5, hash: Hash::repeat_byte(1) }
	}

	#[test]
	fn record_is_the_last_block_when_written() {
		let base = tempfile::tempdir().expect("a folder");
		let record = Record::new(base.path().join("chains").join("test"));
		assert_eq!(record.read(), None);
		for slot in [8, 9] {
			record.write(&block(slot)).expect("written");
			assert_eq!(record.read(), Some(block(slot)));
		}
		assert!(!record.folder.join(NEW_FILE).exists());
	}

	#[test]
	fn record_is_none_when_it_cannot_be_read() {
		let base = tempfile::tempdir().expect("a folder");
		let record = Record::new(base.path().to_owned());
		fs::write(base.path().join(FILE), "{\"slot\": 8,").expect("written");
		assert_eq!(record.read(), None);
	}
}
