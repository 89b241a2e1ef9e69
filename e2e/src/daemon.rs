//! A program that runs in the background of a test.

use crate::wait_until;
use anyhow::{bail, Context, Result};
use std::{
	ffi::{OsStr, OsString},
	fs::{self, File},
	path::{Path, PathBuf},
	process::{Child, Command, ExitStatus, Stdio},
	sync::{Mutex, MutexGuard, PoisonError},
	time::Duration,
};

/// Lines of output that an error shows.
const TAIL_LINES: usize = 40;

/// A program with its output in a file. It is killed when dropped, and then shows its last output if the test panics.
pub struct Daemon {
	name: String,
	program: PathBuf,
	args: Vec<OsString>,
	log: PathBuf,
	/// Bytes of the log that earlier runs wrote.
	earlier: usize,
	child: Mutex<Child>,
}

impl Daemon {
	/// Starts `program` with `args`; `name` stands for it in errors, and what it prints is added to the file `log`.
	///
	/// # Errors
	///
	/// The program cannot be started, or the file cannot be written.
	pub fn start<Arg: AsRef<OsStr>>(
		name: &str,
		program: &Path,
		args: impl IntoIterator<Item = Arg>,
		log: &Path,
	) -> Result<Self> {
		let args: Vec<_> = args.into_iter().map(|arg| arg.as_ref().to_owned()).collect();
		let earlier = read(log).len();
		let child = Mutex::new(spawn(program, &args, log)?);
		Ok(Self { name: name.into(), program: program.into(), args, log: log.into(), earlier, child })
	}

	/// The number the system knows the process by.
	pub fn id(&self) -> u32 {
		self.child().id()
	}

	/// Whether it still runs.
	pub fn is_running(&self) -> bool {
		self.exit_status().is_none()
	}

	/// How it ended, when it has.
	pub fn exit_status(&self) -> Option<ExitStatus> {
		self.child().try_wait().ok().flatten()
	}

	/// Kills it without warning (SIGKILL) and waits until it is gone. Nothing happens when it is gone already.
	pub fn kill_hard(&mut self) {
		let mut child = self.child();
		// Both fail only when the process has ended.
		let _ = child.kill();
		let _ = child.wait();
	}

	/// Starts it again with the same arguments. It is killed first if it runs.
	///
	/// # Errors
	///
	/// As [`Daemon::start`].
	pub fn restart(&mut self) -> Result<()> {
		let args = self.args.clone();
		self.restart_with(args)
	}

	/// Starts it again with other arguments. It is killed first if it runs.
	///
	/// # Errors
	///
	/// As [`Daemon::start`].
	pub fn restart_with<Arg: AsRef<OsStr>>(&mut self, args: impl IntoIterator<Item = Arg>) -> Result<()> {
		self.kill_hard();
		self.args = args.into_iter().map(|arg| arg.as_ref().to_owned()).collect();
		self.earlier = read(&self.log).len();
		*self.child() = spawn(&self.program, &self.args, &self.log)?;
		Ok(())
	}

	/// What it has printed since it was last started.
	pub fn output(&self) -> String {
		let log = read(&self.log);
		String::from_utf8_lossy(log.get(self.earlier..).unwrap_or_default()).into_owned()
	}

	/// The first line with `text` in it, of those printed since it was last started; waits for it for at most `limit`.
	///
	/// # Errors
	///
	/// No such line came in time, or the program ended without it.
	pub async fn wait_for_log(&self, text: &str, limit: Duration) -> Result<String> {
		let find = || self.output().lines().find(|line| line.contains(text)).map(ToOwned::to_owned);
		wait_until(&format!("`{text}` in the output"), limit, || async {
			match find() {
				None => self.ensure_running().map(|()| None),
				// A line may be read while it is written.
				found if self.output().ends_with('\n') => Ok(found),
				_ => Ok(None),
			}
		})
		.await
		.with_context(|| self.tail())
	}

	/// How it ends; waits for at most `limit`.
	///
	/// # Errors
	///
	/// It still runs then.
	pub async fn wait_for_exit(&self, limit: Duration) -> Result<ExitStatus> {
		wait_until("its end", limit, || async { Ok(self.exit_status()) }).await.with_context(|| self.tail())
	}

	fn child(&self) -> MutexGuard<'_, Child> {
		self.child.lock().unwrap_or_else(PoisonError::into_inner)
	}

	/// Fails when the program has ended.
	pub(crate) fn ensure_running(&self) -> Result<()> {
		match self.exit_status() {
			Some(status) => bail!("{} ended: {status}", self.name),
			None => Ok(()),
		}
	}

	/// The end of its output, introduced.
	pub fn tail(&self) -> String {
		let output = self.output();
		let lines: Vec<_> = output.lines().collect();
		let start = lines.len().saturating_sub(TAIL_LINES);
		format!(
			"{} (process {}) printed last, in {}:\n{}\n",
			self.name,
			self.id(),
			self.log.display(),
			lines.get(start..).unwrap_or_default().join("\n")
		)
	}
}

impl Drop for Daemon {
	fn drop(&mut self) {
		if std::thread::panicking() {
			eprintln!("{}", self.tail());
		}
		self.kill_hard();
	}
}

fn spawn(program: &Path, args: &[OsString], log: &Path) -> Result<Child> {
	let output = File::options()
		.create(true)
		.append(true)
		.open(log)
		.with_context(|| format!("cannot write to {}", log.display()))?;
	Command::new(program)
		.args(args)
		.stdin(Stdio::null())
		.stdout(output.try_clone()?)
		.stderr(output)
		.spawn()
		.with_context(|| format!("cannot start {}", program.display()))
}

/// What the file holds; nothing when there is none.
fn read(log: &Path) -> Vec<u8> {
	fs::read(log).unwrap_or_default()
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::PATIENCE;

	fn shell(script: &str, folder: &tempfile::TempDir) -> Daemon {
		Daemon::start("a shell", Path::new("/bin/sh"), ["-c", script], &folder.path().join("log")).expect("starts")
	}

	#[tokio::test]
	async fn log_line_is_found_when_printed() {
		let folder = tempfile::tempdir().expect("a folder");
		let daemon = shell("echo one; echo two words >&2; sleep 600", &folder);
		assert_eq!(daemon.wait_for_log("two", PATIENCE).await.expect("found"), "two words");
		assert!(daemon.is_running());
	}

	#[tokio::test]
	async fn wait_fails_with_output_when_program_ends() {
		let folder = tempfile::tempdir().expect("a folder");
		let daemon = shell("echo last words; exit 3", &folder);
		let error = format!("{:#}", daemon.wait_for_log("never", PATIENCE).await.expect_err("it ended"));
		assert!(error.contains("last words") && error.contains("a shell ended"), "{error}");
	}

	#[tokio::test]
	async fn output_is_that_of_the_latest_run_when_restarted() {
		let folder = tempfile::tempdir().expect("a folder");
		let mut daemon = shell("echo first; sleep 600", &folder);
		daemon.wait_for_log("first", PATIENCE).await.expect("found");
		let first = daemon.id();
		daemon.kill_hard();
		assert!(!daemon.is_running());
		daemon.restart_with(["-c", "echo second; sleep 600"]).expect("starts");
		daemon.wait_for_log("second", PATIENCE).await.expect("found");
		assert!(!daemon.output().contains("first"));
		assert_ne!(daemon.id(), first);
	}
}
