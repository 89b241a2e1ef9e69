//! What is true between any two transactions.

use crate::{Config, Epochs, LastEpoch, Pallet, UsedClaims};
use frame_support::{ensure, traits::Get};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks every invariant:
	///
	/// 1. There are no more epochs than can be kept, and their count is right.
	/// 2. Epochs are numbered from 1 up to the last one, which is known exactly when there is any.
	/// 3. Every epoch has a window, distinct witnesses, and demands as many of them as can sign.
	/// 4. An epoch ends before the next one starts.
	/// 5. No claim was seen further ahead of the clock than is allowed.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let (mut epochs, last) = (0u32, LastEpoch::<T>::get());
		for (number, epoch) in Epochs::<T>::iter() {
			epochs = epochs.saturating_add(1);
			ensure!((1..=last).contains(&number), "an epoch has a number that was not given yet");
			ensure!(Self::ensure_sound(&epoch).is_ok(), "an epoch is not sound");
			let next = Epochs::<T>::get(number.saturating_add(1)).filter(|_| number < last);
			let is_before = next.is_none_or(|next| epoch.window.to <= next.window.from);
			ensure!(is_before, "an epoch ends after the next one starts");
		}
		ensure!(Epochs::<T>::count() == epochs, "the count of epochs is wrong");
		ensure!(epochs <= T::MaxEpochs::get(), "too many epochs");
		ensure!((epochs == 0) == (last == 0), "numbers of epochs do not start at 1 again");

		let ahead = Self::now().saturating_add(T::MaxSkew::get());
		ensure!(UsedClaims::<T>::iter_values().all(|used| used.seen_at <= ahead), "a claim is from the future");
		Ok(())
	}
}
