//! What happens by itself: claims that are too old to be submitted again are forgotten.

use crate::{rules, Config, Event, Pallet, UsedClaims, WeightInfo};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{storage::with_storage_layer, traits::Get, weights::Weight};
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::{Agenda, HandleDue};
use piazza_verifiers::UnixTime;
use scale_info::TypeInfo;
use sp_core::H256;
use sp_runtime::{
	traits::{Saturating, UniqueSaturatedInto},
	DispatchResult,
};

/// Something that happens at a block known in advance.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Due {
	/// A claim is too old to be submitted again, unless blocks came faster than they should: then it waits on.
	#[codec(index = 0)]
	Stale {
		/// The claim.
		identifier: H256,
	},
}

impl<T: Config> HandleDue<Due> for Pallet<T> {
	fn weight_of(_: &Due) -> Weight {
		T::WeightInfo::forget().max(T::WeightInfo::wait_on())
	}

	fn max_weight() -> Weight {
		T::WeightInfo::forget().max(T::WeightInfo::wait_on())
	}

	fn handle_due(item: Due) {
		let Due::Stale { identifier } = item;
		// It cannot fail: what is released was held, and the agenda has room. Were it to, the record would stay: no claim
		// would be accepted twice.
		if let Err(error) = with_storage_layer(|| Self::forget(identifier)) {
			log::error!(target: "runtime::zktls", "{identifier:?} could not be forgotten: {error:?}");
		}
	}
}

impl<T: Config> Pallet<T> {
	/// The block at which a claim seen at this time is expected to be too old.
	pub(crate) fn stale_at(seen_at: UnixTime) -> BlockNumberFor<T> {
		let blocks = rules::blocks_until_stale(seen_at, Self::now(), T::MaxAge::get(), T::BlockTime::get());
		frame_system::Pallet::<T>::block_number().saturating_add(blocks.unique_saturated_into())
	}

	fn forget(identifier: H256) -> DispatchResult {
		let Some(used) = UsedClaims::<T>::get(identifier) else { return Ok(()) };
		if rules::is_fresh(used.seen_at, Self::now(), T::MaxAge::get()) {
			T::Agenda::schedule(Self::stale_at(used.seen_at), Due::Stale { identifier })?;
			return Ok(());
		}
		UsedClaims::<T>::remove(identifier);
		Self::release_for_claim(&used.submitter, used.ticket)?;
		Self::deposit_event(Event::ClaimForgotten { identifier });
		Ok(())
	}
}
