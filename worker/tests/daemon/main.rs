//! The whole worker against a chain that the tests make up: what it sends, and what it remembers when it is killed.

mod leases;
mod world;

use piazza_client::{blake2_256, BlockNumber, H256};
use piazza_worker::{
	attest::{Hardware, Source},
	chain::Call,
	execute::flip,
	journal::{Entry, Journal},
	view::{Claim, ProgramKind, Progress, Stage, Tier, Window},
};
use world::{software_source, World, ECHO, INPUT, OWNER, TRAP};

const LONG: Window = Window { from: 0, to: 100_000 };

#[tokio::test]
async fn worker_registers_and_claims_only_after_its_owner_approved_it() {
	let world = World::unregistered().await;
	world.add_job(0, ECHO);
	let worker = world.start(false).await;
	world.until(|state| state.registration.is_some()).await;
	assert_eq!(world.calls(), [Call::Register { owner: OWNER, evidence: None }]);
	world.pass(20).await;
	assert_eq!(world.calls().len(), 1);
	world.change(|state| state.registration.as_mut().unwrap().approved = true);
	world.until(|state| state.jobs[&0].claim == Claim::Mine).await;
	worker.kill().await;
}

#[tokio::test]
async fn worker_claims_only_while_its_owner_has_enough_at_stake() {
	let world = World::new().await;
	world.change(|state| state.registration.as_mut().unwrap().backed = false);
	world.add_job(0, ECHO);
	let worker = world.start(false).await;
	world.pass(20).await;
	assert_eq!(world.calls(), []);
	world.change(|state| state.registration.as_mut().unwrap().backed = true);
	world.until(|state| state.jobs[&0].claim == Claim::Mine).await;
	worker.kill().await;
}

#[tokio::test]
async fn worker_renews_before_it_expires() {
	let world = World::new().await;
	let expires_at = world.with(|state| state.registration.as_ref().unwrap().expires_at);
	let worker = world.start(false).await;
	world.change(|state| state.number = expires_at - 10);
	world.until(|state| state.registration.as_ref().unwrap().expires_at > expires_at).await;
	assert_eq!(world.calls(), [Call::Renew { evidence: None }]);
	worker.kill().await;
}

#[tokio::test]
async fn worker_registers_and_renews_with_evidence_bound_to_later_blocks_when_it_has_a_source() {
	let mut world = World::unregistered().await;
	world.source = software_source();
	let worker = world.start(false).await;
	// The stand-in takes only evidence that is bound to this chain, owner and worker, and to a later block each time.
	world.until(|state| state.registration.is_some()).await;
	let registered = world.with(|state| state.registration.clone().unwrap());
	assert_eq!(registered.tier, Tier::ConfidentialCpu);
	world.pass(20).await;
	assert!(matches!(&world.calls()[..], [Call::Register { evidence: Some(_), .. }]));

	world.change(|state| {
		state.registration.as_mut().unwrap().approved = true;
		state.number = registered.expires_at - 10;
	});
	world.until(|state| state.registration.as_ref().unwrap().attested_at > registered.attested_at).await;
	assert!(world.with(|state| state.registration.as_ref().unwrap().expires_at) > registered.expires_at);
	world.pass(20).await;
	assert!(matches!(&world.calls()[1..], [Call::Renew { evidence: Some(_) }]));
	worker.kill().await;
}

#[tokio::test]
async fn worker_renews_at_once_when_the_chain_does_not_know_its_hardware() {
	let mut world = World::new().await;
	world.source = software_source();
	let worker = world.start(false).await;
	world.until(|state| state.registration.as_ref().unwrap().attested_at.is_some()).await;
	world.pass(20).await;
	assert!(matches!(&world.calls()[..], [Call::Renew { evidence: Some(_) }]));
	worker.kill().await;
}

#[tokio::test]
async fn hardware_is_left_as_it_is_until_the_next_renewal_when_there_is_no_source() {
	let world = World::new().await;
	world.change(|state| state.registration.as_mut().unwrap().attested_at = Some(5));
	let expires_at = world.with(|state| state.registration.as_ref().unwrap().expires_at);
	let worker = world.start(false).await;
	world.pass(20).await;
	assert_eq!(world.calls(), []);
	world.change(|state| state.number = expires_at - 10);
	world.until(|state| state.registration.as_ref().unwrap().attested_at.is_none()).await;
	assert_eq!(world.calls(), [Call::Renew { evidence: None }]);
	worker.kill().await;
}

/// A world with a job, and a worker with a source whose hardware was revoked.
async fn suspended() -> World {
	let mut world = World::new().await;
	world.source = software_source();
	world.add_job(0, ECHO);
	world.change(|state| {
		let registration = state.registration.as_mut().unwrap();
		(registration.attested_at, registration.revoked) = (Some(5), true);
	});
	world
}

#[tokio::test]
async fn suspended_worker_tries_once_and_goes_on_when_the_revocation_is_taken_back() {
	let world = suspended().await;
	world.change(|state| state.failures = 1);
	let worker = world.start(false).await;
	world.until(|state| state.failures == 0).await;
	world.pass(300).await;
	assert!(matches!(&world.calls()[..], [Call::Renew { evidence: Some(_) }]));
	world.change(|state| state.registration.as_mut().unwrap().revoked = false);
	world.until(|state| state.jobs[&0].claim == Claim::Mine).await;
	assert_eq!(world.calls()[1..], [Call::Claim { job: 0 }]);
	worker.kill().await;
}

#[tokio::test]
async fn suspended_worker_goes_on_when_its_machine_has_other_evidence_to_give() {
	let world = suspended().await;
	let worker = world.start(false).await;
	world.until(|state| state.jobs[&0].claim == Claim::Mine).await;
	assert!(matches!(&world.calls()[..], [Call::Renew { evidence: Some(_) }, Call::Claim { job: 0 }]));
	worker.kill().await;
}

#[tokio::test]
async fn evidence_is_handed_in_ever_more_rarely_when_the_chain_refuses_it() {
	let mut world = World::unregistered().await;
	world.source = software_source();
	world.change(|state| state.failures = 1_000);
	let worker = world.start(false).await;
	world.until(|state| state.calls.len() == 3).await;
	world.pass(200).await;
	// After pauses of 4, 8, 16, 32, 64 and 128 blocks.
	assert!((4..10).contains(&world.calls().len()), "{} calls", world.calls().len());
	worker.kill().await;
}

#[tokio::test]
async fn worker_works_on_when_its_machine_has_no_evidence_to_give() {
	let mut world = World::new().await;
	let nowhere = || world.folder().join("nowhere");
	let hardware = Hardware { reports: nowhere(), library: nowhere(), ..Hardware::default() };
	world.source = Some(Source::Hardware(hardware));
	world.add_job(0, ECHO);
	let worker = world.start(false).await;
	world.until(|state| state.jobs[&0].claim == Claim::Mine).await;
	world.pass(20).await;
	assert_eq!(world.calls(), [Call::Claim { job: 0 }]);
	worker.kill().await;
}

#[tokio::test]
async fn job_is_left_to_others_when_its_program_is_no_image() {
	let world = World::new().await;
	for (id, kind) in [(0, ProgramKind::Enclave), (1, ProgramKind::Circuit), (2, ProgramKind::Image)] {
		world.add_job(id, ECHO);
		world.change(|state| state.jobs.get_mut(&id).unwrap().kind = Some(kind));
	}
	let worker = world.start(false).await;
	world.until(|state| state.jobs[&2].claim == Claim::Mine).await;
	world.pass(20).await;
	assert_eq!(world.calls(), [Call::Claim { job: 2 }]);
	assert_eq!([world.entry(0), world.entry(1)], [None, None]);
	worker.kill().await;
}

#[tokio::test]
async fn worker_stops_when_it_belongs_to_somebody_else() {
	let world = World::new().await;
	world.change(|state| state.registration.as_mut().unwrap().owner = [9; 32].into());
	let worker = world.start(false).await;
	world.pass(2).await;
	assert!(worker.end().await.unwrap_err().to_string().contains("is registered with owner"));
}

#[tokio::test]
async fn job_is_claimed_answered_and_shown_with_the_answer_in_the_journal_before_the_commitment() {
	let world = World::new().await;
	world.add_job(0, ECHO);
	let worker = world.start(false).await;
	world.until(|state| state.jobs[&0].claim == Claim::Mine).await;
	world.seat(0, LONG);
	// The stand-in looks into the journal when a commitment comes; see `World`.
	world.until(|state| world::is_committed(&state.jobs[&0])).await;
	world.reveal(0, LONG);
	world.until(|state| state.jobs[&0].stage == Stage::Final).await;

	let shown = world.shown();
	assert_eq!(shown.hash, blake2_256(INPUT));
	// What was shown can be fetched from where it says.
	assert_eq!(world.fetch(&shown).await, INPUT);
	world.until(|_| Journal::inspect(world.folder()).unwrap().unwrap().1.is_empty()).await;
	worker.kill().await;
}

#[tokio::test]
async fn seat_is_saved_when_the_worker_is_killed_between_commitment_and_output() {
	let world = World::new().await;
	world.add_job(0, ECHO);
	let worker = world.start(false).await;
	world.until(|state| state.jobs[&0].claim == Claim::Mine).await;
	world.seat(0, LONG);
	world.until(|state| world::is_committed(&state.jobs[&0])).await;
	worker.kill().await;

	// The others commit and the outputs are due while it is down; other jobs come and go.
	world.reveal(0, LONG);
	world.add_job(1, TRAP);
	world.pass(5).await;
	let worker = world.start(false).await;
	world.until(|state| state.jobs[&0].stage == Stage::Final).await;
	assert_eq!(world.calls().iter().filter(|call| matches!(call, Call::Commit { .. })).count(), 1);
	worker.kill().await;
}

#[tokio::test]
async fn seat_is_saved_when_the_worker_is_killed_before_the_commitment() {
	let world = World::new().await;
	world.add_job(0, ECHO);
	let worker = world.start(false).await;
	world.until(|state| state.jobs[&0].claim == Claim::Mine).await;
	worker.kill().await;
	world.seat(0, LONG);
	let worker = world.start(false).await;
	world.until(|state| world::is_committed(&state.jobs[&0])).await;
	worker.kill().await;
}

#[tokio::test]
async fn job_is_not_claimed_when_its_program_gives_no_answer() {
	let world = World::new().await;
	world.add_job(0, TRAP);
	let worker = world.start(false).await;
	world.until(|_| world.entry(0).is_some() || world.journal_text().contains("trapped")).await;
	world.pass(20).await;
	assert_eq!(world.calls(), []);
	worker.kill().await;
}

#[tokio::test]
async fn job_is_tried_again_when_its_input_cannot_be_fetched_yet() {
	let world = World::new().await;
	let uri = world.add_job(0, ECHO);
	world.change(|state| state.jobs.get_mut(&0).unwrap().input.uri = Default::default());
	let worker = world.start(false).await;
	world.pass(20).await;
	assert_eq!(world.calls(), []);
	world.change(|state| state.jobs.get_mut(&0).unwrap().input.uri = uri);
	world.until(|state| state.jobs[&0].claim == Claim::Mine).await;
	worker.kill().await;
}

#[tokio::test]
async fn call_is_sent_again_when_it_fails() {
	let world = World::new().await;
	world.add_job(0, ECHO);
	world.change(|state| state.failures = 2);
	let worker = world.start(false).await;
	world.until(|state| state.jobs[&0].claim == Claim::Mine).await;
	assert_eq!(world.calls(), vec![Call::Claim { job: 0 }; 3]);
	worker.kill().await;
}

#[tokio::test]
async fn claim_is_given_up_when_it_fails_time_after_time() {
	let world = World::new().await;
	world.add_job(0, ECHO);
	world.change(|state| state.failures = 1_000);
	let worker = world.start(false).await;
	world.until(|state| state.failures <= 997).await;
	world.pass(100).await;
	assert_eq!(world.calls().len(), 3);
	worker.kill().await;
}

#[tokio::test]
async fn faulty_worker_commits_to_the_falsified_answer_and_shows_it() {
	let world = World::new().await;
	world.add_job(0, ECHO);
	let worker = world.start(true).await;
	world.until(|state| state.jobs[&0].claim == Claim::Mine).await;
	world.seat(0, LONG);
	world.until(|state| world::is_committed(&state.jobs[&0])).await;
	world.reveal(0, LONG);
	world.until(|state| state.jobs[&0].stage == Stage::Final).await;
	assert_eq!(world.shown().hash, blake2_256(&flip(INPUT.to_vec())));
	worker.kill().await;
}

#[tokio::test]
async fn draining_worker_takes_nothing_new_and_stays_until_its_output_is_shown() {
	let world = World::new().await;
	world.add_job(0, ECHO);
	let worker = world.start(false).await;
	world.until(|state| state.jobs[&0].claim == Claim::Mine).await;
	worker.drain();
	world.add_job(1, ECHO);
	world.seat(0, LONG);
	world.until(|state| world::is_committed(&state.jobs[&0])).await;
	world.pass(10).await;
	assert!(!worker.has_ended());
	world.reveal(0, LONG);
	world.until(|state| state.jobs[&0].seat.as_ref().unwrap().progress == Progress::Revealed).await;
	world.pass(5).await;
	worker.end().await.unwrap();
	assert_eq!(world.with(|state| state.jobs[&1].claim), Claim::None);
}

#[tokio::test]
async fn draining_worker_leaves_at_once_when_nothing_needs_it() {
	let world = World::new().await;
	let worker = world.start(false).await;
	world.pass(2).await;
	worker.drain();
	worker.end().await.unwrap();
}

#[tokio::test]
async fn worker_leaves_seats_alone_that_it_cannot_save() {
	let world = World::new().await;
	world.add_job(0, ECHO);
	let worker = world.start(false).await;
	world.until(|state| state.jobs[&0].claim == Claim::Mine).await;
	// A commitment that this worker's journal knows nothing of.
	world.seat(0, LONG);
	world.change(|state| {
		let seat = state.jobs.get_mut(&0).unwrap().seat.as_mut().unwrap();
		seat.progress = Progress::Committed { commitment: H256([9; 32]) };
	});
	world.reveal(0, LONG);
	world.pass(20).await;
	assert_eq!(world.calls(), [Call::Claim { job: 0 }]);
	worker.drain();
	worker.end().await.unwrap();
	assert!(matches!(world.entry(0), Some(Entry::Answered(_))));
}

#[tokio::test]
async fn closed_window_is_not_sent_into() {
	let world = World::new().await;
	world.add_job(0, ECHO);
	let now: BlockNumber = world.with(|state| state.number);
	let claims = Window { from: 0, to: now + 1 };
	world.change(|state| state.jobs.get_mut(&0).unwrap().stage = Stage::Open { claims });
	let worker = world.start(false).await;
	world.pass(20).await;
	assert_eq!(world.calls(), []);
	worker.kill().await;
}
