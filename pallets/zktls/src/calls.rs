//! What calls do.

use crate::{
	check::Checked, Config, Due, Epochs, Error, Event, LastEpoch, Link, Links, Pallet, Providers, SignedClaim,
	UsedClaim, UsedClaims, WitnessEpoch,
};
use alloc::collections::BTreeSet;
use frame_support::{ensure, traits::Get};
use piazza_primitives::Agenda;
use piazza_verifiers::reclaim::MAX_SIGNATURES;
use sp_core::{H160, H256};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_open_epoch(opened: WitnessEpoch) -> DispatchResult {
		Self::ensure_sound(&opened)?;
		ensure!(Epochs::<T>::count() < T::MaxEpochs::get(), Error::<T>::MaxEpochsExceeded);
		let last = LastEpoch::<T>::get();
		let epoch = last.checked_add(1).ok_or(Error::<T>::NumbersExhausted)?;
		Self::close_epoch(last, opened.window.from)?;
		LastEpoch::<T>::put(epoch);
		Epochs::<T>::insert(epoch, &opened);
		let WitnessEpoch { window, witnesses, required } = opened;
		Self::deposit_event(Event::EpochOpened { epoch, window, witnesses, required });
		Ok(())
	}

	/// Whether an epoch can have claims, and each of its witnesses can sign a claim once.
	pub(crate) fn ensure_sound(epoch: &WitnessEpoch) -> Result<(), Error<T>> {
		ensure!(epoch.window.from < epoch.window.to, Error::<T>::WindowOutOfOrder);
		let required = usize::try_from(epoch.required).unwrap_or(usize::MAX);
		let most = epoch.witnesses.len().min(MAX_SIGNATURES);
		ensure!((1..=most).contains(&required), Error::<T>::ThresholdOutOfRange);
		let distinct = epoch.witnesses.iter().collect::<BTreeSet<_>>();
		ensure!(distinct.len() == epoch.witnesses.len(), Error::<T>::DuplicateWitness);
		Ok(())
	}

	/// Ends the window of an epoch at `end`, unless it ends earlier or the epoch is not kept any more.
	fn close_epoch(number: u32, end: u64) -> DispatchResult {
		let Some(mut epoch) = Epochs::<T>::get(number) else { return Ok(()) };
		ensure!(epoch.window.from < end, Error::<T>::WindowOutOfOrder);
		let old_end = epoch.window.to;
		if end < old_end {
			epoch.window.to = end;
			Epochs::<T>::insert(number, epoch);
			Self::deposit_event(Event::EpochClosed { epoch: number, old_end, end });
		}
		Ok(())
	}

	pub(crate) fn do_retire_epoch(epoch: u32) -> DispatchResult {
		ensure!(Epochs::<T>::contains_key(epoch), Error::<T>::UnknownEpoch);
		Epochs::<T>::remove(epoch);
		if Epochs::<T>::count() == 0 {
			LastEpoch::<T>::kill();
		}
		Self::deposit_event(Event::EpochRetired { epoch });
		Ok(())
	}

	pub(crate) fn do_allow_provider(provider: H256) -> DispatchResult {
		ensure!(!Providers::<T>::contains_key(provider), Error::<T>::AlreadyAllowed);
		Providers::<T>::insert(provider, ());
		Self::deposit_event(Event::ProviderAllowed { provider });
		Ok(())
	}

	pub(crate) fn do_disallow_provider(provider: H256) -> DispatchResult {
		Providers::<T>::take(provider).ok_or(Error::<T>::UnknownProvider)?;
		Self::deposit_event(Event::ProviderDisallowed { provider });
		Ok(())
	}

	pub(crate) fn do_link(account: T::AccountId, address: H160, signature: [u8; 65]) -> DispatchResult {
		ensure!(!Links::<T>::contains_key(address), Error::<T>::AlreadyLinked);
		Self::check_link(&account, address, &signature)?;
		let ticket = Self::hold_for_link(&account)?;
		Links::<T>::insert(address, Link { account: account.clone(), ticket });
		Self::deposit_event(Event::Linked { address, account });
		Ok(())
	}

	pub(crate) fn do_unlink(account: T::AccountId, address: H160) -> DispatchResult {
		let link = Links::<T>::get(address).ok_or(Error::<T>::NotLinked)?;
		ensure!(link.account == account, Error::<T>::NotOwner);
		Links::<T>::remove(address);
		Self::release_for_link(&account, link.ticket)?;
		Self::deposit_event(Event::Unlinked { address, account });
		Ok(())
	}

	pub(crate) fn do_submit(submitter: T::AccountId, claim: SignedClaim) -> DispatchResult {
		let Checked { fact, owner } = Self::check(&claim)?;
		let (identifier, seen_at) = (fact.identifier, fact.seen_at);
		ensure!(!UsedClaims::<T>::contains_key(identifier), Error::<T>::AlreadyUsed);
		let ticket = Self::hold_for_claim(&submitter)?;
		UsedClaims::<T>::insert(identifier, UsedClaim { submitter, seen_at, ticket });
		T::Agenda::schedule(Self::stale_at(seen_at), Due::Stale { identifier })?;
		Self::deposit_event(Event::ClaimVerified {
			identifier,
			provider: fact.provider,
			question: fact.question,
			owner,
			account: Self::account_of(owner),
			seen_at,
		});
		Ok(())
	}
}
