//! What governance does.

use super::*;
use crate::configs::TreasuryAccount;
use pallet_attestation::Verifier;
use pallet_stakes::PendingSlashes;
use pallet_validators::Split;
use sp_runtime::{PerThing, Permill, Saturating};

impl Run {
	/// A call by governance.
	pub(super) fn govern(&mut self) -> Option<Step> {
		match self.random.below(24) {
			0..=4 => {
				let role = self.role();
				let minimum = match self.random.below(20) {
					0 => Balance::MAX,
					1 => 0,
					n => [10_000, 100, 1_000, 100][role as usize] * UNIT * Balance::from(n) / 10,
				};
				by_root(pallet_stakes::Call::set_minimum { role, minimum })
			}
			5..=7 => {
				let pending = sorted(PendingSlashes::<Runtime>::iter_keys());
				let (role, operator, slash) = match self.random.pick(&pending) {
					Some(slash) => slash,
					None => (self.role(), self.someone(), self.random.below(10)),
				};
				by_root(pallet_stakes::Call::cancel_slash { role, operator, slash })
			}
			8..=9 => {
				let count = if self.random.happens(5) { u32::MAX } else { self.random.below(9) as u32 };
				by_root(pallet_validators::Call::set_validator_count { count })
			}
			10 => {
				let inflation = self.part();
				by_root(pallet_validators::Call::set_inflation { inflation })
			}
			11 => {
				let validators = self.part();
				let work = Perbill::from_parts(self.random.below(500_000_000) as u32);
				let treasury = validators.left_from_one().saturating_sub(work);
				by_root(pallet_validators::Call::set_split { split: Split { validators, work, treasury } })
			}
			12 => {
				let fee = Permill::from_parts(self.random.below(120_000) as u32);
				by_root(pallet_escrow::Call::set_protocol_fee { fee })
			}
			13 => {
				let on = self.random.happens(50);
				by_root(pallet_attestation::Call::switch_verifier { verifier: Verifier::Intel, on })
			}
			14 => {
				let bond = self.random.happens(95).then(|| UNIT * Balance::from(self.random.below(100)));
				by_root(pallet_leasing::Call::set_class_bond { class: 1 + self.random.below(3) as u16, bond })
			}
			15 => {
				let step = |(after, percent)| pallet_leasing::Step { after, share: Perbill::from_percent(percent) };
				let costs = [(0, 5), (MINUTES, 10), (HOURS, 30), (DAYS, 100)].map(step).to_vec();
				let table = costs.try_into().expect("it is short");
				match self.random.happens(50) {
					true => by_root(pallet_leasing::Call::set_downtime_costs { table }),
					false => by_root(pallet_leasing::Call::set_false_specs_costs { table }),
				}
			}
			16 => match self.random.below(3) {
				0 => by_root(pallet_attestation::Call::revoke { ids: Default::default() }),
				1 => by_root(pallet_attestation::Call::reinstate { ids: Default::default() }),
				_ => by_root(pallet_attestation::Call::set_class { id: 9, class: None }),
			},
			17..=18 => self.govern_web(),
			19..=20 => {
				let (pool, epoch) = self.past_epoch();
				let share = Permill::from_percent(self.random.below(101) as u32);
				by_root(pallet_data_pools::Call::penalise { pool, epoch, share })
			}
			// What slashes took is spent.
			_ => {
				let dest = self.someone().into();
				let value = Balances::balance(&TreasuryAccount::get()) / 4;
				let source = TreasuryAccount::get().into();
				by_root(pallet_balances::Call::force_transfer { source, dest, value })
			}
		}
	}
}
