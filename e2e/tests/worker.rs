//! What a worker survives, and what it refuses.

mod square;

use anyhow::{ensure, Context, Result};
use piazza_client::{
	blake2_256,
	jobs::{self, Progress, Stage, Verdict},
	keys,
	stakes::Role,
	submit::Submitter,
	workers::{self, Evidence},
	H256,
};
use piazza_e2e::{Node, NodeOptions, PATIENCE};
use square::{account, Provider, Square, TENANT, UNIT};
use std::{fs, process::Command};

/// Key of a worker that the test itself is.
const RIVAL: &str = "//Charlie//worker";

/// A market with one real worker that is seated beside the test's own one and has committed.
async fn committed(square: &Square) -> Result<(Provider, Submitter)> {
	let program = square.register_digits().await?;
	let provider = square.provider("//Bob", &[]).await?;
	square.piazza("//Charlie", &["transfer", &account(RIVAL).to_string(), "10"]).await?;
	let rival = Submitter::start(square.chain.clone(), keys::from_uri(RIVAL)?);
	square.send_by(&rival, workers::register(account("//Charlie"), Evidence::Declared)).await?;
	square.piazza("//Charlie", &["worker", "approve", &account(RIVAL).to_string()]).await?;
	square.stake("//Charlie", Role::Provider, "100").await?;

	let [input, labels] = ["input", "labels"].map(|name| square.path(name).display().to_string());
	square.digits(&["sample", "--rows", "100", "--input", &input, "--labels", &labels])?;
	let job = ["job", "submit", "--program", &program, "--input", &input, "--reward", "200", "--bond", "10"];
	let rest = ["--replicas", "2", "--quorum", "1", "--deadline", "60"];
	square.piazza(TENANT, &[&job[..], &rest[..]].concat()).await?;
	let (id, _) = Square::only_job(&square.head().await?).await?;
	square.send_by(&rival, jobs::claim(id)).await?;
	let worker = provider.worker;
	square
		.until("the worker to claim a seat", |block| async move {
			let open = matches!(Square::only_job(&block).await?.1.stage, Stage::Open { .. });
			Ok(!open || block.claims(id).await?.iter().any(|claim| claim.worker == worker))
		})
		.await?;
	square
		.skip_until(|block| async move { Ok(!matches!(Square::only_job(&block).await?.1.stage, Stage::Open { .. })) })
		.await?;
	square
		.until("the worker to commit", |block| async move {
			let seat = Square::seat(&block, worker).await?;
			Ok(seat.is_some_and(|seat| matches!(seat.progress, Progress::Committed { .. })))
		})
		.await?;
	Ok((provider, rival))
}

/// Has the test's own worker commit to something, which opens the time for outputs.
async fn open_reveals(square: &Square, rival: &Submitter) -> Result<()> {
	let (id, _) = Square::only_job(&square.head().await?).await?;
	square.send_by(rival, jobs::commit(id, blake2_256(b"never shown"))).await?;
	let (_, job) = Square::only_job(&square.head().await?).await?;
	ensure!(matches!(job.stage, Stage::Revealing { .. }), "the job is {:?}", job.stage);
	Ok(())
}

/// Lets blocks come until the job is settled, and checks that the real worker was paid for both of them.
async fn expect_payment(square: &Square, provider: &Provider, before: u128) -> Result<()> {
	let worker = provider.worker;
	square
		.until("the worker to show its output", |block| async move {
			let seat = Square::seat(&block, worker).await?;
			Ok(seat.is_some_and(|seat| matches!(seat.progress, Progress::Revealed { .. })))
		})
		.await?;
	// The other one stays silent, so nothing happens before the deadline.
	square.skip_until(|block| async move { Ok(Square::only_job(&block).await?.1.stage.is_terminal()) }).await?;
	let block = square.head().await?;
	let seat = Square::seat(&block, provider.worker).await?.context("a seat")?;
	let outcome = seat.outcome.context("an outcome")?;
	assert_eq!(outcome.verdict, Verdict::Paid);
	assert_eq!([outcome.paid, outcome.bond_lost, outcome.bond_won], [98 * UNIT, 0, 10 * UNIT]);
	assert_eq!(square.money(provider.owner).await?.total(), before + 108 * UNIT);
	Ok(())
}

#[tokio::test]
async fn worker_shows_its_output_and_is_paid_when_it_was_killed_after_its_commitment() -> Result<()> {
	let square = Square::open().await?;
	let (mut provider, rival) = committed(&square).await?;
	let before = square.money(provider.owner).await?.total();
	provider.daemon.kill_hard();

	// The time for outputs starts while it is down.
	open_reveals(&square, &rival).await?;
	let seat = Square::seat(&square.head().await?, provider.worker).await?.context("a seat")?;
	assert!(matches!(seat.progress, Progress::Committed { .. }), "nobody shows it but the worker: {seat:?}");

	provider.daemon.restart()?;
	expect_payment(&square, &provider, before).await
}

#[tokio::test]
async fn worker_shows_its_output_before_it_stops_when_it_is_told_to() -> Result<()> {
	let square = Square::open().await?;
	let (provider, rival) = committed(&square).await?;
	let before = square.money(provider.owner).await?.total();
	let pid = provider.daemon.id().to_string();
	ensure!(Command::new("kill").args(["-TERM", &pid]).status()?.success(), "no signal was sent");
	provider.daemon.wait_for_log("stopping", PATIENCE).await?;

	open_reveals(&square, &rival).await?;
	expect_payment(&square, &provider, before).await?;
	assert!(provider.daemon.wait_for_exit(PATIENCE).await?.success());
	Ok(())
}

#[tokio::test]
async fn worker_refuses_a_chain_with_another_genesis() -> Result<()> {
	let square = Square::open().await?;
	let mut provider = square.provider("//Bob", &[]).await?;
	provider.daemon.kill_hard();
	let journal = square.path("Bob").join("journal");
	let before = fs::read(&journal)?;

	let other = Node::start(NodeOptions::local("alice")).await?;
	let text = fs::read_to_string(&provider.config)?;
	fs::write(&provider.config, text.replace(&square.node.url(), &other.url()))?;
	let genesis: H256 = other.hash_of(0).await?.context("a first block")?.parse()?;
	for command in ["check", "run"] {
		let error = worker(&provider, &[command]).expect_err("it is another chain").to_string();
		assert!(error.contains(&format!("{genesis:?}")), "{error}");
	}
	assert_eq!(fs::read(&journal)?, before);
	Ok(())
}

#[tokio::test]
async fn worker_refuses_a_damaged_journal_and_goes_on_when_it_is_salvaged() -> Result<()> {
	let square = Square::open().await?;
	let mut provider = square.provider("//Bob", &[]).await?;
	provider.daemon.kill_hard();
	assert!(worker(&provider, &["check"])?.contains("active until block"));

	let journal = square.path("Bob").join("journal");
	let mut damaged = fs::read(&journal)?;
	*damaged.get_mut(30).context("a record")? ^= 1;
	fs::write(&journal, &damaged)?;
	for command in ["check", "run"] {
		let error = worker(&provider, &[command]).expect_err("it is damaged").to_string();
		assert!(error.contains("damaged at line 1") && error.contains("--salvage"), "{error}");
	}
	assert_eq!(fs::read(&journal)?, damaged);

	let report = worker(&provider, &["check", "--salvage"])?;
	assert!(report.contains("1 damaged lines are lost"), "{report}");
	assert_eq!(fs::read(square.path("Bob").join("journal.damaged-1"))?, damaged);
	provider.daemon.restart()?;
	provider.daemon.wait_for_log("outputs are served", PATIENCE).await?;
	Ok(())
}

/// Runs `piazza-worker` with a provider's configuration to its end; what it printed, or else complained of.
fn worker(provider: &Provider, arguments: &[&str]) -> Result<String> {
	let program = piazza_e2e::binary("piazza-worker")?;
	let output = Command::new(program).args(arguments).arg("--config").arg(&provider.config).output()?;
	ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
	Ok(String::from_utf8(output.stdout)?)
}
