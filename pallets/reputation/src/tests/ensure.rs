use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::{Conduct, Domain, MinScore, Reputation as _};
use sp_runtime::{DispatchResult, Permill};

fn ensure(parts: u32, sample: u128) -> DispatchResult {
	Reputation::ensure(Domain::Jobs, &SUBJECT, &MinScore { value: Permill::from_parts(parts), sample })
}

#[test]
fn ensure_asks_for_the_least_score() {
	build_and_execute(|| {
		note(Conduct::Good, 3_000);
		assert_ok!(ensure(800_000, 3_000));
		assert_noop!(ensure(800_001, 3_000), Error::<Test>::ScoreTooLow);
		note(Conduct::Bad, 1);
		assert_noop!(ensure(800_000, 3_000), Error::<Test>::ScoreTooLow);
	});
}

#[test]
fn ensure_asks_for_the_least_sample() {
	build_and_execute(|| {
		note(Conduct::Good, 2_999);
		assert_noop!(ensure(600_000, 3_000), Error::<Test>::SampleTooSmall);
		// Bad work is known as well as good work.
		note(Conduct::Bad, 1);
		assert_ok!(ensure(600_000, 3_000));
		pass(1);
		assert_noop!(ensure(600_000, 3_000), Error::<Test>::SampleTooSmall);
	});
}

#[test]
fn ensure_takes_the_unknown_for_half_good() {
	build_and_execute(|| {
		assert_ok!(ensure(500_000, 0));
		assert_noop!(ensure(500_001, 0), Error::<Test>::ScoreTooLow);
		assert_noop!(ensure(500_000, 1), Error::<Test>::SampleTooSmall);
	});
}

#[test]
fn ensure_looks_at_one_domain_alone() {
	build_and_execute(|| {
		Reputation::note(Domain::Leasing, &SUBJECT, Conduct::Good, 9_000);
		assert_noop!(ensure(0, 1), Error::<Test>::SampleTooSmall);
	});
}
