//! What each call costs at the worst, and what other pallets and the agenda ask for.

use crate::*;
use frame_benchmarking::v2::*;
use frame_support::{
	assert_ok,
	traits::{
		fungible::{Balanced, Inspect},
		EnsureOrigin, Get,
	},
};
use frame_system::RawOrigin;
use piazza_primitives::{EraIndex, Fault, HandleDue, Role, Stakes};
use sp_runtime::Perbill;

/// Moves time for benchmarks.
pub trait BenchmarkHelper {
	/// Makes it the era `era`.
	fn set_era(era: EraIndex);
}

const ROLE: Role = Role::Validator;

/// More than any position needs.
fn plenty<T: Config>() -> u128 {
	Minimums::<T>::get(ROLE).max(T::MinDelegation::get()) * 1_000
}

/// An account with money.
fn rich<T: Config>(name: &'static str) -> T::AccountId {
	let who: T::AccountId = account(name, 0, 0);
	endow::<T>(&who);
	who
}

fn endow<T: Config>(who: &T::AccountId) {
	let _ = T::Currency::resolve(who, T::Currency::issue(plenty::<T>() * 10));
	// The account of all stake exists from genesis on.
	if T::Currency::total_balance(&Pallet::<T>::account()) == 0 {
		let _ = T::Currency::resolve(&Pallet::<T>::account(), T::Currency::issue(T::Currency::minimum_balance()));
	}
}

/// Opens a position with plenty of stake, unless there is one.
pub(crate) fn open_position<T: Config>(role: Role, operator: &T::AccountId) {
	if !Positions::<T>::contains_key(role, operator) {
		endow::<T>(operator);
		assert_ok!(Pallet::<T>::do_open(role, operator.clone(), plenty::<T>(), Perbill::from_percent(10)));
	}
}

fn operator<T: Config>() -> T::AccountId {
	let operator: T::AccountId = account("operator", 0, 0);
	open_position::<T>(ROLE, &operator);
	operator
}

/// A delegator of `operator`.
fn delegator<T: Config>(operator: &T::AccountId) -> T::AccountId {
	let delegator = rich::<T>("delegator");
	assert_ok!(Pallet::<T>::do_bond(ROLE, operator.clone(), delegator.clone(), plenty::<T>()));
	delegator
}

/// One of several accounts lets stake leave: one alone cannot have it leaving in so many eras.
fn leave_once<T: Config>(operator: &T::AccountId, index: u32) {
	let who: T::AccountId = account("leaver", index / MAX_LEAVING, 0);
	endow::<T>(&who);
	assert_ok!(Pallet::<T>::do_bond(ROLE, operator.clone(), who.clone(), T::MinDelegation::get()));
	assert_ok!(Pallet::<T>::do_unbond(ROLE, operator.clone(), who, T::MinDelegation::get()));
}

/// Lets stake of `delegator`'s leave in each of `eras` eras; afterwards it is the last of them.
fn leave<T: Config>(operator: &T::AccountId, delegator: &T::AccountId, eras: u32) {
	let now = T::Era::get();
	for era in 0..eras {
		T::BenchmarkHelper::set_era(now + era);
		let amount = T::MinDelegation::get();
		assert_ok!(Pallet::<T>::do_unbond(ROLE, operator.clone(), delegator.clone(), amount));
	}
}

/// A fault that costs nearly everything in reach, with a claimant and a reporter.
fn fault<T: Config>(era: EraIndex) -> Fault<T::AccountId, u128> {
	Fault {
		amount: plenty::<T>() * 2,
		era,
		claim: Some((rich::<T>("claimant"), plenty::<T>() / 2)),
		reporter: Some(rich::<T>("reporter")),
		self_reported: false,
	}
}

/// An operator whom stake left in every era that a slash reaches, and the first of these eras.
fn left<T: Config>() -> (T::AccountId, EraIndex) {
	let (operator, since) = (operator::<T>(), T::Era::get());
	for era in 0..T::UnbondingEras::get() {
		T::BenchmarkHelper::set_era(since + era);
		leave_once::<T>(&operator, era);
	}
	(operator, since)
}

/// A slash that froze what left in as many eras as can be.
fn frozen<T: Config>() -> (T::AccountId, SlashId) {
	let (operator, since) = left::<T>();
	let slash = NextSlash::<T>::get();
	assert_ok!(<Pallet<T> as Stakes<_>>::slash(ROLE, &operator, fault::<T>(since)));
	(operator, slash)
}

#[benchmarks]
mod benches {
	use super::*;

	#[benchmark]
	fn open() {
		let caller = rich::<T>("caller");

		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), ROLE, plenty::<T>(), Perbill::one());

		assert!(Positions::<T>::contains_key(ROLE, caller));
	}

	#[benchmark]
	fn bond() {
		let operator = operator::<T>();
		let caller = rich::<T>("caller");

		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), ROLE, operator.clone(), plenty::<T>());

		assert_eq!(Pallet::<T>::stake_of_delegator(ROLE, &operator, &caller), plenty::<T>());
	}

	/// Of one that has stake leaving in as many other eras as it can.
	#[benchmark]
	fn unbond() {
		let operator = operator::<T>();
		let caller = delegator::<T>(&operator);
		leave::<T>(&operator, &caller, MAX_LEAVING - 1);
		T::BenchmarkHelper::set_era(T::Era::get() + 1);

		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), ROLE, operator.clone(), T::MinDelegation::get());

		assert_eq!(Delegations::<T>::get((caller, ROLE, operator)).leaving.len() as u32, MAX_LEAVING);
	}

	#[benchmark]
	fn withdraw(n: Linear<1, MAX_LEAVING>) {
		let operator = operator::<T>();
		let caller = delegator::<T>(&operator);
		leave::<T>(&operator, &caller, n);
		T::BenchmarkHelper::set_era(T::Era::get() + T::UnbondingEras::get());

		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), ROLE, operator.clone());

		assert!(Delegations::<T>::get((caller, ROLE, operator)).leaving.is_empty());
	}

	#[benchmark]
	fn set_commission() {
		let caller = operator::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), ROLE, Perbill::zero());

		assert_eq!(Positions::<T>::get(ROLE, caller).unwrap().commission.next, Perbill::zero());
	}

	#[benchmark]
	fn chill() {
		let caller = operator::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), ROLE);

		assert!(!Positions::<T>::get(ROLE, caller).unwrap().active);
	}

	#[benchmark]
	fn activate() {
		let caller = operator::<T>();
		assert_ok!(Pallet::<T>::do_chill(ROLE, caller.clone()));

		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), ROLE);

		assert!(Positions::<T>::get(ROLE, caller).unwrap().active);
	}

	#[benchmark]
	fn give_notice() {
		let (operator, caller) = (operator::<T>(), rich::<T>("caller"));
		Minimums::<T>::insert(ROLE, u128::MAX);

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), ROLE, operator.clone());

		assert!(Positions::<T>::get(ROLE, operator).unwrap().notice.is_some());
	}

	#[benchmark]
	fn set_minimum() -> Result<(), BenchmarkError> {
		let origin = T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, ROLE, 1_000_000);

		assert_eq!(Minimums::<T>::get(ROLE), 1_000_000);
		Ok(())
	}

	#[benchmark]
	fn cancel_slash() -> Result<(), BenchmarkError> {
		let origin = T::CancelOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let (operator, id) = frozen::<T>();

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, ROLE, operator.clone(), id);

		assert!(!PendingSlashes::<T>::contains_key((ROLE, operator, id)));
		Ok(())
	}

	#[benchmark]
	fn apply_slash() {
		let (operator, id) = frozen::<T>();
		let due = Due::Slash { role: ROLE, operator: operator.clone(), slash: id };

		#[block]
		{
			Pallet::<T>::handle_due(due);
		}

		assert!(!PendingSlashes::<T>::contains_key((ROLE, operator, id)));
	}

	#[benchmark]
	fn end_notice() {
		let operator = operator::<T>();
		Minimums::<T>::insert(ROLE, u128::MAX);
		assert_ok!(Pallet::<T>::do_give_notice(ROLE, operator.clone()));
		let due = Positions::<T>::get(ROLE, &operator).unwrap().notice.unwrap();
		frame_system::Pallet::<T>::set_block_number(due);

		#[block]
		{
			Pallet::<T>::handle_due(Due::Notice { role: ROLE, operator: operator.clone() });
		}

		assert!(!Positions::<T>::get(ROLE, operator).unwrap().active);
	}

	/// Stake left in every era that the slash reaches.
	#[benchmark]
	fn slash() {
		let (operator, since) = left::<T>();
		let fault = fault::<T>(since);

		#[block]
		{
			assert_ok!(<Pallet<T> as Stakes<_>>::slash(ROLE, &operator, fault));
		}

		assert_eq!(
			PendingSlashes::<T>::iter_prefix_values((ROLE, &operator))
				.map(|pending| pending.leaving.len() as u32)
				.sum::<u32>(),
			T::UnbondingEras::get()
		);
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
