//! Where agents are paid, besides their own accounts.

use crate::*;
use alloc::vec::Vec;
use frame_support::{ensure, traits::Get};
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::SigningDomain;
use sp_runtime::{
	traits::{Saturating, Verify, Zero},
	ArithmeticError, DispatchResult,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_bind_wallet(
		owner: T::AccountId,
		agent: AgentId,
		wallet: T::AccountId,
		expires: BlockNumberFor<T>,
		signature: T::Signature,
	) -> DispatchResult {
		let mut record = Self::owned(&owner, agent)?;
		let now = Self::now();
		let latest = now.saturating_add(T::WalletPeriod::get());
		ensure!(now < expires && expires <= latest, Error::<T>::WrongExpiry);
		let message = Self::message_of_wallet(agent, &record, &wallet, expires);
		ensure!(signature.verify(message.as_slice(), &wallet), Error::<T>::BadSignature);
		Self::put_wallet(agent, &mut record, Some(wallet))?;
		Agents::<T>::insert(agent, record);
		Ok(())
	}

	pub(crate) fn do_unbind_wallet(who: T::AccountId, agent: AgentId) -> DispatchResult {
		let mut record = Self::find(agent)?;
		let wallet = record.wallet.as_ref().ok_or(Error::<T>::NoWallet)?;
		ensure!(record.owner == who || *wallet == who, Error::<T>::NotOwner);
		Self::put_wallet(agent, &mut record, None)?;
		Agents::<T>::insert(agent, record);
		Ok(())
	}

	/// Changes the wallet of a record. Signatures that were made before count no more, whatever becomes of the wallet.
	pub(crate) fn put_wallet(agent: AgentId, record: &mut AgentOf<T>, new: Option<T::AccountId>) -> DispatchResult {
		record.nonce = record.nonce.checked_add(1).ok_or(ArithmeticError::Overflow)?;
		let old = core::mem::replace(&mut record.wallet, new.clone());
		if old != new {
			Self::deposit_event(Event::WalletSet { agent, old, new });
		}
		Ok(())
	}

	/// What a wallet signs to be the agent's.
	pub(crate) fn message_of_wallet(
		agent: AgentId,
		record: &AgentOf<T>,
		wallet: &T::AccountId,
		expires: BlockNumberFor<T>,
	) -> Vec<u8> {
		// As long as the chain has the hash of its first block: for ever.
		let genesis = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
		let (pallet, purpose, nonce) = ("agents", "wallet", record.nonce);
		let domain = SigningDomain { genesis, pallet, purpose, signer: wallet, nonce, expires };
		domain.message(&(agent, &record.owner))
	}
}
