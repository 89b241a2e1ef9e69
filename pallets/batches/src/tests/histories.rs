//! Random histories: whatever the parties do, in whatever order, and however late the agenda is served, everybody has what
//! a ledger says that is kept by simple means, the invariants hold, and every batch ends by itself.

use crate::{
	mock::{Batches, *},
	*,
};
use frame_support::storage::with_storage_layer;
use piazza_primitives::{
	mocks::{MockAgenda, MockAttested, MockFault, MockNote, MockReputation, MockStakes},
	BatchId, CommitResults, Commitment, Conduct, Domain, Fault, Role,
};
use proptest::prelude::*;
use sp_runtime::DispatchResult;
use std::collections::{BTreeMap, BTreeSet};

/// One thing that somebody tries to do. Numbers are taken modulo what there is.
#[derive(Clone, Debug)]
enum Step {
	Report {
		worker: u8,
		count: u8,
	},
	/// A channel pays this for results of the worker's provider.
	Commit {
		worker: u8,
		count: u8,
		paid: u8,
	},
	Dispute {
		batch: u8,
		who: u8,
		index: u8,
		output: u8,
		forged: bool,
	},
	/// A panel finds the accused output, the disputer's, another one, or none.
	Find {
		batch: u8,
		outcome: u8,
		members: u8,
	},
	Lapse {
		worker: u8,
	},
	Renew {
		worker: u8,
	},
	Block {
		blocks: u8,
		full: bool,
	},
}

fn step() -> impl Strategy<Value = Step> {
	use Step::*;
	let n = any::<u8>;
	prop_oneof![
		12 => (n(), 1u8..12).prop_map(|(worker, count)| Report { worker, count }),
		6 => (n(), 1u8..12, n()).prop_map(|(worker, count, paid)| Commit { worker, count, paid }),
		16 => (n(), n(), n(), n(), prop::bool::weighted(0.1)).prop_map(|(batch, who, index, output, forged)| {
			Dispute { batch, who, index, output, forged }
		}),
		12 => (n(), 0u8..5, 1u8..=3).prop_map(|(batch, outcome, members)| Find { batch, outcome, members }),
		1 => n().prop_map(|worker| Lapse { worker }),
		3 => n().prop_map(|worker| Renew { worker }),
		16 => (1u8..5, prop::bool::weighted(0.2)).prop_map(|(blocks, full)| Block { blocks, full }),
	]
}

/// What the ledger knows of a batch.
#[derive(Clone, Debug)]
struct Known {
	n: u64,
	/// In what a false result counts.
	domain: Domain,
	count: u8,
	from: BlockNumber,
	until: BlockNumber,
	claim: Balance,
	due: BlockNumber,
	doubt: Option<Doubt>,
}

/// What it knows of a dispute.
#[derive(Clone, Debug)]
struct Doubt {
	disputer: AccountId,
	accused: u8,
	output: u8,
	since: BlockNumber,
	/// When the finding is acted on, the answer, and how many gave it.
	found: Option<(BlockNumber, Option<u8>, u8)>,
}

/// Books that are kept besides the chain's.
#[derive(Default)]
struct Ledger {
	batches: BTreeMap<BatchId, Known>,
	active: BTreeSet<u64>,
	reported_at: BTreeMap<u64, BlockNumber>,
	/// What everybody won or lost.
	gains: BTreeMap<AccountId, i128>,
	faults: Vec<MockFault>,
	notes: Vec<MockNote>,
}

impl Ledger {
	fn gain(&mut self, who: AccountId, amount: i128) {
		*self.gains.entry(who).or_default() += amount;
	}

	/// What happens by itself in block `now`.
	fn serve(&mut self, now: BlockNumber) {
		for (id, mut batch) in self.batches.clone() {
			let Some(doubt) = batch.doubt.take() else {
				if batch.due <= now {
					self.batches.remove(&id);
				}
				continue;
			};
			let Some((_, answer, members)) = doubt.found.filter(|(at, ..)| *at <= now) else { continue };
			let each = 10 / i128::from(members.max(1));
			let fees = each * i128::from(members);
			if answer.is_some() {
				(1..=u64::from(members)).for_each(|n| self.gain(checker(n), each));
			}
			if answer.is_some_and(|answer| answer != doubt.accused) {
				self.gain(provider(batch.n), -31);
				self.gain(TENANT, 31 - fees);
				let reporter = Some(doubt.disputer).filter(|_| answer == Some(doubt.output));
				let claim = Some((TENANT, batch.claim)).filter(|(_, claim)| *claim > 0);
				let amount = FALSE_RESULT_FINE;
				let fault = Fault { amount, era: 0, claim, reporter, self_reported: false };
				self.faults.push((Role::Provider, provider(batch.n), fault));
				self.notes.push((batch.domain, provider(batch.n), Conduct::Bad, batch.claim));
				self.batches.remove(&id);
				continue;
			}
			if answer.is_some() {
				self.gain(doubt.disputer, -10);
				self.gain(provider(batch.n), 10 - fees);
			}
			batch.until = (batch.until + now - doubt.since).min(batch.from + MAX_DISPUTE_WINDOW);
			batch.due = batch.until.max(now + 1);
			self.batches.insert(id, batch);
		}
	}

	/// Everything is as the ledger says.
	fn check(&mut self) {
		let found: BTreeMap<_, _> = pallet::Batches::<Test>::iter().collect();
		assert!(found.keys().eq(self.batches.keys()));
		let (mut bonds, mut stakes) = (BTreeMap::<_, Balance>::new(), BTreeMap::<_, Balance>::new());
		for (id, batch) in &self.batches {
			let found = &found[id];
			assert_eq!((found.disputes.from, found.disputes.to), (batch.from, batch.until));
			assert_eq!((found.provider, found.claim), (provider(batch.n), batch.claim));
			let doubter = batch.doubt.as_ref().map(|doubt| (doubt.disputer, doubt.since));
			assert_eq!(found.dispute.as_ref().map(|dispute| (dispute.disputer, dispute.since)), doubter);
			*bonds.entry(provider(batch.n)).or_default() += 31;
			doubter.into_iter().for_each(|(who, _)| *stakes.entry(who).or_default() += 10);
		}
		let rich = [TENANT, DISPUTER, STRANGER].into_iter().chain((1..=PROVIDERS).map(provider));
		let everybody = rich.map(|who| (who, PURSE)).chain((1..=3).map(|n| (checker(n), 0)));
		for (who, purse) in everybody {
			assert_eq!(wealth(who) as i128, purse as i128 + self.gains.get(&who).copied().unwrap_or(0));
			assert_eq!(bonded(who), bonds.get(&who).copied().unwrap_or(0));
			assert_eq!(at_stake(who), stakes.get(&who).copied().unwrap_or(0));
		}
		// Batches that are judged in one block may be in any order.
		let sorted = |mut faults: Vec<MockFault>| {
			faults.sort_by_key(|(_, who, fault)| (*who, fault.claim, fault.reporter));
			faults
		};
		assert_eq!(sorted(MockStakes::take_faults()), sorted(core::mem::take(&mut self.faults)));
		let sorted = |mut notes: Vec<MockNote>| {
			notes.sort_by_key(|(domain, who, _, value)| (*who, *domain, *value));
			notes
		};
		assert_eq!(sorted(MockReputation::take_notes()), sorted(core::mem::take(&mut self.notes)));
	}

	/// One of the batches that are there.
	fn pick(&self, batch: u8) -> Option<(BatchId, Known)> {
		let place = usize::from(batch) % self.batches.len().max(1);
		self.batches.iter().nth(place).map(|(id, batch)| (*id, batch.clone()))
	}

	/// Somebody does something: the chain lets it happen exactly when the ledger says so.
	fn attempt(&mut self, step: Step) {
		let now = System::block_number();
		match step {
			Step::Report { worker: n, count } => self.report(1 + u64::from(n) % PROVIDERS, count, now),
			Step::Commit { worker: n, count, paid } => {
				self.commit(1 + u64::from(n) % PROVIDERS, count, paid.into(), now)
			}
			Step::Dispute { batch, who, index, output, forged } => {
				let Some((id, batch)) = self.pick(batch) else { return };
				let who = [DISPUTER, DISPUTER, TENANT, STRANGER, provider(1), provider(2), worker(batch.n)]
					[usize::from(who % 7)];
				self.dispute(id, batch, who, index, output, forged, now);
			}
			Step::Find { batch, outcome, members } => {
				let Some((id, batch)) = self.pick(batch) else { return };
				let answer = batch.doubt.as_ref().and_then(|doubt| match outcome {
					0 => Some(doubt.accused),
					1 | 2 => Some(doubt.output),
					3 => Some(250),
					_ => None,
				});
				self.find(id, answer, answer.map_or(0, |_| members), now);
			}
			Step::Lapse { worker: n } => {
				let n = 1 + u64::from(n) % PROVIDERS;
				MockAttested::set_inactive(worker(n));
				self.active.remove(&n);
			}
			Step::Renew { worker: n } => {
				let n = 1 + u64::from(n) % PROVIDERS;
				activate(n);
				self.active.insert(n);
			}
			Step::Block { blocks, full: true } => skip_to(now + u64::from(blocks)),
			Step::Block { blocks, full: false } => (0..blocks).for_each(|_| self.block()),
		}
	}

	/// Goes to the next block.
	fn block(&mut self) {
		run(1);
		self.serve(System::block_number());
	}

	fn report(&mut self, n: u64, count: u8, now: BlockNumber) {
		let since = self.reported_at.get(&n).copied().unwrap_or(0);
		// The stand-in of leasing does not undo what it noted: a report that comes too soon is not tried.
		if now - since < MIN_INTERVAL {
			return;
		}
		let id = NextId::<Test>::get();
		let done = with_storage_layer(|| try_report(n, count));
		assert_eq!(done.is_ok(), self.active.contains(&n));
		if done.is_err() {
			return;
		}
		self.reported_at.insert(n, now);
		self.note(id, n, Domain::Leasing, count, RATE * Balance::from(now - since), now);
	}

	/// Whether the worker is active is for the channel to say: nobody asks here.
	fn commit(&mut self, n: u64, count: u8, claim: Balance, now: BlockNumber) {
		let id = NextId::<Test>::get();
		assert_eq!(Batches::commit(Commitment { claim, ..commitment(n, count) }), Ok(id));
		self.note(id, n, Domain::Jobs, count, claim, now);
	}

	fn note(&mut self, id: BatchId, n: u64, domain: Domain, count: u8, claim: Balance, now: BlockNumber) {
		let until = now + DISPUTE_WINDOW;
		self.batches.insert(id, Known { n, domain, count, from: now, until, claim, due: until, doubt: None });
	}

	#[allow(clippy::too_many_arguments, reason = "all that a dispute says")]
	fn dispute(&mut self, id: BatchId, batch: Known, who: AccountId, index: u8, output: u8, forged: bool, now: u64) {
		let index = index % batch.count;
		let accused = index + 1;
		let mut opened = leaf(index);
		if forged {
			opened.input = content(output);
		}
		let forged = opened.input != leaf(index).input;
		let done: DispatchResult = with_storage_layer(|| {
			Batches::dispute(signed(who), id, opened, proof(batch.count, index), content(output))
		});
		let own = who == provider(batch.n) || who == worker(batch.n);
		let allowed = !own && !forged && batch.doubt.is_none() && now < batch.until && output != accused;
		assert_eq!(done.is_ok(), allowed);
		if allowed {
			let doubt = Doubt { disputer: who, accused, output, since: now, found: None };
			self.batches.insert(id, Known { doubt: Some(doubt), ..batch });
		}
	}

	/// A panel finds something, whether anybody waits for it or not.
	fn find(&mut self, id: BatchId, answer: Option<u8>, members: u8, now: BlockNumber) {
		hear(id, answer, members.into());
		let doubt = self.batches.get_mut(&id).and_then(|batch| batch.doubt.as_mut());
		if let Some(doubt) = doubt.filter(|doubt| doubt.found.is_none()) {
			doubt.found = Some((now + 1, answer, members));
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(128))]

	#[test]
	fn histories_give_everybody_what_the_ledger_says_and_every_batch_ends_by_itself(
		steps in proptest::collection::vec(step(), 100..400),
	) {
		execute(|| {
			let mut ledger = Ledger { active: (1..=PROVIDERS).collect(), ..Default::default() };
			for step in steps {
				ledger.attempt(step.clone());
				ledger.check();
				Batches::do_try_state().unwrap_or_else(|error| panic!("{error:?} after {step:?}"));
			}
			// Nobody does anything any more. Panels always come to their end, if without a verdict.
			for id in ledger.batches.keys().copied().collect::<Vec<_>>() {
				ledger.find(id, None, 0, System::block_number());
			}
			(0..=MAX_DISPUTE_WINDOW + 1).for_each(|_| ledger.block());
			ledger.check();
			assert!(ledger.batches.is_empty());
			assert_eq!((pallet::Batches::<Test>::count(), MockAgenda::waiting()), (0, 0));
		});
	}
}
