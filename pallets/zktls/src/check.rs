//! Checking claims, and the signatures that link addresses.

use crate::{Config, Epochs, Error, Pallet, Providers, SignedClaim};
use alloc::{string::String, vec::Vec};
use codec::Encode;
use frame_support::{
	ensure,
	traits::{Get, UnixTime as Clock},
};
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::WebFact;
use piazza_verifiers::{
	reclaim::{self, Address, Policy, Recover},
	UnixTime,
};
use sp_core::{H160, H256};
use sp_io::{crypto::secp256k1_ecdsa_recover, hashing::keccak_256};
use sp_runtime::traits::Zero;

/// Recovers keys on the host, which is many times faster than in the runtime.
pub(crate) struct Host;

impl Recover for Host {
	fn recover(&self, digest: &[u8; 32], signature: &[u8; 65]) -> Option<Address> {
		let key = secp256k1_ecdsa_recover(signature, digest).ok()?;
		keccak_256(&key).last_chunk().copied().map(Address)
	}
}

/// A claim that was found good.
pub(crate) struct Checked {
	/// What it says.
	pub(crate) fact: WebFact,
	/// Whose claim it is.
	pub(crate) owner: H160,
}

impl<T: Config> Pallet<T> {
	/// Checks a claim, whoever hands it in and how often. It costs two reads beside the clock.
	pub(crate) fn check(claim: &SignedClaim) -> Result<Checked, Error<T>> {
		let signatures: Vec<&[u8]> = claim.signatures.iter().map(|signature| signature.as_slice()).collect();
		let epoch = Epochs::<T>::get(claim.epoch).map(|epoch| epoch.into_verifiable(claim.epoch));
		let facts = reclaim::verify(
			claim.as_verifiable(&signatures).map_err(|_| Error::<T>::NotText)?,
			epoch.as_slice(),
			&Self::policy(),
			&Host,
			Self::now(),
		)?;
		let provider = facts.context.provider_hash.map(H256).ok_or(Error::<T>::UnknownProvider)?;
		ensure!(Providers::<T>::contains_key(provider), Error::<T>::UnknownProvider);
		let fact = WebFact {
			identifier: H256(facts.identifier),
			provider,
			question: H256(facts.question),
			seen_at: facts.timestamp,
		};
		Ok(Checked { fact, owner: H160(facts.owner.0) })
	}

	/// What is demanded of every claim. Providers are looked up one by one: there may be any number of them.
	fn policy() -> Policy {
		Policy { max_age: T::MaxAge::get(), max_skew: T::MaxSkew::get(), provider_hashes: None, ..Policy::strict() }
	}

	/// Checks that `address` signed to be linked to `account`.
	pub(crate) fn check_link(account: &T::AccountId, address: H160, signature: &[u8; 65]) -> Result<(), Error<T>> {
		let signer = reclaim::signer(&Self::text_to_link(account), signature, &Host)?;
		ensure!(signer == Address(address.0), Error::<T>::SignerMismatch);
		Ok(())
	}

	pub(crate) fn text_to_link(account: &T::AccountId) -> String {
		let genesis = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
		account.using_encoded(|account| crate::rules::link_text(&genesis, account))
	}

	/// The chain's clock, in seconds.
	pub(crate) fn now() -> UnixTime {
		T::Time::now().as_secs()
	}
}

impl<T> From<reclaim::Error> for Error<T> {
	fn from(error: reclaim::Error) -> Self {
		use reclaim::Error::*;
		match error {
			LineFeed => Self::LineFeed,
			OwnerFormat => Self::OwnerMalformed,
			IdentifierFormat | IdentifierMismatch => Self::IdentifierMismatch,
			Context => Self::ContextMalformed,
			Stale => Self::Stale,
			FromTheFuture => Self::FromTheFuture,
			Provider => Self::UnknownKind,
			ProviderHash => Self::UnknownProvider,
			UnknownEpoch => Self::UnknownEpoch,
			OutsideEpoch => Self::OutsideEpoch,
			Unsigned => Self::TooFewSignatures,
			SignatureCount { expected, found } if found > expected => Self::TooManySignatures,
			SignatureCount { .. } => Self::TooFewSignatures,
			SignatureLength(_) | RecoveryByte(_) | HighS(_) | Signature(_) => Self::MalformedSignature,
			UnexpectedWitness(_) => Self::UnexpectedWitness,
			DuplicateWitness(_) => Self::DuplicateSigner,
			// The rest is ruled out before: claims are bounded as they are decoded, epochs are looked through when they are
			// opened, and the policy demands nobody's claim and no more than one witness.
			TooLong => Self::NotText,
			EpochWitnesses | TooFewWitnesses => Self::UnknownEpoch,
			Owner => Self::NotOwner,
		}
	}
}
