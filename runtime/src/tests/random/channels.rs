//! Channels: money is put in, vouchers are signed and redeemed, with results and without, and the rest goes back.

use super::{attestation::*, batches::root_of, *};
use frame_support::traits::Get;
use pallet_channels::{Call, ChannelOf, Config, Results, Voucher, VoucherKey, VoucherOf, VoucherSignature};
use piazza_primitives::ChannelId;
use sp_core::{ecdsa, ed25519, sr25519, Pair, H160};
use sp_io::{crypto::secp256k1_ecdsa_recover, hashing::keccak_256};

/// So many channels are open before there are more by the way.
const FEW_CHANNELS: u32 = 20;

impl Run {
	/// A call to [`Channels`].
	pub(super) fn promise(&mut self) -> Option<Step> {
		match self.random.below(20) {
			0..=4 => self.open_channel(),
			5 => {
				let (channel, record) = self.channel(|channel| channel.window.contains(System::block_number()))?;
				signed(self.one_of(&[record.payer]), Call::top_up { channel, amount: self.amount() })
			}
			6..=7 => {
				let (channel, record) = self.channel(|_| true)?;
				let later = self.random.below(HOURS.into()) as BlockNumber;
				let expires = if self.random.happens(5) { BlockNumber::MAX } else { record.window.to + later };
				signed(self.one_of(&[record.payer]), Call::extend { channel, expires })
			}
			8..=15 => self.redeem(),
			_ => self.close_channel(),
		}
	}

	/// A channel that passes `filter`; sometimes any.
	fn channel(&mut self, filter: impl Fn(&ChannelOf<Runtime>) -> bool) -> Option<(ChannelId, ChannelOf<Runtime>)> {
		let any = self.random.happens(5);
		let channels = pallet_channels::Channels::<Runtime>::iter().filter(|(_, channel)| any || filter(channel));
		let id = self.random.pick(&sorted(channels.map(|(id, _)| id)))?;
		Some((id, Channels::channel(id)?))
	}

	fn open_channel(&mut self) -> Option<Step> {
		if pallet_channels::Channels::<Runtime>::count() >= FEW_CHANNELS && !self.random.happens(20) {
			return self.redeem();
		}
		let (payer, payee) = (self.party(), self.party());
		let deposit = match self.random.happens(80) {
			true => UNIT * Balance::from(1 + self.random.below(1_000)),
			false => self.amount(),
		};
		let programs = images();
		let program = self.random.pick(&programs).filter(|_| self.random.happens(60));
		let expires = System::block_number() + self.random.below(2 * u64::from(HOURS)) as BlockNumber;
		let (asset, signer) = (self.asset(), self.random.pick(&keys())?);
		signed(payer, Call::open { payee, asset, deposit, signer, expires, program })
	}

	/// A voucher is shown: a later one, one that was redeemed before, or one of which the channel is short.
	fn redeem(&mut self) -> Option<Step> {
		let (channel, record) = self.channel(|channel| channel.paid < channel.deposit)?;
		let left = record.deposit - record.paid;
		let total = match self.random.below(20) {
			0 => record.paid,
			1 => record.paid / 2,
			2 => record.deposit + 1,
			3 => self.amount(),
			4..=5 => record.deposit,
			_ => record.paid + left / 10 * Balance::from(1 + self.random.below(9)),
		};
		let (who, results) = self.results(&record);
		let voucher = Voucher { total, results };
		let signature = self.sign(channel, record.signer, voucher);
		signed(who, Call::redeem { channel, voucher, signature })
	}

	/// For which results a voucher is signed, and who shows it: the payee or a machine of its vouches for them.
	fn results(&mut self, channel: &ChannelOf<Runtime>) -> (AccountId, Option<Results>) {
		let interval: BlockNumber = <Runtime as pallet_batches::Config>::MinInterval::get();
		let is_time = channel.work.is_some_and(|work| System::block_number() >= work.committed_at + interval);
		let is_backed = Stakes::ensure_backed(Role::Provider, &channel.payee, 0).is_ok();
		if !self.random.happens(if is_time && is_backed { 80 } else { 5 }) {
			return (self.someone(), None);
		}
		let is_its = |worker: &AccountId| {
			let worker = Attestation::worker(worker.clone()).filter(|worker| worker.active);
			worker.is_some_and(|worker| worker.owner == channel.payee)
		};
		let machines: Vec<_> = workers().into_iter().filter(is_its).collect();
		let machine = self.random.pick(&machines).filter(|_| self.random.happens(50));
		let who = self.one_of(&[machine.unwrap_or_else(|| channel.payee.clone())]);
		let before = channel.work.map_or(0, |work| work.count);
		let count = match self.random.below(20) {
			0 => before.saturating_sub(1),
			1 => u32::MAX,
			_ => before.max(1 + self.random.below(2) as u32),
		};
		let root = root_of(&who, count);
		(who, Some(Results { root, count }))
	}

	/// Signs a voucher, most often with the channel's key; sometimes it is of another kind, or signs another one.
	fn sign(&mut self, channel: ChannelId, signer: VoucherKey, voucher: VoucherOf<Runtime>) -> VoucherSignature {
		let key = match self.random.pick(&keys()) {
			Some(other) if self.random.happens(3) => other,
			_ => signer,
		};
		let total = if self.random.happens(3) { voucher.total / 2 } else { voucher.total };
		let message = Channels::voucher_message(channel, Voucher { total, ..voucher }).unwrap_or_default();
		signature(key, &message)
	}

	/// Payee or payer closes a channel that has paid something, or that nobody needs any more; sometimes it is too early.
	fn close_channel(&mut self) -> Option<Step> {
		let now = System::block_number();
		let grace: BlockNumber = <Runtime as Config>::GracePeriod::get();
		let (channel, record) = self.channel(|channel| channel.paid > 0 || now >= channel.window.to + grace)?;
		let is_over = now >= record.window.to + grace;
		let who = if self.random.happens(if is_over { 80 } else { 10 }) { record.payer } else { record.payee };
		signed(self.one_of(&[who]), Call::close { channel })
	}
}

/// The key of every signer of vouchers of one scheme.
fn pair<Scheme: Pair>() -> Scheme {
	Scheme::from_seed_slice(&[7; 32]).expect("it has 32 bytes")
}

/// One key of each kind.
fn keys() -> [VoucherKey; 4] {
	let digest = [1; 32];
	let point = secp256k1_ecdsa_recover(&pair::<ecdsa::Pair>().sign_prehashed(&digest).0, &digest);
	let address = keccak_256(&point.ok().expect("it is signed"));
	[
		VoucherKey::Sr25519(pair::<sr25519::Pair>().public()),
		VoucherKey::Ed25519(pair::<ed25519::Pair>().public()),
		VoucherKey::Ecdsa(pair::<ecdsa::Pair>().public()),
		VoucherKey::Ethereum(H160::from_slice(&address[12..])),
	]
}

/// What that kind of key makes of a message.
fn signature(key: VoucherKey, message: &[u8]) -> VoucherSignature {
	match key {
		VoucherKey::Sr25519(_) => VoucherSignature::Sr25519(pair::<sr25519::Pair>().sign(message)),
		VoucherKey::Ed25519(_) => VoucherSignature::Ed25519(pair::<ed25519::Pair>().sign(message)),
		VoucherKey::Ecdsa(_) => VoucherSignature::Ecdsa(pair::<ecdsa::Pair>().sign(message).0),
		VoucherKey::Ethereum(_) => {
			let mut signature = pair::<ecdsa::Pair>().sign_prehashed(&keccak_256(message)).0;
			signature[64] += 27;
			VoucherSignature::Ethereum(signature)
		}
	}
}
