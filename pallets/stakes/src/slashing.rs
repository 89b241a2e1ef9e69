//! Slashes: frozen at once, taken or given back later. And rewards, which move the same pools the other way.

use crate::{
	rules::{apportion, distribute, half, own_part, Distribution},
	*,
};
use alloc::vec::Vec;
use frame_support::traits::{Get, Imbalance};
use frame_system::Pallet as System;
use piazza_primitives::{Agenda, EraIndex, Fault, Role};
use sp_runtime::{
	traits::{Convert, One},
	ArithmeticError, DispatchError, DispatchResult, Saturating,
};

impl<T: Config> Pallet<T> {
	/// Adds `credit` to a position, the commission to the operator's own stake. The caller makes it all or nothing.
	pub(crate) fn do_reward(role: Role, operator: &T::AccountId, credit: CreditOf<T>) -> Result<(), CreditOf<T>> {
		let amount = credit.peek();
		let Some((position, own, commission)) = Self::with_reward(role, operator, amount) else { return Err(credit) };
		Self::absorb(credit)?;
		Positions::<T>::insert(role, operator, position);
		Self::save_delegation(role, operator, operator, own);
		Self::deposit_event(Event::Rewarded { role, operator: operator.clone(), amount, commission });
		Ok(())
	}

	/// A position and its operator's own delegation as a reward makes them, and the commission; `None` when there is
	/// nobody to have it.
	fn with_reward(role: Role, operator: &T::AccountId, amount: u128) -> Option<(PositionOf<T>, Delegation, u128)> {
		let mut position = Positions::<T>::get(role, operator)?;
		let mut own = Delegations::<T>::get((operator, role, operator));
		let mut commission = position.commission.in_era(T::Era::get()).mul_floor(amount);
		position.pool.gain(amount.checked_sub(commission)?)?;
		match position.pool.join(commission) {
			Some(shares) => own.shares = own.shares.checked_add(shares)?,
			// Too little for a share, or the pool takes no more: it is everybody's.
			None => {
				position.pool.gain(commission)?;
				commission = 0;
			}
		}
		Some((position, own, commission))
	}

	/// Freezes what a fault costs, and returns how much that is.
	pub(crate) fn do_slash(
		role: Role,
		operator: &T::AccountId,
		fault: Fault<T::AccountId, u128>,
	) -> Result<u128, DispatchError> {
		let wanted = if fault.self_reported { half(fault.amount) } else { fault.amount };
		let mut position = Positions::<T>::get(role, operator);
		let staked = position.as_ref().map_or(0, |position| position.pool.balance);
		let pools = Self::leaving_since(role, operator, fault.era);
		// The position comes last, so that what is rounded up is not its own.
		let balances: Vec<_> = pools.iter().map(|(_, pool)| pool.balance).chain([staked]).collect();
		let mut parts = apportion(wanted, &balances);
		let staked = parts.pop().unwrap_or(0);

		let own = Delegations::<T>::get((operator, role, operator));
		let mut slash = PendingSlash {
			era: fault.era,
			own: position.as_ref().map_or(0, |position| own_part(staked, own.shares, &position.pool)),
			staked,
			leaving: Default::default(),
			claim: fault.claim,
			reporter: fault.reporter.filter(|reporter| reporter != operator),
			due: System::<T>::block_number().saturating_add(T::SlashDelay::convert(role).max(One::one())),
		};
		for ((era, mut pool), part) in pools.into_iter().zip(parts) {
			let left = own.leaving.iter().find(|leaving| leaving.era == era).map_or(0, |leaving| leaving.shares);
			slash.own = slash.own.saturating_add(own_part(part, left, &pool));
			pool.lose(part).ok_or(ArithmeticError::Underflow)?;
			Unbonding::<T>::insert((role, operator, era), pool);
			slash.leaving.try_push((era, part)).map_err(|_| ArithmeticError::Overflow)?;
		}
		let amount = slash.amount();
		if amount == 0 {
			return Ok(0);
		}
		if let Some(position) = &mut position {
			position.pool.lose(staked).ok_or(ArithmeticError::Underflow)?;
		}

		let id = NextSlash::<T>::get();
		NextSlash::<T>::put(id.checked_add(1).ok_or(ArithmeticError::Overflow)?);
		T::Agenda::schedule(slash.due, Due::Slash { role, operator: operator.clone(), slash: id }.into())?;
		Self::deposit_event(Event::Frozen {
			role,
			operator: operator.clone(),
			slash: id,
			amount,
			era: slash.era,
			due: slash.due,
		});
		PendingSlashes::<T>::insert((role, operator, id), slash);
		if let Some(mut position) = position {
			Self::notice_if_due(role, operator, &mut position)?;
			Positions::<T>::insert(role, operator, position);
		}
		Ok(amount)
	}

	/// Takes what a slash froze.
	pub(crate) fn do_apply_slash(role: Role, operator: &T::AccountId, id: SlashId) -> DispatchResult {
		let slash = Self::remove_slash(role, operator, id)?;
		let amount = slash.amount();
		let claim = slash.claim.as_ref().map_or(0, |(_, claim)| *claim);
		let Distribution { claimant, reporter, .. } =
			distribute(amount, slash.own, claim, slash.reporter.is_some(), T::Bounty::get());
		let claimant = Self::pay_if_possible(slash.claim.as_ref().map(|(who, _)| who), claimant);
		let reporter = Self::pay_if_possible(slash.reporter.as_ref(), reporter);
		let treasury = amount.saturating_sub(claimant).saturating_sub(reporter);
		Self::pay_treasury(treasury)?;
		Self::deposit_event(Event::Slashed {
			role,
			operator: operator.clone(),
			slash: id,
			claimant,
			reporter,
			treasury,
		});
		Ok(())
	}

	/// Gives back what a slash froze.
	pub(crate) fn do_cancel_slash(role: Role, operator: T::AccountId, id: SlashId) -> DispatchResult {
		let slash = Self::remove_slash(role, &operator, id)?;
		let mut restored = 0u128;
		for (era, part) in &slash.leaving {
			let mut pool = Unbonding::<T>::get((role, &operator, era));
			if pool.gain(*part).is_some() {
				restored = restored.saturating_add(*part);
				Unbonding::<T>::insert((role, &operator, era), pool);
			}
		}
		if let Some(mut position) = Positions::<T>::get(role, &operator) {
			if position.pool.gain(slash.staked).is_some() {
				restored = restored.saturating_add(slash.staked);
				Positions::<T>::insert(role, &operator, position);
			}
		}
		let treasury = slash.amount().saturating_sub(restored);
		Self::pay_treasury(treasury)?;
		Self::deposit_event(Event::SlashCancelled { role, operator, slash: id, restored, treasury });
		Ok(())
	}

	/// What left a position in or after `since` and cannot be withdrawn yet, by era; nothing that is empty.
	fn leaving_since(role: Role, operator: &T::AccountId, since: EraIndex) -> Vec<(EraIndex, Pool)> {
		let now = T::Era::get();
		let oldest = now.saturating_add(1).saturating_sub(T::UnbondingEras::get()).max(since);
		(oldest..=now)
			.map(|era| (era, Unbonding::<T>::get((role, operator, era))))
			.filter(|(_, pool)| pool.balance > 0)
			.collect()
	}

	fn remove_slash(role: Role, operator: &T::AccountId, id: SlashId) -> Result<PendingSlashOf<T>, DispatchError> {
		Ok(PendingSlashes::<T>::take((role, operator, id)).ok_or(Error::<T>::NotFound)?)
	}
}
