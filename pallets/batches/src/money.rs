//! The only file that moves money.

use crate::{BalanceOf, Config, HoldReason, Pallet};
use frame_support::traits::{
	fungible::{Balanced, BalancedHold, Credit, MutateHold},
	tokens::Precision,
	Imbalance,
};
use sp_runtime::{traits::Zero, DispatchResult, TokenError};

/// Native money taken from a bond, on its way to somebody.
pub(crate) type Pot<T> = Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;

impl<T: Config> Pallet<T> {
	/// Holds the bond of a batch on its provider.
	pub(crate) fn hold_bond(provider: &T::AccountId, bond: BalanceOf<T>) -> DispatchResult {
		T::Currency::hold(&HoldReason::Bond.into(), provider, bond)
	}

	/// Gives the bond of a batch back to its provider.
	pub(crate) fn release_bond(provider: &T::AccountId, bond: BalanceOf<T>) -> DispatchResult {
		T::Currency::release(&HoldReason::Bond.into(), provider, bond, Precision::BestEffort).map(|_| ())
	}

	/// Takes the bond of a batch away from its provider.
	pub(crate) fn take_bond(provider: &T::AccountId, bond: BalanceOf<T>) -> Pot<T> {
		T::Currency::slash(&HoldReason::Bond.into(), provider, bond).0
	}

	/// Holds the bond of a dispute on the disputer.
	pub(crate) fn hold_dispute_bond(disputer: &T::AccountId, bond: BalanceOf<T>) -> DispatchResult {
		T::Currency::hold(&HoldReason::Dispute.into(), disputer, bond)
	}

	/// Gives the bond of a dispute back to the disputer.
	pub(crate) fn release_dispute_bond(disputer: &T::AccountId, bond: BalanceOf<T>) -> DispatchResult {
		T::Currency::release(&HoldReason::Dispute.into(), disputer, bond, Precision::BestEffort).map(|_| ())
	}

	/// Takes the bond of a dispute away from the disputer.
	pub(crate) fn take_dispute_bond(disputer: &T::AccountId, bond: BalanceOf<T>) -> Pot<T> {
		T::Currency::slash(&HoldReason::Dispute.into(), disputer, bond).0
	}

	/// Gives all that is left in the pot. To be used where an error undoes everything.
	pub(crate) fn give_rest(pot: Pot<T>, to: &T::AccountId) -> DispatchResult {
		if pot.peek().is_zero() {
			return Ok(());
		}
		T::Currency::resolve(to, pot).map_err(|_| TokenError::CannotCreate.into())
	}
}
