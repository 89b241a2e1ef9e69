//! The only file that moves money, and looks at it.

use crate::*;
use codec::MaxEncodedLen;
use frame_support::traits::{
	fungible::{Inspect as _, Mutate, MutateHold},
	fungibles::Inspect,
	tokens::{Fortitude, Precision, Preservation, Restriction},
	Consideration, Footprint,
};
use sp_runtime::{DispatchError, DispatchResult};

/// The room that a record of this type takes at the most.
fn room<Record: MaxEncodedLen>() -> Footprint {
	Footprint { count: 1, size: u64::try_from(Record::max_encoded_len()).unwrap_or(u64::MAX) }
}

impl<T: Config> Pallet<T> {
	/// The room that an agent takes, with so much metadata.
	fn agent_room(metadata: MetadataRoom) -> Footprint {
		let Footprint { count, size } = room::<AgentOf<T>>();
		let (entries, bytes) = (u64::from(metadata.entries), u64::from(metadata.bytes));
		Footprint { count: count.saturating_add(entries), size: size.saturating_add(bytes) }
	}

	/// Holds the deposit of a record of this type.
	pub(crate) fn hold_for<Record: MaxEncodedLen>(who: &T::AccountId) -> Result<T::Consideration, DispatchError> {
		T::Consideration::new(who, room::<Record>())
	}

	/// Holds the deposit of an agent.
	pub(crate) fn hold_for_agent(
		owner: &T::AccountId,
		metadata: MetadataRoom,
	) -> Result<T::Consideration, DispatchError> {
		T::Consideration::new(owner, Self::agent_room(metadata))
	}

	/// Holds more or less for an agent whose metadata changed.
	pub(crate) fn resize_for_agent(
		ticket: T::Consideration,
		owner: &T::AccountId,
		metadata: MetadataRoom,
	) -> Result<T::Consideration, DispatchError> {
		ticket.update(owner, Self::agent_room(metadata))
	}

	/// Moves the deposit of an agent to its new owner, who is not asked and must not pay for what others give it.
	pub(crate) fn hand_over(
		ticket: T::Consideration,
		from: &T::AccountId,
		to: &T::AccountId,
		metadata: MetadataRoom,
	) -> Result<T::Consideration, DispatchError> {
		let before = T::Currency::balance(from);
		ticket.drop(from)?;
		let freed = T::Currency::balance(from).saturating_sub(before);
		if freed > 0 {
			T::Currency::transfer(from, to, freed, Preservation::Preserve)?;
		}
		Self::hold_for_agent(to, metadata)
	}

	/// Returns the deposit of a record.
	pub(crate) fn return_deposit(who: &T::AccountId, ticket: T::Consideration) -> DispatchResult {
		ticket.drop(who)
	}

	/// Holds the fee of a validation.
	pub(crate) fn hold_fee(requester: &T::AccountId, fee: u128) -> DispatchResult {
		T::Currency::hold(&HoldReason::Fee.into(), requester, fee)
	}

	/// Gives the fee of a validation back.
	pub(crate) fn release_fee(requester: &T::AccountId, fee: u128) -> DispatchResult {
		T::Currency::release(&HoldReason::Fee.into(), requester, fee, Precision::Exact).map(|_| ())
	}

	/// Gives the fee of a validation to who answered.
	pub(crate) fn pay_fee(requester: &T::AccountId, validator: &T::AccountId, fee: u128) -> DispatchResult {
		if fee == 0 {
			return Ok(());
		}
		T::Currency::transfer_on_hold(
			&HoldReason::Fee.into(),
			requester,
			validator,
			fee,
			Precision::Exact,
			Restriction::Free,
			// What is held was promised: locks that came later do not bind it.
			Fortitude::Force,
		)
		.map(|_| ())
	}

	/// What an account has of an asset and could spend or put aside: all that is not held. What is frozen is part of it,
	/// since it can be held.
	pub(crate) fn free(asset: &T::AssetKind, who: &T::AccountId) -> u128 {
		T::Assets::balance(asset.clone(), who)
	}
}
