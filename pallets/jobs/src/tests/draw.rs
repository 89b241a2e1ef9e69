use crate::{
	mock::{Jobs, *},
	*,
};
use piazza_primitives::{mocks::MockAgenda, Window};
use std::collections::BTreeSet;

#[test]
fn draw_seats_some_and_returns_the_bonds_of_the_others_when_there_are_more_claims_than_replicas() {
	Mock::default().build_and_execute(|| {
		let id = submit(quorum(3, 2), 300);
		(1..=6).for_each(|n| claim(id, n));
		run_to(6);
		assert!(matches!(stage(id), Stage::Open { .. }));
		System::reset_events();
		run_to(7);
		assert_eq!(stage(id), Stage::Assigned { commits: Window { from: 7, to: 26 } });
		let seats = Jobs::seats(id);
		assert_eq!(seats.len(), 3);
		assert!(seats.iter().all(|seat| seat.progress == Progress::Assigned && seat.outcome.is_none()));
		let providers: BTreeSet<_> = seats.iter().map(|seat| seat.provider).collect();
		for n in 1..=6 {
			let expected = if providers.contains(&provider(n)) { 10 } else { 0 };
			assert_eq!((bonded(provider(n)), wealth(provider(n))), (expected, PURSE));
		}
		assert!(Jobs::claims(id).is_empty());
		assert_eq!(MockAgenda::waiting(), 1);
		let workers: Vec<_> = seats.iter().map(|seat| seat.worker).collect();
		assert_events(vec![Event::SeatsDrawn { job: id, workers: workers.try_into().unwrap() }]);
	});
}

#[test]
fn draw_depends_on_the_randomness_and_the_job() {
	let drawn = |lot| {
		let mut drawn = Vec::new();
		Mock::default().lot(lot).build_and_execute(|| {
			let ids = [submit(quorum(3, 2), 30), submit(quorum(3, 2), 30)];
			ids.iter().for_each(|id| (1..=9).for_each(|n| claim(*id, n)));
			run_to(7);
			drawn = ids.iter().map(|id| Jobs::seats(*id).iter().map(|seat| seat.worker).collect()).collect();
		});
		drawn
	};
	let all: BTreeSet<Vec<AccountId>> = (0..20).flat_map(drawn).collect();
	assert!(all.len() > 30);
	assert_eq!(drawn(3), drawn(3));
}

#[test]
fn draw_goes_on_with_fewer_seats_when_there_are_fewer_claims_than_replicas() {
	Mock::default().build_and_execute(|| {
		let id = submit(quorum(5, 2), 500);
		claim(id, 1);
		claim(id, 2);
		run_to(7);
		let mut workers: Vec<u64> = Jobs::seats(id).iter().map(|seat| seat.worker - 100).collect();
		answer(id, &workers, &[9, 9]);
		assert_eq!(stage(id), finalized(9));
		assert_eq!((paid(id, provider(1)), paid(id, provider(2))), (100, 100));
		assert_eq!(refunded(id), Some(300));
		workers.sort_unstable();
		assert_eq!(workers, [1, 2]);
	});
}

#[test]
fn draw_fails_the_job_and_returns_everything_when_there_are_fewer_claims_than_the_quorum() {
	Mock::default().fee(10).build_and_execute(|| {
		let id = submit(quorum(3, 2), 300);
		claim(id, 1);
		System::reset_events();
		run_to(7);
		assert_eq!(stage(id), failed(Failure::NotEnoughClaims));
		assert_eq!((bonded(provider(1)), wealth(provider(1))), (0, PURSE));
		assert_eq!(refunded(id), Some(300));
		assert!(Jobs::claims(id).is_empty() && Jobs::seats(id).is_empty());
		assert_events(vec![Event::Failed { job: id, reason: Failure::NotEnoughClaims, refunded: 300 }]);
	});
}

#[test]
fn draw_fails_the_job_when_nobody_claimed_the_only_seat() {
	Mock::default().build_and_execute(|| {
		let id = submit(quorum(1, 1), 300);
		run_to(22);
		assert!(matches!(stage(id), Stage::Open { .. }));
		run_to(23);
		assert_eq!(stage(id), failed(Failure::NotEnoughClaims));
		assert_eq!(refunded(id), Some(300));
	});
}
