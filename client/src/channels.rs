//! Channels: money put aside once and paid by vouchers signed off chain, for any number of calls by one transaction.

use crate::{
	amount, api,
	batches::BatchId,
	bytes::Hex,
	chain::{Block, Error},
	signed,
	submit::{Call, Receipt},
	AccountId, Asset, Balance, BlockNumber, Keypair, ProgramId, Window, H256,
};
use codec::{Decode, Encode};
use serde::{Deserialize, Serialize};
use subxt::{
	ext::{scale_decode::DecodeAsType, scale_encode::EncodeAsType},
	utils::Static,
};
use subxt_signer::sr25519;

/// Number of a channel.
pub type ChannelId = u64;

/// The key that signs a channel's vouchers.
#[derive(Clone, Copy, Debug, Decode, Deserialize, Encode, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum VoucherKey {
	/// Schnorr on Ristretto, as most accounts.
	#[codec(index = 0)]
	Sr25519(Hex<[u8; 32]>),
	/// Ed25519.
	#[codec(index = 1)]
	Ed25519(Hex<[u8; 32]>),
	/// ECDSA on secp256k1, compressed.
	#[codec(index = 2)]
	Ecdsa(Hex<[u8; 33]>),
	/// An Ethereum address, whose wallet signs typed data (EIP-712).
	#[codec(index = 3)]
	Ethereum(Hex<[u8; 20]>),
}

impl VoucherKey {
	/// The public key of `key`.
	pub fn of(key: &Keypair) -> Self {
		Self::Sr25519(Hex(key.public_key().0))
	}
}

/// A signature of a [`VoucherKey`] of the same kind.
#[derive(Clone, Copy, Debug, Decode, Deserialize, Encode, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum VoucherSignature {
	/// Schnorr on Ristretto.
	#[codec(index = 0)]
	Sr25519(Hex<[u8; 64]>),
	/// Ed25519.
	#[codec(index = 1)]
	Ed25519(Hex<[u8; 64]>),
	/// `r ‖ s ‖ v`, `v` being 0 or 1, `s` in the lower half.
	#[codec(index = 2)]
	Ecdsa(Hex<[u8; 65]>),
	/// `r ‖ s ‖ v`, `v` being 27 or 28, `s` in the lower half.
	#[codec(index = 3)]
	Ethereum(Hex<[u8; 65]>),
}

/// All results that a channel has paid for so far.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, Encode, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Results {
	/// Root of their tree: [`crate::batches::root`].
	pub root: H256,
	/// How many there are.
	pub count: u32,
}

/// What the payer of a channel promises. A later voucher replaces all earlier ones.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, Encode, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Voucher {
	/// All that was ever promised.
	#[serde(with = "amount::digits")]
	pub total: Balance,
	/// What it is promised for, when the payee is to vouch for it.
	pub results: Option<Results>,
}

/// A voucher with its signature, as it goes from payer to payee.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct SignedVoucher {
	/// The channel.
	pub channel: ChannelId,
	/// What is promised.
	pub voucher: Voucher,
	/// The signature of the channel's key.
	pub signature: VoucherSignature,
}

impl SignedVoucher {
	/// Signs a voucher of a channel to `payee`, on the chain whose first block is `genesis`.
	pub fn sign(key: &Keypair, genesis: H256, channel: ChannelId, payee: AccountId, voucher: Voucher) -> Self {
		let message = message(genesis, channel, &VoucherKey::of(key), payee, &voucher);
		Self { channel, voucher, signature: VoucherSignature::Sr25519(Hex(key.sign(&message).0)) }
	}

	/// Whether the channel's key signed it. `None` where that is for the chain to say: of a key of another kind than
	/// Sr25519.
	pub fn is_signed(&self, genesis: H256, payee: AccountId, signer: &VoucherKey) -> Option<bool> {
		match (signer, self.signature) {
			(VoucherKey::Sr25519(key), VoucherSignature::Sr25519(signature)) => {
				let message = message(genesis, self.channel, signer, payee, &self.voucher);
				Some(sr25519::verify(&sr25519::Signature(signature.0), message, &sr25519::PublicKey(key.0)))
			}
			(VoucherKey::Sr25519(_), _) => Some(false),
			_ => None,
		}
	}
}

/// The bytes of a voucher that a key signs, unless it is an Ethereum address.
fn message(genesis: H256, channel: ChannelId, signer: &VoucherKey, payee: AccountId, voucher: &Voucher) -> Vec<u8> {
	// It lasts as long as its channel, which may be extended.
	signed::message(genesis, "channels", "voucher", signer, channel, BlockNumber::MAX, (payee, voucher))
}

/// What a channel pays for.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Work {
	/// What results come from.
	pub program: ProgramId,
	/// How many the payee has vouched for.
	pub count: u32,
	/// When it last did, or when the channel opened.
	pub committed_at: BlockNumber,
}

/// A channel that is open.
#[derive(Clone, Debug, DecodeAsType, EncodeAsType, Eq, PartialEq)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Channel {
	/// Whose money it is.
	pub payer: AccountId,
	/// Who is paid.
	pub payee: AccountId,
	/// What is paid with.
	pub asset: Asset,
	/// All that the payer ever put in.
	pub deposit: Balance,
	/// All that was ever paid.
	pub paid: Balance,
	/// Who signs vouchers.
	pub signer: Static<VoucherKey>,
	/// From the block in which it was opened to its expiry.
	pub window: Window,
	/// What it pays for; `None` when nobody vouches for that.
	pub work: Option<Work>,
}

/// Opens a channel to `payee`. [`opened`] tells its number afterwards.
pub fn open(
	payee: AccountId,
	asset: Asset,
	deposit: Balance,
	signer: VoucherKey,
	expires: BlockNumber,
	program: Option<ProgramId>,
) -> Call {
	Call::new(api::tx().channels().open(payee, asset, deposit, Static(signer), expires, program))
}

/// The channel that an [`open`] call made.
pub fn opened(receipt: &Receipt) -> Result<ChannelId, Error> {
	receipt.event::<api::channels::events::Opened>().map(|event| event.channel)
}

/// Puts more into a channel, signed by its payer.
pub fn top_up(channel: ChannelId, amount: Balance) -> Call {
	Call::new(api::tx().channels().top_up(channel, amount))
}

/// Sets a later expiry, signed by the payer.
pub fn extend(channel: ChannelId, expires: BlockNumber) -> Call {
	Call::new(api::tx().channels().extend(channel, expires))
}

/// Redeems a voucher; signed by the payee or a worker of it when it has results, else by anybody. [`redeemed`] tells what
/// was paid.
pub fn redeem(signed: SignedVoucher) -> Call {
	let SignedVoucher { channel, voucher, signature } = signed;
	Call::new(api::tx().channels().redeem(channel, voucher, Static(signature)))
}

/// What a [`redeem`] call paid, and the batch of its results.
pub fn redeemed(receipt: &Receipt) -> Result<(Balance, Option<BatchId>), Error> {
	receipt.event::<api::channels::events::Redeemed>().map(|event| (event.amount, event.batch))
}

/// Closes a channel, signed by its payee or a worker of it, or by its payer when its grace period is over.
pub fn close(channel: ChannelId) -> Call {
	Call::new(api::tx().channels().close(channel))
}

/// What a channel ever paid when a [`close`] call closed it, and what went back.
pub fn closed(receipt: &Receipt) -> Result<(Balance, Balance), Error> {
	receipt.event::<api::channels::events::Closed>().map(|event| (event.paid, event.refunded))
}

impl Block {
	/// The channel of this number; `None` when there never was one, or it is closed.
	pub async fn channel(&self, id: ChannelId) -> Result<Option<Channel>, Error> {
		self.ask(api::view_functions().channels().channel(id)).await
	}

	/// The number that the next channel will have.
	pub async fn next_channel(&self) -> Result<ChannelId, Error> {
		Ok(self.get(api::storage().channels().next_id(), ()).await?.unwrap_or_default())
	}

	/// All open channels, by number.
	pub async fn channels(&self) -> Result<Vec<(ChannelId, Channel)>, Error> {
		let mut channels = self.all(api::storage().channels().channels(), |(id,)| id).await?;
		channels.sort_by_key(|(id, _)| *id);
		Ok(channels)
	}

	/// What redeeming this voucher would pay now; `None` when it would be refused.
	pub async fn redeemable(&self, signed: &SignedVoucher) -> Result<Option<Balance>, Error> {
		let SignedVoucher { channel, voucher, signature } = *signed;
		self.ask(api::view_functions().channels().redeemable(channel, voucher, Static(signature))).await
	}

	/// The bytes that the chain wants signed for a voucher of a channel.
	pub async fn voucher_message(&self, channel: ChannelId, voucher: Voucher) -> Result<Option<Vec<u8>>, Error> {
		self.ask(api::view_functions().channels().voucher_message(channel, voucher)).await
	}

	/// Blocks after a channel's expiry in which only its payee may close it.
	pub fn channel_grace(&self) -> Result<BlockNumber, Error> {
		self.constant(api::constants().channels().grace_period())
	}

	/// Most blocks from the opening of a channel to its expiry.
	pub fn max_channel_duration(&self) -> Result<BlockNumber, Error> {
		self.constant(api::constants().channels().max_duration())
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{blake2_256, keys};

	const GENESIS: H256 = H256([1; 32]);

	/// What is signed, put together by hand: mark, chain, pallet, purpose, signer, channel, expiry, payee, total, results.
	#[test]
	fn voucher_is_signed_over_the_bytes_the_chain_checks() {
		let key = keys::from_uri("//Alice").unwrap();
		let payee = AccountId::from([2; 32]);
		let text = |text: &str| [&[(text.len() as u8) << 2], text.as_bytes()].concat();
		let expected = |results: &[u8]| {
			let signer = [&[0][..], &key.public_key().0].concat();
			let parts = [
				text("piazza/signed/v1"),
				vec![1; 32],
				text("channels"),
				text("voucher"),
				signer,
				7u64.to_le_bytes().to_vec(),
				vec![255; 4],
				vec![2; 32],
				12u128.to_le_bytes().to_vec(),
				results.to_vec(),
			];
			[&b"<Bytes>"[..], &blake2_256(&parts.concat()).0, b"</Bytes>"].concat()
		};
		let results = Results { root: H256::repeat_byte(3), count: 5 };
		for (results, bytes) in [(None, vec![0]), (Some(results), [&[1][..], &[3; 32], &5u32.to_le_bytes()].concat())] {
			let voucher = Voucher { total: 12, results };
			let signer = VoucherKey::of(&key);
			assert_eq!(message(GENESIS, 7, &signer, payee, &voucher), expected(&bytes));
			let signed = SignedVoucher::sign(&key, GENESIS, 7, payee, voucher);
			assert_eq!(signed.is_signed(GENESIS, payee, &signer), Some(true));
			let other = SignedVoucher { channel: 8, ..signed };
			assert_eq!(other.is_signed(GENESIS, payee, &signer), Some(false));
			assert_eq!(signed.is_signed(H256::zero(), payee, &signer), Some(false));
			assert_eq!(signed.is_signed(GENESIS, AccountId::from([3; 32]), &signer), Some(false));
			let json = serde_json::to_string(&signed).unwrap();
			assert_eq!(serde_json::from_str::<SignedVoucher>(&json).unwrap(), signed);
		}
	}

	#[test]
	fn signature_of_another_kind_is_left_to_the_chain() {
		let key = keys::from_uri("//Alice").unwrap();
		let voucher = Voucher { total: 1, results: None };
		let payee = AccountId::from([2; 32]);
		let signed = SignedVoucher::sign(&key, GENESIS, 0, payee, voucher);
		let wallet = SignedVoucher { signature: VoucherSignature::Ethereum(Hex([0; 65])), ..signed };
		assert_eq!(wallet.is_signed(GENESIS, payee, &VoucherKey::of(&key)), Some(false));
		assert_eq!(wallet.is_signed(GENESIS, payee, &VoucherKey::Ethereum(Hex([4; 20]))), None);
	}
}
