//! What equivocation costs, and how it ends.

use crate::*;
use alloc::vec::Vec;
use frame_support::{weights::Weight, BoundedVec};
use pallet_session::historical::IdentificationTuple;
use piazza_primitives::{EraIndex, Fault, Role, Stakes};
use sp_runtime::{
	traits::{SaturatedConversion, Zero},
	Perbill,
};
use sp_staking::{
	offence::{OffenceDetails, OffenceSeverity, OnOffenceHandler},
	SessionIndex,
};

/// One report of one offender.
type ReportOf<T> = OffenceDetails<<T as frame_system::Config>::AccountId, IdentificationTuple<T>>;

/// One offender of a runtime.
type OffenderOf<T> = Offender<<T as frame_system::Config>::AccountId>;

impl<T: Config> Pallet<T> {
	/// Slashes and stops those who are reported for `session`. Others of its era lose more too when there are now more
	/// of them. Returns how many there are.
	pub(crate) fn punish(reports: &[ReportOf<T>], session: SessionIndex) -> u32 {
		let era = Self::era_of(session);
		let mut offenders = Offenders::<T>::get(era).into_inner();
		for ReportOf::<T> { offender: (operator, exposure), .. } in reports {
			if offenders.iter().all(|known| known.operator != *operator) {
				let fraction = Perbill::zero();
				offenders.push(Offender { operator: operator.clone(), exposure: *exposure, fraction });
			}
		}
		let count = offenders.len().saturated_into();
		for offender in offenders.iter_mut() {
			match reports.iter().find(|report| report.offender.0 == offender.operator) {
				Some(report) => {
					let amount = offender.report(report.offender.1, count);
					Self::slash(offender, era, amount, report.reporters.first());
					Self::stop(offender);
				}
				None => {
					let amount = offender.raise(count);
					Self::slash(offender, era, amount, None);
				}
			}
		}
		// As many as can validate at a time are remembered. With so many, each has lost everything: one who is
		// forgotten and reported again has nothing to lose.
		Offenders::<T>::insert(era, BoundedVec::truncate_from(offenders));
		count
	}

	/// Freezes `amount` of an offender's stake, or what there is.
	fn slash(offender: &OffenderOf<T>, era: EraIndex, amount: Balance, reporter: Option<&T::AccountId>) {
		if amount.is_zero() {
			return;
		}
		let operator = offender.operator.clone();
		let fault = Fault { amount, era, claim: None, reporter: reporter.cloned(), self_reported: false };
		match T::Stakes::slash(Role::Validator, &operator, fault) {
			Ok(amount) => {
				Self::deposit_event(Event::OffenderSlashed { operator, era, fraction: offender.fraction, amount });
			}
			Err(error) => log::error!(target: LOG_TARGET, "cannot slash {operator:?} by {amount}: {error:?}"),
		}
	}

	/// Ends what an offender does: it cannot be elected and is disabled in the current session.
	fn stop(offender: &OffenderOf<T>) {
		T::Stakes::chill(Role::Validator, &offender.operator);
		// When too few would be left, it stays on the list, where elections pass it over.
		if Self::take_off_list(&offender.operator).is_ok() {
			Self::deposit_event(Event::CandidateRemoved { operator: offender.operator.clone() });
		}
		Self::disable(offender);
	}

	/// Disables an offender if it validates in the current session, as far as the runtime's strategy allows.
	fn disable(offender: &OffenderOf<T>) {
		let severity = OffenceSeverity(offender.fraction);
		pallet_session::Pallet::<T>::report_offence(offender.operator.clone(), severity);
	}

	/// Disables, in a session that starts, the offenders of `era` and of the one before who have not made up for it.
	/// They were elected before they were reported, and a new set of validators begins with all of them enabled.
	/// Returns how many offenders there are.
	pub(crate) fn disable_again(era: EraIndex) -> u32 {
		let eras = [era.checked_sub(1), Some(era)];
		let offenders: Vec<_> = eras.into_iter().flatten().flat_map(Offenders::<T>::get).collect();
		for offender in &offenders {
			if Exposures::<T>::contains_key(&offender.operator) && !Self::is_backed(&offender.operator) {
				Self::disable(offender);
			}
		}
		offenders.len().saturated_into()
	}
}

/// Slashes by this pallet's own curve: the fractions that are given count offenders of one slot, not of an era.
impl<T: Config> OnOffenceHandler<T::AccountId, IdentificationTuple<T>, Weight> for Pallet<T> {
	fn on_offence(reports: &[ReportOf<T>], _: &[Perbill], session: SessionIndex) -> Weight {
		let offenders = Self::punish(reports, session);
		let each = WeightsOf::<T>::on_offence(offenders.saturating_sub(1));
		let weight = each
			.saturating_mul(reports.len().saturated_into())
			.saturating_add(T::Stakes::slash_weight().saturating_mul(offenders.into()));
		// Who calls this does not count it.
		Self::note_weight(weight);
		weight
	}
}
