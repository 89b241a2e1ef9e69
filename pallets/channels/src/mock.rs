//! A runtime of nothing but money and channels, and the parties that use it.

use crate::{self as pallet_channels, *};
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{
		fungible::{HoldConsideration, InspectHold},
		ConstU32, ConstU64, Footprint,
	},
};
use piazza_primitives::{
	mocks::{self, MockAgenda, MockAttested, MockCommitments, MockEscrow},
	ChannelId, ProgramId, ProgramKind, Tier,
};
use sp_core::{ecdsa, ed25519, sr25519, Pair, H160, H256, U256};
use sp_io::hashing::keccak_256;
use sp_runtime::{traits::Convert, BuildStorage, DispatchResult};

pub(crate) use piazza_primitives::mocks::{AccountId, AssetKind, Balance, BlockNumber};

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system::Pallet<Test>;
	#[runtime::pallet_index(1)]
	pub type Balances = pallet_balances::Pallet<Test>;
	#[runtime::pallet_index(2)]
	pub type Channels = pallet_channels::Pallet<Test>;
}

type Block = frame_system::mocking::MockBlock<Test>;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = Balance;
	type AccountStore = System;
}

pub(crate) const MAX_DURATION: BlockNumber = 1_000;
pub(crate) const RECEIPT_PERIOD: BlockNumber = 50;
/// The deposits for records.
pub(crate) const CHANNEL_DEPOSIT: Balance = 40;
pub(crate) const RECEIPT_DEPOSIT: Balance = 15;

parameter_types! {
	pub const DepositReason: RuntimeHoldReason = RuntimeHoldReason::Channels(HoldReason::Deposit);
	/// The payee's time to redeem.
	pub static GracePeriod: BlockNumber = 20;
}

/// One deposit for a channel, and a smaller one for anything else.
pub struct Deposits;
impl Convert<Footprint, Balance> for Deposits {
	fn convert(footprint: Footprint) -> Balance {
		let channel = Channels::channel_footprint();
		assert!(footprint.count > 0 && footprint.size > 0 && footprint.size <= channel.size, "a record takes room");
		match footprint.size == channel.size {
			true => CHANNEL_DEPOSIT,
			false => RECEIPT_DEPOSIT,
		}
	}
}

impl Config for Test {
	type Agenda = MockAgenda;
	type AssetKind = AssetKind;
	type Attested = MockAttested;
	type Balance = Balance;
	type Commitments = MockCommitments;
	type Consideration = HoldConsideration<AccountId, Balances, DepositReason, Deposits>;
	type Escrow = MockEscrow;
	type GracePeriod = GracePeriod;
	type MaxDuration = ConstU64<MAX_DURATION>;
	type NativeAsset = ConstU32<NATIVE>;
	type ReceiptPeriod = ConstU64<RECEIPT_PERIOD>;
	type WeightInfo = ();
}

/// What every account but the pauper starts with.
pub(crate) const PURSE: Balance = 10_000;
pub(crate) const PAYER: AccountId = 1;
pub(crate) const PAYEE: AccountId = 2;
pub(crate) const STRANGER: AccountId = 3;
/// Has too little for any deposit.
pub(crate) const PAUPER: AccountId = 4;
/// Is owned by the payee.
pub(crate) const WORKER: AccountId = 12;
/// Is owned by the stranger.
pub(crate) const OTHER_WORKER: AccountId = 13;
pub(crate) const NATIVE: AssetKind = 0;
/// The block in which tests start, and the first after the channels of tests.
pub(crate) const START: BlockNumber = 10;
pub(crate) const EXPIRES: BlockNumber = START + 100;

/// The state a test starts from, in block [`START`].
pub(crate) fn state() -> sp_io::TestExternalities {
	mocks::reset();
	GracePeriod::set(20);
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	pallet_balances::GenesisConfig::<Test> {
		balances: vec![(PAYER, PURSE), (PAYEE, PURSE), (STRANGER, PURSE), (PAUPER, 2)],
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.unwrap();
	let mut state = sp_io::TestExternalities::new(storage);
	#[cfg(feature = "runtime-benchmarks")]
	state.register_extension(sp_keystore::KeystoreExt::new(sp_keystore::testing::MemoryKeystore::new()));
	state.execute_with(|| {
		set_chain(1);
		skip_to(START);
		MockAttested::add_program(program(), ProgramKind::Image);
		MockAttested::set_active(WORKER, PAYEE, Tier::Declared);
		MockAttested::set_active(OTHER_WORKER, STRANGER, Tier::Declared);
	});
	state
}

/// Runs a test, and checks the invariants afterwards.
pub(crate) fn build_and_execute(test: impl FnOnce()) {
	state().execute_with(|| {
		let issuance = Balances::total_issuance();
		test();
		check();
		assert_eq!(Balances::total_issuance(), issuance);
	});
}

/// The pallet's invariants; every deposit held belongs to a record, every receipt waits to be forgotten, and no escrow is
/// open but those of channels.
pub(crate) fn check() {
	Channels::do_try_state().unwrap();
	assert_eq!(MockAgenda::waiting(), Receipts::<Test>::iter_keys().count());
	assert_eq!(MockEscrow::open_count(), pallet::Channels::<Test>::iter_keys().count());
	for who in [PAYER, PAYEE, STRANGER, PAUPER] {
		let channels = pallet::Channels::<Test>::iter_values().filter(|channel| channel.payer == who).count();
		let receipts = Receipts::<Test>::iter_values().filter(|receipt| receipt.settlement.payer == who).count();
		let expected = channels as Balance * CHANNEL_DEPOSIT + receipts as Balance * RECEIPT_DEPOSIT;
		assert_eq!(held(who), expected);
	}
}

/// What is held on `who` for records.
pub(crate) fn held(who: AccountId) -> Balance {
	Balances::balance_on_hold(&DepositReason::get(), &who)
}

/// Makes the chain one that starts with another block.
pub(crate) fn set_chain(n: u8) {
	frame_system::BlockHash::<Test>::insert(0, H256::repeat_byte(n));
}

/// Goes to block `n` without serving the agenda.
pub(crate) fn skip_to(n: BlockNumber) {
	System::set_block_number(n);
	MockAgenda::set_now(n);
}

/// Builds and serves blocks up to `n`.
pub(crate) fn run_to(n: BlockNumber) {
	while System::block_number() < n {
		let next = System::block_number() + 1;
		System::set_block_number(next);
		MockAgenda::serve::<Due, Channels>(next);
	}
}

pub(crate) fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// The program of results, of kind Image.
pub(crate) fn program() -> ProgramId {
	ProgramId::repeat_byte(1)
}

/// Somebody who signs vouchers.
#[allow(clippy::large_enum_variant, reason = "tests have few of them")]
#[derive(Clone)]
pub(crate) enum Signer {
	Sr25519(sr25519::Pair),
	Ed25519(ed25519::Pair),
	Ecdsa(ecdsa::Pair),
	Ethereum(ecdsa::Pair),
}

/// One of each kind, by a seed.
pub(crate) fn signers(seed: u8) -> [Signer; 4] {
	let seed = [seed; 32];
	[
		Signer::Sr25519(Pair::from_seed(&seed)),
		Signer::Ed25519(Pair::from_seed(&seed)),
		Signer::Ecdsa(Pair::from_seed(&seed)),
		Signer::Ethereum(Pair::from_seed(&seed)),
	]
}

/// Whose vouchers pay in most tests.
pub(crate) fn alice() -> Signer {
	signers(1)[0].clone()
}

impl Signer {
	pub(crate) fn key(&self) -> VoucherKey {
		match self {
			Self::Sr25519(pair) => VoucherKey::Sr25519(pair.public()),
			Self::Ed25519(pair) => VoucherKey::Ed25519(pair.public()),
			Self::Ecdsa(pair) => VoucherKey::Ecdsa(pair.public()),
			Self::Ethereum(pair) => {
				let signature = pair.sign_prehashed(&[1; 32]);
				let point = sp_io::crypto::secp256k1_ecdsa_recover(&signature.0, &[1; 32]).ok().unwrap();
				VoucherKey::Ethereum(H160::from_slice(&keccak_256(&point)[12..]))
			}
		}
	}

	pub(crate) fn sign(&self, message: &[u8]) -> VoucherSignature {
		match self {
			Self::Sr25519(pair) => VoucherSignature::Sr25519(pair.sign(message)),
			Self::Ed25519(pair) => VoucherSignature::Ed25519(pair.sign(message)),
			Self::Ecdsa(pair) => VoucherSignature::Ecdsa(pair.sign(message).0),
			Self::Ethereum(pair) => {
				let mut signature = pair.sign_prehashed(&keccak_256(message)).0;
				signature[64] += 27;
				VoucherSignature::Ethereum(signature)
			}
		}
	}
}

/// The order of secp256k1.
const ORDER: [u8; 32] = hex_literal::hex!("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");

/// The other signature that counts for the same key and message where both forms are taken: `s` is in the upper half. The
/// sum of both `v` is `v_sum`.
pub(crate) fn high_twin(signature: &[u8; 65], v_sum: u8) -> [u8; 65] {
	let mut twin = *signature;
	let s = U256::from_big_endian(&ORDER) - U256::from_big_endian(&signature[32..64]);
	twin[32..64].copy_from_slice(&s.to_big_endian());
	twin[64] = v_sum - twin[64];
	twin
}

/// Opens a channel of 100 from payer to payee.
pub(crate) fn open_with(signer: &Signer, program: Option<ProgramId>) -> ChannelId {
	let id = NextId::<Test>::get();
	assert_ok!(Channels::open(signed(PAYER), PAYEE, NATIVE, 100, signer.key(), EXPIRES, program));
	System::reset_events();
	id
}

/// Opens a channel whose vouchers Alice signs.
pub(crate) fn open() -> ChannelId {
	open_with(&alice(), None)
}

/// The same for a program's results.
pub(crate) fn open_for_results() -> ChannelId {
	open_with(&alice(), Some(program()))
}

/// A voucher without results.
pub(crate) fn total(total: Balance) -> VoucherOf<Test> {
	Voucher { total, results: None }
}

/// A voucher for so many results; the root depends on how many.
pub(crate) fn for_results(total: Balance, count: u32) -> VoucherOf<Test> {
	Voucher { total, results: Some(Results { root: H256::from_low_u64_be(count.into()), count }) }
}

/// Alice's signature of a voucher.
pub(crate) fn sign(id: ChannelId, voucher: VoucherOf<Test>) -> VoucherSignature {
	alice().sign(&Channels::voucher_message(id, voucher).unwrap())
}

/// Somebody redeems a voucher that Alice signs.
pub(crate) fn redeem(who: AccountId, id: ChannelId, voucher: VoucherOf<Test>) -> DispatchResult {
	Channels::redeem(signed(who), id, voucher, sign(id, voucher))
}

pub(crate) fn channel(id: ChannelId) -> ChannelOf<Test> {
	Channels::channel(id).unwrap()
}

/// All that the channel of this escrow paid to `who`.
pub(crate) fn paid_to(who: AccountId, id: ChannelId) -> Balance {
	let account = MockEscrow::account(id);
	account.paid.iter().filter(|(payee, _)| *payee == who).map(|(_, amount)| amount).sum()
}

/// Asserts that the events of this pallet since the last call are these.
pub(crate) fn assert_events(expected: Vec<Event<Test>>) {
	let found: Vec<Event<Test>> = System::read_events_for_pallet();
	System::reset_events();
	assert_eq!(found, expected);
}
