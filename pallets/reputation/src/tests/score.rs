use crate::{mock::*, *};
use piazza_primitives::{Conduct, Domain, Reputation as Api, Score};
use sp_runtime::Permill;

fn score() -> Score<u128> {
	let seen = Reputation::score(Domain::Jobs, SUBJECT);
	// Other pallets and views are told the same.
	assert_eq!(<Reputation as Api<_>>::score(Domain::Jobs, &SUBJECT), seen);
	seen
}

fn record() -> Option<Record> {
	Reputation::record(Domain::Jobs, SUBJECT)
}

#[test]
fn score_is_half_without_sample_when_subject_is_unknown() {
	build_and_execute(|| {
		assert_eq!(score(), Score { value: Permill::from_percent(50), sample: 0 });
		assert_eq!(record(), None);
	});
}

#[test]
fn score_is_that_of_this_block_when_nobody_wrote_since() {
	build_and_execute(|| {
		note(Conduct::Good, 800_000);
		note(Conduct::Bad, 200_000);
		let stored = Records::<Test>::get(Domain::Jobs, SUBJECT);
		// 801_000 / 1_002_000.
		assert_eq!(score(), Score { value: Permill::from_parts(799_401), sample: 1_000_000 });
		assert_eq!(record(), stored);

		pass(34);
		// 402_509.89 and 100_627.47 are left: 403_509 / 505_136.
		assert_eq!(record(), Some(Record { good: 402_509, bad: 100_627, at: 34 }));
		assert_eq!(score(), Score { value: Permill::from_parts(798_812), sample: 503_136 });

		pass(1_026 - 34);
		assert_eq!(record(), None);
		assert_eq!(score(), Score { value: Permill::from_percent(50), sample: 0 });
		assert_eq!(Records::<Test>::get(Domain::Jobs, SUBJECT), stored);
	});
}

#[test]
fn score_of_the_last_block_is_known() {
	build_and_execute(|| {
		note(Conduct::Good, 800_000);
		System::set_block_number(u64::MAX);
		assert_eq!(record(), None);
		note(Conduct::Good, 9_000);
		assert_eq!(score(), Score { value: Permill::from_parts(909_090), sample: 9_000 });
	});
}
