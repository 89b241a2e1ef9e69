use crate::{
	mock::{Batches, *},
	*,
};
use frame_support::traits::Hooks;
use piazza_primitives::{mocks::MockAgenda, BatchId, HandleDue, Window};

/// Serves every kind of item for the batch and checks that nothing changes.
fn nothing_happens(id: BatchId) {
	let before = (Batches::batch(id), MockAgenda::waiting());
	System::reset_events();
	Batches::handle_due(Due::End { batch: id });
	Batches::handle_due(Due::Ruling { batch: id });
	assert_eq!((Batches::batch(id), MockAgenda::waiting()), before);
	assert_events(vec![]);
}

#[test]
fn batch_is_over_and_its_bond_free_when_nobody_disputes_it_in_time() {
	execute(|| {
		let id = report(5);
		System::reset_events();
		run(DISPUTE_WINDOW - 1);
		assert_eq!(bonded(provider(1)), Bond::get());
		run(1);
		assert_eq!((Batches::batch(id), MockAgenda::waiting()), (None, 0));
		assert_eq!((bonded(provider(1)), wealth(provider(1))), (0, PURSE));
		assert_events(vec![Event::BatchClosed { batch: id }]);
	});
}

#[test]
fn batch_is_over_when_its_end_is_served_late() {
	execute(|| {
		let id = report(5);
		skip_to(START + 3 * DISPUTE_WINDOW);
		assert!(Batches::batch(id).is_some());
		serve();
		assert_eq!((Batches::batch(id), bonded(provider(1))), (None, 0));
	});
}

#[test]
fn batch_keeps_the_bond_it_was_reported_with_when_bonds_change() {
	execute(|| {
		let id = report(5);
		Bond::set(99);
		Batches::do_try_state().unwrap();
		run(DISPUTE_WINDOW);
		assert_eq!((Batches::batch(id), bonded(provider(1))), (None, 0));
	});
}

#[test]
fn due_is_ignored_when_there_is_no_such_batch() {
	execute(|| nothing_happens(0));
}

#[test]
fn due_is_ignored_when_the_batch_has_moved_on() {
	execute(|| {
		let id = report(5);
		nothing_happens(id);
		try_dispute(DISPUTER, id, 5, 3, TRUTH).unwrap();
		nothing_happens(id);
		hear(id, None, 0);
		nothing_happens(id);
		run(1);
		nothing_happens(id);
	});
}

#[test]
fn due_of_another_kind_is_ignored_when_the_time_has_come() {
	execute(|| {
		let id = report(5);
		skip_to(START + DISPUTE_WINDOW);
		Batches::handle_due(Due::Ruling { batch: id });
		assert!(Batches::batch(id).is_some());

		try_report(2, 5).unwrap();
		try_dispute(DISPUTER, id + 1, 5, 3, TRUTH).unwrap();
		hear(id + 1, Some(TRUTH), 3);
		skip_to(START + DISPUTE_WINDOW + 1);
		Batches::handle_due(Due::End { batch: id + 1 });
		assert!(Batches::batch(id + 1).unwrap().dispute.is_some());
	});
}

#[test]
fn due_weighs_no_more_than_the_maximum() {
	execute(|| {
		let most = <Batches as HandleDue<Due>>::max_weight();
		let end = Batches::weight_of(&Due::End { batch: 0 });
		assert_eq!(end, <() as WeightInfo>::end() + <() as WeightInfo>::postpone());
		assert!(end.all_lte(most) && Batches::weight_of(&Due::Ruling { batch: 0 }).all_lte(most));
	});
}

/// The invariants do not hold once the batch is changed like this.
fn refuted(id: BatchId, spoil: impl FnOnce(&mut BatchOf<Test>)) {
	let sound = Batches::batch(id).unwrap();
	let mut batch = sound.clone();
	spoil(&mut batch);
	pallet::Batches::<Test>::insert(id, batch);
	assert!(Batches::do_try_state().is_err());
	pallet::Batches::<Test>::insert(id, sound);
	Batches::do_try_state().unwrap();
}

#[test]
fn invariants_fail_when_a_batch_is_unsound() {
	execute(|| {
		let id = report(5);
		refuted(id, |batch| batch.bond = 30);
		refuted(id, |batch| batch.provider = provider(2));
		refuted(id, |batch| batch.provider = checker(1));
		refuted(id, |batch| batch.due = None);
		refuted(id, |batch| batch.count = 0);
		refuted(id, |batch| batch.disputes.from = START + 1);
		refuted(id, |batch| batch.disputes = Window { from: START, to: START });
		NextId::<Test>::put(0);
		assert!(Batches::do_try_state().is_err());
		NextId::<Test>::put(1);
		frame_support::storage::unhashed::kill(&pallet::Batches::<Test>::counter_storage_final_key());
		assert!(Batches::do_try_state().is_err());
		pallet::Batches::<Test>::initialize_counter();
	});
}

#[test]
fn invariants_fail_when_a_dispute_is_unsound() {
	execute(|| {
		let id = disputed();
		let refuted = |spoil: fn(&mut DisputeOf<Test>)| {
			refuted(id, |batch| spoil(batch.dispute.as_mut().unwrap()));
		};
		refuted(|dispute| dispute.bond = 9);
		refuted(|dispute| dispute.disputer = STRANGER);
		refuted(|dispute| dispute.leaf.index = 5);
		refuted(|dispute| dispute.output = dispute.leaf.output.clone());
		refuted(|dispute| dispute.since = START - 1);
		refuted(|dispute| dispute.since = START + DISPUTE_WINDOW);
		refuted(|dispute| dispute.finding = Some(Finding { answer: None, majority: Default::default() }));
		super::due::refuted(id, |batch| batch.dispute = None);
		super::due::refuted(id, |batch| batch.worker = DISPUTER);
	});
}

#[test]
fn integrity_holds_when_either_bond_pays_the_panel() {
	execute(|| {
		Bond::set(DISPUTE_BOND);
		Batches::integrity_test();
	});
}

#[test]
#[should_panic(expected = "a panel must be paid the same by whoever was wrong")]
fn integrity_fails_when_the_bond_is_too_low_for_the_panel() {
	execute(|| {
		Bond::set(DISPUTE_BOND - 1);
		Batches::integrity_test();
	});
}
