//! What the calls and the trait do.

use crate::{
	money::Delivery,
	pallet::{Dues, Error, Escrows, Event, NextId, ProtocolFee},
	Config, Deposit, Pallet, Record, RecordOf,
};
use frame_support::{ensure, traits::Get};
use piazza_primitives::{Escrow, EscrowId, Terms};
use sp_runtime::{
	traits::{Saturating, Zero},
	ArithmeticError, DispatchError, DispatchResult, Permill,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_claim(id: EscrowId, payee: T::AccountId) -> DispatchResult {
		let mut record = Escrows::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		let amount = Dues::<T>::take(id, &payee).ok_or(Error::<T>::NothingOwed)?;
		Self::deliver(&mut record, &payee, amount)?;
		record.owed = record.owed.saturating_sub(amount);
		record.paid = record.paid.saturating_add(amount);
		Self::keep(id, record);
		Self::deposit_event(Event::Claimed { escrow: id, payee, amount });
		Ok(())
	}

	pub(crate) fn do_set_protocol_fee(new: Permill) -> DispatchResult {
		ensure!(new <= T::MaxFee::get(), Error::<T>::FeeTooHigh);
		let old = ProtocolFee::<T>::get();
		ProtocolFee::<T>::put(new);
		Self::deposit_event(Event::ProtocolFeeSet { old, new });
		Ok(())
	}

	/// The escrow, as long as it is open.
	fn open_record(id: EscrowId) -> Result<RecordOf<T>, DispatchError> {
		Escrows::<T>::get(id).filter(|record| !record.closed).ok_or(Error::<T>::NotFound.into())
	}

	/// Writes a record back, or removes it once nothing is left to do: the only place where one is removed.
	fn keep(id: EscrowId, record: RecordOf<T>) {
		if record.closed && record.owed.is_zero() {
			Escrows::<T>::remove(id);
		} else {
			Escrows::<T>::insert(id, record);
		}
	}
}

impl<T: Config> Escrow<T::AccountId> for Pallet<T> {
	type Balance = T::Balance;
	type AssetKind = T::AssetKind;

	fn open(
		payer: &T::AccountId,
		asset: T::AssetKind,
		amount: T::Balance,
		terms: Terms,
	) -> Result<EscrowId, DispatchError> {
		ensure!(amount >= Self::minimum(&asset) && !amount.is_zero(), Error::<T>::BelowMinimum);
		let id = NextId::<T>::get();
		let next = id.checked_add(1).ok_or(ArithmeticError::Overflow)?;
		Self::put_aside(&asset, payer, amount)?;
		NextId::<T>::put(next);
		let deposit = Deposit { who: payer.clone(), deposited: amount, left: amount };
		let record = Record {
			asset: asset.clone(),
			terms,
			fee: ProtocolFee::<T>::get(),
			deposits: [deposit].to_vec().try_into().map_err(|_| Error::<T>::TooManyDepositors)?,
			paid: Zero::zero(),
			fees: Zero::zero(),
			refunded: Zero::zero(),
			owed: Zero::zero(),
			closed: false,
		};
		Escrows::<T>::insert(id, record);
		Self::deposit_event(Event::Opened { escrow: id, payer: payer.clone(), asset, amount });
		Ok(id)
	}

	fn top_up(id: EscrowId, from: &T::AccountId, amount: T::Balance) -> DispatchResult {
		let mut record = Self::open_record(id)?;
		ensure!(amount >= Self::minimum(&record.asset) && !amount.is_zero(), Error::<T>::BelowMinimum);
		// More from the one who came last is the same deposit; anything else would change the order of drawing.
		match record.deposits.last_mut().filter(|deposit| deposit.who == *from) {
			Some(deposit) => {
				deposit.deposited = deposit.deposited.saturating_add(amount);
				deposit.left = deposit.left.saturating_add(amount);
			},
			None => record
				.deposits
				.try_push(Deposit { who: from.clone(), deposited: amount, left: amount })
				.map_err(|_| Error::<T>::TooManyDepositors)?,
		}
		Self::put_aside(&record.asset, from, amount)?;
		Escrows::<T>::insert(id, record);
		Self::deposit_event(Event::ToppedUp { escrow: id, from: from.clone(), amount });
		Ok(())
	}

	fn pay(id: EscrowId, to: &T::AccountId, amount: T::Balance) -> DispatchResult {
		let mut record = Self::open_record(id)?;
		ensure!(amount <= record.available(), Error::<T>::Insufficient);
		if amount.is_zero() {
			return Ok(());
		}
		let event = match Self::deliver_or_owe(id, &mut record, to, amount) {
			Delivery::Delivered => {
				record.paid = record.paid.saturating_add(amount);
				Event::Paid { escrow: id, to: to.clone(), amount }
			},
			Delivery::Owed(error) => Event::PaymentOwed { escrow: id, to: to.clone(), amount, error },
		};
		Escrows::<T>::insert(id, record);
		Self::deposit_event(event);
		Ok(())
	}

	fn charge_fee(id: EscrowId, base: T::Balance) -> Result<T::Balance, DispatchError> {
		let mut record = Self::open_record(id)?;
		let (amount, to) = (record.fee_on(base), T::FeeDestination::get());
		if amount.is_zero() {
			return Ok(amount);
		}
		let event = match Self::deliver_or_owe(id, &mut record, &to, amount) {
			Delivery::Delivered => {
				record.fees = record.fees.saturating_add(amount);
				Event::FeeCharged { escrow: id, amount }
			},
			Delivery::Owed(error) => Event::PaymentOwed { escrow: id, to, amount, error },
		};
		Escrows::<T>::insert(id, record);
		Self::deposit_event(event);
		Ok(amount)
	}

	fn close(id: EscrowId) -> Result<T::Balance, DispatchError> {
		let mut record = Self::open_record(id)?;
		let rest = record.available();
		let refunded = Self::give_back(id, &mut record, rest, |to, amount| {
			Self::deposit_event(Event::Refunded { escrow: id, to: to.clone(), amount });
		});
		record.closed = true;
		Self::deposit_event(Event::Closed { escrow: id, refunded, owed: record.owed });
		Self::keep(id, record);
		Ok(refunded)
	}

	fn available(id: EscrowId) -> Option<T::Balance> {
		Self::open_record(id).ok().map(|record| record.available())
	}

	fn fee_on(id: EscrowId, base: T::Balance) -> Option<T::Balance> {
		Self::open_record(id).ok().map(|record| record.fee_on(base))
	}

	fn minimum_balance(asset: T::AssetKind) -> T::Balance {
		Self::minimum(&asset)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn endow(asset: T::AssetKind, who: &T::AccountId) {
		<T::BenchmarkHelper as crate::BenchmarkHelper<T::AssetKind, T::AccountId>>::endow(&asset, who);
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn costly_asset() -> T::AssetKind {
		<T::BenchmarkHelper as crate::BenchmarkHelper<T::AssetKind, T::AccountId>>::costly_asset()
	}
}
