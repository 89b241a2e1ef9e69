//! Programs and workers.

use super::*;
use pallet_attestation::{Collateral, Evidence, Program, Vendor};
use piazza_primitives::{Attested, ProgramId, ProgramKind};

impl Run {
	/// A call about programs and workers.
	pub(super) fn attest(&mut self) -> Option<Step> {
		use pallet_attestation::Call;
		let someone = self.someone();
		let worker = self.one_of(&workers());
		let owner = Attestation::worker(worker.clone()).map_or(someone.clone(), |worker| worker.owner);
		match self.random.below(20) {
			0..=2 => {
				let program = Program::Image { hash: Hash::repeat_byte(self.random.below(4) as u8) };
				signed(someone, Call::register_program { program, uri: Default::default() })
			}
			3 => {
				let program_id = self.random.pick(&programs())?;
				let owner = Attestation::program(program_id).map_or(someone, |program| program.owner);
				signed(owner, Call::remove_program { program_id })
			}
			4..=7 => signed(someone, Call::register { owner: self.someone(), evidence: Evidence::Declared }),
			8..=12 => signed(owner, Call::approve { worker }),
			13..=17 => signed(worker, Call::renew { evidence: Evidence::Declared }),
			18 => signed(owner, Call::retire { worker }),
			_ => {
				let list = Collateral::RevocationList {
					vendor: Vendor::Intel,
					list: Default::default(),
					issuer: Default::default(),
				};
				signed(someone, Call::submit_collateral { collateral: Box::new(list) })
			}
		}
	}
}

pub(super) fn workers() -> Vec<AccountId> {
	sorted(pallet_attestation::Workers::<Runtime>::iter_keys())
}

fn programs() -> Vec<ProgramId> {
	sorted(pallet_attestation::Programs::<Runtime>::iter_keys())
}

/// Programs that any worker runs.
pub(super) fn images() -> Vec<ProgramId> {
	let is_image = |id: &ProgramId| Attestation::program_kind(id) == Some(ProgramKind::Image);
	programs().into_iter().filter(is_image).collect()
}
