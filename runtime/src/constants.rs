//! Numbers that the whole runtime shares.

use crate::{Balance, BlockNumber};

/// Money.
pub mod money {
	use super::Balance;

	/// Decimals of the native token.
	pub const DECIMALS: u32 = 12;
	/// One PZA.
	pub const UNIT: Balance = 1_000_000_000_000;
	/// A thousandth of a PZA.
	pub const MILLI: Balance = UNIT / 1_000;
	/// A millionth of a PZA.
	pub const MICRO: Balance = MILLI / 1_000;

	/// Least an account may hold: below it, the account is removed and the rest goes to the treasury.
	pub const EXISTENTIAL_DEPOSIT: Balance = MILLI;

	/// Deposit for a record, per item stored.
	pub const DEPOSIT_PER_ITEM: Balance = 20 * MILLI;
	/// Deposit for a record, per byte stored.
	pub const DEPOSIT_PER_BYTE: Balance = 100 * MICRO;

	/// Deposit for `items` stored records of `bytes` bytes together.
	pub const fn deposit(items: u32, bytes: u32) -> Balance {
		items as Balance * DEPOSIT_PER_ITEM + bytes as Balance * DEPOSIT_PER_BYTE
	}
}

/// Time. Changing slot or epoch length on a live chain stops block production for good: a test holds them in place.
pub mod time {
	use super::BlockNumber;

	/// Milliseconds from slot to slot.
	pub const MILLISECS_PER_BLOCK: u64 = 3_000;
	/// Blocks in a minute.
	pub const MINUTES: BlockNumber = 60_000 / (MILLISECS_PER_BLOCK as BlockNumber);
	/// Blocks in an hour.
	pub const HOURS: BlockNumber = MINUTES * 60;
	/// Blocks in a day.
	pub const DAYS: BlockNumber = HOURS * 24;
	/// Slots in an epoch, which is also a session, on a public chain. Written into its genesis.
	pub const EPOCH_DURATION_IN_SLOTS: u64 = 10 * (MINUTES as u64);
	/// The same on a chain of one's own, where nobody wants to wait: half a minute.
	pub const LOCAL_EPOCH_DURATION_IN_SLOTS: u64 = 10;
	/// Sessions in an era.
	pub const SESSIONS_PER_ERA: u32 = 6 * 6;
	/// Share of slots that have a primary author: one in four, as a ratio.
	pub const PRIMARY_PROBABILITY: (u64, u64) = (1, 4);
	/// Sessions for which an offence may still be reported.
	pub const REPORT_SESSIONS: u32 = 6 * 24 * 7;
	/// Eras after which stake that left can be withdrawn: more than those for which an offence may be reported.
	pub const UNBONDING_ERAS: u32 = REPORT_SESSIONS / SESSIONS_PER_ERA + 2;
	/// Blocks in a year when none is missed.
	pub const BLOCKS_PER_YEAR: BlockNumber = DAYS * 365 + DAYS / 4;
}
