use crate::{mock::*, Error, Event, SignedClaim};
use codec::{Decode, Encode};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::Window;
use sp_core::H256;
use sp_runtime::{DispatchError, TokenError};

/// A change of what was witnessed, and why it is refused.
type Breach = (fn(&mut SignedClaim), Error<Test>);

fn verified(claim: &SignedClaim, account: Option<AccountId>) -> Event<Test> {
	let question = sp_io::hashing::keccak_256(&[claim.provider.as_slice(), claim.parameters.as_slice()].concat());
	Event::ClaimVerified {
		identifier: identifier(claim),
		provider: PROVIDER,
		question: H256(question),
		owner: address("alice"),
		account,
		seen_at: SEEN_AT,
	}
}

#[test]
fn claim_counts_for_the_account_that_its_owner_is_linked_to_whoever_submits_it() {
	build_and_execute(|| {
		open();
		link(ALICE, "alice");
		System::reset_events();
		let claim = claim();
		assert!(!Zktls::is_used(identifier(&claim)));
		assert_ok!(submit(BOB, &claim));
		assert!(Zktls::is_used(identifier(&claim)));
		assert_events(vec![verified(&claim, Some(ALICE))]);
		assert_eq!((held(ALICE), held(BOB)), ((LINK_DEPOSIT, 0), (0, CLAIM_DEPOSIT)));
	});
}

#[test]
fn claim_names_no_account_when_its_owner_is_not_linked() {
	build_and_execute(|| {
		open();
		assert_ok!(submit(BOB, &claim()));
		assert_events(vec![verified(&claim(), None)]);
	});
}

#[test]
fn claim_is_refused_when_it_was_submitted_before() {
	build_and_execute(|| {
		open();
		assert_ok!(submit(BOB, &claim()));
		for who in [ALICE, BOB] {
			assert_noop!(submit(who, &claim()), Error::<Test>::AlreadyUsed);
		}
		// Signatures in another order, or another time, make no other claim of it.
		let mut turned = claim();
		turned.signatures = turned.signatures.into_iter().rev().collect::<Vec<_>>().try_into().unwrap();
		assert_noop!(submit(BOB, &turned), Error::<Test>::AlreadyUsed);
		let mut later = template();
		later.timestamp += 1;
		assert_noop!(submit(BOB, &signed_claim(later.make())), Error::<Test>::AlreadyUsed);
	});
}

#[test]
fn claim_is_refused_when_it_was_changed() {
	let breaches: [Breach; 11] = [
		(|claim| claim.parameters[0] = b'[', Error::IdentifierMismatch),
		(|claim| claim.context[0] = b'[', Error::IdentifierMismatch),
		(|claim| claim.identifier[2] ^= 1, Error::IdentifierMismatch),
		(|claim| claim.identifier[2..].make_ascii_uppercase(), Error::IdentifierMismatch),
		(|claim| claim.identifier.truncate(10), Error::IdentifierMismatch),
		(|claim| claim.owner[5] ^= 1, Error::UnexpectedWitness),
		(|claim| claim.owner[2..].make_ascii_uppercase(), Error::OwnerMalformed),
		(|claim| claim.owner.truncate(41), Error::OwnerMalformed),
		(|claim| claim.timestamp += 1, Error::UnexpectedWitness),
		(|claim| claim.epoch = 2, Error::UnknownEpoch),
		(|claim| claim.provider = b"https".to_vec().try_into().unwrap(), Error::UnknownKind),
	];
	for (number, (breach, error)) in breaches.into_iter().enumerate() {
		build_and_execute(|| {
			open();
			let mut changed = claim();
			breach(&mut changed);
			println!("breach {number}");
			assert_noop!(submit(BOB, &changed), error);
		});
	}
}

#[test]
fn claim_is_refused_when_a_part_is_not_text() {
	let parts: [fn(&mut SignedClaim) -> &mut u8; 5] = [
		|claim| &mut claim.provider[0],
		|claim| &mut claim.parameters[0],
		|claim| &mut claim.context[0],
		|claim| &mut claim.owner[0],
		|claim| &mut claim.identifier[0],
	];
	build_and_execute(|| {
		open();
		for part in parts {
			let mut changed = claim();
			*part(&mut changed) = 0xff;
			assert_noop!(submit(BOB, &changed), Error::<Test>::NotText);
		}
	});
}

/// Moved to another part, a line feed leaves the identifier as it is.
#[test]
fn claim_is_refused_when_a_part_holds_a_line_feed() {
	build_and_execute(|| {
		open();
		let mut moved = claim();
		let parameters = moved.parameters.into_inner();
		moved.provider = [moved.provider.as_slice(), b"\n", &parameters[..1]].concat().try_into().unwrap();
		moved.parameters = parameters[1..].to_vec().try_into().unwrap();
		assert_noop!(submit(BOB, &moved), Error::<Test>::LineFeed);
	});
}

#[test]
fn claim_is_refused_when_its_context_is_not_as_expected() {
	build_and_execute(|| {
		open();
		for (context, error) in [
			("[]".into(), Error::<Test>::ContextMalformed),
			(r#"{"providerHash":"0xab"}"#.into(), Error::ContextMalformed),
			(r#"{"contextMessage":"a","contextMessage":"b"}"#.into(), Error::ContextMalformed),
			(String::new(), Error::UnknownProvider),
			("{}".into(), Error::UnknownProvider),
			(format!(r#"{{"providerHash":"0x{}"}}"#, "cd".repeat(32)), Error::UnknownProvider),
		] {
			let mut other = template();
			other.context = context;
			assert_noop!(submit(BOB, &signed_claim(other.make())), error);
		}
	});
}

#[test]
fn claim_is_taken_up_to_its_greatest_age_and_skew_and_not_beyond() {
	build_and_execute(|| {
		open();
		TestClock::set(SEEN_AT + MAX_AGE + 1);
		assert_noop!(submit(BOB, &claim()), Error::<Test>::Stale);
		TestClock::set(SEEN_AT - MAX_SKEW - 1);
		assert_noop!(submit(BOB, &claim()), Error::<Test>::FromTheFuture);
	});
	for at in [SEEN_AT + MAX_AGE, SEEN_AT - MAX_SKEW] {
		build_and_execute(|| {
			open();
			TestClock::set(at);
			assert_ok!(submit(BOB, &claim()));
		});
	}
}

#[test]
fn claim_is_refused_when_it_was_seen_outside_its_epoch() {
	for (from, to, is_inside) in
		[(0, SEEN_AT, false), (0, SEEN_AT + 1, true), (SEEN_AT, SEEN_AT + 1, true), (SEEN_AT + 1, u64::MAX, false)]
	{
		build_and_execute(|| {
			let witnesses = witnesses(&["a", "b", "c", "d", "e"]);
			assert_ok!(Zktls::open_epoch(RuntimeOrigin::root(), witnesses, 3, Window { from, to }));
			assert_ok!(Zktls::allow_provider(RuntimeOrigin::root(), PROVIDER));
			match is_inside {
				true => {
					assert_ok!(submit(BOB, &claim()));
				}
				false => {
					assert_noop!(submit(BOB, &claim()), Error::<Test>::OutsideEpoch);
				}
			}
		});
	}
}

/// What was signed in one epoch counts in no other, be it of the same witnesses.
#[test]
fn claim_is_judged_by_its_own_epoch() {
	build_and_execute(|| {
		open();
		let all = ["a", "b", "c", "d", "e"];
		let window = Window { from: SEEN_AT + 1, to: 1 << 63 };
		assert_ok!(Zktls::open_epoch(RuntimeOrigin::root(), witnesses(&all), 3, window));
		let mut moved = claim();
		moved.epoch = 2;
		assert_noop!(submit(BOB, &moved), Error::<Test>::OutsideEpoch);
		moved.timestamp += 1;
		assert_noop!(submit(BOB, &moved), Error::<Test>::UnexpectedWitness);
		// The epoch before is over, and its claims of before count still.
		let mut late = template();
		late.timestamp += 1;
		assert_noop!(submit(BOB, &signed_claim(late.make())), Error::<Test>::OutsideEpoch);
		assert_ok!(submit(BOB, &claim()));
		let mut next = template();
		next.timestamp += 1;
		next.epoch = 2;
		next.parameters.push(' ');
		assert_ok!(submit(BOB, &signed_claim(next.make())));
	});
}

#[test]
fn claim_is_refused_when_the_deposit_cannot_be_paid_or_nobody_signs() {
	build_and_execute(|| {
		open();
		assert_noop!(submit(PAUPER, &claim()), TokenError::FundsUnavailable);
		assert_noop!(Zktls::submit(RuntimeOrigin::none(), Box::new(claim())), DispatchError::BadOrigin);
		assert_noop!(Zktls::submit(RuntimeOrigin::root(), Box::new(claim())), DispatchError::BadOrigin);
	});
}

/// Parts are bounded as they are decoded: nothing longer is looked at.
#[test]
fn claim_cannot_be_decoded_when_a_part_is_too_long() {
	type Parts = (Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>, u64, u32, Vec<u8>, Vec<[u8; 65]>);
	let with = |lengths: [usize; 6]| -> Parts {
		let text = |place: usize| vec![b'x'; lengths[place]];
		(text(0), text(1), text(2), text(3), 0, 0, text(4), vec![[0; 65]; lengths[5]])
	};
	let decodes = |parts: Parts| SignedClaim::decode(&mut parts.encode().as_slice()).is_ok();
	let longest = [64, 16 * 1024, 8 * 1024, 42, 66, 16];
	assert!(decodes(with(longest)));
	for place in 0..6 {
		let mut lengths = longest;
		lengths[place] += 1;
		assert!(!decodes(with(lengths)), "part {place}");
	}
	// A signature that lacks a byte takes it from nowhere.
	let mut short = claim().encode();
	short.pop();
	assert!(SignedClaim::decode(&mut short.as_slice()).is_err());
}
