//! Chooses the hardware that does tensor operations; [`command`] runs one program on it.

pub mod command;

use crate::config::{Compute, ComputeBackend};
use anyhow::{Context, Result};
use piazza_workload_gpu::{Gpu, Preference};
use piazza_workload_host::Tensor;

/// The hardware that `compute` asks for, and its name for people. Fails only where a GPU is asked for and none works.
pub fn open(compute: &Compute) -> Result<(Tensor, String)> {
	match compute.backend {
		ComputeBackend::Cpu => Ok(processor("as configured")),
		ComputeBackend::Auto => Ok(Gpu::find(Preference::Hardware).map_or_else(processor, on)),
		ComputeBackend::Gpu if compute.software => Ok(on(Gpu::find(Preference::Software)?)),
		ComputeBackend::Gpu => Ok(on(Gpu::find(Preference::Hardware).context(
			"there is no GPU to compute on: install its driver with the Vulkan part, and libvulkan1; or set `backend` in \
			the configuration's [compute] to \"auto\" or \"cpu\"",
		)?)),
	}
}

fn on(gpu: Gpu) -> (Tensor, String) {
	let name = format!("GPU {}", gpu.describe());
	(Tensor::on(gpu), name)
}

fn processor(why: impl ToString) -> (Tensor, String) {
	(Tensor::default(), format!("processor: {}", why.to_string()))
}

#[cfg(test)]
mod tests {
	use super::*;

	fn opened(backend: ComputeBackend, software: bool) -> Result<String> {
		open(&Compute { backend, software }).map(|(_, name)| name)
	}

	#[test]
	fn processor_computes_when_it_is_asked_for() {
		assert_eq!(opened(ComputeBackend::Cpu, false).unwrap(), "processor: as configured");
	}

	#[test]
	fn software_is_taken_when_it_is_asked_for_and_never_by_itself() {
		let name = opened(ComputeBackend::Gpu, true).unwrap_or_else(|error| panic!("this test needs it: {error}"));
		assert!(name.starts_with("GPU") && name.contains("software"), "{name}");
		let name = opened(ComputeBackend::Auto, false).unwrap();
		assert!(!name.starts_with("GPU") || !name.contains("software"), "{name}");
	}

	#[test]
	fn gpu_is_refused_with_a_way_out_when_auto_finds_none() {
		if opened(ComputeBackend::Auto, false).unwrap().starts_with("GPU") {
			assert!(opened(ComputeBackend::Gpu, false).is_ok());
		} else {
			let error = format!("{:#}", opened(ComputeBackend::Gpu, false).unwrap_err());
			assert!(error.contains("[compute]") && error.contains("Vulkan"), "{error}");
		}
	}
}
