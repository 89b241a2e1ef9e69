//! Calls that a worker answers over HTTP for money: its gateway. [`crate::tab`] keeps what one has paid.

use crate::{
	http,
	x402::{
		self, network, ChannelState, Payment, PaymentPayload, PaymentRequired, Requirements, SettlementResponse, Way,
		PAYMENT_REQUIRED, PAYMENT_RESPONSE, PAYMENT_SIGNATURE, SCHEME, VERSION,
	},
	H256,
};
use reqwest::{Client, Response, StatusCode, Url};
use std::time::Duration;

/// Longest time that an answer may take.
const PATIENCE: Duration = Duration::from_secs(300);

/// Longest output that is read, in bytes, whatever the gateway allows.
const MAX_OUTPUT: usize = 256 << 20;

/// Longest word of a refusal that is read, in bytes.
const MAX_REASON: usize = 4 * 1024;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
	/// The address makes no sense.
	#[error("`{0}` is no address of a gateway: give one like http://worker.example.org:9958")]
	BadUrl(String),
	/// It does not answer. Whether it has taken the payment is not known.
	#[error("the gateway at {url} cannot be asked: {reason}")]
	Unavailable {
		/// Its address.
		url: String,
		/// What happened.
		reason: String,
	},
	/// It takes no payment that can be made on this chain.
	#[error("{url} takes no vouchers of the chain {network}")]
	NoWay {
		/// Its address.
		url: String,
		/// The chain.
		network: String,
	},
	/// It does not take the payment, and has charged nothing.
	#[error("the gateway does not take the payment: {reason}")]
	NotTaken {
		/// What it says about that.
		reason: String,
		/// What it knows of the channel.
		state: Option<ChannelState>,
	},
	/// It says no, and has charged nothing.
	#[error("the gateway refuses ({status}): {reason}")]
	Refused {
		/// The status.
		status: StatusCode,
		/// What it says about that.
		reason: String,
	},
	/// What it answers makes no sense. Whether it has taken the payment is not known.
	#[error("the gateway's answer is none: {0}")]
	BadAnswer(String),
}

impl CallError {
	/// Whether it is certain that nothing was charged.
	pub fn is_free(&self) -> bool {
		!matches!(self, Self::Unavailable { .. } | Self::BadAnswer(_))
	}
}

/// An answer that was paid for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Answer {
	/// The output's bytes.
	pub output: Vec<u8>,
	/// What the gateway knows of the channel now.
	pub state: ChannelState,
}

/// A gateway, as a client sees it.
#[derive(Clone, Debug)]
pub struct Gateway {
	http: Client,
	url: Url,
	network: String,
}

impl Gateway {
	/// The gateway at `url`, paid on the chain that begins with `genesis`.
	pub fn new(url: &str, genesis: H256) -> Result<Self, CallError> {
		let bad = || CallError::BadUrl(url.into());
		let parsed = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
		let http = http::client(PATIENCE).map_err(|_| bad())?;
		Ok(Self { http, url: parsed.ok_or_else(bad)?, network: network(genesis) })
	}

	/// Where it is.
	pub fn url(&self) -> &Url {
		&self.url
	}

	/// What a call costs at present.
	pub async fn requirements(&self) -> Result<Requirements, CallError> {
		let response = self.http.get(self.url.clone()).send().await.map_err(|error| self.unavailable(error))?;
		if response.status() != StatusCode::PAYMENT_REQUIRED {
			return Err(refusal(response).await);
		}
		self.demanded(&response).map(|(_, requirements)| requirements)
	}

	/// Has it answer `input`, or end the channel.
	pub async fn ask(&self, accepted: &Requirements, payment: Payment, input: Vec<u8>) -> Result<Answer, CallError> {
		let max = usize::try_from(accepted.extra.max_output_bytes).unwrap_or(usize::MAX).min(MAX_OUTPUT);
		let payload = PaymentPayload { x402_version: VERSION, accepted: accepted.clone(), payload: payment };
		let request = self.http.post(self.url.clone()).header(PAYMENT_SIGNATURE, x402::encode(&payload)).body(input);
		let mut response = request.send().await.map_err(|error| self.unavailable(error))?;
		match response.status() {
			StatusCode::OK => {}
			StatusCode::PAYMENT_REQUIRED => {
				let (reason, requirements) = self.demanded(&response)?;
				return Err(CallError::NotTaken { reason, state: requirements.extra.channel_state });
			}
			_ => return Err(refusal(response).await),
		}
		let settled: Option<SettlementResponse> = header(&response, PAYMENT_RESPONSE);
		let charged = settled.filter(|settled| settled.success).and_then(|settled| settled.extra);
		let state = charged.map(|charged| charged.channel_state);
		let state = state.ok_or_else(|| bad("it does not say what it charged"))?;
		let output = http::body(&mut response, max).await.map_err(|error| self.unavailable(error))?;
		let output = output.ok_or_else(|| bad(&format!("it is longer than {max} bytes")))?;
		Ok(Answer { output, state })
	}

	/// What an answer of status 402 says and wants.
	fn demanded(&self, response: &Response) -> Result<(String, Requirements), CallError> {
		let demand: Option<PaymentRequired> = header(response, PAYMENT_REQUIRED);
		let demand = demand.ok_or_else(|| bad("it wants to be paid, and does not say what"))?;
		let fits = |way: &Requirements| way.scheme == SCHEME && way.network == self.network;
		let way = demand.accepts.into_iter().find_map(|way| match way {
			Way::Channel(way) if fits(&way) => Some(way),
			_ => None,
		});
		let way = way.ok_or_else(|| CallError::NoWay { url: self.url.to_string(), network: self.network.clone() })?;
		Ok((demand.error.unwrap_or_default(), way))
	}

	fn unavailable(&self, error: reqwest::Error) -> CallError {
		CallError::Unavailable { url: self.url.to_string(), reason: error.to_string() }
	}
}

fn bad(reason: &str) -> CallError {
	CallError::BadAnswer(reason.into())
}

fn header<Value: serde::de::DeserializeOwned>(response: &Response, name: &str) -> Option<Value> {
	x402::decode(response.headers().get(name)?.as_bytes())
}

/// A refusal, as the gateway words it. Where it does not say that nothing was charged, that is not known: what stands
/// between may have refused for it.
async fn refusal(mut response: Response) -> CallError {
	let status = response.status();
	let settled: Option<SettlementResponse> = header(&response, PAYMENT_RESPONSE);
	let reason = http::body(&mut response, MAX_REASON).await.ok().flatten().unwrap_or_default();
	let reason = String::from_utf8_lossy(&reason).trim().to_owned();
	match settled {
		Some(SettlementResponse { success: false, error_reason, .. }) => {
			CallError::Refused { status, reason: error_reason.unwrap_or(reason) }
		}
		_ => CallError::BadAnswer(format!("{status}: {reason}")),
	}
}
