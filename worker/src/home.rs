//! The worker's folder: journal and outputs, for one process at a time.

use anyhow::{bail, Context, Result};
use std::{
	fs::{self, File, TryLockError},
	path::{Path, PathBuf},
};

/// The folder, locked for as long as this exists.
#[derive(Debug)]
pub struct Home {
	folder: PathBuf,
	_lock: File,
}

impl Home {
	/// Makes the folder if need be and locks it.
	pub fn open(folder: &Path) -> Result<Self> {
		fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
		let path = folder.join("lock");
		let lock = File::create(&path).with_context(|| format!("cannot create {}", path.display()))?;
		match lock.try_lock() {
			Ok(()) => Ok(Self { folder: folder.into(), _lock: lock }),
			Err(TryLockError::WouldBlock) => bail!(
				"another worker is running on {}, or a checker: two of them with one key would lose money. Stop it, or give \
				this one a `data_dir` and a key of its own",
				folder.display()
			),
			Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("cannot lock {}", path.display())),
		}
	}

	/// Where the journal is.
	pub fn folder(&self) -> &Path {
		&self.folder
	}

	/// Where inputs and outputs are stored.
	pub fn blobs(&self) -> PathBuf {
		self.folder.join("blobs")
	}

	/// Where data that was scored is kept. It is not served: nobody but its pool's buyers may have it.
	pub fn scored(&self) -> PathBuf {
		self.folder.join("scored")
	}
}

/// The mark that a worker is to wind up.
const DRAIN: &str = "drain";

/// Whether the worker in `folder` is to wind up.
pub fn is_marked_for_drain(folder: &Path) -> bool {
	folder.join(DRAIN).exists()
}

/// Marks that the worker in `folder` is to wind up, or takes that back. It lasts over restarts.
pub fn mark_for_drain(folder: &Path, drain: bool) -> Result<()> {
	let path = folder.join(DRAIN);
	if drain {
		fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
		fs::write(&path, "").with_context(|| format!("cannot write {}", path.display()))
	} else if path.exists() {
		fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))
	} else {
		Ok(())
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn home_is_refused_when_another_worker_has_it() {
		let folder = tempfile::tempdir().unwrap();
		let home = Home::open(folder.path()).unwrap();
		assert!(Home::open(folder.path()).unwrap_err().to_string().contains("another worker is running"));
		drop(home);
		Home::open(folder.path()).unwrap();
	}
}
