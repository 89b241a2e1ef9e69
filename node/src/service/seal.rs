//! Blocks without consensus, for tests and demonstrations on one machine.

use super::{Block, BlockImport, FullClient, SelectChain, TransactionPool};
use futures::{
	channel::mpsc,
	stream::{self, BoxStream},
	Future, StreamExt,
};
use piazza_runtime::Hash;
use sc_basic_authorship::ProposerFactory;
use sc_chain_spec::ChainType;
use sc_consensus_babe::BabeLink;
use sc_consensus_manual_seal::{
	consensus::{babe::BabeConsensusDataProvider, timestamp::SlotTimestampProvider},
	run_manual_seal, EngineCommand, Error, ManualSealParams,
};
use sc_service::Configuration;
use sc_transaction_pool_api::TransactionPool as _;
use sp_consensus_babe::inherents::{BabeCreateInherentDataProviders, InherentDataProvider};
use sp_keystore::KeystorePtr;
use std::{num::NonZeroU64, str::FromStr, sync::Arc, time::Duration};

/// Orders that may wait while a block is made.
const COMMAND_BUFFER: usize = 1_024;

/// When a block is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seal {
	/// When transactions arrive.
	Instant,
	/// When RPC asks.
	Manual,
	/// Every so many milliseconds.
	Interval(NonZeroU64),
}

impl FromStr for Seal {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		match text.split_once('=') {
			None if text == "instant" => Ok(Self::Instant),
			None if text == "manual" => Ok(Self::Manual),
			Some(("interval", number)) => number.parse().map(Self::Interval).map_err(|_| {
				format!("`{number}` is not a number of milliseconds above zero; say for example `interval=500`")
			}),
			_ => Err("say `instant`, `manual` or `interval=<ms>`".into()),
		}
	}
}

/// Whether the node that `config` describes may seal its own blocks; if not, why.
pub(crate) fn ensure_may_seal(config: &Configuration) -> Result<(), String> {
	let spec = &config.chain_spec;
	if spec.chain_type() != ChainType::Development {
		return Err(format!(
			"--seal works on a development chain only, and \"{}\" is not one: its blocks need consensus. Use `--dev --seal \
			<MODE>`, or leave `--seal` out.",
			spec.name()
		));
	}
	if !config.role.is_authority() || config.dev_key_seed.is_none() {
		return Err("--seal makes blocks, so it needs the key of their author. Add `--dev` (or `--alice`).".into());
	}
	Ok(())
}

/// The chain's own time: one slot after the best block, whatever the clock says.
pub(super) fn fake_time(client: Arc<FullClient>) -> BabeCreateInherentDataProviders<Block> {
	Arc::new(move |_, ()| {
		let client = client.clone();
		async move {
			let clock = SlotTimestampProvider::new_babe::<Block, _>(client)?;
			Ok((InherentDataProvider::new(clock.slot()), sp_timestamp::InherentDataProvider::new(clock.timestamp())))
		}
	})
}

/// What the task that makes blocks needs.
pub(super) struct Params {
	pub(super) client: Arc<FullClient>,
	pub(super) pool: Arc<TransactionPool>,
	pub(super) select_chain: SelectChain,
	pub(super) block_import: BlockImport,
	pub(super) babe: BabeLink<Block>,
	pub(super) keystore: KeystorePtr,
	pub(super) proposer: ProposerFactory<TransactionPool, FullClient>,
	/// Requests that arrive by RPC.
	pub(super) requests: mpsc::Receiver<EngineCommand<Hash>>,
}

/// A channel for requests by RPC.
pub(super) fn requests() -> (mpsc::Sender<EngineCommand<Hash>>, mpsc::Receiver<EngineCommand<Hash>>) {
	mpsc::channel(COMMAND_BUFFER)
}

/// The task that makes blocks.
pub(super) fn run(seal: Seal, params: Params) -> Result<impl Future<Output = ()> + Send, Error> {
	let Params { client, pool, select_chain, block_import, babe, keystore, proposer, requests } = params;
	let digests = BabeConsensusDataProvider::new(
		client.clone(),
		keystore,
		babe.epoch_changes().clone(),
		babe.config().authorities.clone(),
	)?;
	Ok(run_manual_seal(ManualSealParams {
		block_import,
		env: proposer,
		client: client.clone(),
		commands_stream: stream::select(requests, own_commands(seal, &pool)),
		pool,
		select_chain,
		consensus_data_provider: Some(Box::new(digests)),
		create_inherent_data_providers: fake_time(client),
	}))
}

/// Requests that the node makes to itself. The blocks are final at once, so that those who follow final blocks advance.
fn own_commands(seal: Seal, pool: &Arc<TransactionPool>) -> BoxStream<'static, EngineCommand<Hash>> {
	let block = || EngineCommand::SealNewBlock { create_empty: true, finalize: true, parent_hash: None, sender: None };
	match seal {
		Seal::Manual => stream::pending().boxed(),
		// Transactions that arrive while a block is made share the next one.
		Seal::Instant => pool.import_notification_stream().ready_chunks(COMMAND_BUFFER).map(move |_| block()).boxed(),
		Seal::Interval(milliseconds) => {
			let period = Duration::from_millis(milliseconds.get());
			stream::unfold((), move |()| async move {
				tokio::time::sleep(period).await;
				Some(((), ()))
			})
			.map(move |()| block())
			.boxed()
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn seal_is_read_when_well_formed() {
		assert_eq!("instant".parse(), Ok(Seal::Instant));
		assert_eq!("manual".parse(), Ok(Seal::Manual));
		assert_eq!("interval=500".parse::<Seal>(), Ok(Seal::Interval(NonZeroU64::new(500).unwrap())));
	}

	#[test]
	fn seal_is_refused_when_malformed() {
		for text in ["", "Instant", "interval", "interval=", "interval=0", "interval=-1", "interval=1s", "manual=1"] {
			assert!(text.parse::<Seal>().is_err(), "{text}");
		}
	}
}
