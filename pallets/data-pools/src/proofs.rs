//! What shows how good a contribution is.

use crate::*;
use alloc::vec::Vec;
use frame_support::{ensure, weights::Weight};
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::{Attested, ContentHash, JobId, JobResults, ProgramId, SigningDomain, Tier, WebClaims};
use sp_core::H256;
use sp_runtime::{
	traits::{BlakeTwo256, Hash, Verify, Zero},
	DispatchError, DispatchResult, Permill,
};

impl<T: Config> Pallet<T> {
	/// The greatest weight of a contribution with this proof.
	pub(crate) fn weight_of(proof: &ProofOf<T>) -> Weight {
		match proof {
			Proof::Enclave { .. } => T::WeightInfo::contribute_enclave(),
			Proof::Web { .. } => T::WeightInfo::contribute_web().saturating_add(T::Claims::verify_weight()),
			Proof::Jury { .. } => T::WeightInfo::contribute_jury(),
		}
	}

	/// The score that `proof` shows for `content` of `contributor`. What must not count twice is noted.
	pub(crate) fn score(
		scoring: &Scoring,
		pool: PoolId,
		contributor: &T::AccountId,
		content: ContentHash,
		proof: ProofOf<T>,
	) -> Result<Permill, DispatchError> {
		match (scoring, proof) {
			(Scoring::Enclave { program, min_tier }, Proof::Enclave { worker, score, expires, signature }) => {
				Self::ensure_in_time(expires)?;
				Self::ensure_runs(&worker, program, *min_tier)?;
				let message = Self::message_of_score(pool, contributor, content, score, &worker, expires);
				Self::ensure_signed_by(&worker, message, &signature)?;
				Ok(score)
			}
			(Scoring::Web { provider, answers }, Proof::Web { claim }) => {
				Self::use_claim(pool, contributor, provider, *answers, &claim)?;
				Ok(Permill::one())
			}
			(Scoring::Jury { program, min_quorum }, Proof::Jury { job, output }) => {
				Self::use_job(contributor, content, program, *min_quorum, job, &output)
			}
			_ => Err(Error::<T>::WrongProof.into()),
		}
	}

	/// Fails unless `worker` is active in this block, known well enough, and its evidence measured `program`.
	fn ensure_runs(worker: &T::AccountId, program: &ProgramId, min_tier: Tier) -> DispatchResult {
		let active = T::Attested::ensure_active(worker)?;
		ensure!(active.program == Some(*program), Error::<T>::WrongProgram);
		ensure!(active.tier >= min_tier, Error::<T>::TierTooLow);
		Ok(())
	}

	fn use_claim(
		pool: PoolId,
		contributor: &T::AccountId,
		provider: &H256,
		answers: Answers,
		claim: &<T::Claims as WebClaims<T::AccountId>>::Claim,
	) -> DispatchResult {
		let fact = T::Claims::verify(contributor, claim)?;
		ensure!(fact.provider == *provider, Error::<T>::WrongProvider);
		let answer = match answers {
			Answers::One => BlakeTwo256::hash_of(&("answer", fact.question)),
			Answers::OnePerContributor => BlakeTwo256::hash_of(&("answer", fact.question, contributor)),
		};
		// The same claim may come with other words about it, and the same question with other answers.
		for nullifier in [BlakeTwo256::hash_of(&("claim", fact.identifier)), answer] {
			ensure!(!Nullifiers::<T>::contains_key(pool, nullifier), Error::<T>::ClaimKnown);
			Nullifiers::<T>::insert(pool, nullifier, ());
		}
		Ok(())
	}

	fn use_job(
		contributor: &T::AccountId,
		content: ContentHash,
		program: &ProgramId,
		min_quorum: u8,
		job: JobId,
		output: &[u8],
	) -> Result<Permill, DispatchError> {
		ensure!(!UsedJobs::<T>::contains_key(job), Error::<T>::JobUsed);
		let result = T::Jobs::result(job).ok_or(Error::<T>::NotFound)?;
		ensure!(result.program == *program, Error::<T>::WrongProgram);
		let is_for_this = result.tenant == *contributor && result.input == content && result.quorum >= min_quorum;
		ensure!(is_for_this, Error::<T>::WrongJob);
		ensure!(BlakeTwo256::hash(output) == result.output, Error::<T>::WrongOutput);
		let score = rules::score_in(output).ok_or(Error::<T>::WrongOutput)?;
		UsedJobs::<T>::insert(job, ());
		Ok(score)
	}

	/// The domain of what `signer` signs for this pallet.
	fn domain<'a>(
		purpose: &'a str,
		signer: &'a T::AccountId,
		nonce: u64,
		expires: BlockNumberFor<T>,
	) -> SigningDomain<'a, T::AccountId, BlockNumberFor<T>> {
		// As long as the chain has the hash of its first block: for ever.
		let genesis = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
		SigningDomain { genesis, pallet: "data-pools", purpose, signer, nonce, expires }
	}

	/// What a worker signs. It needs no number: the content counts once.
	pub(crate) fn message_of_score(
		pool: PoolId,
		contributor: &T::AccountId,
		content: ContentHash,
		score: Permill,
		worker: &T::AccountId,
		expires: BlockNumberFor<T>,
	) -> Vec<u8> {
		Self::domain("score", worker, 0, expires).message(&(pool, contributor, content, score))
	}

	/// What a contributor signs.
	pub(crate) fn message_of_choice(
		pool: PoolId,
		contributor: &T::AccountId,
		choice: &ChoiceOf<T>,
		nonce: u64,
		expires: BlockNumberFor<T>,
	) -> Vec<u8> {
		Self::domain("choice", contributor, nonce, expires).message(&(pool, choice))
	}

	/// Fails unless `signer` signed `message`.
	pub(crate) fn ensure_signed_by(
		signer: &T::AccountId,
		message: impl AsRef<[u8]>,
		signature: &T::Signature,
	) -> DispatchResult {
		ensure!(signature.verify(message.as_ref(), signer), Error::<T>::BadSignature);
		Ok(())
	}
}
