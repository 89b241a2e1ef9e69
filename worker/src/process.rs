//! Runs the operator's program for as long as the machine is rented out.
//!
//! The program is whatever gives the tenant its access. It has a process group of its own and outlives the worker: a
//! lease goes on while the worker is restarted, so this does too. What is known of it is in a file, with enough to never
//! mistake another process for it.

use crate::{
	config::ProcessConfig,
	leasing::view::{Lease, LeaseId},
	pace::Pace,
	view::BlockNumber,
};
use anyhow::{Context, Result};
use rustix::process::{kill_process_group, setrlimit, Pid, Resource, Rlimit, Signal};
use serde::{Deserialize, Serialize};
use std::{
	env,
	fs::{self, File},
	os::unix::process::CommandExt,
	path::{Path, PathBuf},
	process::{Child, Command, Stdio},
	time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// Name of the file that says which process it is.
const FILE: &str = "process";
/// Name of the file that gets what the program prints.
const LOG: &str = "process.log";
/// What of the worker's environment the program gets.
const ENVIRONMENT: [&str; 4] = ["PATH", "HOME", "LANG", "TZ"];
/// Longest pause before a program that failed is started again, in blocks.
const LONGEST_PAUSE: BlockNumber = 50;

/// The program that runs for a lease.
#[derive(Debug)]
pub struct Process {
	folder: PathBuf,
	/// This very program, which limits itself before it becomes the other; see [`confine`].
	launcher: PathBuf,
	running: Option<Running>,
	/// The lease that it is over for.
	finished: Option<LeaseId>,
	pace: Pace,
}

#[derive(Debug)]
struct Running {
	mark: Mark,
	/// `None` when a worker before this one started it.
	child: Option<Child>,
	/// When it was asked to end.
	ending: Option<Instant>,
}

/// Which process it is, and what for.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
struct Mark {
	lease: LeaseId,
	pid: i32,
	/// When the system started it, in its own unit: no other process of this number has the same.
	started: u64,
	/// Since when the system runs, as it calls it.
	boot: String,
	/// Seconds since 1970-01-01T00:00:00Z.
	since: u64,
}

impl Process {
	/// The program that a worker before this one may have left in `folder`. `launcher` is this program's own file.
	pub fn new(folder: PathBuf, launcher: PathBuf) -> Self {
		let left = fs::read(folder.join(FILE)).ok().and_then(|text| serde_json::from_slice::<Mark>(&text).ok());
		let running = left.filter(Mark::is_alive).map(|mark| {
			tracing::info!(lease = mark.lease, pid = mark.pid, "the program of the lease still runs");
			Running { mark, child: None, ending: None }
		});
		Self { folder, launcher, running, finished: None, pace: Pace::with_pauses_up_to(LONGEST_PAUSE) }
	}

	/// Starts or ends it, as block `now` and the lease want it.
	pub fn see(&mut self, now: BlockNumber, lease: Option<&Lease>, config: Option<&ProcessConfig>) {
		self.notice_end(now);
		let wanted = lease.map(|lease| lease.id);
		if let Some(running) = &mut self.running {
			let grace = config.map_or(Duration::ZERO, |config| Duration::from_secs(config.grace_seconds));
			let is_late = config
				.and_then(|config| config.max_seconds)
				.is_some_and(|longest| unix_now().saturating_sub(running.mark.since) >= longest);
			if is_late {
				self.finished = Some(running.mark.lease);
			}
			if is_late || wanted != Some(running.mark.lease) {
				running.end(grace);
			}
			self.notice_end(now);
		}
		let (Some(lease), Some(config), None) = (lease, config, &self.running) else { return };
		if self.finished == Some(lease.id) || !self.pace.allows(now) {
			return;
		}
		match self.start(lease, config) {
			Ok(running) => {
				tracing::info!(lease = lease.id, pid = running.mark.pid, "started the program of the lease");
				self.running = Some(running);
			}
			Err(error) => {
				self.pace.failed(now);
				tracing::error!(lease = lease.id, "cannot start the program of the lease: {error:#}");
			}
		}
	}

	/// Whether it runs.
	pub fn is_running(&self) -> bool {
		self.running.is_some()
	}

	/// Forgets a process that is over, and what it left in its group.
	fn notice_end(&mut self, now: BlockNumber) {
		let Some(Running { mark, child, ending }) = self.running.take_if(|running| !running.mark.is_alive()) else {
			return;
		};
		// Before the system may give its number to another one.
		signal(&mark, Signal::KILL);
		let status = child.and_then(|mut child| child.wait().ok());
		let _ = fs::remove_file(self.folder.join(FILE));
		let lease = mark.lease;
		match status {
			_ if ending.is_some() => {
				tracing::info!(lease, "the program of the lease has ended");
				self.pace.succeeded(now);
			}
			Some(status) if status.success() => {
				tracing::info!(lease, "the program of the lease has ended by itself, with success");
				self.finished = Some(lease);
			}
			status => {
				let status = status.map_or_else(|| "unknown status".into(), |status| status.to_string());
				tracing::error!(lease, "the program of the lease has ended by itself: {status}; see {LOG}");
				self.pace.failed(now);
			}
		}
	}

	fn start(&self, lease: &Lease, config: &ProcessConfig) -> Result<Running> {
		let mut words = config.command.iter().map(|word| fill_in(word, lease)).collect::<Vec<_>>();
		if let Some(mib) = config.memory_mib {
			let launcher = self.launcher.display().to_string();
			let confined = [launcher, "confine".into(), "--memory-mib".into(), mib.to_string(), "--".into()];
			words.splice(0..0, confined);
		}
		let mut words = words.into_iter();
		let program = words.next().context("the command is empty")?;
		let path = self.folder.join(LOG);
		let log = File::options().create(true).append(true).open(&path);
		let log = log.with_context(|| format!("cannot write {}", path.display()))?;
		let errors = log.try_clone()?;
		let child = Command::new(&program)
			.args(words)
			.env_clear()
			.envs(ENVIRONMENT.iter().filter_map(|name| Some((name, env::var_os(name)?))))
			.env("PIAZZA_LEASE", lease.id.to_string())
			.env("PIAZZA_TENANT", lease.tenant.to_string())
			.current_dir("/")
			.stdin(Stdio::null())
			.stdout(log)
			.stderr(errors)
			.process_group(0)
			.spawn()
			.with_context(|| format!("cannot run `{program}`"))?;
		let pid = i32::try_from(child.id())?;
		let (started, boot) = (status(pid).map_or(0, |(_, started)| started), boot());
		let mark = Mark { lease: lease.id, pid, started, boot, since: unix_now() };
		let running = Running { mark, child: Some(child), ending: None };
		let path = self.folder.join(FILE);
		let noted = serde_json::to_vec(&running.mark).map_err(Into::into).and_then(|text| fs::write(&path, text));
		if let Err(error) = noted {
			signal(&running.mark, Signal::KILL);
			return Err(error).with_context(|| format!("cannot write {}", path.display()));
		}
		Ok(running)
	}
}

impl Running {
	/// Asks it to end, and ends it when it has not done so after `grace`.
	fn end(&mut self, grace: Duration) {
		match self.ending {
			None => {
				self.ending = Some(Instant::now());
				signal(&self.mark, Signal::TERM);
			}
			Some(since) if since.elapsed() >= grace => signal(&self.mark, Signal::KILL),
			Some(_) => {}
		}
	}
}

impl Mark {
	/// Whether this very process still runs.
	fn is_alive(&self) -> bool {
		self.boot == boot() && status(self.pid).is_some_and(|(state, started)| state != 'Z' && started == self.started)
	}
}

/// Limits the memory of this process, for which it becomes another program; returns only when that fails. Its children
/// are limited each for itself.
pub fn confine(memory_mib: u64, command: &[String]) -> anyhow::Error {
	let Some((program, arguments)) = command.split_first() else { return anyhow::anyhow!("there is no command") };
	let most = Some(memory_mib.saturating_mul(1 << 20));
	// What it writes to, and not what it merely reserves: drivers of GPUs reserve more than there is.
	if let Err(error) = setrlimit(Resource::Data, Rlimit { current: most, maximum: most }) {
		return anyhow::Error::new(error).context("cannot limit the memory");
	}
	let error = Command::new(program).args(arguments).exec();
	anyhow::Error::new(error).context(format!("cannot run `{program}`"))
}

/// Puts the lease into a word of the command.
fn fill_in(word: &str, lease: &Lease) -> String {
	word.replace("{lease}", &lease.id.to_string()).replace("{tenant}", &lease.tenant.to_string())
}

/// Sends a signal to the whole group. That it is gone already is fine.
fn signal(mark: &Mark, signal: Signal) {
	if let Some(group) = Pid::from_raw(mark.pid) {
		let _ = kill_process_group(group, signal);
	}
}

/// State of a process, and when the system started it.
fn status(pid: i32) -> Option<(char, u64)> {
	let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
	// The name before it may hold anything, brackets too.
	let mut fields = text.rsplit_once(')')?.1.split_whitespace();
	let state = fields.next()?.chars().next()?;
	Some((state, fields.nth(18)?.parse().ok()?))
}

fn boot() -> String {
	fs::read_to_string(Path::new("/proc/sys/kernel/random/boot_id")).unwrap_or_default()
}

fn unix_now() -> u64 {
	SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests;
