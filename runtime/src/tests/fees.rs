//! Fees move money, they do not make or burn it.

use super::chain::*;
use crate::{configs::TreasuryAccount, constants::money::*, fees::*, *};
use frame_support::weights::{constants::ExtrinsicBaseWeight, WeightToFee as _};
use sp_keyring::Sr25519Keyring::{Alice, Bob};

#[test]
fn an_empty_transaction_costs_the_base_fee() {
	let fee = WeightToFee::weight_to_fee(&ExtrinsicBaseWeight::get());
	assert!(fee.abs_diff(BASE_TRANSACTION_FEE) <= 1, "{fee}");
}

#[test]
fn fees_go_to_treasury_and_author_when_a_transaction_is_paid() {
	on_chain(|| {
		let author = Session::validators()[0].clone();
		let treasury = TreasuryAccount::get();
		let (issuance, alice, bob) =
			(Balances::total_issuance(), wealth(&Alice.to_account_id()), wealth(&Bob.to_account_id()));
		let (to_treasury, to_author) = (wealth(&treasury), wealth(&author));

		must(Alice, pallet_balances::Call::transfer_keep_alive { dest: Bob.to_account_id().into(), value: UNIT });

		let fee = alice - wealth(&Alice.to_account_id()) - UNIT;
		assert!(fee > 0);
		assert_eq!(wealth(&Bob.to_account_id()), bob + UNIT);
		assert_eq!((wealth(&treasury) - to_treasury) + (wealth(&author) - to_author), fee);
		assert_eq!(wealth(&treasury) - to_treasury, fee * 80 / 100);
		assert_eq!(Balances::total_issuance(), issuance);
	});
}

#[test]
fn dust_goes_to_the_treasury_when_an_account_is_removed() {
	on_chain(|| {
		let (issuance, poor) = (Balances::total_issuance(), AccountId::new([7; 32]));
		must(
			Alice,
			pallet_balances::Call::transfer_allow_death { dest: poor.clone().into(), value: EXISTENTIAL_DEPOSIT },
		);
		let treasury = wealth(&TreasuryAccount::get());
		let origin = RuntimeOrigin::signed(poor.clone());
		Balances::transfer_allow_death(origin, Bob.to_account_id().into(), EXISTENTIAL_DEPOSIT / 2)
			.expect("the account may empty itself");
		assert_eq!(wealth(&poor), 0);
		assert_eq!(wealth(&TreasuryAccount::get()) - treasury, EXISTENTIAL_DEPOSIT / 2);
		assert_eq!(Balances::total_issuance(), issuance);
	});
}
