//! Writes a configuration to start from, and a key.

use anyhow::{ensure, Context, Result};
use piazza_client::{
	keys::{self, account},
	AccountId,
};
use rand::{rngs::OsRng, RngCore};
use std::{
	fs::{self, OpenOptions},
	io::Write,
	path::{Path, PathBuf},
};

/// What `init` is told.
#[derive(Clone, Debug)]
pub struct Init {
	/// Where the configuration goes.
	pub config: PathBuf,
	/// Address of the node.
	pub node: String,
	/// Who owns the worker; filled in by hand later when absent.
	pub owner: Option<AccountId>,
	/// Secret URI of the worker's account; a fresh one when absent.
	pub key: Option<String>,
}

/// Writes configuration and key file, overwriting nothing, and says what to do next.
pub fn init(init: &Init) -> Result<String> {
	let Init { config, node, owner, key } = init;
	ensure!(!config.exists(), "{} is there already; it is left as it is", config.display());
	let folder = config.parent().unwrap_or(Path::new(""));
	fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;

	let uri = key.clone().unwrap_or_else(fresh_seed);
	let worker = account(&keys::from_uri(&uri)?);
	let name = config.with_extension("key");
	keys::to_new_file(&name, &uri)?;

	let key_file = Path::new(name.file_name().unwrap_or_default()).display().to_string();
	let text = text(node, owner.as_ref(), &key_file);
	let written = OpenOptions::new().write(true).create_new(true).open(config);
	written
		.and_then(|mut file| file.write_all(text.as_bytes()))
		.with_context(|| format!("cannot write {}", config.display()))?;

	let config = config.display();
	let owner = owner.as_ref().map_or("1. Fill in `owner`: the account that carries the bonds and is paid.", |_| {
		"1. Look through the configuration; every line of it is explained there."
	});
	Ok(format!(
		"Wrote {config} and {key}. The worker's account is\n    {worker}\n\n\
		{owner}\n\
		2. Send that account a few PZA for its deposit and fees: piazza --node {node} transfer {worker} 10\n\
		3. piazza-worker check --config {config}\n\
		4. piazza-worker run --config {config}, and approve it when it asks for that.",
		key = name.display()
	))
}

fn fresh_seed() -> String {
	let mut seed = [0; 32];
	OsRng.fill_bytes(&mut seed);
	format!("0x{}", hex::encode(seed))
}

fn text(node: &str, owner: Option<&AccountId>, key_file: &str) -> String {
	let owner = owner.map(ToString::to_string).unwrap_or_default();
	format!(
		r#"# Configuration of a Piazza worker. Paths start at the folder of this file.

# The node it talks to. Best one of your own.
node = "{node}"

# The account that owns the worker: it carries the bonds of its jobs and is paid for them. SS58 address.
# Its key is not needed here, and should not be on this machine.
owner = "{owner}"

# The worker's own key: a file with a secret URI that only you can read. It signs claims, commitments and outputs; keep
# no more money on it than its deposit and fees.
key_file = "{key_file}"

# Journal, inputs and outputs. The journal holds the salts of answers that are not shown yet: losing it can cost bonds.
data_dir = "data"

[blobs]
# Outputs are served here until tenants have fetched them.
listen = "127.0.0.1:9956"
# How others reach it, if that differs from `listen`:
# public_url = "http://worker.example.org:9956"
# Whether programs and inputs may be files of this machine. For development only.
files = false

[limits]
# What one run of a program may use. A program that needs more gives no answer here.
fuel = 10_000_000_000
memory_mib = 256
input_bytes = 16_777_216
output_bytes = 16_777_216
module_bytes = 8_388_608

[compute]
# What does the tensor operations of programs; the answers are the same.
#   "auto"  a GPU where there is one that works, else the processor
#   "gpu"   a GPU, without which the worker does not start
#   "cpu"   the processor
backend = "auto"

[claims]
# Program ids to run; empty for all.
programs = []
# Least pay of a seat, in PZA. Jobs paid in other assets are taken only when it is "0".
min_seat_pay = "0"
# Greatest bond of a seat, in PZA.
max_bond = "100"
# Most jobs at a time.
max_jobs = 4
# Run each job before claiming it, so that no bond is put on a program that gives no answer.
rehearse = true

[leasing]
# Renting out the whole machine by the block. Whether to bid for tenants' orders. Read again when this file changes.
enabled = false
# Say by itself that a machine which was found missing is back; until then it costs more and more.
restore = true
# Most bids that wait at a time; each holds a deposit on the owner.
max_bids = 4
# What to ask for, one section for each class, number of GPUs and asset:
# [[leasing.price]]
# class = 1                     # of hardware
# gpus = 1                      # for orders of at most so many
# rate = "0.5"                  # price of a block, the protocol fee included, in PZA
# asset = "PZA"                 # or the number of an asset: then `rate` is in its smallest unit
# min_duration = 600            # blocks; twenty are a minute
# max_duration = 864_000        # extensions included
# max_reclaim_window = 28_800   # longest notice that a tenant may ask for
# What gives the tenant its access: a program that runs as long as a lease, under the worker's own user. No shell.
# [leasing.process]
# command = ["/usr/local/bin/serve-tenant", "--lease", "{{lease}}", "--tenant", "{{tenant}}"]
# memory_mib = 4096             # most memory that each of its processes may write to
# max_seconds = 86_400          # longest time that it runs
# grace_seconds = 30            # for it to end when it is told to

[attestation]
# What shows the chain which machine this is:
#   "none"      nothing; the owner's word alone
#   "auto"      the processor (Intel TDX, AMD SEV-SNP) and the NVIDIA GPUs; `piazza-worker attest` says what they give.
#               `run` hands it in when it registers and whenever it renews, and has to be root for that
#   "software"  software that proves nothing, for development chains
source = "none"
# AMD SEV-SNP: files with the certificates of the key that signs reports and of its issuer, in DER or PEM. Only where
# the host does not hand them over.
# vcek = "vcek.der"
# ask = "ask.pem"
# Software: a name that no other worker has, and the SHA-384 of what is said to run.
# device = "worker-1"
# measurement = "0x…"

# Selling calls: over HTTP, each paid by the voucher of a channel before it is answered; docs/agents.md says how. The
# worker's account pays the fees of redeeming them, and its owner must be a provider with stake.
# [gateway]
# module = "program.wasm"       # the program, registered on the chain
# listen = "127.0.0.1:9958"
# public_url = "https://worker.example.org/"
# price = "0.001"               # of a call, in PZA
# asset = "PZA"                 # or the number of an asset: then prices are in its smallest unit
# redeem_at = "10"              # redeem a channel's vouchers when they come to so much
# forgo_below = "0.1"           # and do not redeem the rest when it is less: fee and bond cost more

# Scoring data that contributors bring into pools, for workers whose evidence measured the program that a pool names.
# Contributors post it to `listen`; docs/data.md says how.
# [scoring]
# module = "scoring.wasm"       # the program; the image that is measured has to hold it, and this file
# listen = "127.0.0.1:9957"
# valid = 600                   # for how many blocks a score counts; an hour's at the most
"#
	)
}
