//! Pools and their markets.

use crate::*;
use frame_support::{ensure, traits::Get};
use piazza_primitives::{Attested, ProgramKind};
use sp_runtime::{
	traits::{Convert, Zero},
	ArithmeticError, DispatchError, DispatchResult,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_create(owner: T::AccountId, terms: TermsOf<T>) -> DispatchResult {
		Self::ensure_valid(&terms)?;
		let pool = NextPool::<T>::get();
		NextPool::<T>::put(pool.checked_add(1).ok_or(ArithmeticError::Overflow)?);
		Self::endow(&owner, pool, &terms.asset)?;
		let ticket = Self::hold_for::<(PoolOf<T>, BooksOf<T>)>(&owner)?;
		Pools::<T>::insert(pool, Pool { owner: owner.clone(), terms, ticket });
		Self::deposit_event(Event::PoolCreated { pool, owner, token: T::TokenOf::convert(pool) });
		Ok(())
	}

	fn ensure_valid(terms: &TermsOf<T>) -> DispatchResult {
		let Breaker { period, max_mint, max_outflow } = &terms.breaker;
		ensure!(terms.factor > 0 && *max_mint >= terms.factor && *max_outflow > 0, Error::<T>::InvalidTerms);
		ensure!(!period.is_zero() && !terms.licence_period.is_zero(), Error::<T>::InvalidTerms);
		ensure!(terms.licence_period <= T::MaxLicencePeriod::get(), Error::<T>::InvalidTerms);
		ensure!(terms.price != Some(0), Error::<T>::InvalidTerms);
		ensure!(terms.split.is_valid(T::MinTreasuryShare::get()), Error::<T>::InvalidTerms);
		let kind = |program| T::Attested::program_kind(program);
		ensure!(kind(&terms.reader) == Some(ProgramKind::Enclave), Error::<T>::WrongProgram);
		match &terms.scoring {
			Scoring::Enclave { program, .. } => {
				ensure!(kind(program) == Some(ProgramKind::Enclave), Error::<T>::WrongProgram)
			}
			Scoring::Web { .. } => {}
			Scoring::Jury { program, min_quorum } => {
				ensure!(kind(program).is_some(), Error::<T>::WrongProgram);
				ensure!(*min_quorum > 0, Error::<T>::InvalidTerms);
			}
		}
		Ok(())
	}

	/// A pool of `owner`'s.
	pub(crate) fn owned(owner: &T::AccountId, pool: PoolId) -> Result<PoolOf<T>, DispatchError> {
		let record = Pools::<T>::get(pool).ok_or(Error::<T>::NotFound)?;
		ensure!(record.owner == *owner, Error::<T>::NotOwner);
		Ok(record)
	}

	pub(crate) fn do_set_price(owner: T::AccountId, pool: PoolId, price: Option<u128>) -> DispatchResult {
		let mut record = Self::owned(&owner, pool)?;
		ensure!(price != Some(0), Error::<T>::ZeroAmount);
		let old = core::mem::replace(&mut record.terms.price, price);
		Pools::<T>::insert(pool, record);
		Self::deposit_event(Event::PriceSet { pool, old, new: price });
		Ok(())
	}

	pub(crate) fn do_remove_pool(owner: T::AccountId, pool: PoolId) -> DispatchResult {
		let record = Self::owned(&owner, pool)?;
		let books = AllBooks::<T>::take(pool);
		// Without contributions there never was a token, a licence, a stake or a market.
		ensure!(books.contributions == 0, Error::<T>::InUse);
		if let Some(curator) = &books.curator {
			Self::release_curator(curator);
		}
		Pools::<T>::remove(pool);
		Self::take_endowment(&owner, pool, &record.terms.asset)?;
		Self::return_deposit(&owner, record.ticket)?;
		Self::deposit_event(Event::PoolRemoved { pool });
		Ok(())
	}

	pub(crate) fn do_open_market(owner: T::AccountId, pool: PoolId, tokens: u128, native: u128) -> DispatchResult {
		Self::owned(&owner, pool)?;
		ensure!(tokens > 0 && native > 0, Error::<T>::ZeroAmount);
		AllBooks::<T>::try_mutate(pool, |books| {
			ensure!(!books.market, Error::<T>::MarketOpen);
			books.market = true;
			Ok::<_, DispatchError>(())
		})?;
		let liquidity = Self::lock_liquidity(&owner, pool, tokens, native)?;
		Self::deposit_event(Event::MarketOpened { pool, tokens, native, liquidity });
		Ok(())
	}
}
