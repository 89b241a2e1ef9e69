//! How data that is brought into pools is scored.

use super::EvidenceSource;
use crate::view::BlockNumber;
use anyhow::{ensure, Result};
use serde::Deserialize;
use std::{net::SocketAddr, path::PathBuf};

/// How data that is brought into pools is scored.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Scoring {
	/// The scoring program's module.
	pub module: PathBuf,
	/// Address to listen on.
	#[serde(default = "loopback")]
	pub listen: SocketAddr,
	/// For how many blocks a score counts.
	#[serde(default = "half_an_hour", deserialize_with = "super::positive")]
	pub valid: BlockNumber,
}

impl Scoring {
	/// Fails unless the worker can be believed at all.
	pub fn check(&self, evidence: EvidenceSource) -> Result<()> {
		ensure!(
			evidence != EvidenceSource::None,
			"[scoring] is for workers whose evidence measured the program: give `source` in [attestation]"
		);
		Ok(())
	}
}

fn loopback() -> SocketAddr {
	SocketAddr::from(([127, 0, 0, 1], 9957))
}

fn half_an_hour() -> BlockNumber {
	600
}
