//! Content named by its hash: a store in a directory, a server that gives it out, a client that fetches it.
//!
//! A byte is believed only as part of content whose hash is right. Where it came from does not matter.

mod fetch;
mod serve;
mod store;

pub use fetch::{FetchError, Fetcher};
pub use serve::{serve, uri_of, Server};
pub use store::{Store, StoreError};
