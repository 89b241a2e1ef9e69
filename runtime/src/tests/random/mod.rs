//! Thousands of random steps over everything that moves money, and what must be true after each.
//!
//! A run is the same for the same seed. `PIAZZA_RANDOM_SEED` and `PIAZZA_RANDOM_STEPS` ask for another one. A run that
//! fails says which it was, what it did last, and how often each call had succeeded.

mod agents;
mod attestation;
mod batches;
mod channels;
mod data;
mod generator;
mod governance;
mod jobs;
mod leasing;
mod mandates;
mod money;
mod preparation;
mod staking;
mod time;
mod validations;
mod web;

use super::{attestation::NOW, chain::*, staking::Equivocation};
use crate::{
	configs::TreasuryAccount,
	constants::{money::UNIT, time::*},
	*,
};
use attestation::{images, workers};
use frame_support::{
	dispatch::DispatchErrorWithPostInfo,
	ensure,
	storage::with_storage_layer,
	traits::{
		fungible::{Inspect, InspectHold, NativeOrWithId},
		GetCallMetadata,
	},
};
use generator::Random;
use mandates::Purse;
use pallet_stakes::{Delegations, PendingSlashes, Positions, Unbonding};
use pallet_validators::Minted;
use piazza_primitives::{Content, Role, Stakes as _};
use sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{traits::Dispatchable, DispatchError, Perbill};
use std::{collections::BTreeMap, env, fmt::Debug, str::FromStr};
use time::{next_era, one_block};

const SEED: u64 = 1;
const STEPS: u32 = 15_000;
/// Every so many steps everything is checked, not only that the sums are right.
const CHECK_ALL: u32 = 10;
/// Most calls that a step makes.
const MOST_CALLS: u32 = 20;
/// The asset that is not the native one.
const ASSET: u32 = 1;
const SALT: [u8; 32] = [9; 32];

/// Calls that do not succeed here.
const HOPELESS: [&str; 2] = ["prove", "report_contradiction"];
/// How calls by keys of agents are counted, besides all calls of agents.
const BY_KEY: &str = "(act within a mandate)";

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
		let purse = Purse::before(&origin, &call);
		let succeeded = with_storage_layer(|| {
			call.dispatch(origin)?;
			ensure!(!is_author_disabled(), DispatchError::Unavailable);
			Ok::<_, DispatchErrorWithPostInfo>(())
		})
		.is_ok();
		if let Some(purse) = purse {
			purse.check();
			self.count("Agents", BY_KEY, succeeded);
		}
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

	/// A call that somebody signs.
	fn call(&mut self) -> Option<Step> {
		let step = match self.random.below(190) {
			0..=25 => self.stake(),
			26..=34 => self.validate(),
			35..=56 => self.work(),
			57..=79 => self.lease(),
			80..=91 => self.judge(),
			92..=100 => self.attest(),
			101..=104 => self.pay(),
			105..=110 => self.pay_in_asset(),
			111..=113 => self.claim(),
			114..=135 => self.share(),
			136..=142 => self.vouch(),
			143..=149 => self.prove(),
			150..=161 => self.promise(),
			_ => self.represent(),
		};
		step.map(|step| self.by_hand(step))
	}

	/// Several calls in one.
	fn batch(&mut self) -> Option<Step> {
		use pallet_utility::Call;
		let who = self.someone();
		let origin = RuntimeOrigin::signed(who.clone()).caller;
		let calls = (0..MOST_CALLS).filter_map(|_| self.call()).filter(|(signer, _)| signer.caller == origin);
		let calls = calls.map(|(_, call)| call).collect();
		match self.random.below(3) {
			0 => signed(who, Call::batch { calls }),
			1 => signed(who, Call::batch_all { calls }),
			_ => signed(who, Call::force_batch { calls }),
		}
	}

	fn step(&mut self) {
		self.step += 1;
		let call = match self.random.below(1_200) {
			0..=939 => self.call(),
			940..=969 => self.batch(),
			970..=979 => self.equivocate(),
			980..=1_049 => self.govern(),
			1_050..=1_064 => self.slash(),
			1_065..=1_099 => self.reward(),
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
			data::check(Balance::from(self.step * MOST_CALLS));
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

/// Storage is read in the order of hashes, which does not matter here.
fn sorted<Item: Ord>(items: impl Iterator<Item = Item>) -> Vec<Item> {
	let mut items: Vec<_> = items.collect();
	items.sort();
	items
}

/// A number from the environment, if it is there.
fn from_environment<Number: FromStr<Err: Debug>>(name: &str) -> Option<Number> {
	env::var(name).ok().map(|number| number.parse().expect("it is a number"))
}

#[test]
fn no_money_is_made_or_lost_when_thousands_of_things_happen() {
	let seed = from_environment("PIAZZA_RANDOM_SEED").unwrap_or(SEED);
	let steps = from_environment("PIAZZA_RANDOM_STEPS").unwrap_or(STEPS);
	on_chain_of(LOCAL_TESTNET_RUNTIME_PRESET, NOW, || {
		let mut run = Run::new(seed);
		preparation::prepare(&mut run);
		for _ in 0..steps {
			run.step();
			run.check();
		}
		// A run in which a call never succeeds says nothing about it. No call makes a proof that holds, and there is no job
		// on which three agree, so that its result could contradict a checker.
		let pallets = [
			"Agents",
			"Batches",
			"Channels",
			"DataPools",
			"Jobs",
			"Leasing",
			"Panels",
			"Stakes",
			"Validators",
			"Zktls",
		];
		for pallet in pallets.into_iter().filter(|_| steps >= STEPS) {
			for call in RuntimeCall::get_call_names(pallet).iter().filter(|call| !HOPELESS.contains(call)) {
				assert!(run.succeeded(pallet, call) > 0, "{pallet}.{call} never succeeded");
			}
		}
		assert!(steps < STEPS || run.succeeded("Agents", BY_KEY) > 0, "no key ever acted within its mandate");
		assert_eq!(run.wind_down(), 0, "stake is left that is nobody's");
	});
}
