//! What is revoked suspends all that stands on it, at once.

use super::machines::*;
use crate::{
	mock::*, Error, Event, FoundationId, Foundations, RevocationGeneration, Revocations, Revoked, Vendor, Verifier,
};
use frame_support::{assert_noop, assert_ok};
use piazza_fixtures::{
	intel::Tdx,
	software::{software as make, DEVELOPMENT_ROOT},
};
use piazza_primitives::Attested;
use piazza_verifiers::x509::Certificate;
use sp_io::hashing::blake2_256;
use sp_runtime::DispatchError;

/// The certificate above that of each machine of software's.
fn maker() -> FoundationId {
	let made = make(DEVELOPMENT_ROOT, "one", SOFTWARE, [0; 64]);
	Certificate::from_der(&made.chain[1]).unwrap().id().0
}

/// Two workers on machines of one maker.
fn begin() {
	start_software();
	join(WORKER, alone(WORKER, software("one")));
	join(STRANGER, alone(STRANGER, software("two")));
	System::reset_events();
}

#[test]
fn workers_are_suspended_when_a_certificate_above_theirs_is_revoked_until_it_is_reinstated() {
	build_and_execute(|| {
		begin();
		assert!(is_active(WORKER) && is_active(STRANGER));
		revoke(maker());
		assert_events(vec![Event::RevocationsAdded { ids: only(maker()) }]);
		for worker in [WORKER, STRANGER] {
			inactive(worker, Error::Revoked);
			assert!(shown(worker).revoked);
		}
		reinstate(maker());
		assert_events(vec![Event::RevocationsRemoved { ids: only(maker()) }]);
		assert!(is_active(WORKER) && is_active(STRANGER));
		assert!(!shown(WORKER).revoked);
	});
}

#[test]
fn evidence_is_refused_when_a_certificate_is_revoked_until_it_is_reinstated() {
	build_and_execute(|| {
		start_software();
		let evidence = alone(WORKER, software("one"));
		revoke(maker());
		refused(evidence.clone(), Error::Revoked);
		reinstate(maker());
		join(WORKER, evidence);
	});
}

#[test]
fn one_worker_is_suspended_when_its_device_is_banned() {
	build_and_execute(|| {
		begin();
		let [device] = devices_of(WORKER)[..] else { panic!("one device") };
		revoke(device);
		inactive(WORKER, Error::Revoked);
		assert!(is_active(STRANGER));
		// Nor does it come back, under this account or another.
		go_to(3);
		let evidence = alone(WORKER, software("one"));
		assert_noop!(Attestation::renew(signed(WORKER), evidence), Error::<Test>::Revoked);
		assert_ok!(Attestation::retire(signed(OWNER), WORKER));
		refused(alone(WORKER, software("one")), Error::Revoked);
		// With another machine it does.
		join(WORKER, alone(WORKER, software("three")));
		assert!(is_active(WORKER));
	});
}

#[test]
fn declared_worker_stands_on_nothing_that_could_be_revoked() {
	build_and_execute(|| {
		approved();
		use Verifier::*;
		[Intel, Amd, Nvidia, Nitro, Android, Software].iter().for_each(|verifier| revoke(verifier.id()));
		assert!(is_active(WORKER));
	});
}

#[test]
fn workers_are_suspended_and_refused_when_their_verifier_is_off_until_it_is_on() {
	build_and_execute(|| {
		begin();
		let switch = |on| switch(Verifier::Software, on);
		switch(false);
		assert_events(vec![Event::VerifierSwitched { verifier: Verifier::Software, on: false }]);
		inactive(WORKER, Error::Revoked);
		inactive(STRANGER, Error::Revoked);
		go_to(3);
		let evidence = alone(WORKER, software("one"));
		assert_noop!(Attestation::renew(signed(WORKER), evidence.clone()), Error::<Test>::VerifierOff);
		switch(true);
		assert_events(vec![Event::VerifierSwitched { verifier: Verifier::Software, on: true }]);
		assert!(is_active(WORKER) && is_active(STRANGER));
		assert_ok!(Attestation::renew(signed(WORKER), evidence));
	});
}

#[test]
fn workers_stand_when_another_verifier_is_off() {
	build_and_execute(|| {
		begin();
		switch(Verifier::Intel, false);
		assert!(is_active(WORKER));
	});
}

#[test]
fn generation_counts_up_only_when_something_new_is_revoked() {
	build_and_execute(|| {
		let generation = RevocationGeneration::<Test>::get;
		assert_ok!(Attestation::revoke(RuntimeOrigin::root(), bounded(vec![[1; 32], [2; 32]])));
		assert_eq!(generation(), 1);
		revoke([1; 32]);
		assert_ok!(Attestation::revoke(RuntimeOrigin::root(), Revocations::default()));
		reinstate([1; 32]);
		reinstate([3; 32]);
		assert_eq!(generation(), 1);
		revoke([1; 32]);
		assert_eq!(generation(), 2);
		assert!(Revoked::<Test>::contains_key([1; 32]) && Revoked::<Test>::contains_key([2; 32]));
	});
}

#[test]
fn worker_is_looked_through_once_when_something_else_was_revoked() {
	build_and_execute(|| {
		begin();
		let generation = || proven(WORKER).generation;
		revoke([1; 32]);
		revoke([2; 32]);
		// A question from outside changes nothing.
		assert!(Attestation::is_active(WORKER));
		assert_eq!(generation(), 0);
		assert_ok!(Attestation::ensure_active(&WORKER));
		assert_eq!(generation(), 2);
		// What it stands on is not looked at again: were it, this would be found.
		Foundations::<Test>::mutate(WORKER, |foundation| foundation.others.try_push([1; 32]).unwrap());
		assert_ok!(Attestation::ensure_active(&WORKER));
		revoke([3; 32]);
		inactive(WORKER, Error::Revoked);
		assert_eq!(generation(), 2);
	});
}

#[test]
fn new_worker_is_of_the_current_generation() {
	build_and_execute(|| {
		start_software();
		revoke([1; 32]);
		join(WORKER, alone(WORKER, software("one")));
		assert_eq!(proven(WORKER).generation, 1);
	});
}

/// What has to be quick needs less than what lets somebody in again.
#[test]
fn guard_may_revoke_and_switch_off_but_not_take_it_back() {
	build_and_execute(|| {
		assert_ok!(Attestation::revoke(signed(GUARD), only([1; 32])));
		assert_noop!(Attestation::reinstate(signed(GUARD), only([1; 32])), DispatchError::BadOrigin);
		assert_ok!(Attestation::switch_verifier(signed(GUARD), Verifier::Intel, false));
		let refusal = Attestation::switch_verifier(signed(GUARD), Verifier::Intel, true);
		assert_noop!(refusal, DispatchError::BadOrigin);
	});
}

#[test]
fn revocation_is_refused_when_not_signed_by_whom_it_must_be() {
	build_and_execute(|| {
		assert_noop!(Attestation::revoke(signed(OWNER), only([1; 32])), DispatchError::BadOrigin);
		assert_noop!(Attestation::reinstate(signed(OWNER), only([1; 32])), DispatchError::BadOrigin);
		for on in [false, true] {
			let refusal = Attestation::switch_verifier(signed(OWNER), Verifier::Intel, on);
			assert_noop!(refusal, DispatchError::BadOrigin);
		}
	});
}

/// The platform's own certificate, then the authority's: what Intel publishes is enough, governance need not act.
#[test]
fn worker_is_suspended_when_a_list_of_its_vendor_names_its_certificate() {
	build_and_execute(|| {
		start_intel(&Tdx::default());
		join(WORKER, alone(WORKER, tdx(Tdx::default())));
		System::reset_events();
		let [platform, ..] = Tdx::SERIALS;
		let (made, next_update) = (Tdx::default().make(), NOW + 9_000);
		let list = |from, serials: &[&[u8]]| {
			intel_list(Tdx::default().list(false, from, next_update, serials), vec![made.issuer.clone()])
		};
		submit(list(NOW - 9, &[&[77]]));
		assert!(is_active(WORKER));
		submit(list(NOW, &[&[77], &platform]));
		let issuer = blake2_256(&subject(&made.issuer));
		let stored = |revoked| Event::RevocationListStored { vendor: Vendor::Intel, issuer, next_update, revoked };
		assert_events(vec![stored(1), stored(1)]);
		inactive(WORKER, Error::Revoked);
		// Authorities drop what has expired: it stays revoked.
		TestClock::set(NOW + 1);
		submit(list(NOW + 1, &[]));
		inactive(WORKER, Error::Revoked);
	});
}
