//! `piazza channel`: money put aside once, and paid by vouchers signed off chain.

use super::{
	batch::{commitment, read_results},
	done,
};
use crate::{
	context::{hash, read, Context},
	money::{self, show},
	report::{table, Report},
	time::{blocks, length},
};
use anyhow::{ensure, Context as _, Result};
use clap::{Args, Subcommand};
use piazza_client::{
	bytes::Hex,
	chain::Block,
	channels::{self, Channel, ChannelId, Results, SignedVoucher, Voucher, VoucherKey},
	keys, AccountId, Asset, BlockNumber, ProgramId,
};
use serde_json::{json, Value};
use std::{
	fs,
	path::{Path, PathBuf},
};

/// Channels: money put aside once, and paid by vouchers signed off chain.
#[derive(Subcommand)]
pub(crate) enum Command {
	/// Open a channel: put money aside of which vouchers pay
	Open(Open),
	/// Put more into a channel of yours
	TopUp {
		/// The channel
		channel: ChannelId,
		/// How much, in what the channel pays with
		amount: String,
	},
	/// Let a channel of yours last for longer
	Extend {
		/// The channel
		channel: ChannelId,
		/// From now on: blocks, or like 10m, 2h, 1d
		#[arg(value_parser = blocks)]
		duration: BlockNumber,
	},
	/// Sign a voucher, off chain: a promise of all that you owe so far, which replaces those before it
	Sign(Sign),
	/// Show a voucher, and what it would pay now
	Check {
		/// The voucher
		voucher: PathBuf,
	},
	/// Redeem a voucher; anybody may, unless it has results: the payee, or a worker of it, vouches for these
	Redeem {
		/// The voucher
		voucher: PathBuf,
	},
	/// Close a channel: as the payee, or as the payer when its grace period is over
	Close {
		/// The channel
		channel: ChannelId,
	},
	/// Show a channel
	Show {
		/// The channel
		channel: ChannelId,
	},
	/// List open channels
	List {
		/// Only those of this payer or payee
		#[arg(long, value_name = "ACCOUNT", value_parser = keys::parse_account)]
		of: Option<AccountId>,
	},
}

/// Open a channel: put money aside of which vouchers pay
#[derive(Args)]
pub(crate) struct Open {
	/// Who is paid
	#[arg(value_parser = keys::parse_account)]
	payee: AccountId,
	/// How much to put aside
	#[arg(long, value_name = "AMOUNT")]
	deposit: String,
	/// What is paid with: PZA, or the number of another asset
	#[arg(long, default_value = "PZA")]
	asset: Asset,
	/// How long it lasts: blocks, or like 10m, 2h, 1d. After it and a grace period you may take the rest back
	#[arg(long, value_name = "TIME", default_value = "7d", value_parser = blocks)]
	duration: BlockNumber,
	/// What the results come from, if the payee is to vouch for them: a module that any worker can run
	#[arg(long, value_name = "ID", value_parser = hash)]
	program: Option<ProgramId>,
	/// Address of an Ethereum wallet that signs the vouchers [default: the key that signs this]
	#[arg(long, value_name = "ADDRESS")]
	wallet: Option<Hex<[u8; 20]>>,
}

/// Sign a voucher
#[derive(Args)]
pub(crate) struct Sign {
	/// The channel
	channel: ChannelId,
	/// All that you promise, with what earlier vouchers did
	#[arg(long, value_name = "AMOUNT")]
	total: String,
	/// All results that the channel has paid for, one a line: hash of the input, comma, hash of the output
	#[arg(long, value_name = "FILE")]
	results: Option<PathBuf>,
	/// Where to write it
	#[arg(long, value_name = "FILE")]
	out: PathBuf,
}

impl Command {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		match self {
			Self::Open(command) => command.run(context).await,
			Self::TopUp { channel, amount } => {
				let key = context.key()?;
				let chain = context.chain().await?;
				let asset = find(&chain.head().await?, channel).await?.asset;
				let amount = money::parse(asset, &amount)?;
				let receipt = context.submit_to(&chain, key, channels::top_up(channel, amount)).await?;
				let text = format!("Put {} more into channel {channel}.", show(asset, amount));
				Ok(done(&receipt, json!({ "channel": channel, "amount": amount.to_string() }), text))
			}
			Self::Extend { channel, duration } => {
				let key = context.key()?;
				let chain = context.chain().await?;
				let expires = later(&chain.head().await?, duration)?;
				let receipt = context.submit_to(&chain, key, channels::extend(channel, expires)).await?;
				let text = format!("Channel {channel} lasts until block {expires}, {} from now.", length(duration));
				Ok(done(&receipt, json!({ "channel": channel, "expires": expires }), text))
			}
			Self::Sign(command) => command.run(context).await,
			Self::Check { voucher } => check(context, &voucher).await,
			Self::Redeem { voucher } => {
				let signed = read_voucher(&voucher)?;
				let key = context.key()?;
				let chain = context.chain().await?;
				let asset = find(&chain.head().await?, signed.channel).await?.asset;
				let receipt = context.submit_to(&chain, key, channels::redeem(signed)).await?;
				let (amount, batch) = channels::redeemed(&receipt)?;
				let text = match batch {
					None => format!("Channel {} paid {}.", signed.channel, show(asset, amount)),
					Some(batch) => format!(
						"Channel {} paid {}. Its results are batch {batch}: keep them with their inputs and outputs as long \
						 as `piazza batch show {batch}` says.",
						signed.channel,
						show(asset, amount)
					),
				};
				let json = json!({ "channel": signed.channel, "amount": amount.to_string(), "batch": batch });
				Ok(done(&receipt, json, text))
			}
			Self::Close { channel } => {
				let key = context.key()?;
				let chain = context.chain().await?;
				let asset = find(&chain.head().await?, channel).await?.asset;
				let receipt = context.submit_to(&chain, key, channels::close(channel)).await?;
				let (paid, refunded) = channels::closed(&receipt)?;
				let text = format!(
					"Closed channel {channel}: it has paid {}, and {} went back to its payer.",
					show(asset, paid),
					show(asset, refunded)
				);
				let json = json!({ "channel": channel, "paid": paid.to_string(), "refunded": refunded.to_string() });
				Ok(done(&receipt, json, text))
			}
			Self::Show { channel } => {
				let block = context.head().await?;
				let found = find(&block, channel).await?;
				let grace = block.channel_grace()?;
				Ok(Report::new(channel_json(channel, &found), channel_text(channel, &found, block.number(), grace)))
			}
			Self::List { of } => list(context, of).await,
		}
	}
}

impl Open {
	async fn run(self, context: &Context) -> Result<Report> {
		let Self { payee, deposit, asset, duration, program, wallet } = self;
		let key = context.key()?;
		let deposit = money::parse(asset, &deposit)?;
		let signer = wallet.map_or_else(|| VoucherKey::of(&key), VoucherKey::Ethereum);
		let chain = context.chain().await?;
		let expires = later(&chain.head().await?, duration)?;
		let call = channels::open(payee, asset, deposit, signer, expires, program);
		let receipt = context.submit_to(&chain, key, call).await?;
		let channel = channels::opened(&receipt)?;
		let text = format!(
			"Opened channel {channel} to {payee} with {}, until block {expires}. `piazza channel sign {channel} --total AMOUNT \
			 --out FILE` promises of it.",
			show(asset, deposit)
		);
		let json = json!({
			"channel": channel,
			"payee": payee,
			"asset": asset,
			"deposit": deposit.to_string(),
			"signer": signer,
			"expires": expires,
			"program": program,
		});
		Ok(done(&receipt, json, text))
	}
}

impl Sign {
	async fn run(self, context: &Context) -> Result<Report> {
		let Self { channel, total, results, out } = self;
		let key = context.key()?;
		let chain = context.chain().await?;
		let block = chain.head().await?;
		let found = find(&block, channel).await?;
		let signer = VoucherKey::of(&key);
		ensure!(
			*found.signer == signer,
			"channel {channel} takes vouchers of another key than this: {}",
			key_text(&found)
		);
		let total = money::parse(found.asset, &total)?;
		ensure!(
			total <= found.deposit,
			"channel {channel} has {} in it: put more in first",
			show(found.asset, found.deposit)
		);
		let results = results.map(|file| commitment(&read_results(&file)?)).transpose()?;
		ensure!(results.is_none() || found.work.is_some(), "channel {channel} names no program: it has no results");
		let voucher = Voucher { total, results: results.map(|(root, count)| Results { root, count }) };
		let signed = SignedVoucher::sign(&key, chain.genesis(), channel, found.payee, voucher);
		fs::write(&out, format!("{:#}\n", json!(signed))).with_context(|| format!("cannot write {}", out.display()))?;
		let text = format!(
			"Signed that channel {channel} owes {} in all; wrote {}. Its payee redeems it with `piazza channel redeem`.",
			show(found.asset, total),
			out.display()
		);
		Ok(Report::new(json!(signed), text))
	}
}

/// The first block after so many from now.
pub(super) fn later(block: &Block, duration: BlockNumber) -> Result<BlockNumber> {
	let most = block.max_channel_duration()?;
	ensure!(duration <= most, "no channel lasts for longer than {}", length(most));
	block.number().checked_add(duration).context("the chain is at the end of its numbers")
}

async fn find(block: &Block, channel: ChannelId) -> Result<Channel> {
	let found = block.channel(channel).await?;
	found.with_context(|| format!("there is no open channel {channel}: `piazza channel list` shows those there are"))
}

fn read_voucher(file: &Path) -> Result<SignedVoucher> {
	let read = serde_json::from_slice(&read(file)?);
	read.with_context(|| format!("{} is no voucher: `piazza channel sign` writes one", file.display()))
}

async fn check(context: &Context, file: &Path) -> Result<Report> {
	let signed = read_voucher(file)?;
	let block = context.head().await?;
	let found = find(&block, signed.channel).await?;
	let pays = block.redeemable(&signed).await?;
	let Voucher { total, results } = signed.voucher;
	let mut text = format!(
		"channel   {} from {}\n          to {}\ntotal     {}, of which {} were paid\n",
		signed.channel,
		found.payer,
		found.payee,
		show(found.asset, total),
		show(found.asset, found.paid)
	);
	if let Some(Results { root, count }) = results {
		text += &format!("results   {count}, with root {root:?}\n");
	}
	text += &match pays {
		Some(amount) => format!("pays      {} now\n", show(found.asset, amount)),
		None => "pays      nothing: it is not signed by the channel's key, was redeemed, or is more than was put in\n"
			.into(),
	};
	let mut report = Report::new(json!({ "voucher": signed, "pays": pays.map(|amount| amount.to_string()) }), text);
	report.good = pays.is_some();
	Ok(report)
}

async fn list(context: &Context, of: Option<AccountId>) -> Result<Report> {
	let block = context.head().await?;
	let all = block.channels().await?;
	let wanted = |channel: &Channel| of.is_none_or(|of| of == channel.payer || of == channel.payee);
	let shown: Vec<_> = all.iter().filter(|(_, channel)| wanted(channel)).collect();
	let row = |(id, channel): &&(ChannelId, Channel)| {
		[
			id.to_string(),
			show(channel.asset, channel.deposit.saturating_sub(channel.paid)),
			channel.window.to.to_string(),
			channel.payer.to_string(),
			channel.payee.to_string(),
		]
	};
	let rows: Vec<_> = shown.iter().map(row).collect();
	let json: Vec<_> = shown.iter().map(|(id, channel)| channel_json(*id, channel)).collect();
	let text = table(["CHANNEL", "LEFT", "EXPIRES", "PAYER", "PAYEE"], &rows);
	Ok(Report::new(json!({ "block": block.number(), "channels": json }), text))
}

fn key_text(channel: &Channel) -> String {
	match *channel.signer {
		VoucherKey::Sr25519(key) => format!("sr25519 {key}"),
		VoucherKey::Ed25519(key) => format!("ed25519 {key}"),
		VoucherKey::Ecdsa(key) => format!("ecdsa {key}"),
		VoucherKey::Ethereum(address) => format!("Ethereum wallet {address}"),
	}
}

fn channel_text(id: ChannelId, channel: &Channel, now: BlockNumber, grace: BlockNumber) -> String {
	let left = channel.deposit.saturating_sub(channel.paid);
	let mut text = format!(
		"channel   {id}\npayer     {}\npayee     {}\nput in    {}, of which {} were paid and {} are left\nsigned by {}\n",
		channel.payer,
		channel.payee,
		show(channel.asset, channel.deposit),
		show(channel.asset, channel.paid),
		show(channel.asset, left),
		key_text(channel)
	);
	text += &match channel.window.to.checked_sub(now) {
		Some(left) if left > 0 => format!("expires   in block {}, {} from now\n", channel.window.to, length(left)),
		_ => format!("expired   in block {}; its payer may close it {} later\n", channel.window.to, length(grace)),
	};
	if let Some(work) = channel.work {
		text += &format!("results   of {:?}; {} are vouched for\n", work.program, work.count);
	}
	text
}

fn channel_json(id: ChannelId, channel: &Channel) -> Value {
	json!({
		"channel": id,
		"payer": channel.payer,
		"payee": channel.payee,
		"asset": channel.asset,
		"deposit": channel.deposit.to_string(),
		"paid": channel.paid.to_string(),
		"signer": *channel.signer,
		"window": channel.window,
		"work": channel.work,
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use piazza_client::{Window, H256};

	fn channel() -> Channel {
		let key = keys::from_uri("//Alice").unwrap();
		Channel {
			payer: keys::account(&key),
			payee: AccountId::from([2; 32]),
			asset: Asset::Native,
			deposit: 5_000_000_000_000,
			paid: 2_000_000_000_000,
			signer: VoucherKey::of(&key).into(),
			window: Window { from: 10, to: 110 },
			work: None,
		}
	}

	#[test]
	fn channel_text_tells_what_is_left_and_how_long() {
		let text = channel_text(3, &channel(), 100, 40);
		assert!(text.contains("5 PZA, of which 2 PZA were paid and 3 PZA are left"), "{text}");
		assert!(text.contains("block 110, 10 blocks"), "{text}");
		let text = channel_text(3, &channel(), 110, 40);
		assert!(text.contains("expired   in block 110; its payer may close it 40 blocks"), "{text}");
	}

	#[test]
	fn voucher_is_read_back_and_a_file_that_is_none_is_refused() {
		let folder = tempfile::tempdir().unwrap();
		let file = folder.path().join("voucher");
		let key = keys::from_uri("//Alice").unwrap();
		let voucher = Voucher { total: 7, results: Some(Results { root: H256::repeat_byte(1), count: 2 }) };
		let signed = SignedVoucher::sign(&key, H256::zero(), 3, AccountId::from([2; 32]), voucher);
		fs::write(&file, json!(signed).to_string()).unwrap();
		assert_eq!(read_voucher(&file).unwrap(), signed);
		fs::write(&file, "{}").unwrap();
		assert!(format!("{:#}", read_voucher(&file).unwrap_err()).contains("is no voucher"));
	}
}
