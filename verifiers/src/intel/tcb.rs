//! The rules by which security versions become a status (Intel SGX PCK certificate and TCB info specifications; TDX
//! DCAP appraisal as Intel's quote verification library does it). Pure: no signatures, no clock.

use crate::UnixTime;
use alloc::{string::String, vec::Vec};

/// How well a platform is patched and configured, as Intel words it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
pub enum Status {
	/// Nothing is missing.
	UpToDate,
	/// Software in the enclave or TD must mitigate what the platform cannot.
	#[serde(rename = "SWHardeningNeeded")]
	SwHardeningNeeded,
	/// The platform may be configured in a way that helps attackers.
	ConfigurationNeeded,
	/// Both of the above.
	#[serde(rename = "ConfigurationAndSWHardeningNeeded")]
	ConfigurationAndSwHardeningNeeded,
	/// Updates are missing.
	OutOfDate,
	/// Updates are missing, and the configuration may help attackers.
	OutOfDateConfigurationNeeded,
	/// The platform has been updated since the TD started: it should be started anew.
	#[serde(skip)]
	TdRelaunchAdvised,
	/// The same, and the configuration may help attackers.
	#[serde(skip)]
	TdRelaunchAdvisedConfigurationNeeded,
	/// The platform's keys are compromised.
	Revoked,
}

impl Status {
	/// The status of a platform with a part (quoting enclave, TDX module) of status `part`. Only a part that is out of
	/// date or revoked makes a difference.
	pub fn with_part(self, part: Status) -> Status {
		match (part, self) {
			(Self::Revoked, _) => Self::Revoked,
			(Self::OutOfDate, Self::UpToDate | Self::SwHardeningNeeded) => Self::OutOfDate,
			(Self::OutOfDate, Self::ConfigurationNeeded | Self::ConfigurationAndSwHardeningNeeded) => {
				Self::OutOfDateConfigurationNeeded
			}
			_ => self,
		}
	}

	/// The status of a TD that started on a platform of this status, which has status `current` now.
	pub fn with_current(self, current: Status) -> Status {
		let current_is_good = matches!(
			current,
			Self::UpToDate
				| Self::SwHardeningNeeded
				| Self::ConfigurationNeeded
				| Self::ConfigurationAndSwHardeningNeeded
		);
		let configuration = matches!(current, Self::ConfigurationNeeded | Self::ConfigurationAndSwHardeningNeeded);
		match self {
			Self::OutOfDate if current_is_good && !configuration => Self::TdRelaunchAdvised,
			Self::OutOfDate | Self::OutOfDateConfigurationNeeded if current_is_good => {
				Self::TdRelaunchAdvisedConfigurationNeeded
			}
			_ => self,
		}
	}
}

/// One level of a platform: what it needs, and what it is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TcbLevel {
	/// Least security versions of the processor's parts.
	pub sgx_components: [u8; 16],
	/// Least security version of the provisioning certification enclave.
	pub pce_svn: u16,
	/// Least security versions of the TDX parts. Zeros where SGX is spoken of.
	pub tdx_components: [u8; 16],
	/// The day of Intel's last advisory that this level has the updates for.
	pub date: UnixTime,
	/// What a platform of this level is worth.
	pub status: Status,
	/// Intel's advisories that such a platform is exposed to.
	pub advisories: Vec<String>,
}

/// One level of a part that has a single security version: the quoting enclave, the TDX module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartLevel {
	/// Least security version.
	pub isv_svn: u16,
	/// The day of Intel's last advisory that this level has the updates for.
	pub date: UnixTime,
	/// What the part is worth.
	pub status: Status,
	/// Intel's advisories that it is exposed to.
	pub advisories: Vec<String>,
}

/// What a TDX module must look like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TdxModule {
	/// Who signed it.
	pub mr_signer: [u8; 48],
	/// Its attributes, under the mask.
	pub attributes: [u8; 8],
	/// The bits that are compared; all others must be zero.
	pub attributes_mask: [u8; 8],
}

/// What a TDX module of one version must look like, and what it is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TdxModuleIdentity {
	/// The module's version: byte 1 of TEE_TCB_SVN.
	pub version: u8,
	/// What it must look like.
	pub module: TdxModule,
	/// Its levels, best first.
	pub levels: Vec<PartLevel>,
}

/// What security versions are worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
	/// The status.
	pub status: Status,
	/// The advisories, each once.
	pub advisories: Vec<String>,
	/// The older of the dates of all levels that were met.
	pub date: UnixTime,
}

impl Assessment {
	/// Takes a part into account, without its date.
	pub(super) fn add_part(&mut self, part: &PartLevel) {
		self.status = self.status.with_part(part.status);
		for advisory in &part.advisories {
			if !self.advisories.contains(advisory) {
				self.advisories.push(advisory.clone());
			}
		}
	}
}

/// Puts levels in the order in which they are tried: highest first. Their order in the JSON has no meaning.
pub(super) fn sort(levels: &mut [TcbLevel]) {
	levels.sort_by(|one, other| {
		(other.sgx_components, other.pce_svn, other.tdx_components).cmp(&(
			one.sgx_components,
			one.pce_svn,
			one.tdx_components,
		))
	});
}

/// The first level that an SGX platform meets.
pub(super) fn sgx_level<'a>(levels: &'a [TcbLevel], components: &[u8; 16], pce_svn: u16) -> Option<&'a TcbLevel> {
	levels.iter().find(|level| meets(components, &level.sgx_components, 0) && pce_svn >= level.pce_svn)
}

/// The first level that a TDX platform meets.
pub(super) fn tdx_level<'a>(
	levels: &'a [TcbLevel],
	components: &[u8; 16],
	pce_svn: u16,
	tee_tcb_svn: &[u8; 16],
) -> Option<&'a TcbLevel> {
	// A module that has a version is judged by the identity of that version, not by the first two components.
	let judged_elsewhere = match module_version(tee_tcb_svn) {
		0 => 0,
		_ => 2,
	};
	levels.iter().find(|level| {
		meets(components, &level.sgx_components, 0)
			&& pce_svn >= level.pce_svn
			&& meets(tee_tcb_svn, &level.tdx_components, judged_elsewhere)
	})
}

/// The first level that a part of this security version meets.
pub(super) fn part_level(levels: &[PartLevel], isv_svn: u16) -> Option<&PartLevel> {
	levels.iter().find(|level| isv_svn >= level.isv_svn)
}

/// Byte 1 of TEE_TCB_SVN.
pub(super) fn module_version(tee_tcb_svn: &[u8; 16]) -> u8 {
	let [_, version, ..] = tee_tcb_svn;
	*version
}

/// Byte 0 of TEE_TCB_SVN.
pub(super) fn module_svn(tee_tcb_svn: &[u8; 16]) -> u16 {
	let [svn, ..] = tee_tcb_svn;
	u16::from(*svn)
}

/// Whether every component, but for the first `skipped`, is at least what is needed.
fn meets(have: &[u8; 16], need: &[u8; 16], skipped: usize) -> bool {
	have.iter().zip(need).skip(skipped).all(|(have, need)| have >= need)
}

/// Whether `value` is `expected` in all bits of `mask`.
pub(super) fn matches_masked(value: &[u8], expected: &[u8], mask: &[u8]) -> bool {
	value.len() == expected.len()
		&& value.len() == mask.len()
		&& value.iter().zip(expected).zip(mask).all(|((value, expected), mask)| value & mask == expected & mask)
}

#[cfg(test)]
mod tests {
	use super::*;
	use alloc::vec;
	use proptest::prelude::*;

	const ALL: [Status; 9] = [
		Status::UpToDate,
		Status::SwHardeningNeeded,
		Status::ConfigurationNeeded,
		Status::ConfigurationAndSwHardeningNeeded,
		Status::OutOfDate,
		Status::OutOfDateConfigurationNeeded,
		Status::TdRelaunchAdvised,
		Status::TdRelaunchAdvisedConfigurationNeeded,
		Status::Revoked,
	];

	fn level(first: u8, pce_svn: u16, tdx: [u8; 16], status: Status) -> TcbLevel {
		let mut sgx_components = [0; 16];
		sgx_components[0] = first;
		TcbLevel { sgx_components, pce_svn, tdx_components: tdx, date: 0, status, advisories: vec![] }
	}

	#[test]
	fn part_changes_nothing_when_it_is_neither_out_of_date_nor_revoked() {
		for status in ALL {
			for part in ALL.into_iter().filter(|part| !matches!(part, Status::OutOfDate | Status::Revoked)) {
				assert_eq!(status.with_part(part), status);
			}
			assert_eq!(status.with_part(Status::Revoked), Status::Revoked);
		}
		assert_eq!(Status::UpToDate.with_part(Status::OutOfDate), Status::OutOfDate);
		assert_eq!(Status::ConfigurationNeeded.with_part(Status::OutOfDate), Status::OutOfDateConfigurationNeeded);
		assert_eq!(Status::Revoked.with_part(Status::OutOfDate), Status::Revoked);
	}

	#[test]
	fn relaunch_is_advised_when_only_the_start_was_out_of_date() {
		assert_eq!(Status::OutOfDate.with_current(Status::UpToDate), Status::TdRelaunchAdvised);
		assert_eq!(Status::OutOfDate.with_current(Status::SwHardeningNeeded), Status::TdRelaunchAdvised);
		for (start, current) in
			[(Status::OutOfDate, Status::ConfigurationNeeded), (Status::OutOfDateConfigurationNeeded, Status::UpToDate)]
		{
			assert_eq!(start.with_current(current), Status::TdRelaunchAdvisedConfigurationNeeded);
		}
		assert_eq!(Status::OutOfDate.with_current(Status::OutOfDate), Status::OutOfDate);
		assert_eq!(Status::UpToDate.with_current(Status::OutOfDate), Status::UpToDate);
	}

	#[test]
	fn level_is_the_highest_met_whatever_their_order() {
		let mut levels = vec![
			level(1, 0, [0; 16], Status::OutOfDate),
			level(3, 5, [0; 16], Status::UpToDate),
			level(3, 4, [0; 16], Status::ConfigurationNeeded),
		];
		sort(&mut levels);
		let mut have = [9; 16];
		let status = |have: &[u8; 16], pce_svn| sgx_level(&levels, have, pce_svn).map(|level| level.status);
		assert_eq!(status(&have, 5), Some(Status::UpToDate));
		assert_eq!(status(&have, 4), Some(Status::ConfigurationNeeded));
		assert_eq!(status(&have, 3), Some(Status::OutOfDate));
		have[0] = 0;
		assert_eq!(status(&have, 5), None);
	}

	#[test]
	fn first_two_tdx_components_count_only_when_the_module_has_no_version() {
		let levels = vec![level(0, 0, [5; 16], Status::UpToDate)];
		let mut svn = [5; 16];
		assert!(tdx_level(&levels, &[0; 16], 0, &svn).is_some());
		svn[0] = 0;
		assert!(tdx_level(&levels, &[0; 16], 0, &svn).is_some());
		svn[1] = 0;
		assert!(tdx_level(&levels, &[0; 16], 0, &svn).is_none());
		svn = [5; 16];
		svn[2] = 4;
		assert!(tdx_level(&levels, &[0; 16], 0, &svn).is_none());
	}

	proptest! {
		/// A platform that is better in any component never meets a lower level.
		#[test]
		fn better_platform_meets_no_lower_level(
			needs in proptest::collection::vec((any::<[u8; 16]>(), any::<u16>()), 1..8),
			have: [u8; 16], pce_svn: u16, place in 0usize..16, more in 0u8..=255,
		) {
			let mut levels: Vec<_> = needs.into_iter().map(|(sgx_components, pce_svn)| TcbLevel {
				sgx_components, pce_svn, tdx_components: [0; 16], date: 0, status: Status::UpToDate, advisories: vec![],
			}).collect();
			sort(&mut levels);
			let place_of = |have: &[u8; 16]| {
				let found = sgx_level(&levels, have, pce_svn);
				found.and_then(|found| levels.iter().position(|level| level == found)).unwrap_or(usize::MAX)
			};
			let before = place_of(&have);
			let mut better = have;
			better[place] = better[place].saturating_add(more);
			prop_assert!(place_of(&better) <= before);
		}

		/// Putting the levels in order twice changes nothing, and no level is lost.
		#[test]
		fn sorting_is_stable_when_repeated(firsts in proptest::collection::vec((any::<u8>(), any::<u16>()), 0..10)) {
			let mut levels: Vec<_> =
				firsts.iter().map(|(first, pce)| level(*first, *pce, [0; 16], Status::UpToDate)).collect();
			sort(&mut levels);
			let once = levels.clone();
			sort(&mut levels);
			prop_assert_eq!(&once, &levels);
			prop_assert_eq!(levels.len(), firsts.len());
		}
	}
}
