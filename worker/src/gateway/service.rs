//! The gateway over HTTP, in the words of x402: `GET /` says what a call costs, `POST /` with an input and a payment is
//! answered with the output.

use super::{
	chain::Channels,
	desk::{Desk, Refusal, Reply},
};
use anyhow::{Context, Result};
use axum::{
	body::to_bytes,
	extract::{Request, State},
	http::{header::CONTENT_TYPE, StatusCode},
	response::{IntoResponse, Response},
	routing::get,
	Router,
};
use piazza_client::x402::{
	self, ChannelState, Charged, Extra, Payment, PaymentPayload, PaymentRequired, Requirements, Resource,
	SettlementResponse, Way, PAYMENT_REQUIRED, PAYMENT_RESPONSE, PAYMENT_SIGNATURE, SCHEME, VERSION,
};
use std::{future::Future, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{net::TcpListener, sync::Semaphore, time::timeout};

/// Calls that wait at a time; each holds an input in memory.
const WAITING: usize = 32;

/// How long an input may take to come.
const READING: Duration = Duration::from_secs(30);

/// Seconds that an answer may take.
const TIMEOUT_SECONDS: u64 = 300;

/// The desk, and room before it.
struct Office<C> {
	desk: Arc<Desk<C>>,
	url: String,
	room: Arc<Semaphore>,
}

/// Starts to listen. What comes back serves for as long as it is polled; the address is where it listens.
pub async fn serve<C: Channels>(
	desk: Arc<Desk<C>>,
	listen: SocketAddr,
	public_url: Option<String>,
) -> Result<(SocketAddr, impl Future<Output = Result<()>> + Send)> {
	let listener = TcpListener::bind(listen)
		.await
		.with_context(|| format!("calls cannot be taken: is `gateway.listen` = {listen} in use?"))?;
	let address = listener.local_addr()?;
	let url = public_url.unwrap_or_else(|| format!("http://{address}/"));
	let office = Arc::new(Office { desk, url, room: Arc::new(Semaphore::new(WAITING)) });
	let router = Router::new().route("/", get(price::<C>).post(call::<C>)).with_state(office);
	Ok((address, async move { axum::serve(listener, router).await.context("nobody takes calls any more") }))
}

/// What a call costs.
async fn price<C: Channels>(State(office): State<Arc<Office<C>>>) -> Response {
	office.demand(None, None)
}

async fn call<C: Channels>(State(office): State<Arc<Office<C>>>, request: Request) -> Response {
	let Some(paid) = request.headers().get(PAYMENT_SIGNATURE) else {
		return office.demand(Some(format!("the header {PAYMENT_SIGNATURE} is missing")), None);
	};
	let Some(PaymentPayload { accepted, payload, .. }) = x402::decode(paid.as_bytes()) else {
		return office
			.told(StatusCode::BAD_REQUEST, "the payment cannot be read: it is base64 of JSON, as x402 has it");
	};
	let way = office.way(None);
	if (&accepted.scheme, &accepted.network) != (&way.scheme, &way.network) {
		return office.demand(Some("this way to pay is not taken here".into()), None);
	}
	let Ok(room) = office.room.clone().try_acquire_owned() else {
		return office.told(StatusCode::SERVICE_UNAVAILABLE, "too many are waiting: ask again later");
	};
	// Not read before: who does not pay makes no work.
	let read = to_bytes(request.into_body(), office.desk.parts.executor.limits().input_bytes);
	let input = match timeout(READING, read).await {
		Ok(Ok(input)) => input,
		Ok(Err(_)) => return office.told(StatusCode::PAYLOAD_TOO_LARGE, "the input is too long, or was broken off"),
		Err(_) => return office.told(StatusCode::REQUEST_TIMEOUT, "the input did not come in time"),
	};
	// In a task of its own: it goes on to its end when the client hangs up.
	let desk = office.desk.clone();
	let taken = tokio::spawn(async move {
		let _room = room;
		desk.take(&payload, input.into()).await
	});
	match taken.await.unwrap_or_else(|error| Err(Refusal::Failed(error.into()))) {
		Ok(reply) => office.answer(&payload, reply),
		Err(refusal) => office.refuse(&refusal),
	}
}

impl<C: Channels> Office<C> {
	/// The one way to pay.
	fn way(&self, channel_state: Option<ChannelState>) -> Requirements {
		let parts = &self.desk.parts;
		let limits = parts.executor.limits();
		Requirements {
			scheme: SCHEME.into(),
			network: x402::network(parts.genesis),
			amount: parts.price.amount,
			asset: parts.price.asset,
			pay_to: parts.payee,
			max_timeout_seconds: TIMEOUT_SECONDS,
			extra: Extra {
				program: parts.program,
				max_input_bytes: limits.input_bytes as u64,
				max_output_bytes: limits.output_bytes as u64,
				channel_state,
			},
		}
	}

	/// Says what a call costs, and why what was paid is not taken.
	fn demand(&self, error: Option<String>, state: Option<ChannelState>) -> Response {
		let demand = PaymentRequired {
			x402_version: VERSION,
			error,
			resource: Resource {
				url: self.url.clone(),
				description: Some("Post an input; the answer is the program's output.".into()),
				mime_type: Some("application/octet-stream".into()),
			},
			accepts: vec![Way::Channel(self.way(state))],
		};
		let headers = [(PAYMENT_REQUIRED, x402::encode(&demand)), (CONTENT_TYPE.as_str(), "application/json".into())];
		// The same as text, for people.
		let text = serde_json::to_string_pretty(&demand).unwrap_or_default();
		(StatusCode::PAYMENT_REQUIRED, headers, text + "\n").into_response()
	}

	fn answer(&self, payment: &Payment, Reply { output, payer, state }: Reply) -> Response {
		let charged_amount = match payment {
			Payment::Voucher { .. } => self.desk.parts.price.amount,
			Payment::Refund { .. } => 0,
		};
		let settled = SettlementResponse {
			success: true,
			transaction: String::new(),
			network: x402::network(self.desk.parts.genesis),
			error_reason: None,
			payer: Some(payer),
			extra: Some(Charged { charged_amount, channel_state: state }),
		};
		let kind = "application/octet-stream".into();
		([(PAYMENT_RESPONSE, x402::encode(&settled)), (CONTENT_TYPE.as_str(), kind)], output).into_response()
	}

	fn refuse(&self, refusal: &Refusal) -> Response {
		tracing::debug!("a call was not answered: {refusal}");
		let status = match refusal {
			Refusal::Voucher { state, .. } => return self.demand(Some(refusal.to_string()), Some(*state)),
			Refusal::Channel { .. } | Refusal::NoChannel(_) | Refusal::NotSigned(_) | Refusal::Done(_) => {
				return self.demand(Some(refusal.to_string()), None)
			}
			Refusal::Unreadable(_) => StatusCode::UNPROCESSABLE_ENTITY,
			Refusal::CannotVouch | Refusal::NotReady | Refusal::Busy(_) => StatusCode::SERVICE_UNAVAILABLE,
			Refusal::Failed(error) => {
				tracing::error!("a call was not answered: {error:#}");
				// What went wrong on this machine is not for strangers.
				return (StatusCode::INTERNAL_SERVER_ERROR, "this worker cannot answer at present\n").into_response();
			}
		};
		self.told(status, &refusal.to_string())
	}

	/// Says why there is no answer, and that nothing was charged.
	fn told(&self, status: StatusCode, reason: &str) -> Response {
		let settled = SettlementResponse {
			success: false,
			error_reason: Some(reason.into()),
			transaction: String::new(),
			network: x402::network(self.desk.parts.genesis),
			payer: None,
			extra: None,
		};
		(status, [(PAYMENT_RESPONSE, x402::encode(&settled))], format!("{reason}\n")).into_response()
	}
}
