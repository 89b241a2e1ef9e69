use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{traits::BadOrigin, BuildStorage, Perbill};

#[test]
fn bond_of_a_class_counts_for_leases_from_then_on() {
	build_and_execute(|| {
		let id = lease(1);
		assert_noop!(Leasing::set_class_bond(signed(TENANT), CLASS, Some(1)), BadOrigin);
		let unknown = CLASS + 2;
		assert_noop!(Leasing::set_class_bond(RuntimeOrigin::root(), unknown, Some(1)), Error::<Test>::ClassNotLeasable);
		assert_ok!(Leasing::set_class_bond(RuntimeOrigin::root(), CLASS, Some(300)));
		System::assert_last_event(Event::ClassBondSet { class: CLASS, old: Some(BOND), new: Some(300) }.into());
		assert_eq!((record(id).bond, record(lease(2)).bond), (BOND, 300));
		assert_ok!(Leasing::set_class_bond(RuntimeOrigin::root(), CLASS, None));
		assert_noop!(Leasing::place_order(signed(TENANT), order_terms()), Error::<Test>::ClassNotLeasable);
		assert_ok!(Leasing::close(signed(TENANT), id));
	});
}

#[test]
fn machine_of_a_class_without_a_bond_commits_no_stake() {
	build_and_execute(|| {
		assert_ok!(Leasing::set_class_bond(RuntimeOrigin::root(), CLASS, Some(0)));
		lease(1);
		assert_eq!(Committed::<Test>::iter().count(), 0);
		Leasing::do_try_state().unwrap();
	});
}

#[test]
fn costs_of_downtime_are_set_when_the_table_grows() {
	build_and_execute(|| {
		let step = |after, percent| Step { after, share: Perbill::from_percent(percent) };
		let set = |steps: Vec<Step<BlockNumber>>| {
			Leasing::set_downtime_costs(RuntimeOrigin::root(), steps.try_into().unwrap())
		};
		assert_noop!(Leasing::set_downtime_costs(signed(TENANT), table()), BadOrigin);
		for steps in [vec![], vec![step(1, 4)], vec![step(0, 4), step(5, 4)], vec![step(0, 4), step(0, 5)]] {
			assert_noop!(set(steps), Error::<Test>::InvalidTable);
		}
		let steps = vec![step(0, 1), step(9, 2)];
		assert_ok!(set(steps.clone()));
		assert_eq!(DowntimeCosts::<Test>::get().into_inner(), steps);
	});
}

#[test]
#[should_panic(expected = "does not grow")]
fn genesis_panics_when_the_table_does_not_grow() {
	let step = Step { after: 1, share: Perbill::from_percent(4) };
	let _ = GenesisConfig::<Test> { downtime_costs: vec![step], ..Default::default() }.build_storage();
}
