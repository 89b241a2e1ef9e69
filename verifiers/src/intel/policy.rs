//! What a verifier accepts of what is proven.

use super::{
	pck::Platform,
	report::{td_attributes, Report, Tee},
	Error, Status,
};
use crate::UnixTime;
use alloc::{string::String, vec::Vec};

/// Whether something is accepted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Allowance {
	/// Yes.
	Allowed,
	/// Up to and including this second. What is accepted so is valid no longer than that.
	AllowedUntil(UnixTime),
	/// No.
	#[default]
	Refused,
}

/// Which statuses are accepted. `UpToDate` always is, `Revoked` never.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statuses {
	/// For [`Status::SwHardeningNeeded`].
	pub sw_hardening_needed: Allowance,
	/// For [`Status::ConfigurationNeeded`].
	pub configuration_needed: Allowance,
	/// For [`Status::ConfigurationAndSwHardeningNeeded`].
	pub configuration_and_sw_hardening_needed: Allowance,
	/// For [`Status::OutOfDate`].
	pub out_of_date: Allowance,
	/// For [`Status::OutOfDateConfigurationNeeded`].
	pub out_of_date_configuration_needed: Allowance,
	/// For [`Status::TdRelaunchAdvised`].
	pub td_relaunch_advised: Allowance,
	/// For [`Status::TdRelaunchAdvisedConfigurationNeeded`].
	pub td_relaunch_advised_configuration_needed: Allowance,
}

impl Statuses {
	/// Whether a status is accepted.
	pub fn of(&self, status: Status) -> Allowance {
		match status {
			Status::UpToDate => Allowance::Allowed,
			Status::SwHardeningNeeded => self.sw_hardening_needed,
			Status::ConfigurationNeeded => self.configuration_needed,
			Status::ConfigurationAndSwHardeningNeeded => self.configuration_and_sw_hardening_needed,
			Status::OutOfDate => self.out_of_date,
			Status::OutOfDateConfigurationNeeded => self.out_of_date_configuration_needed,
			Status::TdRelaunchAdvised => self.td_relaunch_advised,
			Status::TdRelaunchAdvisedConfigurationNeeded => self.td_relaunch_advised_configuration_needed,
			Status::Revoked => Allowance::Refused,
		}
	}
}

/// What a verifier accepts. Which programs it accepts (MRENCLAVE, MRTD, RTMRs and the rest) is not in here: the caller
/// compares the facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
	/// Whether enclaves (SGX) are accepted.
	pub allow_sgx: bool,
	/// Whether trust domains (TDX) are accepted.
	pub allow_tdx: bool,
	/// Whether enclaves and TDs are accepted that their host can look into or profile. Only tests want this.
	pub allow_debug: bool,
	/// Whether TDs bound to service TDs are accepted: the service TD's code is part of what is trusted then.
	pub allow_service_td: bool,
	/// Which statuses are accepted.
	pub statuses: Statuses,
	/// Advisories that refuse a platform, whatever its status: ids such as `INTEL-SA-00615`.
	pub refused_advisories: Vec<String>,
	/// The least number of the evaluation that TCB info and QE identity rest on.
	pub min_tcb_evaluation_data_number: u32,
	/// Whether platforms are accepted to which processors can be added.
	pub allow_dynamic_platform: bool,
	/// Whether platforms are accepted whose root keys Intel keeps.
	pub allow_cached_keys: bool,
	/// Whether platforms are accepted that run with hyper-threading.
	pub allow_smt: bool,
}

impl Policy {
	/// What production wants: up to date, not under debug, no service TDs. Real servers are dynamic platforms with cached
	/// keys and hyper-threading, so these are accepted.
	pub fn strict() -> Self {
		Self {
			allow_sgx: true,
			allow_tdx: true,
			allow_debug: false,
			allow_service_td: false,
			statuses: Statuses::default(),
			refused_advisories: Vec::new(),
			min_tcb_evaluation_data_number: 0,
			allow_dynamic_platform: true,
			allow_cached_keys: true,
			allow_smt: true,
		}
	}

	/// Checks what the report says of itself; cheap, so it is done first.
	pub(super) fn check_report(&self, report: &Report) -> Result<(), Error> {
		match report.tee() {
			Tee::Sgx if !self.allow_sgx => return Err(Error::TeeRefused(Tee::Sgx)),
			Tee::Tdx if !self.allow_tdx => return Err(Error::TeeRefused(Tee::Tdx)),
			Tee::Sgx | Tee::Tdx => {}
		}
		let td = match report {
			Report::Sgx(report) if report.is_debug() && !self.allow_debug => return Err(Error::Debug),
			Report::Sgx(_) => return Ok(()),
			Report::Tdx(td) => td,
		};
		let attributes = u64::from_le_bytes(td.td_attributes);
		let has = |bits| attributes & bits != 0;
		if has(td_attributes::DEBUG) && !self.allow_debug {
			return Err(Error::Debug);
		}
		if has(td_attributes::PROFILING) && !self.allow_debug {
			return Err(Error::Profiling);
		}
		if has(td_attributes::RESERVED) {
			return Err(Error::ReservedAttributes);
		}
		if has(td_attributes::MIGRATABLE) {
			return Err(Error::Migratable);
		}
		// TDs with service TDs never get a TDX 1.0 report.
		let may_have_service_td = self.allow_service_td && td.td_15.is_some();
		let service_td = td.td_15.as_ref().is_some_and(|td| td.mr_service_td != [0; 48]);
		if (has(td_attributes::SERVICE_TD) || service_td) && !may_have_service_td {
			return Err(Error::ServiceTd);
		}
		match has(td_attributes::SEPT_VE_DISABLE) {
			true => Ok(()),
			false => Err(Error::EptViolations),
		}
	}

	/// Checks what the certificate says of the platform.
	pub(super) fn check_platform(&self, platform: &Platform) -> Result<(), Error> {
		if platform.dynamic_platform == Some(true) && !self.allow_dynamic_platform {
			return Err(Error::DynamicPlatform);
		}
		if platform.cached_keys == Some(true) && !self.allow_cached_keys {
			return Err(Error::CachedKeys);
		}
		match platform.smt == Some(true) && !self.allow_smt {
			true => Err(Error::Smt),
			false => Ok(()),
		}
	}

	/// Checks what the platform is worth. Returns how long it is accepted.
	pub(super) fn check_status(
		&self,
		status: Status,
		advisories: &[String],
		tcb_evaluation_data_number: u32,
		now: UnixTime,
	) -> Result<UnixTime, Error> {
		if tcb_evaluation_data_number < self.min_tcb_evaluation_data_number {
			return Err(Error::EvaluationTooOld);
		}
		if advisories.iter().any(|advisory| self.refused_advisories.contains(advisory)) {
			return Err(Error::AdvisoryRefused);
		}
		match self.statuses.of(status) {
			Allowance::Allowed => Ok(UnixTime::MAX),
			Allowance::AllowedUntil(until) if now <= until => Ok(until),
			Allowance::AllowedUntil(_) | Allowance::Refused => Err(Error::StatusRefused(status)),
		}
	}
}
