//! What happens by itself.

use crate::*;
use frame_support::{storage::with_storage_layer, traits::Get, weights::Weight};
use piazza_primitives::{Agenda, HandleDue, LeaseId, Stakes};
use sp_runtime::{traits::Saturating, DispatchError, DispatchResult};

impl<T: Config> HandleDue<DueOf<T>> for Pallet<T> {
	fn weight_of(item: &DueOf<T>) -> Weight {
		let work = match item {
			Due::Order { .. } => T::WeightInfo::close_order(MAX_BIDS),
			Due::Lease { .. } => Self::lease_weight(),
			Due::Down { .. } => Self::down_weight(),
			Due::Ruling { .. } => Self::ruling_weight(),
			Due::Receipt { .. } => T::WeightInfo::forget(),
		};
		work.saturating_add(T::WeightInfo::postpone())
	}

	fn max_weight() -> Weight {
		T::WeightInfo::close_order(MAX_BIDS)
			.max(Self::lease_weight())
			.max(Self::down_weight())
			.max(Self::ruling_weight())
			.max(T::WeightInfo::forget())
			.saturating_add(T::WeightInfo::postpone())
	}

	fn handle_due(item: DueOf<T>) {
		if let Err(error) = with_storage_layer(|| Self::serve(item.clone())) {
			Self::postpone(item, error);
		}
	}
}

impl<T: Config> Pallet<T> {
	/// Ending a lease, well or not.
	fn lease_weight() -> Weight {
		T::WeightInfo::run_out().max(T::WeightInfo::find_missing().saturating_add(T::Stakes::slash_weight()))
	}

	fn down_weight() -> Weight {
		T::WeightInfo::charge().saturating_add(T::Stakes::slash_weight())
	}

	fn ruling_weight() -> Weight {
		T::WeightInfo::rule().saturating_add(T::Stakes::slash_weight())
	}

	/// Does what is due, unless it is over.
	pub(crate) fn serve(item: DueOf<T>) -> DispatchResult {
		match item {
			Due::Order { order } => match Orders::<T>::get(order) {
				Some(record) => Self::close_order(order, record).map(|_| ()),
				None => Ok(()),
			},
			Due::Lease { lease } => match Leases::<T>::get(lease) {
				Some(record) => Self::serve_lease(lease, record),
				None => Ok(()),
			},
			Due::Down { worker } => match Downtimes::<T>::get(&worker) {
				// The claim was for the lease, and was made with the first charge.
				Some(downtime) => Self::charge(worker, downtime, None),
				None => Ok(()),
			},
			Due::Ruling { lease } => Self::rule(lease),
			Due::Receipt { lease } => Self::forget(lease),
		}
	}

	fn serve_lease(id: LeaseId, mut lease: LeaseOf<T>) -> DispatchResult {
		let now = Self::now();
		match lease.challenge.take() {
			Some(challenge) if now >= challenge.until => Self::find_missing(id, lease, challenge),
			None if now >= Self::end_of(&lease) => Self::run_out(id, lease),
			challenge => {
				lease.challenge = challenge;
				Self::plan(id, lease)
			}
		}
	}

	/// Tries again later. None of the errors this is for is known to be possible: it makes sure that nothing is ever
	/// stuck.
	pub(crate) fn postpone(item: DueOf<T>, error: DispatchError) {
		log::error!(target: "runtime::leasing", "{item:?} could not be served: {error:?}");
		let at = Self::now().saturating_add(T::RetryPeriod::get());
		let ticket = match T::Agenda::schedule(at, item.clone()) {
			Ok(ticket) => Some(ticket),
			Err(error) => {
				log::error!(target: "runtime::leasing", "{item:?} could not be postponed: {error:?}");
				return;
			}
		};
		// What is not there any more needs no ticket.
		match &item {
			Due::Order { order } => {
				Orders::<T>::mutate(order, |found| found.iter_mut().for_each(|found| found.due = ticket))
			}
			Due::Lease { lease } => {
				Leases::<T>::mutate(lease, |found| found.iter_mut().for_each(|found| found.due = ticket))
			}
			Due::Down { worker } => {
				Downtimes::<T>::mutate(worker, |found| found.iter_mut().for_each(|found| found.due = ticket))
			}
			Due::Ruling { lease } => {
				SpecsDisputes::<T>::mutate(lease, |found| found.iter_mut().for_each(|found| found.due = ticket))
			}
			// Nothing takes it off the agenda.
			Due::Receipt { .. } => {}
		}
		Self::deposit_event(Event::Postponed { due: item, error });
	}
}
