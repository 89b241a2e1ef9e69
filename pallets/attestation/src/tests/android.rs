//! Workers on phones.

use super::machines::*;
use crate::{mock::*, AndroidPolicy, Error, Event, PolicyUpdate, WorkerOfDevice};
use frame_support::assert_ok;
use piazza_fixtures::{
	android::{Boot, Phone},
	nvidia::Parameters,
	x509::LONG_VALIDITY,
};
use piazza_primitives::Tier;

#[test]
fn worker_is_a_device_without_a_program_when_a_phone_says_so() {
	build_and_execute(|| {
		start_android();
		let evidence = alone(WORKER, phone(Phone::default()));
		assert_ok!(Attestation::register(signed(WORKER), OWNER, evidence));
		let [device] = devices_of(WORKER)[..] else { panic!("one device") };
		assert_eq!(WorkerOfDevice::<Test>::get(device), Some(WORKER));
		// The verifier; five certificates by issuer and number, four by number alone.
		assert_eq!(foundations_of(WORKER).len(), 10);
		assert_events(vec![
			Event::WorkerRegistered { worker: WORKER, owner: OWNER, tier: Tier::Device },
			Event::HardwareAttested {
				worker: WORKER,
				tier: Tier::Device,
				program: None,
				class: None,
				gpus: 0,
				devices: bounded(vec![device]),
				valid_until: LONG_VALIDITY.1,
			},
		]);
	});
}

#[test]
fn phone_is_refused_when_its_key_is_bound_to_something_else() {
	build_and_execute(|| {
		start_android();
		refused(alone(WORKER, |_| phone(Phone::default())([6; 64])), Error::ChallengeMismatch);
		// The challenge is the first 32 bytes of ours: no more, no less.
		let longer = |report_data: [u8; 64]| {
			let made = Phone { challenge: report_data.to_vec(), ..Default::default() };
			crate::Machine::Android { chain: certificates(made.chain().certificates) }
		};
		refused(alone(WORKER, longer), Error::ChallengeMismatch);
	});
}

#[test]
fn phone_is_refused_when_it_is_unlocked() {
	build_and_execute(|| {
		start_android();
		let boot = Some(Boot { locked: false, state: 0 });
		refused(alone(WORKER, phone(Phone { boot, ..Default::default() })), Error::DebugRefused);
	});
}

#[test]
fn phone_is_refused_when_it_lacks_patches() {
	build_and_execute(|| {
		start_android();
		let patch_levels = [Some(202_412), Some(20_260_505), Some(20_260_505)];
		refused(alone(WORKER, phone(Phone { patch_levels, ..Default::default() })), Error::TcbRefused);
	});
}

#[test]
fn phone_without_a_key_of_its_own_is_no_device_and_refused_until_the_policy_allows_it() {
	build_and_execute(|| {
		start_android();
		let of_a_batch = Phone { remotely_provisioned: false, ..Default::default() };
		let evidence = alone(WORKER, phone(of_a_batch));
		refused(evidence.clone(), Error::PolicyRefused);
		let policy = AndroidPolicy { require_remote_provisioning: false, ..Default::default() };
		demand(PolicyUpdate::Android(policy));
		join(WORKER, evidence);
		assert_eq!((shown(WORKER).tier, devices_of(WORKER)), (Tier::Device, Vec::new()));
	});
}

/// A phone has no GPU: it would be somebody else's.
#[test]
fn phone_is_refused_when_it_comes_with_a_gpu() {
	build_and_execute(|| {
		start_android();
		let gpus = devices(WORKER, &[Parameters::default()]);
		refused(evidence(WORKER, gpus, phone(Phone::default())), Error::DevicesNotAllowed);
	});
}
