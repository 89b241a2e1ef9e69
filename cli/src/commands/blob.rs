//! `piazza blob`.

use crate::{
	context::{hash, Context, MAX_BYTES},
	report::Report,
};
use anyhow::{Context as _, Result};
use clap::Subcommand;
use piazza_client::{
	blobs::{self, uri_of, Store},
	Content, H256,
};
use serde_json::json;
use std::{fs, net::SocketAddr, path::PathBuf};

/// Inputs, outputs and programs by their hash.
#[derive(Subcommand)]
pub(crate) enum Command {
	/// Serve a folder of content until stopped with Ctrl-C
	Serve {
		/// The folder [default: that of --blobs]
		#[arg(long, value_name = "DIR")]
		dir: Option<PathBuf>,
		/// Where to listen
		#[arg(long, value_name = "ADDR", default_value = "127.0.0.1:9955")]
		listen: SocketAddr,
	},
	/// Store a file
	Put {
		/// The file
		file: PathBuf,
		/// Refuse more than this many bytes
		#[arg(long, value_name = "BYTES", default_value_t = MAX_BYTES)]
		max_bytes: u64,
	},
	/// Fetch content, go on where it was cut off, and check its hash
	Get {
		/// Its hash
		#[arg(value_parser = hash)]
		hash: H256,
		/// Where it is
		#[arg(long)]
		uri: Option<String>,
		/// Also write it here
		#[arg(long, value_name = "FILE")]
		output: Option<PathBuf>,
		/// Refuse more than this many bytes
		#[arg(long, value_name = "BYTES", default_value_t = MAX_BYTES)]
		max_bytes: u64,
	},
}

impl Command {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		match self {
			Self::Serve { dir, listen } => serve(context, dir, listen).await,
			Self::Put { file, max_bytes } => {
				let store = context.store()?;
				let hash = store.put_file(&file, max_bytes)?;
				let path = store.path(&hash);
				let json = json!({ "hash": hash, "path": path });
				Ok(Report::new(json, format!("{hash:?}\nstored at {}\n", path.display())))
			}
			Self::Get { hash, uri, output, max_bytes } => {
				let content = Content { hash, uri: uri.unwrap_or_default().parse()? };
				let bytes = context.fetcher()?.fetch(&content, max_bytes).await?;
				let path = match output {
					Some(path) => {
						fs::write(&path, &bytes).with_context(|| format!("cannot write {}", path.display()))?;
						path
					}
					None => context.store()?.path(&hash),
				};
				let json = json!({ "hash": hash, "bytes": bytes.len(), "path": path });
				Ok(Report::new(json, format!("{} bytes at {}\n", bytes.len(), path.display())))
			}
		}
	}
}

async fn serve(context: &Context, dir: Option<PathBuf>, listen: SocketAddr) -> Result<Report> {
	let store = match dir {
		Some(dir) => Store::open(dir)?,
		None => context.store()?,
	};
	let dir = store.dir().to_path_buf();
	let server = blobs::serve(store, listen).await?;
	// This command ends only when it is stopped, so what it has to say comes first.
	if context.json() {
		println!("{}", json!({ "url": server.url(), "dir": dir }));
	} else {
		println!("Serving {} at {}", dir.display(), uri_of(&server.url(), &H256::zero()).trim_end_matches('0'));
	}
	tokio::signal::ctrl_c().await?;
	Ok(Report::new(json!({ "stopped": true }), "Stopped."))
}
