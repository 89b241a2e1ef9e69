//! Reputation as other pallets see it.

use crate::*;
use frame_support::{ensure, traits::Get, weights::Weight};
use piazza_primitives::{Conduct, Domain, MinScore, Reputation, Score};
use sp_runtime::DispatchResult;

impl<T: Config> Reputation<T::AccountId> for Pallet<T> {
	type Balance = u128;

	fn note(domain: Domain, subject: &T::AccountId, conduct: Conduct, value: u128) {
		Self::do_note(domain, subject, conduct, value);
	}

	fn score(domain: Domain, subject: &T::AccountId) -> Score<u128> {
		Self::known(domain, subject).score(T::Prior::get())
	}

	fn ensure(domain: Domain, subject: &T::AccountId, least: &MinScore<u128>) -> DispatchResult {
		let score = <Self as Reputation<_>>::score(domain, subject);
		ensure!(score.value >= least.value, Error::<T>::ScoreTooLow);
		ensure!(score.sample >= least.sample, Error::<T>::SampleTooSmall);
		Ok(())
	}

	fn note_weight() -> Weight {
		T::WeightInfo::note()
	}
}
