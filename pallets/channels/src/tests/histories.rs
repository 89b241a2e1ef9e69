//! Random histories: whatever the parties do, in whatever order, everybody has what a ledger says that is kept by simple
//! means: the payee the greatest total that was redeemed, the payer the rest.

use crate::{
	mock::{Channels, *},
	*,
};
use frame_support::storage::with_storage_layer;
use piazza_primitives::{
	mocks::{MockAgenda, MockCommitments, MockEscrow},
	ChannelId, Settlement,
};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// One thing that somebody tries to do. Numbers are taken modulo what there is.
#[derive(Clone, Debug)]
enum Step {
	Open {
		payer: u8,
		payee: u8,
		deposit: u8,
		duration: u16,
		key: u8,
		program: bool,
	},
	TopUp {
		channel: u8,
		who: u8,
		amount: u8,
	},
	Extend {
		channel: u8,
		who: u8,
		expires: u16,
	},
	/// A voucher is signed, perhaps by another, of somewhat more or less than was redeemed; it is redeemed later, if ever.
	Sign {
		channel: u8,
		more: u8,
		count: Option<u8>,
		forged: bool,
	},
	/// One of the vouchers that were signed, counted from the last, is shown, perhaps to another channel; mostly by the
	/// payee.
	Redeem {
		voucher: u8,
		who: u8,
		elsewhere: bool,
		by_payee: bool,
	},
	Close {
		channel: u8,
		who: u8,
	},
	Blocks {
		blocks: u8,
	},
}

const PARTIES: [AccountId; 4] = [PAYER, PAYEE, STRANGER, WORKER];

fn step() -> impl Strategy<Value = Step> {
	use Step::*;
	let n = any::<u8>;
	prop_oneof![
		3 => (n(), n(), n(), 0u16..1_100, n(), any::<bool>()).prop_map(
			|(payer, payee, deposit, duration, key, program)| Open { payer, payee, deposit, duration, key, program }
		),
		3 => (n(), n(), n()).prop_map(|(channel, who, amount)| TopUp { channel, who, amount }),
		2 => (n(), n(), 0u16..1_500).prop_map(|(channel, who, expires)| Extend { channel, who, expires }),
		8 => (n(), 0u8..60, prop::option::weighted(0.5, 0u8..=110), prop::bool::weighted(0.1)).prop_map(
			|(channel, more, count, forged)| Sign { channel, more, count, forged }
		),
		12 => (0u8..8, n(), prop::bool::weighted(0.1), prop::bool::weighted(0.6)).prop_map(
			|(voucher, who, elsewhere, by_payee)| Redeem { voucher, who, elsewhere, by_payee }
		),
		2 => (n(), n()).prop_map(|(channel, who)| Close { channel, who }),
		3 => (1u8..8).prop_map(|blocks| Blocks { blocks }),
		1 => (1u8..200).prop_map(|blocks| Blocks { blocks }),
	]
}

/// What the ledger knows of a channel, open or closed.
#[derive(Clone, Debug)]
struct Known {
	payer: AccountId,
	payee: AccountId,
	deposit: Balance,
	opened: BlockNumber,
	expires: BlockNumber,
	signer: usize,
	/// The count and the block of the last commitment.
	work: Option<(u32, BlockNumber)>,
	/// The greatest total that was redeemed.
	greatest: Balance,
	closed: Option<BlockNumber>,
}

#[derive(Clone, Debug)]
struct Signed {
	channel: ChannelId,
	voucher: VoucherOf<Test>,
	signature: VoucherSignature,
	forged: bool,
}

#[derive(Default)]
struct Ledger {
	channels: BTreeMap<ChannelId, Known>,
	vouchers: Vec<Signed>,
	commitments: usize,
}

impl Ledger {
	/// One of the channels that there ever were.
	fn pick(&self, channel: u8) -> ChannelId {
		u64::from(channel) % (self.channels.len() as u64).max(1)
	}

	fn party(who: u8) -> AccountId {
		PARTIES[usize::from(who) % PARTIES.len()]
	}

	/// Somebody does something: the chain lets it happen exactly when the ledger says so.
	fn attempt(&mut self, step: Step) {
		let now = System::block_number();
		match step {
			Step::Open { payer, payee, deposit, duration, key, program: has_program } => {
				let (payer, payee) = (PARTIES[usize::from(payer) % 3], PARTIES[usize::from(payee) % 3]);
				let (deposit, signer) = (Balance::from(deposit), usize::from(key) % 4);
				let expires = now + BlockNumber::from(duration);
				let program = has_program.then(program);
				let key = signers(1)[signer].key();
				let done = with_storage_layer(|| {
					Channels::open(self::signed(payer), payee, NATIVE, deposit, key, expires, program)
				});
				let allowed = payer != payee && deposit > 0 && expires > now && expires <= now + MAX_DURATION;
				assert_eq!(done.is_ok(), allowed);
				if allowed {
					let work = has_program.then_some((0, now));
					let (greatest, closed) = (0, None);
					let known = Known { payer, payee, deposit, opened: now, expires, signer, work, greatest, closed };
					self.channels.insert(self.channels.len() as u64, known);
				}
			}
			Step::TopUp { channel, who, amount } => {
				let (id, who, amount) = (self.pick(channel), Self::party(who), Balance::from(amount));
				let done = with_storage_layer(|| Channels::top_up(self::signed(who), id, amount));
				let known = self.channels.get_mut(&id);
				let mut open = known.filter(|known| known.closed.is_none());
				let allowed =
					open.as_ref().is_some_and(|known| known.payer == who && amount > 0 && now < known.expires);
				assert_eq!(done.is_ok(), allowed);
				if let (Some(known), true) = (&mut open, allowed) {
					known.deposit += amount;
				}
			}
			Step::Extend { channel, who, expires } => {
				let (id, who, expires) = (self.pick(channel), Self::party(who), BlockNumber::from(expires));
				let done = with_storage_layer(|| Channels::extend(self::signed(who), id, expires));
				let mut open = self.channels.get_mut(&id).filter(|known| known.closed.is_none());
				let allowed = open.as_ref().is_some_and(|known| {
					let later = expires > known.expires && expires > now;
					known.payer == who && later && expires <= known.opened + MAX_DURATION
				});
				assert_eq!(done.is_ok(), allowed);
				if let (Some(known), true) = (&mut open, allowed) {
					known.expires = expires;
				}
			}
			Step::Sign { channel, more, count, forged } => {
				let id = self.pick(channel);
				let Some(known) = self.channels.get(&id) else { return };
				let amount = (known.greatest + Balance::from(more)).saturating_sub(10);
				let voucher = count.map_or(total(amount), |count| for_results(amount, count.into()));
				let Some(message) = Channels::voucher_message(id, voucher) else { return };
				let signer = &signers(1 + u8::from(forged))[known.signer];
				self.vouchers.push(Signed { channel: id, voucher, signature: signer.sign(&message), forged });
			}
			Step::Redeem { voucher, who, elsewhere, by_payee } => {
				let Some(signed) = self.vouchers.iter().rev().nth(voucher.into()).cloned() else { return };
				let id = signed.channel + u64::from(elsewhere);
				let who = if by_payee { self.channels[&signed.channel].payee } else { Self::party(who) };
				self.redeem(id, who, signed, now);
			}
			Step::Close { channel, who } => {
				let (id, who) = (self.pick(channel), Self::party(who));
				let done = with_storage_layer(|| Channels::close(self::signed(who), id));
				let mut open = self.channels.get_mut(&id).filter(|known| known.closed.is_none());
				let allowed = open.as_ref().is_some_and(|known| {
					let grace_over = now >= known.expires + GracePeriod::get();
					acts_for(who, known.payee) || who == known.payer && grace_over
				});
				assert_eq!(done.is_ok(), allowed);
				if let (Some(known), true) = (&mut open, allowed) {
					known.closed = Some(now);
				}
			}
			Step::Blocks { blocks } => run_to(now + u64::from(blocks)),
		}
	}

	fn redeem(&mut self, id: ChannelId, who: AccountId, signed: Signed, now: BlockNumber) {
		let Signed { channel, voucher, signature, forged } = signed;
		let redeemable = Channels::redeemable(id, voucher, signature);
		let done = with_storage_layer(|| Channels::redeem(self::signed(who), id, voucher, signature));
		let mut open = self.channels.get_mut(&id).filter(|known| known.closed.is_none());
		let worth = open.as_ref().filter(|known| {
			let payable = known.greatest < voucher.total && voucher.total <= known.deposit;
			let results = voucher.results.is_none_or(|results| {
				let range = |(count, _): (u32, BlockNumber)| (count.max(1)..=100).contains(&results.count);
				known.work.is_some_and(range)
			});
			id == channel && !forged && payable && results
		});
		assert_eq!(redeemable, worth.map(|known| voucher.total - known.greatest));
		let may = worth.is_some_and(|known| {
			let late_enough = known.work.is_some_and(|(_, at)| now - at >= MockCommitments::MIN_INTERVAL);
			voucher.results.is_none() || acts_for(who, known.payee) && late_enough
		});
		assert_eq!(done.is_ok(), may);
		let (Some(known), true) = (&mut open, may) else { return };
		if let Some(results) = voucher.results {
			known.work = Some((results.count, now));
			self.commitments += 1;
			let taken = MockCommitments::all();
			assert_eq!(taken.len(), self.commitments);
			assert_eq!(taken.last().unwrap().claim, voucher.total - known.greatest);
		}
		known.greatest = voucher.total;
	}

	/// Everything is as the ledger says.
	fn check(&self) {
		check();
		let now = System::block_number();
		for (id, known) in &self.channels {
			let account = MockEscrow::account(*id);
			let deposited: Balance = account.deposits.iter().map(|(_, amount)| amount).sum();
			assert!(account.deposits.iter().all(|(who, _)| *who == known.payer));
			assert_eq!((deposited, account.fees), (known.deposit, 0));
			assert_eq!(account.paid.iter().map(|(_, amount)| amount).sum::<Balance>(), known.greatest);
			assert_eq!(paid_to(known.payee, *id), known.greatest);
			assert_eq!(account.refunded, known.closed.map(|_| known.deposit - known.greatest));
			assert_eq!(Channels::channel(*id).is_some(), known.closed.is_none());
			let kept = known.closed.is_some_and(|at| now < at + RECEIPT_PERIOD) && known.greatest > 0;
			let settled = Settlement { payer: known.payer, payee: known.payee, value: known.greatest };
			assert_eq!(Channels::settlement(*id), kept.then_some(settled));
		}
	}
}

/// Whether `who` may do what the payee may.
fn acts_for(who: AccountId, payee: AccountId) -> bool {
	who == payee || [(WORKER, PAYEE), (OTHER_WORKER, STRANGER)].contains(&(who, payee))
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(96))]

	#[test]
	fn histories_pay_everybody_what_the_ledger_says_and_leave_nothing(
		steps in prop::collection::vec(step(), 30..150),
	) {
		build_and_execute(|| {
			let mut ledger = Ledger::default();
			for step in steps {
				ledger.attempt(step);
				ledger.check();
			}
			// In the end every payer closes what its payee left open.
			run_to(START + 5 * MAX_DURATION);
			for (id, known) in ledger.channels.iter_mut().filter(|(_, known)| known.closed.is_none()) {
				assert_eq!(Channels::close(signed(known.payer), *id), Ok(()));
				known.closed = Some(System::block_number());
			}
			ledger.check();
			run_to(System::block_number() + RECEIPT_PERIOD);
			ledger.check();
			assert_eq!((MockAgenda::waiting(), MockEscrow::open_count()), (0, 0));
			assert_eq!(PARTIES.map(held), [0; 4]);
		});
	}

	/// Vouchers of one channel, in any order and however often: the payee has the greatest total that the deposit covers.
	#[test]
	fn vouchers_pay_the_greatest_total_in_any_order(
		totals in prop::collection::vec(0 as Balance..150, 1..12),
		key in 0usize..4,
	) {
		build_and_execute(|| {
			let signer = &signers(1)[key];
			let id = open_with(signer, None);
			for n in totals.iter().chain(&totals) {
				let signature = signer.sign(&Channels::voucher_message(id, total(*n)).unwrap());
				let before = paid_to(PAYEE, id);
				let done = Channels::redeem(signed(STRANGER), id, total(*n), signature);
				assert_eq!(done.is_ok(), before < *n && *n <= 100);
			}
			let greatest = totals.iter().copied().filter(|n| *n <= 100).max().unwrap_or(0);
			assert_eq!((paid_to(PAYEE, id), channel(id).paid), (greatest, greatest));
		});
	}
}
