use super::*;
use crate::{
	leasing::{
		engine::Price,
		view::{Asset, Bid, Downtime, Order as MarketOrder},
	},
	view::{AccountId, Tier},
};

const NOW: BlockNumber = 1_000;
const WORKER: AccountId = AccountId([1; 32]);
const OWNER: AccountId = AccountId([2; 32]);

fn registration() -> Registration {
	Registration {
		owner: OWNER,
		tier: Tier::Declared,
		approved: true,
		verified_at: 0,
		expires_at: 50_000,
		active: true,
		attested_at: None,
		revoked: false,
		backed: true,
		program: None,
		class: None,
		gpus: 0,
	}
}

fn challenge(at: BlockNumber) -> Challenge {
	Challenge { bond: 10, at, until: at + 20 }
}

fn leased(challenge: Option<Challenge>) -> Standing {
	let lease = Lease {
		id: 7,
		tenant: AccountId([3; 32]),
		provider: OWNER,
		min_tier: Tier::Declared,
		program: None,
		asset: Asset::Native,
		rate: 5,
		rent: 50,
		started_at: 10,
		until: 5_000,
		reclaim_from: None,
		challenge,
	};
	Standing { lease: Some(lease), ..Standing::default() }
}

fn look<'a>(now: BlockNumber, standing: &'a Standing, registration: &'a Registration) -> Look<'a> {
	Look {
		now,
		standing,
		registration: Some(registration),
		renewing: false,
		sent: None,
		retiring: false,
		restores: true,
	}
}

fn proof(until: BlockNumber) -> Vec<Order> {
	vec![(Call::ProveAlive { lease: 7 }, Some(until))]
}

#[test]
fn challenge_is_answered_once_while_the_answer_is_on_its_way() {
	let (mut desk, registration, standing) = (Desk::default(), registration(), leased(Some(challenge(NOW))));
	assert_eq!(desk.serve(&look(NOW, &standing, &registration)), proof(NOW + 19));
	assert_eq!(desk.serve(&look(NOW + 1, &standing, &registration)), []);
	desk.pace(&Call::ProveAlive { lease: 7 }).unwrap().succeeded(NOW + 3);
	// Block NOW + 2 was before the answer.
	assert_eq!(desk.serve(&look(NOW + 2, &standing, &registration)), []);
	assert_eq!(desk.serve(&look(NOW + 3, &leased(None), &registration)), []);
	// The next challenge is another one.
	let next = leased(Some(challenge(NOW + 3)));
	assert_eq!(desk.serve(&look(NOW + 4, &next, &registration)), proof(NOW + 22));
}

#[test]
fn answer_is_sent_again_until_the_time_is_over_when_it_fails() {
	let (mut desk, registration, standing) = (Desk::default(), registration(), leased(Some(challenge(NOW))));
	let mut sent = Vec::new();
	for now in NOW..NOW + 40 {
		if !desk.serve(&look(now, &standing, &registration)).is_empty() {
			sent.push(now - NOW);
			desk.pace(&Call::ProveAlive { lease: 7 }).unwrap().failed(now);
		}
	}
	assert_eq!(sent, [0, 1, 3, 5, 7, 9, 11, 13, 15, 17]);
}

#[test]
fn answer_that_may_be_on_its_way_after_a_restart_is_not_sent_again_at_once() {
	let (registration, standing) = (registration(), leased(Some(challenge(NOW))));
	let first = |sent: Option<Sent>| {
		let mut desk = Desk::default();
		let sends = |now: &BlockNumber| {
			let look = Look { sent, ..look(*now, &standing, &registration) };
			!desk.serve(&look).is_empty()
		};
		(NOW + 3..NOW + 20).find(sends).map(|now| now - NOW)
	};
	assert_eq!(first(None), Some(3));
	assert_eq!(first(Some(Sent { challenged_at: NOW, after: NOW + 2 })), Some(10));
	// There must be time for another one.
	assert_eq!(first(Some(Sent { challenged_at: NOW, after: NOW + 10 })), Some(12));
	// That was about another challenge.
	assert_eq!(first(Some(Sent { challenged_at: NOW - 50, after: NOW + 2 })), Some(3));
}

#[test]
fn answer_waits_for_the_renewal_when_it_would_be_refused() {
	let standing = leased(Some(challenge(NOW)));
	let lapsed = Registration { active: false, expires_at: NOW, ..registration() };
	let mut desk = Desk::default();
	assert!(Desk::needs_renewal(&look(NOW, &standing, &lapsed)));
	assert!(!Desk::needs_renewal(&look(NOW, &standing, &registration())));
	assert!(!Desk::needs_renewal(&look(NOW, &leased(None), &lapsed)));
	assert_eq!(desk.serve(&look(NOW, &standing, &lapsed)), []);
	assert_eq!(desk.serve(&Look { renewing: true, ..look(NOW + 1, &standing, &lapsed) }), []);
	assert_eq!(desk.serve(&look(NOW + 4, &standing, &registration())), proof(NOW + 19));
}

#[test]
fn machine_is_taken_back_only_when_the_operator_wants_it() {
	let (mut desk, registration) = (Desk::default(), registration());
	let mut standing = Standing { offered: true, ..leased(None) };
	assert_eq!(desk.serve(&look(NOW, &standing, &registration)), []);
	let serve = |desk: &mut Desk, now, standing: &Standing| {
		desk.serve(&Look { retiring: true, ..look(now, standing, &registration) })
	};
	let expected = [(Call::StartReclaim { lease: 7 }, None), (Call::WithdrawOffer, None)];
	assert_eq!(serve(&mut desk, NOW, &standing), expected);
	assert_eq!(serve(&mut desk, NOW + 1, &standing), []);
	for call in [Call::StartReclaim { lease: 7 }, Call::WithdrawOffer] {
		desk.pace(&call).unwrap().succeeded(NOW + 2);
	}
	standing.offered = false;
	standing.lease.as_mut().unwrap().reclaim_from = Some(NOW + 50);
	assert_eq!(serve(&mut desk, NOW + 2, &standing), []);
	assert_eq!(serve(&mut desk, NOW + 49, &standing), [(Call::CloseLease { lease: 7 }, None)]);
}

#[test]
fn missing_machine_says_that_it_is_back_when_it_is() {
	let downtime = Some(Downtime { since: NOW - 10, charged: 1, self_reported: false });
	let standing = Standing { downtime, ..Standing::default() };
	let expired = Registration { active: false, ..registration() };
	let (mut desk, registration) = (Desk::default(), registration());
	assert_eq!(desk.serve(&look(NOW, &standing, &expired)), []);
	assert_eq!(desk.serve(&Look { restores: false, ..look(NOW, &standing, &registration) }), []);
	assert_eq!(desk.serve(&look(NOW + 1, &standing, &registration)), [(Call::Restore, None)]);
	assert_eq!(desk.serve(&look(NOW + 2, &standing, &registration)), []);
	desk.pace(&Call::Restore).unwrap().failed(NOW + 2);
	assert_eq!(desk.serve(&look(NOW + 3, &standing, &registration)), [(Call::Restore, None)]);
}

fn terms() -> Terms {
	let price = Price {
		class: 1,
		gpus: 1,
		asset: Asset::Native,
		rate: 50,
		min_duration: 0,
		max_duration: 1_000,
		max_reclaim_window: 100,
	};
	Terms { enabled: true, max_bids: 2, prices: vec![price] }
}

fn me() -> Me {
	Me {
		worker: WORKER,
		owner: OWNER,
		tier: Some(Tier::Declared),
		program: None,
		class: None,
		gpus: 0,
		leased: false,
		down: false,
		draining: false,
	}
}

/// A market with these orders; the worker has bid for those that are marked.
fn market(orders: &[(OrderId, bool)]) -> Market {
	let order = |(id, bid): &(OrderId, bool)| MarketOrder {
		id: *id,
		tenant: AccountId([3; 32]),
		class: 1,
		gpus: 0,
		min_tier: Tier::Declared,
		program: None,
		described: true,
		reputed: true,
		providers: Vec::new(),
		asset: Asset::Native,
		max_rate: 60,
		duration: 500,
		reclaim_window: 100,
		bids: bid.then_some(Bid { worker: WORKER, rate: 50, max_duration: 1_000 }).into_iter().collect(),
	};
	let orders = orders.iter().map(order).collect();
	Market { orders, stake: 100, needed: [(1, 100)].into(), funds: 10, deposit: 1, longest: 5_000 }
}

fn bid(order: OrderId) -> Order {
	(Call::Bid { order, rate: 50, max_duration: 1_000 }, None)
}

#[test]
fn bids_on_their_way_count_and_are_not_placed_twice() {
	let mut desk = Desk::default();
	let all = market(&[(1, false), (2, false), (3, false)]);
	assert_eq!(desk.deal(NOW, &all, &me(), &terms()), [bid(1), bid(2)]);
	assert_eq!(desk.deal(NOW + 1, &all, &me(), &terms()), []);
	desk.pace(&bid(1).0).unwrap().succeeded(NOW + 3);
	desk.pace(&bid(2).0).unwrap().succeeded(NOW + 3);
	assert_eq!(desk.deal(NOW + 2, &all, &me(), &terms()), []);
	let seen = market(&[(1, true), (2, true), (3, false)]);
	assert_eq!(desk.deal(NOW + 3, &seen, &me(), &terms()), []);
	// Order 1 was given to somebody else.
	assert_eq!(desk.deal(NOW + 4, &market(&[(2, true), (3, false)]), &me(), &terms()), [bid(3)]);
}

#[test]
fn bid_is_given_up_when_it_fails_twice() {
	let mut desk = Desk::default();
	let mut bids = 0;
	for now in NOW..NOW + 50 {
		let calls = desk.deal(now, &market(&[(1, false)]), &me(), &terms());
		bids += calls.len();
		calls.iter().for_each(|(call, _)| desk.pace(call).unwrap().failed(now));
	}
	assert_eq!(bids, 2);
	// Another order is another matter.
	assert_eq!(desk.deal(NOW + 50, &market(&[(1, false), (2, false)]), &me(), &terms()), [bid(2)]);
}

#[test]
fn market_is_looked_at_until_no_bid_waits_when_the_worker_is_rented_out() {
	let (mut desk, registration, standing) = (Desk::default(), registration(), leased(None));
	let look = |now| look(now, &standing, &registration);
	let rented = Me { leased: true, ..me() };
	assert!(desk.asks_for_market(&look(NOW), &terms()));
	let withdrawal = (Call::WithdrawBid { order: 2 }, None);
	assert_eq!(desk.deal(NOW, &market(&[(1, false), (2, true)]), &rented, &terms()), std::slice::from_ref(&withdrawal));
	assert!(desk.asks_for_market(&look(NOW + 1), &terms()) && desk.has_bids());
	desk.pace(&withdrawal.0).unwrap().succeeded(NOW + 1);
	assert_eq!(desk.deal(NOW + 1, &market(&[(1, false), (2, false)]), &rented, &terms()), []);
	assert!(!desk.asks_for_market(&look(NOW + 2), &terms()) && !desk.has_bids());
	// It is free again.
	let free = Standing::default();
	assert!(desk.asks_for_market(&super::tests::look(NOW + 3, &free, &registration), &terms()));
	assert!(!desk.asks_for_market(&super::tests::look(NOW + 3, &free, &registration), &Terms::default()));
}
