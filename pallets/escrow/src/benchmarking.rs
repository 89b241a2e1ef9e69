//! Benchmarks of the calls.

use super::*;
use crate::pallet::{Dues, Escrows, ProtocolFee};
use frame_benchmarking::v2::*;
use frame_support::traits::{fungibles::Inspect, EnsureOrigin, Get};
use frame_system::RawOrigin;
use piazza_primitives::{Escrow, Terms};
use sp_runtime::traits::Saturating;

/// Makes assets, and accounts that have some.
pub trait BenchmarkHelper<AssetKind, AccountId> {
	/// An asset that exists and is as costly to move as any.
	fn costly_asset() -> AssetKind;

	/// Gives `who` plenty of `asset`.
	fn endow(asset: &AssetKind, who: &AccountId);
}

#[benchmarks]
mod benches {
	use super::*;

	/// What is owed is drawn from `n` depositors.
	#[benchmark]
	fn claim(n: Linear<1, MAX_DEPOSITORS>) {
		let asset = T::BenchmarkHelper::costly_asset();
		let part = T::Assets::minimum_balance(asset.clone()).saturating_mul(10u32.into());
		let depositor = |i: u32| {
			let who: T::AccountId = account("depositor", i, 0);
			T::BenchmarkHelper::endow(&asset, &who);
			who
		};
		let id = <Pallet<T> as Escrow<_>>::open(&depositor(0), asset.clone(), part, Terms::Milestone)
			.expect("the depositor can spare it");
		for i in 1..n {
			<Pallet<T> as Escrow<_>>::top_up(id, &depositor(i), part).expect("the depositor can spare it");
		}
		let payee: T::AccountId = account("payee", 0, 0);
		T::BenchmarkHelper::endow(&asset, &payee);
		let owed = part.saturating_mul(n.into());
		Dues::<T>::insert(id, &payee, owed);
		Escrows::<T>::mutate(id, |record| {
			if let Some(record) = record {
				record.owed = owed;
				record.closed = true;
			}
		});
		let caller: T::AccountId = whitelisted_caller();
		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id, payee);
		assert!(!Escrows::<T>::contains_key(id));
	}

	/// The fee is set to its maximum.
	#[benchmark]
	fn set_protocol_fee() -> Result<(), BenchmarkError> {
		let origin = T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let fee = T::MaxFee::get();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, fee);
		assert_eq!(ProtocolFee::<T>::get(), fee);
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
