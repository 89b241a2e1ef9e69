//! Random histories: whatever is called, in whatever order, the invariants hold and no claim counts twice.

use crate::{mock::*, Event, SignedClaim};
use piazza_primitives::Window;
use proptest::prelude::*;
use sp_runtime::DispatchError;
use std::collections::BTreeMap;

const LABELS: [&str; 3] = ["alice", "bob", "carol"];

#[derive(Clone, Debug)]
enum Step {
	Open { from: u64, to: u64, required: u32 },
	Retire { epoch: u32 },
	Allow { on: bool },
	Link { who: AccountId, label: usize, signed_for: AccountId },
	Unlink { who: AccountId, label: usize },
	Submit { who: AccountId, label: usize, what: u8, age: u64, epoch: u32 },
	Pass { blocks: u64 },
}

fn step() -> impl Strategy<Value = Step> {
	let (who, label) = (ALICE..=PAUPER, 0..LABELS.len());
	prop_oneof![
		1 => (0u64..4, 0u64..4, 1u32..4).prop_map(|(from, to, required)| Step::Open {
			from: NOW - 2_000 + 1_000 * from,
			to: NOW + 1_000 * to,
			required
		}),
		1 => (1u32..4).prop_map(|epoch| Step::Retire { epoch }),
		1 => any::<bool>().prop_map(|on| Step::Allow { on }),
		2 => (who.clone(), label.clone(), ALICE..=BOB)
			.prop_map(|(who, label, signed_for)| Step::Link { who, label, signed_for }),
		1 => (who.clone(), label.clone()).prop_map(|(who, label)| Step::Unlink { who, label }),
		6 => (who, label, 0u8..3, 0u64..MAX_AGE + 100, 1u32..3).prop_map(
			|(who, label, what, age, epoch)| Step::Submit { who, label, what, age, epoch }
		),
		2 => (1u64..150).prop_map(|blocks| Step::Pass { blocks }),
	]
}

/// Signed as the epoch demands, if there is such an epoch.
fn made(label: usize, what: u8, age: u64, epoch: u32) -> SignedClaim {
	let mut made = template();
	made.owner = address(LABELS[label]).0;
	made.timestamp = Zktls::now() + 20 - age;
	made.parameters = format!("{what}");
	made.epoch = epoch;
	made.witnesses = vec!["a", "b", "c"];
	made.required = Zktls::epoch(epoch).map_or(1, |epoch| epoch.required);
	signed_claim(made.make())
}

fn act(step: Step) -> Result<(), DispatchError> {
	let root = RuntimeOrigin::root;
	match step {
		Step::Open { from, to, required } => {
			Zktls::open_epoch(root(), witnesses(&["a", "b", "c"]), required, Window { from, to })
		}
		Step::Retire { epoch } => Zktls::retire_epoch(root(), epoch),
		Step::Allow { on: true } => Zktls::allow_provider(root(), PROVIDER),
		Step::Allow { on: false } => Zktls::disallow_provider(root(), PROVIDER),
		Step::Link { who, label, signed_for } => {
			Zktls::link(signed(who), address(LABELS[label]), link_signature(LABELS[label], signed_for))
		}
		Step::Unlink { who, label } => Zktls::unlink(signed(who), address(LABELS[label])),
		Step::Submit { who, label, what, age, epoch } => submit(who, &made(label, what, age, epoch)),
		Step::Pass { blocks } => {
			run_to(System::block_number() + blocks);
			Ok(())
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn invariants_hold_and_no_claim_counts_twice(steps in prop::collection::vec(step(), 1..40)) {
		build_and_execute(|| {
			act(Step::Open { from: 0, to: 3, required: 2 }).unwrap();
			act(Step::Allow { on: true }).unwrap();
			System::reset_events();
			let mut counted = BTreeMap::new();
			for step in steps {
				let now = Zktls::now();
				let result = frame_support::storage::with_storage_layer(|| act(step));
				if let Err(error) = result {
					assert!(matches!(error, DispatchError::Module(_) | DispatchError::Token(_)), "{error:?}");
				}
				for event in System::read_events_for_pallet::<Event<Test>>() {
					if let Event::ClaimVerified { identifier, seen_at, .. } = event {
						assert!(seen_at <= now + MAX_SKEW && now <= seen_at + MAX_AGE);
						let before = counted.insert(identifier, seen_at);
						assert!(before.is_none_or(|seen_at| seen_at + MAX_AGE < now), "a claim counts twice");
					}
				}
				System::reset_events();
				check();
			}
		});
	}
}
