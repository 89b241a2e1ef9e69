//! What is earned: the only place where money is made.

use crate::*;
use frame_support::traits::{
	fungible::{Balanced, Inspect},
	Get, Imbalance,
};
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::{Role, Stakes};
use sp_runtime::{traits::Zero, FixedPointNumber, FixedU128, SaturatedConversion};

impl<T: Config> Pallet<T> {
	/// Fixes what each block earns from now on.
	pub(crate) fn fix_block_reward() {
		let issuance = <T as Config>::Currency::total_issuance();
		BlockReward::<T>::put(rules::block_reward(issuance, Inflation::<T>::get(), T::BlocksPerYear::get()));
	}

	/// Makes the reward for a block and shares it out. What others cannot receive goes to the treasury. While its account
	/// exists, the treasury can receive anything: what is made is part of the issuance, so its balance cannot overflow.
	/// If it does not exist, its part is made undone.
	pub(crate) fn reward_block(author: &T::AccountId) {
		let reward = BlockReward::<T>::get();
		if reward.is_zero() {
			return;
		}
		let credit = <T as Config>::Currency::issue(reward);
		let mut given = RewardSplit::<T>::get().divide(credit.peek());
		let (for_validators, rest) = credit.split(given.validators);
		let (for_work, mut for_treasury) = rest.split(given.work);
		if let Err(refused) = T::Stakes::reward(Role::Validator, author, for_validators) {
			given.validators = 0;
			for_treasury.subsume(refused);
		}
		if let Err(refused) = <T as Config>::Currency::resolve(&T::WorkPool::get(), for_work) {
			given.work = 0;
			for_treasury.subsume(refused);
		}
		given.treasury = for_treasury.peek();
		if let Err(unmade) = <T as Config>::Currency::resolve(&T::Treasury::get(), for_treasury) {
			log::error!(target: LOG_TARGET, "the treasury cannot receive {}", unmade.peek());
			given.treasury = 0;
		}
		Minted::<T>::mutate(|minted| minted.add(given));
	}

	/// See the view function `apr_estimate`.
	pub(crate) fn estimate_apr(operator: &T::AccountId) -> FixedU128 {
		let share = RewardSplit::<T>::get().divide(BlockReward::<T>::get()).validators;
		let yearly = share.saturating_mul(T::BlocksPerYear::get().into());
		let elected = Elected::<T>::decode_len().unwrap_or_default().saturated_into();
		let validators = ValidatorCount::<T>::get().min(elected).max(1);
		let each = yearly.checked_div(validators.into()).unwrap_or_default();
		FixedU128::checked_from_rational(each, Self::stake_of(operator)).unwrap_or_default()
	}
}

impl<T: Config> pallet_authorship::EventHandler<T::AccountId, BlockNumberFor<T>> for Pallet<T> {
	fn note_author(author: T::AccountId) {
		Self::note_weight(WeightsOf::<T>::note_author());
		Self::reward_block(&author);
	}
}
