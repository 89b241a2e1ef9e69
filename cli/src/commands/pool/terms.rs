//! `piazza pool create`: what a pool promises.

use crate::{
	commands::done,
	context::{hash, Context},
	money,
	report::Report,
	time::blocks,
};
use anyhow::{bail, Context as _, Result};
use clap::{Args, ValueEnum};
use piazza_client::{
	pools::{self, Answers, Breaker, Scoring, Split, Terms},
	Asset, BlockNumber, Content, Permill, ProgramId, Tier, H256,
};
use serde_json::json;
use std::path::PathBuf;

/// What says how good a contribution is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Scorer {
	/// A program in an enclave, by the signature of a worker that runs it
	Enclave,
	/// Its origin: what is proven to come from the web has the full score
	Web,
	/// A job whose input is the content and whose output is the score
	Jury,
}

/// Make a pool; nothing of it but the price can be changed later
#[derive(Args)]
pub(crate) struct Create {
	/// What data looks like here
	#[arg(long, value_name = "FILE")]
	schema: PathBuf,
	/// What licences allow, in words
	#[arg(long, value_name = "FILE")]
	conditions: PathBuf,
	#[command(flatten)]
	offer: Offer,
	/// Do not check that others can fetch both files
	#[arg(long)]
	unchecked: bool,
}

/// All but the two files.
#[derive(Args)]
struct Offer {
	/// What says how good a contribution is
	#[arg(long, value_enum)]
	scoring: Scorer,
	/// With --scoring enclave or jury: the program that scores
	#[arg(long, value_name = "ID", value_parser = hash)]
	program: Option<ProgramId>,
	/// With --scoring enclave: how strongly the worker must be known [default: confidential-cpu]
	#[arg(long, value_name = "TIER")]
	min_tier: Option<Tier>,
	/// With --scoring jury: how many answers had to be equal. One is enough for an enclave or a circuit; of a module, who
	/// brings data could ask its own worker [default: 3]
	#[arg(long, value_name = "N")]
	quorum: Option<u8>,
	/// With --scoring web: the provider
	#[arg(long, value_name = "HASH", value_parser = hash)]
	provider: Option<H256>,
	/// With --scoring web: each contributor may answer the same question once; else it counts once in the whole pool
	#[arg(long)]
	per_contributor: bool,
	/// Tokens for the full score, in the smallest unit
	#[arg(long, value_name = "TOKENS", default_value_t = 1_000_000_000_000)]
	factor: u128,
	/// What licences are paid in: PZA, or the number of another asset
	#[arg(long, default_value = "PZA")]
	asset: Asset,
	/// Price of a unit: one contribution, read once [default: nothing is sold yet]
	#[arg(long, value_name = "AMOUNT")]
	price: Option<String>,
	/// Your share of what is sold, in percent
	#[arg(long, value_name = "PERCENT", default_value = "10", value_parser = money::percent)]
	owner_share: Permill,
	/// The treasury's share; the stakers have the rest
	#[arg(long, value_name = "PERCENT", default_value = "5", value_parser = money::percent)]
	treasury_share: Permill,
	/// The program, in an enclave, that reads for whoever has a licence
	#[arg(long, value_name = "ID", value_parser = hash)]
	reader: ProgramId,
	/// How long a licence lets read: blocks, or like 10m, 2h, 1d
	#[arg(long, value_name = "TIME", default_value = "30d", value_parser = blocks)]
	licence_period: BlockNumber,
	/// Length of the periods that the two limits below are for
	#[arg(long, value_name = "TIME", default_value = "1d", value_parser = blocks)]
	period: BlockNumber,
	/// Most tokens minted in a period [default: those of 1000 full scores]
	#[arg(long, value_name = "TOKENS")]
	max_mint: Option<u128>,
	/// By how much more may be unstaked than staked in a period [default: as --max-mint]
	#[arg(long, value_name = "TOKENS")]
	max_outflow: Option<u128>,
}

impl Create {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		let Self { schema, conditions, offer, unchecked } = self;
		let key = context.key()?;
		let (schema, conditions) = (context.store_file(&schema, None)?, context.store_file(&conditions, None)?);
		let terms = offer.terms(schema, conditions)?;
		if !unchecked {
			context.ensure_served(&terms.schema).await?;
			context.ensure_served(&terms.conditions).await?;
		}
		let chain = context.chain().await?;
		let is_sold = terms.price.is_some();
		let receipt = context.submit_to(&chain, key, pools::create(terms)).await?;
		let (pool, token) = pools::created(&receipt)?;
		let next = match is_sold {
			true => "licences are sold as soon as there is data".into(),
			false => format!("give it a price with `piazza pool price {pool} AMOUNT`"),
		};
		let text = format!(
			"Made pool {pool}; its token will be {token}. Keep serving schema and conditions, have data brought with `piazza \
			 pool contribute {pool}`, and {next}."
		);
		Ok(done(&receipt, json!({ "pool": pool, "token": token }), text))
	}
}

impl Offer {
	fn terms(self, schema: Content, conditions: Content) -> Result<Terms> {
		let scoring = self.scoring()?;
		let Self { factor, asset, reader, licence_period, period, .. } = self;
		let price = self.price.map(|amount| money::parse(asset, &amount)).transpose()?;
		let split = Split { owner: self.owner_share, treasury: self.treasury_share };
		if split.owner.0.saturating_add(split.treasury.0) > 1_000_000 {
			bail!("--owner-share and --treasury-share are more than 100 % together");
		}
		let max_mint = match self.max_mint {
			Some(most) if most < factor => bail!("--max-mint is less than one full score: give {factor} at the least"),
			Some(most) => most,
			None => factor.checked_mul(1_000).context("the factor is more than a pool can ever mint")?,
		};
		let breaker = Breaker { period, max_mint, max_outflow: self.max_outflow.unwrap_or(max_mint) };
		Ok(Terms { schema, conditions, scoring, factor, asset, price, split, reader, licence_period, breaker })
	}

	fn scoring(&self) -> Result<Scoring> {
		let Self { scoring, program, min_tier, quorum, provider, per_contributor, .. } = *self;
		match (scoring, program, provider, min_tier, quorum, per_contributor) {
			(Scorer::Enclave, Some(program), None, tier, None, false) => {
				Ok(Scoring::Enclave { program, min_tier: tier.unwrap_or(Tier::ConfidentialCpu) })
			}
			(Scorer::Web, None, Some(provider), None, None, per_contributor) => {
				let answers = if per_contributor { Answers::OnePerContributor } else { Answers::One };
				Ok(Scoring::Web { provider, answers })
			}
			(Scorer::Jury, Some(program), None, None, quorum, false) => {
				Ok(Scoring::Jury { program, min_quorum: quorum.unwrap_or(3) })
			}
			(Scorer::Enclave, ..) => bail!("--scoring enclave needs --program, may have --min-tier, and takes no more"),
			(Scorer::Web, ..) => bail!("--scoring web needs --provider, may have --per-contributor, and takes no more"),
			(Scorer::Jury, ..) => bail!("--scoring jury needs --program, may have --quorum, and takes no more"),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::Parser;

	#[derive(Parser)]
	struct Line {
		#[command(flatten)]
		offer: Offer,
	}

	fn id(byte: u8) -> String {
		hex::encode([byte; 32])
	}

	fn content(byte: u8) -> Content {
		Content { hash: H256::repeat_byte(byte), uri: Default::default() }
	}

	/// The terms of this line, with a reader.
	fn terms(line: &str) -> Result<Terms> {
		let reader = id(9);
		let args = ["", "--reader", &reader].into_iter().chain(line.split(' '));
		Line::try_parse_from(args)?.offer.terms(content(1), content(2))
	}

	#[test]
	fn terms_are_sensible_when_little_is_said() {
		let found = terms(&format!("--scoring enclave --program {}", id(3))).unwrap();
		let expected = Terms {
			schema: content(1),
			conditions: content(2),
			scoring: Scoring::Enclave { program: H256::repeat_byte(3), min_tier: Tier::ConfidentialCpu },
			factor: 1_000_000_000_000,
			asset: Asset::Native,
			price: None,
			split: Split { owner: Permill(100_000), treasury: Permill(50_000) },
			reader: H256::repeat_byte(9),
			licence_period: 30 * 28_800,
			breaker: Breaker { period: 28_800, max_mint: 1_000_000_000_000_000, max_outflow: 1_000_000_000_000_000 },
		};
		assert_eq!(found, expected);
	}

	#[test]
	fn terms_are_what_was_said() {
		let line = format!("--scoring web --provider {} --per-contributor --factor 50 --asset 7 --price 30", id(4));
		let more =
			"--owner-share 20 --treasury-share 80 --licence-period 10m --period 5 --max-mint 60 --max-outflow 70";
		let found = terms(&format!("{line} {more}")).unwrap();
		let web = Scoring::Web { provider: H256::repeat_byte(4), answers: Answers::OnePerContributor };
		assert_eq!((found.scoring, found.factor, found.asset, found.price), (web, 50, Asset::WithId(7), Some(30)));
		assert_eq!(found.split, Split { owner: Permill(200_000), treasury: Permill(800_000) });
		assert_eq!(found.licence_period, 200);
		assert_eq!(found.breaker, Breaker { period: 5, max_mint: 60, max_outflow: 70 });
		let jury = terms(&format!("--scoring jury --program {} --quorum 2 --price 0.5", id(3))).unwrap();
		assert_eq!(jury.scoring, Scoring::Jury { program: H256::repeat_byte(3), min_quorum: 2 });
		assert_eq!(jury.price, Some(500_000_000_000));
	}

	#[test]
	fn terms_are_refused_when_they_do_not_fit_together() {
		let (program, provider) = (id(3), id(4));
		for (line, named) in [
			("--scoring enclave".into(), "--program"),
			(format!("--scoring enclave --program {program} --quorum 2"), "--min-tier"),
			(format!("--scoring web --program {program}"), "--provider"),
			(format!("--scoring web --provider {provider} --min-tier device"), "--per-contributor"),
			(format!("--scoring jury --program {program} --per-contributor"), "--quorum"),
			(format!("--scoring enclave --program {program} --factor 10 --max-mint 9"), "--max-mint"),
			(format!("--scoring enclave --program {program} --owner-share 96"), "--treasury-share"),
			(format!("--scoring enclave --program {program} --price much"), "much"),
		] {
			let error = terms(&line).unwrap_err().to_string();
			assert!(error.contains(named), "{line}: {error}");
		}
	}
}
