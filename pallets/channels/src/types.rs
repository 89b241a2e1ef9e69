//! What the chain knows of a channel, and what is signed off it.

use crate::Config;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::{ChannelId, EscrowId, ProgramId, Receipt, Settlement, Window};
use scale_info::TypeInfo;
use sp_core::{ecdsa, ed25519, sr25519, H160, H256};

/// Money in the smallest unit of its asset.
pub type BalanceOf<T> = <T as Config>::Balance;

/// Channel of this runtime.
pub type ChannelOf<T> = Channel<
	<T as frame_system::Config>::AccountId,
	<T as Config>::AssetKind,
	BalanceOf<T>,
	BlockNumberFor<T>,
	<T as Config>::Consideration,
>;

/// Receipt of this runtime.
pub type ReceiptOf<T> = Receipt<<T as frame_system::Config>::AccountId, BalanceOf<T>, <T as Config>::Consideration>;

/// Settlement of this runtime.
pub type SettlementOf<T> = Settlement<<T as frame_system::Config>::AccountId, BalanceOf<T>>;

/// Voucher of this runtime.
pub type VoucherOf<T> = Voucher<BalanceOf<T>>;

/// The key that signs a channel's vouchers. It need not be that of an account.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum VoucherKey {
	/// Schnorr on Ristretto, as most accounts of Polkadot.
	#[codec(index = 0)]
	Sr25519(sr25519::Public),
	/// Ed25519.
	#[codec(index = 1)]
	Ed25519(ed25519::Public),
	/// ECDSA on secp256k1 over BLAKE2b-256, as accounts of Polkadot.
	#[codec(index = 2)]
	Ecdsa(ecdsa::Public),
	/// An Ethereum address, whose wallet signs typed data (EIP-712).
	#[codec(index = 3)]
	Ethereum(H160),
}

/// A signature of a [`VoucherKey`] of the same kind.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum VoucherSignature {
	/// Schnorr on Ristretto.
	#[codec(index = 0)]
	Sr25519(sr25519::Signature),
	/// Ed25519.
	#[codec(index = 1)]
	Ed25519(ed25519::Signature),
	/// `r ‖ s ‖ v`, `v` being 0 or 1, `s` in the lower half.
	#[codec(index = 2)]
	Ecdsa([u8; 65]),
	/// `r ‖ s ‖ v`, `v` being 27 or 28, `s` in the lower half.
	#[codec(index = 3)]
	Ethereum([u8; 65]),
}

/// All results that a channel has paid for so far.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Results {
	/// Root of their tree, which is that of batches.
	pub root: H256,
	/// How many there are; never zero.
	pub count: u32,
}

/// What the payer of a channel promises, signed by the channel's key. A later voucher replaces all earlier ones.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Voucher<Balance> {
	/// All that was ever promised.
	pub total: Balance,
	/// What it is promised for, when the payee is to vouch for it.
	pub results: Option<Results>,
}

/// What a channel whose results are vouched for knows of them.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Work<BlockNumber> {
	/// What they come from: a program of kind [`Image`](piazza_primitives::ProgramKind::Image) when the channel opened.
	pub program: ProgramId,
	/// How many the payee has vouched for.
	pub count: u32,
	/// When it last did, or when the channel opened.
	pub committed_at: BlockNumber,
}

/// A channel that is open.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Channel<AccountId, AssetKind, Balance, BlockNumber, Ticket> {
	/// Whose money it is.
	pub payer: AccountId,
	/// Who is paid.
	pub payee: AccountId,
	/// What is paid with.
	pub asset: AssetKind,
	/// Where the money waits.
	pub escrow: EscrowId,
	/// All that the payer ever put in.
	pub deposit: Balance,
	/// All that was ever paid: the total of the last voucher that was redeemed.
	pub paid: Balance,
	/// Who signs vouchers.
	pub signer: VoucherKey,
	/// From the block in which it was opened to its expiry.
	pub window: Window<BlockNumber>,
	/// What it pays for; `None` when nobody vouches for that.
	pub work: Option<Work<BlockNumber>>,
	/// The payer's deposit for this record.
	pub ticket: Ticket,
}

/// Something that happens at a block known in advance.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Due {
	/// The receipt of a closed channel is forgotten.
	#[codec(index = 0)]
	Forget {
		/// The channel.
		channel: ChannelId,
	},
}
