//! Evidence of which machine the worker runs on, for the chain to check.
//!
//! | Module | What for |
//! |---|---|
//! | [`challenge`] | What evidence must be bound to, so that it is fresh and speaks for this worker alone |
//! | [`evidence`] | What is handed in, encoded as the chain reads it |
//! | [`tsm`] | Reports of Intel TDX and AMD SEV-SNP, by way of Linux |
//! | [`amd`] | The certificates that go with a report of SEV-SNP |
//! | [`nvml`] | Reports of NVIDIA's GPUs, by way of their driver |
//! | [`software`] | Evidence of nothing, for development chains |
//! | [`probe`] | What this machine offers, and what is missing |
//! | [`command`] | The subcommand |
//!
//! Nothing here judges evidence: that is the chain's part. Nothing is fetched from a network either.

pub mod amd;
pub mod certificate;
pub mod challenge;
pub mod command;
pub mod evidence;
pub mod nvml;
pub mod probe;
pub mod software;
pub mod tsm;

pub use challenge::Challenge;
pub use evidence::{devices_digest, Device, Evidence, Machine};
pub use software::Software;

use anyhow::Result;
use std::path::PathBuf;

/// Where evidence comes from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Source {
	/// This machine's processor and GPUs.
	Hardware(Hardware),
	/// Software, for development chains.
	Software(Software),
}

impl Source {
	/// Answers the chain's challenge. Takes the calling thread for seconds.
	pub fn answer(&self, challenge: &Challenge) -> Result<Evidence> {
		self.collect(&challenge.nonce(), |devices| Ok(challenge.report_data(&devices)))
	}

	/// Collects evidence: first each GPU answers `nonce`, then the processor binds what `report_data` makes of the
	/// digest of those answers.
	pub fn collect(
		&self,
		nonce: &[u8; 32],
		report_data: impl FnOnce([u8; 32]) -> Result<[u8; 64]>,
	) -> Result<Evidence> {
		let devices = self.devices(nonce)?;
		let report_data = report_data(devices_digest(&devices))?;
		Ok(Evidence { machine: self.machine(&report_data)?, devices })
	}

	/// What the GPUs answer to `nonce`. Software has none.
	pub fn devices(&self, nonce: &[u8; 32]) -> Result<Vec<Device>> {
		match self {
			Self::Hardware(hardware) => Ok(hardware.devices(nonce)?),
			Self::Software(_) => Ok(Vec::new()),
		}
	}

	/// What the processor says, bound to `report_data`.
	pub fn machine(&self, report_data: &[u8; 64]) -> Result<Machine> {
		match self {
			Self::Hardware(hardware) => hardware.machine(report_data),
			Self::Software(software) => software.machine(report_data),
		}
	}
}

/// This machine's processor and GPUs, and where to ask them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Hardware {
	/// The folder in which Linux makes reports of the processor.
	pub reports: PathBuf,
	/// The GPU driver's library.
	pub library: PathBuf,
	/// Certificates of an AMD processor that the operator has in files.
	pub certificates: amd::Files,
}

impl Default for Hardware {
	fn default() -> Self {
		Self { reports: tsm::FOLDER.into(), library: nvml::LIBRARY.into(), certificates: amd::Files::default() }
	}
}

impl Hardware {
	/// What the GPUs answer to `nonce`. Those that attest nothing are left out.
	pub fn devices(&self, nonce: &[u8; 32]) -> Result<Vec<Device>, nvml::GpuError> {
		let answers = match self.ask_gpus(nonce) {
			Ok(answers) => answers,
			Err(error) if error.is_absence() => {
				tracing::debug!("no evidence of GPUs: {error}");
				return Ok(Vec::new());
			}
			Err(error) => return Err(error),
		};
		let mut devices = Vec::new();
		for answer in answers {
			match answer {
				Ok(device) => devices.push(device),
				Err(error) if error.is_absence() => tracing::warn!("left out of the evidence: {error}"),
				Err(error) => return Err(error),
			}
		}
		Ok(devices)
	}

	/// What each GPU answers to `nonce`, in the driver's order.
	pub fn ask_gpus(&self, nonce: &[u8; 32]) -> Result<Vec<Result<Device, nvml::GpuError>>, nvml::GpuError> {
		nvml::ask(&nvml::Driver::open(&self.library)?, nonce)
	}

	/// What the processor says, bound to `report_data`.
	pub fn machine(&self, report_data: &[u8; 64]) -> Result<Machine> {
		Ok(self.complete(tsm::report(&self.reports, report_data)?)?)
	}

	/// Puts to a report what the chain needs with it.
	fn complete(&self, report: tsm::Report) -> Result<Machine, amd::AmdError> {
		let tsm::Report { provider, report, auxiliary } = report;
		match provider {
			tsm::Provider::Tdx => Ok(Machine::Intel { quote: report }),
			tsm::Provider::SevSnp => amd::machine(report, &auxiliary, &self.certificates),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::view::{AccountId, H256};
	use piazza_fixtures::amd::{Made, Snp};

	fn software() -> Source {
		Source::Software(Software { device: "one".parse().unwrap(), measurement: Default::default() })
	}

	/// A machine that has neither reports nor a driver.
	fn nothing() -> Hardware {
		let folder = PathBuf::from("/nowhere");
		Hardware { reports: folder.join("report"), library: folder.join("library"), ..Hardware::default() }
	}

	#[test]
	fn answer_binds_what_the_chain_asks_for() {
		let challenge = Challenge {
			genesis: H256([1; 32]),
			owner: AccountId([2; 32]),
			worker: AccountId([3; 32]),
			block_hash: H256([4; 32]),
		};
		let Evidence { machine: Machine::Software { report, .. }, devices } = software().answer(&challenge).unwrap()
		else {
			panic!("another machine")
		};
		assert!(devices.is_empty());
		assert_eq!(report[52..116], challenge.report_data(&[0; 32]));
	}

	#[test]
	fn evidence_is_not_collected_when_there_is_nothing_to_bind() {
		let error = software().collect(&[0; 32], |_| anyhow::bail!("no block")).unwrap_err();
		assert_eq!(error.to_string(), "no block");
	}

	#[test]
	fn evidence_is_not_collected_when_the_processor_has_none() {
		assert_eq!(nothing().devices(&[0; 32]).unwrap(), []);
		let error = Source::Hardware(nothing()).collect(&[0; 32], |_| Ok([0; 64])).unwrap_err();
		assert!(matches!(error.downcast_ref(), Some(tsm::TsmError::NoFolder(_))), "{error}");
	}

	#[test]
	fn report_becomes_evidence_of_its_vendor() {
		let given = |provider, report, auxiliary| nothing().complete(tsm::Report { provider, report, auxiliary });
		let quote = vec![1, 2, 3];
		assert_eq!(given(tsm::Provider::Tdx, quote.clone(), Vec::new()).unwrap(), Machine::Intel { quote });
		let Made { report, .. } = Snp::default().make();
		let missing = given(tsm::Provider::SevSnp, report, Vec::new()).unwrap_err();
		assert!(matches!(missing, amd::AmdError::NoVcek { .. }), "{missing}");
	}
}
