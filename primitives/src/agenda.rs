//! Work that must happen at a block.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::weights::Weight;
use scale_info::TypeInfo;
use sp_runtime::DispatchError;

/// Names one scheduled item, so that it can be cancelled.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct AgendaTicket<BlockNumber> {
	/// The block the item was scheduled for.
	pub at: BlockNumber,
	/// Its place among that block's items.
	pub index: u32,
}

/// The one scheduler of the runtime's own work: deadlines, exhaustion, ends of windows.
///
/// An item is served in the block it names or, when that block has no weight left, in the next block that has. It is
/// never dropped. Items of one block are served in the order in which they were scheduled.
pub trait Agenda<Item, BlockNumber> {
	/// Schedules `item` for block `at`. Fails when `at` is not in the future.
	fn schedule(at: BlockNumber, item: Item) -> Result<AgendaTicket<BlockNumber>, DispatchError>;

	/// Takes an item off the agenda; does nothing when it was served already.
	fn cancel(ticket: AgendaTicket<BlockNumber>);
}

/// Serves the items of one kind when they fall due. Implemented by the pallet that scheduled them.
pub trait HandleDue<Item> {
	/// Weight of serving `item`, known before it is served: an upper bound.
	fn weight_of(item: &Item) -> Weight;

	/// The greatest value [`HandleDue::weight_of`] can return.
	fn max_weight() -> Weight;

	/// Serves `item`. Must not fail: an item that no longer applies is ignored.
	fn handle_due(item: Item);
}
