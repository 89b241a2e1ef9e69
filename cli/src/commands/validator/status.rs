//! `piazza validator status`.

use crate::{
	commands::stake::{position_json, position_text, slashes_json, slashes_text},
	context::Context,
	money::{pza, share},
	report::Report,
	time::utc,
};
use anyhow::Result;
use piazza_client::{
	chain::{Block, Chain},
	stakes::{EraIndex, PendingSlash, Position, Role, SlashId},
	validators::{Clock, Offender, SessionKeys, Validator},
	AccountId, Perbill,
};
use serde_json::{json, Value};

/// How an operator stands at one block.
struct Status {
	operator: AccountId,
	block: u32,
	clock: Option<Clock>,
	is_candidate: bool,
	/// Its place in this session, if it validates.
	now: Option<Validator>,
	/// Its place in the next session, if it will validate.
	next: Option<Validator>,
	/// Whether an election now would elect it.
	would_be: bool,
	keys: Option<SessionKeys>,
	/// Whether the node holds the keys; `None` when it does not say.
	held: Option<bool>,
	position: Option<Position>,
	slashes: Vec<(SlashId, PendingSlash)>,
	/// Its equivocations in this and the previous era.
	offences: Vec<(EraIndex, Offender)>,
	/// Millionths of its stake in a year, before commission.
	yearly_return: u128,
}

pub(super) async fn run(context: &Context, operator: Option<AccountId>) -> Result<Report> {
	let operator = context.account_or_own(operator)?;
	let chain = context.chain().await?;
	let status = Status::read(&chain, &chain.head().await?, operator).await?;
	Ok(Report::new(status.json(), status.text()))
}

impl Status {
	async fn read(chain: &Chain, block: &Block, operator: AccountId) -> Result<Self> {
		let of = |validators: Vec<Validator>| validators.into_iter().find(|validator| validator.operator == operator);
		let clock = block.clock().await?;
		let keys = block.session_keys(operator).await?;
		let held = match &keys {
			Some(keys) => chain.holds(keys).await?,
			None => None,
		};
		let mut offences = Vec::new();
		let era = clock.map_or(0, |clock| clock.era());
		for era in era.saturating_sub(1)..=era {
			let found = block.offences(era).await?.into_iter().find(|offender| offender.operator == operator);
			offences.extend(found.map(|offender| (era, offender)));
		}
		Ok(Self {
			operator,
			block: block.number(),
			clock,
			is_candidate: block.candidates().await?.contains(&operator),
			now: of(block.validators().await?),
			next: of(block.next_validators().await?),
			would_be: of(block.would_be_validators().await?).is_some(),
			keys,
			held,
			position: block.position(Role::Validator, operator).await?,
			slashes: block.pending_slashes(Role::Validator, operator).await?,
			offences,
			yearly_return: block.yearly_return(operator).await?,
		})
	}

	fn text(&self) -> String {
		let line = |name: &str, value: &str| format!("{name:<10}  {value}\n");
		let mut text = line("operator", &self.operator.to_string());
		text += &line("candidate", if self.is_candidate { "yes" } else { "no" });
		text += &line("validates", &self.validates());
		text += &line("elections", self.elections());
		text += &line("keys", self.keys());
		match &self.position {
			Some(position) => text += &position_text(position, self.clock.as_ref()),
			None => text += &line("stake", "none"),
		}
		text += &line("faults", &self.faults());
		if let Some(position) = &self.position {
			text += &line("return", &self.earns(position));
		}
		text += &line("session", &self.session());
		text += &line("as of", &format!("block {}", self.block));
		text += &slashes_text(&self.slashes, self.clock.as_ref());
		text
	}

	fn validates(&self) -> String {
		match (&self.now, &self.next) {
			(Some(Validator { disabled: true, .. }), _) => {
				"disabled for the rest of this session, for equivocation".into()
			}
			(Some(now), Some(_)) => format!("in this session, with {} behind it, and the next", pza(now.stake)),
			(Some(now), None) => format!("in this session, with {} behind it, and not in the next", pza(now.stake)),
			(None, Some(next)) => format!("from the next session on, with {} behind it", pza(next.stake)),
			(None, None) => "no".into(),
		}
	}

	fn elections(&self) -> &'static str {
		match (self.would_be, self.is_candidate) {
			(true, _) => "it would be elected now",
			(false, false) => "it is no candidate",
			(false, true) if self.keys.is_none() => "it cannot be elected: it has no session keys",
			(false, true) if !self.position.as_ref().is_some_and(Position::is_backed) => {
				"it cannot be elected: it is not active or has less than the minimum of its own"
			}
			(false, true) => "it would not be elected now: others have more stake behind them",
		}
	}

	fn keys(&self) -> &'static str {
		match (&self.keys, self.held) {
			(None, _) => "none registered",
			(Some(_), Some(true)) => "registered, and in this node",
			(Some(_), Some(false)) => "registered, but NOT in this node",
			(Some(_), None) => "registered; whether this node has them, it says only on its own machine",
		}
	}

	fn faults(&self) -> String {
		let fault = |(era, offender): &(EraIndex, Offender)| {
			format!("equivocation in era {era}: {} of {}", share(offender.fraction), pza(offender.exposure.stake))
		};
		match self.offences.as_slice() {
			[] => "none in this era and the one before".into(),
			offences => offences.iter().map(fault).collect::<Vec<_>>().join("; "),
		}
	}

	fn earns(&self, position: &Position) -> String {
		let after = after_commission(self.yearly_return, position.commission);
		format!(
			"about {} a year on all stake, {} after commission, while it validates",
			percent(self.yearly_return),
			percent(after)
		)
	}

	fn session(&self) -> String {
		let Some(clock) = &self.clock else { return "the chain has no blocks yet".into() };
		let next = clock.session.saturating_add(1);
		let (era, next_era) = (clock.era(), clock.era().saturating_add(1));
		format!(
			"{} of era {era}; session {next} begins about {}, era {next_era} about {}",
			clock.session,
			utc(clock.session_begins(next)),
			utc(clock.era_begins(next_era)),
		)
	}

	fn json(&self) -> Value {
		let stake = |validator: &Option<Validator>| validator.map(|validator| validator.stake.to_string());
		let offences: Vec<_> = self
			.offences
			.iter()
			.map(|(era, offender)| {
				json!({
					"era": era,
					"exposure": offender.exposure.stake.to_string(),
					"fraction": offender.fraction,
				})
			})
			.collect();
		json!({
			"operator": self.operator,
			"block": self.block,
			"session": self.clock.map(|clock| clock.session),
			"era": self.clock.map(|clock| clock.era()),
			"candidate": self.is_candidate,
			"now": stake(&self.now),
			"next": stake(&self.next),
			"would_be_elected": self.would_be,
			"disabled": self.now.is_some_and(|validator| validator.disabled),
			"keys": self.keys,
			"keys_in_node": self.held,
			"position": self.position.as_ref().map(position_json),
			"slashes": slashes_json(&self.slashes),
			"offences": offences,
			"yearly_return_ppm": self.yearly_return.to_string(),
		})
	}
}

/// What of a return, in millionths, is left after the operator's commission.
fn after_commission(millionths: u128, commission: Perbill) -> u128 {
	let left = 1_000_000_000u32.saturating_sub(commission.0);
	millionths.saturating_mul(left.into()) / 1_000_000_000
}

/// Millionths, in percent with two digits after the point.
fn percent(millionths: u128) -> String {
	format!("{}.{:02} %", millionths / 10_000, millionths % 10_000 / 100)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn return_is_less_by_the_commission() {
		assert_eq!(after_commission(50_000, Perbill(100_000_000)), 45_000);
		assert_eq!(after_commission(50_000, Perbill(1_000_000_000)), 0);
		assert_eq!(after_commission(50_000, Perbill(0)), 50_000);
	}

	#[test]
	fn return_is_shown_in_percent() {
		assert_eq!(
			(percent(51_234), percent(0), percent(2_500_099)),
			("5.12 %".into(), "0.00 %".into(), "250.00 %".into())
		);
	}
}
