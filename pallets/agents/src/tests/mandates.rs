use crate::{
	mock::{Agents, *},
	*,
};
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{GetDispatchInfo, Pays},
	traits::OriginTrait,
};
use piazza_primitives::SettlementId;
use sp_runtime::{traits::Dispatchable, DispatchError, TokenError};
use std::collections::BTreeSet;

fn free_of(agent: AgentId) -> Balance {
	free(Agents::account(agent))
}

fn make_asset(agent: AgentId) -> pallet_assets::Call<Test> {
	pallet_assets::Call::create { id: 9, admin: Agents::account(agent), min_balance: 1 }
}

#[test]
fn act_spends_within_the_limits() {
	build_and_execute(|| {
		let agent = funded();
		grant(agent, &[limit(NATIVE, 100, 150), limit(DOLLAR, 7, 20)]);
		assert_eq!(Agents::allowance(agent, KEY, NATIVE), 100);
		assert_ok!(act(KEY, agent, pay(BOB, 100)));
		let acted = [
			Event::Spent { agent, key: KEY, asset: NATIVE, amount: 100 },
			Event::Acted { agent, who: KEY, kind: Some(Kind::Transfer) },
		];
		assert!(events().ends_with(&acted));
		assert_eq!((free(BOB), free_of(agent)), (PURSE + 100, PURSE / 2 - 100));
		assert_eq!(Agents::allowance(agent, KEY, NATIVE), 50);
		assert_ok!(act(KEY, agent, pay_in(1, BOB, 7)));
		assert_eq!(assets(DOLLAR, BOB), PURSE + 7);
		assert_eq!((Agents::allowance(agent, KEY, DOLLAR), Agents::allowance(agent, KEY, NATIVE)), (7, 50));
		assert_eq!(Agents::allowance(agent, KEY, EURO), 0);
		// The key paid the mandate's limits no heed, and none of its own money.
		assert_eq!(free(KEY), PURSE);
	});
}

#[test]
fn act_fails_when_a_call_spends_too_much() {
	build_and_execute(|| {
		let agent = funded();
		grant(agent, &[limit(NATIVE, 100, 1_000), limit(DOLLAR, 7, 20)]);
		assert_noop!(act(KEY, agent, pay(BOB, 101)), Error::<Test>::CallLimitExceeded);
		assert_noop!(act(KEY, agent, pay_in(1, BOB, 8)), Error::<Test>::CallLimitExceeded);
		let all = pallet_balances::Call::transfer_all { dest: BOB, keep_alive: true };
		assert_noop!(act(KEY, agent, all), Error::<Test>::CallLimitExceeded);
		assert_eq!(Agents::allowance(agent, KEY, NATIVE), 100);
	});
}

#[test]
fn act_fails_when_a_period_is_used_up() {
	build_and_execute(|| {
		let agent = funded();
		grant(agent, &[limit(NATIVE, 100, 150)]);
		assert_ok!(act(KEY, agent, pay(BOB, 100)));
		assert_noop!(act(KEY, agent, pay(BOB, 51)), Error::<Test>::PeriodLimitExceeded);
		assert_ok!(act(KEY, agent, pay(BOB, 50)));
		assert_noop!(act(KEY, agent, pay(BOB, 1)), Error::<Test>::PeriodLimitExceeded);
	});
}

#[test]
fn act_has_a_new_budget_when_a_period_begins() {
	build_and_execute(|| {
		let agent = funded();
		run_to(5);
		grant(agent, &[limit(NATIVE, 100, 100)]);
		// Periods are blocks 5 to 14, 15 to 24, and so on.
		run_to(14);
		assert_ok!(act(KEY, agent, pay(BOB, 100)));
		assert_noop!(act(KEY, agent, pay(BOB, 1)), Error::<Test>::PeriodLimitExceeded);
		run_to(15);
		assert_eq!(Agents::allowance(agent, KEY, NATIVE), 100);
		assert_ok!(act(KEY, agent, pay(BOB, 100)));
		assert_noop!(act(KEY, agent, pay(BOB, 1)), Error::<Test>::PeriodLimitExceeded);
		run_to(24);
		assert_noop!(act(KEY, agent, pay(BOB, 1)), Error::<Test>::PeriodLimitExceeded);
		// What is not used is not saved up.
		run_to(70);
		assert_ok!(act(KEY, agent, pay(BOB, 100)));
		assert_noop!(act(KEY, agent, pay(BOB, 1)), Error::<Test>::PeriodLimitExceeded);
	});
}

#[test]
fn act_fails_when_the_mandate_is_expired() {
	build_and_execute(|| {
		let agent = funded();
		grant(agent, &[limit(NATIVE, 100, 100)]);
		run_to(99);
		assert_ok!(act(KEY, agent, pay(BOB, 10)));
		run_to(100);
		assert_noop!(act(KEY, agent, pay(BOB, 10)), Error::<Test>::MandateExpired);
		assert_eq!((Agents::mandate(agent, KEY), Agents::allowance(agent, KEY, NATIVE)), (None, 0));
		assert_ok!(Agents::revoke_mandate(signed(STRANGER), agent, KEY));
		assert_eq!(held(OWNER), DEPOSIT);
	});
}

#[test]
fn act_fails_when_the_mandate_is_revoked() {
	build_and_execute(|| {
		let agent = funded();
		grant(agent, &[limit(NATIVE, 100, 100)]);
		assert_ok!(act(KEY, agent, pay(BOB, 10)));
		assert_noop!(Agents::revoke_mandate(signed(STRANGER), agent, KEY), Error::<Test>::NotOwner);
		assert_ok!(Agents::revoke_mandate(signed(OWNER), agent, KEY));
		assert_eq!(events().last(), Some(&Event::MandateRevoked { agent, key: KEY }));
		assert_eq!(held(OWNER), DEPOSIT);
		assert_noop!(act(KEY, agent, pay(BOB, 10)), Error::<Test>::NoMandate);
		assert_noop!(Agents::revoke_mandate(signed(OWNER), agent, KEY), Error::<Test>::NotFound);
		// The key may give it up itself.
		grant(agent, &[limit(NATIVE, 100, 100)]);
		assert_ok!(Agents::revoke_mandate(signed(KEY), agent, KEY));
	});
}

#[test]
fn act_fails_when_all_mandates_are_revoked() {
	build_and_execute(|| {
		let agent = funded();
		grant(agent, &[limit(NATIVE, 100, 100)]);
		assert_ok!(Agents::grant_mandate(signed(OWNER), agent, ALICE, terms(&[limit(NATIVE, 5, 5)])));
		assert_ok!(Agents::revoke_all_mandates(signed(OWNER), agent));
		assert_eq!(events().last(), Some(&Event::MandatesVoided { agent, generation: 1 }));
		for key in [KEY, ALICE] {
			assert_noop!(act(key, agent, pay(BOB, 1)), Error::<Test>::MandateVoid);
			assert_eq!(Agents::mandate(agent, key), None);
		}
		// What is granted afterwards is good, with a new budget.
		grant(agent, &[limit(NATIVE, 100, 100)]);
		assert_ok!(act(KEY, agent, pay(BOB, 100)));
	});
}

#[test]
fn act_fails_when_the_agent_was_transferred() {
	build_and_execute(|| {
		let agent = funded();
		grant(agent, &[limit(NATIVE, 100, 100)]);
		assert_ok!(Agents::transfer(signed(OWNER), agent, ALICE));
		assert_noop!(act(KEY, agent, pay(BOB, 1)), Error::<Test>::MandateVoid);
		// Nor when it comes back.
		assert_ok!(Agents::transfer(signed(ALICE), agent, OWNER));
		assert_noop!(act(KEY, agent, pay(BOB, 1)), Error::<Test>::MandateVoid);
	});
}

#[test]
fn act_fails_when_the_kind_is_not_allowed() {
	build_and_execute(|| {
		let agent = funded();
		let jobs = BTreeSet::from([Kind::Job]).try_into().unwrap();
		let terms = MandateTerms { kinds: jobs, ..terms(&[limit(NATIVE, 1_000, 1_000)]) };
		assert_ok!(Agents::grant_mandate(signed(OWNER), agent, KEY, terms));
		assert_noop!(act(KEY, agent, pay(BOB, 1)), Error::<Test>::KindNotAllowed);
		assert_ok!(act(KEY, agent, make_asset(agent)));
	});
}

#[test]
fn act_fails_when_the_call_makes_others() {
	build_and_execute(|| {
		let agent = funded();
		let other = funded();
		grant(agent, &[limit(NATIVE, 1_000, 1_000)]);
		let batch = |calls| RuntimeCall::Utility(pallet_utility::Call::batch_all { calls });
		assert_noop!(act(KEY, agent, batch(vec![pay(BOB, 1)])), Error::<Test>::NotMandatable);
		assert_noop!(act(KEY, agent, batch(vec![])), Error::<Test>::NotMandatable);
		let nested = |agent| crate::Call::act { agent, call: Box::new(pay(BOB, 1)) };
		assert_noop!(act(KEY, agent, nested(agent)), Error::<Test>::NotMandatable);
		// Not even where the agent has a mandate, or is the owner, of another.
		assert_ok!(Agents::transfer(signed(OWNER), other, Agents::account(agent)));
		assert_noop!(act(KEY, agent, nested(other)), Error::<Test>::NotMandatable);
		let give_away = crate::Call::transfer { agent: other, new_owner: KEY };
		assert_noop!(act(KEY, agent, give_away), Error::<Test>::NotMandatable);
		let approve = pallet_assets::Call::approve_transfer { id: 1, delegate: KEY, amount: 1 };
		assert_noop!(act(KEY, agent, approve), Error::<Test>::NotMandatable);
		// The owner is bound by nothing.
		assert_ok!(act(OWNER, agent, batch(vec![pay(BOB, 1), nested(other).into()])));
		assert_eq!(free(BOB), PURSE + 2);
	});
}

#[test]
fn act_fails_when_the_asset_is_not_listed() {
	build_and_execute(|| {
		let agent = funded();
		grant(agent, &[limit(EURO, 1_000, 1_000)]);
		assert_noop!(act(KEY, agent, pay_in(1, BOB, 1)), Error::<Test>::AssetNotListed);
		assert_noop!(act(KEY, agent, pay(BOB, 1)), Error::<Test>::AssetNotListed);
		// The call may be of no effect: nothing is spent of what is not listed.
		assert_ok!(act(KEY, agent, pay(BOB, 0)));
	});
}

#[test]
fn act_fails_when_a_native_deposit_is_not_covered() {
	build_and_execute(|| {
		let agent = funded();
		grant(agent, &[limit(DOLLAR, 1_000, 1_000)]);
		assert_noop!(act(KEY, agent, make_asset(agent)), Error::<Test>::AssetNotListed);
		grant(agent, &[limit(NATIVE, ASSET_DEPOSIT - 1, 1_000)]);
		assert_noop!(act(KEY, agent, make_asset(agent)), Error::<Test>::CallLimitExceeded);
		grant(agent, &[limit(NATIVE, ASSET_DEPOSIT, 1_000)]);
		assert_ok!(act(KEY, agent, make_asset(agent)));
		assert_eq!(Agents::mandate(agent, KEY).unwrap().tally.used.to_vec(), [ASSET_DEPOSIT]);
	});
}

#[test]
fn act_counts_what_is_frozen_when_it_is_put_aside() {
	use frame_support::traits::{LockableCurrency, WithdrawReasons};
	build_and_execute(|| {
		let agent = funded();
		let account = Agents::account(agent);
		let settlement = SettlementId::Job(1);
		piazza_primitives::mocks::MockSettlements::settle(settlement, account, ALICE, 5);
		assert_ok!(Agents::register(signed(ALICE), uri(""), Default::default()));
		piazza_primitives::mocks::MockSettlements::settle(settlement, account, Agents::account(1), 5);
		Balances::set_lock(*b"locked__", &account, Balance::MAX, WithdrawReasons::all());
		let give = || crate::Call::give_feedback { agent: 1, settlement, rating: rating(5, 0), content: content(1) };
		// Its deposit is held: what is frozen can be.
		grant(agent, &[limit(NATIVE, DEPOSIT - 1, 1_000)]);
		assert_noop!(act(KEY, agent, give()), Error::<Test>::CallLimitExceeded);
		grant(agent, &[limit(NATIVE, DEPOSIT, 1_000)]);
		assert_ok!(act(KEY, agent, give()));
		assert_eq!(held(account), DEPOSIT);
	});
}

#[test]
fn act_gives_no_budget_back_when_money_comes_back() {
	build_and_execute(|| {
		let agent = funded();
		let account = Agents::account(agent);
		grant(agent, &[limit(NATIVE, 100, 150)]);
		assert_ok!(act(KEY, agent, pay(BOB, 100)));
		assert_ok!(Balances::transfer_allow_death(signed(BOB), account, 100));
		assert_noop!(act(KEY, agent, pay(BOB, 100)), Error::<Test>::PeriodLimitExceeded);
	});
}

#[test]
fn act_fails_when_the_signer_has_no_mandate() {
	build_and_execute(|| {
		let agent = funded();
		assert_noop!(act(STRANGER, agent, pay(BOB, 1)), Error::<Test>::NoMandate);
		assert_noop!(act(Agents::account(agent), agent, pay(BOB, 1)), Error::<Test>::NoMandate);
		assert_noop!(act(OWNER, 9, pay(BOB, 1)), Error::<Test>::NotFound);
		let unsigned = Agents::act(RuntimeOrigin::root(), agent, Box::new(pay(BOB, 1)));
		assert_noop!(unsigned.map_err(|failed| failed.error), DispatchError::BadOrigin);
	});
}

#[test]
fn act_fails_as_the_call_does() {
	build_and_execute(|| {
		let agent = funded();
		grant(agent, &[limit(NATIVE, Balance::MAX, Balance::MAX)]);
		for who in [OWNER, KEY] {
			assert_noop!(act(who, agent, pay(BOB, PURSE)), TokenError::FundsUnavailable);
		}
	});
}

#[test]
fn act_fails_when_the_call_is_filtered() {
	build_and_execute(|| {
		let agent = funded();
		let filtered = frame_system::Call::remark_with_event { remark: vec![] };
		assert_noop!(act(OWNER, agent, filtered), frame_system::Error::<Test>::CallFiltered);
		// What the signer's own origin may not do, it may not do as the agent.
		let mut origin = signed(OWNER);
		origin.add_filter(|call: &RuntimeCall| !matches!(call, RuntimeCall::Balances(_)));
		let call = RuntimeCall::from(crate::Call::act { agent, call: Box::new(pay(BOB, 1)) });
		let result = call.dispatch(origin).map(|_| ()).map_err(|failed| failed.error);
		assert_noop!(result, frame_system::Error::<Test>::CallFiltered);
	});
}

#[test]
fn act_weighs_itself_and_the_call() {
	build_and_execute(|| {
		let agent = funded();
		grant(agent, &[limit(NATIVE, 1, 1)]);
		let own = Agents::act_weight();
		let call = pay(BOB, 1);
		let all = own + call.get_dispatch_info().call_weight;
		let outer = RuntimeCall::from(crate::Call::act { agent, call: Box::new(call) });
		assert_eq!(outer.get_dispatch_info().call_weight, all);
		let done = outer.clone().dispatch(signed(KEY)).unwrap();
		assert_eq!((done.actual_weight, done.pays_fee), (Some(all), Pays::Yes));
		// What is refused afterwards was done all the same.
		let refused = outer.dispatch(signed(KEY)).unwrap_err();
		assert_eq!(refused.error, Error::<Test>::PeriodLimitExceeded.into());
		assert_eq!(refused.post_info.actual_weight, Some(all));
		// What a call did not need is not paid for.
		let two = RuntimeCall::from(pallet_utility::Call::batch { calls: vec![pay(BOB, PURSE), pay(BOB, 1)] });
		let least = own + two.get_dispatch_info().call_weight;
		let outer = RuntimeCall::from(crate::Call::act { agent, call: Box::new(two) });
		let done = outer.dispatch(signed(OWNER)).unwrap();
		assert!(done.actual_weight.unwrap().all_lt(least));
	});
}

#[test]
fn grant_mandate_takes_the_place_of_the_one_before() {
	build_and_execute(|| {
		let agent = funded();
		grant(agent, &[limit(NATIVE, 100, 100)]);
		assert_ok!(act(KEY, agent, pay(BOB, 100)));
		run_to(4);
		let new = terms(&[limit(NATIVE, 30, 30)]);
		assert_ok!(Agents::grant_mandate(signed(OWNER), agent, KEY, new.clone()));
		assert_eq!(events().last(), Some(&Event::MandateGranted { agent, key: KEY, terms: new }));
		assert_eq!((held(OWNER), Mandates::<Test>::iter().count()), (2 * DEPOSIT, 1));
		assert_eq!(Agents::allowance(agent, KEY, NATIVE), 30);
		// An earlier owner has its deposit back.
		assert_ok!(Agents::transfer(signed(OWNER), agent, ALICE));
		assert_ok!(Agents::grant_mandate(signed(ALICE), agent, KEY, terms(&[])));
		assert_eq!((held(OWNER), held(ALICE)), (0, 2 * DEPOSIT));
	});
}

#[test]
fn grant_mandate_fails_when_the_terms_or_the_key_are_wrong() {
	build_and_execute(|| {
		let agent = register();
		run_to(5);
		let grant = |key, terms| Agents::grant_mandate(signed(OWNER), agent, key, terms);
		let good = || terms(&[limit(NATIVE, 1, 1)]);
		assert_noop!(grant(OWNER, good()), Error::<Test>::InvalidKey);
		assert_noop!(grant(Agents::account(agent), good()), Error::<Test>::InvalidKey);
		assert_noop!(grant(KEY, MandateTerms { period: 0, ..good() }), Error::<Test>::InvalidTerms);
		assert_noop!(grant(KEY, MandateTerms { expires: 5, ..good() }), Error::<Test>::InvalidTerms);
		assert_noop!(grant(KEY, MandateTerms { kinds: Default::default(), ..good() }), Error::<Test>::InvalidTerms);
		let twice = terms(&[limit(NATIVE, 1, 1), limit(DOLLAR, 1, 1), limit(NATIVE, 9, 9)]);
		assert_noop!(grant(KEY, twice), Error::<Test>::InvalidTerms);
		assert_ok!(grant(KEY, good()));
	});
}
