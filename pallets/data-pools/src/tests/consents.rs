use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_core::H256;
use sp_runtime::{testing::TestSignature, DispatchResult};

/// Whether licence `id` of the pool lets read content `n`.
fn reads(id: LicenceId, n: u64) -> bool {
	DataPools::may_read_contribution(reader(), 0, id, hash(n))
}

fn grant(purpose: H256) -> ChoiceOf<Test> {
	Choice::Grant { grantee: BUYER, purpose }
}

fn revoke() -> ChoiceOf<Test> {
	Choice::Revoke { grantee: BUYER }
}

/// Alice's word, brought by a stranger.
fn relay(choice: ChoiceOf<Test>, nonce: u64) -> DispatchResult {
	let expires = System::block_number() + 10;
	let message = DataPools::choice_message(0, ALICE, choice.clone(), nonce, expires);
	let signature = TestSignature(ALICE, message);
	DataPools::relay_choice(signed(STRANGER), 0, ALICE, choice, nonce, expires, signature)
}

#[test]
fn licence_lets_read_what_came_before_it_from_whoever_was_in_then() {
	build_and_execute(|| {
		let pool = create(terms());
		assert_ok!(contribute(pool, ALICE, 1, 80));
		assert_ok!(contribute(pool, BOB, 2, 80));
		assert_ok!(license(pool, 1));
		assert_ok!(contribute(pool, BOB, 3, 80));
		assert_ok!(choose(pool, ALICE, Choice::Close));
		assert_ok!(license(pool, 1));
		assert_ok!(choose(pool, ALICE, Choice::Open));
		assert_ok!(license(pool, 1));
		// All of it in one block: the order counts, not the time.
		assert_eq!(
			[0, 1, 2].map(|id| [1, 2, 3].map(|n| reads(id, n))),
			[[true, true, false], [false, true, true], [true, true, true]]
		);
		assert!(!reads(3, 1) && !reads(0, 4));
	});
}

#[test]
fn close_leaves_nothing_to_read_when_nobody_else_is_in() {
	build_and_execute(|| {
		let pool = create(terms());
		assert_ok!(contribute(pool, ALICE, 1, 80));
		assert_ok!(contribute(pool, ALICE, 2, 80));
		assert_eq!(books(pool).offered, 2);
		assert_ok!(choose(pool, ALICE, Choice::Close));
		assert_eq!((books(pool).offered, books(pool).contributions), (0, 2));
		assert_noop!(license(pool, 1), Error::<Test>::NothingToRead);
		// What it brings while it is out is not offered either.
		assert_ok!(contribute(pool, ALICE, 3, 80));
		assert_noop!(license(pool, 1), Error::<Test>::NothingToRead);
		assert_ok!(choose(pool, ALICE, Choice::Open));
		assert_eq!(books(pool).offered, 3);
		assert_ok!(license(pool, 1));
		assert!(reads(0, 3));
	});
}

#[test]
fn choose_fails_when_it_changes_nothing() {
	build_and_execute(|| {
		let pool = create(terms());
		assert_noop!(choose(pool, ALICE, Choice::Close), Error::<Test>::NotFound);
		assert_ok!(contribute(pool, ALICE, 1, 80));
		assert_noop!(choose(pool, ALICE, Choice::Open), Error::<Test>::AlreadyChosen);
		assert_ok!(choose(pool, ALICE, Choice::Close));
		assert_noop!(choose(pool, ALICE, Choice::Close), Error::<Test>::AlreadyChosen);
		assert_noop!(choose(pool, ALICE, revoke()), Error::<Test>::NotFound);
		assert_ok!(choose(pool, ALICE, grant(PURPOSE)));
		assert_noop!(choose(pool, ALICE, grant(H256::zero())), Error::<Test>::AlreadyChosen);
		// Who is not a contributor has no say.
		assert_noop!(choose(pool, BOB, revoke()), Error::<Test>::NotFound);
	});
}

#[test]
fn contributor_can_always_leave_but_not_come_back_without_end() {
	build_and_execute(|| {
		let pool = create(terms());
		assert_ok!(contribute(pool, ALICE, 1, 80));
		assert_ok!(contribute(pool, BOB, 2, 80));
		// Nothing is sold between: nothing needs to be kept.
		for _ in 0..2 * MAX_GAPS {
			assert_ok!(choose(pool, ALICE, Choice::Close));
			assert_ok!(choose(pool, ALICE, Choice::Open));
		}
		assert!(DataPools::consent(pool, ALICE).unwrap().gaps.is_empty());
		for _ in 1..MAX_GAPS {
			assert_ok!(choose(pool, ALICE, Choice::Close));
			assert_ok!(license(pool, 1));
			assert_ok!(choose(pool, ALICE, Choice::Open));
			assert_ok!(license(pool, 1));
		}
		assert_ok!(choose(pool, ALICE, Choice::Close));
		assert_ok!(choose(pool, ALICE, Choice::Open));
		assert_ok!(choose(pool, ALICE, Choice::Close));
		assert_ok!(license(pool, 1));
		assert_noop!(choose(pool, ALICE, Choice::Open), Error::<Test>::MaxGapsExceeded);
		let expected: Vec<_> = (0..2 * u64::from(MAX_GAPS) - 1).map(|id| id % 2 == 1).collect();
		assert_eq!((0..2 * u64::from(MAX_GAPS) - 1).map(|id| reads(id, 1)).collect::<Vec<_>>(), expected);
	});
}

#[test]
fn grant_lets_one_buyer_read_for_one_purpose_while_it_lasts() {
	build_and_execute(|| {
		let pool = create(terms());
		assert_ok!(contribute(pool, ALICE, 1, 80));
		assert_ok!(choose(pool, ALICE, Choice::Close));
		let before = free(ALICE);
		assert_ok!(choose(pool, ALICE, grant(PURPOSE)));
		assert_eq!(before - free(ALICE), DEPOSIT);
		assert_ok!(license(pool, 1));
		assert!(reads(0, 1));
		// Another buyer, another purpose.
		let by = |who, purpose| DataPools::license(signed(who), pool, purpose, 1, PRICE);
		assert_noop!(by(STRANGER, PURPOSE), Error::<Test>::NothingToRead);
		assert_noop!(by(BUYER, H256::zero()), Error::<Test>::NothingToRead);
		// With others in, a licence can be had, but does not let read this.
		assert_ok!(contribute(pool, BOB, 2, 80));
		assert_ok!(by(STRANGER, PURPOSE));
		assert_ok!(by(BUYER, H256::zero()));
		assert_eq!([1, 2].map(|id| (reads(id, 1), reads(id, 2))), [(false, true); 2]);
		assert_ok!(choose(pool, ALICE, revoke()));
		assert_eq!(free(ALICE), before);
		assert!(!reads(0, 1));
		assert_ok!(choose(pool, BOB, Choice::Close));
		assert_noop!(license(pool, 1), Error::<Test>::NothingToRead);
	});
}

#[test]
fn relayed_word_counts_once_and_its_deposit_is_the_relayers() {
	build_and_execute(|| {
		let pool = create(terms());
		assert_ok!(contribute(pool, ALICE, 1, 80));
		let before = (free(ALICE), held(STRANGER));
		assert_ok!(relay(grant(PURPOSE), 0));
		assert_eq!((free(ALICE), held(STRANGER)), (before.0, before.1 + DEPOSIT));
		let event = Event::Chosen { pool, contributor: ALICE, choice: grant(PURPOSE), nonce: 0 };
		assert_eq!(events().last(), Some(&event));
		assert_noop!(relay(grant(PURPOSE), 0), Error::<Test>::WrongNonce);
		assert_noop!(relay(revoke(), 2), Error::<Test>::WrongNonce);
		assert_ok!(relay(revoke(), 1));
		assert_eq!(held(STRANGER), before.1);
		assert_noop!(relay(grant(PURPOSE), 0), Error::<Test>::WrongNonce);
	});
}

#[test]
fn word_signed_before_counts_no_more_when_the_contributor_spoke_since() {
	build_and_execute(|| {
		let pool = create(terms());
		assert_ok!(contribute(pool, ALICE, 1, 80));
		assert_ok!(choose(pool, ALICE, grant(PURPOSE)));
		assert_ok!(choose(pool, ALICE, revoke()));
		for nonce in [0, 1] {
			assert_noop!(relay(grant(PURPOSE), nonce), Error::<Test>::WrongNonce);
		}
		assert_ok!(relay(grant(PURPOSE), 2));
	});
}

#[test]
fn relay_fails_when_the_word_is_not_the_contributors_or_out_of_time() {
	build_and_execute(|| {
		let pool = create(terms());
		assert_ok!(contribute(pool, ALICE, 1, 80));
		create(terms());
		assert_ok!(contribute(1, ALICE, 1, 80));
		let expires = 11;
		let good = TestSignature(ALICE, DataPools::choice_message(pool, ALICE, Choice::Close, 0, expires));
		let bring = |pool, who, choice, expires, signature| {
			DataPools::relay_choice(signed(STRANGER), pool, who, choice, 0, expires, signature)
		};
		let forged = TestSignature(STRANGER, good.1.clone());
		assert_noop!(bring(pool, ALICE, Choice::Close, expires, forged), Error::<Test>::BadSignature);
		assert_noop!(bring(pool, ALICE, revoke(), expires, good.clone()), Error::<Test>::BadSignature);
		assert_noop!(bring(1, ALICE, Choice::Close, expires, good.clone()), Error::<Test>::BadSignature);
		assert_noop!(bring(pool, ALICE, Choice::Close, expires + 1, good.clone()), Error::<Test>::BadSignature);
		assert_noop!(bring(pool, BOB, Choice::Close, expires, good.clone()), Error::<Test>::NotFound);
		let late = 1 + STATEMENT_PERIOD + 1;
		assert_noop!(bring(pool, ALICE, Choice::Close, late, good.clone()), Error::<Test>::WrongExpiry);
		run_to(expires);
		assert_noop!(bring(pool, ALICE, Choice::Close, expires, good.clone()), Error::<Test>::WrongExpiry);
		run_to(expires - 1);
		assert_ok!(bring(pool, ALICE, Choice::Close, expires, good));
	});
}
