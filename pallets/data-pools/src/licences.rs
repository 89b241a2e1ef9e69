//! Selling data, and who may read it.

use crate::{
	rules::{add, subtract},
	*,
};
use frame_support::{ensure, traits::Get};
use piazza_primitives::{ContentHash, ProgramId, Window};
use sp_core::H256;
use sp_runtime::{ArithmeticError, DispatchResult};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_license(
		buyer: T::AccountId,
		pool: PoolId,
		purpose: H256,
		units: u32,
		max_price: u128,
	) -> DispatchResult {
		let (record, mut books) = Self::current(pool)?;
		let terms = &record.terms;
		ensure!(units > 0, Error::<T>::ZeroAmount);
		let unit = terms.price.ok_or(Error::<T>::NotForSale)?;
		let price = unit.checked_mul(units.into()).ok_or(ArithmeticError::Overflow)?;
		ensure!(price <= max_price, Error::<T>::PriceTooHigh);
		let is_readable = books.offered > 0 || Granted::<T>::contains_key((pool, &buyer, purpose));
		ensure!(is_readable, Error::<T>::NothingToRead);

		let parts = terms.split.divide(price);
		Self::take_price(&buyer, pool, &terms.asset, price)?;
		Self::credit_treasury(pool, &terms.asset, &mut books, parts.treasury)?;
		Self::credit_pool(&mut books, parts.owner, parts.stakers)?;
		let achieved = Metrics { volume: price, contributors: 0, fees: parts.treasury };
		Self::note_achievement(pool, &record, &books, achieved)?;

		let licence = books.next_licence;
		books.next_licence = licence.checked_add(1).ok_or(ArithmeticError::Overflow)?;
		AllBooks::<T>::insert(pool, books);
		let window = Window::starting_at(Self::now(), terms.licence_period);
		let ticket = Self::hold_for::<LicenceOf<T>>(&buyer)?;
		let entry =
			Licence { buyer: buyer.clone(), purpose, program: terms.reader, units, paid: price, window, ticket };
		Licences::<T>::insert(pool, licence, entry);
		let Parts { owner, treasury, stakers } = parts;
		Self::deposit_event(Event::Licensed {
			pool,
			licence,
			buyer,
			purpose,
			units,
			paid: price,
			owner,
			treasury,
			stakers,
		});
		Ok(())
	}

	/// Pays the treasury `amount` and what it could not receive before. What it cannot receive now waits.
	fn credit_treasury(pool: PoolId, asset: &T::AssetKind, books: &mut BooksOf<T>, amount: u128) -> DispatchResult {
		let due = add(books.treasury_due, amount)?;
		books.treasury_due = if Self::pay_treasury(pool, asset, due) { 0 } else { due };
		Ok(())
	}

	pub(crate) fn do_remove_licence(buyer: T::AccountId, pool: PoolId, licence: LicenceId) -> DispatchResult {
		let record = Licences::<T>::take(pool, licence).ok_or(Error::<T>::NotFound)?;
		ensure!(record.buyer == buyer, Error::<T>::NotOwner);
		ensure!(Self::now() >= record.window.to, Error::<T>::NotExpired);
		Self::return_deposit(&buyer, record.ticket)?;
		Self::deposit_event(Event::LicenceRemoved { pool, licence });
		Ok(())
	}

	/// The licence, when workers of `program` may read for it in this block.
	pub(crate) fn readable(program: ProgramId, pool: PoolId, licence: LicenceId) -> Option<LicenceOf<T>> {
		let record = Licences::<T>::get(pool, licence)?;
		(record.program == program && record.window.contains(Self::now())).then_some(record)
	}

	/// Whether a licence lets read this contribution.
	pub(crate) fn is_covered(pool: PoolId, id: LicenceId, licence: &LicenceOf<T>, content: ContentHash) -> bool {
		let Some(contribution) = Contributions::<T>::get(pool, content) else { return false };
		let Some(consent) = Consents::<T>::get(pool, &contribution.contributor) else { return false };
		let is_granted = || {
			Grants::<T>::get((pool, &contribution.contributor, &licence.buyer))
				.is_some_and(|grant| grant.purpose == licence.purpose)
		};
		contribution.from <= id && (consent.covers(id) || is_granted())
	}

	/// Keeps income for the owner and the stakers.
	pub(crate) fn credit_pool(books: &mut BooksOf<T>, owner: u128, stakers: u128) -> DispatchResult {
		books.owner_due = add(books.owner_due, owner)?;
		books.kept = add(books.kept, stakers)?;
		books.dividends.add(stakers, Self::now(), T::StreamPeriod::get()).ok_or(ArithmeticError::Overflow)?;
		Ok(())
	}

	pub(crate) fn do_collect(owner: T::AccountId, pool: PoolId) -> DispatchResult {
		let record = Self::owned(&owner, pool)?;
		let amount = AllBooks::<T>::mutate(pool, |books| core::mem::take(&mut books.owner_due));
		ensure!(amount > 0, Error::<T>::NothingDue);
		Self::pay(pool, &record.terms.asset, &owner, amount)?;
		Self::deposit_event(Event::Collected { pool, owner, amount });
		Ok(())
	}

	/// Pays a staker what it has due.
	pub(crate) fn do_claim(who: T::AccountId, pool: PoolId) -> DispatchResult {
		let (record, mut books) = Self::current(pool)?;
		let mut stake = Self::settled(pool, &who, &books)?.ok_or(Error::<T>::NotFound)?;
		let amount = core::mem::take(&mut stake.due);
		ensure!(amount > 0, Error::<T>::NothingDue);
		books.kept = subtract(books.kept, amount)?;
		Self::save_stake(pool, &who, stake)?;
		AllBooks::<T>::insert(pool, books);
		Self::pay(pool, &record.terms.asset, &who, amount)?;
		Self::deposit_event(Event::Claimed { pool, who, amount });
		Ok(())
	}
}
