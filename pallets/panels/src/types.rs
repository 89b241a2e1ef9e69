//! What is stored about panels, and what is said about them.

use crate::Config;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::{AgendaTicket, EraIndex, PanelId, Window};
use scale_info::TypeInfo;
use sp_core::H256;

/// Greatest number of seats of a panel.
pub const MAX_SEATS: u32 = 7;

/// Bound of everything that is kept per seat: [`MAX_SEATS`].
pub type MaxSeats = ConstU32<MAX_SEATS>;

/// Greatest number of accounts that can be excluded from a panel.
pub const MAX_EXCLUDED: u32 = 16;

/// Panel of this runtime.
pub type PanelOf<T> = Panel<<T as frame_system::Config>::AccountId, <T as Config>::Case, BlockNumberFor<T>>;

/// Stage of a panel of this runtime.
pub type StageOf<T> = Stage<BlockNumberFor<T>>;

/// Seats of a panel of this runtime.
pub type SeatsOf<T> = BoundedVec<Seat<<T as frame_system::Config>::AccountId>, MaxSeats>;

/// One panel.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Panel<AccountId, Case, BlockNumber> {
	/// What it is about.
	pub case: Case,
	/// Who may not sit in it.
	pub excluded: BoundedVec<AccountId, ConstU32<MAX_EXCLUDED>>,
	/// Block in which it was convened.
	pub convened_at: BlockNumber,
	/// How many checkers there were then: lots are drawn among their numbers.
	pub population: u32,
	/// Era in which the seats were drawn; until then, that in which it was convened. Stake that leaves later is within
	/// reach of a fine.
	pub era: EraIndex,
	/// Where it stands.
	pub stage: Stage<BlockNumber>,
	/// Its members, in the order in which they were drawn; nobody before that.
	pub seats: BoundedVec<Seat<AccountId>, MaxSeats>,
	/// The one thing that happens to the panel by itself, and when.
	pub due: AgendaTicket<BlockNumber>,
}

/// Where a panel stands.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Stage<BlockNumber> {
	/// Seats wait for randomness to be drawn from.
	#[codec(index = 0)]
	Waiting {
		/// How often it was there to be drawn, and there was none.
		tries: u32,
	},
	/// Members commit to an answer.
	#[codec(index = 1)]
	Committing {
		/// When they may.
		commits: Window<BlockNumber>,
	},
	/// Members that committed show their answers.
	#[codec(index = 2)]
	Revealing {
		/// When they may.
		reveals: Window<BlockNumber>,
	},
}

/// A member of a panel.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Seat<AccountId> {
	/// The checker.
	pub member: AccountId,
	/// How far it came.
	pub progress: Progress,
}

impl<AccountId> Seat<AccountId> {
	/// Whether it is bound to an answer that it has not shown yet.
	pub fn is_committed(&self) -> bool {
		matches!(self.progress, Progress::Committed { .. })
	}

	/// The answer that it has shown.
	pub fn answer(&self) -> Option<H256> {
		match self.progress {
			Progress::Revealed { answer } => Some(answer),
			_ => None,
		}
	}
}

/// How far a member came.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Progress {
	/// It was drawn.
	#[codec(index = 0)]
	Drawn,
	/// It is bound to an answer that nobody else knows yet.
	#[codec(index = 1)]
	Committed {
		/// Hash that binds it, see [`crate::rules::commitment`].
		commitment: H256,
	},
	/// It has shown the answer that it committed to.
	#[codec(index = 2)]
	Revealed {
		/// The answer.
		answer: H256,
	},
}

/// What is found about a member.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Finding {
	/// It answered as the verdict says.
	#[codec(index = 0)]
	Agreed,
	/// It answered otherwise than the verdict.
	#[codec(index = 1)]
	Contradicted,
	/// It gave no answer.
	#[codec(index = 2)]
	Silent,
	/// It gave an answer, but there is no verdict.
	#[codec(index = 3)]
	Undecided,
}

/// Why the seats of a panel could not be filled.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum NotDrawn {
	/// No randomness became known in time that was unknown for long enough after the panel was convened.
	#[codec(index = 0)]
	NoRandomness,
	/// Of those drawn, too few could serve.
	#[codec(index = 1)]
	TooFewCheckers,
}

/// What happens to a panel by itself, at a block known in advance.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Due {
	/// Seats are drawn.
	#[codec(index = 0)]
	Draw {
		/// The panel.
		panel: PanelId,
	},
	/// The time for commitments is over: answers are shown.
	#[codec(index = 1)]
	CommitsEnd {
		/// The panel.
		panel: PanelId,
	},
	/// The time for answers is over: there is a verdict, or none.
	#[codec(index = 2)]
	RevealsEnd {
		/// The panel.
		panel: PanelId,
	},
}

impl Due {
	/// The panel it happens to.
	pub fn panel(&self) -> PanelId {
		match self {
			Self::Draw { panel } | Self::CommitsEnd { panel } | Self::RevealsEnd { panel } => *panel,
		}
	}
}
