//! The path that everything else rests on: three workers read the same handwriting, one of them falsifies its answers.

mod square;

use anyhow::{ensure, Context, Result};
use piazza_client::jobs::{Stage, Verdict};
use square::{account, Square, TENANT, UNIT};
use std::fs;

#[tokio::test]
async fn honest_workers_are_paid_and_the_faulty_one_loses_its_bond() -> Result<()> {
	let square = Square::open().await?;
	let program = square.register_digits().await?;
	let honest = [square.provider("//Bob", &[]).await?, square.provider("//Charlie", &[]).await?];
	let faulty = square.provider("//Dave", &["--faulty"]).await?;
	faulty.daemon.wait_for_log("FAULTY", piazza_e2e::PATIENCE).await?;

	let [input, labels, output] = ["input", "labels", "output"].map(|name| square.path(name).display().to_string());
	square.digits(&["sample", "--rows", "100", "--input", &input, "--labels", &labels])?;
	let issued = square.all_money().await?;
	ensure!(issued.0 == issued.1, "the accounts do not add up: {issued:?}");
	let since = square.head().await?.number().to_string();
	let everybody = [&honest[0], &honest[1], &faulty];
	let mut before = Vec::new();
	for provider in everybody {
		before.push(square.money(provider.owner).await?.total());
	}
	let tenant_before = square.money(account(TENANT)).await?.total();

	let job = ["job", "submit", "--program", &program, "--input", &input, "--reward", "300", "--bond", "10"];
	let rest = ["--replicas", "3", "--quorum", "2", "--deadline", "60", "--wait", "--output", &output];
	square.piazza(TENANT, &[&job[..], &rest[..]].concat()).await?;

	// The verdicts.
	let block = square.head().await?;
	let (id, job) = Square::only_job(&block).await?;
	let Stage::Final { output: accepted } = job.stage else { panic!("the job ended as {:?}", job.stage) };
	assert_eq!(block.seats(id).await?.len(), 3);
	for (provider, before) in everybody.into_iter().zip(before) {
		let seat = Square::seat(&block, provider.worker).await?.context("a seat")?;
		let outcome = seat.outcome.context("an outcome")?;
		let gained = square.money(provider.owner).await?.total() as i128 - before as i128;
		let (verdict, amounts) = match provider.worker == faulty.worker {
			true => (Verdict::Outvoted, [0, 10, 0]),
			// A third of the reward less two per cent, and half of the lost bond.
			false => (Verdict::Paid, [98, 0, 5]),
		};
		assert_eq!(outcome.verdict, verdict, "{}", provider.key);
		assert_eq!([outcome.paid, outcome.bond_lost, outcome.bond_won], amounts.map(|amount| amount * UNIT));
		let [paid, lost, won] = amounts.map(|amount| (amount * UNIT) as i128);
		assert_eq!(gained, paid - lost + won, "{}", provider.key);
		assert_eq!(square.money(provider.owner).await?.held, 0, "{}", provider.key);
	}

	// The answer.
	let answers = fs::read(&output)?;
	assert_eq!(piazza_client::blake2_256(&answers), accepted);
	let labels: Vec<u8> = fs::read_to_string(&labels)?.lines().map(str::parse).collect::<Result<_, _>>()?;
	let right = answers.iter().zip(&labels).filter(|(answer, label)| answer == label).count();
	assert_eq!((answers.len(), labels.len()), (100, 100));
	assert!(right >= 95, "{right} of 100 right");

	// The money: the tenant paid two seats and its fees, and nothing was made or lost.
	let spent = tenant_before - square.money(account(TENANT)).await?.total();
	assert!((200 * UNIT..201 * UNIT).contains(&spent), "the tenant spent {spent}");
	assert_eq!(square.all_money().await?, issued);
	square.piazza(TENANT, &["audit", "--since", &since]).await?;
	for mut provider in honest {
		provider.daemon.wait_for_log("settled", piazza_e2e::PATIENCE).await?;
		provider.daemon.kill_hard();
	}
	Ok(())
}
