//! Chooses among the GPUs of this machine.

use crate::{description::Kind, Description, Gpu, NoGpu};
use futures::executor::block_on;
use wgpu::{Adapter, Backends, Instance, InstanceDescriptor, InstanceFlags};

/// Which devices may be taken.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Preference {
	/// Hardware alone: discrete before integrated before virtual.
	Hardware,
	/// Software alone, which plays a GPU on the processor: for tests.
	Software,
}

/// The first device after `preference` that works.
pub(crate) fn find(preference: Preference) -> Result<Gpu, NoGpu> {
	let mut failure = None;
	for (adapter, description) in candidates(preference)? {
		match Gpu::open(&adapter, description) {
			Ok(gpu) => return Ok(gpu),
			// The best one's tells more than that of what was tried after it.
			Err(error) => failure = failure.or(Some(error)),
		}
	}
	Err(failure.unwrap_or(NoGpu::None))
}

/// The devices to try, the best first; at least one.
fn candidates(preference: Preference) -> Result<Vec<(Adapter, Description)>, NoGpu> {
	let mut descriptor = InstanceDescriptor::new_without_display_handle();
	descriptor.backends = Backends::VULKAN;
	// Neither debugging nor the layers that check how Vulkan is used, whatever the build.
	descriptor.flags = InstanceFlags::empty();
	let found = block_on(Instance::new(descriptor).enumerate_adapters(Backends::VULKAN));
	let described = found.into_iter().map(|adapter| {
		let description = Description::from(adapter.get_info());
		(adapter, description)
	});
	choose(described.collect(), preference)
}

/// Those of `found` that may be taken, the best first.
fn choose<T>(found: Vec<(T, Description)>, preference: Preference) -> Result<Vec<(T, Description)>, NoGpu> {
	let (software, mut hardware) = found.into_iter().partition::<Vec<_>, _>(|(_, gpu)| gpu.kind == Kind::Software);
	match preference {
		Preference::Software if software.is_empty() => Err(NoGpu::NoSoftware),
		Preference::Software => Ok(software),
		Preference::Hardware if hardware.is_empty() => {
			Err(software.into_iter().next().map_or(NoGpu::None, |(_, gpu)| NoGpu::OnlySoftware(gpu)))
		}
		Preference::Hardware => {
			hardware.sort_by_key(|(_, gpu)| gpu.kind);
			Ok(hardware)
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn gpu(kind: Kind) -> ((), Description) {
		((), Description { name: kind.to_string(), driver: "driver 1".into(), kind })
	}

	fn chosen(kinds: &[Kind], preference: Preference) -> Result<Vec<Kind>, NoGpu> {
		let found = kinds.iter().copied().map(gpu).collect();
		Ok(choose(found, preference)?.into_iter().map(|(_, gpu)| gpu.kind).collect())
	}

	#[test]
	fn hardware_is_tried_from_the_best_when_there_are_several_kinds() {
		use Kind::*;
		let all = [Software, Other, Virtual, Integrated, Discrete];
		assert_eq!(chosen(&all, Preference::Hardware), Ok(vec![Discrete, Integrated, Virtual, Other]));
	}

	#[test]
	fn software_is_taken_only_when_it_is_asked_for() {
		use Kind::*;
		assert_eq!(chosen(&[Discrete, Software], Preference::Software), Ok(vec![Software]));
		assert_eq!(chosen(&[Software], Preference::Hardware), Err(NoGpu::OnlySoftware(gpu(Software).1)));
	}

	#[test]
	fn nothing_is_found_when_there_is_nothing_of_the_kind() {
		assert_eq!(chosen(&[], Preference::Hardware), Err(NoGpu::None));
		assert_eq!(chosen(&[Kind::Discrete], Preference::Software), Err(NoGpu::NoSoftware));
	}
}
