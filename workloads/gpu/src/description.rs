//! What a GPU says of itself.

use std::fmt::{Display, Formatter, Result};
use wgpu::{AdapterInfo, DeviceType};

/// What a GPU says of itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Description {
	/// Its name.
	pub name: String,
	/// Its driver, with the version.
	pub driver: String,
	/// What kind it is.
	pub kind: Kind,
}

/// Kinds of GPUs, the best first.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Kind {
	/// With memory of its own.
	Discrete,
	/// Shares the processor's memory.
	Integrated,
	/// Handed through to a virtual machine.
	Virtual,
	/// Hardware that does not say what it is.
	Other,
	/// The processor, playing a GPU: slower than the processor itself, good for tests.
	Software,
}

impl From<AdapterInfo> for Description {
	fn from(info: AdapterInfo) -> Self {
		let driver = format!("{} {}", info.driver, info.driver_info);
		Self { name: info.name, driver: driver.trim().into(), kind: info.device_type.into() }
	}
}

impl From<DeviceType> for Kind {
	fn from(device: DeviceType) -> Self {
		match device {
			DeviceType::DiscreteGpu => Self::Discrete,
			DeviceType::IntegratedGpu => Self::Integrated,
			DeviceType::VirtualGpu => Self::Virtual,
			DeviceType::Other => Self::Other,
			DeviceType::Cpu => Self::Software,
		}
	}
}

impl Display for Description {
	fn fmt(&self, f: &mut Formatter<'_>) -> Result {
		write!(f, "{} ({}, driver {})", self.name, self.kind, self.driver)
	}
}

impl Display for Kind {
	fn fmt(&self, f: &mut Formatter<'_>) -> Result {
		f.write_str(match self {
			Self::Discrete => "discrete",
			Self::Integrated => "integrated",
			Self::Virtual => "virtual",
			Self::Other => "unknown kind",
			Self::Software => "software",
		})
	}
}
