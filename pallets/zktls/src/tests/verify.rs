//! What other pallets ask for.

use crate::{mock::*, Error, UsedClaims};
use frame_support::{assert_noop, assert_ok, assert_storage_noop};
use piazza_primitives::{WebClaims, WebFact};
use sp_core::H256;

fn verify(who: AccountId) -> Result<WebFact, sp_runtime::DispatchError> {
	<Zktls as WebClaims<AccountId>>::verify(&who, &claim())
}

#[test]
fn claim_is_verified_as_often_as_it_is_asked_when_it_is_the_accounts_own() {
	build_and_execute(|| {
		open();
		link(ALICE, "alice");
		let question =
			sp_io::hashing::keccak_256(&[claim().provider.as_slice(), claim().parameters.as_slice()].concat());
		let fact = WebFact {
			identifier: identifier(&claim()),
			provider: PROVIDER,
			question: H256(question),
			seen_at: SEEN_AT,
		};
		for _ in 0..2 {
			assert_storage_noop!(assert_eq!(verify(ALICE), Ok(fact)));
		}
		// It remembers nothing, and does not ask what was submitted.
		assert_ok!(submit(BOB, &claim()));
		assert_eq!(verify(ALICE), Ok(fact));
		assert_eq!(UsedClaims::<Test>::iter().count(), 1);
	});
}

#[test]
fn claim_is_refused_when_its_owner_is_not_linked_to_the_account() {
	build_and_execute(|| {
		open();
		assert_noop!(verify(ALICE), Error::<Test>::NotLinked);
		link(BOB, "alice");
		assert_noop!(verify(ALICE), Error::<Test>::NotOwner);
		assert_ok!(Zktls::unlink(signed(BOB), address("alice")));
		link(ALICE, "another address");
		assert_noop!(verify(ALICE), Error::<Test>::NotLinked);
	});
}

#[test]
fn claim_is_refused_for_another_pallet_as_it_is_when_submitted() {
	build_and_execute(|| {
		link(ALICE, "alice");
		assert_noop!(verify(ALICE), Error::<Test>::UnknownEpoch);
		open();
		assert_ok!(Zktls::disallow_provider(RuntimeOrigin::root(), PROVIDER));
		assert_noop!(verify(ALICE), Error::<Test>::UnknownProvider);
		TestClock::set(SEEN_AT + MAX_AGE + 1);
		assert_noop!(verify(ALICE), Error::<Test>::Stale);
	});
}
