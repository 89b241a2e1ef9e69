//! What happens by itself: records go that were kept for a while.

use crate::{Config, Event, Pallet, Programs, SpentChallenges, WeightInfo};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{storage::with_storage_layer, traits::Get, weights::Weight};
use piazza_primitives::{HandleDue, ProgramId};
use scale_info::TypeInfo;
use sp_runtime::DispatchResult;

/// Something that happens at a block known in advance.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
#[allow(clippy::as_conversions, reason = "derived codecs cast the indices of variants")]
pub enum Due<AccountId> {
	/// No job can need a removed circuit any more: its record goes.
	#[codec(index = 0)]
	Circuit {
		/// The program.
		program_id: ProgramId,
	},
	/// The last challenge of a worker without hardware is not fresh any more: it is forgotten.
	#[codec(index = 1)]
	Challenge {
		/// The worker.
		worker: AccountId,
	},
}

impl<T: Config> HandleDue<Due<T::AccountId>> for Pallet<T> {
	fn weight_of(item: &Due<T::AccountId>) -> Weight {
		match item {
			Due::Circuit { .. } => T::WeightInfo::expire_circuit(),
			Due::Challenge { .. } => T::WeightInfo::forget_challenge(),
		}
	}

	fn max_weight() -> Weight {
		T::WeightInfo::expire_circuit().max(T::WeightInfo::forget_challenge())
	}

	fn handle_due(item: Due<T::AccountId>) {
		match item {
			Due::Circuit { program_id } => {
				// It cannot fail: what is released was held. Were it to, the record would stay, and harm nobody.
				if let Err(error) = with_storage_layer(|| Self::expire_circuit(program_id)) {
					log::error!(target: "runtime::attestation", "{program_id:?} could not be removed: {error:?}");
				}
			}
			Due::Challenge { worker } => Self::forget_challenge(&worker),
		}
	}
}

impl<T: Config> Pallet<T> {
	fn expire_circuit(program_id: ProgramId) -> DispatchResult {
		let Some(record) = Programs::<T>::get(program_id).filter(|record| record.withdrawn) else { return Ok(()) };
		Self::expunge_program(program_id, record)?;
		Self::deposit_event(Event::CircuitExpired { program_id });
		Ok(())
	}

	/// Unless the worker has spent a later one meanwhile.
	fn forget_challenge(worker: &T::AccountId) {
		let spent = SpentChallenges::<T>::get(worker);
		let is_old = |at| !crate::rules::is_fresh(at, Self::now(), T::ChallengePeriod::get());
		if spent.is_some_and(is_old) {
			SpentChallenges::<T>::remove(worker);
		}
	}
}
