//! Random histories, held against a model that knows nothing of storage: whatever the parties do, in whatever order, and
//! however late the agenda is served, every panel gives exactly one verdict, the right one, and fines exactly those that
//! it must.

use crate::{
	mock::{Panels, *},
	*,
};
use frame_support::storage::with_storage_layer;
use piazza_primitives::{
	mocks::{MockAgenda, MockStakes},
	PanelId, Panels as _, Role, Verdict,
};
use proptest::prelude::*;
use sp_core::H256;
use sp_runtime::{DispatchError, DispatchResult};
use std::collections::{BTreeMap, BTreeSet};

const CHECKERS: u64 = 8;

/// One thing that somebody tries to do. Numbers are taken modulo what there is.
#[derive(Clone, Debug)]
enum Step {
	Enrol {
		n: u8,
	},
	Resign {
		n: u8,
	},
	StrikeOff {
		n: u8,
	},
	Ruin {
		n: u8,
	},
	Enrich {
		n: u8,
	},
	Convene {
		excluded: Vec<u8>,
	},
	/// Whatever brings a panel on, by one of its members.
	Advance {
		panel: u8,
		seat: u8,
		answer: u8,
	},
	Commit {
		panel: u8,
		n: u8,
		answer: u8,
	},
	Reveal {
		panel: u8,
		n: u8,
		answer: u8,
	},
	Epoch,
	Block {
		blocks: u8,
		full: bool,
	},
}

fn step() -> impl Strategy<Value = Step> {
	use Step::*;
	let n = any::<u8>;
	// Most members say the same.
	let answer = || prop_oneof![6 => Just(0u8), 1 => 1u8..4];
	prop_oneof![
		6 => n().prop_map(|n| Enrol { n }),
		2 => n().prop_map(|n| Resign { n }),
		2 => n().prop_map(|n| StrikeOff { n }),
		2 => n().prop_map(|n| Ruin { n }),
		4 => n().prop_map(|n| Enrich { n }),
		5 => proptest::collection::vec(n(), 0..4).prop_map(|excluded| Convene { excluded }),
		90 => (n(), n(), answer()).prop_map(|(panel, seat, answer)| Advance { panel, seat, answer }),
		4 => (n(), n(), answer()).prop_map(|(panel, n, answer)| Commit { panel, n, answer }),
		4 => (n(), n(), answer()).prop_map(|(panel, n, answer)| Reveal { panel, n, answer }),
		6 => Just(Epoch),
		14 => (1u8..4, prop::bool::weighted(0.2)).prop_map(|(blocks, full)| Block { blocks, full }),
	]
}

fn who(n: u8) -> AccountId {
	checker(1 + u64::from(n) % CHECKERS)
}

/// One of the last few panels.
fn known(panel: u8) -> PanelId {
	NextId::<Test>::get().saturating_sub(1 + PanelId::from(panel % 3))
}

fn attempt(step: Step) -> DispatchResult {
	let plain = |result: frame_support::dispatch::DispatchResultWithPostInfo| result.map(|_| ()).map_err(|e| e.error);
	match step {
		Step::Enrol { n } => Panels::enrol(signed(who(n))),
		Step::Resign { n } => Panels::resign(signed(who(n))),
		Step::StrikeOff { n } => plain(Panels::strike_off(signed(STRANGER), who(n))),
		Step::Ruin { n } => {
			ruin(who(n));
			Ok(())
		}
		Step::Enrich { n } => {
			enrich(who(n));
			Ok(())
		}
		Step::Convene { excluded } => {
			// The case is the number of the panel.
			let case = NextId::<Test>::get() as Case;
			Panels::convene(case, excluded.into_iter().map(who).collect()).map(|_| ())
		}
		Step::Advance { panel, seat, answer: n } => {
			let live = pallet::Panels::<Test>::iter().filter(|(_, panel)| !panel.seats.is_empty());
			let live = BTreeMap::from_iter(live);
			let Some((id, panel)) = live.iter().nth(usize::from(panel) % live.len().max(1)) else { return Ok(()) };
			let id = *id;
			let Some(seat) = panel.seats.get(usize::from(seat) % panel.seats.len().max(1)) else { return Ok(()) };
			let member = seat.member;
			match panel.stage {
				Stage::Committing { .. } => plain(Panels::commit(signed(member), id, commitment(id, member, n))),
				// A member knows what it committed to.
				_ => (0..4)
					.map(|n| plain(Panels::reveal(signed(member), id, answer(n), salt(member))))
					.find(Result::is_ok)
					.unwrap_or(Err(DispatchError::Unavailable)),
			}
		}
		Step::Commit { panel, n, answer: given } => {
			let (id, member) = (known(panel), who(n));
			plain(Panels::commit(signed(member), id, commitment(id, member, given)))
		}
		Step::Reveal { panel, n, answer: given } => {
			plain(Panels::reveal(signed(who(n)), known(panel), answer(given), salt(who(n))))
		}
		Step::Epoch => {
			new_randomness();
			Ok(())
		}
		Step::Block { blocks, full } => {
			let until = System::block_number() + u64::from(blocks);
			if full {
				skip_to(until);
			} else {
				run_to(until);
			}
			Ok(())
		}
	}
}

/// What is known of a panel from its events alone.
#[derive(Default)]
struct Model {
	members: Vec<AccountId>,
	answers: BTreeMap<AccountId, H256>,
}

impl Model {
	/// The verdict that is right, and who is to be fined how much.
	fn judge(&self) -> (Verdict<AccountId>, BTreeSet<(AccountId, Balance)>) {
		let groups = self.answers.values().map(|answer| {
			let group = self.members.iter().filter(|member| self.answers.get(member) == Some(answer));
			(*answer, group.copied().collect::<Vec<_>>())
		});
		let verdict = groups
			.filter(|(_, group)| group.len() * 2 > SEATS as usize)
			// That it could not be got is no verdict.
			.filter(|(answer, _)| !answer.is_zero())
			.map(|(answer, majority)| Verdict { answer: Some(answer), majority })
			.next()
			.unwrap_or(Verdict { answer: None, majority: vec![] });
		let mut fines = BTreeSet::new();
		for member in &self.members {
			let fine = match self.answers.get(member) {
				None => SILENCE_FINE,
				Some(_) if verdict.answer.is_none() || verdict.majority.contains(member) => continue,
				Some(_) => CONTRADICTION_FINE,
			};
			fines.insert((*member, fine));
		}
		(verdict, fines)
	}
}

/// Holds what happened since this was last called against the models.
fn check(models: &mut BTreeMap<PanelId, Model>) {
	let (mut expected, mut fines) = (vec![], BTreeSet::new());
	for event in System::read_events_for_pallet::<Event<Test>>() {
		match event {
			Event::Convened { panel, .. } => drop(models.insert(panel, Model::default())),
			Event::SeatsDrawn { panel, members, .. } => models.get_mut(&panel).unwrap().members = members.into_inner(),
			Event::Revealed { panel, member, answer } => {
				models.get_mut(&panel).unwrap().answers.insert(member, answer);
			}
			Event::NotDrawn { panel, .. } => {
				let model = models.remove(&panel).unwrap();
				assert!(model.members.is_empty());
				expected.push((panel as Case, Verdict { answer: None, majority: vec![] }));
			}
			Event::Concluded { panel, .. } => {
				let (verdict, fined) = models.remove(&panel).unwrap().judge();
				expected.push((panel as Case, verdict));
				fines.extend(fined.into_iter().map(|(member, fine)| (panel, member, fine)));
			}
			_ => {}
		}
	}
	System::reset_events();
	assert_eq!(Given::take(), expected);
	let mut slashed: Vec<_> = MockStakes::take_faults()
		.into_iter()
		.map(|(role, member, fault)| {
			assert_eq!(role, Role::Checker);
			(member, fault.amount)
		})
		.collect();
	let mut due: Vec<_> = fines.into_iter().map(|(_, member, fine)| (member, fine)).collect();
	slashed.sort_unstable();
	due.sort_unstable();
	assert_eq!(slashed, due);
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(256))]

	#[test]
	fn histories_give_every_panel_one_right_verdict(
		steps in proptest::collection::vec(step(), 100..250), enrolled in 0..=CHECKERS, lot: u64,
	) {
		Mock::default().checkers(enrolled).lot(lot).build_and_execute(|| {
			let mut models = BTreeMap::new();
			for step in steps {
				let _ = with_storage_layer(|| attempt(step.clone()));
				Panels::do_try_state().unwrap_or_else(|error| panic!("{error:?} after {step:?}"));
				assert_eq!(MockAgenda::waiting(), pallet::Panels::<Test>::count() as usize);
				check(&mut models);
			}
			// Nobody does anything any more.
			serve();
			pass(DRAW_DELAY * u64::from(MAX_DRAW_TRIES) + COMMIT_PERIOD + REVEAL_PERIOD + 1);
			check(&mut models);
			assert!(models.is_empty());
			assert_eq!((pallet::Panels::<Test>::count(), Duties::<Test>::iter().count()), (0, 0));
		});
	}
}
