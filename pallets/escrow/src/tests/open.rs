use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, traits::fungible::NativeOrWithId};
use piazza_primitives::Escrow as _;
use sp_runtime::{ArithmeticError, BuildStorage, Permill, TokenError};

#[test]
fn open_holds_the_amount_on_the_payer() {
	for asset in ALL_ASSETS {
		build_and_execute(|| {
			assert_eq!(open(1, asset.clone(), 300), Ok(0));
			assert_eq!((free(&asset, 1), held(&asset, 1)), (WEALTH - 300, 300));
			assert_eq!(TotalHeld::<Test>::get(&asset), 300);
			let fee = Permill::from_percent(2);
			let event = Event::Opened { escrow: 0, payer: 1, asset: asset.clone(), amount: 300, fee };
			System::assert_last_event(event.into());
			let record = Escrows::<Test>::get(0).unwrap();
			assert_eq!((record.deposited(), record.held(), record.available()), (300, 300, 300));
			assert_eq!((record.asset, record.stream, record.fee, record.closed), (asset, None, fee, false));
		});
	}
}

#[test]
fn open_counts_up() {
	build_and_execute(|| {
		assert_eq!(open(1, NATIVE, 300), Ok(0));
		assert_eq!(open(1, DOLLAR, 300), Ok(1));
		assert_ok!(Escrow::close(0));
		assert_eq!(open(2, NATIVE, 300), Ok(2));
		assert_eq!(Escrows::<Test>::count(), 2);
	});
}

#[test]
fn open_adds_to_what_is_held_for_other_escrows() {
	build_and_execute(|| {
		let first = open(1, NATIVE, 300).unwrap();
		let second = open(1, NATIVE, 200).unwrap();
		assert_eq!(held(&NATIVE, 1), 500);
		assert_ok!(Escrow::close(first));
		assert_eq!((held(&NATIVE, 1), Escrow::available(second)), (200, Some(200)));
	});
}

#[test]
fn open_fails_when_asset_is_unknown() {
	build_and_execute(|| {
		assert_noop!(open(1, NativeOrWithId::WithId(77), 300), Error::<Test>::UnknownAsset);
	});
}

#[test]
fn open_fails_when_amount_is_below_the_minimum() {
	build_and_execute(|| {
		for asset in ALL_ASSETS {
			let minimum = Escrow::minimum_balance(asset.clone());
			assert_noop!(open(1, asset.clone(), 0), Error::<Test>::BelowMinimum);
			assert_noop!(open(1, asset.clone(), minimum - 1), Error::<Test>::BelowMinimum);
			assert_ok!(open(1, asset, minimum));
		}
	});
}

#[test]
fn open_fails_when_payer_cannot_spare_the_amount() {
	build_and_execute(|| {
		for asset in ALL_ASSETS {
			let spare = WEALTH - Escrow::minimum_balance(asset.clone());
			assert_noop!(open(1, asset.clone(), spare + 1), TokenError::FundsUnavailable);
			assert_noop!(open(NEWCOMER, asset.clone(), 300), TokenError::FundsUnavailable);
			assert_ok!(open(1, asset, spare));
		}
	});
}

#[test]
fn open_fails_when_issuer_froze_payer_or_asset() {
	build_and_execute(|| {
		freeze(&DOLLAR, 1);
		assert_noop!(open(1, DOLLAR, 300), TokenError::FundsUnavailable);
		thaw(&DOLLAR, 1);
		freeze_asset(&DOLLAR);
		assert_noop!(open(1, DOLLAR, 300), TokenError::FundsUnavailable);
		thaw_asset(&DOLLAR);
		assert_ok!(open(1, DOLLAR, 300));
	});
}

#[test]
fn open_fails_when_numbers_are_used_up() {
	build_and_execute(|| {
		NextId::<Test>::put(u64::MAX);
		assert_noop!(open(1, NATIVE, 300), ArithmeticError::Overflow);
	});
}

#[test]
#[should_panic(expected = "above its maximum")]
fn genesis_is_refused_when_its_fee_is_too_high() {
	let config = GenesisConfig::<Test> { protocol_fee: Permill::from_percent(11), ..Default::default() };
	let _ = config.build_storage();
}
