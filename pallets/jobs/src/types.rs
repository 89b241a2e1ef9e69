//! What the chain knows of a job, its seats and its policy.

use crate::Config;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	traits::{fungible, ConstU32},
	BoundedVec,
};
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::{
	AgendaTicket, Content, ContentHash, EraIndex, EscrowId, JobId, LeaseId, MinScore, PanelId, ProgramId, ProgramKind,
	Settlement, Tier, Window,
};
use scale_info::TypeInfo;
use sp_core::H256;
use sp_runtime::Permill;

/// Greatest number of workers that do one job.
pub const MAX_REPLICAS: u8 = 7;

/// Bound of everything that is kept per seat: [`MAX_REPLICAS`].
pub type MaxSeats = ConstU32<7>;

/// Greatest length of a proof in bytes. Groth16 over BLS12-381 takes 384, with the seal of SP1 356, of RISC Zero 260.
pub const MAX_PROOF_LENGTH: u32 = 1_024;

/// Proof of an output, in the encoding of the program's proof system.
pub type Proof = BoundedVec<u8, ConstU32<MAX_PROOF_LENGTH>>;

/// Native money in the smallest unit; payments in other assets are counted in the same type.
pub type BalanceOf<T> = <<T as Config>::Currency as fungible::Inspect<<T as frame_system::Config>::AccountId>>::Balance;

/// Policy of a job of this runtime.
pub type PolicyOf<T> = Policy<<T as frame_system::Config>::AccountId, BalanceOf<T>, BlockNumberFor<T>>;

/// Stage of a job of this runtime.
pub type StageOf<T> = Stage<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

/// Job as it is stored, with the ticket of its deposit.
pub type JobOf<T> = Job<
	<T as frame_system::Config>::AccountId,
	<T as Config>::AssetKind,
	BalanceOf<T>,
	BlockNumberFor<T>,
	<T as Config>::Consideration,
>;

/// Job as it is shown, without the ticket of its deposit.
pub type JobInfoOf<T> =
	Job<<T as frame_system::Config>::AccountId, <T as Config>::AssetKind, BalanceOf<T>, BlockNumberFor<T>, ()>;

/// Claim to a seat of a job of this runtime.
pub type ClaimOf<T> = Claim<<T as frame_system::Config>::AccountId, BalanceOf<T>>;

/// Seat of a job of this runtime.
pub type SeatOf<T> = Seat<<T as frame_system::Config>::AccountId, BalanceOf<T>>;

/// All claims to one job.
pub type ClaimsOf<T> = BoundedVec<ClaimOf<T>, <T as Config>::MaxClaims>;

/// All seats of one job, in the order in which they were drawn.
pub type SeatsOf<T> = BoundedVec<SeatOf<T>, MaxSeats>;

/// Dispute about a job of this runtime.
pub type DisputeOf<T> = Dispute<<T as frame_system::Config>::AccountId, BalanceOf<T>>;

/// How a result is accepted. One policy covers all kinds of jobs; it never changes once the job is submitted.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Policy<AccountId, Balance, BlockNumber> {
	/// How many workers do the job: 1 to [`MAX_REPLICAS`].
	pub replicas: u8,
	/// How many of them must give the same output: 1 to `replicas`.
	pub quorum: u8,
	/// Weakest tier of a worker that may claim.
	pub min_tier: Tier,
	/// Least reputation, for doing jobs, of the provider of a worker that may claim. `None` with an evaluator.
	pub min_score: Option<MinScore<Balance>>,
	/// The tenant's lease, whose machine alone may claim, as long as the lease runs. Rent pays for its time, so that the
	/// reward may be 0. `None` with an evaluator.
	pub lease: Option<LeaseId>,
	/// Native money that each seat's provider stands to lose. 0 with an evaluator.
	pub bond: Balance,
	/// Who judges the output instead of a quorum.
	pub evaluator: Option<Evaluator<AccountId>>,
	/// Number of blocks in which an output that has its quorum may be disputed before it is paid for; 0 for none. Only
	/// where the program is an image: what an evaluator, an enclave or a proof vouches for is not disputed.
	pub challenge_window: BlockNumber,
}

/// Who judges the output of a job that one named provider does, and for what.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Evaluator<AccountId> {
	/// The judge; may be the tenant, not the provider.
	pub account: AccountId,
	/// Share of the budget that the judge is paid when the job is completed; nothing otherwise.
	pub fee: Permill,
}

/// Where a job stands.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Stage<AccountId, BlockNumber> {
	/// With an evaluator: tenant and provider agree on the budget; no money is held yet.
	#[codec(index = 0)]
	Negotiating {
		/// Who will do the job, once the tenant has said so.
		provider: Option<AccountId>,
	},
	/// Workers claim seats.
	#[codec(index = 1)]
	Open {
		/// When they may.
		claims: Window<BlockNumber>,
	},
	/// Seats are taken; their workers commit to an output. Where a proof is asked for, the only one proves its output.
	#[codec(index = 2)]
	Assigned {
		/// When they may.
		commits: Window<BlockNumber>,
	},
	/// Those who committed show their outputs.
	#[codec(index = 3)]
	Revealing {
		/// When they may.
		reveals: Window<BlockNumber>,
	},
	/// With an evaluator: the budget is held and the provider works.
	#[codec(index = 4)]
	Funded {
		/// Who does the job.
		provider: AccountId,
	},
	/// With an evaluator: the output is there and waits for a judgement.
	#[codec(index = 5)]
	Delivered {
		/// Who did the job.
		provider: AccountId,
		/// What the provider delivered.
		output: Content,
		/// First block at which it is too late to judge: the tenant is refunded then.
		judged_by: BlockNumber,
	},
	/// An output has its quorum and may still be disputed: nothing is paid, and all bonds stay held.
	#[codec(index = 6)]
	Provisional {
		/// The output.
		output: ContentHash,
		/// When it may be disputed.
		challenges: Window<BlockNumber>,
		/// Era in which it was given: stake that leaves later is within reach of a slash.
		era: EraIndex,
	},
	/// The output that has its quorum is disputed: a panel judges.
	#[codec(index = 7)]
	Disputed {
		/// The output.
		output: ContentHash,
	},
	/// Accepted and paid. Nothing changes any more.
	#[codec(index = 8)]
	Final {
		/// The accepted output.
		output: ContentHash,
	},
	/// Not accepted, refunded. Nothing changes any more.
	#[codec(index = 9)]
	Failed {
		/// Why.
		reason: Failure,
	},
}

impl<AccountId, BlockNumber> Stage<AccountId, BlockNumber> {
	/// Whether nothing changes any more.
	pub fn is_terminal(&self) -> bool {
		matches!(self, Self::Final { .. } | Self::Failed { .. })
	}
}

/// Why a job failed.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Failure {
	/// Fewer workers claimed a seat than the quorum needs.
	#[codec(index = 0)]
	NotEnoughClaims,
	/// No output was shown by as many workers as the quorum needs.
	#[codec(index = 1)]
	NoQuorum,
	/// The tenant took the job back before anybody worked on it.
	#[codec(index = 2)]
	Cancelled,
	/// The evaluator said no.
	#[codec(index = 3)]
	Rejected,
	/// The time for negotiating, delivering or judging ran out.
	#[codec(index = 4)]
	Expired,
	/// The output was disputed, and the panel got neither it nor the disputer's.
	#[codec(index = 5)]
	Disproved,
}

/// One job.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Job<AccountId, AssetKind, Balance, BlockNumber, Ticket> {
	/// Who wants it done, pays for it and holds the deposit of its record.
	pub tenant: AccountId,
	/// What is to be run; optional with an evaluator only.
	pub program: Option<ProgramId>,
	/// The program's kind when the job was submitted, `None` without a program. It never changes, and does not matter
	/// with an evaluator.
	pub program_kind: Option<ProgramKind>,
	/// What it is to be run on.
	pub input: Content,
	/// What is paid in.
	pub asset: AssetKind,
	/// What is paid for the whole job; with an evaluator the budget, 0 as long as none is agreed on.
	pub reward: Balance,
	/// How a result is accepted.
	pub policy: Policy<AccountId, Balance, BlockNumber>,
	/// First block at which it is too late to reveal or deliver an output; proofs are due as soon as commitments are.
	pub deadline: BlockNumber,
	/// Block of submission.
	pub submitted_at: BlockNumber,
	/// Where the money waits or waited; `None` as long as no money was held, and where there is no reward.
	pub escrow: Option<EscrowId>,
	/// Where the job stands.
	pub stage: Stage<AccountId, BlockNumber>,
	/// The one thing that happens to the job by itself, and when.
	pub due: Option<AgendaTicket<BlockNumber>>,
	/// Deposit of the record, held on the tenant.
	pub ticket: Ticket,
}

impl<AccountId, AssetKind, Balance, BlockNumber, Ticket> Job<AccountId, AssetKind, Balance, BlockNumber, Ticket> {
	/// The job as it is shown: without the ticket of its deposit.
	pub fn into_info(self) -> Job<AccountId, AssetKind, Balance, BlockNumber, ()> {
		Job {
			tenant: self.tenant,
			program: self.program,
			program_kind: self.program_kind,
			input: self.input,
			asset: self.asset,
			reward: self.reward,
			policy: self.policy,
			deadline: self.deadline,
			submitted_at: self.submitted_at,
			escrow: self.escrow,
			stage: self.stage,
			due: self.due,
			ticket: (),
		}
	}

	/// The circuit that has to prove the output; `None` when the output is judged otherwise.
	pub fn circuit(&self) -> Option<ProgramId> {
		let proven = self.program_kind == Some(ProgramKind::Circuit) && self.policy.evaluator.is_none();
		self.program.filter(|_| proven)
	}
}

/// A worker that would like to do a job.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Claim<AccountId, Balance> {
	/// The worker.
	pub worker: AccountId,
	/// Its owner when it claimed, who carries the bond and is paid.
	pub provider: AccountId,
	/// Native money held on the provider.
	pub bond: Balance,
}

/// A worker that does a job.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Seat<AccountId, Balance> {
	/// The worker.
	pub worker: AccountId,
	/// Its owner when it claimed, who carries the bond and is paid.
	pub provider: AccountId,
	/// Native money held on the provider until the seat is settled.
	pub bond: Balance,
	/// How far the worker came.
	pub progress: Progress,
	/// How the seat was settled; `None` until then.
	pub outcome: Option<Outcome<Balance>>,
}

/// How far a seated worker came.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Progress {
	/// It has a seat.
	#[codec(index = 0)]
	Assigned,
	/// It is bound to an output that nobody else knows yet.
	#[codec(index = 1)]
	Committed {
		/// Hash that binds it, see [`crate::rules::commitment`].
		commitment: H256,
	},
	/// It has shown its output: the one it committed to, or one with a proof.
	#[codec(index = 2)]
	Revealed {
		/// The output.
		output: Content,
	},
}

/// How a seat was settled.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Outcome<Balance> {
	/// What was found.
	pub verdict: Verdict,
	/// Paid to the provider in the job's asset, after the protocol fee.
	pub paid: Balance,
	/// Native money that the provider lost of its bond.
	pub bond_lost: Balance,
	/// Native money that the provider got out of the bonds others lost.
	pub bond_won: Balance,
}

/// What was found about a seat.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Verdict {
	/// It gave the accepted output.
	#[codec(index = 0)]
	Paid,
	/// It gave another output than the accepted one.
	#[codec(index = 1)]
	Outvoted,
	/// It gave no output in time.
	#[codec(index = 2)]
	Silent,
	/// It gave an output, but none was accepted.
	#[codec(index = 3)]
	Undecided,
}

/// A dispute about the output of a job that has its quorum.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Dispute<AccountId, Balance> {
	/// Who says that the output is wrong.
	pub disputer: AccountId,
	/// What it says is right.
	pub output: Content,
	/// Native money held on the disputer until there is a verdict.
	pub bond: Balance,
	/// The panel that judges.
	pub panel: PanelId,
	/// Era in which the disputed output was given.
	pub era: EraIndex,
	/// What the panel found; `None` until then.
	pub finding: Option<Finding<AccountId>>,
}

/// What a panel found.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Finding<AccountId> {
	/// The hash of the output that more than half of its seats got; `None` when there is no such.
	pub answer: Option<ContentHash>,
	/// Who got it.
	pub majority: BoundedVec<AccountId, MaxSeats>,
}

/// How lost bonds are shared. What the parts leave is the tenant's.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Spoils<Balance> {
	/// What each member of the panel's majority gets.
	pub per_member: Balance,
	/// What the disputer gets.
	pub bounty: Balance,
	/// What each seat that gave the accepted output gets.
	pub per_seat: Balance,
}

/// What happens to a job by itself, at a block known in advance.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Due {
	/// The time for claims is over: seats are drawn.
	#[codec(index = 0)]
	Draw {
		/// The job.
		job: JobId,
	},
	/// The time for commitments is over: outputs are shown.
	#[codec(index = 1)]
	CommitsEnd {
		/// The job.
		job: JobId,
	},
	/// The time for outputs, challenges or judgements is over: the job is settled or refunded.
	#[codec(index = 2)]
	Deadline {
		/// The job.
		job: JobId,
	},
	/// The record has been kept long enough.
	#[codec(index = 3)]
	Remove {
		/// The job.
		job: JobId,
	},
	/// A panel has judged: the dispute and the job are settled.
	#[codec(index = 4)]
	Ruling {
		/// The job.
		job: JobId,
	},
}

impl Due {
	/// The job it happens to.
	pub fn job(&self) -> JobId {
		match self {
			Self::Draw { job }
			| Self::CommitsEnd { job }
			| Self::Deadline { job }
			| Self::Remove { job }
			| Self::Ruling { job } => *job,
		}
	}
}

/// Who paid what to whom for a job.
pub type SettlementOf<T> = Settlement<<T as frame_system::Config>::AccountId, BalanceOf<T>>;

/// What a reward means for one seat.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct Quote<Balance> {
	/// What each seat that gives the accepted output earns, before the protocol fee.
	pub per_seat: Balance,
	/// What goes back to the tenant even when every seat is paid.
	pub remainder: Balance,
}
