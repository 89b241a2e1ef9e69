//! The RPC methods that Piazza adds to those every node serves.

use crate::service::{FullBackend, FullClient, SelectChain, TransactionPool};
use jsonrpsee::RpcModule;
use piazza_runtime::{opaque::Block, BlockNumber, Hash};
use sc_consensus_babe::BabeWorkerHandle;
use sc_consensus_grandpa::{FinalityProofProvider, GrandpaJustificationStream, SharedAuthoritySet, SharedVoterState};
use sc_consensus_manual_seal::{
	rpc::{ManualSeal, ManualSealApiServer},
	EngineCommand,
};
use sc_rpc::SubscriptionTaskExecutor;
use sp_keystore::KeystorePtr;
use std::sync::Arc;

/// The way to the task that makes blocks on request.
pub(crate) type SealCommands = futures::channel::mpsc::Sender<EngineCommand<Hash>>;

/// What the methods need to answer.
pub(crate) struct Deps {
	pub(crate) client: Arc<FullClient>,
	pub(crate) pool: Arc<TransactionPool>,
	pub(crate) select_chain: SelectChain,
	pub(crate) chain_spec: Box<dyn sc_chain_spec::ChainSpec>,
	pub(crate) keystore: KeystorePtr,
	pub(crate) babe: BabeWorkerHandle<Block>,
	pub(crate) grandpa: GrandpaDeps,
	/// Present when the node seals blocks instead of running consensus.
	pub(crate) seal: Option<SealCommands>,
}

/// What the methods about finality need.
#[derive(Clone)]
pub(crate) struct GrandpaDeps {
	pub(crate) voter_state: SharedVoterState,
	pub(crate) authority_set: SharedAuthoritySet<Hash, BlockNumber>,
	pub(crate) justifications: GrandpaJustificationStream<Block>,
	pub(crate) finality_proofs: Arc<FinalityProofProvider<FullBackend, Block>>,
}

/// All the methods together.
pub(crate) fn create(
	deps: Deps,
	executor: SubscriptionTaskExecutor,
) -> Result<RpcModule<()>, Box<dyn std::error::Error + Send + Sync>> {
	use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
	use sc_consensus_babe_rpc::{Babe, BabeApiServer};
	use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
	use sc_sync_state_rpc::{SyncState, SyncStateApiServer};
	use substrate_frame_rpc_system::{System, SystemApiServer};

	let Deps { client, pool, select_chain, chain_spec, keystore, babe, grandpa, seal } = deps;
	let GrandpaDeps { voter_state, authority_set, justifications, finality_proofs } = grandpa;
	let mut module = RpcModule::new(());

	module.merge(System::new(client.clone(), pool).into_rpc())?;
	module.merge(TransactionPayment::new(client.clone()).into_rpc())?;
	module.merge(Babe::new(client.clone(), babe.clone(), keystore, select_chain).into_rpc())?;
	module.merge(
		Grandpa::new(executor, authority_set.clone(), voter_state, justifications, finality_proofs).into_rpc(),
	)?;
	module.merge(SyncState::new(chain_spec, client, authority_set, babe)?.into_rpc())?;
	if let Some(commands) = seal {
		module.merge(ManualSeal::new(commands).into_rpc())?;
	}
	Ok(module)
}
