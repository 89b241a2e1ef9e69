//! Deposits: the only money this pallet moves.

use crate::{Config, LinkOf, Pallet, UsedClaimOf};
use frame_support::traits::{Consideration, Footprint};
use sp_core::{H160, H256};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	/// Room that a linked address takes.
	pub(crate) fn link_footprint() -> Footprint {
		Footprint::from_mel::<(H160, LinkOf<T>)>()
	}

	/// Room that a used claim takes.
	pub(crate) fn claim_footprint() -> Footprint {
		Footprint::from_mel::<(H256, UsedClaimOf<T>)>()
	}

	pub(crate) fn hold_for_link(account: &T::AccountId) -> Result<T::LinkConsideration, DispatchError> {
		T::LinkConsideration::new(account, Self::link_footprint())
	}

	pub(crate) fn release_for_link(account: &T::AccountId, ticket: T::LinkConsideration) -> DispatchResult {
		ticket.drop(account)
	}

	pub(crate) fn hold_for_claim(submitter: &T::AccountId) -> Result<T::ClaimConsideration, DispatchError> {
		T::ClaimConsideration::new(submitter, Self::claim_footprint())
	}

	pub(crate) fn release_for_claim(submitter: &T::AccountId, ticket: T::ClaimConsideration) -> DispatchResult {
		ticket.drop(submitter)
	}
}
