//! What is demanded of Android phones.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use piazza_verifiers::android;
use scale_info::TypeInfo;

/// Most packages that can be allowed.
pub const MAX_PACKAGES: u32 = 8;

/// Longest name of a package, in bytes.
pub const MAX_PACKAGE_LENGTH: u32 = 128;

/// Most signers of packages that can be allowed.
pub const MAX_SIGNERS: u32 = 8;

/// Name of a package, such as `com.example.worker`.
pub type PackageName = BoundedVec<u8, ConstU32<MAX_PACKAGE_LENGTH>>;

/// Where a key lives, the weakest place first.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum SecurityLevel {
	/// In the operating system: proves nothing.
	#[codec(index = 0)]
	Software,
	/// In the trusted execution environment of the main processor.
	#[codec(index = 1)]
	TrustedEnvironment,
	/// In a secure element of its own.
	#[codec(index = 2)]
	StrongBox,
}

impl From<SecurityLevel> for android::SecurityLevel {
	fn from(level: SecurityLevel) -> Self {
		match level {
			SecurityLevel::Software => Self::Software,
			SecurityLevel::TrustedEnvironment => Self::TrustedEnvironment,
			SecurityLevel::StrongBox => Self::StrongBox,
		}
	}
}

/// What is demanded of a phone and of its key. See [`android::Policy`].
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct AndroidPolicy {
	/// The weakest place in which the attestation may be made and the key may live.
	pub min_security_level: SecurityLevel,
	/// Whether the boot loader must have found the manufacturer's own system.
	pub require_verified_boot: bool,
	/// Whether the boot loader must be locked.
	pub require_locked: bool,
	/// The earliest month of the latest security patch, `YYYYMM`; 0 asks for nothing.
	pub min_patch_level: u32,
	/// Whether the key must be allowed to sign.
	pub require_signing: bool,
	/// Whether the key must have been made in the hardware.
	pub require_generated: bool,
	/// Whether Google must have certified the phone's own attestation key over the network.
	pub require_remote_provisioning: bool,
	/// If given: every package that the key belongs to must be one of these, and there must be one.
	pub allowed_packages: Option<BoundedVec<PackageName, ConstU32<MAX_PACKAGES>>>,
	/// If given: every certificate that the packages are signed with must be one of these (SHA-256), and there must be
	/// one.
	pub allowed_signers: Option<BoundedVec<[u8; 32], ConstU32<MAX_SIGNERS>>>,
}

impl AndroidPolicy {
	/// Whether the patch level is a month.
	pub fn is_valid(&self) -> bool {
		match self.min_patch_level {
			0 => true,
			level => level <= 999_912 && (1..=12).contains(&level.rem_euclid(100)),
		}
	}

	/// The policy as the verifier takes it.
	pub fn to_policy(&self) -> android::Policy {
		let packages = self.allowed_packages.as_ref();
		let signers = self.allowed_signers.as_ref();
		android::Policy {
			min_security_level: self.min_security_level.into(),
			require_verified_boot: self.require_verified_boot,
			require_locked: self.require_locked,
			min_patch_level: self.min_patch_level,
			require_signing: self.require_signing,
			require_generated: self.require_generated,
			require_remote_provisioning: self.require_remote_provisioning,
			allowed_packages: packages.map(|names| names.iter().map(|name| name.to_vec()).collect()),
			allowed_signers: signers.map(|signers| signers.to_vec()),
		}
	}
}

impl Default for AndroidPolicy {
	fn default() -> Self {
		let strict = android::Policy::strict();
		Self {
			min_security_level: SecurityLevel::TrustedEnvironment,
			require_verified_boot: strict.require_verified_boot,
			require_locked: strict.require_locked,
			min_patch_level: strict.min_patch_level,
			require_signing: strict.require_signing,
			require_generated: strict.require_generated,
			require_remote_provisioning: strict.require_remote_provisioning,
			allowed_packages: None,
			allowed_signers: None,
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn policy_is_the_strict_one_when_it_is_the_default() {
		assert_eq!(AndroidPolicy::default().to_policy(), android::Policy::strict());
	}

	#[test]
	fn applications_and_levels_are_kept_when_the_policy_is_converted() {
		let name = b"com.example.worker".to_vec();
		let policy = AndroidPolicy {
			allowed_packages: Some(BoundedVec::truncate_from(vec![BoundedVec::truncate_from(name.clone())])),
			allowed_signers: Some(BoundedVec::truncate_from(vec![[7; 32]])),
			..Default::default()
		};
		assert!(policy.is_valid());
		let converted = policy.to_policy();
		assert_eq!((converted.allowed_packages, converted.allowed_signers), (Some(vec![name]), Some(vec![[7; 32]])));
		for (ours, theirs) in [
			(SecurityLevel::Software, android::SecurityLevel::Software),
			(SecurityLevel::StrongBox, android::SecurityLevel::StrongBox),
		] {
			let policy = AndroidPolicy { min_security_level: ours, ..Default::default() };
			assert_eq!(policy.to_policy().min_security_level, theirs);
		}
	}

	#[test]
	fn policy_is_valid_when_its_patch_level_is_a_month_or_nothing() {
		let is_valid = |min_patch_level| AndroidPolicy { min_patch_level, ..Default::default() }.is_valid();
		assert!([0, 202_501, 202_512, 999_912].into_iter().all(is_valid));
		assert!(![202_500, 202_513, 20_250_101, u32::MAX].into_iter().any(is_valid));
	}
}
