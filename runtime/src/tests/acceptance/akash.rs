//! Akash: order, bid, lease, and rent that is paid by the block.

use crate::{
	constants::money::UNIT,
	tests::{chain::*, leasing::*},
	*,
};
use pallet_leasing::{Call, Error, Reason};
use sp_keyring::Sr25519Keyring::{self, Alice, AliceStash, Bob, BobStash, Charlie, CharlieStash, Eve};
use sp_runtime::Permill;

/// Each provider and its machine.
const P1: (Sr25519Keyring, Sr25519Keyring) = (Bob, BobStash);
const P2: (Sr25519Keyring, Sr25519Keyring) = (Charlie, CharlieStash);
const P3: (Sr25519Keyring, Sr25519Keyring) = (Eve, AliceStash);

fn free(who: Sr25519Keyring) -> Balance {
	System::account(who.to_account_id()).data.free
}

#[test]
fn rent_streams_until_it_is_used_up_or_the_provider_reclaims_its_machine() {
	on_chain(|| {
		// On Akash the provider has all of it.
		govern(pallet_escrow::Call::set_protocol_fee { fee: Permill::zero() });
		[P1, P2, P3].into_iter().for_each(|(provider, worker)| machine(worker, provider, 2_000 * UNIT));
		// The first block of a session, which is every tenth here, takes no transactions.
		run_to(3);
		let issuance = || Balances::total_issuance() - pallet_validators::Minted::<Runtime>::get().total();
		let before = issuance();

		// 1. A tenant opens an order: at most 10 a block, 1,000 put aside.
		must(Alice, Call::place_order { terms: order_terms() });
		// 2. P1 bids 9, P2 bids 7, P3 bids 11 and is refused.
		let without_bid = free(P1.0);
		must(P1.1, bid(P1.1, 0, 9 * UNIT));
		assert_eq!(without_bid - free(P1.0), UNIT);
		must(P2.1, bid(P2.1, 0, 7 * UNIT));
		let refused = apply(P3.1, bid(P3.1, 0, 11 * UNIT)).expect("it is valid");
		assert_eq!(refused, Err(Error::<Runtime>::RateTooHigh.into()));
		// 3. The tenant takes P2; P1 has its deposit back in the same block.
		must(Alice, Call::accept { order: 0, worker: P2.1.to_account_id() });
		assert_eq!(free(P1.0), without_bid);
		let start = System::block_number();
		let income = wealth(&P2.0.to_account_id());
		let earned = || wealth(&P2.0.to_account_id()) - income;

		// 4. 50 blocks later P2 has 350.
		run_to(start + 50);
		assert_eq!(Leasing::lease_balance(0), Some(650 * UNIT));
		must(P1.0, Call::settle { lease: 0 });
		assert_eq!(earned(), 350 * UNIT);
		// 5. Nobody adds anything: in block 143 it is used up, and ends.
		run_to(start + 142);
		assert!(Leasing::lease(0).is_some());
		run_to(start + 143);
		assert_eq!(end_of(0), Some((Reason::Exhausted, 1_000 * UNIT, 0)));
		assert_eq!(earned(), 1_000 * UNIT);
		assert_eq!(issuance(), before, "something was minted or lost");

		// 6. P2 wants its machine back: not before the window is over, which is paid in full.
		must(Alice, Call::place_order { terms: order_terms() });
		must(P2.1, bid(P2.1, 1, 7 * UNIT));
		must(Alice, Call::accept { order: 1, worker: P2.1.to_account_id() });
		let start = System::block_number();
		must(P2.1, Call::start_reclaim { lease: 1 });
		run_to(start + 29);
		let early = apply(P2.1, Call::close { lease: 1 }).expect("it is valid");
		assert_eq!(early, Err(Error::<Runtime>::NoticeNotOver.into()));
		run_to(start + 30);
		must(P2.1, Call::close { lease: 1 });
		assert_eq!(end_of(1), Some((Reason::Reclaimed, 210 * UNIT, 790 * UNIT)));
		assert_eq!(earned(), 1_210 * UNIT);
	});
}
