//! What calls weigh depends on what is handed in.

use super::machines::*;
use crate::{mock::*, Call, Devices, Evidence, Machine, Revocations, WeightInfo};
use frame_support::{dispatch::GetDispatchInfo, weights::Weight};
use piazza_fixtures::{intel::Tdx, nvidia::Parameters};

fn weight(call: Call<Test>) -> Weight {
	call.get_dispatch_info().call_weight
}

#[test]
fn evidence_is_paid_for_when_it_is_handed_in_whatever_it_is_worth() {
	let gpu = device(&Parameters::default());
	let evidence = |gpus| Evidence::Hardware {
		at_block: 1,
		machine: Machine::Intel { quote: Default::default() },
		devices: Devices(bounded(vec![gpu.clone(); gpus])),
	};
	let machine = <()>::verify_intel();
	for (evidence, cost) in [
		(Evidence::Declared, Weight::zero()),
		(evidence(0), machine),
		(evidence(1), machine + <()>::verify_nvidia(1)),
		(evidence(12), machine + <()>::verify_nvidia(12)),
	] {
		let registration = weight(Call::register { owner: OWNER, evidence: evidence.clone() });
		assert_eq!(registration, <()>::register() + cost);
		assert_eq!(weight(Call::renew { evidence }), <()>::renew() + cost);
	}
}

#[test]
fn revocations_are_paid_for_one_by_one() {
	let ids: Revocations = bounded(vec![[1; 32]; 5]);
	assert_eq!(weight(Call::revoke { ids: ids.clone() }), <()>::revoke(5));
	assert_eq!(weight(Call::reinstate { ids }), <()>::reinstate(5));
}

/// The weight has to be known before the list is read: its length says how many entries it can have.
#[test]
fn list_is_paid_for_at_least_entry_by_entry() {
	for entries in [0, 1, 10, 127] {
		let serials: Vec<[u8; 1]> = (1..=entries).map(|serial| [serial]).collect();
		let serials: Vec<&[u8]> = serials.iter().map(<[u8; 1]>::as_slice).collect();
		let list = intel_list(Tdx::default().list(true, NOW, NOW + 9, &serials), Vec::new());
		let charged = weight(Call::submit_collateral { collateral: Box::new(list) });
		let needed = <()>::submit_revocation_list(entries.into());
		assert!(charged.all_gte(needed), "{entries} entries");
	}
}
