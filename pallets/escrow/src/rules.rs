//! The books of one escrow: pure, nothing is stored or moved here.

use crate::types::{Deposit, Record, Shares};
use frame_support::{ensure, traits::tokens::Balance};
use sp_runtime::{
	traits::{AtLeast32BitUnsigned, SaturatedConversion, Saturating},
	ArithmeticError, Permill,
};

/// Why a deposit is refused.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum DepositError {
	/// There are as many depositors as there can be.
	TooMany,
	/// The sum of all deposits cannot be counted.
	Overflow,
}

/// What a stream gives when it is settled.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct Settlement<AccountId, Balance> {
	/// Who earned it.
	pub payee: AccountId,
	/// What is paid.
	pub payment: Balance,
	/// What the protocol keeps.
	pub fee: Balance,
}

impl<AccountId, AssetKind, B, BlockNumber> Record<AccountId, AssetKind, B, BlockNumber>
where
	AccountId: Clone + PartialEq,
	B: Balance,
	BlockNumber: AtLeast32BitUnsigned + Copy,
{
	/// An escrow without money.
	pub(crate) fn new(asset: AssetKind, fee: Permill) -> Self {
		let zero = B::zero();
		let deposits = Default::default();
		Self { asset, stream: None, fee, deposits, paid: zero, fees: zero, refunded: zero, owed: zero, closed: false }
	}

	/// What a stream has given since it was settled last: no more than there is.
	pub fn accrued(&self, now: BlockNumber) -> B {
		self.stream.as_ref().map_or(B::zero(), |stream| {
			let blocks = Saturating::saturating_sub(now, stream.settled_at).saturated_into::<u128>();
			let due = stream.rate.saturating_mul(B::saturated_from(blocks));
			due.min(self.available())
		})
	}

	/// The first block in which a stream has given everything, the last block for less than the full rate if need be.
	pub fn exhausted_at(&self) -> Option<BlockNumber> {
		let stream = self.stream.as_ref()?;
		let available = self.available();
		let full = available.checked_div(&stream.rate)?;
		let rest = available.checked_rem(&stream.rate)?;
		let blocks = full.saturating_add(if rest.is_zero() { B::zero() } else { B::one() });
		Some(stream.settled_at.saturating_add(blocks.saturated_into::<u128>().saturated_into()))
	}

	/// Settles a stream up to `now`; `None` when it has given nothing since it was settled last.
	///
	/// The fee is that on everything that was ever streamed, rounded down, less what was charged before: however often
	/// a stream is settled, payee and protocol get the same.
	pub(crate) fn settle(&mut self, now: BlockNumber) -> Option<Settlement<AccountId, B>> {
		let accrued = self.accrued(now);
		let fee_rate = self.fee;
		let stream = self.stream.as_mut().filter(|_| !accrued.is_zero())?;
		stream.settled_at = now;
		// Neither overflows: more than was deposited is never streamed.
		stream.streamed = stream.streamed.saturating_add(accrued);
		let fee = fee_rate.mul_floor(stream.streamed).saturating_sub(stream.charged).min(accrued);
		stream.charged = stream.charged.saturating_add(fee);
		Some(Settlement { payee: stream.payee.clone(), payment: accrued.saturating_sub(fee), fee })
	}

	/// Everything that was ever put in.
	pub fn deposited(&self) -> B {
		// Cannot saturate: `deposit` checks the sum.
		self.deposits.iter().fold(B::zero(), |sum, deposit| sum.saturating_add(deposit.deposited))
	}

	/// What is held on the depositors, owed or not.
	pub fn held(&self) -> B {
		self.deposits.iter().fold(B::zero(), |sum, deposit| sum.saturating_add(deposit.left))
	}

	/// What is left for payments, fees and refunds.
	pub fn available(&self) -> B {
		self.held().saturating_sub(self.owed)
	}

	/// The protocol fee on `base`: rounded down, never more than what is left.
	pub fn fee_on(&self, base: B) -> B {
		self.fee.mul_floor(base).min(self.available())
	}

	/// Whether `paid + fees + refunded + held = deposited`, and no more is owed than is held.
	pub fn is_balanced(&self) -> bool {
		let gone = self.paid.checked_add(&self.fees).and_then(|sum| sum.checked_add(&self.refunded));
		let all = gone.and_then(|sum| sum.checked_add(&self.held()));
		all == Some(self.deposited()) && self.owed <= self.held()
	}

	/// Adds `amount` of `who`, whose place is that of its first deposit.
	pub(crate) fn deposit(&mut self, who: &AccountId, amount: B) -> Result<(), DepositError> {
		ensure!(self.deposited().checked_add(&amount).is_some(), DepositError::Overflow);
		match self.deposits.iter_mut().find(|deposit| deposit.who == *who) {
			Some(deposit) => {
				deposit.deposited = deposit.deposited.saturating_add(amount);
				deposit.left = deposit.left.saturating_add(amount);
				Ok(())
			}
			None => self
				.deposits
				.try_push(Deposit { who: who.clone(), deposited: amount, left: amount })
				.map_err(|_| DepositError::TooMany),
		}
	}

	/// Takes `amount` from the depositors, first in, first out. `None`, and nothing taken, when less is held.
	pub(crate) fn draw(&mut self, amount: B) -> Option<Shares<AccountId, B>> {
		(amount <= self.held()).then(|| take(self.deposits.iter_mut(), amount))
	}

	/// Takes what is not owed from the depositors, last in, first out.
	pub(crate) fn give_back(&mut self) -> Shares<AccountId, B> {
		let amount = self.available();
		take(self.deposits.iter_mut().rev(), amount)
	}

	/// Undoes what `give_back` did for one depositor, whose share is owed to it from now on.
	pub(crate) fn keep(&mut self, who: &AccountId, amount: B) -> Result<(), ArithmeticError> {
		if let Some(deposit) = self.deposits.iter_mut().find(|deposit| deposit.who == *who) {
			add(&mut deposit.left, amount)?;
		}
		add(&mut self.owed, amount)
	}
}

/// `sum + amount`, which cannot overflow while the books are balanced.
pub(crate) fn add<B: Balance>(sum: &mut B, amount: B) -> Result<(), ArithmeticError> {
	*sum = sum.checked_add(&amount).ok_or(ArithmeticError::Overflow)?;
	Ok(())
}

/// `sum - amount`, which cannot underflow while the books are balanced.
pub(crate) fn subtract<B: Balance>(sum: &mut B, amount: B) -> Result<(), ArithmeticError> {
	*sum = sum.checked_sub(&amount).ok_or(ArithmeticError::Underflow)?;
	Ok(())
}

/// Takes `amount` from `deposits`, or all they have, each as far as it goes.
fn take<'a, AccountId: Clone + 'a, B: Balance>(
	deposits: impl Iterator<Item = &'a mut Deposit<AccountId, B>>,
	amount: B,
) -> Shares<AccountId, B> {
	let mut rest = amount;
	let shares = deposits.map(|deposit| {
		let share = deposit.left.min(rest);
		deposit.left = deposit.left.saturating_sub(share);
		rest = rest.saturating_sub(share);
		(deposit.who.clone(), share)
	});
	shares.filter(|(_, share)| !share.is_zero()).collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::Stream;
	use proptest::prelude::*;

	type TestRecord = Record<u32, (), u128, u32>;

	fn record(amounts: &[u128]) -> TestRecord {
		let mut record = TestRecord::new((), Permill::from_percent(10));
		for (who, amount) in (0..).zip(amounts) {
			record.deposit(&who, *amount).unwrap();
		}
		record
	}

	const PAYEE: u32 = 99;

	/// A stream that starts at block 0.
	fn stream(rate: u128, amounts: &[u128]) -> TestRecord {
		let stream = Stream { payee: PAYEE, rate, settled_at: 0, streamed: 0, charged: 0 };
		TestRecord { stream: Some(stream), ..record(amounts) }
	}

	#[test]
	fn draw_takes_from_the_first_depositors() {
		let mut record = record(&[10, 20, 30]);
		assert_eq!(record.draw(15), Some(vec![(0, 10), (1, 5)]));
		assert_eq!(record.draw(15), Some(vec![(1, 15)]));
		assert_eq!(record.draw(30), Some(vec![(2, 30)]));
		assert_eq!(record.draw(0), Some(vec![]));
	}

	#[test]
	fn draw_takes_nothing_when_less_is_held() {
		let mut record = record(&[10, 20]);
		let before = record.clone();
		assert_eq!(record.draw(31), None);
		assert_eq!(record, before);
	}

	#[test]
	fn give_back_takes_from_the_last_depositors_what_is_not_owed() {
		let mut record = record(&[10, 20, 30]);
		record.owed = 25;
		assert_eq!(record.give_back(), [(2, 30), (1, 5)]);
		assert_eq!(record.held(), 25);
		assert_eq!(record.available(), 0);
	}

	#[test]
	fn keep_makes_a_share_a_due() {
		let mut record = record(&[10, 20]);
		assert_eq!(record.give_back(), [(1, 20), (0, 10)]);
		assert_eq!(record.keep(&1, 20), Ok(()));
		assert_eq!((record.held(), record.owed, record.available()), (20, 20, 0));
	}

	#[test]
	fn deposit_keeps_the_place_of_a_depositor_who_comes_again() {
		let mut record = record(&[10, 20]);
		assert_eq!(record.deposit(&0, 5), Ok(()));
		assert_eq!(record.deposits.len(), 2);
		assert_eq!(record.draw(16), Some(vec![(0, 15), (1, 1)]));
		assert_eq!(record.deposited(), 35);
	}

	#[test]
	fn deposit_fails_when_depositors_are_too_many() {
		let mut record = record(&[1; 8]);
		assert_eq!(record.deposit(&8, 1), Err(DepositError::TooMany));
		assert_eq!(record.deposit(&7, 1), Ok(()));
	}

	#[test]
	fn deposit_fails_when_the_sum_overflows() {
		let mut record = record(&[u128::MAX - 1]);
		let before = record.clone();
		assert_eq!(record.deposit(&1, 2), Err(DepositError::Overflow));
		assert_eq!(record.deposit(&0, 2), Err(DepositError::Overflow));
		assert_eq!(record, before);
		assert_eq!(record.deposit(&1, 1), Ok(()));
	}

	/// Settles and pays out. Returns what was taken.
	fn settle(record: &mut TestRecord, now: u32) -> u128 {
		let Some(Settlement { payment, fee, .. }) = record.settle(now) else { return 0 };
		record.draw(payment + fee).unwrap();
		record.paid += payment;
		record.fees += fee;
		payment + fee
	}

	#[test]
	fn stream_gives_its_rate_each_block() {
		let mut record = stream(7, &[1_000]);
		assert_eq!((record.accrued(0), record.accrued(1), record.accrued(50)), (0, 7, 350));
		assert_eq!(record.settle(0), None);
		assert_eq!(record.settle(50), Some(Settlement { payee: PAYEE, payment: 315, fee: 35 }));
		assert_eq!((record.accrued(50), record.accrued(51)), (0, 7));
		assert_eq!(record.settle(50), None);
	}

	#[test]
	fn stream_is_exhausted_in_the_block_that_takes_the_last() {
		// 142 blocks for 7 each, and one for 6.
		let mut record = stream(7, &[1_000]);
		assert_eq!(record.exhausted_at(), Some(143));
		assert_eq!((record.accrued(142), record.accrued(143), record.accrued(144)), (994, 1_000, 1_000));
		settle(&mut record, 50);
		assert_eq!(record.exhausted_at(), Some(143));
		record.deposit(&1, 1).unwrap();
		assert_eq!(record.exhausted_at(), Some(143));
		record.deposit(&1, 1).unwrap();
		assert_eq!(record.exhausted_at(), Some(144));
		assert_eq!(stream(u128::MAX, &[1]).exhausted_at(), Some(1));
		assert_eq!(stream(1, &[u128::MAX]).exhausted_at(), Some(u32::MAX));
	}

	#[test]
	fn nothing_accrues_when_escrow_is_no_stream() {
		let mut record = record(&[100]);
		assert_eq!((record.accrued(9), record.exhausted_at(), record.settle(9)), (0, None, None));
	}

	proptest! {
		/// However often a stream is settled, everybody gets the same.
		#[test]
		fn settling_more_often_changes_no_sum(
			rate in 1u128..50, amount in 1u128..5_000, parts in 0u32..=1_000_000,
			mut stops in prop::collection::vec(0u32..400, 0..20), end in 400u32..500,
		) {
			let mut often = stream(rate, &[amount]);
			often.fee = Permill::from_parts(parts);
			let mut once = often.clone();
			stops.sort_unstable();
			let exhausted_at = once.exhausted_at();
			let mut taken = 0;
			for stop in stops {
				taken += settle(&mut often, stop);
				prop_assert!(often.is_balanced());
				// While something is left, when it is gone does not move.
				prop_assert!(often.available() == 0 || often.exhausted_at() == exhausted_at);
			}
			taken += settle(&mut often, end);
			prop_assert_eq!(settle(&mut once, end), taken);
			prop_assert_eq!(taken, amount.min(rate * u128::from(end)));
			prop_assert_eq!((often.paid, often.fees), (once.paid, once.fees));
			prop_assert_eq!(once.fees, once.fee.mul_floor(taken));
		}

		/// One block before it is exhausted something is left; in that block nothing is.
		#[test]
		fn exhaustion_is_exact(rate in 1u128..1_000, amount in 1u128..100_000, settled in 0u32..200) {
			let mut record = stream(rate, &[amount]);
			settle(&mut record, settled);
			prop_assume!(record.available() > 0);
			let end = record.exhausted_at().unwrap();
			prop_assert!(record.accrued(end - 1) < record.available());
			prop_assert_eq!(record.accrued(end), record.available());
		}

		/// Whatever is drawn in whatever pieces, the sum of the draws alone decides who is charged.
		#[test]
		fn draws_charge_depositors_in_order(
			amounts in prop::collection::vec(0u128..1_000, 1..8),
			pieces in prop::collection::vec(0u128..1_000, 0..10),
		) {
			let mut record = record(&amounts);
			let mut drawn = 0;
			for piece in pieces {
				let held = record.held();
				match record.draw(piece) {
					Some(shares) => {
						prop_assert_eq!(shares.iter().map(|(_, share)| share).sum::<u128>(), piece);
						prop_assert!(shares.iter().all(|(_, share)| *share > 0));
						drawn += piece;
					},
					None => prop_assert!(piece > held),
				}
			}
			let mut rest = drawn;
			for (deposit, amount) in record.deposits.iter().zip(amounts) {
				let charged = amount.min(rest);
				rest -= charged;
				prop_assert_eq!(deposit.left, amount - charged);
			}
		}

		/// A refund charges the last, what stays charges the first: together they are what was there.
		#[test]
		fn give_back_leaves_what_is_owed_with_the_first(
			amounts in prop::collection::vec(0u128..1_000, 1..8),
			owed in 0u128..8_000,
		) {
			let mut record = record(&amounts);
			record.owed = owed.min(record.held());
			let mut as_drawn = record.clone();
			let drawn = as_drawn.draw(record.owed).unwrap();
			let available = record.available();
			let refunds = record.give_back();
			prop_assert_eq!(refunds.iter().map(|(_, share)| share).sum::<u128>(), available);
			let last = record.draw(record.owed);
			prop_assert_eq!(last, Some(drawn));
		}

		#[test]
		fn fee_is_floored_and_never_above_what_is_left(
			held in any::<u128>(), owed in any::<u128>(), base in any::<u128>(), parts in 0u32..=1_000_000,
		) {
			let mut record = record(&[held]);
			record.owed = owed.min(held);
			record.fee = Permill::from_parts(parts);
			let fee = record.fee_on(base);
			prop_assert!(fee <= record.available());
			// base = q * 10^6 + r, so that the exact fee needs no wider numbers.
			let exact = base / 1_000_000 * u128::from(parts) + base % 1_000_000 * u128::from(parts) / 1_000_000;
			prop_assert_eq!(fee, exact.min(record.available()));
		}

		/// The books balance through any history of deposits, payments, fees and dues.
		#[test]
		fn books_balance_through_any_history(steps in prop::collection::vec((0u8..4, 0u32..10, 0u128..500), 1..60)) {
			let mut record = record(&[100]);
			for (kind, who, amount) in steps {
				match kind {
					0 => {
						let _ = record.deposit(&who, amount);
					},
					1 if amount <= record.available() => {
						record.draw(amount).unwrap();
						add(&mut record.paid, amount).unwrap();
					},
					2 => {
						let fee = record.fee_on(amount);
						record.draw(fee).unwrap();
						add(&mut record.fees, fee).unwrap();
					},
					3 if amount <= record.available() => add(&mut record.owed, amount).unwrap(),
					_ => {},
				}
				prop_assert!(record.is_balanced());
			}
			let refunds = record.give_back();
			for (index, (who, share)) in refunds.into_iter().enumerate() {
				match index % 2 {
					0 => add(&mut record.refunded, share).unwrap(),
					_ => record.keep(&who, share).unwrap(),
				}
			}
			prop_assert!(record.is_balanced());
			prop_assert_eq!(record.available(), 0);
		}
	}
}
