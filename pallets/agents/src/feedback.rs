//! What customers say of agents.

use crate::*;
use frame_support::ensure;
use piazza_primitives::{Content, Settlement, SettlementId, Settlements};
use sp_runtime::{traits::Convert, ArithmeticError, DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_give_feedback(
		client: T::AccountId,
		agent: AgentId,
		settlement: SettlementId,
		rating: Rating,
		content: Content,
	) -> DispatchResult {
		let record = Self::find(agent)?;
		ensure!(rating.decimals <= rules::DECIMALS, Error::<T>::TooManyDecimals);
		ensure!(rules::scaled(rating.value, rating.decimals).is_some(), Error::<T>::ValueTooLarge);
		ensure!(!Self::is_of_agent(agent, &record, &client), Error::<T>::OwnAgent);
		ensure!(!Feedbacks::<T>::contains_key(settlement), Error::<T>::SettlementUsed);
		let Settlement { payer, payee, value: weight } =
			T::Settlements::settlement(settlement).ok_or(Error::<T>::NoSettlement)?;
		ensure!(payer == client, Error::<T>::NotPayer);
		let is_payee = payee == T::AgentAccount::convert(agent) || record.wallet.as_ref() == Some(&payee);
		ensure!(is_payee, Error::<T>::WrongPayee);

		let ticket = Self::hold_for::<(FeedbackOf<T>, Totals)>(&client)?;
		let feedback = Feedback {
			agent,
			client: client.clone(),
			rating: rating.clone(),
			content: content.clone(),
			weight,
			revoked: false,
			response: None,
			ticket,
		};
		Self::count(&feedback, Totals::plus)?;
		Feedbacks::<T>::insert(settlement, feedback);
		Self::deposit_event(Event::FeedbackGiven { agent, client, settlement, rating, content, weight });
		Ok(())
	}

	pub(crate) fn do_revoke_feedback(client: T::AccountId, settlement: SettlementId) -> DispatchResult {
		let mut feedback = Self::feedback_of(&client, settlement)?;
		ensure!(!feedback.revoked, Error::<T>::Revoked);
		Self::count(&feedback, Totals::minus)?;
		feedback.revoked = true;
		let agent = feedback.agent;
		Feedbacks::<T>::insert(settlement, feedback);
		Self::deposit_event(Event::FeedbackRevoked { agent, client, settlement });
		Ok(())
	}

	/// As long as the settlement could be shown again, its feedback is what keeps it from being used again.
	pub(crate) fn do_remove_feedback(client: T::AccountId, settlement: SettlementId) -> DispatchResult {
		let feedback = Self::feedback_of(&client, settlement)?;
		ensure!(feedback.revoked, Error::<T>::NotRevoked);
		ensure!(T::Settlements::settlement(settlement).is_none(), Error::<T>::SettlementStands);
		Feedbacks::<T>::remove(settlement);
		Self::return_deposit(&client, feedback.ticket)?;
		Self::deposit_event(Event::FeedbackRemoved { agent: feedback.agent, client, settlement });
		Ok(())
	}

	pub(crate) fn do_respond(owner: T::AccountId, settlement: SettlementId, response: Content) -> DispatchResult {
		let mut feedback = Feedbacks::<T>::get(settlement).ok_or(Error::<T>::NotFound)?;
		let agent = feedback.agent;
		Self::owned(&owner, agent)?;
		ensure!(!feedback.revoked, Error::<T>::Revoked);
		let old = feedback.response.replace(response.clone());
		Feedbacks::<T>::insert(settlement, feedback);
		Self::deposit_event(Event::Responded { agent, settlement, old, new: response });
		Ok(())
	}

	/// A feedback of `client`'s.
	fn feedback_of(client: &T::AccountId, settlement: SettlementId) -> Result<FeedbackOf<T>, DispatchError> {
		let feedback = Feedbacks::<T>::get(settlement).ok_or(Error::<T>::NotFound)?;
		ensure!(feedback.client == *client, Error::<T>::NotAuthor);
		Ok(feedback)
	}

	/// Counts a word in or out, of its client's and of all.
	fn count(
		Feedback { agent, client, rating, weight, .. }: &FeedbackOf<T>,
		change: impl Fn(Totals, i128, u128) -> Option<Totals>,
	) -> DispatchResult {
		let value = rules::scaled(rating.value, rating.decimals).ok_or(ArithmeticError::Overflow)?;
		let update = |slot: &mut Option<Totals>| {
			let totals = change(slot.unwrap_or_default(), value, *weight).ok_or(ArithmeticError::Overflow)?;
			*slot = Some(totals).filter(|totals| totals.count > 0);
			Ok::<_, DispatchError>(())
		};
		ClientTotals::<T>::try_mutate_exists(agent, client, update)?;
		AgentTotals::<T>::try_mutate_exists(agent, update)
	}
}
