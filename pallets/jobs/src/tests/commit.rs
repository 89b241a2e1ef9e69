use crate::{
	mock::{Jobs, *},
	*,
};
use frame_support::{assert_noop, dispatch::Pays};
use piazza_primitives::{
	mocks::{MockAgenda, MockAttested},
	Tier, Window,
};
use sp_core::H256;
use sp_runtime::DispatchError;

#[test]
fn commit_is_kept_and_free_of_charge() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = seated(quorum(3, 2), 300);
		System::reset_events();
		let hash = commitment(id, workers[1], 9);
		let post = Jobs::commit(signed(worker(workers[1])), id, hash).unwrap();
		assert_eq!(post.pays_fee, Pays::No);
		let progress: Vec<_> = Jobs::seats(id).into_iter().map(|seat| seat.progress).collect();
		assert_eq!(progress, [Progress::Assigned, Progress::Committed { commitment: hash }, Progress::Assigned]);
		assert_events(vec![Event::Committed { job: id, worker: worker(workers[1]) }]);
	});
}

#[test]
fn commit_opens_the_reveals_when_it_is_the_last() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = seated(quorum(3, 2), 300);
		workers.iter().take(2).for_each(|n| commit(id, *n, 9));
		run_to(9);
		System::reset_events();
		commit(id, workers[2], 9);
		assert_eq!(stage(id), Stage::Revealing { reveals: Window { from: 9, to: 31 } });
		assert_eq!((Jobs::job(id).unwrap().due.unwrap().at, MockAgenda::waiting()), (31, 1));
		assert_events(vec![Event::Committed { job: id, worker: worker(workers[2]) }, Event::RevealsOpened { job: id }]);
		assert_noop!(Jobs::commit(signed(worker(workers[0])), id, H256::zero()), Error::<Test>::WrongStage);
	});
}

#[test]
fn commit_is_taken_until_the_last_block_of_the_window() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = seated(quorum(3, 2), 300);
		run_to(25);
		commit(id, workers[0], 9);
		// Blocks are full: the end of the window is not served, and still nobody may commit.
		skip_to(26);
		assert_noop!(Jobs::commit(signed(worker(workers[1])), id, H256::zero()), Error::<Test>::CommitsClosed);
		serve();
		assert_eq!(stage(id), Stage::Revealing { reveals: Window { from: 26, to: 31 } });
		assert_noop!(Jobs::commit(signed(worker(workers[1])), id, H256::zero()), Error::<Test>::WrongStage);
	});
}

#[test]
fn commit_fails_when_not_signed() {
	Mock::default().build_and_execute(|| {
		let (id, _) = seated(quorum(3, 2), 300);
		assert_noop!(Jobs::commit(RuntimeOrigin::root(), id, H256::zero()), DispatchError::BadOrigin);
	});
}

#[test]
fn commit_fails_when_there_is_no_such_job() {
	Mock::default().build_and_execute(|| {
		assert_noop!(Jobs::commit(signed(worker(1)), 0, H256::zero()), Error::<Test>::NotFound);
	});
}

#[test]
fn commit_fails_when_seats_are_not_drawn_yet() {
	Mock::default().build_and_execute(|| {
		let id = submit(quorum(3, 2), 300);
		claim(id, 1);
		assert_noop!(Jobs::commit(signed(worker(1)), id, H256::zero()), Error::<Test>::WrongStage);
	});
}

#[test]
fn commit_fails_when_the_worker_has_no_seat() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = seated(quorum(3, 2), 300);
		for who in [worker(9), provider(workers[0]), TENANT] {
			assert_noop!(Jobs::commit(signed(who), id, H256::zero()), Error::<Test>::NotSeated);
		}
	});
}

#[test]
fn commit_fails_when_the_worker_has_committed() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = seated(quorum(3, 2), 300);
		commit(id, workers[0], 9);
		for hash in [commitment(id, workers[0], 9), H256::zero()] {
			assert_noop!(Jobs::commit(signed(worker(workers[0])), id, hash), Error::<Test>::AlreadyCommitted);
		}
	});
}

#[test]
fn commit_fails_when_the_worker_is_not_active_any_more() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = seated(Policy { min_tier: Tier::Declared, ..quorum(3, 2) }, 300);
		MockAttested::set_inactive(worker(workers[0]));
		assert_noop!(Jobs::commit(signed(worker(workers[0])), id, H256::zero()), DispatchError::Other("NotActive"));
		MockAttested::set_active(worker(workers[0]), provider(workers[0]), Tier::Declared);
		commit(id, workers[0], 9);
	});
}

#[test]
fn commit_fails_when_the_tier_has_become_too_low() {
	Mock::default().build_and_execute(|| {
		MockAttested::set_active(worker(1), provider(1), Tier::Device);
		let id = submit(Policy { min_tier: Tier::Device, ..quorum(1, 1) }, 300);
		claim(id, 1);
		MockAttested::set_active(worker(1), provider(1), Tier::Declared);
		assert_noop!(Jobs::commit(signed(worker(1)), id, H256::zero()), Error::<Test>::TierTooLow);
	});
}

#[test]
fn commit_fails_when_the_worker_does_not_run_the_jobs_enclave_any_more() {
	Mock::default().build_and_execute(|| {
		MockAttested::set_program(worker(1), Some(enclave()));
		let id = submit_of(enclave(), quorum(1, 1), 300);
		claim(id, 1);
		for measured in [None, Some(program())] {
			MockAttested::set_program(worker(1), measured);
			assert_noop!(Jobs::commit(signed(worker(1)), id, H256::zero()), Error::<Test>::ProgramNotMeasured);
		}
		MockAttested::set_program(worker(1), Some(enclave()));
		commit(id, 1, 9);
	});
}

#[test]
fn commit_of_the_jobs_enclave_is_enough_when_the_program_was_removed_meanwhile() {
	Mock::default().build_and_execute(|| {
		let id = submit_of(enclave(), quorum(1, 1), 300);
		MockAttested::remove_program(&enclave());
		MockAttested::set_program(worker(1), Some(enclave()));
		claim(id, 1);
		answer(id, &[1], &[9]);
		assert_eq!((stage(id), paid(id, provider(1))), (finalized(9), 300));
	});
}

#[test]
fn commit_fails_when_the_program_is_a_circuit() {
	Mock::default().build_and_execute(|| {
		let id = provable(1);
		assert_noop!(Jobs::commit(signed(worker(1)), id, H256::zero()), Error::<Test>::ProofRequired);
		assert_noop!(Jobs::reveal(signed(worker(1)), id, content(9), salt(1)), Error::<Test>::WrongStage);
	});
}
