//! What happens to batches by itself.

use crate::{
	pallet::{Batches, Event},
	Config, Due, Pallet, WeightInfo,
};
use frame_support::{storage::with_storage_layer, traits::Get, weights::Weight};
use piazza_primitives::{Agenda, HandleDue, Stakes};
use sp_runtime::{traits::Saturating, DispatchError, DispatchResult};

impl<T: Config> HandleDue<Due> for Pallet<T> {
	fn weight_of(item: &Due) -> Weight {
		let work = match item {
			Due::End { .. } => T::WeightInfo::end(),
			Due::Ruling { .. } => {
				let disprove = T::WeightInfo::disprove().saturating_add(T::Stakes::slash_weight());
				T::WeightInfo::uphold().max(disprove)
			}
		};
		work.saturating_add(T::WeightInfo::postpone())
	}

	fn max_weight() -> Weight {
		Self::weight_of(&Due::End { batch: 0 }).max(Self::weight_of(&Due::Ruling { batch: 0 }))
	}

	fn handle_due(item: Due) {
		if let Err(error) = with_storage_layer(|| Self::serve(item)) {
			Self::postpone(item, error);
		}
	}
}

impl<T: Config> Pallet<T> {
	/// Does what is due, unless the batch has moved on.
	fn serve(item: Due) -> DispatchResult {
		let id = item.batch();
		let Some(mut batch) = Batches::<T>::get(id) else { return Ok(()) };
		if batch.due.is_none_or(|ticket| ticket.at > Self::now()) {
			return Ok(());
		}
		match (item, batch.dispute.take()) {
			(Due::End { .. }, None) => Self::close(id, batch),
			(Due::Ruling { .. }, Some(dispute)) => Self::rule(id, batch, dispute),
			_ => Ok(()),
		}
	}

	/// Tries again after [`Config::RetryPeriod`] blocks. None of the errors this is for is known to be possible: it
	/// makes sure that no batch is ever stuck.
	pub(crate) fn postpone(item: Due, error: DispatchError) {
		let id = item.batch();
		log::error!(target: "runtime::batches", "{item:?} could not be served: {error:?}");
		let at = Self::now().saturating_add(T::RetryPeriod::get());
		let Some(mut batch) = Batches::<T>::get(id) else { return };
		match T::Agenda::schedule(at, item) {
			Ok(ticket) => batch.due = Some(ticket),
			Err(error) => log::error!(target: "runtime::batches", "{item:?} could not be postponed: {error:?}"),
		}
		Batches::<T>::insert(id, batch);
		Self::deposit_event(Event::Postponed { batch: id, error });
	}
}
