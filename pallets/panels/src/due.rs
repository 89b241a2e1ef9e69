//! What happens to panels by itself.

use crate::{
	pallet::{Event, Panels},
	Config, Due, Pallet, Stage, WeightInfo,
};
use frame_support::{storage::with_storage_layer, traits::Get, weights::Weight};
use piazza_primitives::{Agenda, HandleDue, OnVerdict};
use sp_runtime::{traits::Saturating, DispatchError, DispatchResult};

impl<T: Config> HandleDue<Due> for Pallet<T> {
	fn weight_of(item: &Due) -> Weight {
		let work = match item {
			// When too few are found, the panel ends.
			Due::Draw { .. } => T::WeightInfo::draw(T::MaxLots::get()).saturating_add(T::Verdicts::on_verdict_weight()),
			Due::CommitsEnd { .. } => T::WeightInfo::commits_end().max(Self::conclude_weight()),
			Due::RevealsEnd { .. } => Self::conclude_weight(),
		};
		work.saturating_add(T::WeightInfo::postpone())
	}

	fn max_weight() -> Weight {
		[Due::Draw { panel: 0 }, Due::CommitsEnd { panel: 0 }, Due::RevealsEnd { panel: 0 }]
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
	/// Does what is due, unless the panel has moved on.
	fn serve(item: Due) -> DispatchResult {
		let id = item.panel();
		let Some(panel) = Panels::<T>::get(id) else { return Ok(()) };
		if panel.due.at > Self::now() {
			return Ok(());
		}
		match (item, &panel.stage) {
			(Due::Draw { .. }, Stage::Waiting { tries }) => {
				let tries = *tries;
				Self::draw(id, panel, tries)
			}
			(Due::CommitsEnd { .. }, Stage::Committing { .. }) => Self::end_commits(id, panel),
			(Due::RevealsEnd { .. }, Stage::Revealing { .. }) => {
				Self::conclude(id, panel);
				Ok(())
			}
			_ => Ok(()),
		}
	}

	/// Tries again after [`Config::DrawDelay`] blocks. The only error this is for is an agenda that is full: it makes
	/// sure that no panel is ever stuck.
	pub(crate) fn postpone(item: Due, error: DispatchError) {
		let id = item.panel();
		log::error!(target: "runtime::panels", "{item:?} could not be served: {error:?}");
		let at = Self::now().saturating_add(T::DrawDelay::get());
		let Some(mut panel) = Panels::<T>::get(id) else { return };
		match T::Agenda::schedule(at, item) {
			Ok(ticket) => panel.due = ticket,
			Err(error) => log::error!(target: "runtime::panels", "{item:?} could not be postponed: {error:?}"),
		}
		Panels::<T>::insert(id, panel);
		Self::deposit_event(Event::Postponed { panel: id, error });
	}
}
