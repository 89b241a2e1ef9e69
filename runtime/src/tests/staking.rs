//! Stake and the validators that it elects: whole sessions of a chain with four of them, and what equivocation costs.

use super::chain::*;
use crate::{
	configs::{TreasuryAccount, WorkPool},
	constants::{
		money::UNIT,
		time::{DAYS, UNBONDING_ERAS},
	},
	opaque::SessionKeys,
	*,
};
use codec::Encode;
use frame_support::traits::{Get, KeyOwnerProofSystem};
use pallet_validators::{BlockReward, Exposure, Exposures, Minted, RewardSplit, Shares};
use piazza_primitives::{EraIndex, Role, Stakes as _};
use sp_consensus_babe::{
	digests::{CompatibleDigestItem, PreDigest, SecondaryPlainPreDigest},
	AuthorityPair, EquivocationProof, KEY_TYPE,
};
use sp_core::{ed25519, proof_of_possession::ProofOfPossessionGenerator, sr25519, Pair};
use sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring::{
	self, Alice, AliceStash, Bob, BobStash, Charlie, CharlieStash, Dave, DaveStash, Eve, EveStash, Ferdie,
};
use sp_runtime::{
	traits::Header as _, transaction_validity::InvalidTransaction, ApplyExtrinsicResult, Digest, DigestItem, Perbill,
};
use sp_session::MembershipProof;
use std::collections::BTreeMap;

const ROLE: Role = Role::Validator;
/// Stake of each validator at genesis.
const STAKE: Balance = 10_000 * UNIT;
const VALIDATORS: [Sr25519Keyring; 4] = [AliceStash, BobStash, CharlieStash, DaveStash];
/// What is lost by few offenders.
const FEW: Perbill = Perbill::from_percent(5);

/// Runs `test` on a chain of four validators, inside its block 1, and checks every invariant after it.
fn on_testnet(test: impl FnOnce()) {
	on_chain_of(LOCAL_TESTNET_RUNTIME_PRESET, 0, test);
}

fn slots_per_session() -> u64 {
	configs::EpochDuration::get()
}

/// The first slot of the next session.
pub(super) fn next_session_slot() -> u64 {
	u64::from(Babe::current_epoch_start()) + slots_per_session()
}

/// Goes on to the second block of the next session: the first one has no room for transactions. The slots that are left
/// of this session are missed.
fn next_session() {
	next_block_in(next_session_slot());
	next_block();
}

/// Goes on to `era`. All but the first block of each session before it is missed.
fn go_to_era(era: EraIndex) {
	while Validators::era() < era {
		next_block_without_root_in(next_session_slot());
	}
	next_block();
}

/// Goes on to when everything frozen is taken.
fn take_slashes() {
	leave_out(2 * DAYS);
	// The agenda looks at every block that was left out, which takes it a few.
	while pallet_stakes::PendingSlashes::<Runtime>::iter().next().is_some() {
		next_block();
	}
}

/// Who made this block: the validator at the place that the block names.
fn author() -> AccountId {
	Session::validators()[author_place() as usize].clone()
}

/// Goes on until `who` makes a block.
fn run_to_block_of(who: Sr25519Keyring) {
	next_block();
	while author() != who.to_account_id() {
		next_block();
	}
}

/// The stake behind an operator, but for what is frozen.
fn stake_of(operator: Sr25519Keyring) -> Balance {
	Stakes::stake_of(ROLE, &operator.to_account_id())
}

/// What `delegator` has behind `operator`.
fn delegation(operator: Sr25519Keyring, delegator: Sr25519Keyring) -> Balance {
	Stakes::delegation(ROLE, operator.to_account_id(), delegator.to_account_id())
}

/// What of `delegator`'s is leaving: when it is free, and how much.
fn leaving(operator: Sr25519Keyring, delegator: Sr25519Keyring) -> Vec<(EraIndex, Balance)> {
	Stakes::unbonding(ROLE, operator.to_account_id(), delegator.to_account_id())
}

/// What is frozen of an operator's stake.
fn frozen(operator: Sr25519Keyring) -> Balance {
	Stakes::pending_slashes(ROLE, operator.to_account_id()).iter().map(|(_, slash)| slash.amount()).sum()
}

fn exposure(operator: Sr25519Keyring) -> Exposure {
	Exposures::<Runtime>::get(operator.to_account_id()).expect("it validates")
}

fn validates(operator: Sr25519Keyring) -> bool {
	Session::validators().contains(&operator.to_account_id())
}

/// The validators who are disabled.
fn disabled() -> Vec<AccountId> {
	let validators = Session::validators();
	Session::disabled_validators().into_iter().map(|place| validators[place as usize].clone()).collect()
}

/// What is made with a block, by who gets it.
fn shares_of_a_block() -> Shares {
	RewardSplit::<Runtime>::get().divide(BlockReward::<Runtime>::get())
}

fn by_root(call: impl Into<RuntimeCall>) {
	must(Alice, pallet_sudo::Call::<Runtime>::sudo { call: Box::new(call.into()) });
}

fn open(operator: Sr25519Keyring, amount: Balance, commission: Perbill) {
	must(operator, pallet_stakes::Call::open { role: ROLE, amount, commission });
}

fn bond(operator: Sr25519Keyring, delegator: Sr25519Keyring, amount: Balance) {
	must(delegator, pallet_stakes::Call::bond { role: ROLE, operator: operator.to_account_id(), amount });
}

/// Lets all of `delegator`'s leave.
fn unbond(operator: Sr25519Keyring, delegator: Sr25519Keyring) {
	let operator = operator.to_account_id();
	must(delegator, pallet_stakes::Call::unbond { role: ROLE, operator, amount: Balance::MAX });
}

/// Pays out to `delegator` what left, and returns how much that is, less the fee.
fn withdraw(operator: Sr25519Keyring, delegator: Sr25519Keyring) -> Balance {
	let before = wealth(&delegator.to_account_id());
	must(delegator, pallet_stakes::Call::withdraw { role: ROLE, operator: operator.to_account_id() });
	let event = System::events().into_iter().rev().find_map(|record| match record.event {
		RuntimeEvent::TransactionPayment(pallet_transaction_payment::Event::TransactionFeePaid {
			actual_fee, ..
		}) => Some(actual_fee),
		_ => None,
	});
	wealth(&delegator.to_account_id()) + event.expect("a fee was paid") - before
}

/// Where the session keys of a well-known operator come from: those of `//Eve//stash` from `//Eve`, as at genesis.
fn session_secret(operator: Sr25519Keyring) -> String {
	let name = operator.to_string();
	match name.strip_suffix("Stash") {
		Some(name) => format!("//{name}"),
		None => format!("//{name}//session"),
	}
}

/// The key with which a well-known operator makes blocks.
fn babe_pair(operator: Sr25519Keyring) -> AuthorityPair {
	AuthorityPair::from_string(&session_secret(operator), None).expect("it is a secret")
}

/// Registers session keys of `operator`, which prove that it has their secrets.
pub(super) fn set_keys(operator: Sr25519Keyring) -> pallet_session::Call<Runtime> {
	let secret = session_secret(operator);
	let mut edwards = ed25519::Pair::from_string(&secret, None).expect("it is a secret");
	let mut schnorr = sr25519::Pair::from_string(&secret, None).expect("it is a secret");
	let keys = SessionKeys {
		grandpa: edwards.public().into(),
		babe: schnorr.public().into(),
		authority_discovery: schnorr.public().into(),
	};
	let owner = operator.to_account_id().encode();
	let proof = (
		edwards.generate_proof_of_possession(&owner),
		schnorr.generate_proof_of_possession(&owner),
		schnorr.generate_proof_of_possession(&owner),
	);
	pallet_session::Call::set_keys { keys, proof: proof.encode() }
}

/// Makes `operator` a candidate with `amount` at stake.
fn join(operator: Sr25519Keyring, amount: Balance, commission: Perbill) {
	open(operator, amount, commission);
	must(operator, set_keys(operator));
	must(operator, pallet_validators::Call::join {});
}

/// Two blocks of one slot, both by one author, and that the author validates in this session.
#[derive(Clone)]
pub(super) struct Equivocation {
	blocks: EquivocationProof<Header>,
	membership: MembershipProof,
}

impl Equivocation {
	/// By `offender` in the current slot; `None` if its keys are no validator's.
	pub(super) fn of(offender: Sr25519Keyring) -> Option<Self> {
		let pair = babe_pair(offender);
		let slot = Babe::current_slot();
		let header = |content: u8| {
			let digest = PreDigest::SecondaryPlain(SecondaryPlainPreDigest { authority_index: 0, slot });
			let digest = Digest { logs: vec![DigestItem::babe_pre_digest(digest)] };
			let content = Hash::repeat_byte(content);
			let mut header = Header::new(System::block_number(), content, content, System::parent_hash(), digest);
			let seal = pair.sign(header.hash().as_bytes());
			header.digest_mut().push(DigestItem::babe_seal(seal));
			header
		};
		let key = (KEY_TYPE, pair.public());
		let membership = Historical::prove(key.clone())?;
		Historical::check_proof(key, membership.clone())?;
		let blocks =
			EquivocationProof { slot, offender: pair.public(), first_header: header(1), second_header: header(2) };
		Some(Self { blocks, membership })
	}

	/// A report, for whoever signs it.
	pub(super) fn report(self) -> pallet_babe::Call<Runtime> {
		pallet_babe::Call::report_equivocation {
			equivocation_proof: Box::new(self.blocks),
			key_owner_proof: self.membership,
		}
	}

	/// The author of this block reports it, as nodes do: the report is not signed.
	fn report_by_author(self) -> ApplyExtrinsicResult {
		let call = pallet_babe::Call::<Runtime>::report_equivocation_unsigned {
			equivocation_proof: Box::new(self.blocks),
			key_owner_proof: self.membership,
		};
		Executive::apply_extrinsic(UncheckedExtrinsic::new_bare(call.into()))
	}
}

/// Each of `offenders` makes two blocks in a slot. Another author reports it and is returned.
fn punish(offenders: &[Sr25519Keyring]) -> AccountId {
	next_block();
	while offenders.iter().any(|offender| offender.to_account_id() == author()) {
		next_block();
	}
	for offender in offenders {
		let evidence = Equivocation::of(*offender).expect("it validates");
		assert_eq!(evidence.report_by_author(), Ok(Ok(())));
	}
	author()
}

#[test]
fn operator_validates_and_earns_when_it_joined_two_sessions_before() {
	on_testnet(|| {
		let operator = EveStash.to_account_id();
		join(EveStash, 2 * STAKE, Perbill::from_percent(10));
		assert!(Validators::next_validators().iter().any(|(who, _)| *who == operator));

		next_session();
		assert!(!validates(EveStash));
		assert_eq!(pallet_validators::Elected::<Runtime>::get()[0].0, operator);
		next_session();
		assert_eq!(Session::validators().len(), 5);
		assert_eq!(exposure(EveStash), Exposure { stake: 2 * STAKE, validators: 5 });
		assert_eq!(Babe::authorities()[0].0, babe_pair(EveStash).public(), "it has the most stake");

		while stake_of(EveStash) == 2 * STAKE {
			next_block();
		}
		assert_eq!(author(), operator);
		assert_eq!(stake_of(EveStash), 2 * STAKE + shares_of_a_block().validators);
	});
}

#[test]
fn keys_are_refused_when_their_owner_does_not_prove_that_it_has_them() {
	on_testnet(|| {
		open(EveStash, STAKE, Perbill::zero());
		// The proof of another account.
		let call = set_keys(Eve);
		assert_eq!(apply(EveStash, call), Ok(Err(pallet_session::Error::<Runtime>::InvalidProof.into())));
		let join = pallet_validators::Call::<Runtime>::join {};
		assert_eq!(apply(EveStash, join), Ok(Err(pallet_validators::Error::<Runtime>::NoKeys.into())));
	});
}

#[test]
fn validators_stand_behind_the_first_sessions_with_the_stake_of_genesis() {
	on_testnet(|| {
		for session in 0..2 {
			assert_eq!(Session::current_index(), session);
			for operator in VALIDATORS {
				assert_eq!(exposure(operator), Exposure { stake: STAKE, validators: 4 }, "{operator}");
			}
			next_session();
		}
	});
}

#[test]
fn first_block_of_a_session_is_paid_to_its_author_when_validators_have_changed_places() {
	on_testnet(|| {
		// In the order of now, the last becomes the first.
		let last = Session::validators()[3].clone();
		let last = Sr25519Keyring::from_account_id(&last).expect("it is well known");
		bond(last, Alice, STAKE);
		next_session();
		let before = Session::validators();
		let stakes = VALIDATORS.map(stake_of);
		next_block_in(next_session_slot());
		assert_ne!(Session::validators(), before);
		assert_eq!(Authorship::author(), Some(author()));
		for ((operator, now), then) in VALIDATORS.iter().zip(VALIDATORS.map(stake_of)).zip(stakes) {
			let earned = if operator.to_account_id() == author() { shares_of_a_block().validators } else { 0 };
			assert_eq!(now - then, earned, "{operator}");
		}
	});
}

#[test]
fn what_blocks_earn_is_all_that_is_made_and_goes_to_authors_work_and_treasury() {
	on_testnet(|| {
		next_session();
		// Up to the last slot of this session.
		while u64::from(Babe::current_slot()) + 1 < next_session_slot() {
			next_block();
		}
		let stakes = || VALIDATORS.map(stake_of);
		let accounts = || [WorkPool::get(), TreasuryAccount::get()].map(|account| wealth(&account));
		let before = (stakes(), accounts(), Minted::<Runtime>::get(), Balances::total_issuance());
		let (each, session) = (shares_of_a_block(), Session::current_index());
		assert!(each.validators > 0 && each.work > 0 && each.treasury > 0);

		let mut made = BTreeMap::<AccountId, Balance>::new();
		let blocks = 2 * slots_per_session();
		for _ in 0..blocks {
			next_block();
			*made.entry(author()).or_default() += 1;
		}
		assert_eq!(Session::current_index(), session + 2);
		assert!(VALIDATORS.iter().all(|operator| made[&operator.to_account_id()] >= 4), "each has its turns");

		let blocks = Balance::from(blocks);
		assert_eq!(Balances::total_issuance() - before.3, blocks * BlockReward::<Runtime>::get());
		let minted = Minted::<Runtime>::get();
		let of_all = |part: fn(&Shares) -> Balance| part(&minted) - part(&before.2);
		assert_eq!(of_all(|shares| shares.validators), blocks * each.validators);
		assert_eq!(of_all(|shares| shares.work), blocks * each.work);
		assert_eq!(of_all(|shares| shares.treasury), blocks * each.treasury);
		assert_eq!(of_all(Shares::total), blocks * BlockReward::<Runtime>::get());
		let [work, treasury] = accounts();
		assert_eq!((work - before.1[0], treasury - before.1[1]), (blocks * each.work, blocks * each.treasury));
		for ((operator, now), then) in VALIDATORS.iter().zip(stakes()).zip(before.0) {
			assert_eq!(now - then, made[&operator.to_account_id()] * each.validators, "{operator}");
		}
	});
}

#[test]
fn operator_has_its_commission_and_delegators_the_rest_by_their_stake() {
	on_testnet(|| {
		join(EveStash, STAKE, Perbill::from_percent(10));
		bond(EveStash, Alice, STAKE);
		bond(EveStash, Bob, 2 * STAKE);
		next_session();
		next_session();
		run_to_block_of(EveStash);
		let each = shares_of_a_block().validators;
		let commission = Perbill::from_percent(10).mul_floor(each);
		let rewarded =
			pallet_stakes::Event::Rewarded { role: ROLE, operator: EveStash.to_account_id(), amount: each, commission };
		System::assert_has_event(rewarded.into());

		// It made no other block.
		assert_eq!(stake_of(EveStash), 4 * STAKE + each);
		let rest = each - commission;
		let near = |amount: Balance, expected: Balance| amount <= expected && expected - amount <= 1;
		assert!(near(delegation(EveStash, Alice), STAKE + rest / 4));
		assert!(near(delegation(EveStash, Bob), 2 * STAKE + rest / 2));
		assert!(near(delegation(EveStash, EveStash), STAKE + rest / 4 + commission));
	});
}

#[test]
fn candidate_replaces_the_least_validator_when_more_is_delegated_to_it() {
	on_testnet(|| {
		by_root(pallet_validators::Call::set_validator_count { count: 4 });
		for operator in [AliceStash, BobStash, CharlieStash] {
			bond(operator, Bob, 100 * UNIT);
		}
		run_to_block_of(DaveStash);
		// No less than anybody's, but for what blocks have earned.
		join(EveStash, STAKE, Perbill::zero());
		next_session();
		next_session();
		assert_eq!(Session::validators().len(), 4);
		assert!(!validates(EveStash) && validates(DaveStash));

		bond(EveStash, Alice, 50 * UNIT);
		assert!(stake_of(EveStash) > stake_of(DaveStash));
		next_session();
		assert!(validates(DaveStash), "it is elected for this session");
		next_session();
		assert_eq!(Session::validators().len(), 4);
		assert!(validates(EveStash) && !validates(DaveStash));
		assert_eq!(exposure(EveStash), Exposure { stake: STAKE + 50 * UNIT, validators: 4 });

		// Delegations that leave move it back.
		unbond(EveStash, Alice);
		next_session();
		next_session();
		assert!(!validates(EveStash) && validates(DaveStash));
	});
}

#[test]
fn equivocation_costs_a_twentieth_and_the_place_when_one_of_four_is_caught() {
	on_testnet(|| {
		next_session();
		let offender = BobStash.to_account_id();
		let others = [AliceStash, CharlieStash, DaveStash];
		next_block();
		while author() == offender {
			next_block();
		}
		let before = (stake_of(BobStash), others.map(stake_of));
		let evidence = Equivocation::of(BobStash).expect("it validates");
		assert_eq!(evidence.clone().report_by_author(), Ok(Ok(())));

		let lost = FEW.mul_floor(exposure(BobStash).stake);
		assert!(lost >= 500 * UNIT);
		assert_eq!(frozen(BobStash), lost);
		assert_eq!((stake_of(BobStash), others.map(stake_of)), (before.0 - lost, before.1));
		let position = Stakes::position(ROLE, offender.clone()).expect("it has one");
		assert!(!position.active);
		assert!(!Validators::candidates().contains(&offender));
		assert_eq!(disabled(), std::slice::from_ref(&offender));
		assert_eq!(evidence.report_by_author(), Err(InvalidTransaction::Stale.into()), "it is reported already");

		// It earns nothing from now on, and is out of the set when the sessions are over that it was elected for.
		next_session();
		assert!(validates(BobStash));
		next_session();
		assert!(!validates(BobStash));
		assert_eq!(Session::validators().len(), 3);
		assert!(disabled().is_empty());
		assert_eq!(stake_of(BobStash), before.0 - lost);
	});
}

#[test]
fn author_that_reported_has_the_bounty_and_the_treasury_the_rest_when_the_slash_is_taken() {
	on_testnet(|| {
		let reporter = punish(&[BobStash]);
		let lost = FEW.mul_floor(STAKE);
		let free = |who: &AccountId| System::account(who).data.free;
		let before = (free(&reporter), free(&TreasuryAccount::get()), Minted::<Runtime>::get().treasury);
		let due = Stakes::pending_slashes(ROLE, BobStash.to_account_id())[0].1.due;
		assert_eq!(due, System::block_number() + 2 * DAYS);
		let position = Stakes::position(ROLE, BobStash.to_account_id()).expect("it has one");
		assert_eq!(position.frozen, lost);

		take_slashes();
		let bounty = lost / 10;
		assert_eq!(free(&reporter) - before.0, bounty);
		let made = Minted::<Runtime>::get().treasury - before.2;
		assert_eq!(free(&TreasuryAccount::get()) - before.1, lost - bounty + made);
		let slashed = pallet_stakes::Event::Slashed {
			role: ROLE,
			operator: BobStash.to_account_id(),
			slash: 0,
			claimant: 0,
			reporter: bounty,
			treasury: lost - bounty,
		};
		System::assert_has_event(slashed.into());
		assert_eq!(frozen(BobStash), 0);
	});
}

#[test]
fn offender_is_disabled_again_when_the_next_session_starts_with_it() {
	on_testnet(|| {
		next_session();
		punish(&[CharlieStash]);
		assert_eq!(disabled(), [CharlieStash.to_account_id()]);
		assert!(pallet_session::QueuedChanged::<Runtime>::get(), "all are enabled by a new set");
		next_block_in(next_session_slot());
		assert!(validates(CharlieStash));
		assert_eq!(disabled(), [CharlieStash.to_account_id()]);
		// It makes none of the blocks.
		let stake = stake_of(CharlieStash);
		for _ in 1..slots_per_session() {
			next_block();
			assert_ne!(author(), CharlieStash.to_account_id());
		}
		assert_eq!(stake_of(CharlieStash), stake);
		next_block();
		assert!(!validates(CharlieStash) && disabled().is_empty());
	});
}

#[test]
fn offenders_lose_everything_and_one_is_disabled_when_two_of_four_equivocate() {
	on_testnet(|| {
		next_session();
		punish(&[BobStash]);
		assert_eq!(frozen(BobStash), FEW.mul_floor(exposure(BobStash).stake));
		let before = [BobStash, DaveStash].map(|operator| stake_of(operator) + frozen(operator));
		punish(&[DaveStash]);
		for (operator, before) in [BobStash, DaveStash].into_iter().zip(before) {
			let exposed = exposure(operator).stake;
			assert!(exposed >= STAKE);
			assert_eq!(frozen(operator), exposed, "{operator}");
			assert!(stake_of(operator) <= before - exposed + shares_of_a_block().validators);
			assert!(Stakes::position(ROLE, operator.to_account_id()).is_some_and(|position| !position.active));
		}
		assert_eq!(disabled().len(), 1, "no more than a third can be");

		next_session();
		assert_eq!(Session::validators().len(), 4);
		assert_eq!(disabled().len(), 1);
		next_session();
		let mut validators = Session::validators();
		validators.sort();
		let mut innocent = [AliceStash, CharlieStash].map(|operator| operator.to_account_id());
		innocent.sort();
		assert_eq!(validators, innocent);
		assert!(disabled().is_empty());
	});
}

#[test]
fn validators_stay_when_all_of_them_equivocate() {
	on_testnet(|| {
		next_session();
		for operator in VALIDATORS {
			let evidence = Equivocation::of(operator).expect("it validates");
			must(Ferdie, evidence.report());
		}
		for operator in VALIDATORS {
			assert!(exposure(operator).stake >= STAKE);
			assert_eq!(frozen(operator), exposure(operator).stake, "{operator}");
		}
		assert_eq!(Validators::candidates().len(), 1, "the list is never empty");
		for _ in 0..3 {
			next_session();
			assert_eq!(Session::validators().len(), 4);
			assert!(disabled().len() <= 1);
		}
	});
}

#[test]
fn everything_is_given_back_when_root_cancels_a_slash() {
	on_testnet(|| {
		bond(BobStash, Alice, STAKE);
		bond(BobStash, Bob, STAKE);
		next_session();
		next_session();
		unbond(BobStash, Bob);
		let parts = || {
			let left: Balance = leaving(BobStash, Bob).iter().map(|(_, amount)| amount).sum();
			[delegation(BobStash, BobStash), delegation(BobStash, Alice), left]
		};
		let evidence = Equivocation::of(BobStash).expect("it validates");
		let (before, reporter) = (parts(), wealth(&Ferdie.to_account_id()));
		must(Ferdie, evidence.report());
		assert!(exposure(BobStash).stake >= 3 * STAKE);
		assert_eq!(frozen(BobStash), FEW.mul_floor(exposure(BobStash).stake));
		assert!(parts().iter().zip(before).all(|(now, before)| *now < before));

		by_root(pallet_stakes::Call::cancel_slash { role: ROLE, operator: BobStash.to_account_id(), slash: 0 });
		assert_eq!(parts(), before);
		assert_eq!(frozen(BobStash), 0);
		leave_out(2 * DAYS);
		run_to(System::block_number() + 20);
		assert_eq!(parts(), before);
		assert_eq!(wealth(&Ferdie.to_account_id()), reporter);
		// Governance gave the stake back; the operator decides by itself to serve again.
		must(BobStash, pallet_stakes::Call::activate { role: ROLE });
		must(BobStash, pallet_validators::Call::join {});
	});
}

#[test]
fn late_report_reaches_what_left_since_the_offence_and_nothing_that_left_before() {
	on_testnet(|| {
		bond(BobStash, Alice, 1_000 * UNIT);
		bond(BobStash, Charlie, 2_000 * UNIT);
		bond(BobStash, Dave, 3_000 * UNIT);
		unbond(BobStash, Dave);
		let left_before = leaving(BobStash, Dave);
		assert_eq!(left_before, [(UNBONDING_ERAS, 3_000 * UNIT)]);

		go_to_era(1);
		let evidence = Equivocation::of(BobStash).expect("it validates");
		let exposed = exposure(BobStash).stake;
		assert!(exposed > STAKE + 3_000 * UNIT && exposed < STAKE + 4_000 * UNIT);
		// The offender leaves at once, one delegator in the same era, another in the next.
		must(BobStash, pallet_stakes::Call::chill { role: ROLE });
		must(BobStash, pallet_validators::Call::leave {});
		unbond(BobStash, BobStash);
		unbond(BobStash, Alice);
		go_to_era(2);
		assert!(!validates(BobStash));
		unbond(BobStash, Charlie);
		assert!(Stakes::position(ROLE, BobStash.to_account_id()).is_none());

		let leavers = [BobStash, Alice, Charlie];
		let amounts = || leavers.map(|who| leaving(BobStash, who)[0].1);
		let before = amounts();
		let all: Balance = before.iter().sum();
		must(Ferdie, evidence.report());
		let lost = FEW.mul_floor(exposed);
		assert_eq!(frozen(BobStash), lost);
		for (now, before) in amounts().into_iter().zip(before) {
			let part = lost * (before / UNIT) / (all / UNIT);
			assert!((before - now).abs_diff(part) < UNIT / 10, "{} is not {part}", before - now);
		}
		assert_eq!(leaving(BobStash, Dave), left_before);
		assert!(disabled().is_empty(), "it does not validate any more");

		let reporter = wealth(&Ferdie.to_account_id());
		take_slashes();
		assert_eq!(wealth(&Ferdie.to_account_id()) - reporter, lost / 10);
		// In the end each has what is left, to the last unit.
		let amounts = amounts();
		go_to_era(UNBONDING_ERAS);
		assert_eq!(withdraw(BobStash, Dave), 3_000 * UNIT);
		go_to_era(UNBONDING_ERAS + 1);
		assert_eq!(withdraw(BobStash, BobStash), amounts[0]);
		// With the last share goes what rounding had left.
		let rounded = withdraw(BobStash, Alice) - amounts[1];
		assert!(rounded <= 1);
		go_to_era(UNBONDING_ERAS + 2);
		assert_eq!(withdraw(BobStash, Charlie), amounts[2]);
		let operator = BobStash.to_account_id();
		assert_eq!(pallet_stakes::Unbonding::<Runtime>::iter_prefix((ROLE, &operator)).count(), 0);
	});
}
