//! What calls do.

use crate::{
	rules::{self, BadExpiry},
	Channel, ChannelOf, Channels, Config, Error, Event, NextId, Pallet, Results, SettlementOf, VoucherKey, VoucherOf,
	VoucherSignature, WeightInfo, Work,
};
use frame_support::{ensure, traits::Get, weights::Weight};
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::{
	Attested, BatchId, BatchSource, ChannelId, CommitResults, Commitment, ProgramId, ProgramKind, Settlement, Window,
};
use sp_runtime::{
	traits::{CheckedAdd, Saturating, Zero},
	ArithmeticError, DispatchError, DispatchResult,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_open(
		payer: T::AccountId,
		payee: T::AccountId,
		asset: T::AssetKind,
		deposit: T::Balance,
		signer: VoucherKey,
		expires: BlockNumberFor<T>,
		program: Option<ProgramId>,
	) -> DispatchResult {
		ensure!(payee != payer, Error::<T>::PayeeIsPayer);
		ensure!(!deposit.is_zero(), Error::<T>::ZeroDeposit);
		let window = Window { from: Self::now(), to: expires };
		Self::ensure_expiry(window)?;
		let work = program.map(Self::begin_work).transpose()?;

		let id = NextId::<T>::get();
		NextId::<T>::put(id.checked_add(1).ok_or(ArithmeticError::Overflow)?);
		let ticket = Self::hold_for_channel(&payer)?;
		let escrow = Self::open_escrow(&payer, asset.clone(), deposit)?;
		Self::deposit_event(Event::Opened {
			channel: id,
			payer: payer.clone(),
			payee: payee.clone(),
			asset: asset.clone(),
			deposit,
			signer,
			expires,
			program,
		});
		let paid = Zero::zero();
		let channel = Channel { payer, payee, asset, escrow, deposit, paid, signer, window, work, ticket };
		Channels::<T>::insert(id, channel);
		Ok(())
	}

	pub(crate) fn do_top_up(who: T::AccountId, id: ChannelId, amount: T::Balance) -> DispatchResult {
		let mut channel = Self::find_of_payer(id, &who)?;
		ensure!(!amount.is_zero(), Error::<T>::ZeroDeposit);
		ensure!(channel.window.contains(Self::now()), Error::<T>::Expired);
		channel.deposit = channel.deposit.checked_add(&amount).ok_or(ArithmeticError::Overflow)?;
		Self::put_in(&channel, amount)?;
		Self::deposit_event(Event::ToppedUp { channel: id, amount, deposit: channel.deposit });
		Channels::<T>::insert(id, channel);
		Ok(())
	}

	pub(crate) fn do_extend(who: T::AccountId, id: ChannelId, expires: BlockNumberFor<T>) -> DispatchResult {
		let mut channel = Self::find_of_payer(id, &who)?;
		ensure!(expires > channel.window.to, Error::<T>::NotLater);
		let old_expires = core::mem::replace(&mut channel.window.to, expires);
		Self::ensure_expiry(channel.window)?;
		Channels::<T>::insert(id, channel);
		Self::deposit_event(Event::Extended { channel: id, old_expires, expires });
		Ok(())
	}

	pub(crate) fn do_redeem(
		who: T::AccountId,
		id: ChannelId,
		voucher: VoucherOf<T>,
		signature: VoucherSignature,
	) -> DispatchResult {
		let mut channel = Self::find(id)?;
		if voucher.results.is_some() {
			ensure!(Self::acts_for(&who, &channel.payee), Error::<T>::NotPayee);
		}
		let amount = Self::check_voucher(id, &channel, &voucher, &signature)?;
		let vouch = |results| Self::vouch(who, id, &mut channel, results, amount);
		let batch = voucher.results.map(vouch).transpose()?;
		channel.paid = voucher.total;
		Self::pay(&channel, amount)?;
		let (payee, total) = (channel.payee.clone(), channel.paid);
		Self::deposit_event(Event::Redeemed { channel: id, payee, amount, total, batch });
		Channels::<T>::insert(id, channel);
		Ok(())
	}

	pub(crate) fn do_close(who: T::AccountId, id: ChannelId) -> DispatchResult {
		let channel = Self::find(id)?;
		if who == channel.payer {
			let earliest = rules::payer_may_close_at(channel.window, T::GracePeriod::get());
			ensure!(Self::now() >= earliest, Error::<T>::GraceNotOver);
		} else {
			ensure!(Self::acts_for(&who, &channel.payee), Error::<T>::NotParty);
		}
		let refunded = Self::give_back(&channel)?;
		Channels::<T>::remove(id);
		let paid = channel.paid;
		let receipt_until = Self::keep_receipt(id, channel)?;
		Self::deposit_event(Event::Closed { channel: id, paid, refunded, receipt_until });
		Ok(())
	}

	/// Whether `who` is the payee, or an active worker that it owns.
	pub(crate) fn acts_for(who: &T::AccountId, payee: &T::AccountId) -> bool {
		who == payee || T::Attested::ensure_active(who).is_ok_and(|worker| worker.owner == *payee)
	}

	/// Has the payee vouch for all results of the channel so far, `amount` being paid for the new ones.
	fn vouch(
		who: T::AccountId,
		id: ChannelId,
		channel: &mut ChannelOf<T>,
		results: Results,
		amount: T::Balance,
	) -> Result<BatchId, DispatchError> {
		let value = Self::native_value(&channel.asset, amount);
		let work = channel.work.as_mut().ok_or(Error::<T>::NoProgram)?;
		let now = Self::now();
		let blocks = now.saturating_sub(core::mem::replace(&mut work.committed_at, now));
		work.count = results.count;
		T::Commitments::commit(Commitment {
			source: BatchSource::Channel(id),
			tenant: channel.payer.clone(),
			provider: channel.payee.clone(),
			worker: who,
			program: work.program,
			root: results.root,
			count: results.count,
			blocks,
			claim: value,
		})
	}

	/// No result of this program yet, which must be one whose results can be disputed.
	fn begin_work(program: ProgramId) -> Result<Work<BlockNumberFor<T>>, DispatchError> {
		let kind = T::Attested::program_kind(&program).ok_or(Error::<T>::UnknownProgram)?;
		ensure!(kind == ProgramKind::Image, Error::<T>::NotDisputable);
		Ok(Work { program, count: 0, committed_at: Self::now() })
	}

	/// What a channel has settled; `None` when it has paid nothing.
	pub(crate) fn settled(channel: &ChannelOf<T>) -> Option<SettlementOf<T>> {
		let value = Self::native_value(&channel.asset, channel.paid);
		let (payer, payee) = (channel.payer.clone(), channel.payee.clone());
		(!channel.paid.is_zero()).then_some(Settlement { payer, payee, value })
	}

	/// What this amount is in native money: nothing, of another asset.
	fn native_value(asset: &T::AssetKind, amount: T::Balance) -> T::Balance {
		if *asset == T::NativeAsset::get() {
			amount
		} else {
			Zero::zero()
		}
	}

	/// What redeeming this voucher may weigh: it depends on the kind of signature, and on whether there are results, but
	/// not on how many.
	pub(crate) fn redeem_weight(voucher: &VoucherOf<T>, signature: &VoucherSignature) -> Weight {
		let redeem = match signature {
			VoucherSignature::Sr25519(_) => T::WeightInfo::redeem_sr25519(),
			VoucherSignature::Ed25519(_) => T::WeightInfo::redeem_ed25519(),
			VoucherSignature::Ecdsa(_) => T::WeightInfo::redeem_ecdsa(),
			VoucherSignature::Ethereum(_) => T::WeightInfo::redeem_ethereum(),
		};
		match voucher.results {
			Some(_) => {
				redeem.saturating_add(T::WeightInfo::find_worker()).saturating_add(T::Commitments::commit_weight())
			}
			None => redeem,
		}
	}

	/// The block that is being built or executed.
	pub(crate) fn now() -> BlockNumberFor<T> {
		frame_system::Pallet::<T>::block_number()
	}

	/// The channel, or the error that says there is none.
	fn find(id: ChannelId) -> Result<ChannelOf<T>, Error<T>> {
		Channels::<T>::get(id).ok_or(Error::<T>::NotFound)
	}

	/// The channel, if `who` pays by it.
	fn find_of_payer(id: ChannelId, who: &T::AccountId) -> Result<ChannelOf<T>, Error<T>> {
		let channel = Self::find(id)?;
		ensure!(channel.payer == *who, Error::<T>::NotPayer);
		Ok(channel)
	}

	fn ensure_expiry(window: Window<BlockNumberFor<T>>) -> Result<(), Error<T>> {
		rules::check_expiry(window, Self::now(), T::MaxDuration::get()).map_err(|why| match why {
			BadExpiry::Past => Error::<T>::ExpiryInThePast,
			BadExpiry::TooFar => Error::<T>::ExpiryTooFar,
		})
	}
}
