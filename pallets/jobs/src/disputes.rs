//! Disputes: an output that has its quorum is doubted, and a panel judges.

use crate::{
	money::Pot,
	pallet::{Disputes, Error, Event, Seats},
	rules, BalanceOf, Config, Dispute, DisputeOf, Due, Failure, Finding, JobOf, Pallet, SeatsOf, Stage, WeightInfo,
};
use frame_support::{
	ensure,
	storage::with_storage_layer,
	traits::{Get, Imbalance},
	weights::Weight,
	BoundedVec,
};
use piazza_primitives::{
	give_each, Content, ContentHash, Fault, JobId, OnVerdict, PanelCase, Panels, Role, Ruling, Stakes, Verdict,
};
use sp_runtime::{
	traits::{One, Saturating, Zero},
	DispatchError, DispatchResult, Permill,
};

impl<T: Config> OnVerdict<T::AccountId, JobId> for Pallet<T> {
	/// Notes what the panel found. The dispute is settled in the next block, from the agenda, where what cannot be done
	/// is tried again.
	fn on_verdict(id: JobId, verdict: Verdict<T::AccountId>) {
		if let Err(error) = with_storage_layer(|| Self::note_finding(id, verdict)) {
			log::error!(target: "runtime::jobs", "a verdict on job {id} could not be noted: {error:?}");
		}
	}

	fn on_verdict_weight() -> Weight {
		T::WeightInfo::on_verdict()
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_dispute(who: T::AccountId, id: JobId, output: Content) -> DispatchResult {
		let job = Self::find(id)?;
		let (accepted, challenges, era) = match &job.stage {
			Stage::Provisional { output, challenges, era } => (*output, *challenges, *era),
			Stage::Disputed { .. } => return Err(Error::<T>::AlreadyDisputed.into()),
			_ => return Err(Error::<T>::WrongStage.into()),
		};
		ensure!(challenges.contains(Self::now()), Error::<T>::ChallengesClosed);
		ensure!(output.hash != accepted, Error::<T>::SameOutput);
		let seats = Seats::<T>::get(id);
		let mut accused = seats.iter().filter(|seat| seat.output_hash() == Some(accepted));
		ensure!(accused.all(|seat| seat.provider != who && seat.worker != who), Error::<T>::OwnOutput);

		let bond = T::DisputeBond::get();
		Self::hold_dispute_bond(&who, bond)?;
		let parties = [job.tenant.clone(), who.clone()].into_iter();
		let excluded = parties.chain(seats.into_iter().map(|seat| seat.provider)).collect();
		let panel = T::Panels::convene(PanelCase::Job(id), excluded)?;
		let output_hash = output.hash;
		Disputes::<T>::insert(id, Dispute { disputer: who.clone(), output, bond, panel, era, finding: None });
		Self::await_panel(id, job, Stage::Disputed { output: accepted });
		Self::deposit_event(Event::Disputed { job: id, disputer: who, output_hash, panel, bond });
		Ok(())
	}

	/// Keeps what the panel found until it is acted on; ignored when nobody waits for it.
	fn note_finding(id: JobId, Verdict { answer, majority }: Verdict<T::AccountId>) -> DispatchResult {
		let Some(dispute) = Disputes::<T>::get(id).filter(|dispute| dispute.finding.is_none()) else { return Ok(()) };
		let job = Self::find(id)?;
		let majority = BoundedVec::truncate_from(majority);
		Disputes::<T>::insert(id, Dispute { finding: Some(Finding { answer, majority }), ..dispute });
		let (stage, next) = (job.stage.clone(), Self::now().saturating_add(One::one()));
		Self::enter(id, job, stage, next, Due::Ruling { job: id })
	}

	/// Settles a dispute about the output that was `accepted`, and the job, by what the panel found.
	pub(crate) fn rule(id: JobId, job: JobOf<T>, accepted: ContentHash) -> DispatchResult {
		let Some(dispute) = Disputes::<T>::take(id) else { return Ok(()) };
		let answer = dispute.finding.as_ref().and_then(|finding| finding.answer);
		let seats = Seats::<T>::get(id);
		match Ruling::of(answer, accepted, dispute.output.hash) {
			Ruling::Upheld => {
				Self::punish_disputer(id, &job.tenant, &dispute)?;
				Self::settle(id, job, seats)?;
			}
			Ruling::Overturned => {
				Self::release_dispute_bond(&dispute.disputer, dispute.bond)?;
				Self::slash_false(id, &seats, accepted, &dispute);
				Self::settle_as(id, job, seats, answer, Failure::NoQuorum, Some(&dispute))?;
			}
			Ruling::Neither => {
				Self::drop_dispute(id, &dispute, Ruling::Neither)?;
				Self::settle_as(id, job, seats, None, Failure::Disproved, None)?;
			}
			Ruling::Undecided => {
				Self::drop_dispute(id, &dispute, Ruling::Undecided)?;
				Self::settle(id, job, seats)?;
			}
		}
		Ok(())
	}

	/// Ends a dispute that nobody won or lost.
	fn drop_dispute(id: JobId, dispute: &DisputeOf<T>, ruling: Ruling) -> DispatchResult {
		Self::release_dispute_bond(&dispute.disputer, dispute.bond)?;
		let none = Zero::zero();
		Self::dispute_settled(id, dispute, ruling, none, none, none);
		Ok(())
	}

	/// Takes the bond of a disputer who was wrong for the panel's majority; what cannot be split is the tenant's.
	fn punish_disputer(id: JobId, tenant: &T::AccountId, dispute: &DisputeOf<T>) -> DispatchResult {
		let mut pot = Self::take_dispute_bond(&dispute.disputer, dispute.bond);
		let lost = pot.peek();
		let each = rules::share(lost, Self::count(Self::majority(dispute)));
		let fee = Self::pay_panel(&mut pot, dispute, each);
		let rest = pot.peek();
		Self::give(&mut pot, tenant, rest)?;
		Self::dispute_settled(id, dispute, Ruling::Upheld, lost, Zero::zero(), fee);
		Ok(())
	}

	/// Gives the panel and the disputer their parts of the lost bonds in the pot, when there is a dispute that was `won`.
	/// Returns what each of the `winners` gets of what is left.
	pub(crate) fn share_spoils(
		id: JobId,
		pot: &mut Pot<T>,
		winners: u32,
		won: Option<&DisputeOf<T>>,
	) -> Result<BalanceOf<T>, DispatchError> {
		let Some(dispute) = won else {
			return Ok(rules::spoils(pot.peek(), winners, Zero::zero(), 0, Permill::zero()).per_seat);
		};
		let members = Self::count(Self::majority(dispute));
		let spoils = rules::spoils(pot.peek(), winners, dispute.bond, members, T::DisputeBounty::get());
		let fee = Self::pay_panel(pot, dispute, spoils.per_member);
		Self::give(pot, &dispute.disputer, spoils.bounty)?;
		Self::dispute_settled(id, dispute, Ruling::Overturned, Zero::zero(), spoils.bounty, fee);
		Ok(spoils.per_seat)
	}

	/// Gives each of the panel's majority as much out of the pot, if it can receive it. Returns what was given.
	fn pay_panel(pot: &mut Pot<T>, dispute: &DisputeOf<T>, each: BalanceOf<T>) -> BalanceOf<T> {
		give_each::<_, T::Currency>(pot, Self::majority(dispute), each)
	}

	/// Slashes the providers of the output that was overturned. One who cannot be slashed does not hold up the others.
	fn slash_false(id: JobId, seats: &SeatsOf<T>, accepted: ContentHash, dispute: &DisputeOf<T>) {
		for seat in seats.iter().filter(|seat| seat.output_hash() == Some(accepted)) {
			let fault = Fault {
				amount: T::FalseResultFine::get(),
				era: dispute.era,
				claim: None,
				reporter: Some(dispute.disputer.clone()),
				self_reported: false,
			};
			match T::Stakes::slash(Role::Provider, &seat.provider, fault) {
				Ok(amount) => {
					Self::deposit_event(Event::FalseResult { job: id, provider: seat.provider.clone(), amount })
				}
				Err(error) => log::error!(
					target: "runtime::jobs",
					"{:?} could not be slashed for job {id}: {error:?}",
					seat.provider,
				),
			}
		}
	}

	fn majority(dispute: &DisputeOf<T>) -> &[T::AccountId] {
		dispute.finding.as_ref().map_or(&[], |finding| finding.majority.as_slice())
	}

	fn count(members: &[T::AccountId]) -> u32 {
		u32::try_from(members.len()).unwrap_or(u32::MAX)
	}

	fn dispute_settled(
		id: JobId,
		dispute: &DisputeOf<T>,
		ruling: Ruling,
		bond_lost: BalanceOf<T>,
		bounty: BalanceOf<T>,
		panel_fee: BalanceOf<T>,
	) {
		let disputer = dispute.disputer.clone();
		Self::deposit_event(Event::DisputeSettled { job: id, disputer, ruling, bond_lost, bounty, panel_fee });
	}
}
