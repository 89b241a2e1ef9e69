//! Leases by signed transactions in whole blocks, and what the tests of them share.

use super::chain::*;
use crate::{
	constants::{money::UNIT, time::*},
	*,
};
use frame_support::traits::{fungible::NativeOrWithId, Consideration, Footprint, Hooks};
use pallet_attestation::Evidence;
use pallet_leasing::{Event, LeaseOfWorker, OfferTerms, OfferTermsOf, OrderTerms, OrderTermsOf, Reason, Spec};
use piazza_primitives::{ClassId, LeaseId, Role, Tier};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve};
use sp_runtime::Perbill;

/// The class of all machines of these tests.
pub(super) const CLASS: ClassId = 1;

/// Registers `worker` as a machine of `provider`, who stakes `stake`.
pub(super) fn machine(worker: Sr25519Keyring, provider: Sr25519Keyring, stake: Balance) {
	let owner = provider.to_account_id();
	must(worker, pallet_attestation::Call::register { owner, evidence: Evidence::Declared });
	must(provider, pallet_attestation::Call::approve { worker: worker.to_account_id() });
	let commission = Default::default();
	must(provider, pallet_stakes::Call::open { role: Role::Provider, amount: stake, commission });
}

/// Calls as governance.
pub(super) fn govern(call: impl Into<RuntimeCall>) {
	must(Alice, pallet_sudo::Call::sudo { call: Box::new(call.into()) });
}

/// Any machine of the class.
pub(super) fn spec() -> Spec<AccountId, Balance> {
	Spec {
		class: CLASS,
		gpus: 1,
		min_tier: Tier::Declared,
		program: None,
		attributes: Default::default(),
		auditor: None,
		providers: Default::default(),
		min_score: None,
	}
}

/// One for a day, for 10 a block at the most, with 1,000 put aside.
pub(super) fn order_terms() -> OrderTermsOf<Runtime> {
	OrderTerms {
		spec: spec(),
		asset: NativeOrWithId::Native,
		max_rate: 10 * UNIT,
		deposit: 1_000 * UNIT,
		duration: DAYS,
		reclaim_window: 30,
	}
}

/// `worker` bids for an order.
pub(super) fn bid(worker: Sr25519Keyring, order: u64, rate: Balance) -> pallet_leasing::Call<Runtime> {
	pallet_leasing::Call::bid { order, worker: worker.to_account_id(), rate, max_duration: 2 * DAYS }
}

/// Alice rents `worker` for 7 a block, by an order.
pub(super) fn rent(worker: Sr25519Keyring) -> LeaseId {
	let order = pallet_leasing::NextOrder::<Runtime>::get();
	must(Alice, pallet_leasing::Call::place_order { terms: order_terms() });
	must(worker, bid(worker, order, 7 * UNIT));
	must(Alice, pallet_leasing::Call::accept { order, worker: worker.to_account_id() });
	LeaseOfWorker::<Runtime>::get(worker.to_account_id()).expect("it is rented")
}

/// The end of a lease, if it came in this block: why, what was settled and what went back.
pub(super) fn end_of(id: LeaseId) -> Option<(Reason, Balance, Balance)> {
	System::read_events_for_pallet::<Event<Runtime>>().into_iter().find_map(|event| match event {
		Event::LeaseClosed { lease, reason, settled, refunded } if lease == id => Some((reason, settled, refunded)),
		_ => None,
	})
}

fn offer_terms() -> OfferTermsOf<Runtime> {
	OfferTerms {
		class: CLASS,
		gpus: 1,
		asset: NativeOrWithId::Native,
		rate: UNIT,
		min_duration: MINUTES,
		max_duration: HOURS,
		reclaim_window: 0,
		tenants: Default::default(),
	}
}

#[test]
fn offer_becomes_a_lease_that_ends_with_its_time() {
	on_chain(|| {
		machine(Bob, Dave, 2_000 * UNIT);
		let worker = Bob.to_account_id();
		must(Bob, pallet_leasing::Call::offer { worker: worker.clone(), terms: offer_terms() });
		let start = System::block_number();
		let take = pallet_leasing::Call::take {
			worker,
			terms: offer_terms(),
			duration: MINUTES,
			deposit: 100 * UNIT,
			min_tier: Tier::Declared,
		};
		must(Alice, take);
		let provider = wealth(&Dave.to_account_id());
		run_to(start + MINUTES - 1);
		assert_eq!(pallet_leasing::Leases::<Runtime>::count(), 1);
		run_to(start + MINUTES);
		let rent = UNIT * Balance::from(MINUTES);
		assert_eq!(end_of(0), Some((Reason::Expired, rent, 100 * UNIT - rent)));
		// Less the protocol fee of 2 %.
		assert_eq!(wealth(&Dave.to_account_id()) - provider, rent - rent / 50);
		let score = Reputation::score(piazza_primitives::Domain::Leasing, Dave.to_account_id());
		assert_eq!(score.sample, rent);
	});
}

#[test]
fn answer_to_a_challenge_is_free_of_charge_and_wins_the_bond() {
	on_chain(|| {
		machine(Bob, Dave, 2_000 * UNIT);
		let lease = rent(Bob);
		next_block();
		must(Charlie, pallet_leasing::Call::challenge_liveness { lease });
		let (worker, provider) = (wealth(&Bob.to_account_id()), wealth(&Dave.to_account_id()));
		must(Bob, pallet_leasing::Call::prove_alive { lease });
		assert_eq!(wealth(&Bob.to_account_id()), worker);
		assert_eq!(wealth(&Dave.to_account_id()) - provider, 10 * UNIT);
	});
}

#[test]
fn provider_needs_the_bonds_of_all_its_machines_at_stake() {
	on_chain(|| {
		machine(Bob, Dave, 1_500 * UNIT);
		let owner = Dave.to_account_id();
		must(Eve, pallet_attestation::Call::register { owner, evidence: Evidence::Declared });
		must(Dave, pallet_attestation::Call::approve { worker: Eve.to_account_id() });
		rent(Bob);
		must(Alice, pallet_leasing::Call::place_order { terms: order_terms() });
		let refused = apply(Eve, bid(Eve, 1, UNIT)).expect("it is valid");
		assert_eq!(refused, Err(pallet_stakes::Error::<Runtime>::Underbacked.into()));
		let (role, operator) = (Role::Provider, Dave.to_account_id());
		must(Dave, pallet_stakes::Call::bond { role, operator, amount: 500 * UNIT });
		must(Eve, bid(Eve, 1, UNIT));
	});
}

#[test]
fn what_downtime_costs_last_is_charged_before_stake_can_leave() {
	on_chain(|| {
		let last = pallet_leasing::DowntimeCosts::<Runtime>::get().last().expect("there is a table").after;
		let era = SESSIONS_PER_ERA * EPOCH_DURATION_IN_SLOTS as BlockNumber;
		assert!(last < (UNBONDING_ERAS - 1) * era);
	});
}

#[test]
fn ten_thousand_leases_that_end_in_one_block_are_ended_within_the_weight_of_blocks() {
	on_chain(|| {
		machine(Bob, Dave, 2_000 * UNIT);
		let template = rent(Bob);
		let lease = pallet_leasing::Leases::<Runtime>::get(template).expect("it is there");
		must(Alice, pallet_leasing::Call::close { lease: template });
		let end = System::block_number() + 100;
		const COUNT: u64 = 10_000;
		let tenant = Alice.to_account_id();
		for index in 1..=COUNT {
			let worker = AccountId::new(sp_io::hashing::blake2_256(&index.to_le_bytes()));
			let asset = NativeOrWithId::Native;
			let escrow = <Escrow as piazza_primitives::Escrow<_>>::open(&tenant, asset, UNIT).expect("she is rich");
			<Escrow as piazza_primitives::Escrow<_>>::stream(escrow, &lease.provider, UNIT / 100).expect("it is new");
			let ticket = Consideration::new(&tenant, Footprint { count: 1, size: 100 }).expect("she is rich");
			let item = pallet_leasing::Due::Lease { lease: index }.into();
			let due = <Agenda as piazza_primitives::Agenda<agenda::AgendaItem, _>>::schedule(end, item).ok();
			assert!(due.is_some());
			pallet_leasing::LeaseOfWorker::<Runtime>::insert(&worker, index);
			let new = pallet_leasing::Lease { worker, escrow, due, ends_at: end, ticket, bond: 0, ..lease.clone() };
			pallet_leasing::Leases::<Runtime>::insert(index, new);
		}
		pallet_leasing::NextLease::<Runtime>::put(COUNT + 1);
		let before = wealth(&lease.provider);
		leave_out(98);
		let most = configs::base::RuntimeBlockWeights::get().max_block;
		let mut blocks = 0;
		while pallet_leasing::Leases::<Runtime>::count() > 0 {
			System::set_block_number(System::block_number() + 1);
			let used = Agenda::on_initialize(System::block_number());
			assert!(used.all_lte(Perbill::from_percent(25) * most), "{used:?}");
			blocks += 1;
			assert!(blocks < 2_000, "leases are never ended");
		}
		assert!(blocks > 2, "all fitted into one block: {blocks}");
		// Nobody paid for the blocks in which the agenda was late: all had the hundred blocks that they had money for.
		assert_eq!(wealth(&lease.provider) - before, Balance::from(COUNT) * (UNIT - UNIT / 50));
	});
}
