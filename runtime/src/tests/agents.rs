//! What a key may do as an agent: of all calls of the runtime, only those named here, and never through another call.

use super::{chain::*, jobs::content};
use crate::{configs::AgentCalls, constants::money::UNIT, *};
use alloc::collections::{BTreeMap, BTreeSet};
use codec::{Decode, Encode};
use frame_support::traits::{fungible::NativeOrWithId, GetCallMetadata};
use pallet_agents::{Call, Error, Kind, Limit, MandateTerms, MandatedCalls};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie};

/// What each kind of mandate is for, call by call.
const ALLOWED: [(&str, &[&str], Kind); 7] = [
	("Balances", &["transfer_allow_death", "transfer_keep_alive"], Kind::Transfer),
	("Assets", &["transfer", "transfer_keep_alive"], Kind::Transfer),
	(
		"Leasing",
		&[
			"place_order",
			"cancel_order",
			"accept",
			"take",
			"top_up",
			"extend",
			"settle",
			"close",
			"challenge_liveness",
			"dispute_specs",
		],
		Kind::Lease,
	),
	(
		"Jobs",
		&[
			"submit",
			"cancel",
			"remove",
			"set_provider",
			"set_budget",
			"fund",
			"deliver",
			"complete",
			"reject",
			"dispute",
		],
		Kind::Job,
	),
	("DataPools", &["license", "remove_licence"], Kind::Licence),
	("Channels", &["open", "top_up", "extend", "redeem", "close"], Kind::Channel),
	("Agents", &["give_feedback", "revoke_feedback", "remove_feedback"], Kind::Feedback),
];

/// A call of each kind that the runtime has, by pallet and name: its indices, and then bytes that make it up. Zeros do for
/// nearly all, or ones; a call within a call is a remark.
fn every_call() -> BTreeMap<(&'static str, &'static str), RuntimeCall> {
	let remark = RuntimeCall::from(frame_system::Call::remark { remark: Vec::new() }).encode();
	let zeros = vec![0; 4_096];
	let mut all = BTreeMap::new();
	for pallet in 0..=u8::MAX {
		for call in 0..=u8::MAX {
			// What comes before a call within the call differs: an account, a number, nothing, a few.
			let fillings = (0..=40).map(|length| [&vec![0; length], &remark[..], &zeros].concat());
			let found = [zeros.clone(), vec![1; 4_096]].into_iter().chain(fillings).find_map(|filling| {
				let bytes = [&[pallet, call][..], &filling].concat();
				RuntimeCall::decode(&mut &bytes[..]).ok()
			});
			if let Some(found) = found {
				let metadata = found.get_call_metadata();
				all.insert((metadata.pallet_name, metadata.function_name), found);
			}
		}
	}
	all
}

#[test]
fn mandate_is_for_no_call_but_those_named_here() {
	on_chain(|| {
		let made = every_call();
		// Every call of every pallet is among them.
		let names: BTreeSet<_> = RuntimeCall::get_module_names()
			.iter()
			.flat_map(|pallet| RuntimeCall::get_call_names(pallet).iter().map(move |call| (*pallet, *call)))
			.collect();
		let missing: Vec<_> = names.iter().filter(|name| !made.contains_key(*name)).collect();
		assert_eq!(missing, Vec::<&(&str, &str)>::new());

		for ((pallet, name), call) in &made {
			let allowed = ALLOWED.iter().find(|(of, calls, _)| of == pallet && calls.contains(name));
			let expected = allowed.map(|(_, _, kind)| *kind);
			assert_eq!(AgentCalls::describe(call).map(|found| found.kind), expected, "{pallet}::{name}");
		}
		let named: usize = ALLOWED.iter().map(|(_, calls, _)| calls.len()).sum();
		let allowed = made.values().filter(|call| AgentCalls::describe(call).is_some()).count();
		assert_eq!(allowed, named);
	});
}

/// Alice's agent with 100, for which Bob's key may spend 10 a call and 25 a day by all kinds of calls.
fn agent_with_a_key() {
	must(Alice, Call::register { uri: Default::default(), metadata: Default::default() });
	let dest = Agents::account(0).into();
	must(Alice, pallet_balances::Call::transfer_keep_alive { dest, value: 100 * UNIT });
	let limit = Limit { asset: NativeOrWithId::Native, per_call: 10 * UNIT, per_period: 25 * UNIT };
	let kinds = ALLOWED.iter().map(|(_, _, kind)| *kind).collect::<BTreeSet<_>>();
	let terms = MandateTerms {
		limits: vec![limit].try_into().expect("it is one"),
		period: constants::time::DAYS,
		kinds: kinds.try_into().expect("they are all there are"),
		expires: System::block_number() + 2 * constants::time::DAYS,
	};
	must(Alice, Call::grant_mandate { agent: 0, key: Bob.to_account_id(), terms });
}

fn act(call: impl Into<RuntimeCall>) -> Call<Runtime> {
	Call::act { agent: 0, call: Box::new(call.into()) }
}

fn pay(to: Sr25519Keyring, units: Balance) -> RuntimeCall {
	pallet_balances::Call::transfer_keep_alive { dest: to.to_account_id().into(), value: units * UNIT }.into()
}

fn refused(who: Sr25519Keyring, call: impl Into<RuntimeCall>, error: Error<Runtime>) {
	let before = wealth(&Agents::account(0));
	assert_eq!(apply(who, call), Ok(Err(error.into())));
	assert_eq!(wealth(&Agents::account(0)), before);
}

#[test]
fn key_spends_within_its_mandate_and_by_no_way_around() {
	on_chain(|| {
		agent_with_a_key();
		let before = wealth(&Charlie.to_account_id());
		must(Bob, act(pay(Charlie, 10)));
		refused(Bob, act(pay(Charlie, 11)), Error::CallLimitExceeded);
		// Whatever makes a call for another is refused, whatever call that is.
		let batch = |calls| pallet_utility::Call::batch_all { calls };
		refused(Bob, act(batch(vec![pay(Charlie, 1)])), Error::NotMandatable);
		refused(Bob, act(act(pay(Charlie, 1))), Error::NotMandatable);
		let real = Agents::account(0).into();
		let proxy = pallet_proxy::Call::proxy { real, force_proxy_type: None, call: Box::new(pay(Charlie, 1)) };
		refused(Bob, act(proxy), Error::NotMandatable);
		let add = pallet_proxy::Call::add_proxy {
			delegate: Bob.to_account_id().into(),
			proxy_type: Default::default(),
			delay: 0,
		};
		refused(Bob, act(add), Error::NotMandatable);
		let multisig = pallet_multisig::Call::as_multi_threshold_1 {
			other_signatories: vec![Charlie.to_account_id()],
			call: Box::new(pay(Charlie, 1)),
		};
		refused(Bob, act(multisig), Error::NotMandatable);
		let dispatch = pallet_utility::Call::dispatch_as_fallible {
			as_origin: Box::new(frame_system::RawOrigin::Signed(Agents::account(0)).into()),
			call: Box::new(pay(Charlie, 1)),
		};
		refused(Bob, act(dispatch), Error::NotMandatable);
		let later = pallet_scheduler::Call::schedule_after {
			after: 1,
			maybe_periodic: None,
			priority: 0,
			call: Box::new(pay(Charlie, 1)),
		};
		refused(Bob, act(later), Error::NotMandatable);
		let give_away = Call::transfer { agent: 0, new_owner: Bob.to_account_id() };
		refused(Bob, act(give_away), Error::NotMandatable);

		// Several at a time from outside are each counted; the third would be one too many, and undoes the others.
		let three = vec![act(pay(Charlie, 6)).into(), act(pay(Charlie, 6)).into(), act(pay(Charlie, 6)).into()];
		let result = apply(Bob, batch(three)).expect("it is valid");
		assert_eq!(result, Err(Error::<Runtime>::PeriodLimitExceeded.into()));
		assert_eq!(wealth(&Charlie.to_account_id()) - before, 10 * UNIT);
		// Money put aside counts as money spent: a channel's deposit, and what its record costs.
		let open = pallet_channels::Call::open {
			payee: Charlie.to_account_id(),
			asset: NativeOrWithId::Native,
			deposit: 10 * UNIT,
			signer: pallet_channels::VoucherKey::Sr25519(Bob.public()),
			expires: System::block_number() + 10,
			program: None,
		};
		refused(Bob, act(open), Error::CallLimitExceeded);
		must(Bob, act(pay(Charlie, 10)));
		refused(Bob, act(pay(Charlie, 6)), Error::PeriodLimitExceeded);
		must(Bob, act(pay(Charlie, 5)));
		assert_eq!(Agents::allowance(0, Bob.to_account_id(), NativeOrWithId::Native), 0);

		// Another asset is not among its limits.
		let order = pallet_jobs::Call::submit {
			program: None,
			input: content(b"work"),
			reward: 0,
			asset: NativeOrWithId::WithId(7),
			policy: pallet_jobs::Policy {
				replicas: 1,
				quorum: 1,
				min_tier: piazza_primitives::Tier::Declared,
				min_score: None,
				lease: None,
				bond: 0,
				evaluator: None,
				challenge_window: 0,
			},
			deadline: System::block_number() + 10,
		};
		refused(Bob, act(order), Error::AssetNotListed);

		// Revoked, it is over at once; so it is when the agent has another owner.
		must(Alice, Call::revoke_mandate { agent: 0, key: Bob.to_account_id() });
		refused(Bob, act(pay(Charlie, 1)), Error::NoMandate);
		must(Alice, Call::transfer { agent: 0, new_owner: Charlie.to_account_id() });
		refused(Alice, act(pay(Bob, 1)), Error::NoMandate);
		must(Charlie, act(pay(Bob, 1)));
	});
}
