//! What other pallets ask.

use crate::{revocation::Standing, rules::Inactivity, Classes, Config, Error, Pallet, Programs, WeightInfo};
use frame_support::weights::Weight;
use piazza_primitives::{ActiveWorker, Attested, ClassId, ProgramId, ProgramKind};
use sp_runtime::{DispatchError, DispatchResult};

#[cfg(feature = "runtime-benchmarks")]
use alloc::vec::Vec;

impl<T: Config> Attested<T::AccountId> for Pallet<T> {
	fn ensure_active(worker: &T::AccountId) -> Result<ActiveWorker<T::AccountId>, DispatchError> {
		let record = Self::registered(worker)?;
		match Self::inactivity(&record) {
			None => {}
			Some(Inactivity::NotApproved) => return Err(Error::<T>::NotApproved.into()),
			Some(Inactivity::Expired) => return Err(Error::<T>::Expired.into()),
		}
		let active = ActiveWorker {
			owner: record.owner.clone(),
			tier: record.tier,
			program: record.attestation.as_ref().and_then(|attestation| attestation.program),
			class: record.attestation.as_ref().and_then(|attestation| attestation.class),
			gpus: record.attestation.as_ref().map_or(0, |attestation| attestation.gpus),
		};
		match Self::stands_on_revoked(worker, &record) {
			Standing::Good => {}
			Standing::GoodBy(generation) => Self::remember_generation(worker, record, generation),
			Standing::Revoked => return Err(Error::<T>::Revoked.into()),
		}
		Ok(active)
	}

	fn program_kind(program: &ProgramId) -> Option<ProgramKind> {
		let record = Programs::<T>::get(program).filter(|record| !record.withdrawn);
		record.map(|record| record.program.kind())
	}

	fn class_exists(class: ClassId) -> bool {
		Classes::<T>::contains_key(class)
	}

	fn verify_proof(program: &ProgramId, statement: &[u8], proof: &[u8]) -> DispatchResult {
		#[cfg(feature = "runtime-benchmarks")]
		if crate::benchmarking::is_accepted_anyway::<T>(program, proof) {
			return Ok(());
		}
		Self::check_proof(program, statement, proof).map_err(Into::into)
	}

	fn proof_weight() -> Weight {
		let weights = [
			T::WeightInfo::prove_groth16_bn254(),
			T::WeightInfo::prove_groth16_bls12_381(),
			T::WeightInfo::prove_risc0(),
			T::WeightInfo::prove_sp1(),
		];
		weights.into_iter().fold(Weight::zero(), |most, weight| most.max(weight))
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn activate(worker: &T::AccountId, owner: &T::AccountId) {
		crate::benchmarking::activate::<T>(worker, owner);
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn make_class(class: ClassId) {
		crate::benchmarking::make_class::<T>(class);
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn some_program(kind: ProgramKind) -> ProgramId {
		crate::benchmarking::registered_program::<T>(&frame_benchmarking::account("program owner", 0, 0), kind)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn some_proof() -> Vec<u8> {
		crate::benchmarking::accepted_anyway()
	}
}
