//! What all jobs have in common: how they begin, move from stage to stage, and end.

use crate::{
	pallet::{Claims, Error, Event, Jobs, NextId, Seats},
	rules::{self, Fault, Kind, Timing},
	BalanceOf, Config, Due, Failure, Job, JobOf, Pallet, PolicyOf, Stage, StageOf,
};
use frame_support::{ensure, traits::Get};
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::{Agenda, Attested, Content, Escrow, JobId, Leases, ProgramId};
use sp_runtime::{
	traits::{One, Saturating, Zero},
	ArithmeticError, DispatchError, DispatchResult,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_submit(
		tenant: T::AccountId,
		program: Option<ProgramId>,
		input: Content,
		reward: BalanceOf<T>,
		asset: T::AssetKind,
		policy: PolicyOf<T>,
		deadline: BlockNumberFor<T>,
	) -> DispatchResult {
		let now = Self::now();
		let timing = Self::timing();
		let disputable = !policy.challenge_window.is_zero();
		// What each who loses a dispute loses is enough for the panel.
		let min_bond = if disputable { T::MinBond::get().max(T::DisputeBond::get()) } else { T::MinBond::get() };
		let kind = rules::check_policy(&policy, min_bond).map_err(Error::<T>::from)?;
		ensure!(policy.challenge_window <= T::MaxChallengeWindow::get(), Error::<T>::ChallengeWindowTooLong);
		timing.check_deadline(kind, now, deadline).map_err(Error::<T>::from)?;
		let program_kind = program
			.as_ref()
			.map(|program| T::Attested::program_kind(program).ok_or(Error::<T>::UnknownProgram))
			.transpose()?;
		match program_kind {
			Some(program_kind) => rules::check_program(&policy, program_kind).map_err(Error::<T>::from)?,
			None => ensure!(kind == Kind::Evaluated, Error::<T>::ProgramRequired),
		}
		let per_seat = rules::quote(reward, policy.replicas).ok_or(Error::<T>::NoReplicas)?.per_seat;
		if let Some(lease) = policy.lease {
			let lease = T::Leases::running(lease).ok_or(Error::<T>::LeaseNotFound)?;
			ensure!(lease.tenant == tenant, Error::<T>::NotTenant);
		}
		// A budget that is still to be agreed on, or work that rent pays for.
		let may_be_zero = kind == Kind::Evaluated || policy.lease.is_some();
		ensure!(
			(may_be_zero && reward.is_zero()) || per_seat >= T::Escrow::minimum_balance(asset.clone()),
			Error::<T>::RewardTooLow
		);

		let id = NextId::<T>::get();
		let next_id = id.checked_add(1).ok_or(ArithmeticError::Overflow)?;
		let ticket = Self::hold_deposit(&tenant)?;
		let (stage, escrow, at, due) = if kind == Kind::Evaluated {
			(Stage::Negotiating { provider: None }, None, deadline, Due::Deadline { job: id })
		} else {
			let escrow = (!reward.is_zero()).then(|| Self::put_aside(&tenant, asset.clone(), reward)).transpose()?;
			let claims = timing.claims(kind, now, deadline);
			(Stage::Open { claims }, escrow, timing.draw_at(&claims), Due::Draw { job: id })
		};
		NextId::<T>::put(next_id);
		Self::deposit_event(Event::JobSubmitted {
			job: id,
			tenant: tenant.clone(),
			program,
			reward,
			asset: asset.clone(),
			replicas: policy.replicas,
			quorum: policy.quorum,
			lease: policy.lease,
		});
		let job = Job {
			tenant,
			program,
			program_kind,
			input,
			asset,
			reward,
			policy,
			deadline,
			submitted_at: now,
			escrow,
			stage: stage.clone(),
			due: None,
			ticket,
		};
		Self::enter(id, job, stage, at, due)
	}

	pub(crate) fn do_cancel(who: T::AccountId, id: JobId) -> DispatchResult {
		let job = Self::find(id)?;
		ensure!(job.tenant == who, Error::<T>::NotTenant);
		ensure!(matches!(job.stage, Stage::Negotiating { .. } | Stage::Open { .. }), Error::<T>::WrongStage);
		for claim in Claims::<T>::take(id) {
			Self::release_bond(&claim.provider, claim.bond)?;
		}
		Self::fail(id, job, Failure::Cancelled)
	}

	pub(crate) fn do_remove(who: T::AccountId, id: JobId) -> DispatchResult {
		let job = Self::find(id)?;
		ensure!(job.tenant == who, Error::<T>::NotTenant);
		ensure!(job.stage.is_terminal(), Error::<T>::NotFinished);
		Self::expunge(id, job)
	}

	/// The block that is being built or executed.
	pub(crate) fn now() -> BlockNumberFor<T> {
		frame_system::Pallet::<T>::block_number()
	}

	/// How long the steps of a job take in this runtime.
	pub(crate) fn timing() -> Timing<BlockNumberFor<T>> {
		Timing {
			claim: T::ClaimPeriod::get(),
			work: T::MinWorkPeriod::get(),
			reveal: T::RevealPeriod::get(),
			longest: T::MaxDuration::get(),
		}
	}

	/// The job, or the error that says there is none.
	pub(crate) fn find(id: JobId) -> Result<JobOf<T>, DispatchError> {
		Jobs::<T>::get(id).ok_or_else(|| Error::<T>::NotFound.into())
	}

	/// Moves a job to a stage, in which `due` happens by itself at block `at`, or in the next block if that is over.
	///
	/// Every change of stage goes through here, so that a job never has two items on the agenda, or none.
	pub(crate) fn enter(
		id: JobId,
		mut job: JobOf<T>,
		stage: StageOf<T>,
		at: BlockNumberFor<T>,
		due: Due,
	) -> DispatchResult {
		let ticket = T::Agenda::schedule(at.max(Self::now().saturating_add(One::one())), due)?;
		if let Some(old) = job.due.replace(ticket) {
			T::Agenda::cancel(old);
		}
		job.stage = stage;
		Jobs::<T>::insert(id, job);
		Ok(())
	}

	/// Moves a job to a stage in which it waits for a panel. Nothing happens to it by itself meanwhile: a panel always
	/// comes to its end.
	pub(crate) fn await_panel(id: JobId, mut job: JobOf<T>, stage: StageOf<T>) {
		if let Some(ticket) = job.due.take() {
			T::Agenda::cancel(ticket);
		}
		job.stage = stage;
		Jobs::<T>::insert(id, job);
	}

	/// Ends a job: nothing changes any more until its record is removed.
	pub(crate) fn finish(id: JobId, job: JobOf<T>, stage: StageOf<T>) -> DispatchResult {
		let removal = Self::now().saturating_add(T::Retention::get());
		Self::enter(id, job, stage, removal, Due::Remove { job: id })
	}

	/// Refunds the tenant and ends the job.
	pub(crate) fn fail(id: JobId, job: JobOf<T>, reason: Failure) -> DispatchResult {
		let refunded = Self::refund(job.escrow)?;
		Self::finish(id, job, Stage::Failed { reason })?;
		Self::deposit_event(Event::Failed { job: id, reason, refunded });
		Ok(())
	}

	/// Removes the record of a finished job: the one way out of storage.
	pub(crate) fn expunge(id: JobId, job: JobOf<T>) -> DispatchResult {
		if let Some(ticket) = job.due {
			T::Agenda::cancel(ticket);
		}
		Self::return_deposit(&job.tenant, job.ticket)?;
		Jobs::<T>::remove(id);
		Seats::<T>::remove(id);
		Self::deposit_event(Event::Removed { job: id });
		Ok(())
	}
}

impl<T> From<Fault> for Error<T> {
	fn from(fault: Fault) -> Self {
		match fault {
			Fault::NoReplicas => Self::NoReplicas,
			Fault::TooManyReplicas => Self::TooManyReplicas,
			Fault::QuorumNotPossible => Self::QuorumNotPossible,
			Fault::DisputesNotSupported => Self::DisputesNotSupported,
			Fault::EvaluatorNeedsOneReplica => Self::EvaluatorNeedsOneReplica,
			Fault::EvaluatorTakesNoBond => Self::EvaluatorTakesNoBond,
			Fault::LeaseNeedsOneReplica => Self::LeaseNeedsOneReplica,
			Fault::BondTooLow => Self::BondTooLow,
			Fault::ProofNeedsOneReplica => Self::ProofNeedsOneReplica,
			Fault::DeadlineTooSoon => Self::DeadlineTooSoon,
			Fault::DeadlineTooFar => Self::DeadlineTooFar,
		}
	}
}
