//! Having a worker score data.

use super::{data::write_json, find};
use crate::{
	context::{read, Context},
	money::share,
	report::Report,
	time::length,
};
use anyhow::{bail, Result};
use clap::Args;
use piazza_client::{
	keys,
	pools::{PoolId, Scoring, Statement},
	scorer,
	workers::Worker,
	AccountId,
};
use serde_json::json;
use std::path::PathBuf;

/// Have an attested worker say how good your data is; what it signs goes with the data when you bring it
#[derive(Args)]
pub(crate) struct Ask {
	/// The pool
	pool: PoolId,
	/// The data, as it will be brought
	#[arg(long, value_name = "FILE")]
	file: PathBuf,
	/// Address of the worker's scorer
	#[arg(long, value_name = "URL")]
	scorer: String,
	/// Who brings it [default: the account of the key given]
	#[arg(long, value_name = "ACCOUNT", value_parser = keys::parse_account)]
	contributor: Option<AccountId>,
	/// Where to write what the worker signed
	#[arg(long, value_name = "FILE")]
	proof: PathBuf,
}

impl Ask {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		let Self { pool, file, scorer, contributor, proof } = self;
		let contributor = context.account_or_own(contributor)?;
		let data = read(&file)?;
		let chain = context.chain().await?;
		let block = chain.head().await?;
		let scoring = find(&block, pool).await?.terms.scoring;
		let statement = scorer::ask(&scorer, chain.genesis(), pool, contributor, data).await?;
		ensure_believed(&scoring, &statement, block.worker(statement.worker).await?.as_ref())?;
		write_json(&proof, &json!(statement))?;
		let text = format!(
			"{} signed that {:?} has {} of the full score; wrote {}. Before block {}, {} from now, it is brought with \
			 `piazza pool contribute {pool} --file {} --proof {}`.",
			statement.worker,
			statement.content,
			share(statement.score),
			proof.display(),
			statement.expires,
			length(statement.expires.saturating_sub(block.number())),
			file.display(),
			proof.display()
		);
		Ok(Report::new(json!(statement), text))
	}
}

/// Fails unless the chain would believe the worker that signed.
fn ensure_believed(scoring: &Scoring, statement: &Statement, worker: Option<&Worker>) -> Result<()> {
	let Scoring::Enclave { program, min_tier } = scoring else {
		bail!("pool {} takes no worker's word: `piazza pool show {0}` says what it wants", statement.pool)
	};
	let known = worker.filter(|worker| worker.active);
	let measured = known.and_then(|worker| worker.hardware.as_ref()?.program);
	match known {
		None => bail!("the scorer signs as {}, which is no active worker of this chain", statement.worker),
		Some(worker) if worker.tier < *min_tier => {
			bail!("pool {} wants a worker of {min_tier}; {} is of {}", statement.pool, statement.worker, worker.tier)
		}
		_ if measured != Some(*program) => {
			bail!("{} runs another program than the {program:?} of pool {}", statement.worker, statement.pool)
		}
		_ => Ok(()),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use piazza_client::{pools::Answers, workers::Hardware, Permill, Tier, H256};

	const PROGRAM: H256 = H256([3; 32]);

	fn worker(active: bool, tier: Tier, program: H256) -> Worker {
		let hardware =
			Hardware { at_block: 1, program: Some(program), class: None, gpus: 0, valid_until: 0, generation: 0 };
		let account = AccountId::from([5; 32]);
		let (owner, hardware) = (account, Some(hardware));
		Worker { account, owner, tier, approved: true, verified_at: 1, expires_at: 9, active, hardware, revoked: false }
	}

	#[test]
	fn statement_is_refused_when_the_chain_would_not_believe_the_worker() {
		let key = keys::from_uri("//Alice").unwrap();
		let content = H256::repeat_byte(7);
		let statement = Statement::sign(&key, H256::zero(), 4, AccountId::from([2; 32]), content, Permill(1), 9);
		let scoring = Scoring::Enclave { program: PROGRAM, min_tier: Tier::ConfidentialCpu };
		let told = |worker: Option<&Worker>| match ensure_believed(&scoring, &statement, worker) {
			Ok(()) => "fine".into(),
			Err(error) => error.to_string(),
		};
		assert_eq!(told(Some(&worker(true, Tier::ConfidentialCpu, PROGRAM))), "fine");
		assert!(told(None).contains("no active worker"));
		assert!(told(Some(&worker(false, Tier::ConfidentialCpu, PROGRAM))).contains("no active worker"));
		assert!(told(Some(&worker(true, Tier::Declared, PROGRAM))).contains("wants a worker of"));
		assert!(told(Some(&worker(true, Tier::ConfidentialCpu, H256::zero()))).contains("another program"));
		let web = Scoring::Web { provider: H256::zero(), answers: Answers::One };
		assert!(ensure_believed(&web, &statement, None).unwrap_err().to_string().contains("no worker's word"));
	}
}
