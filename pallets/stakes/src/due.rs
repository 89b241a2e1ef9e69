//! What the agenda brings back.

use crate::*;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{storage::with_storage_layer, weights::Weight};
use piazza_primitives::{HandleDue, Role};
use scale_info::TypeInfo;

/// What this pallet puts on the agenda.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
#[allow(clippy::as_conversions, reason = "derived codecs cast the indices of variants")]
pub enum Due<AccountId> {
	/// A slash is to be applied.
	#[codec(index = 0)]
	Slash {
		/// The role.
		role: Role,
		/// Whose stake it is.
		operator: AccountId,
		/// The slash.
		slash: SlashId,
	},
	/// A position's notice ends.
	#[codec(index = 1)]
	Notice {
		/// The role.
		role: Role,
		/// Whose position it is.
		operator: AccountId,
	},
}

impl<T: Config> HandleDue<Due<T::AccountId>> for Pallet<T> {
	fn weight_of(due: &Due<T::AccountId>) -> Weight {
		match due {
			Due::Slash { .. } => T::WeightInfo::apply_slash(),
			Due::Notice { .. } => T::WeightInfo::end_notice(),
		}
	}

	fn max_weight() -> Weight {
		T::WeightInfo::apply_slash().max(T::WeightInfo::end_notice())
	}

	fn handle_due(due: Due<T::AccountId>) {
		match due {
			Due::Slash { role, operator, slash } => {
				// A cancelled one is gone.
				if !PendingSlashes::<T>::contains_key((role, &operator, slash)) {
					return;
				}
				if let Err(error) = with_storage_layer(|| Self::do_apply_slash(role, &operator, slash)) {
					log::error!("slash {slash} of {operator:?} stays frozen: {error:?}");
				}
			}
			Due::Notice { role, operator } => {
				let Some(mut position) = Positions::<T>::get(role, &operator) else { return };
				// Another notice, of a later block, may have taken this one's place.
				if position.notice.is_none_or(|due| due > frame_system::Pallet::<T>::block_number()) {
					return;
				}
				position.notice = None;
				position.active = Self::has_minimum(role, &operator, &position);
				if !position.active {
					Self::deposit_event(Event::Chilled { role, operator: operator.clone() });
				}
				Positions::<T>::insert(role, operator, position);
			}
		}
	}
}
