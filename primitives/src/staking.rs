//! Who stands behind what is done: stake, by role.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::weights::Weight;
use scale_info::TypeInfo;
use sp_runtime::{DispatchError, DispatchResult};

/// Number of an era, from genesis on. Eras are what stake is counted by: when it left, and when a fault happened.
pub type EraIndex = u32;

/// What an operator stakes for.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	Ord,
	PartialEq,
	PartialOrd,
	TypeInfo,
	serde::Deserialize,
	serde::Serialize,
)]
pub enum Role {
	/// Makes and finalizes blocks.
	#[codec(index = 0)]
	Validator,
	/// Owns workers.
	#[codec(index = 1)]
	Provider,
	/// Runs disputed work again.
	#[codec(index = 2)]
	Checker,
	/// Vouches for data.
	#[codec(index = 3)]
	Curator,
}

impl Role {
	/// All roles.
	pub const ALL: [Self; 4] = [Self::Validator, Self::Provider, Self::Checker, Self::Curator];
}

/// What is to be taken from an operator's stake, and who gets it.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, PartialEq, TypeInfo)]
pub struct Fault<AccountId, Balance> {
	/// How much. A fault that the operator reported itself costs half.
	pub amount: Balance,
	/// When it happened: stake that left in an earlier era is not reached.
	pub era: EraIndex,
	/// Who lost by it, and how much: made good first.
	pub claim: Option<(AccountId, Balance)>,
	/// Who reported it: gets a share of what the claim leaves. The operator itself gets none.
	pub reporter: Option<AccountId>,
	/// Whether the operator reported it itself.
	pub self_reported: bool,
}

/// Stake, as other pallets see it. Each function does all of its work or none, also in a hook.
pub trait Stakes<AccountId> {
	/// Money.
	type Balance;
	/// Money on its way.
	type Credit;

	/// Fails unless `operator` has an active position in `role`, with at least the role's minimum of its own and
	/// `required` of everybody's.
	fn ensure_backed(role: Role, operator: &AccountId, required: Self::Balance) -> DispatchResult;

	/// All stake behind `operator` in `role`, but for what is leaving or frozen; zero when there is no position.
	fn stake_of(role: Role, operator: &AccountId) -> Self::Balance;

	/// Adds `credit` to the stake behind `operator`, its commission to its own part. Gives it back when there is nobody
	/// to have it.
	fn reward(role: Role, operator: &AccountId, credit: Self::Credit) -> Result<(), Self::Credit>;

	/// Freezes what `fault` costs, of the stake that was there when it happened and is still in reach; it is taken after
	/// the role's delay unless governance cancels it. Returns how much was frozen, which is less than asked for when
	/// there is no more, and zero when there is nothing.
	fn slash(
		role: Role,
		operator: &AccountId,
		fault: Fault<AccountId, Self::Balance>,
	) -> Result<Self::Balance, DispatchError>;

	/// The greatest weight of [`Stakes::slash`].
	fn slash_weight() -> Weight;

	/// The current era.
	fn era() -> EraIndex;

	/// Ends what `operator` does in `role` until it activates its position again.
	fn chill(role: Role, operator: &AccountId);

	/// Opens a position with plenty of stake, unless there is one.
	#[cfg(feature = "runtime-benchmarks")]
	fn back(role: Role, operator: &AccountId);
}
