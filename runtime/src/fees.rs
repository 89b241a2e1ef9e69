//! What a transaction costs, and who gets it.

use crate::{constants::money::MILLI, Balance, Balances, Runtime, Treasury};
use frame_support::{
	parameter_types,
	traits::{
		fungible::{Balanced, Credit},
		Imbalance, OnUnbalanced,
	},
	weights::{constants::ExtrinsicBaseWeight, WeightToFeeCoefficient, WeightToFeeCoefficients, WeightToFeePolynomial},
};
use pallet_transaction_payment::{Multiplier, TargetedFeeAdjustment};
use smallvec::smallvec;
use sp_runtime::{traits::Bounded, FixedPointNumber, Perbill, Perquintill};

/// Fee of the weight of an empty transaction.
pub const BASE_TRANSACTION_FEE: Balance = MILLI;

/// Weight to fee, linear in computation time: an empty transaction costs [`BASE_TRANSACTION_FEE`].
///
/// Proof size is not charged: on a chain of its own no proof travels with a block.
pub struct WeightToFee;

impl WeightToFeePolynomial for WeightToFee {
	type Balance = Balance;

	fn polynomial() -> WeightToFeeCoefficients<Balance> {
		let base_weight = Balance::from(ExtrinsicBaseWeight::get().ref_time()).max(1);
		smallvec![WeightToFeeCoefficient {
			degree: 1,
			negative: false,
			coeff_frac: Perbill::from_rational(BASE_TRANSACTION_FEE % base_weight, base_weight),
			coeff_integer: BASE_TRANSACTION_FEE / base_weight,
		}]
	}
}

parameter_types! {
	/// Fullness of blocks at which fees stay as they are.
	pub const TargetBlockFullness: Perquintill = Perquintill::from_percent(25);
	/// How fast fees follow demand: about 23 % a day at full blocks of 3 seconds.
	pub AdjustmentVariable: Multiplier = Multiplier::saturating_from_rational(75, 1_000_000);
	/// The multiplier never falls below this.
	pub MinimumMultiplier: Multiplier = Multiplier::saturating_from_rational(1, 10);
	/// The multiplier never rises above this.
	pub MaximumMultiplier: Multiplier = Multiplier::max_value();
}

/// The fee multiplier rises while blocks are fuller than [`TargetBlockFullness`] and falls while they are emptier.
pub type FeeMultiplierUpdate =
	TargetedFeeAdjustment<Runtime, TargetBlockFullness, AdjustmentVariable, MinimumMultiplier, MaximumMultiplier>;

/// Fees: four fifths to the treasury, one fifth to the block's author. Tips: to the author. Nothing is burned.
pub struct ShareFees;

impl OnUnbalanced<Credit<crate::AccountId, Balances>> for ShareFees {
	fn on_unbalanceds(mut credits: impl Iterator<Item = Credit<crate::AccountId, Balances>>) {
		let Some(fees) = credits.next() else { return };
		let (treasury, mut author) = fees.ration(80, 20);
		if let Some(tips) = credits.next() {
			tips.merge_into(&mut author);
		}
		to_treasury(treasury);
		match pallet_authorship::Pallet::<Runtime>::author() {
			// An author without an account cannot receive less than the existential deposit.
			Some(account) => drop(Balances::resolve(&account, author).map_err(to_treasury)),
			None => to_treasury(author),
		}
	}
}

/// Dust of removed accounts goes to the treasury.
pub struct DustToTreasury;

impl OnUnbalanced<Credit<crate::AccountId, Balances>> for DustToTreasury {
	fn on_nonzero_unbalanced(dust: Credit<crate::AccountId, Balances>) {
		to_treasury(dust);
	}
}

/// The treasury exists from genesis, so it can always receive.
fn to_treasury(credit: Credit<crate::AccountId, Balances>) {
	drop(Balances::resolve(&Treasury::account_id(), credit));
}
