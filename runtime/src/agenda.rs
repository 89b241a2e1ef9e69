//! The items of the agenda, and who serves them.

use crate::{AccountId, Attestation, Batches, Channels, Jobs, Leasing, Panels, Stakes, Weight, Zktls};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use piazza_primitives::HandleDue;
use scale_info::TypeInfo;

/// Something that must happen at a block, of any pallet.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum AgendaItem {
	/// A job's window or deadline.
	#[codec(index = 0)]
	Jobs(pallet_jobs::Due),
	/// A record about a program or worker that was kept for a while.
	#[codec(index = 1)]
	Attestation(pallet_attestation::Due<AccountId>),
	/// A frozen slash, or the notice of a position.
	#[codec(index = 2)]
	Stakes(pallet_stakes::Due<AccountId>),
	/// The end of an order or a lease, or of the time to answer a challenge; a downtime that costs more.
	#[codec(index = 3)]
	Leasing(pallet_leasing::Due<AccountId>),
	/// A panel's draw, or the end of one of its windows.
	#[codec(index = 4)]
	Panels(pallet_panels::Due),
	/// The end of the time in which results of a batch may be disputed, or a ruling about one.
	#[codec(index = 5)]
	Batches(pallet_batches::Due),
	/// A claim about the web that is too old to come again.
	#[codec(index = 6)]
	Zktls(pallet_zktls::Due),
	/// The receipt of a closed channel.
	#[codec(index = 7)]
	Channels(pallet_channels::Due),
}

impl From<pallet_jobs::Due> for AgendaItem {
	fn from(due: pallet_jobs::Due) -> Self {
		Self::Jobs(due)
	}
}

impl From<pallet_attestation::Due<AccountId>> for AgendaItem {
	fn from(due: pallet_attestation::Due<AccountId>) -> Self {
		Self::Attestation(due)
	}
}

impl From<pallet_stakes::Due<AccountId>> for AgendaItem {
	fn from(due: pallet_stakes::Due<AccountId>) -> Self {
		Self::Stakes(due)
	}
}

impl From<pallet_leasing::Due<AccountId>> for AgendaItem {
	fn from(due: pallet_leasing::Due<AccountId>) -> Self {
		Self::Leasing(due)
	}
}

impl From<pallet_panels::Due> for AgendaItem {
	fn from(due: pallet_panels::Due) -> Self {
		Self::Panels(due)
	}
}

impl From<pallet_batches::Due> for AgendaItem {
	fn from(due: pallet_batches::Due) -> Self {
		Self::Batches(due)
	}
}

impl From<pallet_zktls::Due> for AgendaItem {
	fn from(due: pallet_zktls::Due) -> Self {
		Self::Zktls(due)
	}
}

impl From<pallet_channels::Due> for AgendaItem {
	fn from(due: pallet_channels::Due) -> Self {
		Self::Channels(due)
	}
}

/// Hands each item to the pallet that scheduled it.
pub struct ServeAgenda;

impl HandleDue<AgendaItem> for ServeAgenda {
	fn weight_of(item: &AgendaItem) -> Weight {
		match item {
			AgendaItem::Jobs(due) => Jobs::weight_of(due),
			AgendaItem::Attestation(due) => Attestation::weight_of(due),
			AgendaItem::Stakes(due) => Stakes::weight_of(due),
			AgendaItem::Leasing(due) => Leasing::weight_of(due),
			AgendaItem::Panels(due) => Panels::weight_of(due),
			AgendaItem::Batches(due) => Batches::weight_of(due),
			AgendaItem::Zktls(due) => Zktls::weight_of(due),
			AgendaItem::Channels(due) => Channels::weight_of(due),
		}
	}

	fn max_weight() -> Weight {
		Jobs::max_weight()
			.max(Attestation::max_weight())
			.max(Stakes::max_weight())
			.max(Leasing::max_weight())
			.max(Panels::max_weight())
			.max(Batches::max_weight())
			.max(Zktls::max_weight())
			.max(Channels::max_weight())
	}

	fn handle_due(item: AgendaItem) {
		match item {
			AgendaItem::Jobs(due) => Jobs::handle_due(due),
			AgendaItem::Attestation(due) => Attestation::handle_due(due),
			AgendaItem::Stakes(due) => Stakes::handle_due(due),
			AgendaItem::Leasing(due) => Leasing::handle_due(due),
			AgendaItem::Panels(due) => Panels::handle_due(due),
			AgendaItem::Batches(due) => Batches::handle_due(due),
			AgendaItem::Zktls(due) => Zktls::handle_due(due),
			AgendaItem::Channels(due) => Channels::handle_due(due),
		}
	}
}
