//! Moving money: nothing else in this pallet does. Each function does all of its work or none.

use crate::*;
use frame_support::{
	storage::with_storage_layer,
	traits::{
		fungible::{Balanced, Credit, MutateHold},
		tokens::{Fortitude, Precision, Preservation, Restriction},
		Get, Imbalance,
	},
};
use sp_runtime::{DispatchError, DispatchResult};

/// Money on its way, in a runtime.
pub type CreditOf<T> = Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;

impl<T: Config> Pallet<T> {
	/// Takes `amount` from `who` into stake; `who` keeps its account.
	pub(crate) fn take_in(who: &T::AccountId, amount: u128) -> DispatchResult {
		T::Currency::transfer_and_hold(
			&HoldReason::Stake.into(),
			who,
			&Self::account(),
			amount,
			Precision::Exact,
			Preservation::Preserve,
			Fortitude::Polite,
		)?;
		Ok(())
	}

	/// Takes `credit` into stake, or gives it back.
	pub(crate) fn absorb(credit: CreditOf<T>) -> Result<(), CreditOf<T>> {
		let (account, amount) = (Self::account(), credit.peek());
		T::Currency::resolve(&account, credit)?;
		if T::Currency::hold(&HoldReason::Stake.into(), &account, amount).is_ok() {
			return Ok(());
		}
		// It was just put there, so that it can be taken again.
		let withdrawn =
			T::Currency::withdraw(&account, amount, Precision::Exact, Preservation::Expendable, Fortitude::Force);
		Err(withdrawn.unwrap_or_default())
	}

	/// Pays `amount` out of stake to `who`.
	pub(crate) fn pay(who: &T::AccountId, amount: u128) -> DispatchResult {
		if amount == 0 {
			return Ok(());
		}
		with_storage_layer(|| {
			T::Currency::transfer_on_hold(
				&HoldReason::Stake.into(),
				&Self::account(),
				who,
				amount,
				Precision::Exact,
				Restriction::Free,
				Fortitude::Force,
			)?;
			Ok::<_, DispatchError>(())
		})
	}

	/// Pays `amount` to `who` if it can receive it. Returns what was paid: all or nothing.
	pub(crate) fn pay_if_possible(who: Option<&T::AccountId>, amount: u128) -> u128 {
		match who {
			Some(who) if Self::pay(who, amount).is_ok() => amount,
			_ => 0,
		}
	}

	/// Pays `amount` to the treasury.
	pub(crate) fn pay_treasury(amount: u128) -> DispatchResult {
		Self::pay(&T::Treasury::get(), amount)
	}
}
