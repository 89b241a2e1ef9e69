//! Documents of AWS Nitro enclaves.

use crate::{answer::told, Answer, Policy, Trust};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use piazza_verifiers::nitro;
use scale_info::TypeInfo;

/// A document of an AWS Nitro enclave, answered by [`nitro::verify`].
///
/// [`Policy::Strict`] is [`nitro::Policy::strict`]. [`Policy::Lenient`] also takes enclaves in debug mode.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct Nitro {
	/// The document, COSE_Sign1, at most [`nitro::MAX_DOCUMENT_LENGTH`] bytes.
	pub document: Vec<u8>,
	/// What is asked beyond good signatures.
	pub policy: Policy,
	/// What certificates are judged by.
	pub trust: Trust,
}

impl Nitro {
	pub(crate) fn answer(&self) -> Answer {
		let policy = nitro::Policy { debug: self.policy == Policy::Lenient, ..nitro::Policy::strict() };
		let (anchors, registry) = (self.trust.anchors()?, self.trust.registry());
		told(nitro::verify(&self.document, &anchors, &policy, &registry, self.trust.now))
	}
}
