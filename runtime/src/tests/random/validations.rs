//! Validations: what checkers say of agents' work, and what they lose when they are late or wrong.

use super::*;
use crate::tests::jobs::content;
use frame_support::traits::Get;
use pallet_agents::{rules::is_contradicted, Answer, Call, Config, Stage, ValidationOf, Validations};
use piazza_primitives::{JobId, JobResults};

impl Run {
	/// A call about a validation.
	pub(super) fn validation(&mut self) -> Option<Step> {
		let now = System::block_number();
		match self.random.below(20) {
			0..=4 => self.request_validation(),
			5..=7 => {
				let (request, validation) = self.validation_with(|validation| validation.stage == Stage::Requested)?;
				signed(self.one_of(&[validation.validator]), Call::accept_validation { request })
			}
			8..=13 => {
				let (request, validation) = self.validation_with(|validation| is_owed(&validation.stage, now))?;
				let score = self.random.below(102) as u8;
				let answer = Answer { score, content: content(b"why"), tag: Default::default() };
				signed(self.one_of(&[validation.validator]), Call::respond_validation { request, answer })
			}
			14..=15 => {
				let (request, _) = self.validation_with(|validation| is_late(&validation.stage, now))?;
				signed(self.someone(), Call::report_late { request })
			}
			16..=17 => {
				let (request, _) = self.validation_with(|validation| is_wrong(validation, now))?;
				signed(self.someone(), Call::report_contradiction { request })
			}
			_ => {
				let may_close = |validation: &ValidationOf<Runtime>| match validation.stage {
					Stage::Requested => true,
					Stage::Accepted { .. } => false,
					Stage::Answered { until, .. } => now >= until,
				};
				let (request, validation) = self.validation_with(may_close)?;
				signed(self.one_of(&[validation.requester]), Call::close_validation { request })
			}
		}
	}

	/// A validation that passes `filter`; sometimes any.
	fn validation_with(
		&mut self,
		filter: impl Fn(&ValidationOf<Runtime>) -> bool,
	) -> Option<(Hash, ValidationOf<Runtime>)> {
		let any = self.random.happens(5);
		let validations = Validations::<Runtime>::iter().filter(|(_, validation)| any || filter(validation));
		let request = self.random.pick(&sorted(validations.map(|(request, _)| request)))?;
		Some((request, Agents::validation(request)?))
	}

	/// A checker is asked about a job that several had to agree on, if there is one.
	fn request_validation(&mut self) -> Option<Step> {
		let agent = self.agent();
		let record = Agents::agent(agent)?;
		let parties: Vec<_> = record.wallet.into_iter().chain([record.owner]).collect();
		let needed: Balance = <Runtime as Config>::ValidatorStake::get();
		let (_, validator) = self.position(|role, who| {
			role == Role::Checker && Stakes::ensure_backed(role, who, needed).is_ok() && !parties.contains(who)
		});
		let is_agreed_on = |job: &JobId| result_of(*job).is_some();
		let jobs = sorted(pallet_jobs::Jobs::<Runtime>::iter_keys().filter(is_agreed_on));
		let subject = self.random.pick(&jobs).unwrap_or_else(|| self.random.below(100));
		let (output, request) = (self.output().hash, self.file());
		let fee = if self.random.happens(80) { UNIT * Balance::from(self.random.below(10)) } else { self.amount() };
		signed(self.one_of(&parties), Call::request_validation { agent, validator, subject, output, request, fee })
	}
}

/// What a job came to, if that is good enough to contradict a checker.
fn result_of(job: JobId) -> Option<Hash> {
	Jobs::result(job)
		.filter(|result| result.quorum >= <Runtime as Config>::MinQuorum::get())
		.map(|result| result.output)
}

/// Whether a checker has promised an answer, and still may give it.
fn is_owed(stage: &Stage<BlockNumber>, now: BlockNumber) -> bool {
	matches!(stage, Stage::Accepted { until, .. } if now < *until)
}

/// Whether a checker has promised an answer, and has not kept its word.
fn is_late(stage: &Stage<BlockNumber>, now: BlockNumber) -> bool {
	matches!(stage, Stage::Accepted { until, .. } if now >= *until)
}

/// Whether an answer can be shown to be wrong.
fn is_wrong(validation: &ValidationOf<Runtime>, now: BlockNumber) -> bool {
	let Stage::Answered { answer, until, .. } = &validation.stage else { return false };
	let is_wrong = |output| is_contradicted(answer.score, validation.output, output);
	now < *until && result_of(validation.subject).is_some_and(is_wrong)
}
