//! Random use by everybody at once, against books kept by hand.

use crate::{mock::*, *};
use frame_support::assert_ok;
use piazza_primitives::{Escrow as _, EscrowId};
use proptest::{prelude::*, sample::Index};
use sp_runtime::Permill;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug)]
enum Step {
	Open { payer: AccountId, asset: usize, amount: Balance },
	OpenStream { payer: AccountId, asset: usize, amount: Balance, payee: AccountId, rate: Balance },
	Settle { escrow: Index },
	Wait { blocks: u64 },
	TopUp { escrow: Index, from: AccountId, amount: Balance },
	Pay { escrow: Index, to: AccountId, amount: Balance },
	ChargeFee { escrow: Index, base: Balance },
	Close { escrow: Index },
	Claim { escrow: Index, payee: AccountId },
	SetFee { percent: u32 },
	Block { who: AccountId },
	Thaw { who: AccountId },
	FreezeDollar,
	ThawDollar,
	Transfer { from: AccountId, to: AccountId, amount: Balance },
}

/// The rich, and two who have nothing.
fn anybody() -> impl Strategy<Value = AccountId> {
	prop_oneof![4 => 1u64..=10, 1 => 50u64..=51]
}

fn amount() -> impl Strategy<Value = Balance> {
	prop_oneof![3 => 0u128..300, 1 => 0u128..20, 1 => 0u128..12_000]
}

fn step() -> impl Strategy<Value = Step> {
	let escrow = any::<Index>;
	prop_oneof![
		4 => (anybody(), 0usize..3, amount()).prop_map(|(payer, asset, amount)| Step::Open { payer, asset, amount }),
		3 => (anybody(), 0usize..3, amount(), anybody(), 0u128..30).prop_map(|(payer, asset, amount, payee, rate)| {
			Step::OpenStream { payer, asset, amount, payee, rate }
		}),
		3 => escrow().prop_map(|escrow| Step::Settle { escrow }),
		2 => (1u64..20).prop_map(|blocks| Step::Wait { blocks }),
		4 => (escrow(), anybody(), amount()).prop_map(|(escrow, from, amount)| Step::TopUp { escrow, from, amount }),
		6 => (escrow(), anybody(), amount()).prop_map(|(escrow, to, amount)| Step::Pay { escrow, to, amount }),
		3 => (escrow(), amount()).prop_map(|(escrow, base)| Step::ChargeFee { escrow, base }),
		2 => escrow().prop_map(|escrow| Step::Close { escrow }),
		5 => (escrow(), anybody()).prop_map(|(escrow, payee)| Step::Claim { escrow, payee }),
		1 => (0u32..12).prop_map(|percent| Step::SetFee { percent }),
		1 => (1u64..=10).prop_map(|who| Step::Block { who }),
		1 => (1u64..=10).prop_map(|who| Step::Thaw { who }),
		1 => Just(Step::FreezeDollar),
		1 => Just(Step::ThawDollar),
		1 => (anybody(), anybody(), amount()).prop_map(|(from, to, amount)| Step::Transfer { from, to, amount }),
	]
}

/// One escrow, kept by hand: a queue of money with its owners' names on it.
struct Account {
	asset: AssetKind,
	queue: Vec<(AccountId, Balance)>,
	fee: Permill,
	dues: BTreeMap<AccountId, Balance>,
	open: bool,
	deposited: Balance,
	out: Balance,
	stream: Option<Drip>,
}

/// A stream, kept by hand: every block that was not settled yet is a coin on the table.
struct Drip {
	payee: AccountId,
	rate: Balance,
	blocks: Balance,
	streamed: Balance,
	charged: Balance,
}

impl Account {
	fn accrued(&self) -> Balance {
		self.stream.as_ref().map_or(0, |drip| drip.rate * drip.blocks).min(self.available())
	}

	fn has_run_dry(&self) -> bool {
		self.stream.as_ref().is_some_and(|drip| drip.rate * drip.blocks >= self.available())
	}

	fn held(&self) -> Balance {
		self.queue.iter().map(|(_, left)| left).sum()
	}

	fn available(&self) -> Balance {
		self.held() - self.dues.values().sum::<Balance>()
	}

	/// Takes `amount` from the front, or from the back, piece by piece.
	fn take(&mut self, amount: Balance, from_front: bool) -> Vec<(AccountId, Balance)> {
		let mut order: Vec<_> = (0..self.queue.len()).collect();
		if !from_front {
			order.reverse();
		}
		let mut rest = amount;
		let mut pieces = Vec::new();
		for index in order {
			let (who, left) = &mut self.queue[index];
			let piece = rest.min(*left);
			*left -= piece;
			rest -= piece;
			if piece > 0 {
				pieces.push((*who, piece));
			}
		}
		assert_eq!(rest, 0);
		self.out += amount;
		pieces
	}

	fn put_back(&mut self, who: AccountId, amount: Balance) {
		self.queue.iter_mut().find(|(other, _)| *other == who).unwrap().1 += amount;
		self.out -= amount;
	}
}

/// All money, kept by hand.
struct Model {
	free: BTreeMap<(usize, AccountId), Balance>,
	escrows: BTreeMap<EscrowId, Account>,
	opened: EscrowId,
	fee: Permill,
	blocked: BTreeSet<AccountId>,
	dollar_frozen: bool,
}

const EVERYBODY: [AccountId; 14] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 50, 51, 90, 99];

fn number(asset: &AssetKind) -> usize {
	ALL_ASSETS.iter().position(|other| other == asset).unwrap()
}

fn minimum(asset: &AssetKind) -> Balance {
	[ED, DOLLAR_MINIMUM, 1][number(asset)]
}

impl Model {
	fn new() -> Self {
		let mut balances = BTreeMap::new();
		for (number, asset) in ALL_ASSETS.iter().enumerate() {
			balances.extend(EVERYBODY.map(|who| ((number, who), free(asset, who))));
		}
		Self {
			free: balances,
			escrows: BTreeMap::new(),
			opened: 0,
			fee: Escrow::protocol_fee(),
			blocked: BTreeSet::new(),
			dollar_frozen: false,
		}
	}

	fn free(&mut self, asset: &AssetKind, who: AccountId) -> &mut Balance {
		self.free.get_mut(&(number(asset), who)).unwrap()
	}

	/// Any of the escrows, open or not, or one that never was.
	fn pick(&self, index: &Index) -> EscrowId {
		index.index(self.opened as usize + 1) as EscrowId
	}

	fn account(&mut self, id: EscrowId) -> &mut Account {
		self.escrows.get_mut(&id).unwrap()
	}

	fn if_open(&mut self, id: EscrowId) -> Option<&mut Account> {
		self.escrows.get_mut(&id).filter(|account| account.open)
	}

	/// Whether the issuer lets `who` not receive.
	fn is_stopped(&self, asset: &AssetKind, who: AccountId) -> bool {
		*asset == DOLLAR && (self.dollar_frozen || self.blocked.contains(&who))
	}

	fn can_spare(&mut self, asset: &AssetKind, who: AccountId, amount: Balance) -> bool {
		let rest = self.free(asset, who).checked_sub(amount);
		!self.is_stopped(asset, who) && amount >= minimum(asset) && rest.is_some_and(|rest| rest >= minimum(asset))
	}

	/// Whether `who` can take a sum whose greatest piece is `piece`.
	fn can_receive(&mut self, asset: &AssetKind, who: AccountId, piece: Balance) -> bool {
		if *asset == POINT && *self.free(asset, who) == 0 {
			// Points make no account, and dollars keep none for them.
			return *self.free(&NATIVE, who) > 0;
		}
		!self.is_stopped(asset, who) && *self.free(asset, who) + piece >= minimum(asset)
	}

	/// Delivers `amount` and returns true, or changes nothing.
	fn deliver(&mut self, id: EscrowId, to: AccountId, amount: Balance) -> bool {
		let asset = self.account(id).asset.clone();
		let pieces = self.account(id).take(amount, true);
		let greatest = pieces.iter().map(|(_, piece)| *piece).max().unwrap();
		let delivered = self.can_receive(&asset, to, greatest);
		if delivered {
			*self.free(&asset, to) += amount;
		} else {
			pieces.into_iter().for_each(|(who, piece)| self.account(id).put_back(who, piece));
		}
		delivered
	}

	fn deliver_or_owe(&mut self, id: EscrowId, to: AccountId, amount: Balance) {
		if amount > 0 && !self.deliver(id, to, amount) {
			*self.account(id).dues.entry(to).or_default() += amount;
		}
	}

	/// What is closed and owes nothing is gone.
	fn forget_if_done(&mut self, id: EscrowId) {
		if !self.account(id).open && self.account(id).dues.is_empty() {
			assert_eq!(self.escrows.remove(&id).map(|account| account.held()), Some(0));
		}
	}

	fn open(&mut self, payer: AccountId, asset: AssetKind, amount: Balance, stream: Option<(AccountId, Balance)>) {
		let expected = self.can_spare(&asset, payer, amount);
		let result = open(payer, asset.clone(), amount);
		assert_eq!(result.is_ok(), expected, "{result:?}");
		if let Ok(id) = result {
			assert_eq!(id, self.opened);
			self.opened += 1;
			*self.free(&asset, payer) -= amount;
			let (queue, fee, dues) = (vec![(payer, amount)], self.fee, BTreeMap::new());
			if let Some((payee, rate)) = stream {
				assert_eq!(Escrow::stream(id, &payee, rate).is_ok(), rate > 0);
			}
			let stream = stream.filter(|(_, rate)| *rate > 0);
			let stream = stream.map(|(payee, rate)| Drip { payee, rate, blocks: 0, streamed: 0, charged: 0 });
			self.escrows.insert(id, Account { asset, queue, fee, dues, open: true, deposited: amount, out: 0, stream });
		}
	}

	fn settle(&mut self, id: EscrowId) {
		let accrued = self.if_open(id).map(|account| account.accrued());
		if let Some(amount @ 1..) = accrued {
			let account = self.account(id);
			let rate = account.fee;
			let drip = account.stream.as_mut().unwrap();
			let payee = drip.payee;
			drip.blocks = 0;
			drip.streamed += amount;
			let fee = rate.mul_floor(drip.streamed) - drip.charged;
			drip.charged += fee;
			self.deliver_or_owe(id, payee, amount - fee);
			self.deliver_or_owe(id, 99, fee);
		}
		assert_eq!(Escrow::settle(id, u64::MAX).ok(), accrued);
	}

	fn wait(&mut self, blocks: u64) {
		System::set_block_number(System::block_number() + blocks);
		let drips = self.escrows.values_mut().filter_map(|account| account.stream.as_mut());
		drips.for_each(|drip| drip.blocks += Balance::from(blocks));
	}

	fn top_up(&mut self, id: EscrowId, from: AccountId, amount: Balance) {
		let place = self.if_open(id).filter(|account| !account.has_run_dry()).map(|account| {
			let is_known = account.queue.iter().any(|(who, _)| *who == from);
			(account.asset.clone(), is_known || account.queue.len() < 8)
		});
		let asset = place.filter(|(asset, room)| *room && self.can_spare(asset, from, amount)).map(|(asset, _)| asset);
		assert_eq!(Escrow::top_up(id, &from, amount).is_ok(), asset.is_some());
		if let Some(asset) = asset {
			*self.free(&asset, from) -= amount;
			let account = self.account(id);
			account.deposited += amount;
			match account.queue.iter_mut().find(|(who, _)| *who == from) {
				Some((_, left)) => *left += amount,
				None => account.queue.push((from, amount)),
			}
		}
	}

	fn close(&mut self, id: EscrowId) {
		let rest = self.if_open(id).map(|account| account.available());
		if let Some(rest) = rest {
			let asset = self.account(id).asset.clone();
			self.account(id).open = false;
			for (who, piece) in self.account(id).take(rest, false) {
				if self.can_receive(&asset, who, piece) {
					*self.free(&asset, who) += piece;
				} else {
					self.account(id).put_back(who, piece);
					*self.account(id).dues.entry(who).or_default() += piece;
				}
			}
			self.forget_if_done(id);
		}
		assert_eq!(Escrow::close(id).ok(), rest);
	}

	fn claim(&mut self, id: EscrowId, payee: AccountId) {
		let due = self.escrows.get(&id).and_then(|account| account.dues.get(&payee).copied());
		let expected = due.is_some_and(|due| self.deliver(id, payee, due));
		let result = claim(id, payee);
		assert_eq!(result.is_ok(), expected, "{result:?}");
		if expected {
			self.account(id).dues.remove(&payee);
			self.forget_if_done(id);
		}
	}

	fn apply(&mut self, step: Step) {
		match step {
			Step::Open { payer, asset, amount } => self.open(payer, ALL_ASSETS[asset].clone(), amount, None),
			Step::OpenStream { payer, asset, amount, payee, rate } => {
				self.open(payer, ALL_ASSETS[asset].clone(), amount, Some((payee, rate)))
			}
			Step::Settle { escrow } => self.settle(self.pick(&escrow)),
			Step::Wait { blocks } => self.wait(blocks),
			Step::TopUp { escrow, from, amount } => self.top_up(self.pick(&escrow), from, amount),
			Step::Close { escrow } => self.close(self.pick(&escrow)),
			Step::Claim { escrow, payee } => self.claim(self.pick(&escrow), payee),
			Step::Pay { escrow, to, amount } => {
				let id = self.pick(&escrow);
				let expected = self.if_open(id).is_some_and(|account| amount <= account.available());
				if expected {
					self.deliver_or_owe(id, to, amount);
				}
				assert_eq!(Escrow::pay(id, &to, amount).is_ok(), expected);
			}
			Step::ChargeFee { escrow, base } => {
				let id = self.pick(&escrow);
				let fee = self.if_open(id).map(|account| account.fee.mul_floor(base).min(account.available()));
				assert_eq!(Escrow::fee_on(id, base), fee);
				if let Some(fee) = fee {
					self.deliver_or_owe(id, 99, fee);
				}
				assert_eq!(Escrow::charge_fee(id, base).ok(), fee);
			}
			Step::SetFee { percent } => {
				let fee = Permill::from_percent(percent);
				let result = Escrow::set_protocol_fee(RuntimeOrigin::root(), fee);
				assert_eq!(result.is_ok(), percent <= 10);
				self.fee = if percent <= 10 { fee } else { self.fee };
			}
			Step::Block { who } => {
				block(&DOLLAR, who);
				self.blocked.insert(who);
			}
			Step::Thaw { who } => {
				thaw(&DOLLAR, who);
				self.blocked.remove(&who);
			}
			Step::FreezeDollar if !self.dollar_frozen => {
				freeze_asset(&DOLLAR);
				self.dollar_frozen = true;
			}
			Step::ThawDollar if self.dollar_frozen => {
				thaw_asset(&DOLLAR);
				self.dollar_frozen = false;
			}
			Step::FreezeDollar | Step::ThawDollar => {}
			Step::Transfer { from, to, amount } => {
				if Balances::transfer_keep_alive(RuntimeOrigin::signed(from), to, amount).is_ok() {
					*self.free(&NATIVE, from) -= amount;
					*self.free(&NATIVE, to) += amount;
				}
			}
		}
	}

	/// The chain agrees on every balance, hold, due and sum.
	fn compare(&self) {
		assert_ok!(Escrow::do_try_state());
		for ((asset, who), amount) in &self.free {
			assert_eq!(free(&ALL_ASSETS[*asset], *who), *amount, "{who} has another amount of asset {asset}");
			let on_hold: Balance = self
				.escrows
				.values()
				.filter(|account| number(&account.asset) == *asset)
				.flat_map(|account| &account.queue)
				.filter(|(other, _)| other == who)
				.map(|(_, left)| left)
				.sum();
			assert_eq!(held(&ALL_ASSETS[*asset], *who), on_hold, "{who} has another amount of asset {asset} on hold");
		}
		assert_eq!(Escrows::<Test>::count() as usize, self.escrows.len());
		for (id, account) in &self.escrows {
			let record = Escrow::escrow(*id).unwrap();
			assert_eq!(record.paid + record.fees + record.refunded, account.out);
			assert_eq!(record.deposited(), account.deposited);
			assert_eq!(record.held(), account.held());
			assert_eq!(account.out + account.held(), account.deposited);
			assert_eq!(Escrow::accrued(*id, u64::MAX), account.open.then(|| account.accrued()));
			assert_eq!(Escrow::available(*id), account.open.then(|| account.available()));
			assert_eq!(Dues::<Test>::iter_prefix(id).collect::<BTreeMap<_, _>>(), account.dues);
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(96))]

	#[test]
	fn escrow_keeps_the_same_books_as_the_model(steps in prop::collection::vec(step(), 1..80)) {
		build_and_execute(|| {
			let mut model = Model::new();
			for step in steps {
				model.apply(step);
				model.compare();
			}
			// Whatever happened: once everybody can receive, everything can be closed and claimed, and nothing is left.
			model.apply(Step::ThawDollar);
			RICH.into_iter().for_each(|who| model.apply(Step::Thaw { who }));
			for newcomer in [50, 51] {
				model.apply(Step::Transfer { from: 99, to: newcomer, amount: ED });
				let dollars = RuntimeOrigin::signed(90);
				assert_ok!(Assets::transfer(dollars, 1, newcomer, DOLLAR_MINIMUM));
				*model.free(&DOLLAR, 90) -= DOLLAR_MINIMUM;
				*model.free(&DOLLAR, newcomer) += DOLLAR_MINIMUM;
			}
			model.compare();
			for id in 0..model.opened {
				model.close(id);
				for payee in EVERYBODY {
					model.claim(id, payee);
				}
			}
			model.compare();
			assert_eq!(Escrows::<Test>::count(), 0);
			assert_eq!(TotalHeld::<Test>::iter().count() + Dues::<Test>::iter().count(), 0);
			assert!(ALL_ASSETS.iter().all(|asset| EVERYBODY.iter().all(|who| held(asset, *who) == 0)));
		});
	}
}
