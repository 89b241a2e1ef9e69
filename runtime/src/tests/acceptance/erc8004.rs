//! ERC-8004: agents with a portable name, rated by customers and judged by validators. Here customers have paid, and
//! validators have something to lose.

use crate::{
	constants::{
		money::UNIT,
		time::{DAYS, MINUTES},
	},
	tests::{
		chain::*,
		jobs::{commit, content, reveal, stage, stake},
		leasing::*,
	},
	*,
};
use frame_support::traits::{
	fungible::{InspectHold, NativeOrWithId},
	Get,
};
use pallet_agents::{Answer, Call, Error, Event, HoldReason, Raters, Rating};
use pallet_attestation::{Evidence, Program};
use pallet_jobs::{Policy, Stage};
use piazza_primitives::{JobId, Role, SettlementId, Tier};
use sp_core::H256;
use sp_keyring::Sr25519Keyring::{
	self, Alice, AliceStash, Bob, BobStash, Charlie, Dave, DaveStash, Eve, Ferdie, FerdieStash,
};
use sp_runtime::MultiSignature;

/// One in the scale of summaries.
const ONE: i128 = 1_000_000_000_000_000_000;
/// What a validator gets for its answer.
const FEE: Balance = 3 * UNIT;
/// The job that validators are asked about.
const JOB: JobId = 0;
/// Providers of the job that does the work again, each with its worker.
const PROVIDERS: [(Sr25519Keyring, Sr25519Keyring); 3] =
	[(Bob, BobStash), (Ferdie, FerdieStash), (AliceStash, DaveStash)];

fn refused(who: Sr25519Keyring, call: Call<Runtime>, error: Error<Runtime>) {
	assert_eq!(apply(who, call), Ok(Err(error.into())));
}

/// `wallet` signs that it is the agent's, good until block `expires`.
fn bind(wallet: Sr25519Keyring, expires: BlockNumber) -> Call<Runtime> {
	let account = wallet.to_account_id();
	let message = Agents::wallet_message(0, account.clone(), expires).expect("the agent is there");
	Call::bind_wallet { agent: 0, wallet: account, expires, signature: MultiSignature::Sr25519(wallet.sign(&message)) }
}

fn rating(value: i128, decimals: u8) -> Rating {
	Rating { value, decimals, tag1: Default::default(), tag2: Default::default() }
}

fn raters(who: &[Sr25519Keyring]) -> Raters<AccountId> {
	let accounts: alloc::collections::BTreeSet<_> = who.iter().map(|who| who.to_account_id()).collect();
	accounts.try_into().expect("they are few")
}

/// Eve's agent, with a metadata entry.
fn register() {
	let key = b"model-hash".to_vec().try_into().expect("it is short");
	let value = vec![7; 32].try_into().expect("it is short");
	let metadata = vec![(key, value)].try_into().expect("it is one");
	must(Eve, Call::register { uri: content(b"").uri, metadata });
}

/// Charlie and Dave have at stake what a checker needs.
fn checkers() {
	for checker in [Charlie, Dave] {
		let (role, commission) = (Role::Checker, Default::default());
		must(checker, pallet_stakes::Call::open { role, amount: 1_000 * UNIT, commission });
	}
}

/// Asks whether "claimed" is the right output of the job.
fn request(name: &[u8], validator: Sr25519Keyring) -> Call<Runtime> {
	Call::request_validation {
		agent: 0,
		validator: validator.to_account_id(),
		subject: JOB,
		output: content(b"claimed").hash,
		request: content(name),
		fee: FEE,
	}
}

fn accept(name: &[u8]) -> Call<Runtime> {
	Call::accept_validation { request: content(name).hash }
}

fn answer(name: &[u8], score: u8) -> Call<Runtime> {
	Call::respond_validation {
		request: content(name).hash,
		answer: Answer { score, content: content(b"why"), tag: Default::default() },
	}
}

/// Number and mean of a validator's answers.
fn answers(validator: Sr25519Keyring) -> (u32, Option<i128>) {
	let summary = Agents::validation_summary(0, raters(&[validator])).expect("there is one");
	(summary.count, summary.mean)
}

/// What the last transaction of this block cost.
fn cost() -> Balance {
	use pallet_transaction_payment::Event;
	let events = System::read_events_for_pallet::<Event<Runtime>>();
	match events.last() {
		Some(Event::TransactionFeePaid { actual_fee, .. }) => *actual_fee,
		other => panic!("no fee was paid: {other:?}"),
	}
}

/// Has three workers do the job, who must all come to the same.
fn do_job(output: &[u8]) {
	let program = Program::Image { hash: H256::repeat_byte(1) };
	let id = program.id();
	must(Alice, pallet_attestation::Call::register_program { program, uri: Default::default() });
	for (provider, worker) in PROVIDERS {
		let owner = provider.to_account_id();
		must(worker, pallet_attestation::Call::register { owner, evidence: Evidence::Declared });
		must(provider, pallet_attestation::Call::approve { worker: worker.to_account_id() });
		stake(provider);
	}
	let policy = Policy {
		replicas: 3,
		quorum: 3,
		min_tier: Tier::Declared,
		min_score: None,
		lease: None,
		bond: 10 * UNIT,
		evaluator: None,
		challenge_window: 0,
	};
	let submit = pallet_jobs::Call::submit {
		program: Some(id),
		input: content(b"input"),
		reward: 300 * UNIT,
		asset: NativeOrWithId::Native,
		policy,
		deadline: System::block_number() + 40,
	};
	must(Alice, submit);
	PROVIDERS.into_iter().for_each(|(_, worker)| must(worker, pallet_jobs::Call::claim { job: JOB }));
	while !matches!(stage(JOB), Stage::Assigned { .. }) {
		next_block();
	}
	let output = content(output);
	PROVIDERS.into_iter().for_each(|(_, worker)| commit(worker, JOB, &output));
	PROVIDERS.into_iter().for_each(|(_, worker)| reveal(worker, JOB, &output));
	assert_eq!(stage(JOB), Stage::Final { output: output.hash });
}

#[test]
fn wallet_is_bound_by_its_own_word_once_and_is_cleared_by_a_transfer() {
	on_chain(|| {
		// 1. An agent with metadata.
		register();
		let key: pallet_agents::MetadataKey = b"model-hash".to_vec().try_into().expect("it is short");
		assert_eq!(Agents::metadata(0, key).map(|value| value.into_inner()), Some(vec![7; 32]));
		assert_eq!(Agents::agent(0).expect("it is there").wallet, None);

		// 2. Bob's key signs that it is the agent's wallet; the same word is good once, and for five minutes.
		let now = System::block_number();
		let word = bind(Bob, now + 5 * MINUTES);
		refused(Eve, bind(Bob, now + 5 * MINUTES + 1), Error::WrongExpiry);
		let late = bind(Bob, now + 1);
		must(Eve, word.clone());
		assert_eq!(Agents::agent(0).expect("it is there").wallet, Some(Bob.to_account_id()));
		refused(Eve, word, Error::BadSignature);
		run_to(now + 1);
		refused(Eve, late, Error::WrongExpiry);

		let word = bind(Bob, System::block_number() + 10);
		must(Eve, Call::transfer { agent: 0, new_owner: Ferdie.to_account_id() });
		assert_eq!(Agents::agent(0).expect("it is there").wallet, None);
		refused(Ferdie, word, Error::BadSignature);
	});
}

#[test]
fn customer_that_paid_a_lease_rates_the_agent_and_nobody_else_does() {
	on_chain(|| {
		register();
		machine(BobStash, Bob, 3_000 * UNIT);
		must(Eve, bind(Bob, System::block_number() + 10));
		let lease = rent(BobStash);
		run_to(System::block_number() + 10);
		// The first block of a session takes no transactions.
		next_block();
		let settlement = SettlementId::Lease(lease);
		let give = |value| Call::give_feedback {
			agent: 0,
			settlement,
			rating: rating(value, 1),
			content: content(b"more words"),
		};
		// 3. Not before it is paid; not by the owner, nor by somebody who paid nothing; once by who did.
		refused(Alice, give(875), Error::NoSettlement);
		must(Alice, pallet_leasing::Call::close { lease });
		let settled = Leasing::settlement(lease).expect("it paid");
		assert_eq!((settled.payer, settled.payee), (Alice.to_account_id(), Bob.to_account_id()));
		assert!(settled.value > 0 && settled.value.is_multiple_of(7 * UNIT));
		refused(Eve, give(1_000), Error::OwnAgent);
		refused(Charlie, give(1_000), Error::NotPayer);
		must(Alice, give(875));
		refused(Alice, give(875), Error::SettlementUsed);

		// 4. Over the client it is 87.5, weighed by what was paid; over nobody it is nothing.
		let summary = Agents::summary(0, raters(&[Alice])).expect("there is one");
		assert_eq!((summary.count, summary.mean, summary.weight), (1, Some(875 * ONE / 10), settled.value));
		assert_eq!(Agents::summary_by_value(0).weighted_mean, Some(875 * ONE / 10));
		assert_eq!(Agents::summary(0, raters(&[])), None);
		assert_eq!(Agents::summary(0, raters(&[Charlie])).map(|none| none.count), Some(0));

		// 6. The client takes it back.
		must(Alice, Call::revoke_feedback { settlement });
		assert_eq!(Agents::summary(0, raters(&[Alice])).map(|none| (none.count, none.mean)), Some((0, None)));
		refused(Alice, give(875), Error::SettlementUsed);
	});
}

#[test]
fn validator_that_was_asked_answers_once_and_is_slashed_when_it_is_late() {
	on_chain(|| {
		register();
		checkers();
		// 5. Charlie is asked: Dave's answer is refused, Charlie's 100 is kept, and the request's name is used up.
		must(Eve, request(b"one", Charlie));
		refused(Dave, accept(b"one"), Error::NotValidator);
		must(Charlie, accept(b"one"));
		refused(Dave, answer(b"one", 100), Error::NotValidator);
		refused(Charlie, answer(b"one", 101), Error::ScoreTooHigh);
		let before = wealth(&Charlie.to_account_id());
		must(Charlie, answer(b"one", 100));
		assert_eq!(wealth(&Charlie.to_account_id()) + cost() - before, FEE);
		refused(Charlie, answer(b"one", 0), Error::WrongStage);
		refused(Eve, request(b"one", Dave), Error::HashUsed);
		assert_eq!(answers(Charlie), (1, Some(100 * ONE)));

		// Dave accepts and is silent: whoever says so has its share of what Dave loses.
		must(Eve, request(b"two", Dave));
		must(Dave, accept(b"two"));
		let late = Call::report_late { request: content(b"two").hash };
		refused(Ferdie, late.clone(), Error::TooSoon);
		let period = <Runtime as pallet_agents::Config>::AnswerPeriod::get();
		leave_out(period);
		next_block();
		refused(Dave, answer(b"two", 100), Error::TooLate);
		let fine = <Runtime as pallet_agents::Config>::LateFine::get();
		must(Ferdie, late);
		let position = Stakes::position(Role::Checker, Dave.to_account_id()).expect("it is there");
		assert_eq!(position.frozen, fine);
	});
}

#[test]
fn validator_is_slashed_and_its_fee_made_good_when_three_workers_contradict_it() {
	on_chain(|| {
		register();
		checkers();
		// Of the same output Charlie says that it is right, Dave that it is not; each has its fee.
		let held = || Balances::balance_on_hold(&HoldReason::Fee.into(), &Eve.to_account_id());
		for (name, validator, score) in [(&b"one"[..], Charlie, 80), (&b"two"[..], Dave, 20)] {
			must(Eve, request(name, validator));
			assert_eq!(held(), FEE);
			must(validator, accept(name));
			let before = wealth(&validator.to_account_id());
			must(validator, answer(name, score));
			assert_eq!(wealth(&validator.to_account_id()) + cost() - before, FEE);
			assert_eq!(held(), 0);
		}
		assert_eq!([Charlie, Dave].map(answers), [(1, Some(80 * ONE)), (1, Some(20 * ONE))]);

		// Nothing shows who is wrong, until three workers come to another output.
		let report = |name: &[u8]| Call::report_contradiction { request: content(name).hash };
		refused(Alice, report(b"one"), Error::NoResult);
		do_job(b"right");
		refused(Alice, report(b"two"), Error::NotContradicted);
		must(Alice, report(b"one"));
		let fine = 100 * UNIT;
		let contradicted = Event::ValidationContradicted {
			request: content(b"one").hash,
			validator: Charlie.to_account_id(),
			reporter: Alice.to_account_id(),
			output: content(b"right").hash,
			slashed: fine,
		};
		assert!(System::read_events_for_pallet::<Event<Runtime>>().contains(&contradicted));
		refused(Alice, report(b"one"), Error::NotFound);

		// Charlie's answer counts no more, Dave's does.
		assert_eq!([Charlie, Dave].map(answers), [(0, None), (1, Some(20 * ONE))]);
		let stake_of = |who: Sr25519Keyring| {
			let position = Stakes::position(Role::Checker, who.to_account_id()).expect("it is there");
			(position.stake, position.frozen)
		};
		assert_eq!([Charlie, Dave].map(stake_of), [(900 * UNIT, fine), (1_000 * UNIT, 0)]);

		// A day later the fine is taken: the fee for Eve, who had paid it, a tenth of the rest for who reported it, and the
		// treasury has what is left.
		let before = [Eve, Alice].map(|who| wealth(&who.to_account_id()));
		go_to(System::block_number() + DAYS);
		let gained = [Eve, Alice].map(|who| wealth(&who.to_account_id()));
		let (reporter, treasury) = (97 * UNIT / 10, 97 * UNIT * 9 / 10);
		assert_eq!([gained[0] - before[0], gained[1] - before[1]], [FEE, reporter]);
		let slashed = pallet_stakes::Event::Slashed {
			role: Role::Checker,
			operator: Charlie.to_account_id(),
			slash: 0,
			claimant: FEE,
			reporter,
			treasury,
		};
		assert!(System::read_events_for_pallet::<pallet_stakes::Event<Runtime>>().contains(&slashed));
		assert_eq!(stake_of(Charlie), (900 * UNIT, 0));
	});
}
