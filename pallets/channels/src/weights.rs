//! What calls and work on the agenda weigh.

use frame_support::weights::Weight;

/// Weights of this pallet. The runtime carries generated ones.
pub trait WeightInfo {
	/// Open a channel that names a program.
	fn open() -> Weight;
	/// Put more into a channel.
	fn top_up() -> Weight;
	/// Set a later expiry.
	fn extend() -> Weight;
	/// Redeem a voucher without results, signed by a key of kind Sr25519.
	fn redeem_sr25519() -> Weight;
	/// The same of kind Ed25519.
	fn redeem_ed25519() -> Weight;
	/// The same of kind Ecdsa.
	fn redeem_ecdsa() -> Weight;
	/// The same signed by an Ethereum wallet.
	fn redeem_ethereum() -> Weight;
	/// Find that the signer is a worker of the payee, besides what it does for it.
	fn find_worker() -> Weight;
	/// Close a channel that leaves a receipt.
	fn close() -> Weight;
	/// Forget a receipt.
	fn forget() -> Weight;
}

/// For unit tests only: every weight is one tenth of a millisecond, but for signatures of other kinds and for results.
impl WeightInfo for () {
	fn open() -> Weight {
		UNIT
	}
	fn top_up() -> Weight {
		UNIT
	}
	fn extend() -> Weight {
		UNIT
	}
	fn redeem_sr25519() -> Weight {
		UNIT
	}
	fn redeem_ed25519() -> Weight {
		UNIT.saturating_mul(2)
	}
	fn redeem_ecdsa() -> Weight {
		UNIT.saturating_mul(3)
	}
	fn redeem_ethereum() -> Weight {
		UNIT.saturating_mul(4)
	}
	fn find_worker() -> Weight {
		UNIT.saturating_mul(10)
	}
	fn close() -> Weight {
		UNIT
	}
	fn forget() -> Weight {
		UNIT
	}
}

const UNIT: Weight = Weight::from_parts(100_000_000, 0);
