//! An agent's key spends within its mandate: it pays another agent through a channel, says what it thinks of it, and is
//! stopped.

mod square;

use anyhow::{Context, Result};
use piazza_client::agents::{Summary, ONE};
use square::{account, Square, UNIT};

/// Who owns the agents that buys and that sells, and the key that acts for the first.
const BUYER: &str = "//Alice";
const SELLER: &str = "//Charlie";
const KEY: &str = "//Bob";

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
