//! Why there is no GPU, or no product from it.

use crate::Description;
use std::time::Duration;

/// Why no GPU can be used.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NoGpu {
	/// There is no Vulkan driver, or it knows no device.
	#[error("no Vulkan driver knows a GPU")]
	None,
	/// Drivers know nothing but software.
	#[error("there is no GPU, only software that plays one: {0}")]
	OnlySoftware(Description),
	/// Software was asked for, and there is none.
	#[error("no software plays a GPU here: install the packages mesa-vulkan-drivers and libvulkan1 (`scripts/setup`)")]
	NoSoftware,
	/// The driver does not give the device, or it lacks what the kernel needs.
	#[error("{gpu} cannot be used: {reason}")]
	Unusable {
		/// Which.
		gpu: Description,
		/// What went wrong.
		reason: String,
	},
	/// The GPU does not multiply as the processor does.
	#[error("{gpu} is refused: it multiplied wrongly when it was tried; look for another version of its driver")]
	Wrong {
		/// Which.
		gpu: Description,
	},
}

/// Why a GPU gave no product.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Failure {
	/// The device is gone for good: unplugged, reset, or its driver has crashed.
	#[error("the GPU is lost: {reason}")]
	Lost {
		/// What the driver said.
		reason: String,
	},
	/// The device did not answer; it counts as lost from then on.
	#[error("the GPU gave no answer within {} s", .0.as_secs())]
	Silent(Duration),
	/// The product was wrong; the device counts as lost from then on.
	#[error("the GPU multiplied wrongly")]
	Wrong,
	/// The device did not take this piece of work, by which it may take the next.
	#[error("the GPU refused the work: {reason}")]
	Refused {
		/// What the driver said.
		reason: String,
	},
}
