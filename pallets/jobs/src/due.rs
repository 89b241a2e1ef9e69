//! What happens to jobs by itself.

use crate::{
	pallet::{Event, Jobs, Seats},
	Config, Due, Failure, Pallet, Stage, WeightInfo, MAX_REPLICAS,
};
use frame_support::{storage::with_storage_layer, traits::Get, weights::Weight};
use piazza_primitives::{Agenda, HandleDue, Stakes};
use sp_runtime::{traits::Saturating, DispatchError, DispatchResult};

impl<T: Config> HandleDue<Due> for Pallet<T> {
	fn weight_of(item: &Due) -> Weight {
		let seats = u32::from(MAX_REPLICAS);
		let work = match item {
			// Without a quorum of claims the job ends as if it were cancelled.
			Due::Draw { .. } => T::WeightInfo::draw(T::MaxClaims::get()).max(T::WeightInfo::cancel(seats)),
			Due::CommitsEnd { .. } => T::WeightInfo::commits_end().max(T::WeightInfo::settle(seats)),
			Due::Deadline { .. } => T::WeightInfo::settle(seats).max(T::WeightInfo::expire()),
			Due::Remove { .. } => T::WeightInfo::expunge(),
			Due::Ruling { .. } => {
				T::WeightInfo::rule(seats).saturating_add(T::Stakes::slash_weight().saturating_mul(seats.into()))
			}
		};
		work.saturating_add(T::WeightInfo::postpone())
	}

	fn max_weight() -> Weight {
		[
			Due::Draw { job: 0 },
			Due::CommitsEnd { job: 0 },
			Due::Deadline { job: 0 },
			Due::Remove { job: 0 },
			Due::Ruling { job: 0 },
		]
		.iter()
		.map(Self::weight_of)
		.fold(Weight::zero(), |most, weight| most.max(weight))
	}

	fn handle_due(item: Due) {
		if let Err(error) = with_storage_layer(|| Self::serve(item)) {
			Self::postpone(item, error);
		}
	}
}

impl<T: Config> Pallet<T> {
	/// Does what is due, unless the job has moved on.
	fn serve(item: Due) -> DispatchResult {
		let id = item.job();
		let Some(job) = Jobs::<T>::get(id) else { return Ok(()) };
		if job.due.is_none_or(|ticket| ticket.at > Self::now()) {
			return Ok(());
		}
		match (item, &job.stage) {
			(Due::Draw { .. }, Stage::Open { .. }) => Self::draw_seats(id, job),
			(Due::CommitsEnd { .. }, Stage::Assigned { .. }) => Self::end_commits(id, job),
			(Due::Deadline { .. }, Stage::Revealing { .. }) => Self::conclude(id, job, Seats::<T>::get(id)).map(|_| ()),
			(Due::Deadline { .. }, Stage::Provisional { .. }) => Self::settle(id, job, Seats::<T>::get(id)).map(|_| ()),
			(Due::Ruling { .. }, Stage::Disputed { output }) => {
				let accepted = *output;
				Self::rule(id, job, accepted)
			}
			(Due::Deadline { .. }, Stage::Negotiating { .. } | Stage::Funded { .. } | Stage::Delivered { .. }) => {
				Self::fail(id, job, Failure::Expired)
			}
			(Due::Remove { .. }, Stage::Final { .. } | Stage::Failed { .. }) => Self::expunge(id, job),
			_ => Ok(()),
		}
	}

	/// Tries again after [`Config::EvaluationGrace`] blocks. None of the errors this is for is known to be possible:
	/// it makes sure that no job is ever stuck.
	pub(crate) fn postpone(item: Due, error: DispatchError) {
		let id = item.job();
		log::error!(target: "runtime::jobs", "{item:?} could not be served: {error:?}");
		let at = Self::now().saturating_add(T::EvaluationGrace::get());
		let Some(mut job) = Jobs::<T>::get(id) else { return };
		match T::Agenda::schedule(at, item) {
			Ok(ticket) => job.due = Some(ticket),
			Err(error) => log::error!(target: "runtime::jobs", "{item:?} could not be postponed: {error:?}"),
		}
		Jobs::<T>::insert(id, job);
		Self::deposit_event(Event::Postponed { job: id, error });
	}
}
