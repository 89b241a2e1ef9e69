//! x402, version 2, over HTTP: how a server says what a call costs, and how a client pays for it.
//!
//! Who asks without paying is answered with status 402 and a [`PaymentRequired`] in the header [`PAYMENT_REQUIRED`]; who
//! asks again hands over a [`PaymentPayload`] in the header [`PAYMENT_SIGNATURE`], and is told in [`PAYMENT_RESPONSE`] what
//! was charged. Each is JSON in Base64. The words are those of the specification
//! (<https://github.com/coinbase/x402>, `specs/x402-specification-v2.md`, `specs/transports-v2/http.md`). Of the schemes of
//! payment there is [`SCHEME`] alone: money in a channel, cumulative vouchers, one transaction for any number of calls.

use crate::{
	amount::digits,
	channels::{ChannelId, SignedVoucher},
	AccountId, Asset, Balance, ProgramId, H256,
};
use base64ct::{Base64, Encoding};
use serde::{de::DeserializeOwned, Deserialize, Serialize};
use serde_json::Value;

/// The header in which a server says what it takes.
pub const PAYMENT_REQUIRED: &str = "payment-required";

/// The header in which a client pays.
pub const PAYMENT_SIGNATURE: &str = "payment-signature";

/// The header in which a server says what it charged.
pub const PAYMENT_RESPONSE: &str = "payment-response";

/// Longest header that is read, in bytes.
pub const MAX_HEADER: usize = 8 * 1024;

/// The version of the protocol.
pub const VERSION: u32 = 2;

/// The scheme of payment: cumulative vouchers of a channel.
pub const SCHEME: &str = "batch-settlement";

/// What the chain that begins with `genesis` is called (CAIP-2, namespace `polkadot`: the first 16 bytes of that hash).
pub fn network(genesis: H256) -> String {
	let hash = hex::encode(genesis);
	format!("polkadot:{}", hash.get(..32).unwrap_or_default())
}

/// What a server wants before it answers.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentRequired {
	/// [`VERSION`].
	pub x402_version: u32,
	/// Why what the client paid was not enough, if it paid.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub error: Option<String>,
	/// What is paid for.
	pub resource: Resource,
	/// The ways to pay, of which the client takes one.
	pub accepts: Vec<Way>,
}

/// What is paid for.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Resource {
	/// Where it is.
	pub url: String,
	/// What it is, for people.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub description: Option<String>,
	/// Kind of what is answered.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub mime_type: Option<String>,
}

/// A way to pay.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Way {
	/// By the vouchers of a channel.
	Channel(Requirements),
	/// One that is not known here.
	Other(Value),
}

/// What a call costs, paid by the vouchers of a channel.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Requirements {
	/// [`SCHEME`].
	pub scheme: String,
	/// The chain: [`network`].
	pub network: String,
	/// Price of one call.
	#[serde(with = "digits")]
	pub amount: Balance,
	/// What is paid with: `PZA`, or the number of another asset.
	#[serde(with = "code")]
	pub asset: Asset,
	/// Who is paid: the payee of the channel.
	pub pay_to: AccountId,
	/// Seconds that an answer may take.
	pub max_timeout_seconds: u64,
	/// What else there is to know.
	pub extra: Extra,
}

/// What a payer of calls has to know besides the price.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Extra {
	/// What answers come from. The payee vouches for them when the channel names it.
	pub program: ProgramId,
	/// Longest input, in bytes.
	pub max_input_bytes: u64,
	/// Longest output, in bytes.
	pub max_output_bytes: u64,
	/// What the server knows of the channel, when what was paid by it does not fit to that.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub channel_state: Option<ChannelState>,
}

/// What a server knows of a channel.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChannelState {
	/// The channel.
	pub channel: ChannelId,
	/// All that it has paid for: the total of its last voucher.
	#[serde(with = "digits")]
	pub charged_cumulative_amount: Balance,
	/// Answers that were given for that.
	pub answers: u32,
}

/// What a client pays with.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentPayload {
	/// [`VERSION`].
	pub x402_version: u32,
	/// The way that it took.
	pub accepted: Requirements,
	/// The payment.
	pub payload: Payment,
}

/// A payment by the voucher of a channel.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Payment {
	/// For one call. The total is that of the voucher before and the price; the results are all that were answered before.
	Voucher {
		/// The voucher.
		voucher: SignedVoucher,
	},
	/// For no call: the client is done, and wants the rest back. The total is that of the voucher before; the results are
	/// all that were answered.
	Refund {
		/// The voucher.
		voucher: SignedVoucher,
	},
}

impl Payment {
	/// Its voucher.
	pub fn voucher(&self) -> &SignedVoucher {
		let (Self::Voucher { voucher } | Self::Refund { voucher }) = self;
		voucher
	}
}

/// What became of a payment.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SettlementResponse {
	/// Whether it was taken. If not, nothing was charged.
	pub success: bool,
	/// Why not.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub error_reason: Option<String>,
	/// Hash of its transaction: none, a voucher is redeemed later.
	pub transaction: String,
	/// The chain: [`network`].
	pub network: String,
	/// Whose money it is.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub payer: Option<AccountId>,
	/// What was charged.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub extra: Option<Charged>,
}

/// What was charged for a call.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Charged {
	/// The price of the call.
	#[serde(with = "digits")]
	pub charged_amount: Balance,
	/// What the server knows of the channel now.
	pub channel_state: ChannelState,
}

/// Writes a header.
pub fn encode(value: &impl Serialize) -> String {
	// Names and texts alone: there is nothing that JSON could not have.
	Base64::encode_string(serde_json::to_string(value).unwrap_or_default().as_bytes())
}

/// Reads a header; `None` when it is none of this kind, or longer than [`MAX_HEADER`] bytes.
pub fn decode<Value: DeserializeOwned>(header: &[u8]) -> Option<Value> {
	if header.len() > MAX_HEADER {
		return None;
	}
	let json = Base64::decode_vec(std::str::from_utf8(header).ok()?).ok()?;
	serde_json::from_slice(&json).ok()
}

/// An asset as x402 has it: text.
mod code {
	use crate::Asset;
	use serde::{de::Error, Deserialize, Deserializer, Serializer};

	pub(super) fn serialize<S: Serializer>(asset: &Asset, serializer: S) -> Result<S::Ok, S::Error> {
		match asset {
			Asset::Native => serializer.serialize_str("PZA"),
			Asset::WithId(id) => serializer.collect_str(id),
		}
	}

	pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Asset, D::Error> {
		String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		channels::{Results, Voucher},
		keys,
	};
	use serde_json::json;

	/// The example of `specs/transports-v2/http.md`, as it is printed there.
	const EXAMPLE: &str = "eyJ4NDAyVmVyc2lvbiI6MiwiZXJyb3IiOiJQQVlNRU5ULVNJR05BVFVSRSBoZWFkZXIgaXMgcmVxdWlyZWQiLCJyZXNvdXJjZSI6eyJ1cmwiOiJodHRwczovL2FwaS5leGFtcGxlLmNvbS9wcmVtaXVtLWRhdGEiLCJkZXNjcmlwdGlvbiI6IkFjY2VzcyB0byBwcmVtaXVtIG1hcmtldCBkYXRhIiwibWltZVR5cGUiOiJhcHBsaWNhdGlvbi9qc29uIn0sImFjY2VwdHMiOlt7InNjaGVtZSI6ImV4YWN0IiwibmV0d29yayI6ImVpcDE1NTo4NDUzMiIsImFtb3VudCI6IjEwMDAwIiwiYXNzZXQiOiIweDAzNkNiRDUzODQyYzU0MjY2MzRlNzkyOTU0MWVDMjMxOGYzZENGN2UiLCJwYXlUbyI6IjB4MjA5NjkzQmM2YWZjMEM1MzI4YkEzNkZhRjAzQzUxNEVGMzEyMjg3QyIsIm1heFRpbWVvdXRTZWNvbmRzIjo2MCwiZXh0cmEiOnsibmFtZSI6IlVTREMiLCJ2ZXJzaW9uIjoiMiJ9fV19";

	fn requirements() -> Requirements {
		Requirements {
			scheme: SCHEME.into(),
			network: network(H256([0xab; 32])),
			amount: Balance::MAX,
			asset: Asset::WithId(7),
			pay_to: AccountId::from([2; 32]),
			max_timeout_seconds: 60,
			extra: Extra { program: H256([1; 32]), max_input_bytes: 5, max_output_bytes: 6, channel_state: None },
		}
	}

	#[test]
	fn demand_of_another_server_is_read_though_its_way_to_pay_is_not_known() {
		let read: PaymentRequired = decode(EXAMPLE.as_bytes()).unwrap();
		assert_eq!((read.x402_version, read.resource.mime_type.as_deref()), (2, Some("application/json")));
		let [Way::Other(way)] = &read.accepts[..] else { panic!("{read:?}") };
		assert_eq!(way["scheme"], "exact");
	}

	#[test]
	fn payment_is_written_in_the_words_of_the_specification_and_read_back() {
		let results = Some(Results { root: H256([3; 32]), count: 4 });
		let voucher = Voucher { total: Balance::MAX, results };
		let key = keys::from_uri("//Alice").unwrap();
		let voucher = SignedVoucher::sign(&key, H256::zero(), 9, AccountId::from([2; 32]), voucher);
		let paid =
			PaymentPayload { x402_version: VERSION, accepted: requirements(), payload: Payment::Voucher { voucher } };
		let written = serde_json::to_value(&paid).unwrap();
		assert_eq!(written["x402Version"], 2);
		assert_eq!(written["accepted"]["network"], "polkadot:abababababababababababababababab");
		assert_eq!(written["accepted"]["asset"], "7");
		assert_eq!(written["accepted"]["maxTimeoutSeconds"], 60);
		assert_eq!(written["payload"]["type"], "voucher");
		assert_eq!(written["payload"]["voucher"]["voucher"]["total"], Balance::MAX.to_string());
		assert_eq!(decode::<PaymentPayload>(encode(&paid).as_bytes()), Some(paid));
	}

	#[test]
	fn demand_is_read_back_as_it_was_written() {
		let state = ChannelState { channel: 3, charged_cumulative_amount: 12, answers: 4 };
		let mut way = requirements();
		way.extra.channel_state = Some(state);
		let demand = PaymentRequired {
			x402_version: VERSION,
			error: Some("too little".into()),
			resource: Resource { url: "http://localhost/".into(), description: None, mime_type: None },
			accepts: vec![Way::Channel(way), Way::Other(json!({ "scheme": "exact" }))],
		};
		assert_eq!(decode::<PaymentRequired>(encode(&demand).as_bytes()), Some(demand));
	}

	#[test]
	fn header_is_refused_when_it_is_too_long_or_no_base64_of_json() {
		let padded = Base64::encode_string(format!("{}2", " ".repeat(MAX_HEADER)).as_bytes());
		assert_eq!(decode::<u32>(padded.as_bytes()), None);
		assert_eq!(decode::<u32>(Base64::encode_string(b"2").as_bytes()), Some(2));
		for header in [&b"2"[..], b"\xff", b"", b"e30"] {
			assert_eq!(decode::<u32>(header), None);
		}
	}
}
