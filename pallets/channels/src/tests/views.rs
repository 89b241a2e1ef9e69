use crate::mock::{Channels, *};

#[test]
fn views_show_nothing_when_there_is_no_such_channel() {
	build_and_execute(|| {
		let id = open();
		let signature = sign(id, total(3));
		assert_eq!(Channels::channel(id + 1), None);
		assert_eq!(Channels::voucher_message(id + 1, total(3)), None);
		assert_eq!(Channels::redeemable(id + 1, total(3), signature), None);
	});
}

#[test]
fn redeemable_is_what_redeeming_pays() {
	build_and_execute(|| {
		let id = open();
		assert_eq!(Channels::redeemable(id, total(7), sign(id, total(7))), Some(7));
		redeem(PAYEE, id, total(3)).unwrap();
		assert_eq!(Channels::redeemable(id, total(7), sign(id, total(7))), Some(4));
		assert_eq!(Channels::redeemable(id, total(7), sign(id, total(8))), None);
	});
}
