//! The register of checkers: numbers without gaps, so that a lot is a number.

use crate::{
	pallet::{Checkers, Duties, Error, Event, IndexOf},
	Config, Pallet,
};
use frame_support::{
	ensure,
	traits::{Get, Randomness},
};
use piazza_primitives::{Role, Stakes};
use sp_runtime::{traits::Saturating, DispatchResult};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_enrol(checker: T::AccountId) -> DispatchResult {
		Self::ensure_register_open()?;
		ensure!(!IndexOf::<T>::contains_key(&checker), Error::<T>::AlreadyEnrolled);
		Self::ensure_backed(&checker)?;
		Self::put_in(&checker);
		Self::deposit_event(Event::Enrolled { checker });
		Ok(())
	}

	pub(crate) fn do_resign(checker: T::AccountId) -> DispatchResult {
		Self::ensure_register_open()?;
		ensure!(!Duties::<T>::contains_key(&checker), Error::<T>::Seated);
		ensure!(Self::take_out(&checker), Error::<T>::NotEnrolled);
		Self::deposit_event(Event::Resigned { checker });
		Ok(())
	}

	pub(crate) fn do_strike_off(checker: T::AccountId) -> DispatchResult {
		Self::ensure_register_open()?;
		ensure!(IndexOf::<T>::contains_key(&checker), Error::<T>::NotEnrolled);
		ensure!(Self::strike_off_unless_backed(&checker), Error::<T>::StillBacked);
		Ok(())
	}

	/// Strikes a checker off that is not backed any more; returns whether it was.
	pub(crate) fn strike_off_unless_backed(checker: &T::AccountId) -> bool {
		let struck_off = Self::ensure_backed(checker).is_err() && Self::take_out(checker);
		if struck_off {
			Self::deposit_event(Event::StruckOff { checker: checker.clone() });
		}
		struck_off
	}

	/// Fails unless a checker could pay a fine.
	pub(crate) fn ensure_backed(checker: &T::AccountId) -> DispatchResult {
		T::Stakes::ensure_backed(Role::Checker, checker, T::SilenceFine::get().max(T::ContradictionFine::get()))
	}

	/// Puts a checker into the register that is not there, under the next number: the one way in.
	pub(crate) fn put_in(checker: &T::AccountId) {
		let index = Checkers::<T>::count();
		Checkers::<T>::insert(index, checker);
		IndexOf::<T>::insert(checker, index);
	}

	/// Takes a checker out of the register, and gives its number to the last one: the one way out. Returns whether it
	/// was there.
	fn take_out(checker: &T::AccountId) -> bool {
		let Some(index) = IndexOf::<T>::take(checker) else { return false };
		let Some(moved) = Checkers::<T>::take(Checkers::<T>::count().saturating_sub(1)) else { return false };
		if moved != *checker {
			IndexOf::<T>::insert(&moved, index);
			Checkers::<T>::insert(index, moved);
		}
		true
	}

	/// Fails while panels are drawn: whoever knows the lots could move names to where they fall.
	fn ensure_register_open() -> DispatchResult {
		let (_, known_since) = T::Randomness::random(&[]);
		let drawn_by = known_since.saturating_add(T::DrawDelay::get());
		ensure!(drawn_by < Self::now(), Error::<T>::RegisterClosed);
		Ok(())
	}
}
