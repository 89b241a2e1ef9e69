//! What is true between any two transactions.

use crate::*;
use alloc::collections::BTreeMap;
use codec::Encode;
use frame_support::{
	ensure,
	traits::{fungibles::Inspect, Get},
};
use sp_runtime::{traits::Convert, TryRuntimeError};

impl<T: Config> Pallet<T> {
	/// Checks that
	/// - nothing is of a pool that does not exist, and no number was given that is not given yet;
	/// - the tokens that are staked are those of all stakers, and no more than the pool's account has;
	/// - what is kept for stakers is at least what they can claim and what has not flowed yet; with what is kept for the
	///   owner and the treasury, and the least there must be, it is no more than the pool's account has;
	/// - contributions are those of all contributors, and those offered are those of all that are in;
	/// - single grants are those that are counted, and pools with a curator too;
	/// - the fund's account has what epochs and awards have left, and each epoch's records add up.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		for (id, pool) in Pools::<T>::iter() {
			ensure!(id < NextPool::<T>::get(), "a pool has a number that was not given yet");
			Self::check_stakes(id)?;
			Self::check_income(id, &pool)?;
			Self::check_consents(id)?;
		}
		ensure!(AllBooks::<T>::iter_keys().all(Pools::<T>::contains_key), "there are books of no pool");
		ensure!(
			Contributions::<T>::iter_keys().all(|(pool, _)| Pools::<T>::contains_key(pool)),
			"there is a contribution to no pool"
		);
		ensure!(
			Stakers::<T>::iter_keys().all(|(pool, _)| Pools::<T>::contains_key(pool)),
			"there is a stake in no pool"
		);
		ensure!(
			Licences::<T>::iter_keys().all(|(pool, id)| id < AllBooks::<T>::get(pool).next_licence),
			"a licence has a number that was not given yet"
		);
		Self::check_counts()?;
		Self::check_fund()
	}

	fn check_stakes(id: PoolId) -> Result<(), TryRuntimeError> {
		let mut staked = 0u128;
		for stake in Stakers::<T>::iter_prefix_values(id) {
			ensure!(stake.amount > 0 || stake.due > 0, "an empty stake is stored");
			staked = staked.saturating_add(stake.amount);
		}
		ensure!(staked == AllBooks::<T>::get(id).staked, "stakes are not those of all stakers");
		let has = T::Assets::balance(T::TokenOf::convert(id), &T::PoolAccount::convert(id));
		ensure!(staked <= has, "tokens are staked that are not there");
		Ok(())
	}

	fn check_income(id: PoolId, pool: &PoolOf<T>) -> Result<(), TryRuntimeError> {
		let (_, books) = Self::current(id)?;
		let mut owed = books.dividends.left;
		for (who, _) in Stakers::<T>::iter_prefix(id) {
			let claimable = Self::claimable_of(id, who).ok_or("a stake cannot be settled")?;
			owed = owed.saturating_add(claimable);
		}
		ensure!(owed <= books.kept, "stakers are owed more than is kept for them");
		let asset = pool.terms.asset.clone();
		let needs = [books.kept, books.owner_due, books.treasury_due]
			.iter()
			.fold(T::Assets::minimum_balance(asset.clone()), |sum, part| sum.saturating_add(*part));
		ensure!(needs <= T::Assets::balance(asset, &T::PoolAccount::convert(id)), "income is kept that is not there");
		Ok(())
	}

	fn check_consents(id: PoolId) -> Result<(), TryRuntimeError> {
		let mut made = BTreeMap::<T::AccountId, u32>::new();
		for entry in Contributions::<T>::iter_prefix_values(id) {
			let count = made.entry(entry.contributor).or_default();
			*count = count.saturating_add(1);
		}
		let books = AllBooks::<T>::get(id);
		let (mut all, mut offered) = (0u64, 0u64);
		for (who, consent) in Consents::<T>::iter_prefix(id) {
			ensure!(made.remove(&who) == Some(consent.contributions), "contributions are not the contributor's");
			all = all.saturating_add(consent.contributions.into());
			if consent.is_open() {
				offered = offered.saturating_add(consent.contributions.into());
			}
			let mut after = 0;
			for gap in &consent.gaps {
				ensure!(after <= gap.from && gap.from < gap.to, "stretches of licences are not in order");
				after = gap.to;
			}
		}
		ensure!(made.is_empty(), "somebody contributed without consent");
		ensure!((all, offered) == (books.contributions, books.offered), "contributions are not those of all");
		Ok(())
	}

	fn check_counts() -> Result<(), TryRuntimeError> {
		let mut granted = BTreeMap::<_, u64>::new();
		for ((pool, _, grantee), grant) in Grants::<T>::iter() {
			let count = granted.entry((pool, grantee, grant.purpose).encode()).or_default();
			*count = count.saturating_add(1);
		}
		let counted: BTreeMap<_, _> =
			Granted::<T>::iter().map(|((pool, who, purpose), count)| ((pool, who, purpose).encode(), count)).collect();
		ensure!(granted == counted, "grants are not those that are counted");
		let mut endorsed = BTreeMap::<_, u32>::new();
		for curator in AllBooks::<T>::iter_values().filter_map(|books| books.curator) {
			let count = endorsed.entry(curator.encode()).or_default();
			*count = count.saturating_add(1);
		}
		let counted: BTreeMap<_, _> = Endorsed::<T>::iter().map(|(who, count)| (who.encode(), count)).collect();
		ensure!(endorsed == counted, "endorsements are not those that are counted");
		Ok(())
	}

	fn check_fund() -> Result<(), TryRuntimeError> {
		let mut records = BTreeMap::<EpochIndex, (Metrics, u32)>::new();
		for (pool, epoch, record) in Records::<T>::iter() {
			ensure!(Pools::<T>::contains_key(pool), "no pool achieved something");
			let (sum, count) = records.entry(epoch).or_default();
			*sum = sum.plus(&record.metrics).ok_or("pools achieved too much")?;
			*count = count.saturating_add(1);
		}
		let mut needs = T::Assets::minimum_balance(T::NativeAsset::get());
		for (index, epoch) in Epochs::<T>::iter() {
			ensure!(index <= LastEpoch::<T>::get(), "an epoch is of the future");
			ensure!(index == LastEpoch::<T>::get() || epoch.pools > 0, "an epoch is stored that is settled");
			let (sum, count) = records.remove(&index).unwrap_or_default();
			ensure!(count == epoch.pools, "an epoch has other pools than achieved something");
			let Metrics { volume, contributors, fees } = epoch.totals;
			ensure!(
				sum.volume <= volume && sum.contributors <= contributors && sum.fees <= fees,
				"pools achieved more than all together"
			);
			ensure!(epoch.left <= epoch.fund, "an epoch has more left than it had");
			needs = needs.saturating_add(epoch.left);
		}
		ensure!(records.is_empty(), "something was achieved in no epoch");
		for (_, _, award) in Awards::<T>::iter() {
			ensure!(award.left > 0 && award.tranches < T::Tranches::get(), "an award is stored that is paid");
			needs = needs.saturating_add(award.left);
		}
		let has = T::Assets::balance(T::NativeAsset::get(), &T::FundAccount::get());
		ensure!(needs <= has, "epochs have what is not there");
		Ok(())
	}
}
