//! Claims as other pallets see them.

use crate::{check::Checked, Config, Error, Pallet, SignedClaim, WeightInfo};
use frame_support::{ensure, weights::Weight};
use piazza_primitives::{WebClaims, WebFact};
use sp_runtime::DispatchError;

#[cfg(feature = "runtime-benchmarks")]
use sp_core::H256;

impl<T: Config> WebClaims<T::AccountId> for Pallet<T> {
	type Claim = SignedClaim;

	fn verify(who: &T::AccountId, claim: &SignedClaim) -> Result<WebFact, DispatchError> {
		let Checked { fact, owner } = Self::check(claim)?;
		let account = Self::account_of(owner).ok_or(Error::<T>::NotLinked)?;
		ensure!(account == *who, Error::<T>::NotOwner);
		Ok(fact)
	}

	fn verify_weight() -> Weight {
		T::WeightInfo::verify_claim()
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn some_claim(who: &T::AccountId, provider: H256) -> SignedClaim {
		crate::benchmarking::claim_of::<T>(who, provider)
	}
}
