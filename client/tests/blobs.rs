//! Content travels from store to store, whatever happens on the way.

use piazza_client::{
	blake2_256,
	blobs::{serve, uri_of, FetchError, Fetcher, Server, Store, StoreError},
	Content, H256,
};
use std::{fs, net::SocketAddr, path::PathBuf};
use tokio::{
	io::{AsyncReadExt, AsyncWriteExt},
	net::{TcpListener, TcpStream},
};

const MAX: u64 = 1 << 20;

struct Place {
	_dir: tempfile::TempDir,
	store: Store,
}

fn place() -> Place {
	let dir = tempfile::tempdir().unwrap();
	let store = Store::open(dir.path()).unwrap();
	Place { _dir: dir, store }
}

async fn served(store: &Store) -> Server {
	serve(store.clone(), SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap()
}

fn content(hash: H256, uri: &str) -> Content {
	Content { hash, uri: uri.parse().unwrap() }
}

/// Bytes that do not repeat soon, so that a piece in the wrong place is noticed.
fn bytes(length: usize) -> Vec<u8> {
	(0..length).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect()
}

fn files(store: &Store) -> Vec<PathBuf> {
	fs::read_dir(store.dir()).unwrap().map(|entry| entry.unwrap().path()).collect()
}

/// Answers the connections it gets, one after the other, with what it is given, and keeps their requests.
async fn scripted(answers: Vec<Vec<u8>>) -> (String, tokio::task::JoinHandle<Vec<String>>) {
	let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
	let url = format!("http://{}/blob", listener.local_addr().unwrap());
	let task = tokio::spawn(async move {
		let mut requests = Vec::new();
		for answer in answers {
			let (mut stream, _) = listener.accept().await.unwrap();
			requests.push(request(&mut stream).await);
			stream.write_all(&answer).await.unwrap();
			stream.shutdown().await.unwrap();
		}
		requests
	});
	(url, task)
}

async fn request(stream: &mut TcpStream) -> String {
	let mut text = Vec::new();
	while !text.ends_with(b"\r\n\r\n") {
		let mut byte = [0];
		stream.read_exact(&mut byte).await.unwrap();
		text.push(byte[0]);
	}
	String::from_utf8(text).unwrap().to_lowercase()
}

fn answer(head: &str, body: &[u8]) -> Vec<u8> {
	[format!("HTTP/1.1 {head}\r\n\r\n").as_bytes(), body].concat()
}

#[tokio::test]
async fn content_arrives_when_it_is_served() {
	let (here, there) = (place(), place());
	let server = served(&there.store).await;
	for length in [0, 1, 300_000] {
		let bytes = bytes(length);
		let hash = there.store.put(&bytes).unwrap();
		let content = content(hash, &uri_of(&server.url(), &hash));
		let fetcher = Fetcher::new(here.store.clone());
		fetcher.probe(&content).await.unwrap();
		assert_eq!(fetcher.fetch(&content, MAX).await.unwrap(), bytes);
		assert_eq!(here.store.get(&hash, MAX).unwrap(), bytes);
	}
	assert_eq!(files(&here.store).len(), 3);
}

#[tokio::test]
async fn content_is_not_fetched_when_it_is_there() {
	let here = place();
	let hash = here.store.put(b"here").unwrap();
	let fetcher = Fetcher::new(here.store.clone());
	assert_eq!(fetcher.fetch(&content(hash, "http://127.0.0.1:1/x"), MAX).await.unwrap(), b"here");
}

#[tokio::test]
async fn content_is_refused_when_its_hash_is_wrong() {
	let here = place();
	let wanted = blake2_256(b"wanted");
	let (url, _task) = scripted(vec![answer("200 OK\r\ncontent-length: 5", b"other")]).await;
	let error = Fetcher::new(here.store.clone()).fetch(&content(wanted, &url), MAX).await.unwrap_err();
	assert!(matches!(error, FetchError::WrongContent { expected, found, .. }
		if expected == wanted && found == blake2_256(b"other")));
	assert!(files(&here.store).is_empty());
}

#[tokio::test]
async fn content_is_refused_when_the_server_announces_too_much() {
	let here = place();
	let (url, _task) = scripted(vec![answer("200 OK\r\ncontent-length: 101", b"")]).await;
	let error = Fetcher::new(here.store.clone()).fetch(&content(H256::zero(), &url), 100).await.unwrap_err();
	assert!(matches!(error, FetchError::TooLarge { max: 100, .. }), "{error}");
	assert!(files(&here.store).is_empty());
}

#[tokio::test]
async fn content_is_refused_when_the_server_sends_too_much_without_announcing_it() {
	let here = place();
	let (url, _task) = scripted(vec![answer("200 OK\r\nconnection: close", &bytes(5_000))]).await;
	let error = Fetcher::new(here.store.clone()).fetch(&content(H256::zero(), &url), 4_999).await.unwrap_err();
	assert!(matches!(error, FetchError::TooLarge { max: 4_999, .. }), "{error}");
	assert!(files(&here.store).is_empty());
}

#[tokio::test]
async fn fetching_goes_on_in_the_middle_when_it_was_cut_off() {
	let here = place();
	let all = bytes(1_000);
	let hash = blake2_256(&all);
	let (url, task) = scripted(vec![
		answer("200 OK\r\ncontent-length: 1000", &all[..400]),
		answer("206 Partial Content\r\ncontent-length: 600\r\ncontent-range: bytes 400-999/1000", &all[400..]),
	])
	.await;
	assert_eq!(Fetcher::new(here.store.clone()).fetch(&content(hash, &url), MAX).await.unwrap(), all);
	let requests = task.await.unwrap();
	assert!(!requests[0].contains("range:"));
	assert!(requests[1].contains("range: bytes=400-"), "{}", requests[1]);
	assert_eq!(files(&here.store), [here.store.path(&hash)]);
}

#[tokio::test]
async fn fetching_goes_on_in_the_middle_when_the_program_was_started_anew() {
	let (here, there) = (place(), place());
	let all = bytes(200_000);
	let hash = there.store.put(&all).unwrap();
	let server = served(&there.store).await;
	// What an earlier run left behind.
	let partial = here.store.dir().join(format!("{}.partial", hex::encode(hash)));
	fs::write(&partial, &all[..150_000]).unwrap();
	let uri = uri_of(&server.url(), &hash);
	assert_eq!(Fetcher::new(here.store.clone()).fetch(&content(hash, &uri), MAX).await.unwrap(), all);
	assert!(!partial.exists());
}

#[tokio::test]
async fn fetching_starts_anew_when_what_was_left_behind_is_wrong() {
	let (here, there) = (place(), place());
	let all = bytes(1_000);
	let hash = there.store.put(&all).unwrap();
	let server = served(&there.store).await;
	for wrong in [vec![9; 500], vec![9; 1_000], vec![9; 1_500]] {
		fs::write(here.store.dir().join(format!("{}.partial", hex::encode(hash))), wrong).unwrap();
		let uri = uri_of(&server.url(), &hash);
		assert_eq!(Fetcher::new(here.store.clone()).fetch(&content(hash, &uri), MAX).await.unwrap(), all);
		fs::remove_file(here.store.path(&hash)).unwrap();
	}
}

#[tokio::test]
async fn fetching_starts_anew_when_the_server_cannot_go_on_in_the_middle() {
	let here = place();
	let all = bytes(1_000);
	let hash = blake2_256(&all);
	let whole = answer("200 OK\r\ncontent-length: 1000", &all);
	let cut = whole[..whole.len() - 600].to_vec();
	let (url, _task) = scripted(vec![cut, whole]).await;
	assert_eq!(Fetcher::new(here.store.clone()).fetch(&content(hash, &url), MAX).await.unwrap(), all);
}

#[tokio::test]
async fn fetching_is_refused_when_the_server_leads_elsewhere() {
	let here = place();
	let (url, _task) =
		scripted(vec![answer("302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0", b"")]).await;
	let error = Fetcher::new(here.store.clone()).fetch(&content(H256::zero(), &url), MAX).await.unwrap_err();
	assert!(matches!(error, FetchError::BadUri { .. }), "{error}");
}

#[tokio::test]
async fn fetching_is_refused_when_the_hint_is_no_web_address() {
	let here = place();
	let fetcher = Fetcher::new(here.store.clone());
	assert!(matches!(fetcher.fetch(&content(H256::zero(), ""), MAX).await, Err(FetchError::NoUri(_))));
	for uri in ["nonsense", "ftp://127.0.0.1/x", "file:///etc/hostname"] {
		let error = fetcher.fetch(&content(H256::zero(), uri), MAX).await.unwrap_err();
		assert!(matches!(error, FetchError::BadUri { .. }), "{uri}: {error}");
	}
}

#[tokio::test]
async fn file_is_read_when_files_are_allowed_and_its_hash_is_right() {
	let here = place();
	let dir = tempfile::tempdir().unwrap();
	let path = dir.path().join("input");
	fs::write(&path, b"from a file").unwrap();
	let uri = format!("file://{}", path.display());
	let fetcher = Fetcher::new(here.store.clone()).with_files();
	let right = content(blake2_256(b"from a file"), &uri);
	assert!(matches!(fetcher.fetch(&right, 10).await, Err(FetchError::TooLarge { max: 10, .. })));
	let wrong = content(H256::zero(), &uri);
	assert!(matches!(fetcher.fetch(&wrong, MAX).await, Err(FetchError::WrongContent { .. })));
	assert!(files(&here.store).is_empty());
	assert_eq!(fetcher.fetch(&right, MAX).await.unwrap(), b"from a file");
}

#[tokio::test]
async fn damaged_content_is_fetched_again() {
	let (here, there) = (place(), place());
	let hash = there.store.put(b"right").unwrap();
	let server = served(&there.store).await;
	here.store.put(b"right").unwrap();
	fs::write(here.store.path(&hash), b"wrong").unwrap();
	let content = content(hash, &uri_of(&server.url(), &hash));
	assert_eq!(Fetcher::new(here.store.clone()).fetch(&content, MAX).await.unwrap(), b"right");
}

#[tokio::test]
async fn server_gives_out_nothing_but_content() {
	let there = place();
	fs::write(there.store.dir().join("secret"), "secret").unwrap();
	let server = served(&there.store).await;
	for (path, status) in [
		("/blobs/secret", 400),
		("/blobs/..%2Fsecret", 400),
		("/blobs/00", 400),
		("/secret", 404),
		(&format!("/blobs/{}", "0".repeat(64)), 404),
	] {
		let mut stream = TcpStream::connect(server.address()).await.unwrap();
		let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
		stream.write_all(request.as_bytes()).await.unwrap();
		let mut answer = String::new();
		stream.read_to_string(&mut answer).await.unwrap();
		assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{path}: {answer}");
		assert!(!answer.contains("secret"), "{path}: {answer}");
	}
}

#[tokio::test]
async fn server_cannot_be_started_twice_at_one_address() {
	let there = place();
	let server = served(&there.store).await;
	assert!(matches!(serve(there.store.clone(), server.address()).await, Err(StoreError::Io { .. })));
}
