//! Machines that are not what they were rented as: a panel of checkers judges.
//!
//! Only the tenant may say so: nobody else has access to the machine. It lets the checkers in; whoever cannot get in answers
//! that the machine is right, since it is for the accuser to show. What evidence shows is not disputed.
//!
//! The panel is paid out of the tenant's bond, whatever it finds: what a checker earns must not depend on its answer. A
//! tenant that was right has that back out of the provider's stake, together with the rent.

use crate::{money::Pot, rules, *};
use frame_support::{
	ensure,
	storage::with_storage_layer,
	traits::{Get, Imbalance},
	weights::Weight,
	BoundedVec,
};
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::{
	give_each, Agenda, Conduct, Content, Domain, Fault, LeaseId, OnVerdict, PanelCase, Panels, Reputation, Role,
	Stakes, Verdict,
};
use sp_runtime::{
	traits::{One, Saturating, Zero},
	DispatchResult,
};

impl<T: Config> OnVerdict<T::AccountId, LeaseId> for Pallet<T> {
	/// Notes what the panel found. The dispute is settled in the next block, from the agenda, where what cannot be done is
	/// tried again.
	fn on_verdict(id: LeaseId, verdict: Verdict<T::AccountId>) {
		if let Err(error) = with_storage_layer(|| Self::note_finding(id, verdict)) {
			log::error!(target: "runtime::leasing", "a verdict on lease {id} could not be noted: {error:?}");
		}
	}

	fn on_verdict_weight() -> Weight {
		T::WeightInfo::on_verdict()
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_dispute_specs(who: T::AccountId, id: LeaseId, evidence: Content) -> DispatchResult {
		let lease = Self::find_lease(id)?;
		ensure!(lease.tenant == who, Error::<T>::NotTenant);
		ensure!(!SpecsDisputes::<T>::contains_key(id), Error::<T>::AlreadyDisputed);
		ensure!(!lease.proven, Error::<T>::SpecsProven);

		let bond = Self::hold_for_dispute(&who)?;
		let excluded = [&lease.tenant, &lease.provider, &lease.worker].map(Clone::clone).to_vec();
		let panel = T::Panels::convene(PanelCase::Lease(id), excluded)?;
		let blocks = Self::now().saturating_sub(lease.started_at);
		let cost = rules::cost_of_fault(&FalseSpecsCosts::<T>::get(), lease.bond, blocks);
		let worker = lease.worker.clone();
		let dispute = SpecsDispute {
			tenant: who,
			provider: lease.provider,
			worker: lease.worker,
			evidence: evidence.clone(),
			bond,
			cost,
			era: T::Stakes::era(),
			panel,
			settled: None,
			finding: None,
			due: None,
		};
		SpecsDisputes::<T>::insert(id, dispute);
		Self::deposit_event(Event::SpecsDisputed { lease: id, worker, evidence, panel, bond });
		Ok(())
	}

	pub(crate) fn do_set_false_specs_costs(table: CostTable<BlockNumberFor<T>>) -> DispatchResult {
		ensure!(rules::is_valid_table(&table), Error::<T>::InvalidTable);
		FalseSpecsCosts::<T>::put(&table);
		Self::deposit_event(Event::FalseSpecsCostsSet { table });
		Ok(())
	}

	/// Keeps what the panel found until it is acted on; ignored when nobody waits for it.
	fn note_finding(id: LeaseId, Verdict { answer, majority }: Verdict<T::AccountId>) -> DispatchResult {
		let Some(mut dispute) = SpecsDisputes::<T>::get(id).filter(|dispute| dispute.finding.is_none()) else {
			return Ok(());
		};
		let is_right = answer.and_then(|answer| rules::read_specs_answer(id, answer));
		dispute.finding = Some(Finding { is_right, majority: BoundedVec::truncate_from(majority) });
		dispute.due = Some(T::Agenda::schedule(Self::now().saturating_add(One::one()), Due::Ruling { lease: id })?);
		SpecsDisputes::<T>::insert(id, dispute);
		Ok(())
	}

	/// Keeps what a lease that ends has settled, where that matters to a dispute.
	pub(crate) fn note_end(id: LeaseId, lease: &LeaseOf<T>) {
		let settled = Self::native_rent(lease, lease.settled);
		SpecsDisputes::<T>::mutate_extant(id, |dispute| dispute.settled = Some(settled));
	}

	/// Settles a dispute by what the panel found: the one way out of storage.
	pub(crate) fn rule(id: LeaseId) -> DispatchResult {
		let Some(dispute) = SpecsDisputes::<T>::take(id) else { return Ok(()) };
		let is_right = dispute.finding.as_ref().and_then(|finding| finding.is_right);
		let Some(is_right) = is_right else {
			Self::release_dispute(&dispute.tenant, dispute.bond)?;
			return Self::dispute_settled(id, &dispute, Zero::zero());
		};
		let mut pot = Self::take_dispute(&dispute.tenant, dispute.bond);
		let panel_fee = Self::pay_panel(&mut pot, dispute.finding.as_ref());
		let rest_to = if is_right { &dispute.provider } else { &dispute.tenant };
		Self::give(pot, rest_to)?;
		if !is_right {
			Self::punish_false_specs(id, &dispute, panel_fee)?;
		}
		Self::dispute_settled(id, &dispute, panel_fee)
	}

	/// The machine is not what it was rented as: the lease ends if it still runs, and the provider's stake makes good what
	/// the tenant paid.
	fn punish_false_specs(id: LeaseId, dispute: &SpecsDisputeOf<T>, panel_fee: BalanceOf<T>) -> DispatchResult {
		let settled = match Leases::<T>::get(id) {
			Some(mut lease) => {
				let settled = Self::native_rent(&lease, lease.settled);
				// Nobody won a challenge that is open.
				if let Some(challenge) = lease.challenge.take() {
					Self::release_challenge(&challenge.challenger, challenge.bond)?;
				}
				Self::end(id, lease, Reason::FalseSpecs)?;
				settled
			}
			None => {
				let settled = dispute.settled.unwrap_or_default();
				T::Reputation::note(Domain::Leasing, &dispute.provider, Conduct::Bad, settled);
				settled
			}
		};
		let fault = Fault {
			amount: dispute.cost,
			era: dispute.era,
			claim: Some((dispute.tenant.clone(), settled.saturating_add(panel_fee))),
			reporter: Some(dispute.tenant.clone()),
			self_reported: false,
		};
		let amount = T::Stakes::slash(Role::Provider, &dispute.provider, fault)?;
		let (worker, provider) = (dispute.worker.clone(), dispute.provider.clone());
		Self::deposit_event(Event::FalseSpecsCharged { lease: id, worker, provider, amount });
		Ok(())
	}

	/// Gives each of the panel's majority as much out of the pot, if it can receive it. Returns what was given.
	fn pay_panel(pot: &mut Pot<T>, finding: Option<&Finding<T::AccountId>>) -> BalanceOf<T> {
		let members = finding.map_or(&[][..], |finding| finding.majority.as_slice());
		let each = rules::share(pot.peek(), members.len());
		give_each::<_, T::Currency>(pot, members, each)
	}

	/// Rent of a lease as far as it can be compared with stake: none where it is not paid in native money.
	pub(crate) fn native_rent(lease: &LeaseOf<T>, rent: BalanceOf<T>) -> BalanceOf<T> {
		if lease.asset == T::NativeAsset::get() {
			rent
		} else {
			Zero::zero()
		}
	}

	fn dispute_settled(id: LeaseId, dispute: &SpecsDisputeOf<T>, panel_fee: BalanceOf<T>) -> DispatchResult {
		let is_right = dispute.finding.as_ref().and_then(|finding| finding.is_right);
		let tenant = dispute.tenant.clone();
		Self::deposit_event(Event::SpecsDisputeSettled { lease: id, tenant, is_right, panel_fee });
		Ok(())
	}
}
