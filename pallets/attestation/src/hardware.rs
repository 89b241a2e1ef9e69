//! Classes of hardware: what a tenant asks for when it asks for "an H100".

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
pub use piazza_primitives::ClassId;
use piazza_verifiers::nvidia;
use scale_info::TypeInfo;

/// A short name, UTF-8.
pub type Name = BoundedVec<u8, ConstU32<32>>;

/// What machines of a class have in common.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct HardwareClass {
	/// Who makes it, such as `NVIDIA`.
	pub vendor: Name,
	/// Its model, such as `H100 SXM`.
	pub model: Name,
	/// Its architecture, such as `Hopper`.
	pub architecture: Name,
	/// Memory of one GPU in MiB.
	pub vram_mib: u32,
	/// Trillions of bf16 operations a second of one GPU, without sparsity, as its maker states them.
	pub bf16_tflops: u32,
}

/// What a GPU's evidence says of its model. Text as NVIDIA writes it; what is absent is empty.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct GpuModel {
	/// The chip, such as `GH100`.
	pub chip: Name,
	/// The board's design, such as `G520`.
	pub project: Name,
	/// The board's model, such as `0280`.
	pub project_sku: Name,
	/// The chip's model, such as `895`.
	pub chip_sku: Name,
}

impl GpuModel {
	/// The model that good evidence names. A text that is longer than a [`Name`] is cut: no class has such a name.
	pub fn of(facts: &nvidia::Facts) -> Self {
		let optional = |text: &Option<alloc::string::String>| name(text.as_deref().unwrap_or_default());
		Self {
			chip: name(&facts.chip),
			project: optional(&facts.project),
			project_sku: optional(&facts.project_sku),
			chip_sku: optional(&facts.chip_sku),
		}
	}
}

/// The first 32 bytes of a text.
pub(crate) fn name(text: &str) -> Name {
	Name::truncate_from(text.as_bytes().to_vec())
}

/// The classes that every chain starts with, and the models of GPUs that belong to them. Governance adds others.
///
/// Memory and speed are NVIDIA's own figures (H100 Tensor Core GPU data sheet; those of bf16 are given there with
/// sparsity, which doubles them). Boards and chips are named as NVIDIA's reference manifests name them.
pub(crate) fn known() -> [(ClassId, HardwareClass, GpuModel); 2] {
	let class = |model, bf16_tflops| HardwareClass {
		vendor: name("NVIDIA"),
		model: name(model),
		architecture: name("Hopper"),
		vram_mib: 80 * 1024,
		bf16_tflops,
	};
	let model = |project, project_sku, chip_sku| GpuModel {
		chip: name("GH100"),
		project: name(project),
		project_sku: name(project_sku),
		chip_sku: name(chip_sku),
	};
	[
		(1, class("H100 SXM", 989), model("G520", "0280", "895")),
		(2, class("H100 PCIe", 756), model("1010", "0200", "882")),
	]
}
