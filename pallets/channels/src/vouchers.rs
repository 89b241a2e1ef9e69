//! What a voucher is worth, what is signed, and by whom.

use crate::{
	eip712::{self, Word},
	rules::{self, Unpayable},
	BalanceOf, ChannelOf, Config, Error, Pallet, Results, VoucherKey, VoucherOf, VoucherSignature,
};
use alloc::vec::Vec;
use codec::Encode;
use frame_support::ensure;
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::{ChannelId, CommitResults, SigningDomain};
use piazza_verifiers::secp256k1::{self, Address, Recover};
use sp_core::H256;
use sp_io::{
	crypto::{secp256k1_ecdsa_recover, secp256k1_ecdsa_recover_compressed},
	hashing::{blake2_256, keccak_256},
};
use sp_runtime::traits::{Bounded, Verify, Zero};

/// `name` of the domain of vouchers that Ethereum wallets sign.
pub const DOMAIN_NAME: &str = "Piazza Channels";

/// `version` of that domain.
pub const DOMAIN_VERSION: &str = "1";

/// The type of that domain. `salt` is the hash of the chain's first block.
pub const DOMAIN_TYPE: &str = "EIP712Domain(string name,string version,bytes32 salt)";

/// The type of vouchers that Ethereum wallets sign. Without results, root and count are zero.
pub const VOUCHER_TYPE: &str =
	"Voucher(uint64 channel,bytes32 payee,uint128 total,bytes32 resultsRoot,uint32 resultsCount)";

/// Recovers keys on the host, which is many times faster than in the runtime.
struct Host;

impl Recover for Host {
	fn recover(&self, digest: &Word, signature: &[u8; 65]) -> Option<Address> {
		let key = secp256k1_ecdsa_recover(signature, digest).ok()?;
		keccak_256(&key).last_chunk().copied().map(Address)
	}
}

impl<T: Config> Pallet<T> {
	/// What a voucher pays, if it is one of this channel. Signatures are checked last: they cost the most.
	pub(crate) fn check_voucher(
		id: ChannelId,
		channel: &ChannelOf<T>,
		voucher: &VoucherOf<T>,
		signature: &VoucherSignature,
	) -> Result<BalanceOf<T>, Error<T>> {
		let amount = rules::payable(voucher.total, channel.paid, channel.deposit)?;
		if let Some(Results { count, .. }) = voucher.results {
			let work = channel.work.ok_or(Error::<T>::NoProgram)?;
			let least = work.count.max(1);
			ensure!((least..=T::Commitments::max_count()).contains(&count), Error::<T>::ResultsOutOfRange);
		}
		Self::check_signature(&channel.signer, signature, &Self::message(id, channel, voucher))?;
		Ok(amount)
	}

	/// What the channel's key signs.
	pub(crate) fn message(id: ChannelId, channel: &ChannelOf<T>, voucher: &VoucherOf<T>) -> Vec<u8> {
		let genesis = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
		match &channel.signer {
			VoucherKey::Ethereum(_) => Self::typed_message(genesis, id, &channel.payee, voucher),
			signer => {
				// A voucher lasts as long as its channel, which may be extended.
				let expires = BlockNumberFor::<T>::max_value();
				let (pallet, purpose) = ("channels", "voucher");
				SigningDomain { genesis, pallet, purpose, signer, nonce: id, expires }
					.message(&(&channel.payee, voucher))
			}
		}
	}

	/// The same for Ethereum wallets.
	fn typed_message(genesis: H256, id: ChannelId, payee: &T::AccountId, voucher: &VoucherOf<T>) -> Vec<u8> {
		let name_and_version = [eip712::text(DOMAIN_NAME), eip712::text(DOMAIN_VERSION)];
		let domain = eip712::struct_hash(DOMAIN_TYPE, &[name_and_version.as_slice(), &[genesis.0]].concat());
		let (root, count) = voucher.results.map_or((H256::zero(), 0), |results| (results.root, results.count));
		let total: u128 = voucher.total.into();
		let fields = [eip712::uint(id), account_word(payee), eip712::uint(total), root.0, eip712::uint(count)];
		eip712::message(&domain, &eip712::struct_hash(VOUCHER_TYPE, &fields)).to_vec()
	}

	/// Whether `key` made this signature of `message`, in the one form that counts.
	fn check_signature(key: &VoucherKey, signature: &VoucherSignature, message: &[u8]) -> Result<(), Error<T>> {
		let malformed = Error::<T>::MalformedSignature;
		let is_signed = match (key, signature) {
			(VoucherKey::Sr25519(key), VoucherSignature::Sr25519(signature)) => signature.verify(message, key),
			(VoucherKey::Ed25519(key), VoucherSignature::Ed25519(signature)) => signature.verify(message, key),
			(VoucherKey::Ecdsa(key), VoucherSignature::Ecdsa(signature)) => {
				let [_, .., v] = signature;
				ensure!(*v <= 1 && secp256k1::is_low(signature), malformed);
				let signer = secp256k1_ecdsa_recover_compressed(signature, &blake2_256(message));
				signer.map_err(|_| malformed)? == key.0
			}
			(VoucherKey::Ethereum(key), VoucherSignature::Ethereum(signature)) => {
				let signer = secp256k1::signer(&keccak_256(message), signature, &Host);
				signer.map_err(|_| malformed)? == Address(key.0)
			}
			_ => false,
		};
		ensure!(is_signed, Error::<T>::WrongSigner);
		Ok(())
	}
}

/// The word of an account: its SCALE encoding, which has 32 bytes. A shorter one is filled up with zeros.
fn account_word(account: &impl Encode) -> Word {
	let mut word = [0; 32];
	account.using_encoded(|bytes| word.iter_mut().zip(bytes).for_each(|(byte, part)| *byte = *part));
	word
}

impl<T> From<Unpayable> for Error<T> {
	fn from(why: Unpayable) -> Self {
		match why {
			Unpayable::Nothing => Self::NothingToRedeem,
			Unpayable::OverDeposit => Self::DepositExceeded,
		}
	}
}
