//! Workers of development chains.

use super::machines::*;
use crate::{mock::*, Error, Measurement, SoftwareRoots};
use piazza_fixtures::software;
use piazza_primitives::Tier;

#[test]
fn software_is_refused_when_genesis_names_no_root() {
	build_and_execute(|| {
		start(TestRoots::of_vendors());
		assert!(SoftwareRoots::<Test>::get().is_empty());
		refused(alone(WORKER, software("machine")), Error::SoftwareRefused);
	});
}

#[test]
fn software_is_taken_for_hardware_when_genesis_names_its_root() {
	build_and_execute(|| {
		start_software();
		join(WORKER, alone(WORKER, software("machine")));
		assert_eq!(shown(WORKER).tier, Tier::ConfidentialCpu);
		assert_eq!(proven(WORKER).program, measured(Measurement::Software { measurement: SOFTWARE }));
		assert_eq!(devices_of(WORKER).len(), 1);
		assert!(is_active(WORKER));
	});
}

#[test]
fn software_is_refused_when_it_is_bound_to_something_else() {
	build_and_execute(|| {
		start_software();
		refused(alone(WORKER, |_| software("machine")([6; 64])), Error::ChallengeMismatch);
	});
}

#[test]
fn software_is_refused_when_its_root_is_another() {
	build_and_execute(|| {
		start_software();
		let of_a_stranger = |report_data| {
			let made = software::software("another root", "machine", SOFTWARE, report_data);
			crate::Machine::Software {
				report: bounded(made.report),
				signature: made.signature.try_into().unwrap(),
				chain: certificates(made.chain),
			}
		};
		refused(alone(WORKER, of_a_stranger), Error::SignatureInvalid);
	});
}
