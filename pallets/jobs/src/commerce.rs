//! Jobs with an evaluator: negotiation, budget, delivery, judgement.

use crate::{
	money::Split,
	pallet::{Error, Event, Jobs, Seats},
	BalanceOf, Config, Due, Evaluator, Failure, JobOf, Outcome, Pallet, Progress, Seat, SeatsOf, Stage, Verdict,
};
use alloc::vec;
use frame_support::{ensure, traits::Get};
use piazza_primitives::{Content, Escrow, JobId};
use sp_core::H256;
use sp_runtime::{
	traits::{Saturating, Zero},
	DispatchError, DispatchResult,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_provider(who: T::AccountId, id: JobId, provider: T::AccountId) -> DispatchResult {
		let mut job = Self::find(id)?;
		ensure!(job.tenant == who, Error::<T>::NotTenant);
		let Stage::Negotiating { provider: place } = &mut job.stage else { return Err(Error::<T>::WrongStage.into()) };
		ensure!(place.is_none(), Error::<T>::ProviderAlreadySet);
		let judges = job.policy.evaluator.as_ref().is_some_and(|evaluator| evaluator.account == provider);
		ensure!(!judges, Error::<T>::EvaluatorIsProvider);
		*place = Some(provider.clone());
		Jobs::<T>::insert(id, job);
		Self::deposit_event(Event::ProviderSet { job: id, provider });
		Ok(())
	}

	pub(crate) fn do_set_budget(
		who: T::AccountId,
		id: JobId,
		asset: T::AssetKind,
		amount: BalanceOf<T>,
	) -> DispatchResult {
		let mut job = Self::find(id)?;
		let Stage::Negotiating { provider } = &job.stage else { return Err(Error::<T>::WrongStage.into()) };
		ensure!(job.tenant == who || provider.as_ref() == Some(&who), Error::<T>::NotProvider);
		ensure!(amount >= T::Escrow::minimum_balance(asset.clone()), Error::<T>::RewardTooLow);
		let old = job.reward;
		job.asset = asset.clone();
		job.reward = amount;
		Jobs::<T>::insert(id, job);
		Self::deposit_event(Event::BudgetSet { job: id, asset, old, new: amount });
		Ok(())
	}

	pub(crate) fn do_fund(
		who: T::AccountId,
		id: JobId,
		asset: T::AssetKind,
		expected_budget: BalanceOf<T>,
	) -> DispatchResult {
		let mut job = Self::find(id)?;
		ensure!(job.tenant == who, Error::<T>::NotTenant);
		let Stage::Negotiating { provider } = &job.stage else { return Err(Error::<T>::WrongStage.into()) };
		let provider = provider.clone().ok_or(Error::<T>::ProviderNotSet)?;
		ensure!(!job.reward.is_zero(), Error::<T>::BudgetNotSet);
		ensure!(job.asset == asset && job.reward == expected_budget, Error::<T>::BudgetMismatch);
		ensure!(Self::now() < job.deadline, Error::<T>::DeadlinePassed);
		let evaluator = Self::evaluator(&job)?;

		let escrow = Self::put_aside(&who, asset, job.reward)?;
		// The protocol fee is known only now, since it is fixed when the escrow is opened.
		ensure!(Self::covers_fees(escrow, job.reward, evaluator) == Some(true), Error::<T>::FeesTooHigh);
		job.escrow = Some(escrow);
		let (at, amount) = (job.deadline, job.reward);
		Self::enter(id, job, Stage::Funded { provider }, at, Due::Deadline { job: id })?;
		Self::deposit_event(Event::Funded { job: id, escrow, amount });
		Ok(())
	}

	pub(crate) fn do_deliver(who: T::AccountId, id: JobId, output: Content) -> DispatchResult {
		let job = Self::find(id)?;
		let Stage::Funded { provider } = &job.stage else { return Err(Error::<T>::WrongStage.into()) };
		ensure!(*provider == who, Error::<T>::NotProvider);
		ensure!(Self::now() < job.deadline, Error::<T>::DeadlinePassed);

		let judged_by = job.deadline.saturating_add(T::EvaluationGrace::get());
		let output_hash = output.hash;
		let stage = Stage::Delivered { provider: who.clone(), output, judged_by };
		Self::enter(id, job, stage, judged_by, Due::Deadline { job: id })?;
		Self::deposit_event(Event::Delivered { job: id, provider: who, output_hash, judged_by });
		Ok(())
	}

	pub(crate) fn do_complete(who: T::AccountId, id: JobId, reason: H256) -> DispatchResult {
		let job = Self::find(id)?;
		let evaluator = Self::evaluator(&job)?;
		ensure!(evaluator.account == who, Error::<T>::NotEvaluator);
		let Stage::Delivered { provider, output, judged_by } = &job.stage else {
			return Err(Error::<T>::WrongStage.into());
		};
		ensure!(Self::now() < *judged_by, Error::<T>::DeadlinePassed);

		let escrow = job.escrow.ok_or(Error::<T>::WrongStage)?;
		let Split { paid, evaluator_fee, protocol_fee } = Self::pay_budget(escrow, job.reward, evaluator, provider)?;
		// What became of it stays in a seat, as of any other job. The provider itself stands for a worker.
		let outcome = Outcome { verdict: Verdict::Paid, paid, bond_lost: Zero::zero(), bond_won: Zero::zero() };
		let seat = Seat {
			worker: provider.clone(),
			provider: provider.clone(),
			bond: job.policy.bond,
			progress: Progress::Revealed { output: output.clone() },
			outcome: Some(outcome),
		};
		Seats::<T>::insert(id, SeatsOf::<T>::truncate_from(vec![seat]));
		let output = output.hash;
		Self::finish(id, job, Stage::Final { output })?;
		Self::deposit_event(Event::Completed { job: id, reason, paid, evaluator_fee, protocol_fee });
		Self::deposit_event(Event::Finalized { job: id, output });
		Ok(())
	}

	pub(crate) fn do_reject(who: T::AccountId, id: JobId, reason: H256) -> DispatchResult {
		let job = Self::find(id)?;
		ensure!(Self::evaluator(&job)?.account == who, Error::<T>::NotEvaluator);
		let until = match &job.stage {
			Stage::Funded { .. } => job.deadline,
			Stage::Delivered { judged_by, .. } => *judged_by,
			_ => return Err(Error::<T>::WrongStage.into()),
		};
		ensure!(Self::now() < until, Error::<T>::DeadlinePassed);

		Self::deposit_event(Event::Rejected { job: id, reason });
		Self::fail(id, job, Failure::Rejected)
	}

	/// Who judges the job; nobody does when it is judged by quorum.
	fn evaluator(job: &JobOf<T>) -> Result<&Evaluator<T::AccountId>, DispatchError> {
		job.policy.evaluator.as_ref().ok_or_else(|| Error::<T>::NotEvaluator.into())
	}
}
