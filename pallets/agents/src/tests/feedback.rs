use crate::{
	mock::{Agents, *},
	*,
};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::{mocks::MockSettlements, SettlementId};
use sp_runtime::TokenError;

#[test]
fn give_feedback_counts_what_a_customer_says() {
	build_and_execute(|| {
		let agent = register();
		let settlement = paid(agent, 1, BUYER, 400);
		assert_ok!(rate(BUYER, agent, settlement, 875, 1));
		let given = Event::FeedbackGiven {
			agent,
			client: BUYER,
			settlement,
			rating: rating(875, 1),
			content: content(7),
			weight: 400,
		};
		assert_eq!(events().last(), Some(&given));
		assert_eq!(held(BUYER), DEPOSIT);
		let summary = Agents::summary(agent, raters(&[BUYER])).unwrap();
		let mean = Some(scale(87_500));
		assert_eq!(summary, Summary { count: 1, mean, weight: 400, weighted_mean: mean });
		assert_eq!(Agents::summary_by_value(agent), summary);
	});
}

#[test]
fn give_feedback_counts_payments_to_the_wallet() {
	build_and_execute(|| {
		let agent = register();
		let settlement = SettlementId::Lease(3);
		MockSettlements::settle(settlement, BUYER, WALLET, 10);
		assert_noop!(rate(BUYER, agent, settlement, 1, 0), Error::<Test>::WrongPayee);
		bind(agent);
		assert_ok!(rate(BUYER, agent, settlement, 1, 0));
	});
}

#[test]
fn give_feedback_fails_when_nothing_was_paid() {
	build_and_execute(|| {
		let agent = register();
		assert_noop!(rate(BUYER, agent, SettlementId::Job(1), 1, 0), Error::<Test>::NoSettlement);
		assert_noop!(rate(BUYER, 9, SettlementId::Job(1), 1, 0), Error::<Test>::NotFound);
	});
}

#[test]
fn give_feedback_fails_when_the_settlement_is_used() {
	build_and_execute(|| {
		let (agent, other) = (register(), register());
		let settlement = paid(agent, 1, BUYER, 10);
		assert_ok!(rate(BUYER, agent, settlement, 1, 0));
		assert_noop!(rate(BUYER, agent, settlement, 2, 0), Error::<Test>::SettlementUsed);
		assert_noop!(rate(BUYER, other, settlement, 2, 0), Error::<Test>::SettlementUsed);
		// Nor is it free when the word was taken back.
		assert_ok!(Agents::revoke_feedback(signed(BUYER), settlement));
		assert_noop!(rate(BUYER, agent, settlement, 2, 0), Error::<Test>::SettlementUsed);
		// A lease of the same number is another settlement.
		MockSettlements::settle(SettlementId::Lease(1), BUYER, Agents::account(agent), 10);
		assert_ok!(rate(BUYER, agent, SettlementId::Lease(1), 2, 0));
	});
}

#[test]
fn give_feedback_fails_when_it_is_the_agents_own() {
	build_and_execute(|| {
		let agent = register();
		bind(agent);
		grant(agent, &[limit(NATIVE, 1, 1)]);
		for who in [OWNER, WALLET, KEY, Agents::account(agent)] {
			let settlement = paid(agent, who, who, 10);
			assert_noop!(rate(who, agent, settlement, 100, 0), Error::<Test>::OwnAgent);
		}
		// Whoever has to do with it no more may.
		assert_ok!(Agents::transfer(signed(OWNER), agent, ALICE));
		assert_ok!(rate(KEY, agent, SettlementId::Job(KEY), 100, 0));
		assert_noop!(rate(ALICE, agent, paid(agent, 99, ALICE, 10), 100, 0), Error::<Test>::OwnAgent);
	});
}

#[test]
fn give_feedback_fails_when_another_paid_or_was_paid() {
	build_and_execute(|| {
		let (agent, other) = (register(), register());
		let settlement = paid(agent, 1, BUYER, 10);
		assert_noop!(rate(ALICE, agent, settlement, 1, 0), Error::<Test>::NotPayer);
		assert_noop!(rate(BUYER, other, settlement, 1, 0), Error::<Test>::WrongPayee);
	});
}

#[test]
fn give_feedback_fails_when_the_value_is_too_large_or_too_fine() {
	build_and_execute(|| {
		let agent = register();
		let settlement = paid(agent, 1, BUYER, 10);
		assert_noop!(rate(BUYER, agent, settlement, 1, 19), Error::<Test>::TooManyDecimals);
		let most = 1_000_000_000_000;
		assert_noop!(rate(BUYER, agent, settlement, most + 1, 0), Error::<Test>::ValueTooLarge);
		assert_noop!(rate(BUYER, agent, settlement, -most - 1, 0), Error::<Test>::ValueTooLarge);
		assert_noop!(rate(BUYER, agent, settlement, i128::MIN, 18), Error::<Test>::ValueTooLarge);
		assert_noop!(rate(BUYER, agent, settlement, i128::MAX, 0), Error::<Test>::ValueTooLarge);
		assert_ok!(rate(BUYER, agent, settlement, -most, 0));
	});
}

#[test]
fn give_feedback_fails_when_the_deposit_cannot_be_paid() {
	build_and_execute(|| {
		let agent = register();
		let settlement = paid(agent, 1, PAUPER, 10);
		assert_noop!(rate(PAUPER, agent, settlement, 1, 0), TokenError::FundsUnavailable);
	});
}

#[test]
fn summary_is_of_those_who_are_believed() {
	build_and_execute(|| {
		let agent = register();
		assert_ok!(rate(BUYER, agent, paid(agent, 1, BUYER, 300), 90, 0));
		assert_ok!(rate(BUYER, agent, paid(agent, 2, BUYER, 100), 500, 1));
		assert_ok!(rate(ALICE, agent, paid(agent, 3, ALICE, 0), -10, 0));
		let of = |clients: &[_]| Agents::summary(agent, raters(clients)).unwrap();
		let buyer = Summary { count: 2, mean: Some(scale(70_000)), weight: 400, weighted_mean: Some(scale(80_000)) };
		assert_eq!(of(&[BUYER]), buyer);
		// What was paid in another asset weighs nothing.
		assert_eq!(of(&[ALICE]), Summary { count: 1, mean: Some(scale(-10_000)), weight: 0, weighted_mean: None });
		let both = Summary { count: 3, mean: Some(130 * scale(1_000) / 3), ..buyer };
		assert_eq!(of(&[ALICE, BUYER, BOB]), both);
		assert_eq!(Agents::summary_by_value(agent), both);
		let nothing = Summary { count: 0, mean: None, weight: 0, weighted_mean: None };
		assert_eq!(of(&[BOB]), nothing);
		assert_eq!(Agents::summary_by_value(9), nothing);
	});
}

#[test]
fn summary_is_none_when_nobody_is_believed() {
	build_and_execute(|| {
		let agent = register();
		assert_ok!(rate(BUYER, agent, paid(agent, 1, BUYER, 300), 90, 0));
		assert_eq!(Agents::summary(agent, raters(&[])), None);
	});
}

#[test]
fn revoke_feedback_takes_it_out_of_all_totals() {
	build_and_execute(|| {
		let agent = register();
		let first = paid(agent, 1, BUYER, 300);
		assert_ok!(rate(BUYER, agent, first, 90, 0));
		assert_ok!(rate(ALICE, agent, paid(agent, 2, ALICE, 100), 50, 0));
		assert_noop!(Agents::revoke_feedback(signed(ALICE), first), Error::<Test>::NotAuthor);
		assert_noop!(Agents::revoke_feedback(signed(BUYER), SettlementId::Job(9)), Error::<Test>::NotFound);
		assert_ok!(Agents::revoke_feedback(signed(BUYER), first));
		assert_eq!(events().last(), Some(&Event::FeedbackRevoked { agent, client: BUYER, settlement: first }));
		assert_eq!(Agents::summary(agent, raters(&[BUYER])).unwrap().count, 0);
		let mean = Some(scale(50_000));
		let rest = Summary { count: 1, mean, weight: 100, weighted_mean: mean };
		assert_eq!(Agents::summary_by_value(agent), rest);
		assert_eq!(ClientTotals::<Test>::iter().count(), 1);
		assert_noop!(Agents::revoke_feedback(signed(BUYER), first), Error::<Test>::Revoked);
	});
}

#[test]
fn remove_feedback_returns_the_deposit_when_the_settlement_is_gone() {
	build_and_execute(|| {
		let agent = register();
		let settlement = paid(agent, 1, BUYER, 300);
		let remove = |who| Agents::remove_feedback(signed(who), settlement);
		assert_noop!(remove(BUYER), Error::<Test>::NotFound);
		assert_ok!(rate(BUYER, agent, settlement, 90, 0));
		assert_noop!(remove(ALICE), Error::<Test>::NotAuthor);
		assert_noop!(remove(BUYER), Error::<Test>::NotRevoked);
		assert_ok!(Agents::revoke_feedback(signed(BUYER), settlement));
		assert_noop!(remove(BUYER), Error::<Test>::SettlementStands);
		MockSettlements::forget(settlement);
		assert_ok!(remove(BUYER));
		assert_eq!((held(BUYER), free(BUYER)), (0, PURSE));
		assert_eq!(Agents::feedback(settlement), None);
		// It cannot be used again: nobody can show it.
		assert_noop!(rate(BUYER, agent, settlement, 90, 0), Error::<Test>::NoSettlement);
	});
}

#[test]
fn respond_keeps_the_owners_last_answer() {
	build_and_execute(|| {
		let agent = register();
		let settlement = paid(agent, 1, BUYER, 300);
		let respond = |who, n| Agents::respond(signed(who), settlement, content(n));
		assert_noop!(respond(OWNER, 1), Error::<Test>::NotFound);
		assert_ok!(rate(BUYER, agent, settlement, 10, 0));
		assert_noop!(respond(BUYER, 1), Error::<Test>::NotOwner);
		assert_ok!(respond(OWNER, 1));
		assert_ok!(respond(OWNER, 2));
		let answered = Event::Responded { agent, settlement, old: Some(content(1)), new: content(2) };
		assert_eq!(events().last(), Some(&answered));
		assert_eq!(Agents::feedback(settlement).unwrap().response, Some(content(2)));
		assert_ok!(Agents::revoke_feedback(signed(BUYER), settlement));
		assert_noop!(respond(OWNER, 3), Error::<Test>::Revoked);
	});
}

#[test]
fn feedback_stays_when_the_agent_is_no_more() {
	build_and_execute(|| {
		let agent = register();
		let settlement = paid(agent, 1, BUYER, 300);
		assert_ok!(rate(BUYER, agent, settlement, 10, 0));
		assert_ok!(Agents::deregister(signed(OWNER), agent));
		assert_eq!(Agents::summary_by_value(agent).count, 1);
		assert_noop!(Agents::respond(signed(OWNER), settlement, content(1)), Error::<Test>::NotFound);
		assert_ok!(Agents::revoke_feedback(signed(BUYER), settlement));
	});
}
