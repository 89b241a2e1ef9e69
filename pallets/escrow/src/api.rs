//! The escrow as other pallets see it. Each function does all of its work or none, also in a hook.

use crate::*;
use frame_support::{storage::with_storage_layer, traits::fungibles::Inspect};
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::{Escrow, EscrowId};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Escrow<T::AccountId> for Pallet<T> {
	type Balance = T::Balance;
	type AssetKind = T::AssetKind;
	type BlockNumber = BlockNumberFor<T>;

	fn open(payer: &T::AccountId, asset: T::AssetKind, amount: T::Balance) -> Result<EscrowId, DispatchError> {
		with_storage_layer(|| Self::do_open(payer, asset, amount))
	}

	fn stream(id: EscrowId, payee: &T::AccountId, rate: T::Balance) -> DispatchResult {
		with_storage_layer(|| Self::do_stream(id, payee.clone(), rate))
	}

	fn top_up(id: EscrowId, from: &T::AccountId, amount: T::Balance) -> DispatchResult {
		with_storage_layer(|| Self::do_top_up(id, from, amount))
	}

	fn pay(id: EscrowId, to: &T::AccountId, amount: T::Balance) -> DispatchResult {
		with_storage_layer(|| Self::do_pay(id, to, amount))
	}

	fn charge_fee(id: EscrowId, base: T::Balance) -> Result<T::Balance, DispatchError> {
		with_storage_layer(|| Self::do_charge_fee(id, base))
	}

	fn settle(id: EscrowId, until: BlockNumberFor<T>) -> Result<T::Balance, DispatchError> {
		with_storage_layer(|| Self::do_settle(id, until))
	}

	fn close(id: EscrowId) -> Result<T::Balance, DispatchError> {
		with_storage_layer(|| Self::do_close(id))
	}

	fn available(id: EscrowId) -> Option<T::Balance> {
		Self::open_record(id).ok().map(|record| record.available())
	}

	fn accrued(id: EscrowId, until: BlockNumberFor<T>) -> Option<T::Balance> {
		Self::open_record(id).ok().map(|record| record.accrued(until.min(Self::now())))
	}

	fn exhausted_at(id: EscrowId) -> Option<BlockNumberFor<T>> {
		Self::open_record(id).ok().and_then(|record| record.exhausted_at())
	}

	fn fee_on(id: EscrowId, base: T::Balance) -> Option<T::Balance> {
		Self::open_record(id).ok().map(|record| record.fee_on(base))
	}

	fn minimum_balance(asset: T::AssetKind) -> T::Balance {
		T::Assets::minimum_balance(asset)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn endow(asset: T::AssetKind, who: &T::AccountId) {
		T::BenchmarkHelper::endow(&asset, who);
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn costly_asset() -> T::AssetKind {
		T::BenchmarkHelper::costly_asset()
	}
}
