//! The words of an answer.

use alloc::{format, string::String};
use core::fmt::Debug;
use piazza_verifiers::{groth16::KeyError, nvidia, sp1, x509::CertificateError};

/// What is proven, or else why the evidence is refused.
///
/// Each is the `Debug` form of what the verifier gives, the `Facts` or the `Error` of its module: for people to read and
/// for answers to be compared. Of a question that could not be put to its verifier it is that of [`Unreadable`]. Programs
/// that need the fields call [`piazza_verifiers`] itself.
pub type Answer = Result<String, String>;

/// Why a question could not be put to its verifier: something in it that is taken for granted cannot be read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Unreadable {
	/// The certificate of a root.
	Root(CertificateError),
	/// A verifying key.
	Key(KeyError),
	/// A release of SP1.
	Release(sp1::VersionError),
	/// The version of a driver.
	Driver(nvidia::VersionError),
}

impl From<Unreadable> for String {
	fn from(unreadable: Unreadable) -> Self {
		format!("{unreadable:?}")
	}
}

/// What a verifier gave, in words.
pub(crate) fn told(given: Result<impl Debug, impl Debug>) -> Answer {
	match given {
		Ok(facts) => Ok(format!("{facts:?}")),
		Err(error) => Err(format!("{error:?}")),
	}
}
