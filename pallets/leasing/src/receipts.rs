//! What is left of leases that are over, and how it is forgotten by itself.

use crate::*;
use frame_support::traits::Get;
use piazza_primitives::{Agenda, LeaseId, Receipt, Settlement};
use sp_runtime::{
	traits::{Saturating, Zero},
	DispatchResult,
};

impl<T: Config> Pallet<T> {
	/// Keeps a receipt of a lease that is over and has paid something, until it is forgotten. Of another lease nothing is
	/// left.
	pub(crate) fn keep_receipt(id: LeaseId, lease: LeaseOf<T>) -> DispatchResult {
		let Some(settlement) = Self::settled(&lease) else {
			return Self::return_deposit(&lease.tenant, lease.ticket);
		};
		let ticket = Self::shrink_deposit(&lease.tenant, lease.ticket)?;
		Receipts::<T>::insert(id, Receipt { settlement, ticket });
		let until = Self::now().saturating_add(T::ReceiptPeriod::get());
		T::Agenda::schedule(until, Due::Receipt { lease: id }).map(|_| ())
	}

	/// Forgets the receipt of a lease, if there still is one.
	pub(crate) fn forget(id: LeaseId) -> DispatchResult {
		let Some(Receipt { settlement, ticket }) = Receipts::<T>::take(id) else { return Ok(()) };
		Self::return_deposit(&settlement.payer, ticket)?;
		Self::deposit_event(Event::ReceiptForgotten { lease: id });
		Ok(())
	}

	/// What a lease has settled; `None` when it has paid nothing.
	fn settled(lease: &LeaseOf<T>) -> Option<SettlementOf<T>> {
		let value = Self::native_rent(lease, lease.settled);
		let (payer, payee) = (lease.tenant.clone(), lease.provider.clone());
		(!lease.settled.is_zero()).then_some(Settlement { payer, payee, value })
	}
}
