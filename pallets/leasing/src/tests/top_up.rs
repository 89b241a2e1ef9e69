use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::mocks::MockEscrow;

#[test]
fn top_up_puts_the_end_off() {
	build_and_execute(|| {
		let id = lease(1);
		run_to(100);
		assert_ok!(Leasing::top_up(signed(SPONSOR), id, 50));
		System::assert_last_event(Event::ToppedUp { lease: id, from: SPONSOR, amount: 50, until: 151 }.into());
		run_to(150);
		assert_eq!(Leases::<Test>::count(), 1);
		run_to(151);
		assert_eq!(last_end(), (id, Reason::Exhausted, 1_050, 0));
		assert_eq!(MockEscrow::account(0).deposits, [(TENANT, 1_000), (SPONSOR, 50)]);
		assert_noop!(Leasing::top_up(signed(SPONSOR), id, 50), Error::<Test>::NotFound);
	});
}

#[test]
fn lease_ends_with_its_time_however_much_money_there_is() {
	build_and_execute(|| {
		let id = lease(1);
		assert_ok!(Leasing::top_up(signed(SPONSOR), id, 9_000));
		run_to(501);
		assert_eq!(last_end(), (id, Reason::Expired, 3_500, 6_500));
	});
}

#[test]
fn extend_goes_as_far_as_the_provider_agreed_to() {
	build_and_execute(|| {
		let id = lease(1);
		assert_ok!(Leasing::top_up(signed(SPONSOR), id, 9_000));
		assert_noop!(Leasing::extend(signed(SPONSOR), id, 550), Error::<Test>::NotTenant);
		assert_noop!(Leasing::extend(signed(TENANT), id, 501), Error::<Test>::NotLater);
		assert_noop!(Leasing::extend(signed(TENANT), id, 602), Error::<Test>::TooLong);
		assert_ok!(Leasing::extend(signed(TENANT), id, 601));
		System::assert_last_event(Event::Extended { lease: id, old: 501, new: 601 }.into());
		run_to(600);
		assert_eq!(Leases::<Test>::count(), 1);
		run_to(601);
		assert_eq!(last_end(), (id, Reason::Expired, 4_200, 5_800));
		assert_noop!(Leasing::extend(signed(TENANT), id, 700), Error::<Test>::NotFound);
	});
}

#[test]
fn extend_is_refused_when_the_lease_ends_in_this_block() {
	build_and_execute(|| {
		let id = lease(1);
		skip_to(144);
		assert_noop!(Leasing::extend(signed(TENANT), id, 550), Error::<Test>::Ending);
	});
}
