//! What became of a transaction, read from the block that includes it.

use crate::{
	chain::{Block, Error},
	Balance, Head, H256,
};
use std::sync::Arc;
use subxt::{
	error::DispatchError,
	events::{DecodeAsEvent, Events, Phase},
	ArcMetadata, SubstrateConfig,
};

/// A call that had success in a finalized block.
#[derive(Clone, Debug)]
pub struct Receipt {
	/// The block.
	pub block: Head,
	/// Hash of the transaction.
	pub hash: H256,
	/// What its signer paid for it, in native money.
	pub fee: Balance,
	index: u32,
	events: Arc<Events<SubstrateConfig>>,
}

impl Receipt {
	/// The first event of this kind that the transaction caused.
	pub fn event<E: DecodeAsEvent>(&self) -> Result<E, Error> {
		find(&self.events, self.index).ok_or_else(|| Error::Missing {
			what: format!("the event that transaction {:?} had to cause", self.hash),
			number: self.block.number,
		})
	}
}
