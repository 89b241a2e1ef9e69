//! Bringing data.

use crate::{rules::add, *};
use frame_support::ensure;
use piazza_primitives::Content;
use sp_core::H256;
use sp_runtime::{ArithmeticError, DispatchResult};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_contribute(
		contributor: T::AccountId,
		pool: PoolId,
		content: Content,
		proof: ProofOf<T>,
	) -> DispatchResult {
		let (record, mut books) = Self::current(pool)?;
		let Content { hash, uri } = content;
		ensure!(!Contributions::<T>::contains_key(pool, hash), Error::<T>::ContentKnown);
		let terms = &record.terms;
		let score = Self::score(&terms.scoring, pool, &contributor, hash, proof)?;
		let tokens = rules::tokens(score, terms.factor);
		ensure!(tokens > 0, Error::<T>::ScoreTooLow);
		books.minted = add(books.minted, tokens)?;
		ensure!(tokens <= books.meter.mint_left(&terms.breaker), Error::<T>::MintLimitReached);
		ensure!(books.minted <= MAX_SUPPLY, Error::<T>::MintLimitReached);

		if books.contributions == 0 {
			Self::create_token(pool)?;
		}
		Self::mint(pool, tokens)?;
		books.meter.minted = add(books.meter.minted, tokens)?;
		Self::change_stake(pool, &contributor, &mut books, |staked| Ok(add(staked, tokens)?))?;
		Self::join(pool, &contributor, &record, &mut books)?;

		// With what keeps its claim and its answer, or its job, from coming again.
		let ticket = Self::hold_for::<(ContributionOf<T>, [H256; 2])>(&contributor)?;
		let from = books.next_licence;
		let at = Self::now();
		let entry = Contribution { contributor: contributor.clone(), uri, score, tokens, from, at, ticket };
		Contributions::<T>::insert(pool, hash, entry);
		AllBooks::<T>::insert(pool, books);
		Self::deposit_event(Event::Contributed { pool, contributor, content: hash, score, tokens });
		Ok(())
	}

	/// Counts one more contribution of `contributor`, which is in unless it said otherwise.
	fn join(pool: PoolId, contributor: &T::AccountId, record: &PoolOf<T>, books: &mut BooksOf<T>) -> DispatchResult {
		let mut consent = match Consents::<T>::get(pool, contributor) {
			Some(consent) => consent,
			None => {
				let news = Metrics { contributors: 1, ..Metrics::default() };
				Self::note_achievement(pool, record, books, news)?;
				let ticket = Self::hold_for::<ConsentOf<T>>(contributor)?;
				Consent { contributions: 0, nonce: 0, gaps: Default::default(), ticket }
			}
		};
		consent.contributions = consent.contributions.checked_add(1).ok_or(ArithmeticError::Overflow)?;
		books.contributions = books.contributions.checked_add(1).ok_or(ArithmeticError::Overflow)?;
		if consent.is_open() {
			books.offered = books.offered.checked_add(1).ok_or(ArithmeticError::Overflow)?;
		}
		Consents::<T>::insert(pool, contributor, consent);
		Ok(())
	}
}
