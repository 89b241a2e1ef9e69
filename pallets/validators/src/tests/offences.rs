use crate::{mock::*, *};
use frame_support::{assert_ok, traits::KeyOwnerProofSystem};
use piazza_primitives::{Fault, Stakes};
use sp_runtime::Perbill;
use sp_staking::offence::{OffenceDetails, OffenceError, OffenceSeverity, OnOffenceHandler, ReportOffence};

/// The part that one of several offenders lost.
fn fractions(era: u32) -> Vec<(AccountId, Perbill)> {
	Offenders::<Test>::get(era).into_iter().map(|offender| (offender.operator, offender.fraction)).collect()
}

fn percent(percent: u32) -> Perbill {
	Perbill::from_percent(percent)
}

#[test]
fn offender_loses_a_twentieth_when_alone() {
	build_and_execute(10, || {
		System::reset_events();
		report(&[7]);
		let fault = Fault { amount: 350, era: 0, claim: None, reporter: Some(RICH), self_reported: false };
		assert_eq!(Faults::get(), [(7, fault)]);
		let removed = Event::CandidateRemoved { operator: 7 };
		assert_eq!(
			take_events(),
			[Event::OffenderSlashed { operator: 7, era: 0, fraction: percent(5), amount: 350 }, removed]
		);
	});
}

#[test]
fn offender_is_stopped() {
	build_and_execute(10, || {
		report(&[7]);
		assert!(!Validators::is_backed(&7));
		assert_eq!(candidates(), [1, 2, 3, 4, 5, 6, 8, 9, 10]);
		assert_eq!(disabled(), [7]);
	});
}

#[test]
fn offender_stays_on_the_list_when_too_few_would_be_left() {
	build_and_execute(2, || {
		report(&[2]);
		assert_eq!(candidates(), [1, 2]);
		assert!(!Validators::is_eligible(&2));
		roll_to(3);
		assert_eq!(Session::validators(), [2, 1]);
	});
}

#[test]
fn offender_loses_once_in_an_era_when_reported_again() {
	build_and_execute(10, || {
		report(&[7]);
		report(&[7]);
		roll_to(1);
		report(&[7]);
		assert_eq!(slashed(), [(7, 350)]);
		assert_eq!(fractions(0), [(7, percent(5))]);
		assert_eq!(report_at(7, 1), Ok(()));
		assert_eq!(report_at(7, 1), Err(OffenceError::DuplicateReport));
	});
}

#[test]
fn offender_loses_anew_when_reported_in_another_era() {
	build_and_execute(10, || {
		report(&[7]);
		stake(7, 7_000);
		assert_ok!(join(7));
		roll_to(ERA);
		report(&[7]);
		assert_eq!(slashed(), [(7, 350), (7, 350)]);
		assert_eq!((fractions(0), fractions(1)), (vec![(7, percent(5))], vec![(7, percent(5))]));
	});
}

#[test]
fn offender_loses_the_difference_when_more_was_at_risk_later() {
	build_and_execute(10, || {
		report(&[7]);
		stake(7, 20_000);
		assert_ok!(join(7));
		// Elected with this at the start of session 1, for session 2.
		roll_to(2);
		report(&[7]);
		assert_eq!(slashed(), [(7, 350), (7, 1_000 - 350)]);
	});
}

#[test]
fn offenders_all_lose_more_when_their_number_grows() {
	build_and_execute(10, || {
		stake(8, 8_001);
		roll_to(2);
		report(&[7]);
		report(&[8]);
		// Two of ten: a third of the way from 5 % to 100 %.
		let two = Perbill::from_parts(366_666_666);
		assert_eq!(fractions(0), [(7, two), (8, two)]);
		assert_eq!(slashed(), [(7, 350), (7, 2_566 - 350), (8, 2_933)]);
		report(&[9]);
		let three = Perbill::from_parts(683_333_332);
		assert_eq!(fractions(0), [(7, three), (8, three), (9, three)]);
		report(&[10]);
		let all = Perbill::one();
		assert_eq!(fractions(0), [(7, all), (8, all), (9, all), (10, all)]);
		// The steps add up to all that was at risk, to the last unit.
		for (who, stake) in [(7, 7_000), (8, 8_001), (9, 9_000), (10, 10_000)] {
			assert_eq!(slashed().iter().filter(|(other, _)| *other == who).map(|(_, lost)| lost).sum::<u128>(), stake);
		}
		let before = slashed().len();
		report(&[1]);
		assert_eq!(slashed().split_off(before), [(1, 1_000)]);
	});
}

#[test]
fn reporter_is_named_for_who_is_reported_alone() {
	build_and_execute(10, || {
		report(&[7, 8]);
		let reporters: Vec<_> = Faults::get().into_iter().map(|(who, fault)| (who, fault.reporter)).collect();
		assert_eq!(reporters, [(7, Some(RICH)), (7, None), (8, Some(RICH))]);
	});
}

#[test]
fn offenders_of_one_slot_are_counted_once() {
	build_and_execute(10, || {
		assert_eq!(report_at(7, 1), Ok(()));
		assert_eq!(report_at(8, 1), Ok(()));
		let two = Perbill::from_parts(366_666_666);
		assert_eq!(fractions(0), [(7, two), (8, two)]);
		assert_eq!(slashed(), [(7, 350), (7, 2_566 - 350), (8, 2_933)]);
	});
}

#[test]
fn late_report_costs_what_was_at_risk_then() {
	build_and_execute(10, || {
		roll_to(1);
		let proof = prove(7).unwrap();
		stake(7, 50_000);
		assert_ok!(Validators::leave(RuntimeOrigin::signed(8)));
		roll_to(5);
		assert_eq!(identify(7), Some((7, Exposure { stake: 50_000, validators: 9 })));
		let offender = Historical::check_proof(key_of(7), proof).unwrap();
		assert_eq!(offender, (7, Exposure { stake: 7_000, validators: 10 }));
		let offence = Equivocation { offenders: vec![offender], session: 1, slot: 0 };
		assert_eq!(Offences::report_offence(vec![], offence), Ok(()));
		let fault = Fault { amount: 350, era: 0, claim: None, reporter: None, self_reported: false };
		assert_eq!(Faults::get(), [(7, fault)]);
		assert_eq!((fractions(0).len(), fractions(1).len()), (1, 0));
		assert_eq!(disabled(), [7]);
	});
}

#[test]
fn offender_is_disabled_again_when_the_set_changes_and_it_is_still_in_it() {
	build_and_execute(10, || {
		// The sets of sessions 1 and 2 differ from those before.
		stake(1, 1_500);
		roll_to(1);
		stake(1, 1_600);
		report(&[7]);
		for session in [1, 2] {
			roll_to(session);
			assert!(Session::validators().contains(&7));
			assert_eq!(disabled(), [7]);
			let severity = OffenceSeverity(percent(5));
			assert_eq!(pallet_session::DisabledValidators::<Test>::get()[0].1, severity);
		}
		roll_to(3);
		assert!(!Session::validators().contains(&7));
		assert!(disabled().is_empty());
	});
}

#[test]
fn offender_is_disabled_again_when_an_era_ends_meanwhile() {
	build_and_execute(10, || {
		roll_to(ERA - 2);
		stake(1, 1_500);
		roll_to(ERA - 1);
		report(&[7]);
		roll_to(ERA);
		assert_eq!(Validators::era(), 1);
		assert!(Session::validators().contains(&7));
		assert_eq!(disabled(), [7]);
	});
}

#[test]
fn offender_is_not_disabled_again_when_it_is_active_again() {
	build_and_execute(10, || {
		stake(1, 1_500);
		roll_to(1);
		report(&[7]);
		assert_eq!(disabled(), [7]);
		stake(7, 6_650);
		roll_to(2);
		assert!(Session::validators().contains(&7));
		assert!(disabled().is_empty());
	});
}

#[test]
fn no_more_than_a_third_are_disabled_when_more_equivocate() {
	build_and_execute(10, || {
		stake(1, 1_500);
		roll_to(1);
		report(&[2, 3, 4, 5, 6]);
		assert_eq!(disabled().len(), 3);
		roll_to(2);
		assert_eq!(Session::validators().len(), 10);
		assert_eq!(disabled().len(), 3);
	});
}

#[test]
fn offenders_are_slashed_and_stopped_when_there_is_no_room_to_remember_them() {
	MaxCandidates::set(3);
	build_and_execute(3, || {
		prepare(4, 4_000);
		let report = |who: AccountId| OffenceDetails {
			offender: (who, Exposure { stake: u128::from(who) * 1_000, validators: 3 }),
			reporters: vec![],
		};
		let weight = Validators::on_offence(&[1, 2, 3].map(report), &[Perbill::zero(); 3], 0);
		let slashes = Numbers::slash_weight().saturating_mul(3);
		assert_eq!(weight, <() as WeightInfo>::on_offence(2).saturating_mul(3) + slashes);
		Validators::on_offence(&[report(4)], &[Perbill::zero()], 0);
		assert_eq!(slashed(), [(1, 1_000), (2, 2_000), (3, 3_000), (4, 4_000)]);
		assert!((1..=4).all(|who| !Validators::is_backed(&who)));
		assert_eq!(fractions(0).len(), 3);
	});
}

#[test]
fn offender_is_stopped_when_it_cannot_be_slashed() {
	Slashes::set(false);
	build_and_execute(10, || {
		System::reset_events();
		report(&[7]);
		assert_eq!(take_events(), [Event::CandidateRemoved { operator: 7 }]);
		assert!(!Validators::is_backed(&7));
		assert_eq!(disabled(), [7]);
	});
}

#[test]
fn offender_is_stopped_when_nothing_was_at_risk() {
	build_and_execute(10, || {
		let offender = (7, Exposure { stake: 0, validators: 10 });
		let offence = Equivocation { offenders: vec![offender], session: 0, slot: 0 };
		assert_eq!(Offences::report_offence(vec![RICH], offence), Ok(()));
		assert_eq!(slashed(), []);
		assert_eq!(disabled(), [7]);
	});
}

#[test]
fn event_tells_what_was_taken_when_less_is_left() {
	build_and_execute(10, || {
		stake(7, 100);
		System::reset_events();
		report(&[7]);
		let slashed = Event::OffenderSlashed { operator: 7, era: 0, fraction: percent(5), amount: 100 };
		assert_eq!(take_events().first(), Some(&slashed));
	});
}

#[test]
fn report_counts_its_weight() {
	build_and_execute(10, || {
		report(&[7]);
		let before = System::block_weight().total();
		report(&[8]);
		let slashes = Numbers::slash_weight().saturating_mul(2);
		assert_eq!(System::block_weight().total() - before, <() as WeightInfo>::on_offence(1) + slashes);
	});
}
