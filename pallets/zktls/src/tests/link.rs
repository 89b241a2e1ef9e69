use crate::{mock::*, Error, Event};
use frame_support::{assert_noop, assert_ok};
use piazza_fixtures::reclaim::sign_text;
use sp_runtime::{DispatchError, TokenError};

#[test]
fn address_is_linked_when_it_signed_the_text() {
	build_and_execute(|| {
		let text = "Piazza: zkTLS claims of this Ethereum address count for the account below.\n\
			Account: 0x0100000000000000\n\
			Chain: 0x0101010101010101010101010101010101010101010101010101010101010101";
		assert_eq!(Zktls::link_text(ALICE), text);
		assert_ok!(Zktls::link(signed(ALICE), address("alice"), sign_text("alice", text)));
		assert_eq!(Zktls::account_of(address("alice")), Some(ALICE));
		assert_eq!(held(ALICE), (LINK_DEPOSIT, 0));
		assert_events(vec![Event::Linked { address: address("alice"), account: ALICE }]);
	});
}

#[test]
fn account_can_link_several_addresses() {
	build_and_execute(|| {
		link(ALICE, "alice");
		link(ALICE, "alice too");
		assert_eq!(Zktls::account_of(address("alice")), Zktls::account_of(address("alice too")));
		assert_eq!(held(ALICE), (2 * LINK_DEPOSIT, 0));
	});
}

#[test]
fn link_is_refused_when_the_address_is_linked_already() {
	build_and_execute(|| {
		link(ALICE, "alice");
		for who in [ALICE, BOB] {
			let again = Zktls::link(signed(who), address("alice"), link_signature("alice", who));
			assert_noop!(again, Error::<Test>::AlreadyLinked);
		}
	});
}

#[test]
fn link_is_refused_when_another_key_signed() {
	build_and_execute(|| {
		let refused = Zktls::link(signed(ALICE), address("alice"), link_signature("bob", ALICE));
		assert_noop!(refused, Error::<Test>::SignerMismatch);
	});
}

#[test]
fn link_is_refused_when_the_signature_is_for_another_account() {
	build_and_execute(|| {
		let refused = Zktls::link(signed(BOB), address("alice"), link_signature("alice", ALICE));
		assert_noop!(refused, Error::<Test>::SignerMismatch);
	});
}

#[test]
fn link_is_refused_when_the_signature_is_for_another_chain() {
	build_and_execute(|| {
		let signature = link_signature("alice", ALICE);
		set_chain(2);
		let refused = Zktls::link(signed(ALICE), address("alice"), signature);
		assert_noop!(refused, Error::<Test>::SignerMismatch);
		set_chain(1);
		assert_ok!(Zktls::link(signed(ALICE), address("alice"), signature));
	});
}

/// A claim's own signature is over another text, whatever it says.
#[test]
fn link_is_refused_when_another_text_was_signed() {
	build_and_execute(|| {
		let text = Zktls::link_text(ALICE);
		for other in [String::new(), format!("{text}\n"), text.to_lowercase(), text.replace('\n', "\r\n")] {
			let refused = Zktls::link(signed(ALICE), address("alice"), sign_text("alice", &other));
			assert_noop!(refused, Error::<Test>::SignerMismatch);
		}
	});
}

#[test]
fn link_is_refused_when_the_last_byte_is_not_that_of_the_signature() {
	build_and_execute(|| {
		let good = link_signature("alice", ALICE);
		for v in (0..=u8::MAX).filter(|v| *v != good[64]) {
			let mut changed = good;
			changed[64] = v;
			let expected = match v {
				27 | 28 => Error::<Test>::SignerMismatch,
				_ => Error::<Test>::MalformedSignature,
			};
			assert_noop!(Zktls::link(signed(ALICE), address("alice"), changed), expected);
		}
		assert_ok!(Zktls::link(signed(ALICE), address("alice"), good));
	});
}

#[test]
fn link_is_refused_when_the_signature_is_not_in_canonical_form() {
	build_and_execute(|| {
		let twin = high_twin(&link_signature("alice", ALICE));
		assert_noop!(Zktls::link(signed(ALICE), address("alice"), twin), Error::<Test>::MalformedSignature);
		let mut zero = [0; 65];
		zero[64] = 27;
		assert_noop!(Zktls::link(signed(ALICE), address("alice"), zero), Error::<Test>::MalformedSignature);
	});
}

#[test]
fn link_is_refused_when_the_account_cannot_pay_the_deposit() {
	build_and_execute(|| {
		let refused = Zktls::link(signed(PAUPER), address("alice"), link_signature("alice", PAUPER));
		assert_noop!(refused, TokenError::FundsUnavailable);
		let unsigned = Zktls::link(RuntimeOrigin::root(), address("alice"), link_signature("alice", ALICE));
		assert_noop!(unsigned, DispatchError::BadOrigin);
	});
}
