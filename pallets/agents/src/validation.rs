//! What staked checkers say of agents' work, and what it costs them to be late or wrong.

use crate::*;
use frame_support::{ensure, traits::Get};
use piazza_primitives::{Content, ContentHash, Fault, JobId, JobResults, Role, Stakes};
use sp_core::H256;
use sp_runtime::{traits::Saturating, ArithmeticError, DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_request_validation(
		requester: T::AccountId,
		agent: AgentId,
		validator: T::AccountId,
		subject: JobId,
		output: ContentHash,
		request: Content,
		fee: u128,
	) -> DispatchResult {
		let record = Self::find(agent)?;
		let may_ask = record.owner == requester || record.wallet.as_ref() == Some(&requester);
		ensure!(may_ask, Error::<T>::NotOwner);
		ensure!(!Self::is_of_agent(agent, &record, &validator), Error::<T>::OwnAgent);
		let Content { hash, uri } = request;
		ensure!(!RequestMarks::<T>::contains_key(hash), Error::<T>::HashUsed);
		T::Stakes::ensure_backed(Role::Checker, &validator, T::ValidatorStake::get())?;

		let mark = Self::hold_for::<(MarkOf<T>, Scores)>(&requester)?;
		RequestMarks::<T>::insert(hash, Mark { depositor: requester.clone(), ticket: mark });
		let ticket = Self::hold_for::<ValidationOf<T>>(&requester)?;
		Self::hold_fee(&requester, fee)?;
		Self::deposit_event(Event::ValidationRequested {
			request: hash,
			agent,
			requester: requester.clone(),
			validator: validator.clone(),
			subject,
			output,
			fee,
		});
		let stage = Stage::Requested;
		let validation = Validation { agent, requester, validator, subject, output, uri, fee, stage, ticket };
		Validations::<T>::insert(hash, validation);
		Ok(())
	}

	pub(crate) fn do_accept_validation(validator: T::AccountId, request: H256) -> DispatchResult {
		let mut validation = Self::asked_of(&validator, request)?;
		ensure!(validation.stage == Stage::Requested, Error::<T>::WrongStage);
		T::Stakes::ensure_backed(Role::Checker, &validator, T::ValidatorStake::get())?;
		let until = Self::now().saturating_add(T::AnswerPeriod::get());
		validation.stage = Stage::Accepted { era: T::Stakes::era(), until };
		Validations::<T>::insert(request, validation);
		Self::deposit_event(Event::ValidationAccepted { request, validator, until });
		Ok(())
	}

	pub(crate) fn do_respond_validation(validator: T::AccountId, request: H256, answer: Answer) -> DispatchResult {
		let mut validation = Self::asked_of(&validator, request)?;
		let Stage::Accepted { until, .. } = validation.stage else { return Err(Error::<T>::WrongStage.into()) };
		ensure!(Self::now() < until, Error::<T>::TooLate);
		ensure!(answer.score <= rules::MAX_SCORE, Error::<T>::ScoreTooHigh);
		Self::score(&validation, |scores| scores.plus(answer.score))?;
		Self::pay_fee(&validation.requester, &validator, validation.fee)?;
		let until = Self::now().saturating_add(T::ContradictionPeriod::get());
		validation.stage = Stage::Answered { answer: answer.clone(), era: T::Stakes::era(), until };
		let agent = validation.agent;
		Validations::<T>::insert(request, validation);
		Self::deposit_event(Event::ValidationAnswered { request, agent, validator, answer, until });
		Ok(())
	}

	pub(crate) fn do_report_late(reporter: T::AccountId, request: H256) -> DispatchResult {
		let validation = Self::validation_named(request)?;
		let Stage::Accepted { era, until } = validation.stage else { return Err(Error::<T>::WrongStage.into()) };
		ensure!(Self::now() >= until, Error::<T>::TooSoon);
		Self::release_fee(&validation.requester, validation.fee)?;
		let validator = validation.validator.clone();
		let fault = Fault {
			amount: T::LateFine::get(),
			era,
			claim: None,
			reporter: Some(reporter.clone()),
			self_reported: false,
		};
		let slashed = T::Stakes::slash(Role::Checker, &validator, fault)?;
		Self::remove_validation(request, validation)?;
		Self::deposit_event(Event::ValidationLate { request, validator, reporter, slashed });
		Ok(())
	}

	pub(crate) fn do_report_contradiction(reporter: T::AccountId, request: H256) -> DispatchResult {
		let validation = Self::validation_named(request)?;
		let Stage::Answered { answer, era, until } = &validation.stage else {
			return Err(Error::<T>::WrongStage.into());
		};
		ensure!(Self::now() < *until, Error::<T>::TooLate);
		let result = T::Jobs::result(validation.subject).filter(|result| result.quorum >= T::MinQuorum::get());
		let output = result.ok_or(Error::<T>::NoResult)?.output;
		ensure!(rules::is_contradicted(answer.score, validation.output, output), Error::<T>::NotContradicted);
		Self::score(&validation, |scores| scores.minus(answer.score))?;
		// Whoever paid for the answer has that back first.
		let claim = Some((validation.requester.clone(), validation.fee)).filter(|(_, fee)| *fee > 0);
		let fault = Fault {
			amount: T::ContradictionFine::get(),
			era: *era,
			claim,
			reporter: Some(reporter.clone()),
			self_reported: false,
		};
		let validator = validation.validator.clone();
		let slashed = T::Stakes::slash(Role::Checker, &validator, fault)?;
		Self::remove_validation(request, validation)?;
		Self::deposit_event(Event::ValidationContradicted { request, validator, reporter, output, slashed });
		Ok(())
	}

	pub(crate) fn do_close_validation(requester: T::AccountId, request: H256) -> DispatchResult {
		let validation = Self::validation_named(request)?;
		ensure!(validation.requester == requester, Error::<T>::NotAuthor);
		match &validation.stage {
			Stage::Requested => Self::release_fee(&requester, validation.fee)?,
			Stage::Accepted { .. } => return Err(Error::<T>::WrongStage.into()),
			Stage::Answered { until, .. } => ensure!(Self::now() >= *until, Error::<T>::TooSoon),
		}
		Self::remove_validation(request, validation)?;
		Self::deposit_event(Event::ValidationClosed { request });
		Ok(())
	}

	/// The one way out of storage. What is held of its fee must be settled before. The mark stays.
	fn remove_validation(request: H256, validation: ValidationOf<T>) -> DispatchResult {
		Validations::<T>::remove(request);
		Self::return_deposit(&validation.requester, validation.ticket)
	}

	fn validation_named(request: H256) -> Result<ValidationOf<T>, DispatchError> {
		Validations::<T>::get(request).ok_or_else(|| Error::<T>::NotFound.into())
	}

	/// What `validator` was asked.
	fn asked_of(validator: &T::AccountId, request: H256) -> Result<ValidationOf<T>, DispatchError> {
		let validation = Self::validation_named(request)?;
		ensure!(validation.validator == *validator, Error::<T>::NotValidator);
		Ok(validation)
	}

	fn score(validation: &ValidationOf<T>, change: impl Fn(Scores) -> Option<Scores>) -> DispatchResult {
		AllScores::<T>::try_mutate_exists(validation.agent, &validation.validator, |slot| {
			let scores = change(slot.unwrap_or_default()).ok_or(ArithmeticError::Overflow)?;
			*slot = Some(scores).filter(|scores| scores.count > 0);
			Ok(())
		})
	}
}
