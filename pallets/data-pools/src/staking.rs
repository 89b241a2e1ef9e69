//! Staking tokens.

use crate::{
	rules::{add, subtract},
	*,
};
use frame_support::ensure;
use sp_runtime::{ArithmeticError, DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_stake(who: T::AccountId, pool: PoolId, amount: u128) -> DispatchResult {
		let (_, mut books) = Self::current(pool)?;
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		Self::take_tokens(&who, pool, amount)?;
		books.meter.staked = add(books.meter.staked, amount)?;
		Self::change_stake(pool, &who, &mut books, |staked| Ok(add(staked, amount)?))?;
		AllBooks::<T>::insert(pool, books);
		Self::deposit_event(Event::Staked { pool, who, amount });
		Ok(())
	}

	pub(crate) fn do_unstake(who: T::AccountId, pool: PoolId, amount: u128) -> DispatchResult {
		let (record, mut books) = Self::current(pool)?;
		ensure!(Stakers::<T>::contains_key(pool, &who), Error::<T>::NotFound);
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		Self::change_stake(pool, &who, &mut books, |staked| {
			Ok(staked.checked_sub(amount).ok_or(Error::<T>::Insufficient)?)
		})?;
		ensure!(amount <= books.meter.outflow_left(&record.terms.breaker), Error::<T>::OutflowLimitReached);
		books.meter.unstaked = add(books.meter.unstaked, amount)?;
		AllBooks::<T>::insert(pool, books);
		Self::give_tokens(&who, pool, amount)?;
		Self::deposit_event(Event::Unstaked { pool, who, amount });
		Ok(())
	}

	/// Changes what `who` has staked, after it had its share of what has flowed.
	pub(crate) fn change_stake(
		pool: PoolId,
		who: &T::AccountId,
		books: &mut BooksOf<T>,
		change: impl FnOnce(u128) -> Result<u128, DispatchError>,
	) -> DispatchResult {
		let mut stake = match Self::settled(pool, who, books)? {
			Some(stake) => stake,
			None => {
				let ticket = Self::hold_for::<StakeOf<T>>(who)?;
				Stake { amount: 0, per_token: books.dividends.per_token, due: 0, ticket }
			}
		};
		let amount = change(stake.amount)?;
		books.staked = add(subtract(books.staked, stake.amount)?, amount)?;
		stake.amount = amount;
		Self::save_stake(pool, who, stake)
	}

	/// What `who` has in a pool, with its share of all that has flowed.
	pub(crate) fn settled(
		pool: PoolId,
		who: &T::AccountId,
		books: &BooksOf<T>,
	) -> Result<Option<StakeOf<T>>, DispatchError> {
		let Some(mut stake) = Stakers::<T>::get(pool, who) else { return Ok(None) };
		stake.settle(books.dividends.per_token).ok_or(ArithmeticError::Overflow)?;
		Ok(Some(stake))
	}

	/// Stores what `who` has in a pool, if it is anything.
	pub(crate) fn save_stake(pool: PoolId, who: &T::AccountId, stake: StakeOf<T>) -> DispatchResult {
		if stake.amount == 0 && stake.due == 0 {
			Stakers::<T>::remove(pool, who);
			return Self::return_deposit(who, stake.ticket);
		}
		Stakers::<T>::insert(pool, who, stake);
		Ok(())
	}

	/// What `who` could claim in this block.
	pub(crate) fn claimable_of(pool: PoolId, who: T::AccountId) -> Option<u128> {
		let (_, books) = Self::current(pool).ok()?;
		Self::settled(pool, &who, &books).ok().flatten().map(|stake| stake.due)
	}
}
