//! What contributors let happen to their data.

use crate::*;
use frame_support::ensure;
use frame_system::pallet_prelude::BlockNumberFor;
use sp_core::H256;
use sp_runtime::{ArithmeticError, DispatchResult};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_relay_choice(
		relayer: T::AccountId,
		contributor: T::AccountId,
		pool: PoolId,
		choice: ChoiceOf<T>,
		nonce: u64,
		expires: BlockNumberFor<T>,
		signature: T::Signature,
	) -> DispatchResult {
		let consent = Consents::<T>::get(pool, &contributor).ok_or(Error::<T>::NotFound)?;
		Self::ensure_in_time(expires)?;
		ensure!(nonce == consent.nonce, Error::<T>::WrongNonce);
		let message = Self::message_of_choice(pool, &contributor, &choice, nonce, expires);
		Self::ensure_signed_by(&contributor, message, &signature)?;
		Self::do_choose(relayer, contributor, pool, choice)
	}

	/// Does what `contributor` said; `depositor` brought it.
	pub(crate) fn do_choose(
		depositor: T::AccountId,
		contributor: T::AccountId,
		pool: PoolId,
		choice: ChoiceOf<T>,
	) -> DispatchResult {
		let mut consent = Consents::<T>::get(pool, &contributor).ok_or(Error::<T>::NotFound)?;
		let nonce = consent.nonce;
		consent.nonce = nonce.checked_add(1).ok_or(ArithmeticError::Overflow)?;
		match &choice {
			Choice::Open => Self::open_consent(pool, &mut consent)?,
			Choice::Close => Self::close_consent(pool, &mut consent)?,
			Choice::Grant { grantee, purpose } => Self::grant(pool, &contributor, grantee, *purpose, depositor)?,
			Choice::Revoke { grantee } => Self::revoke(pool, &contributor, grantee)?,
		}
		Consents::<T>::insert(pool, &contributor, consent);
		Self::deposit_event(Event::Chosen { pool, contributor, choice, nonce });
		Ok(())
	}

	fn open_consent(pool: PoolId, consent: &mut ConsentOf<T>) -> DispatchResult {
		ensure!(!consent.is_open(), Error::<T>::AlreadyChosen);
		AllBooks::<T>::try_mutate(pool, |books| {
			ensure!(consent.open(books.next_licence), Error::<T>::MaxGapsExceeded);
			books.offered = books.offered.checked_add(consent.contributions.into()).ok_or(ArithmeticError::Overflow)?;
			Ok(())
		})
	}

	fn close_consent(pool: PoolId, consent: &mut ConsentOf<T>) -> DispatchResult {
		AllBooks::<T>::try_mutate(pool, |books| {
			ensure!(consent.close(books.next_licence), Error::<T>::AlreadyChosen);
			books.offered =
				books.offered.checked_sub(consent.contributions.into()).ok_or(ArithmeticError::Underflow)?;
			Ok(())
		})
	}

	fn grant(
		pool: PoolId,
		contributor: &T::AccountId,
		grantee: &T::AccountId,
		purpose: H256,
		depositor: T::AccountId,
	) -> DispatchResult {
		let key = (pool, contributor, grantee);
		ensure!(!Grants::<T>::contains_key(key), Error::<T>::AlreadyChosen);
		let ticket = Self::hold_for::<GrantOf<T>>(&depositor)?;
		Grants::<T>::insert(key, Grant { purpose, depositor, ticket });
		Granted::<T>::try_mutate((pool, grantee, purpose), |count| {
			*count = count.checked_add(1).ok_or(ArithmeticError::Overflow)?;
			Ok(())
		})
	}

	fn revoke(pool: PoolId, contributor: &T::AccountId, grantee: &T::AccountId) -> DispatchResult {
		let Grant { purpose, depositor, ticket } =
			Grants::<T>::take((pool, contributor, grantee)).ok_or(Error::<T>::NotFound)?;
		Self::return_deposit(&depositor, ticket)?;
		Granted::<T>::mutate_exists((pool, grantee, purpose), |count| {
			*count = count.unwrap_or_default().checked_sub(1).filter(|left| *left > 0);
		});
		Ok(())
	}
}
