//! `piazza stake`.

use super::done;
use crate::{
	context::Context,
	money::{self, pza, share},
	report::{table, Report},
	time::{about, utc},
};
use anyhow::{bail, Result};
use clap::Subcommand;
use piazza_client::{
	amount, keys,
	stakes::{self, Delegation, Leaving, PendingSlash, Position, Role, SlashId, ALL},
	validators::Clock,
	AccountId, Balance, Perbill,
};
use serde_json::{json, Value};

/// Stake: what stands behind operators, and earns with them.
#[derive(Subcommand)]
pub(crate) enum Command {
	/// Become an operator: open a position with stake of your own
	Open {
		/// What for: validator, provider, checker or curator
		role: Role,
		/// How much, in PZA; `piazza stake position` shows the least
		#[arg(value_parser = amount::parse)]
		amount: Balance,
		/// Your share of each reward, in percent. It may be raised later, but only little by little
		#[arg(long, value_name = "PERCENT", default_value = "0", value_parser = money::commission)]
		commission: Perbill,
	},
	/// Add stake behind an operator: yourself, or another whose rewards and losses you share
	Bond {
		/// The role
		role: Role,
		/// Whom to stand behind
		#[arg(value_parser = keys::parse_account)]
		operator: AccountId,
		/// How much, in PZA
		#[arg(value_parser = amount::parse)]
		amount: Balance,
	},
	/// Take stake out; it is free some eras later, and bears losses for faults until now
	Unbond {
		/// The role
		role: Role,
		/// Behind whom it is
		#[arg(value_parser = keys::parse_account)]
		operator: AccountId,
		/// How much, in PZA, or "all"
		#[arg(value_parser = some_or_all)]
		amount: Balance,
	},
	/// Get what was taken out and is free by now
	Withdraw {
		/// The role
		role: Role,
		/// Behind whom it was
		#[arg(value_parser = keys::parse_account)]
		operator: AccountId,
	},
	/// Set your share of each reward as an operator, from the next era on
	Commission {
		/// The role
		role: Role,
		/// The share in percent
		#[arg(value_name = "PERCENT", value_parser = money::commission)]
		commission: Perbill,
	},
	/// Serve no more as an operator; your stake stays until you take it out
	Chill {
		/// The role
		role: Role,
	},
	/// Serve again as an operator
	Activate {
		/// The role
		role: Role,
	},
	/// Show all that an account has staked, and what it is getting back
	Show {
		/// SS58 address, 0x and 64 digits, or a development key like //Alice [default: the account of the key given]
		#[arg(value_parser = keys::parse_account)]
		account: Option<AccountId>,
	},
	/// Show what stands behind an operator, and the slashes that wait to be taken
	Position {
		/// The role
		role: Role,
		/// The operator
		#[arg(value_parser = keys::parse_account)]
		operator: AccountId,
	},
}

/// Reads an amount, or `all`.
fn some_or_all(text: &str) -> Result<Balance> {
	match text {
		"all" => Ok(ALL),
		text => Ok(amount::parse(text)?),
	}
}

impl Command {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		match self {
			Self::Open { role, amount, commission } => {
				let receipt = context.submit(stakes::open(role, amount, commission)).await?;
				let json = json!({ "role": role, "amount": amount.to_string(), "commission": commission });
				let share = share(commission);
				let text = format!("Opened your position as {role} with {}; your commission is {share}.", pza(amount));
				Ok(done(&receipt, json, text))
			}
			Self::Bond { role, operator, amount } => {
				let receipt = context.submit(stakes::bond(role, operator, amount)).await?;
				let json = json!({ "role": role, "operator": operator, "amount": amount.to_string() });
				Ok(done(&receipt, json, format!("Put {} behind {role} {operator}.", pza(amount))))
			}
			Self::Unbond { role, operator, amount } => unbond(context, role, operator, amount).await,
			Self::Withdraw { role, operator } => {
				let receipt = context.submit(stakes::withdraw(role, operator)).await?;
				let amount = stakes::withdrawn(&receipt)?;
				let json = json!({ "role": role, "operator": operator, "amount": amount.to_string() });
				Ok(done(&receipt, json, format!("Got {} back from behind {role} {operator}.", pza(amount))))
			}
			Self::Commission { role, commission } => {
				let receipt = context.submit(stakes::set_commission(role, commission)).await?;
				let text = format!("Your commission as {role} is {} from the next era on.", share(commission));
				Ok(done(&receipt, json!({ "role": role, "commission": commission }), text))
			}
			Self::Chill { role } => {
				let receipt = context.submit(stakes::chill(role)).await?;
				let text = format!("You serve no more as {role}. Take your stake out with `piazza stake unbond`.");
				Ok(done(&receipt, json!({ "role": role }), text))
			}
			Self::Activate { role } => {
				let receipt = context.submit(stakes::activate(role)).await?;
				Ok(done(&receipt, json!({ "role": role }), format!("You serve again as {role}.")))
			}
			Self::Show { account } => show(context, account).await,
			Self::Position { role, operator } => position(context, role, operator).await,
		}
	}
}

async fn unbond(context: &Context, role: Role, operator: AccountId, amount: Balance) -> Result<Report> {
	let receipt = context.submit(stakes::unbond(role, operator, amount)).await?;
	let left = stakes::unbonded(&receipt)?;
	let clock = context.head().await?.clock().await?;
	let free_at = clock.map(|clock| clock.era_begins(left.free_in));
	let json = json!({
		"role": role,
		"operator": operator,
		"amount": left.amount.to_string(),
		"free_in_era": left.free_in,
		"free_at": free_at,
	});
	let text = format!(
		"Took {} out from behind {role} {operator}. It is free in era {}{}: get it then with `piazza stake withdraw {role} \
		 {operator}`. Until then it bears losses for faults up to now.",
		pza(left.amount),
		left.free_in,
		about(free_at),
	);
	Ok(done(&receipt, json, text))
}

async fn show(context: &Context, account: Option<AccountId>) -> Result<Report> {
	let account = context.account_or_own(account)?;
	let block = context.head().await?;
	let clock = block.clock().await?;
	let delegations = block.delegations(account).await?;
	let row = |delegation: &Delegation| {
		let leaving = delegation.leaving.iter().map(|leaving| leaving_text(leaving, clock.as_ref()));
		[
			delegation.role.to_string(),
			if delegation.operator == account { "itself".into() } else { delegation.operator.to_string() },
			pza(delegation.amount),
			leaving.collect::<Vec<_>>().join("; "),
		]
	};
	let rows: Vec<_> = delegations.iter().map(row).collect();
	let total = delegations.iter().fold(0, |sum: Balance, delegation| sum.saturating_add(delegation.amount));
	let text = format!(
		"account  {account}\nstaked   {}\nas of    block {}\n\n{}",
		pza(total),
		block.number(),
		table(["ROLE", "OPERATOR", "STAKED", "LEAVING"], &rows)
	);
	let leaving_json = |leaving: &Leaving| {
		json!({
			"amount": leaving.amount.to_string(),
			"free_in_era": leaving.free_in,
			"free_at": clock.map(|clock| clock.era_begins(leaving.free_in)),
			"free": clock.map(|clock| is_free(leaving, &clock)),
		})
	};
	let delegation_json = |delegation: &Delegation| {
		json!({
			"role": delegation.role,
			"operator": delegation.operator,
			"amount": delegation.amount.to_string(),
			"leaving": delegation.leaving.iter().map(leaving_json).collect::<Vec<_>>(),
		})
	};
	let json = json!({
		"account": account,
		"block": block.number(),
		"staked": total.to_string(),
		"delegations": delegations.iter().map(delegation_json).collect::<Vec<_>>(),
	});
	Ok(Report::new(json, text))
}

fn is_free(leaving: &Leaving, clock: &Clock) -> bool {
	leaving.free_in <= clock.era()
}

fn leaving_text(leaving: &Leaving, clock: Option<&Clock>) -> String {
	let amount = pza(leaving.amount);
	match clock {
		Some(clock) if is_free(leaving, clock) => format!("{amount} is free: withdraw it"),
		clock => {
			let at = clock.map(|clock| clock.era_begins(leaving.free_in));
			format!("{amount} free in era {}{}", leaving.free_in, about(at))
		}
	}
}

async fn position(context: &Context, role: Role, operator: AccountId) -> Result<Report> {
	let block = context.head().await?;
	let found = block.position(role, operator).await?;
	let Some(position) = found else {
		let least = pza(block.minimum_stake(role).await?);
		bail!("{operator} has no position as {role}: it opens one with `piazza stake open {role} AMOUNT`, of {least} or more");
	};
	let slashes = block.pending_slashes(role, operator).await?;
	let clock = block.clock().await?;
	let text = format!(
		"operator    {operator}, {role}\n{}as of       block {}\n{}",
		position_text(&position, clock.as_ref()),
		block.number(),
		slashes_text(&slashes, clock.as_ref()),
	);
	let mut json = position_json(&position);
	if let Some(fields) = json.as_object_mut() {
		fields.insert("role".into(), json!(role));
		fields.insert("operator".into(), json!(operator));
		fields.insert("block".into(), json!(block.number()));
		fields.insert("slashes".into(), slashes_json(&slashes));
	}
	Ok(Report::new(json, text))
}

/// A position for people: lines of a name and a value.
pub(super) fn position_text(position: &Position, clock: Option<&Clock>) -> String {
	let Position { stake, own, minimum, frozen, .. } = position;
	let mut commission = share(position.commission);
	if position.next_commission != position.commission {
		commission += &format!(", and {} from the next era on", share(position.next_commission));
	}
	let state = match position.notice {
		_ if !position.active => "chilled: the operator does not serve".into(),
		Some(due) => format!(
			"below the minimum: it is chilled in block {due}{} unless it adds stake until then",
			about(clock.map(|clock| clock.block_comes(due)))
		),
		None if own < minimum => "below the minimum: it is not backed until it adds stake".into(),
		None => "active".into(),
	};
	format!(
		"state       {state}\nstake       {}, of which {} are the operator's own\nminimum     {} of its own\n\
		 frozen      {}\ncommission  {commission}\n",
		pza(*stake),
		pza(*own),
		pza(*minimum),
		pza(*frozen),
	)
}

/// A position for programs.
pub(super) fn position_json(position: &Position) -> Value {
	json!({
		"stake": position.stake.to_string(),
		"own": position.own.to_string(),
		"minimum": position.minimum.to_string(),
		"frozen": position.frozen.to_string(),
		"commission": position.commission,
		"next_commission": position.next_commission,
		"active": position.active,
		"backed": position.is_backed(),
		"notice": position.notice,
	})
}

/// Pending slashes for people; nothing when there are none.
pub(super) fn slashes_text(slashes: &[(SlashId, PendingSlash)], clock: Option<&Clock>) -> String {
	let row = |(id, slash): &(SlashId, PendingSlash)| {
		let taken = match clock {
			Some(clock) => utc(clock.block_comes(slash.due)),
			None => "?".into(),
		};
		[id.to_string(), pza(slash.amount()), slash.era.to_string(), format!("block {} ({taken})", slash.due)]
	};
	match slashes {
		[] => String::new(),
		slashes => {
			let rows: Vec<_> = slashes.iter().map(row).collect();
			format!("\n{}", table(["SLASH", "FROZEN", "FAULT IN ERA", "TAKEN IN"], &rows))
		}
	}
}

/// Pending slashes for programs.
pub(super) fn slashes_json(slashes: &[(SlashId, PendingSlash)]) -> Value {
	let slash = |(id, slash): &(SlashId, PendingSlash)| {
		let leaving: Vec<_> =
			slash.leaving.iter().map(|(era, amount)| json!({ "era": era, "amount": amount.to_string() })).collect();
		let claim = slash.claim.map(|(account, amount)| json!({ "account": account, "amount": amount.to_string() }));
		json!({
			"slash": id,
			"era": slash.era,
			"amount": slash.amount().to_string(),
			"staked": slash.staked.to_string(),
			"leaving": leaving,
			"claim": claim,
			"reporter": slash.reporter,
			"due": slash.due,
		})
	};
	json!(slashes.iter().map(slash).collect::<Vec<_>>())
}
