//! Jobs as they are shown.

use crate::{money::show, report::table, time::length};
use anyhow::{Context, Result};
use piazza_client::{
	api,
	chain::Block,
	jobs::{Claim, Dispute, Job, Outcome, Progress, Ruling, Seat, Stage, Verdict},
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
	/// What the provider of a job with an evaluator delivered, or what a disputer says is right; its hint is known only as long
	/// as nobody judged it.
	pub(crate) delivered: Option<Content>,
	/// With an evaluator, what a completed job paid; known only from the block that completed it.
	completed: Option<Completed>,
	/// Who disputes its output, as long as a panel judges.
	pub(crate) dispute: Option<Dispute>,
	/// What came of a dispute; known only in the block that settled the job.
	settled: Settled,
}

/// What became known in a block of the dispute about a job.
enum Settled {
	/// It cannot be told: the job was not settled in this block, and may have been disputed before.
	Unknown,
	/// There was none.
	Undisputed,
	/// There was one.
	Disputed {
		ruling: Ruling,
		/// What the disputer lost of its bond.
		lost: Balance,
		/// What the disputer won of the bonds that others lost.
		bounty: Balance,
		/// What the panel had.
		fee: Balance,
	},
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
	/// Lost bonds that went to the tenant; `None` when that is not known any more, since the job may have been disputed.
	pub(crate) bonds: Option<Balance>,
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
		let dispute = match &job.stage {
			Stage::Disputed { .. } => block.dispute_of(id).await?,
			_ => None,
		};
		let delivered = match &job.stage {
			Stage::Delivered { output, .. } => Some(output.clone()),
			_ => dispute.as_ref().map(|dispute| dispute.output.clone()),
		};
		let settled = settled(block, id, &job).await?;
		Ok(Self { id, block: block.number(), job, claims, seats, delivered, completed, dispute, settled })
	}

	/// Where its money went, when that is decided and known.
	pub(crate) fn settlement(&self) -> Option<Settlement> {
		let reward = self.job.reward;
		match (&self.job.stage, &self.completed) {
			(Stage::Final { .. }, Some(Completed { provider, evaluator, protocol })) => {
				let paid = provider.saturating_add(*evaluator);
				Some(Settlement { paid, fees: *protocol, refunded: 0, bonds: Some(0) })
			}
			(Stage::Final { .. }, None) if self.job.policy.evaluator.is_some() => None,
			(Stage::Final { .. }, None) => Some(settlement(reward, self.job.seat_pay(), &self.seats, &self.settled)),
			// Before a budget was funded there was nothing to give back.
			(Stage::Failed { .. }, _) if self.job.escrow.is_none() => {
				Some(settlement(0, 0, &self.seats, &self.settled))
			}
			(Stage::Failed { .. }, _) => Some(settlement(reward, 0, &self.seats, &self.settled)),
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
				format!(
					"provisional: an output has its quorum and is paid for unless somebody who did not give it disputes it before \
					 block {}, {} left",
					challenges.to,
					left(challenges.to)
				)
			}
			Stage::Disputed { .. } => match self.dispute.as_ref().map(|dispute| (dispute.panel, &dispute.finding)) {
				Some((panel, None)) => format!("disputed: panel {panel} judges, and nothing is paid until it has"),
				Some((panel, Some(_))) => {
					format!("disputed: panel {panel} has judged, and the job is about to be settled")
				}
				None => "disputed: a panel judges, and nothing is paid until it has".into(),
			},
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
		if let Some(least) = job.policy.min_score {
			let (value, sample) = (crate::money::share(least.value), crate::money::pza(least.sample));
			text += &format!("standing  a score of {value} or more, known from {sample} or more\n");
		}
		if let Some(lease) = job.policy.lease {
			text += &format!("lease     {lease}: its machine does it, and no other\n");
		}
		text += &self.dispute_text();
		if !self.seats.is_empty() {
			text += &format!("\n{}", self.seat_table());
		}
		if let Some(settlement) = self.settlement() {
			text += &format!("\n{}", self.settlement_text(&settlement));
		}
		text
	}

	/// Who may dispute, who does, and what came of it; nothing when nobody can.
	fn dispute_text(&self) -> String {
		let pza = crate::money::pza;
		match (&self.job.stage, &self.dispute, &self.settled) {
			(Stage::Provisional { output, challenges, .. }, ..) => format!(
				"quorum    for {output:?}\n          whoever knows that it is wrong and did not give it: `piazza job dispute {}` \
				 before block {}\n",
				self.id, challenges.to
			),
			(Stage::Disputed { output }, Some(dispute), _) => format!(
				"quorum    for {output:?}\ndisputer  {}\n          says {:?}, with a bond of {}; panel {} judges\n",
				dispute.disputer,
				dispute.output.hash,
				pza(dispute.bond),
				dispute.panel
			),
			(_, _, Settled::Disputed { ruling, lost, bounty, fee }) => format!(
				"dispute   {}; the disputer lost {} and won {}, the panel had {}\n",
				ruling_text(*ruling),
				pza(*lost),
				pza(*bounty),
				pza(*fee)
			),
			(stage, ..) if self.job.policy.challenge_window > 0 && !stage.is_terminal() => {
				format!("disputes  for {} once an output has its quorum\n", length(self.job.policy.challenge_window))
			}
			_ => String::new(),
		}
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
		if let Some(bonds) = settlement.bonds.filter(|bonds| *bonds > 0) {
			text += &format!("from lost bonds to the tenant {}\n", crate::money::pza(bonds));
		}
		text
	}

	fn dispute_json(&self) -> Value {
		match (&self.dispute, &self.settled) {
			(Some(dispute), _) => json!({
				"disputer": dispute.disputer,
				"output": dispute.output,
				"bond": dispute.bond.to_string(),
				"panel": dispute.panel,
				"finding": dispute.finding,
			}),
			(None, Settled::Disputed { ruling, lost, bounty, fee }) => json!({
				"ruling": ruling,
				"bond_lost": lost.to_string(),
				"bounty": bounty.to_string(),
				"panel_fee": fee.to_string(),
			}),
			_ => Value::Null,
		}
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
				"min_score": job.policy.min_score.map(|least| json!({
					"value": least.value,
					"sample": least.sample.to_string(),
				})),
				"lease": job.policy.lease,
				"bond": job.policy.bond.to_string(),
				"evaluator": job.policy.evaluator,
				"challenge_window": job.policy.challenge_window,
			},
			"submitted_at": job.submitted_at,
			"deadline": job.deadline,
			"escrow": job.escrow,
			"stage": job.stage.name(),
			"detail": job.stage,
			"output": self.output(),
			"dispute": self.dispute_json(),
			"claims": claims,
			"seats": self.seats.iter().map(seat_json).collect::<Vec<_>>(),
			"settlement": self.settlement().map(|settlement| json!({
				"paid": settlement.paid.to_string(),
				"fees": settlement.fees.to_string(),
				"refunded": settlement.refunded.to_string(),
				"bonds_to_tenant": settlement.bonds.map(|bonds| bonds.to_string()),
			})),
		})
	}
}

/// Where `reward` and bonds went, by the rules of quorum jobs: each paid seat costs `seat_pay`, of which the protocol
/// keeps what its provider did not get; the rest goes back, and so do lost bonds that neither another seat won nor a dispute
/// took.
fn settlement(reward: Balance, seat_pay: Balance, seats: &[Seat], settled: &Settled) -> Settlement {
	let outcomes = || seats.iter().filter_map(|seat| seat.outcome.as_ref());
	let sum = |amount: fn(&Outcome) -> Balance| outcomes().map(amount).fold(0, Balance::saturating_add);
	let winners = outcomes().filter(|outcome| outcome.verdict == Verdict::Paid).count();
	let gross = (0..winners).fold(0, |sum: Balance, _| sum.saturating_add(seat_pay));
	let paid = sum(|outcome| outcome.paid);
	let not_won = sum(|outcome| outcome.bond_lost).saturating_sub(sum(|outcome| outcome.bond_won));
	let bonds = match settled {
		Settled::Unknown => None,
		Settled::Undisputed => Some(not_won),
		// What the disputer lost is shared between panel and tenant; what the panel and a disputer who was right had came out
		// of the same pot.
		Settled::Disputed { lost, bounty, fee, .. } => {
			Some(not_won.saturating_add(*lost).saturating_sub(bounty.saturating_add(*fee)))
		}
	};
	Settlement { paid, fees: gross.saturating_sub(paid), refunded: reward.saturating_sub(gross), bonds }
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

/// What `block` tells of a dispute about a job.
async fn settled(block: &Block, id: JobId, job: &Job) -> Result<Settled> {
	if job.policy.challenge_window == 0 {
		return Ok(Settled::Undisputed);
	}
	if !job.stage.is_terminal() {
		return Ok(Settled::Unknown);
	}
	let events = block.events().await?;
	let disputes = events.find::<api::jobs::events::DisputeSettled>().filter_map(Result::ok);
	if let Some(event) = { disputes }.find(|event| event.job == id) {
		let api::jobs::events::DisputeSettled { ruling, bond_lost: lost, bounty, panel_fee: fee, .. } = event;
		return Ok(Settled::Disputed { ruling, lost, bounty, fee });
	}
	let now = events.find::<api::jobs::events::Finalized>().filter_map(Result::ok).any(|event| event.job == id)
		|| events.find::<api::jobs::events::Failed>().filter_map(Result::ok).any(|event| event.job == id);
	Ok(if now { Settled::Undisputed } else { Settled::Unknown })
}

/// What a panel's finding means, for people.
fn ruling_text(ruling: Ruling) -> &'static str {
	match ruling {
		Ruling::Upheld => "lost: the panel got the output that had its quorum",
		Ruling::Overturned => "won: the panel got the disputer's output",
		Ruling::Neither => "neither was right: the panel got another output",
		Ruling::Undecided => "undecided: the panel came to no verdict",
	}
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
	use piazza_client::{
		jobs::{Failure, Policy},
		AccountId, Asset, Tier, Window,
	};

	fn seat(verdict: Verdict, paid: Balance, bond_lost: Balance, bond_won: Balance) -> Seat {
		Seat {
			worker: AccountId::from([1; 32]),
			provider: AccountId::from([2; 32]),
			bond: 10,
			progress: Progress::Assigned,
			outcome: Some(Outcome { verdict, paid, bond_lost, bond_won }),
		}
	}

	/// A job for modules that can be disputed, in block 10.
	fn view(stage: Stage, dispute: Option<Dispute>, settled: Settled) -> View {
		let policy = Policy {
			replicas: 3,
			quorum: 2,
			min_tier: Tier::Declared,
			min_score: None,
			lease: None,
			bond: 20,
			evaluator: None,
			challenge_window: 100,
		};
		let job = Job {
			tenant: AccountId::from([1; 32]),
			program: Some(H256::zero()),
			program_kind: Some(ProgramKind::Image),
			input: content(1),
			asset: Asset::Native,
			reward: 300,
			policy,
			deadline: 9,
			submitted_at: 1,
			escrow: Some(0),
			stage,
		};
		let (claims, seats) = (Vec::new(), Vec::new());
		View { id: 7, block: 10, job, claims, seats, delivered: None, completed: None, dispute, settled }
	}

	fn content(byte: u8) -> Content {
		Content { hash: H256::repeat_byte(byte), uri: Default::default() }
	}

	#[test]
	fn job_says_who_may_dispute_until_when_as_long_as_it_is_provisional() {
		let challenges = Window { from: 9, to: 109 };
		let provisional = view(Stage::Provisional { output: H256::zero(), challenges, era: 0 }, None, Settled::Unknown);
		let headline = provisional.headline();
		assert!(headline.contains("unless somebody who did not give it disputes it before block 109"), "{headline}");
		assert!(headline.ends_with(", 99 blocks left"), "{headline}");
		assert!(provisional.text().contains("`piazza job dispute 7` before block 109"));
	}

	#[test]
	fn job_says_who_disputes_what_and_what_came_of_it() {
		let dispute = Dispute {
			disputer: AccountId::from([4; 32]),
			output: content(5),
			bond: 20,
			panel: 3,
			era: 0,
			finding: None,
		};
		let disputed = view(Stage::Disputed { output: H256::zero() }, Some(dispute), Settled::Unknown);
		assert_eq!(disputed.headline(), "disputed: panel 3 judges, and nothing is paid until it has");
		assert!(disputed.text().contains(&format!("says {:?}", H256::repeat_byte(5))));
		assert_eq!(disputed.json()["dispute"]["panel"], 3);
		let settled = Settled::Disputed { ruling: Ruling::Neither, lost: 0, bounty: 0, fee: 0 };
		let failed = view(Stage::Failed { reason: Failure::Disproved }, None, settled);
		assert!(failed.headline().contains("the panel got another one"));
		assert!(failed.text().contains("neither was right"));
		assert_eq!(failed.json()["dispute"]["ruling"], "neither");
	}

	#[test]
	fn settlement_adds_up_when_one_of_three_is_outvoted() {
		// 300 for three seats, fee 2 %: two are paid 98, 4 go to the protocol, 100 go back; 11 of bonds leave 1 over.
		let seats = [seat(Verdict::Paid, 98, 0, 5), seat(Verdict::Paid, 98, 0, 5), seat(Verdict::Outvoted, 0, 11, 0)];
		let found = settlement(300, 100, &seats, &Settled::Undisputed);
		assert_eq!(found, Settlement { paid: 196, fees: 4, refunded: 100, bonds: Some(1) });
		assert_eq!(found.paid + found.fees + found.refunded, 300);
	}

	#[test]
	fn settlement_gives_all_back_when_the_job_failed() {
		let seats = [seat(Verdict::Undecided, 0, 0, 0), seat(Verdict::Silent, 0, 10, 0)];
		let found = settlement(300, 0, &seats, &Settled::Undisputed);
		assert_eq!(found, Settlement { paid: 0, fees: 0, refunded: 300, bonds: Some(10) });
	}

	#[test]
	fn settlement_counts_what_panel_and_disputer_had_when_there_was_a_dispute() {
		let disputed = |ruling, lost, bounty, fee| Settled::Disputed { ruling, lost, bounty, fee };
		// Overturned: two lost 20 each, the one who was right won 12; the panel had 20, the disputer 4, the tenant the rest.
		let seats =
			[seat(Verdict::Outvoted, 0, 20, 0), seat(Verdict::Outvoted, 0, 20, 0), seat(Verdict::Paid, 98, 0, 12)];
		let found = settlement(300, 100, &seats, &disputed(Ruling::Overturned, 0, 4, 20));
		assert_eq!(found.bonds, Some(4));
		// Upheld: the disputer lost 20, of which the panel had 18.
		let seats = [seat(Verdict::Paid, 98, 0, 0)];
		assert_eq!(settlement(100, 100, &seats, &disputed(Ruling::Upheld, 20, 0, 18)).bonds, Some(2));
		assert_eq!(settlement(100, 100, &seats, &Settled::Unknown).bonds, None);
	}
}
