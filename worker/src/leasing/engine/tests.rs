use super::*;

const WORKER: AccountId = AccountId([1; 32]);
const OWNER: AccountId = AccountId([2; 32]);
const TENANT: AccountId = AccountId([3; 32]);
const OTHER: AccountId = AccountId([4; 32]);
const PROGRAM: ProgramId = piazza_client::H256([5; 32]);

fn price() -> Price {
	Price {
		class: 1,
		gpus: 2,
		asset: Asset::Native,
		rate: 50,
		min_duration: 10,
		max_duration: 1_000,
		max_reclaim_window: 100,
	}
}

fn terms() -> Terms {
	Terms { enabled: true, max_bids: 3, prices: vec![price()] }
}

fn me() -> Me {
	Me {
		worker: WORKER,
		owner: OWNER,
		tier: Some(Tier::ConfidentialCpu),
		program: None,
		class: Some(1),
		gpus: 2,
		leased: false,
		down: false,
		draining: false,
	}
}

fn order(id: OrderId) -> Order {
	Order {
		id,
		tenant: TENANT,
		class: 1,
		gpus: 1,
		min_tier: Tier::Declared,
		program: None,
		described: true,
		reputed: true,
		providers: Vec::new(),
		asset: Asset::Native,
		max_rate: 60,
		duration: 500,
		reclaim_window: 100,
		bids: Vec::new(),
	}
}

fn bid_of(worker: AccountId, rate: Balance) -> Bid {
	Bid { worker, rate, max_duration: 1_000 }
}

fn with_own_bid(id: OrderId) -> Order {
	Order { bids: vec![bid_of(OTHER, 10), bid_of(WORKER, 50)], ..order(id) }
}

fn market(orders: Vec<Order>) -> Market {
	Market { orders, stake: 100, needed: [(1, 100)].into(), funds: 10, deposit: 1, longest: 5_000 }
}

fn bid(order: OrderId) -> Deal {
	Deal::Bid { order, rate: 50, max_duration: 1_000 }
}

fn deals_of(orders: Vec<Order>, me: &Me, terms: &Terms) -> Vec<Deal> {
	deals(&market(orders), me, terms, &BTreeSet::new())
}

fn refusal(order: Order) -> Option<Unfit> {
	let reason = quote(&order, &me(), &[price()]).err();
	assert_eq!(deals_of(vec![order], &me(), &terms()).is_empty(), reason.is_some());
	reason
}

#[test]
fn order_gets_the_operators_own_price_when_the_machine_fits() {
	assert_eq!(deals_of(vec![order(7)], &me(), &terms()), [bid(7)]);
	// At the very limits.
	let exact = Order { gpus: 2, max_rate: 50, duration: 1_000, min_tier: Tier::ConfidentialCpu, ..order(7) };
	assert_eq!(deals_of(vec![exact], &me(), &terms()), [bid(7)]);
	let allowed = Order { providers: vec![OTHER, OWNER], duration: 10, ..order(7) };
	assert_eq!(deals_of(vec![allowed], &me(), &terms()), [bid(7)]);
}

#[test]
fn order_is_left_to_others_when_the_machine_does_not_fit() {
	for (order, reason) in [
		(Order { tenant: OWNER, ..order(7) }, Unfit::OwnOrder),
		(Order { providers: vec![OTHER], ..order(7) }, Unfit::NotAllowed),
		(Order { class: 2, ..order(7) }, Unfit::OtherClass),
		(Order { gpus: 3, ..order(7) }, Unfit::TooFewGpus),
		(Order { min_tier: Tier::ConfidentialGpu, ..order(7) }, Unfit::TierTooLow),
		(Order { program: Some(PROGRAM), ..order(7) }, Unfit::OtherProgram),
		(Order { described: false, ..order(7) }, Unfit::NotDescribed),
		(Order { reputed: false, ..order(7) }, Unfit::NotReputed),
		(Order { asset: Asset::WithId(1), ..order(7) }, Unfit::NoPrice),
		(Order { duration: 9, ..order(7) }, Unfit::NoPrice),
		(Order { duration: 1_001, ..order(7) }, Unfit::NoPrice),
		(Order { reclaim_window: 101, ..order(7) }, Unfit::NoPrice),
		(Order { max_rate: 49, ..order(7) }, Unfit::PaysTooLittle),
	] {
		assert_eq!(refusal(order), Some(reason));
	}
}

#[test]
fn bid_is_for_no_longer_than_the_chain_allows() {
	let short = Market { longest: 700, ..market(vec![order(7), Order { duration: 701, ..order(8) }]) };
	let expected = [Deal::Bid { order: 7, rate: 50, max_duration: 700 }];
	assert_eq!(deals(&short, &me(), &terms(), &BTreeSet::new()), expected);
}

#[test]
fn owners_word_counts_when_evidence_shows_no_class() {
	let declared = Me { class: None, gpus: 0, ..me() };
	assert_eq!(deals_of(vec![Order { gpus: 2, ..order(7) }], &declared, &terms()), [bid(7)]);
	// The price list is the owner's word: there is no price for three GPUs, nor for another class.
	assert_eq!(deals_of(vec![Order { gpus: 3, ..order(7) }], &declared, &terms()), []);
	assert_eq!(deals_of(vec![Order { class: 2, ..order(7) }], &declared, &terms()), []);
}

#[test]
fn price_is_the_one_for_the_fewest_gpus_when_several_fit() {
	let prices = vec![price(), Price { gpus: 1, rate: 30, ..price() }];
	let rates = |gpus| quote(&Order { gpus, ..order(7) }, &me(), &prices).map(|price| price.rate);
	assert_eq!([rates(1), rates(2)], [Ok(30), Ok(50)]);
}

#[test]
fn nothing_is_bid_when_the_worker_is_not_free() {
	for not_free in [
		Me { leased: true, ..me() },
		Me { down: true, ..me() },
		Me { draining: true, ..me() },
		Me { tier: None, ..me() },
	] {
		assert_eq!(deals_of(vec![order(7)], &not_free, &terms()), [], "{not_free:?}");
	}
	assert_eq!(deals_of(vec![order(7)], &me(), &Terms { enabled: false, ..terms() }), []);
}

#[test]
fn nothing_is_bid_when_the_owner_cannot_answer_for_it() {
	let short = Market { stake: 99, ..market(vec![order(7)]) };
	let no_class = Market { needed: Default::default(), ..market(vec![order(7)]) };
	let poor = Market { funds: 0, ..market(vec![order(7)]) };
	for market in [short, no_class, poor] {
		assert_eq!(deals(&market, &me(), &terms(), &BTreeSet::new()), [], "{market:?}");
	}
}

#[test]
fn bids_are_bounded_and_the_oldest_orders_come_first() {
	let orders = |ids: &[OrderId]| ids.iter().map(|id| order(*id)).collect::<Vec<_>>();
	assert_eq!(deals_of(orders(&[9, 8, 7, 6, 5]), &me(), &terms()), [bid(5), bid(6), bid(7)]);
	let waiting = [vec![with_own_bid(1), with_own_bid(2)], orders(&[5, 6])].concat();
	assert_eq!(deals_of(waiting, &me(), &terms()), [bid(5)]);
	let poor = Market { funds: 5, deposit: 2, ..market(orders(&[5, 6, 7])) };
	assert_eq!(deals(&poor, &me(), &terms(), &BTreeSet::new()), [bid(5), bid(6)]);
}

#[test]
fn order_gets_one_bid_only() {
	assert_eq!(deals_of(vec![with_own_bid(7)], &me(), &terms()), []);
	let given_up = BTreeSet::from([7]);
	assert_eq!(deals(&market(vec![order(7), order(8)]), &me(), &terms(), &given_up), [bid(8)]);
}

#[test]
fn order_is_left_to_others_when_twenty_bids_wait_that_are_not_higher() {
	let full = |rate| Order { bids: vec![bid_of(OTHER, rate); 20], ..order(7) };
	assert_eq!(refusal(full(50)), Some(Unfit::NoRoom));
	assert_eq!(refusal(full(51)), None);
	let last_place = Order { bids: vec![bid_of(OTHER, 1); 19], ..order(7) };
	assert_eq!(refusal(last_place), None);
	// A bid that waits keeps its place.
	let mut bids = vec![bid_of(OTHER, 50); 19];
	bids.push(bid_of(WORKER, 50));
	assert_eq!(deals_of(vec![Order { bids, ..order(7) }], &me(), &terms()), []);
}

#[test]
fn bids_are_taken_back_when_the_worker_is_not_free_any_more() {
	for not_free in [Me { leased: true, ..me() }, Me { down: true, ..me() }, Me { draining: true, ..me() }] {
		let withdrawn = [Deal::Withdraw { order: 7 }, Deal::Withdraw { order: 8 }];
		assert_eq!(deals_of(vec![with_own_bid(7), with_own_bid(8), order(9)], &not_free, &terms()), withdrawn);
	}
	let disabled = Terms { enabled: false, ..terms() };
	assert_eq!(deals_of(vec![with_own_bid(7)], &me(), &disabled), [Deal::Withdraw { order: 7 }]);
}

#[test]
fn bid_is_taken_back_when_the_price_is_another_one_now() {
	for prices in [vec![], vec![Price { rate: 51, ..price() }], vec![Price { max_duration: 999, ..price() }]] {
		let terms = Terms { prices, ..terms() };
		assert_eq!(deals_of(vec![with_own_bid(7)], &me(), &terms), [Deal::Withdraw { order: 7 }]);
	}
}

#[test]
fn bid_waits_on_when_the_worker_is_inactive_for_a_while() {
	assert_eq!(deals_of(vec![with_own_bid(7)], &Me { tier: None, ..me() }, &terms()), []);
	let short = Market { stake: 0, ..market(vec![with_own_bid(7)]) };
	assert_eq!(deals(&short, &me(), &terms(), &BTreeSet::new()), []);
}
