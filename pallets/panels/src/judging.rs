//! How a panel comes to its verdict: commitments, answers, fines.

use crate::{
	pallet::{Error, Event, Panels},
	rules, Config, Due, Finding, Pallet, PanelOf, Progress, Seat, Stage, WeightInfo,
};
use alloc::vec::Vec;
use frame_support::{ensure, traits::Get, weights::Weight};
use piazza_primitives::{Conduct, Domain, Fault, OnVerdict, PanelId, Reputation, Role, Stakes, Verdict, Window};
use sp_core::H256;
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_commit(member: T::AccountId, id: PanelId, commitment: H256) -> DispatchResult {
		let mut panel = Self::find(id)?;
		let Stage::Committing { commits } = &panel.stage else { return Err(Error::<T>::WrongStage.into()) };
		ensure!(commits.contains(Self::now()), Error::<T>::CommitsClosed);
		let seat = panel.seats.iter_mut().find(|seat| seat.member == member).ok_or(Error::<T>::NotSeated)?;
		ensure!(seat.progress == Progress::Drawn, Error::<T>::AlreadyCommitted);

		seat.progress = Progress::Committed { commitment };
		Self::deposit_event(Event::Committed { panel: id, member });
		if panel.seats.iter().all(Seat::is_committed) {
			return Self::open_reveals(id, panel);
		}
		Panels::<T>::insert(id, panel);
		Ok(())
	}

	/// Returns whether the panel came to its end.
	pub(crate) fn do_reveal(
		member: T::AccountId,
		id: PanelId,
		answer: H256,
		salt: [u8; 32],
	) -> Result<bool, DispatchError> {
		let mut panel = Self::find(id)?;
		let Stage::Revealing { reveals } = &panel.stage else { return Err(Error::<T>::WrongStage.into()) };
		ensure!(reveals.contains(Self::now()), Error::<T>::RevealsClosed);
		let seat = panel.seats.iter_mut().find(|seat| seat.member == member).ok_or(Error::<T>::NotSeated)?;
		match &seat.progress {
			Progress::Drawn => return Err(Error::<T>::NotCommitted.into()),
			Progress::Revealed { .. } => return Err(Error::<T>::AlreadyRevealed.into()),
			Progress::Committed { commitment } => {
				let expected = rules::commitment(id, &member, &answer, &salt);
				ensure!(*commitment == expected, Error::<T>::CommitmentMismatch)
			}
		}

		seat.progress = Progress::Revealed { answer };
		Self::deposit_event(Event::Revealed { panel: id, member, answer });
		if panel.seats.iter().any(Seat::is_committed) {
			Panels::<T>::insert(id, panel);
			return Ok(false);
		}
		Self::conclude(id, panel);
		Ok(true)
	}

	/// The time for commitments is over: those who committed show their answers, if there are any.
	pub(crate) fn end_commits(id: PanelId, panel: PanelOf<T>) -> DispatchResult {
		if panel.seats.iter().any(Seat::is_committed) {
			return Self::open_reveals(id, panel);
		}
		Self::conclude(id, panel);
		Ok(())
	}

	fn open_reveals(id: PanelId, panel: PanelOf<T>) -> DispatchResult {
		let reveals = Window::starting_at(Self::now(), T::RevealPeriod::get());
		Self::enter(id, panel, Stage::Revealing { reveals }, reveals.to, Due::RevealsEnd { panel: id })?;
		Self::deposit_event(Event::RevealsOpened { panel: id, reveal_by: reveals.to });
		Ok(())
	}

	/// Finds the verdict, fines who has to be, and ends the panel. Nothing in it can fail, so no member can keep a
	/// verdict from being given.
	pub(crate) fn conclude(id: PanelId, panel: PanelOf<T>) {
		Self::remove(id, &panel);
		let answers: Vec<Option<H256>> = panel.seats.iter().map(Seat::answer).collect();
		let answer = rules::verdict(&answers);
		let mut majority = Vec::new();
		for seat in &panel.seats {
			let finding = rules::finding(seat.answer(), answer);
			let (conduct, value) = match finding {
				Finding::Undecided => continue,
				Finding::Agreed => (Conduct::Good, T::ContradictionFine::get()),
				Finding::Contradicted => (Conduct::Bad, T::ContradictionFine::get()),
				Finding::Silent => (Conduct::Bad, T::SilenceFine::get()),
			};
			T::Reputation::note(Domain::Judging, &seat.member, conduct, value);
			match conduct {
				Conduct::Good => majority.push(seat.member.clone()),
				Conduct::Bad => Self::fine(id, &panel, &seat.member, finding, value),
			}
		}
		Self::deposit_event(Event::Concluded { panel: id, case: panel.case.clone(), answer });
		T::Verdicts::on_verdict(panel.case, Verdict { answer, majority });
	}

	/// Takes a fine from the stake of a member, which stays in the register only while it is backed.
	fn fine(id: PanelId, panel: &PanelOf<T>, member: &T::AccountId, finding: Finding, amount: T::Balance) {
		let fault = Fault { amount, era: panel.era, claim: None, reporter: None, self_reported: false };
		let amount = T::Stakes::slash(Role::Checker, member, fault).unwrap_or_else(|error| {
			log::error!(target: "runtime::panels", "{member:?} could not be fined in panel {id}: {error:?}");
			Default::default()
		});
		Self::deposit_event(Event::Fined { panel: id, member: member.clone(), finding, amount });
		Self::strike_off_unless_backed(member);
	}

	/// The greatest weight of coming to an end: all members are fined and struck off.
	pub(crate) fn conclude_weight() -> Weight {
		let fine = T::Stakes::slash_weight().saturating_add(T::WeightInfo::strike_off());
		T::WeightInfo::conclude()
			.saturating_add(fine.saturating_mul(T::Seats::get().into()))
			.saturating_add(T::Verdicts::on_verdict_weight())
	}

	/// The panel, or the error that says there is none.
	fn find(id: PanelId) -> Result<PanelOf<T>, DispatchError> {
		Panels::<T>::get(id).ok_or_else(|| Error::<T>::NotFound.into())
	}
}
