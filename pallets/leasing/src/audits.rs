//! What is said of machines by those who looked at them.

use crate::*;
use frame_support::ensure;
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_audit(auditor: T::AccountId, worker: T::AccountId, attributes: Attributes) -> DispatchResult {
		let ticket = Audits::<T>::take(&worker, &auditor).map(|audit| audit.ticket);
		if attributes.is_empty() {
			ensure!(ticket.is_some(), Error::<T>::NotFound);
			if let Some(ticket) = ticket {
				Self::return_deposit(&auditor, ticket)?;
			}
		} else {
			let ticket = ticket.map_or_else(|| Self::hold_for_audit(&auditor), Ok)?;
			Audits::<T>::insert(&worker, &auditor, Audit { attributes: attributes.clone(), ticket });
		}
		Self::deposit_event(Event::Audited { worker, auditor, attributes });
		Ok(())
	}
}
