//! What is true between any two transactions.

use crate::{
	Circuit, CircuitKeys, Config, Foundations, Pallet, Program, Programs, RevocationGeneration, WorkerOfDevice,
	Workers, WorkersOf,
};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks every invariant:
	///
	/// 1. A program is stored under its own id.
	/// 2. Every worker is in the index of the owner it names, and the index holds nothing else.
	/// 3. No worker's evidence was accepted in the future, or expires before it was accepted.
	/// 4. A worker stands on something exactly when it has hardware; each of its devices serves it, and no device serves
	///    a worker that does not have it.
	/// 5. Exactly the circuits that need one have a key.
	/// 6. The counts are right.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut programs = 0u32;
		for (id, record) in Programs::<T>::iter() {
			programs = programs.saturating_add(1);
			ensure!(id == record.program.id(), "a program is stored under another id");
			let has_key = CircuitKeys::<T>::contains_key(id);
			ensure!(has_key == needs_key(&record.program), "a circuit lacks its key, or another program has one");
		}
		ensure!(Programs::<T>::count() == programs, "the count of programs is wrong");
		ensure!(CircuitKeys::<T>::iter_keys().all(Programs::<T>::contains_key), "a key belongs to no program");

		let (mut workers, mut devices) = (0u32, 0usize);
		for (account, worker) in Workers::<T>::iter() {
			workers = workers.saturating_add(1);
			ensure!(WorkersOf::<T>::contains_key(&worker.owner, &account), "a worker is not in its owner's index");
			ensure!(worker.verified_at <= Self::now(), "a worker's evidence was accepted in the future");
			ensure!(worker.verified_at <= worker.expires_at, "a worker expires before it was registered");
			let has_foundation = Foundations::<T>::contains_key(&account);
			ensure!(has_foundation == worker.attestation.is_some(), "hardware and its foundation do not go together");
			let foundation = Foundations::<T>::get(&account);
			let serves = |device: &[u8; 32]| WorkerOfDevice::<T>::get(device).as_ref() == Some(&account);
			ensure!(foundation.devices.iter().all(serves), "a device serves another worker");
			devices = devices.saturating_add(foundation.devices.len());
			let current = RevocationGeneration::<T>::get();
			let generation = worker.attestation.as_ref().map_or(0, |attestation| attestation.generation);
			ensure!(generation <= current, "a worker was looked through by a generation that is to come");
		}
		ensure!(Workers::<T>::count() == workers, "the count of workers is wrong");

		let indexed = WorkersOf::<T>::iter_keys().fold(0u32, |count, _| count.saturating_add(1));
		ensure!(indexed == workers, "the index of owners holds what is no worker");
		ensure!(Foundations::<T>::iter_keys().all(Workers::<T>::contains_key), "a foundation belongs to no worker");
		ensure!(WorkerOfDevice::<T>::iter_keys().count() == devices, "a device serves a worker that does not have it");
		Ok(())
	}
}

fn needs_key(program: &Program) -> bool {
	let Program::Circuit { circuit } = program else { return false };
	matches!(circuit, Circuit::Groth16Bn254 { .. } | Circuit::Groth16Bls12381 { .. })
}
