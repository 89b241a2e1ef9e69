use crate::{mock::*, Error, Event, Links};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

#[test]
fn deposit_is_returned_and_nothing_left_when_an_address_is_unlinked() {
	build_and_execute(|| {
		link(ALICE, "alice");
		System::reset_events();
		assert_ok!(Zktls::unlink(signed(ALICE), address("alice")));
		assert_eq!(Zktls::account_of(address("alice")), None);
		assert_eq!(Links::<Test>::iter().count(), 0);
		assert_eq!(held(ALICE), (0, 0));
		assert_events(vec![Event::Unlinked { address: address("alice"), account: ALICE }]);
	});
}

#[test]
fn address_can_be_linked_to_another_account_when_it_is_unlinked() {
	build_and_execute(|| {
		link(ALICE, "alice");
		assert_ok!(Zktls::unlink(signed(ALICE), address("alice")));
		link(BOB, "alice");
		assert_eq!(Zktls::account_of(address("alice")), Some(BOB));
	});
}

#[test]
fn address_is_not_unlinked_when_it_is_not_that_accounts() {
	build_and_execute(|| {
		assert_noop!(Zktls::unlink(signed(ALICE), address("alice")), Error::<Test>::NotLinked);
		link(ALICE, "alice");
		assert_noop!(Zktls::unlink(signed(BOB), address("alice")), Error::<Test>::NotOwner);
		assert_noop!(Zktls::unlink(RuntimeOrigin::root(), address("alice")), DispatchError::BadOrigin);
	});
}
