//! Whom the chain believes about hardware.

use alloc::{vec, vec::Vec};
use piazza_verifiers::{amd, android, intel, nitro, nvidia, x509::Anchor};

/// The roots of the vendors. Software has none here: those of development chains are in their genesis.
pub trait Roots {
	/// Intel's, for quotes and for collateral.
	fn intel() -> Vec<Anchor>;
	/// AMD's, one for each product, with its intermediates.
	fn amd() -> amd::Anchors;
	/// NVIDIA's, for GPUs and NVSwitches.
	fn nvidia() -> Vec<Anchor>;
	/// AWS's, for Nitro enclaves.
	fn nitro() -> Vec<Anchor>;
	/// Google's, for Android phones.
	fn android() -> Vec<Anchor>;
}

/// The vendors' own roots: what production uses.
pub struct VendorRoots;

impl Roots for VendorRoots {
	fn intel() -> Vec<Anchor> {
		Anchor::from_certificate(intel::INTEL_SGX_ROOT_CA).into_iter().collect()
	}

	fn amd() -> amd::Anchors {
		amd::Anchors::amd()
	}

	fn nvidia() -> Vec<Anchor> {
		vec![nvidia::device_identity_root()]
	}

	fn nitro() -> Vec<Anchor> {
		nitro::aws()
	}

	fn android() -> Vec<Anchor> {
		android::roots::google()
	}
}
