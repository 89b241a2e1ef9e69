//! What is always true between calls.

use crate::*;
use frame_support::{
	ensure,
	traits::{fungible::Inspect, Get},
};
use sp_runtime::{Perbill, TryRuntimeError};

/// Whether no item is there twice.
fn are_unique<Item: PartialEq>(items: impl Iterator<Item = Item> + Clone) -> bool {
	items.clone().enumerate().all(|(index, item)| items.clone().take(index).all(|other| other != item))
}

impl<T: Config> Pallet<T> {
	/// Checks that
	/// - no candidate is listed twice, and there are enough;
	/// - the numbers that governance sets are within their bounds, and the parts of a reward add up to one;
	/// - a year of rewards makes no more than there is;
	/// - the elected are ordered by stake, none twice, and each knows how many there are;
	/// - no offender is listed twice in an era, and each lost something and no more than all;
	/// - an epoch has a slot.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let candidates = Candidates::<T>::get();
		ensure!(are_unique(candidates.iter()), "a candidate is listed twice");
		ensure!(Self::are_enough(candidates.len()), "there are too few candidates");
		let counts = T::MinValidators::get()..=T::MaxCandidates::get();
		ensure!(counts.contains(&ValidatorCount::<T>::get()), "the number of validators is out of bounds");
		ensure!(Inflation::<T>::get() <= T::MaxInflation::get(), "inflation is above its maximum");
		ensure!(RewardSplit::<T>::get().is_whole(), "the parts of a reward do not add up to one");
		let yearly = BlockReward::<T>::get().saturating_mul(T::BlocksPerYear::get().into());
		ensure!(yearly <= <T as Config>::Currency::total_issuance(), "a year of rewards makes more than there is");
		let elected = Elected::<T>::get();
		ensure!(are_unique(elected.iter().map(|(operator, _)| operator)), "a validator is elected twice");
		ensure!(elected.is_sorted_by(|(_, a), (_, b)| a.stake >= b.stake), "the elected are not ordered by stake");
		let count = u32::try_from(elected.len()).map_err(|_| "the elected cannot be counted")?;
		ensure!(elected.iter().all(|(_, exposure)| exposure.validators == count), "an exposure has the wrong number");
		for offenders in Offenders::<T>::iter_values() {
			ensure!(are_unique(offenders.iter().map(|offender| &offender.operator)), "an offender is listed twice");
			let lost = offenders.iter().map(|offender| offender.fraction);
			ensure!(
				lost.into_iter().all(|lost| !lost.is_zero() && lost <= Perbill::one()),
				"a fraction is out of bounds"
			);
		}
		ensure!(EpochDuration::<T>::get() > 0, "an epoch has no slot");
		Ok(())
	}
}
