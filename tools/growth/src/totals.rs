//! What all cells add to: counts, sums, the account of all stake.
//!
//! Each of these is linear in the number of cells, so it is known for any number once it is known for none and for one.

use crate::{
	cell::{bank, hub},
	pool::POOL,
};
use anyhow::{ensure, Context, Result};
use codec::Codec;
use frame_support::{
	traits::{fungible::NativeOrWithId, tokens::IdAmount},
	BoundedVec,
};
use frame_system::AccountInfo;
use pallet_assets::AssetDetails;
use pallet_balances::AccountData;
use pallet_data_pools::{Dividends, Epoch, EpochIndex, Meter, Metrics};
use pallet_stakes::{Pool, Position};
use piazza_primitives::Role;
use piazza_runtime::{
	configs::{TreasuryAccount, POOL_TOKENS},
	AccountId, Balance, BlockNumber, Nonce, Runtime, RuntimeHoldReason, Stakes,
};
use sp_runtime::traits::{Convert, TrailingZeroInput};

/// Finds what is stored for so many cells, from what is stored without and with one.
type Grow = fn(&[u8], &[u8], u64) -> Result<Vec<u8>>;

/// One of them.
pub struct Total {
	/// Where it is stored.
	pub key: Vec<u8>,
	grow: Grow,
}

impl Total {
	fn new<T: Linear>(key: impl AsRef<[u8]>) -> Self {
		Self { key: key.as_ref().to_vec(), grow: grow::<T> }
	}

	/// What it is for `cells` cells, if it is `without` and `with` one. What is not there is nothing.
	pub fn of(&self, without: Option<&Vec<u8>>, with: Option<&Vec<u8>>, cells: u64) -> Result<Vec<u8>> {
		let bytes = |of: Option<&Vec<u8>>| of.cloned().unwrap_or_default();
		(self.grow)(&bytes(without), &bytes(with), cells)
	}
}

/// The epoch in which all that pools achieve is counted.
const EPOCH: EpochIndex = 0;

/// All of them.
pub fn all() -> Vec<Total> {
	[of_pallets(), of_pool()].into_iter().flatten().collect()
}

/// Those of everything but the pool.
fn of_pallets() -> Vec<Total> {
	type Account = frame_system::Account<Runtime>;
	type Holds = pallet_balances::Holds<Runtime>;
	let all_stake = Stakes::account();
	vec![
		Total::new::<u32>(pallet_agents::Agents::<Runtime>::counter_storage_final_key()),
		Total::new::<u32>(pallet_attestation::Workers::<Runtime>::counter_storage_final_key()),
		Total::new::<u32>(pallet_channels::Channels::<Runtime>::counter_storage_final_key()),
		Total::new::<u32>(pallet_channels::Receipts::<Runtime>::counter_storage_final_key()),
		Total::new::<u32>(pallet_escrow::Escrows::<Runtime>::counter_storage_final_key()),
		Total::new::<u32>(pallet_jobs::Jobs::<Runtime>::counter_storage_final_key()),
		Total::new::<u32>(pallet_leasing::Leases::<Runtime>::counter_storage_final_key()),
		Total::new::<u32>(pallet_leasing::Orders::<Runtime>::counter_storage_final_key()),
		Total::new::<u64>(pallet_agents::NextAgent::<Runtime>::hashed_key()),
		Total::new::<u64>(pallet_channels::NextId::<Runtime>::hashed_key()),
		Total::new::<u64>(pallet_escrow::NextId::<Runtime>::hashed_key()),
		Total::new::<u64>(pallet_jobs::NextId::<Runtime>::hashed_key()),
		Total::new::<u64>(pallet_leasing::NextLease::<Runtime>::hashed_key()),
		Total::new::<u64>(pallet_leasing::NextOrder::<Runtime>::hashed_key()),
		Total::new::<Balance>(pallet_escrow::TotalHeld::<Runtime>::hashed_key_for(NativeOrWithId::Native)),
		Total::new::<Balance>(pallet_balances::InactiveIssuance::<Runtime>::hashed_key()),
		Total::new::<Balance>(pallet_treasury::Deactivated::<Runtime>::hashed_key()),
		Total::new::<AccountOf>(Account::hashed_key_for(bank())),
		Total::new::<AccountOf>(Account::hashed_key_for(&all_stake)),
		Total::new::<HoldsOf>(Holds::hashed_key_for(&all_stake)),
		Total::new::<Position<BlockNumber>>(pallet_stakes::Positions::<Runtime>::hashed_key_for(Role::Provider, hub())),
	]
}

/// Those of the pool: its books, its token, what it has and what it achieved.
fn of_pool() -> Vec<Total> {
	type Account = frame_system::Account<Runtime>;
	let account = <Runtime as pallet_data_pools::Config>::PoolAccount::convert(POOL);
	let token = POOL_TOKENS + POOL;
	vec![
		Total::new::<BooksOf>(pallet_data_pools::AllBooks::<Runtime>::hashed_key_for(POOL)),
		Total::new::<RecordOf>(pallet_data_pools::Records::<Runtime>::hashed_key_for(POOL, EPOCH)),
		Total::new::<Epoch>(pallet_data_pools::Epochs::<Runtime>::hashed_key_for(EPOCH)),
		Total::new::<AssetOf>(pallet_assets::Asset::<Runtime>::hashed_key_for(token)),
		Total::new::<TokensOf>(pallet_assets::Account::<Runtime>::hashed_key_for(token, &account)),
		Total::new::<AccountOf>(Account::hashed_key_for(&account)),
		Total::new::<AccountOf>(Account::hashed_key_for(TreasuryAccount::get())),
	]
}

type AccountOf = AccountInfo<Nonce, AccountData<Balance>>;
type BooksOf = pallet_data_pools::BooksOf<Runtime>;
type RecordOf = pallet_data_pools::RecordOf<Runtime>;
type AssetOf = AssetDetails<Balance, AccountId, Balance>;
type TokensOf = pallet_assets::AssetAccountOf<Runtime, ()>;
type HoldsOf = BoundedVec<IdAmount<RuntimeHoldReason, Balance>, frame_support::traits::ConstU32<1_000>>;

fn grow<T: Linear>(without: &[u8], with: &[u8], cells: u64) -> Result<Vec<u8>> {
	let decode = |bytes: &[u8]| T::decode(&mut TrailingZeroInput::new(bytes));
	let (without, with) = (decode(without)?, decode(with)?);
	Ok(T::grow(&without, &with, cells.into())?.encode())
}

/// Something of which each cell adds as much, or takes away.
trait Linear: Codec {
	fn grow(without: &Self, with: &Self, cells: u128) -> Result<Self>;
}

macro_rules! numbers {
	($($number:ty)*) => {
		$(
			impl Linear for $number {
				fn grow(without: &Self, with: &Self, cells: u128) -> Result<Self> {
					let each = u128::from(with.abs_diff(*without));
					let all = each.checked_mul(cells).and_then(|all| Self::try_from(all).ok());
					let all = all.context("so many cells do not fit into a count or sum")?;
					let result = if with < without { without.checked_sub(all) } else { without.checked_add(all) };
					result.context("a count or sum is too small or too great for so many cells")
				}
			}
		)*
	};
}
numbers!(u32 u64 u128);

/// Lets these fields of a record grow; the others are as they are with one cell.
macro_rules! records {
	($($record:ty { $($($field:ident).+),+ })*) => {
		$(
			impl Linear for $record {
				fn grow(without: &Self, with: &Self, cells: u128) -> Result<Self> {
					let mut result = Self::clone(with);
					$(result.$($field).+ = Linear::grow(&without.$($field).+, &with.$($field).+, cells)?;)+
					Ok(result)
				}
			}
		)*
	};
}
records! {
	AccountOf { data.free, data.reserved }
	AssetOf { supply }
	TokensOf { balance }
	BooksOf { contributions, minted, offered, next_licence, staked, dividends, kept, owner_due, treasury_due, meter }
	// All licences are sold in one block: when what comes in has flowed does not depend on how many there are.
	Dividends<BlockNumber> { received, left }
	Meter<BlockNumber> { minted, staked, unstaked }
	Metrics { volume, contributors, fees }
	RecordOf { metrics }
	Epoch { fund, left, totals }
	Pool { balance, shares }
}

impl Linear for HoldsOf {
	fn grow(without: &Self, with: &Self, cells: u128) -> Result<Self> {
		let mut holds = with.clone();
		for hold in holds.iter_mut() {
			let before = without.iter().find(|before| before.id == hold.id).map_or(0, |before| before.amount);
			hold.amount = Linear::grow(&before, &hold.amount, cells)?;
		}
		Ok(holds)
	}
}

impl Linear for Position<BlockNumber> {
	fn grow(without: &Self, with: &Self, cells: u128) -> Result<Self> {
		ensure!(without.commission == with.commission, "a cell changed a commission");
		Ok(Self { pool: Linear::grow(&without.pool, &with.pool, cells)?, ..with.clone() })
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn number_grows_with_the_cells_when_one_adds_to_it() {
		assert_eq!(u32::grow(&5, &8, 10).unwrap(), 35);
		assert_eq!(u128::grow(&0, &7, 1_000_000).unwrap(), 7_000_000);
	}

	#[test]
	fn number_falls_with_the_cells_when_one_takes_from_it() {
		assert_eq!(u64::grow(&100, &97, 10).unwrap(), 70);
	}

	#[test]
	fn record_grows_in_its_sums_alone_when_a_cell_adds_to_it() {
		let without = Dividends { received: 5, left: 1, at: 7, ..Dividends::default() };
		let with = Dividends { received: 9, left: 3, at: 8, until: 20, ..without };
		let grown = Dividends::grow(&without, &with, 10).unwrap();
		assert_eq!(grown, Dividends { received: 45, left: 21, ..with });
	}

	#[test]
	fn number_is_refused_when_it_does_not_fit() {
		assert!(u32::grow(&0, &1, 1 << 32).is_err());
		assert!(u64::grow(&10, &8, 6).is_err());
	}
}
