//! Serving what falls due.

use crate::{
	pallet::{Cursor, Event, Items, Pages},
	Config, Page, Pallet, WeightInfo,
};
use frame_support::weights::WeightMeter;
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::HandleDue;
use sp_runtime::traits::Saturating;

impl<T: Config> Pallet<T> {
	/// Serves all items up to those of block `now`, earliest first, as far as `meter` allows.
	pub(crate) fn serve_due(now: BlockNumberFor<T>, meter: &mut WeightMeter) {
		if meter.try_consume(T::WeightInfo::open()).is_err() {
			return;
		}
		let start = Cursor::<T>::get();
		let mut at = start;
		while at <= now && Self::serve_block(at, meter) {
			at.saturating_inc();
		}
		if at != start {
			Cursor::<T>::put(at);
		}
		if at <= now {
			let next = Pages::<T>::get(at).unwrap_or_default().next;
			Self::deposit_event(Event::CarriedOver { at, next });
		}
	}

	/// Serves the items of block `at`. Returns whether none is left.
	pub(crate) fn serve_block(at: BlockNumberFor<T>, meter: &mut WeightMeter) -> bool {
		if meter.try_consume(T::WeightInfo::page()).is_err() {
			return false;
		}
		let Some(mut page) = Pages::<T>::get(at) else { return true };
		while page.next < page.end {
			if !Self::serve_item(at, page.next, meter) {
				Self::keep(at, page);
				return false;
			}
			page.next.saturating_inc();
		}
		Pages::<T>::remove(at);
		true
	}

	/// Serves one item, unless it was cancelled. Returns whether there was weight for it.
	pub(crate) fn serve_item(at: BlockNumberFor<T>, index: u32, meter: &mut WeightMeter) -> bool {
		if meter.try_consume(T::WeightInfo::item()).is_err() {
			return false;
		}
		let Some(item) = Items::<T>::get(at, index) else { return true };
		if meter.try_consume(T::Handler::weight_of(&item)).is_err() {
			return false;
		}
		Items::<T>::remove(at, index);
		T::Handler::handle_due(item);
		true
	}

	/// Writes back how far a block was served.
	fn keep(at: BlockNumberFor<T>, page: Page) {
		Pages::<T>::insert(at, page);
	}
}
