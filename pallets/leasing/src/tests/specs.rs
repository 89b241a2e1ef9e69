use crate::{mock::*, *};
use codec::Encode;
use frame_support::{assert_noop, assert_ok};
use frame_system::RawOrigin;
use piazza_primitives::{
	mocks::{MockAgenda, MockAttested, MockPanel, MockPanels, MockReputation, MockStakes},
	Conduct, Content, Domain, Fault, HandleDue, LeaseId, Leases as _, OnVerdict, PanelCase, Panels, Role, Stakes, Uri,
	Verdict,
};
use sp_core::H256;
use sp_runtime::{traits::BadOrigin, Perbill, TokenError};

/// Members of a panel.
const MEMBERS: [AccountId; 2] = [501, 502];

fn evidence() -> Content {
	Content { hash: H256::repeat_byte(7), uri: Uri::try_from(b"https://tenant.example/access".to_vec()).unwrap() }
}

fn dispute(id: LeaseId) {
	assert_ok!(Leasing::dispute_specs(signed(TENANT), id, evidence()));
}

/// The panel finds, in this block, that the machine is right or not, or nothing.
fn find(id: LeaseId, is_right: Option<bool>) {
	let answer = is_right.map(|is_right| Leasing::specs_answer(id, is_right));
	let majority = if answer.is_some() { MEMBERS.to_vec() } else { vec![] };
	Leasing::on_verdict(id, Verdict { answer, majority });
}

/// The same, and the dispute is settled in the next block.
fn rule(id: LeaseId, is_right: Option<bool>) {
	find(id, is_right);
	run_to(System::block_number() + 1);
}

fn settled(id: LeaseId, is_right: Option<bool>, panel_fee: Balance) -> RuntimeEvent {
	Event::SpecsDisputeSettled { lease: id, tenant: TENANT, is_right, panel_fee }.into()
}

#[test]
fn dispute_holds_the_bond_and_convenes_a_panel_without_the_parties() {
	build_and_execute(|| {
		MockStakes::set_era(4);
		let id = lease(1);
		run_to(31);
		dispute(id);
		assert_eq!(held(HoldReason::Dispute, TENANT), DISPUTE_BOND);
		let excluded = vec![TENANT, provider(1), worker(1)];
		assert_eq!(MockPanels::<PanelCase>::take(), [MockPanel { case: PanelCase::Lease(id).encode(), excluded }]);
		let found = Leasing::specs_dispute(id).unwrap();
		assert_eq!((found.era, found.cost, found.finding), (4, 120, None));
		let (worker, evidence, panel, bond) = (worker(1), evidence(), found.panel, DISPUTE_BOND);
		System::assert_last_event(Event::SpecsDisputed { lease: id, worker, evidence, panel, bond }.into());
		// The lease goes on as if nothing had been said.
		assert_ok!(Leasing::settle(signed(STRANGER), id));
		assert_eq!(record(id).settled, 210);
	});
}

#[test]
fn dispute_is_refused_when_it_may_not_be() {
	build_and_execute(|| {
		let id = lease(1);
		let try_it = |who, id| Leasing::dispute_specs(signed(who), id, evidence());
		assert_noop!(try_it(TENANT, id + 1), Error::<Test>::NotFound);
		for who in [STRANGER, provider(1), worker(1)] {
			assert_noop!(try_it(who, id), Error::<Test>::NotTenant);
		}
		MockPanels::<PanelCase>::set_checkers(2);
		assert!(try_it(TENANT, id).is_err());
		assert_eq!(held(HoldReason::Dispute, TENANT), 0);
		MockPanels::<PanelCase>::set_checkers(3);
		dispute(id);
		assert_noop!(try_it(TENANT, id), Error::<Test>::AlreadyDisputed);
	});
}

#[test]
fn dispute_is_refused_when_the_evidence_showed_the_machine() {
	build_and_execute(|| {
		MockAttested::set_hardware(worker(1), CLASS, 1);
		let by_order = lease(1);
		assert!(record(by_order).proven);
		let refused = Error::<Test>::SpecsProven;
		assert_noop!(Leasing::dispute_specs(signed(TENANT), by_order, evidence()), refused);
		assert_ok!(Leasing::close(signed(TENANT), by_order));
		offer(1);
		assert_ok!(take(1));
		assert_noop!(Leasing::dispute_specs(signed(TENANT), by_order + 1, evidence()), Error::<Test>::SpecsProven);
	});
}

#[test]
fn dispute_is_refused_when_the_tenant_cannot_spare_the_bond() {
	build_and_execute(|| {
		let id = lease(1);
		let spare = free(TENANT) - DISPUTE_BOND + 1;
		assert_ok!(Balances::transfer_allow_death(signed(TENANT), STRANGER, spare));
		assert_noop!(Leasing::dispute_specs(signed(TENANT), id, evidence()), TokenError::FundsUnavailable);
	});
}

#[test]
fn false_specs_end_the_lease_and_make_good_what_was_paid() {
	build_and_execute(|| {
		MockStakes::set_era(2);
		let id = lease(1);
		run_to(61);
		assert_ok!(Leasing::settle(signed(STRANGER), id));
		dispute(id);
		MockStakes::set_era(3);
		run_to(80);
		rule(id, Some(false));
		// What has accrued since it was settled goes back.
		assert_eq!(last_end(), (id, Reason::FalseSpecs, 420, 580));
		// A bond of 31 among two: 15 each, and what cannot be split goes back to the tenant.
		assert_eq!(MEMBERS.map(free), [15, 15]);
		assert_eq!(held(HoldReason::Dispute, TENANT), 0);
		assert_eq!(free(TENANT), PURSE - 30 - RECEIPT_DEPOSIT);
		let fault = Fault {
			amount: 240,
			era: 2,
			claim: Some((TENANT, 420 + 30)),
			reporter: Some(TENANT),
			self_reported: false,
		};
		assert_eq!(MockStakes::take_faults(), [(Role::Provider, provider(1), fault)]);
		System::assert_last_event(settled(id, Some(false), 30));
		System::assert_has_event(
			Event::FalseSpecsCharged { lease: id, worker: worker(1), provider: provider(1), amount: 240 }.into(),
		);
		assert_eq!(MockReputation::take_notes(), [(Domain::Leasing, provider(1), Conduct::Bad, 580)]);
		// The receipt waits to be forgotten.
		assert_eq!((Leasing::specs_dispute(id), MockAgenda::waiting()), (None, 1));
	});
}

#[test]
fn false_specs_cost_the_same_when_the_lease_is_over() {
	build_and_execute(|| {
		let id = lease(1);
		run_to(61);
		dispute(id);
		run_to(71);
		assert_ok!(Leasing::close(signed(TENANT), id));
		MockReputation::take_notes();
		rule(id, Some(false));
		let faults = MockStakes::take_faults();
		assert_eq!((faults[0].2.amount, &faults[0].2.claim), (240, &Some((TENANT, 490 + 30))));
		assert_eq!(MockReputation::take_notes(), [(Domain::Leasing, provider(1), Conduct::Bad, 490)]);
		assert_eq!(held(HoldReason::Dispute, TENANT), 0);
	});
}

#[test]
fn false_specs_claim_the_fee_alone_when_rent_is_not_native() {
	build_and_execute(|| {
		let order = place(OrderTerms { asset: DOLLAR, ..order_terms() });
		assert_ok!(bid(order, 1, 7));
		let id = accept(order, 1);
		run_to(11);
		assert_ok!(Leasing::settle(signed(STRANGER), id));
		dispute(id);
		rule(id, Some(false));
		assert_eq!(MockStakes::take_faults()[0].2.claim, Some((TENANT, 30)));
	});
}

#[test]
fn false_specs_give_the_bond_of_an_open_challenge_back() {
	build_and_execute(|| {
		let id = lease(1);
		run_to(11);
		assert_ok!(Leasing::challenge_liveness(signed(STRANGER), id));
		dispute(id);
		rule(id, Some(false));
		assert_eq!(last_end(), (id, Reason::FalseSpecs, 70, 930));
		assert_eq!((held(HoldReason::Challenge, STRANGER), free(STRANGER)), (0, PURSE));
		run_to(40);
		// The receipt waits to be forgotten.
		assert_eq!((Leasing::downtime(worker(1)), MockAgenda::waiting()), (None, 1));
	});
}

#[test]
fn wrong_accusation_costs_the_bond_and_leaves_the_lease() {
	build_and_execute(|| {
		let id = lease(1);
		run_to(11);
		dispute(id);
		let before = (free(TENANT), free(provider(1)));
		rule(id, Some(true));
		System::assert_last_event(settled(id, Some(true), 30));
		assert_eq!(MEMBERS.map(free), [15, 15]);
		assert_eq!((free(TENANT), free(provider(1))), (before.0, before.1 + 1));
		assert_eq!((held(HoldReason::Dispute, TENANT), MockStakes::take_faults()), (0, vec![]));
		assert!(Leasing::lease(id).is_some());
		// Who was wrong once may be right later.
		dispute(id);
	});
}

#[test]
fn bond_goes_back_when_there_is_no_verdict() {
	build_and_execute(|| {
		let id = lease(1);
		dispute(id);
		rule(id, None);
		System::assert_last_event(settled(id, None, 0));
		dispute(id);
		// An answer that means nothing is no verdict either.
		let answer = Some(Leasing::specs_answer(id + 1, false));
		Leasing::on_verdict(id, Verdict { answer, majority: MEMBERS.to_vec() });
		run_to(System::block_number() + 1);
		System::assert_last_event(settled(id, None, 0));
		assert_eq!((MEMBERS.map(free), held(HoldReason::Dispute, TENANT)), ([0, 0], 0));
		assert_eq!(MockStakes::take_faults(), []);
	});
}

#[test]
fn verdict_is_ignored_when_nobody_waits_for_it() {
	build_and_execute(|| {
		let id = lease(1);
		find(id, Some(false));
		dispute(id);
		find(id, Some(true));
		// Only the first counts.
		find(id, Some(false));
		run_to(2);
		System::assert_last_event(settled(id, Some(true), 30));
		assert!(Leasing::lease(id).is_some());
	});
}

#[test]
fn ruling_is_put_off_and_changes_nothing_when_it_cannot_be_given() {
	build_and_execute(|| {
		let id = lease(1);
		let escrow = record(id).escrow;
		dispute(id);
		find(id, Some(false));
		// As if the agenda served it while the escrow is gone.
		let due = Due::Ruling { lease: id };
		let lost =
			Leases::<Test>::mutate(id, |lease| lease.as_mut().map(|lease| std::mem::replace(&mut lease.escrow, 99)));
		assert_eq!(lost, Some(escrow));
		Leasing::handle_due(due.clone());
		assert!(matches!(
			System::read_events_for_pallet::<Event<Test>>().pop(),
			Some(Event::Postponed { due: found, .. }) if found == due
		));
		assert!(Leasing::lease(id).is_some() && Leasing::specs_dispute(id).is_some());
		assert_eq!((held(HoldReason::Dispute, TENANT), MEMBERS.map(free)), (DISPUTE_BOND, [0, 0]));
		Leases::<Test>::mutate(id, |lease| lease.as_mut().map(|lease| lease.escrow = escrow));
		run_to(1 + RETRY_PERIOD);
		assert!(Leasing::lease(id).is_none() && Leasing::specs_dispute(id).is_none());
	});
}

#[test]
fn weights_count_the_panel_and_the_slash() {
	let dispute = crate::Call::<Test>::dispute_specs { lease: 0, evidence: evidence() };
	let weight = frame_support::dispatch::GetDispatchInfo::get_dispatch_info(&dispute).call_weight;
	assert_eq!(
		weight,
		<() as WeightInfo>::dispute_specs() + <MockPanels<PanelCase> as Panels<AccountId>>::convene_weight()
	);
	let ruling = Leasing::weight_of(&Due::Ruling { lease: 0 });
	let parts = [<() as WeightInfo>::rule(), <() as WeightInfo>::postpone(), MockStakes::slash_weight()];
	assert_eq!(
		ruling,
		parts.into_iter().fold(Default::default(), |sum: frame_support::weights::Weight, part| sum + part)
	);
	assert!(ruling.all_lte(Leasing::max_weight()));
}

#[test]
fn costs_of_false_specs_are_set_when_the_table_grows() {
	build_and_execute(|| {
		let set = |steps: &[(BlockNumber, u32)]| {
			let step = |(after, percent): &(_, _)| Step { after: *after, share: Perbill::from_percent(*percent) };
			let table = CostTable::truncate_from(steps.iter().map(step).collect());
			Leasing::set_false_specs_costs(RawOrigin::Root.into(), table)
		};
		assert_noop!(Leasing::set_false_specs_costs(signed(TENANT), false_specs_table()), BadOrigin);
		for steps in [&[][..], &[(1, 4)], &[(0, 4), (0, 5)]] {
			assert_noop!(set(steps), Error::<Test>::InvalidTable);
		}
		let id = lease(1);
		dispute(id);
		// What is disputed already costs what it did then.
		assert_ok!(set(&[(0, 50)]));
		assert_eq!(Leasing::specs_dispute(id).unwrap().cost, 120);
		let other = lease(2);
		dispute(other);
		assert_eq!(Leasing::specs_dispute(other).unwrap().cost, 500);
	});
}

#[test]
fn report_is_about_the_time_since_the_one_before() {
	build_and_execute(|| {
		let id = lease(1);
		let parties = Leasing::running(id).unwrap();
		assert_eq!((parties.tenant, parties.provider, parties.worker), (TENANT, provider(1), worker(1)));
		run_to(11);
		let span = Leasing::note_report(id).unwrap();
		assert_eq!((span.blocks, span.rent), (10, 70));
		run_to(14);
		let span = Leasing::note_report(id).unwrap();
		assert_eq!((span.blocks, span.rent), (3, 21));
		assert_ok!(Leasing::close(signed(TENANT), id));
		assert_noop!(Leasing::note_report(id), Error::<Test>::NotFound);
		assert_eq!(Leasing::running(id), None);
		// What is paid in another asset cannot be compared.
		let order = place(OrderTerms { asset: DOLLAR, ..order_terms() });
		assert_ok!(bid(order, 1, 7));
		let id = accept(order, 1);
		run_to(20);
		let span = Leasing::note_report(id).unwrap();
		assert_eq!((span.blocks, span.rent), (6, 0));
	});
}
