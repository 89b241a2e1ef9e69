//! What this machine can show of itself, and what is missing.

use super::{nvml::GpuError, Device, Hardware, Machine};
use anyhow::Result;
use std::fmt;

/// What processor and GPUs give when they are asked.
#[derive(Debug)]
pub struct Offer {
	/// What the processor says. Without it, a chain takes no evidence of GPUs either.
	pub processor: Result<Machine>,
	/// What each GPU says, in the driver's order.
	pub gpus: Result<Vec<Result<Device, GpuError>>, GpuError>,
}

impl Offer {
	/// Asks all of `hardware` for evidence that is bound to nothing: only so does it show whether there would be some.
	pub fn of(hardware: &Hardware) -> Self {
		Self { processor: hardware.machine(&[0; 64]), gpus: hardware.ask_gpus(&[0; 32]) }
	}
}

impl fmt::Display for Offer {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		match &self.processor {
			Ok(machine) => write!(f, "processor      {machine}")?,
			Err(error) => write!(f, "processor      no evidence: {error:#}")?,
		}
		let gpus = match &self.gpus {
			Ok(gpus) if gpus.is_empty() => return write!(f, "\nGPUs           none"),
			Ok(gpus) => gpus,
			Err(error) => return write!(f, "\nGPUs           no evidence: {error}"),
		};
		let good = gpus.iter().filter(|answer| answer.is_ok()).count();
		write!(f, "\nGPUs           {good} of {} gave evidence", gpus.len())?;
		gpus.iter()
			.filter_map(|answer| answer.as_ref().err())
			.try_for_each(|error| write!(f, "\n               {error}"))
	}
}

impl fmt::Display for Machine {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		match self {
			Self::Intel { quote } => write!(f, "Intel TDX, a quote of {} bytes", quote.len()),
			Self::Amd { report, endorsement, intermediate } => {
				let certificates = endorsement.len() + intermediate.as_ref().map_or(0, Vec::len);
				write!(f, "AMD SEV-SNP, a report of {} bytes with {certificates} bytes of certificates", report.len())
			}
			Self::Software { report, .. } => {
				write!(f, "FOR DEVELOPMENT CHAINS: a report of {} bytes that proves nothing", report.len())
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn device() -> Device {
		Device { report: vec![1], certificates: Vec::new() }
	}

	#[test]
	fn offer_says_what_is_missing_when_the_machine_has_nothing() {
		let folder = tempfile::tempdir().unwrap();
		let (reports, library) = (folder.path().join("report"), folder.path().join("libnvidia-ml.so.1"));
		let offer = Offer::of(&Hardware { reports, library, ..Hardware::default() });
		let text = offer.to_string();
		for missing in ["configfs is not mounted", "no NVIDIA driver"] {
			assert!(text.contains(missing), "{text}");
		}
		assert!(offer.processor.is_err());
	}

	#[test]
	fn offer_says_what_each_part_gave() {
		let processor = Ok(Machine::Intel { quote: vec![0; 5000] });
		let offer = Offer { processor, gpus: Ok(vec![Ok(device()), Err(GpuError::Off { gpu: 1 })]) };
		let text = offer.to_string();
		for given in
			["Intel TDX, a quote of 5000 bytes", "1 of 2 gave evidence", "GPU 1: confidential computing is off"]
		{
			assert!(text.contains(given), "{text}");
		}
		assert!(!text.contains("GPU 0"), "{text}");
	}

	#[test]
	fn offer_says_so_when_there_are_no_gpus() {
		let amd = Machine::Amd { report: vec![0; 1184], endorsement: vec![0; 10], intermediate: Some(vec![0; 5]) };
		let text = Offer { processor: Ok(amd), gpus: Ok(Vec::new()) }.to_string();
		assert!(text.contains("a report of 1184 bytes with 15 bytes of certificates"), "{text}");
		assert!(text.contains("GPUs           none"), "{text}");
	}
}
