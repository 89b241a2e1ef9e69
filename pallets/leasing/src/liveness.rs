//! Machines that are doubted, missing, and back.

use crate::{rules, *};
use frame_support::{ensure, traits::Get};
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::{Agenda, Attested, Fault, LeaseId, Role, Stakes};
use sp_runtime::{
	traits::{Saturating, Zero},
	DispatchResult,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_challenge_liveness(challenger: T::AccountId, id: LeaseId) -> DispatchResult {
		let mut lease = Self::find_lease(id)?;
		ensure!(lease.challenge.is_none(), Error::<T>::Challenged);
		ensure!(Self::ensure_provides(&challenger, &lease).is_err(), Error::<T>::OwnMachine);
		let at = Self::now();
		ensure!(at < Self::end_of(&lease), Error::<T>::Ending);
		let bond = Self::hold_for_challenge(&challenger)?;
		// What was there before anybody doubted is paid.
		Self::pay_rent(id, &mut lease)?;
		let until = at.saturating_add(T::ResponsePeriod::get());
		let worker = lease.worker.clone();
		lease.challenge = Some(Challenge { challenger: challenger.clone(), bond, at, until });
		Self::plan(id, lease)?;
		Self::deposit_event(Event::LivenessChallenged { lease: id, worker, challenger, until });
		Ok(())
	}

	pub(crate) fn do_prove_alive(who: T::AccountId, id: LeaseId) -> DispatchResult {
		let mut lease = Self::find_lease(id)?;
		ensure!(lease.worker == who, Error::<T>::NotWorker);
		let Challenge { challenger, bond, until, .. } = lease.challenge.take().ok_or(Error::<T>::NotChallenged)?;
		ensure!(Self::now() < until, Error::<T>::TooLate);
		let active = T::Attested::ensure_active(&who)?;
		ensure!(active.owner == lease.provider, Error::<T>::ProviderChanged);
		ensure!(active.tier >= lease.min_tier, Error::<T>::TierTooLow);
		ensure!(lease.program.is_none() || active.program == lease.program, Error::<T>::ProgramNotMeasured);
		Self::forfeit_challenge(&challenger, &lease.provider, bond)?;
		Self::plan(id, lease)?;
		Self::deposit_event(Event::LivenessProved { lease: id, challenger, bond });
		Ok(())
	}

	pub(crate) fn do_report_down(who: T::AccountId, id: LeaseId) -> DispatchResult {
		let lease = Self::find_lease(id)?;
		Self::ensure_provides(&who, &lease)?;
		ensure!(lease.challenge.is_none(), Error::<T>::Challenged);
		let (worker, provider, bond) = (lease.worker.clone(), lease.provider.clone(), lease.bond);
		Self::settle_and_end(id, lease, Reason::ReportedDown)?;
		Self::note_down(worker, provider, bond, Self::now(), None, None)
	}

	pub(crate) fn do_restore(worker: T::AccountId) -> DispatchResult {
		let downtime = Downtimes::<T>::take(&worker).ok_or(Error::<T>::NotFound)?;
		if let Some(ticket) = downtime.due {
			T::Agenda::cancel(ticket);
		}
		Self::deposit_event(Event::Restored { worker });
		Ok(())
	}

	pub(crate) fn do_set_downtime_costs(table: CostTable<BlockNumberFor<T>>) -> DispatchResult {
		ensure!(rules::is_valid_table(&table), Error::<T>::InvalidTable);
		DowntimeCosts::<T>::put(&table);
		Self::deposit_event(Event::DowntimeCostsSet { table });
		Ok(())
	}

	/// A challenged machine did not answer: the lease ends as of the challenge.
	pub(crate) fn find_missing(
		id: LeaseId,
		lease: LeaseOf<T>,
		challenge: Challenge<T::AccountId, BalanceOf<T>, BlockNumberFor<T>>,
	) -> DispatchResult {
		let Challenge { challenger, bond, at, .. } = challenge;
		Self::release_challenge(&challenger, bond)?;
		// The tenant's loss is the time it waited for the answer. What is not paid in native money cannot be compared.
		let loss = Self::native_rent(&lease, rules::rent(lease.rate, T::ResponsePeriod::get()));
		let claim = (!loss.is_zero()).then(|| (lease.tenant.clone(), loss));
		let (worker, provider, class_bond) = (lease.worker.clone(), lease.provider.clone(), lease.bond);
		Self::end(id, lease, Reason::Downtime)?;
		Self::note_down(worker, provider, class_bond, at, claim, Some(challenger))
	}

	/// A machine is missing since block `since`. It is self-reported when there is no reporter.
	fn note_down(
		worker: T::AccountId,
		provider: T::AccountId,
		bond: BalanceOf<T>,
		since: BlockNumberFor<T>,
		claim: Option<(T::AccountId, BalanceOf<T>)>,
		reporter: Option<T::AccountId>,
	) -> DispatchResult {
		let self_reported = reporter.is_none();
		Self::deposit_event(Event::WentDown { worker: worker.clone(), provider: provider.clone(), self_reported });
		let (era, charged) = (T::Stakes::era(), Zero::zero());
		let downtime = Downtime { provider, bond, since, era, charged, self_reported, reporter, due: None };
		Self::charge(worker, downtime, claim)
	}

	/// Charges what a downtime has cost since it was charged last, and plans when it costs more.
	pub(crate) fn charge(
		worker: T::AccountId,
		mut downtime: DowntimeOf<T>,
		claim: Option<(T::AccountId, BalanceOf<T>)>,
	) -> DispatchResult {
		let table = DowntimeCosts::<T>::get();
		let blocks = Self::now().saturating_sub(downtime.since);
		let cost = rules::cost_of_fault(&table, downtime.bond, blocks);
		let amount = cost.saturating_sub(downtime.charged);
		if !amount.is_zero() {
			downtime.charged = cost;
			let fault = Fault {
				amount,
				era: downtime.era,
				claim,
				reporter: downtime.reporter.clone(),
				self_reported: downtime.self_reported,
			};
			let amount = T::Stakes::slash(Role::Provider, &downtime.provider, fault)?;
			let provider = downtime.provider.clone();
			Self::deposit_event(Event::DowntimeCharged { worker: worker.clone(), provider, amount });
		}
		downtime.due = rules::next_step(&table, blocks)
			.map(|after| {
				let at = downtime.since.saturating_add(after);
				T::Agenda::schedule(at, Due::Down { worker: worker.clone() })
			})
			.transpose()?;
		Downtimes::<T>::insert(worker, downtime);
		Ok(())
	}
}
