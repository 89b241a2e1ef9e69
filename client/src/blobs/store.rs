//! The store: one file per content, named by its hash.

use crate::{Blake2b256, H256};
use std::{
	fs, io,
	io::{Read, Write},
	path::{Path, PathBuf},
	sync::atomic::{AtomicU64, Ordering},
};

/// Why the store cannot do what is asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
	/// The disk refuses.
	#[error("cannot {action} {path}: {source}")]
	Io {
		/// What was tried.
		action: &'static str,
		/// Where.
		path: PathBuf,
		/// What the system says.
		source: io::Error,
	},
	/// There is more of it than is wanted.
	#[error("{path} is larger than the {max} bytes allowed")]
	TooLarge {
		/// Where it is.
		path: PathBuf,
		/// Most bytes wanted.
		max: u64,
	},
	/// It is not there.
	#[error("the store at {dir} has no content {hash:?}")]
	NotFound {
		/// The store.
		dir: PathBuf,
		/// What is missing.
		hash: H256,
	},
	/// The file was changed behind the store's back.
	#[error("{path} is damaged: its bytes have the hash {found:?}; remove it and fetch it again")]
	Damaged {
		/// The file.
		path: PathBuf,
		/// Hash of its bytes.
		found: H256,
	},
}

/// Content in a directory, by hash. Any number of programs may use it at a time.
#[derive(Clone, Debug)]
pub struct Store {
	dir: PathBuf,
}

impl Store {
	/// The store in `dir`, which is made when it does not exist.
	pub fn open(dir: impl Into<PathBuf>) -> Result<Self, StoreError> {
		let dir = dir.into();
		fs::create_dir_all(&dir).map_err(|source| StoreError::Io { action: "make", path: dir.clone(), source })?;
		Ok(Self { dir })
	}

	/// Its directory.
	pub fn dir(&self) -> &Path {
		&self.dir
	}

	/// Where the content is, when it is there.
	pub fn path(&self, hash: &H256) -> PathBuf {
		self.dir.join(hex::encode(hash))
	}

	/// Whether the content is there.
	pub fn contains(&self, hash: &H256) -> bool {
		self.path(hash).is_file()
	}

	/// Stores `bytes`; returns their hash. Whoever looks sees all of the content or none.
	pub fn put(&self, bytes: &[u8]) -> Result<H256, StoreError> {
		self.put_from(&mut &bytes[..], &self.dir, u64::MAX)
	}

	/// Stores the content of a file of at most `max` bytes; returns its hash.
	pub fn put_file(&self, path: &Path, max: u64) -> Result<H256, StoreError> {
		let mut file = fs::File::open(path).map_err(failed("read", path))?;
		self.put_from(&mut file, path, max)
	}

	/// The content, of at most `max` bytes, after checking its hash.
	pub fn get(&self, hash: &H256, max: u64) -> Result<Vec<u8>, StoreError> {
		let path = self.path(hash);
		let file = match fs::File::open(&path) {
			Err(error) if error.kind() == io::ErrorKind::NotFound => {
				return Err(StoreError::NotFound { dir: self.dir.clone(), hash: *hash })
			}
			file => file.map_err(failed("read", &path))?,
		};
		let mut bytes = Vec::new();
		file.take(max.saturating_add(1)).read_to_end(&mut bytes).map_err(failed("read", &path))?;
		if bytes.len() as u64 > max {
			return Err(StoreError::TooLarge { path, max });
		}
		match crate::blake2_256(&bytes) {
			found if found == *hash => Ok(bytes),
			found => Err(StoreError::Damaged { path, found }),
		}
	}

	/// A file for content that is still incomplete; the same one every time it is asked for this hash.
	pub(super) fn partial(&self, hash: &H256) -> PathBuf {
		self.dir.join(format!("{}.partial", hex::encode(hash)))
	}

	/// Gives the complete and checked file at `path` its name.
	pub(super) fn adopt(&self, path: &Path, hash: &H256) -> Result<(), StoreError> {
		fs::rename(path, self.path(hash)).map_err(failed("rename", path))
	}

	fn put_from(&self, from: &mut dyn Read, path: &Path, max: u64) -> Result<H256, StoreError> {
		static COUNT: AtomicU64 = AtomicU64::new(0);
		let unique = format!("{}-{}.new", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
		let temporary = self.dir.join(unique);
		let stored = self.write(from, &temporary, path, max).and_then(|hash| {
			self.adopt(&temporary, &hash)?;
			Ok(hash)
		});
		if stored.is_err() {
			// Best effort: what matters is the error itself.
			let _ = fs::remove_file(&temporary);
		}
		stored
	}

	fn write(&self, from: &mut dyn Read, to: &Path, path: &Path, max: u64) -> Result<H256, StoreError> {
		let mut file = fs::File::create(to).map_err(failed("write", to))?;
		let mut hash = Blake2b256::default();
		let mut buffer = vec![0; 64 * 1024];
		let mut size = 0u64;
		loop {
			let read = from.read(&mut buffer).map_err(failed("read", path))?;
			let piece = &buffer[..read];
			size = size.saturating_add(read as u64);
			if piece.is_empty() {
				break;
			}
			if size > max {
				return Err(StoreError::TooLarge { path: path.into(), max });
			}
			hash.update(piece);
			file.write_all(piece).map_err(failed("write", to))?;
		}
		file.sync_all().map_err(failed("write", to))?;
		Ok(hash.finish())
	}
}

pub(super) fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> StoreError {
	let path = path.to_path_buf();
	move |source| StoreError::Io { action, path, source }
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::blake2_256;

	fn store() -> (tempfile::TempDir, Store) {
		let dir = tempfile::tempdir().unwrap();
		let store = Store::open(dir.path().join("blobs")).unwrap();
		(dir, store)
	}

	fn files(store: &Store) -> usize {
		fs::read_dir(store.dir()).unwrap().count()
	}

	#[test]
	fn content_is_given_back_by_its_hash() {
		let (_dir, store) = store();
		for bytes in [&b""[..], b"some bytes", &[7; 200_000]] {
			let hash = store.put(bytes).unwrap();
			assert_eq!(hash, blake2_256(bytes));
			assert_eq!(store.get(&hash, 200_000).unwrap(), bytes);
			// Storing it again changes nothing.
			assert_eq!(store.put(bytes).unwrap(), hash);
		}
		assert_eq!(files(&store), 3);
	}

	#[test]
	fn content_is_refused_and_leaves_nothing_when_it_is_too_large() {
		let (dir, store) = store();
		let file = dir.path().join("file");
		fs::write(&file, [1; 101]).unwrap();
		assert!(matches!(store.put_file(&file, 100), Err(StoreError::TooLarge { max: 100, .. })));
		assert_eq!(files(&store), 0);
		let hash = store.put_file(&file, 101).unwrap();
		assert!(matches!(store.get(&hash, 100), Err(StoreError::TooLarge { max: 100, .. })));
	}

	#[test]
	fn content_is_refused_when_its_file_was_changed() {
		let (_dir, store) = store();
		let hash = store.put(b"right").unwrap();
		fs::write(store.path(&hash), b"wrong").unwrap();
		assert!(matches!(store.get(&hash, 100), Err(StoreError::Damaged { .. })));
	}

	#[test]
	fn content_is_not_found_when_it_was_never_stored() {
		let (_dir, store) = store();
		assert!(matches!(store.get(&blake2_256(b"?"), 100), Err(StoreError::NotFound { .. })));
	}
}
