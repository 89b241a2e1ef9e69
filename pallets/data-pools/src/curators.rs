//! Who vouches for pools.

use crate::*;
use frame_support::{ensure, traits::Get};
use piazza_primitives::{Role, Stakes};
use sp_runtime::{ArithmeticError, DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	/// Fails unless `curator` has the stake to vouch for `pools`.
	fn ensure_vouches(curator: &T::AccountId, pools: u32) -> DispatchResult {
		let stake = T::CuratorStake::get().checked_mul(pools.into()).ok_or(ArithmeticError::Overflow)?;
		T::Stakes::ensure_backed(Role::Curator, curator, stake)
	}

	/// Whether `curator` has the stake for all the pools that it vouches for.
	pub(crate) fn is_backed(curator: &T::AccountId) -> bool {
		Self::ensure_vouches(curator, Endorsed::<T>::get(curator)).is_ok()
	}

	pub(crate) fn do_endorse(curator: T::AccountId, pool: PoolId) -> DispatchResult {
		ensure!(Pools::<T>::contains_key(pool), Error::<T>::NotFound);
		let old = AllBooks::<T>::try_mutate(pool, |books| {
			let old = books.curator.replace(curator.clone());
			if let Some(old) = &old {
				ensure!(!Self::is_backed(old), Error::<T>::AlreadyEndorsed);
				Self::release_curator(old);
			}
			Ok::<_, DispatchError>(old)
		})?;
		let pools = Endorsed::<T>::get(&curator).checked_add(1).ok_or(ArithmeticError::Overflow)?;
		Self::ensure_vouches(&curator, pools)?;
		Endorsed::<T>::insert(&curator, pools);
		Self::deposit_event(Event::Endorsed { pool, old, curator });
		Ok(())
	}

	pub(crate) fn do_withdraw_endorsement(curator: T::AccountId, pool: PoolId) -> DispatchResult {
		ensure!(Pools::<T>::contains_key(pool), Error::<T>::NotFound);
		AllBooks::<T>::try_mutate(pool, |books| {
			ensure!(books.curator.take().is_some_and(|found| found == curator), Error::<T>::NotOwner);
			Ok::<_, DispatchError>(())
		})?;
		Self::release_curator(&curator);
		Self::deposit_event(Event::EndorsementWithdrawn { pool, curator });
		Ok(())
	}

	/// `curator` vouches for one pool less.
	pub(crate) fn release_curator(curator: &T::AccountId) {
		Endorsed::<T>::mutate_exists(curator, |pools| {
			*pools = pools.unwrap_or_default().checked_sub(1).filter(|left| *left > 0);
		});
	}

	/// The pool's curator, when what the pool achieves counts: it is paid in native money, has a market, and its curator
	/// has enough at stake.
	pub(crate) fn eligible_curator(pool: &PoolOf<T>, books: &BooksOf<T>) -> Option<T::AccountId> {
		let counts = books.market && pool.terms.asset == T::NativeAsset::get();
		books.curator.clone().filter(|curator| counts && Self::is_backed(curator))
	}
}
