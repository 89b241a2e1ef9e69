//! What calls do. The calls have checked who signed.

use crate::*;
use frame_support::{ensure, traits::Get};
use frame_system::Pallet as System;
use piazza_primitives::{Agenda, EraIndex, Role};
use sp_runtime::{ArithmeticError, DispatchError, DispatchResult, Perbill, Saturating};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_open(role: Role, operator: T::AccountId, amount: u128, commission: Perbill) -> DispatchResult {
		ensure!(!Positions::<T>::contains_key(role, &operator), Error::<T>::AlreadyOpen);
		ensure!(amount >= Minimums::<T>::get(role), Error::<T>::BelowMinimum);
		let mut position =
			Position { pool: Pool::default(), commission: Commission::new(commission), active: true, notice: None };
		Self::join(role, &operator, &mut position, &operator, amount)?;
		Positions::<T>::insert(role, &operator, position);
		Self::deposit_event(Event::Opened { role, operator, stake: amount, commission });
		Ok(())
	}

	pub(crate) fn do_bond(role: Role, operator: T::AccountId, delegator: T::AccountId, amount: u128) -> DispatchResult {
		let mut position = Self::existing_position(role, &operator)?;
		ensure!(position.active || delegator == operator, Error::<T>::NotActive);
		Self::join(role, &operator, &mut position, &delegator, amount)?;
		Positions::<T>::insert(role, &operator, position);
		Self::deposit_event(Event::Bonded { role, operator, delegator, amount });
		Ok(())
	}

	pub(crate) fn do_unbond(
		role: Role,
		operator: T::AccountId,
		delegator: T::AccountId,
		amount: u128,
	) -> DispatchResult {
		let mut position = Self::existing_position(role, &operator)?;
		let mut delegation = Delegations::<T>::get((&delegator, role, &operator));
		ensure!(delegation.shares > 0, Error::<T>::NotFound);
		ensure!(amount > 0, Error::<T>::BelowMinimum);

		let pool = &mut position.pool;
		let leaving =
			if amount >= pool.value_of(delegation.shares) { delegation.shares } else { pool.shares_worth(amount) };
		let leaving = leaving.min(delegation.shares);
		let amount = pool.leave(leaving).ok_or(ArithmeticError::Underflow)?;
		delegation.shares = delegation.shares.saturating_sub(leaving);
		let left = pool.value_of(delegation.shares);
		ensure!(delegation.shares == 0 || left >= T::MinDelegation::get(), Error::<T>::BelowMinimum);
		ensure!(
			delegator != operator || !position.active || left >= Minimums::<T>::get(role),
			Error::<T>::BelowMinimum
		);

		let era = T::Era::get();
		Self::put_aside(role, &operator, &mut delegation, era, amount)?;
		Self::save_delegation(role, &operator, &delegator, delegation);
		let free_in = era.saturating_add(T::UnbondingEras::get());
		Self::deposit_event(Event::Unbonded { role, operator: operator.clone(), delegator, amount, free_in });
		Self::save_position(role, operator, position);
		Ok(())
	}

	/// Returns from how many eras there was something to pay.
	pub(crate) fn do_withdraw(
		role: Role,
		operator: T::AccountId,
		delegator: T::AccountId,
	) -> Result<u32, DispatchError> {
		let mut delegation = Delegations::<T>::get((&delegator, role, &operator));
		let era = T::Era::get();
		let is_free = |part: &Leaving| part.era.saturating_add(T::UnbondingEras::get()) <= era;
		let (mut amount, mut parts) = (0u128, 0u32);
		for part in delegation.leaving.iter().filter(|part| is_free(part)) {
			let mut pool = Unbonding::<T>::get((role, &operator, part.era));
			let worth = pool.leave(part.shares).ok_or(ArithmeticError::Underflow)?;
			amount = amount.checked_add(worth).ok_or(ArithmeticError::Overflow)?;
			Self::save_unbonding(role, &operator, part.era, pool);
			parts = parts.saturating_add(1);
		}
		ensure!(parts > 0, Error::<T>::NothingToWithdraw);
		delegation.leaving.retain(|part| !is_free(part));
		Self::save_delegation(role, &operator, &delegator, delegation);
		Self::pay(&delegator, amount)?;
		Self::deposit_event(Event::Withdrawn { role, operator, delegator, amount });
		Ok(parts)
	}

	pub(crate) fn do_set_commission(role: Role, operator: T::AccountId, commission: Perbill) -> DispatchResult {
		let mut position = Self::existing_position(role, &operator)?;
		let era = T::Era::get();
		let old = position.commission.in_era(era);
		position.commission = position
			.commission
			.changed(commission, era, T::MaxCommissionRaise::get())
			.ok_or(Error::<T>::CommissionRaiseTooHigh)?;
		Positions::<T>::insert(role, &operator, position);
		Self::deposit_event(Event::CommissionSet { role, operator, old, new: commission });
		Ok(())
	}

	pub(crate) fn do_chill(role: Role, operator: T::AccountId) -> DispatchResult {
		let mut position = Self::existing_position(role, &operator)?;
		ensure!(position.active, Error::<T>::NotActive);
		position.active = false;
		position.notice = None;
		Positions::<T>::insert(role, &operator, position);
		Self::deposit_event(Event::Chilled { role, operator });
		Ok(())
	}

	pub(crate) fn do_activate(role: Role, operator: T::AccountId) -> DispatchResult {
		let mut position = Self::existing_position(role, &operator)?;
		ensure!(!position.active, Error::<T>::AlreadyActive);
		ensure!(Self::has_minimum(role, &operator, &position), Error::<T>::Underbacked);
		position.active = true;
		Positions::<T>::insert(role, &operator, position);
		Self::deposit_event(Event::Activated { role, operator });
		Ok(())
	}

	pub(crate) fn do_give_notice(role: Role, operator: T::AccountId) -> DispatchResult {
		let mut position = Self::existing_position(role, &operator)?;
		ensure!(Self::notice_if_due(role, &operator, &mut position)?, Error::<T>::NoCauseForNotice);
		Positions::<T>::insert(role, &operator, position);
		Ok(())
	}

	pub(crate) fn do_set_minimum(role: Role, minimum: u128) {
		let old = Minimums::<T>::get(role);
		Minimums::<T>::insert(role, minimum);
		Self::deposit_event(Event::MinimumSet { role, old, new: minimum });
	}

	/// Gives an active operator notice that has less than the minimum and was not given any; returns whether it was. The
	/// caller saves the position.
	pub(crate) fn notice_if_due(
		role: Role,
		operator: &T::AccountId,
		position: &mut PositionOf<T>,
	) -> Result<bool, DispatchError> {
		if !position.active || position.notice.is_some() || Self::has_minimum(role, operator, position) {
			return Ok(false);
		}
		let due = System::<T>::block_number().saturating_add(T::Notice::get());
		T::Agenda::schedule(due, Due::Notice { role, operator: operator.clone() }.into())?;
		position.notice = Some(due);
		Self::deposit_event(Event::NoticeGiven { role, operator: operator.clone(), due });
		Ok(true)
	}

	/// Adds `amount` of `delegator`'s to a position, which the caller saves.
	fn join(
		role: Role,
		operator: &T::AccountId,
		position: &mut PositionOf<T>,
		delegator: &T::AccountId,
		amount: u128,
	) -> DispatchResult {
		ensure!(amount >= T::MinDelegation::get(), Error::<T>::BelowMinimum);
		let shares = position.pool.join(amount).ok_or(Error::<T>::Diluted)?;
		Self::take_in(delegator, amount)?;
		Delegations::<T>::try_mutate((delegator, role, operator), |delegation| {
			delegation.shares = delegation.shares.checked_add(shares).ok_or(ArithmeticError::Overflow)?;
			Ok(())
		})
	}

	/// Puts `amount`, which left a position in `era`, aside until it can be withdrawn. The caller saves the delegation.
	fn put_aside(
		role: Role,
		operator: &T::AccountId,
		delegation: &mut Delegation,
		era: EraIndex,
		amount: u128,
	) -> DispatchResult {
		if amount == 0 {
			// Everything was slashed: there is nothing to wait for.
			return Ok(());
		}
		let mut pool = Unbonding::<T>::get((role, operator, era));
		let shares = pool.join(amount).ok_or(Error::<T>::Diluted)?;
		match delegation.leaving.iter_mut().find(|part| part.era == era) {
			Some(part) => part.shares = part.shares.checked_add(shares).ok_or(ArithmeticError::Overflow)?,
			None => delegation.leaving.try_push(Leaving { era, shares }).map_err(|_| Error::<T>::MaxLeavingExceeded)?,
		}
		Unbonding::<T>::insert((role, operator, era), pool);
		Ok(())
	}

	/// The position, if there is one.
	pub(crate) fn existing_position(role: Role, operator: &T::AccountId) -> Result<PositionOf<T>, DispatchError> {
		Ok(Positions::<T>::get(role, operator).ok_or(Error::<T>::NotFound)?)
	}

	/// Keeps a position while it has shares.
	fn save_position(role: Role, operator: T::AccountId, position: PositionOf<T>) {
		if position.pool.shares == 0 {
			Positions::<T>::remove(role, &operator);
			Self::deposit_event(Event::Closed { role, operator });
		} else {
			Positions::<T>::insert(role, operator, position);
		}
	}

	/// Keeps a delegation while there is anything of it.
	pub(crate) fn save_delegation(
		role: Role,
		operator: &T::AccountId,
		delegator: &T::AccountId,
		delegation: Delegation,
	) {
		let key = (delegator, role, operator);
		if delegation == Delegation::default() {
			Delegations::<T>::remove(key);
		} else {
			Delegations::<T>::insert(key, delegation);
		}
	}

	/// Keeps what left in an era while it has shares.
	fn save_unbonding(role: Role, operator: &T::AccountId, era: EraIndex, pool: Pool) {
		let key = (role, operator, era);
		if pool.shares == 0 {
			Unbonding::<T>::remove(key);
		} else {
			Unbonding::<T>::insert(key, pool);
		}
	}

	/// The operator's own stake in its position.
	pub(crate) fn own_stake(role: Role, operator: &T::AccountId, position: &PositionOf<T>) -> u128 {
		position.pool.value_of(Delegations::<T>::get((operator, role, operator)).shares)
	}

	/// Whether the operator has the minimum of its own.
	pub(crate) fn has_minimum(role: Role, operator: &T::AccountId, position: &PositionOf<T>) -> bool {
		Self::own_stake(role, operator, position) >= Minimums::<T>::get(role)
	}

	/// What a delegator has staked; zero when there is nothing.
	pub(crate) fn stake_of_delegator(role: Role, operator: &T::AccountId, delegator: &T::AccountId) -> u128 {
		let pool = Positions::<T>::get(role, operator).map(|position| position.pool).unwrap_or_default();
		pool.value_of(Delegations::<T>::get((delegator, role, operator)).shares)
	}
}
