//! ERC-8004: agents with a portable name, rated by customers and judged by validators. Here customers have paid, and
//! validators have something to lose.

use crate::{
	constants::{money::UNIT, time::MINUTES},
	tests::{chain::*, jobs::content, leasing::*},
	*,
};
use frame_support::traits::Get;
use pallet_agents::{Answer, Call, Error, Raters, Rating};
use piazza_primitives::{Role, SettlementId};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, BobStash, Charlie, Dave, Eve, Ferdie};
use sp_runtime::MultiSignature;

/// One in the scale of summaries.
const ONE: i128 = 1_000_000_000_000_000_000;

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
		let stake = |amount| pallet_stakes::Call::open { role: Role::Checker, amount, commission: Default::default() };
		must(Charlie, stake(1_000 * UNIT));
		must(Dave, stake(1_000 * UNIT));
		let fee = 3 * UNIT;
		let request = |name: &[u8], validator: Sr25519Keyring| Call::request_validation {
			agent: 0,
			validator: validator.to_account_id(),
			subject: 5,
			output: content(b"output").hash,
			request: content(name),
			fee,
		};
		let answer = |name: &[u8], score| Call::respond_validation {
			request: content(name).hash,
			answer: Answer { score, content: content(b"why"), tag: Default::default() },
		};
		let accept = |name: &[u8]| Call::accept_validation { request: content(name).hash };

		// 5. Charlie is asked: Dave's answer is refused, Charlie's 100 is kept, and the request's name is used up.
		must(Eve, request(b"one", Charlie));
		refused(Dave, accept(b"one"), Error::NotValidator);
		must(Charlie, accept(b"one"));
		refused(Dave, answer(b"one", 100), Error::NotValidator);
		refused(Charlie, answer(b"one", 101), Error::ScoreTooHigh);
		let before = wealth(&Charlie.to_account_id());
		must(Charlie, answer(b"one", 100));
		assert!(wealth(&Charlie.to_account_id()) > before + fee - UNIT);
		refused(Charlie, answer(b"one", 0), Error::WrongStage);
		refused(Eve, request(b"one", Dave), Error::HashUsed);
		let summary = Agents::validation_summary(0, raters(&[Charlie])).expect("there is one");
		assert_eq!((summary.count, summary.mean), (1, Some(100 * ONE)));

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
