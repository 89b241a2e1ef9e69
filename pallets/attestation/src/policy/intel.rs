//! What is demanded of machines of Intel's.

use super::{are_utf8, strings};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use piazza_verifiers::{intel, UnixTime};
use scale_info::TypeInfo;

/// Most advisories that can be refused.
pub const MAX_REFUSED_ADVISORIES: u32 = 32;

/// Longest id of an advisory, in bytes. Intel's have 14.
pub const MAX_ADVISORY_LENGTH: u32 = 24;

/// Id of an advisory, such as `INTEL-SA-00615`. UTF-8.
pub type Advisory = BoundedVec<u8, ConstU32<MAX_ADVISORY_LENGTH>>;

/// Whether something is accepted.
#[derive(
	Clone, Copy, Debug, Decode, DecodeWithMemTracking, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub enum Allowance {
	/// Yes.
	#[codec(index = 0)]
	Allowed,
	/// Up to and including this second since 1970-01-01T00:00:00Z. What is accepted so is valid no longer than that.
	#[codec(index = 1)]
	AllowedUntil(UnixTime),
	/// No.
	#[default]
	#[codec(index = 2)]
	Refused,
}

impl From<Allowance> for intel::Allowance {
	fn from(allowance: Allowance) -> Self {
		match allowance {
			Allowance::Allowed => Self::Allowed,
			Allowance::AllowedUntil(until) => Self::AllowedUntil(until),
			Allowance::Refused => Self::Refused,
		}
	}
}

/// Which statuses of a platform are accepted, as Intel's TCB info words them. `UpToDate` always is, `Revoked` never.
#[derive(
	Clone, Copy, Debug, Decode, DecodeWithMemTracking, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Statuses {
	/// For `SWHardeningNeeded`.
	pub sw_hardening_needed: Allowance,
	/// For `ConfigurationNeeded`.
	pub configuration_needed: Allowance,
	/// For `ConfigurationAndSWHardeningNeeded`.
	pub configuration_and_sw_hardening_needed: Allowance,
	/// For `OutOfDate`.
	pub out_of_date: Allowance,
	/// For `OutOfDateConfigurationNeeded`.
	pub out_of_date_configuration_needed: Allowance,
	/// For `TDRelaunchAdvised`: the platform was updated after the trust domain started.
	pub td_relaunch_advised: Allowance,
	/// For `TDRelaunchAdvisedConfigurationNeeded`.
	pub td_relaunch_advised_configuration_needed: Allowance,
}

impl From<Statuses> for intel::Statuses {
	fn from(statuses: Statuses) -> Self {
		Self {
			sw_hardening_needed: statuses.sw_hardening_needed.into(),
			configuration_needed: statuses.configuration_needed.into(),
			configuration_and_sw_hardening_needed: statuses.configuration_and_sw_hardening_needed.into(),
			out_of_date: statuses.out_of_date.into(),
			out_of_date_configuration_needed: statuses.out_of_date_configuration_needed.into(),
			td_relaunch_advised: statuses.td_relaunch_advised.into(),
			td_relaunch_advised_configuration_needed: statuses.td_relaunch_advised_configuration_needed.into(),
		}
	}
}

/// What is demanded of enclaves (SGX) and trust domains (TDX), and of their platforms. See [`intel::Policy`].
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct IntelPolicy {
	/// Whether enclaves are accepted.
	pub allow_sgx: bool,
	/// Whether trust domains are accepted.
	pub allow_tdx: bool,
	/// Whether enclaves and trust domains are accepted that their host can look into or profile. Only tests want this.
	pub allow_debug: bool,
	/// Whether trust domains bound to service trust domains are accepted.
	pub allow_service_td: bool,
	/// Which statuses are accepted.
	pub statuses: Statuses,
	/// Advisories that refuse a platform, whatever its status.
	pub refused_advisories: BoundedVec<Advisory, ConstU32<MAX_REFUSED_ADVISORIES>>,
	/// The least number of the evaluation that TCB info and QE identity rest on.
	pub min_tcb_evaluation_data_number: u32,
	/// Whether platforms are accepted to which processors can be added.
	pub allow_dynamic_platform: bool,
	/// Whether platforms are accepted whose root keys Intel keeps.
	pub allow_cached_keys: bool,
	/// Whether platforms are accepted that run with hyper-threading.
	pub allow_smt: bool,
}

impl IntelPolicy {
	/// Whether every advisory is a text.
	pub fn is_valid(&self) -> bool {
		are_utf8(&self.refused_advisories)
	}

	/// The policy as the verifier takes it.
	pub fn to_policy(&self) -> intel::Policy {
		intel::Policy {
			allow_sgx: self.allow_sgx,
			allow_tdx: self.allow_tdx,
			allow_debug: self.allow_debug,
			allow_service_td: self.allow_service_td,
			statuses: self.statuses.into(),
			refused_advisories: strings(&self.refused_advisories),
			min_tcb_evaluation_data_number: self.min_tcb_evaluation_data_number,
			allow_dynamic_platform: self.allow_dynamic_platform,
			allow_cached_keys: self.allow_cached_keys,
			allow_smt: self.allow_smt,
		}
	}
}

impl Default for IntelPolicy {
	fn default() -> Self {
		let strict = intel::Policy::strict();
		Self {
			allow_sgx: strict.allow_sgx,
			allow_tdx: strict.allow_tdx,
			allow_debug: strict.allow_debug,
			allow_service_td: strict.allow_service_td,
			statuses: Statuses::default(),
			refused_advisories: BoundedVec::new(),
			min_tcb_evaluation_data_number: strict.min_tcb_evaluation_data_number,
			allow_dynamic_platform: strict.allow_dynamic_platform,
			allow_cached_keys: strict.allow_cached_keys,
			allow_smt: strict.allow_smt,
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use piazza_verifiers::intel::Status;

	#[test]
	fn policy_is_the_strict_one_when_it_is_the_default() {
		assert_eq!(IntelPolicy::default().to_policy(), intel::Policy::strict());
	}

	#[test]
	fn advisories_are_kept_when_the_policy_is_converted() {
		let advisory = b"INTEL-SA-00615";
		let refused_advisories = BoundedVec::truncate_from(vec![BoundedVec::truncate_from(advisory.to_vec())]);
		let policy = IntelPolicy { refused_advisories, ..Default::default() };
		assert!(policy.is_valid());
		assert_eq!(policy.to_policy().refused_advisories, ["INTEL-SA-00615"]);
	}

	#[test]
	fn every_status_has_its_own_allowance_when_the_policy_is_converted() {
		let until = Allowance::AllowedUntil;
		let statuses = Statuses {
			sw_hardening_needed: until(1),
			configuration_needed: until(2),
			configuration_and_sw_hardening_needed: until(3),
			out_of_date: until(4),
			out_of_date_configuration_needed: until(5),
			td_relaunch_advised: Allowance::Allowed,
			td_relaunch_advised_configuration_needed: Allowance::Refused,
		};
		let converted = IntelPolicy { statuses, ..Default::default() }.to_policy().statuses;
		for (status, allowance) in [
			(Status::SwHardeningNeeded, intel::Allowance::AllowedUntil(1)),
			(Status::ConfigurationNeeded, intel::Allowance::AllowedUntil(2)),
			(Status::ConfigurationAndSwHardeningNeeded, intel::Allowance::AllowedUntil(3)),
			(Status::OutOfDate, intel::Allowance::AllowedUntil(4)),
			(Status::OutOfDateConfigurationNeeded, intel::Allowance::AllowedUntil(5)),
			(Status::TdRelaunchAdvised, intel::Allowance::Allowed),
			(Status::TdRelaunchAdvisedConfigurationNeeded, intel::Allowance::Refused),
		] {
			assert_eq!(converted.of(status), allowance, "{status:?}");
		}
	}
}
