//! Disputes: one result of a batch is opened and doubted, and a panel judges.

use crate::{
	pallet::{Batches, Error, Event},
	rules, BalanceOf, Batch, BatchOf, Config, Dispute, DisputeOf, Due, Finding, FindingOf, Leaf, Pallet, Proof,
	WeightInfo,
};
use alloc::vec;
use frame_support::{
	ensure,
	storage::with_storage_layer,
	traits::{Get, Imbalance},
	weights::Weight,
	BoundedVec,
};
use piazza_primitives::{
	give_each, give_if_possible, BatchId, Conduct, Content, Fault, OnVerdict, PanelCase, Panels, Reputation, Role,
	Ruling, Stakes, Verdict,
};
use sp_runtime::{
	traits::{One, Saturating, Zero},
	DispatchResult,
};

impl<T: Config> OnVerdict<T::AccountId, BatchId> for Pallet<T> {
	/// Notes what the panel found. The dispute is settled in the next block, from the agenda, where what cannot be done
	/// is tried again.
	fn on_verdict(id: BatchId, verdict: Verdict<T::AccountId>) {
		if let Err(error) = with_storage_layer(|| Self::note_finding(id, verdict)) {
			log::error!(target: "runtime::batches", "a verdict on batch {id} could not be noted: {error:?}");
		}
	}

	fn on_verdict_weight() -> Weight {
		T::WeightInfo::on_verdict()
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_dispute(
		who: T::AccountId,
		id: BatchId,
		leaf: Leaf,
		proof: Proof,
		output: Content,
	) -> DispatchResult {
		let batch = Self::find(id)?;
		ensure!(batch.dispute.is_none(), Error::<T>::AlreadyDisputed);
		ensure!(batch.disputes.contains(Self::now()), Error::<T>::DisputesClosed);
		ensure!(who != batch.provider && who != batch.worker, Error::<T>::OwnBatch);
		ensure!(output.hash != leaf.output.hash, Error::<T>::SameOutput);
		ensure!(Self::is_leaf(&batch, &leaf, &proof), Error::<T>::InvalidProof);

		let bond = T::DisputeBond::get();
		Self::hold_dispute_bond(&who, bond)?;
		let excluded = vec![batch.tenant.clone(), who.clone(), batch.provider.clone(), batch.worker.clone()];
		let panel = T::Panels::convene(PanelCase::Batch(id), excluded)?;
		Self::deposit_event(Event::Disputed {
			batch: id,
			disputer: who.clone(),
			index: leaf.index,
			input: leaf.input.clone(),
			accused_hash: leaf.output.hash,
			output_hash: output.hash,
			panel,
			bond,
		});
		let dispute = Dispute { disputer: who, leaf, output, bond, panel, since: Self::now(), finding: None };
		Self::await_panel(id, Batch { dispute: Some(dispute), ..batch });
		Ok(())
	}

	/// Whether the proof shows the leaf to be in the batch.
	pub(crate) fn is_leaf(batch: &BatchOf<T>, leaf: &Leaf, proof: &Proof) -> bool {
		let hash = rules::leaf_hash(leaf.index, &leaf.input.hash, &leaf.output.hash);
		rules::proves(&batch.root, batch.count, leaf.index, hash, proof)
	}

	/// Keeps what the panel found until it is acted on; ignored when nobody waits for it.
	fn note_finding(id: BatchId, Verdict { answer, majority }: Verdict<T::AccountId>) -> DispatchResult {
		let Some(mut batch) = Batches::<T>::get(id) else { return Ok(()) };
		let waiting = batch.dispute.as_mut().filter(|dispute| dispute.finding.is_none());
		let Some(dispute) = waiting else { return Ok(()) };
		dispute.finding = Some(Finding { answer, majority: BoundedVec::truncate_from(majority) });
		let next = Self::now().saturating_add(One::one());
		Self::await_due(id, batch, next, Due::Ruling { batch: id })
	}

	/// Settles a dispute by what the panel found. The batch goes on without it, or is over.
	pub(crate) fn rule(id: BatchId, batch: BatchOf<T>, dispute: DisputeOf<T>) -> DispatchResult {
		let Some(finding) = &dispute.finding else { return Ok(()) };
		match Ruling::of(finding.answer, dispute.leaf.output.hash, dispute.output.hash) {
			Ruling::Upheld => Self::uphold(id, batch, &dispute, finding),
			Ruling::Overturned => {
				Self::disprove(id, batch, &dispute, finding, Ruling::Overturned, Some(dispute.disputer.clone()))
			}
			Ruling::Neither => Self::disprove(id, batch, &dispute, finding, Ruling::Neither, None),
			Ruling::Undecided => {
				Self::release_dispute_bond(&dispute.disputer, dispute.bond)?;
				let none = Zero::zero();
				Self::dispute_settled(id, &dispute, Ruling::Undecided, none, none);
				Self::go_on(id, batch, &dispute)
			}
		}
	}

	/// Takes the bond of a disputer who was wrong for the panel's majority; what cannot be split is the provider's.
	fn uphold(id: BatchId, batch: BatchOf<T>, dispute: &DisputeOf<T>, finding: &FindingOf<T>) -> DispatchResult {
		let mut pot = Self::take_dispute_bond(&dispute.disputer, dispute.bond);
		let lost = pot.peek();
		let each = rules::panel_fee(lost, dispute.bond, Self::count(&finding.majority));
		let panel_fee = give_each::<_, T::Currency>(&mut pot, &finding.majority, each);
		Self::give_rest(pot, &batch.provider)?;
		Self::dispute_settled(id, dispute, Ruling::Upheld, lost, panel_fee);
		Self::go_on(id, batch, dispute)
	}

	/// Takes the bond of a provider whose worker gave a false result for the panel's majority and the tenant, slashes its
	/// stake, and ends the batch.
	fn disprove(
		id: BatchId,
		batch: BatchOf<T>,
		dispute: &DisputeOf<T>,
		finding: &FindingOf<T>,
		ruling: Ruling,
		reporter: Option<T::AccountId>,
	) -> DispatchResult {
		Self::release_dispute_bond(&dispute.disputer, dispute.bond)?;
		let mut pot = Self::take_bond(&batch.provider, batch.bond);
		let bond_lost = pot.peek();
		let each = rules::panel_fee(bond_lost, dispute.bond, Self::count(&finding.majority));
		let panel_fee = give_each::<_, T::Currency>(&mut pot, &finding.majority, each);
		let rest = pot.peek();
		let compensation = give_if_possible::<_, T::Currency>(&mut pot, &batch.tenant, rest);
		// Nothing but what is too little to make an account of, for a tenant that has none any more.
		Self::give_rest(pot, &dispute.disputer)?;

		let claim = Some((batch.tenant.clone(), batch.claim)).filter(|(_, claim)| !claim.is_zero());
		let fault = Fault { amount: T::FalseResultFine::get(), era: batch.era, claim, reporter, self_reported: false };
		let fine = T::Stakes::slash(Role::Provider, &batch.provider, fault)?;
		T::Reputation::note(rules::domain(batch.source), &batch.provider, Conduct::Bad, batch.claim);
		Self::remove(id, &batch);
		Self::dispute_settled(id, dispute, ruling, Zero::zero(), panel_fee);
		let Batch { source, provider, .. } = batch;
		Self::deposit_event(Event::BatchDisproved { batch: id, source, provider, bond_lost, compensation, fine });
		Ok(())
	}

	/// Goes on with a batch after a dispute: there is as much time left for others as there was when it was raised, as
	/// far as that is possible.
	fn go_on(id: BatchId, mut batch: BatchOf<T>, dispute: &DisputeOf<T>) -> DispatchResult {
		let taken = Self::now().saturating_sub(dispute.since);
		batch.disputes = rules::lengthened(batch.disputes, taken, T::MaxDisputeWindow::get());
		let until = batch.disputes.to;
		Self::await_due(id, batch, until, Due::End { batch: id })?;
		Self::deposit_event(Event::DisputesReopened { batch: id, until });
		Ok(())
	}

	fn count(members: &[T::AccountId]) -> u32 {
		u32::try_from(members.len()).unwrap_or(u32::MAX)
	}

	fn dispute_settled(
		id: BatchId,
		dispute: &DisputeOf<T>,
		ruling: Ruling,
		bond_lost: BalanceOf<T>,
		panel_fee: BalanceOf<T>,
	) {
		let disputer = dispute.disputer.clone();
		Self::deposit_event(Event::DisputeSettled { batch: id, disputer, ruling, bond_lost, panel_fee });
	}
}
