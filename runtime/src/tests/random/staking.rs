//! Stake and validators: who backs whom, and what is taken and given for it.

use super::*;
use crate::tests::staking::set_keys;
use frame_support::traits::{
	fungible::Balanced,
	tokens::{Fortitude, Precision, Preservation},
};
use pallet_stakes::{Delegations, Positions};
use piazza_primitives::Fault;
use sp_runtime::Saturating;

impl Run {
	pub(super) fn role(&mut self) -> Role {
		match self.random.happens(50) {
			true => Role::Validator,
			false => Role::ALL[self.random.below(4) as usize],
		}
	}

	/// A position that passes `filter`; otherwise anybody's, which may not exist.
	pub(super) fn position(&mut self, filter: impl Fn(Role, &AccountId) -> bool) -> (Role, AccountId) {
		let positions = sorted(Positions::<Runtime>::iter_keys().filter(|(role, who)| filter(*role, who)));
		match self.random.pick(&positions) {
			Some(position) if !self.random.happens(5) => position,
			_ => (self.role(), self.someone()),
		}
	}

	/// A call to [`Stakes`].
	pub(super) fn stake(&mut self) -> Option<Step> {
		use pallet_stakes::Call;
		let someone = self.someone();
		match self.random.below(20) {
			0..=2 => {
				let role = self.role();
				let amount = match self.random.happens(80) {
					true => Stakes::minimum(role).saturating_add(self.amount()),
					false => self.amount(),
				};
				signed(someone, Call::open { role, amount, commission: self.part() })
			}
			3..=7 => {
				let (role, operator) = self.position(|_, _| true);
				let delegator = if self.random.happens(20) { operator.clone() } else { someone };
				signed(delegator, Call::bond { role, operator, amount: self.amount() })
			}
			8..=10 => {
				let (delegator, role, operator) = self.delegation(|delegation| delegation.shares > 0)?;
				let amount = if self.random.happens(30) { Balance::MAX } else { self.amount() };
				signed(delegator, Call::unbond { role, operator, amount })
			}
			11..=12 => {
				let (delegator, role, operator) = self.delegation(|delegation| {
					let is_free = |era| era + UNBONDING_ERAS <= Validators::era();
					delegation.leaving.iter().any(|part| is_free(part.era))
				})?;
				signed(delegator, Call::withdraw { role, operator })
			}
			13 => {
				let (role, operator) = self.position(|_, _| true);
				let now = Stakes::position(role, operator.clone()).map(|position| position.commission);
				let raise = Perbill::from_parts(self.random.below(12_000_000) as u32);
				let commission = match self.random.happens(50) {
					true => now.unwrap_or_default().saturating_add(raise),
					false => self.part(),
				};
				signed(operator, Call::set_commission { role, commission })
			}
			14 => {
				let (role, operator) = self.position(|_, _| true);
				signed(operator, Call::chill { role })
			}
			15..=17 => {
				let (role, operator) = self.position(|role, who| {
					Positions::<Runtime>::get(role, who).is_some_and(|position| !position.active)
				});
				signed(operator, Call::activate { role })
			}
			_ => {
				let (role, operator) = self.position(|role, who| {
					let position = Stakes::position(role, who.clone());
					position.is_some_and(|position| position.active && position.own < position.minimum)
				});
				signed(someone, Call::give_notice { role, operator })
			}
		}
	}

	/// What `operator` has to do next to serve in a role, if there is anything.
	pub(super) fn back(&mut self, role: Role, operator: &AccountId) -> Option<Step> {
		use pallet_stakes::Call;
		let (operator, amount) = (operator.clone(), Stakes::minimum(role).saturating_mul(20));
		match Stakes::position(role, operator.clone()) {
			None => signed(operator, Call::open { role, amount, commission: Perbill::zero() }),
			Some(position) if position.own < position.minimum => {
				signed(operator.clone(), Call::bond { role, operator, amount })
			}
			Some(position) if !position.active => signed(operator, Call::activate { role }),
			Some(_) => None,
		}
	}

	/// A delegation that passes `filter`, or any.
	pub(super) fn delegation(
		&mut self,
		filter: impl Fn(&pallet_stakes::Delegation) -> bool,
	) -> Option<(AccountId, Role, AccountId)> {
		let any = self.random.happens(5);
		let delegations = Delegations::<Runtime>::iter().filter(|(_, delegation)| any || filter(delegation));
		self.random.pick(&sorted(delegations.map(|(key, _)| key)))
	}

	/// A call to [`Validators`], or one about session keys.
	pub(super) fn validate(&mut self) -> Option<Step> {
		use pallet_validators::Call;
		let candidates = Validators::candidates();
		match self.random.below(10) {
			0..=3 => {
				let is_no_candidate = |role, who: &AccountId| role == Role::Validator && !candidates.contains(who);
				let (_, operator) = self.position(is_no_candidate);
				signed(operator, Call::join {})
			}
			4 => {
				let operator = self.one_of(&candidates);
				signed(operator, Call::leave {})
			}
			5..=6 => {
				let (someone, who) = (self.someone(), self.one_of(&candidates));
				signed(someone, Call::remove_candidate { who })
			}
			7..=8 => {
				let someone = self.someone();
				let key = Sr25519Keyring::from_account_id(&someone).expect("it is well known");
				signed(someone, set_keys(key))
			}
			// Those of genesis keep their keys: somebody must make blocks.
			_ => {
				let newcomers: Vec<_> = self.accounts.iter().filter(|who| !is_of_genesis(who)).cloned().collect();
				let someone = self.random.pick(&newcomers)?;
				signed(someone, pallet_session::Call::purge_keys {})
			}
		}
	}

	/// A fault that a pallet has found.
	pub(super) fn slash(&mut self) -> Option<Step> {
		let (role, operator) = self.position(|_, _| true);
		let claim = self.random.happens(30).then(|| (self.someone(), self.amount()));
		let reporter = self.random.happens(60).then(|| self.someone());
		let era = Validators::era().saturating_sub(self.random.below(4) as u32);
		let fault = Fault { amount: self.amount(), era, claim, reporter, self_reported: self.random.happens(20) };
		let slashed = Stakes::slash(role, &operator, fault);
		self.count("Stakes", "(slash)", slashed.is_ok_and(|amount| amount > 0));
		None
	}

	/// A reward that somebody pays.
	pub(super) fn reward(&mut self) -> Option<Step> {
		let (role, operator) = self.position(|_, _| true);
		let (payer, amount) = (self.someone(), self.amount());
		let paid = Balances::withdraw(&payer, amount, Precision::Exact, Preservation::Preserve, Fortitude::Polite);
		let rewarded = paid.is_ok_and(|credit| match Stakes::reward(role, &operator, credit) {
			Ok(()) => true,
			Err(credit) => {
				assert!(Balances::resolve(&payer, credit).is_ok(), "it can have back what it paid");
				false
			}
		});
		self.count("Stakes", "(reward)", rewarded);
		None
	}

	/// A validator makes two blocks in a slot, or that it did is reported.
	pub(super) fn equivocate(&mut self) -> Option<Step> {
		let validators = Session::validators();
		let offender = self.random.pick(&validators)?;
		let key = Sr25519Keyring::from_account_id(&offender).expect("all validators are well known");
		self.evidence.extend(Equivocation::of(key));
		if self.evidence.is_empty() || self.random.happens(40) {
			return None;
		}
		let place = self.random.below(self.evidence.len() as u64) as usize;
		signed(self.someone(), self.evidence.swap_remove(place).report())
	}
}

/// Whether somebody validates from genesis on.
pub(super) fn is_of_genesis(who: &AccountId) -> bool {
	use Sr25519Keyring::{AliceStash, BobStash, CharlieStash, DaveStash};
	[AliceStash, BobStash, CharlieStash, DaveStash].iter().any(|key| key.to_account_id() == *who)
}
