//! Reports of no hardware at all, for development.

use crate::{
	answer::told,
	trust::{slices, Trust},
	Answer,
};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use piazza_verifiers::software::{self, Evidence};
use scale_info::TypeInfo;

/// A report of no hardware at all, answered by [`software::verify`].
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct Software {
	/// The report, [`software::REPORT_LENGTH`] bytes.
	pub report: Vec<u8>,
	/// Its signature, `r ‖ s`, 96 bytes.
	pub signature: Vec<u8>,
	/// The certificates, DER, of the key that signed it and of what lies below the root: at most three.
	pub chain: Vec<Vec<u8>>,
	/// What certificates are judged by.
	pub trust: Trust,
}

impl Software {
	pub(crate) fn answer(&self) -> Answer {
		let evidence = Evidence { report: &self.report, signature: &self.signature, chain: &slices(&self.chain) };
		let (anchors, registry) = (self.trust.anchors()?, self.trust.registry());
		told(software::verify(evidence, &anchors, &registry, self.trust.now))
	}
}
