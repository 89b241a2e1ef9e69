//! Who may act from an agent's account, and within which limits.

use crate::{rules::Excess, *};
use alloc::vec::Vec;
use frame_support::{
	dispatch::{extract_actual_weight, GetDispatchInfo, PostDispatchInfo},
	ensure,
	traits::{Get, OriginTrait},
	weights::Weight,
	BoundedVec,
};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use sp_runtime::{
	traits::{Convert, Dispatchable, Zero},
	ArithmeticError, DispatchError, DispatchErrorWithPostInfo, DispatchResult, DispatchResultWithInfo,
};

/// What an agent's account has of an asset, before a call.
type Before<T> = Vec<(<T as Config>::AssetKind, u128)>;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_grant_mandate(
		owner: T::AccountId,
		agent: AgentId,
		key: T::AccountId,
		terms: MandateTermsOf<T>,
	) -> DispatchResult {
		let record = Self::owned(&owner, agent)?;
		ensure!(key != owner && key != T::AgentAccount::convert(agent), Error::<T>::InvalidKey);
		let now = Self::now();
		ensure!(!terms.period.is_zero() && now < terms.expires && !terms.kinds.is_empty(), Error::<T>::InvalidTerms);
		let is_twice = |(index, limit): (usize, &Limit<_>)| {
			terms.limits.iter().take(index).any(|earlier| earlier.asset == limit.asset)
		};
		ensure!(!terms.limits.iter().enumerate().any(is_twice), Error::<T>::InvalidTerms);

		if let Some(old) = Mandates::<T>::take(agent, &key) {
			Self::return_deposit(&old.depositor, old.ticket)?;
		}
		let ticket = Self::hold_for::<MandateOf<T>>(&owner)?;
		let used = BoundedVec::truncate_from(terms.limits.iter().map(|_| 0).collect());
		let mandate = Mandate {
			terms: terms.clone(),
			generation: record.generation,
			granted_at: now,
			tally: Tally { period: Zero::zero(), used },
			depositor: owner,
			ticket,
		};
		Mandates::<T>::insert(agent, &key, mandate);
		Self::deposit_event(Event::MandateGranted { agent, key, terms });
		Ok(())
	}

	pub(crate) fn do_revoke_mandate(who: T::AccountId, agent: AgentId, key: T::AccountId) -> DispatchResult {
		let mandate = Mandates::<T>::take(agent, &key).ok_or(Error::<T>::NotFound)?;
		let may_revoke = match Agents::<T>::get(agent) {
			Some(record) if Self::ensure_in_force(&mandate, &record).is_ok() => who == record.owner || who == key,
			// It is good for nothing any more: whoever likes may clear it away.
			_ => true,
		};
		ensure!(may_revoke, Error::<T>::NotOwner);
		Self::return_deposit(&mandate.depositor, mandate.ticket)?;
		Self::deposit_event(Event::MandateRevoked { agent, key });
		Ok(())
	}

	pub(crate) fn do_revoke_all_mandates(owner: T::AccountId, agent: AgentId) -> DispatchResult {
		let mut record = Self::owned(&owner, agent)?;
		Self::void_mandates(agent, &mut record)?;
		Agents::<T>::insert(agent, record);
		Ok(())
	}

	/// Makes all mandates of a record void, however many there are.
	pub(crate) fn void_mandates(agent: AgentId, record: &mut AgentOf<T>) -> DispatchResult {
		record.generation = record.generation.checked_add(1).ok_or(ArithmeticError::Overflow)?;
		Self::deposit_event(Event::MandatesVoided { agent, generation: record.generation });
		Ok(())
	}

	/// Fails unless the mandate is good in this block.
	pub(crate) fn ensure_in_force(mandate: &MandateOf<T>, record: &AgentOf<T>) -> Result<(), Error<T>> {
		ensure!(mandate.generation == record.generation, Error::<T>::MandateVoid);
		ensure!(Self::now() < mandate.terms.expires, Error::<T>::MandateExpired);
		Ok(())
	}

	/// Makes the call as the agent, for its owner or within a mandate. Whatever the origin may not do, it may not do as the
	/// agent: its filter goes along.
	pub(crate) fn do_act(
		mut origin: T::RuntimeOrigin,
		who: T::AccountId,
		agent: AgentId,
		call: T::RuntimeCall,
	) -> DispatchResultWithInfo<PostDispatchInfo> {
		let record = Self::find(agent)?;
		let account = T::AgentAccount::convert(agent);
		origin.set_caller_from(RawOrigin::Signed(account.clone()));
		if who == record.owner {
			let weight = Self::make(call, origin)?;
			Self::deposit_event(Event::Acted { agent, who, kind: None });
			return Ok(Some(weight).into());
		}

		let (kind, before) = Self::allow(&who, agent, &record, &account, &call)?;
		let weight = Self::make(call, origin)?;
		let refuse = |error| DispatchErrorWithPostInfo { post_info: Some(weight).into(), error };
		Self::charge(&who, agent, &account, before).map_err(refuse)?;
		Self::deposit_event(Event::Acted { agent, who, kind: Some(kind) });
		Ok(Some(weight).into())
	}

	/// Fails unless the key's mandate is for such calls. Returns what the agent's account has of all that it may spend.
	fn allow(
		key: &T::AccountId,
		agent: AgentId,
		record: &AgentOf<T>,
		account: &T::AccountId,
		call: &T::RuntimeCall,
	) -> Result<(Kind, Before<T>), DispatchError> {
		let mandate = Mandates::<T>::get(agent, key).ok_or(Error::<T>::NoMandate)?;
		Self::ensure_in_force(&mandate, record)?;
		let MandatedCall { kind, asset } = T::Calls::describe(call).ok_or(Error::<T>::NotMandatable)?;
		ensure!(mandate.terms.kinds.contains(&kind), Error::<T>::KindNotAllowed);
		let native = T::NativeAsset::get();
		let is_listed = |asset: &T::AssetKind| mandate.terms.limits.iter().any(|limit| limit.asset == *asset);
		ensure!(asset.is_none_or(|asset| asset == native || is_listed(&asset)), Error::<T>::AssetNotListed);
		let mut assets: Vec<T::AssetKind> = mandate.terms.limits.iter().map(|limit| limit.asset.clone()).collect();
		if !is_listed(&native) {
			assets.push(native);
		}
		let before = assets
			.into_iter()
			.map(|asset| {
				let balance = Self::free(&asset, account);
				(asset, balance)
			})
			.collect();
		Ok((kind, before))
	}

	/// Makes the call, and returns the weight of all.
	fn make(
		call: T::RuntimeCall,
		origin: T::RuntimeOrigin,
	) -> Result<Weight, DispatchErrorWithPostInfo<PostDispatchInfo>> {
		let info = call.get_dispatch_info();
		let result = call.dispatch(origin);
		let weight = Self::act_weight().saturating_add(extract_actual_weight(&result, &info));
		match result {
			Ok(_) => Ok(weight),
			Err(failed) => Err(DispatchErrorWithPostInfo { post_info: Some(weight).into(), error: failed.error }),
		}
	}

	/// What `act` weighs besides the call.
	pub(crate) fn act_weight() -> Weight {
		T::WeightInfo::act().saturating_add(T::Calls::describe_weight())
	}

	/// Notes what the agent's account has less than before. The mandate is read anew: the call is over.
	fn charge(key: &T::AccountId, agent: AgentId, account: &T::AccountId, before: Before<T>) -> DispatchResult {
		let mut mandate = Mandates::<T>::get(agent, key).ok_or(Error::<T>::NoMandate)?;
		mandate.tally = Self::tally_now(&mandate)?;
		for (asset, before) in before {
			let amount = before.saturating_sub(Self::free(&asset, account));
			if amount == 0 {
				continue;
			}
			let mut limits = mandate.terms.limits.iter().enumerate();
			let (index, limit) = limits.find(|(_, limit)| limit.asset == asset).ok_or(Error::<T>::AssetNotListed)?;
			mandate.tally.spend(index, limit, amount).map_err(Error::<T>::from)?;
			Self::deposit_event(Event::Spent { agent, key: key.clone(), asset, amount });
		}
		Mandates::<T>::insert(agent, key, mandate);
		Ok(())
	}

	/// What was spent of a mandate in this block's period.
	pub(crate) fn tally_now(mandate: &MandateOf<T>) -> Result<Tally<BlockNumberFor<T>>, DispatchError> {
		let period = rules::period_of(mandate.granted_at, mandate.terms.period, Self::now());
		Ok(mandate.tally.clone().in_period(period.ok_or(ArithmeticError::Underflow)?))
	}
}

impl<T> From<Excess> for Error<T> {
	fn from(excess: Excess) -> Self {
		match excess {
			Excess::PerCall => Self::CallLimitExceeded,
			Excess::PerPeriod => Self::PeriodLimitExceeded,
		}
	}
}
