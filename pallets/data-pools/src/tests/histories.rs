//! Random use by everybody at once, against books kept by hand with fractions that are never rounded.

use crate::{mock::*, *};
use piazza_primitives::{
	mocks::{MockAttested, MockStakes},
	Role, Tier,
};
use proptest::{prelude::*, sample::Index};
use sp_runtime::{testing::TestSignature, traits::Convert, DispatchResult, Permill};
use std::collections::{BTreeMap, BTreeSet};

const PEOPLE: [AccountId; 4] = [ALICE, BOB, CHARLIE, STRANGER];
const POOLS: u32 = 3;

#[derive(Clone, Debug)]
enum Step {
	Contribute { pool: PoolId, who: AccountId, n: u64, percent: u32 },
	License { pool: PoolId, units: u32 },
	Stake { pool: PoolId, who: AccountId, amount: Balance },
	Unstake { pool: PoolId, who: AccountId, amount: Balance },
	Claim { pool: PoolId, who: AccountId },
	Collect { pool: PoolId },
	Choose { pool: PoolId, who: AccountId, choice: u8 },
	Relay { pool: PoolId, who: AccountId, nonce: u64 },
	RemoveLicence { pool: PoolId, licence: Index },
	SetPrice { pool: PoolId, price: Balance },
	Endorse { pool: PoolId, who: AccountId },
	Withdraw { pool: PoolId, who: AccountId },
	Unback,
	Fund { amount: Balance },
	ClaimEpoch { pool: PoolId, ago: u32 },
	Penalise { pool: PoolId, ago: u32, percent: u32 },
	Wait { blocks: BlockNumber },
}

fn step() -> impl Strategy<Value = Step> {
	let pool = || 0..POOLS;
	let who = || prop::sample::select(PEOPLE.to_vec());
	prop_oneof![
		6 => (pool(), who(), 0u64..60, 0u32..=100)
			.prop_map(|(pool, who, n, percent)| Step::Contribute { pool, who, n, percent }),
		8 => (pool(), 0u32..40).prop_map(|(pool, units)| Step::License { pool, units }),
		5 => (pool(), who(), 0u128..200).prop_map(|(pool, who, amount)| Step::Stake { pool, who, amount }),
		4 => (pool(), who(), 0u128..700).prop_map(|(pool, who, amount)| Step::Unstake { pool, who, amount }),
		4 => (pool(), who()).prop_map(|(pool, who)| Step::Claim { pool, who }),
		1 => pool().prop_map(|pool| Step::Collect { pool }),
		8 => (pool(), who(), 0u8..4).prop_map(|(pool, who, choice)| Step::Choose { pool, who, choice }),
		1 => (pool(), who(), 0u64..3).prop_map(|(pool, who, nonce)| Step::Relay { pool, who, nonce }),
		1 => (pool(), any::<Index>()).prop_map(|(pool, licence)| Step::RemoveLicence { pool, licence }),
		1 => (pool(), 0u128..200).prop_map(|(pool, price)| Step::SetPrice { pool, price }),
		2 => (pool(), who()).prop_map(|(pool, who)| Step::Endorse { pool, who }),
		2 => (pool(), who()).prop_map(|(pool, who)| Step::Withdraw { pool, who }),
		1 => Just(Step::Unback),
		3 => (0u128..5_000).prop_map(|amount| Step::Fund { amount }),
		5 => (pool(), 0u32..6).prop_map(|(pool, ago)| Step::ClaimEpoch { pool, ago }),
		1 => (pool(), 0u32..6, 0u32..=100).prop_map(|(pool, ago, percent)| Step::Penalise { pool, ago, percent }),
		8 => (1u64..15).prop_map(|blocks| Step::Wait { blocks }),
		2 => (50u64..150).prop_map(|blocks| Step::Wait { blocks }),
	]
}

/// What the books must say, kept in the plainest way.
#[derive(Default)]
struct Model {
	/// Tokens by pool and owner: staked.
	staked: BTreeMap<(PoolId, AccountId), Balance>,
	/// Who is out.
	out: BTreeSet<(PoolId, AccountId)>,
	/// Contributions, and for which licences they can be read.
	readable: BTreeMap<(PoolId, u64), (AccountId, BTreeSet<LicenceId>)>,
	/// By pool: what came in for stakers, and what they were paid.
	stakers: BTreeMap<PoolId, (Balance, Balance)>,
	/// By pool: what came in for the owner, and what it was paid.
	owner: BTreeMap<PoolId, (Balance, Balance)>,
	/// Put into funds, and paid out of them.
	fund: (Balance, Balance),
	seen: usize,
	/// How often somebody's share of income was rounded.
	settled: Balance,
}

impl Model {
	fn apply(&mut self, step: Step) {
		let root = || sp_io::storage::root(sp_core::storage::StateVersion::V1);
		let (before, waits) = (root(), matches!(step, Step::Wait { .. } | Step::Unback));
		if self.call(step).is_err() && !waits {
			assert_eq!(root(), before, "a call that was refused changed something");
		}
		self.follow();
	}

	fn call(&mut self, step: Step) -> DispatchResult {
		self.settled += 1;
		match step {
			Step::Contribute { pool, who, n, percent } => contribute(pool, who, n, percent),
			Step::License { pool, units } => license(pool, units),
			Step::Stake { pool, who, amount } => DataPools::stake(signed(who), pool, amount),
			Step::Unstake { pool, who, amount } => DataPools::unstake(signed(who), pool, amount),
			Step::Claim { pool, who } => DataPools::claim(signed(who), pool),
			Step::Collect { pool } => DataPools::collect(signed(OWNER), pool),
			Step::Choose { pool, who, choice } => choose(pool, who, Self::choice(choice)),
			Step::Relay { pool, who, nonce } => {
				let expires = System::block_number() + 5;
				let message = DataPools::choice_message(pool, who, Choice::Close, nonce, expires);
				let signature = TestSignature(who, message);
				DataPools::relay_choice(signed(BUYER), pool, who, Choice::Close, nonce, expires, signature)
			}
			Step::RemoveLicence { pool, licence } => {
				let next = AllBooks::<Test>::get(pool).next_licence as usize;
				DataPools::remove_licence(signed(BUYER), pool, licence.index(next + 1) as LicenceId)
			}
			Step::SetPrice { pool, price } => DataPools::set_price(signed(OWNER), pool, Some(price)),
			Step::Endorse { pool, who } => DataPools::endorse(signed(who), pool),
			Step::Withdraw { pool, who } => DataPools::withdraw_endorsement(signed(who), pool),
			Step::Unback => {
				MockStakes::set_unbacked(Role::Curator, CURATOR);
				Ok(())
			}
			Step::Fund { amount } => DataPools::fund(signed(BUYER), amount),
			Step::ClaimEpoch { pool, ago } => {
				let epoch = DataPools::current_epoch().saturating_sub(ago);
				DataPools::claim_epoch(signed(BUYER), pool, epoch)
			}
			Step::Penalise { pool, ago, percent } => {
				let epoch = DataPools::current_epoch().saturating_sub(ago);
				DataPools::penalise(RuntimeOrigin::root(), pool, epoch, Permill::from_percent(percent))
			}
			Step::Wait { blocks } => {
				pass(blocks);
				Ok(())
			}
		}
	}

	fn choice(n: u8) -> ChoiceOf<Test> {
		match n {
			0 => Choice::Open,
			1 => Choice::Close,
			2 => Choice::Grant { grantee: STRANGER, purpose: PURPOSE },
			_ => Choice::Revoke { grantee: STRANGER },
		}
	}

	/// Reads what happened, and compares.
	fn follow(&mut self) {
		let all = events();
		for event in &all[self.seen..] {
			self.note(event);
		}
		self.seen = all.len();
		DataPools::do_try_state().unwrap();
		self.compare();
	}

	fn note(&mut self, event: &Event<Test>) {
		match event {
			Event::Contributed { pool, contributor, content, tokens, .. } => {
				let n = (0..60).find(|n| hash(*n) == *content).unwrap_or(u64::MAX);
				let known = self.readable.insert((*pool, n), (*contributor, BTreeSet::new()));
				assert!(known.is_none(), "the same came twice");
				*self.staked.entry((*pool, *contributor)).or_default() += tokens;
			}
			Event::Staked { pool, who, amount } => *self.staked.entry((*pool, *who)).or_default() += amount,
			Event::Unstaked { pool, who, amount } => *self.staked.get_mut(&(*pool, *who)).unwrap() -= amount,
			Event::Chosen { pool, contributor, choice, .. } => match choice {
				Choice::Open => assert!(self.out.remove(&(*pool, *contributor))),
				Choice::Close => assert!(self.out.insert((*pool, *contributor))),
				_ => {}
			},
			Event::Licensed { pool, licence, paid, owner, treasury, stakers, .. } => {
				assert_eq!(owner + treasury + stakers, *paid);
				self.stakers.entry(*pool).or_default().0 += stakers;
				self.owner.entry(*pool).or_default().0 += owner;
				for ((of, _), (who, licences)) in &mut self.readable {
					if of == pool && !self.out.contains(&(*pool, *who)) {
						licences.insert(*licence);
					}
				}
			}
			Event::Claimed { pool, amount, .. } => self.stakers.get_mut(pool).unwrap().1 += amount,
			Event::Collected { pool, amount, .. } => self.owner.get_mut(pool).unwrap().1 += amount,
			Event::Funded { amount, .. } => self.fund.0 += amount,
			Event::TranchePaid { pool, amount, curator, .. } => {
				self.fund.1 += amount;
				let owner = Permill::from_percent(60).mul_floor(amount - curator);
				self.owner.entry(*pool).or_default().0 += owner;
				self.stakers.entry(*pool).or_default().0 += amount - curator - owner;
			}
			_ => {}
		}
	}

	fn compare(&self) {
		for pool in 0..POOLS {
			let books = books(pool);
			let (earned, paid) = self.stakers.get(&pool).copied().unwrap_or_default();
			assert_eq!(books.kept, earned - paid);
			let (owned, had) = self.owner.get(&pool).copied().unwrap_or_default();
			assert_eq!(books.owner_due, owned - had);
			// Nobody gave anything away here: what is on the account is what is owed.
			let account = PoolAccount::convert(pool);
			assert_eq!(free(account), ED + books.kept + books.owner_due + books.treasury_due);
			assert_eq!(tokens(pool, account), books.staked);
			for who in PEOPLE {
				let staked = self.staked.get(&(pool, who)).copied().unwrap_or_default();
				assert_eq!(DataPools::staked(pool, who), staked);
			}
			// What stakers can have is all that flowed, but for less than a unit each time that one was settled.
			let claimable: Balance = PEOPLE.iter().chain([&OWNER]).map(|who| claimable(pool, *who)).sum();
			let flowed = books.kept - books.dividends.left;
			assert!(claimable <= flowed && flowed - claimable <= self.settled + 5, "{claimable} of {flowed}");
		}
		assert_eq!(free(FUND), ED + self.fund.0 - self.fund.1);
	}

	/// Whatever was done, licences let read what their buyers paid for, and nothing else.
	fn compare_reading(&self) {
		for ((pool, n), (_, licences)) in &self.readable {
			if *n == u64::MAX {
				continue;
			}
			for (id, licence) in Licences::<Test>::iter_prefix(pool) {
				let reads = DataPools::is_covered(*pool, id, &licence, hash(*n));
				assert_eq!(reads, licences.contains(&id), "content {n} of pool {pool} for licence {id}");
			}
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(96))]

	#[test]
	fn pools_keep_the_same_books_as_the_model(steps in prop::collection::vec(step(), 1..150)) {
		build_and_execute(|| {
			MockAttested::set_active(WORKER, STRANGER, Tier::ConfidentialGpu);
			MockAttested::set_program(WORKER, Some(scorer()));
			let mut model = Model::default();
			(0..POOLS).for_each(|_| { eligible(terms()); });
			model.follow();
			steps.into_iter().for_each(|step| model.apply(step));
			model.compare_reading();

			// In the end everybody has everything, but for what was rounded away.
			pass(2 * EPOCH);
			let last = DataPools::current_epoch();
			pass(u64::from(TRANCHES) * EPOCH);
			for epoch in 0..last {
				(0..POOLS).for_each(|pool| model.apply(Step::ClaimEpoch { pool, ago: DataPools::current_epoch() - epoch }));
			}
			assert_eq!((Records::<Test>::iter().count(), Awards::<Test>::iter().count()), (0, 0));
			// The last one, if there was any.
			assert!(Epochs::<Test>::iter_keys().all(|epoch| epoch == LastEpoch::<Test>::get()));
			pass(100 * STREAM);
			for pool in 0..POOLS {
				model.apply(Step::Collect { pool });
				PEOPLE.iter().chain([&OWNER]).for_each(|who| model.apply(Step::Claim { pool, who: *who }));
				let books = books(pool);
				assert_eq!(books.owner_due, 0);
				if books.staked > 0 {
					assert!(books.dividends.left == 0 && books.kept <= model.settled + 5);
				}
			}
		});
	}
}
