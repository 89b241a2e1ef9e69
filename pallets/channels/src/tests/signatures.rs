//! What is signed, and the one form of each signature that counts.

use crate::{
	mock::{Channels, *},
	*,
};
use codec::Encode;
use frame_support::{assert_noop, assert_ok};
use frame_system::{CheckEra, CheckGenesis, CheckNonce, CheckSpecVersion, CheckTxVersion};
use hex_literal::hex;
use sp_core::{ecdsa, H256, U256};
use sp_io::hashing::{blake2_256, keccak_256};
use sp_runtime::{
	generic::{Era, SignedPayload},
	traits::Verify,
};

/// A channel of each kind of key, and a signature of a voucher of 3.
fn signed_vouchers() -> [(u64, VoucherSignature); 4] {
	signers(1).map(|signer| {
		let id = open_with(&signer, None);
		(id, signer.sign(&Channels::voucher_message(id, total(3)).unwrap()))
	})
}

fn refused(id: u64, signature: VoucherSignature, error: Error<Test>) {
	assert_noop!(Channels::redeem(signed(PAYEE), id, total(3), signature), error);
}

#[test]
fn message_is_that_of_the_domain_when_the_key_is_no_ethereum_address() {
	build_and_execute(|| {
		for signer in &signers(1)[..3] {
			open();
			let id = open_with(signer, Some(program()));
			let voucher = for_results(5, 9);
			let mut bytes = [&[16 << 2][..], b"piazza/signed/v1", &[1; 32]].concat();
			bytes.extend([&[8 << 2][..], b"channels", &[7 << 2], b"voucher"].concat());
			bytes.extend(signer.key().encode());
			bytes.extend(id.to_le_bytes());
			bytes.extend(BlockNumber::MAX.to_le_bytes());
			bytes.extend([&PAYEE.to_le_bytes()[..], &5u128.to_le_bytes()].concat());
			bytes.extend([&[1][..], H256::from_low_u64_be(9).as_bytes(), &9u32.to_le_bytes()].concat());
			let expected = [b"<Bytes>".as_slice(), &blake2_256(&bytes), b"</Bytes>"].concat();
			assert_eq!(Channels::voucher_message(id, voucher), Some(expected));
		}
	});
}

#[test]
fn message_is_typed_data_when_the_key_is_an_ethereum_address() {
	build_and_execute(|| {
		let id = open_with(&signers(1)[3], Some(program()));
		// By hand: every field is a word.
		let hash = |parts: &[&[u8]]| keccak_256(&parts.concat());
		let number = |n: u8| {
			let mut word = [0; 32];
			word[31] = n;
			word
		};
		let domain_type = keccak_256(b"EIP712Domain(string name,string version,bytes32 salt)");
		let domain = hash(&[&domain_type, &keccak_256(b"Piazza Channels"), &keccak_256(b"1"), &[1; 32]]);
		let voucher_type =
			keccak_256(b"Voucher(uint64 channel,bytes32 payee,uint128 total,bytes32 resultsRoot,uint32 resultsCount)");
		// The accounts of tests have eight bytes.
		let mut payee = [0; 32];
		payee[0] = PAYEE as u8;
		let expected = |total, root: [u8; 32], count| {
			let fields = [&voucher_type, &number(id as u8), &payee, &number(total), &root, &number(count)];
			let fields: Vec<&[u8]> = fields.iter().map(|field| field.as_slice()).collect();
			Some([b"\x19\x01".as_slice(), &domain, &hash(&fields)].concat())
		};
		assert_eq!(Channels::voucher_message(id, for_results(5, 9)), expected(5, number(9), 9));
		assert_eq!(Channels::voucher_message(id, total(200)), expected(200, [0; 32], 0));
	});
}

/// What a wallet signs of an extrinsic is its payload, or the hash of one that is longer than 256 bytes.
#[test]
fn message_cannot_be_the_payload_of_an_extrinsic() {
	build_and_execute(|| {
		let messages = signers(1).map(|signer| {
			let id = open_with(&signer, None);
			Channels::voucher_message(id, total(3)).unwrap()
		});
		assert_eq!([0, 1, 2, 3].map(|n: usize| messages[n].len()), [47, 47, 47, eip712::MESSAGE_LENGTH]);
		let mut lengths = std::collections::BTreeSet::new();
		for length in 0..400 {
			let call = RuntimeCall::System(frame_system::Call::remark { remark: vec![0; length] });
			let extension = (
				CheckSpecVersion::<Test>::new(),
				CheckTxVersion::<Test>::new(),
				CheckGenesis::<Test>::new(),
				CheckEra::<Test>::from(Era::Immortal),
				CheckNonce::<Test>::from(0),
			);
			let payload = SignedPayload::new(call, extension).unwrap();
			lengths.insert(payload.using_encoded(<[u8]>::len));
		}
		// The least of them has nothing but two numbers of versions and two hashes besides the call.
		assert!(lengths.remove(&32), "long ones are hashed");
		assert!(lengths.iter().all(|length| *length >= 4 + 4 + 32 + 32));
		assert!(messages.iter().all(|message| message.len() < *lengths.first().unwrap() && message.len() != 32));
	});
}

#[test]
fn ecdsa_signature_of_the_sdk_has_two_forms() {
	let message = b"message";
	let Signer::Ecdsa(pair) = &signers(1)[2] else { unreachable!() };
	let VoucherSignature::Ecdsa(low) = signers(1)[2].sign(message) else { unreachable!() };
	let key = sp_core::Pair::public(pair);
	for form in [low, high_twin(&low, 1)] {
		assert!(ecdsa::Signature::from_raw(form).verify(message.as_slice(), &key));
	}
	assert_eq!(high_twin(&high_twin(&low, 1), 1), low);
}

#[test]
fn redeem_fails_when_an_ecdsa_signature_is_malleable() {
	build_and_execute(|| {
		let [_, _, (id, VoucherSignature::Ecdsa(low)), _] = signed_vouchers() else { unreachable!() };
		refused(id, VoucherSignature::Ecdsa(high_twin(&low, 1)), Error::<Test>::MalformedSignature);
		assert_ok!(Channels::redeem(signed(PAYEE), id, total(3), VoucherSignature::Ecdsa(low)));
	});
}

#[test]
fn redeem_fails_when_an_ethereum_signature_is_malleable() {
	build_and_execute(|| {
		let [_, _, _, (id, VoucherSignature::Ethereum(low))] = signed_vouchers() else { unreachable!() };
		refused(id, VoucherSignature::Ethereum(high_twin(&low, 27 + 28)), Error::<Test>::MalformedSignature);
		assert_ok!(Channels::redeem(signed(PAYEE), id, total(3), VoucherSignature::Ethereum(low)));
	});
}

/// With the order of the curve added to its scalar, an Ed25519 signature would be another one for the same message.
#[test]
fn redeem_fails_when_an_ed25519_signature_is_malleable() {
	build_and_execute(|| {
		let [_, (id, VoucherSignature::Ed25519(good)), _, _] = signed_vouchers() else { unreachable!() };
		let order = U256::from_little_endian(&hex!("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"));
		let mut twin = good;
		let scalar = U256::from_little_endian(&good.0[32..]) + order;
		twin.0[32..].copy_from_slice(&scalar.to_little_endian());
		refused(id, VoucherSignature::Ed25519(twin), Error::<Test>::WrongSigner);
		assert_ok!(Channels::redeem(signed(PAYEE), id, total(3), VoucherSignature::Ed25519(good)));
	});
}

#[test]
fn redeem_fails_when_the_last_byte_of_an_ecdsa_signature_is_another() {
	build_and_execute(|| {
		let [_, _, (id, VoucherSignature::Ecdsa(good)), _] = signed_vouchers() else { unreachable!() };
		for v in (0..=u8::MAX).filter(|v| *v != good[64]) {
			let mut changed = good;
			changed[64] = v;
			let error = if v <= 1 { Error::<Test>::WrongSigner } else { Error::<Test>::MalformedSignature };
			refused(id, VoucherSignature::Ecdsa(changed), error);
		}
	});
}

#[test]
fn redeem_fails_when_the_last_byte_of_an_ethereum_signature_is_another() {
	build_and_execute(|| {
		let [_, _, _, (id, VoucherSignature::Ethereum(good))] = signed_vouchers() else { unreachable!() };
		for v in (0..=u8::MAX).filter(|v| *v != good[64]) {
			let mut changed = good;
			changed[64] = v;
			let error = match v {
				27 | 28 => Error::<Test>::WrongSigner,
				_ => Error::<Test>::MalformedSignature,
			};
			refused(id, VoucherSignature::Ethereum(changed), error);
		}
	});
}

#[test]
fn redeem_fails_when_no_key_can_have_made_a_signature() {
	build_and_execute(|| {
		let [_, _, (ecdsa, VoucherSignature::Ecdsa(_)), (ethereum, _)] = signed_vouchers() else { unreachable!() };
		// `r` is zero, or not below the order; `s` is zero.
		let spoilt = |r: [u8; 32], s: u8, v: u8| {
			let mut signature = [0; 65];
			signature[..32].copy_from_slice(&r);
			signature[63] = s;
			signature[64] = v;
			signature
		};
		for (r, s) in [([0; 32], 1), ([0xff; 32], 1), ([1; 32], 0)] {
			refused(ecdsa, VoucherSignature::Ecdsa(spoilt(r, s, 0)), Error::<Test>::MalformedSignature);
			refused(ethereum, VoucherSignature::Ethereum(spoilt(r, s, 27)), Error::<Test>::MalformedSignature);
		}
	});
}

#[test]
fn redeem_fails_when_any_byte_of_a_signature_is_changed() {
	build_and_execute(|| {
		for (id, signature) in signed_vouchers() {
			let good = signature.encode();
			// The first byte says of which kind it is.
			for place in 1..good.len() {
				let mut changed = good.clone();
				changed[place] ^= 1;
				let changed = codec::Decode::decode(&mut &changed[..]).unwrap();
				assert!(Channels::redeem(signed(PAYEE), id, total(3), changed).is_err());
			}
			assert_ok!(Channels::redeem(signed(PAYEE), id, total(3), signature));
		}
	});
}
