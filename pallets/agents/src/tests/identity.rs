use crate::{
	mock::{Agents, *},
	*,
};
use frame_support::{assert_noop, assert_ok, parameter_types, PalletId};
use sp_core::H256;
use sp_runtime::{
	traits::{AccountIdConversion, Convert},
	AccountId32, DispatchError, TokenError,
};
use std::collections::BTreeSet;

fn record(agent: AgentId) -> AgentOf<Test> {
	Agents::agent(agent).unwrap()
}

#[test]
fn register_gives_numbers_from_zero_and_an_account_to_each() {
	build_and_execute(|| {
		let metadata = vec![(key("model"), value("0xabc"))].try_into().unwrap();
		assert_ok!(Agents::register(signed(OWNER), uri("ipfs://a"), metadata));
		let registered = Event::Registered { agent: 0, owner: OWNER, account: 1_000_000, uri: uri("ipfs://a") };
		assert!(events().contains(&registered));
		assert_eq!(Agents::metadata(0, key("model")), Some(value("0xabc")));
		// The agent and its entry.
		assert_eq!(held(OWNER), 2 * DEPOSIT);
		assert_eq!(register(), 1);
		assert_eq!(agent(1).wallet, None);
		assert_eq!(Agents::account(1), 1_000_001);
	});
}

#[test]
fn register_fails_when_the_deposit_cannot_be_paid_or_a_key_is_reserved() {
	build_and_execute(|| {
		let register = |who, metadata: Vec<_>| Agents::register(signed(who), uri(""), metadata.try_into().unwrap());
		assert_noop!(register(PAUPER, vec![]), TokenError::FundsUnavailable);
		assert_noop!(register(OWNER, vec![(key("agentWallet"), value("x"))]), Error::<Test>::ReservedKey);
	});
}

#[test]
fn agent_accounts_are_not_that_of_their_pallet_when_the_number_is_zero() {
	parameter_types! {
		pub const Id: PalletId = PalletId(*b"pz/agent");
	}
	let account = |agent| <AgentAccounts<Id> as Convert<AgentId, AccountId32>>::convert(agent);
	let pallet: AccountId32 = Id::get().into_account_truncating();
	let same: AccountId32 = Id::get().into_sub_account_truncating(0u64);
	assert_eq!(pallet, same);
	let all: BTreeSet<_> = [0, 1, 255, 256, u64::from(u32::MAX) + 1, u64::MAX].map(account).into_iter().collect();
	assert!(all.len() == 6 && !all.contains(&pallet));
	// No byte of the number is cut off.
	assert_eq!(Id::get().try_into_sub_account((*b"agent", u64::MAX)), Some(account(u64::MAX)));
}

#[test]
fn set_uri_and_card_tell_old_and_new() {
	build_and_execute(|| {
		let agent = register();
		assert_ok!(Agents::set_uri(signed(OWNER), agent, uri("ipfs://b")));
		let set = Event::UriSet { agent, old: uri("https://agent.example"), new: uri("ipfs://b") };
		assert_eq!(events().last(), Some(&set));
		let card = Card { hash: H256::repeat_byte(1), key_id: b"key-1".to_vec().try_into().unwrap() };
		assert_ok!(Agents::set_card(signed(OWNER), agent, Some(card.clone())));
		assert_eq!(events().last(), Some(&Event::CardSet { agent, old: None, new: Some(card.clone()) }));
		assert_eq!(record(agent).card, Some(card));
		assert_ok!(Agents::set_card(signed(OWNER), agent, None));
		assert_eq!(record(agent).card, None);
	});
}

#[test]
fn set_metadata_moves_the_deposit_with_the_entries() {
	build_and_execute(|| {
		let agent = register();
		let set = |name, value| Agents::set_metadata(signed(OWNER), agent, key(name), value);
		assert_ok!(set("a", Some(value("1"))));
		assert_ok!(set("b", Some(value("2"))));
		assert_eq!(held(OWNER), 3 * DEPOSIT);
		assert_ok!(set("a", Some(value("10"))));
		assert_eq!(held(OWNER), 3 * DEPOSIT);
		let changed = Event::MetadataSet { agent, key: key("a"), old: Some(value("1")), new: Some(value("10")) };
		assert_eq!(events().last(), Some(&changed));
		assert_eq!(record(agent).metadata, MetadataRoom { entries: 2, bytes: 5 });
		assert_ok!(set("a", None));
		assert_eq!(held(OWNER), 2 * DEPOSIT);
		assert_eq!(Agents::metadata(agent, key("a")), None);
		assert_noop!(set("a", None), Error::<Test>::NotFound);
	});
}

#[test]
fn set_metadata_fails_when_the_key_is_the_wallets() {
	build_and_execute(|| {
		let agent = register();
		let set = |value| Agents::set_metadata(signed(OWNER), agent, key("agentWallet"), value);
		assert_noop!(set(Some(value("me"))), Error::<Test>::ReservedKey);
		assert_noop!(set(None), Error::<Test>::ReservedKey);
	});
}

#[test]
fn set_metadata_fails_when_there_are_too_many_entries() {
	build_and_execute(|| {
		let agent = register();
		let set = |n: u32| Agents::set_metadata(signed(OWNER), agent, key(&n.to_string()), Some(value("x")));
		for n in 0..MAX_METADATA {
			assert_ok!(set(n));
		}
		assert_noop!(set(MAX_METADATA), Error::<Test>::MaxMetadataExceeded);
		assert_ok!(set(0));
	});
}

#[test]
fn identity_calls_fail_when_the_agent_is_anothers_or_none() {
	build_and_execute(|| {
		let agent = register();
		for (who, agent, error) in [
			(STRANGER, agent, DispatchError::from(Error::<Test>::NotOwner)),
			(OWNER, 9, Error::<Test>::NotFound.into()),
		] {
			assert_noop!(Agents::set_uri(signed(who), agent, uri("")), error);
			assert_noop!(Agents::set_metadata(signed(who), agent, key("a"), Some(value("b"))), error);
			assert_noop!(Agents::set_card(signed(who), agent, None), error);
			assert_noop!(Agents::transfer(signed(who), agent, ALICE), error);
			assert_noop!(Agents::deregister(signed(who), agent), error);
			assert_noop!(Agents::grant_mandate(signed(who), agent, KEY, terms(&[])), error);
			assert_noop!(Agents::revoke_all_mandates(signed(who), agent), error);
		}
	});
}

#[test]
fn transfer_moves_the_deposit_and_ends_wallet_and_mandates() {
	build_and_execute(|| {
		let agent = funded();
		assert_ok!(Agents::set_metadata(signed(OWNER), agent, key("a"), Some(value("1"))));
		bind(agent);
		grant(agent, &[limit(NATIVE, 100, 100)]);
		let before = (free(OWNER), free(ALICE));
		assert_ok!(Agents::transfer(signed(OWNER), agent, ALICE));
		assert_eq!((free(OWNER), free(ALICE)), before);
		// The mandate's deposit alone is still the old owner's.
		assert_eq!((held(OWNER), held(ALICE)), (DEPOSIT, 2 * DEPOSIT));
		let record = record(agent);
		assert_eq!((record.owner, record.wallet, record.generation), (ALICE, None, 1));
		assert_noop!(act(KEY, agent, pay(BOB, 1)), Error::<Test>::MandateVoid);
		assert_noop!(act(OWNER, agent, pay(BOB, 1)), Error::<Test>::NoMandate);
		assert_ok!(act(ALICE, agent, pay(BOB, 1)));
		// Whoever likes clears it away, and its deposit goes to who paid it.
		assert_ok!(Agents::revoke_mandate(signed(STRANGER), agent, KEY));
		assert_eq!(held(OWNER), 0);
		assert_eq!(free(OWNER), before.0 + DEPOSIT);
	});
}

#[test]
fn transfer_fails_when_the_new_owner_is_the_old_one_or_the_agent_or_has_no_account() {
	build_and_execute(|| {
		let agent = register();
		let transfer = |to| Agents::transfer(signed(OWNER), agent, to);
		assert_noop!(transfer(OWNER), Error::<Test>::InvalidOwner);
		assert_noop!(transfer(Agents::account(agent)), Error::<Test>::InvalidOwner);
		assert_noop!(transfer(PAUPER), TokenError::FundsUnavailable);
	});
}

#[test]
fn deregister_returns_the_deposit_and_leaves_nothing() {
	build_and_execute(|| {
		let before = free(OWNER);
		let agent = register();
		for name in ["a", "b", "c"] {
			assert_ok!(Agents::set_metadata(signed(OWNER), agent, key(name), Some(value("1"))));
		}
		assert_ok!(Agents::deregister(signed(OWNER), agent));
		assert_eq!((free(OWNER), held(OWNER)), (before, 0));
		assert_eq!(Metadata::<Test>::iter().count(), 0);
		assert_eq!(Agents::agent(agent), None);
		// Its number is not given again.
		assert_eq!(register(), agent + 1);
	});
}

#[test]
fn deregister_fails_when_the_account_has_anything() {
	build_and_execute(|| {
		let agent = funded();
		let account = Agents::account(agent);
		let deregister = || Agents::deregister(signed(OWNER), agent);
		assert_noop!(deregister(), Error::<Test>::AccountInUse);
		// Without its asset an account could be emptied of native money.
		assert_ok!(act(OWNER, agent, pay_in(1, OWNER, PURSE / 2)));
		assert_noop!(deregister(), Error::<Test>::AccountInUse);
		// What is put aside counts too.
		let create = pallet_assets::Call::create { id: 9, admin: account, min_balance: 1 };
		assert_ok!(act(OWNER, agent, create));
		assert_ok!(act(OWNER, agent, pay(OWNER, free(account) - ED)));
		assert_noop!(deregister(), Error::<Test>::AccountInUse);
		assert_ok!(act(OWNER, agent, pallet_assets::Call::start_destroy { id: 9 }));
		assert_ok!(Assets::finish_destroy(signed(STRANGER), 9));
		assert_ok!(act(OWNER, agent, pallet_balances::Call::transfer_all { dest: OWNER, keep_alive: false }));
		assert_ok!(deregister());
	});
}

#[test]
fn deregister_makes_mandates_void() {
	build_and_execute(|| {
		let agent = register();
		grant(agent, &[limit(NATIVE, 1, 1)]);
		assert_ok!(Agents::deregister(signed(OWNER), agent));
		assert_eq!(Agents::mandate(agent, KEY), None);
		assert_noop!(act(KEY, agent, pay(BOB, 1)), Error::<Test>::NotFound);
		assert_ok!(Agents::revoke_mandate(signed(STRANGER), agent, KEY));
		assert_eq!(held(OWNER), 0);
	});
}
