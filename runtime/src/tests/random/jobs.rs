//! Jobs, and those who judge their outputs.

use super::*;
use crate::tests::jobs::content;
use pallet_jobs::{rules, Evaluator, Policy, Stage};
use piazza_primitives::{JobId, PanelCase, PanelId, Tier};
use sp_runtime::Permill;

/// What programs give: most often the first. All of them are scores, so that jobs may be about data.
const OUTPUTS: [[u8; 4]; 3] = [1_000_000u32.to_le_bytes(), 100_000u32.to_le_bytes(), [0; 4]];

impl Run {
	/// A call about a job, in its turn.
	pub(super) fn work(&mut self) -> Option<Step> {
		use pallet_jobs::Call;
		let jobs: Vec<JobId> = sorted(pallet_jobs::Jobs::<Runtime>::iter_keys());
		// Windows for disputes are short.
		let is_provisional =
			|id: &JobId| matches!(Jobs::job(*id).expect("it is there").stage, Stage::Provisional { .. });
		let provisional: Vec<_> = jobs.iter().copied().filter(is_provisional).collect();
		let urgent = self.random.pick(&provisional).filter(|_| self.random.happens(75));
		// Those that are over are many.
		let is_underway = |id: &JobId| !is_over(&Jobs::job(*id).expect("it is there").stage);
		let underway: Vec<_> = jobs.iter().copied().filter(is_underway).collect();
		let any = if self.random.happens(15) { self.random.pick(&jobs) } else { self.random.pick(&underway) };
		let any = any.filter(|_| !self.random.happens(20));
		let Some(id) = urgent.or(any) else { return self.submit() };
		let job = Jobs::job(id).expect("it is there");
		let evaluator = job.policy.evaluator.map(|evaluator| evaluator.account);
		let call: (Vec<AccountId>, RuntimeCall) = match job.stage {
			Stage::Negotiating { provider } => match self.random.below(6) {
				0 if self.random.happens(30) => (vec![job.tenant], Call::cancel { job: id }.into()),
				0..=2 => (vec![job.tenant], Call::set_provider { job: id, provider: self.someone() }.into()),
				3 => {
					let parties = provider.into_iter().chain([job.tenant]).collect();
					(parties, Call::set_budget { job: id, asset: job.asset, amount: self.amount() }.into())
				}
				_ => (vec![job.tenant], Call::fund { job: id, asset: job.asset, expected_budget: job.reward }.into()),
			},
			Stage::Open { .. } if self.random.happens(8) => (vec![job.tenant], Call::cancel { job: id }.into()),
			Stage::Open { .. } => (workers(), Call::claim { job: id }.into()),
			Stage::Assigned { .. } => {
				let worker = self.random.pick(&Jobs::seats(id))?.worker;
				if self.random.happens(5) {
					let call = Call::prove { job: id, output: output_of(&worker), proof: Default::default() };
					return signed(worker, call);
				}
				let commitment = rules::commitment(id, &worker, &output_of(&worker).hash, &SALT);
				(vec![worker], Call::commit { job: id, commitment }.into())
			}
			Stage::Revealing { .. } => {
				let worker = self.random.pick(&Jobs::seats(id))?.worker;
				let call = Call::reveal { job: id, output: output_of(&worker), salt: SALT };
				(vec![worker], call.into())
			}
			Stage::Funded { .. } if self.random.happens(15) => {
				(evaluator.into_iter().collect(), Call::reject { job: id, reason: Hash::zero() }.into())
			}
			Stage::Funded { provider } => (vec![provider], Call::deliver { job: id, output: content(b"done") }.into()),
			Stage::Delivered { .. } if self.random.happens(30) => {
				(evaluator.into_iter().collect(), Call::reject { job: id, reason: Hash::zero() }.into())
			}
			Stage::Delivered { .. } => {
				(evaluator.into_iter().collect(), Call::complete { job: id, reason: Hash::zero() }.into())
			}
			Stage::Provisional { .. } => (vec![], Call::dispute { job: id, output: self.output() }.into()),
			Stage::Disputed { .. } => return self.judge(),
			_ => (vec![job.tenant], Call::remove { job: id }.into()),
		};
		let who = self.one_of(&call.0);
		signed(who, call.1)
	}

	pub(super) fn submit(&mut self) -> Option<Step> {
		let programs = images();
		let evaluator = self.random.happens(35).then(|| Evaluator {
			account: self.someone(),
			fee: Permill::from_parts(self.random.below(200_000) as u32),
		});
		let replicas = if evaluator.is_some() { 1 } else { 1 + self.random.below(4) as u8 };
		let challenge_window = match evaluator.is_none() && self.random.happens(50) {
			true => 1 + self.random.below(600) as u32,
			false => 0,
		};
		let leases = sorted(pallet_leasing::Leases::<Runtime>::iter_keys());
		let lease = self.random.pick(&leases).filter(|_| replicas == 1 && self.random.happens(40));
		let policy = Policy {
			replicas,
			quorum: 1 + self.random.below(replicas.into()) as u8,
			min_tier: Tier::Declared,
			min_score: None,
			lease,
			bond: match (evaluator.is_some(), challenge_window) {
				(true, _) => 0,
				(false, 0) => UNIT * Balance::from(self.random.below(20)),
				(false, _) => UNIT * Balance::from(19 + self.random.below(20)),
			},
			evaluator,
			challenge_window,
		};
		let asset = self.asset();
		let call = pallet_jobs::Call::submit {
			program: self.random.pick(&programs),
			input: self.file(),
			reward: if lease.is_some() && self.random.happens(50) { 0 } else { self.amount() },
			asset,
			policy,
			deadline: System::block_number() + 5 + self.random.below(150) as u32,
		};
		let renter = lease.and_then(pallet_leasing::Leases::<Runtime>::get).map(|lease| lease.tenant);
		signed(renter.unwrap_or_else(|| self.someone()), call)
	}

	/// Anything that a program may give.
	pub(super) fn output(&mut self) -> Content {
		content(&OUTPUTS[self.random.below(3) as usize])
	}

	/// Somebody who is no checker becomes one, or does what is needed for that.
	fn enrol(&mut self, enrolled: &[AccountId]) -> Option<Step> {
		let others: Vec<_> = self.accounts.iter().filter(|who| !enrolled.contains(who)).cloned().collect();
		let who = self.one_of(&others);
		self.back(Role::Checker, &who).or_else(|| signed(who, pallet_panels::Call::enrol {}))
	}

	/// A call of a checker.
	pub(super) fn judge(&mut self) -> Option<Step> {
		use pallet_panels::{Call, Checkers, Panels, Stage};
		let someone = self.someone();
		let panels = sorted(Panels::<Runtime>::iter_keys());
		let enrolled = sorted(Checkers::<Runtime>::iter_values());
		let seat = self.random.pick(&panels).and_then(|id| {
			let panel = Panels::<Runtime>::get(id)?;
			Some((id, self.random.pick(&panel.seats)?.member, panel.stage))
		});
		match (self.random.below(10), seat) {
			(0..=1, _) => self.enrol(&enrolled),
			(2, _) if self.random.happens(20) => signed(self.one_of(&enrolled), Call::resign {}),
			(3, _) => {
				let is_unbacked = |who: &AccountId| Stakes::ensure_backed(Role::Checker, who, 0).is_err();
				let unbacked: Vec<_> = enrolled.iter().filter(|who| is_unbacked(who)).cloned().collect();
				signed(someone, Call::strike_off { checker: self.one_of(&unbacked) })
			}
			(_, Some((panel, member, Stage::Committing { .. }))) => {
				let answer = answer_of(panel, &member);
				let commitment = pallet_panels::rules::commitment(panel, &member, &answer, &SALT);
				signed(member, Call::commit { panel, commitment })
			}
			(_, Some((panel, member, Stage::Revealing { .. }))) => {
				let answer = answer_of(panel, &member);
				signed(member, Call::reveal { panel, answer, salt: SALT })
			}
			_ => None,
		}
	}
}

/// Whether nothing happens to a job any more.
fn is_over<Account, BlockNumber>(stage: &Stage<Account, BlockNumber>) -> bool {
	use Stage::*;
	!matches!(
		stage,
		Negotiating { .. }
			| Open { .. }
			| Assigned { .. }
			| Revealing { .. }
			| Funded { .. }
			| Delivered { .. }
			| Provisional { .. }
			| Disputed { .. }
	)
}

/// What a worker gives: most give the same.
pub(super) fn output_of(worker: &AccountId) -> Content {
	let bytes: &[u8; 32] = worker.as_ref();
	content(&OUTPUTS[usize::from(bytes[0] < 60)])
}

/// The output that has this hash.
pub(super) fn judged_as(hash: Hash) -> Option<[u8; 4]> {
	OUTPUTS.into_iter().find(|output| content(output).hash == hash)
}

/// What a member of a panel answers: most answer the same.
pub(super) fn answer_of(panel: PanelId, member: &AccountId) -> Hash {
	let output = output_of(member);
	match Panels::panel(panel).map(|panel| panel.case) {
		Some(PanelCase::Lease(lease)) => Leasing::specs_answer(lease, output == content(&OUTPUTS[1])),
		_ => output.hash,
	}
}
