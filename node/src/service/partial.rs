//! The parts of a node that also serve the commands which work on its database.

use super::{
	equivocation::Nowhere,
	seal::{self, Seal},
	Block, BlockImport, FullBackend, FullClient, GrandpaLink, ImportQueue, SelectChain, TransactionPool,
};
use crate::rpc::GrandpaDeps;
use sc_consensus_babe::{BabeLink, BabeWorkerHandle};
use sc_consensus_grandpa::{FinalityProofProvider, GrandpaPruningFilter, SharedVoterState};
use sc_service::{Configuration, Error, KeystoreContainer, TaskManager};
use sc_telemetry::{Telemetry, TelemetryWorker};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_consensus_babe::{inherents, SlotDuration};
use std::sync::Arc;

/// Blocks between two proofs of finality that are kept for those who sync.
pub(super) const JUSTIFICATION_PERIOD: u32 = 512;
/// Messages to telemetry that may wait.
const TELEMETRY_BUFFER: usize = 16;

/// The parts.
pub(super) struct Parts {
	pub(super) client: Arc<FullClient>,
	pub(super) backend: Arc<FullBackend>,
	pub(super) task_manager: TaskManager,
	pub(super) keystore: KeystoreContainer,
	pub(super) select_chain: SelectChain,
	pub(super) pool: Arc<TransactionPool>,
	pub(super) import_queue: ImportQueue,
	pub(super) block_import: BlockImport,
	pub(super) babe: BabeLink<Block>,
	pub(super) babe_worker: BabeWorkerHandle<Block>,
	pub(super) grandpa: GrandpaLink,
	pub(super) grandpa_rpc: GrandpaDeps,
	pub(super) telemetry: Option<Telemetry>,
}

/// Makes the parts. With `seal`, blocks are checked against the chain's own fake time, not the clock.
pub(super) fn new(config: &Configuration, seal: Option<Seal>) -> Result<Parts, Error> {
	let telemetry = match config.telemetry_endpoints.clone() {
		Some(endpoints) if !endpoints.is_empty() => {
			let worker = TelemetryWorker::new(TELEMETRY_BUFFER)?;
			let telemetry = worker.handle().new_telemetry(endpoints);
			Some((worker, telemetry))
		}
		_ => None,
	};

	// The filter keeps the proofs of finality that warp sync needs, also where old blocks are deleted.
	let (client, backend, keystore, task_manager) = sc_service::new_full_parts(
		config,
		telemetry.as_ref().map(|(_, telemetry)| telemetry.handle()),
		sc_service::new_wasm_executor(&config.executor),
		vec![Arc::new(GrandpaPruningFilter)],
	)?;
	let client = Arc::new(client);
	let telemetry = telemetry.map(|(worker, telemetry)| {
		task_manager.spawn_handle().spawn("telemetry", Some("telemetry"), worker.run());
		telemetry
	});

	let select_chain = SelectChain::new(backend.clone());
	let pool: Arc<TransactionPool> = Arc::from(
		sc_transaction_pool::Builder::new(
			task_manager.spawn_essential_handle(),
			client.clone(),
			config.role.is_authority().into(),
		)
		.with_options(config.transaction_pool.clone())
		.with_prometheus(config.prometheus_registry())
		.build(),
	);

	let (grandpa_import, grandpa) = sc_consensus_grandpa::block_import(
		client.clone(),
		JUSTIFICATION_PERIOD,
		&client,
		select_chain.clone(),
		telemetry.as_ref().map(Telemetry::handle),
	)?;
	let babe_config = sc_consensus_babe::configuration(&*client)?;
	let slot_duration = babe_config.slot_duration();
	let (block_import, babe) = sc_consensus_babe::block_import(
		babe_config,
		grandpa_import.clone(),
		client.clone(),
		match seal {
			Some(_) => seal::fake_time(client.clone()),
			None => Arc::new(move |_, ()| async move { Ok(real_time(slot_duration)) }),
		},
		select_chain.clone(),
		OffchainTransactionPoolFactory::new(Nowhere),
	)?;
	let (import_queue, babe_worker) = sc_consensus_babe::import_queue(sc_consensus_babe::ImportQueueParams {
		link: babe.clone(),
		block_import: block_import.clone(),
		justification_import: Some(Box::new(grandpa_import)),
		client: client.clone(),
		slot_duration,
		spawner: &task_manager.spawn_essential_handle(),
		registry: config.prometheus_registry(),
		telemetry: telemetry.as_ref().map(Telemetry::handle),
	})?;

	let authority_set = grandpa.shared_authority_set().clone();
	let grandpa_rpc = GrandpaDeps {
		voter_state: SharedVoterState::empty(),
		justifications: grandpa.justification_stream(),
		finality_proofs: FinalityProofProvider::new_for_service(backend.clone(), Some(authority_set.clone())),
		authority_set,
	};

	Ok(Parts {
		client,
		backend,
		task_manager,
		keystore,
		select_chain,
		pool,
		import_queue,
		block_import,
		babe,
		babe_worker,
		grandpa,
		grandpa_rpc,
		telemetry,
	})
}

/// The slot and the time, by this machine's clock.
pub(super) fn real_time(
	slot_duration: SlotDuration,
) -> (inherents::InherentDataProvider, sp_timestamp::InherentDataProvider) {
	let time = sp_timestamp::InherentDataProvider::from_system_time();
	(inherents::InherentDataProvider::from_timestamp_and_slot_duration(*time, slot_duration), time)
}
