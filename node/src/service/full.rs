//! A running node.

use super::{
	consensus::{self, GrandpaProtocol, Settings, Shared},
	equivocation,
	partial::{self, Parts},
	seal::{self, Seal},
	welcome::Summary,
	Block,
};
use crate::{
	guard::{self, Clearance},
	rpc,
};
use futures::FutureExt;
use piazza_runtime::Hash;
use sc_basic_authorship::ProposerFactory;
use sc_client_api::Backend;
use sc_consensus_grandpa::warp_proof;
use sc_network::{config::FullNetworkConfiguration, NetworkBackend};
use sc_network_sync::WarpSyncConfig;
use sc_service::{BuildNetworkParams, Configuration, Error, SpawnTasksParams, TaskManager};
use sc_telemetry::Telemetry;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use std::sync::Arc;

/// What the node speaks to the network with.
type Network = sc_network::Litep2pNetworkBackend;

/// Starts a node.
pub(super) fn start(config: Configuration, seal: Option<Seal>, guards: bool) -> Result<TaskManager, Error> {
	let Parts {
		client,
		backend,
		mut task_manager,
		keystore,
		select_chain,
		pool,
		import_queue,
		block_import,
		babe,
		babe_worker,
		grandpa,
		grandpa_rpc,
		mut telemetry,
	} = partial::new(&config, seal)?;
	let keystore = keystore.keystore();
	let registry = config.prometheus_registry().cloned();
	let genesis = client.chain_info().genesis_hash;

	let mut net_config = FullNetworkConfiguration::<Block, Hash, Network>::new(&config.network, registry.clone());
	let metrics = <Network as NetworkBackend<Block, Hash>>::register_notification_metrics(registry.as_ref());
	let grandpa_name = sc_consensus_grandpa::protocol_standard_name(&genesis, &config.chain_spec);
	let votes = !config.disable_grandpa && seal.is_none();
	let grandpa_protocol = votes.then(|| {
		let (protocol, notifications) = sc_consensus_grandpa::grandpa_peers_set_config::<Block, Network>(
			grandpa_name.clone(),
			metrics.clone(),
			net_config.peer_store_handle(),
		);
		net_config.add_notification_protocol(protocol);
		GrandpaProtocol { name: grandpa_name, notifications }
	});
	let warp_proofs =
		Arc::new(warp_proof::NetworkProvider::new(backend.clone(), grandpa.shared_authority_set().clone(), Vec::new()));
	let (network, system_rpc_tx, tx_handler_controller, sync, _) = sc_service::build_network(BuildNetworkParams {
		config: &config,
		net_config,
		client: client.clone(),
		transaction_pool: pool.clone(),
		spawn_handle: task_manager.spawn_handle(),
		spawn_essential_handle: task_manager.spawn_essential_handle(),
		import_queue,
		block_announce_validator_builder: None,
		warp_sync_config: Some(WarpSyncConfig::WithProvider(warp_proofs)),
		block_relay: None,
		metrics,
		gap_sync_body_policy: None,
	})?;

	if config.offchain_worker.enabled {
		let workers = sc_offchain::OffchainWorkers::new(sc_offchain::OffchainWorkerOptions {
			runtime_api_provider: client.clone(),
			keystore: Some(keystore.clone()),
			offchain_db: backend.offchain_storage(),
			transaction_pool: Some(OffchainTransactionPoolFactory::new(pool.clone())),
			network_provider: Arc::new(network.clone()),
			is_validator: config.role.is_authority(),
			enable_http_requests: false,
			custom_extensions: |_| Vec::new(),
		})?;
		task_manager.spawn_handle().spawn(
			"offchain-workers-runner",
			Some("offchain-worker"),
			workers.run(client.clone(), task_manager.spawn_handle()).boxed(),
		);
	}

	let (seal_sender, seal_requests) = seal::requests();
	let rpc_builder = {
		let (client, pool, select_chain) = (client.clone(), pool.clone(), select_chain.clone());
		let (keystore, grandpa) = (keystore.clone(), grandpa_rpc.clone());
		let chain_spec = config.chain_spec.cloned_box();
		let seal = seal.map(|_| seal_sender);
		move |executor| {
			let deps = rpc::Deps {
				client: client.clone(),
				pool: pool.clone(),
				select_chain: select_chain.clone(),
				chain_spec: chain_spec.cloned_box(),
				keystore: keystore.clone(),
				babe: babe_worker.clone(),
				grandpa: grandpa.clone(),
				seal: seal.clone(),
			};
			rpc::create(deps, executor).map_err(Into::into)
		}
	};

	// The next step consumes the configuration, and puts the well-known keys of a development chain into the keystore:
	// voters must find them there when they start.
	let settings = Settings::new(&config);
	let guard_settings = guard::Settings::new(&config, guards);
	let summary = Summary::new(&config, seal);
	let rpc = sc_service::spawn_tasks(SpawnTasksParams {
		config,
		backend,
		client: client.clone(),
		keystore: keystore.clone(),
		network: network.clone(),
		sync_service: sync.clone(),
		rpc_builder: Box::new(rpc_builder),
		transaction_pool: pool.clone(),
		task_manager: &mut task_manager,
		system_rpc_tx,
		tx_handler_controller,
		telemetry: telemetry.as_mut(),
		tracing_execute_block: None,
	})?;

	let telemetry = telemetry.as_ref().map(Telemetry::handle);
	let is_authority = settings.role.is_authority();
	let proposer = || {
		ProposerFactory::new(
			task_manager.spawn_handle(),
			client.clone(),
			pool.clone(),
			registry.as_ref(),
			telemetry.clone(),
		)
	};
	let clearance = if is_authority && seal.is_none() {
		let reports = equivocation::watch(client.clone(), pool.clone());
		task_manager.spawn_essential_handle().spawn_blocking("equivocation-reports", None, reports);
		let deps = guard::Deps { client: client.clone(), keystore: keystore.clone(), sync: sync.clone() };
		let (watch, clearance) = guard::new(guard_settings, deps)?;
		task_manager.spawn_essential_handle().spawn_blocking("double-start-guard", None, watch);
		clearance
	} else {
		Clearance::given()
	};
	let shared = Shared {
		settings,
		clearance,
		task_manager: &task_manager,
		client: client.clone(),
		keystore: keystore.clone(),
		network,
		sync,
		telemetry: telemetry.clone(),
	};
	let outlives_tasks = (block_import.clone(), pool.clone());
	match seal {
		Some(mode) => {
			let sealing = seal::run(
				mode,
				seal::Params {
					client: client.clone(),
					pool: pool.clone(),
					select_chain,
					block_import,
					babe,
					keystore: keystore.clone(),
					proposer: proposer(),
					requests: seal_requests,
				},
			)
			.map_err(|error| Error::Application(error.into()))?;
			task_manager.spawn_essential_handle().spawn_blocking("seal", Some("block-authoring"), sealing);
		}
		None if is_authority => {
			consensus::start_authoring(&shared, babe, block_import, select_chain, proposer())?;
			consensus::start_discovery(&shared);
		}
		None => {}
	}
	if let Some(protocol) = grandpa_protocol {
		consensus::start_voting(&shared, protocol, grandpa, grandpa_rpc.voter_state, pool);
	}

	// Without these, tasks would take the node's orderly end for a fault, and report it.
	task_manager.keep_alive(outlives_tasks);
	summary.log(rpc.listen_addresses(), &keystore);
	Ok(task_manager)
}
