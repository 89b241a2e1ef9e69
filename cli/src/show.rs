//! Jobs as they are shown.

use crate::{money::show, report::table};
use anyhow::{Context, Result};
use piazza_client::{
	api,
	chain::Block,
	jobs::{Claim, Job, Outcome, Progress, Seat, Stage, Verdict},
	programs::ProgramKind,
	Balance, Content, JobId, H256,
};
use serde_json::{json, Value};

/// A job with its claims and seats at one block.
pub(crate) struct View {
	pub(crate) id: JobId,
	pub(crate) block: u32,
	pub(crate) job: Job,
	pub(crate) claims: Vec<Claim>,
	pub(crate) seats: Vec<Seat>,
	/// With an evaluator, what was delivered; its hint is known only as long as nobody judged it.
	pub(crate) delivered: Option<Content>,
	/// With an evaluator, what a completed job paid; known only from the block that completed it.
	completed: Option<Completed>,
}

struct Completed {
	provider: Balance,
	evaluator: Balance,
	protocol: Balance,
}

/// Where a job's money went, in its asset and, for bonds, in native money.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct Settlement {
	/// To providers and evaluator.
	pub(crate) paid: Balance,
	/// To the protocol.
	pub(crate) fees: Balance,
	/// Back to the tenant.
	pub(crate) refunded: Balance,
	/// Lost bonds that went to the tenant.
	pub(crate) bonds: Balance,
}

impl View {
	/// The job as it stands at `block`.
	pub(crate) async fn read(block: &Block, id: JobId) -> Result<Self> {
		let job = block.job(id).await?.with_context(|| {
			format!("there is no job {id}: it was never submitted, or its record was removed. `piazza job list` shows those there are")
		})?;
		let (claims, seats) = (block.claims(id).await?, block.seats(id).await?);
		let completed = match (&job.stage, &job.policy.evaluator) {
			(Stage::Final { .. }, Some(_)) => completed(block, id).await?,
			_ => None,
		};
		let delivered = match &job.stage {
			Stage::Delivered { output, .. } => Some(output.clone()),
			_ => None,
		};
		Ok(Self { id, block: block.number(), job, claims, seats, delivered, completed })
	}

	/// Where its money went, when that is decided and known.
	pub(crate) fn settlement(&self) -> Option<Settlement> {
		let reward = self.job.reward;
		match (&self.job.stage, &self.completed) {
			(Stage::Final { .. }, Some(Completed { provider, evaluator, protocol })) => {
				Some(Settlement { paid: provider.saturating_add(*evaluator), fees: *protocol, refunded: 0, bonds: 0 })
			}
			(Stage::Final { .. }, None) if self.job.policy.evaluator.is_some() => None,
			(Stage::Final { .. }, None) => Some(settlement(reward, self.job.seat_pay(), &self.seats)),
			// Before a budget was funded there was nothing to give back.
			(Stage::Failed { .. }, _) if self.job.escrow.is_none() => Some(settlement(0, 0, &self.seats)),
			(Stage::Failed { .. }, _) => Some(settlement(reward, 0, &self.seats)),
			_ => None,
		}
	}

	/// Hash of the accepted output.
	pub(crate) fn output(&self) -> Option<H256> {
		match self.job.stage {
			Stage::Final { output } => Some(output),
			_ => None,
		}
	}

	/// What happens next, and in how many blocks.
	pub(crate) fn headline(&self) -> String {
		let now = self.block;
		let left = |to: u32| match to.saturating_sub(now) {
			1 => "1 block".to_string(),
			blocks => format!("{blocks} blocks"),
		};
		let replicas = self.job.policy.replicas;
		let count = |wanted: fn(&Progress) -> bool| self.seats.iter().filter(|seat| wanted(&seat.progress)).count();
		match &self.job.stage {
			Stage::Negotiating { provider: None } => "negotiating: no provider is named yet".into(),
			Stage::Negotiating { provider: Some(_) } => {
				format!("negotiating: the budget is {}", show(self.job.asset, self.job.reward))
			}
			Stage::Open { claims } => {
				format!("open: {} claims for {replicas} seats, {} left", self.claims.len(), left(claims.to))
			}
			Stage::Assigned { commits } if self.is_proven() => {
				format!("assigned: the worker proves its answer, {} left", left(commits.to))
			}
			Stage::Assigned { commits } => {
				let committed = count(|progress| !matches!(progress, Progress::Assigned));
				format!("assigned: {committed} of {} seats committed, {} left", self.seats.len(), left(commits.to))
			}
			Stage::Revealing { reveals } => {
				let revealed = count(|progress| matches!(progress, Progress::Revealed { .. }));
				format!("revealing: {revealed} of {} seats revealed, {} left", self.seats.len(), left(reveals.to))
			}
			Stage::Funded { .. } => format!("funded: the provider works, {} left", left(self.job.deadline)),
			Stage::Delivered { judged_by, .. } => {
				format!("delivered: the evaluator judges, {} left", left(*judged_by))
			}
			Stage::Provisional { challenges, .. } => {
				format!("provisional: may be disputed, {} left", left(challenges.to))
			}
			Stage::Disputed { .. } => "disputed".into(),
			Stage::Final { output } => format!("final: the output is {output:?}"),
			Stage::Failed { reason } => format!("failed: {}", reason.sentence()),
		}
	}

	/// Whether its output comes with a proof.
	fn is_proven(&self) -> bool {
		self.job.program_kind == Some(ProgramKind::Circuit) && self.job.policy.evaluator.is_none()
	}

	/// For people.
	pub(crate) fn text(&self) -> String {
		let job = &self.job;
		let policy = match &job.policy.evaluator {
			Some(evaluator) => {
				format!("judged by {}, for {} of the budget", evaluator.account, crate::money::share(evaluator.fee))
			}
			None if self.is_proven() => format!("a proven answer, tier {} or stronger", job.policy.min_tier),
			None => format!(
				"{} of {} equal answers, tier {} or stronger",
				job.policy.quorum, job.policy.replicas, job.policy.min_tier
			),
		};
		let mut text = format!(
			"job       {} ({})\ntenant    {}\nprogram   {}\ninput     {:?}\n          {}\nreward    {}\npolicy    {policy}\n\
			 submitted block {}, deadline block {}\n",
			self.id,
			self.headline(),
			job.tenant,
			job.program.map_or_else(|| "none".into(), |program| format!("{program:?}")),
			job.input.hash,
			job.input.uri,
			show(job.asset, job.reward),
			job.submitted_at,
			job.deadline,
		);
		if !self.seats.is_empty() {
			text += &format!("\n{}", self.seat_table());
		}
		if let Some(settlement) = self.settlement() {
			text += &format!("\n{}", self.settlement_text(&settlement));
		}
		text
	}

	/// Each seat, and what came of it.
	pub(crate) fn seat_table(&self) -> String {
		let native = piazza_client::Asset::Native;
		let rows: Vec<_> = self
			.seats
			.iter()
			.map(|seat| {
				let outcome = seat.outcome.as_ref();
				let money = |asset, amount: fn(&Outcome) -> Balance| {
					outcome.map_or_else(|| "-".into(), |outcome| show(asset, amount(outcome)))
				};
				[
					seat.worker.to_string(),
					answer(&seat.progress),
					outcome.map_or("-", |outcome| verdict(outcome.verdict)).into(),
					money(self.job.asset, |outcome| outcome.paid),
					money(native, |outcome| outcome.bond_lost),
					money(native, |outcome| outcome.bond_won),
				]
			})
			.collect();
		table(["WORKER", "ANSWER", "VERDICT", "PAID", "BOND LOST", "WON FROM BONDS"], &rows)
	}

	fn settlement_text(&self, settlement: &Settlement) -> String {
		let asset = self.job.asset;
		let mut text = format!(
			"paid {}, protocol fees {}, back to the tenant {}\n",
			show(asset, settlement.paid),
			show(asset, settlement.fees),
			show(asset, settlement.refunded)
		);
		if settlement.bonds > 0 {
			text += &format!("from lost bonds to the tenant {}\n", crate::money::pza(settlement.bonds));
		}
		text
	}

	/// For programs.
	pub(crate) fn json(&self) -> Value {
		let job = &self.job;
		let claims: Vec<_> = self
			.claims
			.iter()
			.map(|claim| json!({ "worker": claim.worker, "provider": claim.provider, "bond": claim.bond.to_string() }))
			.collect();
		json!({
			"job": self.id,
			"block": self.block,
			"tenant": job.tenant,
			"program": job.program,
			"program_kind": job.program_kind,
			"input": job.input,
			"asset": job.asset,
			"reward": job.reward.to_string(),
			"policy": {
				"replicas": job.policy.replicas,
				"quorum": job.policy.quorum,
				"min_tier": job.policy.min_tier,
				"bond": job.policy.bond.to_string(),
				"evaluator": job.policy.evaluator,
			},
			"submitted_at": job.submitted_at,
			"deadline": job.deadline,
			"escrow": job.escrow,
			"stage": job.stage.name(),
			"detail": job.stage,
			"output": self.output(),
			"claims": claims,
			"seats": self.seats.iter().map(seat_json).collect::<Vec<_>>(),
			"settlement": self.settlement().map(|settlement| json!({
				"paid": settlement.paid.to_string(),
				"fees": settlement.fees.to_string(),
				"refunded": settlement.refunded.to_string(),
				"bonds_to_tenant": settlement.bonds.to_string(),
			})),
		})
	}
}

/// Where `reward` and bonds went, by the rules of quorum jobs: each paid seat costs `seat_pay`, of which the protocol
/// keeps what its provider did not get; the rest goes back, and so do lost bonds that no other seat won.
fn settlement(reward: Balance, seat_pay: Balance, seats: &[Seat]) -> Settlement {
	let outcomes = || seats.iter().filter_map(|seat| seat.outcome.as_ref());
	let sum = |amount: fn(&Outcome) -> Balance| outcomes().map(amount).fold(0, Balance::saturating_add);
	let winners = outcomes().filter(|outcome| outcome.verdict == Verdict::Paid).count();
	let gross = (0..winners).fold(0, |sum: Balance, _| sum.saturating_add(seat_pay));
	let paid = sum(|outcome| outcome.paid);
	Settlement {
		paid,
		fees: gross.saturating_sub(paid),
		refunded: reward.saturating_sub(gross),
		bonds: sum(|outcome| outcome.bond_lost).saturating_sub(sum(|outcome| outcome.bond_won)),
	}
}

async fn completed(block: &Block, id: JobId) -> Result<Option<Completed>> {
	let events = block.events().await?;
	let found = events.find::<api::jobs::events::Completed>().filter_map(Result::ok).find(|event| event.job == id);
	Ok(found.map(|event| Completed {
		provider: event.paid,
		evaluator: event.evaluator_fee,
		protocol: event.protocol_fee,
	}))
}

fn seat_json(seat: &Seat) -> Value {
	let (progress, output) = match &seat.progress {
		Progress::Assigned => ("assigned", None),
		Progress::Committed { .. } => ("committed", None),
		Progress::Revealed { output } => ("revealed", Some(output)),
	};
	json!({
		"worker": seat.worker,
		"provider": seat.provider,
		"bond": seat.bond.to_string(),
		"progress": progress,
		"output": output,
		"outcome": seat.outcome.map(|outcome| json!({
			"verdict": verdict(outcome.verdict),
			"paid": outcome.paid.to_string(),
			"bond_lost": outcome.bond_lost.to_string(),
			"bond_won": outcome.bond_won.to_string(),
		})),
	})
}

/// The beginning of a seat's answer: enough to see which are equal.
pub(crate) fn answer(progress: &Progress) -> String {
	match progress {
		Progress::Assigned => "none yet".into(),
		Progress::Committed { .. } => "committed".into(),
		Progress::Revealed { output } => format!("{}…", hex::encode(&output.hash.as_bytes()[..6])),
	}
}

fn verdict(verdict: Verdict) -> &'static str {
	match verdict {
		Verdict::Paid => "paid",
		Verdict::Outvoted => "outvoted",
		Verdict::Silent => "silent",
		Verdict::Undecided => "undecided",
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use piazza_client::AccountId;

	fn seat(verdict: Verdict, paid: Balance, bond_lost: Balance, bond_won: Balance) -> Seat {
		Seat {
			worker: AccountId::from([1; 32]),
			provider: AccountId::from([2; 32]),
			bond: 10,
			progress: Progress::Assigned,
			outcome: Some(Outcome { verdict, paid, bond_lost, bond_won }),
		}
	}

	#[test]
	fn settlement_adds_up_when_one_of_three_is_outvoted() {
		// 300 for three seats, fee 2 %: two are paid 98, 4 go to the protocol, 100 go back; 11 of bonds leave 1 over.
		let seats = [seat(Verdict::Paid, 98, 0, 5), seat(Verdict::Paid, 98, 0, 5), seat(Verdict::Outvoted, 0, 11, 0)];
		let found = settlement(300, 100, &seats);
		assert_eq!(found, Settlement { paid: 196, fees: 4, refunded: 100, bonds: 1 });
		assert_eq!(found.paid + found.fees + found.refunded, 300);
	}

	#[test]
	fn settlement_gives_all_back_when_the_job_failed() {
		let seats = [seat(Verdict::Undecided, 0, 0, 0), seat(Verdict::Silent, 0, 10, 0)];
		assert_eq!(settlement(300, 0, &seats), Settlement { paid: 0, fees: 0, refunded: 300, bonds: 10 });
	}
}
