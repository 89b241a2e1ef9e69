//! The runtime as it is built for a chain: nothing of the tests is in it.

use core::any::type_name;
use pallet_attestation::{Bound, Config, VendorRoots};
use piazza_runtime::Runtime;

#[test]
fn evidence_must_be_bound_to_this_chain_in_production() {
	assert_eq!(type_name::<<Runtime as Config>::Challenges>(), type_name::<Bound<Runtime>>());
}

#[test]
fn nobody_but_vendors_is_believed_about_hardware_in_production() {
	assert_eq!(type_name::<<Runtime as Config>::Roots>(), type_name::<VendorRoots>());
}
