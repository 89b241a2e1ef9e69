//! A worker sells calls over HTTP: they are paid by vouchers and redeemed at once, and one false answer among them is
//! disputed by its place in the tree.

mod square;

use anyhow::{ensure, Context, Result};
use piazza_client::{
	batches::{BatchSource, End},
	panels::{self, Case},
	stakes::Role,
};
use piazza_e2e::PATIENCE;
use square::{account, Square, TENANT, UNIT};
use std::{fs, process::Command};

/// As many as a panel has seats.
const CHECKERS: [&str; 5] = ["//Charlie", "//Dave", "//Eve", "//Ferdie", "//Eve//stash"];

/// Who sells.
const SELLER: &str = "//Bob";

/// Runs that the worker does until one is falsified: those of the calls alone.
const FAULTY: &str = "--faulty=7";

#[tokio::test]
async fn false_answer_among_many_paid_calls_is_disputed_and_slashed() -> Result<()> {
	let square = Square::open().await?;
	square.register_digits().await?;
	let gateway =
		"[gateway]\nmodule = \"digits.wasm\"\nlisten = \"127.0.0.1:0\"\nprice = \"0.5\"\nredeem_at = \"100\"\n";
	let mut seller = square.provider_with(SELLER, gateway, "100", &[FAULTY]).await?;
	let line = seller.daemon.wait_for_log("calls are answered for 0.5 of PZA each at ", PATIENCE).await?;
	let url = line.split_whitespace().find(|word| word.starts_with("http://")).context("its address")?;
	for checker in CHECKERS {
		square.stake(checker, Role::Checker, "1000").await?;
		square.enrol(checker).await?;
	}
	let mut judges = CHECKERS.iter().map(|who| square.judge(who)).collect::<Result<Vec<_>>>()?;
	let issued = square.all_money().await?;
	let since = square.head().await?.number().to_string();

	// Nobody has to pay to hear the price.
	let price = square.piazza(TENANT, &["call", url]).await?;
	assert!(price.contains("0.5 PZA a call") && price.contains(&account(SELLER).to_string()), "{price}");
	let [one, other, labels, right] =
		["one", "other", "labels", "right"].map(|name| square.path(name).display().to_string());
	square.digits(&["sample", "--rows", "1", "--input", &one, "--labels", &labels])?;
	square.digits(&["sample", "--rows", "2", "--input", &other, "--labels", &labels])?;
	let records = square.path("records").display().to_string();
	let call = |more: &[&'static str]| {
		let arguments = ["call", url, "--input", &one, "--input", &other, "--records", &records].map(String::from);
		arguments.into_iter().chain(more.iter().copied().map(String::from)).collect::<Vec<_>>()
	};
	let run = |arguments: Vec<String>| {
		let square = &square;
		async move { square.piazza(TENANT, &arguments.iter().map(String::as_str).collect::<Vec<_>>()).await }
	};
	let refused = run(call(&[])).await.unwrap_err().to_string();
	assert!(refused.contains("give --deposit"), "{refused}");
	let refused = run(call(&["--deposit", "10", "--max-price", "0.4"])).await.unwrap_err().to_string();
	assert!(refused.contains("more than --max-price allows"), "{refused}");

	// Four calls, then six more by the same channel; the seventh is answered falsely, and both say so at the end.
	let before = (square.money(account(TENANT)).await?.total(), square.money(account(SELLER)).await?.total());
	run(call(&["--calls", "4", "--deposit", "10"])).await?;
	let told = run(call(&["--calls", "6", "--finish"])).await.unwrap_err().to_string();
	assert!(told.contains("was charged 5 PZA in all for 10 answers"), "{told}");
	assert!(told.contains("Answers 0 and 6 to the same input differ"), "{told}");

	// The worker redeems all ten by one transaction, once it may vouch, and gives the rest back.
	square.node.seal_blocks(200).await?;
	square.until("the channel to be closed", |block| async move { Ok(block.channels().await?.is_empty()) }).await?;
	seller.daemon.wait_for_log("closed channel 0", PATIENCE).await?;
	let block = square.head().await?;
	let batches = block.batches().await?;
	let [(0, batch)] = &batches[..] else { panic!("{batches:?}") };
	assert_eq!((batch.source, batch.count, batch.claim), (BatchSource::Channel(0), 10, 5 * UNIT));
	let spent = before.0 - square.money(account(TENANT)).await?.total();
	assert!((5 * UNIT..6 * UNIT).contains(&spent), "the tenant spent {spent}");
	assert_eq!(square.money(account(SELLER)).await?.total() - before.1, 5 * UNIT);

	// The tenant runs the program itself.
	let module = square.path("digits.wasm").display().to_string();
	let compute = ["compute", "--module", &module, "--input", &one, "--output", &right];
	let ran = Command::new(piazza_e2e::binary("piazza-worker")?).args(compute).output()?;
	ensure!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
	let folder = fs::read_dir(&records)?.next().context("a folder")??.path();
	let results = folder.join("results.csv").display().to_string();
	let dispute = |index: &'static str| {
		["batch", "dispute", "0", "--results", &results, "--index", index, "--input", &one, "--file", &right]
			.map(String::from)
	};
	let refused = run(dispute("4").to_vec()).await.unwrap_err().to_string();
	assert!(refused.contains("there is nothing to dispute"), "{refused}");
	run(dispute("6").to_vec()).await?;
	let dispute = square.head().await?.batch(0).await?.and_then(|batch| batch.dispute).context("a dispute")?;
	assert_eq!(dispute.leaf.index, 6);

	let panel = dispute.panel;
	square
		.skip_until(|block| async move {
			let panel = block.panel(panel).await?.context("the panel")?;
			Ok(matches!(panel.stage, panels::Stage::Committing { .. }))
		})
		.await?;
	assert_eq!(square.head().await?.panel(panel).await?.context("the panel")?.case, Case::Batch(0));
	square.until("the panel to answer", |block| async move { Ok(block.panel(panel).await?.is_none()) }).await?;
	let mut ended = None;
	while ended.is_none() {
		ended = square.head().await?.batch_end(0).await?;
		square.node.seal_blocks(1).await?;
	}
	let bond = 20 * UNIT;
	assert_eq!(ended, Some(End::Disproved { bond_lost: bond, compensation: 0, fine: 50 * UNIT }));
	let position = square.head().await?.position(Role::Provider, account(SELLER)).await?.context("a position")?;
	assert_eq!(position.frozen, 50 * UNIT);
	assert_eq!(square.money(account(SELLER)).await?.total(), before.1 + 5 * UNIT - bond);
	assert_eq!(square.all_money().await?, issued);
	square.piazza(TENANT, &["audit", "--since", &since]).await?;
	judges.iter_mut().chain([&mut seller.daemon]).for_each(|daemon| daemon.kill_hard());
	Ok(())
}
