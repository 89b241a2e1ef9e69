//! The tasks that make a node a validator, or a witness of what validators do.

use super::{
	partial::{real_time, JUSTIFICATION_PERIOD},
	Block, BlockImport, FullClient, GrandpaLink, SelectChain, TransactionPool,
};
use crate::guard::Clearance;
use futures::StreamExt;
use log::error;
use piazza_runtime::BlockNumber;
use sc_basic_authorship::ProposerFactory;
use sc_chain_spec::ChainType;
use sc_consensus_babe::{BabeLink, BabeParams, SlotProportion};
use sc_consensus_grandpa::{GrandpaParams, SharedVoterState, VotingRulesBuilder};
use sc_consensus_slots::BackoffAuthoringOnFinalizedHeadLagging;
use sc_network::{
	config::{NetworkConfiguration, Role},
	service::traits::NetworkService,
	types::ProtocolName,
	Event, NetworkEventStream, NotificationService,
};
use sc_network_sync::SyncingService;
use sc_service::{Configuration, Error, TaskManager};
use sc_telemetry::TelemetryHandle;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_keystore::KeystorePtr;
use std::{sync::Arc, time::Duration};
use substrate_prometheus_endpoint::Registry;

/// How long a vote may take to reach everyone.
const GOSSIP_DURATION: Duration = Duration::from_millis(333);
/// Share of a slot in which its author looks for transactions; in the rest the block travels.
const PROPOSAL_PORTION: f32 = 2.0 / 3.0;
/// Most slots between two blocks on a test chain whose finality stalls.
const MAX_BACKOFF: BlockNumber = 10;

/// What the consensus tasks want to know of the node's configuration.
pub(super) struct Settings {
	pub(super) role: Role,
	chain_type: ChainType,
	force_authoring: bool,
	network: NetworkConfiguration,
	registry: Option<Registry>,
}

impl Settings {
	/// Reads them.
	pub(super) fn new(config: &Configuration) -> Self {
		Self {
			role: config.role,
			chain_type: config.chain_spec.chain_type(),
			force_authoring: config.force_authoring,
			network: config.network.clone(),
			registry: config.prometheus_registry().cloned(),
		}
	}
}

/// The parts of the node that its consensus tasks share.
pub(super) struct Shared<'a> {
	pub(super) settings: Settings,
	/// Comes when this node may sign.
	pub(super) clearance: Clearance,
	pub(super) task_manager: &'a TaskManager,
	pub(super) client: Arc<FullClient>,
	pub(super) keystore: KeystorePtr,
	pub(super) network: Arc<dyn NetworkService>,
	pub(super) sync: Arc<SyncingService<Block>>,
	pub(super) telemetry: Option<TelemetryHandle>,
}

/// Starts to make blocks, once there is leave.
pub(super) fn start_authoring(
	shared: &Shared,
	babe_link: BabeLink<Block>,
	block_import: BlockImport,
	select_chain: SelectChain,
	proposer: ProposerFactory<TransactionPool, FullClient>,
) -> Result<(), Error> {
	let slot_duration = babe_link.config().slot_duration();
	let babe = sc_consensus_babe::start_babe(BabeParams {
		keystore: shared.keystore.clone(),
		client: shared.client.clone(),
		select_chain,
		env: proposer,
		block_import,
		sync_oracle: shared.sync.clone(),
		justification_sync_link: shared.sync.clone(),
		create_inherent_data_providers: move |_, ()| async move { Ok(real_time(slot_duration)) },
		force_authoring: shared.settings.force_authoring,
		backoff_authoring_blocks: backoff(shared.settings.chain_type.clone()),
		babe_link,
		block_proposal_slot_portion: SlotProportion::new(PROPOSAL_PORTION),
		max_block_proposal_slot_portion: None,
		telemetry: shared.telemetry.clone(),
	})?;
	let babe = shared.clearance.clone().then(babe);
	shared.task_manager.spawn_essential_handle().spawn_blocking("babe", Some("block-authoring"), babe);
	Ok(())
}

/// How authors slow down while blocks do not become final: on a live chain not at all, since blocks must go on for the
/// calls that bring finality back; on a test chain a little.
fn backoff(chain: ChainType) -> Option<BackoffAuthoringOnFinalizedHeadLagging<BlockNumber>> {
	match chain {
		ChainType::Live => None,
		_ => Some(BackoffAuthoringOnFinalizedHeadLagging { max_interval: MAX_BACKOFF, ..Default::default() }),
	}
}

/// How GRANDPA's voters talk.
pub(super) struct GrandpaProtocol {
	pub(super) name: ProtocolName,
	pub(super) notifications: Box<dyn NotificationService>,
}

/// Starts to vote on which blocks are final, once there is leave, or to follow the votes.
pub(super) fn start_voting(
	shared: &Shared,
	protocol: GrandpaProtocol,
	link: GrandpaLink,
	voter_state: SharedVoterState,
	pool: Arc<TransactionPool>,
) {
	let settings = &shared.settings;
	let params = GrandpaParams {
		config: sc_consensus_grandpa::Config {
			gossip_duration: GOSSIP_DURATION,
			justification_generation_period: JUSTIFICATION_PERIOD,
			observer_enabled: false,
			local_role: settings.role,
			name: Some(settings.network.node_name.clone()),
			keystore: settings.role.is_authority().then(|| shared.keystore.clone()),
			telemetry: shared.telemetry.clone(),
			protocol_name: protocol.name,
		},
		link,
		network: shared.network.clone(),
		sync: shared.sync.clone(),
		notification_service: protocol.notifications,
		voting_rule: VotingRulesBuilder::default().build(),
		prometheus_registry: settings.registry.clone(),
		shared_voter_state: voter_state,
		telemetry: shared.telemetry.clone(),
		offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(pool),
	};
	// A voter follows the chain from when it is made: made early, it would hold on to every block until it may vote.
	let voter = shared.clearance.clone().then(async move {
		match sc_consensus_grandpa::run_grandpa_voter(params) {
			Ok(voter) => voter.await,
			Err(error) => error!("Votes cannot be cast or followed: {error}"),
		}
	});
	shared.task_manager.spawn_essential_handle().spawn_blocking("grandpa-voter", None, voter);
}

/// Starts to tell the other validators where this one is, and to learn where they are.
pub(super) fn start_discovery(shared: &Shared) {
	let Settings { network, registry, .. } = &shared.settings;
	let events = shared.network.event_stream("authority-discovery").filter_map(|event| async move {
		if let Event::Dht(event) = event {
			Some(event)
		} else {
			None
		}
	});
	let (worker, _) = sc_authority_discovery::new_worker_and_service_with_config(
		sc_authority_discovery::WorkerConfig {
			publish_non_global_ips: network.allow_non_globals_in_dht,
			public_addresses: network.public_addresses.clone(),
			strict_record_validation: true,
			persisted_cache_directory: network.net_config_path.clone(),
			..Default::default()
		},
		shared.client.clone(),
		Arc::new(shared.network.clone()),
		Box::pin(events),
		sc_authority_discovery::Role::PublishAndDiscover(shared.keystore.clone()),
		registry.clone(),
		shared.task_manager.spawn_handle(),
	);
	shared.task_manager.spawn_handle().spawn("authority-discovery-worker", Some("networking"), worker.run());
}
