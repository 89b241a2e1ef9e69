//! The Piazza runtime: which pallets the chain is made of, and how they fit together.

#![cfg_attr(not(feature = "std"), no_std)]
#![recursion_limit = "512"]
// What the runtime's macros generate carries no documentation; every module of ours does.
#![allow(missing_docs)]

extern crate alloc;

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

#[deny(missing_docs)]
pub mod agenda;
pub mod apis;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarks;
#[deny(missing_docs)]
pub mod configs;
#[deny(missing_docs)]
pub mod constants;
#[deny(missing_docs)]
pub mod fees;
#[deny(missing_docs)]
pub mod genesis_config_presets;
#[cfg(test)]
mod tests;
mod transactions;
#[deny(missing_docs)]
pub mod verdicts;
#[deny(missing_docs)]
pub mod weights;

pub use apis::RuntimeApi;
pub use frame_support::weights::Weight;
pub use transactions::{SignedPayload, TxExtension, UncheckedExtrinsic};

use alloc::{borrow::Cow, vec::Vec};
use sp_runtime::{
	generic,
	traits::{BlakeTwo256, IdentifyAccount, Verify},
	MultiAddress, MultiSignature,
};
use sp_version::RuntimeVersion;

/// Number of a block.
pub type BlockNumber = u32;
/// Signature of a transaction, by any of the usual schemes.
pub type Signature = MultiSignature;
/// An account: the public key that signs for it, or a hash of it.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// How an account is named in a transaction.
pub type Address = MultiAddress<AccountId, ()>;
/// Money, in the smallest unit: a millionth of a millionth of a PZA.
pub type Balance = u128;
/// Count of an account's transactions.
pub type Nonce = u32;
/// Hash of a block, of a transaction, of content.
pub type Hash = sp_core::H256;
/// Header of a block.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A block.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;

/// Runs blocks.
pub type Executive =
	frame_executive::Executive<Runtime, Block, frame_system::ChainContext<Runtime>, Runtime, AllPalletsWithSystem>;

/// What programs need that know the shape of blocks but not what is in them.
pub mod opaque {
	use super::*;
	pub use sp_runtime::OpaqueExtrinsic as UncheckedExtrinsic;

	/// Header of a block.
	pub type Header = super::Header;
	/// A block with its transactions left encoded.
	pub type Block = generic::Block<Header, UncheckedExtrinsic>;
	/// Hash of a block.
	pub type Hash = super::Hash;

	sp_runtime::impl_opaque_keys! {
		/// The keys with which a validator takes part.
		pub struct SessionKeys {
			/// Finalizes blocks.
			pub grandpa: Grandpa,
			/// Makes blocks.
			pub babe: Babe,
			/// Finds the other validators.
			pub authority_discovery: AuthorityDiscovery,
		}
	}
}

/// Version of this runtime. `spec_version` rises with every change of behaviour, `transaction_version` with every
/// change of how a transaction is encoded.
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
	spec_name: Cow::Borrowed("piazza"),
	impl_name: Cow::Borrowed("piazza-node"),
	authoring_version: 1,
	spec_version: 1,
	impl_version: 0,
	apis: apis::RUNTIME_API_VERSIONS,
	transaction_version: 1,
	system_version: 1,
};

/// The pallets. Their numbers are part of every transaction and never change.
#[frame_support::runtime]
mod runtime {
	/// The Piazza runtime.
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Runtime;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(2)]
	pub type MultiBlockMigrations = pallet_migrations;

	// Money and stake come before consensus: genesis builds pallets by number, and the first validators stake.
	#[runtime::pallet_index(5)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(6)]
	pub type Stakes = pallet_stakes;

	// Consensus. Babe comes before Session, and Session before Authorship: the first block of a session is its own
	// validators', and hooks run by number.
	#[runtime::pallet_index(10)]
	pub type Babe = pallet_babe;
	#[runtime::pallet_index(12)]
	pub type Offences = pallet_offences;
	#[runtime::pallet_index(13)]
	pub type Historical = pallet_session::historical;
	#[runtime::pallet_index(14)]
	pub type Session = pallet_session;
	#[runtime::pallet_index(15)]
	pub type Grandpa = pallet_grandpa;
	#[runtime::pallet_index(16)]
	pub type AuthorityDiscovery = pallet_authority_discovery;
	#[runtime::pallet_index(17)]
	pub type Authorship = pallet_authorship;

	// Fees, other assets, the treasury.
	#[runtime::pallet_index(21)]
	pub type TransactionPayment = pallet_transaction_payment;
	#[runtime::pallet_index(22)]
	pub type Assets = pallet_assets;
	#[runtime::pallet_index(23)]
	pub type AssetsHolder = pallet_assets_holder;
	#[runtime::pallet_index(24)]
	pub type Treasury = pallet_treasury;
	#[runtime::pallet_index(25)]
	pub type LiquidityTokens = pallet_assets<Instance2>;
	#[runtime::pallet_index(26)]
	pub type AssetConversion = pallet_asset_conversion;

	// Tools.
	#[runtime::pallet_index(30)]
	pub type Utility = pallet_utility;
	#[runtime::pallet_index(31)]
	pub type Multisig = pallet_multisig;
	#[runtime::pallet_index(32)]
	pub type Proxy = pallet_proxy;
	#[runtime::pallet_index(33)]
	pub type Preimage = pallet_preimage;
	#[runtime::pallet_index(34)]
	pub type Scheduler = pallet_scheduler;
	#[runtime::pallet_index(35)]
	pub type Sudo = pallet_sudo;

	// Piazza.
	#[runtime::pallet_index(50)]
	pub type Agenda = pallet_agenda;
	#[runtime::pallet_index(51)]
	pub type Escrow = pallet_escrow;
	#[runtime::pallet_index(52)]
	pub type Attestation = pallet_attestation;
	#[runtime::pallet_index(53)]
	pub type Jobs = pallet_jobs;
	#[runtime::pallet_index(54)]
	pub type Leasing = pallet_leasing;
	#[runtime::pallet_index(55)]
	pub type Validators = pallet_validators;
	#[runtime::pallet_index(56)]
	pub type Reputation = pallet_reputation;
	#[runtime::pallet_index(57)]
	pub type Panels = pallet_panels;
	#[runtime::pallet_index(58)]
	pub type Batches = pallet_batches;
	#[runtime::pallet_index(59)]
	pub type Zktls = pallet_zktls;
	#[runtime::pallet_index(60)]
	pub type DataPools = pallet_data_pools;
	#[runtime::pallet_index(61)]
	pub type Channels = pallet_channels;
	#[runtime::pallet_index(62)]
	pub type Agents = pallet_agents;
}
