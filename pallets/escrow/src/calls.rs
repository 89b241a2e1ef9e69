//! What calls and other pallets do with an escrow.
//!
//! Those that other pallets use run in a storage layer of their own (`api.rs`), so an error undoes everything.

use crate::{
	rules::{add, subtract, DepositError, Settlement},
	*,
};
use frame_support::{
	ensure,
	traits::{fungibles::Inspect, Get},
};
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::EscrowId;
use sp_runtime::{
	traits::{Saturating, Zero},
	ArithmeticError, DispatchError, DispatchResult, Permill, SaturatedConversion,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_open(
		payer: &T::AccountId,
		asset: T::AssetKind,
		amount: T::Balance,
	) -> Result<EscrowId, DispatchError> {
		ensure!(T::Assets::asset_exists(asset.clone()), Error::<T>::UnknownAsset);
		let id = NextId::<T>::get();
		let next = id.checked_add(1).ok_or(ArithmeticError::Overflow)?;
		let fee = ProtocolFee::<T>::get();
		let mut record = RecordOf::<T>::new(asset.clone(), fee);
		Self::put_in(&mut record, payer, amount)?;
		NextId::<T>::put(next);
		Escrows::<T>::insert(id, record);
		Self::deposit_event(Event::Opened { escrow: id, payer: payer.clone(), asset, amount, fee });
		Ok(id)
	}

	pub(crate) fn do_top_up(id: EscrowId, from: &T::AccountId, amount: T::Balance) -> DispatchResult {
		let mut record = Self::open_record(id)?;
		ensure!(record.exhausted_at().is_none_or(|end| Self::now() < end), Error::<T>::Exhausted);
		Self::put_in(&mut record, from, amount)?;
		Escrows::<T>::insert(id, record);
		Self::deposit_event(Event::ToppedUp { escrow: id, from: from.clone(), amount });
		Ok(())
	}

	pub(crate) fn do_pay(id: EscrowId, to: &T::AccountId, amount: T::Balance) -> DispatchResult {
		let mut record = Self::open_record(id)?;
		ensure!(amount <= record.available(), Error::<T>::Insufficient);
		if !amount.is_zero() {
			Self::pay_out(id, &mut record, to, amount)?;
			Escrows::<T>::insert(id, record);
		}
		Ok(())
	}

	pub(crate) fn do_charge_fee(id: EscrowId, base: T::Balance) -> Result<T::Balance, DispatchError> {
		let mut record = Self::open_record(id)?;
		let fee = record.fee_on(base);
		if !fee.is_zero() {
			Self::charge(id, &mut record, fee)?;
			Escrows::<T>::insert(id, record);
		}
		Ok(fee)
	}

	pub(crate) fn do_stream(id: EscrowId, payee: T::AccountId, rate: T::Balance) -> DispatchResult {
		let mut record = Self::open_record(id)?;
		ensure!(!rate.is_zero(), Error::<T>::ZeroRate);
		ensure!(record.stream.is_none(), Error::<T>::StreamsAlready);
		let (streamed, charged) = (Zero::zero(), Zero::zero());
		record.stream = Some(Stream { payee: payee.clone(), rate, settled_at: Self::now(), streamed, charged });
		Escrows::<T>::insert(id, record);
		Self::deposit_event(Event::StreamStarted { escrow: id, payee, rate });
		Ok(())
	}

	pub(crate) fn do_settle(id: EscrowId, until: BlockNumberFor<T>) -> Result<T::Balance, DispatchError> {
		let mut record = Self::open_record(id)?;
		let until = until.min(Self::now());
		let Some(Settlement { payee, payment, fee }) = record.settle(until) else { return Ok(Zero::zero()) };
		// Neither is paid when it is nothing: a fee may be all of it, or none.
		if !payment.is_zero() {
			Self::pay_out(id, &mut record, &payee, payment)?;
		}
		if !fee.is_zero() {
			Self::charge(id, &mut record, fee)?;
		}
		Escrows::<T>::insert(id, record);
		Ok(payment.saturating_add(fee))
	}

	pub(crate) fn do_close(id: EscrowId) -> Result<T::Balance, DispatchError> {
		let mut record = Self::open_record(id)?;
		let rest = record.available();
		for (to, amount) in record.give_back() {
			match Self::release(&record.asset, &to, amount) {
				Ok(()) => {
					add(&mut record.refunded, amount)?;
					Self::deposit_event(Event::Refunded { escrow: id, to, amount });
				}
				Err(error) => {
					record.keep(&to, amount)?;
					Self::owe(id, to, amount, error)?;
				}
			}
		}
		record.closed = true;
		Self::deposit_event(Event::Closed { escrow: id, refunded: record.refunded, owed: record.owed });
		Self::keep_while_owing(id, record);
		Ok(rest)
	}

	/// Returns on how many depositors the claim drew.
	pub(crate) fn do_claim(id: EscrowId, payee: T::AccountId) -> Result<u32, DispatchError> {
		let mut record = Escrows::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		let amount = Dues::<T>::get(id, &payee).ok_or(Error::<T>::NothingOwed)?;
		let draws = Self::draw(&mut record, &payee, amount)?;
		subtract(&mut record.owed, amount)?;
		add(&mut record.paid, amount)?;
		Dues::<T>::remove(id, &payee);
		Self::keep_while_owing(id, record);
		Self::deposit_event(Event::Claimed { escrow: id, payee, amount });
		Ok(draws)
	}

	pub(crate) fn do_set_protocol_fee(new: Permill) -> DispatchResult {
		ensure!(new <= T::MaxFee::get(), Error::<T>::FeeTooHigh);
		let old = ProtocolFee::<T>::get();
		ProtocolFee::<T>::put(new);
		Self::deposit_event(Event::ProtocolFeeSet { old, new });
		Ok(())
	}

	/// The record of an escrow that is open.
	pub(crate) fn open_record(id: EscrowId) -> Result<RecordOf<T>, Error<T>> {
		Escrows::<T>::get(id).filter(|record| !record.closed).ok_or(Error::<T>::NotFound)
	}

	/// The block that is being built or executed.
	pub(crate) fn now() -> BlockNumberFor<T> {
		frame_system::Pallet::<T>::block_number()
	}

	/// Pays `amount`, or notes that it is owed.
	fn pay_out(id: EscrowId, record: &mut RecordOf<T>, to: &T::AccountId, amount: T::Balance) -> DispatchResult {
		match Self::draw(record, to, amount) {
			Ok(_) => {
				add(&mut record.paid, amount)?;
				Self::deposit_event(Event::Paid { escrow: id, to: to.clone(), amount });
				Ok(())
			}
			Err(error) => {
				add(&mut record.owed, amount)?;
				Self::owe(id, to.clone(), amount, error)
			}
		}
	}

	/// Gives `fee` to the protocol, or notes that it is owed.
	fn charge(id: EscrowId, record: &mut RecordOf<T>, fee: T::Balance) -> DispatchResult {
		let to = T::FeeDestination::get();
		match Self::draw(record, &to, fee) {
			Ok(_) => {
				add(&mut record.fees, fee)?;
				Self::deposit_event(Event::FeeCharged { escrow: id, amount: fee });
				Ok(())
			}
			Err(error) => {
				add(&mut record.owed, fee)?;
				Self::owe(id, to, fee, error)
			}
		}
	}

	/// Puts `amount` of `who` into the escrow.
	fn put_in(record: &mut RecordOf<T>, who: &T::AccountId, amount: T::Balance) -> DispatchResult {
		let least = T::Assets::minimum_balance(record.asset.clone());
		ensure!(!amount.is_zero() && amount >= least, Error::<T>::BelowMinimum);
		record.deposit(who, amount).map_err(|error| match error {
			DepositError::TooMany => Error::<T>::TooManyDepositors.into(),
			DepositError::Overflow => DispatchError::from(ArithmeticError::Overflow),
		})?;
		Self::hold(&record.asset, who, amount)
	}

	/// Delivers `amount` to `to` out of the deposits, or changes nothing. Returns on how many depositors it drew.
	fn draw(record: &mut RecordOf<T>, to: &T::AccountId, amount: T::Balance) -> Result<u32, DispatchError> {
		let mut after = record.clone();
		let shares = after.draw(amount).ok_or(Error::<T>::Insufficient)?;
		let draws = shares.len().saturated_into();
		Self::deliver(&record.asset, to, shares)?;
		*record = after;
		Ok(draws)
	}

	/// Notes that `amount` waits for `to`, who could not receive it for the reason given.
	fn owe(id: EscrowId, to: T::AccountId, amount: T::Balance, error: DispatchError) -> DispatchResult {
		Dues::<T>::try_mutate(id, &to, |due| add(due.get_or_insert_with(Zero::zero), amount))?;
		Self::deposit_event(Event::PaymentOwed { escrow: id, to, amount, error });
		Ok(())
	}

	/// Writes the record back, or removes it when it is closed and owes nothing.
	fn keep_while_owing(id: EscrowId, record: RecordOf<T>) {
		if record.closed && record.owed.is_zero() {
			Escrows::<T>::remove(id);
		} else {
			Escrows::<T>::insert(id, record);
		}
	}
}
