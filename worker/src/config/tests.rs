use super::*;
use crate::{
	gateway::rules,
	leasing::engine::{Price, Terms},
};

const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

fn minimal() -> String {
	format!("node = \"ws://localhost:9944\"\nowner = \"{ALICE}\"\nkey = \"//Bob//worker\"\ndata_dir = \"data\"\n")
}

fn parse(text: &str) -> Result<Config> {
	Config::parse(text, Path::new("/etc/piazza"))
}

/// The whole error for `text`, which must be none that is understood.
fn error(text: &str) -> String {
	format!("{:#}", parse(text).expect_err(text))
}

#[test]
fn config_has_sensible_defaults_when_only_the_necessary_is_given() {
	let config = parse(&minimal()).unwrap();
	assert_eq!(config.limits.limits(), Limits::default());
	assert_eq!(config.data_dir, Path::new("/etc/piazza/data"));
	assert_eq!(config.owner.to_string(), ALICE);
	assert!(config.claims.rehearse && config.claims.programs.is_empty());
	assert!(config.keypair().is_ok());
	assert_eq!(config.attestation.source().unwrap(), None);
	assert!(config.compute.backend == ComputeBackend::Auto && !config.compute.software);
	assert_eq!(
		config.leasing,
		Leasing { enabled: false, restore: true, max_bids: 4, process: None, price: Vec::new() }
	);
}

#[test]
fn leasing_has_the_prices_of_the_file() {
	let text = minimal()
		+ "[leasing]\nenabled = true\nrestore = false\nmax_bids = 2\n\
		process = { command = [\"/bin/serve\", \"{tenant}\"], memory_mib = 64 }\n\
		[[leasing.price]]\nclass = 1\ngpus = 8\nrate = \"0.5 PZA\"\nasset = \"PZA\"\nmin_duration = 10\n\
		max_duration = 20\nmax_reclaim_window = 5\n\
		[[leasing.price]]\nclass = 1\nrate = \"250_000\"\nasset = 7\n";
	let leasing = parse(&text).unwrap().leasing;
	assert!(!leasing.restore);
	let command = vec!["/bin/serve".into(), "{tenant}".into()];
	let process = ProcessConfig { command, memory_mib: Some(64), max_seconds: None, grace_seconds: 30 };
	assert_eq!(leasing.process, Some(process));
	let native = Price {
		class: 1,
		gpus: 8,
		asset: Asset::Native,
		rate: 500_000_000_000,
		min_duration: 10,
		max_duration: 20,
		max_reclaim_window: 5,
	};
	let other = Price {
		class: 1,
		gpus: 1,
		asset: Asset::WithId(7),
		rate: 250_000,
		min_duration: 0,
		max_duration: 864_000,
		max_reclaim_window: 28_800,
	};
	assert_eq!(leasing.terms(), Terms { enabled: true, max_bids: 2, prices: vec![native, other] });
}

#[test]
fn leasing_is_refused_when_its_prices_make_no_sense() {
	let with = |more: &str| error(&format!("{}{more}", minimal()));
	let price = |more: &str| with(&format!("[[leasing.price]]\nclass = 1\n{more}"));
	for (error, expected) in [
		(with("[leasing]\nenabled = true"), "at least one [[leasing.price]]"),
		(with("[leasing]\nmax_bids = 0"), "at least 1"),
		(with("[leasing.process]\ncommand = []"), "name a program"),
		(with("[leasing.process]\ncommand = [\"a\"]\nmemory_mib = 0"), "at least 1"),
		(price("gpus = 1"), "rate"),
		(price("rate = \"0\""), "greater than 0"),
		(price("rate = \"much\""), "no amount in PZA"),
		(price("rate = \"0.5\"\nasset = 7"), "smallest unit"),
		(price("rate = \"0.5\"\nasset = \"USD\""), "an asset is"),
		(price("rate = \"1\"\nmin_duration = 9\nmax_duration = 8"), "no lease is that long"),
		(price("rate = \"1\"\n[[leasing.price]]\nclass = 1\nrate = \"2\""), "two [[leasing.price]] for class 1"),
		(price("rate = \"1\"\nprice = 3"), "price"),
	] {
		assert!(error.contains(expected), "{error}");
	}
}

#[test]
fn config_says_what_is_in_the_file() {
	let program = format!("0x{}", "ab".repeat(32));
	let text = format!(
		"{}[blobs]\nlisten = \"0.0.0.0:1234\"\npublic_url = \"https://example.org/x/\"\n\
		[limits]\nfuel = 5\nmemory_mib = 1\ninput_bytes = 2\noutput_bytes = 3\nmodule_bytes = 4\n\
		[compute]\nbackend = \"gpu\"\nsoftware = true\n\
		[claims]\nprograms = [\"{program}\"]\nmin_seat_pay = \"1.5\"\nmax_bond = \"7\"\nmax_jobs = 2\nrehearse = false\n",
		minimal()
	);
	let config = parse(&text).unwrap();
	assert_eq!(config.blobs.public_url.as_deref(), Some("https://example.org/x"));
	let limits = Limits { fuel: 5, memory_bytes: 1 << 20, input_bytes: 2, output_bytes: 3, module_bytes: 4 };
	assert_eq!(config.limits.limits(), limits);
	let wishes = Wishes {
		programs: [H256([0xab; 32])].into(),
		min_seat_pay: 1_500_000_000_000,
		max_bond: 7_000_000_000_000,
		max_jobs: 2,
		rehearse: false,
	};
	assert_eq!(config.claims.wishes(), wishes);
	assert!(config.compute.backend == ComputeBackend::Gpu && config.compute.software);
}

#[test]
fn attestation_is_of_this_machine_when_it_is_auto() {
	let text = minimal() + "[attestation]\nsource = \"auto\"\nvcek = \"vcek.der\"\nask = \"/ask.pem\"\n";
	let certificates = amd::Files { vcek: Some("/etc/piazza/vcek.der".into()), ask: Some("/ask.pem".into()) };
	let hardware = Hardware { certificates, ..Hardware::default() };
	assert_eq!(parse(&text).unwrap().attestation.source().unwrap(), Some(Source::Hardware(hardware)));
}

#[test]
fn attestation_is_of_the_named_device_when_it_is_software() {
	let text = minimal() + "[attestation]\nsource = \"software\"\ndevice = \"one\"\n";
	let software = |measurement| {
		let device = "one".parse().unwrap();
		Some(Source::Software(Software { device, measurement }))
	};
	assert_eq!(parse(&text).unwrap().attestation.source().unwrap(), software(Measurement::default()));
	let text = text + &format!("measurement = \"0x{}\"\n", "ab".repeat(48));
	assert_eq!(parse(&text).unwrap().attestation.source().unwrap(), software(Measurement([0xab; 48])));
}

#[test]
fn attestation_is_refused_when_software_has_no_device() {
	let error = error(&(minimal() + "[attestation]\nsource = \"software\"\n"));
	assert!(error.contains("attestation.device"), "{error}");
}

#[test]
fn config_is_refused_with_line_and_field_when_a_value_is_wrong() {
	let with = |more: &str| error(&format!("{}{more}", minimal()));
	let cases = [
		("[claims]\nmax_job = 3", "max_job"),
		("[claims]\nmin_seat_pay = 5", "in quotes"),
		("[claims]\nmin_seat_pay = \"five\"", "five"),
		("[claims]\nmax_jobs = 0", "at least 1"),
		("[claims]\nprograms = [\"0x12\"]", "no program id"),
		("[limits]\nfuel = 0", "at least 1"),
		("[limits]\nfuel = -1", "fuel"),
		("[limits]\nmemory_mib = 5000", "4096"),
		("[blobs]\nlisten = \"nowhere\"", "listen"),
		("[blobs]\npublic_url = \"ftp://x\"", "ftp://x"),
		("[compute]\nbackend = \"tpu\"", "tpu"),
		("[attestation]\nsource = \"tpm\"", "tpm"),
		("[attestation]\ndevice = \"a b\"", "no name of a device"),
		("[attestation]\nmeasurement = \"0x12\"", "96 hex digits"),
		("[attestation]\nvlek = \"file\"", "vlek"),
	];
	for (more, expected) in cases {
		let error = with(more);
		assert!(error.contains(expected), "{error}");
		assert!(error.contains("line 6"), "{error}");
	}
	let error = error(&minimal().replace("ws://", "http://"));
	assert!(error.contains("line 1") && error.contains("ws://"), "{error}");
}

#[test]
fn config_is_refused_when_something_necessary_is_missing() {
	for field in ["node", "owner", "data_dir"] {
		let text: String =
			minimal().lines().filter(|line| !line.starts_with(field)).map(|l| format!("{l}\n")).collect();
		assert!(error(&text).contains(field));
	}
}

#[test]
fn config_is_refused_when_there_is_not_exactly_one_key() {
	let none = minimal().replace("key = \"//Bob//worker\"\n", "");
	assert!(error(&none).contains("neither"));
	assert!(error(&(minimal() + "key_file = \"key\"\n")).contains("both"));
}

#[test]
fn config_is_refused_when_the_owner_is_not_filled_in() {
	assert!(error(&minimal().replace(ALICE, "")).contains("line 2"));
}

#[test]
fn config_is_refused_when_software_would_compute_without_being_asked_for() {
	for backend in ["", "backend = \"auto\"\n", "backend = \"cpu\"\n"] {
		assert!(error(&format!("{}[compute]\n{backend}software = true\n", minimal())).contains("for tests"));
	}
}

#[test]
fn config_is_refused_when_outputs_could_not_be_fetched() {
	let text = minimal() + "[blobs]\nlisten = \"0.0.0.0:9955\"\n";
	assert!(error(&text).contains("public_url"));
}

#[test]
fn config_is_refused_with_a_way_out_when_there_is_no_file() {
	let error = format!("{:#}", Config::load(Path::new("/nonexistent/worker.toml")).unwrap_err());
	assert!(error.contains("piazza-worker init --config /nonexistent/worker.toml"), "{error}");
}

#[test]
fn scoring_is_taken_when_there_is_evidence_and_refused_when_there_is_none() {
	let scoring = "[scoring]\nmodule = \"scoring.wasm\"\n";
	let software = "[attestation]\nsource = \"software\"\ndevice = \"one\"\n";
	let parsed = parse(&(minimal() + scoring + software)).unwrap().scoring.unwrap();
	assert_eq!(parsed.module, Path::new("/etc/piazza/scoring.wasm"));
	assert_eq!((parsed.listen.to_string(), parsed.valid), ("127.0.0.1:9957".into(), 600));
	assert!(parse(&minimal()).unwrap().scoring.is_none());
	assert!(error(&(minimal() + scoring)).contains("[attestation]"));
	assert!(error(&(minimal() + scoring + "valid = 0\n" + software)).contains("at least 1"));
	assert!(error(&(minimal() + "[scoring]\n" + software)).contains("module"));
}

#[test]
fn gateway_is_taken_when_its_prices_make_sense_and_refused_when_they_do_not() {
	let with = |more: &str| format!("{}[gateway]\nmodule = \"digits.wasm\"\n{more}", minimal());
	let gateway = parse(&with("price = \"0.001\"\nredeem_at = \"10\"\n")).unwrap().gateway.unwrap();
	assert_eq!(gateway.module, Path::new("/etc/piazza/digits.wasm"));
	assert_eq!((gateway.listen.to_string(), gateway.public_url.clone()), ("127.0.0.1:9958".into(), None));
	assert_eq!(gateway.price().unwrap(), rules::Price { amount: 1_000_000_000, asset: Asset::Native });
	assert_eq!(gateway.redeeming().unwrap(), rules::Redeeming { at: 10_000_000_000_000, least: 0 });
	let other = parse(&with("price = \"5\"\nredeem_at = \"1_000\"\nasset = 7\n")).unwrap().gateway.unwrap();
	assert_eq!((other.price().unwrap().asset, other.redeeming().unwrap().at), (Asset::WithId(7), 1_000));
	assert!(parse(&minimal()).unwrap().gateway.is_none());
	for (text, expected) in [
		("redeem_at = \"10\"\n", "price"),
		("price = \"1\"\n", "redeem_at"),
		("price = \"0\"\nredeem_at = \"10\"\n", "costs something"),
		("price = \"1\"\nredeem_at = \"0.5\"\n", "each would be a transaction"),
		("price = \"1\"\nredeem_at = \"5\"\nforgo_below = \"6\"\n", "forgo_below"),
		("price = \"much\"\nredeem_at = \"10\"\n", "no amount in PZA"),
		("price = \"0.5\"\nredeem_at = \"10\"\nasset = 7\n", "smallest unit"),
		("price = \"1\"\nredeem_at = \"10\"\npublic_url = \"worker\"\n", "no web address"),
	] {
		let error = error(&with(text));
		assert!(error.contains(expected), "{error}");
	}
}
