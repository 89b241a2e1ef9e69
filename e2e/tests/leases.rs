//! A machine is rented by the block, works for its tenant, is killed, and pays for it.

mod square;

use anyhow::{Context, Result};
use piazza_client::{
	jobs::{Stage, Verdict},
	leases::{Closed, Reason},
	stakes::Role,
};
use square::{account, Square, TENANT, UNIT};

/// What the worker asks for: 7 PZA a block.
const PRICES: &str =
	"[leasing]\nenabled = true\n[[leasing.price]]\nclass = 1\ngpus = 1\nrate = \"7\"\nasset = \"PZA\"\n\
                      min_duration = 20\nmax_duration = 28800\nmax_reclaim_window = 1200\n";

#[tokio::test]
async fn lease_streams_rent_and_costs_stake_when_the_machine_is_killed() -> Result<()> {
	let square = Square::open().await?;
	let program = square.register_digits().await?;
	// The class asks for 1,000 PZA at stake for a machine.
	let mut provider = square.provider_with("//Bob", PRICES, "1500", &[]).await?;
	let worker = provider.worker;
	let issued = square.all_money().await?;
	let since = square.head().await?.number().to_string();
	let before = square.money(provider.owner).await?.total();

	let order = ["order", "place", "--class", "1", "--max-rate", "10", "--deposit", "1000"];
	square.piazza(TENANT, &[&order[..], &["--duration", "2h", "--notice", "1m"]].concat()).await?;
	square
		.until("a bid", |block| async move { Ok(block.bids(0).await?.iter().any(|bid| bid.worker == worker)) })
		.await?;
	square.piazza(TENANT, &["order", "accept", "0", &worker.to_string()]).await?;

	// The tenant has work done on its machine: rent pays for it.
	let [input, labels, output] = ["input", "labels", "output"].map(|name| square.path(name).display().to_string());
	square.digits(&["sample", "--rows", "20", "--input", &input, "--labels", &labels])?;
	let job = ["job", "submit", "--program", &program, "--input", &input, "--lease", "0"];
	square.piazza(TENANT, &[&job[..], &["--deadline", "60", "--wait", "--output", &output]].concat()).await?;
	let block = square.head().await?;
	let (_, job) = Square::only_job(&block).await?;
	assert!(matches!(job.stage, Stage::Final { .. }), "the job ended as {:?}", job.stage);
	let outcome = Square::seat(&block, worker).await?.context("a seat")?.outcome.context("an outcome")?;
	assert_eq!((outcome.verdict, outcome.paid), (Verdict::Paid, 0));

	// The machine is gone, and somebody doubts it.
	provider.daemon.kill_hard();
	square.piazza("//Dave", &["lease", "challenge", "0"]).await?;
	let lease = square.head().await?.lease(0).await?.context("the lease runs")?.lease;
	let challenge = lease.challenge.context("it is challenged")?;
	square.skip_until(|block| async move { Ok(block.number() >= challenge.until) }).await?;
	let block = square.chain.at(challenge.until).await?;
	let blocks = u128::from(challenge.at - lease.started_at);
	let settled = blocks * 7 * UNIT;
	let closed = Closed { lease: 0, reason: Reason::Downtime, settled, refunded: 1_000 * UNIT - settled };
	assert_eq!(block.leases_closed().await?, [closed]);

	// Rent less two per cent; 4 % of the class's bond are frozen of the stake.
	assert_eq!(square.money(provider.owner).await?.total() - before, settled - settled / 50);
	let position = square.head().await?.position(Role::Provider, account("//Bob")).await?.context("a position")?;
	assert_eq!(position.frozen, 40 * UNIT);
	assert_eq!(square.all_money().await?, issued);
	square.piazza(TENANT, &["audit", "--since", &since]).await?;

	// It comes back, and costs no more.
	let again = square.run_worker("Bob-again", &provider.config, &[])?;
	square.until("the machine to be back", |block| async move { Ok(block.downtime(worker).await?.is_none()) }).await?;
	drop(again);
	Ok(())
}
