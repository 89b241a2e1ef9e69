//! What is demanded of GPUs and NVSwitches.
//!
//! The measurements of good firmware are too many for a policy: the chain keeps them by release, and looks the release of
//! good evidence up itself. So the verifier is never asked to.

use alloc::{
	collections::{BTreeMap, BTreeSet},
	string::ToString,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use piazza_verifiers::nvidia::{self, DriverVersion, VbiosVersion};
use scale_info::TypeInfo;

/// Most architectures that can be allowed: there are no more.
pub const MAX_ARCHITECTURES: u32 = 3;

/// Longest version of a driver, in bytes: no longer text is read as one.
pub const MAX_DRIVER_LENGTH: u32 = 24;

/// Most digests of one release: one for each alternative that NVIDIA's reference manifests leave open.
pub const MAX_GOLDEN_DIGESTS: u32 = 8;

/// Version of a driver, such as `570.124.03`: numbers with dots between them.
pub type DriverText = BoundedVec<u8, ConstU32<MAX_DRIVER_LENGTH>>;

/// Digests of the measurements of a release's good firmware: SHA-384, as [`nvidia::Facts::measurements_digest`] has it.
pub type GoldenDigests = BoundedVec<[u8; 48], ConstU32<MAX_GOLDEN_DIGESTS>>;

/// A family of chips.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Architecture {
	/// GPUs such as H100 and H200.
	#[codec(index = 0)]
	Hopper,
	/// GPUs such as B200.
	#[codec(index = 1)]
	Blackwell,
	/// The NVSwitch of boards with Hopper GPUs.
	#[codec(index = 2)]
	Ls10,
}

impl From<nvidia::Architecture> for Architecture {
	fn from(architecture: nvidia::Architecture) -> Self {
		match architecture {
			nvidia::Architecture::Hopper => Self::Hopper,
			nvidia::Architecture::Blackwell => Self::Blackwell,
			nvidia::Architecture::Ls10 => Self::Ls10,
		}
	}
}

impl From<Architecture> for nvidia::Architecture {
	fn from(architecture: Architecture) -> Self {
		match architecture {
			Architecture::Hopper => Self::Hopper,
			Architecture::Blackwell => Self::Blackwell,
			Architecture::Ls10 => Self::Ls10,
		}
	}
}

/// A release of software whose measurements are known.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Release {
	/// The family of chips.
	pub architecture: Architecture,
	/// The driver; none for NVSwitches.
	pub driver: Option<DriverText>,
	/// The VBIOS: the five bytes of its version, written `96.00.D9.00.02`.
	pub vbios: [u8; 5],
}

impl Release {
	/// The release that good evidence names.
	pub fn of(facts: &nvidia::Facts) -> Self {
		let VbiosVersion(vbios) = facts.vbios;
		Self { architecture: facts.architecture.into(), driver: facts.driver.as_ref().map(driver_text), vbios }
	}
}

/// An architecture that is allowed, with the oldest versions allowed.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct AllowedArchitecture {
	/// The architecture.
	pub architecture: Architecture,
	/// The oldest driver. NVSwitches report none and are not held to it.
	pub min_driver: Option<DriverText>,
	/// The oldest VBIOS.
	pub min_vbios: Option<[u8; 5]>,
}

impl AllowedArchitecture {
	/// As the verifier takes it. None if the driver's version is not one: then the architecture is not allowed.
	fn to_minimum(&self) -> Option<(nvidia::Architecture, nvidia::Minimum)> {
		let driver = match &self.min_driver {
			None => None,
			Some(text) => Some(core::str::from_utf8(text).ok()?.parse().ok()?),
		};
		Some((self.architecture.into(), nvidia::Minimum { driver, vbios: self.min_vbios.map(VbiosVersion) }))
	}
}

/// Which modes of confidential computing are allowed.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Modes {
	/// Several GPUs may be passed through to one machine.
	pub multi_gpu_passthrough: bool,
	/// A single GPU is passed through to a machine.
	pub single_gpu_passthrough: bool,
	/// The links to the processor are protected, those between GPUs are not.
	pub protected_pcie: bool,
}

/// What is demanded of GPUs and NVSwitches. See [`nvidia::Policy`].
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct NvidiaPolicy {
	/// The architectures allowed, each once.
	pub architectures: BoundedVec<AllowedArchitecture, ConstU32<MAX_ARCHITECTURES>>,
	/// The modes allowed.
	pub modes: Modes,
	/// Whether a GPU's report has to name the firmware's digest.
	pub require_fwid: bool,
	/// Whether a certificate may say that the device is not secure, in recovery or under a debugger.
	pub allow_unlocked: bool,
	/// Whether the measurements have to be among those that the chain keeps for the device's release. Without it, a
	/// genuine device in any state is let in.
	pub require_golden: bool,
}

impl NvidiaPolicy {
	/// Whether every architecture is there once, with versions of drivers that are versions.
	pub fn is_valid(&self) -> bool {
		self.minima().len() == self.architectures.len()
	}

	/// The policy as the verifier takes it: without [`Self::require_golden`], which is for the chain.
	pub fn to_policy(&self) -> nvidia::Policy {
		let modes = [
			(self.modes.multi_gpu_passthrough, nvidia::Mode::MultiGpuPassthrough),
			(self.modes.single_gpu_passthrough, nvidia::Mode::SingleGpuPassthrough),
			(self.modes.protected_pcie, nvidia::Mode::ProtectedPcie),
		];
		nvidia::Policy {
			architectures: self.minima(),
			modes: modes.into_iter().filter_map(|(allowed, mode)| allowed.then_some(mode)).collect(),
			require_fwid: self.require_fwid,
			allow_unlocked: self.allow_unlocked,
			golden: BTreeMap::new(),
			require_golden: false,
		}
	}

	fn minima(&self) -> BTreeMap<nvidia::Architecture, nvidia::Minimum> {
		self.architectures.iter().filter_map(AllowedArchitecture::to_minimum).collect()
	}
}

impl Default for NvidiaPolicy {
	fn default() -> Self {
		let strict = nvidia::Policy::strict();
		let architectures = strict.architectures.into_iter().map(|(architecture, minimum)| AllowedArchitecture {
			architecture: architecture.into(),
			min_driver: minimum.driver.as_ref().map(driver_text),
			min_vbios: minimum.vbios.map(|VbiosVersion(vbios)| vbios),
		});
		Self {
			architectures: BoundedVec::truncate_from(architectures.collect()),
			modes: Modes::of(&strict.modes),
			require_fwid: strict.require_fwid,
			allow_unlocked: strict.allow_unlocked,
			require_golden: strict.require_golden,
		}
	}
}

impl Modes {
	/// Those of the verifier's.
	fn of(modes: &BTreeSet<nvidia::Mode>) -> Self {
		Self {
			multi_gpu_passthrough: modes.contains(&nvidia::Mode::MultiGpuPassthrough),
			single_gpu_passthrough: modes.contains(&nvidia::Mode::SingleGpuPassthrough),
			protected_pcie: modes.contains(&nvidia::Mode::ProtectedPcie),
		}
	}
}

/// A version's text. It fits: no longer text is a version.
fn driver_text(version: &DriverVersion) -> DriverText {
	BoundedVec::truncate_from(version.to_string().into_bytes())
}

#[cfg(test)]
mod tests {
	use super::*;
	use piazza_verifiers::DeviceId;

	const LONGEST: &str = "999999.999999.999999.999";

	fn text(text: &str) -> DriverText {
		BoundedVec::truncate_from(text.as_bytes().to_vec())
	}

	#[test]
	fn policy_is_the_strict_one_but_for_measurements_when_it_is_the_default() {
		let strict = nvidia::Policy::strict();
		let default = NvidiaPolicy::default();
		assert_eq!(default.require_golden, strict.require_golden);
		assert_eq!(default.to_policy(), nvidia::Policy { require_golden: false, ..strict });
	}

	#[test]
	fn versions_and_modes_are_kept_when_the_policy_is_converted() {
		let architectures = [Architecture::Blackwell, Architecture::Ls10, Architecture::Hopper];
		let allowed = architectures.map(|architecture| AllowedArchitecture {
			architecture,
			min_driver: Some(text(LONGEST)),
			min_vbios: Some([1, 2, 3, 4, 5]),
		});
		let modes = Modes { multi_gpu_passthrough: false, single_gpu_passthrough: false, protected_pcie: true };
		let architectures = BoundedVec::truncate_from(allowed.to_vec());
		let policy = NvidiaPolicy { architectures, modes, ..Default::default() };
		assert!(policy.is_valid());
		let converted = policy.to_policy();
		let any = nvidia::Policy::any_genuine();
		assert!(converted.architectures.keys().eq(any.architectures.keys()));
		for minimum in converted.architectures.values() {
			assert_eq!(minimum.driver.as_ref().map(driver_text), Some(text(LONGEST)));
			assert_eq!(minimum.vbios, Some(VbiosVersion([1, 2, 3, 4, 5])));
		}
		assert_eq!(converted.modes, BTreeSet::from([nvidia::Mode::ProtectedPcie]));
		assert_eq!(Modes::of(&converted.modes), modes);
	}

	#[test]
	fn policy_is_not_valid_when_an_architecture_is_there_twice_or_its_driver_is_no_version() {
		let one = |min_driver| AllowedArchitecture { architecture: Architecture::Hopper, min_driver, min_vbios: None };
		let policy = |allowed: Vec<AllowedArchitecture>| NvidiaPolicy {
			architectures: BoundedVec::truncate_from(allowed),
			..Default::default()
		};
		assert!(policy(vec![one(None)]).is_valid());
		assert!(!policy(vec![one(None), one(Some(text("550")))]).is_valid());
		for driver in ["", "550.", "newest"] {
			let policy = policy(vec![one(Some(text(driver)))]);
			assert!(!policy.is_valid(), "{driver}");
			assert!(policy.to_policy().architectures.is_empty(), "what cannot be read lets nothing in");
		}
	}

	#[test]
	fn release_is_that_of_the_evidence() {
		let facts = |driver: Option<&str>| nvidia::Facts {
			architecture: nvidia::Architecture::Hopper,
			chip: "GH100".into(),
			hardware: "GH100 A01 GSP BROM".into(),
			nonce: [0; 32],
			driver: driver.map(|text| text.parse().unwrap()),
			vbios: VbiosVersion([0x96, 0, 0xd9, 0, 2]),
			project: None,
			project_sku: None,
			chip_sku: None,
			mode: None,
			switches: Vec::new(),
			fwid: [0; 48],
			fwid_reported: false,
			unlocked: false,
			measurements: Vec::new(),
			measurements_digest: [0; 48],
			ueid: Vec::new(),
			device: DeviceId([0; 32]),
			certificates: Vec::new(),
			valid_until: 0,
			new_links: Vec::new(),
		};
		let vbios = [0x96, 0, 0xd9, 0, 2];
		for driver in [None, Some("550.90.07"), Some(LONGEST)] {
			let expected = Release { architecture: Architecture::Hopper, driver: driver.map(text), vbios };
			assert_eq!(Release::of(&facts(driver)), expected);
		}
		assert_eq!(LONGEST.len(), 24);
		assert!([LONGEST, "9"].concat().parse::<DriverVersion>().is_err());
	}
}
