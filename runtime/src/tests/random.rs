//! Ten thousand random steps over everything that moves money, and what must be true after each.
//!
//! A run is the same for the same seed. `PIAZZA_RANDOM_SEED` and `PIAZZA_RANDOM_STEPS` ask for another one. A run that
//! fails says which it was, what it did last, and how often each call had succeeded.

use super::{
	chain::*,
	jobs::content,
	leasing::spec,
	staking::{next_session_slot, set_keys, Equivocation},
};
use crate::{
	configs::TreasuryAccount,
	constants::{money::UNIT, time::*},
	*,
};
use frame_support::{
	dispatch::DispatchErrorWithPostInfo,
	ensure,
	storage::with_storage_layer,
	traits::{
		fungible::{Balanced, Inspect, InspectHold, NativeOrWithId},
		tokens::{Fortitude, Precision, Preservation},
		GetCallMetadata,
	},
};
use pallet_attestation::{Collateral, Evidence, Program, Vendor, Verifier};
use pallet_jobs::{rules, Evaluator, Policy, Stage};
use pallet_stakes::{Delegations, PendingSlashes, Positions, Unbonding};
use pallet_validators::{Minted, Split};
use piazza_primitives::{Content, Fault, JobId, PanelCase, PanelId, ProgramId, Role, Stakes as _, Tier};
use sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{traits::Dispatchable, DispatchError, PerThing, Perbill, Permill, Saturating};
use std::{collections::BTreeMap, env, fmt::Debug, str::FromStr};

const SEED: u64 = 1;
const STEPS: u32 = 10_000;
/// Every so many steps everything is checked, not only that the sums are right.
const CHECK_ALL: u32 = 10;
/// The asset that is not the native one.
const ASSET: u32 = 1;
const SALT: [u8; 32] = [9; 32];

/// SplitMix64: small, and the same everywhere.
struct Random(u64);

impl Random {
	fn next(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mut mixed = self.0;
		mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		mixed ^ (mixed >> 31)
	}

	/// Below `bound`, which is not zero.
	fn below(&mut self, bound: u64) -> u64 {
		self.next() % bound
	}

	/// Whether something happens that does `percent` of the time.
	fn happens(&mut self, percent: u64) -> bool {
		self.below(100) < percent
	}

	/// One of `items`; `None` when there is none.
	fn pick<Item: Clone>(&mut self, items: &[Item]) -> Option<Item> {
		let bound = items.len() as u64;
		(bound > 0).then(|| items[self.below(bound) as usize].clone())
	}
}

/// A call, and who makes it.
type Step = (RuntimeOrigin, RuntimeCall);

/// A call that `who` signs.
fn signed(who: AccountId, call: impl Into<RuntimeCall>) -> Option<Step> {
	Some((RuntimeOrigin::signed(who), call.into()))
}

/// A call by governance.
fn by_root(call: impl Into<RuntimeCall>) -> Option<Step> {
	Some((RuntimeOrigin::root(), call.into()))
}

/// One run.
struct Run {
	random: Random,
	seed: u64,
	/// Accounts that sign. The validators at genesis are among them.
	accounts: Vec<AccountId>,
	/// All money, but for what blocks have made.
	initial: Balance,
	/// Equivocations that happened and may be reported.
	evidence: Vec<Equivocation>,
	/// The step that it is at.
	step: u32,
	/// What was done last.
	last: Option<(String, RuntimeCall)>,
	/// How often each kind of call succeeded, and failed.
	counts: BTreeMap<(&'static str, &'static str), [u32; 2]>,
}

impl Drop for Run {
	fn drop(&mut self) {
		if std::thread::panicking() {
			eprintln!("PIAZZA_RANDOM_SEED={} failed at step {}, after {:?}", self.seed, self.step, self.last);
			self.print_counts();
		}
	}
}

impl Run {
	fn new(seed: u64) -> Self {
		Self {
			random: Random(seed),
			seed,
			accounts: Sr25519Keyring::well_known().map(|key| key.to_account_id()).collect(),
			initial: Balances::total_issuance() - Minted::<Runtime>::get().total(),
			evidence: Vec::new(),
			step: 0,
			last: None,
			counts: BTreeMap::new(),
		}
	}

	fn print_counts(&self) {
		eprintln!("{:>10} {:>10}  call", "succeeded", "failed");
		for ((pallet, call), [succeeded, failed]) in &self.counts {
			eprintln!("{succeeded:>10} {failed:>10}  {pallet}.{call}");
		}
	}

	fn count(&mut self, pallet: &'static str, call: &'static str, succeeded: bool) {
		self.counts.entry((pallet, call)).or_default()[usize::from(!succeeded)] += 1;
	}

	fn succeeded(&self, pallet: &'static str, call: &'static str) -> u32 {
		self.counts.get(&(pallet, call)).map_or(0, |[succeeded, _]| *succeeded)
	}

	/// Makes a call as a transaction does, but for fees: all of it or nothing. An author does not take one that disables
	/// it, since it could not end the block.
	fn dispatch(&mut self, origin: RuntimeOrigin, call: RuntimeCall) -> bool {
		let name = call.get_call_metadata();
		self.last = Some((format!("{:?}", origin.caller), call.clone()));
		let succeeded = with_storage_layer(|| {
			call.dispatch(origin)?;
			ensure!(!is_author_disabled(), DispatchError::Unavailable);
			Ok::<_, DispatchErrorWithPostInfo>(())
		})
		.is_ok();
		self.count(name.pallet_name, name.function_name, succeeded);
		succeeded
	}

	/// The same, of a call that cannot fail.
	fn must(&mut self, step: Option<Step>) {
		let (origin, call) = step.expect("it is given");
		assert!(self.dispatch(origin, call));
	}

	fn someone(&mut self) -> AccountId {
		self.random.pick(&self.accounts).expect("there are accounts")
	}

	/// One of `accounts`, or sometimes anybody.
	fn one_of(&mut self, accounts: &[AccountId]) -> AccountId {
		match self.random.pick(accounts) {
			Some(account) if !self.random.happens(5) => account,
			_ => self.someone(),
		}
	}

	fn amount(&mut self) -> Balance {
		match self.random.below(30) {
			0 => 0,
			1 => 1,
			2 => Balance::MAX,
			3 => u64::MAX.into(),
			_ => Balance::from(1 + self.random.below(99)) * UNIT * [1, 10, 100, 1_000][self.random.below(4) as usize],
		}
	}

	fn part(&mut self) -> Perbill {
		match self.random.below(10) {
			0 => Perbill::zero(),
			1 => Perbill::one(),
			_ => Perbill::from_parts(self.random.below(100_000_000) as u32),
		}
	}

	fn role(&mut self) -> Role {
		match self.random.happens(50) {
			true => Role::Validator,
			false => Role::ALL[self.random.below(4) as usize],
		}
	}

	/// A position that passes `filter`; otherwise anybody's, which may not exist.
	fn position(&mut self, filter: impl Fn(Role, &AccountId) -> bool) -> (Role, AccountId) {
		let positions = sorted(Positions::<Runtime>::iter_keys().filter(|(role, who)| filter(*role, who)));
		match self.random.pick(&positions) {
			Some(position) if !self.random.happens(5) => position,
			_ => (self.role(), self.someone()),
		}
	}

	/// A call to [`Stakes`].
	fn stake(&mut self) -> Option<Step> {
		use pallet_stakes::Call;
		let someone = self.someone();
		match self.random.below(20) {
			0..=2 => {
				let role = self.role();
				let amount = match self.random.happens(80) {
					true => Stakes::minimum(role).saturating_add(self.amount()),
					false => self.amount(),
				};
				signed(someone, Call::open { role, amount, commission: self.part() })
			}
			3..=7 => {
				let (role, operator) = self.position(|_, _| true);
				let delegator = if self.random.happens(20) { operator.clone() } else { someone };
				signed(delegator, Call::bond { role, operator, amount: self.amount() })
			}
			8..=10 => {
				let (delegator, role, operator) = self.delegation(|delegation| delegation.shares > 0)?;
				let amount = if self.random.happens(30) { Balance::MAX } else { self.amount() };
				signed(delegator, Call::unbond { role, operator, amount })
			}
			11..=12 => {
				let (delegator, role, operator) = self.delegation(|delegation| {
					let is_free = |era| era + UNBONDING_ERAS <= Validators::era();
					delegation.leaving.iter().any(|part| is_free(part.era))
				})?;
				signed(delegator, Call::withdraw { role, operator })
			}
			13 => {
				let (role, operator) = self.position(|_, _| true);
				let now = Stakes::position(role, operator.clone()).map(|position| position.commission);
				let raise = Perbill::from_parts(self.random.below(12_000_000) as u32);
				let commission = match self.random.happens(50) {
					true => now.unwrap_or_default().saturating_add(raise),
					false => self.part(),
				};
				signed(operator, Call::set_commission { role, commission })
			}
			14 => {
				let (role, operator) = self.position(|_, _| true);
				signed(operator, Call::chill { role })
			}
			15..=17 => {
				let (role, operator) = self.position(|role, who| {
					Positions::<Runtime>::get(role, who).is_some_and(|position| !position.active)
				});
				signed(operator, Call::activate { role })
			}
			_ => {
				let (role, operator) = self.position(|role, who| {
					let position = Stakes::position(role, who.clone());
					position.is_some_and(|position| position.active && position.own < position.minimum)
				});
				signed(someone, Call::give_notice { role, operator })
			}
		}
	}

	/// A delegation that passes `filter`, or any.
	fn delegation(
		&mut self,
		filter: impl Fn(&pallet_stakes::Delegation) -> bool,
	) -> Option<(AccountId, Role, AccountId)> {
		let any = self.random.happens(5);
		let delegations = Delegations::<Runtime>::iter().filter(|(_, delegation)| any || filter(delegation));
		self.random.pick(&sorted(delegations.map(|(key, _)| key)))
	}

	/// A call to [`Validators`], or one about session keys.
	fn validate(&mut self) -> Option<Step> {
		use pallet_validators::Call;
		let candidates = Validators::candidates();
		match self.random.below(10) {
			0..=3 => {
				let is_no_candidate = |role, who: &AccountId| role == Role::Validator && !candidates.contains(who);
				let (_, operator) = self.position(is_no_candidate);
				signed(operator, Call::join {})
			}
			4 => {
				let operator = self.one_of(&candidates);
				signed(operator, Call::leave {})
			}
			5..=6 => {
				let (someone, who) = (self.someone(), self.one_of(&candidates));
				signed(someone, Call::remove_candidate { who })
			}
			7..=8 => {
				let someone = self.someone();
				let key = Sr25519Keyring::from_account_id(&someone).expect("it is well known");
				signed(someone, set_keys(key))
			}
			// Those of genesis keep their keys: somebody must make blocks.
			_ => {
				let newcomers: Vec<_> = self.accounts.iter().filter(|who| !is_of_genesis(who)).cloned().collect();
				let someone = self.random.pick(&newcomers)?;
				signed(someone, pallet_session::Call::purge_keys {})
			}
		}
	}

	/// A call by governance.
	fn govern(&mut self) -> Option<Step> {
		match self.random.below(20) {
			0..=4 => {
				let role = self.role();
				let minimum = match self.random.below(20) {
					0 => Balance::MAX,
					1 => 0,
					n => [10_000, 100, 1_000, 100][role as usize] * UNIT * Balance::from(n) / 10,
				};
				by_root(pallet_stakes::Call::set_minimum { role, minimum })
			}
			5..=7 => {
				let pending = sorted(PendingSlashes::<Runtime>::iter_keys());
				let (role, operator, slash) = match self.random.pick(&pending) {
					Some(slash) => slash,
					None => (self.role(), self.someone(), self.random.below(10)),
				};
				by_root(pallet_stakes::Call::cancel_slash { role, operator, slash })
			}
			8..=9 => {
				let count = if self.random.happens(5) { u32::MAX } else { self.random.below(9) as u32 };
				by_root(pallet_validators::Call::set_validator_count { count })
			}
			10 => {
				let inflation = self.part();
				by_root(pallet_validators::Call::set_inflation { inflation })
			}
			11 => {
				let validators = self.part();
				let work = Perbill::from_parts(self.random.below(500_000_000) as u32);
				let treasury = validators.left_from_one().saturating_sub(work);
				by_root(pallet_validators::Call::set_split { split: Split { validators, work, treasury } })
			}
			12 => {
				let fee = Permill::from_parts(self.random.below(120_000) as u32);
				by_root(pallet_escrow::Call::set_protocol_fee { fee })
			}
			13 => {
				let on = self.random.happens(50);
				by_root(pallet_attestation::Call::switch_verifier { verifier: Verifier::Intel, on })
			}
			14 => {
				let bond = self.random.happens(95).then(|| UNIT * Balance::from(self.random.below(100)));
				by_root(pallet_leasing::Call::set_class_bond { class: 1 + self.random.below(3) as u16, bond })
			}
			15 => {
				let step = |(after, percent)| pallet_leasing::Step { after, share: Perbill::from_percent(percent) };
				let costs = [(0, 5), (MINUTES, 10), (HOURS, 30), (DAYS, 100)].map(step).to_vec();
				let table = costs.try_into().expect("it is short");
				match self.random.happens(50) {
					true => by_root(pallet_leasing::Call::set_downtime_costs { table }),
					false => by_root(pallet_leasing::Call::set_false_specs_costs { table }),
				}
			}
			16 => match self.random.below(3) {
				0 => by_root(pallet_attestation::Call::revoke { ids: Default::default() }),
				1 => by_root(pallet_attestation::Call::reinstate { ids: Default::default() }),
				_ => by_root(pallet_attestation::Call::set_class { id: 9, class: None }),
			},
			// What slashes took is spent.
			_ => {
				let dest = self.someone().into();
				let value = Balances::balance(&TreasuryAccount::get()) / 4;
				let source = TreasuryAccount::get().into();
				by_root(pallet_balances::Call::force_transfer { source, dest, value })
			}
		}
	}

	/// A fault that a pallet has found.
	fn slash(&mut self) -> Option<Step> {
		let (role, operator) = self.position(|_, _| true);
		let claim = self.random.happens(30).then(|| (self.someone(), self.amount()));
		let reporter = self.random.happens(60).then(|| self.someone());
		let era = Validators::era().saturating_sub(self.random.below(4) as u32);
		let fault = Fault { amount: self.amount(), era, claim, reporter, self_reported: self.random.happens(20) };
		let slashed = Stakes::slash(role, &operator, fault);
		self.count("Stakes", "(slash)", slashed.is_ok_and(|amount| amount > 0));
		None
	}

	/// A reward that somebody pays.
	fn reward(&mut self) -> Option<Step> {
		let (role, operator) = self.position(|_, _| true);
		let (payer, amount) = (self.someone(), self.amount());
		let paid = Balances::withdraw(&payer, amount, Precision::Exact, Preservation::Preserve, Fortitude::Polite);
		let rewarded = paid.is_ok_and(|credit| match Stakes::reward(role, &operator, credit) {
			Ok(()) => true,
			Err(credit) => {
				assert!(Balances::resolve(&payer, credit).is_ok(), "it can have back what it paid");
				false
			}
		});
		self.count("Stakes", "(reward)", rewarded);
		None
	}

	/// A validator makes two blocks in a slot, or that it did is reported.
	fn equivocate(&mut self) -> Option<Step> {
		let validators = Session::validators();
		let offender = self.random.pick(&validators)?;
		let key = Sr25519Keyring::from_account_id(&offender).expect("all validators are well known");
		self.evidence.extend(Equivocation::of(key));
		if self.evidence.is_empty() || self.random.happens(40) {
			return None;
		}
		let place = self.random.below(self.evidence.len() as u64) as usize;
		signed(self.someone(), self.evidence.swap_remove(place).report())
	}

	/// A call about a job, in its turn.
	fn work(&mut self) -> Option<Step> {
		use pallet_jobs::Call;
		let jobs: Vec<JobId> = sorted(pallet_jobs::Jobs::<Runtime>::iter_keys());
		// Windows for disputes are short.
		let is_provisional =
			|id: &JobId| matches!(Jobs::job(*id).expect("it is there").stage, Stage::Provisional { .. });
		let provisional: Vec<_> = jobs.iter().copied().filter(is_provisional).collect();
		let urgent = self.random.pick(&provisional).filter(|_| self.random.happens(75));
		let any = self.random.pick(&jobs).filter(|_| !self.random.happens(20));
		let Some(id) = urgent.or(any) else { return self.submit() };
		let job = Jobs::job(id).expect("it is there");
		let evaluator = job.policy.evaluator.map(|evaluator| evaluator.account);
		let call: (Vec<AccountId>, RuntimeCall) = match job.stage {
			Stage::Negotiating { provider } => match self.random.below(6) {
				0 => (vec![job.tenant], Call::cancel { job: id }.into()),
				1..=2 => (vec![job.tenant], Call::set_provider { job: id, provider: self.someone() }.into()),
				3 => {
					let parties = provider.into_iter().chain([job.tenant]).collect();
					(parties, Call::set_budget { job: id, asset: job.asset, amount: self.amount() }.into())
				}
				_ => (vec![job.tenant], Call::fund { job: id, asset: job.asset, expected_budget: job.reward }.into()),
			},
			Stage::Open { .. } if self.random.happens(8) => (vec![job.tenant], Call::cancel { job: id }.into()),
			Stage::Open { .. } => (workers(), Call::claim { job: id }.into()),
			Stage::Assigned { .. } => {
				let worker = self.random.pick(&Jobs::seats(id))?.worker;
				if self.random.happens(5) {
					let call = Call::prove { job: id, output: output_of(&worker), proof: Default::default() };
					return signed(worker, call);
				}
				let commitment = rules::commitment(id, &worker, &output_of(&worker).hash, &SALT);
				(vec![worker], Call::commit { job: id, commitment }.into())
			}
			Stage::Revealing { .. } => {
				let worker = self.random.pick(&Jobs::seats(id))?.worker;
				let call = Call::reveal { job: id, output: output_of(&worker), salt: SALT };
				(vec![worker], call.into())
			}
			Stage::Funded { .. } if self.random.happens(15) => {
				(evaluator.into_iter().collect(), Call::reject { job: id, reason: Hash::zero() }.into())
			}
			Stage::Funded { provider } => (vec![provider], Call::deliver { job: id, output: content(b"done") }.into()),
			Stage::Delivered { .. } if self.random.happens(30) => {
				(evaluator.into_iter().collect(), Call::reject { job: id, reason: Hash::zero() }.into())
			}
			Stage::Delivered { .. } => {
				(evaluator.into_iter().collect(), Call::complete { job: id, reason: Hash::zero() }.into())
			}
			Stage::Provisional { .. } => {
				let output = content(self.random.pick(&[b"right".as_slice(), b"wrong", b"else"])?);
				(vec![], Call::dispute { job: id, output }.into())
			}
			Stage::Disputed { .. } => return self.judge(),
			_ => (vec![job.tenant], Call::remove { job: id }.into()),
		};
		let who = self.one_of(&call.0);
		signed(who, call.1)
	}

	/// A call of a checker.
	fn judge(&mut self) -> Option<Step> {
		use pallet_panels::{Call, Checkers, Panels, Stage};
		let someone = self.someone();
		let panels = sorted(Panels::<Runtime>::iter_keys());
		let enrolled = sorted(Checkers::<Runtime>::iter_values());
		let seat = self.random.pick(&panels).and_then(|id| {
			let panel = Panels::<Runtime>::get(id)?;
			Some((id, self.random.pick(&panel.seats)?.member, panel.stage))
		});
		match (self.random.below(10), seat) {
			(0..=1, _) => {
				let can_judge =
					|who: &AccountId| !enrolled.contains(who) && Stakes::ensure_backed(Role::Checker, who, 0).is_ok();
				let others: Vec<_> = self.accounts.iter().filter(|who| can_judge(who)).cloned().collect();
				signed(self.one_of(&others), Call::enrol {})
			}
			(2, _) if self.random.happens(20) => signed(self.one_of(&enrolled), Call::resign {}),
			(3, _) => {
				let is_unbacked = |who: &AccountId| Stakes::ensure_backed(Role::Checker, who, 0).is_err();
				let unbacked: Vec<_> = enrolled.iter().filter(|who| is_unbacked(who)).cloned().collect();
				signed(someone, Call::strike_off { checker: self.one_of(&unbacked) })
			}
			(_, Some((panel, member, Stage::Committing { .. }))) => {
				let answer = answer_of(panel, &member);
				let commitment = pallet_panels::rules::commitment(panel, &member, &answer, &SALT);
				signed(member, Call::commit { panel, commitment })
			}
			(_, Some((panel, member, Stage::Revealing { .. }))) => {
				let answer = answer_of(panel, &member);
				signed(member, Call::reveal { panel, answer, salt: SALT })
			}
			_ => None,
		}
	}

	/// A call about a lease, in its turn.
	fn lease(&mut self) -> Option<Step> {
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
		let worker = able.unwrap_or_else(|| self.one_of(&workers()));
		// Leases are few and short: what is done with them comes first when there are some.
		let of_running = [20, 21, 22, 23, 24, 32, 35];
		let running = Leases::<Runtime>::count() > 0 && self.random.happens(30);
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
				let duration = terms.min_duration + self.random.below(MINUTES.into()) as u32;
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

	fn asset(&mut self) -> NativeOrWithId<u32> {
		match self.random.happens(50) {
			true => NativeOrWithId::WithId(ASSET),
			false => NativeOrWithId::Native,
		}
	}

	/// What lasts for the shortest lease at `rate`, or any amount.
	fn enough_for(&mut self, rate: Balance) -> Balance {
		match self.random.happens(80) {
			true => rate * Balance::from(u64::from(MINUTES) + self.random.below(200)),
			false => self.amount(),
		}
	}

	fn order_terms(&mut self) -> pallet_leasing::OrderTermsOf<Runtime> {
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

	fn offer_terms(&mut self) -> pallet_leasing::OfferTermsOf<Runtime> {
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

	fn submit(&mut self) -> Option<Step> {
		let programs = programs();
		let evaluator = self.random.happens(35).then(|| Evaluator {
			account: self.someone(),
			fee: Permill::from_parts(self.random.below(200_000) as u32),
		});
		let replicas = if evaluator.is_some() { 1 } else { 1 + self.random.below(4) as u8 };
		let challenge_window = match evaluator.is_none() && self.random.happens(50) {
			true => 1 + self.random.below(600) as u32,
			false => 0,
		};
		let leases = sorted(pallet_leasing::Leases::<Runtime>::iter_keys());
		let lease = self.random.pick(&leases).filter(|_| replicas == 1 && self.random.happens(40));
		let policy = Policy {
			replicas,
			quorum: 1 + self.random.below(replicas.into()) as u8,
			min_tier: Tier::Declared,
			min_score: None,
			lease,
			bond: match (evaluator.is_some(), challenge_window) {
				(true, _) => 0,
				(false, 0) => UNIT * Balance::from(self.random.below(20)),
				(false, _) => UNIT * Balance::from(19 + self.random.below(20)),
			},
			evaluator,
			challenge_window,
		};
		let asset = self.asset();
		let call = pallet_jobs::Call::submit {
			program: self.random.pick(&programs),
			input: Content { hash: Hash::zero(), uri: Default::default() },
			reward: if lease.is_some() && self.random.happens(50) { 0 } else { self.amount() },
			asset,
			policy,
			deadline: System::block_number() + 5 + self.random.below(50) as u32,
		};
		let renter = lease.and_then(pallet_leasing::Leases::<Runtime>::get).map(|lease| lease.tenant);
		signed(renter.unwrap_or_else(|| self.someone()), call)
	}

	/// A call about programs and workers.
	fn attest(&mut self) -> Option<Step> {
		use pallet_attestation::Call;
		let someone = self.someone();
		let worker = self.one_of(&workers());
		let owner = Attestation::worker(worker.clone()).map_or(someone.clone(), |worker| worker.owner);
		match self.random.below(20) {
			0..=2 => {
				let program = Program::Image { hash: Hash::repeat_byte(self.random.below(4) as u8) };
				signed(someone, Call::register_program { program, uri: Default::default() })
			}
			3 => {
				let program_id = self.random.pick(&programs())?;
				let owner = Attestation::program(program_id).map_or(someone, |program| program.owner);
				signed(owner, Call::remove_program { program_id })
			}
			4..=7 => signed(someone, Call::register { owner: self.someone(), evidence: Evidence::Declared }),
			8..=12 => signed(owner, Call::approve { worker }),
			13..=17 => signed(worker, Call::renew { evidence: Evidence::Declared }),
			18 => signed(owner, Call::retire { worker }),
			_ => {
				let list = Collateral::RevocationList {
					vendor: Vendor::Intel,
					list: Default::default(),
					issuer: Default::default(),
				};
				signed(someone, Call::submit_collateral { collateral: Box::new(list) })
			}
		}
	}

	/// A call that moves money from account to account.
	fn pay(&mut self) -> Option<Step> {
		use pallet_balances::Call;
		let someone = self.someone();
		let others = [Stakes::account(), TreasuryAccount::get(), someone.clone()];
		let to = if self.random.happens(10) { self.random.pick(&others)? } else { self.someone() };
		let (dest, value) = (to.into(), self.amount());
		match self.random.below(10) {
			0..=4 => signed(someone, Call::transfer_allow_death { dest, value }),
			5..=7 => signed(someone, Call::transfer_keep_alive { dest, value }),
			_ => signed(someone, Call::transfer_all { dest, keep_alive: self.random.happens(50) }),
		}
	}

	/// A call about the asset that is not the native one.
	fn pay_in_asset(&mut self) -> Option<Step> {
		type Call = pallet_assets::Call<Runtime>;
		let (someone, who, id) = (self.someone(), self.someone().into(), ASSET.into());
		// The first has created it.
		let admin = self.accounts[0].clone();
		match self.random.below(12) {
			0..=2 => signed(admin, Call::mint { id, beneficiary: who, amount: self.amount() }),
			3 => signed(admin, Call::burn { id, who, amount: self.amount() }),
			4..=5 => signed(someone, Call::transfer { id, target: who, amount: self.amount() }),
			6 => signed(someone, Call::transfer_all { id, dest: who, keep_alive: false }),
			7 => signed(admin, Call::freeze { id, who }),
			// Who is blocked cannot be paid.
			8..=9 => signed(admin, Call::block { id, who }),
			10 => signed(admin, Call::thaw { id, who }),
			_ => match self.random.happens(20) {
				true => signed(admin, Call::freeze_asset { id }),
				false => signed(admin, Call::thaw_asset { id }),
			},
		}
	}

	/// What could not be paid before is claimed.
	fn claim(&mut self) -> Option<Step> {
		let (escrow, payee) = match self.random.pick(&sorted(pallet_escrow::Dues::<Runtime>::iter_keys())) {
			Some(due) => due,
			None => (self.random.below(100), self.someone()),
		};
		signed(self.someone(), pallet_escrow::Call::claim { escrow, payee })
	}

	/// A call that somebody signs.
	fn call(&mut self) -> Option<Step> {
		match self.random.below(100) {
			0..=29 => self.stake(),
			30..=40 => self.validate(),
			41..=56 => self.work(),
			57..=73 => self.lease(),
			74..=77 => self.judge(),
			78..=85 => self.attest(),
			86..=89 => self.pay(),
			90..=96 => self.pay_in_asset(),
			_ => self.claim(),
		}
	}

	/// Several calls in one.
	fn batch(&mut self) -> Option<Step> {
		use pallet_utility::Call;
		let who = self.someone();
		let origin = RuntimeOrigin::signed(who.clone()).caller;
		let calls = (0..20).filter_map(|_| self.call()).filter(|(signer, _)| signer.caller == origin);
		let calls = calls.map(|(_, call)| call).collect();
		match self.random.below(3) {
			0 => signed(who, Call::batch { calls }),
			1 => signed(who, Call::batch_all { calls }),
			_ => signed(who, Call::force_batch { calls }),
		}
	}

	/// Time goes on.
	fn wait(&mut self) -> Option<Step> {
		match self.random.below(100) {
			0..=69 => (0..=self.random.below(3)).for_each(|_| one_block()),
			70..=86 => next_session(),
			87..=94 => next_era(),
			_ => {
				// A minute, an hour, a day or two.
				leave_out([MINUTES, HOURS, DAYS, 2 * DAYS][self.random.below(4) as usize]);
				one_block();
			}
		}
		None
	}

	fn step(&mut self) {
		self.step += 1;
		let call = match self.random.below(1_000) {
			0..=739 => self.call(),
			740..=769 => self.batch(),
			770..=779 => self.equivocate(),
			780..=849 => self.govern(),
			850..=864 => self.slash(),
			865..=899 => self.reward(),
			_ => self.wait(),
		};
		if let Some((origin, call)) = call {
			self.dispatch(origin, call);
		}
	}

	/// What must be true after every step.
	fn check(&self) {
		let staked: Balance = Positions::<Runtime>::iter_values().map(|position| position.pool.balance).sum();
		let leaving: Balance = Unbonding::<Runtime>::iter_values().map(|pool| pool.balance).sum();
		let frozen: Balance = PendingSlashes::<Runtime>::iter_values().map(|slash| slash.amount()).sum();
		let held = Balances::balance_on_hold(&pallet_stakes::HoldReason::Stake.into(), &Stakes::account());
		assert_eq!(held, staked + leaving + frozen, "stake is not what is held");
		let issuance = Balances::total_issuance();
		let accounts = frame_system::Account::<Runtime>::iter_values();
		let owned: Balance = accounts.map(|account| account.data.free + account.data.reserved).sum();
		assert_eq!(owned, issuance, "the issuance is not what accounts have");
		assert_eq!(issuance - Minted::<Runtime>::get().total(), self.initial, "money was made or lost");
		if self.step.is_multiple_of(CHECK_ALL) {
			check_invariants();
		}
	}

	/// Everybody takes out everything. Returns what is left.
	fn wind_down(&mut self) -> Balance {
		for account in self.accounts.clone() {
			let (source, dest) = (TreasuryAccount::get().into(), account.into());
			self.must(by_root(pallet_balances::Call::force_transfer { source, dest, value: UNIT }));
		}
		for (role, operator) in Positions::<Runtime>::iter_keys().collect::<Vec<_>>() {
			self.dispatch(RuntimeOrigin::signed(operator), pallet_stakes::Call::chill { role }.into());
		}
		let delegations = || Delegations::<Runtime>::iter_keys().collect::<Vec<_>>();
		// Whoever has stake leaving in as many eras as may be has to withdraw some of it first.
		let mut rounds = 0..3;
		while !delegations().is_empty() && rounds.next().is_some() {
			for (delegator, role, operator) in delegations() {
				let withdraw = pallet_stakes::Call::withdraw { role, operator: operator.clone() };
				self.dispatch(RuntimeOrigin::signed(delegator.clone()), withdraw.into());
				let unbond = pallet_stakes::Call::unbond { role, operator, amount: Balance::MAX };
				self.dispatch(RuntimeOrigin::signed(delegator), unbond.into());
			}
			(0..UNBONDING_ERAS).for_each(|_| next_era());
			self.check();
		}
		assert!(delegations().is_empty(), "somebody cannot get its stake out: {:?}", delegations());
		// Whatever is frozen is taken.
		leave_out(3 * DAYS);
		while pallet_agenda::Cursor::<Runtime>::get() <= System::block_number() {
			one_block();
		}
		self.check();
		Balances::balance_on_hold(&pallet_stakes::HoldReason::Stake.into(), &Stakes::account())
	}
}

fn one_block() {
	next_block_without_root_in(u64::from(Babe::current_slot()) + 1);
}

/// One block, with which a session starts: while nobody has keys, one does with every block.
fn next_session() {
	next_block_without_root_in(next_session_slot().max(u64::from(Babe::current_slot()) + 1));
}

/// One block of each session up to the first of the next era.
fn next_era() {
	let era = Validators::era();
	while Validators::era() == era {
		next_session();
	}
}

/// Storage is read in the order of hashes, which does not matter here.
fn sorted<Item: Ord>(items: impl Iterator<Item = Item>) -> Vec<Item> {
	let mut items: Vec<_> = items.collect();
	items.sort();
	items
}

fn workers() -> Vec<AccountId> {
	sorted(pallet_attestation::Workers::<Runtime>::iter_keys())
}

/// Those that could be rented.
fn able_workers() -> Vec<AccountId> {
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

fn programs() -> Vec<ProgramId> {
	sorted(pallet_attestation::Programs::<Runtime>::iter_keys())
}

/// What a worker gives: most give the same.
fn output_of(worker: &AccountId) -> Content {
	let bytes: &[u8; 32] = worker.as_ref();
	content(if bytes[0] < 60 { b"wrong" } else { b"right" })
}

/// What a member of a panel answers: most answer the same.
fn answer_of(panel: PanelId, member: &AccountId) -> Hash {
	let output = output_of(member);
	match Panels::panel(panel).map(|panel| panel.case) {
		Some(PanelCase::Lease(lease)) => Leasing::specs_answer(lease, output == content(b"wrong")),
		_ => output.hash,
	}
}

/// Whether somebody validates from genesis on.
fn is_of_genesis(who: &AccountId) -> bool {
	use Sr25519Keyring::{AliceStash, BobStash, CharlieStash, DaveStash};
	[AliceStash, BobStash, CharlieStash, DaveStash].iter().any(|key| key.to_account_id() == *who)
}

/// A number from the environment, if it is there.
fn from_environment<Number: FromStr<Err: Debug>>(name: &str) -> Option<Number> {
	env::var(name).ok().map(|number| number.parse().expect("it is a number"))
}

/// An asset of which everybody has some, a program, and workers of providers who have something at stake.
fn prepare(run: &mut Run) {
	let (admin, id) = (run.accounts[0].clone(), ASSET.into());
	let create = pallet_assets::Call::<Runtime>::create { id, admin: admin.clone().into(), min_balance: 1 };
	run.must(signed(admin.clone(), create));
	for who in run.accounts.clone() {
		let mint = pallet_assets::Call::<Runtime>::mint { id, beneficiary: who.into(), amount: 1_000_000 * UNIT };
		run.must(signed(admin.clone(), mint));
	}
	let program = Program::Image { hash: Hash::zero() };
	run.must(signed(admin, pallet_attestation::Call::register_program { program, uri: Default::default() }));
	let (owners, workers) = run.accounts.split_at(6);
	let pairs: Vec<_> = owners.iter().cloned().zip(workers.iter().cloned()).collect();
	for (owner, worker) in pairs {
		let register = pallet_attestation::Call::register { owner: owner.clone(), evidence: Evidence::Declared };
		run.must(signed(worker.clone(), register));
		run.must(signed(owner.clone(), pallet_attestation::Call::approve { worker }));
		let (role, commission) = (Role::Provider, Perbill::zero());
		run.must(signed(owner, pallet_stakes::Call::open { role, amount: 2 * Stakes::minimum(role), commission }));
	}
	// Those who do not work judge. The register of checkers is closed when a session has just begun.
	(0..4).for_each(|_| one_block());
	for who in run.accounts.clone().into_iter().skip(2) {
		let (role, commission) = (Role::Checker, Perbill::zero());
		run.must(signed(
			who.clone(),
			pallet_stakes::Call::open { role, amount: 20 * Stakes::minimum(role), commission },
		));
		run.must(signed(who, pallet_panels::Call::enrol {}));
	}
	for class in [1, 2] {
		run.must(by_root(pallet_leasing::Call::set_class_bond { class, bond: Some(50 * UNIT) }));
	}
}

#[test]
fn no_money_is_made_or_lost_when_ten_thousand_things_happen() {
	let seed = from_environment("PIAZZA_RANDOM_SEED").unwrap_or(SEED);
	let steps = from_environment("PIAZZA_RANDOM_STEPS").unwrap_or(STEPS);
	on_chain_of(LOCAL_TESTNET_RUNTIME_PRESET, 0, || {
		let mut run = Run::new(seed);
		prepare(&mut run);
		for _ in 0..steps {
			run.step();
			run.check();
		}
		// A run in which a call never succeeds says nothing about it. No call makes a proof that holds.
		for pallet in ["Jobs", "Leasing", "Panels", "Stakes", "Validators"].into_iter().filter(|_| steps >= STEPS) {
			for call in RuntimeCall::get_call_names(pallet).iter().filter(|call| **call != "prove") {
				assert!(run.succeeded(pallet, call) > 0, "{pallet}.{call} never succeeded");
			}
		}
		assert_eq!(run.wind_down(), 0, "stake is left that is nobody's");
	});
}
