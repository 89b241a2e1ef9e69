//! `piazza call`: have a worker answer over HTTP, paid by the vouchers of a channel.

use super::channel::later;
use crate::{
	context::{read, Context},
	money::{self, show},
	report::Report,
	time::blocks,
};
use anyhow::{bail, ensure, Context as _, Result};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use piazza_client::{
	calls::Gateway,
	chain::Chain,
	channels::{self, VoucherKey},
	submit::Receipt,
	tab::{Tab, Terms},
	x402::Requirements,
	AccountId, BlockNumber, Keypair, H256,
};
use serde_json::json;
use std::{
	fs,
	path::{Path, PathBuf},
};

/// Have a worker answer over HTTP, paid by the vouchers of a channel
///
/// Without an input, says what a call costs. The channel is opened once, with --deposit; each call then costs a signature
/// and no transaction. What was paid and answered is kept on disk: all that a dispute needs.
#[derive(Args)]
pub(crate) struct Call {
	/// The worker's gateway, like http://worker.example.org:9958
	url: String,
	/// What to have answered; more than one for as many calls
	#[arg(long, value_name = "FILE")]
	input: Vec<PathBuf>,
	/// Make so many calls, going through the inputs again and again [default: one for each]
	#[arg(long, value_name = "N", requires = "input")]
	calls: Option<usize>,
	/// Write the answer here; for one call alone
	#[arg(long, value_name = "FILE", requires = "input", conflicts_with = "calls")]
	out: Option<PathBuf>,
	/// Pay no more than this for a call
	#[arg(long, value_name = "AMOUNT")]
	max_price: Option<String>,
	/// If there is no channel to the worker yet, open one and put so much in
	#[arg(long, value_name = "AMOUNT")]
	deposit: Option<String>,
	/// Open another channel though there is one
	#[arg(long, requires = "deposit")]
	another: bool,
	/// How long that channel lasts: blocks, or like 10m, 2h, 1d
	#[arg(long, value_name = "TIME", default_value = "7d", value_parser = blocks)]
	duration: BlockNumber,
	/// Open it without naming the program: nobody vouches for the answers
	#[arg(long)]
	unvouched: bool,
	/// In the end, have all that is owed redeemed, and the rest of the deposit given back
	#[arg(long)]
	finish: bool,
	/// Where what was paid and answered is kept [default: ~/.local/share/piazza/calls]
	#[arg(long, env = "PIAZZA_CALLS", value_name = "DIR")]
	records: Option<PathBuf>,
}

impl Call {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		let chain = context.chain().await?;
		let gateway = Gateway::new(&self.url, chain.genesis())?;
		let price = gateway.requirements().await?;
		if self.input.is_empty() && !self.finish {
			return Ok(price_report(&gateway, &price));
		}
		if let Some(most) = self.max_price.as_ref().filter(|_| !self.input.is_empty()) {
			let most = money::parse(price.asset, most)?;
			ensure!(
				price.amount <= most,
				"a call costs {} now, which is more than --max-price allows",
				show(price.asset, price.amount)
			);
		}
		ensure!(self.out.is_none() || self.input.len() == 1, "--out is for the answer of one call: give one --input");
		let inputs = self.input.iter().map(|file| read(file)).collect::<Result<Vec<_>>>()?;
		let key = context.key()?;
		let (mut tab, opening) = self.tab(context, &chain, &gateway, &price, &key).await?;

		let calls = self.calls.unwrap_or(inputs.len());
		let bar = progress(calls as u64);
		let mut last = None;
		for (done, input) in inputs.iter().cycle().take(calls).enumerate() {
			let answer = tab.call(&gateway, &key, &price, input).await;
			last = Some(answer.with_context(|| format!("{done} of {calls} calls were answered"))?);
			bar.inc(1);
		}
		bar.finish_and_clear();
		if let (Some(file), Some(output)) = (&self.out, &last) {
			fs::write(file, output).with_context(|| format!("cannot write {}", file.display()))?;
		}
		if self.finish {
			tab.finish(&gateway, &key, &price).await?;
		}
		let mut report = report(&tab, &price, calls, last.filter(|_| calls == 1), self.out.as_deref());
		if let Some(receipt) = opening {
			report.text += &format!("The channel was opened for it; the fee was {}.\n", money::pza(receipt.fee));
			report.add("fee", receipt.fee.to_string().into());
		}
		Ok(report)
	}

	/// The tab of the channel to this gateway; a new one when there is none and a deposit is given, with what came of
	/// opening it.
	async fn tab(
		&self,
		context: &Context,
		chain: &Chain,
		gateway: &Gateway,
		price: &Requirements,
		key: &Keypair,
	) -> Result<(Tab, Option<Receipt>)> {
		let records = match &self.records {
			Some(records) => records.clone(),
			None => context.home()?.join("calls"),
		};
		let (genesis, signer) = (chain.genesis(), VoucherKey::of(key));
		let block = chain.head().await?;
		let payer = context.payer(&block, key).await?;
		let wanted = Wanted { url: gateway.url().as_str(), genesis, payer, signer };
		while let Some(mut tab) = wanted.newest(&records)?.filter(|_| !self.another) {
			let channel = tab.terms().channel;
			match block.channel(channel).await? {
				Some(found) if found.window.to > block.number() || self.input.is_empty() => return Ok((tab, None)),
				Some(_) => bail!(
					"channel {channel} has expired: `piazza channel extend {channel} 1d` lets it last for longer, \
					 --another with --deposit opens another one"
				),
				None => tab.give_up()?,
			}
		}
		ensure!(!self.input.is_empty(), "there is no channel to {} that could be finished", gateway.url());
		let Some(deposit) = &self.deposit else {
			bail!(
				"there is no channel to {} yet: give --deposit AMOUNT to open one; a call costs {}",
				gateway.url(),
				show(price.asset, price.amount)
			)
		};
		let deposit = money::parse(price.asset, deposit)?;
		let expires = later(&block, self.duration)?;
		let program = (!self.unvouched).then_some(price.extra.program);
		let call = channels::open(price.pay_to, price.asset, deposit, signer, expires, program);
		let receipt = context.submit_to(chain, key.clone(), call).await?;
		let terms = Terms {
			url: gateway.url().to_string(),
			genesis,
			channel: channels::opened(&receipt)?,
			payee: price.pay_to,
			payer,
			signer,
			asset: price.asset,
			program,
		};
		Ok((Tab::begin(&folder(&records, genesis, terms.channel), terms)?, Some(receipt)))
	}
}

/// Where the tab of a channel is.
fn folder(records: &Path, genesis: H256, channel: u64) -> PathBuf {
	let chain = hex::encode(genesis);
	records.join(format!("{}-{channel}", chain.get(..16).unwrap_or_default()))
}

/// Which tab to go on with.
struct Wanted<'a> {
	url: &'a str,
	genesis: H256,
	payer: AccountId,
	signer: VoucherKey,
}

impl Wanted<'_> {
	/// The newest that fits and is not given up. What is damaged is passed over.
	fn newest(&self, records: &Path) -> Result<Option<Tab>> {
		if !records.exists() {
			return Ok(None);
		}
		let mut newest: Option<(u64, PathBuf)> = None;
		for entry in fs::read_dir(records).with_context(|| format!("cannot read {}", records.display()))? {
			let folder = entry.with_context(|| format!("cannot read {}", records.display()))?.path();
			let terms = match Tab::peek(&folder) {
				Ok(Some(terms)) => terms,
				Ok(None) => continue,
				Err(error) => {
					eprintln!("warning: {error}");
					continue;
				}
			};
			let fits = (terms.url.as_str(), terms.genesis, terms.payer, terms.signer)
				== (self.url, self.genesis, self.payer, self.signer);
			if fits && newest.as_ref().is_none_or(|(channel, _)| *channel < terms.channel) {
				newest = Some((terms.channel, folder));
			}
		}
		Ok(newest.map(|(_, folder)| Tab::open(&folder)).transpose()?)
	}
}

fn progress(calls: u64) -> ProgressBar {
	let style = ProgressStyle::with_template("{elapsed} {wide_bar} {pos} of {len} calls");
	ProgressBar::new(calls).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn price_report(gateway: &Gateway, price: &Requirements) -> Report {
	let text = format!(
		"gateway   {}\nprice     {} a call\npayee     {}\nprogram   {:?}\ninputs    of {} bytes at the most\n",
		gateway.url(),
		show(price.asset, price.amount),
		price.pay_to,
		price.extra.program,
		price.extra.max_input_bytes
	);
	Report::new(json!({ "url": gateway.url().as_str(), "price": price }), text)
}

fn report(tab: &Tab, price: &Requirements, calls: usize, output: Option<Vec<u8>>, out: Option<&Path>) -> Report {
	let Terms { channel, .. } = *tab.terms();
	let mut text = match (&output, out) {
		(Some(_), Some(file)) => format!("Wrote the answer to {}.\n", file.display()),
		(Some(output), None) => match std::str::from_utf8(output) {
			Ok(text) if !text.contains(|letter: char| letter.is_control() && letter != '\n') => format!("{text}\n"),
			_ => format!("0x{}\n", hex::encode(output)),
		},
		(None, _) => format!("{calls} calls were answered.\n"),
	};
	text += &format!(
		"Channel {channel} was charged {} in all for {} answers; they are in {}.\n",
		show(price.asset, tab.charged()),
		tab.answers(),
		tab.results().display()
	);
	if tab.is_finished() {
		text += "The worker redeems that when the chain lets it, and gives the rest back.\n";
	}
	for (first, other) in tab.contradictions() {
		text += &format!(
			"Answers {first} and {other} to the same input differ: one of them is false. Once the worker has vouched for \
			 them, `piazza batch dispute` has it judged.\n"
		);
	}
	let json = json!({
		"channel": channel,
		"calls": calls,
		"answers": tab.answers(),
		"charged": tab.charged().to_string(),
		"output": output.map(hex::encode),
		"results": tab.results(),
		"finished": tab.is_finished(),
		"contradictions": tab.contradictions(),
	});
	let mut report = Report::new(json, text);
	report.good = tab.contradictions().is_empty();
	report
}

#[cfg(test)]
mod tests {
	use super::*;
	use piazza_client::{keys, Asset};

	#[test]
	fn tab_is_found_when_it_is_that_of_gateway_chain_payer_and_key() {
		let records = tempfile::tempdir().unwrap();
		let key = |uri| keys::from_uri(uri).unwrap();
		let (url, genesis, payer) = ("http://here/", H256([1; 32]), AccountId::from([3; 32]));
		let wanted = Wanted { url, genesis, payer, signer: VoucherKey::of(&key("//Alice")) };
		assert!(wanted.newest(&records.path().join("none")).unwrap().is_none());
		for channel in [3, 12, 4] {
			let terms = Terms {
				url: url.into(),
				genesis,
				channel,
				payee: AccountId::from([2; 32]),
				payer,
				signer: wanted.signer,
				asset: Asset::Native,
				program: None,
			};
			Tab::begin(&folder(records.path(), genesis, channel), terms).unwrap();
		}
		fs::create_dir(records.path().join("something else")).unwrap();
		fs::create_dir(records.path().join("damaged")).unwrap();
		fs::write(records.path().join("damaged/tab.json"), "{").unwrap();
		let newest = |wanted: Wanted| wanted.newest(records.path()).unwrap().map(|tab| tab.terms().channel);
		assert_eq!(newest(Wanted { ..wanted }), Some(12));
		assert_eq!(newest(Wanted { url: "http://there/", ..wanted }), None);
		assert_eq!(newest(Wanted { genesis: H256::zero(), ..wanted }), None);
		assert_eq!(newest(Wanted { payer: AccountId::from([4; 32]), ..wanted }), None);
		assert_eq!(newest(Wanted { signer: VoucherKey::of(&key("//Bob")), ..wanted }), None);
		wanted.newest(records.path()).unwrap().unwrap().give_up().unwrap();
		assert_eq!(newest(wanted), Some(4));
	}
}
