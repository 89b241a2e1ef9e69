//! The Piazza node: consensus, networking, database and RPC.

#![allow(clippy::result_large_err, reason = "the SDK's errors are large; this program makes one at most")]

mod chain_spec;
mod cli;
mod command;
mod guard;
mod rpc;
mod service;

use std::process::ExitCode;

fn main() -> ExitCode {
	match command::run() {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("Error: {error}");
			ExitCode::FAILURE
		}
	}
}
