//! What is left to do until an operator is set up.

use super::facts::Facts;
use crate::money::{pza, share};
use piazza_client::{
	validators::{NewKeys, Step},
	Balance, Perbill,
};

/// What is wished for; what is left open stays as it is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wishes {
	/// Stake of the operator's own.
	pub(super) stake: Option<Balance>,
	/// Its share of each reward.
	pub(super) commission: Option<Perbill>,
	/// Replace registered keys even when that may end what another node does with them.
	pub(super) replace_keys: bool,
}

/// What is left to do.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Plan {
	/// About stake, in this order.
	pub(super) stake: Vec<Step>,
	/// Whether the node makes new keys.
	pub(super) rotate: bool,
	/// Whether the operator joins the candidates.
	pub(super) join: bool,
}

impl Plan {
	/// The least that makes `wishes` true.
	pub(super) fn new(facts: &Facts, wishes: Wishes) -> Self {
		let has_keys = facts.keys.is_some() && facts.held != Some(false);
		Self { stake: stake_steps(facts, wishes), rotate: !has_keys || wishes.replace_keys, join: !facts.is_candidate }
	}

	pub(super) fn is_empty(&self) -> bool {
		self.stake.is_empty() && !self.rotate && !self.join
	}

	/// What of the operator's money it puts into stake.
	pub(super) fn staked(&self) -> Balance {
		let amount = |step: &Step| match step {
			Step::Open { stake: amount, .. } | Step::Bond { amount, .. } => *amount,
			_ => 0,
		};
		self.stake.iter().map(amount).fold(0, Balance::saturating_add)
	}

	/// What it is made of, for people.
	pub(super) fn lines(&self) -> Vec<String> {
		let of_stake = self.stake.iter().map(|step| match step {
			Step::Open { stake, commission } => {
				format!("stake {}, with a commission of {}", pza(*stake), share(*commission))
			}
			Step::Bond { amount, .. } => format!("add {} to your own stake", pza(*amount)),
			Step::SetCommission(commission) => {
				format!("set your commission to {} from the next era on", share(*commission))
			}
			_ => "take your position up again".into(),
		});
		let keys = self.rotate.then(|| "make new session keys in the node and register them".into());
		let join = self.join.then(|| "become a candidate".into());
		of_stake.chain(keys).chain(join).collect()
	}

	/// The steps of the one transaction; with `keys` when it asks for new ones.
	pub(super) fn steps(self, keys: Option<NewKeys>) -> Vec<Step> {
		let (keys, join) = (keys.map(Step::SetKeys), self.join.then_some(Step::Join));
		self.stake.into_iter().chain(keys).chain(join).collect()
	}
}

fn stake_steps(facts: &Facts, wishes: Wishes) -> Vec<Step> {
	let Some(position) = &facts.position else {
		let (stake, commission) = (wishes.stake.unwrap_or(facts.minimum), wishes.commission.unwrap_or_default());
		return vec![Step::Open { stake, commission }];
	};
	let wanted = wishes.stake.unwrap_or(facts.minimum);
	let missing = wanted.saturating_sub(position.own);
	let bond = (missing > 0).then_some(Step::Bond { operator: facts.operator, amount: missing });
	let activate = (!position.active).then_some(Step::Activate);
	let commission = wishes.commission.filter(|commission| *commission != position.next_commission);
	bond.into_iter().chain(activate).chain(commission.map(Step::SetCommission)).collect()
}

#[cfg(test)]
mod tests {
	use super::{super::facts::samples, *};
	use piazza_client::{amount::UNIT, bytes::Hex, validators::SessionKeys};

	fn commission(percent: u32) -> Perbill {
		Perbill(percent * 10_000_000)
	}

	#[test]
	fn plan_is_all_there_is_when_nothing_is_in_place() {
		let plan = Plan::new(&samples::fresh(), Wishes::default());
		let open = Step::Open { stake: 10_000 * UNIT, commission: commission(0) };
		assert_eq!(plan, Plan { stake: vec![open.clone()], rotate: true, join: true });
		assert_eq!((plan.staked(), plan.lines().len()), (10_000 * UNIT, 3));
		let keys = SessionKeys { grandpa: Hex([1; 32]), babe: Hex([2; 32]), authority_discovery: Hex([3; 32]) };
		let keys = NewKeys { keys, proof: vec![4] };
		// Joining needs keys and stake, so it comes last.
		assert_eq!(plan.steps(Some(keys.clone())), [open, Step::SetKeys(keys), Step::Join]);
	}

	#[test]
	fn plan_is_empty_when_everything_is_in_place() {
		let wishes = Wishes { stake: Some(9_000 * UNIT), commission: Some(commission(5)), replace_keys: false };
		for wishes in [Wishes::default(), wishes] {
			assert!(Plan::new(&samples::settled(), wishes).is_empty());
		}
	}

	#[test]
	fn plan_adds_what_is_missing_to_what_is_wished_for() {
		let wishes = Wishes { stake: Some(12_000 * UNIT), commission: Some(commission(6)), replace_keys: true };
		let facts = samples::settled();
		let plan = Plan::new(&facts, wishes);
		let bond = Step::Bond { operator: facts.operator, amount: 2_000 * UNIT };
		assert_eq!(plan, Plan { stake: vec![bond, Step::SetCommission(commission(6))], rotate: true, join: false });
	}

	#[test]
	fn plan_takes_up_a_position_that_was_chilled_after_it_has_the_minimum() {
		let mut facts = samples::settled();
		if let Some(position) = &mut facts.position {
			(position.active, position.own) = (false, 9_000 * UNIT);
		}
		let bond = Step::Bond { operator: facts.operator, amount: 1_000 * UNIT };
		assert_eq!(Plan::new(&facts, Wishes::default()).stake, [bond, Step::Activate]);
	}

	#[test]
	fn plan_makes_keys_when_those_registered_are_not_in_the_node() {
		let facts = |held| super::Facts { held, ..samples::settled() };
		let rotates = |held| Plan::new(&facts(held), Wishes::default()).rotate;
		assert_eq!([rotates(Some(true)), rotates(Some(false)), rotates(None)], [false, true, false]);
	}
}
