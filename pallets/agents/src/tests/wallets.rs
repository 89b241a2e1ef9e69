use crate::{
	mock::{Agents, *},
	*,
};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::SigningDomain;
use sp_core::H256;
use sp_runtime::testing::TestSignature;

const EXPIRES: BlockNumber = 11;

/// What the wallet signs, but for what is changed.
struct Words {
	genesis: H256,
	purpose: &'static str,
	signer: AccountId,
	nonce: u64,
	expires: BlockNumber,
	agent: AgentId,
	owner: AccountId,
}

impl Words {
	fn of(agent: AgentId) -> Self {
		let genesis = System::block_hash(0);
		Self { genesis, purpose: "wallet", signer: WALLET, nonce: 0, expires: EXPIRES, agent, owner: OWNER }
	}

	fn signed_by(&self, who: AccountId) -> TestSignature {
		let Self { genesis, purpose, signer, nonce, expires, agent, owner } = self;
		let domain =
			SigningDomain { genesis: *genesis, pallet: "agents", purpose, signer, nonce: *nonce, expires: *expires };
		TestSignature(who, domain.message(&(agent, owner)))
	}
}

fn bind_with(agent: AgentId, expires: BlockNumber, signature: TestSignature) -> sp_runtime::DispatchResult {
	Agents::bind_wallet(signed(OWNER), agent, WALLET, expires, signature)
}

#[test]
fn bind_wallet_takes_the_wallets_word() {
	build_and_execute(|| {
		let agent = register();
		assert_ok!(bind_with(agent, EXPIRES, Words::of(agent).signed_by(WALLET)));
		assert_eq!(Agents::agent(agent).unwrap().wallet, Some(WALLET));
		assert_eq!(events().last(), Some(&Event::WalletSet { agent, old: None, new: Some(WALLET) }));
	});
}

#[test]
fn bind_wallet_fails_when_something_else_was_signed() {
	build_and_execute(|| {
		let agent = register();
		let other = register();
		let words = || Words::of(agent);
		for wrong in [
			// Another chain.
			Words { genesis: H256::repeat_byte(1), ..words() },
			// Another agent.
			Words { agent: other, ..words() },
			// Another owner.
			Words { owner: ALICE, ..words() },
			// Another purpose, wallet, number and time.
			Words { purpose: "owner", ..words() },
			Words { signer: ALICE, ..words() },
			Words { nonce: 1, ..words() },
			Words { expires: EXPIRES + 1, ..words() },
		] {
			assert_noop!(bind_with(agent, EXPIRES, wrong.signed_by(WALLET)), Error::<Test>::BadSignature);
		}
	});
}

#[test]
fn bind_wallet_fails_when_another_signed() {
	build_and_execute(|| {
		let agent = register();
		assert_noop!(bind_with(agent, EXPIRES, Words::of(agent).signed_by(ALICE)), Error::<Test>::BadSignature);
		let bind =
			|who, agent| Agents::bind_wallet(signed(who), agent, WALLET, EXPIRES, Words::of(agent).signed_by(WALLET));
		assert_noop!(bind(STRANGER, agent), Error::<Test>::NotOwner);
		assert_noop!(bind(OWNER, 9), Error::<Test>::NotFound);
	});
}

#[test]
fn bind_wallet_fails_when_it_is_expired_or_too_far_ahead() {
	build_and_execute(|| {
		let agent = register();
		run_to(5);
		let until = |expires| bind_with(agent, expires, Words { expires, ..Words::of(agent) }.signed_by(WALLET));
		assert_noop!(until(5), Error::<Test>::WrongExpiry);
		assert_noop!(until(5 + WALLET_PERIOD + 1), Error::<Test>::WrongExpiry);
		assert_ok!(until(5 + WALLET_PERIOD));
	});
}

#[test]
fn bind_wallet_fails_when_it_is_replayed() {
	build_and_execute(|| {
		let agent = register();
		let signature = Words::of(agent).signed_by(WALLET);
		assert_ok!(bind_with(agent, EXPIRES, signature.clone()));
		assert_noop!(bind_with(agent, EXPIRES, signature.clone()), Error::<Test>::BadSignature);
		// What the wallet signed for the next time does not survive that it left.
		let next = Words { nonce: 1, ..Words::of(agent) }.signed_by(WALLET);
		assert_ok!(Agents::unbind_wallet(signed(WALLET), agent));
		for old in [signature, next] {
			assert_noop!(bind_with(agent, EXPIRES, old), Error::<Test>::BadSignature);
		}
	});
}

#[test]
fn bind_wallet_fails_when_it_was_signed_before_a_transfer() {
	build_and_execute(|| {
		let agent = register();
		let signature = Words::of(agent).signed_by(WALLET);
		assert_ok!(Agents::transfer(signed(OWNER), agent, ALICE));
		let by_new = Agents::bind_wallet(signed(ALICE), agent, WALLET, EXPIRES, signature.clone());
		assert_noop!(by_new, Error::<Test>::BadSignature);
		// Nor when the agent comes back.
		assert_ok!(Agents::transfer(signed(ALICE), agent, OWNER));
		assert_noop!(bind_with(agent, EXPIRES, signature), Error::<Test>::BadSignature);
	});
}

#[test]
fn unbind_wallet_is_for_owner_and_wallet() {
	build_and_execute(|| {
		let agent = register();
		assert_noop!(Agents::unbind_wallet(signed(OWNER), agent), Error::<Test>::NoWallet);
		assert_noop!(Agents::unbind_wallet(signed(OWNER), 9), Error::<Test>::NotFound);
		for who in [OWNER, WALLET] {
			bind(agent);
			assert_noop!(Agents::unbind_wallet(signed(STRANGER), agent), Error::<Test>::NotOwner);
			assert_ok!(Agents::unbind_wallet(signed(who), agent));
			assert_eq!(events().last(), Some(&Event::WalletSet { agent, old: Some(WALLET), new: None }));
		}
	});
}

#[test]
fn wallet_message_is_what_the_wallet_has_to_sign() {
	build_and_execute(|| {
		let agent = register();
		assert_eq!(signature(agent, WALLET, EXPIRES), Words::of(agent).signed_by(WALLET));
		assert_eq!(Agents::wallet_message(9, WALLET, EXPIRES), None);
	});
}
