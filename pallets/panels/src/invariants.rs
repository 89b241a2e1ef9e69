//! What is true between any two transactions.

use crate::{
	pallet::{Checkers, Duties, IndexOf, NextId, Panels},
	Config, Pallet, PanelOf, Seat, Stage,
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use frame_support::{ensure, traits::Get};
use piazza_primitives::PanelId;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks every invariant:
	///
	/// 1. Checkers have the numbers from 0 without gaps, each exactly one, and each is found by its account.
	/// 2. The number of a panel is below that of the next one, and the count of panels is right.
	/// 3. A panel has seats from the draw on: as many as there must be, nobody twice, nobody who is excluded.
	/// 4. Commitments and answers are there in the stages they belong to, and a stage ends when its last one is given.
	/// 5. The duties of each account are exactly the panels in which it has a seat.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let count = Checkers::<T>::count();
		ensure!(Checkers::<T>::iter_keys().count() == usize::try_from(count).unwrap_or(usize::MAX), "a wrong count");
		ensure!(IndexOf::<T>::iter().count() == Checkers::<T>::iter().count(), "a checker without a number");
		for (checker, index) in IndexOf::<T>::iter() {
			ensure!(index < count, "the numbers of checkers have a gap");
			ensure!(Checkers::<T>::get(index) == Some(checker), "a checker has another one's number");
		}

		let mut duties = BTreeMap::<T::AccountId, Vec<PanelId>>::new();
		let mut panels = 0u32;
		for (id, panel) in Panels::<T>::iter() {
			panels = panels.saturating_add(1);
			ensure!(id < NextId::<T>::get(), "a panel has a number that was not given yet");
			Self::check_seats(&panel)?;
			for seat in panel.seats {
				duties.entry(seat.member).or_default().push(id);
			}
		}
		ensure!(Panels::<T>::count() == panels, "the count of panels is wrong");
		for (member, listed) in Duties::<T>::iter() {
			let mut expected = duties.remove(&member).unwrap_or_default();
			let mut listed = listed.into_inner();
			expected.sort_unstable();
			listed.sort_unstable();
			ensure!(!listed.is_empty(), "an empty list of duties is stored");
			ensure!(listed == expected, "the duties of an account are not the panels in which it has a seat");
		}
		ensure!(duties.is_empty(), "a seat is not among the duties of its member");
		Ok(())
	}

	fn check_seats(panel: &PanelOf<T>) -> Result<(), TryRuntimeError> {
		let seats = &panel.seats;
		let members = seats.iter().map(|seat| &seat.member).collect::<BTreeSet<_>>();
		ensure!(members.len() == seats.len(), "somebody has two seats in one panel");
		ensure!(panel.excluded.iter().all(|who| !members.contains(who)), "somebody has a seat who is excluded");
		let all = usize::try_from(T::Seats::get()).unwrap_or(usize::MAX);
		let committed = seats.iter().filter(|seat| seat.is_committed()).count();
		let revealed = seats.iter().filter_map(Seat::answer).count();
		match panel.stage {
			Stage::Waiting { tries } => {
				ensure!(seats.is_empty(), "seats before they are drawn");
				ensure!(tries < T::MaxDrawTries::get(), "too many tries to draw");
			}
			Stage::Committing { .. } => {
				ensure!(seats.len() == all, "too few or too many seats");
				ensure!(committed < all, "everybody has committed, and nobody may reveal");
				ensure!(revealed == 0, "answers before everybody has committed");
			}
			Stage::Revealing { .. } => {
				ensure!(seats.len() == all, "too few or too many seats");
				ensure!(committed > 0, "everybody has revealed, and there is no verdict");
			}
		}
		Ok(())
	}
}
