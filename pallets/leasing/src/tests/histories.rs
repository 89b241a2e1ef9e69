//! Random use by everybody at once, against rent counted block by block.

use crate::{mock::*, *};
use piazza_primitives::{
	mocks::{MockAgenda, MockEscrow},
	Content, LeaseId, OnVerdict, Settlement, Tier, Verdict,
};
use proptest::{prelude::*, sample::Index};
use sp_runtime::DispatchResult;
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
enum Step {
	Place { rate: Balance, deposit: Balance, duration: BlockNumber },
	Cancel { order: Index },
	Bid { order: Index, n: u64, rate: Balance },
	WithdrawBid { order: Index, n: u64 },
	Accept { order: Index, n: u64 },
	Offer { n: u64 },
	WithdrawOffer { n: u64 },
	Take { n: u64, deposit: Balance },
	TopUp { lease: Index, who: AccountId, amount: Balance },
	Extend { lease: Index, to: BlockNumber },
	Settle { lease: Index },
	Close { lease: Index, who: AccountId },
	Reclaim { lease: Index, who: AccountId },
	Challenge { lease: Index, who: AccountId },
	Prove { lease: Index, n: u64 },
	ReportDown { lease: Index, n: u64 },
	Restore { n: u64 },
	Dispute { lease: Index, who: AccountId },
	Find { lease: Index, is_right: Option<bool> },
	Wait { blocks: BlockNumber },
	Skip { blocks: BlockNumber },
}

const MACHINES: u64 = 4;

fn step() -> impl Strategy<Value = Step> {
	let index = any::<Index>;
	let n = || 1..=MACHINES;
	// The tenant, a sponsor, a stranger, one who has nothing, providers and machines.
	let anybody = || prop_oneof![Just(TENANT), Just(SPONSOR), Just(STRANGER), Just(PAUPER), 11u64..15, 101u64..105];
	prop_oneof![
		3 => (0u128..12, 0u128..900, 5u64..120)
			.prop_map(|(rate, deposit, duration)| Step::Place { rate, deposit, duration }),
		1 => index().prop_map(|order| Step::Cancel { order }),
		6 => (index(), n(), 0u128..12).prop_map(|(order, n, rate)| Step::Bid { order, n, rate }),
		1 => (index(), n()).prop_map(|(order, n)| Step::WithdrawBid { order, n }),
		5 => (index(), n()).prop_map(|(order, n)| Step::Accept { order, n }),
		3 => n().prop_map(|n| Step::Offer { n }),
		1 => n().prop_map(|n| Step::WithdrawOffer { n }),
		3 => (n(), 0u128..900).prop_map(|(n, deposit)| Step::Take { n, deposit }),
		2 => (index(), anybody(), 0u128..300).prop_map(|(lease, who, amount)| Step::TopUp { lease, who, amount }),
		1 => (index(), 1u64..800).prop_map(|(lease, to)| Step::Extend { lease, to }),
		3 => index().prop_map(|lease| Step::Settle { lease }),
		2 => (index(), anybody()).prop_map(|(lease, who)| Step::Close { lease, who }),
		2 => (index(), anybody()).prop_map(|(lease, who)| Step::Reclaim { lease, who }),
		4 => (index(), anybody()).prop_map(|(lease, who)| Step::Challenge { lease, who }),
		3 => (index(), n()).prop_map(|(lease, n)| Step::Prove { lease, n }),
		1 => (index(), n()).prop_map(|(lease, n)| Step::ReportDown { lease, n }),
		2 => n().prop_map(|n| Step::Restore { n }),
		3 => (index(), prop_oneof![3 => Just(TENANT), 1 => anybody()])
			.prop_map(|(lease, who)| Step::Dispute { lease, who }),
		3 => (index(), any::<Option<bool>>()).prop_map(|(lease, is_right)| Step::Find { lease, is_right }),
		6 => (1u64..40).prop_map(|blocks| Step::Wait { blocks }),
		1 => (1u64..40).prop_map(|blocks| Step::Skip { blocks }),
	]
}

/// A lease, kept by hand.
struct Rent {
	escrow: u64,
	provider: AccountId,
	rate: Balance,
	deposited: Balance,
	begun: BlockNumber,
	ends_at: BlockNumber,
	/// Since when somebody doubts.
	doubted: Option<BlockNumber>,
	/// Up to which block it is settled.
	settled_at: BlockNumber,
}

impl Rent {
	/// What is due for the blocks up to and including `last`.
	fn due(&self, last: BlockNumber) -> Balance {
		(Balance::from(last.min(self.ends_at) - self.begun) * self.rate).min(self.deposited)
	}

	fn exhausted_at(&self) -> BlockNumber {
		self.begun + self.deposited.div_ceil(self.rate) as BlockNumber
	}
}

/// A receipt, kept by hand.
struct Paid {
	settlement: SettlementOf<Test>,
	/// First block in which it is forgotten.
	until: BlockNumber,
}

#[derive(Default)]
struct Model {
	leases: BTreeMap<LeaseId, Rent>,
	receipts: BTreeMap<LeaseId, Paid>,
	orders: u64,
	seen: usize,
}

fn now() -> BlockNumber {
	System::block_number()
}

impl Model {
	fn lease(&self, index: &Index) -> LeaseId {
		// One that was, is, or never will be.
		index.index(NextLease::<Test>::get() as usize + 1) as LeaseId
	}

	fn order(&self, index: &Index) -> OrderId {
		index.index(NextOrder::<Test>::get() as usize + 1) as OrderId
	}

	fn apply(&mut self, step: Step) {
		let before = || (sp_io::storage::root(sp_core::storage::StateVersion::V1), MockAgenda::waiting());
		let was = before();
		let blocks = matches!(step, Step::Wait { .. } | Step::Skip { .. });
		if self.call(step).is_err() && !blocks {
			assert_eq!(before(), was, "a call that was refused changed something");
		}
		self.follow();
	}

	fn call(&mut self, step: Step) -> DispatchResult {
		match step {
			Step::Place { rate, deposit, duration } => {
				let terms = OrderTerms { max_rate: rate, deposit, duration, ..order_terms() };
				Leasing::place_order(signed(TENANT), terms)
			}
			Step::Cancel { order } => {
				Leasing::cancel_order(signed(TENANT), self.order(&order)).map(|_| ()).map_err(|error| error.error)
			}
			Step::Bid { order, n, rate } => Leasing::bid(signed(worker(n)), self.order(&order), worker(n), rate, 200),
			Step::WithdrawBid { order, n } => Leasing::withdraw_bid(signed(provider(n)), self.order(&order), worker(n)),
			Step::Accept { order, n } => {
				Leasing::accept(signed(TENANT), self.order(&order), worker(n)).map(|_| ()).map_err(|error| error.error)
			}
			Step::Offer { n } => Leasing::offer(signed(worker(n)), worker(n), offer_terms()),
			Step::WithdrawOffer { n } => Leasing::withdraw_offer(signed(worker(n)), worker(n)),
			Step::Take { n, deposit } => {
				Leasing::take(signed(TENANT), worker(n), offer_terms(), 60, deposit, Tier::Declared)
			}
			Step::TopUp { lease, who, amount } => {
				let id = self.lease(&lease);
				// The real escrow refuses both.
				let dry = self.leases.get(&id).is_some_and(|rent| rent.exhausted_at() <= now());
				if dry || amount == 0 || who == PAUPER {
					return Ok(());
				}
				Leasing::top_up(signed(who), id, amount)?;
				self.leases.get_mut(&id).unwrap().deposited += amount;
				Ok(())
			}
			Step::Extend { lease, to } => {
				let id = self.lease(&lease);
				Leasing::extend(signed(TENANT), id, to)?;
				self.leases.get_mut(&id).unwrap().ends_at = to;
				Ok(())
			}
			Step::Settle { lease } => Leasing::settle(signed(STRANGER), self.lease(&lease)),
			Step::Close { lease, who } => Leasing::close(signed(who), self.lease(&lease)),
			Step::Reclaim { lease, who } => Leasing::start_reclaim(signed(who), self.lease(&lease)),
			Step::Challenge { lease, who } => {
				let id = self.lease(&lease);
				Leasing::challenge_liveness(signed(who), id)?;
				self.leases.get_mut(&id).unwrap().doubted = Some(now());
				Ok(())
			}
			Step::Prove { lease, n } => {
				let id = self.lease(&lease);
				Leasing::prove_alive(signed(worker(n)), id).map_err(|error| error.error)?;
				self.leases.get_mut(&id).unwrap().doubted = None;
				Ok(())
			}
			Step::ReportDown { lease, n } => Leasing::report_down(signed(worker(n)), self.lease(&lease)),
			Step::Restore { n } => Leasing::restore(signed(worker(n))),
			Step::Dispute { lease, who } => {
				let content = Content { hash: Default::default(), uri: Default::default() };
				Leasing::dispute_specs(signed(who), self.lease(&lease), content)
			}
			Step::Find { lease, is_right } => {
				let id = self.lease(&lease);
				let answer = is_right.map(|is_right| Leasing::specs_answer(id, is_right));
				Leasing::on_verdict(id, Verdict { answer, majority: vec![501, 502] });
				Ok(())
			}
			Step::Wait { blocks } => {
				for _ in 0..blocks {
					run_to(now() + 1);
					self.follow();
				}
				Ok(())
			}
			Step::Skip { blocks } => {
				skip_to(now() + blocks);
				serve();
				Ok(())
			}
		}
	}

	/// Reads what happened, and compares.
	fn follow(&mut self) {
		let events = System::read_events_for_pallet::<Event<Test>>();
		for event in events.iter().skip(self.seen) {
			match event {
				Event::OrderPlaced { .. } => self.orders += 1,
				Event::OrderClosed { .. } | Event::LeaseStarted { order: Some(_), .. } => self.orders -= 1,
				Event::Postponed { .. } => panic!("{event:?}"),
				_ => {}
			}
			match event {
				Event::LeaseStarted { lease, provider, rate, ends_at, .. } => {
					let escrow = record(*lease).escrow;
					let deposited = MockEscrow::account(escrow).deposits[0].1;
					let rent = Rent {
						escrow,
						provider: *provider,
						rate: *rate,
						deposited,
						begun: now(),
						ends_at: *ends_at,
						doubted: None,
						settled_at: now(),
					};
					self.leases.insert(*lease, rent);
				}
				Event::Settled { lease, .. } => self.leases.get_mut(lease).unwrap().settled_at = now(),
				Event::LeaseClosed { lease, reason, settled, refunded } => {
					let rent = self.leases.remove(lease).unwrap();
					let last = match reason {
						Reason::Downtime => rent.doubted.unwrap(),
						Reason::FalseSpecs => rent.settled_at,
						_ => {
							assert_eq!(rent.doubted, None);
							now()
						}
					};
					assert_eq!(*settled, rent.due(last));
					assert_eq!(settled + refunded, rent.deposited);
					let account = MockEscrow::account(rent.escrow);
					assert_eq!((paid(rent.escrow) + account.fees, account.refunded), (*settled, Some(*refunded)));
					match reason {
						Reason::Exhausted => assert!(now() >= rent.exhausted_at() && *refunded == 0),
						Reason::Expired => assert!(now() >= rent.ends_at),
						_ => {}
					}
					if *settled > 0 {
						let settlement = Settlement { payer: TENANT, payee: rent.provider, value: *settled };
						self.receipts.insert(*lease, Paid { settlement, until: now() + RECEIPT_PERIOD });
					}
				}
				Event::ReceiptForgotten { lease } => assert!(self.receipts.remove(lease).unwrap().until <= now()),
				_ => {}
			}
		}
		self.seen = events.len();
		Leasing::do_try_state().unwrap();
		assert_eq!(Leases::<Test>::count() as usize, self.leases.len());
		assert_eq!(u64::from(Orders::<Test>::count()), self.orders);
		self.check_receipts();
		for (id, rent) in &self.leases {
			let view = Leasing::lease(*id).unwrap();
			assert_eq!(view.left, rent.deposited - rent.due(now()), "lease {id}");
			assert!(view.until > now() || rent.doubted.is_some());
		}
	}

	/// Receipts are those kept by hand, and deposits and the agenda count each once.
	fn check_receipts(&self) {
		assert_eq!(Receipts::<Test>::count() as usize, self.receipts.len());
		for (id, receipt) in &self.receipts {
			assert!(receipt.until > now(), "receipt {id} was not forgotten");
			assert_eq!(Leasing::settlement(*id).as_ref(), Some(&receipt.settlement));
		}
		let contracts = self.leases.len() + self.orders as usize;
		let deposits = contracts as Balance * DEPOSIT + self.receipts.len() as Balance * RECEIPT_DEPOSIT;
		assert_eq!(held(HoldReason::Deposit, TENANT), deposits);
		let down = Downtimes::<Test>::iter_values().filter(|downtime| downtime.due.is_some()).count();
		let judged = SpecsDisputes::<Test>::iter_values().filter(|dispute| dispute.due.is_some()).count();
		assert_eq!(MockAgenda::waiting(), contracts + self.receipts.len() + down + judged);
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(128))]

	#[test]
	fn leases_keep_the_same_books_as_the_model(
		fee in 0u32..10, steps in prop::collection::vec(step(), 1..120),
	) {
		build_and_execute(|| {
			set_fee(fee);
			let mut model = Model::default();
			steps.into_iter().for_each(|step| model.apply(step));
			// Whatever happened: in the end everything is over, nothing is held, and nobody waits.
			for id in SpecsDisputes::<Test>::iter_keys().collect::<Vec<_>>() {
				Leasing::on_verdict(id, Verdict { answer: None, majority: vec![] });
			}
			model.apply(Step::Wait { blocks: 250 });
			for n in 1..=MACHINES {
				model.apply(Step::WithdrawOffer { n });
				model.apply(Step::Restore { n });
			}
			assert_eq!((Leases::<Test>::count(), Orders::<Test>::count()), (0, 0));
			model.apply(Step::Wait { blocks: RECEIPT_PERIOD });
			assert_eq!(Receipts::<Test>::count(), 0);
			assert_eq!((Offers::<Test>::count(), MockAgenda::waiting(), MockEscrow::open_count()), (0, 0, 0));
			for who in [TENANT, SPONSOR, STRANGER].into_iter().chain((1..=MACHINES).map(provider)) {
				for reason in [HoldReason::Bid, HoldReason::Challenge, HoldReason::Deposit, HoldReason::Dispute] {
					assert_eq!(held(reason, who), 0);
				}
			}
		});
	}
}
