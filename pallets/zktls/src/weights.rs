//! What calls, work on the agenda and what other pallets ask for weigh.

use frame_support::weights::Weight;

/// Weights of this pallet. The runtime carries generated ones.
pub trait WeightInfo {
	/// Open an epoch of `w` witnesses, which ends that of as many as there can be.
	fn open_epoch(w: u32) -> Weight;
	/// Remove the last epoch that is left.
	fn retire_epoch() -> Weight;
	/// Allow a provider.
	fn allow_provider() -> Weight;
	/// Disallow a provider.
	fn disallow_provider() -> Weight;
	/// Link an address.
	fn link() -> Weight;
	/// Unlink an address.
	fn unlink() -> Weight;
	/// Submit a claim of `s` signatures whose texts have `b` bytes.
	fn submit(s: u32, b: u32) -> Weight;
	/// Check a claim for another pallet, with as many signatures, and as long, as can be.
	fn verify_claim() -> Weight;
	/// Forget a claim.
	fn forget() -> Weight;
	/// Find that a claim is not too old yet.
	fn wait_on() -> Weight;
}

/// For unit tests only: every weight is one tenth of a millisecond, for each signature or witness, and a little for each
/// byte.
impl WeightInfo for () {
	fn open_epoch(w: u32) -> Weight {
		UNIT.saturating_mul(w.into())
	}
	fn retire_epoch() -> Weight {
		UNIT
	}
	fn allow_provider() -> Weight {
		UNIT
	}
	fn disallow_provider() -> Weight {
		UNIT
	}
	fn link() -> Weight {
		UNIT
	}
	fn unlink() -> Weight {
		UNIT
	}
	fn submit(s: u32, b: u32) -> Weight {
		UNIT.saturating_mul(s.into()).saturating_add(BYTE.saturating_mul(b.into()))
	}
	fn verify_claim() -> Weight {
		UNIT.saturating_mul(16)
	}
	fn forget() -> Weight {
		UNIT
	}
	fn wait_on() -> Weight {
		UNIT
	}
}

const UNIT: Weight = Weight::from_parts(100_000_000, 0);
const BYTE: Weight = Weight::from_parts(10_000, 0);
