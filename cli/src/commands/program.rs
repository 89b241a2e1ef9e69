//! `piazza program`.

use super::done;
use crate::{
	context::{hash, read, Context},
	groth16,
	report::{table, Report},
};
use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};
use piazza_client::{
	bytes::Hex,
	programs::{self, Circuit, Description, Measurement, Program},
	ProgramId, Uri,
};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Programs: what results come from.
#[derive(Subcommand)]
pub(crate) enum Command {
	/// Register a program, against a deposit: a module, an enclave or a circuit
	Register(Register),
	/// Show one program
	Show {
		/// Its id
		#[arg(value_parser = hash)]
		id: ProgramId,
	},
	/// List all programs
	List,
	/// Remove a program of yours and get its deposit back; that of a circuit comes when no job can need it any more
	Remove {
		/// Its id
		#[arg(value_parser = hash)]
		id: ProgramId,
	},
}

/// Register a program
#[derive(Args)]
pub(crate) struct Register {
	#[command(flatten)]
	what: What,
	/// Where it is to be had [default for a module: the blob server's URL]
	#[arg(long)]
	uri: Option<String>,
	/// Do not check that a module can be fetched from there
	#[arg(long)]
	unchecked: bool,
}

/// What a program is: one of these.
#[derive(Args)]
#[group(required = true, multiple = false)]
struct What {
	/// A module that any worker can run; results are judged by quorum
	#[arg(long, value_name = "FILE")]
	file: Option<PathBuf>,
	/// What hardware measures of an enclave or confidential machine: a file with JSON like
	/// {"sev_snp": {"measurement": "0x…", "host_data": "0x…"}}, or the 96 digits that software says in its place
	#[arg(long, value_name = "FILE|HEX")]
	enclave: Option<String>,
	/// Verifying key of a Groth16 circuit, as snarkjs or gnark writes it, or as the chain keeps it
	#[arg(long, value_name = "FILE")]
	groth16: Option<PathBuf>,
	/// Image id of a program for RISC Zero's machine
	#[arg(long, value_name = "HEX")]
	risc0: Option<Hex<[u8; 32]>>,
	/// Hash of the verifying key of a program for SP1's machine
	#[arg(long, value_name = "HEX")]
	sp1: Option<Hex<[u8; 32]>>,
}

impl Command {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		match self {
			Self::Register(command) => command.run(context).await,
			Self::Show { id } => {
				let found = context.head().await?.program(id).await?;
				let program = found.with_context(|| {
					format!("no program {id:?} is registered: `piazza program list` shows those that are")
				})?;
				Ok(Report::new(json!(program), text(&program)))
			}
			Self::List => {
				let programs = context.head().await?.programs().await?;
				let row = |program: &Program| {
					[
						format!("{:?}", program.id),
						program.description.kind().to_string(),
						program.owner.to_string(),
						if program.withdrawn { "removed".into() } else { program.uri.to_string() },
					]
				};
				let rows: Vec<_> = programs.iter().map(row).collect();
				let text = table(["PROGRAM", "KIND", "OWNER", "AT"], &rows);
				Ok(Report::new(json!({ "programs": programs }), text))
			}
			Self::Remove { id } => {
				let receipt = context.submit(programs::remove(id)).await?;
				Ok(done(&receipt, json!({ "id": id }), format!("Removed program {id:?}.")))
			}
		}
	}
}

impl Register {
	async fn run(self, context: &Context) -> Result<Report> {
		let Self { what, uri, unchecked } = self;
		let (program, uri) = match what.file {
			Some(file) => {
				let module = context.store_file(&file, uri.as_deref())?;
				if !unchecked {
					context.ensure_served(&module).await?;
				}
				(Description::Image { hash: module.hash }, module.uri)
			}
			None => (what.description()?, uri.unwrap_or_default().parse::<Uri>()?),
		};
		let (id, kind) = (program.id(), program.kind());
		let receipt = context.submit(programs::register(program.clone(), uri.clone())).await?;
		let at = if uri.is_empty() { String::new() } else { format!(", served at {uri}") };
		let json = json!({ "id": id, "description": program, "uri": uri });
		Ok(done(&receipt, json, format!("Registered {kind} {id:?}{at}.")))
	}
}

impl What {
	/// What it is, unless it is a module.
	fn description(self) -> Result<Description> {
		if let Some(enclave) = self.enclave {
			return Ok(Description::Enclave { measurement: measurement(&enclave)? });
		}
		let circuit = match (self.groth16, self.risc0, self.sp1) {
			(Some(file), ..) => {
				groth16::circuit(&read(&file)?).with_context(|| format!("{} cannot be used", file.display()))?
			}
			(_, Some(image_id), _) => Circuit::Risc0 { image_id },
			(_, _, program) => Circuit::Sp1 { program: program.context("say what the program is")? },
		};
		Ok(Description::Circuit { circuit })
	}
}

/// Reads a measurement: the digits that software says, or a file with any.
fn measurement(text: &str) -> Result<Measurement> {
	if let Ok(measurement) = text.parse() {
		return Ok(Measurement::Software { measurement });
	}
	serde_json::from_slice(&read(Path::new(text))?).with_context(|| {
		format!(
			"{text} holds no measurement: give JSON of sgx, tdx, sev_snp, nitro or software, as docs/tenants.md shows"
		)
	})
}

/// A program for people.
fn text(program: &Program) -> String {
	let what = match &program.description {
		Description::Image { hash } => format!("module {hash:?}"),
		Description::Enclave { measurement } => format!("enclave {}", json!(measurement)),
		Description::Circuit { circuit } => match circuit {
			Circuit::Groth16Bn254 { key } => format!("circuit on BN254, with a key of {} bytes", key.0.len()),
			Circuit::Groth16Bls12381 { key } => format!("circuit on BLS12-381, with a key of {} bytes", key.0.len()),
			Circuit::Risc0 { image_id } => format!("program {image_id} for RISC Zero"),
			Circuit::Sp1 { program } => format!("program {program} for SP1"),
		},
	};
	let removed = if program.withdrawn { "removed by its owner: new jobs may not name it\n" } else { "" };
	format!("id      {:?}\nowner   {}\nwhat    {what}\nat      {}\n{removed}", program.id, program.owner, program.uri)
}
