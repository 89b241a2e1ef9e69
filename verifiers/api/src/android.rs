//! Key attestations of Android phones.

use crate::{
	answer::told,
	trust::{slices, Trust},
	Answer, Policy,
};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use piazza_verifiers::android::{self, Evidence, SecurityLevel};
use scale_info::TypeInfo;

/// A key attestation of an Android phone, answered by [`android::verify`].
///
/// [`Policy::Strict`] is [`android::Policy::strict`]. [`Policy::Lenient`] takes any key of any phone in any state.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct Android {
	/// The certificates, DER, leaf first, the root's own last: at most [`android::MAX_CERTIFICATES`].
	pub chain: Vec<Vec<u8>>,
	/// What is asked beyond good signatures.
	pub policy: Policy,
	/// What certificates are judged by. [`android::revoked_serial`] gives the ids of Google's own list.
	pub trust: Trust,
}

impl Android {
	pub(crate) fn answer(&self) -> Answer {
		let evidence = Evidence { chain: &slices(&self.chain) };
		let (anchors, registry) = (self.trust.anchors()?, self.trust.registry());
		told(android::verify(evidence, &anchors, &policy(self.policy), &registry, self.trust.now))
	}
}

fn policy(policy: Policy) -> android::Policy {
	match policy {
		Policy::Strict => android::Policy::strict(),
		Policy::Lenient => android::Policy {
			min_security_level: SecurityLevel::Software,
			require_verified_boot: false,
			require_locked: false,
			min_patch_level: 0,
			require_signing: false,
			require_generated: false,
			require_remote_provisioning: false,
			allowed_packages: None,
			allowed_signers: None,
		},
	}
}
