//! Piazza's own pallets.

use crate::{
	agenda::{AgendaItem, ServeAgenda},
	configs::{base::RuntimeBlockWeights, TreasuryAccount},
	constants::{
		money::{DEPOSIT_PER_BYTE, DEPOSIT_PER_ITEM, UNIT},
		time::{DAYS, HOURS, MILLISECS_PER_BLOCK, MINUTES},
	},
	verdicts::Verdicts,
	weights, AccountId, Agenda, AssetsHolder, Attestation, Balance, Balances, Batches, BlockNumber, Escrow, Hash,
	Leasing, Panels, Reputation, Runtime, RuntimeHoldReason, Stakes, Timestamp, Weight,
};
use frame_support::{
	parameter_types,
	traits::{
		fungible::{HoldConsideration, NativeFromLeft, NativeOrWithId, UnionOf},
		ConstU128, ConstU32, ConstU64, LinearStoragePrice, Randomness,
	},
};
use frame_system::EnsureRoot;
use pallet_babe::{ParentBlockRandomness, RandomnessFromOneEpochAgo};
use piazza_primitives::PanelCase;
use sp_runtime::{Perbill, Permill};

/// The native token and all other assets, with holds, under one set of names.
pub type NativeAndAssets = UnionOf<Balances, AssetsHolder, NativeFromLeft, NativeOrWithId<u32>, AccountId>;

parameter_types! {
	/// What the agenda may compute at a block's start.
	pub AgendaWeight: Weight = Perbill::from_percent(25) * RuntimeBlockWeights::get().max_block;
}

impl pallet_agenda::Config for Runtime {
	type Handler = ServeAgenda;
	type Item = AgendaItem;
	type MaxWeight = AgendaWeight;
	type WeightInfo = weights::pallet_agenda::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::AgendaItems;
}

parameter_types! {
	/// The protocol fee can never be set above this.
	pub const MaxProtocolFee: Permill = Permill::from_percent(10);
}

impl pallet_escrow::Config for Runtime {
	type AdminOrigin = EnsureRoot<AccountId>;
	type AssetKind = NativeOrWithId<u32>;
	type Assets = NativeAndAssets;
	type Balance = Balance;
	type FeeDestination = TreasuryAccount;
	type MaxFee = MaxProtocolFee;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WeightInfo = weights::pallet_escrow::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::EscrowAssets;
}

parameter_types! {
	/// How long a declared registration lasts without renewal.
	pub const WorkerValidity: BlockNumber = 7 * DAYS;
	/// How long evidence of hardware counts, from the block that it is bound to on.
	pub const HardwareValidity: BlockNumber = DAYS;
	/// How many blocks ago the block that evidence is bound to may be.
	pub const ChallengePeriod: BlockNumber = 256;
	/// How long after its expiry a worker is its owner's and its own alone to retire.
	pub const Abandonment: BlockNumber = 7 * DAYS;
	/// How long a removed circuit still checks proofs: those of the longest job are due before its deadline. The hour is
	/// for nothing but to be on the safe side.
	pub const CircuitNotice: BlockNumber = MaxDuration::get() + HOURS;
	/// Deposit of any record: for the item.
	pub const RecordDeposit: Balance = DEPOSIT_PER_ITEM;
	/// Deposit of any record: per byte.
	pub const ByteDeposit: Balance = DEPOSIT_PER_BYTE;
	/// Why a program's deposit is held.
	pub const ProgramHoldReason: RuntimeHoldReason =
		RuntimeHoldReason::Attestation(pallet_attestation::HoldReason::Program);
	/// Why a worker's deposit is held.
	pub const WorkerHoldReason: RuntimeHoldReason =
		RuntimeHoldReason::Attestation(pallet_attestation::HoldReason::Worker);
	/// Why the deposit of an order, an offer, a lease or an audit is held.
	pub const LeasingHoldReason: RuntimeHoldReason = RuntimeHoldReason::Leasing(pallet_leasing::HoldReason::Deposit);
	/// Why the deposit of a linked address is held.
	pub const LinkHoldReason: RuntimeHoldReason = RuntimeHoldReason::Zktls(pallet_zktls::HoldReason::Link);
	/// Why the deposit of a claim about the web is held.
	pub const ClaimHoldReason: RuntimeHoldReason = RuntimeHoldReason::Zktls(pallet_zktls::HoldReason::Claim);
	/// Why the deposit of a channel is held.
	pub const ChannelHoldReason: RuntimeHoldReason =
		RuntimeHoldReason::Channels(pallet_channels::HoldReason::Deposit);
	/// Why a job's deposit is held.
	pub const JobHoldReason: RuntimeHoldReason = RuntimeHoldReason::Jobs(pallet_jobs::HoldReason::Deposit);
}

/// A deposit held for a record, priced by its size.
pub(crate) type RecordConsideration<Reason> =
	HoldConsideration<AccountId, Balances, Reason, LinearStoragePrice<RecordDeposit, ByteDeposit, Balance>>;

/// Whom the chain believes about hardware.
#[cfg(not(feature = "runtime-benchmarks"))]
pub(crate) type HardwareRoots = pallet_attestation::VendorRoots;
/// The same, and those under which benchmarks make their evidence.
#[cfg(feature = "runtime-benchmarks")]
pub(crate) type HardwareRoots = pallet_attestation::FixtureRoots<pallet_attestation::VendorRoots>;

/// What evidence must be bound to.
#[cfg(not(any(test, feature = "runtime-benchmarks")))]
pub(crate) type HardwareChallenges = pallet_attestation::Bound<Runtime>;
/// The same, or what the evidence of benchmarks is bound to.
#[cfg(all(not(test), feature = "runtime-benchmarks"))]
pub(crate) type HardwareChallenges = pallet_attestation::FixtureChallenges<pallet_attestation::Bound<Runtime>>;
/// The same, or what evidence was bound to that a test replays. `tests/production.rs` checks that no other build has this.
#[cfg(test)]
pub(crate) type HardwareChallenges = crate::tests::Replay<pallet_attestation::Bound<Runtime>>;

impl pallet_attestation::Config for Runtime {
	type Abandonment = Abandonment;
	type AdminOrigin = EnsureRoot<AccountId>;
	type Agenda = Agenda;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Clock;
	type ChallengePeriod = ChallengePeriod;
	type Challenges = HardwareChallenges;
	type CircuitNotice = CircuitNotice;
	type HardwareValidity = HardwareValidity;
	type ProgramConsideration = RecordConsideration<ProgramHoldReason>;
	type Roots = HardwareRoots;
	type SecurityOrigin = EnsureRoot<AccountId>;
	type Time = Timestamp;
	type Validity = WorkerValidity;
	type WeightInfo = weights::pallet_attestation::WeightInfo<Runtime>;
	type WorkerConsideration = RecordConsideration<WorkerHoldReason>;
}

impl pallet_zktls::Config for Runtime {
	type AdminOrigin = EnsureRoot<AccountId>;
	type Agenda = Agenda;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Clock;
	type BlockTime = ConstU64<MILLISECS_PER_BLOCK>;
	type ClaimConsideration = RecordConsideration<ClaimHoldReason>;
	type LinkConsideration = RecordConsideration<LinkHoldReason>;
	// An hour, and a minute for clocks that differ.
	type MaxAge = ConstU64<3_600>;
	type MaxEpochs = ConstU32<16>;
	type MaxSkew = ConstU64<60>;
	type Time = Timestamp;
	type WeightInfo = weights::pallet_zktls::WeightInfo<Runtime>;
}

parameter_types! {
	/// Blocks in which claims for a job with several seats are taken.
	pub const ClaimPeriod: BlockNumber = 5;
	/// Least number of blocks between seats and the end of commitments.
	pub const MinWorkPeriod: BlockNumber = 4;
	/// Blocks kept free for reveals before a job's deadline.
	pub const RevealPeriod: BlockNumber = 5;
	/// Latest deadline of a job, in blocks from its submission.
	pub const MaxDuration: BlockNumber = 30 * DAYS;
	/// How long an evaluator may still judge work delivered at the deadline.
	pub const EvaluationGrace: BlockNumber = HOURS;
	/// How long a finished job stays readable on chain.
	pub const Retention: BlockNumber = DAYS;
	/// For how long an output may be disputed at the most.
	pub const MaxChallengeWindow: BlockNumber = DAYS;
	/// For the disputer who was right, of what the panel leaves of lost bonds.
	pub const DisputeBounty: Permill = Permill::from_percent(20);
	/// The native asset, among all others.
	pub const NativeAsset: NativeOrWithId<u32> = NativeOrWithId::Native;
}

impl pallet_jobs::Config for Runtime {
	type Agenda = Agenda;
	type AssetKind = NativeOrWithId<u32>;
	type Attested = Attestation;
	type ClaimPeriod = ClaimPeriod;
	type Consideration = RecordConsideration<JobHoldReason>;
	type Currency = Balances;
	type DisputeBond = ConstU128<{ 20 * UNIT }>;
	type DisputeBounty = DisputeBounty;
	type Escrow = Escrow;
	type EvaluationGrace = EvaluationGrace;
	type FalseResultFine = ConstU128<{ 50 * UNIT }>;
	type Leases = Leasing;
	type MaxChallengeWindow = MaxChallengeWindow;
	type MaxClaims = ConstU32<32>;
	type MaxDuration = MaxDuration;
	type MinBond = ConstU128<UNIT>;
	type MinWorkPeriod = MinWorkPeriod;
	type NativeAsset = NativeAsset;
	type Panels = Panels;
	type Randomness = SeatRandomness;
	type Reputation = Reputation;
	type Retention = Retention;
	type RevealPeriod = RevealPeriod;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Stakes = Stakes;
	type WeightInfo = weights::pallet_jobs::WeightInfo<Runtime>;
}

/// Randomness that nobody knew while claims were taken: the verifiable random output of the parent block's author.
///
/// A chain sealed by hand has no such output; there the epoch's randomness stands in.
pub struct SeatRandomness;

impl Randomness<Hash, BlockNumber> for SeatRandomness {
	fn random(subject: &[u8]) -> (Hash, BlockNumber) {
		match ParentBlockRandomness::<Runtime>::random(subject) {
			(Some(seed), known_since) => (seed, known_since),
			(None, _) => RandomnessFromOneEpochAgo::<Runtime>::random(subject),
		}
	}
}

parameter_types! {
	/// What of everything that is known of somebody is left after a period: half of it after 34 of them.
	pub const ReputationDecay: Permill = Permill::from_percent(98);
}

impl pallet_reputation::Config for Runtime {
	type Decay = ReputationDecay;
	type MaxValue = ConstU128<{ 200 * UNIT }>;
	type Period = ConstU32<DAYS>;
	type Prior = ConstU128<{ 100 * UNIT }>;
	type WeightInfo = weights::pallet_reputation::WeightInfo<Runtime>;
}

parameter_types! {
	/// The longest lease.
	pub const MaxLease: BlockNumber = 365 * DAYS;
	/// The longest notice that a tenant may ask of a provider, as on Akash.
	pub const MaxReclaimWindow: BlockNumber = 30 * DAYS;
	/// How long a machine has to answer a challenge: its blocks may be late, and its transaction takes a few.
	pub const ResponsePeriod: BlockNumber = 2 * MINUTES;
}

impl pallet_leasing::Config for Runtime {
	type AdminOrigin = EnsureRoot<AccountId>;
	type Agenda = Agenda;
	type AssetKind = NativeOrWithId<u32>;
	type Attested = Attestation;
	type BidDeposit = ConstU128<UNIT>;
	type ChallengeBond = ConstU128<{ 10 * UNIT }>;
	type Consideration = RecordConsideration<LeasingHoldReason>;
	type Currency = Balances;
	type DisputeBond = ConstU128<{ 50 * UNIT }>;
	type Escrow = Escrow;
	type MaxDuration = MaxLease;
	type MaxReclaimWindow = MaxReclaimWindow;
	type MinDuration = ConstU32<MINUTES>;
	type NativeAsset = NativeAsset;
	type OrderPeriod = ConstU32<DAYS>;
	type Panels = Panels;
	type ReceiptPeriod = ConstU32<{ 30 * DAYS }>;
	type Reputation = Reputation;
	type ResponsePeriod = ResponsePeriod;
	type RetryPeriod = ConstU32<HOURS>;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Stakes = Stakes;
	type WeightInfo = weights::pallet_leasing::WeightInfo<Runtime>;
}

parameter_types! {
	/// In which results of a batch may be disputed.
	pub const DisputeWindow: BlockNumber = 2 * HOURS;
	/// The same at the most, however many disputes there are. With the time that a panel takes it is far shorter than stake
	/// needs to be withdrawn.
	pub const MaxDisputeWindow: BlockNumber = DAYS;
}

impl pallet_batches::Config for Runtime {
	type Agenda = Agenda;
	type Attested = Attestation;
	type Bond = ConstU128<{ 20 * UNIT }>;
	type Currency = Balances;
	type DisputeBond = ConstU128<{ 20 * UNIT }>;
	type DisputeWindow = DisputeWindow;
	type FalseResultFine = ConstU128<{ 50 * UNIT }>;
	type Leases = Leasing;
	type MaxCount = ConstU32<{ 1 << 20 }>;
	type MaxDisputeWindow = MaxDisputeWindow;
	// At most as many bonds as there are of these in a window wait for its end.
	type MinInterval = ConstU32<{ 10 * MINUTES }>;
	type Panels = Panels;
	type Reputation = Reputation;
	type RetryPeriod = ConstU32<HOURS>;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Stakes = Stakes;
	type WeightInfo = weights::pallet_batches::WeightInfo<Runtime>;
}

impl pallet_channels::Config for Runtime {
	type Agenda = Agenda;
	type AssetKind = NativeOrWithId<u32>;
	type Attested = Attestation;
	type Balance = Balance;
	type Commitments = Batches;
	type Consideration = RecordConsideration<ChannelHoldReason>;
	type Escrow = Escrow;
	type GracePeriod = ConstU32<DAYS>;
	type MaxDuration = ConstU32<{ 365 * DAYS }>;
	type NativeAsset = NativeAsset;
	type ReceiptPeriod = ConstU32<{ 30 * DAYS }>;
	type WeightInfo = weights::pallet_channels::WeightInfo<Runtime>;
}

parameter_types! {
	/// Blocks that a checker has to run disputed work again.
	pub const PanelCommitPeriod: BlockNumber = 10 * MINUTES;
	/// Blocks that members have to show what they got.
	pub const PanelRevealPeriod: BlockNumber = 5 * MINUTES;
}

impl pallet_panels::Config for Runtime {
	type Agenda = Agenda;
	type Balance = Balance;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::PanelCases;
	type Case = PanelCase;
	type CommitPeriod = PanelCommitPeriod;
	type ContradictionFine = ConstU128<{ 100 * UNIT }>;
	// Two blocks are few in the shortest epochs, and all tries together last longer than the longest.
	type DrawDelay = ConstU32<2>;
	type MaxDrawTries = ConstU32<150>;
	type MaxDuties = ConstU32<4>;
	type MaxLots = ConstU32<20>;
	type Randomness = RandomnessFromOneEpochAgo<Self>;
	type Reputation = Reputation;
	type RevealPeriod = PanelRevealPeriod;
	type Seats = ConstU32<5>;
	type SilenceFine = ConstU128<{ 50 * UNIT }>;
	type Stakes = Stakes;
	type Verdicts = Verdicts;
	type WeightInfo = weights::pallet_panels::WeightInfo<Runtime>;
}
