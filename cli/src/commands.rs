//! The commands, one file for each group.

mod account;
mod agent;
mod attributes;
mod audit;
mod batch;
mod blob;
mod call;
mod chain;
mod channel;
mod checker;
mod collateral;
mod commerce;
mod job;
mod lease;
mod offer;
mod order;
mod pool;
mod program;
mod reputation;
mod stake;
mod validator;
mod web;
mod worker;

use crate::{context::Context, report::Report};
use anyhow::Result;
use clap::Subcommand;
use serde_json::json;

/// What to do.
#[derive(Subcommand)]
pub(crate) enum Command {
	/// Programs: what results come from
	#[command(subcommand)]
	Program(program::Command),
	/// Workers: machines owned by a provider
	#[command(subcommand)]
	Worker(worker::Command),
	/// What vendors publish about their hardware
	#[command(subcommand)]
	Collateral(collateral::Command),
	/// Jobs: work with a result
	#[command(subcommand)]
	Job(job::Command),
	/// Orders: machines that tenants look for
	#[command(subcommand)]
	Order(order::Command),
	/// Bids: machines that answer to orders
	#[command(subcommand)]
	Bid(order::BidCommand),
	/// Offers: machines that anybody may take
	#[command(subcommand)]
	Offer(offer::Command),
	/// Leases: machines that are rented, and paid by the block
	#[command(subcommand)]
	Lease(lease::Command),
	/// Batches: many results of a lease or a channel under one root
	#[command(subcommand)]
	Batch(batch::Command),
	/// Agents: programs that buy and sell on their own
	#[command(subcommand)]
	Agent(agent::Command),
	/// Channels: money put aside once, and paid by vouchers signed off chain
	#[command(subcommand)]
	Channel(channel::Command),
	Call(call::Call),
	/// Checkers: who judges disputed work
	#[command(subcommand)]
	Checker(checker::Command),
	/// Pools: data that many bring together, owned by shares and licensed
	#[command(subcommand)]
	Pool(pool::Command),
	/// Claims about the web, and whose they are
	#[command(subcommand)]
	Web(web::Command),
	/// Reputation: how somebody worked
	#[command(subcommand)]
	Reputation(reputation::Command),
	/// Stake: what stands behind operators, and earns with them
	///
	/// An operator stakes for a role: validator, provider, checker or curator. Others add stake to its own and share what
	/// it earns, after its commission, and what it loses by faults. Stake that is taken out is free some eras later.
	#[command(subcommand)]
	Stake(stake::Command),
	/// Validators: who makes and finalizes blocks
	#[command(subcommand)]
	Validator(validator::Command),
	/// Show the native money of an account
	Balance(account::Balance),
	/// Send native money
	Transfer(account::Transfer),
	/// Inputs, outputs and programs by their hash
	#[command(subcommand)]
	Blob(blob::Command),
	/// Check that no money was made or lost
	Audit(audit::Audit),
	/// Show the chain and the node
	Chain,
}

impl Command {
	pub(crate) async fn run(self, context: &Context) -> Result<Report> {
		match self {
			Self::Program(command) => command.run(context).await,
			Self::Worker(command) => command.run(context).await,
			Self::Collateral(command) => command.run(context).await,
			Self::Job(command) => command.run(context).await,
			Self::Order(command) => command.run(context).await,
			Self::Bid(command) => command.run(context).await,
			Self::Offer(command) => command.run(context).await,
			Self::Lease(command) => command.run(context).await,
			Self::Batch(command) => command.run(context).await,
			Self::Agent(command) => command.run(context).await,
			Self::Channel(command) => command.run(context).await,
			Self::Call(command) => command.run(context).await,
			Self::Checker(command) => command.run(context).await,
			Self::Pool(command) => command.run(context).await,
			Self::Web(command) => command.run(context).await,
			Self::Reputation(command) => command.run(context).await,
			Self::Stake(command) => command.run(context).await,
			Self::Validator(command) => command.run(context).await,
			Self::Balance(command) => command.run(context).await,
			Self::Transfer(command) => command.run(context).await,
			Self::Blob(command) => command.run(context).await,
			Self::Audit(command) => command.run(context).await,
			Self::Chain => chain::run(context).await,
		}
	}
}

/// What there is to say about a transaction that had success, with `more` for programs and `text` for people.
fn done(receipt: &piazza_client::submit::Receipt, more: serde_json::Value, text: String) -> Report {
	let mut json = json!({
		"block": receipt.block.number,
		"block_hash": receipt.block.hash,
		"transaction": receipt.hash,
		"fee": receipt.fee.to_string(),
	});
	if let (Some(json), serde_json::Value::Object(more)) = (json.as_object_mut(), more) {
		json.extend(more);
	}
	let fee = crate::money::pza(receipt.fee);
	Report::new(json, format!("{text}\nFinal in block {}; the fee was {fee}.\n", receipt.block.number))
}
