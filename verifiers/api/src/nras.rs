//! Answers of NVIDIA's attestation service.

use crate::{
	answer::told,
	trust::{slices, Trust},
	Answer,
};
use alloc::{string::String, vec::Vec};
use codec::{Decode, Encode};
use piazza_verifiers::nras::{self, Evidence};
use scale_info::TypeInfo;

/// An answer of NVIDIA's attestation service, answered by [`nras::verify`] under [`nras::Policy::strict`].
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct Nras {
	/// Certificates, DER, leaf first, of the key that signed the tokens; the root's own may be left out.
	pub chain: Vec<Vec<u8>>,
	/// The token over the platform.
	pub overall: Vec<u8>,
	/// Name and token of each device, at most [`nras::MAX_DEVICES`].
	pub devices: Vec<(String, Vec<u8>)>,
	/// What certificates are judged by.
	pub trust: Trust,
}

impl Nras {
	pub(crate) fn answer(&self) -> Answer {
		let devices: Vec<_> = self.devices.iter().map(|(name, token)| (name.as_str(), token.as_slice())).collect();
		let evidence = Evidence { chain: &slices(&self.chain), overall: &self.overall, devices: &devices };
		let (anchors, registry) = (self.trust.anchors()?, self.trust.registry());
		told(nras::verify(evidence, &anchors, &nras::Policy::strict(), &registry, self.trust.now))
	}
}
