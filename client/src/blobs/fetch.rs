//! The client: fetches content and believes nothing but its hash.

use super::{store::failed, Store, StoreError};
use crate::{Blake2b256, Content, H256};
use futures::StreamExt;
use reqwest::{header, redirect, StatusCode, Url};
use std::{
	fs,
	io::{Read, Seek, SeekFrom, Write},
	path::{Path, PathBuf},
	time::Duration,
};
use tokio::time::timeout;

/// Why content cannot be fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
	/// There is no hint where it is.
	#[error("nobody says where the content {0:?} is: give its URI")]
	NoUri(H256),
	/// The hint makes no sense, or leads where it must not.
	#[error("cannot fetch from `{uri}`: {reason}")]
	BadUri {
		/// The hint.
		uri: String,
		/// What is wrong with it.
		reason: String,
	},
	/// The other side does not give it out.
	#[error("cannot fetch {uri}: {reason}")]
	Unavailable {
		/// The hint.
		uri: String,
		/// What happened, the last time it was tried.
		reason: String,
	},
	/// There is more of it than is wanted.
	#[error("{uri} gives more than the {max} bytes allowed")]
	TooLarge {
		/// The hint.
		uri: String,
		/// Most bytes wanted.
		max: u64,
	},
	/// It is not what it should be.
	#[error("{uri} gives other content: its hash is {found:?} instead of {expected:?}")]
	WrongContent {
		/// The hint.
		uri: String,
		/// The hash wanted.
		expected: H256,
		/// The hash of what came.
		found: H256,
	},
	/// The store refuses.
	#[error(transparent)]
	Store(#[from] StoreError),
}

/// Longest time one content may take. What has come until then stays, to go on from.
const LIMIT: Duration = Duration::from_secs(600);

/// Fetches content into a store.
#[derive(Clone)]
pub struct Fetcher {
	store: Store,
	http: reqwest::Client,
	files: bool,
	attempts: u32,
}

impl Fetcher {
	/// Fetches into `store`, over `http` and `https` only.
	pub fn new(store: Store) -> Self {
		// A redirection could lead into the private network of whoever fetches.
		let http = reqwest::Client::builder()
			.connect_timeout(Duration::from_secs(10))
			.read_timeout(Duration::from_secs(20))
			.redirect(redirect::Policy::none())
			.build()
			.unwrap_or_default();
		Self { store, http, files: false, attempts: 5 }
	}

	/// Also reads `file` URIs: for development, where all are on one machine. Never do so with URIs of strangers.
	pub fn with_files(self) -> Self {
		Self { files: true, ..self }
	}

	/// The store it fetches into.
	pub fn store(&self) -> &Store {
		&self.store
	}

	/// The content, of at most `max` bytes: out of the store or else from where its URI says. It is in the store then.
	///
	/// What was fetched before the other side was cut off is not fetched again, now or later.
	pub async fn fetch(&self, content: &Content, max: u64) -> Result<Vec<u8>, FetchError> {
		match self.store.get(&content.hash, max) {
			Err(StoreError::NotFound { .. }) => {}
			Err(StoreError::Damaged { path, .. }) => fs::remove_file(&path).map_err(failed("remove", &path))?,
			found => return Ok(found?),
		}
		if content.uri.is_empty() {
			return Err(FetchError::NoUri(content.hash));
		}
		let uri = content.uri.to_string();
		let bad = |reason: &str| FetchError::BadUri { uri: uri.clone(), reason: reason.into() };
		let url = Url::parse(&uri).map_err(|error| bad(&error.to_string()))?;
		match url.scheme() {
			"http" | "https" => match timeout(LIMIT, self.download(&url, &uri, &content.hash, max)).await {
				Ok(done) => done?,
				Err(_) => {
					let reason = format!("it is not complete after {} s", LIMIT.as_secs());
					return Err(FetchError::Unavailable { uri, reason });
				}
			},
			"file" if self.files => {
				let path = url.to_file_path().map_err(|()| bad("it names no file of this machine"))?;
				self.copy(&path, &uri, &content.hash, max)?;
			}
			"file" => return Err(bad("files are read in development only")),
			_ => return Err(bad("only http and https are understood")),
		}
		Ok(self.store.get(&content.hash, max)?)
	}

	/// Makes sure that the other side gives out something at the content's URI, without fetching it.
	pub async fn probe(&self, content: &Content) -> Result<(), FetchError> {
		if content.uri.is_empty() {
			return Err(FetchError::NoUri(content.hash));
		}
		let uri = content.uri.to_string();
		let unavailable = |reason: String| FetchError::Unavailable { uri: uri.clone(), reason };
		match Url::parse(&uri) {
			Ok(url) if matches!(url.scheme(), "http" | "https") => {
				let answer = self.http.head(url).send().await.map_err(|error| unavailable(chain_of(&error)))?;
				match answer.status() {
					status if status.is_success() => Ok(()),
					status => Err(unavailable(format!("the server says {status}"))),
				}
			}
			Ok(url) if url.scheme() == "file" => match url.to_file_path() {
				Ok(path) if path.is_file() => Ok(()),
				_ => Err(unavailable("there is no such file on this machine".into())),
			},
			Ok(_) => Err(FetchError::BadUri { uri, reason: "only http and https are understood".into() }),
			Err(error) => Err(FetchError::BadUri { uri, reason: error.to_string() }),
		}
	}

	fn copy(&self, path: &Path, uri: &str, hash: &H256, max: u64) -> Result<(), FetchError> {
		let mut bytes = Vec::new();
		let file = fs::File::open(path).map_err(failed("read", path))?;
		file.take(max.saturating_add(1)).read_to_end(&mut bytes).map_err(failed("read", path))?;
		if bytes.len() as u64 > max {
			return Err(FetchError::TooLarge { uri: uri.into(), max });
		}
		// Checked before it is stored, so that a wrong file leaves nothing behind.
		match crate::blake2_256(&bytes) {
			found if found == *hash => Ok(self.store.put(&bytes).map(drop)?),
			found => Err(FetchError::WrongContent { uri: uri.into(), expected: *hash, found }),
		}
	}

	async fn download(&self, url: &Url, uri: &str, hash: &H256, max: u64) -> Result<(), FetchError> {
		let mut partial = Partial::open(self.store.partial(hash), max)?;
		let mut attempt = 1;
		loop {
			let resumed = partial.size > 0;
			match self.continue_download(url, uri, &mut partial, max).await {
				Ok(()) => {}
				Err(FetchError::Unavailable { reason, .. }) if attempt < self.attempts => {
					tracing::debug!("fetching {uri} was cut off after {} bytes ({reason})", partial.size);
					tokio::time::sleep(Duration::from_millis(200) * 2u32.pow(attempt)).await;
					attempt += 1;
					continue;
				}
				// What came stays, to go on from later.
				Err(error @ FetchError::Unavailable { .. }) => return Err(error),
				Err(error) => {
					partial.remove();
					return Err(error);
				}
			}
			match partial.hash.clone().finish() {
				found if found == *hash => return Ok(partial.adopt(&self.store, hash)?),
				// What an earlier attempt left may be wrong: once more from the start.
				_ if resumed => partial.restart()?,
				found => {
					partial.remove();
					return Err(FetchError::WrongContent { uri: uri.into(), expected: *hash, found });
				}
			}
		}
	}

	async fn continue_download(&self, url: &Url, uri: &str, to: &mut Partial, max: u64) -> Result<(), FetchError> {
		let unavailable = |reason: String| FetchError::Unavailable { uri: uri.into(), reason };
		let too_large = || FetchError::TooLarge { uri: uri.into(), max };
		let mut request = self.http.get(url.clone());
		if to.size > 0 {
			request = request.header(header::RANGE, format!("bytes={}-", to.size));
		}
		let response = request.send().await.map_err(|error| unavailable(chain_of(&error)))?;
		match response.status() {
			StatusCode::PARTIAL_CONTENT if continues_at(&response, to.size) => {}
			// It does not know how to go on in the middle.
			StatusCode::OK => to.restart()?,
			// There is nothing after what we have.
			StatusCode::RANGE_NOT_SATISFIABLE if to.size > 0 => return Ok(()),
			status if status.is_redirection() => {
				return Err(FetchError::BadUri {
					uri: uri.into(),
					reason: "it leads elsewhere; give the final URI".into(),
				})
			}
			status => return Err(unavailable(format!("the server says {status}"))),
		}
		let missing = response.content_length().unwrap_or(0);
		if to.size.saturating_add(missing) > max {
			return Err(too_large());
		}
		let mut pieces = response.bytes_stream();
		while let Some(piece) = pieces.next().await {
			let piece = piece.map_err(|error| unavailable(chain_of(&error)))?;
			if to.size.saturating_add(piece.len() as u64) > max {
				return Err(too_large());
			}
			to.append(&piece)?;
		}
		Ok(())
	}
}

/// Whether a partial answer starts where it was asked to.
fn continues_at(response: &reqwest::Response, offset: u64) -> bool {
	let range = response.headers().get(header::CONTENT_RANGE).and_then(|range| range.to_str().ok());
	range.is_some_and(|range| range.starts_with(&format!("bytes {offset}-")))
}

/// An error with all its causes: the outermost alone says little.
fn chain_of(error: &dyn std::error::Error) -> String {
	let causes = std::iter::successors(Some(error), |error| error.source());
	causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// Content that is still incomplete, in a file.
struct Partial {
	path: PathBuf,
	file: fs::File,
	size: u64,
	hash: Blake2b256,
}

impl Partial {
	/// Goes on with what is there, unless that is more than `max` bytes.
	fn open(path: PathBuf, max: u64) -> Result<Self, StoreError> {
		let mut options = fs::OpenOptions::new();
		let file = options.read(true).write(true).create(true).truncate(false);
		let file = file.open(&path).map_err(failed("write", &path))?;
		let mut partial = Self { path, file, size: 0, hash: Blake2b256::default() };
		let mut buffer = vec![0; 64 * 1024];
		loop {
			let read = partial.file.read(&mut buffer).map_err(failed("read", &partial.path))?;
			if read == 0 {
				return Ok(partial);
			}
			partial.size = partial.size.saturating_add(read as u64);
			if partial.size > max {
				partial.restart()?;
				return Ok(partial);
			}
			partial.hash.update(&buffer[..read]);
		}
	}

	fn append(&mut self, piece: &[u8]) -> Result<(), StoreError> {
		self.file.write_all(piece).map_err(failed("write", &self.path))?;
		self.size = self.size.saturating_add(piece.len() as u64);
		self.hash.update(piece);
		Ok(())
	}

	fn restart(&mut self) -> Result<(), StoreError> {
		self.file.set_len(0).map_err(failed("write", &self.path))?;
		self.file.seek(SeekFrom::Start(0)).map_err(failed("write", &self.path))?;
		(self.size, self.hash) = (0, Blake2b256::default());
		Ok(())
	}

	fn adopt(self, store: &Store, hash: &H256) -> Result<(), StoreError> {
		self.file.sync_all().map_err(failed("write", &self.path))?;
		store.adopt(&self.path, hash)
	}

	fn remove(self) {
		// Best effort: a later attempt starts anew all the same.
		let _ = fs::remove_file(&self.path);
	}
}
