//! How a panel begins: it is convened, and its seats are drawn.

use crate::{
	pallet::{Checkers, Duties, Error, Event, IndexOf, NextId, Panels},
	rules::{self, Lots},
	Config, Due, NotDrawn, Pallet, Panel, PanelOf, Progress, Seat, SeatsOf, Stage, StageOf,
};
use alloc::{collections::BTreeSet, vec::Vec};
use codec::Encode;
use frame_support::{
	ensure,
	traits::{Get, Randomness},
	BoundedVec,
};
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::{Agenda, OnVerdict, PanelId, Stakes, Verdict, Window};
use sp_runtime::{
	traits::{One, Saturating},
	ArithmeticError, DispatchError, DispatchResult,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_convene(case: T::Case, excluded: Vec<T::AccountId>) -> Result<PanelId, DispatchError> {
		let excluded = BTreeSet::from_iter(excluded);
		let excluded = BoundedVec::try_from(Vec::from_iter(excluded)).map_err(|_| Error::<T>::TooManyExcluded)?;
		let population = Checkers::<T>::count();
		let barred = excluded.iter().filter(|who| IndexOf::<T>::contains_key(who)).count();
		let barred = u32::try_from(barred).unwrap_or(u32::MAX);
		ensure!(population.saturating_sub(barred) >= T::Seats::get(), Error::<T>::TooFewCheckers);

		let id = NextId::<T>::get();
		NextId::<T>::put(id.checked_add(1).ok_or(ArithmeticError::Overflow)?);
		let now = Self::now();
		let due = T::Agenda::schedule(now.saturating_add(T::DrawDelay::get()), Due::Draw { panel: id })?;
		let panel = Panel {
			case: case.clone(),
			excluded,
			convened_at: now,
			population,
			era: T::Stakes::era(),
			stage: Stage::Waiting { tries: 0 },
			seats: Default::default(),
			due,
		};
		Panels::<T>::insert(id, panel);
		Self::deposit_event(Event::Convened { panel: id, case });
		Ok(id)
	}

	/// Draws the seats, or tries again later when nothing became known yet to draw from.
	///
	/// What the authors of the last blocks before that contribute to it, they know before all others: who disputes in
	/// such a block must not know the lots either. So it must have become known more than [`Config::DrawDelay`] blocks
	/// after the panel was convened.
	///
	/// After the last try the panel is given up rather than drawn from what was known before: judges that somebody
	/// could have chosen are worse than none.
	pub(crate) fn draw(id: PanelId, panel: PanelOf<T>, tries: u32) -> DispatchResult {
		let (randomness, known_since) = T::Randomness::random(&id.encode());
		if known_since > panel.convened_at.saturating_add(T::DrawDelay::get()) {
			return match Self::fill_seats(id, &panel, &randomness) {
				Some(seats) => Self::seat(id, panel, seats),
				None => Self::give_up(id, panel, NotDrawn::TooFewCheckers),
			};
		}
		let tries = tries.saturating_add(1);
		if tries >= T::MaxDrawTries::get() {
			return Self::give_up(id, panel, NotDrawn::NoRandomness);
		}
		let at = Self::now().saturating_add(T::DrawDelay::get());
		Self::enter(id, panel, Stage::Waiting { tries }, at, Due::Draw { panel: id })
	}

	/// Draws as many checkers as there are seats, passing over who may not or cannot serve. Whoever is not backed any
	/// more is struck off, once the lots are drawn. `None` when too few are found.
	fn fill_seats(id: PanelId, panel: &PanelOf<T>, randomness: &T::Hash) -> Option<SeatsOf<T>> {
		let wanted = usize::try_from(T::Seats::get()).ok()?;
		let lots = Lots::new(rules::seed(id, randomness), panel.population);
		let (mut seats, mut unbacked) = (SeatsOf::<T>::default(), Vec::new());
		for number in lots.take(usize::try_from(T::MaxLots::get()).ok()?) {
			if seats.len() >= wanted {
				break;
			}
			// Since the panel was convened, some may have left.
			let Some(member) = Checkers::<T>::get(number) else { continue };
			let busy = Duties::<T>::decode_len(&member).unwrap_or(0) >= usize::try_from(T::MaxDuties::get()).ok()?;
			if busy || panel.excluded.contains(&member) {
				continue;
			}
			if Self::ensure_backed(&member).is_err() {
				unbacked.push(member);
				continue;
			}
			seats.try_push(Seat { member, progress: Progress::Drawn }).ok()?;
		}
		for checker in unbacked {
			Self::strike_off_unless_backed(&checker);
		}
		Some(seats).filter(|seats| seats.len() >= wanted)
	}

	/// Gives the members their seats.
	fn seat(id: PanelId, mut panel: PanelOf<T>, seats: SeatsOf<T>) -> DispatchResult {
		let members: Vec<_> = seats.iter().map(|seat| seat.member.clone()).collect();
		for member in &members {
			Duties::<T>::try_mutate(member, |duties| duties.try_push(id)).map_err(|_| Error::<T>::TooFewCheckers)?;
		}
		panel.seats = seats;
		panel.era = T::Stakes::era();
		let commits = Window::starting_at(Self::now(), T::CommitPeriod::get());
		Self::enter(id, panel, Stage::Committing { commits }, commits.to, Due::CommitsEnd { panel: id })?;
		let members = BoundedVec::truncate_from(members);
		Self::deposit_event(Event::SeatsDrawn { panel: id, members, commit_by: commits.to });
		Ok(())
	}

	/// Ends a panel whose seats cannot be filled.
	fn give_up(id: PanelId, panel: PanelOf<T>, reason: NotDrawn) -> DispatchResult {
		Self::remove(id, &panel);
		Self::deposit_event(Event::NotDrawn { panel: id, case: panel.case.clone(), reason });
		T::Verdicts::on_verdict(panel.case, Verdict { answer: None, majority: Vec::new() });
		Ok(())
	}

	/// The block that is being built or executed.
	pub(crate) fn now() -> BlockNumberFor<T> {
		frame_system::Pallet::<T>::block_number()
	}

	/// Moves a panel to a stage, in which `due` happens by itself at block `at`, or in the next block if that is over.
	///
	/// Every change of stage goes through here, so that a panel never has two items on the agenda, or none.
	pub(crate) fn enter(
		id: PanelId,
		mut panel: PanelOf<T>,
		stage: StageOf<T>,
		at: BlockNumberFor<T>,
		due: Due,
	) -> DispatchResult {
		T::Agenda::cancel(panel.due);
		panel.due = T::Agenda::schedule(at.max(Self::now().saturating_add(One::one())), due)?;
		panel.stage = stage;
		Panels::<T>::insert(id, panel);
		Ok(())
	}

	/// Removes the record of a panel and frees its members: the one way out of storage.
	pub(crate) fn remove(id: PanelId, panel: &PanelOf<T>) {
		T::Agenda::cancel(panel.due);
		Panels::<T>::remove(id);
		for seat in &panel.seats {
			let mut duties = Duties::<T>::get(&seat.member);
			duties.retain(|duty| *duty != id);
			if duties.is_empty() {
				Duties::<T>::remove(&seat.member);
			} else {
				Duties::<T>::insert(&seat.member, duties);
			}
		}
	}
}
