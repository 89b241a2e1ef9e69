//! Benchmarks of our pallets, and what they need of this runtime.

use crate::*;
use alloc::{string::String, vec::Vec};
use constants::money::{MILLI, UNIT};
use frame_benchmarking::{add_benchmark, list_benchmark, BenchmarkBatch, BenchmarkConfig, BenchmarkList, Benchmarking};
use frame_support::traits::{
	fungible::{Mutate as _, NativeOrWithId},
	fungibles::{Inspect as _, Mutate as _},
	Consideration, Footprint, StorageInfo, StorageInfoTrait, WhitelistedStorageKeys,
};
use pallet_agents::Kind;
use piazza_primitives::{EraIndex, PanelCase, Settlement, SettlementId};
use sp_core::crypto::KeyTypeId;

frame_benchmarking::define_benchmarks!(
	[pallet_agenda, Agenda]
	[pallet_agents, Agents]
	[pallet_attestation, Attestation]
	[pallet_batches, Batches]
	[pallet_channels, Channels]
	[pallet_data_pools, DataPools]
	[pallet_escrow, Escrow]
	[pallet_jobs, Jobs]
	[pallet_leasing, Leasing]
	[pallet_panels, Panels]
	[pallet_reputation, Reputation]
	[pallet_stakes, Stakes]
	[pallet_validators, Validators]
	[pallet_zktls, Zktls]
);

/// Which benchmarks there are.
pub fn metadata(extra: bool) -> (Vec<BenchmarkList>, Vec<StorageInfo>) {
	let mut list = Vec::new();
	list_benchmarks!(list, extra);
	(list, AllPalletsWithSystem::storage_info())
}

/// Runs the benchmarks that `config` names.
pub fn dispatch(config: BenchmarkConfig) -> Result<Vec<BenchmarkBatch>, String> {
	let whitelist = AllPalletsWithSystem::whitelisted_storage_keys();
	let mut batches = Vec::new();
	let params = (&config, &whitelist);
	add_benchmarks!(params, batches);
	Ok(batches)
}

/// Arguments of the treasury's benchmarks.
pub struct TreasuryArguments;

impl pallet_treasury::ArgumentsFactory<(), AccountId> for TreasuryArguments {
	fn create_asset_kind(_: u32) {}

	fn create_beneficiary(seed: [u8; 32]) -> AccountId {
		AccountId::new(seed)
	}
}

/// Items for the agenda's benchmarks.
pub struct AgendaItems;

impl pallet_agenda::BenchmarkHelper<agenda::AgendaItem> for AgendaItems {
	fn idle_item() -> agenda::AgendaItem {
		pallet_jobs::Due::Remove { job: u64::MAX }.into()
	}
}

/// Eras for the benchmarks of stake.
pub struct Eras;

impl pallet_stakes::BenchmarkHelper for Eras {
	fn set_era(era: EraIndex) {
		pallet_session::CurrentIndex::<Runtime>::put(era * constants::time::SESSIONS_PER_ERA);
	}
}

/// The clock of benchmarks.
pub struct Clock;

impl pallet_attestation::BenchmarkHelper for Clock {
	fn set_time(seconds: u64) {
		pallet_timestamp::Now::<Runtime>::put(seconds * 1_000);
	}
}

impl pallet_zktls::BenchmarkHelper for Clock {
	fn set_time(seconds: u64) {
		<Self as pallet_attestation::BenchmarkHelper>::set_time(seconds)
	}
}

/// Assets for the escrow's benchmarks.
pub struct EscrowAssets;

/// The asset that benchmarks pay in; it keeps accounts alive by itself, so anyone can receive it.
const ASSET: u32 = 7;

impl pallet_escrow::BenchmarkHelper<NativeOrWithId<u32>, AccountId> for EscrowAssets {
	fn costly_asset() -> NativeOrWithId<u32> {
		if !Assets::asset_exists(ASSET) {
			let owner = AccountId::new([1; 32]);
			Assets::force_create(RuntimeOrigin::root(), ASSET.into(), owner.into(), true, MILLI)
				.expect("the asset is new");
		}
		NativeOrWithId::WithId(ASSET)
	}

	fn endow(asset: &NativeOrWithId<u32>, who: &AccountId) {
		let plenty = 1_000_000 * UNIT;
		match asset {
			NativeOrWithId::Native => Balances::mint_into(who, plenty),
			NativeOrWithId::WithId(id) => Assets::mint_into(*id, who, plenty),
		}
		.expect("the account can have it");
	}
}

/// Assets for the SDK's benchmarks of markets.
pub struct MarketAssets;

impl pallet_asset_conversion::BenchmarkHelper<NativeOrWithId<u32>> for MarketAssets {
	fn create_pair(first: u32, second: u32) -> (NativeOrWithId<u32>, NativeOrWithId<u32>) {
		// Every market has the native token on one side: it is asked for by odd numbers.
		let asset = |seed: u32| if seed % 2 == 1 { NativeOrWithId::Native } else { NativeOrWithId::WithId(seed) };
		(asset(first), asset(second))
	}
}

/// Parties for the benchmarks of pools.
pub struct PoolParties;

/// The keys that sign in benchmarks.
const POOL_KEYS: KeyTypeId = KeyTypeId(*b"pool");

impl pallet_data_pools::BenchmarkHelper<AccountId, NativeOrWithId<u32>, Signature> for PoolParties {
	fn signer(index: u8) -> AccountId {
		let seed = [b"//".as_slice(), &[b'a' + index]].concat();
		AccountId::new(sp_io::crypto::sr25519_generate(POOL_KEYS, Some(seed)).0)
	}

	fn sign(signer: &AccountId, message: &[u8]) -> Signature {
		let key = sp_core::sr25519::Public::from_raw(*signer.as_ref());
		let signature = sp_io::crypto::sr25519_sign(POOL_KEYS, &key, message);
		MultiSignature::Sr25519(signature.expect("the key was made before"))
	}

	fn costly_asset() -> NativeOrWithId<u32> {
		<EscrowAssets as pallet_escrow::BenchmarkHelper<_, AccountId>>::costly_asset()
	}

	fn endow(asset: &NativeOrWithId<u32>, who: &AccountId) {
		let amount = 1_000_000_000 * UNIT;
		match asset {
			NativeOrWithId::Native => Balances::mint_into(who, amount).map(drop),
			NativeOrWithId::WithId(id) => Assets::mint_into(*id, who, amount).map(drop),
		}
		.expect("it can be minted");
	}
}

/// Parties for the benchmarks of agents.
pub struct AgentParties;

impl pallet_agents::BenchmarkHelper<AccountId, NativeOrWithId<u32>, RuntimeCall, Signature> for AgentParties {
	fn signer() -> AccountId {
		<PoolParties as pallet_data_pools::BenchmarkHelper<_, _, _>>::signer(0)
	}

	fn sign(signer: &AccountId, message: &[u8]) -> Signature {
		<PoolParties as pallet_data_pools::BenchmarkHelper<_, _, _>>::sign(signer, message)
	}

	fn asset(index: u8) -> NativeOrWithId<u32> {
		NativeOrWithId::WithId(ASSET + 1 + u32::from(index))
	}

	fn call() -> (Kind, RuntimeCall) {
		let dest = AccountId::new([1; 32]).into();
		(Kind::Transfer, pallet_balances::Call::transfer_keep_alive { dest, value: UNIT }.into())
	}
}

/// What a channel between these two paid before it was closed.
pub fn settlement(payer: &AccountId, payee: &AccountId) -> SettlementId {
	let id = pallet_channels::NextId::<Runtime>::mutate(|next| {
		*next += 1;
		*next - 1
	});
	let settlement = Settlement { payer: payer.clone(), payee: payee.clone(), value: UNIT };
	let ticket = Consideration::new(payer, Footprint { count: 0, size: 0 }).expect("nothing is held for no room");
	pallet_channels::Receipts::<Runtime>::insert(id, pallet_channels::Receipt { settlement, ticket });
	SettlementId::Channel(id)
}

/// Cases and randomness for the benchmarks of panels.
pub struct PanelCases;

impl pallet_panels::BenchmarkHelper<PanelCase> for PanelCases {
	fn case() -> PanelCase {
		PanelCase::Job(u64::MAX)
	}

	fn renew_randomness() {
		let now = System::block_number();
		pallet_babe::EpochStart::<Runtime>::put((now, now));
	}
}
