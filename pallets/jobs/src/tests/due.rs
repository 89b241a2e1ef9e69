use crate::{
	mock::{Jobs, *},
	*,
};
use frame_support::{assert_ok, weights::Weight};
use piazza_primitives::{
	mocks::{MockAgenda, MockEscrow},
	Escrow, HandleDue, Window,
};
use sp_runtime::DispatchError;

const ALL: [fn(u64) -> Due; 5] = [
	|job| Due::Draw { job },
	|job| Due::CommitsEnd { job },
	|job| Due::Deadline { job },
	|job| Due::Remove { job },
	|job| Due::Ruling { job },
];

/// Serves every kind of item for the job and checks that nothing changes.
fn nothing_happens(id: u64) {
	let before = (Jobs::job(id), Jobs::seats(id), Jobs::claims(id), MockAgenda::waiting());
	System::reset_events();
	ALL.iter().for_each(|item| Jobs::handle_due(item(id)));
	assert_eq!((Jobs::job(id), Jobs::seats(id), Jobs::claims(id), MockAgenda::waiting()), before);
	assert_events(vec![]);
}

#[test]
fn due_is_ignored_when_the_job_does_not_exist() {
	Mock::default().build_and_execute(|| nothing_happens(0));
}

#[test]
fn due_is_ignored_when_the_job_has_moved_on() {
	Mock::default().build_and_execute(|| {
		[negotiated(100), funded(100), delivered(100)].into_iter().for_each(nothing_happens);
		let id = submit(quorum(3, 2), 300);
		nothing_happens(id);
		let (id, workers) = seated(quorum(3, 2), 300);
		nothing_happens(id);
		workers.iter().for_each(|n| commit(id, *n, 9));
		nothing_happens(id);
		workers.iter().for_each(|n| reveal(id, *n, 9));
		nothing_happens(id);
		let (id, _) = provisional(disputable(3, 2), &[9, 9, 9]);
		nothing_happens(id);
		dispute(id, 8);
		nothing_happens(id);
		find(id, Some(9), 3);
		nothing_happens(id);
	});
}

#[test]
fn due_of_another_kind_is_ignored_when_the_time_has_come() {
	Mock::default().build_and_execute(|| {
		let id = submit(quorum(3, 2), 300);
		skip_to(7);
		for item in [Due::CommitsEnd { job: id }, Due::Deadline { job: id }, Due::Remove { job: id }] {
			Jobs::handle_due(item);
			assert!(matches!(stage(id), Stage::Open { .. }));
		}
		Jobs::handle_due(Due::Draw { job: id });
		assert_eq!(stage(id), failed(Failure::NotEnoughClaims));
	});
}

#[test]
fn due_leaves_time_to_work_when_the_draw_is_late() {
	Mock::default().build_and_execute(|| {
		let id = submit(quorum(3, 2), 300);
		(1..=3).for_each(|n| claim(id, n));
		skip_to(40);
		serve();
		assert_eq!(stage(id), Stage::Assigned { commits: Window { from: 40, to: 40 + MIN_WORK_PERIOD } });
		commit(id, 1, 9);
		commit(id, 2, 9);
		skip_to(60);
		serve();
		assert_eq!(stage(id), Stage::Revealing { reveals: Window { from: 60, to: 60 + REVEAL_PERIOD } });
		reveal(id, 1, 9);
		reveal(id, 2, 9);
		assert_eq!(stage(id), finalized(9));
	});
}

#[test]
fn due_is_undone_and_tried_again_when_it_fails() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = seated(quorum(3, 2), 300);
		workers.iter().for_each(|n| commit(id, *n, 9));
		reveal(id, workers[0], 9);
		reveal(id, workers[1], 9);
		// Something takes the money away.
		let before = Jobs::seats(id);
		assert_ok!(MockEscrow::close(escrow(id)));
		run_to(30);
		System::reset_events();
		run_to(31);
		// The text of an error is not stored.
		assert_events(vec![Event::Postponed { job: id, error: DispatchError::Other("") }]);
		assert_eq!(Jobs::seats(id), before);
		assert!(matches!(stage(id), Stage::Revealing { .. }));
		workers.iter().for_each(|n| assert_eq!(bonded(provider(*n)), 10));
		assert_eq!(Jobs::job(id).unwrap().due.unwrap().at, 31 + EVALUATION_GRACE);
		assert!(Jobs::do_try_state().is_err());

		// Somebody puts it back, and the job is settled by itself.
		let repaired = MockEscrow::open(&TENANT, ASSET, 300).unwrap();
		pallet::Jobs::<Test>::mutate(id, |job| job.as_mut().unwrap().escrow = Some(repaired));
		run_to(31 + EVALUATION_GRACE);
		assert_eq!(stage(id), finalized(9));
	});
}

#[test]
fn due_weighs_no_more_than_the_maximum() {
	Mock::default().build_and_execute(|| {
		let most = <Jobs as HandleDue<Due>>::max_weight();
		assert!(ALL.iter().all(|item| Jobs::weight_of(&item(0)).all_lte(most)));
		assert!(most.all_gt(Weight::from_parts(0, 0)) || most.ref_time() > 0);
	});
}

#[test]
fn invariants_fail_when_a_bond_is_not_accounted_for() {
	Mock::default().build_and_execute(|| {
		let id = submit(quorum(3, 2), 300);
		claim(id, 1);
		let claims = Claims::<Test>::take(id);
		assert!(Jobs::do_try_state().is_err());
		Claims::<Test>::insert(id, claims);
	});
}
