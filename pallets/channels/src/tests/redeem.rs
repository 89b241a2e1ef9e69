use crate::{
	mock::{Channels, *},
	*,
};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::mocks::MockEscrow;
use sp_runtime::DispatchError;

fn refused(id: u64, voucher: VoucherOf<Test>, signature: VoucherSignature, error: Error<Test>) {
	assert_eq!(Channels::redeemable(id, voucher, signature), None);
	assert_noop!(Channels::redeem(signed(PAYEE), id, voucher, signature), error);
}

/// The scenario of x402's channels: an agent escrows 100 and signs 3, 7 and 12.
#[test]
fn redeem_pays_what_was_promised_since_the_last_one() {
	build_and_execute(|| {
		let id = open();
		let vouchers = [3, 7, 12].map(|n| (total(n), sign(id, total(n))));
		let [three, seven, twelve] = vouchers;
		assert_eq!(vouchers.map(|(voucher, by)| Channels::redeemable(id, voucher, by)), [Some(3), Some(7), Some(12)]);
		assert_ok!(Channels::redeem(signed(PAYEE), id, three.0, three.1));
		assert_events(vec![Event::Redeemed { channel: id, payee: PAYEE, amount: 3, total: 3, batch: None }]);
		assert_ok!(Channels::redeem(signed(PAYEE), id, twelve.0, twelve.1));
		assert_events(vec![Event::Redeemed { channel: id, payee: PAYEE, amount: 9, total: 12, batch: None }]);
		assert_eq!((paid_to(PAYEE, id), channel(id).paid), (12, 12));
		refused(id, seven.0, seven.1, Error::<Test>::NothingToRedeem);
		refused(id, total(101), sign(id, total(101)), Error::<Test>::DepositExceeded);
		skip_to(EXPIRES + GracePeriod::get());
		assert_ok!(Channels::close(signed(PAYER), id));
		assert_eq!(MockEscrow::account(id).refunded, Some(88));
	});
}

#[test]
fn redeem_pays_the_payee_whoever_submits_the_voucher_and_whichever_key_signed_it() {
	build_and_execute(|| {
		for signer in signers(1) {
			let id = open_with(&signer, None);
			for (n, who) in [STRANGER, PAYER, PAUPER, PAYEE].into_iter().enumerate() {
				let voucher = total(10 * (n as Balance + 1));
				let signature = signer.sign(&Channels::voucher_message(id, voucher).unwrap());
				assert_ok!(Channels::redeem(signed(who), id, voucher, signature));
			}
			assert_eq!(MockEscrow::account(id).paid, [(PAYEE, 10); 4]);
		}
	});
}

#[test]
fn redeem_can_pay_all_of_the_deposit() {
	build_and_execute(|| {
		let id = open();
		assert_ok!(redeem(PAYEE, id, total(100)));
		assert_eq!((paid_to(PAYEE, id), channel(id).deposit), (100, 100));
		assert_ok!(Channels::close(signed(PAYEE), id));
		assert_eq!(MockEscrow::account(id).refunded, Some(0));
	});
}

#[test]
fn redeem_is_possible_when_the_channel_has_expired_and_is_not_closed() {
	build_and_execute(|| {
		let id = open();
		for (n, block) in [(1, EXPIRES), (2, EXPIRES + GracePeriod::get()), (3, EXPIRES + 10 * MAX_DURATION)] {
			skip_to(block);
			assert_ok!(redeem(PAYEE, id, total(n)));
		}
	});
}

#[test]
fn redeem_fails_when_not_signed() {
	build_and_execute(|| {
		let id = open();
		let call = Channels::redeem(RuntimeOrigin::root(), id, total(3), sign(id, total(3)));
		assert_noop!(call, DispatchError::BadOrigin);
	});
}

#[test]
fn redeem_fails_when_the_voucher_was_redeemed() {
	build_and_execute(|| {
		let id = open();
		let signature = sign(id, total(7));
		assert_ok!(Channels::redeem(signed(PAYEE), id, total(7), signature));
		refused(id, total(7), signature, Error::<Test>::NothingToRedeem);
		assert_eq!(paid_to(PAYEE, id), 7);
	});
}

#[test]
fn redeem_fails_when_the_total_is_lower_than_what_was_paid() {
	build_and_execute(|| {
		let id = open();
		assert_ok!(redeem(PAYEE, id, total(7)));
		for n in [0, 1, 6] {
			refused(id, total(n), sign(id, total(n)), Error::<Test>::NothingToRedeem);
		}
	});
}

#[test]
fn redeem_fails_when_the_total_equals_what_was_paid() {
	build_and_execute(|| {
		let id = open_for_results();
		refused(id, total(0), sign(id, total(0)), Error::<Test>::NothingToRedeem);
		skip_to(START + 20);
		assert_ok!(redeem(PAYEE, id, total(7)));
		// Another voucher, but of the same total.
		refused(id, for_results(7, 1), sign(id, for_results(7, 1)), Error::<Test>::NothingToRedeem);
	});
}

#[test]
fn redeem_fails_when_the_total_is_over_the_deposit() {
	build_and_execute(|| {
		let id = open();
		for n in [101, Balance::MAX] {
			refused(id, total(n), sign(id, total(n)), Error::<Test>::DepositExceeded);
		}
		assert_ok!(redeem(PAYEE, id, total(60)));
		refused(id, total(101), sign(id, total(101)), Error::<Test>::DepositExceeded);
	});
}

#[test]
fn redeem_fails_when_the_channel_is_closed() {
	build_and_execute(|| {
		let id = open();
		let (early, late) = (sign(id, total(3)), sign(id, total(7)));
		assert_ok!(Channels::redeem(signed(PAYEE), id, total(3), early));
		assert_ok!(Channels::close(signed(PAYEE), id));
		refused(id, total(7), late, Error::<Test>::NotFound);
		// The next channel of the same parties and key is another one.
		let next = open();
		refused(next, total(7), late, Error::<Test>::WrongSigner);
	});
}

#[test]
fn redeem_fails_when_there_is_no_such_channel() {
	build_and_execute(|| {
		let id = open();
		refused(id + 1, total(3), sign(id, total(3)), Error::<Test>::NotFound);
	});
}

#[test]
fn redeem_fails_when_the_voucher_is_of_another_chain() {
	build_and_execute(|| {
		for signer in signers(1) {
			let id = open_with(&signer, None);
			let signature = signer.sign(&Channels::voucher_message(id, total(3)).unwrap());
			set_chain(2);
			refused(id, total(3), signature, Error::<Test>::WrongSigner);
			set_chain(1);
			assert_ok!(Channels::redeem(signed(PAYEE), id, total(3), signature));
		}
	});
}

#[test]
fn redeem_fails_when_the_voucher_is_of_another_channel() {
	build_and_execute(|| {
		for signer in signers(1) {
			let (one, other) = (open_with(&signer, None), open_with(&signer, None));
			let signature = signer.sign(&Channels::voucher_message(one, total(3)).unwrap());
			refused(other, total(3), signature, Error::<Test>::WrongSigner);
			assert_ok!(Channels::redeem(signed(PAYEE), one, total(3), signature));
		}
	});
}

#[test]
fn redeem_fails_when_the_voucher_is_for_another_payee() {
	build_and_execute(|| {
		for signer in signers(1) {
			let id = open_with(&signer, None);
			let signature = signer.sign(&Channels::voucher_message(id, total(3)).unwrap());
			// As if the channel of this number were another one's: so it can be on a fork of the chain.
			let mine = channel(id);
			let theirs = Channel { payee: STRANGER, ..mine.clone() };
			pallet::Channels::<Test>::insert(id, theirs);
			refused(id, total(3), signature, Error::<Test>::WrongSigner);
			pallet::Channels::<Test>::insert(id, mine);
			assert_ok!(Channels::redeem(signed(PAYEE), id, total(3), signature));
		}
	});
}

#[test]
fn redeem_fails_when_another_key_signed() {
	build_and_execute(|| {
		for (mine, other) in signers(1).into_iter().zip(signers(2)) {
			let id = open_with(&mine, None);
			let signature = other.sign(&Channels::voucher_message(id, total(3)).unwrap());
			refused(id, total(3), signature, Error::<Test>::WrongSigner);
		}
	});
}

#[test]
fn redeem_fails_when_the_signature_is_of_another_kind() {
	build_and_execute(|| {
		for (i, mine) in signers(1).into_iter().enumerate() {
			let id = open_with(&mine, None);
			for (j, other) in signers(1).into_iter().enumerate().filter(|(j, _)| *j != i) {
				let signature = other.sign(&Channels::voucher_message(id, total(3)).unwrap());
				assert_ne!(i, j);
				refused(id, total(3), signature, Error::<Test>::WrongSigner);
			}
		}
	});
}

#[test]
fn redeem_fails_when_the_voucher_was_changed() {
	build_and_execute(|| {
		for signer in signers(1) {
			let id = open_with(&signer, Some(program()));
			let by = |voucher| signer.sign(&Channels::voucher_message(id, voucher).unwrap());
			let mut other_root = for_results(3, 2);
			other_root.results.as_mut().unwrap().root = Default::default();
			for changed in [total(3), for_results(4, 2), for_results(3, 1), other_root] {
				refused(id, changed, by(for_results(3, 2)), Error::<Test>::WrongSigner);
			}
			refused(id, for_results(3, 2), by(total(3)), Error::<Test>::WrongSigner);
			refused(id, total(4), by(total(3)), Error::<Test>::WrongSigner);
		}
	});
}
