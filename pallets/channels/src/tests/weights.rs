use crate::{
	mock::{Channels, *},
	*,
};
use frame_support::dispatch::GetDispatchInfo;
use piazza_primitives::{mocks::MockCommitments, CommitResults, HandleDue};

fn weight(voucher: VoucherOf<Test>, signature: VoucherSignature) -> frame_support::weights::Weight {
	Call::<Test>::redeem { channel: 0, voucher, signature }.get_dispatch_info().call_weight
}

#[test]
fn redeem_weighs_by_the_kind_of_key() {
	let expected = [
		<() as WeightInfo>::redeem_sr25519(),
		<() as WeightInfo>::redeem_ed25519(),
		<() as WeightInfo>::redeem_ecdsa(),
		<() as WeightInfo>::redeem_ethereum(),
	];
	assert_eq!(signers(1).map(|signer| weight(total(3), signer.sign(b"any"))), expected);
}

#[test]
fn redeem_weighs_the_same_whatever_number_of_results_there_are() {
	let commit = <MockCommitments as CommitResults<AccountId>>::commit_weight();
	let expected = <() as WeightInfo>::redeem_sr25519() + <() as WeightInfo>::find_worker() + commit;
	let signature = alice().sign(b"any");
	assert_eq!([1, 100, u32::MAX].map(|count| weight(for_results(3, count), signature)), [expected; 3]);
	assert_ne!(commit, frame_support::weights::Weight::zero());
}

#[test]
fn due_weighs_no_more_than_the_maximum() {
	let item = Due::Forget { channel: 0 };
	assert_eq!(Channels::weight_of(&item), <Channels as HandleDue<Due>>::max_weight());
}
