//! A node made for tests: it has blocks, a state that is always empty but for events, and a pool that refuses what it
//! is told to refuse. Nothing happens in it by itself.

use crate::{blake2_256, chain::Chain, H256};
use codec::{Compact, DecodeAll, Encode};
use futures::{channel::mpsc, stream, StreamExt};
use serde_json::{
	json,
	value::{to_raw_value, RawValue},
	Value,
};
use std::{
	collections::VecDeque,
	sync::{Arc, Mutex, MutexGuard},
};
use subxt::rpcs::{
	client::{RawRpcFuture, RawRpcSubscription, RpcClientT},
	Error, RpcClient, UserError,
};

/// The runtime that this crate was built for.
pub(crate) const METADATA: &[u8] = include_bytes!("../../metadata/piazza.scale");

/// What became of a transaction in a block.
#[derive(Clone)]
pub(crate) enum Fate {
	Success,
	/// A pallet's error: number of the pallet, number of the error.
	Failure(u8, u8),
}

struct FakeBlock {
	hash: H256,
	parent: H256,
	transactions: Vec<Vec<u8>>,
	events: Vec<u8>,
}

#[derive(Default)]
struct State {
	blocks: Vec<FakeBlock>,
	/// What was sent, in order, whether it was taken or not.
	sent: Vec<Vec<u8>>,
	/// What to say to the next transactions instead of taking them.
	refusals: VecDeque<(i32, &'static str)>,
	next_nonce: u64,
	/// What the next view functions must be asked and answer.
	views: VecDeque<(Vec<u8>, Vec<u8>)>,
	/// What the next calls of other methods must be, with their parameters where these matter, and what is answered.
	calls: VecDeque<(String, Option<Value>, Result<Value, UserError>)>,
	followers: Vec<mpsc::UnboundedSender<Value>>,
}

/// The node. All clones are the same one.
#[derive(Clone)]
pub(crate) struct Fake(Arc<Mutex<State>>);

impl Fake {
	/// A node with nothing but its first block.
	pub(crate) fn new() -> Self {
		let fake = Self(Arc::default());
		fake.finalize(Vec::new());
		fake
	}

	/// A connection to it.
	pub(crate) async fn chain(&self) -> Chain {
		Chain::over(RpcClient::new(self.clone()), "fake").await.unwrap()
	}

	/// Makes the next block final, with these transactions.
	pub(crate) fn finalize(&self, transactions: Vec<(Vec<u8>, Fate)>) {
		let mut state = self.state();
		let number = state.blocks.len() as u32;
		let parent = state.blocks.last().map(|block| block.hash).unwrap_or_default();
		let (transactions, fates): (Vec<_>, Vec<_>) = transactions.into_iter().unzip();
		let hash = blake2_256(&(number, parent, &transactions).encode());
		state.blocks.push(FakeBlock { hash, parent, transactions, events: events(&fates) });
		let header = header(&state, number as usize);
		state.followers.retain(|follower| follower.unbounded_send(header.clone()).is_ok());
	}

	/// Makes `count` empty blocks final.
	pub(crate) fn finalize_empty(&self, count: u32) {
		(0..count).for_each(|_| self.finalize(Vec::new()));
	}

	/// Makes block `number` another one, as on a chain that was started anew.
	pub(crate) fn replace(&self, number: usize) {
		let mut state = self.state();
		let hash = H256::repeat_byte(0xee);
		state.blocks[number].hash = hash;
		if let Some(next) = state.blocks.get_mut(number + 1) {
			next.parent = hash;
		}
	}

	/// Says this to the next transaction instead of taking it.
	pub(crate) fn refuse(&self, code: i32, text: &'static str) {
		self.state().refusals.push_back((code, text));
	}

	pub(crate) fn set_next_nonce(&self, nonce: u64) {
		self.state().next_nonce = nonce;
	}

	/// Answers the next view function, which has to have these arguments, with this value.
	pub(crate) fn answer_view(&self, arguments: impl Encode, value: impl Encode) {
		self.state().views.push_back((arguments.encode(), value.encode()));
	}

	/// Answers the next call of a method that it knows nothing of, which has to have these parameters, with this value.
	pub(crate) fn answer(&self, method: &str, params: Value, value: Value) {
		self.state().calls.push_back((method.into(), Some(params), Ok(value)));
	}

	/// Answers the next call of a method that it knows nothing of with an error.
	pub(crate) fn answer_error(&self, method: &str, code: i32, text: &str) {
		let error = UserError { code, message: text.into(), data: None };
		self.state().calls.push_back((method.into(), None, Err(error)));
	}

	/// What was sent so far.
	pub(crate) fn sent(&self) -> Vec<Vec<u8>> {
		self.state().sent.clone()
	}

	/// Waits until `count` transactions were sent; gives the last.
	pub(crate) async fn wait_for(&self, count: usize) -> Vec<u8> {
		for _ in 0..1_000 {
			if let Some(transaction) = self.sent().get(count - 1) {
				return transaction.clone();
			}
			tokio::time::sleep(std::time::Duration::from_millis(10)).await;
		}
		panic!("{} transactions were sent instead of {count}", self.sent().len());
	}

	fn state(&self) -> MutexGuard<'_, State> {
		self.0.lock().unwrap()
	}

	fn respond(&self, method: &str, params: &Value) -> Result<Value, Error> {
		let mut state = self.state();
		let hash = |index: usize| -> Option<H256> { serde_json::from_value(params.get(index)?.clone()).ok() };
		let place = |state: &State, hash: Option<H256>| state.blocks.iter().position(|block| Some(block.hash) == hash);
		let last = state.blocks.len() - 1;
		Ok(match method {
			"chain_getFinalizedHead" => json!(state.blocks[last].hash),
			"chain_getBlockHash" => {
				let number = params[0].as_u64().unwrap() as usize;
				json!(state.blocks.get(number).map(|block| block.hash))
			}
			"chain_getHeader" => place(&state, hash(0)).map_or(Value::Null, |number| header(&state, number)),
			"chain_getBlock" => {
				let number = place(&state, hash(0)).unwrap();
				let bytes: Vec<_> = state.blocks[number].transactions.iter().map(|bytes| hex_of(bytes)).collect();
				json!({ "block": { "header": header(&state, number), "extrinsics": bytes }, "justifications": null })
			}
			// The only storage that is ever read.
			"state_getStorage" => json!(hex_of(&state.blocks[place(&state, hash(1)).unwrap()].events)),
			"state_call" => match params[0].as_str().unwrap() {
				"RuntimeViewFunction_execute_view_function" => {
					let (arguments, answer) = state.views.pop_front().expect("the test says what is answered");
					let call = hex::decode(params[1].as_str().unwrap().trim_start_matches("0x")).unwrap();
					let (_, asked) = <([u8; 32], Vec<u8>)>::decode_all(&mut &call[..]).unwrap();
					assert_eq!(asked, arguments);
					json!(hex_of(&Ok::<_, u8>(answer).encode()))
				}
				function => json!(hex_of(&runtime_call(function))),
			},
			"system_accountNextIndex" => json!(state.next_nonce),
			"author_submitExtrinsic" => {
				let bytes = hex::decode(params[0].as_str().unwrap().trim_start_matches("0x")).unwrap();
				let id = blake2_256(&bytes);
				state.sent.push(bytes);
				if let Some((code, text)) = state.refusals.pop_front() {
					let data = Some(to_raw_value(text).unwrap());
					return Err(Error::User(UserError { code, message: "Invalid Transaction".into(), data }));
				}
				json!(id)
			}
			other => {
				let (expected, arguments, answer) = state.calls.pop_front().expect("the test says what is answered");
				assert_eq!(other, expected);
				arguments.into_iter().for_each(|arguments| assert_eq!(*params, arguments));
				return answer.map_err(Error::User);
			}
		})
	}
}

impl RpcClientT for Fake {
	fn request_raw<'a>(&'a self, method: &'a str, params: Option<Box<RawValue>>) -> RawRpcFuture<'a, Box<RawValue>> {
		Box::pin(async move {
			let params = params.map_or(Value::Null, |params| serde_json::from_str(params.get()).unwrap());
			self.respond(method, &params).map(|answer| to_raw_value(&answer).unwrap())
		})
	}

	fn subscribe_raw<'a>(
		&'a self,
		_: &'a str,
		_: Option<Box<RawValue>>,
		_: &'a str,
	) -> RawRpcFuture<'a, RawRpcSubscription> {
		Box::pin(async move {
			let (sender, receiver) = mpsc::unbounded();
			let mut state = self.state();
			let now = header(&state, state.blocks.len() - 1);
			state.followers.push(sender);
			let headers = stream::iter([now]).chain(receiver);
			let stream = headers.map(|header| Ok(to_raw_value(&header).unwrap())).boxed();
			Ok(RawRpcSubscription { stream, id: Some("1".into()) })
		})
	}
}

fn header(state: &State, number: usize) -> Value {
	json!({
		"parentHash": state.blocks[number].parent,
		"number": format!("0x{number:x}"),
		"stateRoot": H256::zero(),
		"extrinsicsRoot": H256::zero(),
		"digest": { "logs": [] },
	})
}

fn hex_of(bytes: &[u8]) -> String {
	format!("0x{}", hex::encode(bytes))
}

fn runtime_call(function: &str) -> Vec<u8> {
	match function {
		"Core_version" => {
			let apis: Vec<([u8; 8], u32)> = Vec::new();
			("piazza", "fake", 1u32, 1u32, 0u32, apis, 1u32, 1u8).encode()
		}
		"Metadata_metadata_versions" => vec![16u32].encode(),
		"Metadata_metadata_at_version" => Some(METADATA.to_vec()).encode(),
		other => panic!("the fake runtime knows no {other}"),
	}
}

/// The events of a block whose transactions had these fates.
fn events(fates: &[Fate]) -> Vec<u8> {
	let mut bytes = Compact(fates.len() as u32).encode();
	for (index, fate) in (0u32..).zip(fates) {
		// Phase: a transaction. Pallet 0: System.
		bytes.extend((0u8, index, 0u8).encode());
		match fate {
			Fate::Success => bytes.push(0),
			// A dispatch error of kind 3: a pallet's.
			Fate::Failure(pallet, error) => bytes.extend((1u8, 3u8, *pallet, [*error, 0, 0, 0]).encode()),
		}
		// Weight, class, whether it pays; no topics.
		bytes.extend((Compact(1u64), Compact(1u64), 0u8, 0u8, Compact(0u32)).encode());
	}
	bytes
}
