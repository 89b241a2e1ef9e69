//! What each call and each step of consensus costs at the worst.

use crate::*;
use alloc::{vec, vec::Vec};
use codec::{Decode, Encode};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{
		fungible::{Balanced, Inspect},
		EnsureOrigin, Get,
	},
	BoundedVec,
};
use frame_system::RawOrigin;
use pallet_authorship::EventHandler;
use pallet_session::historical;
use piazza_primitives::{Role, Stakes};
use sp_runtime::{traits::TrailingZeroInput, Perbill};
use sp_staking::offence::{OffenceDetails, OnOffenceHandler};

/// Session keys like no others: any bytes are such.
fn keys<T: Config>(seed: impl Encode) -> Result<T::Keys, BenchmarkError> {
	let bytes = seed.encode();
	T::Keys::decode(&mut TrailingZeroInput::new(&bytes)).map_err(|_| BenchmarkError::Stop("keys are not any bytes"))
}

/// An operator with stake and session keys.
fn operator<T: Config>(index: u32) -> Result<T::AccountId, BenchmarkError> {
	let who: T::AccountId = account("operator", index, 0);
	T::Stakes::back(Role::Validator, &who);
	pallet_session::NextKeys::<T>::insert(&who, keys::<T>(&who)?);
	Ok(who)
}

/// A list of `count` candidates.
fn fill_list<T: Config>(count: u32) -> Result<Vec<T::AccountId>, BenchmarkError> {
	let operators = (0..count).map(operator::<T>).collect::<Result<Vec<_>, _>>()?;
	Candidates::<T>::put(BoundedVec::truncate_from(operators.clone()));
	Ok(operators)
}

/// Who gets rewards exists.
fn receive_rewards<T: Config>() {
	for who in [T::WorkPool::get(), T::Treasury::get()] {
		let least = <T as Config>::Currency::minimum_balance();
		let _ = <T as Config>::Currency::resolve(&who, <T as Config>::Currency::issue(least));
	}
}

#[benchmarks]
mod benches {
	use super::*;

	/// The list is full, and one candidate has less stake.
	#[benchmark]
	fn join() -> Result<(), BenchmarkError> {
		let max = T::MaxCandidates::get();
		let mut candidates = fill_list::<T>(max - 1)?;
		candidates.push(account("without stake", 0, 0));
		Candidates::<T>::put(BoundedVec::truncate_from(candidates));
		let who = operator::<T>(max)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));

		assert!(Candidates::<T>::get().contains(&who));
		Ok(())
	}

	#[benchmark]
	fn leave() -> Result<(), BenchmarkError> {
		let candidates = fill_list::<T>(T::MaxCandidates::get())?;
		let who = candidates[candidates.len() - 1].clone();

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));

		assert!(!Candidates::<T>::get().contains(&who));
		Ok(())
	}

	#[benchmark]
	fn set_validator_count() -> Result<(), BenchmarkError> {
		let origin = T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let count = T::MinValidators::get();

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, count);

		assert_eq!(ValidatorCount::<T>::get(), count);
		Ok(())
	}

	#[benchmark]
	fn set_inflation() -> Result<(), BenchmarkError> {
		let origin = T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let inflation = T::MaxInflation::get();

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, inflation);

		assert_eq!(Inflation::<T>::get(), inflation);
		Ok(())
	}

	#[benchmark]
	fn set_split() -> Result<(), BenchmarkError> {
		let origin = T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let split = Split { validators: Perbill::zero(), work: Perbill::one(), treasury: Perbill::zero() };

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, split);

		assert_eq!(RewardSplit::<T>::get(), split);
		Ok(())
	}

	/// The last of a full list is not active.
	#[benchmark]
	fn remove_candidate() -> Result<(), BenchmarkError> {
		let candidates = fill_list::<T>(T::MaxCandidates::get())?;
		let who = candidates[candidates.len() - 1].clone();
		T::Stakes::chill(Role::Validator, &who);
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), who.clone());

		assert!(!Candidates::<T>::get().contains(&who));
		Ok(())
	}

	#[benchmark]
	fn note_author() -> Result<(), BenchmarkError> {
		receive_rewards::<T>();
		let author = operator::<T>(0)?;
		let reward = <T as Config>::Currency::minimum_balance() * 1_000;
		BlockReward::<T>::put(reward);
		let third = Perbill::from_percent(30);
		RewardSplit::<T>::put(Split { validators: third, work: third, treasury: Perbill::from_percent(40) });
		let before = Minted::<T>::get();

		#[block]
		{
			<Pallet<T> as EventHandler<_, _>>::note_author(author);
		}

		let minted = Minted::<T>::get();
		assert_eq!(minted.total() - before.total(), reward);
		assert_eq!(minted.validators - before.validators, third * reward);
		Ok(())
	}

	/// An election among `c` candidates of whom all are elected, as before, but one with other keys. A session and an
	/// era are forgotten.
	#[benchmark]
	fn new_session(c: Linear<{ T::MinValidators::get() }, { T::MaxCandidates::get() }>) -> Result<(), BenchmarkError> {
		let candidates = fill_list::<T>(c)?;
		ValidatorCount::<T>::put(T::MaxCandidates::get());
		let elected = Pallet::<T>::elect().map_err(|_| BenchmarkError::Stop("too few are eligible"))?;
		Elected::<T>::put(&elected);
		let queue = elected.iter().map(|(who, _)| Ok((who.clone(), keys::<T>(who)?)));
		pallet_session::QueuedKeys::<T>::put(queue.collect::<Result<Vec<_>, BenchmarkError>>()?);
		let (last, _) = &elected[elected.len() - 1];
		pallet_session::NextKeys::<T>::insert(last, keys::<T>(("other", last))?);
		let era = T::SessionsPerEra::get();
		let session = T::ReportSessions::get() + era;
		historical::StoredRange::<T>::put((era - 1, session));
		historical::HistoricalSessions::<T>::insert(era - 1, (T::Hash::default(), c));
		let exposure = elected[0].1;
		let offender = |operator| Offender { operator, exposure, fraction: Perbill::one() };
		let offenders = candidates.into_iter().map(offender).collect();
		Offenders::<T>::insert(0, BoundedVec::truncate_from(offenders));
		let planned;

		#[block]
		{
			planned = <Pallet<T> as historical::SessionManager<_, _>>::new_session(session);
		}

		assert_eq!(planned.map(|validators| validators.len()), Some(c as usize));
		assert!(!Offenders::<T>::contains_key(0));
		assert!(!historical::HistoricalSessions::<T>::contains_key(era - 1));
		Ok(())
	}

	/// The first session of an era with `c` new validators, of whom `o` have equivocated.
	#[benchmark]
	fn start_session(
		c: Linear<1, { T::MaxCandidates::get() }>,
		o: Linear<0, { T::MaxCandidates::get() }>,
	) -> Result<(), BenchmarkError> {
		let exposure = Exposure { stake: 1, validators: c };
		let _ = Exposures::<T>::clear(u32::MAX, None);
		for index in 0..c {
			Exposures::<T>::insert(account::<T::AccountId>("before", index, 0), exposure);
		}
		let validators = fill_list::<T>(c)?;
		let elected = validators.iter().map(|who| (who.clone(), exposure)).collect();
		Elected::<T>::put(BoundedVec::truncate_from(elected));
		pallet_session::Validators::<T>::put(validators);
		let mut offenders = Vec::new();
		for index in 0..o {
			let operator = operator::<T>(index)?;
			T::Stakes::chill(Role::Validator, &operator);
			offenders.push(Offender { operator, exposure, fraction: Perbill::one() });
		}
		Offenders::<T>::insert(1, BoundedVec::truncate_from(offenders));
		Inflation::<T>::put(T::MaxInflation::get());
		BlockReward::<T>::kill();

		#[block]
		{
			<Pallet<T> as historical::SessionManager<_, _>>::start_session(T::SessionsPerEra::get());
		}

		assert_eq!(Exposures::<T>::iter().count(), c as usize);
		Ok(())
	}

	/// One is reported in an era with `k` others, of whom each loses more by that.
	#[benchmark]
	fn on_offence(k: Linear<0, { T::MaxCandidates::get() - 1 }>) -> Result<(), BenchmarkError> {
		let validators = fill_list::<T>(T::MaxCandidates::get())?;
		pallet_session::Validators::<T>::put(validators.clone());
		let exposure = Exposure { stake: Pallet::<T>::stake_of(&validators[0]), validators: 1 };
		let fraction = Perbill::from_percent(5);
		let others = validators.iter().take(k as usize);
		let others = others.map(|who| Offender { operator: who.clone(), exposure, fraction }).collect();
		let era = Pallet::<T>::current_era();
		Offenders::<T>::insert(era, BoundedVec::truncate_from(others));
		let offender = validators[validators.len() - 1].clone();
		let reporters = vec![account("reporter", 0, 0)];
		let report = OffenceDetails { offender: (offender.clone(), exposure), reporters };
		let session = era * T::SessionsPerEra::get();

		#[block]
		{
			Pallet::<T>::on_offence(&[report], &[Perbill::zero()], session);
		}

		let offenders = Offenders::<T>::get(era);
		assert_eq!(offenders.len(), k as usize + 1);
		assert!(offenders.iter().all(|offender| k == 0 || offender.fraction == Perbill::one()));
		assert!(!Candidates::<T>::get().contains(&offender));
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
