use crate::{mock::*, *};
use codec::{Decode, Encode, MaxEncodedLen};
use frame_support::{assert_ok, traits::ConstU32, BoundedVec};
use piazza_primitives::Escrow as _;
use sp_runtime::Permill;

#[test]
fn views_show_an_escrow_as_it_is() {
	build_and_execute(|| {
		assert_eq!(Escrow::escrow(0), None);
		assert_eq!(Escrow::due(0, NEWCOMER), 0);
		assert_eq!(Escrow::protocol_fee(), Permill::from_percent(2));
		let id = open_with(NATIVE, &[100, 200]);
		assert_ok!(Escrow::pay(id, &9, 110));
		assert_ok!(Escrow::pay(id, &NEWCOMER, 9));
		let record = Escrow::escrow(id).unwrap();
		assert_eq!((record.paid, record.owed, record.held(), record.available()), (110, 9, 190, 181));
		assert_eq!(record.deposits[1], Deposit { who: 2, deposited: 200, left: 190 });
		assert_eq!(Escrow::due(id, NEWCOMER), 9);
	});
}

#[test]
fn record_is_within_its_bound_when_full() {
	let deposits: Vec<_> = (0..8).map(|who| Deposit { who, deposited: u128::MAX, left: u128::MAX }).collect();
	let deposits: BoundedVec<_, ConstU32<MAX_DEPOSITORS>> = deposits.try_into().unwrap();
	let record = RecordOf::<Test> {
		asset: POINT,
		stream: None,
		fee: Permill::one(),
		deposits,
		paid: u128::MAX,
		fees: u128::MAX,
		refunded: u128::MAX,
		owed: u128::MAX,
		closed: true,
	};
	let bytes = record.encode();
	assert!(bytes.len() <= RecordOf::<Test>::max_encoded_len());
	assert_eq!(RecordOf::<Test>::decode(&mut &bytes[..]), Ok(record));
}
