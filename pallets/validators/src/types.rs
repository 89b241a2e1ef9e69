//! What is stored, and what a runtime is given.

use crate::{Config, EpochDuration, Exposures, Pallet};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::marker::PhantomData;
use frame_support::{
	traits::{fungible, Get},
	BoundedVec,
};
use piazza_primitives::EraIndex;
use scale_info::TypeInfo;
use sp_runtime::{traits::Convert, Perbill};

/// Money, in its smallest unit.
pub type Balance = u128;

/// Newly made money on its way to those who earned it.
pub type CreditOf<T> = fungible::Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;

/// The weights of a runtime.
pub(crate) type WeightsOf<T> = <T as Config>::WeightInfo;

/// Validators and what is behind each.
pub(crate) type ElectedOf<T> =
	BoundedVec<(<T as frame_system::Config>::AccountId, Exposure), <T as Config>::MaxCandidates>;

/// What a validator had at risk when it was elected. It is part of the proof that a key was a validator's, so a report
/// that comes late is judged by what was true then.
#[derive(
	Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, Ord, PartialEq, PartialOrd, TypeInfo,
)]
pub struct Exposure {
	/// All stake behind the operator.
	pub stake: Balance,
	/// How many validators there were.
	pub validators: u32,
}

/// How a block's reward is shared out. The parts add up to one.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
	serde::Deserialize,
	serde::Serialize,
)]
pub struct Split {
	/// For the stake behind the block's author.
	pub validators: Perbill,
	/// For the pool that pays for useful work.
	pub work: Perbill,
	/// For the treasury, which also gets what rounding leaves.
	pub treasury: Perbill,
}

impl Default for Split {
	/// All of it for validators.
	fn default() -> Self {
		Self { validators: Perbill::one(), work: Perbill::zero(), treasury: Perbill::zero() }
	}
}

/// Money by what it is for.
#[derive(
	Clone, Copy, Debug, Decode, DecodeWithMemTracking, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Shares {
	/// For the stake behind authors of blocks.
	pub validators: Balance,
	/// For the pool that pays for useful work.
	pub work: Balance,
	/// For the treasury.
	pub treasury: Balance,
}

/// Who equivocated in an era, and what it was slashed for.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Offender<AccountId> {
	/// The operator.
	pub operator: AccountId,
	/// What it had at risk: the greatest of the sessions that it was reported for.
	pub exposure: Exposure,
	/// The part of it that it was slashed by.
	pub fraction: Perbill,
}

/// The era of the current session, for the pallets that count stake by eras.
pub struct CurrentEra<T>(PhantomData<T>);

impl<T: Config> Get<EraIndex> for CurrentEra<T> {
	fn get() -> EraIndex {
		Pallet::<T>::current_era()
	}
}

/// Length of an epoch in slots, for `pallet_babe::Config::EpochDuration`.
pub struct SlotsPerEpoch<T>(PhantomData<T>);

impl<T: Config> Get<u64> for SlotsPerEpoch<T> {
	fn get() -> u64 {
		EpochDuration::<T>::get()
	}
}

/// What a validator of the current session has at risk, for `historical::Config::FullIdentificationOf`. It does not
/// change within a session, or proofs that are made in it could not be checked in it.
pub struct ExposureOf<T>(PhantomData<T>);

impl<T: Config> Convert<T::AccountId, Option<Exposure>> for ExposureOf<T> {
	fn convert(validator: T::AccountId) -> Option<Exposure> {
		Exposures::<T>::get(validator)
	}
}
