//! What became of a transaction, read from the block that includes it.

use super::SubmitError;
use crate::{
	api::{system::events::ExtrinsicFailed, transaction_payment::events::TransactionFeePaid},
	chain::{Block, Error},
	Balance, Head, H256,
};
use std::sync::Arc;
use subxt::{
	error::DispatchError,
	events::{DecodeAsEvent, Event, Events, Phase},
	SubstrateConfig,
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
		let mut events = caused_by(&self.events, self.index);
		events.find_map(|event| event.decode_fields_as::<E>()?.ok()).ok_or_else(|| Error::Missing {
			what: format!("the event that transaction {:?} had to cause", self.hash),
			number: self.block.number,
		})
	}
}

/// What `block` says about its transaction number `index`, which makes `call` and has the hash `hash`.
pub(super) async fn read(block: &Block, index: u32, hash: H256, call: &str) -> Result<Receipt, SubmitError> {
	let events = block.events().await?;
	let failed = caused_by(&events, index).find(|event| event.is::<ExtrinsicFailed>());
	if let Some(failed) = failed {
		let (error, reason) = explain(block, failed.field_bytes());
		return Err(SubmitError::Failed { call: call.into(), block: block.head(), error, reason });
	}
	// Not every transaction pays, so there may be no such event.
	let paid = caused_by(&events, index).find_map(|event| event.decode_fields_as::<TransactionFeePaid>()?.ok());
	let fee = paid.map_or(0, |paid| paid.actual_fee.saturating_add(paid.tip));
	Ok(Receipt { block: block.head(), hash, fee, index, events: Arc::new(events) })
}

fn caused_by(events: &Events<SubstrateConfig>, index: u32) -> impl Iterator<Item = Event<'_, SubstrateConfig>> {
	events.iter().filter_map(Result::ok).filter(move |event| event.phase() == Phase::ApplyExtrinsic(index))
}

/// Name and sentence of a dispatch error. The sentences of our errors are their documentation, which the chain itself
/// carries.
fn explain(block: &Block, bytes: &[u8]) -> (String, String) {
	let unknown = || ("Unknown".to_string(), "the chain gave a reason this program does not understand".to_string());
	let Ok(error) = DispatchError::decode_from(bytes, block.client().metadata()) else { return unknown() };
	let DispatchError::Module(error) = error else {
		return (format!("{error:?}"), plain(&error));
	};
	let Ok(details) = error.details() else { return unknown() };
	let sentence = details.variant.docs.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
	let sentence = sentence.trim().trim_end_matches('.');
	let name = format!("{}.{}", details.pallet.name(), details.variant.name);
	match sentence {
		"" => (name, "the chain gives no further reason".into()),
		sentence => (name, sentence.into()),
	}
}

/// Errors that belong to no pallet, in words of ours where the usual ones do not help.
fn plain(error: &DispatchError) -> String {
	use subxt::error::TokenError::{Frozen, FundsUnavailable, NotExpendable};
	match error {
		DispatchError::Token(FundsUnavailable | NotExpendable | Frozen) => {
			"the account has not enough free money for it: see `piazza balance`, and mind that an account must keep the \
			 existential deposit"
				.into()
		},
		DispatchError::BadOrigin => "this account may not make the call".into(),
		error => error.to_string(),
	}
}
