//! `piazza collateral`.

use super::done;
use crate::{
	context::{read, Context},
	report::Report,
	time::utc,
};
use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};
use piazza_client::collateral::{self, Fmspc, Stored, Tee, Vendor};
use serde_json::json;
use std::path::PathBuf;

/// What vendors publish about their hardware.
#[derive(Subcommand)]
pub(crate) enum Command {
	/// Hand in what a vendor published: free of charge when it is newer than what the chain has
	Submit(Submit),
	/// Show how long what Intel says of a family of platforms counts
	Status {
		/// The family (FMSPC): 12 hexadecimal digits
		fmspc: Fmspc,
		/// Of trust domains or of enclaves: tdx or sgx
		#[arg(long, default_value = "tdx")]
		tee: Tee,
	},
}

/// Hand in what a vendor published
#[derive(Args)]
pub(crate) struct Submit {
	/// Intel's answer about TCB or QE identity (JSON), or a revocation list (DER or PEM)
	file: PathBuf,
	/// Certificates of who signed it, its own first: PEM, as in the header of Intel's answer [default: none, for the list
	/// of a vendor's root]
	#[arg(long, value_name = "FILE")]
	issuer: Option<PathBuf>,
	/// Whose revocation list it is: intel, amd, nvidia or aws
	#[arg(long, default_value = "intel")]
	vendor: Vendor,
}

impl Command {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		match self {
			Self::Submit(command) => command.run(context).await,
			Self::Status { fmspc, tee } => {
				let block = context.head().await?;
				let status = block.collateral(tee, fmspc).await?;
				let until =
					|time: Option<u64>| time.map_or_else(|| "not there".into(), |time| format!("until {}", utc(time)));
				let number = status.tcb_evaluation_data_number;
				let text = format!(
					"TCB info     {}\nQE identity  {}\nevaluation   {}\n",
					until(status.tcb_info),
					until(status.qe_identity),
					number.map_or_else(|| "none".into(), |number| format!("number {number}")),
				);
				let json = json!({ "fmspc": fmspc, "tee": tee, "block": block.number(), "status": status });
				Ok(Report::new(json, text))
			}
		}
	}
}

impl Submit {
	async fn run(self, context: &Context) -> Result<Report> {
		let file = read(&self.file)?;
		let issuer = self.issuer.as_deref().map(read).transpose()?.unwrap_or_default();
		let collateral = match file.trim_ascii_start().starts_with(b"{") {
			true => collateral::intel(&file, &issuer),
			false => collateral::revocation_list(self.vendor, &file, &issuer),
		};
		let collateral = collateral.with_context(|| format!("{} cannot be handed in", self.file.display()))?;
		let receipt = context.submit(collateral::submit(collateral)).await?;
		let stored = collateral::stored(&receipt)?;
		let text = match stored {
			Stored::TcbInfo { tee, fmspc, valid_until } => {
				format!("Stored TCB info of {tee} on {fmspc}, which counts until {}.", utc(valid_until))
			}
			Stored::QeIdentity { tee, valid_until } => {
				format!("Stored the identity of the quoting enclave of {tee}, which counts until {}.", utc(valid_until))
			}
			Stored::RevocationList { vendor, valid_until, revoked } => format!(
				"Stored a revocation list of {vendor}'s, which counts until {}; {revoked} certificates are revoked by it.",
				utc(valid_until)
			),
		};
		Ok(done(&receipt, json!({ "stored": stored }), text))
	}
}
