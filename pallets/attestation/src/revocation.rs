//! What is not trusted any more. Certificates, devices and verifiers are all named by 32 bytes, so one list has them all.

use crate::{
	Config, Event, FoundationId, Foundations, Pallet, RevocationGeneration, Revoked, Verifier, WorkerOf, Workers,
};
use frame_support::{traits::ConstU32, BoundedVec};
use sp_runtime::{ArithmeticError, DispatchResult};

/// Most revocations that one call of governance takes.
pub const MAX_REVOCATIONS: u32 = 64;

/// What one call revokes or reinstates.
pub type Revocations = BoundedVec<FoundationId, ConstU32<MAX_REVOCATIONS>>;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_revoke(ids: Revocations) -> DispatchResult {
		Self::add_revocations(ids.iter().copied())?;
		Self::deposit_event(Event::RevocationsAdded { ids });
		Ok(())
	}

	pub(crate) fn do_reinstate(ids: Revocations) -> DispatchResult {
		ids.iter().for_each(Revoked::<T>::remove);
		Self::deposit_event(Event::RevocationsRemoved { ids });
		Ok(())
	}

	pub(crate) fn do_switch_verifier(verifier: Verifier, on: bool) -> DispatchResult {
		if on {
			Revoked::<T>::remove(verifier.id());
		} else {
			Self::add_revocations(core::iter::once(verifier.id()))?;
		}
		Self::deposit_event(Event::VerifierSwitched { verifier, on });
		Ok(())
	}

	/// Revokes what is not revoked yet and returns how much that was. If it was anything, every worker's foundation is
	/// looked through once more, when the worker is used next.
	pub(crate) fn add_revocations(ids: impl Iterator<Item = FoundationId>) -> Result<u32, ArithmeticError> {
		let mut added = 0u32;
		for id in ids {
			if !Revoked::<T>::contains_key(id) {
				Revoked::<T>::insert(id, ());
				added = added.saturating_add(1);
			}
		}
		if added > 0 {
			let next = RevocationGeneration::<T>::get().checked_add(1).ok_or(ArithmeticError::Overflow)?;
			RevocationGeneration::<T>::put(next);
		}
		Ok(added)
	}

	/// Whether something that a worker stands on was revoked. Reads no more than the generation when nothing was revoked
	/// since the worker was looked through last.
	pub(crate) fn stands_on_revoked(worker: &T::AccountId, record: &WorkerOf<T>) -> Standing {
		let Some(attestation) = &record.attestation else { return Standing::Good };
		let generation = RevocationGeneration::<T>::get();
		if attestation.generation == generation {
			return Standing::Good;
		}
		match Foundations::<T>::get(worker).all().any(Revoked::<T>::contains_key) {
			true => Standing::Revoked,
			false => Standing::GoodBy(generation),
		}
	}

	/// Remembers that a worker was looked through.
	pub(crate) fn remember_generation(worker: &T::AccountId, mut record: WorkerOf<T>, generation: u32) {
		if let Some(attestation) = record.attestation.as_mut() {
			attestation.generation = generation;
			Workers::<T>::insert(worker, record);
		}
	}
}

/// Whether what a worker stands on holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Standing {
	/// It holds, as is known already.
	Good,
	/// It holds, as was found just now by this generation.
	GoodBy(u32),
	/// Something was revoked.
	Revoked,
}
