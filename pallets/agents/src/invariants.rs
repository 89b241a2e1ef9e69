//! What is true between any two transactions.

use crate::*;
use alloc::collections::{BTreeMap, BTreeSet};
use codec::Encode;
use frame_support::{ensure, traits::fungible::InspectHold};
use sp_runtime::{traits::Convert, TryRuntimeError};

impl<T: Config> Pallet<T> {
	/// Checks that
	/// - no number was given that is not given yet, and no two agents share an account;
	/// - metadata is of agents, as much as they have the deposit for;
	/// - totals of feedback are the sums of all that was not taken back;
	/// - what is held as fees is what unanswered requests promise, and every request's hash is marked;
	/// - answers that stand are counted;
	/// - no key has spent more in a period than its mandate allows, and no mandate is of a generation to come.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_agents()?;
		Self::check_feedback()?;
		Self::check_validations()?;
		Self::check_mandates()
	}

	fn check_agents() -> Result<(), TryRuntimeError> {
		let mut rooms = BTreeMap::<AgentId, MetadataRoom>::new();
		for (agent, key, value) in Metadata::<T>::iter() {
			ensure!(key.as_slice() != WALLET_KEY, "the wallet's key is used");
			let room = rooms.entry(agent).or_default();
			let bytes = u32::try_from(key.len().saturating_add(value.len())).unwrap_or(u32::MAX);
			room.entries = room.entries.saturating_add(1);
			room.bytes = room.bytes.saturating_add(bytes);
		}
		let mut accounts = BTreeSet::new();
		for (agent, record) in Agents::<T>::iter() {
			ensure!(agent < NextAgent::<T>::get(), "an agent has a number that was not given yet");
			ensure!(accounts.insert(T::AgentAccount::convert(agent)), "two agents have one account");
			ensure!(record.metadata.entries <= MAX_METADATA, "an agent has too much metadata");
			ensure!(rooms.remove(&agent).unwrap_or_default() == record.metadata, "metadata is not what is paid for");
		}
		ensure!(rooms.is_empty(), "there is metadata of no agent");
		Ok(())
	}

	fn check_feedback() -> Result<(), TryRuntimeError> {
		let mut by_client = BTreeMap::<_, Totals>::new();
		let mut by_agent = BTreeMap::<AgentId, Totals>::new();
		for feedback in Feedbacks::<T>::iter_values() {
			ensure!(feedback.agent < NextAgent::<T>::get(), "feedback is about nobody");
			let value = rules::scaled(feedback.rating.value, feedback.rating.decimals).ok_or("a value is too great")?;
			if feedback.revoked {
				continue;
			}
			let one = Totals::default().plus(value, feedback.weight).ok_or("a value cannot be counted")?;
			let client = by_client.entry((feedback.agent, feedback.client).encode()).or_default();
			*client = client.merged(&one).ok_or("values cannot be counted")?;
			let agent = by_agent.entry(feedback.agent).or_default();
			*agent = agent.merged(&one).ok_or("values cannot be counted")?;
		}
		let clients: BTreeMap<_, _> =
			ClientTotals::<T>::iter().map(|(agent, client, totals)| ((agent, client).encode(), totals)).collect();
		ensure!(clients == by_client, "a client's totals are not its feedback");
		ensure!(AgentTotals::<T>::iter().collect::<BTreeMap<_, _>>() == by_agent, "totals are not all feedback");
		Ok(())
	}

	fn check_validations() -> Result<(), TryRuntimeError> {
		let mut fees = BTreeMap::<T::AccountId, u128>::new();
		let mut standing = BTreeMap::<_, Scores>::new();
		for (request, validation) in Validations::<T>::iter() {
			ensure!(RequestMarks::<T>::contains_key(request), "a request's hash can be used again");
			match validation.stage {
				Stage::Requested | Stage::Accepted { .. } => {
					let fee = fees.entry(validation.requester).or_default();
					*fee = fee.saturating_add(validation.fee);
				}
				Stage::Answered { answer, .. } => {
					let key = (validation.agent, validation.validator);
					let scores = standing.entry(key).or_insert_with(Scores::default);
					*scores = scores.plus(answer.score).ok_or("scores cannot be counted")?;
				}
			}
		}
		for mark in RequestMarks::<T>::iter_values() {
			fees.entry(mark.depositor).or_default();
		}
		for (who, sum) in fees {
			let held = T::Currency::balance_on_hold(&HoldReason::Fee.into(), &who);
			ensure!(held == sum, "fees are not what is held");
		}
		for ((agent, validator), least) in standing {
			let scores = AllScores::<T>::get(agent, validator).unwrap_or_default();
			ensure!(least.count <= scores.count && least.sum <= scores.sum, "an answer is not counted");
		}
		for scores in AllScores::<T>::iter_values() {
			let most = u64::from(scores.count).saturating_mul(rules::MAX_SCORE.into());
			ensure!(scores.count > 0 && scores.sum <= most, "scores are greater than they can be");
		}
		Ok(())
	}

	fn check_mandates() -> Result<(), TryRuntimeError> {
		for (agent, _, mandate) in Mandates::<T>::iter() {
			ensure!(agent < NextAgent::<T>::get(), "a mandate is of nobody");
			if let Some(record) = Agents::<T>::get(agent) {
				ensure!(mandate.generation <= record.generation, "a mandate is of a generation to come");
			}
			let Mandate { terms, tally, granted_at, .. } = mandate;
			ensure!(tally.used.len() == terms.limits.len(), "what is spent is not of the limits");
			let is_within = tally.used.iter().zip(terms.limits.iter()).all(|(used, limit)| *used <= limit.per_period);
			ensure!(is_within, "a key has spent more than it may");
			let now = rules::period_of(granted_at, terms.period, Self::now());
			ensure!(now.is_some_and(|now| tally.period <= now), "something was spent in a period to come");
		}
		Ok(())
	}
}
