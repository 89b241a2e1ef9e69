use crate::{
	mock::{Jobs, *},
	*,
};
use frame_support::assert_ok;
use piazza_primitives::{
	mocks::{MockEscrow, MockReputation},
	Conduct, Domain,
};

fn outcome(verdict: Verdict, paid: Balance, bond_lost: Balance, bond_won: Balance) -> Outcome<Balance> {
	Outcome { verdict, paid, bond_lost, bond_won }
}

fn outcomes(id: u64) -> Vec<Outcome<Balance>> {
	Jobs::seats(id).into_iter().map(|seat| seat.outcome.unwrap()).collect()
}

fn native(workers: &[u64]) -> Vec<Balance> {
	workers.iter().map(|n| wealth(provider(*n))).collect()
}

#[test]
fn settle_pays_everybody_and_returns_all_bonds_when_all_agree() {
	Mock::default().fee(10).build_and_execute(|| {
		let (id, workers) = seated(quorum(3, 2), 301);
		answer(id, &workers, &[9, 9, 9]);
		assert_eq!(stage(id), finalized(9));
		assert_eq!(outcomes(id), [outcome(Verdict::Paid, 90, 0, 0); 3]);
		assert_eq!(native(&workers), [PURSE; 3]);
		workers.iter().for_each(|n| assert_eq!((paid(id, provider(*n)), bonded(provider(*n))), (90, 0)));
		assert_eq!(MockEscrow::account(escrow(id)).fees, 30);
		assert_eq!(refunded(id), Some(1));
		assert_eq!(wealth(TENANT), PURSE);
	});
}

#[test]
fn settle_shares_the_bond_of_the_outvoted_among_the_majority() {
	Mock::default().fee(10).build_and_execute(|| {
		let (id, workers) = seated(Policy { bond: 11, ..quorum(3, 2) }, 300);
		workers.iter().zip([9, 8, 9]).for_each(|(n, output)| commit(id, *n, output));
		reveal(id, workers[0], 9);
		reveal(id, workers[1], 8);
		System::reset_events();
		reveal(id, workers[2], 9);
		assert_eq!(
			outcomes(id),
			[outcome(Verdict::Paid, 90, 0, 5), outcome(Verdict::Outvoted, 0, 11, 0), outcome(Verdict::Paid, 90, 0, 5)]
		);
		assert_eq!(native(&workers), [PURSE + 5, PURSE - 11, PURSE + 5]);
		assert_eq!(workers.iter().map(|n| paid(id, provider(*n))).collect::<Vec<_>>(), [90, 0, 90]);
		// The dust of the bonds and the pay of the outvoted seat.
		assert_eq!((wealth(TENANT), refunded(id)), (PURSE + 1, Some(100)));
		assert_eq!(MockEscrow::account(escrow(id)).fees, 20);
		let settled = |seat: usize, verdict, paid, bond_lost, bond_won| Event::SeatSettled {
			job: id,
			worker: worker(workers[seat]),
			provider: provider(workers[seat]),
			verdict,
			paid,
			bond_lost,
			bond_won,
		};
		assert_events(vec![
			Event::Revealed { job: id, worker: worker(workers[2]), output_hash: content(9).hash },
			settled(0, Verdict::Paid, 90, 0, 5),
			settled(1, Verdict::Outvoted, 0, 11, 0),
			settled(2, Verdict::Paid, 90, 0, 5),
			Event::Finalized { job: id, output: content(9).hash },
		]);
	});
}

#[test]
fn settle_takes_the_bonds_of_those_who_did_not_commit_or_not_reveal() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = seated(quorum(5, 2), 500);
		workers.iter().take(4).for_each(|n| commit(id, *n, 9));
		run_to(26);
		workers.iter().take(3).for_each(|n| reveal(id, *n, 9));
		run_to(30);
		assert!(matches!(stage(id), Stage::Revealing { .. }));
		run_to(31);
		assert_eq!(stage(id), finalized(9));
		let (paid, silent) = (outcome(Verdict::Paid, 100, 0, 6), outcome(Verdict::Silent, 0, 10, 0));
		assert_eq!(outcomes(id), [paid, paid, paid, silent, silent]);
		assert_eq!(native(&workers), [PURSE + 6, PURSE + 6, PURSE + 6, PURSE - 10, PURSE - 10]);
		assert_eq!((wealth(TENANT), refunded(id)), (PURSE + 2, Some(200)));
	});
}

#[test]
fn settle_happens_at_once_when_all_who_committed_have_revealed() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = seated(quorum(3, 2), 300);
		commit(id, workers[0], 9);
		commit(id, workers[1], 9);
		run_to(26);
		reveal(id, workers[0], 9);
		reveal(id, workers[1], 9);
		assert_eq!(stage(id), finalized(9));
		assert_eq!(outcomes(id)[2], outcome(Verdict::Silent, 0, 10, 0));
		assert_eq!(native(&workers), [PURSE + 5, PURSE + 5, PURSE - 10]);
	});
}

#[test]
fn settle_returns_the_bonds_of_those_who_revealed_and_the_reward_when_there_is_no_quorum() {
	Mock::default().fee(10).build_and_execute(|| {
		let (id, workers) = seated(quorum(3, 2), 300);
		commit(id, workers[0], 7);
		commit(id, workers[1], 8);
		commit(id, workers[2], 9);
		reveal(id, workers[0], 7);
		reveal(id, workers[1], 8);
		System::reset_events();
		run_to(31);
		assert_eq!(stage(id), failed(Failure::NoQuorum));
		let undecided = outcome(Verdict::Undecided, 0, 0, 0);
		assert_eq!(outcomes(id), [undecided, undecided, outcome(Verdict::Silent, 0, 10, 0)]);
		assert_eq!(native(&workers), [PURSE, PURSE, PURSE - 10]);
		assert_eq!((wealth(TENANT), refunded(id)), (PURSE + 10, Some(300)));
		assert_eq!(MockEscrow::account(escrow(id)).fees, 0);
		assert_eq!(
			System::read_events_for_pallet::<Event<Test>>().last(),
			Some(&Event::Failed { job: id, reason: Failure::NoQuorum, refunded: 300 })
		);
	});
}

#[test]
fn settle_gives_all_bonds_to_the_tenant_when_nobody_committed() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = seated(quorum(3, 2), 300);
		run_to(25);
		assert!(matches!(stage(id), Stage::Assigned { .. }));
		run_to(26);
		assert_eq!(stage(id), failed(Failure::NoQuorum));
		assert_eq!(outcomes(id), [outcome(Verdict::Silent, 0, 10, 0); 3]);
		assert_eq!(native(&workers), [PURSE - 10; 3]);
		assert_eq!((wealth(TENANT), refunded(id)), (PURSE + 30, Some(300)));
	});
}

#[test]
fn settle_takes_the_greatest_group_when_the_quorum_is_below_half() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = seated(quorum(5, 1), 500);
		answer(id, &workers, &[7, 8, 9, 8, 9]);
		// 8 and 9 are given twice each; the second seat is the earlier one.
		assert_eq!(stage(id), finalized(8));
		let (paid, lost) = (outcome(Verdict::Paid, 100, 0, 15), outcome(Verdict::Outvoted, 0, 10, 0));
		assert_eq!(outcomes(id), [lost, paid, lost, paid, lost]);
		assert_eq!((wealth(TENANT), refunded(id)), (PURSE, Some(300)));
	});
}

#[test]
fn settle_does_not_depend_on_who_reveals_first_when_groups_are_equally_great() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = seated(quorum(2, 1), 200);
		workers.iter().zip([8, 9]).for_each(|(n, output)| commit(id, *n, output));
		reveal(id, workers[1], 9);
		reveal(id, workers[0], 8);
		assert_eq!(stage(id), finalized(8));
		assert_eq!(native(&workers), [PURSE + 10, PURSE - 10]);
	});
}

#[test]
fn settle_pays_the_only_seat_when_it_answers_and_takes_its_bond_when_it_does_not() {
	Mock::default().fee(10).build_and_execute(|| {
		let (id, workers) = seated(quorum(1, 1), 100);
		answer(id, &workers, &[9]);
		assert_eq!(stage(id), finalized(9));
		assert_eq!((paid(id, provider(1)), refunded(id), wealth(provider(1))), (90, Some(0), PURSE));

		let (id, _) = seated(quorum(1, 1), 100);
		commit(id, 1, 9);
		run_to(31);
		assert_eq!(stage(id), failed(Failure::NoQuorum));
		assert_eq!((refunded(id), wealth(provider(1)), wealth(TENANT)), (Some(100), PURSE - 10, PURSE + 10));
	});
}

#[test]
fn settle_splits_seven_bonds_to_the_last_unit() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = seated(Policy { bond: 13, ..quorum(7, 3) }, 705);
		answer(id, &workers, &[1, 2, 1, 3, 1, 4, 5]);
		assert_eq!(stage(id), finalized(1));
		// Four bonds of 13, three winners: 17 each and 1 left over.
		assert_eq!(native(&workers), [1_017, 987, 1_017, 987, 1_017, 987, 987]);
		assert_eq!((wealth(TENANT), refunded(id)), (PURSE + 1, Some(405)));
	});
}

#[test]
fn settle_notes_how_everybody_worked_at_the_value_of_a_seat() {
	Mock::default().fee(10).build_and_execute(|| {
		for (asset, worth) in [(NATIVE, 100), (ASSET, 0)] {
			let id = NextId::<Test>::get();
			let now = System::block_number();
			let submit = Jobs::submit(signed(TENANT), Some(program()), content(0), 401, asset, quorum(4, 2), now + 30);
			assert_ok!(submit);
			(1..=4).for_each(|n| claim(id, n));
			run_to(now + CLAIM_PERIOD + 1);
			let workers: Vec<_> = Jobs::seats(id).iter().map(|seat| seat.worker - 100).collect();
			workers.iter().zip([9, 8, 9]).for_each(|(n, output)| commit(id, *n, output));
			run_to(now + 25);
			assert!(MockReputation::take_notes().is_empty());
			workers.iter().zip([9, 8, 9]).for_each(|(n, output)| reveal(id, *n, output));
			let conducts = [Conduct::Good, Conduct::Bad, Conduct::Good, Conduct::Bad];
			let expected = workers.iter().zip(conducts).map(|(n, how)| (Domain::Jobs, provider(*n), how, worth));
			assert_eq!(MockReputation::take_notes(), expected.collect::<Vec<_>>());
		}
	});
}

#[test]
fn settle_notes_nothing_of_those_who_answered_when_there_is_no_quorum() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = seated(quorum(3, 2), 300);
		workers.iter().zip([7, 8]).for_each(|(n, output)| commit(id, *n, output));
		run_to(26);
		workers.iter().zip([7, 8]).for_each(|(n, output)| reveal(id, *n, output));
		assert_eq!(stage(id), failed(Failure::NoQuorum));
		assert_eq!(MockReputation::take_notes(), [(Domain::Jobs, provider(workers[2]), Conduct::Bad, 0)]);
	});
}

#[test]
fn settle_pays_the_provider_that_claimed_even_when_the_worker_changed_hands() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = seated(quorum(1, 1), 100);
		piazza_primitives::mocks::MockAttested::set_active(worker(1), provider(2), piazza_primitives::Tier::Declared);
		answer(id, &workers, &[9]);
		assert_eq!((paid(id, provider(1)), paid(id, provider(2))), (100, 0));
	});
}
