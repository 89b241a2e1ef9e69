//! General-purpose pallets: batches, multi-signature accounts, proxies, preimages, scheduled calls, sudo.

use crate::{
	configs::base::RuntimeBlockWeights, constants::money::deposit, AccountId, Balance, Balances, OriginCaller,
	Preimage, Runtime, RuntimeCall, RuntimeEvent, RuntimeHoldReason, RuntimeOrigin, System, Weight,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	parameter_types,
	traits::{fungible::HoldConsideration, ConstU32, EqualPrivilegeOnly, InstanceFilter, LinearStoragePrice},
};
use frame_system::EnsureRoot;
use scale_info::TypeInfo;
use sp_runtime::{traits::BlakeTwo256, Perbill};

impl pallet_utility::Config for Runtime {
	type PalletsOrigin = OriginCaller;
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_utility::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	/// Deposit of a pending multi-signature call.
	pub const MultisigDepositBase: Balance = deposit(1, 88);
	/// The same, per signatory.
	pub const MultisigDepositFactor: Balance = deposit(0, 32);
}

impl pallet_multisig::Config for Runtime {
	type BlockNumberProvider = System;
	type Currency = Balances;
	type DepositBase = MultisigDepositBase;
	type DepositFactor = MultisigDepositFactor;
	type MaxSignatories = ConstU32<100>;
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_multisig::weights::SubstrateWeight<Runtime>;
}

/// What a proxy may do for the account it stands for.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	Ord,
	PartialEq,
	PartialOrd,
	TypeInfo,
)]
pub enum ProxyType {
	/// Everything.
	#[default]
	#[codec(index = 0)]
	Any,
	/// Everything that cannot move the account's tokens away.
	#[codec(index = 1)]
	NonTransfer,
	/// Nothing but refusing announced calls of other proxies.
	#[codec(index = 2)]
	CancelProxy,
	/// A provider's day-to-day work: approving and retiring workers, renting them out, a worker's own calls, and what
	/// vendors publish.
	#[codec(index = 3)]
	Provider,
}

impl InstanceFilter<RuntimeCall> for ProxyType {
	// Every pallet is named, so that a new one does not compile until someone decides.
	fn filter(&self, call: &RuntimeCall) -> bool {
		match self {
			Self::Any => true,
			Self::NonTransfer => match call {
				RuntimeCall::System(_)
				| RuntimeCall::Timestamp(_)
				| RuntimeCall::Babe(_)
				| RuntimeCall::Grandpa(_)
				| RuntimeCall::Session(_)
				| RuntimeCall::Utility(_)
				| RuntimeCall::Multisig(_)
				| RuntimeCall::Proxy(_)
				| RuntimeCall::Preimage(_)
				| RuntimeCall::Scheduler(_)
				| RuntimeCall::Treasury(_)
				| RuntimeCall::MultiBlockMigrations(_)
				| RuntimeCall::Escrow(_)
				| RuntimeCall::Attestation(_)
				| RuntimeCall::Stakes(_)
				| RuntimeCall::Validators(_)
				| RuntimeCall::Reputation(_)
				| RuntimeCall::Panels(_)
				| RuntimeCall::Zktls(_) => true,
				RuntimeCall::Balances(_)
				| RuntimeCall::Assets(_)
				| RuntimeCall::Sudo(_)
				| RuntimeCall::Jobs(_)
				| RuntimeCall::Leasing(_)
				| RuntimeCall::Agents(_)
				| RuntimeCall::Batches(_)
				| RuntimeCall::Channels(_)
				| RuntimeCall::LiquidityTokens(_)
				| RuntimeCall::AssetConversion(_)
				| RuntimeCall::DataPools(_) => false,
			},
			Self::CancelProxy => {
				matches!(call, RuntimeCall::Proxy(pallet_proxy::Call::reject_announcement { .. }))
			}
			Self::Provider => matches!(
				call,
				RuntimeCall::Attestation(
					pallet_attestation::Call::register { .. }
						| pallet_attestation::Call::approve { .. }
						| pallet_attestation::Call::renew { .. }
						| pallet_attestation::Call::retire { .. }
						| pallet_attestation::Call::submit_collateral { .. }
				) | RuntimeCall::Jobs(
					pallet_jobs::Call::claim { .. }
						| pallet_jobs::Call::commit { .. }
						| pallet_jobs::Call::reveal { .. }
						| pallet_jobs::Call::prove { .. }
						| pallet_jobs::Call::deliver { .. }
				) | RuntimeCall::Leasing(
					pallet_leasing::Call::bid { .. }
						| pallet_leasing::Call::withdraw_bid { .. }
						| pallet_leasing::Call::offer { .. }
						| pallet_leasing::Call::withdraw_offer { .. }
						| pallet_leasing::Call::settle { .. }
						| pallet_leasing::Call::close { .. }
						| pallet_leasing::Call::start_reclaim { .. }
						| pallet_leasing::Call::prove_alive { .. }
						| pallet_leasing::Call::report_down { .. }
						| pallet_leasing::Call::restore { .. }
				) | RuntimeCall::Batches(pallet_batches::Call::report { .. })
					| RuntimeCall::Escrow(pallet_escrow::Call::claim { .. })
			),
		}
	}

	fn is_superset(&self, other: &Self) -> bool {
		match (self, other) {
			(own, other) if own == other => true,
			(Self::Any, _) => true,
			(Self::NonTransfer, Self::CancelProxy) => true,
			_ => false,
		}
	}
}

parameter_types! {
	/// Deposit of an account's list of proxies.
	pub const ProxyDepositBase: Balance = deposit(1, 8);
	/// The same, per proxy.
	pub const ProxyDepositFactor: Balance = deposit(0, 33);
	/// Deposit of a proxy's list of announcements.
	pub const AnnouncementDepositBase: Balance = deposit(1, 8);
	/// The same, per announcement.
	pub const AnnouncementDepositFactor: Balance = deposit(0, 66);
}

impl pallet_proxy::Config for Runtime {
	type AnnouncementDepositBase = AnnouncementDepositBase;
	type AnnouncementDepositFactor = AnnouncementDepositFactor;
	type BlockNumberProvider = System;
	type CallHasher = BlakeTwo256;
	type Currency = Balances;
	type MaxPending = ConstU32<32>;
	type MaxProxies = ConstU32<32>;
	type ProxyDepositBase = ProxyDepositBase;
	type ProxyDepositFactor = ProxyDepositFactor;
	type ProxyType = ProxyType;
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_proxy::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	/// Deposit of a preimage.
	pub const PreimageBaseDeposit: Balance = deposit(2, 64);
	/// The same, per byte.
	pub const PreimageByteDeposit: Balance = deposit(0, 1);
	/// Why a preimage's deposit is held.
	pub const PreimageHoldReason: RuntimeHoldReason =
		RuntimeHoldReason::Preimage(pallet_preimage::HoldReason::Preimage);
}

impl pallet_preimage::Config for Runtime {
	type Consideration = HoldConsideration<
		AccountId,
		Balances,
		PreimageHoldReason,
		LinearStoragePrice<PreimageBaseDeposit, PreimageByteDeposit, Balance>,
	>;
	type Currency = Balances;
	type ManagerOrigin = EnsureRoot<AccountId>;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_preimage::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	/// What scheduled calls may compute in one block.
	pub MaximumSchedulerWeight: Weight = Perbill::from_percent(30) * RuntimeBlockWeights::get().max_block;
}

impl pallet_scheduler::Config for Runtime {
	type BlockNumberProvider = System;
	type MaximumWeight = MaximumSchedulerWeight;
	type MaxScheduledPerBlock = ConstU32<50>;
	type OriginPrivilegeCmp = EqualPrivilegeOnly;
	type PalletsOrigin = OriginCaller;
	type Preimages = Preimage;
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type RuntimeOrigin = RuntimeOrigin;
	type ScheduleOrigin = EnsureRoot<AccountId>;
	type WeightInfo = pallet_scheduler::weights::SubstrateWeight<Runtime>;
}

impl pallet_sudo::Config for Runtime {
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_sudo::weights::SubstrateWeight<Runtime>;
}
