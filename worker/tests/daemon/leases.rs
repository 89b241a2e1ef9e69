//! The worker that is rented out: whoever doubts gets an answer, whoever asks gets a bid, and the operator gets the
//! machine back.

use crate::world::{software_source, World, ECHO, NOTICE, RESPONSE_PERIOD};
use piazza_worker::{
	chain::Call,
	config::{Leasing, PriceConfig, ProcessConfig},
	leasing::view::{Asset, Downtime, LeaseEnd},
	view::{Claim, Tier},
};

const PROVE: Call = Call::ProveAlive { lease: 5 };

fn proofs(calls: &[Call]) -> usize {
	calls.iter().filter(|call| matches!(call, Call::ProveAlive { .. })).count()
}

fn leasing() -> Leasing {
	let price = PriceConfig {
		class: 1,
		gpus: 1,
		rate: "0.5".into(),
		asset: Asset::Native,
		min_duration: 10,
		max_duration: 2_000,
		max_reclaim_window: 100,
	};
	Leasing { enabled: true, price: vec![price], ..Leasing::default() }
}

#[tokio::test]
async fn challenge_is_answered_and_the_bond_noted() {
	let world = World::new().await;
	world.rent_out(5);
	let worker = world.start(false).await;
	world.pass(5).await;
	assert_eq!(world.calls(), []);
	for round in 1..=2 {
		world.challenge();
		world.until(|state| state.challenge().is_none()).await;
		assert_eq!(world.calls(), vec![PROVE; round]);
		world.pass(5).await;
		assert_eq!(
			(world.held().ledger.challenges, world.held().ledger.challenge_bonds),
			(round as u64, 10 * round as u128)
		);
	}
	worker.kill().await;
}

#[tokio::test]
async fn challenge_is_answered_though_answers_fail_at_first() {
	let world = World::new().await;
	world.rent_out(5);
	let worker = world.start(false).await;
	world.pass(2).await;
	world.change(|state| state.failures = 3);
	world.challenge();
	world.until(|state| state.challenge().is_none()).await;
	assert!(!world.is_lost());
	assert_eq!(proofs(&world.calls()), 4);
	worker.kill().await;
}

#[tokio::test]
async fn challenge_is_answered_when_it_came_while_the_worker_was_down() {
	let world = World::new().await;
	world.rent_out(5);
	world.challenge();
	world.pass(3).await;
	let worker = world.start(false).await;
	world.until(|state| state.challenge().is_none()).await;
	assert_eq!(world.calls(), [PROVE]);
	worker.kill().await;
}

#[tokio::test]
async fn answer_is_given_once_when_the_worker_is_killed_again_and_again() {
	let world = World::new().await;
	world.rent_out(5);
	world.change(|state| state.failures = 1);
	world.challenge();
	let worker = world.start(false).await;
	world.until(|state| state.failures == 0).await;
	worker.kill().await;
	// The first answer may be on its way for all that the journal knows: the next one comes later, but in time.
	let worker = world.start(false).await;
	world.pass(1).await;
	assert_eq!(proofs(&world.calls()), 1);
	worker.kill().await;
	let worker = world.start(false).await;
	world.until(|state| state.challenge().is_none()).await;
	assert!(!world.is_lost());
	assert_eq!(proofs(&world.calls()), 2);
	worker.kill().await;
}

#[tokio::test]
async fn registration_is_renewed_before_the_answer_when_it_has_lapsed() {
	let mut world = World::new().await;
	world.source = software_source();
	world.rent_out(5);
	world.change(|state| {
		state.number = 60_000;
		state.standing.lease.as_mut().unwrap().min_tier = Tier::ConfidentialCpu;
		let registration = state.registration.as_mut().unwrap();
		(registration.tier, registration.attested_at) = (Tier::ConfidentialCpu, Some(5));
		assert!(registration.expires_at < state.number);
	});
	world.challenge();
	let worker = world.start(false).await;
	world.until(|state| state.challenge().is_none()).await;
	assert!(!world.is_lost());
	assert!(matches!(&world.calls()[..], [Call::Renew { evidence: Some(_) }, PROVE]));
	worker.kill().await;
}

#[tokio::test]
async fn renewal_does_not_wait_for_its_pause_when_an_answer_depends_on_it() {
	let mut world = World::new().await;
	world.source = software_source();
	world.rent_out(5);
	world.change(|state| {
		state.number = 60_000;
		state.failures = 7;
		state.registration.as_mut().unwrap().attested_at = Some(5);
	});
	let worker = world.start(false).await;
	world.until(|state| state.failures == 0).await;
	// The next attempt would come 64 blocks later.
	world.challenge();
	world.until(|state| state.challenge().is_none()).await;
	assert!(!world.is_lost());
	worker.kill().await;
}

#[tokio::test]
async fn machine_is_attested_anew_when_it_is_not_known_as_strongly_as_it_was_rented() {
	let mut world = World::new().await;
	world.source = software_source();
	world.rent_out(5);
	world.change(|state| {
		state.standing.lease.as_mut().unwrap().min_tier = Tier::ConfidentialCpu;
		let registration = state.registration.as_mut().unwrap();
		(registration.tier, registration.attested_at) = (Tier::Declared, Some(5));
	});
	world.challenge();
	let worker = world.start(false).await;
	world.until(|state| state.challenge().is_none()).await;
	assert!(!world.is_lost());
	assert!(matches!(&world.calls()[..], [Call::Renew { evidence: Some(_) }, PROVE]));
	worker.kill().await;
}

#[tokio::test]
async fn stopping_worker_stays_until_the_challenge_is_answered() {
	let world = World::new().await;
	world.rent_out(5);
	let worker = world.start(false).await;
	world.pass(2).await;
	world.change(|state| state.failures = 2);
	world.challenge();
	world.until(|state| state.failures < 2).await;
	worker.drain();
	world.until(|state| state.challenge().is_none()).await;
	world.pass(2).await;
	worker.end().await.unwrap();
	assert!(!world.calls().iter().any(|call| matches!(call, Call::StartReclaim { .. })));
}

#[tokio::test]
async fn lost_challenge_is_noted_as_such_and_the_machine_comes_back() {
	let world = World::new().await;
	world.rent_out(5);
	let worker = world.start(false).await;
	world.pass(2).await;
	world.change(|state| state.failures = 1_000);
	world.challenge();
	let at = world.with(|state| state.challenge().unwrap().at);
	world.until(|state| state.number > at + RESPONSE_PERIOD).await;
	assert!(world.is_lost());
	world.change(|state| {
		state.failures = 0;
		state.standing.lease = None;
		state.standing.downtime = Some(Downtime { since: at, charged: 40, self_reported: false });
		let reason = "the machine did not answer a challenge".into();
		state.ends.insert(5, LeaseEnd { reason, is_missed: true, rent: 30 });
	});
	world.until(|state| state.standing.downtime.is_none()).await;
	world.until(|_| world.held().ledger.leases == 1).await;
	let ledger = world.held().ledger;
	assert_eq!((ledger.challenges, ledger.downtime_cost()), (0, 40));
	assert_eq!(ledger.rent.iter().collect::<Vec<_>>(), [("PZA", 30)]);
	worker.kill().await;
}

#[tokio::test]
async fn worker_that_winds_up_stays_until_the_chain_knows_that_the_machine_is_back() {
	let world = World::new().await;
	world.change(|state| {
		state.standing.downtime = Some(Downtime { since: 3, charged: 40, self_reported: false });
		state.failures = 2;
	});
	world.retire(true);
	let worker = world.start(false).await;
	world.until(|state| state.standing.downtime.is_none()).await;
	world.pass(5).await;
	worker.end().await.unwrap();
	assert_eq!(world.calls(), vec![Call::Restore; 3]);
}

#[tokio::test]
async fn late_answer_is_not_sent() {
	let world = World::new().await;
	world.rent_out(5);
	world.challenge();
	world.pass(RESPONSE_PERIOD as usize).await;
	let worker = world.start(false).await;
	world.pass(10).await;
	assert_eq!(world.calls(), []);
	worker.kill().await;
}

#[tokio::test]
async fn rented_worker_claims_no_jobs_until_the_lease_is_over() {
	let world = World::new().await;
	world.rent_out(5);
	world.add_job(0, ECHO);
	let worker = world.start(false).await;
	world.pass(20).await;
	assert_eq!(world.calls(), []);
	world.end_lease(500);
	world.pass(5).await;
	world.add_job(1, ECHO);
	world.until(|state| state.jobs[&1].claim == Claim::Mine).await;
	let held = world.held();
	assert_eq!((held.ledger.leases, held.tenancies.len()), (1, 0));
	assert_eq!(held.ledger.rent.iter().collect::<Vec<_>>(), [("PZA", 500)]);
	worker.kill().await;
}

#[tokio::test]
async fn rent_is_noted_when_the_lease_ended_while_the_worker_was_down() {
	let world = World::new().await;
	world.rent_out(5);
	let worker = world.start(false).await;
	world.pass(5).await;
	worker.kill().await;
	world.change(|state| state.standing.lease.as_mut().unwrap().rent = 9);
	let worker = world.start(false).await;
	world.pass(120).await;
	worker.kill().await;
	// Its end is too long ago to be read.
	world.change(|state| state.standing.lease = None);
	let worker = world.start(false).await;
	world.until(|_| world.held().ledger.leases == 1).await;
	assert_eq!(world.held().ledger.rent.iter().collect::<Vec<_>>(), [("PZA", 9)]);
	worker.kill().await;
}

#[tokio::test]
async fn orders_get_bids_which_are_taken_back_when_one_is_accepted() {
	let mut world = World::new().await;
	world.leasing = leasing();
	world.add_order(1);
	world.add_order(2);
	let worker = world.start(false).await;
	world.until(|state| state.bids() == [1, 2]).await;
	world.pass(10).await;
	let bid = |order| Call::Bid { order, rate: 500_000_000_000, max_duration: 2_000 };
	let mut calls = world.calls();
	calls.sort_by_key(|call| call.to_string());
	assert_eq!(calls, [bid(1), bid(2)]);
	world.change(|state| state.market.orders.retain(|order| order.id == 2));
	world.rent_out(5);
	world.until(|state| state.bids().is_empty()).await;
	world.pass(10).await;
	assert_eq!(world.calls()[2..], [Call::WithdrawBid { order: 2 }]);
	worker.kill().await;
}

#[tokio::test]
async fn nothing_is_bid_when_the_operator_does_not_rent_out() {
	let world = World::new().await;
	world.add_order(1);
	let worker = world.start(false).await;
	world.pass(20).await;
	assert_eq!(world.calls(), []);
	worker.kill().await;
}

#[tokio::test]
async fn missing_machine_says_that_it_is_back_and_its_cost_is_noted() {
	let downtime = Some(Downtime { since: 3, charged: 40, self_reported: true });
	let mut world = World::new().await;
	world.leasing.restore = false;
	world.change(|state| state.standing.downtime = downtime);
	let worker = world.start(false).await;
	world.pass(10).await;
	assert_eq!(world.calls(), []);
	worker.kill().await;
	world.leasing.restore = true;
	let worker = world.start(false).await;
	world.until(|state| state.standing.downtime.is_none()).await;
	world.pass(10).await;
	assert_eq!(world.calls(), [Call::Restore]);
	assert_eq!(world.held().ledger.downtime_cost(), 20);
	worker.kill().await;
}

#[tokio::test]
async fn program_of_the_operator_runs_as_long_as_the_lease() {
	let mut world = World::new().await;
	let file = world.folder().join("access");
	let command = ["sh", "-c", "echo $0 > \"$1\"; sleep 1000", "{lease}", &file.display().to_string()];
	world.leasing.process = Some(ProcessConfig {
		command: command.map(String::from).into(),
		memory_mib: Some(256),
		max_seconds: None,
		grace_seconds: 0,
	});
	let worker = world.start(false).await;
	world.pass(5).await;
	assert!(!file.exists());
	world.rent_out(5);
	world.until(|_| std::fs::read_to_string(&file).is_ok_and(|text| text == "5\n")).await;
	assert!(world.folder().join("process").exists());
	world.end_lease(1);
	world.until(|_| !world.folder().join("process").exists()).await;
	worker.kill().await;
}

#[tokio::test]
async fn worker_that_winds_up_gives_notice_and_ends_when_nothing_is_left() {
	let mut world = World::new().await;
	world.leasing = leasing();
	world.rent_out(5);
	world.change(|state| state.standing.offered = true);
	let worker = world.start(false).await;
	world.pass(5).await;
	world.retire(true);
	world.until(|state| state.standing.lease.as_ref().is_some_and(|lease| lease.reclaim_from.is_some())).await;
	world.add_order(1);
	world.add_job(0, ECHO);
	world.pass(NOTICE as usize / 2).await;
	assert!(!worker.has_ended());
	// Also now an answer is due.
	world.challenge();
	world.until(|state| state.challenge().is_none()).await;
	world.until(|state| state.standing.lease.is_none()).await;
	world.pass(3).await;
	worker.end().await.unwrap();
	let mut calls = world.calls().iter().map(ToString::to_string).collect::<Vec<_>>();
	calls.sort();
	assert_eq!(
		calls,
		[
			"answer to the challenge of lease 5",
			"end of lease 5",
			"notice to the tenant of lease 5",
			"withdrawal of the offer"
		]
	);
	assert_eq!(world.held().ledger.rent.iter().collect::<Vec<_>>(), [("PZA", 77)]);
}

#[tokio::test]
async fn worker_that_winds_up_takes_its_bids_back_and_ends() {
	let mut world = World::new().await;
	world.leasing = leasing();
	world.add_order(1);
	let worker = world.start(false).await;
	world.until(|state| state.bids() == [1]).await;
	world.retire(true);
	world.until(|state| state.bids().is_empty()).await;
	world.pass(3).await;
	worker.end().await.unwrap();
	// The mark lasts.
	let worker = world.start(false).await;
	world.pass(3).await;
	worker.end().await.unwrap();
	world.retire(false);
	let worker = world.start(false).await;
	world.until(|state| state.bids() == [1]).await;
	worker.kill().await;
}
