use crate::{
	mock::{Panels, *},
	*,
};
use frame_support::{assert_noop, dispatch::Pays};
use piazza_primitives::Window;
use sp_core::H256;
use sp_runtime::DispatchError;

#[test]
fn commit_is_kept_and_free_of_charge() {
	Mock::default().checkers(5).build_and_execute(|| {
		let (id, members) = drawn();
		let hash = commitment(id, members[1], 9);
		let post = Panels::commit(signed(members[1]), id, hash).unwrap();
		assert_eq!(post.pays_fee, Pays::No);
		let progress: Vec<_> = Panels::panel(id).unwrap().seats.into_iter().map(|seat| seat.progress).collect();
		assert_eq!(progress, [Progress::Drawn, Progress::Committed { commitment: hash }, Progress::Drawn]);
		assert_events(vec![Event::Committed { panel: id, member: members[1] }]);
	});
}

#[test]
fn commit_opens_the_reveals_when_it_is_the_last() {
	Mock::default().checkers(5).build_and_execute(|| {
		let (id, members) = drawn();
		commit(id, members[0], 9);
		commit(id, members[1], 9);
		run_to(16);
		System::reset_events();
		commit(id, members[2], 9);
		assert_eq!(stage(id), Stage::Revealing { reveals: Window { from: 16, to: 22 } });
		assert_eq!(Panels::panel(id).unwrap().due.at, 22);
		assert_events(vec![
			Event::Committed { panel: id, member: members[2] },
			Event::RevealsOpened { panel: id, reveal_by: 22 },
		]);
		assert_noop!(Panels::commit(signed(members[0]), id, H256::zero()), Error::<Test>::WrongStage);
	});
}

#[test]
fn commit_is_taken_until_the_last_block_of_the_window() {
	Mock::default().checkers(5).build_and_execute(|| {
		let (id, members) = drawn();
		run_to(23);
		commit(id, members[0], 9);
		// Blocks are full: the end of the window is not served, and still nobody may commit.
		skip_to(24);
		assert_noop!(Panels::commit(signed(members[1]), id, H256::zero()), Error::<Test>::CommitsClosed);
		serve();
		assert_eq!(stage(id), Stage::Revealing { reveals: Window { from: 24, to: 30 } });
		assert_noop!(Panels::commit(signed(members[1]), id, H256::zero()), Error::<Test>::WrongStage);
	});
}

#[test]
fn commit_fails_when_not_signed() {
	Mock::default().checkers(5).build_and_execute(|| {
		let (id, _) = drawn();
		assert_noop!(Panels::commit(RuntimeOrigin::root(), id, H256::zero()), DispatchError::BadOrigin);
	});
}

#[test]
fn commit_fails_when_there_is_no_such_panel() {
	Mock::default().checkers(5).build_and_execute(|| {
		assert_noop!(Panels::commit(signed(checker(1)), 0, H256::zero()), Error::<Test>::NotFound);
	});
}

#[test]
fn commit_fails_when_seats_are_not_drawn_yet() {
	Mock::default().checkers(5).build_and_execute(|| {
		let id = convene(7);
		assert_noop!(Panels::commit(signed(checker(1)), id, H256::zero()), Error::<Test>::WrongStage);
	});
}

#[test]
fn commit_fails_when_not_seated() {
	Mock::default().checkers(5).build_and_execute(|| {
		let (id, members) = drawn();
		let other = (1..=5).map(checker).find(|who| !members.contains(who)).unwrap();
		for who in [other, STRANGER] {
			assert_noop!(Panels::commit(signed(who), id, H256::zero()), Error::<Test>::NotSeated);
		}
	});
}

#[test]
fn commit_fails_when_committed() {
	Mock::default().checkers(5).build_and_execute(|| {
		let (id, members) = drawn();
		commit(id, members[0], 9);
		for hash in [commitment(id, members[0], 9), H256::zero()] {
			assert_noop!(Panels::commit(signed(members[0]), id, hash), Error::<Test>::AlreadyCommitted);
		}
	});
}
