//! Putting items on the agenda and taking them off.

use crate::{
	pallet::{Error, Items, Pages},
	Config, Pallet,
};
use frame_support::ensure;
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::{Agenda, AgendaTicket};
use sp_runtime::DispatchError;

impl<T: Config, Item: Into<T::Item>> Agenda<Item, BlockNumberFor<T>> for Pallet<T> {
	fn schedule(at: BlockNumberFor<T>, item: Item) -> Result<AgendaTicket<BlockNumberFor<T>>, DispatchError> {
		ensure!(at > frame_system::Pallet::<T>::block_number(), Error::<T>::InThePast);
		let mut page = Pages::<T>::get(at).unwrap_or_default();
		let index = page.end;
		page.end = index.checked_add(1).ok_or(Error::<T>::Full)?;
		Pages::<T>::insert(at, page);
		Items::<T>::insert(at, index, item.into());
		Ok(AgendaTicket { at, index })
	}

	fn cancel(ticket: AgendaTicket<BlockNumberFor<T>>) {
		Items::<T>::remove(ticket.at, ticket.index);
	}
}
