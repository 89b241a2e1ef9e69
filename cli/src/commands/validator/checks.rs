//! What must be in order before an operator is set up, each with what to do when it is not.

use super::{
	facts::{Facts, NodeFacts},
	plan::{Plan, Wishes},
};
use crate::money::pza;
use piazza_client::{amount::UNIT, Balance};
use serde_json::{json, Value};

/// What is put aside for the fee: more than it is.
const FEES: Balance = UNIT;

/// How many slots the newest block may be in the past: some are empty.
const SLOTS_BEHIND: i128 = 5;

/// How many slots the newest block may be in the future.
const SLOTS_AHEAD: i128 = 1;

/// Something that was looked at: all right, or a problem with its remedy.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Check {
	pub(super) name: &'static str,
	pub(super) found: Result<String, String>,
}

impl Check {
	pub(super) fn line(&self) -> String {
		match &self.found {
			Ok(found) => format!("ok       {:<10} {found}", self.name),
			Err(problem) => format!("PROBLEM  {:<10} {problem}", self.name),
		}
	}

	pub(super) fn json(&self) -> Value {
		let (Ok(found) | Err(found)) = &self.found;
		json!({ "name": self.name, "ok": self.found.is_ok(), "found": found })
	}
}

/// Looks at everything.
pub(super) fn all(facts: &Facts, wishes: Wishes, plan: &Plan) -> Vec<Check> {
	let node = &facts.node;
	vec![
		Check { name: "sync", found: sync(node) },
		Check { name: "role", found: role(node) },
		Check { name: "access", found: access(node) },
		Check { name: "clock", found: clock(node) },
		Check { name: "keys", found: keys(facts, wishes) },
		Check { name: "stake", found: stake(facts, plan) },
		Check { name: "money", found: money(facts, plan) },
	]
}

fn sync(node: &NodeFacts) -> Result<String, String> {
	match node {
		NodeFacts { syncing: true, .. } => {
			Err("the node is still catching up: wait until `piazza chain` does not say so any more".into())
		}
		NodeFacts { peers: 0, for_development: false, .. } => {
			Err("the node is connected to no other: check its network, that its port is open, and that the chain's \
			 specification or --bootnodes name nodes that run"
				.into())
		}
		NodeFacts { peers: 0, .. } => Ok("the node is in step, and alone on a chain for development".into()),
		NodeFacts { peers: 1, .. } => Ok("the node is in step, and connected to one other".into()),
		NodeFacts { peers, .. } => Ok(format!("the node is in step, and connected to {peers} others")),
	}
}

fn role(node: &NodeFacts) -> Result<String, String> {
	match node.is_validator {
		true => Ok("the node runs as a validator".into()),
		false => Err("the node does not run as a validator: start it again with --validator".into()),
	}
}

fn access(node: &NodeFacts) -> Result<String, String> {
	match node.lets_manage_keys {
		true => Ok("the node lets you manage its keys".into()),
		false => Err(format!(
			"the node at {} does not let you manage its keys: run this on the node's own machine, with its RPC on loopback \
			 only, and start the node with `--rpc-methods unsafe`",
			node.url
		)),
	}
}

fn clock(node: &NodeFacts) -> Result<String, String> {
	let slot = i128::from(node.slot);
	let seconds = |milliseconds: i128| milliseconds.abs() / 1_000;
	match node.ahead {
		ahead if ahead > slot.saturating_mul(SLOTS_BEHIND) => Err(format!(
			"the newest block is {} s old: either this machine's clock is fast, or the chain makes no blocks. Let the clock \
			 be set by NTP (`timedatectl` tells)",
			seconds(ahead)
		)),
		ahead if ahead < slot.saturating_mul(SLOTS_AHEAD).saturating_neg() => Err(format!(
			"the newest block is {} s in the future: this machine's clock is slow. Let it be set by NTP (`timedatectl` tells)",
			seconds(ahead)
		)),
		_ => Ok("this machine's clock agrees with the newest block".into()),
	}
}

fn keys(facts: &Facts, wishes: Wishes) -> Result<String, String> {
	match (facts.keys, facts.held) {
		(None, _) => Ok("none are registered yet".into()),
		(Some(_), _) if wishes.replace_keys && facts.validates => Ok(
			"those registered are replaced: a node that holds them validates until the new ones act, so keep it running until \
			 then"
				.into(),
		),
		(Some(_), _) if wishes.replace_keys => Ok("those registered are replaced".into()),
		(Some(_), Some(true)) => Ok("those registered are in this node".into()),
		(Some(_), Some(false)) if facts.validates => Err(
			"you validate, with keys that are not in this node: another node of yours may be running with them. Never copy its \
			 keystore here: two nodes with the same keys are slashed. If this node is to take over, give --replace-keys, and \
			 keep the other one running until the new keys act"
				.into(),
		),
		(Some(_), Some(false)) => Ok("those registered are not in this node, and are replaced".into()),
		(Some(_), None) => Err("the node does not say whether it has those registered: see above".into()),
	}
}

fn stake(facts: &Facts, plan: &Plan) -> Result<String, String> {
	let own = facts.position.as_ref().map_or(0, |position| position.own);
	let after = own.saturating_add(plan.staked());
	match after >= facts.minimum {
		true => Ok(format!("{} of your own; the least is {}", pza(after), pza(facts.minimum))),
		false => Err(format!(
			"{} of your own is less than the least, {}: give at least that with --stake",
			pza(after),
			pza(facts.minimum)
		)),
	}
}

fn money(facts: &Facts, plan: &Plan) -> Result<String, String> {
	if plan.is_empty() {
		return Ok("nothing is needed".into());
	}
	let deposit = if plan.rotate && facts.keys.is_none() { facts.key_deposit } else { 0 };
	let needed = [plan.staked(), deposit, FEES].into_iter().fold(0, Balance::saturating_add);
	let has = facts.spendable();
	let what = format!(
		"{} for stake, {} as deposit for keys, up to {} for the fee",
		pza(plan.staked()),
		pza(deposit),
		pza(FEES)
	);
	match has >= needed {
		true => Ok(format!("you can spend {}, and need {what}", pza(has))),
		false => Err(format!(
			"you can spend {}, but need {what}: send {} to {}",
			pza(has),
			pza(needed.saturating_sub(has)),
			facts.operator
		)),
	}
}

#[cfg(test)]
mod tests {
	use super::{super::facts::samples, *};

	fn problems(facts: &Facts, wishes: Wishes) -> Vec<(&'static str, String)> {
		let checks = all(facts, wishes, &Plan::new(facts, wishes));
		checks.into_iter().filter_map(|check| Some((check.name, check.found.err()?))).collect()
	}

	/// The one problem there is: where, and that its text has the remedy.
	fn expect(facts: &Facts, wishes: Wishes, name: &str, remedy: &str) {
		let found = problems(facts, wishes);
		let [(place, text)] = found.as_slice() else { panic!("{found:?}") };
		assert!(*place == name && text.contains(remedy), "{found:?}");
	}

	fn with_node(change: impl Fn(&mut NodeFacts)) -> Facts {
		let mut facts = samples::fresh();
		change(&mut facts.node);
		facts
	}

	#[test]
	fn everything_is_in_order_when_node_and_money_are() {
		for facts in [samples::fresh(), samples::settled()] {
			assert_eq!(problems(&facts, Wishes::default()), []);
		}
	}

	#[test]
	fn node_is_a_problem_with_its_remedy_when_it_is_not_ready() {
		let wishes = Wishes::default();
		expect(&with_node(|node| node.syncing = true), wishes, "sync", "wait until");
		expect(&with_node(|node| node.peers = 0), wishes, "sync", "--bootnodes");
		expect(&with_node(|node| node.is_validator = false), wishes, "role", "--validator");
		expect(&with_node(|node| node.lets_manage_keys = false), wishes, "access", "--rpc-methods unsafe");
		let alone = with_node(|node| (node.peers, node.for_development) = (0, true));
		assert_eq!(problems(&alone, wishes), []);
	}

	#[test]
	fn clock_is_a_problem_when_it_is_some_slots_off() {
		let problem = |ahead| !problems(&with_node(|node| node.ahead = ahead), Wishes::default()).is_empty();
		assert_eq!([-3_001, -3_000, 0, 15_000, 15_001].map(problem), [true, false, false, false, true]);
		expect(&with_node(|node| node.ahead = 20_000), Wishes::default(), "clock", "NTP");
		expect(&with_node(|node| node.ahead = -20_000), Wishes::default(), "clock", "clock is slow");
	}

	#[test]
	fn keys_of_another_node_are_a_problem_when_the_operator_validates_with_them() {
		let facts = Facts { held: Some(false), validates: true, ..samples::settled() };
		expect(&facts, Wishes::default(), "keys", "--replace-keys");
		let replace = Wishes { replace_keys: true, ..Wishes::default() };
		assert_eq!(problems(&facts, replace), []);
		assert_eq!(problems(&Facts { validates: false, ..facts }, Wishes::default()), []);
	}

	#[test]
	fn stake_is_a_problem_when_it_is_below_the_minimum() {
		let wishes = Wishes { stake: Some(9_999 * UNIT), ..Wishes::default() };
		expect(&samples::fresh(), wishes, "stake", "--stake");
	}

	#[test]
	fn money_is_a_problem_when_stake_deposit_and_fee_cannot_be_paid() {
		let mut facts = samples::fresh();
		let needed = 10_000 * UNIT + facts.key_deposit + FEES + facts.existential_deposit;
		facts.money.free = needed;
		assert_eq!(problems(&facts, Wishes::default()), []);
		facts.money.free = needed - UNIT / 4;
		expect(&facts, Wishes::default(), "money", "send 0.25 PZA");
		// What is frozen beyond what is held cannot be spent.
		facts.money = piazza_client::accounts::Account { free: needed + 5 * UNIT, held: 2 * UNIT, frozen: 8 * UNIT };
		expect(&facts, Wishes::default(), "money", "send 0.999 PZA");
	}
}
