//! ERC-8183 and Virtuals' ACP: an agent is hired for a budget that waits until a judge says done.

use crate::{
	constants::{money::UNIT, time::HOURS},
	tests::{chain::*, jobs::*},
	*,
};
use frame_support::traits::fungible::NativeOrWithId;
use pallet_jobs::{Call, Error, Evaluator, Failure, Policy, Stage};
use piazza_primitives::{JobId, Tier};
use sp_core::H256;
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie};
use sp_runtime::Permill;

/// Bob's agent does something.
fn act(call: Call<Runtime>) -> pallet_agents::Call<Runtime> {
	pallet_agents::Call::act { agent: 0, call: Box::new(call.into()) }
}

/// Alice hires Bob's agent; Charlie judges, for 5 %.
fn hire(deadline: BlockNumber) -> JobId {
	let job = pallet_jobs::NextId::<Runtime>::get();
	let evaluator = Some(Evaluator { account: Charlie.to_account_id(), fee: Permill::from_percent(5) });
	let policy = Policy {
		replicas: 1,
		quorum: 1,
		min_tier: Tier::Declared,
		min_score: None,
		lease: None,
		bond: 0,
		evaluator,
		challenge_window: 0,
	};
	let asset = NativeOrWithId::Native;
	must(Alice, Call::submit { program: None, input: content(b"brief"), reward: 0, asset, policy, deadline });
	must(Alice, Call::set_provider { job, provider: Agents::account(0) });
	job
}

fn fund(job: JobId, units: Balance) -> Call<Runtime> {
	Call::fund { job, asset: NativeOrWithId::Native, expected_budget: units * UNIT }
}

#[test]
fn agent_is_paid_when_the_judge_says_done_and_the_client_refunded_when_not() {
	on_chain(|| {
		must(Bob, pallet_agents::Call::register { uri: Default::default(), metadata: Default::default() });
		let agent = Agents::account(0);
		must(Bob, pallet_balances::Call::transfer_keep_alive { dest: agent.clone().into(), value: UNIT });
		let set_budget = |job| Call::set_budget { job, asset: NativeOrWithId::Native, amount: 100 * UNIT };

		// 1. and 2. The agent names 100. Funding 90 is refused, since that is not what was agreed on; 100 waits.
		let deadline = System::block_number() + 40;
		let job = hire(deadline);
		must(Bob, act(set_budget(job)));
		assert_eq!(apply(Alice, fund(job, 90)), Ok(Err(Error::<Runtime>::BudgetMismatch.into())));
		must(Alice, fund(job, 100));

		// 3. and 4. It delivers. The client cannot say no now; the judge says yes: 2 for the protocol, 5 for the judge, 93.
		let purses =
			|| [Charlie.to_account_id(), agent.clone(), configs::TreasuryAccount::get()].map(|who| wealth(&who));
		must(Bob, act(Call::deliver { job, output: content(b"work") }));
		let no = Call::reject { job, reason: H256::zero() };
		assert_eq!(apply(Alice, no), Ok(Err(Error::<Runtime>::NotEvaluator.into())));
		let before = purses();
		must(Charlie, Call::complete { job, reason: H256::zero() });
		let after = purses();
		assert_eq!(stage(job), Stage::Final { output: content(b"work").hash });
		assert_eq!(after[1] - before[1], 93 * UNIT);
		// Both the judge's fee and the treasury's part are moved by what Charlie's transaction cost.
		let cost = before[0] + 5 * UNIT - after[0];
		assert!(cost < UNIT / 10 && after[2] - before[2] >= 2 * UNIT && after[2] - before[2] < 2 * UNIT + cost);
		let settled = Jobs::settlement(job).expect("it was paid");
		assert_eq!((settled.payer, settled.payee, settled.value), (Alice.to_account_id(), agent.clone(), 93 * UNIT));

		// 5. The judge of the second job is silent: an hour after the deadline the client has all of it back.
		let deadline = System::block_number() + 40;
		let job = hire(deadline);
		must(Bob, act(set_budget(job)));
		must(Alice, fund(job, 100));
		must(Bob, act(Call::deliver { job, output: content(b"work") }));
		go_to(deadline + HOURS - 1);
		assert!(matches!(stage(job), Stage::Delivered { .. }));
		let free = || Balances::free_balance(Alice.to_account_id());
		let before = free();
		next_block();
		assert_eq!(stage(job), Stage::Failed { reason: Failure::Expired });
		assert_eq!(free() - before, 100 * UNIT);

		// 6. It says no to the third: all of it goes back, without fees.
		let job = hire(System::block_number() + 40);
		must(Bob, act(set_budget(job)));
		must(Alice, fund(job, 100));
		must(Bob, act(Call::deliver { job, output: content(b"nonsense") }));
		let before = free();
		must(Charlie, Call::reject { job, reason: H256::zero() });
		assert_eq!(free() - before, 100 * UNIT);
		assert_eq!(Jobs::settlement(job), None);
	});
}
