//! What calls weigh.

use frame_support::weights::Weight;

/// Weights of this pallet. The runtime carries generated ones.
pub trait WeightInfo {
	/// Register an image or enclave with the longest URI.
	fn register_program() -> Weight;
	/// Register a Groth16 circuit on BN254, whose key is checked.
	fn register_circuit_bn254() -> Weight;
	/// Register a Groth16 circuit on BLS12-381, whose key is checked.
	fn register_circuit_bls12_381() -> Weight;
	/// Remove a program; a circuit, which costs the most.
	fn remove_program() -> Weight;
	/// Register a worker, without what its evidence costs.
	fn register() -> Weight;
	/// Approve a worker.
	fn approve() -> Weight;
	/// Renew a worker's registration, without what its evidence costs; the old one had hardware.
	fn renew() -> Weight;
	/// Retire a worker with as many devices as there may be.
	fn retire() -> Weight;
	/// Check a TDX quote and store what it proves.
	fn verify_intel() -> Weight;
	/// Check an SEV-SNP report and store what it proves.
	fn verify_amd() -> Weight;
	/// Check a Nitro document and store what it proves.
	fn verify_nitro() -> Weight;
	/// Check a phone's key attestation and store what it proves.
	fn verify_android() -> Weight;
	/// Check a report of software and store what it proves.
	fn verify_software() -> Weight;
	/// Check the evidence of `n` of NVIDIA's devices and store what it proves.
	fn verify_nvidia(n: u32) -> Weight;
	/// Store TCB info in the place of an older one.
	fn submit_tcb_info() -> Weight;
	/// Store a QE identity in the place of an older one.
	fn submit_qe_identity() -> Weight;
	/// Store a revocation list of `n` entries, all of them new.
	fn submit_revocation_list(n: u32) -> Weight;
	/// Revoke `n` certificates or devices.
	fn revoke(n: u32) -> Weight;
	/// Reinstate `n` certificates or devices.
	fn reinstate(n: u32) -> Weight;
	/// Switch a verifier off.
	fn switch_verifier() -> Weight;
	/// Set the largest policy.
	fn set_policy() -> Weight;
	/// Set as many measurements of a release as there may be.
	fn set_golden_measurements() -> Weight;
	/// Set a class of hardware.
	fn set_class() -> Weight;
	/// Set the class of a model of GPU.
	fn set_gpu_model() -> Weight;
	/// Check a Groth16 proof on BN254.
	fn prove_groth16_bn254() -> Weight;
	/// Check a Groth16 proof on BLS12-381.
	fn prove_groth16_bls12_381() -> Weight;
	/// Check a receipt of RISC Zero.
	fn prove_risc0() -> Weight;
	/// Check a proof of SP1.
	fn prove_sp1() -> Weight;
	/// Take away the record of a removed circuit.
	fn expire_circuit() -> Weight;
	/// Forget the last challenge of a worker.
	fn forget_challenge() -> Weight;
}

/// For unit tests only: every weight is one tenth of a millisecond, and as much again for each part.
impl WeightInfo for () {
	fn register_program() -> Weight {
		UNIT
	}
	fn register_circuit_bn254() -> Weight {
		UNIT
	}
	fn register_circuit_bls12_381() -> Weight {
		UNIT
	}
	fn remove_program() -> Weight {
		UNIT
	}
	fn register() -> Weight {
		UNIT
	}
	fn approve() -> Weight {
		UNIT
	}
	fn renew() -> Weight {
		UNIT
	}
	fn retire() -> Weight {
		UNIT
	}
	fn verify_intel() -> Weight {
		UNIT
	}
	fn verify_amd() -> Weight {
		UNIT
	}
	fn verify_nitro() -> Weight {
		UNIT
	}
	fn verify_android() -> Weight {
		UNIT
	}
	fn verify_software() -> Weight {
		UNIT
	}
	fn verify_nvidia(n: u32) -> Weight {
		UNIT.saturating_mul(u64::from(n).saturating_add(1))
	}
	fn submit_tcb_info() -> Weight {
		UNIT
	}
	fn submit_qe_identity() -> Weight {
		UNIT
	}
	fn submit_revocation_list(n: u32) -> Weight {
		UNIT.saturating_mul(u64::from(n).saturating_add(1))
	}
	fn revoke(n: u32) -> Weight {
		UNIT.saturating_mul(u64::from(n).saturating_add(1))
	}
	fn reinstate(n: u32) -> Weight {
		UNIT.saturating_mul(u64::from(n).saturating_add(1))
	}
	fn switch_verifier() -> Weight {
		UNIT
	}
	fn set_policy() -> Weight {
		UNIT
	}
	fn set_golden_measurements() -> Weight {
		UNIT
	}
	fn set_class() -> Weight {
		UNIT
	}
	fn set_gpu_model() -> Weight {
		UNIT
	}
	fn prove_groth16_bn254() -> Weight {
		UNIT
	}
	fn prove_groth16_bls12_381() -> Weight {
		UNIT
	}
	fn prove_risc0() -> Weight {
		UNIT
	}
	fn prove_sp1() -> Weight {
		UNIT
	}
	fn expire_circuit() -> Weight {
		UNIT
	}
	fn forget_challenge() -> Weight {
		UNIT
	}
}

const UNIT: Weight = Weight::from_parts(100_000_000, 0);
