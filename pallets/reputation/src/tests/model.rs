//! Random settlements over a long time, against books that forget nothing: every note that was ever made, weighed anew
//! by its age each time, in floating-point numbers.

use crate::{mock::*, *};
use frame_support::assert_ok;
use piazza_primitives::{Conduct, Domain, MinScore, Reputation as _};
use proptest::prelude::*;
use sp_runtime::Permill;
use std::collections::BTreeMap;

const DOMAINS: [Domain; 3] = [Domain::Jobs, Domain::Leasing, Domain::Judging];
const SUBJECTS: core::ops::RangeInclusive<AccountId> = 1..=3;

#[derive(Clone, Debug)]
enum Step {
	Note { domain: Domain, subject: AccountId, conduct: Conduct, value: u128 },
	Forget { domain: Domain, subject: AccountId },
	Pass { blocks: u64 },
}

fn step() -> impl Strategy<Value = Step> {
	let whom = || (prop::sample::select(DOMAINS.to_vec()), SUBJECTS);
	let conduct = prop_oneof![2 => Just(Conduct::Good), 1 => Just(Conduct::Bad)];
	let value = prop_oneof![
		1 => Just(0u128),
		3 => 1u128..20,
		6 => 1u128..10_000,
		3 => 1u128..=MOST_VALUE,
		1 => MOST_VALUE..MOST_VALUE * 10,
	];
	let blocks = prop_oneof![
		6 => 0..PERIOD_LENGTH,
		6 => 0..PERIOD_LENGTH * 10,
		1 => 0..PERIOD_LENGTH * 200,
		1 => 0..PERIOD_LENGTH * 1_500,
	];
	prop_oneof![
		8 => (whom(), conduct, value).prop_map(|((domain, subject), conduct, value)| {
			Step::Note { domain, subject, conduct, value }
		}),
		2 => whom().prop_map(|(domain, subject)| Step::Forget { domain, subject }),
		4 => blocks.prop_map(|blocks| Step::Pass { blocks }),
	]
}

/// All notes of one subject in one domain since there was a record: period, conduct, value.
#[derive(Clone, Default)]
struct History(Vec<(u64, Conduct, f64)>);

impl History {
	fn left(&self, wanted: Conduct) -> f64 {
		let now = System::block_number() / PERIOD_LENGTH;
		let notes = self.0.iter().filter(|(_, conduct, _)| *conduct == wanted);
		notes.map(|(at, _, value)| value * 0.98f64.powf((now - at) as f64)).sum()
	}

	/// How far the chain may be from what is left. It rounds down once each time it writes, and once when it is asked,
	/// by less than a unit. It forgets what is below a billionth, which is far more than both kinds of numbers lose.
	fn tolerance(&self) -> f64 {
		let all: f64 = self.0.iter().map(|(_, _, value)| value).sum();
		self.0.len() as f64 + 1.0 + all / 1e9
	}
}

#[derive(Default)]
struct Model(BTreeMap<(Domain, AccountId), History>);

impl Model {
	fn apply(&mut self, step: Step) {
		match step {
			Step::Note { domain, subject, conduct, value } => {
				let before = Reputation::score(domain, subject);
				System::reset_events();
				Reputation::note(domain, &subject, conduct, value);
				let after = Reputation::score(domain, subject);
				let expected = if value == 0 {
					vec![]
				} else {
					let counted = value.min(MOST_VALUE);
					let note = (System::block_number() / PERIOD_LENGTH, conduct, counted as f64);
					self.0.entry((domain, subject)).or_default().0.push(note);
					let (old, new) = (before.value, after.value);
					vec![Event::Noted { domain, subject, conduct, value: counted, old, new }]
				};
				assert_eq!(events(), expected);
			}
			Step::Forget { domain, subject } => {
				let result = Reputation::forget(RuntimeOrigin::signed(9), domain, subject);
				let Some(history) = self.0.get(&(domain, subject)) else {
					assert_eq!(result.unwrap_err().error, Error::<Test>::NotFound.into());
					return;
				};
				if Reputation::record(domain, subject).is_none() {
					assert_ok!(result);
					let left = history.left(Conduct::Good).max(history.left(Conduct::Bad));
					assert!(left < history.tolerance());
					self.0.remove(&(domain, subject));
				} else {
					assert_eq!(result.unwrap_err().error, Error::<Test>::StillKnown.into());
				}
			}
			Step::Pass { blocks } => System::set_block_number(System::block_number() + blocks),
		}
	}

	/// The chain knows the same of everybody, within the tolerance.
	fn compare(&self) {
		assert_eq!(Records::<Test>::iter().count(), self.0.len());
		for domain in DOMAINS {
			for subject in SUBJECTS {
				let history = self.0.get(&(domain, subject)).cloned().unwrap_or_default();
				let tolerance = history.tolerance();
				let [good, bad] = [Conduct::Good, Conduct::Bad].map(|conduct| history.left(conduct));
				let record = Reputation::record(domain, subject).unwrap_or(Record::nothing(0));
				for (known, left) in [(record.good, good), (record.bad, bad)] {
					assert!((known as f64 - left).abs() <= tolerance, "{known} is known of {left}");
				}

				let score = Reputation::score(domain, subject);
				assert_eq!(score.sample, record.good + record.bad);
				let prior = PRIOR_VALUE as f64;
				let mean = (good + prior) / (good + bad + 2.0 * prior);
				let value = f64::from(score.value.deconstruct()) / 1e6;
				// A unit more or less moves the mean by at most one in twice the prior; and it is rounded down.
				let bound = 2.0 * tolerance / (2.0 * prior) + 1e-6;
				assert!((value - mean).abs() <= bound, "a score of {value}, not {mean}");

				let ensure = |value, sample| Reputation::ensure(domain, &subject, &MinScore { value, sample });
				assert_ok!(ensure(score.value, score.sample));
				let more = Permill::from_parts(score.value.deconstruct() + 1);
				assert_eq!(ensure(more, score.sample), Err(Error::<Test>::ScoreTooLow.into()));
				assert_eq!(ensure(score.value, score.sample + 1), Err(Error::<Test>::SampleTooSmall.into()));
			}
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(128))]

	#[test]
	fn reputation_is_what_all_notes_ever_made_say(steps in prop::collection::vec(step(), 1..200)) {
		build_and_execute(|| {
			let mut model = Model::default();
			for step in steps {
				model.apply(step);
				model.compare();
				assert_ok!(Reputation::do_try_state());
			}
			// In the end all is forgotten, and nothing is left.
			model.apply(Step::Pass { blocks: PERIOD_LENGTH * 1_026 });
			for domain in DOMAINS {
				SUBJECTS.for_each(|subject| model.apply(Step::Forget { domain, subject }));
			}
			model.compare();
			assert_eq!(Records::<Test>::iter().count(), 0);
		});
	}
}
