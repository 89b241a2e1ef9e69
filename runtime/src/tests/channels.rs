//! What it costs to be paid by the call: the same for one call as for any number.

use super::{chain::*, jobs::stake};
use crate::{
	constants::{money::UNIT, time::HOURS},
	*,
};
use codec::Encode;
use frame_support::{
	dispatch::GetDispatchInfo,
	traits::{fungible::NativeOrWithId, Get},
};
use pallet_attestation::Program;
use pallet_channels::{Call, Results, Voucher, VoucherKey, VoucherSignature};
use piazza_primitives::{
	mocks::{counted, Accesses},
	ChannelId,
};
use sp_core::H256;
use sp_keyring::Sr25519Keyring::{Alice, Bob};

/// What the payee asks for a call.
const PRICE: Balance = UNIT / 1_000;

/// What redeeming a voucher costs.
#[derive(Debug, PartialEq)]
struct Cost {
	/// Length of the call.
	bytes: usize,
	/// What it may weigh.
	weight: Weight,
	/// What is asked for that before it is executed.
	fee: Balance,
	/// What was paid in the end.
	paid: Balance,
	/// How often storage was read and written by the transaction.
	accesses: Accesses,
}

/// Opens a channel from Alice to Bob.
fn open(program: Program) -> ChannelId {
	let channel = pallet_channels::NextId::<Runtime>::get();
	let open = Call::open {
		payee: Bob.to_account_id(),
		asset: NativeOrWithId::Native,
		deposit: 20 * UNIT,
		signer: VoucherKey::Sr25519(Alice.public()),
		expires: System::block_number() + HOURS,
		program: Some(program.id()),
	};
	must(Alice, open);
	channel
}

/// Bob redeems a voucher for so many calls; `vouched` says whether he vouches for their results.
fn redeem(channel: ChannelId, calls: u32, vouched: bool) -> Cost {
	let total = Balance::from(calls) * PRICE;
	let results = vouched.then(|| Results { root: H256::repeat_byte(7), count: calls });
	let voucher = Voucher { total, results };
	let message = Channels::voucher_message(channel, voucher).expect("it is open");
	let signature = VoucherSignature::Sr25519(Alice.sign(&message));
	let call = RuntimeCall::from(Call::redeem { channel, voucher, signature });

	let (bytes, info) = (call.encoded_size(), call.get_dispatch_info());
	let fee = TransactionPayment::compute_fee(bytes as u32, &info, 0);
	let bob = Bob.to_account_id();
	let before = wealth(&bob);
	let ((), accesses) = counted(|| must(Bob, call));
	Cost { bytes, weight: info.call_weight, fee, paid: before + total - wealth(&bob), accesses }
}

#[test]
fn redemption_costs_the_same_when_it_settles_more_calls() {
	on_chain(|| {
		let program = Program::Image { hash: H256::repeat_byte(1) };
		must(Alice, pallet_attestation::Call::register_program { program: program.clone(), uri: Default::default() });
		stake(Bob);
		let channels = [(); 6].map(|()| open(program.clone()));
		leave_out(<Runtime as pallet_batches::Config>::MinInterval::get());
		next_block();

		// The first of each kind makes what is there for both others: whatever Bob's account and the agenda need for it.
		let [_, one, many, _, one_vouched, many_vouched] = [0, 1, 2, 3, 4, 5].map(|place: usize| {
			let calls = [5, 1, 10_000][place % 3];
			redeem(channels[place], calls, place >= 3)
		});
		assert_eq!(one, many);
		assert_eq!(one_vouched, many_vouched);
		// Vouching for results stores a batch.
		assert!(one.accesses.writes > 0 && one_vouched.accesses.writes > one.accesses.writes);
		assert!(one.paid > 0 && one_vouched.paid > one.paid);
		assert_eq!(
			Channels::channel(channels[5]).and_then(|channel| channel.work).map(|work| work.count),
			Some(10_000)
		);
	});
}
