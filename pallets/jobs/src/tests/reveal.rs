use crate::{
	mock::{Jobs, *},
	*,
};
use frame_support::{assert_noop, assert_ok, dispatch::Pays};
use piazza_primitives::mocks::MockAttested;
use sp_runtime::DispatchError;

/// A job whose three seats have committed to output 9.
fn committed() -> (u64, Vec<u64>) {
	let (id, workers) = seated(quorum(3, 2), 300);
	workers.iter().for_each(|n| commit(id, *n, 9));
	(id, workers)
}

#[test]
fn reveal_is_kept_and_free_of_charge() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = committed();
		System::reset_events();
		let post = Jobs::reveal(signed(worker(workers[0])), id, content(9), salt(workers[0])).unwrap();
		assert_eq!(post.pays_fee, Pays::No);
		assert_eq!(post.actual_weight, Some(<() as WeightInfo>::reveal()));
		assert_eq!(Jobs::seats(id)[0].progress, Progress::Revealed { output: content(9) });
		assert_events(vec![Event::Revealed { job: id, worker: worker(workers[0]), output_hash: content(9).hash }]);
	});
}

#[test]
fn reveal_settles_the_job_when_it_is_the_last() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = committed();
		reveal(id, workers[0], 9);
		reveal(id, workers[1], 9);
		let post = Jobs::reveal(signed(worker(workers[2])), id, content(9), salt(workers[2])).unwrap();
		assert_eq!(post.pays_fee, Pays::No);
		assert_eq!(post.actual_weight, Some(<() as WeightInfo>::reveal() + <() as WeightInfo>::settle(3)));
		assert_eq!(stage(id), finalized(9));
		assert_noop!(
			Jobs::reveal(signed(worker(workers[2])), id, content(9), salt(workers[2])),
			Error::<Test>::WrongStage
		);
	});
}

#[test]
fn reveal_needs_no_active_worker_since_the_commitment_was_made_by_one() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = committed();
		MockAttested::set_inactive(worker(workers[0]));
		reveal(id, workers[0], 9);
	});
}

#[test]
fn reveal_may_hint_at_any_place_since_the_hash_alone_counts() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = committed();
		let mut output = content(9);
		output.uri = b"https://elsewhere".to_vec().try_into().unwrap();
		assert_ok!(Jobs::reveal(signed(worker(workers[0])), id, output, salt(workers[0])));
	});
}

#[test]
fn reveal_is_taken_until_the_last_block_before_the_deadline() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = committed();
		run_to(30);
		reveal(id, workers[0], 9);
		// Blocks are full: the deadline is not served, and still nobody may reveal.
		skip_to(31);
		let late = || Jobs::reveal(signed(worker(workers[1])), id, content(9), salt(workers[1]));
		assert_noop!(late(), Error::<Test>::RevealsClosed);
		serve();
		assert_eq!(stage(id), failed(Failure::NoQuorum));
		assert_noop!(late(), Error::<Test>::WrongStage);
	});
}

#[test]
fn reveal_fails_when_not_signed() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = committed();
		assert_noop!(Jobs::reveal(RuntimeOrigin::none(), id, content(9), salt(workers[0])), DispatchError::BadOrigin);
	});
}

#[test]
fn reveal_fails_when_there_is_no_such_job() {
	Mock::default().build_and_execute(|| {
		assert_noop!(Jobs::reveal(signed(worker(1)), 0, content(9), salt(1)), Error::<Test>::NotFound);
	});
}

#[test]
fn reveal_fails_when_not_everybody_has_committed_and_there_is_time_left() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = seated(quorum(3, 2), 300);
		commit(id, workers[0], 9);
		assert_noop!(
			Jobs::reveal(signed(worker(workers[0])), id, content(9), salt(workers[0])),
			Error::<Test>::WrongStage
		);
	});
}

#[test]
fn reveal_fails_when_the_worker_has_no_seat() {
	Mock::default().build_and_execute(|| {
		let (id, _) = committed();
		assert_noop!(Jobs::reveal(signed(worker(9)), id, content(9), salt(9)), Error::<Test>::NotSeated);
	});
}

#[test]
fn reveal_fails_when_the_worker_did_not_commit() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = seated(quorum(3, 2), 300);
		commit(id, workers[0], 9);
		run_to(26);
		assert_noop!(
			Jobs::reveal(signed(worker(workers[1])), id, content(9), salt(workers[1])),
			Error::<Test>::NotCommitted
		);
	});
}

#[test]
fn reveal_fails_when_the_worker_has_revealed() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = committed();
		reveal(id, workers[0], 9);
		assert_noop!(
			Jobs::reveal(signed(worker(workers[0])), id, content(9), salt(workers[0])),
			Error::<Test>::AlreadyRevealed
		);
	});
}

#[test]
fn reveal_fails_when_output_or_salt_is_not_the_one_committed_to() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = committed();
		let (first, second) = (workers[0], workers[1]);
		let attempt = |output, salt| Jobs::reveal(signed(worker(first)), id, content(output), salt);
		assert_noop!(attempt(8, salt(first)), Error::<Test>::CommitmentMismatch);
		assert_noop!(attempt(9, salt(second)), Error::<Test>::CommitmentMismatch);
		assert_ok!(attempt(9, salt(first)));
	});
}

#[test]
fn reveal_of_a_copied_commitment_fails_since_it_names_the_worker() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = seated(quorum(2, 1), 300);
		let (honest, copycat) = (workers[0], workers[1]);
		commit(id, honest, 9);
		assert_ok!(Jobs::commit(signed(worker(copycat)), id, commitment(id, honest, 9)));
		reveal(id, honest, 9);
		assert_noop!(
			Jobs::reveal(signed(worker(copycat)), id, content(9), salt(honest)),
			Error::<Test>::CommitmentMismatch
		);
	});
}
