//! The only file that moves money.

use crate::{BalanceOf, Config, Evaluator, HoldReason, JobOf, Pallet, SeatOf, MAX_REPLICAS};
use codec::MaxEncodedLen;
use frame_support::traits::{
	fungible::{Balanced, BalancedHold, Credit, MutateHold},
	tokens::Precision,
	Consideration, Footprint, Imbalance,
};
use piazza_primitives::{Escrow, EscrowId};
use sp_runtime::{
	traits::{Saturating, Zero},
	DispatchError, DispatchResult, TokenError,
};

/// Native money taken from bonds, on its way to somebody.
pub(crate) type Pot<T> = Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;

/// How a budget was split.
pub(crate) struct Split<Balance> {
	pub(crate) paid: Balance,
	pub(crate) evaluator_fee: Balance,
	pub(crate) protocol_fee: Balance,
}

impl<T: Config> Pallet<T> {
	/// Room that the record of a job and of its seats takes at the most.
	pub(crate) fn footprint() -> Footprint {
		let job = u64::try_from(JobOf::<T>::max_encoded_len()).unwrap_or(u64::MAX);
		let seat = u64::try_from(SeatOf::<T>::max_encoded_len()).unwrap_or(u64::MAX);
		let seats = seat.saturating_mul(MAX_REPLICAS.into());
		Footprint { count: 1, size: job.saturating_add(seats) }
	}

	/// Holds the deposit for the record of a job.
	pub(crate) fn hold_deposit(tenant: &T::AccountId) -> Result<T::Consideration, DispatchError> {
		T::Consideration::new(tenant, Self::footprint())
	}

	/// Returns the deposit for the record of a job.
	pub(crate) fn return_deposit(tenant: &T::AccountId, ticket: T::Consideration) -> DispatchResult {
		ticket.drop(tenant)
	}

	/// Holds a bond on a provider.
	pub(crate) fn hold_bond(provider: &T::AccountId, bond: BalanceOf<T>) -> DispatchResult {
		T::Currency::hold(&HoldReason::Bond.into(), provider, bond)
	}

	/// Gives a bond back to its provider.
	pub(crate) fn release_bond(provider: &T::AccountId, bond: BalanceOf<T>) -> DispatchResult {
		T::Currency::release(&HoldReason::Bond.into(), provider, bond, Precision::BestEffort).map(|_| ())
	}

	/// Takes a bond away from its provider.
	pub(crate) fn take_bond(provider: &T::AccountId, bond: BalanceOf<T>) -> Pot<T> {
		T::Currency::slash(&HoldReason::Bond.into(), provider, bond).0
	}

	/// Holds the bond of a dispute on the disputer.
	pub(crate) fn hold_dispute_bond(disputer: &T::AccountId, bond: BalanceOf<T>) -> DispatchResult {
		T::Currency::hold(&HoldReason::Dispute.into(), disputer, bond)
	}

	/// Gives the bond of a dispute back to the disputer.
	pub(crate) fn release_dispute_bond(disputer: &T::AccountId, bond: BalanceOf<T>) -> DispatchResult {
		T::Currency::release(&HoldReason::Dispute.into(), disputer, bond, Precision::BestEffort).map(|_| ())
	}

	/// Takes the bond of a dispute away from the disputer.
	pub(crate) fn take_dispute_bond(disputer: &T::AccountId, bond: BalanceOf<T>) -> Pot<T> {
		T::Currency::slash(&HoldReason::Dispute.into(), disputer, bond).0
	}

	/// Gives `amount` out of the pot, or what is in it. To be used where an error undoes everything.
	pub(crate) fn give(pot: &mut Pot<T>, to: &T::AccountId, amount: BalanceOf<T>) -> DispatchResult {
		if amount.is_zero() {
			return Ok(());
		}
		T::Currency::resolve(to, pot.extract(amount)).map_err(|_| TokenError::CannotCreate.into())
	}

	/// Puts a reward aside.
	pub(crate) fn put_aside(
		tenant: &T::AccountId,
		asset: T::AssetKind,
		amount: BalanceOf<T>,
	) -> Result<EscrowId, DispatchError> {
		T::Escrow::open(tenant, asset, amount)
	}

	/// Pays for a seat: the protocol fee out of `gross`, the rest to its provider. Returns the rest. Nothing is paid where
	/// there is no reward.
	pub(crate) fn pay_seat(
		escrow: Option<EscrowId>,
		provider: &T::AccountId,
		gross: BalanceOf<T>,
	) -> Result<BalanceOf<T>, DispatchError> {
		let Some(escrow) = escrow else { return Ok(Zero::zero()) };
		let net = gross.saturating_sub(T::Escrow::charge_fee(escrow, gross)?);
		Self::pay(escrow, provider, net)?;
		Ok(net)
	}

	/// Whether the budget in an escrow covers the protocol's and the evaluator's fee.
	pub(crate) fn covers_fees(
		escrow: EscrowId,
		budget: BalanceOf<T>,
		evaluator: &Evaluator<T::AccountId>,
	) -> Option<bool> {
		let protocol_fee = T::Escrow::fee_on(escrow, budget)?;
		Some(protocol_fee.saturating_add(evaluator.fee.mul_floor(budget)) <= budget)
	}

	/// Pays out a budget: protocol and evaluator get their shares of it, rounded down, the provider the rest.
	pub(crate) fn pay_budget(
		escrow: EscrowId,
		budget: BalanceOf<T>,
		evaluator: &Evaluator<T::AccountId>,
		provider: &T::AccountId,
	) -> Result<Split<BalanceOf<T>>, DispatchError> {
		let protocol_fee = T::Escrow::charge_fee(escrow, budget)?;
		let rest = budget.saturating_sub(protocol_fee);
		let evaluator_fee = evaluator.fee.mul_floor(budget).min(rest);
		let paid = rest.saturating_sub(evaluator_fee);
		Self::pay(escrow, &evaluator.account, evaluator_fee)?;
		Self::pay(escrow, provider, paid)?;
		Self::refund(Some(escrow))?;
		Ok(Split { paid, evaluator_fee, protocol_fee })
	}

	/// Gives everything that is left in an escrow back. Returns it.
	pub(crate) fn refund(escrow: Option<EscrowId>) -> Result<BalanceOf<T>, DispatchError> {
		escrow.map_or(Ok(Zero::zero()), T::Escrow::close)
	}

	fn pay(escrow: EscrowId, to: &T::AccountId, amount: BalanceOf<T>) -> DispatchResult {
		if amount.is_zero() {
			return Ok(());
		}
		T::Escrow::pay(escrow, to, amount)
	}
}
