//! What the question that every result asks costs.

use super::machines::*;
use crate::{mock::*, Evidence, Verifier};
use frame_support::assert_ok;
use piazza_primitives::{
	mocks::{counted, Accesses},
	Attested,
};

/// The accesses of asking whether a worker is active, which it is.
fn asked(worker: AccountId) -> Accesses {
	let (answer, accesses) = counted(|| Attestation::ensure_active(&worker));
	assert_ok!(answer);
	accesses
}

#[test]
fn accesses_are_counted_one_by_one() {
	build_and_execute(|| {
		let (_, accesses) = counted(|| {
			crate::SpentChallenges::<Test>::insert(WORKER, 1);
			crate::SpentChallenges::<Test>::get(WORKER);
			crate::SpentChallenges::<Test>::contains_key(WORKER);
			crate::SpentChallenges::<Test>::remove(WORKER);
		});
		assert_eq!(accesses, Accesses { reads: 2, writes: 2 });
	});
}

/// A chain's clock is in storage, and read for attested workers alone: with it there are two.
#[test]
fn attested_worker_costs_one_read_and_the_clock_more_than_a_declared_one() {
	build_and_execute(|| {
		start_software();
		join(WORKER, alone(WORKER, software("machine")));
		join(STRANGER, Evidence::Declared);
		// The worker, the block's number.
		assert_eq!(asked(STRANGER), Accesses { reads: 2, writes: 0 });
		// The generation of revocations.
		assert_eq!(asked(WORKER), Accesses { reads: 3, writes: 0 });

		// What it stands on is looked through after a revocation, once: a verifier, two certificates, one device. To store
		// the worker looks whether it is counted already.
		switch(Verifier::Amd, false);
		assert_eq!(asked(WORKER), Accesses { reads: 3 + 1 + 4 + 1, writes: 1 });
		assert_eq!(asked(WORKER), Accesses { reads: 3, writes: 0 });
	});
}
