//! What is left of closed channels, and how it is forgotten by itself.

use crate::{ChannelOf, Config, Due, Event, Pallet, Receipts, WeightInfo};
use frame_support::{storage::with_storage_layer, traits::Get, weights::Weight};
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::{Agenda, ChannelId, HandleDue, Receipt};
use sp_runtime::{traits::Saturating, DispatchError, DispatchResult};

impl<T: Config> HandleDue<Due> for Pallet<T> {
	fn weight_of(_: &Due) -> Weight {
		T::WeightInfo::forget()
	}

	fn max_weight() -> Weight {
		T::WeightInfo::forget()
	}

	fn handle_due(item: Due) {
		let Due::Forget { channel } = item;
		// It cannot fail: what is released was held. Were it to, the receipt would stay, and the deposit for it.
		if let Err(error) = with_storage_layer(|| Self::forget(channel)) {
			log::error!(target: "runtime::channels", "the receipt of channel {channel} could not be forgotten: {error:?}");
		}
	}
}

impl<T: Config> Pallet<T> {
	/// Keeps a receipt of a closed channel that has paid something. Returns the block in which it is forgotten. Of another
	/// channel nothing is left.
	pub(crate) fn keep_receipt(
		id: ChannelId,
		channel: ChannelOf<T>,
	) -> Result<Option<BlockNumberFor<T>>, DispatchError> {
		let Some(settlement) = Self::settled(&channel) else {
			Self::return_deposit(&channel.payer, channel.ticket)?;
			return Ok(None);
		};
		let ticket = Self::shrink_deposit(&channel.payer, channel.ticket)?;
		Receipts::<T>::insert(id, Receipt { settlement, ticket });
		let until = Self::now().saturating_add(T::ReceiptPeriod::get());
		T::Agenda::schedule(until, Due::Forget { channel: id })?;
		Ok(Some(until))
	}

	fn forget(id: ChannelId) -> DispatchResult {
		let Some(Receipt { settlement, ticket }) = Receipts::<T>::take(id) else { return Ok(()) };
		Self::return_deposit(&settlement.payer, ticket)?;
		Self::deposit_event(Event::ReceiptForgotten { channel: id });
		Ok(())
	}
}
