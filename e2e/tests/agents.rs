//! An agent's key spends within its mandate: it pays another agent through a channel, says what it thinks of it, and is
//! stopped. A checker says whether an agent's output is right.

mod square;

use anyhow::{Context, Result};
use piazza_client::{
	agents::{ScoreSummary, Stage, Summary, ONE},
	blake2_256,
	stakes::Role,
};
use square::{account, Square, UNIT};
use std::fs;

/// Who owns the agents that buys and that sells, and the key that acts for the first.
const BUYER: &str = "//Alice";
const SELLER: &str = "//Charlie";
const KEY: &str = "//Bob";
/// A checker with stake, who is asked about an agent's work.
const CHECKER: &str = "//Dave";

#[tokio::test]
async fn agents_trade_through_a_channel_within_a_mandate() -> Result<()> {
	let square = Square::open().await?;
	square.piazza(BUYER, &["agent", "register", "--uri", "https://example.org/buyer.json"]).await?;
	square.piazza(SELLER, &["agent", "register"]).await?;
	let block = square.head().await?;
	let (buyer, seller) = (block.agent_account(0).await?, block.agent_account(1).await?);
	assert_eq!(block.agent(0).await?.context("the agent")?.owner, account(BUYER));
	square.piazza(BUYER, &["transfer", &buyer.to_string(), "100"]).await?;
	square.piazza(SELLER, &["transfer", &seller.to_string(), "1"]).await?;
	let issued = square.all_money().await?;
	let since = square.head().await?.number().to_string();

	// The key may do nothing before it is let.
	let open = |deposit: &'static str| {
		let seller = seller.to_string();
		["channel", "open", &seller, "--deposit", deposit, "--duration", "1h", "--as-agent", "0"].map(String::from)
	};
	let run = |who, arguments: Vec<String>| {
		let square = &square;
		async move { square.piazza(who, &arguments.iter().map(String::as_str).collect::<Vec<_>>()).await }
	};
	let refused = run(KEY, open("10").into()).await.unwrap_err().to_string();
	assert!(refused.contains("has no mandate"), "{refused}");
	let grant = ["agent", "grant", "0", KEY, "--kinds", "channel,feedback", "--per-call", "20", "--per-period", "30"];
	square.piazza(BUYER, &grant).await?;
	let refused = run(KEY, open("25").into()).await.unwrap_err().to_string();
	assert!(refused.contains("more than a call may"), "{refused}");
	let transfer = ["transfer", "//Eve", "1", "--as-agent", "0"];
	let refused = square.piazza(KEY, &transfer).await.unwrap_err().to_string();
	assert!(refused.contains("not for such calls"), "{refused}");

	// It opens a channel, promises 3 and then 7, and somebody redeems the last for the seller.
	run(KEY, open("10").into()).await?;
	let channel = square.head().await?.channel(0).await?.context("the channel")?;
	assert_eq!((channel.payer, channel.payee, channel.deposit), (buyer, seller, 10 * UNIT));
	let voucher = square.path("voucher").display().to_string();
	for total in ["3", "7"] {
		square.piazza(KEY, &["channel", "sign", "0", "--total", total, "--out", &voucher]).await?;
	}
	let before = square.money(seller).await?.total();
	square.piazza("//Dave", &["channel", "redeem", &voucher]).await?;
	assert_eq!(square.money(seller).await?.total() - before, 7 * UNIT);
	let again = square.piazza("//Dave", &["channel", "redeem", &voucher]).await.unwrap_err().to_string();
	assert!(again.contains("no more than was paid"), "{again}");

	// The seller closes it; the buyer's key says what it was like, which weighs as much as was paid.
	square.piazza(SELLER, &["channel", "close", "0", "--as-agent", "1"]).await?;
	square.piazza(KEY, &["agent", "rate", "1", "87.5", "--channel", "0", "--as-agent", "0"]).await?;
	let said = square.head().await?.agent_summary(1, vec![buyer]).await?.context("a summary")?;
	let mean = Some(875 * ONE / 10);
	assert_eq!(said, Summary { count: 1, mean, weight: 7 * UNIT, weighted_mean: mean });
	let twice = ["agent", "rate", "1", "100", "--channel", "0", "--as-agent", "0"];
	let refused = square.piazza(KEY, &twice).await.unwrap_err().to_string();
	assert!(refused.contains("SettlementUsed"), "{refused}");

	// What it spent is counted, what came back is not given back; revoked, it does nothing more.
	let mandate = square.head().await?.mandate(0, account(KEY)).await?.context("a mandate")?;
	assert!(mandate.tally.used[0] > 10 * UNIT && mandate.tally.used[0] < 11 * UNIT, "{:?}", mandate.tally);
	square.piazza(BUYER, &["agent", "revoke", "0", "--all"]).await?;
	let refused = run(KEY, open("1").into()).await.unwrap_err().to_string();
	assert!(refused.contains("MandateVoid"), "{refused}");

	assert_eq!(square.all_money().await?, issued);
	square.piazza(BUYER, &["audit", "--since", &since]).await?;
	Ok(())
}

#[tokio::test]
async fn checker_says_whether_an_agents_output_is_right() -> Result<()> {
	let square = Square::open().await?;
	square.piazza(SELLER, &["agent", "register", "--set", "model=digits", "--set", "query=a=b"]).await?;
	let entries = [("model", "digits"), ("query", "a=b")];
	let entries = entries.map(|(key, value)| (key.as_bytes().to_vec(), value.as_bytes().to_vec()));
	assert_eq!(square.head().await?.agent_metadata(0).await?, entries);

	// Nobody without stake is asked, and no question that nobody can fetch is put.
	let path = |name: &str| square.path(name).display().to_string();
	let (question, output) = (path("question"), path("output"));
	fs::write(&question, "Is this the output of job 0?")?;
	fs::write(&output, "the output")?;
	let validation = |more: &[&str]| {
		let all = ["agent", "validation"].iter().chain(more).map(ToString::to_string).collect::<Vec<_>>();
		let square = &square;
		async move |who: &str| square.piazza(who, &all.iter().map(String::as_str).collect::<Vec<_>>()).await
	};
	let request = ["request", "0", CHECKER, "--job", "0", "--output", &output, "--fee", "3", "--file", &question];
	let refused = validation(&request)(SELLER).await.unwrap_err().to_string();
	assert!(refused.contains("has no stake as checker"), "{refused}");
	square.stake(CHECKER, Role::Checker, "1000").await?;
	let elsewhere = [&request[..], &["--blob-url", "http://127.0.0.1:1"]].concat();
	let refused = validation(&elsewhere)(SELLER).await.unwrap_err().to_string();
	assert!(refused.contains("others could not get"), "{refused}");
	let issued = square.all_money().await?;
	let since = square.head().await?.number().to_string();
	validation(&request)(SELLER).await?;
	let name = blake2_256(&fs::read(&question)?);
	let hash = format!("{name:?}");
	let found = square.head().await?.validation(name).await?.context("the request")?;
	assert_eq!((found.output, found.fee, found.stage), (blake2_256(b"the output"), 3 * UNIT, Stage::Requested));

	// The checker promises an answer, and gives it once.
	let refused = validation(&["answer", &hash, "80"])(CHECKER).await.unwrap_err().to_string();
	assert!(refused.contains("promise an answer first"), "{refused}");
	validation(&["accept", &hash])(CHECKER).await?;
	let refused = validation(&["close", &hash])(SELLER).await.unwrap_err().to_string();
	assert!(refused.contains("has promised an answer"), "{refused}");
	let refused = validation(&["report", &hash])(BUYER).await.unwrap_err().to_string();
	assert!(refused.contains("may answer before"), "{refused}");
	let before = square.money(account(CHECKER)).await?.total();
	validation(&["answer", &hash, "80", "--tag", "digits"])(CHECKER).await?;
	let gained = square.money(account(CHECKER)).await?.total() - before;
	assert!((2 * UNIT..3 * UNIT).contains(&gained), "{gained}");
	let refused = validation(&["answer", &hash, "0"])(CHECKER).await.unwrap_err().to_string();
	assert!(refused.contains("WrongStage"), "{refused}");
	let summary = square.head().await?.validation_summary(0, vec![account(CHECKER)]).await?;
	assert_eq!(summary, Some(ScoreSummary { count: 1, mean: Some(80 * ONE) }));

	// All of that can be seen. No job shows that the answer is wrong.
	let shown = validation(&["show", &hash])(BUYER).await?;
	assert!(shown.contains("80 of 100: the output is the right one") && shown.contains("no record"), "{shown}");
	let listed = validation(&["list", "0", "--checker", CHECKER])(BUYER).await?;
	assert!(listed.contains(&hash) && listed.contains("answered 80"), "{listed}");
	assert_eq!(validation(&["list", "--checker", BUYER])(BUYER).await?, "none\n");
	let scores = validation(&["scores", "0"])(BUYER).await?;
	assert!(scores.starts_with("answers   1\nmean      80\n"), "{scores}");
	let refused = validation(&["report", &hash])(BUYER).await.unwrap_err().to_string();
	assert!(refused.contains("NoResult"), "{refused}");

	assert_eq!(square.all_money().await?, issued);
	square.piazza(BUYER, &["audit", "--since", &since]).await?;
	Ok(())
}
