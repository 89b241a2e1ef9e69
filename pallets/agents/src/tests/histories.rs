//! Random histories: whatever anybody does, everything adds up.

use crate::{
	mock::{Agents, *},
	*,
};
use frame_support::assert_ok;
use piazza_primitives::{mocks::MockSettlements, SettlementId};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Something that somebody tries.
#[derive(Clone, Debug)]
enum Step {
	Wait(BlockNumber),
	Pay(bool, Balance),
	Put,
	Grant(Balance, Balance, BlockNumber),
	Revoke,
	RevokeAll,
	Transfer,
	Rate(u64, i128, u8),
	TakeBack(u64),
	Forget(u64),
	Ask(u64, Balance),
	Accept(u64),
	Answer(u64, u8),
	Late(u64),
	Contradict(u64),
	Close(u64),
	Describe(u8, bool),
}

fn step() -> impl Strategy<Value = Step> {
	let n = 0u64..4;
	prop_oneof![
		3 => (0..8u64).prop_map(Step::Wait),
		6 => (any::<bool>(), 0..120u128).prop_map(|(native, amount)| Step::Pay(native, amount)),
		1 => Just(Step::Put),
		2 => (0..150u128, 0..300u128, 1..12u64).prop_map(|(call, all, period)| Step::Grant(call, all, period)),
		1 => Just(Step::Revoke),
		1 => Just(Step::RevokeAll),
		1 => Just(Step::Transfer),
		3 => (n.clone(), -1_000..1_000i128, 0..4u8).prop_map(|(n, value, decimals)| Step::Rate(n, value, decimals)),
		1 => n.clone().prop_map(Step::TakeBack),
		1 => n.clone().prop_map(Step::Forget),
		2 => (n.clone(), 0..50u128).prop_map(|(n, fee)| Step::Ask(n, fee)),
		2 => n.clone().prop_map(Step::Accept),
		2 => (n.clone(), 0..=100u8).prop_map(|(n, score)| Step::Answer(n, score)),
		1 => n.clone().prop_map(Step::Late),
		1 => n.clone().prop_map(Step::Contradict),
		1 => n.prop_map(Step::Close),
		1 => (0..3u8, any::<bool>()).prop_map(|(n, there)| Step::Describe(n, there)),
	]
}

/// What the test knows of the key's mandate: since when, and what was spent in each period.
#[derive(Default)]
struct Watch {
	granted_at: BlockNumber,
	length: BlockNumber,
	per_period: Balance,
	spent: BTreeMap<BlockNumber, [Balance; 2]>,
}

/// Tries something as who may do it; it may fail, but must add up. The agent's owner is one of two.
fn take(step: Step, watch: &mut Watch) {
	let owner = agent(0).owner;
	let settlement = |n| SettlementId::Job(n);
	let before = [NATIVE, DOLLAR].map(|asset| assets(asset, Agents::account(0)));
	let mut by_key = false;
	let _ = match step {
		Step::Wait(blocks) => {
			pass(blocks);
			Ok(())
		}
		Step::Pay(native, amount) => {
			by_key = true;
			act(KEY, 0, if native { pay(BOB, amount) } else { pay_in(1, BOB, amount) })
		}
		Step::Put => {
			by_key = true;
			let id = 10 + System::block_number() as u32;
			act(KEY, 0, pallet_assets::Call::create { id, admin: BOB, min_balance: 1 })
		}
		Step::Grant(per_call, per_period, period) => {
			let limits = [limit(DOLLAR, per_call, per_period), limit(NATIVE, per_call, per_period)];
			let terms = MandateTerms { period, expires: System::block_number() + 50, ..terms(&limits) };
			assert_ok!(Agents::grant_mandate(signed(owner), 0, KEY, terms));
			let granted_at = System::block_number();
			*watch = Watch { granted_at, length: period, per_period, ..Default::default() };
			Ok(())
		}
		Step::Revoke => Agents::revoke_mandate(signed(owner), 0, KEY),
		Step::RevokeAll => Agents::revoke_all_mandates(signed(owner), 0),
		Step::Transfer => Agents::transfer(signed(owner), 0, if owner == OWNER { ALICE } else { OWNER }),
		Step::Rate(n, value, decimals) => {
			MockSettlements::settle(settlement(n), BUYER, Agents::account(0), n.into());
			rate(BUYER, 0, settlement(n), value, decimals)
		}
		Step::TakeBack(n) => Agents::revoke_feedback(signed(BUYER), settlement(n)),
		Step::Forget(n) => {
			MockSettlements::forget(settlement(n));
			Agents::remove_feedback(signed(BUYER), settlement(n))
		}
		Step::Ask(n, fee) => Agents::request_validation(signed(owner), 0, VALIDATOR, 1, hash(100), content(n), fee),
		Step::Accept(n) => Agents::accept_validation(signed(VALIDATOR), hash(n)),
		Step::Answer(n, score) => Agents::respond_validation(signed(VALIDATOR), hash(n), answer(score)),
		Step::Late(n) => Agents::report_late(signed(STRANGER), hash(n)),
		Step::Contradict(n) => Agents::report_contradiction(signed(STRANGER), hash(n)),
		Step::Close(n) => Agents::close_validation(signed(owner), hash(n)),
		Step::Describe(n, there) => {
			Agents::set_metadata(signed(owner), 0, key(&n.to_string()), there.then(|| value("x")))
		}
	};
	let after = [NATIVE, DOLLAR].map(|asset| assets(asset, Agents::account(0)));
	if by_key && before != after {
		let period = (System::block_number() - watch.granted_at) / watch.length;
		let spent = watch.spent.entry(period).or_default();
		for (spent, (before, after)) in spent.iter_mut().zip(before.into_iter().zip(after)) {
			*spent += before - after;
			assert!(*spent <= watch.per_period, "a key has spent more than it may");
		}
	} else {
		assert_eq!(before, after, "somebody else has spent the agent's money");
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn everything_adds_up_after_any_history(steps in prop::collection::vec(step(), 1..60)) {
		build_and_execute(|| {
			funded();
			job_came_to(hash(101), MIN_QUORUM);
			let mut watch = Watch::default();
			for step in steps {
				take(step, &mut watch);
				check();
			}
		});
	}
}
