//! The real program, without a chain: what it does on one machine, and how it fails.

use std::{
	fs,
	io::{BufRead, BufReader, Read, Write},
	net::TcpListener,
	path::Path,
	process::{Child, Command, Output, Stdio},
	time::{Duration, Instant},
};

/// `piazza`, untouched by the settings of whoever runs the tests, with its store in `dir`.
fn piazza(dir: &Path, args: &[&str]) -> Command {
	let mut command = Command::new(env!("CARGO_BIN_EXE_piazza"));
	for name in ["NODE", "GENESIS", "KEY", "KEY_FILE", "BLOBS", "BLOB_URL"] {
		command.env_remove(format!("PIAZZA_{name}"));
	}
	command.env_remove("RUST_LOG").env("PIAZZA_BLOBS", dir.join("blobs")).args(args).stdin(Stdio::null());
	command
}

fn run(dir: &Path, args: &[&str]) -> Output {
	piazza(dir, args).output().unwrap()
}

fn stdout(output: &Output) -> String {
	String::from_utf8(output.stdout.clone()).unwrap()
}

/// What it complained about; fails when it did not.
fn complaint(output: &Output) -> String {
	let text = String::from_utf8(output.stderr.clone()).unwrap();
	assert!(!output.status.success(), "it should have failed: {}{text}", stdout(output));
	assert!(!text.contains("panicked"), "{text}");
	text
}

fn json(output: &Output) -> serde_json::Value {
	serde_json::from_slice(&output.stdout)
		.unwrap_or_else(|error| panic!("{error}: {}\n{}", stdout(output), String::from_utf8_lossy(&output.stderr)))
}

/// A blob server of the program itself, until it is dropped.
struct Served {
	child: Child,
	url: String,
}

impl Served {
	fn start(dir: &Path, served: &Path) -> Self {
		let served = served.to_str().unwrap();
		let mut child = piazza(dir, &["--json", "blob", "serve", "--dir", served, "--listen", "127.0.0.1:0"])
			.stdout(Stdio::piped())
			.spawn()
			.unwrap();
		let mut line = String::new();
		BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
		let said: serde_json::Value = serde_json::from_str(&line).unwrap();
		Self { child, url: said["url"].as_str().unwrap().into() }
	}

	fn uri(&self, hash: &str) -> String {
		format!("{}/blobs/{}", self.url, hash.trim_start_matches("0x"))
	}
}

impl Drop for Served {
	fn drop(&mut self) {
		self.child.kill().unwrap();
		self.child.wait().unwrap();
	}
}

/// Puts a file into the store of `dir`; gives its hash.
fn put(dir: &Path, bytes: &[u8]) -> String {
	let file = dir.join("file");
	fs::write(&file, bytes).unwrap();
	let output = run(dir, &["--json", "blob", "put", file.to_str().unwrap()]);
	json(&output)["hash"].as_str().unwrap().into()
}

#[test]
fn help_names_every_group() {
	let dir = tempfile::tempdir().unwrap();
	let output = run(dir.path(), &["--help"]);
	assert!(output.status.success());
	for group in [
		"program",
		"worker",
		"collateral",
		"job",
		"order",
		"bid",
		"offer",
		"lease",
		"batch",
		"agent",
		"channel",
		"call",
		"checker",
		"pool",
		"web",
		"reputation",
		"stake",
		"validator",
		"balance",
		"transfer",
		"blob",
		"audit",
		"chain",
	] {
		assert!(stdout(&output).contains(&format!("\n  {group} ")), "{group}");
	}
}

#[test]
fn help_is_there_for_every_command() {
	let dir = tempfile::tempdir().unwrap();
	let commands = [
		"program register|program show|program list|program remove",
		"worker list|worker show|worker approve|worker retire|worker register|worker renew|worker challenge",
		"collateral submit|collateral status|job statement|job prove",
		"job submit|job watch|job show|job list|job output|job cancel|job remove",
		"job dispute|order place|order show|order list|order bids|order accept|order cancel|bid place|bid withdraw",
		"offer make|offer list|offer show|offer withdraw|offer take|lease show|lease list|lease watch|lease top-up",
		"lease extend|lease settle|lease close|lease reclaim|lease challenge|lease prove|lease report-down|lease restore",
		"lease downtime|lease rules|lease stake|lease quote|lease attributes set|lease attributes show",
		"agent register|agent show|agent list|agent set-uri|agent set-metadata|agent set-card|agent transfer",
		"agent deregister|agent bind-wallet|agent unbind-wallet|agent grant|agent mandate|agent revoke|agent rate",
		"agent unrate|agent forget-rating|agent respond|agent ratings|agent validation request|agent validation accept|agent validation answer",
		"agent validation report|agent validation close|agent validation show|agent validation list",
		"agent validation scores|batch root|batch report|batch show|batch list|batch dispute|call",
		"channel open|channel top-up|channel extend|channel sign|channel check|channel redeem|channel close|channel show",
		"channel list",
		"checker enrol|checker resign|checker strike-off|checker duties|checker panel|checker commit|checker reveal",
		"reputation show|reputation forget",
		"job propose|job set-provider|job set-budget|job fund|job deliver|job complete|job reject",
		"stake open|stake bond|stake unbond|stake withdraw|stake commission|stake chill|stake activate|stake show",
		"stake position|validator setup|validator status|validator list|validator leave|validator rejoin",
		"pool create|pool price|pool remove|pool show|pool list|pool score|pool contribute|pool contribution|pool choose",
		"pool choose open|pool choose grant|pool relay|pool account|pool quote|pool license|pool licence",
		"pool remove-licence|pool stake|pool unstake|pool claim|pool collect|pool open-market|pool endorse|pool withdraw",
		"pool fund|pool claim-epoch|web link-text|web link|web unlink|web submit|web epoch|web account",
		"balance|transfer|audit|chain|blob serve|blob put|blob get",
	];
	for command in commands.iter().flat_map(|group| group.split('|')) {
		let args: Vec<_> = command.split(' ').chain(["--help"]).collect();
		let output = run(dir.path(), &args);
		assert!(output.status.success() && stdout(&output).contains("Usage: piazza"), "{command}");
	}
}

#[test]
fn node_is_named_with_the_remedy_when_it_cannot_be_reached() {
	let dir = tempfile::tempdir().unwrap();
	// A port that was free a moment ago.
	let listener = TcpListener::bind("127.0.0.1:0").unwrap();
	let url = format!("ws://{}", listener.local_addr().unwrap());
	drop(listener);
	for command in [
		&["chain"][..],
		&["job", "list"],
		&["order", "list"],
		&["lease", "watch", "1"],
		&["checker", "duties", "//Bob"],
		&["--key", "//Alice", "transfer", "//Bob", "1"],
		&["audit"],
	] {
		let started = Instant::now();
		let text = complaint(&run(dir.path(), &[&["--node", &url][..], command].concat()));
		assert!(started.elapsed() < Duration::from_secs(10), "{command:?}");
		assert!(text.contains(&url) && text.contains("--node"), "{text}");
	}
}

#[test]
fn node_is_given_up_within_ten_seconds_when_it_is_silent() {
	let dir = tempfile::tempdir().unwrap();
	let listener = TcpListener::bind("127.0.0.1:0").unwrap();
	let url = format!("ws://{}", listener.local_addr().unwrap());
	let started = Instant::now();
	let text = complaint(&run(dir.path(), &["--node", &url, "chain"]));
	assert!(started.elapsed() < Duration::from_secs(10));
	assert!(text.contains("no answer within"), "{text}");
}

#[test]
fn node_is_refused_when_its_address_makes_no_sense() {
	let dir = tempfile::tempdir().unwrap();
	let text = complaint(&run(dir.path(), &["--node", "http://localhost:9944", "chain"]));
	assert!(text.contains("ws://"), "{text}");
}

#[test]
fn failure_is_an_object_when_json_is_wanted() {
	let dir = tempfile::tempdir().unwrap();
	let output = run(dir.path(), &["--json", "--node", "nowhere", "chain"]);
	assert!(!output.status.success());
	assert!(json(&output)["error"].as_str().unwrap().contains("nowhere"));
}

#[test]
fn amount_is_refused_when_it_is_none() {
	let dir = tempfile::tempdir().unwrap();
	for (amount, hint) in [
		("ten", "not an amount"),
		("-1", "unexpected argument"),
		("1e3", "not an amount"),
		("0.0000000000001", "12 digits"),
		("999999999999999999999999999999", "more money"),
	] {
		let text = complaint(&run(dir.path(), &["--key", "//Alice", "transfer", "//Bob", amount]));
		assert!(text.contains(hint), "{amount}: {text}");
	}
}

#[test]
fn account_is_refused_when_its_format_is_unknown() {
	let dir = tempfile::tempdir().unwrap();
	for account in ["bob", "0x1234", "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQZ"] {
		let text = complaint(&run(dir.path(), &["balance", account]));
		assert!(text.contains("is not an account") && text.contains("SS58"), "{account}: {text}");
	}
}

#[test]
fn key_is_asked_for_when_a_command_signs() {
	let dir = tempfile::tempdir().unwrap();
	let text = complaint(&run(dir.path(), &["worker", "approve", "//Bob"]));
	assert!(text.contains("--key-file"), "{text}");
	let text = complaint(&run(dir.path(), &["balance"]));
	assert!(text.contains("--key-file"), "{text}");
}

#[test]
fn key_file_is_refused_when_it_is_missing_or_holds_no_key() {
	let dir = tempfile::tempdir().unwrap();
	let missing = dir.path().join("missing");
	let text = complaint(&run(dir.path(), &["--key-file", missing.to_str().unwrap(), "balance"]));
	assert!(text.contains("cannot read the key file"), "{text}");
	let file = dir.path().join("key");
	fs::write(&file, "some words that are no key at all").unwrap();
	protect(&file, 0o600);
	let text = complaint(&run(dir.path(), &["--key-file", file.to_str().unwrap(), "balance"]));
	assert!(text.contains("not a secret URI") && !text.contains("some words"), "{text}");
}

#[test]
fn key_file_is_refused_when_others_may_read_it() {
	let dir = tempfile::tempdir().unwrap();
	let file = dir.path().join("key");
	fs::write(&file, "//Alice").unwrap();
	protect(&file, 0o644);
	let text = complaint(&run(dir.path(), &["--key-file", file.to_str().unwrap(), "balance"]));
	assert!(text.contains("chmod 600"), "{text}");
}

fn protect(path: &Path, mode: u32) {
	use std::os::unix::fs::PermissionsExt;
	fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn job_is_refused_before_anything_is_sent_when_its_input_is_missing() {
	let dir = tempfile::tempdir().unwrap();
	let program = "0".repeat(64);
	let args =
		["--key", "//Alice", "job", "submit", "--program", &program, "--input", "/nonexistent", "--reward", "300"];
	let text = complaint(&run(dir.path(), &args));
	assert!(text.contains("cannot read /nonexistent"), "{text}");
}

#[test]
fn job_is_refused_when_the_uri_of_its_input_is_too_long() {
	let dir = tempfile::tempdir().unwrap();
	let file = dir.path().join("input");
	fs::write(&file, "input").unwrap();
	let (program, uri) = ("0".repeat(64), format!("http://localhost/{}", "x".repeat(256)));
	let text = complaint(&run(
		dir.path(),
		&[
			"--key",
			"//Alice",
			"job",
			"submit",
			"--program",
			&program,
			"--input",
			file.to_str().unwrap(),
			"--reward",
			"300",
			"--input-uri",
			&uri,
		],
	));
	assert!(text.contains("at most 256"), "{text}");
}

#[test]
fn program_is_refused_before_anything_is_sent_when_it_is_none_or_more_than_one() {
	let dir = tempfile::tempdir().unwrap();
	let register =
		|args: &[&str]| complaint(&run(dir.path(), &[&["--key", "//Alice", "program", "register"], args].concat()));
	let id = "0".repeat(64);
	assert!(register(&[]).contains("--file <FILE>"));
	assert!(register(&["--risc0", &id, "--sp1", &id]).contains("cannot be used with"));
	assert!(register(&["--risc0", "00"]).contains("64 hexadecimal digits"));
	let file = dir.path().join("file");
	fs::write(&file, "{}").unwrap();
	let file = file.to_str().unwrap();
	assert!(register(&["--enclave", file]).contains("no measurement"));
	assert!(register(&["--enclave", "/nonexistent"]).contains("cannot read /nonexistent"));
	assert!(register(&["--groth16", file]).contains("not the JSON that snarkjs writes"));
}

#[test]
fn evidence_is_refused_before_anything_is_sent_when_it_is_none() {
	let dir = tempfile::tempdir().unwrap();
	let file = dir.path().join("evidence");
	fs::write(&file, [9]).unwrap();
	let renew = ["--key", "//Alice", "worker", "renew", "--evidence", file.to_str().unwrap()];
	let text = complaint(&run(dir.path(), &renew));
	assert!(text.contains("--at-block"), "{text}");
	let text = complaint(&run(dir.path(), &[&renew[..], &["--at-block", "7"]].concat()));
	assert!(text.contains("piazza-worker attest"), "{text}");
}

#[test]
fn stake_is_refused_before_anything_is_sent_when_its_terms_make_no_sense() {
	let dir = tempfile::tempdir().unwrap();
	let stake = |args: &[&str]| complaint(&run(dir.path(), &[&["--key", "//Alice", "stake"], args].concat()));
	assert!(stake(&["open", "miner", "100"]).contains("validator, provider, checker, curator"));
	assert!(stake(&["open", "validator", "ten"]).contains("not an amount"));
	assert!(stake(&["commission", "validator", "101"]).contains("more than 100 %"));
	assert!(stake(&["unbond", "validator", "//Bob", "everything"]).contains("not an amount"));
	let text = complaint(&run(dir.path(), &["stake", "show"]));
	assert!(text.contains("--key-file"), "{text}");
}

#[test]
fn order_is_refused_before_anything_is_sent_when_its_terms_make_no_sense() {
	let dir = tempfile::tempdir().unwrap();
	let place = |args: &[&str]| {
		let usual = ["--key", "//Alice", "order", "place", "--class", "1", "--max-rate", "0.1"];
		complaint(&run(dir.path(), &[&usual[..], args].concat()))
	};
	assert!(place(&[]).contains("--duration <TIME>"));
	assert!(place(&["--duration", "2 weeks"]).contains("10m, 2h or 1d"));
	assert!(place(&["--duration", "1d", "--deposit", "ten"]).contains("not an amount"));
	assert!(place(&["--duration", "1d", "--min-tier", "strong"]).contains("confidential-gpu"));
	assert!(place(&["--duration", "1d", "--auditor", "//Bob"]).contains("--attribute"));
	assert!(place(&["--duration", "1d", "--min-sample", "100"]).contains("--min-score"));
	assert!(place(&["--duration", "1d", "--min-score", "101"]).contains("more than 100 %"));
	let long = "x".repeat(65);
	assert!(place(&["--duration", "1d", "--attribute", &long]).contains("1 to 64 bytes"));
	let many = ["--attribute", "a"].repeat(17);
	assert!(place(&[&["--duration", "1d"], &many[..]].concat()).contains("at most 16 attributes"));
	let many = ["--provider", "//Bob"].repeat(9);
	assert!(place(&[&["--duration", "1d"], &many[..]].concat()).contains("at most 8 providers"));
	assert!(place(&["--duration", "1d", "--max-rate", "0.2"]).contains("cannot be used multiple times"));
}

#[test]
fn offer_is_refused_before_anything_is_sent_when_its_terms_make_no_sense() {
	let dir = tempfile::tempdir().unwrap();
	let make = |args: &[&str]| {
		let usual = ["--key", "//Alice", "offer", "make", "//Bob", "--class", "1", "--rate", "0.1"];
		complaint(&run(dir.path(), &[&usual[..], args].concat()))
	};
	assert!(make(&["--min-duration", "2d", "--max-duration", "1d"]).contains("--max-duration"));
	assert!(make(&["--notice", "soon"]).contains("10m, 2h or 1d"));
	assert!(make(&["--asset", "7", "--rate", "0.2"]).contains("cannot be used multiple times"));
	let many = ["--tenant", "//Eve"].repeat(9);
	assert!(make(&many).contains("at most 8 tenants"));
}

#[test]
fn lease_is_refused_before_anything_is_sent_when_nothing_says_how_long() {
	let dir = tempfile::tempdir().unwrap();
	let extend = |args: &[&str]| complaint(&run(dir.path(), &[&["lease", "extend", "1"], args].concat()));
	assert!(extend(&[]).contains("--by <TIME>"));
	assert!(extend(&["--by", "1h", "--until", "99"]).contains("cannot be used with"));
	let attributes = ["a"; 17];
	let set = [&["--key", "//Alice", "lease", "attributes", "set", "//Bob"], &attributes[..]].concat();
	assert!(complaint(&run(dir.path(), &set)).contains("at most 16"));
}

#[test]
fn answer_is_refused_before_anything_is_sent_when_there_is_none() {
	let dir = tempfile::tempdir().unwrap();
	let checker = |args: &[&str]| complaint(&run(dir.path(), &[&["--key", "//Alice", "checker"], args].concat()));
	assert!(checker(&["commit", "3"]).contains("--file <FILE>"));
	assert!(checker(&["commit", "3", "--file", "/nonexistent"]).contains("cannot read /nonexistent"));
	let none = dir.path().join("none");
	assert!(checker(&["reveal", "3", "--secret", none.to_str().unwrap()]).contains("name its file with --secret"));
	assert!(complaint(&run(dir.path(), &["reputation", "forget", "lies", "//Bob"])).contains("jobs, leasing, judging"));
}

#[test]
fn agent_is_refused_before_anything_is_sent_when_its_metadata_makes_no_sense() {
	let dir = tempfile::tempdir().unwrap();
	let register = |sets: &[&str]| {
		let sets: Vec<_> = sets.iter().flat_map(|set| ["--set", set]).collect();
		complaint(&run(dir.path(), &[&["--key", "//Alice", "agent", "register"], &sets[..]].concat()))
	};
	assert!(register(&["model"]).contains("give KEY=VALUE"));
	assert!(register(&["model=a", "model=b"]).contains("model is set twice"));
	assert!(register(&[&format!("model={}", "v".repeat(257))]).contains("more than 256 bytes"));
}

#[test]
fn rating_is_refused_before_anything_is_sent_when_nobody_can_fetch_its_file() {
	let dir = tempfile::tempdir().unwrap();
	let file = dir.path().join("words");
	fs::write(&file, "It was quick.").unwrap();
	// A port that was free a moment ago.
	let listener = TcpListener::bind("127.0.0.1:0").unwrap();
	let port = listener.local_addr().unwrap().port();
	drop(listener);
	let (node, blobs) = (format!("ws://127.0.0.1:{port}"), format!("http://127.0.0.1:{port}"));
	let global = ["--node", &node, "--key", "//Alice", "--blob-url", &blobs];
	let rate = ["agent", "rate", "1", "87.5", "--job", "2", "--file", file.to_str().unwrap()];
	let rate = |more: &[&str]| complaint(&run(dir.path(), &[&global[..], &rate, more].concat()));
	let text = rate(&[]);
	assert!(text.contains("others could not get") && text.contains("--unchecked"), "{text}");
	let text = rate(&["--unchecked"]);
	assert!(text.contains(&node) && !text.contains("others could not get"), "{text}");
}

#[test]
fn validation_is_refused_before_anything_is_sent_when_it_makes_no_sense() {
	let dir = tempfile::tempdir().unwrap();
	let validation =
		|args: &[&str]| complaint(&run(dir.path(), &[&["--key", "//Alice", "agent", "validation"], args].concat()));
	let request = "0".repeat(64);
	assert!(validation(&["answer", &request, "101"]).contains("0..=100"));
	assert!(validation(&["answer", "7", "100"]).contains("64 hexadecimal digits"));
	let ask = ["request", "0", "//Bob", "--job", "1", "--fee", "3", "--file", "/nonexistent"];
	assert!(validation(&ask).contains("--output-hash <HASH>"));
	assert!(validation(&[&ask[..], &["--output", "/nonexistent"]].concat()).contains("cannot read /nonexistent"));
}

#[test]
fn collateral_is_refused_before_anything_is_sent_when_it_is_none() {
	let dir = tempfile::tempdir().unwrap();
	let submit = |text: &str| {
		let file = dir.path().join("collateral");
		fs::write(&file, text).unwrap();
		complaint(&run(dir.path(), &["--key", "//Alice", "collateral", "submit", file.to_str().unwrap()]))
	};
	assert!(submit("{}").contains("not Intel's answer"));
	let answer = format!(r#"{{"tcbInfo":{{}},"signature":"{}"}}"#, "00".repeat(64));
	assert!(submit(&answer).contains("certificates of its signer are missing"));
	assert!(submit("-----BEGIN CERTIFICATE-----").contains("not PEM"));
	let text = complaint(&run(dir.path(), &["collateral", "status", "90c06f0000"]));
	assert!(text.contains("12 hexadecimal digits"), "{text}");
}

#[test]
fn blob_goes_from_store_to_store() {
	let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
	let bytes: Vec<u8> = (0..500_000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
	let hash = put(there.path(), &bytes);
	let served = Served::start(there.path(), &there.path().join("blobs"));
	let copy = here.path().join("copy");
	let output = run(
		here.path(),
		&["--json", "blob", "get", &hash, "--uri", &served.uri(&hash), "--output", copy.to_str().unwrap()],
	);
	assert_eq!(json(&output)["bytes"], 500_000);
	assert_eq!(fs::read(&copy).unwrap(), bytes);
	// It is in the store now: no server is needed any more.
	drop(served);
	assert!(run(here.path(), &["blob", "get", &hash]).status.success());
}

#[test]
fn blob_is_refused_when_it_was_changed_on_the_way() {
	let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
	let hash = put(there.path(), b"right");
	fs::write(there.path().join("blobs").join(hash.trim_start_matches("0x")), b"wrong").unwrap();
	let served = Served::start(there.path(), &there.path().join("blobs"));
	let text = complaint(&run(here.path(), &["blob", "get", &hash, "--uri", &served.uri(&hash)]));
	assert!(text.contains("other content") && text.contains(&hash), "{text}");
	assert_eq!(fs::read_dir(here.path().join("blobs")).unwrap().count(), 0);
}

#[test]
fn blob_is_refused_when_it_is_larger_than_allowed() {
	let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
	let hash = put(there.path(), &[1; 1_001]);
	let served = Served::start(there.path(), &there.path().join("blobs"));
	let get = ["blob", "get", &hash, "--uri", &served.uri(&hash), "--max-bytes", "1000"];
	let text = complaint(&run(here.path(), &get));
	assert!(text.contains("more than the 1000 bytes allowed"), "{text}");
	let file = there.path().join("file");
	let text = complaint(&run(there.path(), &["blob", "put", file.to_str().unwrap(), "--max-bytes", "1000"]));
	assert!(text.contains("larger than the 1000 bytes allowed"), "{text}");
}

#[test]
fn blob_is_complete_when_the_connection_was_cut_in_the_middle() {
	let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
	let bytes: Vec<u8> = (0..1_000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
	let hash = put(there.path(), &bytes);
	// A server that breaks off after 400 bytes, then goes on where it is asked to.
	let listener = TcpListener::bind("127.0.0.1:0").unwrap();
	let uri = format!("http://{}/blob", listener.local_addr().unwrap());
	let rest = bytes[400..].to_vec();
	let first = bytes[..400].to_vec();
	let server = std::thread::spawn(move || {
		let heads = [
			"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n",
			"HTTP/1.1 206 Partial Content\r\ncontent-length: 600\r\ncontent-range: bytes 400-999/1000\r\n\r\n",
		];
		let mut asked = String::new();
		for (head, body) in heads.iter().zip([first, rest]) {
			let (mut stream, _) = listener.accept().unwrap();
			let mut request = vec![0; 4_096];
			let read = stream.read(&mut request).unwrap();
			asked = String::from_utf8_lossy(&request[..read]).to_lowercase();
			stream.write_all(&[head.as_bytes(), &body].concat()).unwrap();
		}
		asked
	});
	let copy = here.path().join("copy");
	let output = run(here.path(), &["blob", "get", &hash, "--uri", &uri, "--output", copy.to_str().unwrap()]);
	assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
	assert_eq!(fs::read(&copy).unwrap(), bytes);
	assert!(server.join().unwrap().contains("range: bytes=400-"));
}

#[test]
fn blob_is_not_found_when_nobody_has_it() {
	let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
	let hash = format!("0x{}", "0".repeat(64));
	let text = complaint(&run(here.path(), &["blob", "get", &hash]));
	assert!(text.contains("give its URI"), "{text}");
	fs::create_dir(there.path().join("blobs")).unwrap();
	let served = Served::start(there.path(), &there.path().join("blobs"));
	let text = complaint(&run(here.path(), &["blob", "get", &hash, "--uri", &served.uri(&hash)]));
	assert!(text.contains("404"), "{text}");
}
