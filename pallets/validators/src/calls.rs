//! What calls do.

use crate::*;
use frame_support::{
	ensure,
	traits::{Get, ValidatorRegistration},
};
use piazza_primitives::{Role, Stakes};
use sp_runtime::{DispatchResult, Perbill};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_join(who: T::AccountId) -> DispatchResult {
		let mut candidates = Candidates::<T>::get();
		ensure!(!candidates.contains(&who), Error::<T>::AlreadyCandidate);
		ensure!(pallet_session::Pallet::<T>::is_registered(&who), Error::<T>::NoKeys);
		T::Stakes::ensure_backed(Role::Validator, &who, 0)?;
		let mut replaced = None;
		if candidates.try_push(who.clone()).is_err() {
			let stakes = candidates.iter_mut().map(|candidate| (Self::stake_of(candidate), candidate));
			// Of equals, the one that elections rank last.
			let least = stakes.min_by(|(x, a), (y, b)| x.cmp(y).then_with(|| b.cmp(a)));
			let (stake, place) = least.ok_or(Error::<T>::TooManyCandidates)?;
			ensure!(stake < Self::stake_of(&who), Error::<T>::TooManyCandidates);
			replaced = Some(core::mem::replace(place, who.clone()));
		}
		Candidates::<T>::put(candidates);
		Self::deposit_event(Event::Joined { operator: who, replaced });
		Ok(())
	}

	pub(crate) fn do_leave(who: T::AccountId) -> DispatchResult {
		Self::take_off_list(&who)?;
		Self::deposit_event(Event::Left { operator: who });
		Ok(())
	}

	pub(crate) fn do_set_validator_count(new: u32) -> DispatchResult {
		ensure!(new >= T::MinValidators::get(), Error::<T>::TooFewValidators);
		ensure!(new <= T::MaxCandidates::get(), Error::<T>::TooManyValidators);
		let old = ValidatorCount::<T>::get();
		ValidatorCount::<T>::put(new);
		Self::deposit_event(Event::ValidatorCountSet { old, new });
		Ok(())
	}

	pub(crate) fn do_set_inflation(new: Perbill) -> DispatchResult {
		ensure!(new <= T::MaxInflation::get(), Error::<T>::InflationTooHigh);
		let old = Inflation::<T>::get();
		Inflation::<T>::put(new);
		Self::deposit_event(Event::InflationSet { old, new });
		Ok(())
	}

	pub(crate) fn do_set_split(new: Split) -> DispatchResult {
		ensure!(new.is_whole(), Error::<T>::SplitNotWhole);
		let old = RewardSplit::<T>::get();
		RewardSplit::<T>::put(new);
		Self::deposit_event(Event::SplitSet { old, new });
		Ok(())
	}

	pub(crate) fn do_remove_candidate(who: T::AccountId) -> DispatchResult {
		ensure!(Candidates::<T>::get().contains(&who), Error::<T>::NotCandidate);
		ensure!(!Self::is_eligible(&who), Error::<T>::StillEligible);
		Self::take_off_list(&who)?;
		Self::deposit_event(Event::CandidateRemoved { operator: who });
		Ok(())
	}

	/// Takes `who` off the list of candidates, unless too few would be left.
	pub(crate) fn take_off_list(who: &T::AccountId) -> Result<(), Error<T>> {
		let mut candidates = Candidates::<T>::get();
		let place = candidates.iter().position(|candidate| candidate == who).ok_or(Error::<T>::NotCandidate)?;
		candidates.swap_remove(place);
		ensure!(Self::are_enough(candidates.len()), Error::<T>::TooFewValidators);
		Candidates::<T>::put(candidates);
		Ok(())
	}
}
