//! `piazza lease attributes`: what is said of machines by those who looked at them.

use super::done;
use crate::{
	context::Context,
	report::{table, Report},
};
use anyhow::{bail, Result};
use clap::Subcommand;
use piazza_client::{
	keys,
	leases::{self, Attribute, MAX_ATTRIBUTES},
	AccountId,
};
use serde_json::json;

/// What auditors say of machines.
#[derive(Subcommand)]
pub(crate) enum Command {
	/// Say of a machine, as an auditor, that it has these attributes, in the place of what you said before; with none, take
	/// it back
	///
	/// Owners speak for their own machines as any auditor does; an order names whose word counts. A deposit is held on you.
	Set {
		/// The machine
		#[arg(value_parser = keys::parse_account)]
		worker: AccountId,
		/// Like region=eu
		#[arg(value_name = "TEXT")]
		attributes: Vec<Attribute>,
	},
	/// Show what is said of a machine
	Show {
		/// The machine
		#[arg(value_parser = keys::parse_account)]
		worker: AccountId,
		/// Only what this auditor says
		#[arg(long, value_name = "ACCOUNT", value_parser = keys::parse_account)]
		auditor: Option<AccountId>,
	},
}

impl Command {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		match self {
			Self::Set { worker, attributes } => {
				if attributes.len() > MAX_ATTRIBUTES {
					bail!("one auditor says at most {MAX_ATTRIBUTES} things of a machine: leave some out");
				}
				let text = match attributes.as_slice() {
					[] => format!("You say nothing of {worker} any more."),
					attributes => format!("You say of {worker}: {}.", line(attributes)),
				};
				let json = json!({ "worker": worker, "attributes": attributes });
				let receipt = context.submit(leases::audit(worker, attributes)).await?;
				Ok(done(&receipt, json, text))
			}
			Self::Show { worker, auditor } => {
				let block = context.head().await?;
				let audits = match auditor {
					Some(auditor) => vec![(auditor, block.attributes(worker, auditor).await?)],
					None => block.audits(worker).await?,
				};
				let rows: Vec<_> = audits.iter().map(|(auditor, said)| [auditor.to_string(), line(said)]).collect();
				let json: Vec<_> =
					audits.iter().map(|(auditor, said)| json!({ "auditor": auditor, "attributes": said })).collect();
				let text = table(["AUDITOR", "SAYS"], &rows);
				Ok(Report::new(json!({ "worker": worker, "block": block.number(), "audits": json }), text))
			}
		}
	}
}

fn line(attributes: &[Attribute]) -> String {
	match attributes {
		[] => "nothing".into(),
		attributes => attributes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
	}
}
