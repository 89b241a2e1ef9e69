//! A worker falsifies an output and nobody else does the job; a panel of checkers finds out.

mod square;

use anyhow::{ensure, Context, Result};
use piazza_client::{
	blake2_256,
	jobs::Stage,
	panels::{self, Case},
	stakes::Role,
};
use piazza_e2e::PATIENCE;
use square::{account, Square, TENANT, UNIT};
use std::{fs, process::Command};

/// As many as a panel has seats.
const CHECKERS: [&str; 5] = ["//Charlie", "//Dave", "//Eve", "//Ferdie", "//Eve//stash"];
/// How many of them judge by themselves; the others do so by hand.
const BY_THEMSELVES: usize = 3;

#[tokio::test]
async fn false_output_is_overturned_when_checkers_run_the_program_again() -> Result<()> {
	let square = Square::open().await?;
	let program = square.register_digits().await?;
	let mut faulty = square.provider("//Bob", &["--faulty"]).await?;
	for checker in CHECKERS {
		square.stake(checker, Role::Checker, "1000").await?;
		square.enrol(checker).await?;
	}
	let (by_themselves, by_hand) = CHECKERS.split_at(BY_THEMSELVES);
	let mut judges = by_themselves.iter().map(|who| square.judge(who)).collect::<Result<Vec<_>>>()?;
	let issued = square.all_money().await?;
	let since = square.head().await?.number().to_string();

	let [input, labels, output] = ["input", "labels", "output"].map(|name| square.path(name).display().to_string());
	square.digits(&["sample", "--rows", "20", "--input", &input, "--labels", &labels])?;
	let job = ["job", "submit", "--program", &program, "--input", &input, "--reward", "100", "--replicas", "1"];
	square.piazza(TENANT, &[&job[..], &["--deadline", "60", "--challenge-window", "150"]].concat()).await?;
	square
		.until("the worker to give an output", |block| async move {
			Ok(matches!(Square::only_job(&block).await?.1.stage, Stage::Provisional { .. }))
		})
		.await?;

	// The tenant runs the program itself, and disagrees.
	let module = square.path("digits.wasm").display().to_string();
	let compute = ["compute", "--module", &module, "--input", &input, "--output", &output];
	let ran = Command::new(piazza_e2e::binary("piazza-worker")?).args(compute).output()?;
	ensure!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
	let right = blake2_256(&fs::read(&output)?);
	let before = square.money(account(TENANT)).await?.total();
	square.piazza(TENANT, &["job", "dispute", "0", "--file", &output]).await?;
	let panel = square.head().await?.dispute_of(0).await?.context("a dispute")?.panel;

	// Seats are drawn once there is new randomness; all five have one.
	square
		.skip_until(|block| async move {
			let panel = block.panel(panel).await?.context("the panel")?;
			Ok(matches!(panel.stage, panels::Stage::Committing { .. }))
		})
		.await?;
	assert_eq!(square.head().await?.panel(panel).await?.context("the panel")?.case, Case::Job(0));
	let mut checkers_before = Vec::new();
	for checker in CHECKERS {
		checkers_before.push(square.money(account(checker)).await?.total());
	}
	let number = panel.to_string();
	let secret = |checker: &str| square.path(&format!("{}.secret", checker.replace('/', "-"))).display().to_string();
	for checker in by_hand {
		let commit = ["checker", "commit", &number, "--file", &output, "--secret", &secret(checker)];
		square.piazza(checker, &commit).await?;
	}
	square
		.until("the others to commit by themselves", |block| async move {
			let panel = block.panel(panel).await?.context("the panel")?;
			Ok(matches!(panel.stage, panels::Stage::Revealing { .. }))
		})
		.await?;
	// What it committed to is on its disk.
	judges[0].kill_hard();
	judges[0].restart()?;
	for checker in by_hand {
		square.piazza(checker, &["checker", "reveal", &number, "--secret", &secret(checker)]).await?;
	}
	square.until("all answers to be shown", |block| async move { Ok(block.panel(panel).await?.is_none()) }).await?;
	square.skip_until(|block| async move { Ok(Square::only_job(&block).await?.1.stage.is_terminal()) }).await?;

	let block = square.head().await?;
	let (_, job) = Square::only_job(&block).await?;
	assert_eq!(job.stage, Stage::Final { output: right });
	// Nobody gave the right output, so the reward came back; the faulty worker's bond of 20 paid the panel. Commitments and
	// answers cost no fees.
	let spent = before - square.money(account(TENANT)).await?.total();
	assert!(spent < UNIT, "the tenant spent {spent}");
	for (checker, before) in CHECKERS.into_iter().zip(checkers_before) {
		let gained = square.money(account(checker)).await?.total() - before;
		// Whoever was killed may have sent its answer already and sends it again, which costs a fee.
		let least = if checker == by_themselves[0] { 3 * UNIT } else { 4 * UNIT };
		assert!((least..=4 * UNIT).contains(&gained), "{checker} gained {gained}");
	}
	let position = block.position(Role::Provider, faulty.owner).await?.context("a position")?;
	assert_eq!(position.frozen, 50 * UNIT);
	assert_eq!(square.all_money().await?, issued);
	square.piazza(TENANT, &["audit", "--since", &since]).await?;
	judges[0].wait_for_log("the verdict is this checker's answer", PATIENCE).await?;
	judges.iter_mut().chain([&mut faulty.daemon]).for_each(|daemon| daemon.kill_hard());
	Ok(())
}
