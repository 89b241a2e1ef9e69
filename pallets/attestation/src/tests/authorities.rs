//! To revoke an authority suspends all workers below it, however many they are, and costs the same.

use super::machines::*;
use crate::{mock::*, Call, Error, FoundationId, RevocationGeneration, Revoked, Workers};
use codec::Encode;
use frame_support::{dispatch::GetDispatchInfo, weights::Weight};
use piazza_fixtures::amd::Snp;
use piazza_primitives::mocks::counted;
use piazza_verifiers::{
	amd::Product,
	x509::{Certificate, CertificateId},
};
use std::collections::BTreeMap;

const CLOUD: &str = "CN=cloud";

/// An authority of AMD's, and so many workers whose evidence stands on its certificate.
fn crowd(workers: core::ops::Range<AccountId>) -> FoundationId {
	let guest = Snp::cloud(CLOUD);
	start_amd(&guest, Product::Genoa);
	accept_cloud(CLOUD);
	// One report speaks for all, so that it need not be made a thousand times: it names no device.
	TestChallenges::replay(guest.report_data, [0; 32]);
	let evidence = alone(OWNER, snp(guest.clone()));
	for worker in workers {
		fund(worker);
		join(worker, evidence.clone());
	}
	System::reset_events();
	let CertificateId(authority) = Certificate::from_der(&guest.make().intermediate).unwrap().id();
	authority
}

/// Everything that this pallet stores.
fn stored() -> BTreeMap<Vec<u8>, Vec<u8>> {
	let prefix = sp_io::hashing::twox_128(b"Attestation");
	let next = |key: &Vec<u8>| sp_io::storage::next_key(key).filter(|next| next.starts_with(&prefix));
	let keys = core::iter::successors(next(&prefix.to_vec()), next);
	keys.map(|key| (key.clone(), sp_io::storage::get(&key).unwrap().to_vec())).collect()
}

fn weight(call: &Call<Test>) -> Weight {
	call.get_dispatch_info().call_weight
}

#[test]
fn a_thousand_workers_are_suspended_at_once_when_their_authority_is_revoked() {
	build_and_execute(|| {
		let workers = 1_000..2_000;
		let weight_without_workers = weight(&Call::revoke { ids: only([0; 32]) });
		let authority = crowd(workers.clone());
		assert!(workers.clone().all(Attestation::is_active));
		assert_eq!(Workers::<Test>::count(), 1_000);

		assert_eq!(weight(&Call::revoke { ids: only(authority) }), weight_without_workers);
		let before = stored();
		let ((), accesses) = counted(|| revoke(authority));
		let mut after = stored();
		assert!(!workers.clone().any(Attestation::is_active));

		// Two entries are all that changed: the workers' own are as they were.
		assert_eq!(after.remove(&Revoked::<Test>::hashed_key_for(authority)), Some(().encode()));
		let generation = RevocationGeneration::<Test>::hashed_key().to_vec();
		assert_eq!((before.get(&generation), after.remove(&generation)), (None, Some(1u32.encode())));
		assert!(after == before, "the workers' records are untouched");

		// And it takes as many reads and writes as to revoke what nobody stands on.
		let ((), of_nothing) = counted(|| revoke([7; 32]));
		assert_eq!(accesses, of_nothing);
		reinstate(authority);
		assert!(workers.clone().all(Attestation::is_active));
	});
}

/// The same by what AMD publishes.
#[test]
fn workers_are_suspended_when_the_list_of_the_root_names_their_authority() {
	build_and_execute(|| {
		let workers = 1_000..1_010;
		let authority = crowd(workers.clone());
		TestClock::set(NOW + 1);
		// Its serial number is 2.
		submit(amd_list(&Snp::cloud(CLOUD), NOW + 1, &[&[2]]));
		assert!(Revoked::<Test>::contains_key(authority));
		workers.for_each(|worker| inactive(worker, Error::Revoked));
	});
}
