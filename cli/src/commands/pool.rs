//! `piazza pool`: data that many bring together, owned by shares and licensed.

mod ask;
mod data;
mod read;
mod terms;

use super::done;
use crate::{
	context::{hash, Context},
	money::{self, pza, share, show},
	report::{table, Report},
	time::length,
};
use anyhow::{bail, Context as _, Result};
use clap::Subcommand;
pub(super) use data::read_claim;
use piazza_client::{
	amount, blake2_256,
	chain::Block,
	keys,
	pools::{self, Answers, Books, Consent, EpochIndex, Licence, LicenceId, Pool, PoolId, Scoring},
	submit::{Call, Receipt},
	AccountId, Asset, Balance, H256,
};
use serde_json::{json, Value};
use std::path::PathBuf;

/// Data pools: data that many bring together, owned by shares and licensed.
#[derive(Subcommand)]
pub(crate) enum Command {
	/// Make a pool; nothing of it but the price can be changed later
	Create(Box<terms::Create>),
	/// Set the price of a unit, as the owner, for licences sold from now on
	Price {
		/// The pool
		pool: PoolId,
		/// The price
		#[arg(value_name = "AMOUNT", required_unless_present = "none")]
		price: Option<String>,
		/// Sell nothing
		#[arg(long, conflicts_with = "price")]
		none: bool,
	},
	/// Remove a pool without contributions, as the owner, and get back what it cost
	Remove {
		/// The pool
		pool: PoolId,
	},
	/// Show a pool: what it promises, has and owes
	Show {
		/// The pool
		pool: PoolId,
	},
	/// List all pools
	List,
	/// Have an attested worker say how good your data is
	Ask(ask::Ask),
	/// Sign, with the key of an attested worker, how good somebody's data is
	Score(data::Score),
	/// Bring data, with what shows how good it is
	Contribute(data::Contribute),
	/// List what was brought into a pool
	Contributions {
		/// The pool
		pool: PoolId,
	},
	/// Show a contribution
	Contribution {
		/// The pool
		pool: PoolId,
		/// Hash of the data
		#[arg(value_parser = hash)]
		content: H256,
	},
	/// Say who may read your data
	Choose(data::Choose),
	/// Bring what a contributor signed with `pool choose --sign`
	Relay {
		/// The file
		word: PathBuf,
	},
	/// Show what somebody has in a pool, and lets happen to its data
	Account {
		/// The pool
		pool: PoolId,
		/// Who [default: the account of the key given]
		#[arg(value_parser = keys::parse_account)]
		account: Option<AccountId>,
	},
	/// Show what a licence would cost, and who would have what of it
	Quote {
		/// The pool
		pool: PoolId,
		/// How many contributions are read, each time they are
		#[arg(long, value_name = "N", default_value_t = 1)]
		units: u32,
	},
	/// Buy a licence
	License {
		/// The pool
		pool: PoolId,
		/// For what: a text, of which the chain has the hash, or 0x and that hash
		#[arg(long, value_name = "TEXT", value_parser = purpose)]
		purpose: H256,
		/// How many contributions are read, each time they are
		#[arg(long, value_name = "N")]
		units: u32,
		/// Pay no more than this [default: what it costs now]
		#[arg(long, value_name = "AMOUNT")]
		max_price: Option<String>,
	},
	/// Show a licence, and whether the reader may read for it now
	Licence {
		/// The pool
		pool: PoolId,
		/// Its number
		licence: LicenceId,
		/// Also tell whether it lets read this contribution
		#[arg(long, value_name = "HASH", value_parser = hash)]
		content: Option<H256>,
	},
	/// Fetch what a licence lets read
	Fetch(read::Fetch),
	/// Remove a licence of yours that is over, and get its deposit back
	RemoveLicence {
		/// The pool
		pool: PoolId,
		/// Its number
		licence: LicenceId,
	},
	/// Stake tokens of a pool, to have a part of what is sold
	Stake {
		/// The pool
		pool: PoolId,
		/// How many, in the smallest unit
		tokens: u128,
	},
	/// Take tokens out of stake; what they earned stays to be claimed
	Unstake {
		/// The pool
		pool: PoolId,
		/// How many, in the smallest unit
		tokens: u128,
	},
	/// Have what your stake has earned
	Claim {
		/// The pool
		pool: PoolId,
	},
	/// Have the owner's share of what was sold, as the owner
	Collect {
		/// The pool
		pool: PoolId,
	},
	/// Open a market of the pool's token, as the owner; what you put into it stays there for ever
	OpenMarket {
		/// The pool
		pool: PoolId,
		/// Tokens, in the smallest unit
		#[arg(long, value_name = "TOKENS")]
		tokens: u128,
		/// Native money
		#[arg(long, value_name = "AMOUNT", value_parser = amount::parse)]
		native: Balance,
	},
	/// Vouch for a pool, as a curator with enough stake
	Endorse {
		/// The pool
		pool: PoolId,
	},
	/// Vouch for a pool no more, as its curator
	Withdraw {
		/// The pool
		pool: PoolId,
	},
	/// Put native money into the fund of this epoch, which pools share by what they achieve
	Fund {
		/// How much
		#[arg(value_parser = amount::parse)]
		amount: Balance,
	},
	/// Have a pool paid what is due of its share of an epoch's fund; anybody may
	ClaimEpoch {
		/// The pool
		pool: PoolId,
		/// The epoch, which has to be over
		epoch: EpochIndex,
	},
}

impl Command {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		match self {
			Self::Create(command) => command.run(context).await,
			Self::Price { pool, price, .. } => set_price(context, pool, price).await,
			Self::Remove { pool } => {
				let receipt = context.submit(pools::remove(pool)).await?;
				Ok(done(&receipt, json!({ "pool": pool }), format!("Removed pool {pool}; what it cost is back.")))
			}
			Self::Show { pool } => show_pool(context, pool).await,
			Self::List => list(context).await,
			Self::Ask(command) => command.run(context).await,
			Self::Score(command) => command.run(context).await,
			Self::Contribute(command) => command.run(context).await,
			Self::Contributions { pool } => read::contributions(context, pool).await,
			Self::Contribution { pool, content } => contribution(context, pool, content).await,
			Self::Choose(command) => command.run(context).await,
			Self::Relay { word } => data::relay(context, &word).await,
			Self::Account { pool, account } => account_in(context, pool, account).await,
			Self::Quote { pool, units } => quote(context, pool, units).await,
			Self::License { pool, purpose, units, max_price } => {
				license(context, pool, purpose, units, max_price).await
			}
			Self::Licence { pool, licence, content } => show_licence(context, pool, licence, content).await,
			Self::Fetch(command) => command.run(context).await,
			Self::RemoveLicence { pool, licence } => {
				let receipt = context.submit(pools::remove_licence(pool, licence)).await?;
				let text = format!("Removed licence {licence} of pool {pool}; its deposit is back.");
				Ok(done(&receipt, json!({ "pool": pool, "licence": licence }), text))
			}
			Self::Stake { pool, tokens } => {
				let receipt = context.submit(pools::stake(pool, tokens)).await?;
				let text = format!(
					"Staked {tokens} tokens of pool {pool}. What is sold from now on flows to all stakers over a day; \
					 `piazza pool claim {pool}` pays your part."
				);
				Ok(done(&receipt, json!({ "pool": pool, "tokens": tokens.to_string() }), text))
			}
			Self::Unstake { pool, tokens } => {
				let receipt = context.submit(pools::unstake(pool, tokens)).await?;
				let text = format!(
					"Took {tokens} tokens of pool {pool} out of stake. `piazza pool claim {pool}` pays what they earned."
				);
				Ok(done(&receipt, json!({ "pool": pool, "tokens": tokens.to_string() }), text))
			}
			Self::Claim { pool } => {
				let (receipt, asset) = submit_for(context, pool, pools::claim(pool)).await?;
				let amount = pools::claimed(&receipt)?;
				let text = format!("Received {}, what your stake in pool {pool} has earned.", show(asset, amount));
				Ok(done(&receipt, json!({ "pool": pool, "asset": asset, "amount": amount.to_string() }), text))
			}
			Self::Collect { pool } => {
				let (receipt, asset) = submit_for(context, pool, pools::collect(pool)).await?;
				let amount = pools::collected(&receipt)?;
				let text = format!("Received {}, the owner's share of pool {pool}.", show(asset, amount));
				Ok(done(&receipt, json!({ "pool": pool, "asset": asset, "amount": amount.to_string() }), text))
			}
			Self::OpenMarket { pool, tokens, native } => {
				let receipt = context.submit(pools::open_market(pool, tokens, native)).await?;
				let text = format!(
					"Opened a market of pool {pool}'s token with {tokens} tokens and {}. Once a curator vouches for the pool, \
					 it has a share in what epochs give.",
					pza(native)
				);
				let json = json!({ "pool": pool, "tokens": tokens.to_string(), "native": native.to_string() });
				Ok(done(&receipt, json, text))
			}
			Self::Endorse { pool } => {
				let receipt = context.submit(pools::endorse(pool)).await?;
				let text = format!(
					"You vouch for pool {pool}: part of what epochs give it is yours, and if it is penalised, so is your stake."
				);
				Ok(done(&receipt, json!({ "pool": pool }), text))
			}
			Self::Withdraw { pool } => {
				let receipt = context.submit(pools::withdraw_endorsement(pool)).await?;
				Ok(done(&receipt, json!({ "pool": pool }), format!("You vouch for pool {pool} no more.")))
			}
			Self::Fund { amount } => {
				let receipt = context.submit(pools::fund(amount)).await?;
				let epoch = pools::funded(&receipt)?;
				let text = format!("Put {} into the fund of epoch {epoch}.", pza(amount));
				Ok(done(&receipt, json!({ "epoch": epoch, "amount": amount.to_string() }), text))
			}
			Self::ClaimEpoch { pool, epoch } => {
				let receipt = context.submit(pools::claim_epoch(pool, epoch)).await?;
				let paid = pools::tranche(&receipt)?;
				let text = format!(
					"Pool {pool} was paid {} of its share of epoch {epoch}, of which its curator had {}; {} will be paid later.",
					pza(paid.amount),
					pza(paid.curator),
					pza(paid.left)
				);
				let json = json!({
					"pool": pool,
					"epoch": epoch,
					"amount": paid.amount.to_string(),
					"curator": paid.curator.to_string(),
					"left": paid.left.to_string(),
				});
				Ok(done(&receipt, json, text))
			}
		}
	}
}

/// The pool of this number; an error that helps when there is none.
async fn find(block: &Block, pool: PoolId) -> Result<Pool> {
	block
		.pool(pool)
		.await?
		.with_context(|| format!("there is no pool {pool}: `piazza pool list` shows those there are"))
}

/// The licence of this number; an error that helps when there is none.
async fn find_licence(block: &Block, pool: PoolId, licence: LicenceId) -> Result<Licence> {
	let found = block.licence(pool, licence).await?;
	found.with_context(|| {
		format!("pool {pool} has no licence {licence}: it was never sold, or it is over and was removed")
	})
}

/// Reads a purpose: a text, or 0x and the hash of one.
fn purpose(text: &str) -> Result<H256> {
	match text {
		"" => bail!("say for what in a few words"),
		text if text.starts_with("0x") => hash(text),
		text => Ok(blake2_256(text.as_bytes())),
	}
}

/// Submits a call that pays in what a pool is paid in; tells what that is.
async fn submit_for(context: &Context, pool: PoolId, call: Call) -> Result<(Receipt, Asset)> {
	let key = context.key()?;
	let chain = context.chain().await?;
	let asset = find(&chain.head().await?, pool).await?.terms.asset;
	Ok((context.submit_to(&chain, key, call).await?, asset))
}

async fn set_price(context: &Context, pool: PoolId, price: Option<String>) -> Result<Report> {
	let key = context.key()?;
	let chain = context.chain().await?;
	let asset = find(&chain.head().await?, pool).await?.terms.asset;
	let price = price.map(|amount| money::parse(asset, &amount)).transpose()?;
	let receipt = context.submit_to(&chain, key, pools::set_price(pool, price)).await?;
	let text = match price {
		Some(price) => format!("A unit of pool {pool} costs {} from now on.", show(asset, price)),
		None => format!("Pool {pool} sells nothing from now on."),
	};
	Ok(done(&receipt, json!({ "pool": pool, "price": price.map(|price| price.to_string()) }), text))
}

async fn show_pool(context: &Context, pool: PoolId) -> Result<Report> {
	let block = context.head().await?;
	let found = find(&block, pool).await?;
	let books = block.pool_books(pool).await?.context("a pool has books")?;
	let (mint, outflow) = block.pool_limits(pool).await?.context("a pool has limits")?;
	let token = block.pool_token(pool).await?;
	let epoch = block.pool_epoch().await?;
	let (eligible, part) = (block.is_eligible(pool).await?, block.epoch_share(pool, epoch).await?);
	let mut text = pool_text(pool, &found);
	text += &books_text(&found, &books);
	text += &format!("token     {token}; in this period {mint} may be minted and {outflow} unstaked\n");
	text += &match eligible {
		true => format!("epoch     {epoch}, of which it would have {}\n", pza(part)),
		false => format!("epoch     {epoch}, in which nothing counts for it: that takes PZA, a market and a curator\n"),
	};
	let mut json = pool_json(pool, &found);
	if let Some(fields) = json.as_object_mut() {
		fields.insert("books".into(), books_json(&books));
		fields.insert("token".into(), json!(token));
		fields.insert("limits".into(), json!({ "mint": mint.to_string(), "outflow": outflow.to_string() }));
		fields.insert("epoch".into(), json!({ "epoch": epoch, "counts": eligible, "share": part.to_string() }));
	}
	Ok(Report::new(json, text))
}

async fn list(context: &Context) -> Result<Report> {
	let block = context.head().await?;
	let pools = block.pools().await?;
	let row = |(id, Pool { owner, terms }): &(PoolId, Pool)| {
		[
			id.to_string(),
			price_of(terms.asset, terms.price),
			length(terms.licence_period),
			kind(&terms.scoring).into(),
			owner.to_string(),
		]
	};
	let rows: Vec<_> = pools.iter().map(row).collect();
	let json: Vec<_> = pools.iter().map(|(id, pool)| pool_json(*id, pool)).collect();
	let text = table(["POOL", "PRICE OF A UNIT", "LICENCES OF", "SCORED BY", "OWNER"], &rows);
	Ok(Report::new(json!({ "block": block.number(), "pools": json }), text))
}

async fn contribution(context: &Context, pool: PoolId, content: H256) -> Result<Report> {
	let found = context.head().await?.contribution(pool, content).await?;
	let found = found.with_context(|| format!("pool {pool} has no contribution {content:?}"))?;
	let text = format!(
		"content   {content:?}\n          {}\nby        {}, in block {}\nscore     {}, for which {} tokens were minted\n\
		 read      by licences from {} on\n",
		found.uri,
		found.contributor,
		found.at,
		share(found.score),
		found.tokens,
		found.from
	);
	let mut report = Report::new(read::contribution_json(content, &found), text);
	report.add("pool", json!(pool));
	Ok(report)
}

async fn account_in(context: &Context, pool: PoolId, account: Option<AccountId>) -> Result<Report> {
	let account = context.account_or_own(account)?;
	let block = context.head().await?;
	let asset = find(&block, pool).await?.terms.asset;
	let (staked, claimable) = (block.pool_staked(pool, account).await?, block.pool_claimable(pool, account).await?);
	let consent = block.consent(pool, account).await?;
	let mut text = format!("account   {account}\nstaked    {staked} tokens\nclaimable {}\n", show(asset, claimable));
	text += &match &consent {
		None => "data      none\n".into(),
		Some(consent) => format!(
			"data      {} contributions, which {}\n",
			consent.contributions,
			if consent.is_open() { "every buyer may read" } else { "buyers may not read, but those with a grant" }
		),
	};
	let json = json!({
		"pool": pool,
		"account": account,
		"staked": staked.to_string(),
		"asset": asset,
		"claimable": claimable.to_string(),
		"consent": consent.as_ref().map(consent_json),
	});
	Ok(Report::new(json, text))
}

/// A contributor's word for programs: a gap without an end has `null` there.
fn consent_json(consent: &Consent) -> Value {
	let end = |to: LicenceId| (to != LicenceId::MAX).then_some(to);
	let gaps: Vec<_> = consent.gaps.iter().map(|gap| json!({ "from": gap.from, "to": end(gap.to) })).collect();
	json!({ "contributions": consent.contributions, "nonce": consent.nonce, "open": consent.is_open(), "gaps": gaps })
}

async fn quote(context: &Context, pool: PoolId, units: u32) -> Result<Report> {
	let block = context.head().await?;
	let asset = find(&block, pool).await?.terms.asset;
	let (price, parts) = ask_price(&block, pool, units).await?;
	let text = format!(
		"price     {} for {units} units\nowner     {}\ntreasury  {}\nstakers   {}\n",
		show(asset, price),
		show(asset, parts.owner),
		show(asset, parts.treasury),
		show(asset, parts.stakers)
	);
	let json = json!({
		"pool": pool,
		"units": units,
		"asset": asset,
		"price": price.to_string(),
		"owner": parts.owner.to_string(),
		"treasury": parts.treasury.to_string(),
		"stakers": parts.stakers.to_string(),
	});
	Ok(Report::new(json, text))
}

async fn ask_price(block: &Block, pool: PoolId, units: u32) -> Result<(Balance, pools::Parts)> {
	block.licence_quote(pool, units).await?.with_context(|| format!("pool {pool} sells nothing at present"))
}

async fn license(
	context: &Context,
	pool: PoolId,
	purpose: H256,
	units: u32,
	max_price: Option<String>,
) -> Result<Report> {
	let key = context.key()?;
	let chain = context.chain().await?;
	let block = chain.head().await?;
	let asset = find(&block, pool).await?.terms.asset;
	let (price, _) = ask_price(&block, pool, units).await?;
	let most = max_price.map(|amount| money::parse(asset, &amount)).transpose()?.unwrap_or(price);
	if price > most {
		bail!("{units} units cost {} by now: raise --max-price, or take fewer", show(asset, price));
	}
	let receipt = context.submit_to(&chain, key, pools::license(pool, purpose, units, most)).await?;
	let (licence, paid) = pools::licensed(&receipt)?;
	let text = format!(
		"Bought licence {licence} of pool {pool} for {}: {units} units, for the purpose {purpose:?}. Give its number to a \
		 worker that runs the pool's reader; `piazza pool licence {pool} {licence}` tells until when it lets read.",
		show(asset, paid)
	);
	let json = json!({
		"pool": pool,
		"licence": licence,
		"purpose": purpose,
		"units": units,
		"asset": asset,
		"paid": paid.to_string(),
	});
	Ok(done(&receipt, json, text))
}

async fn show_licence(context: &Context, pool: PoolId, licence: LicenceId, content: Option<H256>) -> Result<Report> {
	let block = context.head().await?;
	let asset = find(&block, pool).await?.terms.asset;
	let found = find_licence(&block, pool, licence).await?;
	let may_read = block.may_read(found.program, pool, licence).await?;
	let left = length(found.window.to.saturating_sub(block.number()));
	let mut text = format!(
		"licence   {licence} of pool {pool}, for {}\nbuyer     {}\npurpose   {:?}\nreader    {:?}\nunits     {}\nreads     {}\n",
		show(asset, found.paid),
		found.buyer,
		found.purpose,
		found.program,
		found.units,
		if may_read { format!("before block {}, {left} left", found.window.to) } else { "not now".into() }
	);
	let mut may_read_content = None;
	if let Some(content) = content {
		let may = block.may_read_contribution(found.program, pool, licence, content).await?;
		text += &format!("content   {content:?} {}\n", if may { "may be read" } else { "may not be read" });
		may_read_content = Some(may);
	}
	let json = json!({
		"pool": pool,
		"licence": licence,
		"buyer": found.buyer,
		"purpose": found.purpose,
		"program": found.program,
		"units": found.units,
		"asset": asset,
		"paid": found.paid.to_string(),
		"window": found.window,
		"may_read": may_read,
		"content": content,
		"may_read_content": may_read_content,
	});
	Ok(Report::new(json, text))
}

fn price_of(asset: Asset, price: Option<Balance>) -> String {
	price.map_or_else(|| "not for sale".into(), |price| show(asset, price))
}

fn kind(scoring: &Scoring) -> &'static str {
	match scoring {
		Scoring::Enclave { .. } => "an enclave",
		Scoring::Web { .. } => "the web",
		Scoring::Jury { .. } => "a jury",
	}
}

fn scored(scoring: &Scoring) -> String {
	match scoring {
		Scoring::Enclave { program, min_tier } => format!("by a worker of {min_tier} that runs\n          {program:?}"),
		Scoring::Web { provider, answers } => format!(
			"fully when seen on the web; each question counts once{}. Provider\n          {provider:?}",
			match answers {
				Answers::One => "",
				Answers::OnePerContributor => " by each contributor",
			}
		),
		Scoring::Jury { program, min_quorum } => {
			format!("by a job in which {min_quorum} gave the same output, of\n          {program:?}")
		}
	}
}

fn pool_text(id: PoolId, Pool { owner, terms }: &Pool) -> String {
	format!(
		"pool      {id}\nowner     {owner}, who has {} of what is sold; the treasury has {}\nprice     {}, for one \
		 contribution read once\nlicences  let read for {}\nscored    {}\nfactor    {} tokens for the full score\nreader    \
		 {:?}\nschema    {:?}\n          {}\nallowed   {:?}\n          {}\n",
		share(terms.split.owner),
		share(terms.split.treasury),
		price_of(terms.asset, terms.price),
		length(terms.licence_period),
		scored(&terms.scoring),
		terms.factor,
		terms.reader,
		terms.schema.hash,
		terms.schema.uri,
		terms.conditions.hash,
		terms.conditions.uri,
	)
}

fn books_text(pool: &Pool, books: &Books) -> String {
	let asset = pool.terms.asset;
	format!(
		"data      {} contributions, {} of them for every buyer; {} licences sold\nstaked    {} of {} tokens minted\nkept      \
		 {} for stakers, {} for the owner\ncurator   {}\nmarket    {}\n",
		books.contributions,
		books.offered,
		books.next_licence,
		books.staked,
		books.minted,
		show(asset, books.kept),
		show(asset, books.owner_due),
		books.curator.map_or_else(|| "none".into(), |curator| curator.to_string()),
		if books.market { "open" } else { "none" },
	)
}

fn pool_json(id: PoolId, Pool { owner, terms }: &Pool) -> Value {
	json!({
		"pool": id,
		"owner": owner,
		"schema": terms.schema,
		"conditions": terms.conditions,
		"scoring": terms.scoring,
		"factor": terms.factor.to_string(),
		"asset": terms.asset,
		"price": terms.price.map(|price| price.to_string()),
		"split": terms.split,
		"reader": terms.reader,
		"licence_period": terms.licence_period,
		"breaker": {
			"period": terms.breaker.period,
			"max_mint": terms.breaker.max_mint.to_string(),
			"max_outflow": terms.breaker.max_outflow.to_string(),
		},
	})
}

fn books_json(books: &Books) -> Value {
	json!({
		"contributions": books.contributions,
		"offered": books.offered,
		"licences": books.next_licence,
		"minted": books.minted.to_string(),
		"staked": books.staked.to_string(),
		"kept": books.kept.to_string(),
		"owner_due": books.owner_due.to_string(),
		"curator": books.curator,
		"market": books.market,
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use piazza_client::pools::Gap;

	#[test]
	fn purpose_is_the_hash_that_is_given_or_that_of_the_text() {
		let hash = blake2_256(b"train a model");
		assert_eq!(purpose("train a model").unwrap(), hash);
		assert_eq!(purpose(&format!("{hash:?}")).unwrap(), hash);
		assert!(purpose("").is_err());
		assert!(purpose("0x12").is_err());
	}

	#[test]
	fn gap_has_no_end_for_programs_while_the_contributor_is_out() {
		let gaps = vec![Gap { from: 1, to: 2 }, Gap { from: 5, to: u64::MAX }];
		let found = consent_json(&Consent { contributions: 3, nonce: 1, gaps });
		let gaps = json!([{ "from": 1, "to": 2 }, { "from": 5, "to": null }]);
		assert_eq!(found, json!({ "contributions": 3, "nonce": 1, "open": false, "gaps": gaps }));
	}
}
