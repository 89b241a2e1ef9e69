//! The only file that moves money, and makes tokens.

use crate::*;
use codec::MaxEncodedLen;
use frame_support::{
	ensure,
	storage::with_storage_layer,
	traits::{
		fungibles::{Create, Inspect, Mutate},
		tokens::{Fortitude, Preservation},
		Consideration, Footprint, Get,
	},
	weights::Weight,
};
use sp_runtime::{traits::Convert, ArithmeticError, DispatchError, DispatchResult};

/// Where tokens are traded for native money.
pub trait Markets<AccountId, AssetKind> {
	/// Puts `tokens` of `token` and `native` of native money of `who` into a market of both, which is made unless there is
	/// one; all of both, or fails. The market's shares go to `keeper`. Returns how many.
	fn open(
		who: &AccountId,
		token: AssetKind,
		tokens: u128,
		native: u128,
		keeper: &AccountId,
	) -> Result<u128, DispatchError>;

	/// The greatest weight of [`Markets::open`].
	fn open_weight() -> Weight;
}

/// The room that a record of this type takes at the most.
fn room<Record: MaxEncodedLen>() -> Footprint {
	Footprint { count: 1, size: u64::try_from(Record::max_encoded_len()).unwrap_or(u64::MAX) }
}

impl<T: Config> Pallet<T> {
	/// Holds the deposit of a record of this type.
	pub(crate) fn hold_for<Record: MaxEncodedLen>(who: &T::AccountId) -> Result<T::Consideration, DispatchError> {
		T::Consideration::new(who, room::<Record>())
	}

	/// Returns the deposit of a record.
	pub(crate) fn return_deposit(who: &T::AccountId, ticket: T::Consideration) -> DispatchResult {
		ticket.drop(who)
	}

	/// Moves `amount`, if it is any; both accounts stay.
	///
	/// Fails when it does not arrive: of an asset of which there is nearly as much as can be counted, transfers of
	/// `fungibles::Mutate` say that all is well and lose what they move.
	fn transfer(asset: T::AssetKind, from: &T::AccountId, to: &T::AccountId, amount: u128) -> DispatchResult {
		if amount == 0 {
			return Ok(());
		}
		let before = T::Assets::balance(asset.clone(), to);
		T::Assets::transfer(asset.clone(), from, to, amount, Preservation::Preserve)?;
		let arrived = T::Assets::balance(asset, to).checked_sub(before);
		ensure!(arrived == Some(amount), ArithmeticError::Overflow);
		Ok(())
	}

	/// Gives a pool's account the least it must have of what it will have, so that it lasts however little else is in it.
	pub(crate) fn endow(owner: &T::AccountId, pool: PoolId, asset: &T::AssetKind) -> DispatchResult {
		let (account, native) = (T::PoolAccount::convert(pool), T::NativeAsset::get());
		Self::transfer(native.clone(), owner, &account, T::Assets::minimum_balance(native.clone()))?;
		if *asset != native {
			Self::transfer(asset.clone(), owner, &account, T::Assets::minimum_balance(asset.clone()))?;
		}
		Ok(())
	}

	/// Gives the owner all that is on a pool's account: what it put there, and what anybody gave.
	pub(crate) fn take_endowment(owner: &T::AccountId, pool: PoolId, asset: &T::AssetKind) -> DispatchResult {
		let (account, native) = (T::PoolAccount::convert(pool), T::NativeAsset::get());
		let drain = |asset: T::AssetKind| {
			let all =
				T::Assets::reducible_balance(asset.clone(), &account, Preservation::Expendable, Fortitude::Polite);
			match all {
				0 => Ok(()),
				_ => T::Assets::transfer(asset, &account, owner, all, Preservation::Expendable).map(|_| ()),
			}
		};
		if *asset != native {
			drain(asset.clone())?;
		}
		drain(native)
	}

	/// Makes a pool's token. Nobody has the key of who may mint it: this pallet alone does.
	pub(crate) fn create_token(pool: PoolId) -> DispatchResult {
		T::Assets::create(T::TokenOf::convert(pool), T::PoolAccount::convert(pool), false, 1)
	}

	/// Mints tokens into a pool's stake.
	pub(crate) fn mint(pool: PoolId, amount: u128) -> DispatchResult {
		T::Assets::mint_into(T::TokenOf::convert(pool), &T::PoolAccount::convert(pool), amount).map(|_| ())
	}

	/// Takes tokens of `who` into a pool's stake.
	pub(crate) fn take_tokens(who: &T::AccountId, pool: PoolId, amount: u128) -> DispatchResult {
		let account = T::PoolAccount::convert(pool);
		// The token is worth nothing to the account that has it: it need not last.
		T::Assets::transfer(T::TokenOf::convert(pool), who, &account, amount, Preservation::Expendable).map(|_| ())
	}

	/// Gives tokens out of a pool's stake to `who`.
	pub(crate) fn give_tokens(who: &T::AccountId, pool: PoolId, amount: u128) -> DispatchResult {
		let account = T::PoolAccount::convert(pool);
		T::Assets::transfer(T::TokenOf::convert(pool), &account, who, amount, Preservation::Expendable).map(|_| ())
	}

	/// Takes the price of a licence.
	pub(crate) fn take_price(buyer: &T::AccountId, pool: PoolId, asset: &T::AssetKind, amount: u128) -> DispatchResult {
		Self::transfer(asset.clone(), buyer, &T::PoolAccount::convert(pool), amount)
	}

	/// Pays out of a pool's income.
	pub(crate) fn pay(pool: PoolId, asset: &T::AssetKind, to: &T::AccountId, amount: u128) -> DispatchResult {
		Self::transfer(asset.clone(), &T::PoolAccount::convert(pool), to, amount)
	}

	/// Pays the treasury out of a pool's income. Returns whether it could receive it.
	pub(crate) fn pay_treasury(pool: PoolId, asset: &T::AssetKind, amount: u128) -> bool {
		with_storage_layer(|| Self::pay(pool, asset, &T::Treasury::get(), amount)).is_ok()
	}

	/// Takes money into the funds of epochs.
	pub(crate) fn take_for_fund(from: &T::AccountId, amount: u128) -> DispatchResult {
		Self::transfer(T::NativeAsset::get(), from, &T::FundAccount::get(), amount)
	}

	/// Pays a curator out of the funds of epochs. Returns whether it could receive it.
	pub(crate) fn pay_curator(curator: &T::AccountId, amount: u128) -> bool {
		with_storage_layer(|| Self::transfer(T::NativeAsset::get(), &T::FundAccount::get(), curator, amount)).is_ok()
	}

	/// Pays a pool out of the funds of epochs.
	pub(crate) fn pay_pool(pool: PoolId, amount: u128) -> DispatchResult {
		Self::transfer(T::NativeAsset::get(), &T::FundAccount::get(), &T::PoolAccount::convert(pool), amount)
	}

	/// Puts tokens and native money of the owner into a market, for ever: no call moves the shares that the pool's account
	/// gets for it. Returns how many those are.
	pub(crate) fn lock_liquidity(
		owner: &T::AccountId,
		pool: PoolId,
		tokens: u128,
		native: u128,
	) -> Result<u128, DispatchError> {
		T::Markets::open(owner, T::TokenOf::convert(pool), tokens, native, &T::PoolAccount::convert(pool))
	}
}
