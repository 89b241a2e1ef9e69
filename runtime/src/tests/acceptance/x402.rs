//! x402: any number of calls are paid by vouchers, and settled by one transaction.

use crate::{
	constants::{money::UNIT, time::DAYS},
	tests::{chain::*, jobs::content},
	*,
};
use frame_support::traits::fungible::NativeOrWithId;
use pallet_agents::{Call as AgentsCall, Rating};
use pallet_channels::{Call, Error, Voucher, VoucherKey, VoucherSignature};
use piazza_primitives::{SettlementId, SigningDomain};
use sp_core::H256;
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie, Dave};

fn promise(units: Balance) -> Voucher<Balance> {
	Voucher { total: units * UNIT, results: None }
}

/// Alice's key signs a voucher of the channel.
fn redeem(units: Balance) -> Call<Runtime> {
	let message = Channels::voucher_message(0, promise(units)).expect("it is open");
	let signature = VoucherSignature::Sr25519(Alice.sign(&message));
	Call::redeem { channel: 0, voucher: promise(units), signature }
}

/// The same, made for another chain or another payee.
fn foreign(genesis: H256, payee: AccountId) -> Call<Runtime> {
	let signer = VoucherKey::Sr25519(Alice.public());
	let domain = SigningDomain {
		genesis,
		pallet: "channels",
		purpose: "voucher",
		signer: &signer,
		nonce: 0,
		expires: BlockNumber::MAX,
	};
	let message = domain.message(&(payee, promise(20)));
	Call::redeem { channel: 0, voucher: promise(20), signature: VoucherSignature::Sr25519(Alice.sign(&message)) }
}

/// Alice's agent does something.
fn act(call: impl Into<RuntimeCall>) -> AgentsCall<Runtime> {
	AgentsCall::act { agent: 0, call: Box::new(call.into()) }
}

#[test]
fn agent_pays_by_vouchers_of_which_the_last_is_redeemed() {
	on_chain(|| {
		// Alice's agent buys from Bob's.
		for owner in [Alice, Bob] {
			must(owner, AgentsCall::register { uri: Default::default(), metadata: Default::default() });
		}
		let (payer, payee) = (Agents::account(0), Agents::account(1));
		must(Alice, pallet_balances::Call::transfer_keep_alive { dest: payer.clone().into(), value: 200 * UNIT });
		must(Bob, pallet_balances::Call::transfer_keep_alive { dest: payee.clone().into(), value: UNIT });
		let purses = || (wealth(&payer), wealth(&payee));

		// 1. It puts 100 into a channel.
		let expires = System::block_number() + 50;
		let open = Call::open {
			payee: payee.clone(),
			asset: NativeOrWithId::Native,
			deposit: 100 * UNIT,
			signer: VoucherKey::Sr25519(Alice.public()),
			expires,
			program: None,
		};
		let before = purses();
		must(Alice, act(open));

		// 2. and 3. Vouchers for 3, 7 and 12: the last is redeemed, by whoever likes, and pays 12. That for 7 pays nothing.
		let (early, last) = (redeem(7), redeem(12));
		must(Charlie, last.clone());
		assert_eq!(purses().1 - before.1, 12 * UNIT);
		let refused = |call: Call<Runtime>, error: Error<Runtime>| {
			assert_eq!(apply(Dave, call), Ok(Err(error.into())));
		};
		refused(early, Error::NothingToRedeem);
		refused(last, Error::NothingToRedeem);
		// 4. There are 100 in it.
		refused(redeem(101), Error::DepositExceeded);
		// 6. Of another chain, and for another payee.
		let genesis = System::block_hash(0);
		refused(foreign(H256::repeat_byte(1), payee.clone()), Error::WrongSigner);
		refused(foreign(genesis, Bob.to_account_id()), Error::WrongSigner);
		assert!(Channels::redeemable(0, promise(13), VoucherSignature::Sr25519(Alice.sign(b"something"))).is_none());

		// 5. When it has expired, the payee has a day. Then the payer takes what is left.
		run_to(expires);
		// The first block of a session takes no transactions.
		next_block();
		assert_eq!(apply(Alice, act(Call::close { channel: 0 })), Ok(Err(Error::<Runtime>::GraceNotOver.into())));
		leave_out(DAYS);
		next_block();
		next_block();
		must(Alice, act(Call::close { channel: 0 }));
		assert_eq!((purses().0, purses().1), (before.0 - 12 * UNIT, before.1 + 12 * UNIT));

		// 7. The receipt is good for one word about the payee.
		let give = || {
			act(AgentsCall::give_feedback {
				agent: 1,
				settlement: SettlementId::Channel(0),
				rating: Rating { value: 95, decimals: 0, tag1: Default::default(), tag2: Default::default() },
				content: content(b"quick"),
			})
		};
		must(Alice, give());
		assert_eq!(apply(Alice, give()), Ok(Err(pallet_agents::Error::<Runtime>::SettlementUsed.into())));
		let clients = [payer.clone()].into_iter().collect::<alloc::collections::BTreeSet<_>>();
		let summary = Agents::summary(1, clients.try_into().expect("it is one")).expect("there is one");
		assert_eq!((summary.count, summary.weight), (1, 12 * UNIT));
	});
}
