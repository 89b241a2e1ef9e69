//! `piazza validator`.

mod checks;
mod facts;
mod plan;
mod setup;
mod status;

use super::done;
use crate::{
	context::Context,
	money::{pza, share},
	report::{table, Report},
	time::{about, utc},
};
use anyhow::{bail, Result};
use clap::Subcommand;
use piazza_client::{
	chain::Block,
	keys,
	stakes::{Position, Role},
	validators::{self, Step, Validator},
	AccountId, Balance,
};
use serde_json::json;
use std::collections::BTreeMap;

/// Validators: who makes and finalizes blocks.
#[derive(Subcommand)]
pub(crate) enum Command {
	/// Make the node at --node a validator: checks it, makes its keys, stakes, and joins the candidates
	///
	/// Run it on the node's own machine, with the key of the operator's account: stake is taken from it, and what is
	/// earned goes to its position. First everything is checked, each with what to do when it is not in order; nothing is
	/// changed before all is. Then the node makes session keys, which never leave it, and proves that it has them. One
	/// transaction stakes, registers the keys and joins the candidates. What is in place already is left as it is, so this
	/// may be run again at any time.
	Setup(setup::Setup),
	/// Show how an operator stands: stake, keys, elections, faults, what it earns
	Status {
		/// The operator [default: the account of the key given]
		#[arg(value_parser = keys::parse_account)]
		operator: Option<AccountId>,
	},
	/// List the validators of this session and the next
	List,
	/// Stop being a candidate
	///
	/// Keep the node running until the sessions that it is elected for are over: this says until when. The stake stays until
	/// it is taken out with `piazza stake unbond`.
	Leave,
	/// Be a candidate again, after leaving or after a fault
	///
	/// Keys must be registered, and the stake must be there; `piazza validator setup` does that too.
	Rejoin,
}

impl Command {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		match self {
			Self::Setup(command) => command.run(context).await,
			Self::Status { operator } => status::run(context, operator).await,
			Self::List => list(context).await,
			Self::Leave => leave(context).await,
			Self::Rejoin => rejoin(context).await,
		}
	}
}

/// A row of the list.
struct Row {
	operator: AccountId,
	stake: Balance,
	now: Option<Validator>,
	next: bool,
	position: Option<Position>,
}

impl Row {
	fn sessions(&self) -> &'static str {
		match (self.now, self.next) {
			(Some(Validator { disabled: true, .. }), _) => "disabled for this session",
			(Some(_), true) => "now and next",
			(Some(_), false) => "now, not next",
			(None, _) => "next",
		}
	}

	/// Whoever validates in `block`'s session or the next, the most stake first.
	async fn all(block: &Block) -> Result<Vec<Self>> {
		let (now, next) = (block.validators().await?, block.next_validators().await?);
		let mut found: BTreeMap<AccountId, (Option<Validator>, bool, Balance)> = BTreeMap::new();
		for validator in now {
			found.insert(validator.operator, (Some(validator), false, validator.stake));
		}
		for validator in next {
			let row = found.entry(validator.operator).or_insert((None, false, validator.stake));
			(row.1, row.2) = (true, validator.stake);
		}
		let positions = block.positions(Role::Validator, found.keys().copied()).await?;
		let row = |((operator, (now, next, stake)), position)| Self { operator, stake, now, next, position };
		let mut rows: Vec<_> = found.into_iter().zip(positions).map(row).collect();
		rows.sort_by(|a, b| b.stake.cmp(&a.stake).then_with(|| a.operator.cmp(&b.operator)));
		Ok(rows)
	}
}

async fn list(context: &Context) -> Result<Report> {
	let block = context.head().await?;
	let rows = Row::all(&block).await?;
	let clock = block.clock().await?;
	let cells = |row: &Row| {
		[
			row.operator.to_string(),
			pza(row.stake),
			row.position.as_ref().map_or_else(|| "-".into(), |position| share(position.commission)),
			row.sessions().into(),
		]
	};
	let cells: Vec<_> = rows.iter().map(cells).collect();
	let heading = clock.map_or_else(String::new, |clock| {
		let next = clock.session.saturating_add(1);
		let begins = utc(clock.session_begins(next));
		format!("session {} of era {}; session {next} begins about {begins}\n\n", clock.session, clock.era())
	});
	let text = format!("{heading}{}", table(["OPERATOR", "STAKE", "COMMISSION", "VALIDATES"], &cells));
	let validators: Vec<_> = rows
		.iter()
		.map(|row| {
			json!({
				"operator": row.operator,
				"stake": row.stake.to_string(),
				"commission": row.position.as_ref().map(|position| position.commission),
				"now": row.now.is_some(),
				"next": row.next,
				"disabled": row.now.is_some_and(|validator| validator.disabled),
			})
		})
		.collect();
	let json = json!({
		"block": block.number(),
		"session": clock.map(|clock| clock.session),
		"era": clock.map(|clock| clock.era()),
		"validators": validators,
	});
	Ok(Report::new(json, text))
}

async fn leave(context: &Context) -> Result<Report> {
	let key = context.key()?;
	let account = keys::account(&key);
	let chain = context.chain().await?;
	let block = chain.head().await?;
	let position = block.position(Role::Validator, account).await?;
	let mut steps = Vec::new();
	if block.candidates().await?.contains(&account) {
		steps.push(Step::Leave);
	}
	if position.as_ref().is_some_and(|position| position.active) {
		steps.push(Step::Chill);
	}
	let unbond = format!("piazza stake unbond validator {account} all");
	if steps.is_empty() {
		let hint = position.map_or_else(String::new, |_| format!(" Take your stake out with `{unbond}`."));
		bail!("you are no candidate, and serve no more: there is nothing to leave.{hint}");
	}
	let receipt = context.submit_to(&chain, key, validators::take(steps)).await?;
	let until = chain.at(receipt.block.number).await?.clock().await?.map(|clock| {
		let session = clock.next_election();
		(session, clock.session_begins(session))
	});
	let keep = match until {
		Some((session, at)) => {
			format!(
				"Keep the node running until session {session} begins{}: it may be elected until then.",
				about(Some(at))
			)
		}
		None => "Keep the node running until `piazza validator status` says that you validate no more.".into(),
	};
	let text = format!(
		"You are no candidate any more. {keep}\nYour stake stays where it is. Take it out with `{unbond}`; or come back with \
		 `piazza validator rejoin`."
	);
	let json = json!({
		"operator": account,
		"runs_until_session": until.map(|(session, _)| session),
		"runs_until": until.map(|(_, at)| at),
	});
	Ok(done(&receipt, json, text))
}

async fn rejoin(context: &Context) -> Result<Report> {
	let key = context.key()?;
	let account = keys::account(&key);
	let chain = context.chain().await?;
	let block = chain.head().await?;
	let Some(position) = block.position(Role::Validator, account).await? else {
		bail!("you have no stake as a validator: `piazza validator setup` does everything at once");
	};
	if block.session_keys(account).await?.is_none() {
		bail!("you have registered no session keys: `piazza validator setup` does everything at once");
	}
	if position.own < position.minimum {
		let missing = pza(position.minimum.saturating_sub(position.own));
		bail!("your own stake is below the minimum: add at least {missing} with `piazza stake bond validator {account} AMOUNT`");
	}
	let mut steps = Vec::new();
	if !position.active {
		steps.push(Step::Activate);
	}
	if !block.candidates().await?.contains(&account) {
		steps.push(Step::Join);
	}
	if steps.is_empty() {
		bail!("you are a candidate already: `piazza validator status` shows how you stand");
	}
	let receipt = context.submit_to(&chain, key, validators::take(steps)).await?;
	let clock = chain.at(receipt.block.number).await?.clock().await?;
	let from = clock.map(|clock| (clock.next_election(), clock.session_begins(clock.next_election())));
	let when = from.map_or_else(String::new, |(session, at)| {
		format!(" You can be elected from session {session} on{}.", about(Some(at)))
	});
	let json = json!({ "operator": account, "from_session": from.map(|(session, _)| session) });
	Ok(done(&receipt, json, format!("You are a candidate again.{when}")))
}
