//! The whole checker against a chain that the tests make up: what it answers, and what it remembers when it is killed.

mod world;

use piazza_client::{
	blake2_256,
	panels::{Case, Progress, Secret, Stage, UNAVAILABLE},
};
use piazza_worker::{
	judge::{chain::Call, duty::give_up_at},
	view::{Window, H256},
};
use std::fs;
use world::{echoed, World, CONVENED_AT, ECHO, INPUT, TRAP};

const LONG: Window = Window { from: 10, to: 100_000 };

/// A world in which the checker has committed to its answer in panel 3 and was killed.
async fn committed_and_killed() -> World {
	let world = World::new().await;
	world.seat(3, ECHO, LONG);
	let checker = world.start();
	world.until(|state| state.is_committed(3)).await;
	checker.kill().await;
	world
}

#[tokio::test]
async fn checker_commits_to_what_it_gets_and_shows_it_when_all_may() {
	let world = World::new().await;
	world.seat(3, ECHO, LONG);
	let checker = world.start();
	// The stand-in looks for the answer on disk when a commitment comes; see `World`.
	world.until(|state| state.is_committed(3)).await;
	world.pass(20).await;
	assert!(matches!(world.calls()[..], [Call::Commit { panel: 3, .. }]), "{:?}", world.calls());
	assert_eq!(world.kept(3).unwrap().answer, echoed());
	world.open_reveals(3);
	world.until(|state| state.is_revealed(3, echoed())).await;
	world.pass(20).await;
	assert_eq!(world.calls().len(), 2);
	checker.kill().await;
}

#[tokio::test]
async fn answer_is_removed_when_the_panel_is_over() {
	let world = committed_and_killed().await;
	let checker = world.start();
	world.open_reveals(3);
	world.until(|state| state.is_revealed(3, echoed())).await;
	world.conclude(3);
	world.until_kept(|world, _| world.kept(3).is_none()).await;
	checker.kill().await;
}

#[tokio::test]
async fn answer_is_removed_when_the_panel_ended_while_nothing_ran() {
	let world = committed_and_killed().await;
	world.conclude(3);
	let checker = world.start();
	world.until_kept(|world, _| world.kept(3).is_none()).await;
	assert_eq!(world.calls().len(), 1);
	checker.kill().await;
}

#[tokio::test]
async fn answer_stays_when_the_node_lags_behind_the_panel() {
	let world = committed_and_killed().await;
	let duty = world.with(|state| state.panels[&3].clone());
	world.change(|state| {
		state.panels.clear();
		state.number = 0;
	});
	let checker = world.start();
	world.pass(3).await;
	assert!(world.kept(3).is_some());
	world.change(|state| {
		state.number = CONVENED_AT;
		// It is convened, but seats are not drawn yet.
		let waiting = Stage::Waiting { tries: 0 };
		state.panels.insert(3, world::unseated(&duty, waiting));
	});
	world.pass(10).await;
	assert!(world.kept(3).is_some());
	world.change(|state| drop(state.panels.insert(3, duty)));
	world.open_reveals(3);
	world.until(|state| state.is_revealed(3, echoed())).await;
	checker.kill().await;
}

#[tokio::test]
async fn checker_goes_on_with_the_kept_answer_when_it_was_killed_before_it_was_sent() {
	let world = World::new().await;
	world.seat(3, ECHO, LONG);
	world.change(|state| state.cut_off = true);
	let checker = world.start();
	world.until_kept(|world, _| world.kept(3).is_some()).await;
	world.pass(5).await;
	checker.kill().await;
	let kept = world.kept(3).unwrap();
	assert_eq!(world.calls(), []);

	// What it is about is not even there any more: nothing is fetched again.
	world.change(|state| {
		state.cut_off = false;
		state.programs.clear();
	});
	let checker = world.start();
	world.until(|state| state.is_committed(3)).await;
	world.open_reveals(3);
	world.until(|state| state.is_revealed(3, echoed())).await;
	assert_eq!(world.kept(3), Some(kept));
	checker.kill().await;
}

#[tokio::test]
async fn checker_shows_its_answer_when_it_was_killed_after_the_commitment() {
	let world = committed_and_killed().await;
	world.open_reveals(3);
	let checker = world.start();
	world.until(|state| state.is_revealed(3, echoed())).await;
	assert_eq!(world.calls().len(), 2);
	checker.kill().await;
}

#[tokio::test]
async fn checker_sends_again_when_a_transaction_failed() {
	let world = World::new().await;
	world.seat(3, ECHO, LONG);
	world.change(|state| state.failures = 2);
	let checker = world.start();
	world.until(|state| state.is_committed(3)).await;
	let calls = world.calls();
	assert_eq!(calls.len(), 3);
	assert!(calls.iter().all(|call| *call == calls[0]), "{calls:?}");
	checker.kill().await;
}

#[tokio::test]
async fn checker_shows_nothing_when_its_answer_is_lost() {
	let world = committed_and_killed().await;
	fs::remove_file(world.path(3)).unwrap();
	let checker = world.start();
	world.pass(20).await;
	world.open_reveals(3);
	world.pass(120).await;
	assert_eq!(world.calls().len(), 1);
	assert_eq!(world.kept(3), None);
	checker.kill().await;
}

#[tokio::test]
async fn checker_shows_nothing_when_the_kept_answer_is_another() {
	let world = committed_and_killed().await;
	fs::remove_file(world.path(3)).unwrap();
	let other = Secret::keep(&world.path(3), echoed()).unwrap();
	let checker = world.start();
	world.open_reveals(3);
	world.pass(20).await;
	assert_eq!(world.calls().len(), 1);
	assert_eq!(world.kept(3), Some(other));
	checker.kill().await;
}

#[tokio::test]
async fn checker_says_that_there_is_nothing_to_be_had_when_the_input_does_not_come_in_time() {
	let world = World::new().await;
	let commits = Window { from: 10, to: 210 };
	let input = world.promise(blake2_256(b"nobody has it"));
	world.seat_about(3, ECHO, input, commits);
	let checker = world.start();
	world.until(|state| state.number + 1 == give_up_at(&commits)).await;
	assert_eq!((world.kept(3), world.calls()), (None, Vec::new()));
	world.until(|state| state.is_committed(3)).await;
	assert!(world.with(|state| state.number) < commits.to);
	assert_eq!(world.kept(3).unwrap().answer, UNAVAILABLE);
	world.open_reveals(3);
	world.until(|state| state.is_revealed(3, UNAVAILABLE)).await;
	checker.kill().await;
}

#[tokio::test]
async fn checker_waits_for_the_input_when_it_comes_late_but_in_time() {
	let world = World::new().await;
	let input = world.promise(blake2_256(INPUT));
	world.seat_about(3, ECHO, input, LONG);
	let checker = world.start();
	world.pass(20).await;
	assert_eq!(world.kept(3), None);
	world.serve(INPUT);
	world.until(|state| state.is_committed(3)).await;
	assert_eq!(world.kept(3).unwrap().answer, echoed());
	checker.kill().await;
}

#[tokio::test]
async fn checker_says_that_there_is_nothing_to_be_had_when_the_program_gives_no_output() {
	let world = World::new().await;
	world.seat(3, TRAP, LONG);
	let checker = world.start();
	world.until(|state| state.is_committed(3)).await;
	assert_eq!(world.kept(3).unwrap().answer, UNAVAILABLE);
	checker.kill().await;
}

#[tokio::test]
async fn checker_leaves_a_case_to_a_person_when_there_is_nothing_to_run() {
	let world = World::new().await;
	for (id, case) in [(3, Case::Lease(7)), (4, Case::Job(8))] {
		world.seat(id, ECHO, Window { from: 10, to: 110 });
		world.change(|state| {
			let duty = state.panels.get_mut(&id).unwrap();
			(duty.case, duty.assignment) = (case, None);
		});
	}
	let checker = world.start();
	world.pass(150).await;
	// A person answered one of them, by hand.
	let commitment = H256([9; 32]);
	world.change(|state| state.panels.get_mut(&3).unwrap().progress = Some(Progress::Committed { commitment }));
	world.open_reveals(3);
	world.pass(20).await;
	assert_eq!((world.calls(), world.kept(3), world.kept(4)), (Vec::new(), None, None));
	checker.kill().await;
}

#[tokio::test]
async fn checker_answers_in_all_its_panels_whatever_they_are_about() {
	let world = World::new().await;
	let checker = world.start();
	world.pass(5).await;
	for id in 0..4 {
		world.seat(id, if id == 2 { TRAP } else { ECHO }, LONG);
	}
	world.change(|state| state.panels.get_mut(&1).unwrap().case = Case::Batch(8));
	world.until(|state| (0..4).all(|id| state.is_committed(id))).await;
	(0..4).for_each(|id| world.open_reveals(id));
	let answer = |id| if id == 2 { UNAVAILABLE } else { echoed() };
	world.until(|state| (0..4).all(|id| state.is_revealed(id, answer(id)))).await;
	assert_eq!(world.calls().len(), 8);
	checker.kill().await;
}

#[tokio::test]
async fn old_answer_is_not_given_when_the_chain_was_started_anew() {
	let world = World::new().await;
	Secret::keep(&world.path(3), H256([7; 32])).unwrap();
	world.seat(3, ECHO, LONG);
	world.change(|state| state.panels.get_mut(&3).unwrap().convened_at = CONVENED_AT + 1);
	let checker = world.start();
	world.until(|state| state.is_committed(3)).await;
	assert_eq!(world.kept(3), None);
	world.open_reveals(3);
	world.until(|state| state.is_revealed(3, echoed())).await;
	checker.kill().await;
}
