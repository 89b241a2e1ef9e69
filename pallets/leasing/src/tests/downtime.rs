use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::{
	mocks::{MockAgenda, MockEscrow, MockStakes},
	Role,
};

/// What was asked of the stake of the first provider, and whether it said so itself.
fn charges() -> Vec<(Balance, bool)> {
	let faults = MockStakes::take_faults().into_iter();
	faults
		.map(|(role, operator, fault)| {
			assert_eq!((role, operator), (Role::Provider, provider(1)));
			(fault.amount, fault.self_reported)
		})
		.collect()
}

#[test]
fn downtime_costs_more_for_as_long_as_it_lasts() {
	build_and_execute(|| {
		let id = lease(1);
		run_to(11);
		assert_ok!(Leasing::challenge_liveness(signed(STRANGER), id));
		run_to(30);
		assert_eq!(charges(), [(40, false)]);
		run_to(31);
		assert_eq!(charges(), [(40, false)]);
		run_to(111);
		assert_eq!(charges(), [(520, false)]);
		run_to(311);
		assert_eq!(charges(), [(400, false)]);
		let downtime = Leasing::downtime(worker(1)).unwrap();
		assert_eq!((downtime.charged, downtime.due), (BOND, None));
		run_to(1_000);
		assert_eq!((charges(), MockAgenda::waiting()), (vec![], 0));
	});
}

#[test]
fn report_of_its_own_costs_half_and_needs_no_reporter() {
	build_and_execute(|| {
		let id = lease(1);
		run_to(11);
		assert_noop!(Leasing::report_down(signed(STRANGER), id), Error::<Test>::NotProvider);
		assert_noop!(Leasing::report_down(signed(TENANT), id), Error::<Test>::NotProvider);
		assert_ok!(Leasing::report_down(signed(provider(1)), id));
		// The blocks it was there for are paid.
		assert_eq!(last_end(), (id, Reason::ReportedDown, 70, 930));
		assert_eq!(MockEscrow::account(0).paid, [(provider(1), 70)]);
		System::assert_last_event(
			Event::DowntimeCharged { worker: worker(1), provider: provider(1), amount: 20 }.into(),
		);
		let faults = MockStakes::take_faults();
		assert_eq!((&faults[0].2.claim, faults[0].2.reporter), (&None, None));
		run_to(31);
		assert_eq!(charges(), [(40, true)]);
		assert_noop!(Leasing::report_down(signed(provider(1)), id), Error::<Test>::NotFound);
	});
}

#[test]
fn machine_that_is_back_costs_no_more_and_can_be_rented() {
	build_and_execute(|| {
		let id = lease(1);
		assert_ok!(Leasing::report_down(signed(provider(1)), id));
		assert_eq!(charges(), [(40, true)]);
		run_to(20);
		assert_noop!(Leasing::restore(signed(provider(1))), Error::<Test>::NotFound);
		assert_ok!(Leasing::restore(signed(worker(1))));
		System::assert_last_event(Event::Restored { worker: worker(1) }.into());
		run_to(500);
		assert_eq!((charges(), MockAgenda::waiting()), (vec![], 0));
		assert_noop!(Leasing::restore(signed(worker(1))), Error::<Test>::NotFound);
		lease(1);
	});
}

#[test]
fn downtime_is_charged_once_when_the_agenda_is_late() {
	build_and_execute(|| {
		let id = lease(1);
		assert_ok!(Leasing::report_down(signed(provider(1)), id));
		assert_eq!(charges(), [(40, true)]);
		skip_to(150);
		serve();
		assert_eq!(charges(), [(560, true)]);
		assert_eq!(Leasing::downtime(worker(1)).unwrap().due.unwrap().at, 301);
	});
}

#[test]
fn downtime_costs_nothing_when_the_table_is_empty() {
	build_and_execute(|| {
		DowntimeCosts::<Test>::kill();
		let id = lease(1);
		assert_ok!(Leasing::report_down(signed(provider(1)), id));
		assert_eq!(charges(), []);
		assert_eq!(Leasing::downtime(worker(1)).unwrap().due, None);
	});
}

#[test]
fn charge_asks_for_no_more_than_the_new_table_when_it_was_changed() {
	build_and_execute(|| {
		let id = lease(1);
		assert_ok!(Leasing::report_down(signed(provider(1)), id));
		assert_eq!(charges(), [(40, true)]);
		let mild = table().iter().map(|step| Step { after: step.after, share: step.share / 4 }).collect::<Vec<_>>();
		assert_ok!(Leasing::set_downtime_costs(RuntimeOrigin::root(), mild.try_into().unwrap()));
		run_to(21);
		assert_eq!(charges(), []);
		run_to(101);
		assert_eq!(charges(), [(110, true)]);
	});
}
