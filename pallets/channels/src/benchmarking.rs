//! Benchmarks: every call and everything that happens by itself, at its worst.

use crate::{
	pallet::{Channels, NextId},
	*,
};
use alloc::vec::Vec;
use frame_benchmarking::v2::*;
use frame_support::traits::{Consideration, Get};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use piazza_primitives::{Attested, ChannelId, Escrow, HandleDue, ProgramKind};
use sp_core::{crypto::KeyTypeId, ecdsa, H160};
use sp_io::{
	crypto::{
		ecdsa_generate, ecdsa_sign, ecdsa_sign_prehashed, ed25519_generate, ed25519_sign, secp256k1_ecdsa_recover,
		sr25519_generate, sr25519_sign,
	},
	hashing::keccak_256,
};
use sp_runtime::traits::{One, Saturating};

/// Under which the keystore of benchmarks keeps throw-away keys.
const KEYS: KeyTypeId = KeyTypeId(*b"vchr");

/// Kinds of keys.
#[derive(Clone, Copy)]
enum Kind {
	Sr25519,
	Ed25519,
	Ecdsa,
	Ethereum,
}

/// The throw-away key of a kind.
fn key(kind: Kind) -> VoucherKey {
	let seed = || Some(b"//voucher".to_vec());
	match kind {
		Kind::Sr25519 => VoucherKey::Sr25519(sr25519_generate(KEYS, seed())),
		Kind::Ed25519 => VoucherKey::Ed25519(ed25519_generate(KEYS, seed())),
		Kind::Ecdsa => VoucherKey::Ecdsa(ecdsa_generate(KEYS, seed())),
		Kind::Ethereum => {
			let key = ecdsa_generate(KEYS, seed());
			let point = secp256k1_ecdsa_recover(&sign_prehashed(&key, &[1; 32]), &[1; 32]).ok().expect("it is signed");
			VoucherKey::Ethereum(H160::from_slice(&keccak_256(&point)[12..]))
		}
	}
}

fn sign_prehashed(key: &ecdsa::Public, digest: &[u8; 32]) -> [u8; 65] {
	ecdsa_sign_prehashed(KEYS, key, digest).expect("the key is there").0
}

fn sign(key: VoucherKey, message: &[u8]) -> VoucherSignature {
	let expect = "the key is there";
	match key {
		VoucherKey::Sr25519(key) => VoucherSignature::Sr25519(sr25519_sign(KEYS, &key, message).expect(expect)),
		VoucherKey::Ed25519(key) => VoucherSignature::Ed25519(ed25519_sign(KEYS, &key, message).expect(expect)),
		VoucherKey::Ecdsa(key) => VoucherSignature::Ecdsa(ecdsa_sign(KEYS, &key, message).expect(expect).0),
		VoucherKey::Ethereum(_) => {
			let key = ecdsa_generate(KEYS, Some(b"//voucher".to_vec()));
			let mut signature = sign_prehashed(&key, &keccak_256(message));
			signature[64] += 27;
			VoucherSignature::Ethereum(signature)
		}
	}
}

/// The payer, who can afford a few channels.
fn payer<T: Config>() -> T::AccountId {
	let who: T::AccountId = account("payer", 0, 0);
	T::Escrow::endow(T::NativeAsset::get(), &who);
	T::Escrow::endow(T::Escrow::costly_asset(), &who);
	T::Consideration::ensure_successful(&who, Pallet::<T>::channel_footprint());
	who
}

/// The payee, who has native money but none of the asset that it is paid.
fn payee<T: Config>() -> T::AccountId {
	let who: T::AccountId = account("payee", 0, 0);
	T::Escrow::endow(T::NativeAsset::get(), &who);
	who
}

/// Enough to be received by whoever never had the asset.
fn amount<T: Config>() -> T::Balance {
	T::Escrow::minimum_balance(T::Escrow::costly_asset()).saturating_mul(10u32.into())
}

fn start<T: Config>() {
	let now = Pallet::<T>::now().max(One::one());
	frame_system::Pallet::<T>::set_block_number(now);
}

fn expires<T: Config>() -> BlockNumberFor<T> {
	Pallet::<T>::now().saturating_add(T::MaxDuration::get())
}

/// A channel of as long a life as can be, or a block less.
fn opened<T: Config>(kind: Kind, less: BlockNumberFor<T>) -> ChannelId {
	start::<T>();
	let id = NextId::<T>::get();
	let program = Some(T::Attested::some_program(ProgramKind::Image));
	let (payer, payee, asset) = (payer::<T>(), payee::<T>(), T::Escrow::costly_asset());
	let expires = expires::<T>().saturating_sub(less);
	Pallet::<T>::do_open(payer, payee, asset, amount::<T>(), key(kind), expires, program)
		.expect("the channel is sound and its payer rich");
	id
}

/// A voucher for half of what the channel has, and its signature.
fn voucher<T: Config>(id: ChannelId) -> (VoucherOf<T>, VoucherSignature) {
	let channel = channel::<T>(id);
	let voucher = Voucher { total: channel.deposit / 2u32.into(), results: None };
	let message: Vec<u8> = Pallet::<T>::message(id, &channel, &voucher);
	(voucher, sign(channel.signer, &message))
}

fn channel<T: Config>(id: ChannelId) -> ChannelOf<T> {
	Channels::<T>::get(id).expect("the channel exists")
}

/// A channel that has paid something.
fn redeemed<T: Config>() -> ChannelId {
	let id = opened::<T>(Kind::Sr25519, 0u32.into());
	let (voucher, signature) = voucher::<T>(id);
	Pallet::<T>::do_redeem(payee::<T>(), id, voucher, signature).expect("the voucher is good");
	id
}

#[benchmarks]
mod benches {
	use super::*;

	#[benchmark]
	fn open() {
		start::<T>();
		let program = Some(T::Attested::some_program(ProgramKind::Image));
		let (payer, payee, asset) = (payer::<T>(), payee::<T>(), T::Escrow::costly_asset());
		let (deposit, expires) = (amount::<T>(), expires::<T>());

		#[extrinsic_call]
		_(RawOrigin::Signed(payer), payee, asset, deposit, key(Kind::Ecdsa), expires, program);

		assert_eq!(Channels::<T>::count(), 1);
	}

	#[benchmark]
	fn top_up() {
		let id = opened::<T>(Kind::Ecdsa, 0u32.into());
		let payer = payer::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(payer), id, amount::<T>());

		assert_eq!(channel::<T>(id).deposit, amount::<T>().saturating_mul(2u32.into()));
	}

	#[benchmark]
	fn extend() {
		let id = opened::<T>(Kind::Ecdsa, One::one());
		let expires = expires::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(payer::<T>()), id, expires);

		assert_eq!(channel::<T>(id).window.to, expires);
	}

	#[benchmark]
	fn redeem_sr25519() {
		let id = opened::<T>(Kind::Sr25519, 0u32.into());
		let (voucher, signature) = voucher::<T>(id);

		#[extrinsic_call]
		redeem(RawOrigin::Signed(payee::<T>()), id, voucher, signature);

		assert_eq!(channel::<T>(id).paid, voucher.total);
	}

	#[benchmark]
	fn redeem_ed25519() {
		let id = opened::<T>(Kind::Ed25519, 0u32.into());
		let (voucher, signature) = voucher::<T>(id);

		#[extrinsic_call]
		redeem(RawOrigin::Signed(payee::<T>()), id, voucher, signature);

		assert_eq!(channel::<T>(id).paid, voucher.total);
	}

	#[benchmark]
	fn redeem_ecdsa() {
		let id = opened::<T>(Kind::Ecdsa, 0u32.into());
		let (voucher, signature) = voucher::<T>(id);

		#[extrinsic_call]
		redeem(RawOrigin::Signed(payee::<T>()), id, voucher, signature);

		assert_eq!(channel::<T>(id).paid, voucher.total);
	}

	#[benchmark]
	fn redeem_ethereum() {
		let id = opened::<T>(Kind::Ethereum, 0u32.into());
		let (voucher, signature) = voucher::<T>(id);

		#[extrinsic_call]
		redeem(RawOrigin::Signed(payee::<T>()), id, voucher, signature);

		assert_eq!(channel::<T>(id).paid, voucher.total);
	}

	#[benchmark]
	fn find_worker() {
		let (worker, payee): (T::AccountId, _) = (account("worker", 0, 0), payee::<T>());
		T::Attested::activate(&worker, &payee);
		let found;

		#[block]
		{
			found = Pallet::<T>::acts_for(&worker, &payee);
		}

		assert!(found);
	}

	#[benchmark]
	fn close() {
		let id = redeemed::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(payee::<T>()), id);

		assert!(Receipts::<T>::contains_key(id));
	}

	#[benchmark]
	fn forget() {
		let id = redeemed::<T>();
		Pallet::<T>::do_close(payee::<T>(), id).expect("it is the payee's");

		#[block]
		{
			Pallet::<T>::handle_due(Due::Forget { channel: id });
		}

		assert_eq!(Receipts::<T>::count(), 0);
	}

	impl_benchmark_test_suite!(Pallet, mock::state(), mock::Test);
}
