use crate::{
	mock::{Batches, *},
	*,
};
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{GetDispatchInfo, Pays},
};
use piazza_primitives::{
	mocks::{MockAgenda, MockAttested, MockLeases, MockStakes},
	BatchSource, Leases, ProgramId, ProgramKind, Role, Window,
};
use sp_core::H256;
use sp_runtime::{DispatchError, TokenError};

fn refused(who: AccountId, lease: u64, program: ProgramId, count: u32, error: impl Into<DispatchError>) {
	let error: DispatchError = error.into();
	assert_noop!(Batches::report(signed(who), lease, program, root(5), count), error);
}

#[test]
fn report_holds_a_bond_and_opens_the_results_to_disputes() {
	execute(|| {
		MockStakes::set_era(4);
		let post = Batches::report(signed(worker(1)), 1, program(), root(5), 5).unwrap();
		assert_eq!(post.pays_fee, Pays::No);
		let batch = Batches::batch(0).unwrap();
		let expected = Batch {
			source: BatchSource::Lease(1),
			tenant: TENANT,
			provider: provider(1),
			worker: worker(1),
			program: program(),
			root: root(5),
			count: 5,
			reported_at: START,
			bond: Bond::get(),
			// All blocks since the lease began.
			claim: 10 * RATE,
			era: 4,
			disputes: Window { from: START, to: START + DISPUTE_WINDOW },
			dispute: None,
			due: batch.due,
		};
		assert_eq!(batch, expected);
		assert_eq!((batch.due.unwrap().at, MockAgenda::waiting()), (START + DISPUTE_WINDOW, 1));
		assert_eq!((bonded(provider(1)), wealth(provider(1))), (Bond::get(), PURSE));
		assert_events(vec![Event::Reported {
			batch: 0,
			source: BatchSource::Lease(1),
			worker: worker(1),
			program: program(),
			root: root(5),
			count: 5,
			until: START + DISPUTE_WINDOW,
		}]);
	});
}

#[test]
fn report_is_about_the_time_since_the_last_one() {
	execute(|| {
		let first = report(5);
		run(MIN_INTERVAL + 2);
		let second = report(1);
		let other = NextId::<Test>::get();
		assert_ok!(try_report(2, 3));
		let claims = [first, second, other].map(|id| Batches::batch(id).unwrap().claim);
		assert_eq!(claims, [10 * RATE, (MIN_INTERVAL + 2) as Balance * RATE, 17 * RATE]);
		assert_eq!((bonded(provider(1)), bonded(provider(2))), (2 * Bond::get(), Bond::get()));
	});
}

#[test]
fn report_gives_no_claim_when_rent_is_paid_in_another_asset() {
	execute(|| {
		MockLeases::start(9, TENANT, provider(1), worker(1), 0);
		run(MIN_INTERVAL);
		assert_ok!(Batches::report(signed(worker(1)), 9, program(), root(5), 5));
		assert_eq!(Batches::batch(0).unwrap().claim, 0);
	});
}

#[test]
fn report_weighs_what_noting_it_takes() {
	execute(|| {
		let call = Call::<Test>::report { lease: 1, program: program(), root: root(5), count: 5 };
		let expected = <() as WeightInfo>::report() + <MockLeases as Leases<AccountId>>::note_report_weight();
		assert_eq!(call.get_dispatch_info().call_weight, expected);
	});
}

#[test]
fn report_takes_as_many_results_as_a_batch_may_have() {
	execute(|| {
		assert_ok!(Batches::report(signed(worker(1)), 1, program(), root(5), MAX_COUNT));
		assert_ok!(Batches::report(signed(worker(2)), 2, program(), root(5), 1));
	});
}

#[test]
fn report_fails_when_not_signed() {
	execute(|| {
		let root_origin = RuntimeOrigin::root();
		assert_noop!(Batches::report(root_origin, 1, program(), root(5), 5), DispatchError::BadOrigin);
	});
}

#[test]
fn report_fails_when_the_lease_does_not_run() {
	execute(|| {
		refused(worker(1), 99, program(), 5, Error::<Test>::NotFound);
		MockLeases::end(1);
		refused(worker(1), 1, program(), 5, Error::<Test>::NotFound);
	});
}

#[test]
fn report_fails_when_signed_by_another_than_the_leased_worker() {
	execute(|| {
		for who in [worker(2), provider(1), TENANT, STRANGER] {
			refused(who, 1, program(), 5, Error::<Test>::NotWorker);
		}
	});
}

#[test]
fn report_fails_when_there_are_no_results_or_too_many() {
	execute(|| {
		refused(worker(1), 1, program(), 0, Error::<Test>::NoResults);
		refused(worker(1), 1, program(), MAX_COUNT + 1, Error::<Test>::TooManyResults);
	});
}

#[test]
fn report_fails_when_there_is_no_such_program() {
	execute(|| {
		refused(worker(1), 1, H256::repeat_byte(9), 5, Error::<Test>::UnknownProgram);
		MockAttested::remove_program(&program());
		refused(worker(1), 1, program(), 5, Error::<Test>::UnknownProgram);
	});
}

#[test]
fn report_fails_when_the_program_vouches_for_itself() {
	execute(|| {
		for (n, kind) in [(2, ProgramKind::Enclave), (3, ProgramKind::Circuit)] {
			MockAttested::add_program(H256::repeat_byte(n), kind);
			refused(worker(1), 1, H256::repeat_byte(n), 5, Error::<Test>::NotDisputable);
		}
	});
}

#[test]
fn report_fails_when_the_worker_is_not_active() {
	execute(|| {
		MockAttested::set_inactive(worker(1));
		refused(worker(1), 1, program(), 5, DispatchError::Other("NotActive"));
	});
}

#[test]
fn report_fails_when_the_worker_has_another_owner() {
	execute(|| {
		MockLeases::start(9, TENANT, provider(2), worker(1), RATE);
		run(MIN_INTERVAL);
		refused(worker(1), 9, program(), 5, Error::<Test>::OwnerChanged);
	});
}

#[test]
fn report_fails_when_nobody_stands_behind_it() {
	execute(|| {
		MockStakes::set_unbacked(Role::Provider, provider(1));
		refused(worker(1), 1, program(), 5, DispatchError::Other("Underbacked"));
	});
}

#[test]
fn report_fails_when_the_last_one_was_a_moment_ago() {
	execute(|| {
		report(5);
		run(MIN_INTERVAL - 1);
		refused(worker(1), 1, program(), 5, Error::<Test>::TooSoon);
	});
}

#[test]
fn report_fails_when_the_bond_cannot_be_spared() {
	execute(|| {
		MockAttested::set_active(worker(9), checker(1), piazza_primitives::Tier::Declared);
		MockLeases::start(9, TENANT, checker(1), worker(9), RATE);
		run(MIN_INTERVAL);
		refused(worker(9), 9, program(), 5, TokenError::FundsUnavailable);
	});
}
