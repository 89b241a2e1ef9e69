//! Which channels and vouchers are taken, and when they are redeemed. Nothing here is done, only decided.

use super::chain::Limits;
use crate::view::{AccountId, Asset, Balance, BlockNumber, ProgramId};
use piazza_client::channels::{Channel, Results, SignedVoucher, Voucher};
use serde::{Deserialize, Serialize};

/// What the operator asks for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Price {
	/// Price of one call.
	pub amount: Balance,
	/// What is paid with.
	pub asset: Asset,
}

/// What a channel has promised, as the gateway keeps it.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Promised {
	/// All that was charged: the total of the last voucher.
	#[serde(with = "piazza_client::amount::digits")]
	pub charged: Balance,
	/// The last voucher; `None` before the first.
	pub voucher: Option<SignedVoucher>,
	/// Whether the client is done and wants the rest back.
	pub done: bool,
}

/// Why a channel is not taken.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum BadChannel {
	/// Another is paid by it.
	#[error("its payee is {0}, who is not who is paid here")]
	Payee(AccountId),
	/// It has other money.
	#[error("it pays with {0}, which is not what is taken here")]
	Asset(Asset),
	/// Other results are to be vouched for.
	#[error("it names another program than the one that answers here")]
	Program,
	/// Its results are not known here.
	#[error("it has paid for results already that were not given here: open a channel for this gateway alone")]
	Used,
	/// It is over.
	#[error("it has expired: extend it, or open another one")]
	Expired,
}

/// Whether a channel can pay for calls here, as far as that does not change with time.
pub fn fits(channel: &Channel, payee: AccountId, asset: Asset, program: ProgramId) -> Result<(), BadChannel> {
	match channel.work {
		_ if channel.payee != payee => Err(BadChannel::Payee(channel.payee)),
		_ if channel.asset != asset => Err(BadChannel::Asset(channel.asset)),
		Some(work) if work.program != program => Err(BadChannel::Program),
		_ => Ok(()),
	}
}

/// Whether a channel that was not seen here before can pay for calls.
pub fn check_channel(
	channel: &Channel,
	payee: AccountId,
	asset: Asset,
	program: ProgramId,
	now: BlockNumber,
) -> Result<(), BadChannel> {
	fits(channel, payee, asset, program)?;
	match channel.work {
		Some(work) if work.count > 0 => Err(BadChannel::Used),
		_ if !is_open(channel, now) => Err(BadChannel::Expired),
		_ => Ok(()),
	}
}

/// Whether a channel that was seen at block `now` has not expired.
pub fn is_open(channel: &Channel, now: BlockNumber) -> bool {
	now < channel.window.to
}

/// Why a voucher is not taken.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum BadVoucher {
	/// It promises another amount.
	#[error("its total should be {expected}: {charged} for what was answered before, and the price")]
	Total {
		/// What it should be.
		expected: Balance,
		/// What was charged before.
		charged: Balance,
	},
	/// There is not so much in the channel.
	#[error("the channel has {deposit} in it: put more in first")]
	Deposit {
		/// How much was put in.
		deposit: Balance,
	},
	/// It is not for what was answered.
	#[error("its results are not those that were given: {0}")]
	Results(&'static str),
	/// No more can be vouched for.
	#[error("no channel has more than {0} results: open another one")]
	Full(u32),
}

/// Whether a voucher promises what was `charged` and `price` more for what was `given`, which is nothing where nobody
/// vouches.
pub fn check_voucher(
	voucher: &Voucher,
	charged: Balance,
	price: Balance,
	given: Option<Results>,
	channel: &Channel,
	limits: Limits,
) -> Result<(), BadVoucher> {
	let expected = charged.saturating_add(price);
	if voucher.total != expected {
		return Err(BadVoucher::Total { expected, charged });
	}
	if voucher.total > channel.deposit {
		return Err(BadVoucher::Deposit { deposit: channel.deposit });
	}
	// The answer that is asked for must find room too.
	let given = given.filter(|_| channel.work.is_some());
	if price > 0 && given.is_some_and(|given| given.count >= limits.max_count) {
		return Err(BadVoucher::Full(limits.max_count));
	}
	match (voucher.results, given) {
		(said, given) if said == given => Ok(()),
		(None, _) => Err(BadVoucher::Results("it has none")),
		(Some(_), None) => Err(BadVoucher::Results("there are none, or the channel names no program")),
		(Some(said), Some(given)) if said.count != given.count => Err(BadVoucher::Results("there are more or fewer")),
		_ => Err(BadVoucher::Results("their root is another")),
	}
}

/// What is to be done for a channel.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Step {
	/// Redeem its last voucher.
	Redeem(SignedVoucher),
	/// Give the rest back.
	Close,
}

/// When vouchers are redeemed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Redeeming {
	/// At the latest when so much is promised that was not paid.
	pub at: Balance,
	/// Never for less: fee and bond would cost more.
	pub least: Balance,
}

/// What is to be done for a channel, if anything. A voucher is redeemed when enough is promised that was not paid, when the
/// channel has expired, or when its client is done; if it has results, not sooner after the one before than the chain
/// allows.
pub fn next(
	promised: &Promised,
	channel: &Channel,
	limits: Limits,
	redeeming: Redeeming,
	now: BlockNumber,
) -> Option<Step> {
	let Promised { voucher, done, .. } = *promised;
	let unpaid = |voucher: &SignedVoucher| voucher.voucher.total.saturating_sub(channel.paid);
	let worth = |voucher: &SignedVoucher| unpaid(voucher) >= redeeming.least.max(1);
	let Some(voucher) = voucher.filter(worth) else { return done.then_some(Step::Close) };
	let vouched = voucher.voucher.results.and(channel.work);
	let allowed = vouched.is_none_or(|work| work.committed_at.saturating_add(limits.min_interval) <= now);
	let wanted = done || unpaid(&voucher) >= redeeming.at || !is_open(channel, now);
	(allowed && wanted).then_some(Step::Redeem(voucher))
}

#[cfg(test)]
mod tests {
	use super::*;
	use piazza_client::{
		channels::{VoucherKey, Work},
		keys, Keypair, Window, H256,
	};
	use proptest::prelude::*;

	const PROGRAM: ProgramId = H256([8; 32]);
	const REDEEMING: Redeeming = Redeeming { at: 30, least: 3 };
	const LIMITS: Limits = Limits { min_interval: 20, max_count: 50 };

	fn key() -> Keypair {
		keys::from_uri("//Alice").unwrap()
	}

	fn payee() -> AccountId {
		AccountId::from([2; 32])
	}

	/// A channel that names a program, opened in block 10.
	fn channel() -> Channel {
		Channel {
			payer: keys::account(&key()),
			payee: payee(),
			asset: Asset::Native,
			deposit: 100,
			paid: 0,
			signer: VoucherKey::of(&key()).into(),
			window: Window { from: 10, to: 110 },
			work: Some(Work { program: PROGRAM, count: 0, committed_at: 10 }),
		}
	}

	fn results(count: u32) -> Option<Results> {
		Some(Results { root: H256([3; 32]), count })
	}

	fn signed(total: Balance, results: Option<Results>) -> SignedVoucher {
		SignedVoucher::sign(&key(), H256::zero(), 1, payee(), Voucher { total, results })
	}

	#[test]
	fn channel_is_refused_when_it_cannot_pay_here() {
		let check = |channel: Channel, now| check_channel(&channel, payee(), Asset::Native, PROGRAM, now);
		assert_eq!(check(channel(), 109), Ok(()));
		assert_eq!(check(Channel { work: None, ..channel() }, 10), Ok(()));
		assert_eq!(check(channel(), 110), Err(BadChannel::Expired));
		let other = AccountId::from([9; 32]);
		assert_eq!(check(Channel { payee: other, ..channel() }, 10), Err(BadChannel::Payee(other)));
		let asset = Asset::WithId(7);
		assert_eq!(check(Channel { asset, ..channel() }, 10), Err(BadChannel::Asset(asset)));
		let work = |program, count| Some(Work { program, count, committed_at: 10 });
		assert_eq!(check(Channel { work: work(H256::zero(), 0), ..channel() }, 10), Err(BadChannel::Program));
		assert_eq!(check(Channel { work: work(PROGRAM, 1), ..channel() }, 10), Err(BadChannel::Used));
	}

	#[test]
	fn voucher_is_refused_when_it_promises_another_amount_or_more_than_there_is() {
		let check = |total, charged, price| {
			check_voucher(&Voucher { total, results: None }, charged, price, None, &channel(), LIMITS)
		};
		assert_eq!(check(12, 7, 5), Ok(()));
		for total in [0, 7, 11, 13] {
			assert_eq!(check(total, 7, 5), Err(BadVoucher::Total { expected: 12, charged: 7 }));
		}
		assert_eq!(check(100, 95, 5), Ok(()));
		assert_eq!(check(101, 96, 5), Err(BadVoucher::Deposit { deposit: 100 }));
	}

	#[test]
	fn voucher_is_refused_when_its_results_are_not_those_given() {
		let check = |said, given, channel: &Channel| {
			check_voucher(&Voucher { total: 5, results: said }, 0, 5, given, channel, LIMITS)
		};
		assert_eq!(check(results(3), results(3), &channel()), Ok(()));
		let other = Some(Results { root: H256::zero(), count: 3 });
		for said in [None, results(2), results(4), other] {
			assert!(matches!(check(said, results(3), &channel()), Err(BadVoucher::Results(_))), "{said:?}");
		}
		assert!(matches!(check(results(1), None, &channel()), Err(BadVoucher::Results(_))));
		// Where nobody vouches, there are none.
		let alone = Channel { work: None, ..channel() };
		assert_eq!(check(None, results(3), &alone), Ok(()));
		assert!(matches!(check(results(3), results(3), &alone), Err(BadVoucher::Results(_))));
	}

	#[test]
	fn voucher_is_refused_when_the_channel_has_as_many_results_as_it_can() {
		let check = |price, given| {
			check_voucher(&Voucher { total: price, results: given }, 0, price, given, &channel(), LIMITS)
		};
		assert_eq!(check(5, results(49)), Ok(()));
		assert_eq!(check(5, results(50)), Err(BadVoucher::Full(50)));
		// The last of them are paid for still.
		assert_eq!(check(0, results(50)), Ok(()));
	}

	/// What is to be done in block `now`, of a channel that has paid 20 and owes `owed` more.
	fn step(owed: Balance, vouched: bool, done: bool, now: BlockNumber) -> Option<Step> {
		let voucher = Some(signed(20 + owed, vouched.then_some(Results { root: H256([3; 32]), count: 4 })));
		let channel = Channel { paid: 20, ..channel() };
		next(&Promised { charged: 20 + owed, voucher, done }, &channel, LIMITS, REDEEMING, now)
	}

	#[test]
	fn voucher_is_redeemed_when_it_comes_to_enough_or_the_channel_has_expired() {
		assert_eq!(step(29, false, false, 10), None);
		assert!(matches!(step(30, false, false, 10), Some(Step::Redeem(voucher)) if voucher.voucher.total == 50));
		assert_eq!(step(3, false, false, 109), None);
		assert!(matches!(step(3, false, false, 110), Some(Step::Redeem(_))));
		assert_eq!(step(0, false, false, 110), None);
	}

	#[test]
	fn voucher_with_results_waits_when_the_last_ones_were_just_vouched_for() {
		assert_eq!(step(30, true, false, 29), None);
		assert!(matches!(step(30, true, false, 30), Some(Step::Redeem(_))));
		assert_eq!(step(3, true, true, 29), None);
	}

	#[test]
	fn voucher_is_forgone_when_it_is_worth_less_than_redeeming_it() {
		assert_eq!(step(2, false, false, 110), None);
		assert_eq!(step(2, true, true, 10), Some(Step::Close));
	}

	#[test]
	fn channel_is_closed_when_its_client_is_done_and_all_is_paid() {
		assert!(matches!(step(3, false, true, 10), Some(Step::Redeem(_))));
		assert_eq!(step(0, false, true, 10), Some(Step::Close));
		let unused = Promised { charged: 20, voucher: None, done: true };
		assert_eq!(next(&unused, &channel(), LIMITS, REDEEMING, 10), Some(Step::Close));
	}

	proptest! {
		/// What is taken pays exactly the price more, is in the channel, and is for what was given.
		#[test]
		fn voucher_that_is_taken_pays_the_price(
			total in 0..200u128, charged in 0..150u128, price in 1..20u128, said in 0..4u32, given in 0..4u32,
		) {
			let of = |count: u32| (count > 0).then(|| results(count)).flatten();
			let voucher = Voucher { total, results: of(said) };
			if check_voucher(&voucher, charged, price, of(given), &channel(), LIMITS).is_ok() {
				prop_assert_eq!(total - charged, price);
				prop_assert!(total <= 100 && said == given);
			}
		}
	}
}
