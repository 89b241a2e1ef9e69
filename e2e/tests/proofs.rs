//! Results that show what made them: a machine that gives evidence, and a proof. With the command line alone, but for what
//! a worker does by itself.

mod square;

use anyhow::{ensure, Context, Result};
use piazza_client::{
	blake2_256,
	jobs::{self, Stage, Verdict},
	programs::{Description, Measurement},
	stakes::Role,
	Content, Tier,
};
use piazza_e2e::binary;
use piazza_fixtures::groth16::{Bn254, Circuit};
use serde_json::Value;
use square::{account, Square, TENANT, UNIT};
use std::{fs, process::Command};

const OWNER: &str = "//Charlie";
/// Key of a worker that the test itself is.
const WORKER: &str = "//Charlie//worker";
const SALT: [u8; 32] = [7; 32];

/// Runs the command line and reads what it has to say to programs.
async fn ask(square: &Square, who: &str, arguments: &[&str]) -> Result<Value> {
	let printed = square.piazza(who, &[&["--json"], arguments].concat()).await?;
	Ok(serde_json::from_str(&printed)?)
}

fn text<'a>(value: &'a Value, field: &str) -> Result<&'a str> {
	value.get(field).and_then(Value::as_str).with_context(|| format!("no text `{field}` in {value}"))
}

/// Has software say what machine it is.
fn attest(arguments: &[&str]) -> Result<String> {
	let output = Command::new(binary("piazza-worker")?).args(["attest", "--software"]).args(arguments).output()?;
	ensure!(output.status.success(), "attest {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
	Ok(String::from_utf8(output.stdout)?)
}

/// A market where the test's own worker has some money.
async fn market() -> Result<Square> {
	let square = Square::open().await?;
	square.piazza(OWNER, &["transfer", &account(WORKER).to_string(), "10"]).await?;
	Ok(square)
}

async fn approve(square: &Square) -> Result<()> {
	square.piazza(OWNER, &["worker", "approve", &account(WORKER).to_string()]).await?;
	square.stake(OWNER, Role::Provider, "100").await
}

/// Submits a job for the program, on an input that nobody fetches, and claims it.
async fn claimed_job(square: &Square, program: &str) -> Result<u64> {
	let input = square.path("input").display().to_string();
	fs::write(&input, "input")?;
	let job = ["job", "submit", "--program", program, "--input", &input, "--unchecked"];
	let submitted = ask(square, TENANT, &[&job[..], &["--reward", "100", "--bond", "10"]].concat()).await?;
	let job = submitted["job"].as_u64().context("a number")?;
	square.send(WORKER, jobs::claim(job)).await?;
	Ok(job)
}

/// The job ended with this output, and its worker's owner was paid all but the fee.
async fn expect_payment(square: &Square, job: u64, output: &Content) -> Result<()> {
	let block = square.head().await?;
	let stage = block.job(job).await?.context("the job is there")?.stage;
	assert_eq!(stage, Stage::Final { output: output.hash });
	let seats = block.seats(job).await?;
	let outcome = seats.first().and_then(|seat| seat.outcome).context("an outcome")?;
	assert_eq!((outcome.verdict, outcome.paid), (Verdict::Paid, 98 * UNIT));
	Ok(())
}

#[tokio::test]
async fn machine_that_gives_evidence_does_what_it_was_measured_to_run() -> Result<()> {
	let square = market().await?;
	let said = attest(&[])?;
	let measured = said.lines().find_map(|line| line.strip_prefix("measurement")).context("a measurement")?.trim();
	let owner = account(OWNER).to_string();
	let challenge = ask(&square, WORKER, &["worker", "challenge", "--owner", &owner]).await?;
	let evidence = square.path("evidence").display().to_string();
	attest(&["--report-data", text(&challenge, "report_data")?, "--out", &evidence])?;
	let at_block = challenge["at_block"].to_string();
	let register = ["worker", "register", "--owner", &owner, "--evidence", &evidence, "--at-block", &at_block];
	square.piazza(WORKER, &register).await?;
	approve(&square).await?;

	let program = Description::Enclave { measurement: Measurement::Software { measurement: measured.parse()? } };
	let worker = square.head().await?.worker(account(WORKER)).await?.context("it is registered")?;
	assert_eq!((worker.tier, worker.active), (Tier::ConfidentialCpu, true));
	assert_eq!(worker.hardware.context("it has evidence")?.program, Some(program.id()));
	let shown = square.piazza(WORKER, &["worker", "show", &account(WORKER).to_string()]).await?;
	ensure!(shown.contains(&format!("{:?}", program.id())), "{shown}");

	let registered = ask(&square, TENANT, &["program", "register", "--enclave", measured]).await?;
	assert_eq!(text(&registered, "id")?, format!("{:?}", program.id()));
	let job = claimed_job(&square, text(&registered, "id")?).await?;
	let output = Content { hash: blake2_256(b"output"), uri: Default::default() };
	let commitment = jobs::commitment(job, &account(WORKER), &output.hash, &SALT);
	square.send(WORKER, jobs::commit(job, commitment)).await?;
	square.send(WORKER, jobs::reveal(job, output.clone(), SALT)).await?;
	expect_payment(&square, job, &output).await
}

#[tokio::test]
async fn answer_is_paid_for_when_it_is_proven() -> Result<()> {
	let square = market().await?;
	square.piazza(WORKER, &["worker", "register", "--owner", &account(OWNER).to_string()]).await?;
	approve(&square).await?;

	let circuit = Circuit::<Bn254>::new("circuit", 7);
	let [key, proof, file] = ["key.json", "proof.json", "output"].map(|name| square.path(name).display().to_string());
	fs::write(&key, circuit.snarkjs_key("bn128"))?;
	let registered = ask(&square, TENANT, &["program", "register", "--groth16", &key]).await?;
	let job = claimed_job(&square, text(&registered, "id")?).await?;

	fs::write(&file, "output")?;
	let number = job.to_string();
	let statement = ask(&square, WORKER, &["job", "statement", &number, "--file", &file]).await?;
	let inputs: Vec<piazza_client::bytes::Hex<[u8; 32]>> = serde_json::from_value(statement["public_inputs"].clone())?;
	let inputs: Vec<_> = inputs.into_iter().map(|input| input.0).collect();
	fs::write(&proof, circuit.prove("proof", &inputs).to_snarkjs("bn128"))?;
	square.piazza(WORKER, &["job", "prove", &number, "--file", &file, "--proof", &proof, "--unchecked"]).await?;
	expect_payment(&square, job, &Content { hash: blake2_256(b"output"), uri: Default::default() }).await
}
