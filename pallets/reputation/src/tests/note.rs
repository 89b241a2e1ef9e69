use crate::{mock::*, *};
use piazza_primitives::{Conduct, Domain, Reputation as _};
use sp_runtime::Permill;

fn record() -> Option<Record> {
	Records::<Test>::get(Domain::Jobs, SUBJECT)
}

#[test]
fn note_counts_what_the_work_was_worth() {
	build_and_execute(|| {
		note(Conduct::Good, 3_000);
		assert_eq!(record(), Some(Record { good: 3_000, bad: 0, at: 0 }));
		note(Conduct::Bad, 500);
		assert_eq!(record(), Some(Record { good: 3_000, bad: 500, at: 0 }));
		let noted = |conduct, value, old, new| Event::Noted {
			domain: Domain::Jobs,
			subject: SUBJECT,
			conduct,
			value,
			old: Permill::from_parts(old),
			new: Permill::from_parts(new),
		};
		// 4 / 5, then 4_000 / 5_500.
		let expected = [noted(Conduct::Good, 3_000, 500_000, 800_000), noted(Conduct::Bad, 500, 800_000, 727_272)];
		assert_eq!(events(), expected);
	});
}

#[test]
fn note_changes_nothing_when_the_work_was_worth_nothing() {
	build_and_execute(|| {
		note(Conduct::Good, 0);
		note(Conduct::Bad, 0);
		assert_eq!((record(), events()), (None, vec![]));
		note(Conduct::Good, 5);
		let before = record();
		pass(1);
		System::reset_events();
		note(Conduct::Bad, 0);
		assert_eq!((record(), events()), (before, vec![]));
	});
}

#[test]
fn note_counts_for_no_more_than_the_most_when_the_work_was_worth_more() {
	build_and_execute(|| {
		note(Conduct::Good, u128::MAX);
		assert_eq!(record(), Some(Record { good: MOST_VALUE, bad: 0, at: 0 }));
		assert!(matches!(events()[..], [Event::Noted { value: MOST_VALUE, .. }]));
		note(Conduct::Bad, MOST_VALUE + 1);
		assert_eq!(record(), Some(Record { good: MOST_VALUE, bad: MOST_VALUE, at: 0 }));
		// Each trade on its own: two count twice.
		note(Conduct::Bad, MOST_VALUE);
		assert_eq!(record(), Some(Record { good: MOST_VALUE, bad: 2 * MOST_VALUE, at: 0 }));
	});
}

#[test]
fn note_weighs_no_more_than_it_is_worth_when_it_is_dust() {
	build_and_execute(|| {
		note(Conduct::Bad, 1_000);
		let alone = Reputation::score(Domain::Jobs, SUBJECT);
		assert_eq!((alone.value.deconstruct(), alone.sample), (333_333, 1_000));
		(0..1_000).for_each(|_| note(Conduct::Good, 1));
		let score = Reputation::score(Domain::Jobs, SUBJECT);
		assert_eq!((score.value, score.sample), (Permill::from_percent(50), 2_000));
	});
}

#[test]
fn note_counts_older_work_for_less() {
	build_and_execute(|| {
		note(Conduct::Good, 10_000);
		note(Conduct::Bad, 5_000);
		pass(2);
		System::reset_events();
		note(Conduct::Good, 100);
		assert_eq!(record(), Some(Record { good: 9_604 + 100, bad: 4_802, at: 2 }));
		// The old score is that of this block, not that of the last note: 10_604 / 16_406, then 10_704 / 16_506.
		let [Event::Noted { old, new, .. }] = events()[..] else { panic!("one note, one event") };
		assert_eq!((old.deconstruct(), new.deconstruct()), (646_348, 648_491));
	});
}

#[test]
fn note_decays_nothing_within_a_period() {
	build_and_execute(|| {
		note(Conduct::Good, 100);
		System::set_block_number(PERIOD_LENGTH - 1);
		note(Conduct::Good, 100);
		assert_eq!(record(), Some(Record { good: 200, bad: 0, at: 0 }));
		System::set_block_number(PERIOD_LENGTH);
		note(Conduct::Good, 100);
		assert_eq!(record(), Some(Record { good: 296, bad: 0, at: 1 }));
	});
}

#[test]
fn note_starts_anew_when_nothing_is_left() {
	build_and_execute(|| {
		note(Conduct::Bad, MOST_VALUE);
		pass(1_026);
		note(Conduct::Good, 7);
		assert_eq!(record(), Some(Record { good: 7, bad: 0, at: 1_026 }));
	});
}

#[test]
fn note_saturates_when_more_is_known_than_there_is_money() {
	build_and_execute(|| {
		let full = Record { good: MAX_KNOWN, bad: MAX_KNOWN, at: 0 };
		Records::<Test>::insert(Domain::Jobs, SUBJECT, full);
		note(Conduct::Good, MOST_VALUE);
		note(Conduct::Bad, MOST_VALUE);
		assert_eq!(record(), Some(full));
		assert_eq!(Reputation::score(Domain::Jobs, SUBJECT).value, Permill::from_parts(500_000));
	});
}

#[test]
fn note_says_nothing_of_other_domains_and_subjects() {
	build_and_execute(|| {
		note(Conduct::Bad, 100);
		for domain in [Domain::Leasing, Domain::Judging] {
			assert_eq!(Reputation::record(domain, SUBJECT), None);
		}
		assert_eq!(Reputation::record(Domain::Jobs, STRANGER), None);
		Reputation::note(Domain::Judging, &SUBJECT, Conduct::Good, 30);
		Reputation::note(Domain::Jobs, &STRANGER, Conduct::Good, 40);
		assert_eq!(record(), Some(Record { good: 0, bad: 100, at: 0 }));
		assert_eq!(Reputation::record(Domain::Judging, SUBJECT), Some(Record { good: 30, bad: 0, at: 0 }));
		assert_eq!(Reputation::record(Domain::Jobs, STRANGER), Some(Record { good: 40, bad: 0, at: 0 }));
	});
}

#[test]
fn note_weight_is_the_one_of_the_runtime() {
	assert_eq!(Reputation::note_weight(), <() as WeightInfo>::note());
}
