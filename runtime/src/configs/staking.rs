//! Stake, and the validators that it elects.

use crate::{
	agenda::AgendaItem,
	configs::{TreasuryAccount, WorkPool},
	constants::{
		money::UNIT,
		time::{BLOCKS_PER_YEAR, DAYS, REPORT_SESSIONS, SESSIONS_PER_ERA, UNBONDING_ERAS},
	},
	weights, AccountId, Agenda, Balances, BlockNumber, Runtime, RuntimeHoldReason, Stakes,
};
use frame_support::{
	parameter_types,
	traits::{ConstU128, ConstU32},
	PalletId,
};
use frame_system::EnsureRoot;
use piazza_primitives::Role;
use sp_runtime::{traits::Convert, Perbill};

parameter_types! {
	/// Names the account that holds all stake.
	pub const StakesId: PalletId = PalletId(*b"pz/stake");
	/// For whoever reports a fault.
	pub const Bounty: Perbill = Perbill::from_percent(10);
	/// By how much a commission may rise from one era to the next.
	pub const MaxCommissionRaise: Perbill = Perbill::from_percent(1);
	/// How long an operator below its minimum has to add stake.
	pub const Notice: BlockNumber = DAYS;
	/// Inflation can never be set above this.
	pub const MaxInflation: Perbill = Perbill::from_percent(10);
}

/// For how long a slash can be cancelled. Consensus is the most complicated thing that can go wrong.
pub struct SlashDelay;

impl Convert<Role, BlockNumber> for SlashDelay {
	fn convert(role: Role) -> BlockNumber {
		match role {
			Role::Validator => 2 * DAYS,
			Role::Provider | Role::Checker | Role::Curator => DAYS,
		}
	}
}

impl pallet_stakes::Config for Runtime {
	type AdminOrigin = EnsureRoot<AccountId>;
	type Agenda = Agenda;
	type AgendaItem = AgendaItem;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Eras;
	type Bounty = Bounty;
	type CancelOrigin = EnsureRoot<AccountId>;
	type Currency = Balances;
	type Era = pallet_validators::CurrentEra<Self>;
	type MaxCommissionRaise = MaxCommissionRaise;
	type MinDelegation = ConstU128<{ 10 * UNIT }>;
	type Notice = Notice;
	type PalletId = StakesId;
	type RuntimeHoldReason = RuntimeHoldReason;
	type SlashDelay = SlashDelay;
	type Treasury = TreasuryAccount;
	type UnbondingEras = ConstU32<UNBONDING_ERAS>;
	type WeightInfo = weights::pallet_stakes::WeightInfo<Runtime>;
}

impl pallet_validators::Config for Runtime {
	type AdminOrigin = EnsureRoot<AccountId>;
	type BlocksPerYear = ConstU32<BLOCKS_PER_YEAR>;
	type Currency = Balances;
	type MaxCandidates = ConstU32<200>;
	type MaxInflation = MaxInflation;
	type MinValidators = ConstU32<1>;
	type ReportSessions = ConstU32<REPORT_SESSIONS>;
	type SessionsPerEra = ConstU32<SESSIONS_PER_ERA>;
	type Stakes = Stakes;
	type Treasury = TreasuryAccount;
	type WeightInfo = weights::pallet_validators::WeightInfo<Runtime>;
	type WorkPool = WorkPool;
}
