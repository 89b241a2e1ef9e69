//! What asking and noting costs.

use crate::mock::*;
use frame_support::assert_ok;
use piazza_primitives::{
	mocks::{counted, Accesses},
	Conduct, Domain, MinScore, Reputation as _,
};
use sp_runtime::Permill;

/// What each way to ask for the score costs.
fn asking() -> [Accesses; 3] {
	let least = MinScore { value: Permill::zero(), sample: 0 };
	let (_, score) = counted(|| Reputation::score(Domain::Jobs, SUBJECT));
	let (_, record) = counted(|| Reputation::record(Domain::Jobs, SUBJECT));
	let (answer, ensure) = counted(|| Reputation::ensure(Domain::Jobs, &SUBJECT, &least));
	assert_ok!(answer);
	[score, record, ensure]
}

/// What a note costs, as the first of its block.
fn noting() -> Accesses {
	System::reset_events();
	counted(|| note(Conduct::Good, 100)).1
}

#[test]
fn asking_and_noting_cost_the_same_whatever_the_age_and_number_of_notes() {
	build_and_execute(|| {
		// The record and the block's number.
		let asked = [Accesses { reads: 2, writes: 0 }; 3];
		assert_eq!(asking(), asked);
		let noted = noting();
		assert!(noted.reads >= 2 && noted.writes >= 1);
		assert_eq!((asking(), noting()), (asked, noted));
		for count in [10, 1_000] {
			(0..count).for_each(|_| note(Conduct::Bad, 100));
			assert_eq!((asking(), noting()), (asked, noted), "after {count} notes");
		}
		for age in [1, 100, 1_025, 1_026, 100_000_000] {
			pass(age);
			assert_eq!((asking(), noting()), (asked, noted), "after {age} periods");
		}
	});
}
