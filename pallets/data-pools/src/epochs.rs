//! What pools achieve in an epoch, and what they get for it.

use crate::{
	rules::{add, subtract},
	*,
};
use frame_support::{ensure, traits::Get};
use piazza_primitives::{Fault, Role, Stakes};
use sp_runtime::{traits::CheckedDiv, ArithmeticError, DispatchError, DispatchResult, Permill, SaturatedConversion};

impl<T: Config> Pallet<T> {
	/// The epoch of this block.
	pub(crate) fn epoch_now() -> EpochIndex {
		Self::now().checked_div(&T::EpochLength::get()).unwrap_or_default().saturated_into()
	}

	/// This epoch, to be stored again. When it is the first time that anything happens in it, and nothing is to be allotted
	/// of the one before, all that is left of that goes on to it.
	fn this_epoch() -> Result<(EpochIndex, Epoch), DispatchError> {
		let (last, now) = (LastEpoch::<T>::get(), Self::epoch_now());
		let epoch = Epochs::<T>::get(last);
		if now == last {
			return Ok((now, epoch));
		}
		LastEpoch::<T>::put(now);
		let mut next = Epoch::default();
		if epoch.pools == 0 {
			Epochs::<T>::remove(last);
			Self::carry_over(last, now, &mut next, epoch.left)?;
		}
		Ok((now, next))
	}

	/// Adds `amount` of the epoch `from` to a later one.
	fn carry_over(from: EpochIndex, to: EpochIndex, next: &mut Epoch, amount: u128) -> DispatchResult {
		if amount > 0 {
			next.fund = add(next.fund, amount)?;
			next.left = add(next.left, amount)?;
			Self::deposit_event(Event::CarriedOver { from, to, amount });
		}
		Ok(())
	}

	/// Does the same in this epoch.
	fn carry_to_this(from: EpochIndex, amount: u128) -> DispatchResult {
		let (now, mut epoch) = Self::this_epoch()?;
		Self::carry_over(from, now, &mut epoch, amount)?;
		Epochs::<T>::insert(now, epoch);
		Ok(())
	}

	pub(crate) fn do_fund(from: T::AccountId, amount: u128) -> DispatchResult {
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		let (now, mut epoch) = Self::this_epoch()?;
		epoch.fund = add(epoch.fund, amount)?;
		epoch.left = add(epoch.left, amount)?;
		Epochs::<T>::insert(now, epoch);
		Self::take_for_fund(&from, amount)?;
		Self::deposit_event(Event::Funded { epoch: now, from, amount });
		Ok(())
	}

	/// Counts what a pool achieved, if it counts.
	pub(crate) fn note_achievement(
		pool: PoolId,
		record: &PoolOf<T>,
		books: &BooksOf<T>,
		news: Metrics,
	) -> DispatchResult {
		let Some(curator) = Self::eligible_curator(record, books) else { return Ok(()) };
		let (now, mut epoch) = Self::this_epoch()?;
		let mut entry = match Records::<T>::get(pool, now) {
			Some(entry) => entry,
			None => {
				epoch.pools = epoch.pools.checked_add(1).ok_or(ArithmeticError::Overflow)?;
				Record { metrics: Metrics::default(), curator, era: T::Stakes::era() }
			}
		};
		entry.metrics = entry.metrics.plus(&news).ok_or(ArithmeticError::Overflow)?;
		epoch.totals = epoch.totals.plus(&news).ok_or(ArithmeticError::Overflow)?;
		Records::<T>::insert(pool, now, entry);
		Epochs::<T>::insert(now, epoch);
		Ok(())
	}

	/// A pool's share of the fund of an epoch that is over, and whether it was allotted just now.
	fn award(pool: PoolId, index: EpochIndex) -> Result<AwardOf<T>, DispatchError> {
		match Awards::<T>::get(pool, index) {
			Some(award) => Ok(award),
			None => Self::allot(pool, index),
		}
	}

	fn allot(pool: PoolId, index: EpochIndex) -> Result<AwardOf<T>, DispatchError> {
		let Record { metrics, curator, era } = Records::<T>::take(pool, index).ok_or(Error::<T>::NotFound)?;
		let mut epoch = Epochs::<T>::get(index);
		let share = metrics.share(&epoch.totals, epoch.fund);
		epoch.left = subtract(epoch.left, share)?;
		epoch.pools = epoch.pools.checked_sub(1).ok_or(ArithmeticError::Underflow)?;
		Self::deposit_event(Event::Allotted { pool, epoch: index, share });
		if epoch.pools > 0 {
			Epochs::<T>::insert(index, epoch);
		} else {
			// It was the last of them: what is left is nobody's.
			let left = core::mem::take(&mut epoch.left);
			Epochs::<T>::insert(index, epoch);
			Self::carry_to_this(index, left)?;
			Epochs::<T>::remove(index);
		}
		Ok(Award { left: share, tranches: 0, curator, era })
	}

	/// Fails unless the epoch is over; returns how many have begun since.
	fn epochs_since(index: EpochIndex) -> Result<EpochIndex, DispatchError> {
		let elapsed = Self::epoch_now().checked_sub(index).filter(|elapsed| *elapsed > 0);
		Ok(elapsed.ok_or(Error::<T>::EpochNotOver)?)
	}

	/// Stores what is left of a share, if it is anything.
	fn save_award(pool: PoolId, index: EpochIndex, award: AwardOf<T>) {
		if award.left > 0 {
			Awards::<T>::insert(pool, index, award);
		} else {
			Awards::<T>::remove(pool, index);
		}
	}

	pub(crate) fn do_claim_epoch(pool: PoolId, index: EpochIndex) -> DispatchResult {
		let elapsed = Self::epochs_since(index)?;
		let mut award = Self::award(pool, index)?;
		let amount = award.pay(elapsed, T::Tranches::get()).ok_or(Error::<T>::NothingDue)?;
		Self::distribute(pool, index, amount, &award)?;
		Self::save_award(pool, index, award);
		Ok(())
	}

	/// Pays tranches to a pool: to the curator its share, if it still has the stake and can receive it, of the rest to the
	/// owner its, and all else to the stakers.
	fn distribute(pool: PoolId, index: EpochIndex, amount: u128, award: &AwardOf<T>) -> DispatchResult {
		let (record, mut books) = Self::current(pool)?;
		let due = T::CuratorShare::get().mul_floor(amount);
		let is_paid = Self::is_backed(&award.curator) && Self::pay_curator(&award.curator, due);
		let curator = if is_paid { due } else { 0 };
		let rest = subtract(amount, curator)?;
		let owner = record.terms.split.owner.mul_floor(rest);
		Self::pay_pool(pool, rest)?;
		Self::credit_pool(&mut books, owner, subtract(rest, owner)?)?;
		AllBooks::<T>::insert(pool, books);
		Self::deposit_event(Event::TranchePaid { pool, epoch: index, amount, curator, left: award.left });
		Ok(())
	}

	pub(crate) fn do_penalise(pool: PoolId, index: EpochIndex, share: Permill) -> DispatchResult {
		let elapsed = Self::epochs_since(index)?;
		let mut award = Self::award(pool, index)?;
		if let Some(amount) = award.pay(elapsed, T::Tranches::get()) {
			Self::distribute(pool, index, amount, &award)?;
		}
		let amount = share.mul_floor(award.left);
		ensure!(amount > 0, Error::<T>::NothingDue);
		award.left = subtract(award.left, amount)?;
		Self::carry_to_this(index, amount)?;
		let curator = award.curator.clone();
		let fault = Fault {
			amount: share.mul_floor(T::CuratorStake::get()),
			era: award.era,
			claim: None,
			reporter: None,
			self_reported: false,
		};
		let slashed = T::Stakes::slash(Role::Curator, &curator, fault)?;
		let left = award.left;
		Self::save_award(pool, index, award);
		Self::deposit_event(Event::Penalised { pool, epoch: index, amount, left, curator, slashed });
		Ok(())
	}
}
