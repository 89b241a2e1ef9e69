//! Claims about the web: what attestors of the Reclaim protocol saw and signed, and whose Ethereum addresses are whose.

use crate::{
	api,
	bytes::Hex,
	chain::{Block, Error},
	submit::{Call, Receipt},
	AccountId, H256,
};
use api::runtime_types::{bounded_collections::bounded_vec::BoundedVec, pallet_zktls::claim::SignedClaim};
use serde::{Deserialize, Serialize};
use subxt::{
	ext::{scale_decode::DecodeAsType, scale_encode::EncodeAsType},
	utils::H160,
};

/// An Ethereum address.
pub type Address = Hex<[u8; 20]>;

/// A time in seconds since 1970-01-01T00:00:00Z.
pub type UnixTime = u64;

/// A claim with its witnesses' signatures: texts byte for byte as they were signed.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Claim {
	/// The kind of provider: `http`.
	pub provider: String,
	/// What was asked and what was looked for (JSON).
	pub parameters: String,
	/// What it was asked for and what was found (JSON).
	pub context: String,
	/// Whose claim it is: an Ethereum address, in lower case.
	pub owner: String,
	/// When the witnesses saw it.
	pub timestamp: UnixTime,
	/// The epoch whose witnesses signed it.
	pub epoch: u32,
	/// Its identifier, in lower case.
	pub identifier: String,
	/// Signatures `r ‖ s ‖ v`.
	pub signatures: Vec<Hex<[u8; 65]>>,
}

/// A claim as clients of the Reclaim protocol write it. They write more, which nobody here needs.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Written {
	claim_data: WrittenData,
	signatures: Vec<Hex<[u8; 65]>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WrittenData {
	provider: String,
	parameters: String,
	context: String,
	owner: String,
	timestamp_s: UnixTime,
	epoch: u32,
	identifier: String,
}

impl Claim {
	/// Reads a claim as clients of the Reclaim protocol write it (`claimData` and `signatures`), or as [`Claim`] is written.
	pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
		let value: serde_json::Value = serde_json::from_str(text)?;
		if value.get("claimData").is_none() {
			return serde_json::from_value(value);
		}
		let Written { claim_data, signatures } = serde_json::from_value(value)?;
		let WrittenData { provider, parameters, context, owner, timestamp_s, epoch, identifier } = claim_data;
		Ok(Self { provider, parameters, context, owner, timestamp: timestamp_s, epoch, identifier, signatures })
	}
}

impl From<Claim> for SignedClaim {
	fn from(claim: Claim) -> Self {
		let text = |text: String| BoundedVec(text.into_bytes());
		Self {
			provider: text(claim.provider),
			parameters: text(claim.parameters),
			context: text(claim.context),
			owner: text(claim.owner),
			timestamp: claim.timestamp,
			epoch: claim.epoch,
			identifier: text(claim.identifier),
			signatures: BoundedVec(claim.signatures.into_iter().map(|signature| signature.0).collect()),
		}
	}
}

/// The times `from <= t < to`.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Times {
	/// First second inside.
	pub from: UnixTime,
	/// First second after.
	pub to: UnixTime,
}

/// Who witnesses, and when.
#[derive(Clone, Debug, DecodeAsType, EncodeAsType, Eq, PartialEq)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Epoch {
	/// When what its witnesses saw counts.
	pub window: Times,
	/// Their Ethereum addresses, in the order that the choice among them depends on.
	pub witnesses: Vec<H160>,
	/// How many of them sign a claim.
	pub required: u32,
}

/// What a claim that was found good says.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Verified {
	/// Names what was asked and what was found.
	pub identifier: H256,
	/// The provider.
	pub provider: H256,
	/// Names what was asked.
	pub question: H256,
	/// Whose claim it is.
	pub owner: Address,
	/// The account that its owner is linked to, if any.
	pub account: Option<AccountId>,
	/// When the witnesses saw it.
	pub seen_at: UnixTime,
}

/// Links an Ethereum address to the account that signs this. `signature` is that of the address over
/// [`Block::link_text`].
pub fn link(address: Address, signature: Hex<[u8; 65]>) -> Call {
	Call::new(api::tx().zktls().link(H160(address.0), signature.0))
}

/// Unlinks an address from the account that signs this.
pub fn unlink(address: Address) -> Call {
	Call::new(api::tx().zktls().unlink(H160(address.0)))
}

/// Submits a claim, signed by anybody. [`verified`] tells afterwards what it says.
pub fn submit(claim: Claim) -> Call {
	Call::new(api::tx().zktls().submit(claim.into()))
}

/// What the claim of a [`submit`] call says.
pub fn verified(receipt: &Receipt) -> Result<Verified, Error> {
	receipt.event::<api::zktls::events::ClaimVerified>().map(|event| Verified {
		identifier: event.identifier,
		provider: event.provider,
		question: event.question,
		owner: Hex(event.owner.0),
		account: event.account,
		seen_at: event.seen_at,
	})
}

impl Block {
	/// The epoch of witnesses of this number; `None` when it was not opened yet, or is retired.
	pub async fn web_epoch(&self, number: u32) -> Result<Option<Epoch>, Error> {
		self.ask(api::view_functions().zktls().epoch(number)).await
	}

	/// Whether claims of a provider count.
	pub async fn is_web_provider(&self, provider: H256) -> Result<bool, Error> {
		self.ask(api::view_functions().zktls().is_allowed(provider)).await
	}

	/// The account that an Ethereum address is linked to.
	pub async fn account_of(&self, address: Address) -> Result<Option<AccountId>, Error> {
		self.ask(api::view_functions().zktls().account_of(H160(address.0))).await
	}

	/// The text that an Ethereum address signs to be linked to `account`.
	pub async fn link_text(&self, account: AccountId) -> Result<String, Error> {
		self.ask(api::view_functions().zktls().link_text(account)).await
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::fake::Fake;

	#[test]
	fn claim_is_the_same_when_read_in_either_notation() {
		let signature = "11".repeat(65);
		let written = serde_json::json!({
			"identifier": "0xab",
			"claimData": {
				"provider": "http",
				"parameters": "{\"method\":\"GET\"}",
				"context": "{}",
				"owner": "0xcd",
				"timestampS": 7,
				"epoch": 1,
				"identifier": "0xab",
			},
			"signatures": [format!("0x{signature}")],
			"witnesses": [],
		});
		let claim = Claim::from_json(&written.to_string()).unwrap();
		let expected = Claim {
			provider: "http".into(),
			parameters: "{\"method\":\"GET\"}".into(),
			context: "{}".into(),
			owner: "0xcd".into(),
			timestamp: 7,
			epoch: 1,
			identifier: "0xab".into(),
			signatures: vec![Hex([0x11; 65])],
		};
		assert_eq!(claim, expected);
		assert_eq!(Claim::from_json(&serde_json::to_string(&claim).unwrap()).unwrap(), claim);
		assert!(Claim::from_json("{}").is_err());
	}

	#[tokio::test]
	async fn epoch_and_account_are_what_the_chain_says() {
		let fake = Fake::new();
		let block = fake.chain().await.head().await.unwrap();
		fake.answer_view(1u32, Some((5u64, u64::MAX, vec![[7u8; 20]], 1u32)));
		let window = Times { from: 5, to: u64::MAX };
		let epoch = Epoch { window, witnesses: vec![H160([7; 20])], required: 1 };
		assert_eq!(block.web_epoch(1).await.unwrap(), Some(epoch));
		fake.answer_view([7u8; 20], Some([2u8; 32]));
		assert_eq!(block.account_of(Hex([7; 20])).await.unwrap(), Some(AccountId::from([2; 32])));
		fake.answer_view([2u8; 32], "text");
		assert_eq!(block.link_text(AccountId::from([2; 32])).await.unwrap(), "text");
	}
}
