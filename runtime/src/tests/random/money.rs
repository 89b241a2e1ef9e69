//! Money from account to account.

use super::*;
use crate::configs::TreasuryAccount;

impl Run {
	pub(super) fn asset(&mut self) -> NativeOrWithId<u32> {
		match self.random.happens(50) {
			true => NativeOrWithId::WithId(ASSET),
			false => NativeOrWithId::Native,
		}
	}

	/// A call that moves money from account to account.
	pub(super) fn pay(&mut self) -> Option<Step> {
		use pallet_balances::Call;
		let someone = self.someone();
		let others = [Stakes::account(), TreasuryAccount::get(), someone.clone()];
		let to = if self.random.happens(10) { self.random.pick(&others)? } else { self.someone() };
		let (dest, value) = (to.into(), self.amount());
		match self.random.below(10) {
			0..=4 => signed(someone, Call::transfer_allow_death { dest, value }),
			5..=7 => signed(someone, Call::transfer_keep_alive { dest, value }),
			_ => signed(someone, Call::transfer_all { dest, keep_alive: self.random.happens(50) }),
		}
	}

	/// A call about the asset that is not the native one.
	pub(super) fn pay_in_asset(&mut self) -> Option<Step> {
		type Call = pallet_assets::Call<Runtime>;
		let (someone, who, id) = (self.someone(), self.someone().into(), ASSET.into());
		// The first has created it.
		let admin = self.accounts[0].clone();
		match self.random.below(12) {
			0..=2 => signed(admin, Call::mint { id, beneficiary: who, amount: self.amount() }),
			3 => signed(admin, Call::burn { id, who, amount: self.amount() }),
			4..=5 => signed(someone, Call::transfer { id, target: who, amount: self.amount() }),
			6 => signed(someone, Call::transfer_all { id, dest: who, keep_alive: false }),
			7 => signed(admin, Call::freeze { id, who }),
			// Who is blocked cannot be paid.
			8..=9 => signed(admin, Call::block { id, who }),
			10 => signed(admin, Call::thaw { id, who }),
			_ => match self.random.happens(20) {
				true => signed(admin, Call::freeze_asset { id }),
				false => signed(admin, Call::thaw_asset { id }),
			},
		}
	}

	/// What could not be paid before is claimed.
	pub(super) fn claim(&mut self) -> Option<Step> {
		let (escrow, payee) = match self.random.pick(&sorted(pallet_escrow::Dues::<Runtime>::iter_keys())) {
			Some(due) => due,
			None => (self.random.below(100), self.someone()),
		};
		signed(self.someone(), pallet_escrow::Call::claim { escrow, payee })
	}
}
