//! What each call costs at the worst.

use crate::*;
use frame_benchmarking::v2::*;
use frame_support::traits::{fungibles::Inspect, EnsureOrigin, Get};
use frame_system::RawOrigin;
use piazza_primitives::Escrow;

/// Makes assets for benchmarks.
pub trait BenchmarkHelper<AssetKind, AccountId> {
	/// An asset that is as costly to move as any, made if need be. Who receives enough of it comes into being by that
	/// alone: it is *sufficient*.
	fn costly_asset() -> AssetKind;

	/// Gives `who` plenty of `asset`: ten thousand times its minimum balance at the least.
	fn endow(asset: &AssetKind, who: &AccountId);
}

#[benchmarks]
mod benches {
	use super::*;

	/// The last due of a closed escrow, delivered to a new account out of the deposits of `n` sponsors.
	#[benchmark]
	fn claim(n: Linear<1, MAX_DEPOSITORS>) -> Result<(), BenchmarkError> {
		let asset = T::BenchmarkHelper::costly_asset();
		let amount = T::Assets::minimum_balance(asset.clone()) * 100u32.into();
		let sponsor = |index| {
			let who: T::AccountId = account("sponsor", index, 0);
			T::BenchmarkHelper::endow(&asset, &who);
			who
		};
		let id = <Pallet<T> as Escrow<_>>::open(&sponsor(0), asset.clone(), amount)?;
		for index in 1..n {
			<Pallet<T> as Escrow<_>>::top_up(id, &sponsor(index), amount)?;
		}
		// As when the payment was made while the payee could not receive it.
		let payee: T::AccountId = account("payee", 0, 0);
		let due = amount * n.into();
		Dues::<T>::insert(id, &payee, due);
		Escrows::<T>::mutate(id, |record| {
			if let Some(record) = record {
				record.owed = due;
				record.closed = true;
			}
		});
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id, payee.clone());

		assert_eq!(T::Assets::balance(asset, &payee), due);
		assert!(!Escrows::<T>::contains_key(id));
		Ok(())
	}

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
