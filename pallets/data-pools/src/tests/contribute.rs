use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::{mocks::MockAttested, Content, JobResult, SigningDomain, Tier};
use sp_core::H256;
use sp_runtime::{
	testing::TestSignature,
	traits::{BlakeTwo256, Hash},
	DispatchError, Permill,
};

// Whatever the proof.

#[test]
fn contribute_mints_and_stakes_tokens_for_the_score() {
	build_and_execute(|| {
		let pool = create(terms());
		let before = free(ALICE);
		assert_ok!(contribute(pool, ALICE, 1, 80));
		assert_eq!((DataPools::staked(pool, ALICE), tokens(pool, ALICE), books(pool).staked), (800, 0, 800));
		// A contribution, a consent and a stake.
		assert_eq!((before - free(ALICE), held(ALICE)), (3 * DEPOSIT, 3 * DEPOSIT));
		let entry = DataPools::contribution(pool, hash(1)).unwrap();
		assert_eq!((entry.contributor, entry.tokens, entry.from, entry.at), (ALICE, 800, 0, 1));
		assert_eq!((books(pool).contributions, books(pool).offered), (1, 1));
		let event = Event::Contributed {
			pool,
			contributor: ALICE,
			content: hash(1),
			score: Permill::from_percent(80),
			tokens: 800,
		};
		assert_eq!(events().last(), Some(&event));

		assert_ok!(contribute(pool, ALICE, 2, 100));
		assert_eq!((DataPools::staked(pool, ALICE), held(ALICE)), (1_800, 4 * DEPOSIT));
		assert_eq!(DataPools::consent(pool, ALICE).unwrap().contributions, 2);
	});
}

#[test]
fn contribute_fails_when_the_pool_has_the_content() {
	build_and_execute(|| {
		let pool = create(terms());
		assert_ok!(contribute(pool, ALICE, 1, 80));
		for who in [ALICE, BOB] {
			assert_noop!(contribute(pool, who, 1, 80), Error::<Test>::ContentKnown);
		}
		// Another pool may have it too.
		assert_ok!(contribute(create(terms()), BOB, 1, 80));
	});
}

#[test]
fn contribute_fails_when_there_is_no_such_pool() {
	build_and_execute(|| {
		assert_noop!(contribute(7, ALICE, 1, 80), Error::<Test>::NotFound);
	});
}

#[test]
fn contribute_fails_when_the_score_is_worth_no_token() {
	build_and_execute(|| {
		let pool = create(Terms { factor: 99, ..terms() });
		assert_noop!(contribute(pool, ALICE, 1, 0), Error::<Test>::ScoreTooLow);
		// 0.99 of the smallest unit.
		assert_noop!(contribute(pool, ALICE, 1, 1), Error::<Test>::ScoreTooLow);
		assert_ok!(contribute(pool, ALICE, 1, 2));
		assert_eq!(DataPools::staked(pool, ALICE), 1);
	});
}

#[test]
fn contribute_fails_when_the_contributor_cannot_pay_deposits() {
	build_and_execute(|| {
		let pool = create(terms());
		assert!(contribute(pool, PAUPER, 1, 80).is_err());
		assert_eq!((books(pool).contributions, tokens(pool, 1_000_000)), (0, 0));
	});
}

#[test]
fn contribute_fails_when_somebody_has_the_name_of_the_token() {
	build_and_execute(|| {
		// The runtime lets nobody make such an asset. Should it, the token would not be the pool's.
		let pool = create(terms());
		assert_ok!(Assets::create(signed(STRANGER), TOKENS + pool, STRANGER, 1));
		assert_noop!(contribute(pool, ALICE, 1, 80), pallet_assets::Error::<Test>::InUse);
	});
}

#[test]
fn contribute_mints_no_more_than_the_limit_in_a_period() {
	build_and_execute(|| {
		let pool = create(terms());
		(0..9).for_each(|n| contribute(pool, ALICE, n, 100).unwrap());
		assert_ok!(contribute(pool, ALICE, 9, 60));
		assert_eq!(DataPools::limits(pool), Some((400, 5 * FACTOR)));
		assert_noop!(contribute(pool, BOB, 10, 41), Error::<Test>::MintLimitReached);
		assert_ok!(contribute(pool, BOB, 10, 40));
		assert_noop!(contribute(pool, BOB, 11, 1), Error::<Test>::MintLimitReached);
		run_to(19);
		assert_noop!(contribute(pool, BOB, 11, 1), Error::<Test>::MintLimitReached);
		run_to(20);
		assert_eq!(DataPools::limits(pool), Some((10 * FACTOR, 5 * FACTOR)));
		// What was refused may come later.
		assert_ok!(contribute(pool, BOB, 11, 1));
	});
}

#[test]
fn contribute_fails_when_the_pool_asks_for_another_proof() {
	build_and_execute(|| {
		let web = create(Terms { scoring: Scoring::Web { provider: provider(), answers: Answers::One }, ..terms() });
		assert_noop!(contribute(web, ALICE, 1, 80), Error::<Test>::WrongProof);
		let enclave = create(terms());
		let proof = Proof::Web { claim: claim(ALICE, 1, 1) };
		assert_noop!(DataPools::contribute(signed(ALICE), enclave, content(1), proof), Error::<Test>::WrongProof);
		let proof = Proof::Jury { job: 0, output: verdict(1) };
		assert_noop!(DataPools::contribute(signed(ALICE), enclave, content(1), proof), Error::<Test>::WrongProof);
	});
}

// A worker's score.

/// A proof that differs from the good one.
fn altered(change: impl FnOnce(&mut AccountId, &mut Permill, &mut BlockNumber, &mut TestSignature)) -> ProofOf<Test> {
	let Proof::Enclave { mut worker, mut score, mut expires, mut signature } = scored(0, ALICE, 1, 80) else {
		unreachable!()
	};
	change(&mut worker, &mut score, &mut expires, &mut signature);
	Proof::Enclave { worker, score, expires, signature }
}

#[test]
fn contribute_fails_when_the_signature_is_of_something_else() {
	build_and_execute(|| {
		let pool = create(terms());
		let other_pool = create(terms());
		let good = scored(pool, ALICE, 1, 80);
		let try_it = |who: AccountId, pool: PoolId, content: Content, proof: ProofOf<Test>| {
			assert_noop!(DataPools::contribute(signed(who), pool, content, proof), Error::<Test>::BadSignature);
		};
		// Another contributor, another pool, another content.
		try_it(BOB, pool, content(1), good.clone());
		try_it(ALICE, other_pool, content(1), good.clone());
		try_it(ALICE, pool, content(2), good.clone());
		// Another score, another time, another signer, no signature.
		try_it(ALICE, pool, content(1), altered(|_, score, _, _| *score = Permill::from_percent(81)));
		try_it(ALICE, pool, content(1), altered(|_, _, expires, _| *expires += 1));
		try_it(ALICE, pool, content(1), altered(|_, _, _, signature| signature.0 = ALICE));
		try_it(ALICE, pool, content(1), altered(|_, _, _, signature| signature.1.clear()));
		try_it(ALICE, pool, content(1), altered(|_, _, _, signature| signature.1.push(0)));
		assert_ok!(DataPools::contribute(signed(ALICE), pool, content(1), good));
	});
}

#[test]
fn contribute_fails_when_the_score_is_of_another_chain() {
	build_and_execute(|| {
		let pool = create(terms());
		let score = Permill::from_percent(80);
		let signed_for = |genesis: H256, pallet: &str, purpose: &str| {
			let domain = SigningDomain { genesis, pallet, purpose, signer: &WORKER, nonce: 0, expires: 10u64 };
			let signature = TestSignature(WORKER, domain.message(&(pool, ALICE, hash(1), score)));
			Proof::Enclave { worker: WORKER, score, expires: 10, signature }
		};
		let here = System::block_hash(0);
		for proof in [
			signed_for(H256::repeat_byte(9), "data-pools", "score"),
			signed_for(here, "jobs", "score"),
			signed_for(here, "data-pools", "choice"),
		] {
			assert_noop!(DataPools::contribute(signed(ALICE), pool, content(1), proof), Error::<Test>::BadSignature);
		}
		let proof = signed_for(here, "data-pools", "score");
		assert_ok!(DataPools::contribute(signed(ALICE), pool, content(1), proof));
	});
}

#[test]
fn contribute_fails_when_the_statement_is_out_of_time() {
	build_and_execute(|| {
		let pool = create(terms());
		run_to(10);
		let until = |block| {
			DataPools::contribute(signed(ALICE), pool, content(block), scored_until(pool, ALICE, block, 80, block))
		};
		assert_noop!(until(9), Error::<Test>::WrongExpiry);
		assert_noop!(until(10), Error::<Test>::WrongExpiry);
		assert_noop!(until(10 + STATEMENT_PERIOD + 1), Error::<Test>::WrongExpiry);
		assert_ok!(until(11));
		assert_ok!(until(10 + STATEMENT_PERIOD));
	});
}

#[test]
fn contribute_fails_when_the_worker_is_not_one_of_the_program() {
	build_and_execute(|| {
		let pool = create(terms());
		MockAttested::set_program(WORKER, Some(reader()));
		assert_noop!(contribute(pool, ALICE, 1, 80), Error::<Test>::WrongProgram);
		MockAttested::set_program(WORKER, None);
		assert_noop!(contribute(pool, ALICE, 1, 80), Error::<Test>::WrongProgram);
		MockAttested::set_active(WORKER, STRANGER, Tier::Device);
		MockAttested::set_program(WORKER, Some(scorer()));
		assert_noop!(contribute(pool, ALICE, 1, 80), Error::<Test>::TierTooLow);
		// Expired, revoked or retired since it signed.
		let proof = scored(pool, ALICE, 1, 80);
		MockAttested::set_inactive(WORKER);
		assert_noop!(DataPools::contribute(signed(ALICE), pool, content(1), proof), DispatchError::Other("NotActive"));
	});
}

// The web.

fn claim(owner: AccountId, identifier: u8, question: u8) -> MockClaim {
	let [identifier, question] = [identifier, question].map(H256::repeat_byte);
	MockClaim { owner, identifier, provider: provider(), question, seen_at: 1_000_000, holds: true }
}

fn web(answers: Answers) -> PoolId {
	create(Terms { scoring: Scoring::Web { provider: provider(), answers }, ..terms() })
}

fn bring(pool: PoolId, who: AccountId, n: u64, claim: MockClaim) -> sp_runtime::DispatchResult {
	DataPools::contribute(signed(who), pool, content(n), Proof::Web { claim })
}

#[test]
fn claim_has_the_full_score_when_it_holds() {
	build_and_execute(|| {
		let pool = web(Answers::One);
		assert_ok!(bring(pool, ALICE, 1, claim(ALICE, 1, 1)));
		assert_eq!(DataPools::staked(pool, ALICE), FACTOR);
	});
}

#[test]
fn claim_is_refused_when_it_came_before() {
	build_and_execute(|| {
		let pool = web(Answers::OnePerContributor);
		assert_ok!(bring(pool, ALICE, 1, claim(ALICE, 1, 1)));
		// The same claim with other content and question, and another answer to the same question.
		assert_noop!(bring(pool, ALICE, 2, claim(ALICE, 1, 2)), Error::<Test>::ClaimKnown);
		assert_noop!(bring(pool, BOB, 2, claim(BOB, 1, 2)), Error::<Test>::ClaimKnown);
		assert_noop!(bring(pool, ALICE, 2, claim(ALICE, 2, 1)), Error::<Test>::ClaimKnown);
		// Others are asked the same.
		assert_ok!(bring(pool, BOB, 2, claim(BOB, 2, 1)));
		assert_ok!(bring(pool, ALICE, 3, claim(ALICE, 3, 2)));
		// What was used in one pool may be in another.
		assert_ok!(bring(web(Answers::OnePerContributor), ALICE, 1, claim(ALICE, 1, 1)));
	});
}

#[test]
fn question_is_answered_once_when_the_fact_is_public() {
	build_and_execute(|| {
		let pool = web(Answers::One);
		assert_ok!(bring(pool, ALICE, 1, claim(ALICE, 1, 1)));
		assert_noop!(bring(pool, BOB, 2, claim(BOB, 2, 1)), Error::<Test>::ClaimKnown);
		assert_ok!(bring(pool, BOB, 2, claim(BOB, 2, 2)));
	});
}

#[test]
fn claim_is_refused_when_it_is_anothers_or_of_another_provider() {
	build_and_execute(|| {
		let pool = web(Answers::One);
		assert_noop!(bring(pool, BOB, 1, claim(ALICE, 1, 1)), DispatchError::Other("WrongOwner"));
		let broken = MockClaim { holds: false, ..claim(ALICE, 1, 1) };
		assert_noop!(bring(pool, ALICE, 1, broken), DispatchError::Other("BadClaim"));
		let mut other = claim(ALICE, 1, 1);
		other.provider = H256::zero();
		assert_noop!(bring(pool, ALICE, 1, other), Error::<Test>::WrongProvider);
	});
}

// A jury.

fn result(parts: u32) -> JobResult<AccountId> {
	let output = BlakeTwo256::hash(&verdict(parts));
	JobResult { tenant: ALICE, program: jury(), input: hash(1), output, quorum: 3 }
}

fn judged() -> PoolId {
	create(Terms { scoring: Scoring::Jury { program: jury(), min_quorum: 3 }, ..terms() })
}

fn show(pool: PoolId, job: u64, parts: u32) -> sp_runtime::DispatchResult {
	DataPools::contribute(signed(ALICE), pool, content(1), Proof::Jury { job, output: verdict(parts) })
}

#[test]
fn job_gives_the_score_that_it_came_to() {
	build_and_execute(|| {
		let pool = judged();
		let job = MockJobs::add(result(750_000));
		assert_ok!(show(pool, job, 750_000));
		assert_eq!(DataPools::staked(pool, ALICE), 750);
		// Not in another pool either.
		let other = judged();
		assert_noop!(show(other, job, 750_000), Error::<Test>::JobUsed);
	});
}

#[test]
fn job_is_refused_when_it_was_done_for_another_or_on_something_else() {
	build_and_execute(|| {
		let pool = judged();
		let refuse = |change: fn(&mut JobResult<AccountId>), error: Error<Test>| {
			let mut result = result(750_000);
			change(&mut result);
			assert_noop!(show(pool, MockJobs::add(result), 750_000), error);
		};
		refuse(|result| result.tenant = BOB, Error::WrongJob);
		refuse(|result| result.input = hash(2), Error::WrongJob);
		refuse(|result| result.quorum = 2, Error::WrongJob);
		refuse(|result| result.program = scorer(), Error::WrongProgram);
		refuse(|result| result.output = hash(2), Error::WrongOutput);
		assert_noop!(show(pool, 99, 750_000), Error::<Test>::NotFound);
	});
}

#[test]
fn job_is_refused_when_its_output_is_no_score() {
	build_and_execute(|| {
		let pool = judged();
		let above = MockJobs::add(result(1_000_001));
		assert_noop!(show(pool, above, 1_000_001), Error::<Test>::WrongOutput);
		for output in [vec![], vec![0; 3], vec![0; 5], vec![0; 64]] {
			let output: sp_runtime::BoundedVec<u8, _> = output.try_into().unwrap();
			let job = MockJobs::add(JobResult { output: BlakeTwo256::hash(&output), ..result(0) });
			assert_noop!(
				DataPools::contribute(signed(ALICE), pool, content(1), Proof::Jury { job, output }),
				Error::<Test>::WrongOutput
			);
		}
		let all = MockJobs::add(result(1_000_000));
		assert_ok!(show(pool, all, 1_000_000));
	});
}
