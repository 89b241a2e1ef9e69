//! What is demanded of machines of AMD's.

use super::{are_utf8, strings};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use piazza_verifiers::amd::{self, MAX_CLOUD_LENGTH};
use scale_info::TypeInfo;

/// Most processors that can be accepted.
pub const MAX_ACCEPTED_PROCESSORS: u32 = 16;

/// Most clouds that can be accepted.
pub const MAX_CLOUDS: u32 = 8;

/// The least privileged level there is.
const LEAST_PRIVILEGE: u8 = 3;

/// Name of a cloud as its certificate has it, such as `CN=cc-us-east-2.amazonaws.com`. UTF-8, at most
/// [`MAX_CLOUD_LENGTH`] bytes.
pub type Cloud = BoundedVec<u8, ConstU32<{ MAX_CLOUD_LENGTH as u32 }>>;

/// A family of processors whose keys have one root.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Product {
	/// EPYC 7003. Software alone can forge its reports.
	#[codec(index = 0)]
	Milan,
	/// EPYC 9004 and 8004.
	#[codec(index = 1)]
	Genoa,
	/// EPYC 9005.
	#[codec(index = 2)]
	Turin,
}

impl From<amd::Product> for Product {
	fn from(product: amd::Product) -> Self {
		match product {
			amd::Product::Milan => Self::Milan,
			amd::Product::Genoa => Self::Genoa,
			amd::Product::Turin => Self::Turin,
		}
	}
}

impl From<Product> for amd::Product {
	fn from(product: Product) -> Self {
		match product {
			Product::Milan => Self::Milan,
			Product::Genoa => Self::Genoa,
			Product::Turin => Self::Turin,
		}
	}
}

/// A processor, as CPUID function 1 tells it (family and model with their extensions added).
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Cpu {
	/// Family.
	pub family: u8,
	/// Model.
	pub model: u8,
	/// Stepping.
	pub stepping: u8,
}

impl From<amd::Cpu> for Cpu {
	fn from(amd::Cpu { family, model, stepping }: amd::Cpu) -> Self {
		Self { family, model, stepping }
	}
}

impl From<Cpu> for amd::Cpu {
	fn from(Cpu { family, model, stepping }: Cpu) -> Self {
		Self { family, model, stepping }
	}
}

/// Security versions of firmware, each a number that grows when a weakness is repaired.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Tcb {
	/// The first mutable code; only Turin has one, elsewhere 0.
	pub fmc: u8,
	/// The secure processor's boot loader.
	pub boot_loader: u8,
	/// The secure processor's operating system.
	pub tee: u8,
	/// The SNP firmware.
	pub snp: u8,
	/// The microcode of the cores, counted for each stepping on its own.
	pub microcode: u8,
}

impl From<amd::Tcb> for Tcb {
	fn from(amd::Tcb { fmc, boot_loader, tee, snp, microcode }: amd::Tcb) -> Self {
		Self { fmc, boot_loader, tee, snp, microcode }
	}
}

impl From<Tcb> for amd::Tcb {
	fn from(Tcb { fmc, boot_loader, tee, snp, microcode }: Tcb) -> Self {
		Self { fmc, boot_loader, tee, snp, microcode }
	}
}

/// Processors that are accepted, and the oldest firmware accepted of them.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct AcceptedProcessor {
	/// The product.
	pub product: Product,
	/// One processor of the product; none for all of them.
	pub cpu: Option<Cpu>,
	/// What the reported, the committed and the launch TCB must at least be.
	pub minimum: Tcb,
}

impl From<amd::Accepted> for AcceptedProcessor {
	fn from(accepted: amd::Accepted) -> Self {
		Self { product: accepted.product.into(), cpu: accepted.cpu.map(Into::into), minimum: accepted.minimum.into() }
	}
}

impl From<AcceptedProcessor> for amd::Accepted {
	fn from(accepted: AcceptedProcessor) -> Self {
		Self { product: accepted.product.into(), cpu: accepted.cpu.map(Into::into), minimum: accepted.minimum.into() }
	}
}

/// What is demanded of guests of SEV-SNP and of their platforms. See [`amd::Policy`].
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct AmdPolicy {
	/// Processors accepted: a report must meet one of these.
	pub accepted: BoundedVec<AcceptedProcessor, ConstU32<MAX_ACCEPTED_PROCESSORS>>,
	/// Clouds whose reports are accepted although they name no chip.
	pub clouds: BoundedVec<Cloud, ConstU32<MAX_CLOUDS>>,
	/// Whether guests are accepted that the host may debug. Only tests want this.
	pub debug: bool,
	/// Whether guests are accepted that a migration agent may move elsewhere.
	pub migration_agent: bool,
	/// Whether guests must be bound to one socket.
	pub single_socket: bool,
	/// The least privileged level a report may come from: 0 is the most privileged, 3 the least.
	pub max_vmpl: u8,
	/// Bits of `PLATFORM_INFO` (SEV-SNP firmware ABI) that must be set.
	pub platform_required: u64,
	/// Bits of `PLATFORM_INFO` that must not be set.
	pub platform_forbidden: u64,
}

impl AmdPolicy {
	/// Whether every cloud is a text and the level of privilege exists.
	pub fn is_valid(&self) -> bool {
		are_utf8(&self.clouds) && self.max_vmpl <= LEAST_PRIVILEGE
	}

	/// The policy as the verifier takes it.
	pub fn to_policy(&self) -> amd::Policy {
		amd::Policy {
			accepted: self.accepted.iter().copied().map(Into::into).collect(),
			clouds: strings(&self.clouds),
			debug: self.debug,
			migration_agent: self.migration_agent,
			single_socket: self.single_socket,
			max_vmpl: self.max_vmpl,
			platform_required: self.platform_required,
			platform_forbidden: self.platform_forbidden,
		}
	}
}

impl Default for AmdPolicy {
	fn default() -> Self {
		let strict = amd::Policy::strict();
		Self {
			accepted: BoundedVec::truncate_from(strict.accepted.into_iter().map(Into::into).collect()),
			clouds: BoundedVec::new(),
			debug: strict.debug,
			migration_agent: strict.migration_agent,
			single_socket: strict.single_socket,
			max_vmpl: strict.max_vmpl,
			platform_required: strict.platform_required,
			platform_forbidden: strict.platform_forbidden,
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn policy_is_the_strict_one_when_it_is_the_default() {
		assert_eq!(AmdPolicy::default().to_policy(), amd::Policy::strict());
	}

	#[test]
	fn clouds_and_processors_are_kept_when_the_policy_is_converted() {
		let minimum = Tcb { fmc: 1, boot_loader: 2, tee: 3, snp: 4, microcode: 5 };
		let products = [Product::Milan, Product::Genoa, Product::Turin];
		let accepted = products.map(|product| AcceptedProcessor { product, cpu: None, minimum });
		let cloud = b"CN=cc-us-east-2.amazonaws.com";
		let policy = AmdPolicy {
			accepted: BoundedVec::truncate_from(accepted.to_vec()),
			clouds: BoundedVec::truncate_from(vec![BoundedVec::truncate_from(cloud.to_vec())]),
			..Default::default()
		};
		assert!(policy.is_valid());
		let converted = policy.to_policy();
		assert_eq!(converted.clouds, ["CN=cc-us-east-2.amazonaws.com"]);
		let minimum = amd::Tcb { fmc: 1, boot_loader: 2, tee: 3, snp: 4, microcode: 5 };
		let products = [amd::Product::Milan, amd::Product::Genoa, amd::Product::Turin];
		assert_eq!(converted.accepted, products.map(|product| amd::Accepted { product, cpu: None, minimum }));
		let back: Vec<AcceptedProcessor> = converted.accepted.into_iter().map(Into::into).collect();
		assert_eq!(back, accepted);
	}

	#[test]
	fn policy_is_not_valid_when_a_cloud_is_no_text() {
		let clouds = BoundedVec::truncate_from(vec![BoundedVec::truncate_from(vec![0xff])]);
		assert!(!AmdPolicy { clouds, ..Default::default() }.is_valid());
	}
}
