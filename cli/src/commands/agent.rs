//! `piazza agent`: programs that buy and sell on their own, what is said of them, and who spends their money.

mod feedback;
mod mandate;
mod metadata;
mod validation;

use super::done;
use crate::{
	context::{hash, Context},
	money::pza,
	report::{table, Report},
	time::blocks,
};
use anyhow::{bail, Context as _, Result};
use clap::{Args, Subcommand};
use piazza_client::{
	agents::{self, Agent, AgentId, Card, WalletWord},
	chain::Block,
	keys, AccountId, BlockNumber, Content, Uri, H256,
};
use serde_json::{json, Value};
use std::path::{Path, PathBuf};

/// Agents: programs that buy and sell on their own.
///
/// Any command that sends a transaction does so as an agent with --as-agent: signed by its owner, or by a key with a mandate.
#[derive(Subcommand)]
pub(crate) enum Command {
	/// Register an agent, against a deposit; it has an account of its own, of which nobody has the key
	Register {
		/// Where its registration file is
		#[arg(long, default_value = "")]
		uri: Uri,
		/// An entry of its metadata; give it once for each
		#[arg(long = "set", value_name = "KEY=VALUE", value_parser = metadata::entry)]
		metadata: Vec<metadata::Entry>,
	},
	/// Show an agent
	Show {
		/// The agent
		agent: AgentId,
	},
	/// List all agents
	List,
	/// Say where an agent's registration file is, as its owner
	SetUri {
		/// The agent
		agent: AgentId,
		/// Where
		uri: Uri,
	},
	/// Set or remove an entry of an agent's metadata, as its owner
	SetMetadata {
		/// The agent
		agent: AgentId,
		/// Its name
		name: String,
		/// What it says; removed when absent
		value: Option<String>,
	},
	/// Say which A2A card is the agent's, as its owner
	SetCard {
		/// The agent
		agent: AgentId,
		/// SHA-256 of the card without its signatures, in the canonical form of RFC 8785
		#[arg(value_parser = hash)]
		hash: H256,
		/// Id of the key that signs it (`kid`)
		#[arg(long, default_value = "")]
		key_id: String,
	},
	/// Give an agent away, with its account and all that is on it, as its owner
	Transfer {
		/// The agent
		agent: AgentId,
		/// Who gets it
		#[arg(value_parser = keys::parse_account)]
		to: AccountId,
	},
	/// Remove an agent whose account is empty, as its owner
	Deregister {
		/// The agent
		agent: AgentId,
	},
	/// Have an agent paid at a wallet too, as its owner: the wallet's key signs that it is the agent's
	BindWallet {
		/// The agent
		agent: AgentId,
		/// File with the wallet's key
		#[arg(long, value_name = "FILE", required_unless_present = "wallet_key")]
		wallet_key_file: Option<PathBuf>,
		/// The wallet's key itself, on development chains
		#[arg(long, value_name = "URI", conflicts_with = "wallet_key_file")]
		wallet_key: Option<String>,
		/// How long that counts until it is on the chain: blocks, or like 2m; five minutes at the most
		#[arg(long, value_name = "TIME", default_value = "2m", value_parser = blocks)]
		valid: BlockNumber,
	},
	/// Unbind an agent's wallet, as its owner or with the wallet's key
	UnbindWallet {
		/// The agent
		agent: AgentId,
	},
	/// Let a key act as an agent, within limits
	Grant(mandate::Grant),
	/// Show what a key may do as an agent, and what is left of it
	Mandate {
		/// The agent
		agent: AgentId,
		/// Account of the key [default: that of the key given]
		#[arg(value_name = "KEY", value_parser = keys::parse_account)]
		delegate: Option<AccountId>,
	},
	/// End what a key may do as an agent, at once
	Revoke {
		/// The agent
		agent: AgentId,
		/// Account of the key
		#[arg(value_name = "KEY", value_parser = keys::parse_account, required_unless_present = "all")]
		delegate: Option<AccountId>,
		/// All keys, however many there are
		#[arg(long, conflicts_with = "delegate")]
		all: bool,
	},
	/// Say what you think of an agent that you paid
	Rate(feedback::Rate),
	/// Take that back
	Unrate(feedback::Paid),
	/// Have the deposit back for what you took back, once the chain has forgotten what it was paid for
	ForgetRating(feedback::Paid),
	/// Answer what a customer said of an agent of yours, in the place of an answer before
	Respond(feedback::Respond),
	/// Show what an agent's customers say
	Ratings {
		/// The agent
		agent: AgentId,
		/// Only those of these customers: anybody can be many
		#[arg(long, value_name = "ACCOUNT", value_parser = keys::parse_account, num_args = 1..)]
		of: Vec<AccountId>,
	},
	/// Have a staked checker say whether the output of a job is right
	///
	/// A request is named by the hash of its question. The checker accepts it, answers in time, and has the fee. It loses
	/// stake when it is late, and when the job comes to another result by a quorum that is large enough.
	#[command(subcommand)]
	Validation(validation::Command),
}

/// Words that are too long for the chain.
#[derive(Args)]
pub(crate) struct More {
	/// More of it, in a file that you serve
	#[arg(long, value_name = "FILE")]
	file: Option<PathBuf>,
	/// Do not check that it can be fetched from where it is served
	#[arg(long, requires = "file")]
	unchecked: bool,
}

impl More {
	/// Stores the file, and makes sure that others can get it; nothing at all when there is none.
	async fn content(self, context: &Context) -> Result<Content> {
		match self.file {
			Some(file) => store(context, &file, self.unchecked).await,
			None => Ok(Content { hash: H256::zero(), uri: Uri::default() }),
		}
	}
}

/// Stores a file, and makes sure that others can get it.
async fn store(context: &Context, file: &Path, unchecked: bool) -> Result<Content> {
	let content = context.store_file(file, None)?;
	if !unchecked {
		context.ensure_served(&content).await?;
	}
	Ok(content)
}

impl Command {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		match self {
			Self::Register { uri, metadata } => {
				let metadata = metadata::for_chain(metadata)?;
				let key = context.key()?;
				let chain = context.chain().await?;
				let receipt = context.submit_to(&chain, key, agents::register(uri, metadata.clone())).await?;
				let agent = agents::registered(&receipt)?;
				let account = chain.head().await?.agent_account(agent).await?;
				let text = format!(
					"Registered agent {agent}. Its account is {account}: send it money, and let a key spend of it with `piazza \
					 agent grant {agent}`."
				);
				let json = json!({ "agent": agent, "account": account, "metadata": metadata::json(&metadata) });
				Ok(done(&receipt, json, text))
			}
			Self::Show { agent } => {
				let block = context.head().await?;
				let found = find(&block, agent).await?;
				let account = block.agent_account(agent).await?;
				let free = block.account(account).await?.free;
				let metadata = block.agent_metadata(agent).await?;
				let mut report = Report::new(agent_json(agent, &found), agent_text(agent, &found, account));
				report.text += &format!("has       {} free\n{}", pza(free), metadata::text(&metadata));
				report.add("account", json!(account));
				report.add("metadata", metadata::json(&metadata));
				report.add("free", json!(free.to_string()));
				Ok(report)
			}
			Self::List => {
				let agents = context.head().await?.agents().await?;
				let row =
					|(id, agent): &(AgentId, Agent)| [id.to_string(), agent.owner.to_string(), agent.uri.to_string()];
				let rows: Vec<_> = agents.iter().map(row).collect();
				let json: Vec<_> = agents.iter().map(|(id, agent)| agent_json(*id, agent)).collect();
				Ok(Report::new(json!({ "agents": json }), table(["AGENT", "OWNER", "AT"], &rows)))
			}
			Self::SetUri { agent, uri } => {
				let receipt = context.submit(agents::set_uri(agent, uri.clone())).await?;
				let text = format!("The registration file of agent {agent} is at {uri}.");
				Ok(done(&receipt, json!({ "agent": agent, "uri": uri }), text))
			}
			Self::SetMetadata { agent, name, value } => {
				let bytes = value.clone().map(String::into_bytes);
				let receipt = context.submit(agents::set_metadata(agent, name.clone().into_bytes(), bytes)).await?;
				let text = match &value {
					Some(value) => format!("Agent {agent} has {name}: {value}."),
					None => format!("Agent {agent} has no {name} any more."),
				};
				Ok(done(&receipt, json!({ "agent": agent, "name": name, "value": value }), text))
			}
			Self::SetCard { agent, hash, key_id } => {
				let card = Card { hash, key_id: key_id.clone().into_bytes() };
				let receipt = context.submit(agents::set_card(agent, Some(card))).await?;
				let text = format!("The card of agent {agent} has the hash {hash:?}.");
				Ok(done(&receipt, json!({ "agent": agent, "hash": hash, "key_id": key_id }), text))
			}
			Self::Transfer { agent, to } => {
				let receipt = context.submit(agents::transfer(agent, to)).await?;
				let text = format!("Agent {agent} is {to}'s. It has no wallet, and no key may act as it.");
				Ok(done(&receipt, json!({ "agent": agent, "owner": to }), text))
			}
			Self::Deregister { agent } => {
				let receipt = context.submit(agents::deregister(agent)).await?;
				let text = format!("Removed agent {agent}; its deposit is back.");
				Ok(done(&receipt, json!({ "agent": agent }), text))
			}
			Self::BindWallet { agent, wallet_key_file, wallet_key, valid } => {
				bind_wallet(context, agent, wallet_key_file, wallet_key, valid).await
			}
			Self::UnbindWallet { agent } => {
				let receipt = context.submit(agents::unbind_wallet(agent)).await?;
				Ok(done(&receipt, json!({ "agent": agent }), format!("Agent {agent} has no wallet any more.")))
			}
			Self::Grant(command) => command.run(context).await,
			Self::Mandate { agent, delegate } => mandate::show(context, agent, delegate).await,
			Self::Revoke { agent, delegate: Some(key), .. } => {
				let receipt = context.submit(agents::revoke_mandate(agent, key)).await?;
				let text = format!("{key} may not act as agent {agent} any more.");
				Ok(done(&receipt, json!({ "agent": agent, "key": key }), text))
			}
			Self::Revoke { agent, delegate: None, .. } => {
				let receipt = context.submit(agents::revoke_all_mandates(agent)).await?;
				let text = format!("No key may act as agent {agent} any more.");
				Ok(done(&receipt, json!({ "agent": agent }), text))
			}
			Self::Rate(command) => command.run(context).await,
			Self::Unrate(paid) => feedback::take_back(context, paid).await,
			Self::ForgetRating(paid) => feedback::forget(context, paid).await,
			Self::Respond(command) => command.run(context).await,
			Self::Ratings { agent, of } => feedback::show(context, agent, of).await,
			Self::Validation(command) => command.run(context).await,
		}
	}
}

/// The agent of this number; an error that helps when there is none.
async fn find(block: &Block, agent: AgentId) -> Result<Agent> {
	let found = block.agent(agent).await?;
	found.with_context(|| format!("there is no agent {agent}: `piazza agent list` shows those there are"))
}

async fn bind_wallet(
	context: &Context,
	agent: AgentId,
	file: Option<PathBuf>,
	uri: Option<String>,
	valid: BlockNumber,
) -> Result<Report> {
	let wallet = match (file, uri) {
		(Some(file), _) => keys::from_file(&file)?,
		(None, Some(uri)) => keys::from_uri(&uri)?,
		(None, None) => bail!("give --wallet-key-file"),
	};
	let key = context.key()?;
	let chain = context.chain().await?;
	let block = chain.head().await?;
	let expires = block.number().checked_add(valid).context("the chain is at the end of its numbers")?;
	let word = WalletWord::sign(&wallet, chain.genesis(), agent, &find(&block, agent).await?, expires);
	let receipt = context.submit_to(&chain, key, agents::bind_wallet(word)).await?;
	let text = format!("Agent {agent} is paid at {} too.", word.wallet);
	Ok(done(&receipt, json!({ "agent": agent, "wallet": word.wallet }), text))
}

fn card_text(card: &Card) -> String {
	match String::from_utf8_lossy(&card.key_id) {
		id if id.is_empty() => format!("{:?}", card.hash),
		id => format!("{:?}, signed by {id}", card.hash),
	}
}

fn agent_text(id: AgentId, agent: &Agent, account: AccountId) -> String {
	let none = || "none".to_owned();
	format!(
		"agent     {id}\nowner     {}\naccount   {account}\nwallet    {}\nfile      {}\ncard      {}\n",
		agent.owner,
		agent.wallet.map_or_else(none, |wallet| wallet.to_string()),
		if agent.uri.is_empty() { none() } else { agent.uri.to_string() },
		agent.card.as_ref().map_or_else(none, card_text)
	)
}

fn agent_json(id: AgentId, agent: &Agent) -> Value {
	let card = |card: &Card| json!({ "hash": card.hash, "key_id": String::from_utf8_lossy(&card.key_id) });
	json!({
		"agent": id,
		"owner": agent.owner,
		"uri": agent.uri,
		"card": agent.card.as_ref().map(card),
		"wallet": agent.wallet,
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn agent_text_says_what_there_is_not() {
		let account = AccountId::from([3; 32]);
		let agent = Agent { owner: AccountId::from([2; 32]), uri: Uri::default(), card: None, wallet: None, nonce: 0 };
		let text = agent_text(4, &agent, account);
		assert_eq!(text.matches("none").count(), 3, "{text}");
		let card = Card { hash: H256::repeat_byte(5), key_id: b"key-1".to_vec() };
		let agent = Agent { wallet: Some(account), card: Some(card), ..agent };
		let text = agent_text(4, &agent, account);
		assert!(text.contains("signed by key-1") && text.matches("none").count() == 1, "{text}");
	}
}
