//! Stand-ins of the cross-pallet traits, for unit tests. State is per thread: call `reset` when a test starts.

mod accesses;

pub use accesses::{counted, Accesses};

use crate::{
	ActiveWorker, Agenda, AgendaTicket, Attested, BatchId, ClassId, CommitResults, Commitment, Conduct, Domain,
	EraIndex, Escrow, EscrowId, Fault, HandleDue, JobId, JobResult, JobResults, LeaseId, Leases, MinScore, PanelId,
	Panels, ProgramId, ProgramKind, ReportedSpan, Reputation, Role, RunningLease, Score, Settlement, SettlementId,
	Settlements, Stakes, Tier, WebClaims, WebFact,
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::cell::RefCell;
use frame_support::weights::Weight;
use scale_info::TypeInfo;
use sp_core::H256;
use sp_runtime::{
	traits::{BlakeTwo256, Hash},
	DispatchError, DispatchResult, Permill,
};

/// Accounts of unit tests.
pub type AccountId = u64;
/// Block numbers of unit tests.
pub type BlockNumber = u64;
/// Money of unit tests.
pub type Balance = u128;
/// Assets of unit tests; 0 stands for the native one.
pub type AssetKind = u32;

/// What the escrow stand-in knows of one escrow.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct MockAccount {
	/// Who deposited how much, in order.
	pub deposits: Vec<(AccountId, Balance)>,
	/// Who was paid how much, in order.
	pub paid: Vec<(AccountId, Balance)>,
	/// Fees taken.
	pub fees: Balance,
	/// Given back when it was closed; `None` while it is open.
	pub refunded: Option<Balance>,
	/// What it streams.
	pub stream: Option<MockStream>,
}

/// What the escrow stand-in knows of a stream.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MockStream {
	/// Who earns it.
	pub payee: AccountId,
	/// How much each block, the fee included.
	pub rate: Balance,
	/// Up to which block it is settled.
	pub settled_at: BlockNumber,
}

impl MockAccount {
	fn available(&self) -> Balance {
		let deposited: Balance = self.deposits.iter().map(|(_, amount)| amount).sum();
		let paid: Balance = self.paid.iter().map(|(_, amount)| amount).sum();
		deposited - paid - self.fees - self.refunded.unwrap_or(0)
	}

	fn accrued(&self, until: BlockNumber) -> Balance {
		let until = until.min(now());
		let blocks = |stream: &MockStream| Balance::from(until.saturating_sub(stream.settled_at));
		let accrued = self.stream.as_ref().map(|stream| stream.rate * blocks(stream));
		accrued.unwrap_or(0).min(self.available())
	}
}

std::thread_local! {
	static ITEMS: RefCell<BTreeMap<(BlockNumber, u32), Vec<u8>>> = const { RefCell::new(BTreeMap::new()) };
	static NOW: RefCell<BlockNumber> = const { RefCell::new(0) };
	static ESCROWS: RefCell<Vec<MockAccount>> = const { RefCell::new(Vec::new()) };
	static WORKERS: RefCell<BTreeMap<AccountId, ActiveWorker<AccountId>>> = const { RefCell::new(BTreeMap::new()) };
	static PROGRAMS: RefCell<BTreeMap<ProgramId, ProgramKind>> = const { RefCell::new(BTreeMap::new()) };
	static CLASSES: RefCell<BTreeSet<ClassId>> = const { RefCell::new(BTreeSet::new()) };
	static SCORES: RefCell<BTreeMap<(Domain, AccountId), Score<Balance>>> = const { RefCell::new(BTreeMap::new()) };
	static NOTES: RefCell<Vec<MockNote>> = const { RefCell::new(Vec::new()) };
	static LEASES: RefCell<BTreeMap<LeaseId, MockLease>> = const { RefCell::new(BTreeMap::new()) };
	static PANELS: RefCell<Vec<MockPanel>> = const { RefCell::new(Vec::new()) };
	static CHECKERS: RefCell<u32> = const { RefCell::new(0) };
	static STAKE: RefCell<BTreeMap<(Role, AccountId), Balance>> = const { RefCell::new(BTreeMap::new()) };
	static FAULTS: RefCell<Vec<MockFault>> = const { RefCell::new(Vec::new()) };
	static ERA: RefCell<EraIndex> = const { RefCell::new(0) };
	static UNBACKED: RefCell<BTreeSet<(Role, AccountId)>> = const { RefCell::new(BTreeSet::new()) };
	static FEE: RefCell<Permill> = const { RefCell::new(Permill::from_parts(0)) };
	static RESULTS: RefCell<BTreeMap<JobId, JobResult<AccountId>>> = const { RefCell::new(BTreeMap::new()) };
	static SETTLEMENTS: RefCell<BTreeMap<SettlementId, MockSettlement>> = const { RefCell::new(BTreeMap::new()) };
	static CLAIM_FAULT: RefCell<Option<&'static str>> = const { RefCell::new(None) };
	static COMMITMENTS: RefCell<Vec<MockCommitment>> = const { RefCell::new(Vec::new()) };
	static COMMIT_FAULT: RefCell<Option<&'static str>> = const { RefCell::new(None) };
}

fn now() -> BlockNumber {
	NOW.with_borrow(|now| *now)
}

/// Forgets everything; every test starts with this.
pub fn reset() {
	ITEMS.with_borrow_mut(BTreeMap::clear);
	NOW.set(0);
	ESCROWS.with_borrow_mut(Vec::clear);
	WORKERS.with_borrow_mut(BTreeMap::clear);
	PROGRAMS.with_borrow_mut(BTreeMap::clear);
	CLASSES.with_borrow_mut(BTreeSet::clear);
	SCORES.with_borrow_mut(BTreeMap::clear);
	NOTES.with_borrow_mut(Vec::clear);
	LEASES.with_borrow_mut(BTreeMap::clear);
	PANELS.with_borrow_mut(Vec::clear);
	CHECKERS.set(0);
	STAKE.with_borrow_mut(BTreeMap::clear);
	FAULTS.with_borrow_mut(Vec::clear);
	ERA.set(0);
	UNBACKED.with_borrow_mut(BTreeSet::clear);
	FEE.set(Permill::from_parts(0));
	RESULTS.with_borrow_mut(BTreeMap::clear);
	SETTLEMENTS.with_borrow_mut(BTreeMap::clear);
	CLAIM_FAULT.set(None);
	COMMITMENTS.with_borrow_mut(Vec::clear);
	COMMIT_FAULT.set(None);
}

/// Stand-in of the agenda: items wait until [`MockAgenda::serve`] is called.
pub struct MockAgenda;

impl MockAgenda {
	/// Serves everything scheduled up to and including block `now`; to be called at the start of each block.
	pub fn serve<Item: Decode, Handler: HandleDue<Item>>(now: BlockNumber) {
		NOW.set(now);
		let due: Vec<Vec<u8>> = ITEMS.with_borrow_mut(|items| {
			let later = items.split_off(&(now + 1, 0));
			core::mem::replace(items, later).into_values().collect()
		});
		for item in due {
			Handler::handle_due(Item::decode(&mut &item[..]).expect("items were encoded by `schedule`; qed"));
		}
	}

	/// Says which block it is without serving anything.
	pub fn set_now(now: BlockNumber) {
		NOW.set(now);
	}

	/// Number of items that wait.
	pub fn waiting() -> usize {
		ITEMS.with_borrow(BTreeMap::len)
	}
}

impl<Item: Encode> Agenda<Item, BlockNumber> for MockAgenda {
	fn schedule(at: BlockNumber, item: Item) -> Result<AgendaTicket<BlockNumber>, DispatchError> {
		if at <= now() {
			return Err(DispatchError::Other("InThePast"));
		}
		ITEMS.with_borrow_mut(|items| {
			let index = items.range((at, 0)..=(at, u32::MAX)).next_back().map_or(0, |((_, last), _)| last + 1);
			items.insert((at, index), item.encode());
			Ok(AgendaTicket { at, index })
		})
	}

	fn cancel(ticket: AgendaTicket<BlockNumber>) {
		ITEMS.with_borrow_mut(|items| items.remove(&(ticket.at, ticket.index)));
	}
}

/// Stand-in of the escrow: keeps books, moves no money. The minimum balance of every asset is 1.
pub struct MockEscrow;

impl MockEscrow {
	/// Sets the protocol fee of escrows from now on.
	pub fn set_fee(fee: Permill) {
		FEE.set(fee);
	}

	/// The books of one escrow.
	pub fn account(id: EscrowId) -> MockAccount {
		ESCROWS.with_borrow(|all| all[id as usize].clone())
	}

	/// Number of escrows that are open.
	pub fn open_count() -> usize {
		ESCROWS.with_borrow(|all| all.iter().filter(|account| account.refunded.is_none()).count())
	}

	fn with<R>(id: EscrowId, f: impl FnOnce(&mut MockAccount) -> Result<R, DispatchError>) -> Result<R, DispatchError> {
		ESCROWS.with_borrow_mut(|all| match all.get_mut(id as usize) {
			Some(account) if account.refunded.is_none() => f(account),
			_ => Err(DispatchError::Other("NotFound")),
		})
	}
}

impl Escrow<AccountId> for MockEscrow {
	type Balance = Balance;
	type AssetKind = AssetKind;
	type BlockNumber = BlockNumber;

	fn open(payer: &AccountId, _: AssetKind, amount: Balance) -> Result<EscrowId, DispatchError> {
		if amount < 1 {
			return Err(DispatchError::Other("BelowMinimum"));
		}
		ESCROWS.with_borrow_mut(|all| {
			all.push(MockAccount { deposits: [(*payer, amount)].into(), ..Default::default() });
			Ok(all.len() as EscrowId - 1)
		})
	}

	fn stream(id: EscrowId, payee: &AccountId, rate: Balance) -> DispatchResult {
		Self::with(id, |account| {
			if rate == 0 {
				return Err(DispatchError::Other("ZeroRate"));
			}
			account.stream = Some(MockStream { payee: *payee, rate, settled_at: now() });
			Ok(())
		})
	}

	fn top_up(id: EscrowId, from: &AccountId, amount: Balance) -> DispatchResult {
		Self::with(id, |account| {
			account.deposits.push((*from, amount));
			Ok(())
		})
	}

	fn pay(id: EscrowId, to: &AccountId, amount: Balance) -> DispatchResult {
		Self::with(id, |account| {
			if account.available() < amount {
				return Err(DispatchError::Other("Insufficient"));
			}
			account.paid.push((*to, amount));
			Ok(())
		})
	}

	fn charge_fee(id: EscrowId, base: Balance) -> Result<Balance, DispatchError> {
		Self::with(id, |account| {
			let fee = FEE.with_borrow(|fee| fee.mul_floor(base)).min(account.available());
			account.fees += fee;
			Ok(fee)
		})
	}

	fn settle(id: EscrowId, until: BlockNumber) -> Result<Balance, DispatchError> {
		Self::with(id, |account| {
			let accrued = account.accrued(until);
			if let Some(stream) = &mut account.stream {
				stream.settled_at = stream.settled_at.max(until.min(now()));
				let fee = FEE.with_borrow(|fee| fee.mul_floor(accrued));
				account.fees += fee;
				account.paid.push((stream.payee, accrued - fee));
			}
			Ok(accrued)
		})
	}

	fn close(id: EscrowId) -> Result<Balance, DispatchError> {
		Self::with(id, |account| {
			let rest = account.available();
			account.refunded = Some(rest);
			Ok(rest)
		})
	}

	fn available(id: EscrowId) -> Option<Balance> {
		Self::with(id, |account| Ok(account.available())).ok()
	}

	fn accrued(id: EscrowId, until: BlockNumber) -> Option<Balance> {
		Self::with(id, |account| Ok(account.accrued(until))).ok()
	}

	fn exhausted_at(id: EscrowId) -> Option<BlockNumber> {
		let account = Self::with(id, |account| Ok(account.clone())).ok()?;
		let stream = account.stream.as_ref()?;
		Some(stream.settled_at + account.available().div_ceil(stream.rate) as BlockNumber)
	}

	fn fee_on(id: EscrowId, base: Balance) -> Option<Balance> {
		Self::with(id, |account| Ok(FEE.with_borrow(|fee| fee.mul_floor(base)).min(account.available()))).ok()
	}

	fn minimum_balance(_: AssetKind) -> Balance {
		1
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn endow(_: AssetKind, _: &AccountId) {}

	#[cfg(feature = "runtime-benchmarks")]
	fn costly_asset() -> AssetKind {
		0
	}
}

/// Stand-in of the attestation pallet: workers and programs are what the test says.
pub struct MockAttested;

impl MockAttested {
	/// The proof that everything holds, for benchmarks; no other build takes it.
	const PROOF_OF_EVERYTHING: &'static [u8] = b"everything";

	/// Makes `worker` active; its evidence measured no program.
	pub fn set_active(worker: AccountId, owner: AccountId, tier: Tier) {
		WORKERS.with_borrow_mut(|all| {
			all.insert(worker, ActiveWorker { owner, tier, program: None, class: None, gpus: 0 })
		});
	}

	/// Says which program the evidence of an active worker measured.
	pub fn set_program(worker: AccountId, program: Option<ProgramId>) {
		WORKERS.with_borrow_mut(|all| all.get_mut(&worker).expect("the worker is active").program = program);
	}

	/// Says which GPUs the evidence of an active worker shows.
	pub fn set_hardware(worker: AccountId, class: ClassId, gpus: u8) {
		WORKERS.with_borrow_mut(|all| {
			let worker = all.get_mut(&worker).expect("the worker is active");
			worker.class = Some(class);
			worker.gpus = gpus;
		});
	}

	/// Makes a class of hardware.
	pub fn add_class(class: ClassId) {
		CLASSES.with_borrow_mut(|all| all.insert(class));
	}

	/// Makes `worker` inactive.
	pub fn set_inactive(worker: AccountId) {
		WORKERS.with_borrow_mut(|all| all.remove(&worker));
	}

	/// Registers `program`.
	pub fn add_program(program: ProgramId, kind: ProgramKind) {
		PROGRAMS.with_borrow_mut(|all| all.insert(program, kind));
	}

	/// Removes `program`: new jobs may not name it any more.
	pub fn remove_program(program: &ProgramId) {
		PROGRAMS.with_borrow_mut(|all| all.remove(program));
	}

	/// The one proof of `statement` that is accepted: BLAKE2b-256 of the SCALE encoding of program and statement.
	pub fn prove(program: &ProgramId, statement: &[u8]) -> Vec<u8> {
		BlakeTwo256::hash_of(&(program, statement)).as_bytes().to_vec()
	}
}

impl Attested<AccountId> for MockAttested {
	fn ensure_active(worker: &AccountId) -> Result<ActiveWorker<AccountId>, DispatchError> {
		WORKERS.with_borrow(|all| all.get(worker).cloned()).ok_or(DispatchError::Other("NotActive"))
	}

	fn program_kind(program: &ProgramId) -> Option<ProgramKind> {
		PROGRAMS.with_borrow(|all| all.get(program).copied())
	}

	fn class_exists(class: ClassId) -> bool {
		CLASSES.with_borrow(|all| all.contains(&class))
	}

	fn verify_proof(program: &ProgramId, statement: &[u8], proof: &[u8]) -> DispatchResult {
		let everything = cfg!(feature = "runtime-benchmarks") && proof == Self::PROOF_OF_EVERYTHING;
		if !everything && proof != Self::prove(program, statement) {
			return Err(DispatchError::Other("InvalidProof"));
		}
		Ok(())
	}

	fn proof_weight() -> Weight {
		Weight::from_parts(1_000_000_000, 0)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn activate(worker: &AccountId, owner: &AccountId) {
		Self::set_active(*worker, *owner, Tier::Declared);
		Self::set_program(*worker, Some(Self::some_program(ProgramKind::Enclave)));
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn make_class(class: ClassId) {
		Self::add_class(class);
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn some_program(kind: ProgramKind) -> ProgramId {
		let program = BlakeTwo256::hash_of(&kind);
		Self::add_program(program, kind);
		program
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn some_proof() -> Vec<u8> {
		Self::PROOF_OF_EVERYTHING.to_vec()
	}
}

/// What the stand-in of stakes was told of a fault: role, operator, fault.
pub type MockFault = (Role, AccountId, Fault<AccountId, Balance>);

/// Stand-in of stakes: everybody has enough of it in every role, but for those of whom the test says otherwise. There is
/// no money in it: nothing can be rewarded, and slashes are only noted.
pub struct MockStakes;

impl MockStakes {
	/// Takes the stake behind `operator` in `role` away.
	pub fn set_unbacked(role: Role, operator: AccountId) {
		UNBACKED.with_borrow_mut(|all| all.insert((role, operator)));
	}

	/// Says how much there is behind `operator` in `role`.
	pub fn set_stake(role: Role, operator: AccountId, stake: Balance) {
		STAKE.with_borrow_mut(|all| all.insert((role, operator), stake));
	}

	/// Says which era it is; 0 when a test starts.
	pub fn set_era(era: EraIndex) {
		ERA.set(era);
	}

	/// The faults that were slashed since this was last asked.
	pub fn take_faults() -> Vec<MockFault> {
		FAULTS.with_borrow_mut(core::mem::take)
	}
}

impl Stakes<AccountId> for MockStakes {
	type Balance = Balance;
	type Credit = Balance;

	fn ensure_backed(role: Role, operator: &AccountId, required: Balance) -> DispatchResult {
		if UNBACKED.with_borrow(|all| all.contains(&(role, *operator))) || Self::stake_of(role, operator) < required {
			return Err(DispatchError::Other("Underbacked"));
		}
		Ok(())
	}

	fn stake_of(role: Role, operator: &AccountId) -> Balance {
		if UNBACKED.with_borrow(|all| all.contains(&(role, *operator))) {
			return 0;
		}
		STAKE.with_borrow(|all| all.get(&(role, *operator)).copied().unwrap_or(Balance::MAX))
	}

	fn reward(_: Role, _: &AccountId, credit: Balance) -> Result<(), Balance> {
		Err(credit)
	}

	fn slash(role: Role, operator: &AccountId, fault: Fault<AccountId, Balance>) -> Result<Balance, DispatchError> {
		let amount = if fault.self_reported { fault.amount / 2 } else { fault.amount };
		FAULTS.with_borrow_mut(|all| all.push((role, *operator, fault)));
		Ok(amount.min(Self::stake_of(role, operator)))
	}

	fn slash_weight() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn era() -> EraIndex {
		ERA.with_borrow(|era| *era)
	}

	fn chill(role: Role, operator: &AccountId) {
		Self::set_unbacked(role, *operator);
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn back(role: Role, operator: &AccountId) {
		UNBACKED.with_borrow_mut(|all| all.remove(&(role, *operator)));
	}
}

/// What the stand-in of reputation was told: domain, subject, conduct, value.
pub type MockNote = (Domain, AccountId, Conduct, Balance);

/// Stand-in of reputation: scores are what the test says, and what is settled is only noted.
pub struct MockReputation;

impl MockReputation {
	/// Says what is known of `subject`.
	pub fn set_score(domain: Domain, subject: AccountId, score: Score<Balance>) {
		SCORES.with_borrow_mut(|all| all.insert((domain, subject), score));
	}

	/// What was noted since this was last asked.
	pub fn take_notes() -> Vec<MockNote> {
		NOTES.with_borrow_mut(core::mem::take)
	}
}

impl Reputation<AccountId> for MockReputation {
	type Balance = Balance;

	fn note(domain: Domain, subject: &AccountId, conduct: Conduct, value: Balance) {
		NOTES.with_borrow_mut(|all| all.push((domain, *subject, conduct, value)));
	}

	fn score(domain: Domain, subject: &AccountId) -> Score<Balance> {
		let unknown = Score { value: Permill::from_percent(50), sample: 0 };
		SCORES.with_borrow(|all| all.get(&(domain, *subject)).copied().unwrap_or(unknown))
	}

	fn ensure(domain: Domain, subject: &AccountId, least: &MinScore<Balance>) -> DispatchResult {
		let score = Self::score(domain, subject);
		if score.value < least.value || score.sample < least.sample {
			return Err(DispatchError::Other("ScoreTooLow"));
		}
		Ok(())
	}

	fn note_weight() -> Weight {
		Weight::from_parts(10, 0)
	}
}

/// A lease that the stand-in knows.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MockLease {
	/// Its parties.
	pub parties: RunningLease<AccountId>,
	/// Rent for a block, in native money.
	pub rate: Balance,
	/// The block of the last report, or that in which it began.
	pub reported_at: BlockNumber,
}

/// Stand-in of leasing: the test says which leases run.
pub struct MockLeases;

impl MockLeases {
	/// Says that a lease runs from this block on, until [`MockLeases::end`].
	pub fn start(lease: LeaseId, tenant: AccountId, provider: AccountId, worker: AccountId, rate: Balance) {
		let parties = RunningLease { tenant, provider, worker };
		LEASES.with_borrow_mut(|all| all.insert(lease, MockLease { parties, rate, reported_at: now() }));
	}

	/// Says that a lease is over.
	pub fn end(lease: LeaseId) {
		LEASES.with_borrow_mut(|all| all.remove(&lease));
	}
}

impl Leases<AccountId> for MockLeases {
	type Balance = Balance;
	type BlockNumber = BlockNumber;

	fn running(lease: LeaseId) -> Option<RunningLease<AccountId>> {
		LEASES.with_borrow(|all| all.get(&lease).map(|found| found.parties.clone()))
	}

	fn note_report(lease: LeaseId) -> Result<ReportedSpan<Balance, BlockNumber>, DispatchError> {
		LEASES.with_borrow_mut(|all| {
			let found = all.get_mut(&lease).ok_or(DispatchError::Other("NotFound"))?;
			let blocks = now() - core::mem::replace(&mut found.reported_at, now());
			Ok(ReportedSpan { blocks, rent: found.rate * Balance::from(blocks) })
		})
	}

	fn note_report_weight() -> Weight {
		Weight::from_parts(10, 0)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn some_lease(tenant: &AccountId, provider: &AccountId, worker: &AccountId) -> LeaseId {
		let id = LEASES.with_borrow(|all| all.keys().next_back().map_or(0, |last| last + 1));
		let parties = RunningLease { tenant: *tenant, provider: *provider, worker: *worker };
		LEASES.with_borrow_mut(|all| all.insert(id, MockLease { parties, rate: 1, reported_at: 0 }));
		id
	}
}

/// A panel that the stand-in convened.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MockPanel {
	/// What it is about, encoded.
	pub case: Vec<u8>,
	/// Who may not judge.
	pub excluded: Vec<AccountId>,
}

/// Stand-in of panels, about cases of one type: the test says what they find.
pub struct MockPanels<Case>(core::marker::PhantomData<Case>);

impl<Case> MockPanels<Case> {
	/// Says how many checkers there are; none when a test starts.
	pub fn set_checkers(count: u32) {
		CHECKERS.set(count);
	}

	/// The panels convened since this was last asked.
	pub fn take() -> Vec<MockPanel> {
		PANELS.with_borrow_mut(core::mem::take)
	}
}

impl<Case: Encode> Panels<AccountId> for MockPanels<Case> {
	type Case = Case;

	fn convene(case: Case, excluded: Vec<AccountId>) -> Result<PanelId, DispatchError> {
		if CHECKERS.with_borrow(|count| *count) < Self::seats() {
			return Err(DispatchError::Other("TooFewCheckers"));
		}
		PANELS.with_borrow_mut(|all| {
			all.push(MockPanel { case: case.encode(), excluded });
			Ok(all.len() as PanelId - 1)
		})
	}

	fn seats() -> u32 {
		3
	}

	fn convene_weight() -> Weight {
		Weight::from_parts(10, 0)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn enrol_enough() {
		Self::set_checkers(Self::seats());
	}
}

/// A claim of the stand-in: what it says, and whose it is, without signatures.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct MockClaim {
	/// Whose claim it is.
	pub owner: AccountId,
	/// Its provider.
	pub provider: H256,
	/// What was asked.
	pub question: H256,
	/// What was found: another finding makes another identifier.
	pub finding: u64,
	/// When it was seen, in seconds.
	pub seen_at: u64,
}

impl MockClaim {
	/// BLAKE2b-256 of the SCALE encoding of provider, question and finding.
	pub fn identifier(&self) -> H256 {
		BlakeTwo256::hash_of(&(self.provider, self.question, self.finding))
	}
}

/// Stand-in of zkTLS claims: every claim of its owner is good, unless the test says otherwise.
pub struct MockWebClaims;

impl MockWebClaims {
	/// Refuses every claim from now on, with this error; `None`: none any more.
	pub fn set_fault(fault: Option<&'static str>) {
		CLAIM_FAULT.set(fault);
	}
}

impl WebClaims<AccountId> for MockWebClaims {
	type Claim = MockClaim;

	fn verify(who: &AccountId, claim: &MockClaim) -> Result<WebFact, DispatchError> {
		if let Some(fault) = CLAIM_FAULT.with_borrow(|fault| *fault) {
			return Err(DispatchError::Other(fault));
		}
		if claim.owner != *who {
			return Err(DispatchError::Other("NotOwner"));
		}
		let MockClaim { provider, question, seen_at, .. } = *claim;
		Ok(WebFact { identifier: claim.identifier(), provider, question, seen_at })
	}

	fn verify_weight() -> Weight {
		Weight::from_parts(1_000_000_000, 0)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn some_claim(who: &AccountId, provider: H256) -> MockClaim {
		MockClaim { owner: *who, provider, question: H256::repeat_byte(1), finding: 0, seen_at: 0 }
	}
}

/// A commitment that the stand-in took.
pub type MockCommitment = Commitment<AccountId, Balance, BlockNumber>;

/// Stand-in of batches: takes every commitment that is large and late enough, unless the test says otherwise.
pub struct MockCommitments;

impl MockCommitments {
	/// Least number of blocks between commitments.
	pub const MIN_INTERVAL: BlockNumber = 5;
	/// Greatest number of results.
	pub const MAX_COUNT: u32 = 100;

	/// Refuses every commitment from now on, with this error; `None`: none any more.
	pub fn set_fault(fault: Option<&'static str>) {
		COMMIT_FAULT.set(fault);
	}

	/// All commitments that were taken, in order: the batch's number is the place.
	pub fn all() -> Vec<MockCommitment> {
		COMMITMENTS.with_borrow(Vec::clone)
	}
}

impl CommitResults<AccountId> for MockCommitments {
	type Balance = Balance;
	type BlockNumber = BlockNumber;

	fn commit(commitment: MockCommitment) -> Result<BatchId, DispatchError> {
		let fault = COMMIT_FAULT.with_borrow(|fault| *fault);
		let out_of_range = !(1..=Self::MAX_COUNT).contains(&commitment.count);
		let too_soon = commitment.blocks < Self::MIN_INTERVAL;
		let fault = fault.or(out_of_range.then_some("OutOfRange")).or(too_soon.then_some("TooSoon"));
		match fault {
			Some(fault) => Err(DispatchError::Other(fault)),
			None => COMMITMENTS.with_borrow_mut(|all| {
				all.push(commitment);
				Ok(all.len() as BatchId - 1)
			}),
		}
	}

	fn min_interval() -> BlockNumber {
		Self::MIN_INTERVAL
	}

	fn max_count() -> u32 {
		Self::MAX_COUNT
	}

	fn commit_weight() -> Weight {
		Weight::from_parts(10, 0)
	}
}

/// Stand-in of jobs' results: the test says what they came to.
pub struct MockJobResults;

impl MockJobResults {
	/// Says what a job came to.
	pub fn set(job: JobId, result: JobResult<AccountId>) {
		RESULTS.with_borrow_mut(|all| all.insert(job, result));
	}
}

impl JobResults<AccountId> for MockJobResults {
	fn result(job: JobId) -> Option<JobResult<AccountId>> {
		RESULTS.with_borrow(|all| all.get(&job).cloned())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn some_job(result: JobResult<AccountId>) -> JobId {
		let job = RESULTS.with_borrow(|all| all.keys().next_back().map_or(0, |last| last + 1));
		Self::set(job, result);
		job
	}
}

/// What the stand-in of settlements knows of one.
pub type MockSettlement = Settlement<AccountId, Balance>;

/// Stand-in of settlements: the test says who paid whom.
pub struct MockSettlements;

impl MockSettlements {
	/// Says that `payer` paid `payee` this much.
	pub fn settle(id: SettlementId, payer: AccountId, payee: AccountId, value: Balance) {
		SETTLEMENTS.with_borrow_mut(|all| all.insert(id, Settlement { payer, payee, value }));
	}

	/// Says that a settlement is not on the chain any more.
	pub fn forget(id: SettlementId) {
		SETTLEMENTS.with_borrow_mut(|all| all.remove(&id));
	}
}

impl Settlements<AccountId> for MockSettlements {
	type Balance = Balance;

	fn settlement(id: SettlementId) -> Option<MockSettlement> {
		SETTLEMENTS.with_borrow(|all| all.get(&id).cloned())
	}

	fn settlement_weight() -> Weight {
		Weight::from_parts(10, 0)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn some_settlement(payer: &AccountId, payee: &AccountId) -> SettlementId {
		let id = SettlementId::Job(SETTLEMENTS.with_borrow(|all| all.len() as JobId));
		Self::settle(id, *payer, *payee, 1_000);
		id
	}
}
