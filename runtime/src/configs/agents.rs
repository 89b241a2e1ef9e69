//! Agents: what their keys may do, and by whom they were paid.

use crate::{
	configs::{market::NativeAsset, RecordConsideration},
	constants::{
		money::UNIT,
		time::{DAYS, MINUTES},
	},
	weights, AccountId, Assets, Balance, Balances, Channels, DataPools, Jobs, Leasing, Runtime, RuntimeCall,
	RuntimeHoldReason, Signature, Stakes, Weight,
};
use frame_support::{
	parameter_types,
	traits::{
		fungible::{NativeFromLeft, NativeOrWithId, UnionOf},
		ConstU128, ConstU32, ConstU8,
	},
	PalletId,
};
use pallet_agents::{AgentAccounts, Kind, MandatedCall, MandatedCalls};
use piazza_primitives::{Settlement, SettlementId, Settlements};
use sp_runtime::traits::Verify;

/// What an agent's account has. Only what is on hold is not counted.
type NativeAndTokens = UnionOf<Balances, Assets, NativeFromLeft, NativeOrWithId<u32>, AccountId>;

/// Tells what a key may do within a mandate.
pub struct AgentCalls;

impl MandatedCalls for AgentCalls {
	type AssetKind = NativeOrWithId<u32>;
	type Call = RuntimeCall;

	// Every pallet is named, so that a new one does not compile until someone decides. Of a named pallet, only those calls
	// count that are named too.
	fn describe(call: &RuntimeCall) -> Option<MandatedCall<NativeOrWithId<u32>>> {
		let (kind, asset) = match call {
			RuntimeCall::Balances(call) => (Kind::Transfer, transfer_of_money(call)?),
			RuntimeCall::Assets(call) => (Kind::Transfer, transfer_of_asset(call)?),
			RuntimeCall::Leasing(call) => (Kind::Lease, lease(call)?),
			RuntimeCall::Jobs(call) => (Kind::Job, job(call)?),
			RuntimeCall::DataPools(call) => (Kind::Licence, licence(call)?),
			RuntimeCall::Channels(call) => (Kind::Channel, channel(call)?),
			RuntimeCall::Agents(call) => (Kind::Feedback, feedback(call)?),
			// What makes other calls.
			RuntimeCall::Utility(_)
			| RuntimeCall::Multisig(_)
			| RuntimeCall::Proxy(_)
			| RuntimeCall::Scheduler(_)
			| RuntimeCall::Sudo(_)
			// What gives in one asset for what it takes in another.
			| RuntimeCall::AssetConversion(_)
			| RuntimeCall::LiquidityTokens(_)
			// What an agent has no part in.
			| RuntimeCall::System(_)
			| RuntimeCall::Timestamp(_)
			| RuntimeCall::Babe(_)
			| RuntimeCall::Grandpa(_)
			| RuntimeCall::Session(_)
			| RuntimeCall::Preimage(_)
			| RuntimeCall::Treasury(_)
			| RuntimeCall::MultiBlockMigrations(_)
			| RuntimeCall::Escrow(_)
			| RuntimeCall::Attestation(_)
			| RuntimeCall::Stakes(_)
			| RuntimeCall::Validators(_)
			| RuntimeCall::Reputation(_)
			| RuntimeCall::Panels(_)
			| RuntimeCall::Batches(_)
			| RuntimeCall::Zktls(_) => return None,
		};
		Some(MandatedCall { kind, asset })
	}

	/// One record is read at the most: a lease's, for what is paid in.
	fn describe_weight() -> Weight {
		<Runtime as frame_system::Config>::DbWeight::get().reads(1)
	}
}

/// What a call can spend besides native money; `None` within when there is nothing, `None` without when no mandate is
/// enough for it.
type Spends = Option<Option<NativeOrWithId<u32>>>;

fn transfer_of_money(call: &pallet_balances::Call<Runtime>) -> Spends {
	matches!(
		call,
		pallet_balances::Call::transfer_allow_death { .. } | pallet_balances::Call::transfer_keep_alive { .. }
	)
	.then_some(None)
}

fn transfer_of_asset(call: &pallet_assets::Call<Runtime>) -> Spends {
	match call {
		pallet_assets::Call::transfer { id, .. } | pallet_assets::Call::transfer_keep_alive { id, .. } => {
			Some(Some(NativeOrWithId::WithId(id.0)))
		}
		_ => None,
	}
}

/// To rent machines. What a lease costs waits in its own asset; bids are for providers.
fn lease(call: &pallet_leasing::Call<Runtime>) -> Spends {
	use pallet_leasing::Call;
	match call {
		Call::place_order { terms } => Some(Some(terms.asset.clone())),
		Call::take { terms, .. } => Some(Some(terms.asset.clone())),
		Call::top_up { lease, .. } => Some(pallet_leasing::Leases::<Runtime>::get(lease).map(|lease| lease.asset)),
		Call::cancel_order { .. }
		| Call::accept { .. }
		| Call::extend { .. }
		| Call::settle { .. }
		| Call::close { .. }
		| Call::challenge_liveness { .. }
		| Call::dispute_specs { .. } => Some(None),
		_ => None,
	}
}

/// To have work done, to do it for a budget, to judge it. Seats are for workers.
fn job(call: &pallet_jobs::Call<Runtime>) -> Spends {
	use pallet_jobs::Call;
	match call {
		Call::submit { asset, .. } | Call::fund { asset, .. } => Some(Some(asset.clone())),
		Call::set_provider { .. }
		| Call::set_budget { .. }
		| Call::deliver { .. }
		| Call::complete { .. }
		| Call::reject { .. }
		| Call::cancel { .. }
		| Call::remove { .. }
		| Call::dispute { .. } => Some(None),
		_ => None,
	}
}

fn licence(call: &pallet_data_pools::Call<Runtime>) -> Spends {
	use pallet_data_pools::Call;
	match call {
		Call::license { pool, .. } => Some(DataPools::pool(*pool).map(|pool| pool.terms.asset)),
		Call::remove_licence { .. } => Some(None),
		_ => None,
	}
}

fn channel(call: &pallet_channels::Call<Runtime>) -> Spends {
	use pallet_channels::Call;
	match call {
		Call::open { asset, .. } => Some(Some(asset.clone())),
		Call::top_up { channel, .. } => Some(Channels::channel(*channel).map(|channel| channel.asset)),
		Call::extend { .. } | Call::close { .. } => Some(None),
		// To vouch for results puts a bond aside, which what comes in by the same call would hide.
		Call::redeem { voucher, .. } if voucher.results.is_none() => Some(None),
		_ => None,
	}
}

fn feedback(call: &pallet_agents::Call<Runtime>) -> Spends {
	use pallet_agents::Call;
	matches!(call, Call::give_feedback { .. } | Call::revoke_feedback { .. } | Call::remove_feedback { .. })
		.then_some(None)
}

/// Tells what was paid, by the pallets that paid it.
pub struct Payments;

impl Settlements<AccountId> for Payments {
	type Balance = Balance;

	fn settlement(id: SettlementId) -> Option<Settlement<AccountId, Balance>> {
		match id {
			SettlementId::Job(job) => Jobs::settlement(job),
			SettlementId::Lease(lease) => Leasing::settlement(lease),
			// More may be paid by a channel that is open.
			SettlementId::Channel(channel) => {
				Channels::channel(channel).is_none().then(|| Channels::settlement(channel)).flatten()
			}
		}
	}

	/// A job's record and its seats, or a channel's two records.
	fn settlement_weight() -> Weight {
		<Runtime as frame_system::Config>::DbWeight::get().reads(3)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn some_settlement(payer: &AccountId, payee: &AccountId) -> SettlementId {
		crate::benchmarks::settlement(payer, payee)
	}
}

parameter_types! {
	/// Whose accounts those of agents are.
	pub const AgentsId: PalletId = PalletId(*b"pz/agent");
	/// Why the deposits of agents are held.
	pub const AgentHoldReason: RuntimeHoldReason = RuntimeHoldReason::Agents(pallet_agents::HoldReason::Deposit);
}

impl pallet_agents::Config for Runtime {
	type AgentAccount = AgentAccounts<AgentsId>;
	type AnswerPeriod = ConstU32<DAYS>;
	type AssetKind = NativeOrWithId<u32>;
	type Assets = NativeAndTokens;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::AgentParties;
	type Calls = AgentCalls;
	type Consideration = RecordConsideration<AgentHoldReason>;
	type ContradictionFine = ConstU128<{ 100 * UNIT }>;
	type ContradictionPeriod = ConstU32<{ 3 * DAYS }>;
	type Currency = Balances;
	type Jobs = Jobs;
	type LateFine = ConstU128<{ 20 * UNIT }>;
	type MinQuorum = ConstU8<3>;
	type NativeAsset = NativeAsset;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Settlements = Payments;
	type Signature = Signature;
	type Signer = <Signature as Verify>::Signer;
	type Stakes = Stakes;
	type ValidatorStake = ConstU128<{ 200 * UNIT }>;
	type WalletPeriod = ConstU32<{ 5 * MINUTES }>;
	type WeightInfo = weights::pallet_agents::WeightInfo<Runtime>;
}
