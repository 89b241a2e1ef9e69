//! The checker's configuration: what of the worker's fits, under the same names.

use crate::config::{ensure_one_key, keypair, node, Compute, LimitsConfig};
use anyhow::{Context, Result};
use piazza_client::Keypair;
use serde::Deserialize;
use std::{
	fs,
	path::{Path, PathBuf},
};

/// Everything that whoever judges decides.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
	/// WebSocket address of the node.
	#[serde(deserialize_with = "node")]
	pub node: String,
	/// Secret URI of the checker's account, which has the stake; or `key_file`.
	pub key: Option<String>,
	/// File that holds the secret URI.
	pub key_file: Option<PathBuf>,
	/// Folder of answers that are not shown yet, and of fetched programs and inputs.
	pub data_dir: PathBuf,
	/// How programs and inputs are fetched.
	#[serde(default)]
	pub blobs: Blobs,
	/// What a program may use.
	#[serde(default)]
	pub limits: LimitsConfig,
	/// What does tensor operations.
	#[serde(default)]
	pub compute: Compute,
}

/// How programs and inputs are fetched.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Blobs {
	/// Whether they may be files of this machine: for development.
	pub files: bool,
}

impl Config {
	/// Reads and checks the file at `path`. Relative paths in it start at its folder.
	pub fn load(path: &Path) -> Result<Self> {
		let text = fs::read_to_string(path).with_context(|| {
			format!("cannot read the configuration {}; `piazza-worker judge --help` says what is in it", path.display())
		})?;
		Self::parse(&text, path.parent().unwrap_or(Path::new("")))
			.with_context(|| format!("the configuration {} cannot be used", path.display()))
	}

	/// Reads and checks `text`. Relative paths in it start at `folder`.
	pub fn parse(text: &str, folder: &Path) -> Result<Self> {
		let mut config: Self = toml::from_str(text)?;
		ensure_one_key(config.key.as_ref(), config.key_file.as_ref())?;
		config.compute.check()?;
		config.data_dir = folder.join(&config.data_dir);
		config.key_file = config.key_file.map(|file| folder.join(file));
		Ok(config)
	}

	/// The key of the checker's account.
	pub fn keypair(&self) -> Result<Keypair> {
		keypair(self.key.as_deref(), self.key_file.as_deref())
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use piazza_workload_host::Limits;

	const MINIMAL: &str = "node = \"ws://localhost:9944\"\nkey = \"//Bob\"\ndata_dir = \"data\"\n";

	fn parse(text: &str) -> Result<Config> {
		Config::parse(text, Path::new("/etc/piazza"))
	}

	fn error(text: &str) -> String {
		format!("{:#}", parse(text).expect_err(text))
	}

	#[test]
	fn config_runs_programs_as_workers_do_when_only_the_necessary_is_given() {
		let config = parse(MINIMAL).unwrap();
		assert_eq!(config.limits.limits(), Limits::default());
		assert_eq!(config.data_dir, Path::new("/etc/piazza/data"));
		assert!(!config.blobs.files && config.keypair().is_ok());
	}

	#[test]
	fn config_has_the_sections_of_a_worker_that_fit() {
		let more = "[blobs]\nfiles = true\n[limits]\nfuel = 7\n[compute]\nbackend = \"cpu\"\n";
		let config = parse(&format!("{MINIMAL}{more}")).unwrap();
		assert!(config.blobs.files);
		assert_eq!(config.limits.limits(), Limits { fuel: 7, ..Limits::default() });
		for other in ["owner = \"x\"", "[claims]\nmax_jobs = 1", "[blobs]\nlisten = \"127.0.0.1:1\""] {
			assert!(error(&format!("{MINIMAL}{other}")).contains("unknown field"), "{other}");
		}
	}

	#[test]
	fn config_is_refused_when_there_is_not_exactly_one_key() {
		assert!(error(&MINIMAL.replace("key = \"//Bob\"\n", "")).contains("neither"));
		assert!(error(&format!("{MINIMAL}key_file = \"key\"\n")).contains("both"));
	}

	#[test]
	fn config_is_refused_with_a_way_out_when_there_is_no_file() {
		let error = format!("{:#}", Config::load(Path::new("/nonexistent/checker.toml")).unwrap_err());
		assert!(error.contains("judge --help"), "{error}");
	}
}
