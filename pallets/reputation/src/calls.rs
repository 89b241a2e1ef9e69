//! What calls and other pallets do with a reputation.

use crate::*;
use frame_support::{ensure, traits::Get};
use piazza_primitives::{Conduct, Domain};
use sp_runtime::{
	traits::{CheckedDiv, Zero},
	DispatchResult, SaturatedConversion,
};

impl<T: Config> Pallet<T> {
	/// Notes work worth `value`; worth nothing, it leaves no trace.
	pub(crate) fn do_note(domain: Domain, subject: &T::AccountId, conduct: Conduct, value: u128) {
		let value = value.min(T::MaxValue::get());
		if value == 0 {
			return;
		}
		let before = Self::known(domain, subject);
		let after = before.noted(conduct, value);
		Records::<T>::insert(domain, subject, after);
		let [old, new] = [before, after].map(|record| record.score(T::Prior::get()).value);
		Self::deposit_event(Event::Noted { domain, subject: subject.clone(), conduct, value, old, new });
	}

	pub(crate) fn do_forget(domain: Domain, subject: T::AccountId) -> DispatchResult {
		let record = Records::<T>::get(domain, &subject).ok_or(Error::<T>::NotFound)?;
		ensure!(Self::as_of_now(record).is_nothing(), Error::<T>::StillKnown);
		Records::<T>::remove(domain, &subject);
		Self::deposit_event(Event::Forgotten { domain, subject });
		Ok(())
	}

	/// What is known of `subject` as of this block.
	pub(crate) fn known(domain: Domain, subject: &T::AccountId) -> Record {
		Records::<T>::get(domain, subject).map_or_else(|| Record::nothing(Self::period()), Self::as_of_now)
	}

	/// The period of the block that is being built or executed.
	pub(crate) fn period() -> PeriodIndex {
		let now = frame_system::Pallet::<T>::block_number();
		now.checked_div(&T::Period::get()).unwrap_or_else(Zero::zero).saturated_into()
	}

	fn as_of_now(record: Record) -> Record {
		record.decayed(Self::period(), T::Decay::get())
	}
}
