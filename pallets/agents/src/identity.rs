//! Who agents are, and whose.

use crate::*;
use frame_support::ensure;
use piazza_primitives::Uri;
use sp_runtime::{traits::Convert, ArithmeticError, DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_register(owner: T::AccountId, uri: Uri, metadata: MetadataEntries) -> DispatchResult {
		let agent = NextAgent::<T>::get();
		NextAgent::<T>::put(agent.checked_add(1).ok_or(ArithmeticError::Overflow)?);
		let account = T::AgentAccount::convert(agent);
		Self::deposit_event(Event::Registered { agent, owner: owner.clone(), account, uri: uri.clone() });
		let mut room = MetadataRoom::default();
		for (key, value) in metadata {
			Self::put_entry(agent, &mut room, key, Some(value))?;
		}
		let ticket = Self::hold_for_agent(&owner, room)?;
		let record = Agent { owner, uri, card: None, wallet: None, nonce: 0, generation: 0, metadata: room, ticket };
		Agents::<T>::insert(agent, record);
		Ok(())
	}

	pub(crate) fn do_set_uri(owner: T::AccountId, agent: AgentId, uri: Uri) -> DispatchResult {
		let mut record = Self::owned(&owner, agent)?;
		let old = core::mem::replace(&mut record.uri, uri.clone());
		Agents::<T>::insert(agent, record);
		Self::deposit_event(Event::UriSet { agent, old, new: uri });
		Ok(())
	}

	pub(crate) fn do_set_metadata(
		owner: T::AccountId,
		agent: AgentId,
		key: MetadataKey,
		value: Option<MetadataValue>,
	) -> DispatchResult {
		let mut record = Self::owned(&owner, agent)?;
		Self::put_entry(agent, &mut record.metadata, key, value)?;
		record.ticket = Self::resize_for_agent(record.ticket, &owner, record.metadata)?;
		Agents::<T>::insert(agent, record);
		Ok(())
	}

	/// Sets or removes an entry, and says how much metadata there is then: the one way in and out, but for the agent's end.
	fn put_entry(
		agent: AgentId,
		room: &mut MetadataRoom,
		key: MetadataKey,
		value: Option<MetadataValue>,
	) -> DispatchResult {
		ensure!(key.as_slice() != WALLET_KEY, Error::<T>::ReservedKey);
		let old = Metadata::<T>::take(agent, &key);
		ensure!(old.is_some() || value.is_some(), Error::<T>::NotFound);
		let size = |value: &MetadataValue| {
			u32::try_from(key.len().saturating_add(value.len())).map_err(|_| ArithmeticError::Overflow)
		};
		if let Some(old) = &old {
			room.entries = room.entries.checked_sub(1).ok_or(ArithmeticError::Underflow)?;
			room.bytes = room.bytes.checked_sub(size(old)?).ok_or(ArithmeticError::Underflow)?;
		}
		if let Some(new) = &value {
			ensure!(room.entries < MAX_METADATA, Error::<T>::MaxMetadataExceeded);
			room.entries = room.entries.checked_add(1).ok_or(ArithmeticError::Overflow)?;
			room.bytes = room.bytes.checked_add(size(new)?).ok_or(ArithmeticError::Overflow)?;
			Metadata::<T>::insert(agent, &key, new);
		}
		Self::deposit_event(Event::MetadataSet { agent, key, old, new: value });
		Ok(())
	}

	pub(crate) fn do_set_card(owner: T::AccountId, agent: AgentId, card: Option<Card>) -> DispatchResult {
		let mut record = Self::owned(&owner, agent)?;
		let old = core::mem::replace(&mut record.card, card.clone());
		Agents::<T>::insert(agent, record);
		Self::deposit_event(Event::CardSet { agent, old, new: card });
		Ok(())
	}

	/// The wallet and all mandates were the old owner's choice: they end with it.
	pub(crate) fn do_transfer(owner: T::AccountId, agent: AgentId, new: T::AccountId) -> DispatchResult {
		let mut record = Self::owned(&owner, agent)?;
		ensure!(new != owner && new != T::AgentAccount::convert(agent), Error::<T>::InvalidOwner);
		Self::put_wallet(agent, &mut record, None)?;
		Self::void_mandates(agent, &mut record)?;
		record.ticket = Self::hand_over(record.ticket, &owner, &new, record.metadata)?;
		record.owner = new.clone();
		Agents::<T>::insert(agent, record);
		Self::deposit_event(Event::Transferred { agent, old: owner, new });
		Ok(())
	}

	pub(crate) fn do_deregister(owner: T::AccountId, agent: AgentId) -> DispatchResult {
		let record = Self::owned(&owner, agent)?;
		// An account is there as long as it has native money, free or held, or an asset of any kind; but for assets whose
		// room on it another account has paid for. Those are for the owner to look for.
		let account = T::AgentAccount::convert(agent);
		ensure!(!frame_system::Pallet::<T>::account_exists(&account), Error::<T>::AccountInUse);
		// There are no more entries than that.
		let _ = Metadata::<T>::clear_prefix(agent, MAX_METADATA, None);
		Agents::<T>::remove(agent);
		Self::return_deposit(&owner, record.ticket)?;
		Self::deposit_event(Event::Deregistered { agent });
		Ok(())
	}

	pub(crate) fn find(agent: AgentId) -> Result<AgentOf<T>, DispatchError> {
		Agents::<T>::get(agent).ok_or_else(|| Error::<T>::NotFound.into())
	}

	/// An agent of `owner`'s.
	pub(crate) fn owned(owner: &T::AccountId, agent: AgentId) -> Result<AgentOf<T>, DispatchError> {
		let record = Self::find(agent)?;
		ensure!(record.owner == *owner, Error::<T>::NotOwner);
		Ok(record)
	}

	/// Whether `who` is the agent, or acts for it.
	pub(crate) fn is_of_agent(agent: AgentId, record: &AgentOf<T>, who: &T::AccountId) -> bool {
		record.owner == *who
			|| record.wallet.as_ref() == Some(who)
			|| T::AgentAccount::convert(agent) == *who
			|| Mandates::<T>::get(agent, who).is_some_and(|mandate| mandate.generation == record.generation)
	}
}
