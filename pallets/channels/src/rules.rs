//! The rules, without storage: what a voucher pays, when a channel may expire, and when its payer may close it.

use piazza_primitives::Window;
use sp_runtime::traits::{AtLeast32BitUnsigned, Saturating};

/// Why a voucher pays nothing.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Unpayable {
	/// All of its total was paid before.
	Nothing,
	/// Its total is more than was ever put in.
	OverDeposit,
}

/// What a voucher of this total pays out of a channel that has paid `paid` of `deposit`: the difference, which is never
/// zero and leaves no more paid than was put in.
pub fn payable<Balance: AtLeast32BitUnsigned + Copy>(
	total: Balance,
	paid: Balance,
	deposit: Balance,
) -> Result<Balance, Unpayable> {
	if total > deposit {
		return Err(Unpayable::OverDeposit);
	}
	total.checked_sub(&paid).filter(|amount| !amount.is_zero()).ok_or(Unpayable::Nothing)
}

/// Why a channel may not expire at a block.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum BadExpiry {
	/// That block is not in the future.
	Past,
	/// It is more than the longest life of a channel after its opening.
	TooFar,
}

/// Whether a channel that lives for `window` may do so as of block `now`: it ends after it, and is no longer than `most`.
pub fn check_expiry<BlockNumber: AtLeast32BitUnsigned + Copy>(
	window: Window<BlockNumber>,
	now: BlockNumber,
	most: BlockNumber,
) -> Result<(), BadExpiry> {
	match (window.to > now, window.length() <= most) {
		(false, _) => Err(BadExpiry::Past),
		(true, false) => Err(BadExpiry::TooFar),
		(true, true) => Ok(()),
	}
}

/// First block in which the payer may close a channel. A grace so long that no block comes after it never ends.
pub fn payer_may_close_at<BlockNumber: AtLeast32BitUnsigned + Copy>(
	window: Window<BlockNumber>,
	grace: BlockNumber,
) -> BlockNumber {
	Saturating::saturating_add(window.to, grace)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn voucher_pays_what_was_not_paid_before() {
		assert_eq!(payable(3u128, 0, 100), Ok(3));
		assert_eq!(payable(12u128, 3, 100), Ok(9));
		assert_eq!(payable(100u128, 99, 100), Ok(1));
		assert_eq!([12u128, 7, 0].map(|total| payable(total, 12, 100)), [Err(Unpayable::Nothing); 3]);
		assert_eq!(payable(101u128, 12, 100), Err(Unpayable::OverDeposit));
		assert_eq!(payable(u128::MAX, 0, u128::MAX), Ok(u128::MAX));
	}

	#[test]
	fn expiry_is_in_the_future_and_not_too_far_from_the_opening() {
		let check = |to, now| check_expiry(Window { from: 10u32, to }, now, 100);
		assert_eq!(
			[10, 11, 110, 111].map(|to| check(to, 10)),
			[Err(BadExpiry::Past), Ok(()), Ok(()), Err(BadExpiry::TooFar)]
		);
		assert_eq!([50, 51].map(|to| check(to, 50)), [Err(BadExpiry::Past), Ok(())]);
	}

	#[test]
	fn payer_may_close_when_the_grace_is_over() {
		assert_eq!(payer_may_close_at(Window { from: 1u32, to: 20 }, 7), 27);
		assert_eq!(payer_may_close_at(Window { from: 1u32, to: u32::MAX - 1 }, 7), u32::MAX);
	}

	proptest! {
		/// In whatever order vouchers come: the greatest that the deposit covers is what was paid in the end, and no
		/// voucher pays twice.
		#[test]
		fn vouchers_pay_the_greatest_total_in_any_order(
			totals in prop::collection::vec(0u64..1_000, 0..30),
			deposit in 0u64..1_000,
		) {
			let mut paid = 0;
			for total in &totals {
				if let Ok(amount) = payable(*total, paid, deposit) {
					prop_assert!(amount > 0);
					paid += amount;
					prop_assert_eq!(paid, *total);
				}
				prop_assert_eq!(payable(*total, paid, deposit).is_ok(), false);
			}
			prop_assert_eq!(paid, totals.iter().copied().filter(|total| *total <= deposit).max().unwrap_or(0));
		}

		#[test]
		fn voucher_never_pays_more_than_is_left(total: u128, paid: u128, deposit: u128) {
			let paid = paid.min(deposit);
			match payable(total, paid, deposit) {
				Ok(amount) => prop_assert!(amount > 0 && amount <= deposit - paid && paid + amount == total),
				Err(Unpayable::Nothing) => prop_assert!(total <= paid),
				Err(Unpayable::OverDeposit) => prop_assert!(total > deposit),
			}
		}
	}
}
