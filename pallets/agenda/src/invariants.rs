//! What must always hold.

use crate::{
	pallet::{Cursor, Items, Pages},
	Config, Pallet,
};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks that
	/// - no page is before the cursor: nothing that fell due was skipped;
	/// - every page's unserved items are among those scheduled;
	/// - every item is on a page, at an index that is not served yet: nothing is orphaned, nothing is served twice.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let cursor = Cursor::<T>::get();
		for (at, page) in Pages::<T>::iter() {
			ensure!(at >= cursor, "a page was left behind the cursor");
			ensure!(page.next <= page.end, "a page is served beyond its end");
		}
		for (at, index, _) in Items::<T>::iter() {
			let page = Pages::<T>::get(at).ok_or("an item has no page")?;
			ensure!((page.next..page.end).contains(&index), "an item is outside of its page");
		}
		Ok(())
	}
}
