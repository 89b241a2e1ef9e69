//! What is asked of a phone beyond a good signature.

use super::{
	description::{KeyDescription, SecurityLevel},
	properties::{BootState, ORIGIN_GENERATED, PURPOSE_SIGN},
	Error,
};
use alloc::vec::Vec;

/// What is asked of a phone and of its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
	/// The weakest place in which the attestation may be made and the key may live.
	pub min_security_level: SecurityLevel,
	/// Whether the boot loader must have found the manufacturer's own system ([`BootState::Verified`]).
	pub require_verified_boot: bool,
	/// Whether the boot loader must be locked.
	pub require_locked: bool,
	/// The earliest month of the latest security patch, `YYYYMM`, of the system, the vendor image and the kernel alike.
	/// A phone that does not name one of them is as old as can be. 0 asks for nothing.
	pub min_patch_level: u32,
	/// Whether the key must be allowed to sign.
	pub require_signing: bool,
	/// Whether the key must have been made in the hardware.
	pub require_generated: bool,
	/// Whether Google must have certified the phone's own attestation key over the network, for some weeks. The other
	/// kind, one key for a whole batch of phones, put in at the factory, is the kind that leaks.
	pub require_remote_provisioning: bool,
	/// If given: every package that the key belongs to must be one of these names, and there must be one.
	pub allowed_packages: Option<Vec<Vec<u8>>>,
	/// If given: every certificate that the packages are signed with must be one of these (SHA-256), and there must be
	/// one.
	pub allowed_signers: Option<Vec<[u8; 32]>>,
}

impl Policy {
	/// What production asks. Raise the patch level as time goes by, and name the application.
	pub fn strict() -> Self {
		Self {
			min_security_level: SecurityLevel::TrustedEnvironment,
			require_verified_boot: true,
			require_locked: true,
			min_patch_level: 202_501,
			require_signing: true,
			require_generated: true,
			require_remote_provisioning: true,
			allowed_packages: None,
			allowed_signers: None,
		}
	}

	/// Holds a description against the policy. Only what the hardware vouches for counts, but for the application, which
	/// the hardware does not know: a verified system is what vouches for it.
	pub(super) fn check(&self, key: &KeyDescription, remotely_provisioned: bool) -> Result<(), Error> {
		let level = key.attestation_security_level.min(key.keymint_security_level);
		let boot = key.hardware.root_of_trust.as_ref();
		let verified = boot.is_some_and(|boot| boot.verified_boot_state == BootState::Verified);
		let locked = boot.is_some_and(|boot| boot.device_locked);
		let patches = [key.hardware.os_patch_level, key.hardware.vendor_patch_level, key.hardware.boot_patch_level];
		let oldest = patches.into_iter().map(|patch| month(patch.unwrap_or(0))).min().unwrap_or(0);

		let demands = [
			(level >= self.min_security_level, Error::SecurityLevelTooLow),
			(verified || !self.require_verified_boot, Error::BootNotVerified),
			(locked || !self.require_locked, Error::Unlocked),
			(oldest >= self.min_patch_level, Error::PatchLevelTooOld),
			(key.hardware.purposes.contains(&PURPOSE_SIGN) || !self.require_signing, Error::NotForSigning),
			(key.hardware.origin == Some(ORIGIN_GENERATED) || !self.require_generated, Error::NotGenerated),
			(remotely_provisioned || !self.require_remote_provisioning, Error::NotRemotelyProvisioned),
			(self.allows_application(key), Error::ApplicationNotAllowed),
		];
		demands.into_iter().find(|(met, _)| !met).map_or(Ok(()), |(_, error)| Err(error))
	}

	fn allows_application(&self, key: &KeyDescription) -> bool {
		let application = key.software.application.as_ref();
		let packages = application.map(|found| found.packages.as_slice()).unwrap_or_default();
		let signers = application.map(|found| found.signers.as_slice()).unwrap_or_default();
		let packages_allowed = self.allowed_packages.as_ref().is_none_or(|allowed| {
			!packages.is_empty() && packages.iter().all(|package| allowed.contains(&package.name))
		});
		let signers_allowed = self.allowed_signers.as_ref().is_none_or(|allowed| {
			!signers.is_empty() && signers.iter().all(|signer| allowed.iter().any(|one| one.as_slice() == signer))
		});
		packages_allowed && signers_allowed
	}
}

/// The month of a patch level that may name a day: `YYYYMM` of `YYYYMMDD`.
fn month(patch_level: u32) -> u32 {
	match patch_level {
		0..=999_999 => patch_level,
		_ => patch_level.div_euclid(100),
	}
}
