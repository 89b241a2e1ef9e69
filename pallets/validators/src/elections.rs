//! Who validates: an election for each session.

use crate::*;
use alloc::vec::Vec;
use frame_support::{
	dispatch::DispatchClass,
	traits::{Get, ValidatorRegistration},
	weights::Weight,
	BoundedVec,
};
use pallet_session::historical;
use piazza_primitives::{Role, Stakes};
use sp_runtime::SaturatedConversion;
use sp_staking::SessionIndex;

impl<T: Config> Pallet<T> {
	/// All stake behind `operator`.
	pub(crate) fn stake_of(operator: &T::AccountId) -> Balance {
		T::Stakes::stake_of(Role::Validator, operator)
	}

	/// Whether `operator` can be elected: it has keys and stake.
	pub(crate) fn is_eligible(operator: &T::AccountId) -> bool {
		pallet_session::Pallet::<T>::is_registered(operator) && Self::is_backed(operator)
	}

	/// Whether `operator` is active and has the stake it needs.
	pub(crate) fn is_backed(operator: &T::AccountId) -> bool {
		T::Stakes::ensure_backed(Role::Validator, operator, 0).is_ok()
	}

	/// Whether `count` validators are enough.
	pub(crate) fn are_enough(count: usize) -> bool {
		count.saturated_into::<u32>() >= T::MinValidators::get()
	}

	/// The candidates with the most stake, or how many are eligible when these are too few.
	pub(crate) fn elect() -> Result<ElectedOf<T>, u32> {
		let eligible: Vec<_> = Candidates::<T>::get().into_iter().filter(Self::is_eligible).collect();
		if !Self::are_enough(eligible.len()) {
			return Err(eligible.len().saturated_into());
		}
		Ok(Self::rank(eligible, ValidatorCount::<T>::get()))
	}

	/// Those elected before, but for those without keys, who cannot make blocks.
	pub(crate) fn keep() -> ElectedOf<T> {
		let mut elected = Elected::<T>::get();
		elected.retain(|(operator, _)| pallet_session::Pallet::<T>::is_registered(operator));
		let validators = elected.len().saturated_into();
		elected.iter_mut().for_each(|(_, exposure)| exposure.validators = validators);
		elected
	}

	/// The first `count` of `operators`, by stake and, of equals, by account.
	fn rank(operators: Vec<T::AccountId>, count: u32) -> ElectedOf<T> {
		let mut ranked: Vec<_> = operators.into_iter().map(|operator| (Self::stake_of(&operator), operator)).collect();
		ranked.sort_by(|(x, a), (y, b)| y.cmp(x).then_with(|| a.cmp(b)));
		ranked.truncate(count.saturated_into());
		let validators = ranked.len().saturated_into();
		let exposed = ranked.into_iter().map(|(stake, operator)| (operator, Exposure { stake, validators }));
		// There are no more of them than candidates, but for genesis.
		BoundedVec::truncate_from(exposed.collect())
	}

	/// Elects for `session`. `None` when nothing changes.
	pub(crate) fn plan_session(session: SessionIndex) -> Option<ElectedOf<T>> {
		let candidates = Candidates::<T>::decode_len().unwrap_or_default();
		Self::note_weight(WeightsOf::<T>::new_session(candidates.saturated_into()));
		Self::forget_before(session.saturating_sub(T::ReportSessions::get()));
		let elected = Self::elect().unwrap_or_else(|eligible| {
			log::warn!(target: LOG_TARGET, "validators stay: only {eligible} are eligible for session {session}");
			Self::deposit_event(Event::TooFewEligible { session, eligible });
			Self::keep()
		});
		let (_, last) = elected.last().filter(|_| Self::is_change(&elected))?;
		let (validators, least_stake) = (last.validators, last.stake);
		Elected::<T>::put(&elected);
		Self::deposit_event(Event::Elected { session, validators, least_stake });
		Some(elected)
	}

	/// The session keys' owners at genesis, all of them; there may be no stake yet, nor candidates.
	fn plan_genesis_session() -> Option<ElectedOf<T>> {
		let operators: Vec<_> = pallet_session::NextKeys::<T>::iter_keys().collect();
		let elected = Self::rank(operators, T::MaxCandidates::get());
		Elected::<T>::put(&elected);
		(!elected.is_empty()).then_some(elected)
	}

	/// Whether `elected` differ from those elected before, in stake or in keys: both are part of the session's root.
	fn is_change(elected: &ElectedOf<T>) -> bool {
		let queued = pallet_session::Pallet::<T>::queued_keys();
		*elected != Elected::<T>::get()
			|| queued.len() != elected.len()
			|| queued.iter().any(|(who, keys)| pallet_session::Pallet::<T>::load_keys(who).as_ref() != Some(keys))
	}

	/// Forgets who validated before `session`, and who equivocated in the last era that is over by then.
	fn forget_before(session: SessionIndex) {
		if session > 0 {
			historical::Pallet::<T>::prune_up_to(session);
		}
		if let Some(era) = Self::era_of(session).checked_sub(1) {
			Offenders::<T>::remove(era);
		}
	}

	/// Starts `session` with those who were elected for it.
	pub(crate) fn begin_session(session: SessionIndex) {
		let elected = Elected::<T>::get();
		let validators = elected.len().saturated_into();
		// No more than the validators before.
		let _ = Exposures::<T>::clear(u32::MAX, None);
		for (operator, exposure) in elected {
			Exposures::<T>::insert(operator, exposure);
		}
		if session.is_multiple_of(T::SessionsPerEra::get()) {
			Self::fix_block_reward();
		}
		let offenders = Self::disable_again(Self::era_of(session));
		Self::note_weight(WeightsOf::<T>::start_session(validators, offenders));
	}

	/// Counts weight that no call and no hook of this pallet declares.
	pub(crate) fn note_weight(weight: Weight) {
		frame_system::Pallet::<T>::register_extra_weight_unchecked(weight, DispatchClass::Mandatory);
	}
}

impl<T: Config> historical::SessionManager<T::AccountId, Exposure> for Pallet<T> {
	fn new_session(session: SessionIndex) -> Option<Vec<(T::AccountId, Exposure)>> {
		Self::plan_session(session).map(BoundedVec::into_inner)
	}

	fn new_session_genesis(_: SessionIndex) -> Option<Vec<(T::AccountId, Exposure)>> {
		Self::plan_genesis_session().map(BoundedVec::into_inner)
	}

	fn start_session(session: SessionIndex) {
		Self::begin_session(session);
	}

	fn end_session(_: SessionIndex) {}
}

/// The same without what is at risk.
impl<T: Config> pallet_session::SessionManager<T::AccountId> for Pallet<T> {
	fn new_session(session: SessionIndex) -> Option<Vec<T::AccountId>> {
		Self::plan_session(session).map(operators)
	}

	fn new_session_genesis(_: SessionIndex) -> Option<Vec<T::AccountId>> {
		Self::plan_genesis_session().map(operators)
	}

	fn start_session(session: SessionIndex) {
		Self::begin_session(session);
	}

	fn end_session(_: SessionIndex) {}
}

/// Without what is at risk.
fn operators<AccountId>(elected: impl IntoIterator<Item = (AccountId, Exposure)>) -> Vec<AccountId> {
	elected.into_iter().map(|(operator, _)| operator).collect()
}
