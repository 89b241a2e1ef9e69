//! What agents do: their owners without limits, and keys within a mandate or beyond it.

use super::*;
use frame_system::ensure_signed;
use pallet_agents::{Call, Kind, Limit, MandateTerms, Mandates};

/// What the assets are of which an agent may have some.
const ASSETS: [NativeOrWithId<u32>; 2] = [NativeOrWithId::Native, NativeOrWithId::WithId(ASSET)];
/// All kinds of calls.
const KINDS: [Kind; 6] = [Kind::Transfer, Kind::Lease, Kind::Job, Kind::Licence, Kind::Channel, Kind::Feedback];

impl Run {
	/// A call about a mandate.
	pub(super) fn mandate(&mut self) -> Option<Step> {
		match self.random.below(10) {
			0..=6 => self.grant(),
			7..=8 => {
				let (agent, key) = self.random.pick(&sorted(Mandates::<Runtime>::iter_keys()))?;
				let owner = Agents::agent(agent).map(|agent| agent.owner);
				let who = self.one_of(&owner.into_iter().chain([key.clone()]).collect::<Vec<_>>());
				signed(who, Call::revoke_mandate { agent, key })
			}
			_ => {
				let agent = self.agent();
				signed(self.owner_of_agent(agent), Call::revoke_all_mandates { agent })
			}
		}
	}

	fn grant(&mut self) -> Option<Step> {
		let agent = self.agent();
		let mut limits = Vec::new();
		for asset in ASSETS {
			let per_call = self.amount();
			let per_period = per_call.saturating_mul(1 + Balance::from(self.random.below(4)));
			limits.extend(self.random.happens(80).then_some(Limit { asset, per_call, per_period }));
		}
		let kinds = KINDS.into_iter().filter(|_| self.random.happens(80)).collect::<alloc::collections::BTreeSet<_>>();
		let terms = MandateTerms {
			limits: limits.try_into().expect("they are few"),
			period: self.random.below(u64::from(HOURS)) as BlockNumber,
			kinds: kinds.try_into().expect("they are all there are"),
			expires: System::block_number() + self.random.below(2 * u64::from(DAYS)) as BlockNumber,
		};
		let (owner, key) = (self.owner_of_agent(agent), self.someone());
		signed(owner, Call::grant_mandate { agent, key, terms })
	}

	/// An agent does what others do: it pays, opens channels, rents, has work done, buys data. A key tries anything.
	pub(super) fn act(&mut self) -> Option<Step> {
		let account = Agents::account(self.agent_with(|agent, _| free(&ASSETS[0], &Agents::account(agent)) > UNIT));
		let (_, call) = match self.random.below(20) {
			0..=6 => self.pay()?,
			7..=8 => self.pay_in_asset()?,
			9..=11 => self.promise()?,
			12..=13 => (RuntimeOrigin::none(), pallet_leasing::Call::place_order { terms: self.order_terms() }.into()),
			14..=15 => self.submit()?,
			16..=17 => self.license()?,
			_ => return self.overstep(),
		};
		signed(account, call)
	}

	/// A key makes some call in the name of an agent.
	fn overstep(&mut self) -> Option<Step> {
		let any = self.random.happens(10);
		let is_its_own = |agent, key: &AccountId| Agents::agent(agent).is_some_and(|agent| agent.owner == *key);
		let mandates = Mandates::<Runtime>::iter_keys()
			.filter(|(agent, key)| !is_its_own(*agent, key) && (any || Agents::mandate(*agent, key.clone()).is_some()));
		let (agent, key) = self.random.pick(&sorted(mandates))?;
		let (_, call) = self.call()?;
		signed(key, Call::act { agent, call: Box::new(call) })
	}
}

/// What an agent has before a key makes a call in its name, and what the key may spend of it.
pub(super) struct Purse {
	account: AccountId,
	/// What there is of each of [`ASSETS`], and what is allowed.
	assets: [(Balance, Balance); 2],
}

impl Purse {
	/// `None` when it is another call, or one by the owner of the agent.
	pub(super) fn before(origin: &RuntimeOrigin, call: &RuntimeCall) -> Option<Self> {
		let RuntimeCall::Agents(Call::act { agent, .. }) = call else { return None };
		let key = ensure_signed(origin.clone()).ok()?;
		let account = Agents::account(*agent);
		let is_owner = Agents::agent(*agent)?.owner == key;
		let assets = ASSETS.map(|asset| (free(&asset, &account), Agents::allowance(*agent, key.clone(), asset)));
		(!is_owner).then_some(Self { account, assets })
	}

	/// Checks that no more was spent than was allowed.
	pub(super) fn check(&self) {
		for (asset, (before, allowed)) in ASSETS.iter().zip(self.assets) {
			let spent = before.saturating_sub(free(asset, &self.account));
			assert!(spent <= allowed, "a key has spent {spent} of {asset:?} and was allowed {allowed}");
		}
	}
}

/// What an account has and is not on hold.
fn free(asset: &NativeOrWithId<u32>, who: &AccountId) -> Balance {
	match asset {
		NativeOrWithId::Native => Balances::free_balance(who),
		NativeOrWithId::WithId(id) => Assets::balance(*id, who),
	}
}
