use crate::{mock::*, *};
use frame_support::assert_noop;
use piazza_primitives::Tier;
use sp_runtime::{traits::Convert, DispatchError, Permill, TokenError};

fn refused(change: impl FnOnce(&mut TermsOf<Test>), error: Error<Test>) {
	let mut terms = terms();
	change(&mut terms);
	assert_noop!(DataPools::create(signed(OWNER), Box::new(terms)), error);
}

#[test]
fn create_makes_a_pool_with_its_account_when_the_terms_are_valid() {
	build_and_execute(|| {
		let before = free(OWNER);
		let pool = create(terms());
		assert_eq!(before - free(OWNER), ED + DEPOSIT);
		assert_eq!(free(PoolAccount::convert(pool)), ED);
		let record = DataPools::pool(pool).unwrap();
		assert_eq!((record.owner, record.terms), (OWNER, terms()));
		assert_eq!(events(), [Event::PoolCreated { pool, owner: OWNER, token: DataPools::token(pool) }]);
		let dollars_before = dollars(OWNER);
		create(Terms { asset: DOLLAR, ..terms() });
		assert_eq!(dollars_before - dollars(OWNER), DOLLAR_MINIMUM);
	});
}

#[test]
fn create_fails_when_the_terms_cannot_be_kept() {
	build_and_execute(|| {
		use Error::InvalidTerms;
		refused(|terms| terms.factor = 0, InvalidTerms);
		refused(|terms| terms.price = Some(0), InvalidTerms);
		refused(|terms| terms.licence_period = 0, InvalidTerms);
		refused(|terms| terms.licence_period = MAX_LICENCE + 1, InvalidTerms);
		refused(|terms| terms.breaker.period = 0, InvalidTerms);
		refused(|terms| terms.breaker.max_mint = FACTOR - 1, InvalidTerms);
		refused(|terms| terms.breaker.max_outflow = 0, InvalidTerms);
		refused(|terms| terms.split.treasury = Permill::from_parts(49_999), InvalidTerms);
		refused(|terms| terms.split.owner = Permill::from_parts(800_001), InvalidTerms);
		refused(|terms| terms.scoring = Scoring::Jury { program: jury(), min_quorum: 0 }, InvalidTerms);
	});
}

#[test]
fn create_fails_when_a_program_is_missing_or_of_the_wrong_kind() {
	build_and_execute(|| {
		use Error::WrongProgram;
		refused(|terms| terms.reader = jury(), WrongProgram);
		refused(|terms| terms.reader = provider(), WrongProgram);
		let scoring = Scoring::Enclave { program: jury(), min_tier: Tier::Device };
		refused(|terms| terms.scoring = scoring, WrongProgram);
		refused(|terms| terms.scoring = Scoring::Jury { program: provider(), min_quorum: 1 }, WrongProgram);
	});
}

#[test]
fn create_fails_when_the_owner_cannot_pay() {
	build_and_execute(|| {
		let error = DispatchError::Token(TokenError::FundsUnavailable);
		assert_noop!(DataPools::create(signed(PAUPER), Box::new(terms())), error);
	});
}
