//! Vouchers that say which results they pay.

use crate::{
	mock::{Channels, *},
	*,
};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::{
	mocks::{MockAttested, MockCommitments},
	BatchSource, Commitment,
};
use sp_core::H256;
use sp_runtime::DispatchError;

fn refused(who: AccountId, id: u64, voucher: VoucherOf<Test>, error: impl Into<DispatchError>) {
	let error: DispatchError = error.into();
	assert_noop!(redeem(who, id, voucher), error);
	assert!(MockCommitments::all().is_empty());
	assert_eq!(paid_to(PAYEE, id), 0);
}

fn long_after(blocks: BlockNumber) {
	skip_to(System::block_number() + blocks);
}

#[test]
fn redeem_with_results_has_the_payee_vouch_for_them() {
	build_and_execute(|| {
		let id = open_for_results();
		long_after(7);
		assert_ok!(redeem(PAYEE, id, for_results(12, 4)));
		assert_events(vec![Event::Redeemed { channel: id, payee: PAYEE, amount: 12, total: 12, batch: Some(0) }]);
		long_after(9);
		assert_ok!(redeem(WORKER, id, for_results(30, 6)));
		assert_events(vec![Event::Redeemed { channel: id, payee: PAYEE, amount: 18, total: 30, batch: Some(1) }]);
		let first = Commitment {
			source: BatchSource::Channel(id),
			tenant: PAYER,
			provider: PAYEE,
			worker: PAYEE,
			program: program(),
			root: H256::from_low_u64_be(4),
			count: 4,
			blocks: 7,
			claim: 12,
		};
		let (root, count) = (H256::from_low_u64_be(6), 6);
		let second = Commitment { worker: WORKER, root, count, blocks: 9, claim: 18, ..first.clone() };
		assert_eq!(MockCommitments::all(), [first, second]);
		let work = Work { program: program(), count: 6, committed_at: START + 16 };
		assert_eq!((channel(id).work, paid_to(PAYEE, id)), (Some(work), 30));
	});
}

#[test]
fn redeem_with_results_claims_what_was_paid_by_this_voucher_alone() {
	build_and_execute(|| {
		let id = open_for_results();
		long_after(7);
		// Without results it neither commits nor delays the next commitment.
		assert_ok!(redeem(STRANGER, id, total(10)));
		assert_eq!(channel(id).work.unwrap().committed_at, START);
		assert_ok!(redeem(PAYEE, id, for_results(12, 4)));
		assert_eq!(MockCommitments::all()[0].claim, 2);
	});
}

#[test]
fn redeem_with_results_claims_nothing_when_another_asset_is_paid() {
	build_and_execute(|| {
		assert_ok!(Channels::open(signed(PAYER), PAYEE, 7, 100, alice().key(), EXPIRES, Some(program())));
		long_after(7);
		assert_ok!(redeem(PAYEE, 0, for_results(12, 4)));
		assert_eq!(MockCommitments::all()[0].claim, 0);
	});
}

#[test]
fn redeem_with_results_is_possible_when_the_payer_removes_the_program() {
	build_and_execute(|| {
		let id = open_for_results();
		MockAttested::remove_program(&program());
		long_after(7);
		assert_ok!(redeem(PAYEE, id, for_results(12, 4)));
	});
}

#[test]
fn redeem_with_results_takes_as_many_as_before_and_as_many_as_can_be() {
	build_and_execute(|| {
		let id = open_for_results();
		for (total, count) in [(1, 1), (2, 1), (3, MockCommitments::MAX_COUNT)] {
			long_after(7);
			assert_ok!(redeem(PAYEE, id, for_results(total, count)));
		}
	});
}

#[test]
fn redeem_with_results_fails_when_the_channel_names_no_program() {
	build_and_execute(|| {
		let id = open();
		long_after(7);
		refused(PAYEE, id, for_results(12, 4), Error::<Test>::NoProgram);
	});
}

#[test]
fn redeem_with_results_fails_when_submitted_by_a_stranger() {
	build_and_execute(|| {
		let id = open_for_results();
		long_after(7);
		for who in [STRANGER, PAYER, OTHER_WORKER] {
			refused(who, id, for_results(12, 4), Error::<Test>::NotPayee);
		}
		MockAttested::set_inactive(WORKER);
		refused(WORKER, id, for_results(12, 4), Error::<Test>::NotPayee);
	});
}

#[test]
fn redeem_with_results_fails_when_they_are_none_or_too_many() {
	build_and_execute(|| {
		let id = open_for_results();
		long_after(7);
		for count in [0, MockCommitments::MAX_COUNT + 1, u32::MAX] {
			let voucher = for_results(12, count);
			assert_eq!(Channels::redeemable(id, voucher, sign(id, voucher)), None);
			refused(PAYEE, id, voucher, Error::<Test>::ResultsOutOfRange);
		}
	});
}

#[test]
fn redeem_with_results_fails_when_they_are_fewer_than_before() {
	build_and_execute(|| {
		let id = open_for_results();
		long_after(7);
		assert_ok!(redeem(PAYEE, id, for_results(12, 4)));
		long_after(7);
		assert_noop!(redeem(PAYEE, id, for_results(13, 3)), Error::<Test>::ResultsOutOfRange);
	});
}

#[test]
fn redeem_with_results_fails_when_the_last_time_was_a_moment_ago() {
	build_and_execute(|| {
		let id = open_for_results();
		let too_soon = DispatchError::Other("TooSoon");
		long_after(MockCommitments::MIN_INTERVAL - 1);
		refused(PAYEE, id, for_results(12, 4), too_soon);
		long_after(1);
		assert_ok!(redeem(PAYEE, id, for_results(12, 4)));
		assert_noop!(redeem(PAYEE, id, for_results(13, 5)), too_soon);
		// Each channel has its own clock.
		let other = open_for_results();
		long_after(MockCommitments::MIN_INTERVAL);
		assert_ok!(redeem(PAYEE, other, for_results(12, 4)));
		assert_ok!(redeem(PAYEE, id, for_results(13, 5)));
	});
}

#[test]
fn redeem_without_results_is_possible_when_the_payee_cannot_vouch() {
	build_and_execute(|| {
		let id = open_for_results();
		long_after(7);
		MockCommitments::set_fault(Some("Underbacked"));
		refused(PAYEE, id, for_results(12, 4), DispatchError::Other("Underbacked"));
		assert_ok!(redeem(PAYEE, id, total(12)));
	});
}
