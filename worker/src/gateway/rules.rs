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

/// Whether a channel that was not seen here before can pay for calls.
pub fn check_channel(
	channel: &Channel,
	payee: AccountId,
	asset: Asset,
	program: ProgramId,
	now: BlockNumber,
) -> Result<(), BadChannel> {
	match channel.work {
		_ if channel.payee != payee => Err(BadChannel::Payee(channel.payee)),
		_ if channel.asset != asset => Err(BadChannel::Asset(channel.asset)),
		Some(work) if work.program != program => Err(BadChannel::Program),
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

/// What is to be done for a channel, if anything. A voucher is redeemed when at least `redeem_at` is promised that was not
/// paid, when the channel has expired, or when its client is done; if it has results, not sooner after the one before than
/// the chain allows.
pub fn next(
	promised: &Promised,
	channel: &Channel,
	limits: Limits,
	redeem_at: Balance,
	now: BlockNumber,
) -> Option<Step> {
	let Promised { voucher, done, .. } = *promised;
	let unpaid = |voucher: &SignedVoucher| voucher.voucher.total.saturating_sub(channel.paid);
	let Some(voucher) = voucher.filter(|voucher| unpaid(voucher) > 0) else { return done.then_some(Step::Close) };
	let vouched = voucher.voucher.results.and(channel.work);
	let allowed = vouched.is_none_or(|work| work.committed_at.saturating_add(limits.min_interval) <= now);
	let wanted = done || unpaid(&voucher) >= redeem_at || !is_open(channel, now);
	(allowed && wanted).then_some(Step::Redeem(voucher))
}
