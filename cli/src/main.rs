//! `piazza`: the command line of tenants, providers and agents.

mod commands;
mod context;
mod groth16;
mod money;
mod rent;
mod report;
mod show;
mod time;
mod watch;

use clap::Parser;
use commands::Command;
use context::{Context, Global};
use std::{io::Write, process::ExitCode};

/// Rent work on strangers' machines, and be sure of the result: the command line of the Piazza chain.
///
/// What is read and waited for are finalized blocks only. Amounts are in PZA, like 300 or 0.25.
#[derive(Parser)]
#[command(name = "piazza", version)]
struct Cli {
	#[command(flatten)]
	global: Global,
	#[command(subcommand)]
	command: Command,
}

#[tokio::main]
async fn main() -> ExitCode {
	let Cli { global, command } = Cli::parse();
	let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into());
	tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).init();
	let json = global.json;
	match command.run(&Context::new(global)).await {
		Ok(report) => {
			let text = if json { format!("{:#}\n", report.json) } else { report.text };
			// A reader that went away, like `head`, is no error of ours.
			let _ = std::io::stdout().write_all(text.as_bytes());
			if report.good {
				ExitCode::SUCCESS
			} else {
				ExitCode::FAILURE
			}
		}
		Err(error) => {
			eprintln!("error: {error:#}");
			if json {
				println!("{:#}", serde_json::json!({ "error": format!("{error:#}") }));
			}
			ExitCode::FAILURE
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::{Command as Built, CommandFactory};

	/// Names of arguments that commands have beside those of all commands, of which one is the same.
	fn clashes(command: &Built, global: &[String]) -> Vec<String> {
		let own = command.get_arguments().filter(|argument| !argument.is_global_set());
		let own = own.map(|argument| argument.get_id().to_string()).filter(|name| global.contains(name));
		let own: Vec<_> = own.map(|name| format!("{} {name}", command.get_name())).collect();
		let below = command.get_subcommands().flat_map(|command| clashes(command, global));
		own.into_iter().chain(below).collect()
	}

	#[test]
	fn arguments_of_commands_have_other_names_than_those_of_all() {
		let all = Cli::command();
		all.clone().debug_assert();
		let global = all.get_arguments().filter(|argument| argument.is_global_set());
		let global: Vec<_> = global.map(|argument| argument.get_id().to_string()).collect();
		assert!(global.iter().any(|name| name == "key"));
		assert_eq!(clashes(&all, &global), Vec::<String>::new());
	}
}
