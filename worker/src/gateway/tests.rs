//! A gateway with a stand-in for the chain: at its desk, over HTTP with the client's tab, and as it collects.

use super::{
	chain::{Channels, Limits, Seen},
	desk::{Desk, Parts, Refusal, Reply},
	rules::{BadChannel, BadVoucher, Price, Redeeming},
	serve, Collector, Ledger,
};
use crate::{
	execute::Executor,
	view::{AccountId, Asset, Balance, BlockNumber, Head, ProgramId, H256},
};
use anyhow::{ensure, Context, Result};
use axum::{body::Bytes, http::HeaderMap, routing::get, Router};
use piazza_client::{
	batches::{self, Outcome},
	blake2_256,
	bytes::Hex,
	calls::{CallError, Gateway},
	channels::{Channel, ChannelId, Results, SignedVoucher, Voucher, VoucherKey, VoucherSignature, Work},
	keys,
	tab::{self, Tab, TabError},
	x402::{Payment, Requirements, PAYMENT_REQUIRED},
	Keypair, Window,
};
use piazza_workload_host::Limits as RunLimits;
use std::{
	collections::HashMap,
	net::SocketAddr,
	num::NonZeroU64,
	path::Path,
	sync::{Arc, Mutex, MutexGuard},
	time::Duration,
};
use tokio::{net::TcpListener, sync::watch, time::timeout};

const GENESIS: H256 = H256([1; 32]);
const PROGRAM: ProgramId = H256([8; 32]);
const PAYEE: AccountId = AccountId([2; 32]);
const PRICE: Balance = 5;
const CHANNEL: ChannelId = 3;

/// A program that answers each byte with the one after it, and traps on nothing.
const MODULE: &str = r#"(module
	(memory (export "memory") 2)
	(func (export "alloc") (param i32) (result i32) (i32.const 1024))
	(func (export "run") (param $at i32) (param $length i32) (result i64)
		(local $here i32)
		(if (i32.eqz (local.get $length)) (then (unreachable)))
		(local.set $here (local.get $at))
		(loop $next
			(i32.store8 (local.get $here) (i32.add (i32.load8_u (local.get $here)) (i32.const 1)))
			(local.set $here (i32.add (local.get $here) (i32.const 1)))
			(br_if $next (i32.lt_u (local.get $here) (i32.add (local.get $at) (local.get $length)))))
		(i64.or (i64.shl (i64.extend_i32_u (local.get $at)) (i64.const 32)) (i64.extend_i32_u (local.get $length)))))"#;

/// What the chain has.
struct State {
	at: BlockNumber,
	channels: HashMap<ChannelId, Channel>,
	/// How many were ever opened.
	opened: ChannelId,
	may_vouch: bool,
	/// Whether transactions have no success.
	broken: bool,
	redeemed: Vec<Voucher>,
}

struct Fixed(Mutex<State>);

impl Fixed {
	fn state(&self) -> MutexGuard<'_, State> {
		self.0.lock().unwrap()
	}
}

impl Channels for Fixed {
	async fn channel(&self, id: ChannelId) -> Result<Seen> {
		let state = self.state();
		Ok(Seen { at: state.at, channel: state.channels.get(&id).cloned(), existed: id < state.opened })
	}

	async fn redeemable(&self, voucher: &SignedVoucher) -> Result<Option<Balance>> {
		// Of other kinds, one signature alone counts here.
		Ok((voucher.signature == VoucherSignature::Ed25519(Hex([7; 64]))).then_some(1))
	}

	async fn may_vouch(&self, _: AccountId) -> Result<bool> {
		Ok(self.state().may_vouch)
	}

	async fn limits(&self) -> Result<Limits> {
		Ok(Limits { min_interval: 20, max_count: 50 })
	}

	async fn redeem(&self, signed: SignedVoucher) -> Result<Balance> {
		let mut state = self.state();
		ensure!(!state.broken, "nobody takes transactions");
		let at = state.at;
		let channel = state.channels.get_mut(&signed.channel).context("no channel")?;
		ensure!(channel.paid < signed.voucher.total && signed.voucher.total <= channel.deposit, "nothing to redeem");
		channel.paid = signed.voucher.total;
		if let (Some(Results { count, .. }), Some(work)) = (signed.voucher.results, &mut channel.work) {
			ensure!(work.committed_at + 20 <= at, "too soon");
			*work = Work { count, committed_at: at, ..*work };
		}
		state.redeemed.push(signed.voucher);
		Ok(1)
	}

	async fn close(&self, id: ChannelId) -> Result<Balance> {
		self.state().channels.remove(&id).map(|_| 1).context("no channel")
	}
}

struct World {
	chain: Arc<Fixed>,
	desk: Arc<Desk<Fixed>>,
	heads: watch::Sender<Option<Head>>,
	folder: tempfile::TempDir,
}

fn key() -> Keypair {
	keys::from_uri("//Alice").unwrap()
}

/// A channel that names the program, opened in block 10, with money for twenty calls.
fn channel() -> Channel {
	Channel {
		payer: keys::account(&key()),
		payee: PAYEE,
		asset: Asset::Native,
		deposit: 20 * PRICE,
		paid: 0,
		signer: VoucherKey::of(&key()).into(),
		window: Window { from: 10, to: 110 },
		work: Some(Work { program: PROGRAM, count: 0, committed_at: 10 }),
	}
}

async fn desk(
	chain: &Arc<Fixed>,
	heads: watch::Receiver<Option<Head>>,
	folder: &Path,
	program: ProgramId,
	falsify: Option<NonZeroU64>,
) -> Arc<Desk<Fixed>> {
	let executor = Executor::new(RunLimits { input_bytes: 64, ..RunLimits::default() });
	let desk = Desk::new(Parts {
		chain: chain.clone(),
		genesis: GENESIS,
		heads,
		payee: PAYEE,
		price: Price { amount: PRICE, asset: Asset::Native },
		program,
		module: wat::parse_str(MODULE).unwrap().into(),
		executor: Arc::new(match falsify {
			Some(every) => executor.falsifying(every),
			None => executor,
		}),
		ledger: Arc::new(Ledger::open(folder, GENESIS, PAYEE).unwrap()),
	});
	Arc::new(desk.await.unwrap())
}

impl World {
	async fn new() -> Self {
		Self::falsifying(None).await
	}

	async fn falsifying(every: Option<NonZeroU64>) -> Self {
		let channels = HashMap::from([(CHANNEL, channel())]);
		let state =
			State { at: 10, channels, opened: CHANNEL + 1, may_vouch: true, broken: false, redeemed: Vec::new() };
		let chain = Arc::new(Fixed(Mutex::new(state)));
		let folder = tempfile::tempdir().unwrap();
		let (heads, seen) = watch::channel(None);
		let desk = desk(&chain, seen, folder.path(), PROGRAM, every).await;
		let world = Self { chain, desk, heads, folder };
		world.go_to(10);
		world
	}

	fn go_to(&self, number: BlockNumber) {
		self.chain.state().at = number;
		self.heads.send_replace(Some(Head { number, hash: H256::zero() }));
	}

	/// Stops the gateway and starts it again.
	async fn restart(self) -> Self {
		self.restart_with(PROGRAM).await
	}

	/// The same with a program of this name.
	async fn restart_with(self, program: ProgramId) -> Self {
		let Self { chain, desk: old, heads, folder } = self;
		assert!(Arc::into_inner(old).is_some(), "somebody goes on with the old one");
		let desk = desk(&chain, heads.subscribe(), folder.path(), program, None).await;
		Self { chain, desk, heads, folder }
	}

	/// Changes the channel on the chain.
	fn change(&self, change: impl FnOnce(&mut Channel)) {
		change(self.chain.state().channels.get_mut(&CHANNEL).unwrap());
	}

	async fn pay(&self, total: Balance, results: Option<Results>, input: &[u8]) -> Result<Reply, Refusal> {
		self.desk.take(&Payment::Voucher { voucher: signed(total, results) }, input.to_vec()).await
	}

	async fn refund(&self, total: Balance, results: Option<Results>) -> Result<Reply, Refusal> {
		self.desk.take(&Payment::Refund { voucher: signed(total, results) }, Vec::new()).await
	}

	/// Pays for so many calls, after as many as `before`.
	async fn pay_for(&self, before: u8, calls: u8) {
		for n in before..before + calls {
			let reply = self.pay(PRICE * (u128::from(n) + 1), given(n), &[n]).await.unwrap();
			assert_eq!((reply.output, reply.state.answers), (vec![n + 1], u32::from(n) + 1));
		}
	}

	/// Serves the desk over HTTP.
	async fn serve(&self) -> Gateway {
		let listen = SocketAddr::from(([127, 0, 0, 1], 0));
		let (address, serving) = serve(self.desk.clone(), listen, None).await.unwrap();
		tokio::spawn(serving);
		Gateway::new(&format!("http://{address}/"), GENESIS).unwrap()
	}

	/// A client's tab.
	fn tab(&self, name: &str) -> Tab {
		let terms = tab::Terms {
			url: String::new(),
			genesis: GENESIS,
			channel: CHANNEL,
			payee: PAYEE,
			payer: keys::account(&key()),
			signer: VoucherKey::of(&key()),
			asset: Asset::Native,
			program: Some(PROGRAM),
		};
		Tab::begin(&self.folder.path().join(name), terms).unwrap()
	}

	/// Waits until `is` holds of the chain, which grows meanwhile.
	async fn until(&self, is: impl Fn(&State) -> bool) {
		let grown = async {
			while !is(&self.chain.state()) {
				let at = self.chain.state().at;
				self.go_to(at + 1);
				tokio::time::sleep(Duration::from_millis(5)).await;
			}
		};
		timeout(Duration::from_secs(30), grown).await.expect("it never holds");
	}
}

fn signed(total: Balance, results: Option<Results>) -> SignedVoucher {
	SignedVoucher::sign(&key(), GENESIS, CHANNEL, PAYEE, Voucher { total, results })
}

/// Root and number of the first `count` answers, to the inputs 0, 1, 2 …
fn given(count: u8) -> Option<Results> {
	let outcome = |n: u8| Outcome { input: blake2_256(&[n]), output: blake2_256(&[n + 1]) };
	let all: Vec<_> = (0..count).map(outcome).collect();
	(count > 0).then(|| Results { root: batches::root(&all), count: count.into() })
}

#[tokio::test]
async fn call_is_answered_when_the_voucher_pays_for_it_and_names_what_was_given() {
	let world = World::new().await;
	world.pay_for(0, 3).await;
	let reply = world.pay(4 * PRICE, given(3), &[9, 9]).await.unwrap();
	assert_eq!((reply.output, reply.payer), (vec![10, 10], keys::account(&key())));
	assert_eq!((reply.state.channel, reply.state.charged_cumulative_amount), (CHANNEL, 4 * PRICE));
}

#[tokio::test]
async fn call_is_refused_and_free_when_the_voucher_is_not_the_next_one() {
	let world = World::new().await;
	world.pay_for(0, 2).await;
	let refused = [
		(2 * PRICE, given(2)),
		(3 * PRICE - 1, given(2)),
		(4 * PRICE, given(2)),
		(3 * PRICE, None),
		(3 * PRICE, given(1)),
		(3 * PRICE, Some(Results { root: H256::zero(), count: 2 })),
	];
	for (total, results) in refused {
		match world.pay(total, results, &[2]).await {
			Err(Refusal::Voucher { state, .. }) => {
				assert_eq!((state.charged_cumulative_amount, state.answers), (2 * PRICE, 2))
			}
			other => panic!("{total} {results:?}: {other:?}"),
		}
	}
	world.pay_for(2, 1).await;
}

#[tokio::test]
async fn call_is_refused_when_its_voucher_is_signed_by_another_or_for_another_chain_or_payee() {
	let world = World::new().await;
	let voucher = Voucher { total: PRICE, results: None };
	let bob = keys::from_uri("//Bob").unwrap();
	let forged = [
		SignedVoucher::sign(&bob, GENESIS, CHANNEL, PAYEE, voucher),
		SignedVoucher::sign(&key(), H256::zero(), CHANNEL, PAYEE, voucher),
		SignedVoucher::sign(&key(), GENESIS, CHANNEL, AccountId([9; 32]), voucher),
		SignedVoucher { channel: CHANNEL, ..SignedVoucher::sign(&key(), GENESIS, 4, PAYEE, voucher) },
		SignedVoucher { signature: VoucherSignature::Ed25519(Hex([7; 64])), ..signed(PRICE, None) },
	];
	for voucher in forged {
		let refused = world.desk.take(&Payment::Voucher { voucher }, vec![0]).await;
		assert!(matches!(refused, Err(Refusal::NotSigned(CHANNEL))), "{refused:?}");
	}
	// Nor does the answer to somebody else's call go to whoever knows its voucher.
	world.pay_for(0, 1).await;
	let refused = world.desk.take(&Payment::Voucher { voucher: forged[0] }, vec![0]).await;
	assert!(matches!(refused, Err(Refusal::NotSigned(CHANNEL))), "{refused:?}");
}

#[tokio::test]
async fn signature_of_another_kind_is_checked_by_the_chain() {
	let world = World::new().await;
	world.change(|channel| channel.signer = VoucherKey::Ed25519(Hex([9; 32])).into());
	let with = |signature| Payment::Voucher { voucher: SignedVoucher { signature, ..signed(PRICE, None) } };
	let refused = world.desk.take(&with(VoucherSignature::Ed25519(Hex([8; 64]))), vec![0]).await;
	assert!(matches!(refused, Err(Refusal::NotSigned(CHANNEL))));
	world.desk.take(&with(VoucherSignature::Ed25519(Hex([7; 64]))), vec![0]).await.unwrap();
}

#[tokio::test]
async fn call_is_refused_when_its_channel_cannot_pay_here() {
	let world = World::new().await;
	world.change(|channel| channel.payee = AccountId([9; 32]));
	let refused = world.pay(PRICE, None, &[0]).await;
	assert!(matches!(refused, Err(Refusal::Channel { reason: BadChannel::Payee(_), .. })), "{refused:?}");
	world.change(|found| *found = channel());
	let other = Payment::Voucher { voucher: SignedVoucher { channel: 4, ..signed(PRICE, None) } };
	assert!(matches!(world.desk.take(&other, vec![0]).await, Err(Refusal::NoChannel(4))));
}

#[tokio::test]
async fn call_is_refused_when_the_worker_cannot_vouch_unless_nobody_has_to() {
	let world = World::new().await;
	world.pay_for(0, 1).await;
	world.chain.state().may_vouch = false;
	world.desk.look_at_stake().await.unwrap();
	assert!(matches!(world.pay(2 * PRICE, given(1), &[1]).await, Err(Refusal::CannotVouch)));
	// Who is done has its money back all the same.
	world.refund(PRICE, given(1)).await.unwrap();
	let world = World::new().await;
	world.chain.state().may_vouch = false;
	world.desk.look_at_stake().await.unwrap();
	world.change(|channel| channel.work = None);
	world.pay(PRICE, None, &[0]).await.unwrap();
	world.pay(2 * PRICE, None, &[1]).await.unwrap();
}

#[tokio::test]
async fn old_channels_are_only_ended_when_the_gateway_sells_another_program() {
	let world = World::new().await;
	world.pay_for(0, 2).await;
	let world = world.restart_with(H256([7; 32])).await;
	let refused = world.pay(3 * PRICE, given(2), &[2]).await;
	assert!(matches!(refused, Err(Refusal::Channel { reason: BadChannel::Program, .. })), "{refused:?}");
	world.refund(2 * PRICE, given(2)).await.unwrap();
}

#[tokio::test]
async fn vouchers_are_kept_when_the_node_does_not_know_the_channel_yet() {
	let world = World::new().await;
	world.pay_for(0, 2).await;
	let found = world.chain.state().channels.remove(&CHANNEL).unwrap();
	world.chain.state().opened = 0;
	let world = world.restart().await;
	assert!(matches!(world.pay(3 * PRICE, given(2), &[2]).await, Err(Refusal::NoChannel(CHANNEL))));
	world.desk.load().await.unwrap();
	assert!(world.desk.all().is_empty());
	world.chain.state().channels.insert(CHANNEL, found);
	world.desk.load().await.unwrap();
	world.pay_for(2, 1).await;
}

#[tokio::test]
async fn call_is_refused_when_others_of_its_channel_wait() {
	let world = World::new().await;
	let call = || world.pay(PRICE, None, &[0]);
	let (first, second, third) = futures::join!(call(), call(), call());
	assert_eq!(first.unwrap(), second.unwrap());
	assert!(matches!(third, Err(Refusal::Busy(CHANNEL))));
}

#[tokio::test]
async fn call_is_refused_when_the_channel_has_expired_until_it_is_extended() {
	let world = World::new().await;
	world.pay_for(0, 1).await;
	world.go_to(110);
	let refused = world.pay(2 * PRICE, given(1), &[1]).await;
	assert!(matches!(refused, Err(Refusal::Channel { reason: BadChannel::Expired, .. })), "{refused:?}");
	world.change(|channel| channel.window.to = 200);
	world.pay_for(1, 1).await;
}

#[tokio::test]
async fn call_is_refused_when_the_deposit_is_used_up_until_more_is_put_in() {
	let world = World::new().await;
	world.pay_for(0, 20).await;
	let refused = world.pay(21 * PRICE, given(20), &[20]).await;
	assert!(matches!(refused, Err(Refusal::Voucher { reason: BadVoucher::Deposit { .. }, .. })), "{refused:?}");
	world.change(|channel| channel.deposit += PRICE);
	world.pay_for(20, 1).await;
}

#[tokio::test]
async fn call_is_free_when_its_input_has_no_answer() {
	let world = World::new().await;
	assert!(matches!(world.pay(PRICE, None, &[]).await, Err(Refusal::Unreadable(_))));
	world.pay_for(0, 1).await;
}

#[tokio::test]
async fn call_that_is_repeated_is_answered_again_and_charged_once() {
	let world = World::new().await;
	world.pay_for(0, 2).await;
	let first = world.pay(3 * PRICE, given(2), &[2]).await.unwrap();
	// Signed anew: such signatures differ.
	let again = world.pay(3 * PRICE, given(2), &[2]).await.unwrap();
	assert_eq!((again, 3 * PRICE), (first.clone(), first.state.charged_cumulative_amount));
	// The same voucher pays for no other input.
	assert!(matches!(world.pay(3 * PRICE, given(2), &[3]).await, Err(Refusal::Voucher { .. })));
}

#[tokio::test]
async fn gateway_goes_on_with_what_was_promised_when_it_is_started_again() {
	let world = World::new().await;
	world.pay_for(0, 3).await;
	let world = world.restart().await;
	let again = world.pay(3 * PRICE, given(2), &[2]).await.unwrap();
	assert_eq!((again.output, again.state.answers), (vec![3], 3));
	world.pay_for(3, 1).await;
	// What is closed meanwhile is forgotten.
	world.chain.state().channels.clear();
	let world = world.restart().await;
	assert!(matches!(world.pay(5 * PRICE, given(4), &[4]).await, Err(Refusal::NoChannel(CHANNEL))));
}

#[tokio::test]
async fn channel_takes_no_more_calls_when_its_client_is_done() {
	let world = World::new().await;
	world.pay_for(0, 2).await;
	for (total, results) in [(3 * PRICE, given(2)), (2 * PRICE, given(1)), (2 * PRICE, None)] {
		assert!(matches!(world.refund(total, results).await, Err(Refusal::Voucher { .. })));
	}
	let reply = world.refund(2 * PRICE, given(2)).await.unwrap();
	assert!(reply.output.is_empty() && reply.state.answers == 2);
	assert_eq!(world.refund(2 * PRICE, given(2)).await.unwrap(), reply);
	assert!(matches!(world.pay(3 * PRICE, given(2), &[2]).await, Err(Refusal::Done(CHANNEL))));
}

/// Starts to collect.
fn collect(world: &World) -> tokio::task::JoinHandle<Result<()>> {
	tokio::spawn(Collector::new(world.desk.clone(), Redeeming { at: 4 * PRICE, least: 0 }).run(world.heads.subscribe()))
}

#[tokio::test]
async fn vouchers_are_redeemed_by_one_transaction_when_they_come_to_enough() {
	let world = World::new().await;
	let collecting = collect(&world);
	world.pay_for(0, 3).await;
	world.go_to(50);
	world.pay_for(3, 2).await;
	world.until(|state| !state.redeemed.is_empty()).await;
	assert_eq!(world.chain.state().redeemed, [Voucher { total: 5 * PRICE, results: given(4) }]);
	// The next not before the chain lets vouch again.
	let at = world.chain.state().at;
	world.pay_for(5, 4).await;
	world.until(|state| state.redeemed.len() == 2).await;
	assert!(world.chain.state().at >= at + 19, "{}", world.chain.state().at);
	collecting.abort();
}

#[tokio::test]
async fn rest_is_given_back_when_the_client_is_done() {
	let world = World::new().await;
	let collecting = collect(&world);
	world.pay_for(0, 2).await;
	world.refund(2 * PRICE, given(2)).await.unwrap();
	world.until(|state| state.channels.is_empty()).await;
	assert_eq!(world.chain.state().redeemed, [Voucher { total: 2 * PRICE, results: given(2) }]);
	let forgotten = async {
		while !world.desk.all().is_empty() {
			tokio::time::sleep(Duration::from_millis(5)).await;
		}
	};
	timeout(Duration::from_secs(30), forgotten).await.unwrap();
	assert!(world.desk.parts.ledger.channels().unwrap().is_empty());
	collecting.abort();
}

#[tokio::test]
async fn voucher_is_redeemed_later_when_a_transaction_fails() {
	let world = World::new().await;
	world.chain.state().broken = true;
	let collecting = collect(&world);
	world.pay_for(0, 5).await;
	world.until(|state| state.at > 60).await;
	world.chain.state().broken = false;
	world.until(|state| !state.redeemed.is_empty()).await;
	collecting.abort();
}

#[tokio::test]
async fn client_pays_over_http_and_keeps_what_a_dispute_needs() {
	let world = World::new().await;
	let gateway = world.serve().await;
	let mut tab = world.tab("alice");
	let price = gateway.requirements().await.unwrap();
	assert_eq!((price.amount, price.pay_to, price.extra.program), (PRICE, PAYEE, PROGRAM));
	for n in 0..3u8 {
		assert_eq!(tab.call(&gateway, &key(), &price, &[n]).await.unwrap(), [n + 1]);
	}
	assert_eq!((tab.charged(), tab.answers()), (3 * PRICE, 3));
	assert_eq!(std::fs::read(tab.content(&blake2_256(&[2]))).unwrap(), [2]);
	let lines = std::fs::read_to_string(tab.results()).unwrap();
	assert_eq!(
		lines.lines().nth(1).unwrap(),
		format!("{},{}", hex::encode(blake2_256(&[1])), hex::encode(blake2_256(&[2])))
	);
	let folder = world.folder.path().join("alice");
	assert!(matches!(Tab::open(&folder), Err(TabError::Busy { .. })));
	drop(tab);
	// It goes on where it was left.
	let mut tab = Tab::open(&folder).unwrap();
	assert_eq!(tab.call(&gateway, &key(), &price, &[3]).await.unwrap(), [4]);
	let last = tab.finish(&gateway, &key(), &price).await.unwrap();
	assert_eq!(last.voucher, Voucher { total: 4 * PRICE, results: given(4) });
	assert!(matches!(tab.call(&gateway, &key(), &price, &[4]).await, Err(TabError::Finished(CHANNEL))));
}

#[tokio::test]
async fn client_sees_that_two_answers_to_one_input_differ() {
	let world = World::falsifying(NonZeroU64::new(3)).await;
	let gateway = world.serve().await;
	let mut tab = world.tab("alice");
	let price = gateway.requirements().await.unwrap();
	for n in [4, 4, 4, 5, 4u8] {
		tab.call(&gateway, &key(), &price, &[n]).await.unwrap();
	}
	assert_eq!(tab.contradictions(), [(0, 2)]);
}

#[tokio::test]
async fn answer_that_was_lost_on_the_way_is_had_again_and_paid_once() {
	let world = World::new().await;
	let gateway = world.serve().await;
	let price = gateway.requirements().await.unwrap();
	// Hands calls on, and loses what comes back.
	let url = gateway.url().clone();
	let lossy = move |headers: HeaderMap, body: Bytes| async move {
		let payment = headers.get("payment-signature").unwrap().as_bytes().to_vec();
		let request = reqwest::Client::new().post(url).header("payment-signature", payment).body(body);
		request.send().await.unwrap();
		axum::http::StatusCode::BAD_GATEWAY
	};
	let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
	let lossy_url = format!("http://{}/", listener.local_addr().unwrap());
	let router = Router::new().route("/", get(|| async {}).post(lossy));
	tokio::spawn(async move { axum::serve(listener, router).await });
	let lossy = Gateway::new(&lossy_url, GENESIS).unwrap();

	let mut tab = world.tab("alice");
	tab.call(&gateway, &key(), &price, &[0]).await.unwrap();
	let lost = tab.call(&lossy, &key(), &price, &[1]).await;
	assert!(matches!(lost, Err(TabError::Call(CallError::BadAnswer(_)))), "{lost:?}");
	drop(tab);
	let mut tab = Tab::open(&world.folder.path().join("alice")).unwrap();
	assert!(tab.is_waiting());
	// The same again is that answer; before another, it comes by itself.
	assert_eq!(tab.call(&gateway, &key(), &price, &[1]).await.unwrap(), [2]);
	assert_eq!((tab.answers(), tab.charged()), (2, 2 * PRICE));
	tab.call(&lossy, &key(), &price, &[2]).await.unwrap_err();
	assert_eq!(tab.call(&gateway, &key(), &price, &[3]).await.unwrap(), [4]);
	assert_eq!((tab.answers(), tab.charged()), (4, 4 * PRICE));
	tab.finish(&gateway, &key(), &price).await.unwrap();
}

#[tokio::test]
async fn client_is_told_why_and_pays_nothing_when_a_call_is_refused() {
	let world = World::new().await;
	let gateway = world.serve().await;
	let mut tab = world.tab("alice");
	let price = gateway.requirements().await.unwrap();
	let refused = tab.call(&gateway, &key(), &price, &[]).await.unwrap_err().to_string();
	assert!(refused.starts_with("the gateway refuses (422"), "{refused}");
	let refused = tab.call(&gateway, &key(), &price, &[0; 65]).await;
	assert!(matches!(refused, Err(TabError::TooLong { bytes: 65, max: 64 })), "{refused:?}");
	let voucher = signed(PRICE, None);
	let refused = gateway.ask(&price, Payment::Voucher { voucher }, vec![0; 65]).await;
	assert!(matches!(&refused, Err(CallError::Refused { status, .. }) if status.as_u16() == 413), "{refused:?}");
	let elsewhere = Requirements { asset: Asset::WithId(7), ..price.clone() };
	let refused = tab.call(&gateway, &key(), &elsewhere, &[0]).await;
	assert!(matches!(refused, Err(TabError::OtherTerms { .. })), "{refused:?}");
	let bob = keys::from_uri("//Bob").unwrap();
	let refused = tab.call(&gateway, &bob, &price, &[0]).await;
	assert!(matches!(refused, Err(TabError::Call(CallError::NotTaken { .. }))), "{refused:?}");
	assert!(!tab.is_waiting() && tab.charged() == 0);
	tab.call(&gateway, &key(), &price, &[0]).await.unwrap();
	// Somebody who has lost its tab is told what the gateway knows.
	let refused = world.tab("lost").call(&gateway, &key(), &price, &[1]).await;
	let Err(TabError::Call(CallError::NotTaken { state: Some(state), .. })) = refused else { panic!("{refused:?}") };
	assert_eq!((state.answers, state.charged_cumulative_amount), (1, PRICE));
}

#[tokio::test]
async fn server_says_what_it_wants_when_a_call_is_not_paid() {
	let world = World::new().await;
	let gateway = world.serve().await;
	let http = reqwest::Client::new();
	let unpaid = http.post(gateway.url().clone()).body("x").send().await.unwrap();
	assert_eq!(unpaid.status(), 402);
	assert!(unpaid.headers().contains_key(PAYMENT_REQUIRED));
	assert!(unpaid.text().await.unwrap().contains("\"scheme\": \"batch-settlement\""));
	let request = http.post(gateway.url().clone()).header("payment-signature", "e30=").body("x");
	assert_eq!(request.send().await.unwrap().status(), 400);
	let elsewhere = Gateway::new(gateway.url().as_str(), H256::zero()).unwrap();
	assert!(matches!(elsewhere.requirements().await, Err(CallError::NoWay { .. })));
}
