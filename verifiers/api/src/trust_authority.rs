//! Tokens of Intel Trust Authority.

use crate::{
	answer::told,
	trust::{slices, Trust},
	Answer,
};
use alloc::{string::String, vec::Vec};
use codec::{Decode, Encode};
use piazza_verifiers::trust_authority::{self, Evidence, Policy};
use scale_info::TypeInfo;

/// A token of Intel Trust Authority, answered by [`trust_authority::verify`] under [`Policy::strict`], to which may be added
/// what else is accepted.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct TrustAuthority {
	/// Certificates, DER, leaf first, of the key that signed the token; the root's own may be left out.
	pub chain: Vec<Vec<u8>>,
	/// The token.
	pub token: Vec<u8>,
	/// Hosts of the service that are accepted beside its public ones.
	pub hosts: Vec<String>,
	/// Statuses of the platform that are accepted beside `UpToDate`.
	pub tcb_statuses: Vec<String>,
	/// Whether policies may have been asked for at the service and not have matched.
	pub allow_unmatched_policies: bool,
	/// What certificates are judged by.
	pub trust: Trust,
}

impl TrustAuthority {
	pub(crate) fn answer(&self) -> Answer {
		let evidence = Evidence { chain: &slices(&self.chain), token: &self.token };
		let mut policy = Policy { allow_unmatched_policies: self.allow_unmatched_policies, ..Policy::strict() };
		policy.hosts.extend_from_slice(&self.hosts);
		policy.tcb_statuses.extend_from_slice(&self.tcb_statuses);
		let (anchors, registry) = (self.trust.anchors()?, self.trust.registry());
		told(trust_authority::verify(evidence, &anchors, &policy, &registry, self.trust.now))
	}
}
