//! Who makes blocks, who finalizes them, and what happens to those who cheat.

use crate::{
	constants::money::deposit,
	constants::time::{EPOCH_DURATION_IN_SLOTS, MILLISECS_PER_BLOCK, PRIMARY_PROBABILITY, REPORT_SESSIONS},
	opaque::SessionKeys,
	weights, AccountId, Babe, Balance, Balances, Historical, Offences, Runtime, RuntimeEvent, Session,
};
use alloc::vec::Vec;
use frame_support::{
	parameter_types,
	traits::{ConstU32, ConstU64},
};
use sp_consensus_babe::{AllowedSlots, BabeEpochConfiguration};
use sp_runtime::traits::{Convert, ConvertInto, OpaqueKeys};
use sp_staking::SessionIndex;

/// Every slot has an author: one in four a primary, the others a secondary, each with a verifiable random output.
pub const BABE_GENESIS_EPOCH_CONFIG: BabeEpochConfiguration =
	BabeEpochConfiguration { c: PRIMARY_PROBABILITY, allowed_slots: AllowedSlots::PrimaryAndSecondaryVRFSlots };

parameter_types! {
	/// Slots in an epoch.
	pub const EpochDuration: u64 = EPOCH_DURATION_IN_SLOTS;
	/// Blocks for which an equivocation may be reported.
	pub const ReportLongevity: u64 = REPORT_SESSIONS as u64 * EPOCH_DURATION_IN_SLOTS;
	/// Held while session keys are registered.
	pub const KeyDeposit: Balance = deposit(1, 96);
}

/// Most validators of a session.
type MaxAuthorities = ConstU32<1_000>;

impl pallet_babe::Config for Runtime {
	type DisabledValidators = Session;
	type EpochChangeTrigger = pallet_babe::ExternalTrigger;
	type EpochDuration = EpochDuration;
	type EquivocationReportSystem = pallet_babe::EquivocationReportSystem<Self, Offences, Historical, ReportLongevity>;
	type ExpectedBlockTime = ConstU64<MILLISECS_PER_BLOCK>;
	type KeyOwnerProof = sp_session::MembershipProof;
	type MaxAuthorities = MaxAuthorities;
	type MaxNominators = ConstU32<0>;
	type WeightInfo = weights::consensus::Babe;
}

impl pallet_grandpa::Config for Runtime {
	type EquivocationReportSystem =
		pallet_grandpa::EquivocationReportSystem<Self, Offences, Historical, ReportLongevity>;
	type KeyOwnerProof = sp_session::MembershipProof;
	type MaxAuthorities = MaxAuthorities;
	type MaxNominators = ConstU32<0>;
	type MaxSetIdSessionEntries = ConstU64<{ REPORT_SESSIONS as u64 }>;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = weights::consensus::Grandpa;
}

impl pallet_authorship::Config for Runtime {
	type EventHandler = ();
	type FindAuthor = pallet_session::FindAccountFromAuthorIndex<Self, Babe>;
}

impl pallet_authority_discovery::Config for Runtime {
	type MaxAuthorities = MaxAuthorities;
}

impl pallet_session::Config for Runtime {
	type Currency = Balances;
	type DisablingStrategy = pallet_session::disabling::UpToLimitWithReEnablingDisablingStrategy;
	type KeyDeposit = KeyDeposit;
	type Keys = SessionKeys;
	type NextSessionRotation = Babe;
	type RuntimeEvent = RuntimeEvent;
	type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
	type SessionManager = pallet_session::historical::NoteHistoricalRoot<Self, GenesisValidators>;
	type ShouldEndSession = Babe;
	type ValidatorId = AccountId;
	type ValidatorIdOf = ConvertInto;
	type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
}

impl pallet_session::historical::Config for Runtime {
	type FullIdentification = ();
	type FullIdentificationOf = NoExposure;
	type RuntimeEvent = RuntimeEvent;
}

impl pallet_offences::Config for Runtime {
	type IdentificationTuple = pallet_session::historical::IdentificationTuple<Self>;
	// Offences are recorded; stake to slash comes with the staking pallet.
	type OnOffenceHandler = ();
	type RuntimeEvent = RuntimeEvent;
}

/// A validator is identified by its account alone.
pub struct NoExposure;

impl Convert<AccountId, Option<()>> for NoExposure {
	fn convert(_: AccountId) -> Option<()> {
		Some(())
	}
}

/// The validators named at genesis, for ever: they change when stake elects them.
pub struct GenesisValidators;

impl GenesisValidators {
	/// At genesis, everyone whose session keys the genesis names.
	fn at_genesis() -> Vec<AccountId> {
		pallet_session::NextKeys::<Runtime>::iter_keys().collect()
	}

	/// Forgets sessions whose offences can no longer be reported.
	fn prune(new_index: SessionIndex) {
		if let Some(oldest) = new_index.checked_sub(REPORT_SESSIONS) {
			Historical::prune_up_to(oldest);
		}
	}
}

impl pallet_session::SessionManager<AccountId> for GenesisValidators {
	fn new_session(new_index: SessionIndex) -> Option<Vec<AccountId>> {
		Self::prune(new_index);
		None
	}

	fn new_session_genesis(_: SessionIndex) -> Option<Vec<AccountId>> {
		Some(Self::at_genesis())
	}

	fn start_session(_: SessionIndex) {}

	fn end_session(_: SessionIndex) {}
}

impl pallet_session::historical::SessionManager<AccountId, ()> for GenesisValidators {
	fn new_session(new_index: SessionIndex) -> Option<Vec<(AccountId, ())>> {
		Self::prune(new_index);
		None
	}

	fn new_session_genesis(_: SessionIndex) -> Option<Vec<(AccountId, ())>> {
		Some(Self::at_genesis().into_iter().map(|account| (account, ())).collect())
	}

	fn start_session(_: SessionIndex) {}

	fn end_session(_: SessionIndex) {}
}
