use crate::{
	mock::{Channels, *},
	*,
};
use frame_support::{assert_ok, traits::Hooks};
use piazza_primitives::{mocks::MockCommitments, Window};

/// The invariants do not hold once the channel is changed like this.
fn refuted(id: u64, spoil: impl FnOnce(&mut ChannelOf<Test>)) {
	let sound = channel(id);
	let mut changed = sound.clone();
	spoil(&mut changed);
	pallet::Channels::<Test>::insert(id, changed);
	assert!(Channels::do_try_state().is_err());
	pallet::Channels::<Test>::insert(id, sound);
	Channels::do_try_state().unwrap();
}

#[test]
fn invariants_fail_when_a_channel_is_unsound() {
	build_and_execute(|| {
		let (id, other) = (open_for_results(), open());
		skip_to(START + 5);
		refuted(id, |channel| channel.paid = 1);
		refuted(id, |channel| channel.paid = 101);
		refuted(id, |channel| channel.deposit = 99);
		refuted(id, |channel| channel.escrow = channel_escrow(other));
		refuted(id, |channel| channel.escrow = 77);
		refuted(id, |channel| channel.payee = PAYER);
		refuted(id, |channel| channel.window.to = channel.window.from);
		refuted(id, |channel| channel.window = Window { from: START, to: START + MAX_DURATION + 1 });
		refuted(id, |channel| channel.window.from = START + 6);
		let work = |spoil: fn(&mut Work<BlockNumber>)| {
			refuted(id, |channel| spoil(channel.work.as_mut().unwrap()));
		};
		work(|work| work.count = MockCommitments::MAX_COUNT + 1);
		work(|work| work.count = 1);
		work(|work| work.committed_at = START - 1);
		work(|work| work.committed_at = START + 6);
	});
}

fn channel_escrow(id: u64) -> u64 {
	channel(id).escrow
}

#[test]
fn invariants_fail_when_numbers_or_counts_are_wrong() {
	build_and_execute(|| {
		let (closed, id) = (open(), open());
		assert_ok!(redeem(PAYEE, closed, total(3)));
		assert_ok!(Channels::close(signed(PAYEE), closed));
		NextId::<Test>::put(id);
		assert!(Channels::do_try_state().is_err());
		NextId::<Test>::put(id + 1);

		let receipt = Receipts::<Test>::get(closed).unwrap();
		Receipts::<Test>::insert(id, &receipt);
		assert!(Channels::do_try_state().is_err());
		Receipts::<Test>::remove(id);
		Receipts::<Test>::insert(id + 1, &receipt);
		assert!(Channels::do_try_state().is_err());
		Receipts::<Test>::remove(id + 1);
		let mut own = receipt.clone();
		own.settlement.payee = PAYER;
		Receipts::<Test>::insert(closed, own);
		assert!(Channels::do_try_state().is_err());
		Receipts::<Test>::insert(closed, receipt);

		frame_support::storage::unhashed::kill(&pallet::Channels::<Test>::counter_storage_final_key());
		assert!(Channels::do_try_state().is_err());
		pallet::Channels::<Test>::initialize_counter();
		frame_support::storage::unhashed::kill(&Receipts::<Test>::counter_storage_final_key());
		assert!(Channels::do_try_state().is_err());
		Receipts::<Test>::initialize_counter();
	});
}

#[test]
fn integrity_holds_when_the_grace_is_longer_than_the_time_between_commitments() {
	build_and_execute(|| {
		GracePeriod::set(MockCommitments::MIN_INTERVAL + 1);
		Channels::integrity_test();
	});
}

#[test]
#[should_panic(expected = "a payee must be able to redeem in the end")]
fn integrity_fails_when_the_grace_is_too_short_to_commit() {
	build_and_execute(|| {
		GracePeriod::set(MockCommitments::MIN_INTERVAL);
		Channels::integrity_test();
	});
}
