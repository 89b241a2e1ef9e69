use crate::{
	mock::{Panels, *},
	*,
};
use frame_support::weights::Weight;
use piazza_primitives::{mocks::MockAgenda, HandleDue, OnVerdict, Stakes, Window};
use sp_runtime::DispatchError;

const ALL: [fn(u64) -> Due; 3] =
	[|panel| Due::Draw { panel }, |panel| Due::CommitsEnd { panel }, |panel| Due::RevealsEnd { panel }];

/// Serves every kind of item for the panel and checks that nothing changes.
fn nothing_happens(id: u64) {
	let before = (Panels::panel(id), MockAgenda::waiting(), Given::get());
	System::reset_events();
	ALL.iter().for_each(|item| Panels::handle_due(item(id)));
	assert_eq!((Panels::panel(id), MockAgenda::waiting(), Given::get()), before);
	assert_events(vec![]);
}

#[test]
fn due_is_ignored_when_the_panel_does_not_exist() {
	Mock::default().build_and_execute(|| nothing_happens(0));
}

#[test]
fn due_is_ignored_when_its_time_has_not_come_or_is_over() {
	Mock::default().checkers(5).build_and_execute(|| {
		nothing_happens(convene(6));
		let (id, members) = drawn();
		nothing_happens(id);
		members.iter().for_each(|member| commit(id, *member, 9));
		nothing_happens(id);
		members.iter().for_each(|member| reveal(id, *member, 9));
		nothing_happens(id);
	});
}

#[test]
fn due_of_another_kind_is_ignored_when_the_time_has_come() {
	Mock::default().checkers(5).build_and_execute(|| {
		let (id, members) = drawn();
		commit(id, members[0], 9);
		skip_to(24);
		Panels::handle_due(Due::Draw { panel: id });
		Panels::handle_due(Due::RevealsEnd { panel: id });
		assert!(matches!(stage(id), Stage::Committing { .. }));
		serve();
		assert!(matches!(stage(id), Stage::Revealing { .. }));
	});
}

#[test]
fn due_leaves_the_whole_time_when_it_is_late() {
	Mock::default().checkers(5).build_and_execute(|| {
		let id = convene(7);
		new_randomness();
		skip_to(40);
		new_randomness();
		serve();
		assert_eq!(stage(id), Stage::Committing { commits: Window { from: 40, to: 50 } });
		commit(id, members(id)[0], 9);
		skip_to(70);
		serve();
		assert_eq!(stage(id), Stage::Revealing { reveals: Window { from: 70, to: 76 } });
	});
}

#[test]
fn due_is_tried_again_when_it_was_postponed() {
	Mock::default().checkers(5).build_and_execute(|| {
		let (id, members) = drawn();
		commit(id, members[0], 9);
		run_to(23);
		// What happens when the agenda is full.
		skip_to(24);
		let due = Panels::panel(id).unwrap().due;
		<MockAgenda as piazza_primitives::Agenda<Due, BlockNumber>>::cancel(due);
		Panels::postpone(Due::CommitsEnd { panel: id }, DispatchError::Unavailable);
		assert_events(vec![
			Event::Committed { panel: id, member: members[0] },
			Event::Postponed { panel: id, error: DispatchError::Unavailable },
		]);
		run_to(24 + DRAW_DELAY);
		assert!(matches!(stage(id), Stage::Revealing { .. }));
	});
}

#[test]
fn due_weighs_what_the_worst_case_takes() {
	Mock::default().build_and_execute(|| {
		let most = <Panels as HandleDue<Due>>::max_weight();
		assert!(ALL.iter().all(|item| Panels::weight_of(&item(0)).all_lte(most)));
		let stakes = <Test as Config>::Stakes::slash_weight().saturating_mul(SEATS.into());
		let strikes = <() as WeightInfo>::strike_off().saturating_mul(SEATS.into());
		let court = Court::on_verdict_weight();
		let conclude =
			<() as WeightInfo>::conclude().saturating_add(stakes).saturating_add(strikes).saturating_add(court);
		assert_eq!(Panels::conclude_weight(), conclude);
		let postpone: Weight = <() as WeightInfo>::postpone();
		assert_eq!(Panels::weight_of(&Due::RevealsEnd { panel: 0 }), conclude.saturating_add(postpone));
		let draw = <() as WeightInfo>::draw(MAX_LOTS).saturating_add(court).saturating_add(postpone);
		assert_eq!(Panels::weight_of(&Due::Draw { panel: 0 }), draw);
	});
}

#[test]
fn invariants_fail_when_the_register_has_a_gap_or_a_duty_is_lost() {
	Mock::default().checkers(5).build_and_execute(|| {
		Checkers::<Test>::swap(0, 1);
		assert!(Panels::do_try_state().is_err());
		Checkers::<Test>::swap(0, 1);
		Panels::do_try_state().unwrap();
		let last = Checkers::<Test>::take(4).unwrap();
		assert!(Panels::do_try_state().is_err());
		Checkers::<Test>::insert(4, last);
		let (_, members) = drawn();
		let duties = Duties::<Test>::take(members[0]);
		assert!(Panels::do_try_state().is_err());
		Duties::<Test>::insert(members[0], duties);
	});
}
