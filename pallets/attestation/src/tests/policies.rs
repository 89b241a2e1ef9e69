//! What governance demands of machines. What the policies do is tested with the machines.

use super::machines::*;
use crate::{
	mock::*, AmdPolicies, AmdPolicy, AndroidPolicies, AndroidPolicy, Architecture, Error, Event, GoldenDigests,
	GoldenMeasurements, IntelPolicies, IntelPolicy, NitroPolicies, NitroPolicy, NvidiaPolicies, NvidiaPolicy,
	PolicyUpdate, Release,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

fn set(policy: PolicyUpdate) {
	demand(policy.clone());
	assert_events(vec![Event::PolicySet { policy: Box::new(policy) }]);
}

#[test]
fn policy_of_each_vendor_is_set_and_those_of_others_left_alone() {
	build_and_execute(|| {
		let intel = IntelPolicy { allow_sgx: false, ..Default::default() };
		let amd = AmdPolicy { single_socket: true, ..Default::default() };
		let nvidia = NvidiaPolicy { require_golden: false, ..Default::default() };
		let nitro = NitroPolicy { max_age: 7, ..Default::default() };
		let android = AndroidPolicy { min_patch_level: 202_601, ..Default::default() };
		set(PolicyUpdate::Intel(intel.clone()));
		assert_eq!(AmdPolicies::<Test>::get(), AmdPolicy::default());
		set(PolicyUpdate::Amd(amd.clone()));
		set(PolicyUpdate::Nvidia(nvidia.clone()));
		set(PolicyUpdate::Nitro(nitro.clone()));
		set(PolicyUpdate::Android(android.clone()));
		assert_eq!((IntelPolicies::<Test>::get(), AmdPolicies::<Test>::get()), (intel, amd));
		assert_eq!((NvidiaPolicies::<Test>::get(), NitroPolicies::<Test>::get()), (nvidia, nitro));
		assert_eq!(AndroidPolicies::<Test>::get(), android);
	});
}

#[test]
fn policy_is_refused_when_a_part_of_it_makes_no_sense() {
	build_and_execute(|| {
		let mut twice = NvidiaPolicy::default();
		twice.architectures[1] = twice.architectures[0].clone();
		let malformed = [
			PolicyUpdate::Intel(IntelPolicy {
				refused_advisories: bounded(vec![bounded(vec![0xff])]),
				..Default::default()
			}),
			PolicyUpdate::Amd(AmdPolicy { max_vmpl: 4, ..Default::default() }),
			PolicyUpdate::Nvidia(twice),
			PolicyUpdate::Android(AndroidPolicy { min_patch_level: 202_613, ..Default::default() }),
		];
		for policy in malformed {
			let refusal = Attestation::set_policy(RuntimeOrigin::root(), Box::new(policy));
			assert_noop!(refusal, Error::<Test>::PolicyMalformed);
		}
	});
}

#[test]
fn policy_is_refused_when_not_signed_by_governance() {
	build_and_execute(|| {
		let policy = Box::new(PolicyUpdate::Nitro(NitroPolicy::default()));
		assert_noop!(Attestation::set_policy(signed(GUARD), policy), DispatchError::BadOrigin);
	});
}

/// What was accepted stays so until it is renewed.
#[test]
fn registration_is_judged_by_a_new_policy_when_it_is_renewed() {
	build_and_execute(|| {
		start_intel(&Default::default());
		join(WORKER, alone(WORKER, tdx(Default::default())));
		demand(PolicyUpdate::Intel(IntelPolicy { min_tcb_evaluation_data_number: 21, ..Default::default() }));
		assert!(is_active(WORKER));
		go_to(3);
		let evidence = alone(WORKER, tdx(Default::default()));
		assert_noop!(Attestation::renew(signed(WORKER), evidence), Error::<Test>::TcbRefused);
	});
}

fn release() -> Release {
	Release { architecture: Architecture::Hopper, driver: Some(bounded(b"595.71.05".to_vec())), vbios: [1, 2, 3, 4, 5] }
}

#[test]
fn measurements_are_set_and_withdrawn_release_by_release() {
	build_and_execute(|| {
		let set = |digests: GoldenDigests| {
			assert_ok!(Attestation::set_golden_measurements(RuntimeOrigin::root(), release(), digests.clone()));
			assert_events(vec![Event::GoldenMeasurementsSet { release: release(), digests: digests.clone() }]);
			assert_eq!(GoldenMeasurements::<Test>::get(release()), digests);
		};
		set(bounded(vec![[1; 48], [2; 48]]));
		set(bounded(vec![[3; 48]]));
		assert!(GoldenMeasurements::<Test>::get(Release { vbios: [0; 5], ..release() }).is_empty());
		set(GoldenDigests::default());
		assert_eq!(GoldenMeasurements::<Test>::iter().count(), 0);
	});
}

#[test]
fn measurements_are_refused_when_not_signed_by_governance() {
	build_and_execute(|| {
		let refusal = Attestation::set_golden_measurements(signed(GUARD), release(), bounded(vec![[1; 48]]));
		assert_noop!(refusal, DispatchError::BadOrigin);
	});
}
