//! Jobs: what a block knows of them, and the calls that change them.

use crate::{
	api, blake2_256,
	chain::{Block, Error},
	leases::LeaseId,
	programs::ProgramKind,
	submit::{Call, Receipt},
	AccountId, Asset, Balance, BlockNumber, Content, JobId, Permill, ProgramId, Tier, Window, H256,
};
use api::runtime_types::bounded_collections::bounded_vec::BoundedVec;
use codec::Encode;
use serde::{Deserialize, Serialize};
use subxt::ext::{scale_decode::DecodeAsType, scale_encode::EncodeAsType};

/// How a result is accepted.
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Policy {
	/// How many workers do the job: 1 to 7.
	pub replicas: u8,
	/// How many of them must give the same output: 1 to `replicas`.
	pub quorum: u8,
	/// Weakest tier of a worker that may claim.
	pub min_tier: Tier,
	/// Least reputation of the provider of a worker that may claim. `None` with an evaluator.
	pub min_score: Option<MinScore>,
	/// The tenant's lease, whose machine alone may claim. `None` with an evaluator.
	pub lease: Option<LeaseId>,
	/// Native money that each seat's provider stands to lose. 0 with an evaluator.
	pub bond: Balance,
	/// Who judges the output instead of a quorum.
	pub evaluator: Option<Evaluator>,
	/// Number of blocks in which an output that has its quorum may be disputed before it is paid for; 0 for none.
	pub challenge_window: BlockNumber,
}

/// What is asked of somebody's reputation.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct MinScore {
	/// Least score.
	pub value: Permill,
	/// Least value of the settled work that it is known from, in native money.
	pub sample: Balance,
}

/// Who judges the output of a job that one named provider does, and for what.
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Evaluator {
	/// The judge.
	pub account: AccountId,
	/// Share of the budget that the judge is paid when the job is completed.
	pub fee: Permill,
}

/// Where a job stands.
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Stage {
	/// With an evaluator: tenant and provider agree on the budget.
	Negotiating {
		/// Who will do the job, once the tenant has said so.
		provider: Option<AccountId>,
	},
	/// Workers claim seats.
	Open {
		/// When they may.
		claims: Window,
	},
	/// Seated workers commit to an output. Where a proof is asked for, the only one proves its output.
	Assigned {
		/// When they may.
		commits: Window,
	},
	/// Those who committed show their outputs.
	Revealing {
		/// When they may.
		reveals: Window,
	},
	/// With an evaluator: the budget is held and the provider works.
	Funded {
		/// Who does the job.
		provider: AccountId,
	},
	/// With an evaluator: the output waits for a judgement.
	Delivered {
		/// Who did the job.
		provider: AccountId,
		/// What the provider delivered.
		output: Content,
		/// First block at which it is too late to judge.
		judged_by: BlockNumber,
	},
	/// An output has its quorum, and may still be disputed.
	Provisional {
		/// The output.
		output: H256,
		/// When it may be disputed.
		challenges: Window,
		/// The era in which it was given.
		era: u32,
	},
	/// The output that has its quorum is disputed: a panel judges.
	Disputed {
		/// The output.
		output: H256,
	},
	/// Accepted and paid.
	Final {
		/// Hash of the accepted output.
		output: H256,
	},
	/// Not accepted, refunded.
	Failed {
		/// Why.
		reason: Failure,
	},
}

impl Stage {
	/// Whether nothing changes any more.
	pub fn is_terminal(&self) -> bool {
		matches!(self, Self::Final { .. } | Self::Failed { .. })
	}

	/// Its name.
	pub fn name(&self) -> &'static str {
		match self {
			Self::Negotiating { .. } => "negotiating",
			Self::Open { .. } => "open",
			Self::Assigned { .. } => "assigned",
			Self::Revealing { .. } => "revealing",
			Self::Funded { .. } => "funded",
			Self::Delivered { .. } => "delivered",
			Self::Provisional { .. } => "provisional",
			Self::Disputed { .. } => "disputed",
			Self::Final { .. } => "final",
			Self::Failed { .. } => "failed",
		}
	}
}

/// Why a job failed.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Failure {
	/// Fewer workers claimed a seat than the quorum needs.
	NotEnoughClaims,
	/// No output was shown by as many workers as the quorum needs.
	NoQuorum,
	/// The tenant took the job back before anybody worked on it.
	Cancelled,
	/// The evaluator said no.
	Rejected,
	/// The time for negotiating, delivering or judging ran out.
	Expired,
	/// The output was disputed, and the panel got neither it nor the disputer's.
	Disproved,
}

impl Failure {
	/// The reason as a sentence for people.
	pub fn sentence(&self) -> &'static str {
		match self {
			Self::NotEnoughClaims => "fewer workers claimed a seat than the quorum needs",
			Self::NoQuorum => "no output was shown by as many workers as the quorum needs",
			Self::Cancelled => "the tenant took the job back before anybody worked on it",
			Self::Rejected => "the evaluator said no",
			Self::Expired => "the time for negotiating, delivering or judging ran out",
			Self::Disproved => "the output was disputed, and the panel got another one than anybody gave",
		}
	}
}

/// One job.
#[derive(Clone, Debug, DecodeAsType, Deserialize, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Job {
	/// Who wants it done and pays for it.
	pub tenant: AccountId,
	/// What is to be run; optional with an evaluator only.
	pub program: Option<ProgramId>,
	/// The program's kind when the job was submitted.
	pub program_kind: Option<ProgramKind>,
	/// What it is to be run on.
	pub input: Content,
	/// What is paid in.
	pub asset: Asset,
	/// What is paid for the whole job; with an evaluator the budget, 0 as long as none is agreed on.
	pub reward: Balance,
	/// How a result is accepted.
	pub policy: Policy,
	/// First block at which it is too late to reveal or deliver an output.
	pub deadline: BlockNumber,
	/// Block of submission.
	pub submitted_at: BlockNumber,
	/// Where the money waits or waited; `None` as long as no money was held.
	pub escrow: Option<u64>,
	/// Where the job stands.
	pub stage: Stage,
}

impl Job {
	/// What a seat earns before fees.
	pub fn seat_pay(&self) -> Balance {
		self.reward.checked_div(self.policy.replicas.into()).unwrap_or(0)
	}
}

/// A worker that would like to do a job.
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Claim {
	/// The worker.
	pub worker: AccountId,
	/// Its owner, who carries the bond and is paid.
	pub provider: AccountId,
	/// Native money held on the provider.
	pub bond: Balance,
}

/// A worker that does a job.
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Seat {
	/// The worker.
	pub worker: AccountId,
	/// Its owner, who carries the bond and is paid.
	pub provider: AccountId,
	/// Native money held on the provider until the seat is settled.
	pub bond: Balance,
	/// How far the worker came.
	pub progress: Progress,
	/// How the seat was settled; `None` until then.
	pub outcome: Option<Outcome>,
}

/// How far a seated worker came.
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Progress {
	/// It has a seat.
	Assigned,
	/// It is bound to an output that nobody else knows yet.
	Committed {
		/// Hash that binds it, see [`commitment`].
		commitment: H256,
	},
	/// It has shown its output: the one it committed to, or one with a proof.
	Revealed {
		/// The output.
		output: Content,
	},
}

/// How a seat was settled.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Outcome {
	/// What was found.
	pub verdict: Verdict,
	/// Paid to the provider in the job's asset, after the protocol fee.
	pub paid: Balance,
	/// Native money that the provider lost of its bond.
	pub bond_lost: Balance,
	/// Native money that the provider got out of the bonds others lost.
	pub bond_won: Balance,
}

/// What was found about a seat.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Verdict {
	/// It gave the accepted output.
	Paid,
	/// It gave another output than the accepted one.
	Outvoted,
	/// It gave no output in time.
	Silent,
	/// It gave an output, but none was accepted.
	Undecided,
}

/// Somebody says that an output that has its quorum is wrong.
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Dispute {
	/// Who says so.
	pub disputer: AccountId,
	/// What it says is right.
	pub output: Content,
	/// Native money held on the disputer until there is a verdict.
	pub bond: Balance,
	/// The panel that judges.
	pub panel: u64,
	/// Era in which the disputed output was given.
	pub era: u32,
	/// What the panel found; `None` until then.
	pub finding: Option<Finding>,
}

/// What a panel found.
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Finding {
	/// The hash of the output that more than half of its seats got; `None` when there is no such.
	pub answer: Option<H256>,
	/// Who got it.
	pub majority: Vec<AccountId>,
}

/// What a panel's finding means for a dispute.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Ruling {
	/// The output that has its quorum is right.
	Upheld,
	/// The disputer is right.
	Overturned,
	/// Neither is: the panel got another one.
	Neither,
	/// The panel came to no verdict.
	Undecided,
}

/// What a tenant asks for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Submission {
	/// What is to be run; optional with an evaluator only.
	pub program: Option<ProgramId>,
	/// What it is to be run on.
	pub input: Content,
	/// What is paid in.
	pub asset: Asset,
	/// What is paid for the whole job.
	pub reward: Balance,
	/// How a result is accepted.
	pub policy: Policy,
	/// First block at which it is too late to give an output.
	pub deadline: BlockNumber,
}

/// The periods that jobs are made of, in blocks.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Timing {
	/// How long seats may be claimed when they are drawn by lot.
	pub claims: BlockNumber,
	/// Least time there is to do the work.
	pub work: BlockNumber,
	/// Least time there is to show outputs.
	pub reveals: BlockNumber,
	/// Longest time from submission to deadline.
	pub longest: BlockNumber,
}

/// What is hashed before everything else in [`commitment`].
pub const COMMITMENT_DOMAIN: [u8; 21] = *b"piazza/jobs/commit/v1";

/// The hash by which `worker` commits to an output of a job.
pub fn commitment(job: JobId, worker: &AccountId, output_hash: &H256, salt: &[u8; 32]) -> H256 {
	blake2_256(&(COMMITMENT_DOMAIN, job, worker, output_hash, salt).encode())
}

/// Submits a job. [`submitted`] tells its number afterwards.
pub fn submit(job: Submission) -> Call {
	let Submission { program, input, asset, reward, policy, deadline } = job;
	Call::new(api::tx().jobs().submit(program, input, reward, asset, policy, deadline))
}

/// The number of the job that a [`submit`] call made.
pub fn submitted(receipt: &Receipt) -> Result<JobId, Error> {
	receipt.event::<api::jobs::events::JobSubmitted>().map(|event| event.job)
}

/// Claims a seat, signed by a worker.
pub fn claim(job: JobId) -> Call {
	Call::new(api::tx().jobs().claim(job))
}

/// Commits the worker that signs this to an output; see [`commitment`].
pub fn commit(job: JobId, commitment: H256) -> Call {
	Call::new(api::tx().jobs().commit(job, commitment))
}

/// Shows the output the worker that signs this committed to.
pub fn reveal(job: JobId, output: Content, salt: [u8; 32]) -> Call {
	Call::new(api::tx().jobs().reveal(job, output, salt))
}

/// Hands in an output with its proof, signed by the seated worker. It is for jobs whose program is a circuit; what has to
/// be proven tells [`Block::statement`].
pub fn prove(job: JobId, output: Content, proof: Vec<u8>) -> Call {
	Call::new(api::tx().jobs().prove(job, output, BoundedVec(proof)))
}

/// Takes a job back, signed by its tenant.
pub fn cancel(job: JobId) -> Call {
	Call::new(api::tx().jobs().cancel(job))
}

/// Removes the record of a finished job, signed by its tenant.
pub fn remove(job: JobId) -> Call {
	Call::new(api::tx().jobs().remove(job))
}

/// Names the provider of a job with an evaluator, signed by its tenant.
pub fn set_provider(job: JobId, provider: AccountId) -> Call {
	Call::new(api::tx().jobs().set_provider(job, provider))
}

/// Proposes the budget of a job with an evaluator, signed by its tenant or provider.
pub fn set_budget(job: JobId, asset: Asset, amount: Balance) -> Call {
	Call::new(api::tx().jobs().set_budget(job, asset, amount))
}

/// Puts the budget of a job with an evaluator aside, signed by its tenant.
pub fn fund(job: JobId, asset: Asset, expected_budget: Balance) -> Call {
	Call::new(api::tx().jobs().fund(job, asset, expected_budget))
}

/// Delivers the output of a funded job, signed by its provider.
pub fn deliver(job: JobId, output: Content) -> Call {
	Call::new(api::tx().jobs().deliver(job, output))
}

/// Accepts what was delivered, signed by the evaluator. `reason` is the hash of the evaluator's reasons.
pub fn complete(job: JobId, reason: H256) -> Call {
	Call::new(api::tx().jobs().complete(job, reason))
}

/// Refuses what was delivered or funded, signed by the evaluator. `reason` is the hash of the evaluator's reasons.
pub fn reject(job: JobId, reason: H256) -> Call {
	Call::new(api::tx().jobs().reject(job, reason))
}

/// Says that an output that has its quorum is wrong and what is right, signed by anybody who did not give it.
/// [`disputed`] tells which panel judges.
pub fn dispute(job: JobId, output: Content) -> Call {
	Call::new(api::tx().jobs().dispute(job, output))
}

/// The panel that judges after a [`dispute`] call, and the bond that is held on the disputer.
pub fn disputed(receipt: &Receipt) -> Result<(u64, Balance), Error> {
	receipt.event::<api::jobs::events::Disputed>().map(|event| (event.panel, event.bond))
}

impl Block {
	/// The job of this number; `None` when it was never submitted or was removed.
	pub async fn job(&self, id: JobId) -> Result<Option<Job>, Error> {
		self.get(api::storage().jobs().jobs(), (id,)).await
	}

	/// All jobs that have a record, by number.
	pub async fn jobs(&self) -> Result<Vec<(JobId, Job)>, Error> {
		let mut jobs = self.all(api::storage().jobs().jobs(), |(id,)| id).await?;
		jobs.sort_by_key(|(id, _)| *id);
		Ok(jobs)
	}

	/// The jobs whose seats are being claimed, by number.
	pub async fn open_jobs(&self) -> Result<Vec<(JobId, Job)>, Error> {
		let mut jobs = self.jobs().await?;
		jobs.retain(|(_, job)| matches!(job.stage, Stage::Open { .. }));
		Ok(jobs)
	}

	/// The claims to a job that wait for the draw of its seats.
	pub async fn claims(&self, id: JobId) -> Result<Vec<Claim>, Error> {
		Ok(self.get(api::storage().jobs().claims(), (id,)).await?.map_or_else(Vec::new, |claims| claims.0))
	}

	/// The seats of a job, in the order in which they were drawn.
	pub async fn seats(&self, id: JobId) -> Result<Vec<Seat>, Error> {
		Ok(self.get(api::storage().jobs().seats(), (id,)).await?.map_or_else(Vec::new, |seats| seats.0))
	}

	/// The dispute about a job, until it is settled.
	pub async fn dispute_of(&self, id: JobId) -> Result<Option<Dispute>, Error> {
		self.ask(api::view_functions().jobs().dispute_of(id)).await
	}

	/// Native money that is held on whoever disputes an output: as much is the least bond of a job with a challenge
	/// window.
	pub fn dispute_bond(&self) -> Result<Balance, Error> {
		self.constant(api::constants().jobs().dispute_bond())
	}

	/// For how many blocks an output may be disputed at the most.
	pub fn longest_challenge_window(&self) -> Result<BlockNumber, Error> {
		self.constant(api::constants().jobs().max_challenge_window())
	}

	/// What `worker` has to prove of an output of this job: the bytes that programs of RISC Zero and SP1 write into
	/// journal or public values. `None` when there is no such job, or none whose output is proven.
	pub async fn statement(&self, id: JobId, worker: AccountId, output_hash: H256) -> Result<Option<Vec<u8>>, Error> {
		self.ask(api::view_functions().jobs().statement(id, worker, output_hash)).await
	}

	/// The same as [`Block::statement`], as the public inputs of a circuit: numbers, most significant byte first.
	pub async fn public_inputs(
		&self,
		id: JobId,
		worker: AccountId,
		output_hash: H256,
	) -> Result<Option<Vec<[u8; 32]>>, Error> {
		self.ask(api::view_functions().jobs().public_inputs(id, worker, output_hash)).await
	}

	/// The periods that jobs are made of.
	pub fn timing(&self) -> Result<Timing, Error> {
		let constants = api::constants().jobs();
		Ok(Timing {
			claims: self.constant(constants.claim_period())?,
			work: self.constant(constants.min_work_period())?,
			reveals: self.constant(constants.reveal_period())?,
			longest: self.constant(constants.max_duration())?,
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn commitment_is_the_one_the_chain_computes() {
		let worker = AccountId::from([2; 32]);
		let hash = commitment(7, &worker, &H256::repeat_byte(3), &[4; 32]);
		// The same bytes, put together by hand: domain, number (little endian), worker, output, salt.
		let mut bytes = b"piazza/jobs/commit/v1".to_vec();
		bytes.extend([7, 0, 0, 0, 0, 0, 0, 0]);
		bytes.extend([2; 32]);
		bytes.extend([3; 32]);
		bytes.extend([4; 32]);
		assert_eq!(bytes.len(), 21 + 8 + 3 * 32);
		assert_eq!(hash, blake2_256(&bytes));
		assert_eq!(hex::encode(hash), "359c6a899f899fe0dcc0b6469eb1dfe16e05e8adc0039b7db90fa97adac70883");
	}

	#[test]
	fn commitment_differs_when_anything_in_it_differs() {
		let (worker, output, salt) = (AccountId::from([2; 32]), H256::repeat_byte(3), [4; 32]);
		let hash = commitment(7, &worker, &output, &salt);
		assert_ne!(hash, commitment(8, &worker, &output, &salt));
		assert_ne!(hash, commitment(7, &AccountId::from([3; 32]), &output, &salt));
		assert_ne!(hash, commitment(7, &worker, &H256::repeat_byte(4), &salt));
		assert_ne!(hash, commitment(7, &worker, &output, &[5; 32]));
	}
}
