//! The life of a lease, from its first block to its last.

use crate::{market::NewLease, *};
use frame_support::{ensure, traits::Get};
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::{Agenda, Conduct, Domain, Escrow, LeaseId, Reputation};
use sp_runtime::{
	traits::{CheckedAdd, One, Saturating, Zero},
	ArithmeticError, DispatchError, DispatchResult,
};

impl<T: Config> Pallet<T> {
	/// Begins a lease of a machine that fits and can be rented.
	pub(crate) fn begin(new: NewLease<T>) -> DispatchResult {
		let id = NextLease::<T>::get();
		let next = id.checked_add(1).ok_or(ArithmeticError::Overflow)?;
		T::Escrow::stream(new.escrow, &new.provider, new.rate)?;
		let committed = Committed::<T>::get(&new.provider).checked_add(&new.bond);
		let committed = committed.ok_or(ArithmeticError::Overflow)?;
		let now = Self::now();
		let lease = Lease {
			tenant: new.tenant,
			provider: new.provider,
			worker: new.worker,
			class: new.class,
			gpus: new.gpus,
			proven: new.proven,
			min_tier: new.min_tier,
			program: new.program,
			asset: new.asset,
			rate: new.rate,
			bond: new.bond,
			escrow: new.escrow,
			settled: Zero::zero(),
			started_at: now,
			reported_at: now,
			ends_at: now.saturating_add(new.duration),
			last_end: now.saturating_add(new.max_duration),
			reclaim_window: new.reclaim_window,
			reclaim_from: None,
			challenge: None,
			due: None,
			ticket: new.ticket,
		};
		NextLease::<T>::put(next);
		// A class may have a bond of nothing.
		if !committed.is_zero() {
			Committed::<T>::insert(&lease.provider, committed);
		}
		LeaseOfWorker::<T>::insert(&lease.worker, id);
		Self::deposit_event(Event::LeaseStarted {
			lease: id,
			order: new.order,
			tenant: lease.tenant.clone(),
			provider: lease.provider.clone(),
			worker: lease.worker.clone(),
			asset: lease.asset.clone(),
			rate: lease.rate,
			ends_at: lease.ends_at,
		});
		Self::plan(id, lease).map(|_| ())
	}

	pub(crate) fn do_top_up(who: T::AccountId, id: LeaseId, amount: BalanceOf<T>) -> DispatchResult {
		let lease = Self::find_lease(id)?;
		T::Escrow::top_up(lease.escrow, &who, amount)?;
		let until = Self::end_of(&lease);
		Self::plan(id, lease)?;
		Self::deposit_event(Event::ToppedUp { lease: id, from: who, amount, until });
		Ok(())
	}

	pub(crate) fn do_extend(who: T::AccountId, id: LeaseId, ends_at: BlockNumberFor<T>) -> DispatchResult {
		let mut lease = Self::find_lease(id)?;
		ensure!(lease.tenant == who, Error::<T>::NotTenant);
		ensure!(ends_at > lease.ends_at, Error::<T>::NotLater);
		ensure!(ends_at <= lease.last_end, Error::<T>::TooLong);
		ensure!(lease.reclaim_from.is_none(), Error::<T>::NoticeGiven);
		ensure!(Self::now() < Self::end_of(&lease), Error::<T>::Ending);
		let old = core::mem::replace(&mut lease.ends_at, ends_at);
		Self::plan(id, lease)?;
		Self::deposit_event(Event::Extended { lease: id, old, new: ends_at });
		Ok(())
	}

	pub(crate) fn do_settle(id: LeaseId) -> DispatchResult {
		let mut lease = Self::find_lease(id)?;
		ensure!(lease.challenge.is_none(), Error::<T>::Challenged);
		Self::pay_rent(id, &mut lease)?;
		Leases::<T>::insert(id, lease);
		Ok(())
	}

	pub(crate) fn do_close(who: T::AccountId, id: LeaseId) -> DispatchResult {
		let lease = Self::find_lease(id)?;
		let reason = if who == lease.tenant {
			Reason::Tenant
		} else {
			Self::ensure_provides(&who, &lease)?;
			let from = lease.reclaim_from.ok_or(Error::<T>::NoticeRequired)?;
			ensure!(Self::now() >= from, Error::<T>::NoticeNotOver);
			Reason::Reclaimed
		};
		ensure!(lease.challenge.is_none(), Error::<T>::Challenged);
		Self::settle_and_end(id, lease, reason)
	}

	pub(crate) fn do_start_reclaim(who: T::AccountId, id: LeaseId) -> DispatchResult {
		let mut lease = Self::find_lease(id)?;
		Self::ensure_provides(&who, &lease)?;
		ensure!(lease.reclaim_from.is_none(), Error::<T>::NoticeGiven);
		let from = Self::now().saturating_add(lease.reclaim_window);
		lease.reclaim_from = Some(from);
		Leases::<T>::insert(id, lease);
		Self::deposit_event(Event::ReclaimStarted { lease: id, from });
		Ok(())
	}

	/// A lease whose time or money is over ends.
	pub(crate) fn run_out(id: LeaseId, lease: LeaseOf<T>) -> DispatchResult {
		let exhausted_at = T::Escrow::exhausted_at(lease.escrow);
		let is_exhausted = exhausted_at.is_some_and(|at| at <= lease.ends_at);
		let reason = if is_exhausted { Reason::Exhausted } else { Reason::Expired };
		Self::settle_and_end(id, lease, reason)
	}

	/// Pays the rent and ends the lease.
	pub(crate) fn settle_and_end(id: LeaseId, mut lease: LeaseOf<T>, reason: Reason) -> DispatchResult {
		Self::pay_rent(id, &mut lease)?;
		Self::end(id, lease, reason)
	}

	/// Ends a lease: the one way out of storage. What has accrued and is not settled goes back. If anything was settled, a
	/// receipt is left.
	pub(crate) fn end(id: LeaseId, lease: LeaseOf<T>, reason: Reason) -> DispatchResult {
		if let Some(ticket) = lease.due {
			T::Agenda::cancel(ticket);
		}
		Leases::<T>::remove(id);
		LeaseOfWorker::<T>::remove(&lease.worker);
		Committed::<T>::mutate_exists(&lease.provider, |committed| {
			let left = committed.unwrap_or_default().saturating_sub(lease.bond);
			*committed = (!left.is_zero()).then_some(left);
		});
		Self::note_end(id, &lease);
		let refunded = Self::refund(lease.escrow)?;
		if lease.asset == T::NativeAsset::get() {
			// A fault weighs as much as what the tenant will not have.
			let (conduct, value) =
				if reason.is_fault() { (Conduct::Bad, refunded) } else { (Conduct::Good, lease.settled) };
			T::Reputation::note(Domain::Leasing, &lease.provider, conduct, value);
		}
		let settled = lease.settled;
		Self::keep_receipt(id, lease)?;
		Self::deposit_event(Event::LeaseClosed { lease: id, reason, settled, refunded });
		Ok(())
	}

	/// Pays the rent up to this block or the lease's last, whichever is earlier.
	pub(crate) fn pay_rent(id: LeaseId, lease: &mut LeaseOf<T>) -> DispatchResult {
		let amount = T::Escrow::settle(lease.escrow, lease.ends_at)?;
		if !amount.is_zero() {
			lease.settled = lease.settled.checked_add(&amount).ok_or(ArithmeticError::Overflow)?;
			Self::deposit_event(Event::Settled { lease: id, amount });
		}
		Ok(())
	}

	/// Puts on the agenda what happens next to a lease by itself, in the place of what was there, and stores it.
	///
	/// Every change that moves it goes through here, so that a lease never has two items on the agenda, or none.
	pub(crate) fn plan(id: LeaseId, mut lease: LeaseOf<T>) -> DispatchResult {
		let next = lease.challenge.as_ref().map_or_else(|| Self::end_of(&lease), |challenge| challenge.until);
		let at = next.max(Self::now().saturating_add(One::one()));
		let ticket = T::Agenda::schedule(at, Due::Lease { lease: id })?;
		if let Some(old) = lease.due.replace(ticket) {
			T::Agenda::cancel(old);
		}
		Leases::<T>::insert(id, lease);
		Ok(())
	}

	/// The block in which a lease ends by itself: with its time or its money.
	pub(crate) fn end_of(lease: &LeaseOf<T>) -> BlockNumberFor<T> {
		T::Escrow::exhausted_at(lease.escrow).unwrap_or(lease.ends_at).min(lease.ends_at)
	}

	/// The lease as it is in this block.
	pub(crate) fn view(lease: LeaseOf<T>) -> LeaseViewOf<T> {
		let available = T::Escrow::available(lease.escrow).unwrap_or_default();
		let accrued = T::Escrow::accrued(lease.escrow, lease.ends_at).unwrap_or_default();
		let until = Self::end_of(&lease);
		LeaseView { left: available.saturating_sub(accrued), accrued, until, lease }
	}

	/// The block that is being built or executed.
	pub(crate) fn now() -> BlockNumberFor<T> {
		frame_system::Pallet::<T>::block_number()
	}

	pub(crate) fn find_lease(id: LeaseId) -> Result<LeaseOf<T>, DispatchError> {
		Leases::<T>::get(id).ok_or_else(|| Error::<T>::NotFound.into())
	}

	/// Checks that `who` is the machine or its owner.
	pub(crate) fn ensure_provides(who: &T::AccountId, lease: &LeaseOf<T>) -> Result<(), Error<T>> {
		ensure!(*who == lease.provider || *who == lease.worker, Error::<T>::NotProvider);
		Ok(())
	}
}
