//! What is true between any two transactions.

use crate::{
	rules, BalanceOf, Claims, Config, Disputes, HoldReason, JobOf, Jobs, NextId, Pallet, Seats, SeatsOf, Stage,
};
use alloc::collections::{BTreeMap, BTreeSet};
use frame_support::{ensure, traits::fungible::InspectHold};
use piazza_primitives::{Escrow, JobId};
use sp_runtime::{
	traits::{Saturating, Zero},
	TryRuntimeError,
};

impl<T: Config> Pallet<T> {
	/// Checks every invariant:
	///
	/// 1. The number of a job is below the number of the next one; the count of jobs is right; claims and seats belong
	///    to a job.
	/// 2. Every job has a policy that is allowed and fits the kind of its program, and exactly one item on the agenda,
	///    unless it waits for a panel: then there is a dispute without a finding, and no item.
	/// 3. A job has an escrow when money was put aside for it; until the job ends it holds the whole reward. Only a job
	///    under a lease may have no reward.
	/// 4. Claims exist only in stage Open, seats only once it is over; at most one of each per worker and provider;
	///    never more seats than replicas nor fewer than the quorum.
	/// 5. Commitments, outputs and outcomes are there in the stages they belong to, and not before; no commitments where
	///    a proof is asked for.
	/// 6. The native money held as bonds on each account is the sum of the bonds of its claims and unsettled seats, and
	///    what is held for disputes is the sum of the bonds of its disputes.
	/// 7. There is a dispute about a job exactly when it is disputed, about another output than the accepted one; the
	///    accepted one has its quorum. Only jobs with a challenge window are accepted provisionally or disputed.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut bonds = BTreeMap::<T::AccountId, BalanceOf<T>>::new();
		let mut disputes = BTreeMap::<T::AccountId, BalanceOf<T>>::new();
		let mut count = 0u32;
		for (id, job) in Jobs::<T>::iter() {
			count = count.saturating_add(1);
			Self::check_job(id, &job)?;
			Self::check_money(&job)?;
			Self::check_claims(id, &job)?;
			Self::check_seats(&job, &Seats::<T>::get(id))?;
			Self::check_dispute(id, &job)?;
			if let Some(dispute) = Disputes::<T>::get(id) {
				disputes.entry(dispute.disputer).or_insert_with(Zero::zero).saturating_accrue(dispute.bond);
			}
			let claims = Claims::<T>::get(id).into_iter().map(|claim| (claim.provider, claim.bond));
			let unsettled = Seats::<T>::get(id).into_iter().filter(|seat| seat.outcome.is_none());
			for (provider, bond) in claims.chain(unsettled.map(|seat| (seat.provider, seat.bond))) {
				bonds.entry(provider).or_insert_with(Zero::zero).saturating_accrue(bond);
			}
		}
		ensure!(Jobs::<T>::count() == count, "the count of jobs is wrong");
		ensure!(Claims::<T>::iter_keys().all(Jobs::<T>::contains_key), "claims without a job");
		ensure!(Seats::<T>::iter_keys().all(Jobs::<T>::contains_key), "seats without a job");
		ensure!(Disputes::<T>::iter_keys().all(Jobs::<T>::contains_key), "a dispute without a job");
		for account in frame_system::Account::<T>::iter_keys() {
			let held = T::Currency::balance_on_hold(&HoldReason::Bond.into(), &account);
			let expected = bonds.remove(&account).unwrap_or_else(Zero::zero);
			ensure!(held == expected, "the bonds held on an account are not those of its claims and seats");
			let held = T::Currency::balance_on_hold(&HoldReason::Dispute.into(), &account);
			let expected = disputes.remove(&account).unwrap_or_else(Zero::zero);
			ensure!(held == expected, "what is held on an account for disputes is not the bonds of its disputes");
		}
		let mut left = bonds.values().chain(disputes.values());
		ensure!(left.all(Zero::is_zero), "an account that does not exist has a bond");
		Ok(())
	}

	fn check_job(id: JobId, job: &JobOf<T>) -> Result<(), TryRuntimeError> {
		ensure!(id < NextId::<T>::get(), "a job has a number that was not given yet");
		ensure!(rules::check_policy(&job.policy, Zero::zero()).is_ok(), "a job has a policy that is not allowed");
		ensure!(job.program.is_some() == job.program_kind.is_some(), "a program without a kind, or a kind without one");
		let fits = job.program_kind.is_none_or(|kind| rules::check_program(&job.policy, kind).is_ok());
		ensure!(fits, "a job has a policy that does not fit its program");
		let waits_for_panel = Disputes::<T>::get(id).is_some_and(|dispute| dispute.finding.is_none());
		ensure!(job.due.is_some() != waits_for_panel, "a job has nothing on the agenda, or two things to wait for");
		let evaluated = job.policy.evaluator.is_some();
		ensure!(evaluated || job.program.is_some(), "a job judged by quorum has no program");
		let fits = match &job.stage {
			Stage::Negotiating { .. } | Stage::Funded { .. } | Stage::Delivered { .. } => evaluated,
			Stage::Open { .. } | Stage::Assigned { .. } | Stage::Revealing { .. } => !evaluated,
			Stage::Provisional { .. } | Stage::Disputed { .. } => !job.policy.challenge_window.is_zero(),
			Stage::Final { .. } | Stage::Failed { .. } => true,
		};
		ensure!(fits, "a job is in a stage of the other kind of jobs");
		Ok(())
	}

	fn check_dispute(id: JobId, job: &JobOf<T>) -> Result<(), TryRuntimeError> {
		match (&job.stage, Disputes::<T>::get(id)) {
			(Stage::Disputed { output }, Some(dispute)) => {
				ensure!(dispute.output.hash != *output, "a dispute about the output that is accepted anyway");
			}
			(Stage::Disputed { .. }, None) => return Err("a job is disputed by nobody".into()),
			(_, dispute) => ensure!(dispute.is_none(), "a dispute about a job that is not disputed"),
		}
		if let Stage::Provisional { output, .. } | Stage::Disputed { output } = &job.stage {
			let accepted = Self::accepted(job, &Seats::<T>::get(id));
			ensure!(accepted == Some(*output), "the output that is accepted provisionally has no quorum");
		}
		Ok(())
	}

	fn check_money(job: &JobOf<T>) -> Result<(), TryRuntimeError> {
		match (&job.stage, job.escrow) {
			(Stage::Negotiating { .. }, escrow) => ensure!(escrow.is_none(), "an escrow before the job is funded"),
			(_, None) if job.policy.lease.is_some() => ensure!(job.reward.is_zero(), "a reward waits nowhere"),
			(Stage::Final { .. }, escrow) => ensure!(escrow.is_some(), "a job was paid for without an escrow"),
			(Stage::Failed { .. }, _) => {}
			(_, escrow) => ensure!(
				escrow.and_then(T::Escrow::available) == Some(job.reward),
				"the escrow does not hold the reward"
			),
		}
		Ok(())
	}

	fn check_claims(id: JobId, job: &JobOf<T>) -> Result<(), TryRuntimeError> {
		let claims = Claims::<T>::get(id);
		ensure!(
			claims.is_empty() || matches!(job.stage, Stage::Open { .. }),
			"claims in a stage that does not take any"
		);
		ensure!(claims.is_empty() || job.policy.replicas > 1, "a claim waits for a seat that is not drawn");
		ensure!(claims.iter().all(|claim| claim.bond == job.policy.bond), "a claim has another bond than the policy");
		let workers = claims.iter().map(|claim| &claim.worker).collect::<BTreeSet<_>>();
		let providers = claims.iter().map(|claim| &claim.provider).collect::<BTreeSet<_>>();
		ensure!(workers.len() == claims.len() && providers.len() == claims.len(), "two claims of one provider");
		Ok(())
	}

	fn check_seats(job: &JobOf<T>, seats: &SeatsOf<T>) -> Result<(), TryRuntimeError> {
		let workers = seats.iter().map(|seat| &seat.worker).collect::<BTreeSet<_>>();
		let providers = seats.iter().map(|seat| &seat.provider).collect::<BTreeSet<_>>();
		ensure!(workers.len() == seats.len() && providers.len() == seats.len(), "two seats of one provider");
		ensure!(seats.iter().all(|seat| seat.bond == job.policy.bond), "a seat has another bond than the policy");

		let committed = seats.iter().filter(|seat| seat.is_committed()).count();
		let revealed = seats.iter().filter(|seat| seat.output_hash().is_some()).count();
		let settled = seats.iter().filter(|seat| seat.outcome.is_some()).count();
		ensure!(committed == 0 || job.circuit().is_none(), "a commitment where a proof is asked for");
		let number_fits = seats.len() >= job.policy.quorum.into() && seats.len() <= job.policy.replicas.into();
		match &job.stage {
			Stage::Assigned { .. } => {
				ensure!(number_fits, "too few or too many seats");
				ensure!(committed < seats.len(), "everybody has committed, and nobody may reveal");
				ensure!(revealed == 0 && settled == 0, "outputs or outcomes before everybody has committed");
			}
			Stage::Revealing { .. } => {
				ensure!(number_fits, "too few or too many seats");
				ensure!(committed > 0, "everybody has revealed, and the job is not settled");
				ensure!(settled == 0, "outcomes before the job is settled");
			}
			Stage::Provisional { .. } | Stage::Disputed { .. } => {
				ensure!(number_fits, "too few or too many seats");
				ensure!(settled == 0, "outcomes before the job is settled");
			}
			Stage::Final { .. } | Stage::Failed { .. } if !seats.is_empty() => {
				ensure!(number_fits, "too few or too many seats");
				ensure!(settled == seats.len(), "a seat of a finished job is not settled");
			}
			Stage::Final { .. } => return Err("a result without seats".into()),
			_ => ensure!(seats.is_empty(), "seats in a stage that has none"),
		}
		Ok(())
	}
}
