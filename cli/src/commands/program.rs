//! `piazza program`.

use super::done;
use crate::{
	context::{hash, Context},
	report::{table, Report},
};
use anyhow::{Context as _, Result};
use clap::Subcommand;
use piazza_client::{programs, ProgramId};
use serde_json::json;
use std::path::PathBuf;

/// Programs that workers run.
#[derive(Subcommand)]
pub(crate) enum Command {
	/// Register a module, against a deposit
	Register {
		/// The module
		#[arg(long, value_name = "FILE")]
		file: PathBuf,
		/// Where workers fetch it [default: the blob server's URL]
		#[arg(long)]
		uri: Option<String>,
		/// Do not check that it can be fetched from there
		#[arg(long)]
		unchecked: bool,
	},
	/// Show one program
	Show {
		/// Its id
		#[arg(value_parser = hash)]
		id: ProgramId,
	},
	/// List all programs
	List,
	/// Remove a program of yours and get its deposit back
	Remove {
		/// Its id
		#[arg(value_parser = hash)]
		id: ProgramId,
	},
}

impl Command {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		match self {
			Self::Register { file, uri, unchecked } => {
				let module = context.store_file(&file, uri.as_deref())?;
				if !unchecked {
					context.ensure_served(&module).await?;
				}
				let id = programs::id_of(&module.hash);
				let receipt = context.submit(programs::register(module.hash, module.uri.clone())).await?;
				let json = json!({ "id": id, "image": module.hash, "uri": module.uri });
				Ok(done(&receipt, json, format!("Registered program {id:?}, served at {}.", module.uri)))
			}
			Self::Show { id } => {
				let found = context.head().await?.program(id).await?;
				let program = found.with_context(|| {
					format!("no program {id:?} is registered: `piazza program list` shows those that are")
				})?;
				let text = format!(
					"id      {:?}\nowner   {}\nmodule  {:?}\nat      {}\n",
					program.id, program.owner, program.image, program.uri
				);
				Ok(Report::new(json!(program), text))
			}
			Self::List => {
				let programs = context.head().await?.programs().await?;
				let rows: Vec<_> = programs
					.iter()
					.map(|program| [format!("{:?}", program.id), program.owner.to_string(), program.uri.to_string()])
					.collect();
				Ok(Report::new(json!({ "programs": programs }), table(["PROGRAM", "OWNER", "AT"], &rows)))
			}
			Self::Remove { id } => {
				let receipt = context.submit(programs::remove(id)).await?;
				Ok(done(&receipt, json!({ "id": id }), format!("Removed program {id:?}.")))
			}
		}
	}
}
