//! `piazza web`: claims about the web, and whose they are.

use super::{done, pool::read_claim};
use crate::{context::Context, report::Report, time::utc};
use anyhow::{bail, Context as _, Result};
use clap::Subcommand;
use piazza_client::{
	bytes::Hex,
	keys,
	web::{self, Address},
	AccountId,
};
use serde_json::json;
use std::path::PathBuf;

/// Claims about the web: what attestors saw and signed, of whom an Ethereum address asked them.
#[derive(Subcommand)]
pub(crate) enum Command {
	/// Show the text to be signed with an Ethereum address, as wallets sign texts, to link it to an account
	LinkText {
		/// The account [default: that of the key given]
		#[arg(value_parser = keys::parse_account)]
		account: Option<AccountId>,
	},
	/// Link an Ethereum address to your account: claims of the address count for you
	Link {
		/// The address
		address: Address,
		/// What it signed: 0x and 130 hexadecimal digits
		signature: Hex<[u8; 65]>,
	},
	/// Unlink an Ethereum address from your account, and get the deposit back
	Unlink {
		/// The address
		address: Address,
	},
	/// Have a claim checked by the chain; it counts for its owner, whoever submits it
	Submit {
		/// The claim, as clients of the Reclaim protocol write it (JSON); at most an hour old
		claim: PathBuf,
	},
	/// Show who witnesses in an epoch, and how many of them sign a claim
	Epoch {
		/// Its number
		epoch: u32,
	},
	/// Show the account that an Ethereum address is linked to
	Account {
		/// The address
		address: Address,
	},
}

impl Command {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		match self {
			Self::LinkText { account } => {
				let account = context.account_or_own(account)?;
				let text = context.head().await?.link_text(account).await?;
				Ok(Report::new(json!({ "account": account, "text": text }), text))
			}
			Self::Link { address, signature } => {
				let receipt = context.submit(web::link(address, with_usual_end(signature)?)).await?;
				let text =
					format!("Linked {address}: its claims count for you, and a deposit is held until you unlink it.");
				Ok(done(&receipt, json!({ "address": address }), text))
			}
			Self::Unlink { address } => {
				let receipt = context.submit(web::unlink(address)).await?;
				Ok(done(&receipt, json!({ "address": address }), format!("Unlinked {address}; the deposit is back.")))
			}
			Self::Submit { claim } => {
				let receipt = context.submit(web::submit(read_claim(&claim)?)).await?;
				let found = web::verified(&receipt)?;
				let whose = match found.account {
					Some(account) => format!("it counts for {account}"),
					None => format!("it counts for nobody until {} is linked (`piazza web link`)", found.owner),
				};
				let text = format!(
					"The claim {:?} is good: seen {} of provider {:?}; {whose}. The deposit comes back by itself.",
					found.identifier,
					utc(found.seen_at),
					found.provider
				);
				Ok(done(&receipt, json!(found), text))
			}
			Self::Epoch { epoch } => {
				let found = context.head().await?.web_epoch(epoch).await?;
				let found =
					found.with_context(|| format!("there is no epoch {epoch}: it is not opened yet, or retired"))?;
				let witnesses: Vec<_> = found.witnesses.iter().map(|witness| Hex(witness.0).to_string()).collect();
				let until = utc(found.window.to);
				let text = format!(
					"epoch     {epoch}\nfrom      {}\nuntil     {until}\nsigned by {} of\n          {}\n",
					utc(found.window.from),
					found.required,
					witnesses.join("\n          ")
				);
				let json = json!({
					"epoch": epoch,
					"window": found.window,
					"required": found.required,
					"witnesses": witnesses,
				});
				Ok(Report::new(json, text))
			}
			Self::Account { address } => {
				let account = context.head().await?.account_of(address).await?;
				let text = match account {
					Some(account) => format!("{account}\n"),
					None => {
						format!("{address} is linked to no account: `piazza web link-text` and `piazza web link` do\n")
					}
				};
				Ok(Report::new(json!({ "address": address, "account": account }), text))
			}
		}
	}
}

/// A signature with the last byte that the chain takes, 27 or 28: some wallets write 0 or 1.
fn with_usual_end(Hex(mut signature): Hex<[u8; 65]>) -> Result<Hex<[u8; 65]>> {
	let [.., end] = &mut signature;
	*end = match *end {
		0 | 27 => 27,
		1 | 28 => 28,
		other => bail!("the signature ends in {other}, which none of an Ethereum wallet does"),
	};
	Ok(Hex(signature))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn signature_ends_as_the_chain_takes_it() {
		let end = |byte| {
			let mut signature = [7; 65];
			signature[64] = byte;
			with_usual_end(Hex(signature)).map(|signature| signature.0[64]).ok()
		};
		assert_eq!([0, 1, 27, 28, 29].map(end), [Some(27), Some(28), Some(27), Some(28), None]);
	}
}
