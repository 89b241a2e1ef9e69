use super::*;
use crate::view::{AccountId, Tier};
use piazza_client::Asset;
use std::thread::sleep;
use tempfile::TempDir;

fn lease(id: LeaseId) -> Lease {
	Lease {
		id,
		tenant: AccountId([3; 32]),
		provider: AccountId([2; 32]),
		min_tier: Tier::Declared,
		program: None,
		asset: Asset::Native,
		rate: 5,
		rent: 0,
		started_at: 10,
		until: 500,
		reclaim_from: None,
		challenge: None,
	}
}

fn config(command: &[&str]) -> ProcessConfig {
	let command = command.iter().map(ToString::to_string).collect();
	ProcessConfig { command, memory_mib: None, max_seconds: None, grace_seconds: 30 }
}

fn process(folder: &TempDir) -> Process {
	Process::new(folder.path().into(), "launcher".into())
}

/// Looks again and again until it is so.
fn until(process: &mut Process, lease: Option<&Lease>, config: &ProcessConfig, so: impl Fn(&Process) -> bool) {
	for _ in 0..500 {
		process.see(1, lease, Some(config));
		if so(process) {
			return;
		}
		sleep(Duration::from_millis(10));
	}
	panic!("it did not happen");
}

fn pid(process: &Process) -> i32 {
	process.running.as_ref().unwrap().mark.pid
}

#[test]
fn program_runs_as_long_as_the_lease() {
	let folder = tempfile::tempdir().unwrap();
	let (mut process, config) = (process(&folder), config(&["sleep", "1000"]));
	process.see(1, None, Some(&config));
	assert!(!process.is_running());
	process.see(2, Some(&lease(5)), Some(&config));
	let first = pid(&process);
	process.see(3, Some(&lease(5)), Some(&config));
	assert_eq!(pid(&process), first);
	// Another lease: another process.
	until(&mut process, Some(&lease(6)), &config, |process| {
		process.running.as_ref().is_some_and(|r| r.mark.lease == 6)
	});
	assert_ne!(pid(&process), first);
	until(&mut process, None, &config, |process| !process.is_running());
	assert!(!folder.path().join(FILE).exists());
}

#[test]
fn command_is_filled_in_and_never_given_to_a_shell() {
	let folder = tempfile::tempdir().unwrap();
	let name = format!("{}/$(id);{{lease}}-{{tenant}}", folder.path().display());
	let config = config(&["touch", &name]);
	let mut process = process(&folder);
	until(&mut process, Some(&lease(5)), &config, |process| process.finished == Some(5));
	let expected = format!("$(id);5-{}", lease(5).tenant);
	assert!(folder.path().join(expected).exists());
}

#[test]
fn program_is_not_started_when_none_is_configured() {
	let folder = tempfile::tempdir().unwrap();
	let mut process = process(&folder);
	process.see(1, Some(&lease(5)), None);
	assert!(!process.is_running());
}

#[test]
fn program_that_fails_is_started_again_after_a_pause_and_one_that_succeeds_is_not() {
	let folder = tempfile::tempdir().unwrap();
	let mut failing = process(&folder);
	let no = config(&["false"]);
	until(&mut failing, Some(&lease(5)), &no, |process| process.pace.failures() == 1);
	assert!(!failing.is_running());
	// Block 1 is too early.
	failing.see(1, Some(&lease(5)), Some(&no));
	assert!(!failing.is_running());
	failing.see(2, Some(&lease(5)), Some(&no));
	assert!(failing.is_running());

	let folder = tempfile::tempdir().unwrap();
	let (mut process, yes) = (process(&folder), config(&["true"]));
	until(&mut process, Some(&lease(5)), &yes, |process| process.finished == Some(5));
	process.see(100, Some(&lease(5)), Some(&yes));
	assert!(!process.is_running());
}

#[test]
fn missing_program_is_tried_again_later() {
	let folder = tempfile::tempdir().unwrap();
	let mut process = process(&folder);
	process.see(1, Some(&lease(5)), Some(&config(&["/nowhere/program"])));
	assert_eq!((process.is_running(), process.pace.failures()), (false, 1));
}

#[test]
fn program_that_does_not_end_is_ended_with_all_it_started_after_the_grace() {
	let folder = tempfile::tempdir().unwrap();
	let file = folder.path().join("child");
	let script = format!("trap '' TERM; sleep 1000 & echo $! > {}; wait; wait", file.display());
	let stubborn = ProcessConfig { grace_seconds: 0, ..config(&["sh", "-c", &script]) };
	let mut process = process(&folder);
	let child = || fs::read_to_string(&file).ok().and_then(|text| text.trim().parse::<i32>().ok());
	until(&mut process, Some(&lease(5)), &stubborn, |_| child().is_some());
	let child = child().unwrap();
	let patient = ProcessConfig { grace_seconds: 1_000, ..stubborn.clone() };
	process.see(1, None, Some(&patient));
	process.see(1, None, Some(&patient));
	assert!(process.is_running());
	until(&mut process, None, &stubborn, |process| !process.is_running());
	let is_gone = || status(child).is_none_or(|(state, _)| state == 'Z');
	assert!((0..500).any(|_| is_gone() || {
		sleep(Duration::from_millis(10));
		false
	}));
}

#[test]
fn program_is_ended_for_good_when_its_time_is_over() {
	let folder = tempfile::tempdir().unwrap();
	let limited = ProcessConfig { max_seconds: Some(60), ..config(&["sleep", "1000"]) };
	let mut process = process(&folder);
	process.see(1, Some(&lease(5)), Some(&limited));
	process.see(1, Some(&lease(5)), Some(&limited));
	assert!(process.running.as_ref().unwrap().ending.is_none());
	process.running.as_mut().unwrap().mark.since -= 60;
	until(&mut process, Some(&lease(5)), &limited, |process| !process.is_running());
	process.see(100, Some(&lease(5)), Some(&limited));
	assert!(!process.is_running());
}

#[test]
fn program_outlives_the_worker_and_is_found_again() {
	let folder = tempfile::tempdir().unwrap();
	let config = config(&["sleep", "1000"]);
	let mut before = process(&folder);
	before.see(1, Some(&lease(5)), Some(&config));
	let first = pid(&before);
	drop(before);
	let mut after = process(&folder);
	after.see(2, Some(&lease(5)), Some(&config));
	assert_eq!(pid(&after), first);
	until(&mut after, None, &config, |process| !process.is_running());
}

#[test]
fn another_process_of_the_same_number_is_left_alone() {
	let folder = tempfile::tempdir().unwrap();
	let mut other = Command::new("sleep").arg("1000").process_group(0).spawn().unwrap();
	let pid = i32::try_from(other.id()).unwrap();
	let started = status(pid).unwrap().1;
	let right = Mark { lease: 5, pid, started, boot: boot(), since: 0 };
	assert!(right.is_alive());
	for wrong in [Mark { started: started + 1, ..right.clone() }, Mark { boot: "before".into(), ..right.clone() }] {
		fs::write(folder.path().join(FILE), serde_json::to_vec(&wrong).unwrap()).unwrap();
		let mut process = process(&folder);
		process.see(1, None, Some(&config(&["true"])));
		assert!(!process.is_running() && right.is_alive());
	}
	other.kill().unwrap();
	other.wait().unwrap();
}
