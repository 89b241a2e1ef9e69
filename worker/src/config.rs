//! The worker's configuration: one TOML file, checked in full before anything starts.

mod gateway;
mod leasing;
mod scoring;

pub use gateway::Gateway;
pub use leasing::{Leasing, PriceConfig, ProcessConfig};
pub use scoring::Scoring;

use crate::{
	attest::{
		amd,
		software::{DeviceName, Measurement},
		Hardware, Software, Source,
	},
	plan::Wishes,
	view::{AccountId, Asset, Balance, H256},
};
use anyhow::{bail, ensure, Context, Result};
use clap::{value_parser, Args, ValueEnum};
use piazza_client::{amount, keys, Keypair};
use piazza_workload_host::Limits;
use serde::{de::Error, Deserialize, Deserializer};
use std::{
	collections::BTreeSet,
	fmt::Display,
	fs,
	net::SocketAddr,
	path::{Path, PathBuf},
	str::FromStr,
};

/// Everything the operator decides.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
	/// WebSocket address of the node.
	#[serde(deserialize_with = "node")]
	pub node: String,
	/// Secret URI of the worker's own account; or `key_file`.
	pub key: Option<String>,
	/// File that holds the secret URI.
	pub key_file: Option<PathBuf>,
	/// Account that owns the worker, carries its bonds and is paid.
	#[serde(deserialize_with = "account")]
	pub owner: AccountId,
	/// Folder of the journal and of the stored outputs.
	pub data_dir: PathBuf,
	/// How outputs are served.
	#[serde(default)]
	pub blobs: Blobs,
	/// What a program may use.
	#[serde(default)]
	pub limits: LimitsConfig,
	/// What does tensor operations.
	#[serde(default)]
	pub compute: Compute,
	/// Which jobs to take.
	#[serde(default)]
	pub claims: Claims,
	/// What shows which machine this is.
	#[serde(default)]
	pub attestation: Attestation,
	/// How the machine is rented out.
	#[serde(default)]
	pub leasing: Leasing,
	/// How data that is brought into pools is scored; not at all when absent.
	pub scoring: Option<Scoring>,
	/// How calls are sold; not at all when absent.
	pub gateway: Option<Gateway>,
}

/// How outputs are served.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Blobs {
	/// Address to listen on.
	pub listen: SocketAddr,
	/// Address others reach it by, when it is not `listen`.
	#[serde(deserialize_with = "public_url")]
	pub public_url: Option<String>,
	/// Whether inputs may be files of this machine: for development.
	pub files: bool,
}

impl Default for Blobs {
	fn default() -> Self {
		Self { listen: SocketAddr::from(([127, 0, 0, 1], 9956)), public_url: None, files: false }
	}
}

/// What a program may use.
#[derive(Args, Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitsConfig {
	/// Fuel of one run: about one unit an instruction.
	#[arg(long, default_value_t = Self::default().fuel, value_parser = value_parser!(u64).range(1..))]
	#[serde(deserialize_with = "positive")]
	pub fuel: u64,
	/// Memory of one run, in MiB; at most 4096, all that a program can address.
	#[arg(long, default_value_t = Self::default().memory_mib, value_parser = value_parser!(u64).range(1..=4096))]
	#[serde(deserialize_with = "memory")]
	pub memory_mib: u64,
	/// Longest input, in bytes.
	#[arg(long, default_value_t = Self::default().input_bytes, value_parser = value_parser!(u64).range(1..))]
	#[serde(deserialize_with = "positive")]
	pub input_bytes: u64,
	/// Longest output, in bytes.
	#[arg(long, default_value_t = Self::default().output_bytes, value_parser = value_parser!(u64).range(1..))]
	#[serde(deserialize_with = "positive")]
	pub output_bytes: u64,
	/// Largest program, in bytes.
	#[arg(long, default_value_t = Self::default().module_bytes, value_parser = value_parser!(u64).range(1..))]
	#[serde(deserialize_with = "positive")]
	pub module_bytes: u64,
}

impl Default for LimitsConfig {
	fn default() -> Self {
		let Limits { fuel, memory_bytes, input_bytes, output_bytes, module_bytes } = Limits::default();
		Self {
			fuel,
			memory_mib: memory_bytes as u64 >> 20,
			input_bytes: input_bytes as u64,
			output_bytes: output_bytes as u64,
			module_bytes: module_bytes as u64,
		}
	}
}

impl LimitsConfig {
	/// In the terms of the workload host.
	pub fn limits(&self) -> Limits {
		let bytes = |bytes: u64| usize::try_from(bytes).unwrap_or(usize::MAX);
		Limits {
			fuel: self.fuel,
			memory_bytes: bytes(self.memory_mib << 20),
			input_bytes: bytes(self.input_bytes),
			output_bytes: bytes(self.output_bytes),
			module_bytes: bytes(self.module_bytes),
		}
	}
}

/// What does tensor operations.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Compute {
	/// Which hardware.
	pub backend: ComputeBackend,
	/// Whether the GPU is software that plays one: for tests.
	pub software: bool,
}

impl Compute {
	/// Whether it makes sense.
	pub fn check(&self) -> Result<()> {
		ensure!(
			!self.software || self.backend == ComputeBackend::Gpu,
			"`compute.software` is for tests, and only with `compute.backend` \"gpu\""
		);
		Ok(())
	}
}

/// Which hardware does tensor operations.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum ComputeBackend {
	/// The processor.
	Cpu,
	/// A GPU, and failure where none works.
	Gpu,
	/// A GPU where there is one that works, else the processor.
	#[default]
	Auto,
}

/// Which jobs to take.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Claims {
	/// Programs to run; empty for all.
	#[serde(deserialize_with = "hashes")]
	pub programs: BTreeSet<H256>,
	/// Least pay of a seat, in PZA.
	#[serde(deserialize_with = "money")]
	pub min_seat_pay: Balance,
	/// Greatest bond of a seat, in PZA.
	#[serde(deserialize_with = "money")]
	pub max_bond: Balance,
	/// Most jobs at a time.
	#[serde(deserialize_with = "positive")]
	pub max_jobs: usize,
	/// Whether to run a job before claiming it.
	pub rehearse: bool,
}

impl Default for Claims {
	fn default() -> Self {
		const UNIT: Balance = 1_000_000_000_000;
		Self { programs: BTreeSet::new(), min_seat_pay: 0, max_bond: 100 * UNIT, max_jobs: 4, rehearse: true }
	}
}

impl Claims {
	/// In the terms of the plan.
	pub fn wishes(&self) -> Wishes {
		let Self { programs, min_seat_pay, max_bond, max_jobs, rehearse } = self.clone();
		Wishes { programs, min_seat_pay, max_bond, max_jobs, rehearse }
	}
}

/// What shows which machine this is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Attestation {
	/// Where evidence comes from.
	pub source: EvidenceSource,
	/// File with the certificate of the key that signs reports of SEV-SNP, when the host does not hand it over.
	pub vcek: Option<PathBuf>,
	/// File with the certificate of that one's issuer, when it is not one of AMD's that the chain knows.
	pub ask: Option<PathBuf>,
	/// Which device software says it is.
	#[serde(deserialize_with = "parsed")]
	pub device: Option<DeviceName>,
	/// What software says it runs.
	#[serde(deserialize_with = "parsed")]
	pub measurement: Option<Measurement>,
}

/// Where evidence comes from.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
pub enum EvidenceSource {
	/// From nowhere: the owner's word alone.
	#[default]
	None,
	/// From this machine's processor and GPUs.
	Auto,
	/// From software, for development chains.
	Software,
}

impl Attestation {
	/// Where evidence comes from; `None` for the owner's word alone.
	pub fn source(&self) -> Result<Option<Source>> {
		Ok(match (self.source, &self.device) {
			(EvidenceSource::None, _) => None,
			(EvidenceSource::Auto, _) => Some(Source::Hardware(self.hardware())),
			(EvidenceSource::Software, None) => {
				bail!(
					"`attestation.source` is \"software\": give `attestation.device`, a name that no other worker has"
				)
			}
			(EvidenceSource::Software, Some(device)) => {
				let measurement = self.measurement.unwrap_or_default();
				Some(Source::Software(Software { device: device.clone(), measurement }))
			}
		})
	}

	/// This machine's processor and GPUs.
	pub fn hardware(&self) -> Hardware {
		let certificates = amd::Files { vcek: self.vcek.clone(), ask: self.ask.clone() };
		Hardware { certificates, ..Hardware::default() }
	}
}

impl Config {
	/// Reads and checks the file at `path`. Relative paths in it start at its folder.
	pub fn load(path: &Path) -> Result<Self> {
		let text = fs::read_to_string(path).with_context(|| {
			format!(
				"cannot read the configuration {}; `piazza-worker init --config {}` writes one",
				path.display(),
				path.display()
			)
		})?;
		Self::parse(&text, path.parent().unwrap_or(Path::new("")))
			.with_context(|| format!("the configuration {} cannot be used", path.display()))
	}

	/// Reads and checks `text`. Relative paths in it start at `folder`.
	pub fn parse(text: &str, folder: &Path) -> Result<Self> {
		let mut config: Self = toml::from_str(text)?;
		ensure_one_key(config.key.as_ref(), config.key_file.as_ref())?;
		ensure!(
			config.blobs.public_url.is_some() || !config.blobs.listen.ip().is_unspecified(),
			"`blobs.listen` is {}, which is no address others can reach: give `blobs.public_url`",
			config.blobs.listen
		);
		config.compute.check()?;
		config.data_dir = folder.join(&config.data_dir);
		config.key_file = config.key_file.map(|file| folder.join(file));
		config.attestation.vcek = config.attestation.vcek.map(|file| folder.join(file));
		config.attestation.ask = config.attestation.ask.map(|file| folder.join(file));
		config.attestation.source()?;
		config.leasing.check()?;
		if let Some(scoring) = &mut config.scoring {
			scoring.check(config.attestation.source)?;
			scoring.module = folder.join(&scoring.module);
		}
		if let Some(gateway) = &mut config.gateway {
			gateway.check()?;
			gateway.module = folder.join(&gateway.module);
		}
		Ok(config)
	}

	/// The key of the worker's account.
	pub fn keypair(&self) -> Result<Keypair> {
		keypair(self.key.as_deref(), self.key_file.as_deref())
	}
}

/// Fails unless exactly one of `key` and `key_file` is given.
pub(crate) fn ensure_one_key(key: Option<&String>, file: Option<&PathBuf>) -> Result<()> {
	match (key, file) {
		(Some(_), Some(_)) => bail!("`key` and `key_file` are both given: remove one"),
		(None, None) => bail!("neither `key` nor `key_file` is given: an account of its own is needed"),
		_ => Ok(()),
	}
}

/// The key in the secret URI `key`, or else in `file`.
pub(crate) fn keypair(key: Option<&str>, file: Option<&Path>) -> Result<Keypair> {
	match (key, file) {
		(Some(uri), _) => keys::from_uri(uri).context("`key` cannot be used"),
		(None, Some(file)) => Ok(keys::from_file(file)?),
		(None, None) => bail!("neither `key` nor `key_file` is given"),
	}
}

/// Reads the address of a node.
pub(crate) fn node<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
	let url = String::deserialize(deserializer)?;
	match url.starts_with("ws://") || url.starts_with("wss://") {
		true => Ok(url),
		false => Err(D::Error::custom(format!("`{url}` is no address of a node: it starts with ws:// or wss://"))),
	}
}

fn public_url<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
	// Room for the hash behind it: a record holds URIs of at most 256 bytes.
	const LONGEST: usize = 160;
	let url = String::deserialize(deserializer)?;
	if !url.starts_with("http://") && !url.starts_with("https://") {
		return Err(D::Error::custom(format!("`{url}` is no web address: it starts with http:// or https://")));
	}
	if url.len() > LONGEST {
		return Err(D::Error::custom(format!("it has {} bytes; at most {LONGEST} fit on the chain", url.len())));
	}
	Ok(Some(url.trim_end_matches('/').into()))
}

fn account<'de, D: Deserializer<'de>>(deserializer: D) -> Result<AccountId, D::Error> {
	keys::parse_account(&String::deserialize(deserializer)?).map_err(D::Error::custom)
}

fn parsed<'de, D: Deserializer<'de>, T: FromStr<Err: Display>>(deserializer: D) -> Result<Option<T>, D::Error> {
	let text = String::deserialize(deserializer)?;
	text.parse().map(Some).map_err(|error| D::Error::custom(format!("`{text}`: {error}")))
}

fn hashes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeSet<H256>, D::Error> {
	Vec::<String>::deserialize(deserializer)?
		.iter()
		.map(|text| {
			text.parse().map_err(|_| D::Error::custom(format!("`{text}` is no program id: 0x and 64 hex digits")))
		})
		.collect()
}

fn money<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Balance, D::Error> {
	let text = String::deserialize(deserializer)
		.map_err(|_| D::Error::custom("an amount in PZA is expected, in quotes, for example \"12.5\""))?;
	amount::parse(&text).map_err(|error| D::Error::custom(format!("`{text}` is no amount in PZA: {error}")))
}

/// Reads an asset: `PZA`, or a number.
fn asset<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Asset, D::Error> {
	#[derive(Deserialize)]
	#[serde(untagged)]
	enum Written {
		Number(u32),
		Name(String),
	}
	match Written::deserialize(deserializer) {
		Ok(Written::Number(id)) => Ok(Asset::WithId(id)),
		Ok(Written::Name(name)) if name == "PZA" => Ok(Asset::Native),
		_ => Err(D::Error::custom("an asset is \"PZA\", or the number of another asset")),
	}
}

fn native() -> Asset {
	Asset::Native
}

/// Reads an amount of `asset`: PZA with a point, other assets in their smallest unit.
fn amount_of(asset: Asset, text: &str) -> Result<Balance> {
	match asset {
		Asset::Native => amount::parse(text).map_err(|error| anyhow::anyhow!("`{text}` is no amount in PZA: {error}")),
		Asset::WithId(_) => text
			.replace('_', "")
			.parse()
			.with_context(|| format!("`{text}` is no whole number: other assets are counted in their smallest unit")),
	}
}

fn positive<'de, D: Deserializer<'de>, N: Deserialize<'de> + Default + PartialEq>(
	deserializer: D,
) -> Result<N, D::Error> {
	let number = N::deserialize(deserializer)?;
	match number == N::default() {
		true => Err(D::Error::custom("it must be at least 1")),
		false => Ok(number),
	}
}

fn memory<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
	match u64::deserialize(deserializer)? {
		mib @ 1..=4096 => Ok(mib),
		mib => Err(D::Error::custom(format!("{mib} MiB: it must be 1 to 4096, all that a program can address"))),
	}
}

#[cfg(test)]
mod tests;
