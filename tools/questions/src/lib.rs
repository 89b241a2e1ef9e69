//! What the public test vectors and our own fixtures ask of the verifiers, as questions to a runtime, and what the answers
//! must be: one table for all who ask, natively or inside the runtime's wasm.

pub mod fixtures;
mod golden;
pub mod vectors;

use piazza_verifiers_api::{Answer, Question, Root, Trust};

/// A question, and what the answer must be.
#[derive(Clone, Debug)]
pub struct Asked {
	/// What tells it from the other questions about the same evidence.
	pub about: &'static str,
	/// The question.
	pub question: Question,
	/// What the answer must be.
	pub expected: Expected,
}

/// What an answer must be.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Expected {
	/// Facts.
	Proven,
	/// Facts, with this text among them.
	ProvenWith(String),
	/// Facts, without this text among them: the evidence is genuine, and of something else.
	ProvenWithout(String),
	/// An error.
	Refused,
}

impl Asked {
	/// A question whose answer must be facts.
	pub fn proven(about: &'static str, question: Question) -> Self {
		Self { about, question, expected: Expected::Proven }
	}

	/// A question whose answer must be facts with some text among them.
	pub fn proven_with(about: &'static str, question: Question, text: impl Into<String>) -> Self {
		Self { about, question, expected: Expected::ProvenWith(text.into()) }
	}

	/// A question whose answer must be facts without some text among them.
	pub fn proven_without(about: &'static str, question: Question, text: impl Into<String>) -> Self {
		Self { about, question, expected: Expected::ProvenWithout(text.into()) }
	}

	/// A question whose answer must be an error.
	pub fn refused(about: &'static str, question: Question) -> Self {
		Self { about, question, expected: Expected::Refused }
	}

	/// Whether the answer must be facts.
	pub fn is_proven(&self) -> bool {
		self.expected != Expected::Refused
	}

	/// Sees that an answer is what it must be; `name` says whose it is, if it is not.
	pub fn check(&self, name: &str, answer: &Answer) {
		let met = match (&self.expected, answer) {
			(Expected::Proven, Ok(_)) | (Expected::Refused, Err(_)) => true,
			(Expected::ProvenWith(text), Ok(facts)) => facts.contains(text),
			(Expected::ProvenWithout(text), Ok(facts)) => !facts.contains(text),
			_ => false,
		};
		assert!(met, "{name}, {}: {:?} is expected, the answer is {answer:?}", self.about, self.expected);
	}
}

/// Trust in these roots at this time, with nothing revoked.
fn trust(roots: impl IntoIterator<Item = impl Into<Root>>, now: u64) -> Trust {
	Trust { roots: roots.into_iter().map(Into::into).collect(), revoked: Vec::new(), now }
}

/// The root of a certificate.
fn root(certificate: &[u8]) -> Root {
	Root::Certificate(certificate.to_vec())
}
