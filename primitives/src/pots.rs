//! Money on its way to somebody, of whom it is not certain that it can be received.

use frame_support::traits::{
	fungible::{Balanced, Credit, Inspect},
	Imbalance,
};
use sp_runtime::traits::{Saturating, Zero};

/// Gives `amount` out of the pot, unless the account cannot receive it: then it stays there. Returns what was given.
///
/// For those of whom nothing is held, so that nobody can hold a settlement up by having no account.
pub fn give_if_possible<AccountId, Currency: Balanced<AccountId>>(
	pot: &mut Credit<AccountId, Currency>,
	to: &AccountId,
	amount: <Currency as Inspect<AccountId>>::Balance,
) -> <Currency as Inspect<AccountId>>::Balance {
	match Currency::resolve(to, pot.extract(amount)) {
		Ok(()) => amount,
		Err(credit) => {
			pot.subsume(credit);
			Zero::zero()
		}
	}
}

/// Gives each of `members` as much out of the pot, if it can receive it. Returns what was given in all.
pub fn give_each<AccountId, Currency: Balanced<AccountId>>(
	pot: &mut Credit<AccountId, Currency>,
	members: &[AccountId],
	each: <Currency as Inspect<AccountId>>::Balance,
) -> <Currency as Inspect<AccountId>>::Balance {
	members.iter().fold(Zero::zero(), |sum: <Currency as Inspect<AccountId>>::Balance, member| {
		sum.saturating_add(give_if_possible::<_, Currency>(pot, member, each))
	})
}
