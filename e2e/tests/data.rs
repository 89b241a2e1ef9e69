//! Handwriting is brought into a pool after a worker has scored it; whoever buys a licence fetches what it lets read.

mod square;

use anyhow::{Context, Result};
use piazza_client::pools::PoolId;
use square::{account, Square, TENANT, UNIT};
use std::fs;

/// The pool, and who owns it.
const POOL: PoolId = 0;
const OWNER: &str = "//Ferdie";
/// What software says that it runs in the enclave's place: any 48 bytes.
const MEASUREMENT: &str =
	"0x5c05c05c05c05c05c05c05c05c05c05c05c05c05c05c05c05c05c05c05c05c05c05c05c05c05c05c05c05c05c05c05c0";
/// Price of a unit.
const PRICE: u128 = 10 * UNIT;

/// Writes rows of the data set into a file.
fn write_rows(square: &Square, name: &str, skip: &str, rows: &str) -> Result<String> {
	let file = square.path(name).display().to_string();
	square.tool("digits", &["rows", "--skip", skip, "--rows", rows, "--out", &file])?;
	Ok(file)
}

/// Has the scorer look at a file, and brings it.
async fn bring(square: &Square, who: &str, file: &str, scorer: &str) -> Result<()> {
	let proof = format!("{file}.proof");
	square.piazza(who, &["pool", "ask", "0", "--file", file, "--scorer", scorer, "--proof", &proof]).await?;
	square.piazza(who, &["pool", "contribute", "0", "--file", file, "--proof", &proof]).await.map(drop)
}

/// Buys a licence for two units, and fetches what it lets read; gives the files' contents, sorted.
async fn license(square: &Square, number: &str) -> Result<Vec<Vec<u8>>> {
	let terms = ["--purpose", "train", "--units", "2", "--max-price", "20"];
	square.piazza(TENANT, &[&["pool", "license", "0"][..], &terms].concat()).await?;
	fetch(square, number).await
}

async fn fetch(square: &Square, number: &str) -> Result<Vec<Vec<u8>>> {
	let folder = tempfile::tempdir()?;
	let out = folder.path().join("data").display().to_string();
	square.piazza(TENANT, &["pool", "fetch", "0", number, "--out", &out]).await?;
	let files = fs::read_dir(&out)?.map(|entry| Ok(fs::read(entry?.path())?)).collect::<Result<Vec<_>>>();
	let mut files = files?;
	files.sort();
	Ok(files)
}

#[tokio::test]
async fn data_is_scored_brought_licensed_and_left_out_when_its_contributor_leaves() -> Result<()> {
	let square = Square::open().await?;
	let module = square.path("scoring.wasm").display().to_string();
	square.tool("scoring", &["program", "--out", &module])?;
	let configuration = format!(
		"[attestation]\nsource = \"software\"\ndevice = \"scorer\"\nmeasurement = \"{MEASUREMENT}\"\n\
		 [scoring]\nmodule = \"{module}\"\nlisten = \"127.0.0.1:0\"\n"
	);
	let provider = square.provider_with("//Bob", &configuration, "100", &[]).await?;
	let line = provider.daemon.wait_for_log("data for pools is scored at ", piazza_e2e::PATIENCE).await?;
	let scorer = line.split_whitespace().find(|word| word.starts_with("http://")).context("its address")?;

	square.piazza(OWNER, &["program", "register", "--enclave", MEASUREMENT]).await?;
	let programs = square.head().await?.programs().await?;
	let program = format!("{:?}", programs.first().context("a program")?.id);
	let text = square.path("text").display().to_string();
	fs::write(&text, "rows of 64 pixels and a label")?;
	let create = ["pool", "create", "--schema", &text, "--conditions", &text, "--scoring", "enclave", "--price", "10"];
	square.piazza(OWNER, &[&create[..], &["--program", &program, "--reader", &program]].concat()).await?;
	let issued = square.all_money().await?;
	let since = square.head().await?.number().to_string();

	// Charlie's rows are new; of Dave's, half are Charlie's too.
	let charlies = write_rows(&square, "charlie", "0", "200")?;
	let daves = write_rows(&square, "dave", "100", "200")?;
	bring(&square, "//Charlie", &charlies, scorer).await?;
	bring(&square, "//Dave", &daves, scorer).await?;
	let brought = square.head().await?.contributions(POOL).await?;
	let scores: Vec<_> = brought.iter().map(|(_, found)| (found.contributor, found.score.0, found.tokens)).collect();
	let [(charlie, more, tokens), (dave, less, _)] = scores[..] else { panic!("{scores:?}") };
	assert_eq!((charlie, dave), (account("//Charlie"), account("//Dave")));
	assert!(more > 2 * less && less > 0, "{more} and {less}");
	assert_eq!(tokens, u128::from(more) * 1_000_000);

	// A part of what is there is worth nothing, and what is no rows is none.
	let copy = write_rows(&square, "copy", "10", "100")?;
	let refused = bring(&square, "//Eve", &copy, scorer).await.unwrap_err().to_string();
	assert!(refused.contains("its score is zero"), "{refused}");
	fs::write(square.path("junk"), "no rows at all")?;
	let junk = square.path("junk").display().to_string();
	let refused = bring(&square, "//Eve", &junk, scorer).await.unwrap_err().to_string();
	assert!(refused.contains("cannot be scored"), "{refused}");

	// Both may be read; what is paid flows to both over a day, by their scores.
	let mut both = vec![fs::read(&charlies)?, fs::read(&daves)?];
	both.sort();
	assert_eq!(license(&square, "0").await?, both);
	let sold = square.head().await?.licence(POOL, 0).await?.context("a licence")?.window.from;
	square.skip_until(|block| async move { Ok(block.number() >= sold + 50) }).await?;
	let before = square.head().await?.pool_books(POOL).await?.context("books")?.kept;
	assert_eq!(before, 2 * PRICE * 85 / 100);
	square.piazza("//Charlie", &["pool", "claim", "0"]).await?;
	square.piazza("//Dave", &["pool", "claim", "0"]).await?;
	square.piazza(OWNER, &["pool", "collect", "0"]).await?;
	let books = square.head().await?.pool_books(POOL).await?.context("books")?;
	assert!(books.kept < before && books.owner_due == 0);

	// Dave leaves: the next licence lets read Charlie's alone, the first lets read both still.
	square.piazza("//Dave", &["pool", "choose", "0", "close"]).await?;
	assert_eq!(license(&square, "1").await?, [fs::read(&charlies)?]);
	assert_eq!(fetch(&square, "0").await?, both);

	assert_eq!(square.all_money().await?, issued);
	square.piazza(TENANT, &["audit", "--since", &since]).await?;
	Ok(())
}
