//! Pure rules: what links an address, and how many blocks to wait.

use alloc::{format, string::String};
use hex::encode;
use piazza_verifiers::UnixTime;
use sp_core::H256;

/// The text that an Ethereum address signs to be linked to an account: three lines with a line feed between them and none
/// at the end.
///
/// ```text
/// Piazza: zkTLS claims of this Ethereum address count for the account below.
/// Account: 0x<SCALE encoding of the account, hexadecimal in lower case>
/// Chain: 0x<hash of the first block, hexadecimal in lower case>
/// ```
///
/// It names chain, account and purpose: a signature counts for nothing else, nowhere else, and for nobody else.
pub fn link_text(genesis: &H256, account: &[u8]) -> String {
	format!(
		"Piazza: zkTLS claims of this Ethereum address count for the account below.\nAccount: 0x{}\nChain: 0x{}",
		encode(account),
		encode(genesis),
	)
}

/// Whether a claim seen at this time could be submitted: it is not older than `max_age`.
pub fn is_fresh(seen_at: UnixTime, now: UnixTime, max_age: UnixTime) -> bool {
	now <= seen_at.saturating_add(max_age)
}

/// Blocks of `block_time` milliseconds after which a claim is not fresh any more, rounded up. One more than that is
/// waited for: what is due in a block is done before the clock is set, by the clock of the block before.
pub fn blocks_until_stale(seen_at: UnixTime, now: UnixTime, max_age: UnixTime, block_time: u64) -> u64 {
	let stale_at = seen_at.saturating_add(max_age).saturating_add(1);
	let milliseconds = stale_at.saturating_sub(now).saturating_mul(1000);
	milliseconds.div_ceil(block_time.max(1)).saturating_add(1)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn text_is_what_is_documented() {
		let text = link_text(&H256::repeat_byte(0xab), &[1, 0xCD]);
		let expected = format!(
			"Piazza: zkTLS claims of this Ethereum address count for the account below.\n\
			 Account: 0x01cd\n\
			 Chain: 0x{}",
			"ab".repeat(32)
		);
		assert_eq!(text, expected);
	}

	#[test]
	fn claim_is_fresh_up_to_its_greatest_age() {
		assert!(is_fresh(100, 0, 10));
		assert!(is_fresh(100, 110, 10));
		assert!(!is_fresh(100, 111, 10));
		assert!(is_fresh(u64::MAX, u64::MAX, 10));
	}

	#[test]
	fn blocks_are_counted_up_and_one_more_is_waited_for() {
		// 11 seconds are 3 blocks of 3 seconds and a bit.
		assert_eq!(blocks_until_stale(100, 100, 10, 3000), 4 + 1);
		assert_eq!(blocks_until_stale(100, 99, 10, 3000), 4 + 1);
		assert_eq!(blocks_until_stale(100, 98, 10, 3000), 5 + 1);
		assert_eq!(blocks_until_stale(100, 111, 10, 3000), 1);
		assert_eq!(blocks_until_stale(100, u64::MAX, 10, 3000), 1);
	}

	proptest! {
		/// The clock of the block before the one that is waited for is past the claim, and not by more than a block.
		#[test]
		fn claim_is_stale_when_the_blocks_are_over(
			seen_at in 0u64..1 << 40, age in 0u64..100_000, max_age in 0u64..100_000, block_time in 1u64..60_000,
		) {
			let now = (seen_at + age).saturating_sub(50_000);
			let blocks = blocks_until_stale(seen_at, now, max_age, block_time);
			let clock = |blocks: u64| (now * 1000 + blocks * block_time) / 1000;
			prop_assert!(!is_fresh(seen_at, clock(blocks - 1), max_age));
			prop_assert!(blocks == 1 || is_fresh(seen_at, clock(blocks - 2), max_age));
		}

		#[test]
		fn texts_of_different_chains_or_accounts_differ(one: ([u8; 32], [u8; 32]), other: ([u8; 32], [u8; 32])) {
			let text = |(chain, account): ([u8; 32], [u8; 32])| link_text(&H256(chain), &account);
			prop_assert_eq!(text(one) == text(other), one == other);
		}
	}
}
