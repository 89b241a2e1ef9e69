//! The chain as it stood at one finalized block.

use super::{Chain, Error};
use crate::{BlockNumber, Head, H256};
use subxt::{
	client::OnlineClientAtBlock,
	constants::Address as ConstantAddress,
	error::{ConstantError, StorageError},
	events::Events,
	ext::scale_decode::DecodeAsType,
	storage::{Address as StorageAddress, PrefixOf},
	SubstrateConfig,
};

/// One finalized block, and the state of the chain after it.
///
/// What it can be asked about is in the modules [`accounts`](crate::accounts), [`collateral`](crate::collateral),
/// [`jobs`](crate::jobs), [`leases`](crate::leases), [`panels`](crate::panels), [`programs`](crate::programs),
/// [`reputation`](crate::reputation), [`stakes`](crate::stakes), [`validators`](crate::validators) and
/// [`workers`](crate::workers), and for everything else in [`Block::client`] together with [`api`](crate::api).
#[derive(Clone)]
pub struct Block {
	chain: Chain,
	at: OnlineClientAtBlock<SubstrateConfig>,
	head: Head,
	parent: H256,
}

impl Block {
	pub(super) fn new(chain: Chain, at: OnlineClientAtBlock<SubstrateConfig>, head: Head, parent: H256) -> Self {
		Self { chain, at, head, parent }
	}

	/// Its number.
	pub fn number(&self) -> BlockNumber {
		self.head.number
	}

	/// Its hash.
	pub fn hash(&self) -> H256 {
		self.head.hash
	}

	/// Its number and hash.
	pub fn head(&self) -> Head {
		self.head
	}

	/// Hash of the block before.
	pub fn parent(&self) -> H256 {
		self.parent
	}

	/// Version of the runtime.
	pub fn spec_version(&self) -> u32 {
		self.at.spec_version()
	}

	/// The general client at this block.
	pub fn client(&self) -> &OnlineClientAtBlock<SubstrateConfig> {
		&self.at
	}

	/// What happened in this block.
	pub async fn events(&self) -> Result<Events<SubstrateConfig>, Error> {
		self.at.events().fetch().await.map_err(|error| self.failed("its events", error))
	}

	/// The transactions of this block, encoded.
	pub async fn transactions(&self) -> Result<Vec<Vec<u8>>, Error> {
		let body = self.chain.rpc.chain_get_block(Some(self.hash())).await;
		let body = body.map_err(|error| self.failed("its transactions", error))?;
		let body = body.ok_or_else(|| self.failed("its transactions", "it does not know that block"))?;
		Ok(body.block.extrinsics.into_iter().map(|bytes| bytes.0).collect())
	}

	/// One value of the storage; `None` when nothing is stored there.
	pub async fn get<A: StorageAddress>(&self, address: A, key: A::KeyParts) -> Result<Option<A::Value>, Error> {
		let what = format!("{}.{}", address.pallet_name(), address.entry_name());
		let found = self.at.storage().try_fetch(address, key).await;
		let found = found.map_err(|error| self.storage_failed(&what, error))?;
		found.map(|value| value.decode()).transpose().map_err(|error| self.failed(&what, error))
	}

	/// All values of a map of the storage, in no order. `key` picks out of the key what is wanted of it.
	pub async fn all<A, K>(&self, address: A, key: impl Fn(A::KeyParts) -> K) -> Result<Vec<(K, A::Value)>, Error>
	where
		A: StorageAddress,
		A::KeyParts: DecodeAsType,
		(): PrefixOf<A::KeyParts>,
	{
		self.under(address, (), key).await
	}

	/// As [`Block::all`], but only the values whose keys begin with `prefix`.
	pub async fn under<A, P, K>(
		&self,
		address: A,
		prefix: P,
		key: impl Fn(A::KeyParts) -> K,
	) -> Result<Vec<(K, A::Value)>, Error>
	where
		A: StorageAddress,
		A::KeyParts: DecodeAsType,
		P: PrefixOf<A::KeyParts>,
	{
		let what = format!("{}.{}", address.pallet_name(), address.entry_name());
		let mut entries =
			self.at.storage().iter(address, prefix).await.map_err(|error| self.storage_failed(&what, error))?;
		let mut all = Vec::new();
		while let Some(entry) = entries.next().await {
			let entry = entry.map_err(|error| self.storage_failed(&what, error))?;
			let parts = entry.key().and_then(|parts| parts.decode()).map_err(|error| self.failed(&what, error))?;
			let value = entry.value().decode().map_err(|error| self.failed(&what, error))?;
			all.push((key(parts), value));
		}
		Ok(all)
	}

	/// A constant of the runtime.
	pub fn constant<A: ConstantAddress>(&self, address: A) -> Result<A::Target, Error> {
		let what = format!("{}.{}", address.pallet_name(), address.constant_name());
		self.at.constants().entry(address).map_err(|error| match error {
			ConstantError::IncompatibleCodegen => self.other_runtime(what),
			error => self.failed(&what, error),
		})
	}

	pub(crate) fn other_runtime(&self, what: String) -> Error {
		Error::OtherRuntime { spec_version: self.spec_version(), what }
	}

	fn storage_failed(&self, what: &str, error: StorageError) -> Error {
		match error {
			StorageError::IncompatibleCodegen => self.other_runtime(what.into()),
			error => self.failed(what, error),
		}
	}

	pub(super) fn failed(&self, what: &str, reason: impl ToString) -> Error {
		Error::request(format!("{what} at block {}", self.number()), reason)
	}
}
