//! Random histories against books kept naively: one entry for each delegator, each changed by every reward and slash.

use crate::{mock::*, *};
use frame_support::{assert_ok, traits::fungible::Balanced};
use piazza_primitives::{EraIndex, Fault, Role, Stakes as _};
use proptest::prelude::*;
use sp_core::U512;
use sp_runtime::Perbill;
use std::collections::BTreeMap;

/// Operations of one history.
const STEPS: usize = 10_000;
/// Who stakes; 1 is the operator.
const EVERYBODY: core::ops::RangeInclusive<AccountId> = 1..=10;
/// What everybody has at first, besides what must stay.
const UNIT: u128 = 1_000_000;

/// Something that happens.
#[derive(Clone, Debug)]
enum Step {
	Bond { who: AccountId, amount: u128 },
	Unbond { who: AccountId, amount: u128 },
	UnbondAll { who: AccountId },
	Withdraw { who: AccountId },
	Reward { amount: u128 },
	Slash { permille: u128, eras_ago: EraIndex },
	Cancel { nth: usize },
	Pass { blocks: u64 },
	NextEra,
	Commission { parts: u32 },
}

fn step() -> impl Strategy<Value = Step> {
	let amount = || prop_oneof![90u128..1_000, 1_000..UNIT, UNIT..50 * UNIT];
	prop_oneof![
		6 => (EVERYBODY, amount()).prop_map(|(who, amount)| Step::Bond { who, amount }),
		4 => (EVERYBODY, amount()).prop_map(|(who, amount)| Step::Unbond { who, amount }),
		1 => EVERYBODY.prop_map(|who| Step::UnbondAll { who }),
		4 => EVERYBODY.prop_map(|who| Step::Withdraw { who }),
		6 => (0u128..2 * UNIT).prop_map(|amount| Step::Reward { amount }),
		1 => (0u128..30, 0..=UNBONDING).prop_map(|(permille, eras_ago)| Step::Slash { permille, eras_ago }),
		1 => (0usize..8).prop_map(|nth| Step::Cancel { nth }),
		2 => (1u64..5).prop_map(|blocks| Step::Pass { blocks }),
		2 => Just(Step::NextEra),
		1 => (0u32..200_000_000).prop_map(|parts| Step::Commission { parts }),
	]
}

/// An amount with 128 bits behind the point.
fn exact(amount: u128) -> U512 {
	U512::from(amount) << 128
}

/// Money of many, kept naively: what each is due, with 128 bits behind the point.
#[derive(Clone, Default)]
struct Book {
	balance: u128,
	due: BTreeMap<AccountId, U512>,
}

impl Book {
	/// What everybody is due changes as the whole does.
	fn become_worth(&mut self, balance: u128) {
		for due in self.due.values_mut() {
			*due = *due * U512::from(balance) / U512::from(self.balance.max(1));
		}
		self.balance = balance;
	}

	fn add(&mut self, who: AccountId, amount: u128) {
		*self.due.entry(who).or_default() += exact(amount);
		self.balance += amount;
	}

	/// Takes `amount` of what `who` is due. Whoever takes all leaves to the others what is less than the smallest unit.
	fn take(&mut self, who: AccountId, amount: u128, all: bool) {
		let due = self.due[&who];
		self.due.insert(who, due.saturating_sub(exact(amount)));
		self.balance -= amount;
		if all {
			self.due.remove(&who);
			let others = self.due.values().fold(U512::zero(), |sum, due| sum + due);
			if !others.is_zero() {
				for due in self.due.values_mut() {
					*due = *due * exact(self.balance) / others;
				}
			}
		}
	}
}

/// The books of validator 1.
#[derive(Default)]
struct Model {
	staked: Book,
	leaving: BTreeMap<EraIndex, Book>,
	frozen: BTreeMap<SlashId, (u128, Vec<(EraIndex, u128)>)>,
	/// How often each acted: it may have lost so many of the smallest unit to rounding.
	acted: BTreeMap<AccountId, u128>,
	/// How often anybody acted: the others may have gained as many.
	steps: u128,
	paid_in: u128,
	paid_out: u128,
}

impl Model {
	fn act(&mut self, who: AccountId) {
		*self.acted.entry(who).or_default() += 1;
		self.steps += 1;
	}

	fn bond(&mut self, who: AccountId, amount: u128) {
		let amount = amount.min(free(who).saturating_sub(ED));
		let opens = position().is_none();
		let result =
			if opens { Stakes::open(signed(who), Role::Validator, amount, Perbill::zero()) } else { bond(who, amount) };
		if result.is_ok() {
			self.staked.add(who, amount);
			self.paid_in += amount;
			self.act(who);
		}
	}

	fn unbond(&mut self, who: AccountId, amount: u128) {
		let (before, era) = (leaving(who), Era::get());
		let (due, had) = (self.staked.due.get(&who).copied().unwrap_or_default(), staked(who));
		if unbond(who, amount).is_ok() {
			let all = staked(who) == 0;
			let moved = had - staked(who);
			let gone = Unbonding::<Test>::get((Role::Validator, 1, era)).balance
				- self.leaving.get(&era).map_or(0, |book| book.balance);
			// It is what was asked for, or all there was.
			assert!(gone == amount || (all && gone <= amount && exact(gone) <= due + exact(self.steps)));
			assert!(moved.abs_diff(gone) <= 1, "{moved} are gone, {gone} are leaving");
			assert!((leaving(who) - before).abs_diff(gone) <= 1);
			self.staked.take(who, gone, all);
			self.leaving.entry(era).or_default().add(who, gone);
			self.act(who);
		}
	}

	fn withdraw(&mut self, who: AccountId) {
		let before = free(who);
		let result = withdraw(who);
		let ready: Vec<_> = self
			.leaving
			.iter()
			.filter(|(era, book)| **era + UNBONDING <= Era::get() && book.due.contains_key(&who))
			.map(|(era, _)| *era)
			.collect();
		assert_eq!(result.is_ok(), !ready.is_empty(), "{result:?}");
		let paid = free(who) - before;
		let mut due = U512::zero();
		for era in &ready {
			let pool = Unbonding::<Test>::get((Role::Validator, 1, *era));
			let book = self.leaving.get_mut(era).unwrap();
			due += book.due[&who];
			let amount = book.balance - pool.balance;
			book.take(who, amount, true);
			if book.due.is_empty() {
				assert_eq!(book.balance, 0);
				self.leaving.remove(era);
			}
		}
		// Nobody gets more than it is due but for what others lost to rounding, and nobody loses more than its own.
		assert!(
			exact(paid) <= due + exact(self.steps)
				&& exact(paid + 2 * ready.len() as u128)
					>= due.saturating_sub(exact(self.acted.get(&who).copied().unwrap_or(0)))
		);
		self.paid_out += paid;
	}

	fn reward(&mut self, amount: u128) {
		if let Some(position) = position().filter(|position| position.stake > 0) {
			// Without this, one share would be worth more than the smallest unit some day.
			let amount = amount.min(position.stake);
			reward(amount);
			let commission = position.commission.mul_floor(amount);
			self.staked.become_worth(self.staked.balance + amount - commission);
			self.staked.add(1, commission);
			self.paid_in += amount;
			self.act(1);
		}
	}

	fn slash(&mut self, permille: u128, eras_ago: EraIndex) {
		let era = Era::get().saturating_sub(eras_ago);
		let reach: Vec<_> = self
			.leaving
			.iter()
			.filter(|(left, _)| **left >= era && **left + UNBONDING > Era::get())
			.map(|(left, book)| (*left, book.balance))
			.collect();
		let all = self.staked.balance + reach.iter().map(|(_, balance)| balance).sum::<u128>();
		let amount = all * permille / 1_000;
		let id = NextSlash::<Test>::get();
		assert_eq!(slash(Fault { era, ..fault(amount) }), amount);
		if amount == 0 {
			return;
		}
		let pending = PendingSlashes::<Test>::get((Role::Validator, 1, id)).unwrap();
		let is_fair = |part: u128, balance: u128| part.abs_diff(amount * balance / all) <= reach.len() as u128 + 1;
		assert!(is_fair(pending.staked, self.staked.balance));
		self.staked.become_worth(self.staked.balance - pending.staked);
		for (left, part) in &pending.leaving {
			let book = self.leaving.get_mut(left).unwrap();
			assert!(is_fair(*part, book.balance));
			book.become_worth(book.balance - part);
		}
		self.steps += 1;
		self.frozen.insert(id, (pending.staked, pending.leaving.into_inner()));
	}

	fn cancel(&mut self, nth: usize) {
		let Some(id) = self.frozen.keys().nth(nth).copied() else { return };
		let (staked, leaving) = self.frozen.remove(&id).unwrap();
		assert_ok!(Stakes::cancel_slash(RuntimeOrigin::root(), Role::Validator, 1, id));
		if self.staked.due.is_empty() {
			self.paid_out += staked;
		} else {
			self.staked.become_worth(self.staked.balance + staked);
		}
		for (era, part) in leaving {
			match self.leaving.get_mut(&era) {
				Some(book) => book.become_worth(book.balance + part),
				None => self.paid_out += part,
			}
		}
	}

	fn pass(&mut self, blocks: u64) {
		let before = free(TREASURY);
		pass(blocks);
		let applied: Vec<_> = self
			.frozen
			.keys()
			.copied()
			.filter(|id| !PendingSlashes::<Test>::contains_key((Role::Validator, 1, *id)))
			.collect();
		let taken: u128 = applied
			.iter()
			.filter_map(|id| self.frozen.remove(id))
			.map(|(staked, leaving)| staked + leaving.iter().map(|(_, part)| part).sum::<u128>())
			.sum();
		assert_eq!(free(TREASURY), before + taken);
		self.paid_out += taken;
	}

	fn apply(&mut self, step: Step) {
		match step {
			Step::Bond { who, amount } => {
				let who = if position().is_none() { 1 } else { who };
				self.bond(who, amount);
			}
			Step::Unbond { who, amount } => self.unbond(who, amount),
			Step::UnbondAll { who } => self.unbond(who, u128::MAX),
			Step::Withdraw { who } => self.withdraw(who),
			Step::Reward { amount } => self.reward(amount),
			Step::Slash { permille, eras_ago } => self.slash(permille, eras_ago),
			Step::Cancel { nth } => self.cancel(nth),
			Step::Pass { blocks } => self.pass(blocks),
			Step::NextEra => next_era(1),
			Step::Commission { parts } => {
				let _ = Stakes::set_commission(signed(1), Role::Validator, Perbill::from_parts(parts));
			}
		}
	}

	/// The chain agrees on every sum, and on what each is due but for the rounding.
	fn compare(&self) {
		assert_eq!(position().map_or(0, |position| position.stake), self.staked.balance);
		let leaving: u128 = self.leaving.values().map(|book| book.balance).sum();
		let frozen: u128 = self
			.frozen
			.values()
			.map(|(staked, leaving)| staked + leaving.iter().map(|(_, part)| part).sum::<u128>())
			.sum();
		assert_eq!(pot(), self.staked.balance + leaving + frozen);
		assert_eq!(pot() + self.paid_out, self.paid_in);
		let mut all = 0;
		for who in EVERYBODY {
			let due = self.staked.due.get(&who).copied().unwrap_or_default();
			let has = staked(who);
			let lost = self.acted.get(&who).copied().unwrap_or(0) + 1;
			assert!(exact(has) <= due + exact(self.steps), "{who} has {has}, more than it is due");
			assert!(exact(has + lost) >= due, "{who} has {has}, less than it is due");
			all += has;
		}
		// What is lost to rounding stays in the pool, less than one of the smallest unit for each.
		let dust = self.staked.balance - all;
		assert!(dust < 10, "{dust} of the pool is nobody's");
	}
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 4, max_shrink_iters: 200, ..ProptestConfig::default() })]

	#[test]
	fn stakes_are_what_naive_books_say_after_ten_thousand_operations(
		steps in prop::collection::vec(step(), STEPS..=STEPS),
	) {
		build_and_execute(|| {
			let mut model = Model::default();
			model.bond(1, 20 * UNIT);
			for (number, step) in steps.into_iter().enumerate() {
				model.apply(step);
				model.compare();
				if number % 100 == 0 {
					assert_ok!(Stakes::do_try_state());
					System::reset_events();
				}
			}
			// In the end all leave, and nothing is left.
			model.pass(DELAY);
			let _ = Stakes::chill(signed(1), Role::Validator);
			next_era(UNBONDING);
			EVERYBODY.for_each(|who| model.withdraw(who));
			EVERYBODY.for_each(|who| model.unbond(who, u128::MAX));
			next_era(UNBONDING);
			EVERYBODY.for_each(|who| model.withdraw(who));
			model.compare();
			assert_eq!((position(), pot()), (None, 0));
			assert_eq!(model.paid_in, model.paid_out);
			assert_eq!(Delegations::<Test>::iter().count() + Unbonding::<Test>::iter().count(), 0);
		});
	}
}

#[test]
fn reward_and_slash_cost_the_same_when_a_hundred_thousand_delegate() {
	/// What a reward and a slash read and write, counted in storage keys touched.
	fn touched(delegators: AccountId) -> [usize; 2] {
		let mut externalities = new_test_ext();
		externalities.execute_with(|| {
			open_validator();
			assert_ok!(bond(2, 1_000_000));
			let position = Positions::<Test>::get(Role::Validator, 1).unwrap();
			// They come without the calls, which would take their time: shares are what counts.
			let share = position.pool.shares / AccountId::MAX as u128 + 1;
			let shares = (1_000..1_000 + delegators).map(|who| {
				Delegations::<Test>::insert(
					(who, Role::Validator, 1),
					Delegation { shares: share, leaving: Default::default() },
				);
				share
			});
			let more: u128 = shares.sum();
			Delegations::<Test>::mutate((2, Role::Validator, 1), |delegation| delegation.shares -= more);
			assert_ok!(Stakes::do_try_state());
		});
		externalities.commit_all().unwrap();
		[true, false].map(|rewards| {
			externalities.execute_with(|| {
				if rewards {
					let credit = Balances::issue(1_000);
					assert_ok!(Stakes::reward(Role::Validator, &1, credit));
				} else {
					assert_eq!(slash(fault(1_000)), 1_000);
				}
			});
			let changes = externalities.overlayed_changes().changes().count();
			let _ = externalities.commit_all();
			changes
		})
	}
	let [reward, slash] = touched(1);
	assert!(reward > 0 && slash > 0);
	assert_eq!(touched(100_000), [reward, slash]);
}
