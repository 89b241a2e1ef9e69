//! What is there before the first step.

use super::*;
use pallet_attestation::{Evidence, Program};

/// An asset of which everybody has some, a program, and workers of providers who have something at stake.
pub(super) fn prepare(run: &mut Run) {
	let (admin, id) = (run.accounts[0].clone(), ASSET.into());
	let create = pallet_assets::Call::<Runtime>::create { id, admin: admin.clone().into(), min_balance: 1 };
	run.must(signed(admin.clone(), create));
	for who in run.accounts.clone() {
		let mint = pallet_assets::Call::<Runtime>::mint { id, beneficiary: who.into(), amount: 1_000_000 * UNIT };
		run.must(signed(admin.clone(), mint));
	}
	let program = Program::Image { hash: Hash::zero() };
	run.must(signed(admin, pallet_attestation::Call::register_program { program, uri: Default::default() }));
	let (owners, workers) = run.accounts.split_at(6);
	let pairs: Vec<_> = owners.iter().cloned().zip(workers.iter().cloned()).collect();
	for (owner, worker) in pairs {
		let register = pallet_attestation::Call::register { owner: owner.clone(), evidence: Evidence::Declared };
		run.must(signed(worker.clone(), register));
		run.must(signed(owner.clone(), pallet_attestation::Call::approve { worker }));
		let (role, commission) = (Role::Provider, Perbill::zero());
		run.must(signed(owner, pallet_stakes::Call::open { role, amount: 2 * Stakes::minimum(role), commission }));
	}
	// Those who do not work judge. The register of checkers is closed when a session has just begun.
	(0..4).for_each(|_| one_block());
	for who in run.accounts.clone().into_iter().skip(2) {
		let (role, commission) = (Role::Checker, Perbill::zero());
		run.must(signed(
			who.clone(),
			pallet_stakes::Call::open { role, amount: 20 * Stakes::minimum(role), commission },
		));
		run.must(signed(who, pallet_panels::Call::enrol {}));
	}
	for class in [1, 2] {
		run.must(by_root(pallet_leasing::Call::set_class_bond { class, bond: Some(50 * UNIT) }));
	}
	data::prepare(run);
	web::prepare(run);
}
