//! What the worker sees of the chain at one finalized block: just enough to decide on.

pub use piazza_client::programs::ProgramKind;
pub use piazza_client::{AccountId, Asset, Balance, BlockNumber, Content, Head, JobId, ProgramId, Tier, Window, H256};

/// A program that workers run.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Program {
	/// Its module.
	pub module: Content,
}

/// One job.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Job {
	/// Its number.
	pub id: JobId,
	/// What is to be run.
	pub program: Option<ProgramId>,
	/// How results of that are known to come from it.
	pub kind: Option<ProgramKind>,
	/// On what.
	pub input: Content,
	/// What is paid in.
	pub asset: Asset,
	/// What is paid for the whole job.
	pub reward: Balance,
	/// How many workers do it.
	pub replicas: u8,
	/// Weakest tier that may do it.
	pub min_tier: Tier,
	/// Whose machine alone may claim.
	pub reserved: Reserved,
	/// Native money each seat's provider stands to lose.
	pub bond: Balance,
	/// Where it stands.
	pub stage: Stage,
	/// Who of us waits for the draw of seats.
	pub claim: Claim,
	/// Our own seat.
	pub seat: Option<Seat>,
}

impl Job {
	/// Whether the reward is native money.
	pub fn is_native(&self) -> bool {
		self.asset == Asset::Native
	}

	/// What a seat earns before fees.
	pub fn seat_pay(&self) -> Balance {
		self.reward.checked_div(self.replicas.into()).unwrap_or(0)
	}
}

/// Whose machine alone may claim a job.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Reserved {
	/// Anybody's.
	No,
	/// This worker's: a tenant rents it, and has the job done under the lease.
	ForUs,
	/// That of another lease.
	ForOthers,
}

/// Where a job stands.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Stage {
	/// Seats are claimed.
	Open {
		/// Until when.
		claims: Window,
	},
	/// Seated workers commit.
	Assigned {
		/// Until when.
		commits: Window,
	},
	/// Outputs are shown.
	Revealing {
		/// Until when.
		reveals: Window,
	},
	/// Nothing that a worker has a part in, but the job is not over.
	Elsewhere,
	/// An output was accepted.
	Final,
	/// No output was accepted.
	Failed {
		/// Why, in the chain's word.
		reason: String,
	},
}

impl Stage {
	/// Last block in which a worker can do what the stage is for.
	pub fn last_block(&self) -> Option<BlockNumber> {
		match self {
			Self::Open { claims: window }
			| Self::Assigned { commits: window }
			| Self::Revealing { reveals: window } => window.to.checked_sub(1),
			_ => None,
		}
	}

	/// Whether nothing changes any more.
	pub fn is_terminal(&self) -> bool {
		matches!(self, Self::Final | Self::Failed { .. })
	}
}

/// Who of one provider's workers claimed a seat that is still to be drawn.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Claim {
	/// None.
	None,
	/// This one.
	Mine,
	/// Another one, so this one may not.
	Sibling,
}

/// The worker's own seat.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Seat {
	/// How far it came.
	pub progress: Progress,
	/// How it was settled.
	pub outcome: Option<Outcome>,
}

/// How far a seat came.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Progress {
	/// Seated.
	Assigned,
	/// Bound to an output.
	Committed {
		/// By this hash.
		commitment: H256,
	},
	/// The output was shown.
	Revealed,
}

/// How a seat was settled.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Outcome {
	/// What was found, in the chain's word.
	pub verdict: String,
	/// Paid to the owner, in the job's asset.
	pub paid: Balance,
	/// Lost of the owner's bond.
	pub bond_lost: Balance,
	/// Won from the bonds of others.
	pub bond_won: Balance,
}

impl Outcome {
	/// Neither gain nor loss.
	pub fn nothing(verdict: &str) -> Self {
		Self { verdict: verdict.into(), paid: 0, bond_lost: 0, bond_won: 0 }
	}
}

/// The worker's own registration.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Registration {
	/// Who owns it.
	pub owner: AccountId,
	/// How strongly its machine is known.
	pub tier: Tier,
	/// Whether the owner approved it.
	pub approved: bool,
	/// Block at which it was verified last.
	pub verified_at: BlockNumber,
	/// First block at which it is not active any more.
	pub expires_at: BlockNumber,
	/// Whether it may take work in this block.
	pub active: bool,
	/// The block that its hardware's evidence is bound to; `None` when it has only its owner's word.
	pub attested_at: Option<BlockNumber>,
	/// Whether something that its hardware stands on was revoked.
	pub revoked: bool,
	/// Whether its owner has enough at stake to be given work.
	pub backed: bool,
	/// The enclave that its evidence measured.
	pub program: Option<ProgramId>,
	/// The class of its GPUs, where evidence shows one.
	pub class: Option<u16>,
	/// How many GPUs evidence shows.
	pub gpus: u8,
}
