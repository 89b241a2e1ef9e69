//! Random histories of workers, their machines and what is revoked: the invariants hold, a device serves one worker, and
//! no worker is active that stands on something revoked.

use super::machines::*;
use crate::{
	mock::*, Devices, Error, Evidence, EvidenceOf, FoundationId, Foundations, Machine, Revoked, Verifier,
	WorkerOfDevice, Workers,
};
use piazza_fixtures::software::{software as make, DEVELOPMENT_ROOT};
use piazza_primitives::Attested;
use piazza_verifiers::{
	software::{verify, Evidence as Report, Facts},
	x509::NothingKnown,
};
use proptest::prelude::*;
use sp_runtime::DispatchError;
use std::{collections::BTreeSet, sync::LazyLock};

/// Accounts that act as workers; the first is their owner, too.
const ACCOUNTS: [AccountId; 3] = [OWNER, WORKER, STRANGER];

/// One machine, with what it hands in: bound to nothing but what [`TestChallenges::replay`] says, so that it need be made
/// only once.
struct Made {
	machine: Machine,
	facts: Facts,
}

static MACHINES: LazyLock<Vec<Made>> = LazyLock::new(|| ["one", "two", "three"].map(made).into());

fn made(device: &str) -> Made {
	let made = make(DEVELOPMENT_ROOT, device, SOFTWARE, [6; 64]);
	let roots = [anchor(&piazza_fixtures::software::root(DEVELOPMENT_ROOT).certificate)];
	let chain: Vec<&[u8]> = made.chain.iter().map(Vec::as_slice).collect();
	let report = Report { report: &made.report, signature: &made.signature, chain: &chain };
	let facts = verify(report, &roots, &NothingKnown, NOW).unwrap();
	Made { machine: software(device)([6; 64]), facts }
}

/// What may be revoked: devices, the machines' own certificates, their maker's, the verifier.
fn revocable() -> Vec<FoundationId> {
	let devices = MACHINES.iter().map(|made| made.facts.device.0);
	let certificates = MACHINES.iter().flat_map(|made| made.facts.certificates.iter().map(|id| id.0));
	let all: BTreeSet<_> = devices.chain(certificates).chain([Verifier::Software.id()]).collect();
	all.into_iter().collect()
}

/// Something that somebody tries to do. Numbers are taken modulo what there is.
#[derive(Clone, Debug)]
enum Step {
	Register { worker: usize, machine: Option<usize>, ago: u64, approved: bool },
	Approve { worker: usize },
	Renew { worker: usize, machine: Option<usize>, ago: u64 },
	Retire { who: usize, worker: usize },
	Revoke { what: usize },
	Reinstate { what: usize },
	Use { worker: usize },
	Pass { blocks: u64 },
}

fn step() -> impl Strategy<Value = Step> {
	use Step::*;
	let worker = || 0..ACCOUNTS.len();
	let machine = || prop_oneof![1 => Just(None), 4 => (0..3usize).prop_map(Some)];
	let ago = || prop_oneof![6 => Just(1), 1 => 1..=CHALLENGE_PERIOD + 1];
	prop_oneof![
		8 => (worker(), machine(), ago(), prop::bool::weighted(0.8))
			.prop_map(|(worker, machine, ago, approved)| Register { worker, machine, ago, approved }),
		2 => worker().prop_map(|worker| Approve { worker }),
		6 => (worker(), machine(), ago()).prop_map(|(worker, machine, ago)| Renew { worker, machine, ago }),
		2 => (worker(), worker()).prop_map(|(who, worker)| Retire { who, worker }),
		1 => any::<usize>().prop_map(|what| Revoke { what }),
		2 => any::<usize>().prop_map(|what| Reinstate { what }),
		3 => worker().prop_map(|worker| Use { worker }),
		5 => prop_oneof![4 => 1..3u64, 1 => 1..40u64].prop_map(|blocks| Pass { blocks }),
	]
}

fn evidence(machine: Option<usize>, ago: u64) -> EvidenceOf<Test> {
	let Some(machine) = machine else { return Evidence::Declared };
	let at_block = System::block_number().saturating_sub(ago);
	Evidence::Hardware { at_block, machine: MACHINES[machine].machine.clone(), devices: Devices::default() }
}

fn take(step: Step) -> Result<(), DispatchError> {
	let root = RuntimeOrigin::root;
	let revocable = revocable();
	let what = |what: usize| bounded(vec![revocable[what % revocable.len()]]);
	match step {
		Step::Register { worker, machine, ago, approved } => {
			Attestation::register(signed(ACCOUNTS[worker]), OWNER, evidence(machine, ago))?;
			match approved {
				true => Attestation::approve(signed(OWNER), ACCOUNTS[worker]),
				false => Ok(()),
			}
		}
		Step::Approve { worker } => Attestation::approve(signed(OWNER), ACCOUNTS[worker]),
		Step::Renew { worker, machine, ago } => {
			let renewed = Attestation::renew(signed(ACCOUNTS[worker]), evidence(machine, ago));
			renewed.map(drop).map_err(|refusal| refusal.error)
		}
		Step::Retire { who, worker } => Attestation::retire(signed(ACCOUNTS[who]), ACCOUNTS[worker]),
		Step::Revoke { what: place } => Attestation::revoke(root(), what(place)),
		Step::Reinstate { what: place } => Attestation::reinstate(root(), what(place)),
		Step::Use { worker } => Attestation::ensure_active(&ACCOUNTS[worker]).map(drop),
		Step::Pass { blocks } => {
			go_to(System::block_number() + blocks);
			Ok(())
		}
	}
}

/// What must be true whatever happened.
fn check() {
	Attestation::do_try_state().unwrap();
	let mut serving = BTreeSet::new();
	for worker in Workers::<Test>::iter_keys() {
		let foundation = Foundations::<Test>::get(worker);
		for device in &foundation.devices {
			assert!(serving.insert(*device), "a device serves two workers");
			assert_eq!(WorkerOfDevice::<Test>::get(device), Some(worker));
		}
		let stands_on_revoked = foundation.all().any(Revoked::<Test>::contains_key);
		assert_eq!(shown(worker).revoked, stands_on_revoked);
		// The answer to a question from outside is that to a question from inside, which may remember something.
		let active = Attestation::is_active(worker);
		assert!(!(active && stands_on_revoked), "an active worker stands on something revoked");
		let inside = frame_support::storage::with_transaction(|| {
			sp_runtime::TransactionOutcome::Rollback(Ok::<_, DispatchError>(
				Attestation::ensure_active(&worker).is_ok(),
			))
		});
		assert_eq!(inside, Ok(active));
	}
	for who in ACCOUNTS {
		let is_worker = Workers::<Test>::contains_key(who);
		assert_eq!(held(who), (0, WORKER_DEPOSIT * Balance::from(is_worker)));
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(96))]

	#[test]
	fn devices_serve_one_worker_and_revocations_hold_whatever_anybody_does(
		history in prop::collection::vec(step(), 1..60),
	) {
		build_and_execute(|| {
			start_software();
			TestChallenges::replay([6; 64], [0; 32]);
			for step in history {
				if let Err(error) = take(step) {
					assert!(matches!(error, DispatchError::Module(_)), "{error:?}");
					assert_ne!(error, Error::<Test>::ChallengeMismatch.into());
				}
				check();
			}
		});
	}
}
