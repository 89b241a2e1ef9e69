//! Hashing of typed structured data, as Ethereum's wallets sign it (EIP-712), for types of a fixed number of words.
//!
//! Nothing here knows of channels: a type is its string, and a value is the words of its fields.

use alloc::vec::Vec;
use sp_core::{H160, U256};
use sp_io::hashing::keccak_256;

/// What every field is encoded as.
pub type Word = [u8; 32];

/// Length of what is signed.
pub const MESSAGE_LENGTH: usize = 66;

/// The word of a `string` or of `bytes`: its hash.
pub fn text(text: &str) -> Word {
	keccak_256(text.as_bytes())
}

/// The word of an unsigned integer.
pub fn uint(number: impl Into<U256>) -> Word {
	number.into().to_big_endian()
}

/// The word of an `address`.
pub fn address(address: H160) -> Word {
	uint(U256::from_big_endian(address.as_bytes()))
}

/// `hashStruct`: the hash of the type's own hash and of the words of its fields, in the order of its string, such as
/// `Mail(address to,string text)`. Of the type `EIP712Domain(…)` it is the domain separator.
pub fn struct_hash(type_string: &str, fields: &[Word]) -> Word {
	let words: Vec<Word> = core::iter::once(text(type_string)).chain(fields.iter().copied()).collect();
	keccak_256(&words.concat())
}

/// What is signed: these bytes stand for the struct of hash `message` in this domain. Wallets sign their Keccak-256.
pub fn message(domain: &Word, message: &Word) -> [u8; MESSAGE_LENGTH] {
	let mut bytes = [0; MESSAGE_LENGTH];
	let parts = [b"\x19\x01".as_slice(), domain, message].concat();
	bytes.iter_mut().zip(parts).for_each(|(byte, part)| *byte = part);
	bytes
}

#[cfg(test)]
mod tests {
	use super::*;
	use hex_literal::hex;
	use piazza_verifiers::secp256k1::{signer, Address, Software};

	const DOMAIN: &str = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
	const TRANSFER: &str = "TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,\
		uint256 validBefore,bytes32 nonce)";
	const FROM: H160 = H160(hex!("857b06519E91e3A54538791bDbb0E22373e36b66"));

	/// The domain of USDC on Base Sepolia.
	fn usdc() -> Word {
		let contract = H160(hex!("036CbD53842c5426634e7929541eC2318f3dCF7e"));
		struct_hash(DOMAIN, &[text("USDC"), text("2"), uint(84_532), address(contract)])
	}

	fn transfer(value: u64) -> Word {
		let to = H160(hex!("209693Bc6afc0C5328bA36FaF03C514EF312287C"));
		let nonce = hex!("f3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480");
		let times = [1_740_672_089u64, 1_740_672_154].map(uint);
		struct_hash(TRANSFER, &[address(FROM), address(to), uint(value), times[0], times[1], nonce])
	}

	/// The example of the specification of x402: an authorization to transfer, by EIP-3009.
	#[test]
	fn digest_and_signer_are_those_of_the_x402_specification() {
		let digest = keccak_256(&message(&usdc(), &transfer(10_000)));
		assert_eq!(digest, hex!("f256992871671abcb27ff92885a7afa46218724e5fc0bac35d050115aa1d22e6"));
		let signature = hex!(
			"2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9"
			"bd15092f9ecab05ded3d6293af148b571c"
		);
		assert_eq!(signer(&digest, &signature, &Software), Ok(Address(FROM.0)));
		let other = keccak_256(&message(&usdc(), &transfer(10_001)));
		assert_ne!(signer(&other, &signature, &Software), Ok(Address(FROM.0)));
	}

	#[test]
	fn type_hashes_are_the_published_ones() {
		let published = [
			(DOMAIN, hex!("8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f")),
			(TRANSFER, hex!("7c7c6cdb67a18743f49ec6fa9b35f50d52ed05cbed4cc592e13b44501c1a2267")),
			(
				"EIP712Domain(string name,string version,uint256 chainId)",
				hex!("c2f8787176b8ac6bf7215b4adcc1e069bf4ab82d9ab1df05a57a91d425935b6e"),
			),
		];
		published.iter().for_each(|(string, hash)| assert_eq!(text(string), *hash));
	}

	/// The example of EIP-712 itself: a mail, whose fields `from` and `to` are structs.
	#[test]
	fn digest_is_that_of_the_mail_of_eip_712() {
		let contract = H160(hex!("CcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"));
		let domain = struct_hash(DOMAIN, &[text("Ether Mail"), text("1"), uint(1), address(contract)]);
		assert_eq!(domain, hex!("f2cee375fa42b42143804025fc449deafd50cc031ca257e0b194a650a912090f"));
		let person = |name, wallet| struct_hash("Person(string name,address wallet)", &[text(name), address(wallet)]);
		let cow = person("Cow", H160(hex!("CD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826")));
		let bob = person("Bob", H160(hex!("bBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB")));
		let mail = "Mail(Person from,Person to,string contents)Person(string name,address wallet)";
		let mail = struct_hash(mail, &[cow, bob, text("Hello, Bob!")]);
		assert_eq!(mail, hex!("c52c0ee5d84264471806290a3f2c4cecfc5490626bf912d01f240d7a274b371e"));
		let digest = hex!("be609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2");
		assert_eq!(keccak_256(&message(&domain, &mail)), digest);
	}

	#[test]
	fn message_is_a_mark_and_two_words() {
		let bytes = message(&[1; 32], &[2; 32]);
		assert_eq!(bytes.as_slice(), [b"\x19\x01".as_slice(), &[1; 32], &[2; 32]].concat());
		assert_eq!(uint(258u32), hex!("0000000000000000000000000000000000000000000000000000000000000102"));
	}
}
