//! How tenant and machine find each other: orders and bids, offers.

use crate::{
	rules::{self, BidRefusal, Limits, Refusal},
	*,
};
use frame_support::{ensure, traits::Get};
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::{
	ActiveWorker, Agenda, AgendaTicket, Attested, ClassId, Domain, EscrowId, ProgramId, Reputation, Role, Stakes, Tier,
};
use sp_runtime::{
	traits::{CheckedAdd, Saturating, Zero},
	ArithmeticError, DispatchError, DispatchResult,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_place_order(tenant: T::AccountId, terms: OrderTermsOf<T>) -> DispatchResult {
		Self::limits().check_order(&terms).map_err(Error::<T>::from)?;
		Self::class_bond(terms.spec.class)?;
		let order = NextOrder::<T>::get();
		let next = order.checked_add(1).ok_or(ArithmeticError::Overflow)?;
		let ticket = Self::hold_for_contract(&tenant)?;
		let escrow = Self::put_aside(&tenant, terms.asset.clone(), terms.deposit)?;
		let end = Self::now().saturating_add(T::OrderPeriod::get());
		let due = Some(T::Agenda::schedule(end, Due::Order { order })?);
		NextOrder::<T>::put(next);
		Self::deposit_event(Event::OrderPlaced {
			order,
			tenant: tenant.clone(),
			class: terms.spec.class,
			asset: terms.asset.clone(),
			max_rate: terms.max_rate,
			deposit: terms.deposit,
		});
		Orders::<T>::insert(order, Order { tenant, terms, escrow, due, ticket });
		Ok(())
	}

	/// Returns how many bids there were.
	pub(crate) fn do_cancel_order(who: T::AccountId, id: OrderId) -> Result<u32, DispatchError> {
		let order = Self::find_order(id)?;
		ensure!(order.tenant == who, Error::<T>::NotTenant);
		Self::close_order(id, order)
	}

	/// Ends an order without a lease. Returns how many bids there were.
	pub(crate) fn close_order(id: OrderId, order: OrderOf<T>) -> Result<u32, DispatchError> {
		let bids = Self::remove_order(id, order.due).into_inner();
		let count = u32::try_from(bids.len()).unwrap_or(u32::MAX);
		Self::release_bids(id, bids)?;
		Self::refund(order.escrow)?;
		Self::return_deposit(&order.tenant, order.ticket)?;
		Self::deposit_event(Event::OrderClosed { order: id });
		Ok(count)
	}

	pub(crate) fn do_bid(
		who: T::AccountId,
		id: OrderId,
		worker: T::AccountId,
		rate: BalanceOf<T>,
		max_duration: BlockNumberFor<T>,
	) -> DispatchResult {
		let order = Self::find_order(id)?;
		let terms = &order.terms;
		ensure!(!rate.is_zero(), Error::<T>::ZeroRate);
		ensure!(rate <= terms.max_rate, Error::<T>::RateTooHigh);
		ensure!(max_duration >= terms.duration, Error::<T>::TooShort);
		Self::limits().check_duration(max_duration).map_err(Error::<T>::from)?;
		let provider = Self::ensure_fit(&worker, &terms.spec)?.owner;
		ensure!(who == provider || who == worker, Error::<T>::NotProvider);
		ensure!(provider != order.tenant, Error::<T>::OwnMachine);
		Self::ensure_leasable(&worker, &provider, terms.spec.class)?;

		let deposit = Self::hold_for_bid(&provider)?;
		let mut bids = Bids::<T>::get(id);
		let bid = Bid { worker: worker.clone(), provider: provider.clone(), rate, max_duration, deposit };
		let evicted = rules::add_bid(&mut bids, bid).map_err(|refusal| match refusal {
			BidRefusal::AlreadyBid => Error::<T>::AlreadyBid,
			BidRefusal::TooMany => Error::<T>::TooManyBids,
		})?;
		Bids::<T>::insert(id, bids);
		Self::release_bids(id, evicted.into_iter().collect())?;
		Self::deposit_event(Event::BidPlaced { order: id, worker, provider, rate });
		Ok(())
	}

	pub(crate) fn do_withdraw_bid(who: T::AccountId, id: OrderId, worker: T::AccountId) -> DispatchResult {
		let mut bids = Bids::<T>::get(id);
		let bid = Self::find_bid(&bids, &worker)?;
		ensure!(who == bid.provider || who == worker, Error::<T>::NotProvider);
		bids.retain(|other| other.worker != worker);
		Bids::<T>::insert(id, bids);
		Self::release_bids(id, [bid].into())
	}

	/// Returns how many bids there were.
	pub(crate) fn do_accept(who: T::AccountId, id: OrderId, worker: T::AccountId) -> Result<u32, DispatchError> {
		let order = Self::find_order(id)?;
		ensure!(order.tenant == who, Error::<T>::NotTenant);
		let bid = Self::find_bid(&Bids::<T>::get(id), &worker)?;
		let OrderTerms { spec, asset, duration, reclaim_window, .. } = order.terms;
		let active = Self::ensure_fit(&worker, &spec)?;
		let (provider, proven) = (active.owner, active.class.is_some());
		ensure!(provider == bid.provider, Error::<T>::ProviderChanged);
		let bond = Self::ensure_leasable(&worker, &provider, spec.class)?;
		// The deposit of the bid that won comes back too: from now on stake answers.
		let bids = Self::remove_order(id, order.due).into_inner();
		let count = u32::try_from(bids.len()).unwrap_or(u32::MAX);
		Self::release_bids(id, bids)?;
		Self::begin(NewLease {
			order: Some(id),
			tenant: order.tenant,
			provider,
			worker,
			class: spec.class,
			gpus: spec.gpus,
			proven,
			min_tier: spec.min_tier,
			program: spec.program,
			asset,
			rate: bid.rate,
			bond,
			escrow: order.escrow,
			duration,
			max_duration: bid.max_duration,
			reclaim_window,
			ticket: order.ticket,
		})?;
		Ok(count)
	}

	pub(crate) fn do_offer(who: T::AccountId, worker: T::AccountId, terms: OfferTermsOf<T>) -> DispatchResult {
		Self::limits().check_offer(&terms).map_err(Error::<T>::from)?;
		ensure!(!Offers::<T>::contains_key(&worker), Error::<T>::AlreadyOffered);
		let provider = Self::ensure_offerable(&worker, &terms)?.owner;
		ensure!(who == provider || who == worker, Error::<T>::NotProvider);
		Self::ensure_leasable(&worker, &provider, terms.class)?;
		let ticket = Self::hold_for_contract(&provider)?;
		Self::deposit_event(Event::OfferMade {
			worker: worker.clone(),
			provider: provider.clone(),
			class: terms.class,
			asset: terms.asset.clone(),
			rate: terms.rate,
		});
		Offers::<T>::insert(worker, Offer { provider, terms, ticket });
		Ok(())
	}

	pub(crate) fn do_withdraw_offer(who: T::AccountId, worker: T::AccountId) -> DispatchResult {
		let offer = Self::find_offer(&worker)?;
		ensure!(who == offer.provider || who == worker, Error::<T>::NotProvider);
		Self::close_offer(worker, offer)
	}

	pub(crate) fn do_take(
		tenant: T::AccountId,
		worker: T::AccountId,
		terms: OfferTermsOf<T>,
		duration: BlockNumberFor<T>,
		deposit: BalanceOf<T>,
		min_tier: Tier,
	) -> DispatchResult {
		let offer = Self::find_offer(&worker)?;
		ensure!(offer.terms == terms, Error::<T>::OfferChanged);
		ensure!(rules::is_allowed(&terms.tenants, &tenant), Error::<T>::NotAllowed);
		ensure!(duration >= terms.min_duration, Error::<T>::TooShort);
		ensure!(duration <= terms.max_duration, Error::<T>::TooLong);
		Self::limits().check_deposit(terms.rate, deposit).map_err(Error::<T>::from)?;
		let active = Self::ensure_offerable(&worker, &terms)?;
		ensure!(active.tier >= min_tier, Error::<T>::TierTooLow);
		ensure!(active.owner == offer.provider, Error::<T>::ProviderChanged);
		ensure!(active.owner != tenant, Error::<T>::OwnMachine);
		let bond = Self::ensure_leasable(&worker, &active.owner, terms.class)?;
		Self::close_offer(worker.clone(), offer)?;
		let ticket = Self::hold_for_contract(&tenant)?;
		let escrow = Self::put_aside(&tenant, terms.asset.clone(), deposit)?;
		let OfferTerms { class, gpus, asset, rate, max_duration, reclaim_window, .. } = terms;
		Self::begin(NewLease {
			order: None,
			tenant,
			provider: active.owner,
			worker,
			class,
			gpus,
			proven: active.class.is_some(),
			min_tier,
			program: None,
			asset,
			rate,
			bond,
			escrow,
			duration,
			max_duration,
			reclaim_window,
			ticket,
		})
	}

	pub(crate) fn do_set_class_bond(class: ClassId, new: Option<BalanceOf<T>>) -> DispatchResult {
		ensure!(new.is_none() || T::Attested::class_exists(class), Error::<T>::ClassNotLeasable);
		let old = ClassBonds::<T>::get(class);
		ClassBonds::<T>::set(class, new);
		Self::deposit_event(Event::ClassBondSet { class, old, new });
		Ok(())
	}

	/// What all leases keep to.
	fn limits() -> Limits<BlockNumberFor<T>> {
		Limits {
			min_duration: T::MinDuration::get(),
			max_duration: T::MaxDuration::get(),
			max_reclaim_window: T::MaxReclaimWindow::get(),
		}
	}

	/// The bond of a class that can be rented.
	pub(crate) fn class_bond(class: ClassId) -> Result<BalanceOf<T>, Error<T>> {
		ClassBonds::<T>::get(class).ok_or(Error::<T>::ClassNotLeasable)
	}

	/// The machine, when it is active and it and its owner are what `spec` asks for.
	fn ensure_fit(worker: &T::AccountId, spec: &SpecOf<T>) -> Result<ActiveWorker<T::AccountId>, DispatchError> {
		let active = T::Attested::ensure_active(worker)?;
		let attributes = if spec.attributes.is_empty() {
			Attributes::default()
		} else {
			Self::attributes(worker.clone(), spec.auditor.as_ref().unwrap_or(&active.owner).clone())
		};
		rules::check_fit(spec, &active, &attributes).map_err(Error::<T>::from)?;
		if let Some(least) = &spec.min_score {
			T::Reputation::ensure(Domain::Leasing, &active.owner, least)?;
		}
		Ok(active)
	}

	/// The machine, when it is active and has the hardware that is offered.
	fn ensure_offerable(
		worker: &T::AccountId,
		terms: &OfferTermsOf<T>,
	) -> Result<ActiveWorker<T::AccountId>, DispatchError> {
		let active = T::Attested::ensure_active(worker)?;
		rules::check_hardware(&active, terms.class, terms.gpus).map_err(Error::<T>::from)?;
		Ok(active)
	}

	/// Checks that a machine is free and not missing, and that its owner has enough at stake for one more. Returns the
	/// bond.
	pub(crate) fn ensure_leasable(
		worker: &T::AccountId,
		provider: &T::AccountId,
		class: ClassId,
	) -> Result<BalanceOf<T>, DispatchError> {
		let bond = Self::class_bond(class)?;
		ensure!(!LeaseOfWorker::<T>::contains_key(worker), Error::<T>::Leased);
		ensure!(!Downtimes::<T>::contains_key(worker), Error::<T>::Down);
		let required = Committed::<T>::get(provider).checked_add(&bond).ok_or(ArithmeticError::Overflow)?;
		T::Stakes::ensure_backed(Role::Provider, provider, required)?;
		Ok(bond)
	}

	fn find_order(id: OrderId) -> Result<OrderOf<T>, Error<T>> {
		Orders::<T>::get(id).ok_or(Error::<T>::NotFound)
	}

	fn find_offer(worker: &T::AccountId) -> Result<OfferOf<T>, Error<T>> {
		Offers::<T>::get(worker).ok_or(Error::<T>::NotFound)
	}

	fn find_bid(bids: &BidsOf<T>, worker: &T::AccountId) -> Result<BidOf<T>, Error<T>> {
		bids.iter().find(|bid| bid.worker == *worker).cloned().ok_or(Error::<T>::NotFound)
	}

	/// Removes an order's record: the one way out of storage. Returns its bids.
	fn remove_order(id: OrderId, due: Option<AgendaTicket<BlockNumberFor<T>>>) -> BidsOf<T> {
		if let Some(ticket) = due {
			T::Agenda::cancel(ticket);
		}
		Orders::<T>::remove(id);
		Bids::<T>::take(id)
	}

	/// Removes an offer: the one way out of storage.
	fn close_offer(worker: T::AccountId, offer: OfferOf<T>) -> DispatchResult {
		Offers::<T>::remove(&worker);
		Self::return_deposit(&offer.provider, offer.ticket)?;
		Self::deposit_event(Event::OfferClosed { worker });
		Ok(())
	}
}

/// What a lease begins with.
pub(crate) struct NewLease<T: Config> {
	pub order: Option<OrderId>,
	pub tenant: T::AccountId,
	pub provider: T::AccountId,
	pub worker: T::AccountId,
	pub class: ClassId,
	pub gpus: u8,
	pub proven: bool,
	pub min_tier: Tier,
	pub program: Option<ProgramId>,
	pub asset: T::AssetKind,
	pub rate: BalanceOf<T>,
	pub bond: BalanceOf<T>,
	pub escrow: EscrowId,
	pub duration: BlockNumberFor<T>,
	pub max_duration: BlockNumberFor<T>,
	pub reclaim_window: BlockNumberFor<T>,
	pub ticket: T::Consideration,
}

impl<T> From<Refusal> for Error<T> {
	fn from(refusal: Refusal) -> Self {
		match refusal {
			Refusal::ClassMismatch => Self::ClassMismatch,
			Refusal::TooFewGpus => Self::TooFewGpus,
			Refusal::TierTooLow => Self::TierTooLow,
			Refusal::ProgramNotMeasured => Self::ProgramNotMeasured,
			Refusal::AttributeMissing => Self::AttributeMissing,
			Refusal::NotAllowed => Self::NotAllowed,
			Refusal::ZeroRate => Self::ZeroRate,
			Refusal::TooShort => Self::TooShort,
			Refusal::TooLong => Self::TooLong,
			Refusal::ReclaimWindowTooLong => Self::ReclaimWindowTooLong,
			Refusal::DepositTooLow => Self::DepositTooLow,
		}
	}
}
