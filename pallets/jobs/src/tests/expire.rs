use crate::{mock::*, *};
use piazza_primitives::mocks::MockEscrow;

#[test]
fn expire_ends_the_negotiation_at_the_deadline() {
	Mock::default().build_and_execute(|| {
		let id = negotiated(100);
		run_to(30);
		assert!(matches!(stage(id), Stage::Negotiating { .. }));
		System::reset_events();
		run_to(31);
		assert_eq!(stage(id), failed(Failure::Expired));
		assert_events(vec![Event::Failed { job: id, reason: Failure::Expired, refunded: 0 }]);
	});
}

#[test]
fn expire_refunds_without_fees_at_the_deadline_when_nothing_is_delivered() {
	Mock::default().fee(2).build_and_execute(|| {
		let id = funded(100);
		run_to(30);
		assert_eq!(stage(id), Stage::Funded { provider: AGENT });
		run_to(31);
		assert_eq!((stage(id), refunded(id)), (failed(Failure::Expired), Some(100)));
		assert_eq!(MockEscrow::account(escrow(id)).fees, 0);
	});
}

#[test]
fn expire_refunds_after_the_grace_period_when_nobody_judges() {
	Mock::default().fee(2).build_and_execute(|| {
		let id = delivered(100);
		run_to(31 + EVALUATION_GRACE - 1);
		assert!(matches!(stage(id), Stage::Delivered { .. }));
		run_to(31 + EVALUATION_GRACE);
		assert_eq!((stage(id), refunded(id)), (failed(Failure::Expired), Some(100)));
	});
}
