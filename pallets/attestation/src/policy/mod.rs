//! What is demanded of machines beyond good signatures: data that governance sets and storage keeps, one policy a vendor.
//!
//! Each is the policy of the vendor's verifier, with a bound on every list, and becomes that policy when evidence is
//! checked (`to_policy`). Its default is what the verifier calls strict. What governance sets has to be valid
//! ([`PolicyUpdate::is_valid`]); what is not, and got into storage all the same, never lets more machines in.

mod amd;
mod android;
mod intel;
mod nitro;
mod nvidia;

pub use amd::{AcceptedProcessor, AmdPolicy, Cloud, Cpu, Product, Tcb, MAX_ACCEPTED_PROCESSORS, MAX_CLOUDS};
pub use android::{AndroidPolicy, PackageName, SecurityLevel, MAX_PACKAGES, MAX_PACKAGE_LENGTH, MAX_SIGNERS};
pub use intel::{Advisory, Allowance, IntelPolicy, Statuses, MAX_ADVISORY_LENGTH, MAX_REFUSED_ADVISORIES};
pub use nitro::NitroPolicy;
pub use nvidia::{
	AllowedArchitecture, Architecture, DriverText, GoldenDigests, Modes, NvidiaPolicy, Release, MAX_ARCHITECTURES,
	MAX_DRIVER_LENGTH, MAX_GOLDEN_DIGESTS,
};

use alloc::{string::String, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::BoundedVec;
use scale_info::TypeInfo;

/// A policy that takes the place of the one its vendor has.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum PolicyUpdate {
	/// For SGX and TDX.
	#[codec(index = 0)]
	Intel(IntelPolicy),
	/// For SEV-SNP.
	#[codec(index = 1)]
	Amd(AmdPolicy),
	/// For GPUs and NVSwitches.
	#[codec(index = 2)]
	Nvidia(NvidiaPolicy),
	/// For AWS Nitro enclaves.
	#[codec(index = 3)]
	Nitro(NitroPolicy),
	/// For Android phones.
	#[codec(index = 4)]
	Android(AndroidPolicy),
}

impl PolicyUpdate {
	/// Whether every part of it can be understood: texts are UTF-8, versions are versions, levels exist.
	pub fn is_valid(&self) -> bool {
		match self {
			Self::Intel(policy) => policy.is_valid(),
			Self::Amd(policy) => policy.is_valid(),
			Self::Nvidia(policy) => policy.is_valid(),
			// Every number of seconds means something.
			Self::Nitro(_) => true,
			Self::Android(policy) => policy.is_valid(),
		}
	}
}

/// Whether all of these are texts.
fn are_utf8<Length>(texts: &[BoundedVec<u8, Length>]) -> bool {
	texts.iter().all(|text| core::str::from_utf8(text).is_ok())
}

/// These texts as the verifiers take them. What is not UTF-8 becomes a text that is nobody's name.
fn strings<Length>(texts: &[BoundedVec<u8, Length>]) -> Vec<String> {
	texts.iter().map(|text| String::from_utf8_lossy(text).into_owned()).collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	fn all() -> [PolicyUpdate; 5] {
		[
			PolicyUpdate::Intel(IntelPolicy::default()),
			PolicyUpdate::Amd(AmdPolicy::default()),
			PolicyUpdate::Nvidia(NvidiaPolicy::default()),
			PolicyUpdate::Nitro(NitroPolicy::default()),
			PolicyUpdate::Android(AndroidPolicy::default()),
		]
	}

	#[test]
	fn policy_is_valid_when_it_is_the_default() {
		assert!(all().iter().all(PolicyUpdate::is_valid));
	}

	#[test]
	fn policy_is_the_same_when_encoded_and_decoded() {
		for (index, update) in (0u8..).zip(all()) {
			let encoded = update.encode();
			assert_eq!(encoded[0], index);
			assert!(encoded.len() <= PolicyUpdate::max_encoded_len());
			assert_eq!(PolicyUpdate::decode(&mut encoded.as_slice()), Ok(update));
		}
	}

	#[test]
	fn policy_is_not_valid_when_a_part_of_it_is_not() {
		let not_utf8 = || BoundedVec::truncate_from(vec![BoundedVec::truncate_from(vec![0xff])]);
		let intel = IntelPolicy { refused_advisories: not_utf8(), ..Default::default() };
		assert!(!PolicyUpdate::Intel(intel).is_valid());
		assert!(!PolicyUpdate::Amd(AmdPolicy { max_vmpl: 4, ..Default::default() }).is_valid());
		let mut nvidia = NvidiaPolicy::default();
		nvidia.architectures[0].min_driver = Some(BoundedVec::truncate_from(b"newest".to_vec()));
		assert!(!PolicyUpdate::Nvidia(nvidia).is_valid());
		let android = AndroidPolicy { min_patch_level: 202_513, ..Default::default() };
		assert!(!PolicyUpdate::Android(android).is_valid());
	}
}
