use crate::{
	mock::{Jobs, *},
	*,
};
use codec::Encode;
use frame_support::{assert_noop, assert_ok, dispatch::GetDispatchInfo};
use piazza_primitives::{
	mocks::{MockAgenda, MockPanel, MockPanels},
	JobId, OnVerdict, PanelCase, Panels, Window,
};
use sp_runtime::{DispatchError, TokenError};

fn refused(who: AccountId, id: JobId, output: u8, error: impl Into<DispatchError>) {
	let error: DispatchError = error.into();
	assert_noop!(Jobs::dispute(signed(who), id, content(output)), error);
}

#[test]
fn output_is_accepted_provisionally_and_nothing_moves_when_it_can_be_disputed() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = seated(disputable(3, 2), 300);
		workers.iter().zip([9, 8, 9]).for_each(|(n, output)| commit(id, *n, output));
		workers.iter().zip([9, 8]).for_each(|(n, output)| reveal(id, *n, output));
		System::reset_events();
		let post = Jobs::reveal(signed(worker(workers[2])), id, content(9), salt(workers[2])).unwrap();
		assert_eq!(post.actual_weight, Some(<() as WeightInfo>::reveal() + <() as WeightInfo>::settle(3)));
		let challenges = Window { from: 7, to: 27 };
		assert_eq!(stage(id), Stage::Provisional { output: content(9).hash, challenges, era: 0 });
		assert_eq!((Jobs::job(id).unwrap().due.unwrap().at, MockAgenda::waiting()), (27, 1));
		assert_events(vec![
			Event::Revealed { job: id, worker: worker(workers[2]), output_hash: content(9).hash },
			Event::AcceptedProvisionally { job: id, output: content(9).hash, until: 27 },
		]);
		run_to(26);
		assert!(Jobs::seats(id).iter().all(|seat| seat.outcome.is_none()));
		workers.iter().for_each(|n| assert_eq!((bonded(provider(*n)), paid(id, provider(*n))), (10, 0)));
		assert_eq!(refunded(id), None);
	});
}

#[test]
fn output_is_settled_as_ever_when_nobody_disputes_it() {
	Mock::default().fee(10).build_and_execute(|| {
		let (id, workers) = provisional(disputable(3, 2), &[9, 8, 9]);
		run_to(27);
		assert_eq!(stage(id), finalized(9));
		assert_eq!(workers.iter().map(|n| wealth(provider(*n))).collect::<Vec<_>>(), [1_005, 990, 1_005]);
		assert_eq!(workers.iter().map(|n| paid(id, provider(*n))).collect::<Vec<_>>(), [90, 0, 90]);
		assert_eq!((wealth(TENANT), refunded(id)), (PURSE, Some(100)));
	});
}

#[test]
fn output_is_accepted_provisionally_at_the_deadline_when_some_are_silent() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = seated(disputable(3, 2), 300);
		workers.iter().for_each(|n| commit(id, *n, 9));
		workers.iter().take(2).for_each(|n| reveal(id, *n, 9));
		run_to(31);
		assert!(matches!(stage(id), Stage::Provisional { challenges: Window { from: 31, to: 51 }, .. }));
		run_to(51);
		assert_eq!(stage(id), finalized(9));
		assert_eq!(workers.iter().map(|n| wealth(provider(*n))).collect::<Vec<_>>(), [1_005, 1_005, 990]);
	});
}

#[test]
fn job_without_a_quorum_fails_at_once_when_it_could_have_been_disputed() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = seated(disputable(3, 2), 300);
		answer(id, &workers, &[7, 8, 9]);
		assert_eq!(stage(id), failed(Failure::NoQuorum));
		let (id, _) = seated(disputable(1, 1), 100);
		run_to(System::block_number() + 30);
		assert_eq!(stage(id), failed(Failure::NoQuorum));
	});
}

#[test]
fn dispute_holds_a_bond_and_convenes_a_panel_of_others() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = provisional(disputable(3, 2), &[9, 8, 9]);
		System::reset_events();
		dispute(id, 7);
		assert_eq!(stage(id), Stage::Disputed { output: content(9).hash });
		assert_eq!((at_stake(DISPUTER), wealth(DISPUTER)), (DISPUTE_BOND, PURSE));
		let providers = workers.iter().map(|n| provider(*n));
		let excluded = [TENANT, DISPUTER].into_iter().chain(providers).collect();
		assert_eq!(MockPanels::<PanelCase>::take(), [MockPanel { case: PanelCase::Job(id).encode(), excluded }]);
		let expected =
			Dispute { disputer: DISPUTER, output: content(7), bond: DISPUTE_BOND, panel: 0, era: 0, finding: None };
		assert_eq!(Jobs::dispute_of(id), Some(expected));
		assert_events(vec![Event::Disputed {
			job: id,
			disputer: DISPUTER,
			output_hash: content(7).hash,
			panel: 0,
			bond: DISPUTE_BOND,
		}]);
		// It waits for the panel, however long that takes.
		assert_eq!((Jobs::job(id).unwrap().due, MockAgenda::waiting()), (None, 0));
		run_to(500);
		assert_eq!(stage(id), Stage::Disputed { output: content(9).hash });
	});
}

#[test]
fn dispute_weighs_what_convening_a_panel_takes() {
	Mock::default().build_and_execute(|| {
		let call = Call::<Test>::dispute { job: 0, output: content(7) };
		let convene = <MockPanels<PanelCase> as Panels<AccountId>>::convene_weight();
		assert_eq!(call.get_dispatch_info().call_weight, <() as WeightInfo>::dispute() + convene);
	});
}

#[test]
fn dispute_is_open_to_the_tenant_and_to_the_outvoted() {
	Mock::default().build_and_execute(|| {
		let (id, _) = provisional(disputable(3, 2), &[9, 8, 9]);
		assert_ok!(Jobs::dispute(signed(TENANT), id, content(8)));
		find(id, None, 0);
		let (id, workers) = provisional(disputable(3, 2), &[9, 8, 9]);
		assert_ok!(Jobs::dispute(signed(provider(workers[1])), id, content(8)));
	});
}

#[test]
fn dispute_fails_when_not_signed() {
	Mock::default().build_and_execute(|| {
		let (id, _) = provisional(disputable(3, 2), &[9, 9, 9]);
		assert_noop!(Jobs::dispute(RuntimeOrigin::root(), id, content(8)), DispatchError::BadOrigin);
	});
}

#[test]
fn dispute_fails_when_there_is_no_such_job() {
	Mock::default().build_and_execute(|| refused(DISPUTER, 0, 8, Error::<Test>::NotFound));
}

#[test]
fn dispute_fails_when_the_output_is_not_accepted_provisionally() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = seated(quorum(1, 1), 100);
		answer(id, &workers, &[9]);
		refused(DISPUTER, id, 8, Error::<Test>::WrongStage);
		let (id, workers) = seated(disputable(3, 2), 300);
		refused(DISPUTER, id, 8, Error::<Test>::WrongStage);
		workers.iter().for_each(|n| commit(id, *n, 9));
		refused(DISPUTER, id, 8, Error::<Test>::WrongStage);
		workers.iter().for_each(|n| reveal(id, *n, 9));
		run_to(27);
		assert_eq!(stage(id), finalized(9));
		refused(DISPUTER, id, 8, Error::<Test>::WrongStage);
	});
}

#[test]
fn dispute_fails_when_the_window_is_over() {
	Mock::default().build_and_execute(|| {
		let (id, _) = provisional(disputable(3, 2), &[9, 9, 9]);
		let (other, _) = provisional(disputable(3, 2), &[9, 9, 9]);
		run_to(26);
		dispute(id, 8);
		// Blocks are full: the end of the window is not served, and still nobody may dispute.
		let Stage::Provisional { challenges, .. } = stage(other) else { panic!("it is not disputed") };
		skip_to(challenges.to);
		refused(DISPUTER, other, 8, Error::<Test>::ChallengesClosed);
		serve();
		assert_eq!(stage(other), finalized(9));
	});
}

#[test]
fn dispute_fails_when_the_output_is_the_accepted_one() {
	Mock::default().build_and_execute(|| {
		let (id, _) = provisional(disputable(3, 2), &[9, 8, 9]);
		refused(DISPUTER, id, 9, Error::<Test>::SameOutput);
	});
}

#[test]
fn dispute_fails_when_its_own_output_is_the_accepted_one() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = provisional(disputable(3, 2), &[9, 8, 9]);
		for n in [workers[0], workers[2]] {
			refused(provider(n), id, 8, Error::<Test>::OwnOutput);
			refused(worker(n), id, 8, Error::<Test>::OwnOutput);
		}
	});
}

#[test]
fn dispute_fails_when_there_is_one() {
	Mock::default().build_and_execute(|| {
		let (id, _) = provisional(disputable(3, 2), &[9, 8, 9]);
		dispute(id, 8);
		refused(STRANGER, id, 7, Error::<Test>::AlreadyDisputed);
		Jobs::on_verdict(id, piazza_primitives::Verdict { answer: None, majority: vec![] });
		refused(STRANGER, id, 7, Error::<Test>::AlreadyDisputed);
	});
}

#[test]
fn dispute_fails_when_the_bond_cannot_be_spared() {
	Mock::default().build_and_execute(|| {
		let (id, _) = provisional(disputable(3, 2), &[9, 8, 9]);
		refused(checker(1), id, 8, TokenError::FundsUnavailable);
	});
}

#[test]
fn dispute_fails_when_there_are_too_few_checkers() {
	Mock::default().build_and_execute(|| {
		MockPanels::<PanelCase>::set_checkers(2);
		let (id, _) = provisional(disputable(3, 2), &[9, 8, 9]);
		refused(DISPUTER, id, 8, DispatchError::Other("TooFewCheckers"));
		assert_eq!(at_stake(DISPUTER), 0);
	});
}
