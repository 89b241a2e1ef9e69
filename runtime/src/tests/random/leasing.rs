//! Leases: orders and offers, and all that happens to a machine that is rented.

use super::*;
use crate::tests::leasing::spec;
use piazza_primitives::Tier;

impl Run {
	/// A call about a lease, in its turn.
	pub(super) fn lease(&mut self) -> Option<Step> {
		use pallet_leasing::{Bids, Call, Downtimes, Leases, Offers, Orders};
		let someone = self.someone();
		let any_order = self.random.below(pallet_leasing::NextOrder::<Runtime>::get() + 1);
		let order = self.random.pick(&sorted(Orders::<Runtime>::iter_keys())).unwrap_or(any_order);
		let any_lease = self.random.below(pallet_leasing::NextLease::<Runtime>::get() + 1);
		let lease = self.random.pick(&sorted(Leases::<Runtime>::iter_keys())).unwrap_or(any_lease);
		let tenant = Orders::<Runtime>::get(order).map_or(someone.clone(), |order| order.tenant);
		let renter = Leases::<Runtime>::get(lease).map_or(someone.clone(), |lease| lease.tenant);
		let machine = Leases::<Runtime>::get(lease).map_or(someone.clone(), |lease| lease.worker);
		let able = self.random.pick(&able_workers());
		if able.is_none() && Leases::<Runtime>::count() == 0 && self.random.happens(60) {
			return self.machine();
		}
		let worker = able.unwrap_or_else(|| self.one_of(&workers()));
		// Leases are few and short: what is done with them comes first when there are some.
		let of_running = [20, 21, 22, 23, 24, 25, 28, 32, 35];
		let running = Leases::<Runtime>::count() > 0 && self.random.happens(45);
		let which = if running { self.random.pick(&of_running)? } else { self.random.below(37) };
		match which {
			0..=2 => signed(someone, Call::place_order { terms: self.order_terms() }),
			3..=7 => {
				let terms = Leasing::order(order).map(|order| order.terms);
				let (max_rate, duration) = terms.map_or((UNIT, HOURS), |terms| (terms.max_rate, terms.duration));
				let rate = match self.random.happens(80) {
					true => max_rate - UNIT / 2,
					false => UNIT * Balance::from(self.random.below(12)),
				};
				let max_duration = duration + self.random.below(HOURS as u64) as u32;
				signed(worker.clone(), Call::bid { order, worker, rate, max_duration })
			}
			8..=9 => {
				let order = self.random.pick(&sorted(Bids::<Runtime>::iter_keys()))?;
				let bid = self.random.pick(&Bids::<Runtime>::get(order))?;
				signed(self.one_of(&[bid.provider]), Call::withdraw_bid { order, worker: bid.worker })
			}
			10..=12 => {
				let bid = self.random.pick(&Bids::<Runtime>::get(order))?;
				signed(self.one_of(&[tenant]), Call::accept { order, worker: bid.worker })
			}
			13 => signed(self.one_of(&[tenant]), Call::cancel_order { order }),
			14..=15 => signed(worker.clone(), Call::offer { worker, terms: self.offer_terms() }),
			16 => {
				let worker = self.one_of(&sorted(Offers::<Runtime>::iter_keys()));
				signed(worker.clone(), Call::withdraw_offer { worker })
			}
			17..=19 => {
				let able = able_workers();
				let offered = sorted(Offers::<Runtime>::iter_keys().filter(|worker| able.contains(worker)));
				let worker = self.random.pick(&offered)?;
				let terms = Leasing::offer_of(worker.clone())?.terms;
				let duration = terms.min_duration + self.random.below(HOURS as u64 / 2) as u32;
				let deposit = self.enough_for(terms.rate);
				signed(someone, Call::take { worker, terms, duration, deposit, min_tier: Tier::Declared })
			}
			20 => signed(someone, Call::top_up { lease, amount: self.amount() }),
			21 => {
				let record = Leases::<Runtime>::get(lease)?;
				let room = record.last_end.saturating_sub(record.ends_at) + 2;
				let ends_at = record.ends_at + self.random.below(room.into()) as u32;
				signed(self.one_of(&[renter]), Call::extend { lease, ends_at })
			}
			22 => signed(someone, Call::settle { lease }),
			23 => signed(self.one_of(&[renter, machine]), Call::close { lease }),
			24 => signed(self.one_of(&[machine]), Call::start_reclaim { lease }),
			25..=27 => signed(someone, Call::challenge_liveness { lease }),
			28..=31 => {
				let challenged = Leases::<Runtime>::iter().filter(|(_, lease)| lease.challenge.is_some());
				let challenged = sorted(challenged.map(|(id, lease)| (id, lease.worker)));
				let (lease, worker) = self.random.pick(&challenged)?;
				signed(worker, Call::prove_alive { lease })
			}
			32 => signed(self.one_of(&[machine]), Call::report_down { lease }),
			33..=34 => {
				let worker = self.random.pick(&sorted(Downtimes::<Runtime>::iter_keys()))?;
				signed(self.one_of(&[worker]), Call::restore {})
			}
			35 => {
				let evidence = Content { hash: Hash::zero(), uri: Default::default() };
				signed(self.one_of(&[renter]), Call::dispute_specs { lease, evidence })
			}
			_ => {
				let attributes =
					self.random.happens(60).then(|| b"region=eu".to_vec().try_into().expect("it is short"));
				let attributes = attributes.into_iter().collect::<Vec<_>>().try_into().expect("there is at most one");
				signed(self.one_of(&[tenant]), Call::audit { worker, attributes })
			}
		}
	}

	/// What has to be done next for a machine to be rented, if there is anything.
	fn machine(&mut self) -> Option<Step> {
		use pallet_attestation::{Call, Evidence};
		let worker = self.random.pick(&workers())?;
		let record = Attestation::worker(worker.clone())?;
		match (record.active, Attestation::is_active(worker.clone())) {
			(false, _) => signed(record.owner, Call::approve { worker }),
			(true, false) => signed(worker, Call::renew { evidence: Evidence::Declared }),
			(true, true) => self.back(Role::Provider, &record.owner),
		}
	}

	/// What lasts for the shortest lease at `rate`, or any amount.
	pub(super) fn enough_for(&mut self, rate: Balance) -> Balance {
		match self.random.happens(80) {
			true => rate * Balance::from(u64::from(MINUTES) + self.random.below(600)),
			false => self.amount(),
		}
	}

	pub(super) fn order_terms(&mut self) -> pallet_leasing::OrderTermsOf<Runtime> {
		let spec = pallet_leasing::Spec { class: 1 + self.random.below(2) as u16, ..spec() };
		let max_rate = UNIT * Balance::from(1 + self.random.below(11));
		pallet_leasing::OrderTerms {
			spec,
			asset: self.asset(),
			max_rate,
			deposit: self.enough_for(max_rate),
			duration: MINUTES / 2 + self.random.below(HOURS.into()) as u32,
			reclaim_window: self.random.below(100) as u32,
		}
	}

	pub(super) fn offer_terms(&mut self) -> pallet_leasing::OfferTermsOf<Runtime> {
		pallet_leasing::OfferTerms {
			class: 1,
			gpus: 1,
			asset: self.asset(),
			rate: UNIT * Balance::from(self.random.below(12)),
			min_duration: MINUTES,
			max_duration: MINUTES / 2 + self.random.below(2 * HOURS as u64) as u32,
			reclaim_window: self.random.below(100) as u32,
			tenants: Default::default(),
		}
	}
}

/// Those that could be rented.
pub(super) fn able_workers() -> Vec<AccountId> {
	use pallet_leasing::{Committed, Downtimes, LeaseOfWorker};
	let is_able = |worker: &AccountId| {
		let owner = Attestation::worker(worker.clone()).filter(|worker| worker.active).map(|worker| worker.owner);
		let is_free = !LeaseOfWorker::<Runtime>::contains_key(worker) && !Downtimes::<Runtime>::contains_key(worker);
		let is_backed = |owner| {
			let required = Committed::<Runtime>::get(&owner) + 50 * UNIT;
			Stakes::ensure_backed(Role::Provider, &owner, required).is_ok()
		};
		is_free && owner.is_some_and(is_backed)
	};
	workers().into_iter().filter(is_able).collect()
}
