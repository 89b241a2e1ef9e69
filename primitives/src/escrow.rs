//! Where payments wait.

use sp_runtime::{DispatchError, DispatchResult};

/// Number of an escrow, given in the order of opening.
pub type EscrowId = u64;

/// Holds payments on the payers' own accounts until the owning pallet decides who gets them.
///
/// Whatever happens, for each escrow: `paid + fees + refunded + held = deposited`.
pub trait Escrow<AccountId> {
	/// What money is counted in.
	type Balance;
	/// Names an asset: the native one or one of `pallet-assets`.
	type AssetKind;
	/// What time is counted in.
	type BlockNumber;

	/// Opens an escrow of `amount` of `asset`, held on `payer`. The protocol fee in force is fixed for its lifetime.
	///
	/// Fails when `amount` is below the asset's minimum balance or the payer cannot spare it.
	fn open(payer: &AccountId, asset: Self::AssetKind, amount: Self::Balance) -> Result<EscrowId, DispatchError>;

	/// Makes a stream of an escrow: from the next block on, `rate` accrues to `payee` with every block, the protocol fee
	/// included, until the escrow is closed or nothing is left. It is paid when somebody settles it: how often that is
	/// changes no sum.
	///
	/// Fails when the rate is zero, or when it streams already.
	fn stream(id: EscrowId, payee: &AccountId, rate: Self::Balance) -> DispatchResult;

	/// Adds `amount`, held on `from`, who may be a sponsor. Bounded number of depositors.
	fn top_up(id: EscrowId, from: &AccountId, amount: Self::Balance) -> DispatchResult;

	/// Pays `amount` to `to`, drawn from the depositors first in, first out. No fee is taken from it.
	///
	/// When `to` cannot receive the asset now, the amount stays held and is owed to `to`, who claims it later: a
	/// payee can therefore never block the owning pallet.
	fn pay(id: EscrowId, to: &AccountId, amount: Self::Balance) -> DispatchResult;

	/// Takes the protocol fee on `base` (rounded down, never more than what is left) and returns it.
	fn charge_fee(id: EscrowId, base: Self::Balance) -> Result<Self::Balance, DispatchError>;

	/// Pays the payee of a stream what has accrued up to block `until`, or up to this one if that is earlier: less the
	/// protocol fee, and no more than is left. Returns what was taken out of the escrow: payment and fee. Nothing accrues
	/// in an escrow that is no stream.
	fn settle(id: EscrowId, until: Self::BlockNumber) -> Result<Self::Balance, DispatchError>;

	/// Gives everything that is left and not owed back to the depositors, last in, first out, and ends the escrow.
	/// Returns the sum given back. What has accrued since a stream was last settled goes back too: who wants it paid
	/// settles first.
	fn close(id: EscrowId) -> Result<Self::Balance, DispatchError>;

	/// What is left for payments, fees and refunds: deposits less what was paid, charged or is owed. `None` when
	/// there is no such escrow.
	fn available(id: EscrowId) -> Option<Self::Balance>;

	/// What [`Escrow::settle`] would take out of the escrow; it is still counted as available. `None` when there is no
	/// such escrow.
	fn accrued(id: EscrowId, until: Self::BlockNumber) -> Option<Self::Balance>;

	/// The first block in which all of a stream's money has accrued. `None` when there is no such escrow, or it is no
	/// stream.
	fn exhausted_at(id: EscrowId) -> Option<Self::BlockNumber>;

	/// The protocol fee that [`Escrow::charge_fee`] would take on `base`. `None` when there is no such escrow.
	fn fee_on(id: EscrowId, base: Self::Balance) -> Option<Self::Balance>;

	/// Smallest amount an account may hold of `asset`.
	fn minimum_balance(asset: Self::AssetKind) -> Self::Balance;

	/// Makes `asset` exist and gives `who` plenty of it.
	#[cfg(feature = "runtime-benchmarks")]
	fn endow(asset: Self::AssetKind, who: &AccountId);

	/// An asset that is as costly to move as any.
	#[cfg(feature = "runtime-benchmarks")]
	fn costly_asset() -> Self::AssetKind;
}
