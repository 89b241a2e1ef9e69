//! The real program, without a chain.

mod program;

use piazza_client::{AccountId, Asset, H256};
use piazza_worker::{
	attest::Hardware,
	journal::{Identity, Journal},
};
use program::{complained, printed, program};
use std::{fs, path::Path, process::Output};
use tempfile::TempDir;

const OWNER: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
/// Nobody listens there.
const NOWHERE: &str = "ws://127.0.0.1:9";

fn worker(folder: &Path, arguments: &[&str]) -> Output {
	program(folder).args(arguments).output().expect("the program starts")
}

/// A folder with a fresh configuration.
fn initialised() -> TempDir {
	let folder = tempfile::tempdir().unwrap();
	let output = worker(folder.path(), &["init", "--owner", OWNER, "--node", NOWHERE]);
	assert!(output.status.success(), "{}", complained(&output));
	folder
}

#[test]
fn help_explains_the_program_and_its_commands() {
	let folder = tempfile::tempdir().unwrap();
	let help = printed(&worker(folder.path(), &["--help"]));
	for word in ["run", "init", "check", "owner", "RUST_LOG"] {
		assert!(help.contains(word), "{help}");
	}
	let help = printed(&worker(folder.path(), &["run", "--help"]));
	assert!(help.contains("--faulty") && help.contains("FOR TESTS") && help.contains("SIGTERM"), "{help}");
}

#[test]
fn fresh_configuration_passes_the_check() {
	let folder = initialised();
	let output = worker(folder.path(), &["check", "--offline"]);
	assert!(output.status.success(), "{}", complained(&output));
	assert!(printed(&output).contains(OWNER) && printed(&output).contains("none yet"));
	#[cfg(unix)]
	{
		use std::os::unix::fs::PermissionsExt;
		let mode = fs::metadata(folder.path().join("worker.key")).unwrap().permissions().mode();
		assert_eq!(mode & 0o777, 0o600);
	}
}

#[test]
fn check_says_what_computes() {
	let folder = initialised();
	assert!(printed(&worker(folder.path(), &["check", "--offline"])).contains("compute        "));
	let path = folder.path().join("worker.toml");
	let text = fs::read_to_string(&path).unwrap();
	fs::write(&path, text.replace("backend = \"auto\"", "backend = \"cpu\"")).unwrap();
	let said = printed(&worker(folder.path(), &["check", "--offline"]));
	assert!(said.contains("compute        processor: as configured"), "{said}");
	fs::write(&path, text.replace("backend = \"auto\"", "backend = \"gpu\"\nsoftware = true")).unwrap();
	let output = worker(folder.path(), &["check", "--offline"]);
	assert!(printed(&output).contains("compute        GPU ") && printed(&output).contains("software"), "{output:?}");
}

#[test]
fn check_says_what_evidence_there_is() {
	let folder = initialised();
	assert!(printed(&worker(folder.path(), &["check", "--offline"])).contains("evidence       none"));
	let path = folder.path().join("worker.toml");
	let text = fs::read_to_string(&path).unwrap();
	let software = "source = \"software\"\ndevice = \"one\"";
	fs::write(&path, text.replace("source = \"none\"", software)).unwrap();
	let output = worker(folder.path(), &["check", "--offline"]);
	assert!(output.status.success(), "{}", complained(&output));
	assert!(printed(&output).contains("device         one"), "{}", printed(&output));
}

#[test]
fn check_fails_when_there_is_not_the_evidence_that_is_asked_for() {
	if Hardware::default().reports.exists() {
		return;
	}
	let folder = initialised();
	let path = folder.path().join("worker.toml");
	let text = fs::read_to_string(&path).unwrap();
	fs::write(&path, text.replace("source = \"none\"", "source = \"auto\"")).unwrap();
	let error = complained(&worker(folder.path(), &["check", "--offline"]));
	assert!(error.contains("no evidence to give") && error.contains("source = \"none\""), "{error}");
}

#[test]
fn check_says_whether_the_machine_is_rented_out() {
	let folder = initialised();
	let said = || printed(&worker(folder.path(), &["check", "--offline"]));
	assert!(said().contains("leasing        does not bid for orders\n"), "{}", said());
	let path = folder.path().join("worker.toml");
	let text = fs::read_to_string(&path).unwrap();
	// All that the template says of prices.
	let text = text.replace("# [[leasing", "[[leasing").replace("enabled = false", "enabled = true");
	let fields = ["class", "gpus", "rate", "asset", "min_duration", "max_duration", "max_reclaim_window"];
	let text = fields.iter().fold(text, |text, field| text.replacen(&format!("# {field} ="), &format!("{field} ="), 1));
	fs::write(&path, text).unwrap();
	assert!(said().contains("leasing        bids for orders by 1 prices, at most 4 at a time\n"), "{}", said());
	assert!(worker(folder.path(), &["drain"]).status.success());
	assert!(said().contains("winding up"), "{}", said());
	assert!(worker(folder.path(), &["drain", "--undo"]).status.success());
	assert!(!said().contains("winding up"), "{}", said());
}

#[test]
fn report_says_what_was_earned() {
	let folder = initialised();
	assert!(printed(&worker(folder.path(), &["report"])).contains("there is no journal"));
	let identity = Identity { genesis: H256::zero(), worker: AccountId::from([1; 32]) };
	let data = folder.path().join("data");
	fs::create_dir(&data).unwrap();
	let mut journal = Journal::open(&data, &identity).unwrap();
	journal.leased(1, &Asset::Native, 0).unwrap();
	journal.vacated(1, "its time was over", 1_500_000_000_000).unwrap();
	let said = printed(&worker(folder.path(), &["report"]));
	assert!(said.contains("  rent         1.5 PZA (protocol fee included)\n"), "{said}");
}

#[test]
fn confined_program_has_no_more_memory_than_it_may() {
	let folder = tempfile::tempdir().unwrap();
	let said = worker(folder.path(), &["confine", "--memory-mib", "64", "--", "sh", "-c", "ulimit -d"]);
	assert_eq!(printed(&said).trim(), (64 * 1024).to_string());
	let error = complained(&worker(folder.path(), &["confine", "--memory-mib", "64", "--", "/nowhere/program"]));
	assert!(error.contains("/nowhere/program"), "{error}");
}

/// A folder with a program that gives back its input, one that traps, one that never ends, and an input.
fn with_programs() -> TempDir {
	let folder = tempfile::tempdir().unwrap();
	let echo = "(i64.or (i64.shl (i64.extend_i32_u (local.get 0)) (i64.const 32)) (i64.extend_i32_u (local.get 1)))";
	for (name, body) in [("echo", echo), ("trap", "unreachable"), ("endless", "(loop (br 0)) unreachable")] {
		let text = format!(
			"(module (memory (export \"memory\") 1)
				(func (export \"alloc\") (param i32) (result i32) (i32.const 1024))
				(func (export \"run\") (param i32 i32) (result i64) {body}))"
		);
		fs::write(folder.path().join(name), wat::parse_str(text).unwrap()).unwrap();
	}
	fs::write(folder.path().join("input"), "what is it?").unwrap();
	folder
}

/// Runs the program in the file `module` on the input, with more arguments.
fn compute(folder: &Path, module: &str, more: &[&str]) -> Output {
	worker(folder, &[&["compute", "--module", module, "--input", "input", "--output", "output"], more].concat())
}

#[test]
fn compute_writes_the_output_and_says_its_hash_and_what_it_took() {
	let folder = with_programs();
	for backend in ["auto", "cpu"] {
		let said = printed(&compute(folder.path(), "echo", &["--backend", backend]));
		assert_eq!(fs::read(folder.path().join("output")).unwrap(), b"what is it?");
		let hash = piazza_client::blake2_256(b"what is it?");
		assert!(said.contains(&format!("output   {hash:?}, 11 bytes\n")), "{said}");
		for word in ["fuel     ", "time     ", "compute  "] {
			assert!(said.contains(word), "{said}");
		}
	}
}

#[test]
fn compute_fails_with_the_reason_and_writes_nothing_when_there_is_no_output() {
	let folder = with_programs();
	for (module, more, expected) in [
		("input", &[][..], "not a WebAssembly 1.0 module"),
		("nowhere", &[], "cannot read nowhere"),
		("trap", &[], "trapped"),
		("endless", &["--fuel", "1000"], "out of fuel after 1000 units"),
		("echo", &["--input-bytes", "10"], "this machine takes at most 10"),
		("echo", &["--output-bytes", "10"], "this machine takes at most 10"),
		("echo", &["--module-bytes", "10"], "this machine takes at most 10"),
		("echo", &["--memory-mib", "5000"], "4096"),
		("echo", &["--fuel", "0"], "fuel"),
	] {
		let error = complained(&compute(folder.path(), module, more));
		assert!(error.contains(expected), "{module}: {error}");
		assert!(!folder.path().join("output").exists(), "{module}");
	}
	let help = printed(&worker(folder.path(), &["compute", "--help"]));
	assert!(help.contains("BLAKE2b-256") && help.contains("10000000000"), "{help}");
}

#[test]
fn judge_is_refused_with_a_way_out_when_its_configuration_does_not_do() {
	let folder = initialised();
	assert!(complained(&worker(folder.path(), &["judge"])).contains("judge --help"));
	let error = complained(&worker(folder.path(), &["judge", "--config", "worker.toml"]));
	assert!(error.contains("unknown field") && error.contains("line"), "{error}");
	let config = format!("node = \"{NOWHERE}\"\nkey = \"//Bob\"\ndata_dir = \"checker\"\n");
	fs::write(folder.path().join("checker.toml"), config).unwrap();
	assert!(complained(&worker(folder.path(), &["judge"])).contains(NOWHERE));
	let help = printed(&worker(folder.path(), &["judge", "--help"]));
	for word in ["key_file", "data_dir", "piazza checker enrol", "kill -9"] {
		assert!(help.contains(word), "{help}");
	}
}

#[test]
fn init_overwrites_nothing() {
	let folder = initialised();
	let before = fs::read(folder.path().join("worker.key")).unwrap();
	let error = complained(&worker(folder.path(), &["init", "--owner", OWNER]));
	assert!(error.contains("is there already"), "{error}");
	assert_eq!(fs::read(folder.path().join("worker.key")).unwrap(), before);
}

#[test]
fn init_without_an_owner_leaves_a_blank_that_the_check_points_at() {
	let folder = tempfile::tempdir().unwrap();
	assert!(worker(folder.path(), &["init"]).status.success());
	let error = complained(&worker(folder.path(), &["check", "--offline"]));
	assert!(error.contains("owner"), "{error}");
}

#[test]
fn bad_configuration_is_refused_with_line_and_field() {
	let folder = initialised();
	let path = folder.path().join("worker.toml");
	let text = fs::read_to_string(&path).unwrap();
	fs::write(&path, text.replace("max_jobs", "max_job")).unwrap();
	for command in ["run", "check"] {
		let error = complained(&worker(folder.path(), &[command]));
		assert!(error.contains("max_job") && error.contains("line"), "{error}");
	}
}

#[test]
fn missing_configuration_is_refused_with_a_way_out() {
	let folder = tempfile::tempdir().unwrap();
	let error = complained(&worker(folder.path(), &["run"]));
	assert!(error.contains("piazza-worker init"), "{error}");
}

#[test]
fn key_is_refused_when_others_can_read_it() {
	let folder = initialised();
	#[cfg(unix)]
	{
		use std::os::unix::fs::PermissionsExt;
		fs::set_permissions(folder.path().join("worker.key"), fs::Permissions::from_mode(0o644)).unwrap();
		let error = complained(&worker(folder.path(), &["check", "--offline"]));
		assert!(error.contains("chmod 600"), "{error}");
	}
}

#[test]
fn unreachable_node_is_named() {
	let folder = initialised();
	for command in ["run", "check"] {
		let error = complained(&worker(folder.path(), &[command]));
		assert!(error.contains(NOWHERE), "{error}");
	}
}

#[test]
fn damaged_journal_is_refused_with_a_way_out_and_left_as_it_is() {
	let folder = initialised();
	fs::create_dir(folder.path().join("data")).unwrap();
	let journal = folder.path().join("data/journal");
	fs::write(&journal, "0123456789abcdef {\"n\":0}\n").unwrap();
	for command in ["run", "check"] {
		let error = complained(&worker(folder.path(), &[command]));
		assert!(error.contains("damaged at line 1") && error.contains("--salvage"), "{error}");
	}
	assert_eq!(fs::read(&journal).unwrap(), b"0123456789abcdef {\"n\":0}\n");
}

#[test]
fn faulty_switch_is_announced_loudly() {
	let folder = initialised();
	let error = complained(&worker(folder.path(), &["run", "--faulty"]));
	assert!(error.contains("FAULTY") && error.contains("WARN"), "{error}");
}
