//! What each call costs at the worst, and what other pallets ask for.

use crate::*;
use frame_benchmarking::v2::*;
use frame_support::traits::Get;
use frame_system::{pallet_prelude::BlockNumberFor, Pallet as System, RawOrigin};
use piazza_primitives::{Conduct, Domain, Reputation};

const DOMAIN: Domain = Domain::Judging;

/// Of all periods after which something is left at 98 %, these take the most multiplications.
const PERIODS: u32 = 1_023;

/// Writes a record of the first period, and goes on until its decay takes long to work out.
fn old_record<T: Config>(known: u128) -> T::AccountId {
	let subject: T::AccountId = account("subject", 0, 0);
	Records::<T>::insert(DOMAIN, &subject, Record { good: known, bad: known, at: 0 });
	System::<T>::set_block_number(T::Period::get() * BlockNumberFor::<T>::from(PERIODS));
	subject
}

#[benchmarks]
mod benches {
	use super::*;

	/// Of one of whom much was known long ago.
	#[benchmark]
	fn note() {
		let subject = old_record::<T>(MAX_KNOWN);
		#[block]
		{
			<Pallet<T> as Reputation<_>>::note(DOMAIN, &subject, Conduct::Bad, T::MaxValue::get());
		}
		let record = Records::<T>::get(DOMAIN, &subject).expect("it was noted");
		assert_eq!(record.at, PERIODS);
		assert!(record.good < MAX_KNOWN && record.bad > record.good);
	}

	/// One of whom as little was known as can be.
	#[benchmark]
	fn forget() {
		let subject = old_record::<T>(1);
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), DOMAIN, subject.clone());

		assert!(!Records::<T>::contains_key(DOMAIN, &subject));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
