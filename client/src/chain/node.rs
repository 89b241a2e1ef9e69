//! What a node says about itself, and what it does for its operator.

use super::{Chain, Error};
use crate::{
	bytes::Hex,
	validators::{NewKeys, SessionKeys},
	AccountId,
};
use codec::{DecodeAll, Encode};
use serde::{de::DeserializeOwned, Deserialize};
use serde_json::Value;
use subxt::rpcs::{client::RpcParams, Error as RpcError};

/// What a node says about itself.
#[derive(Clone, Debug, Eq, PartialEq, serde::Serialize)]
pub struct Info {
	/// Name of its chain.
	pub chain: String,
	/// Its program.
	pub node: String,
	/// Version of its program.
	pub version: String,
	/// Number of nodes it is connected to.
	pub peers: usize,
	/// Whether it is still catching up.
	pub syncing: bool,
}

/// The code of the error with which a node answers to a method that it does not have, or has for its operator alone.
const NOT_SERVED: i32 = -32601;

/// As nodes answer to a request for new session keys.
#[derive(Deserialize)]
struct Rotated {
	keys: Hex<Vec<u8>>,
	proof: Option<Hex<Vec<u8>>>,
}

impl Chain {
	/// What the node says about itself.
	pub async fn info(&self) -> Result<Info, Error> {
		let failed = |error| Error::request("itself", error);
		let health = self.rpc.system_health().await.map_err(failed)?;
		Ok(Info {
			chain: self.rpc.system_chain().await.map_err(failed)?,
			node: self.rpc.system_name().await.map_err(failed)?,
			version: self.rpc.system_version().await.map_err(failed)?,
			peers: health.peers,
			syncing: health.is_syncing,
		})
	}

	/// Whether its chain is for development: one that a node may be alone on.
	pub async fn is_for_development(&self) -> Result<bool, Error> {
		// A type of chain with a name of its own is an object.
		let kind: Value = self.request("system_chainType", []).await?;
		Ok(matches!(kind.as_str(), Some("Development" | "Local")))
	}

	/// Whether the node makes blocks as soon as keys of its are a validator's.
	pub async fn is_validator(&self) -> Result<bool, Error> {
		let roles: Vec<String> = self.request("system_nodeRoles", []).await?;
		Ok(roles.iter().any(|role| role == "Authority"))
	}

	/// When the newest block was made, in milliseconds since 1970-01-01T00:00:00Z. It may not be final, so this is good
	/// for nothing but to compare clocks.
	pub async fn newest_time(&self) -> Result<u64, Error> {
		let failed = |error: String| Error::request("its newest block", error);
		let hash = self.rpc.chain_get_block_hash(None).await.map_err(|error| failed(error.to_string()))?;
		let block = self.block(hash.ok_or_else(|| failed("it has none".into()))?).await?;
		Ok(block.get(crate::api::storage().timestamp().now(), ()).await?.unwrap_or_default())
	}

	/// Whether the node lets us manage its keys. Nodes that are open to the world do not.
	pub async fn lets_manage_keys(&self) -> Result<bool, Error> {
		let any = Hex([0; 32]).to_string();
		let asked = self.ask_operators("author_hasKey", [any.into(), "babe".into()]);
		Ok(asked.await?.is_some_and(|_: bool| true))
	}

	/// Whether the node holds the secret ones to these keys; `None` when it does not say.
	pub async fn holds(&self, keys: &SessionKeys) -> Result<Option<bool>, Error> {
		self.ask_operators("author_hasSessionKeys", [Hex(keys.encode()).to_string().into()]).await
	}

	/// Has the node make new session keys and prove to `owner` that it has them; `None` when it refuses.
	pub async fn rotate_keys(&self, owner: &AccountId) -> Result<Option<NewKeys>, Error> {
		let owner = Hex(owner.0).to_string();
		let Some(rotated) = self.ask_operators::<Rotated>("author_rotateKeysWithOwner", [owner.into()]).await? else {
			return Ok(None);
		};
		let failed = |reason: String| Error::request("new session keys", reason);
		let keys = SessionKeys::decode_all(&mut &rotated.keys.0[..]).map_err(|error| failed(error.to_string()))?;
		let proof = rotated.proof.ok_or_else(|| failed("it gives no proof that it has them".into()))?;
		Ok(Some(NewKeys { keys, proof: proof.0 }))
	}

	/// Calls a method that is for the operator alone; `None` when the node does not serve it to us.
	async fn ask_operators<T: DeserializeOwned>(
		&self,
		method: &str,
		params: impl IntoIterator<Item = Value>,
	) -> Result<Option<T>, Error> {
		match self.call(method, params).await {
			Err(RpcError::User(error)) if error.code == NOT_SERVED => Ok(None),
			answer => answer.map(Some).map_err(|error| Error::request(method, error)),
		}
	}

	async fn request<T: DeserializeOwned>(
		&self,
		method: &str,
		params: impl IntoIterator<Item = Value>,
	) -> Result<T, Error> {
		self.call(method, params).await.map_err(|error| Error::request(method, error))
	}

	async fn call<T: DeserializeOwned>(
		&self,
		method: &str,
		params: impl IntoIterator<Item = Value>,
	) -> Result<T, RpcError> {
		let mut list = RpcParams::new();
		for param in params {
			list.push(param)?;
		}
		self.raw.request(method, list).await
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::fake::Fake;
	use serde_json::json;

	const KEYS: SessionKeys =
		SessionKeys { grandpa: Hex([1; 32]), babe: Hex([2; 32]), authority_discovery: Hex([3; 32]) };

	fn hex_of_keys() -> String {
		Hex([[1; 32], [2; 32], [3; 32]].concat()).to_string()
	}

	#[tokio::test]
	async fn node_is_a_validators_when_it_says_so() {
		let fake = Fake::new();
		let chain = fake.chain().await;
		fake.answer("system_nodeRoles", Value::Null, json!(["Authority"]));
		assert!(chain.is_validator().await.unwrap());
		fake.answer("system_nodeRoles", Value::Null, json!(["Full"]));
		assert!(!chain.is_validator().await.unwrap());
	}

	#[tokio::test]
	async fn chain_is_for_development_when_its_type_is_one_of_two() {
		let fake = Fake::new();
		let chain = fake.chain().await;
		for (kind, expected) in [
			(json!("Development"), true),
			(json!("Local"), true),
			(json!("Live"), false),
			(json!({"Custom": "x"}), false),
		] {
			fake.answer("system_chainType", Value::Null, kind);
			assert_eq!(chain.is_for_development().await.unwrap(), expected);
		}
	}

	#[tokio::test]
	async fn keys_are_asked_for_as_the_node_reads_them() {
		let fake = Fake::new();
		let chain = fake.chain().await;
		fake.answer("author_hasSessionKeys", json!([hex_of_keys()]), json!(true));
		assert_eq!(chain.holds(&KEYS).await.unwrap(), Some(true));
		let owner = AccountId::from([9; 32]);
		let answer = json!({ "keys": hex_of_keys(), "proof": "0x0102" });
		fake.answer("author_rotateKeysWithOwner", json!([Hex([9; 32]).to_string()]), answer);
		let expected = NewKeys { keys: KEYS, proof: vec![1, 2] };
		assert_eq!(chain.rotate_keys(&owner).await.unwrap(), Some(expected));
	}

	#[tokio::test]
	async fn keys_are_refused_when_they_come_without_proof_or_are_others() {
		let fake = Fake::new();
		let chain = fake.chain().await;
		let owner = AccountId::from([9; 32]);
		for answer in [json!({ "keys": hex_of_keys() }), json!({ "keys": "0x01", "proof": "0x" })] {
			fake.answer("author_rotateKeysWithOwner", json!([Hex([9; 32]).to_string()]), answer);
			let error = chain.rotate_keys(&owner).await.unwrap_err();
			assert!(matches!(error, Error::Request { .. }), "{error}");
		}
	}

	#[tokio::test]
	async fn nothing_is_said_when_the_node_serves_its_operator_alone() {
		let fake = Fake::new();
		let chain = fake.chain().await;
		fake.answer_error("author_hasKey", NOT_SERVED, "RPC call is unsafe to be called externally");
		assert!(!chain.lets_manage_keys().await.unwrap());
		fake.answer_error("author_hasSessionKeys", NOT_SERVED, "RPC call is unsafe to be called externally");
		assert_eq!(chain.holds(&KEYS).await.unwrap(), None);
		fake.answer_error("author_hasSessionKeys", 1, "the keystore is broken");
		assert!(chain.holds(&KEYS).await.is_err());
	}
}
