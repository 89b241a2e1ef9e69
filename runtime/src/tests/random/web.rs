//! Claims about the web, and whose they are.

use super::*;
use crate::tests::acceptance::reclaim::made;
use pallet_zktls::{Call, Epochs, LastEpoch, Links, SignedClaim, WitnessEpoch};
use piazza_fixtures::reclaim::{address, sign_text, Claim};
use piazza_primitives::Window;
use sp_core::H160;

/// The providers of all claims.
pub(super) const PROVIDERS: [Hash; 2] = [Hash::repeat_byte(0xab), Hash::repeat_byte(0xcd)];
/// Labels of the keys of all witnesses.
const WITNESSES: [&str; 5] = ["a", "b", "c", "d", "e"];

impl Run {
	/// A call to [`Zktls`].
	pub(super) fn prove(&mut self) -> Option<Step> {
		let someone = self.someone();
		match self.random.below(10) {
			0..=2 => {
				let address = self.random.below(2);
				self.link(someone, address)
			}
			3 => {
				let links = sorted(Links::<Runtime>::iter().map(|(address, link)| (address, link.account)));
				let (address, account) = self.random.pick(&links)?;
				signed(self.one_of(&[account]), Call::unlink { address })
			}
			_ => {
				let owner = address_of(&self.someone(), self.random.below(2));
				let provider = self.random.pick(&PROVIDERS)?;
				let claim = Box::new(self.web_claim(owner, provider)?);
				signed(someone, Call::submit { claim })
			}
		}
	}

	/// `who` links one of its addresses; sometimes it is another's.
	pub(super) fn link(&mut self, who: AccountId, number: u64) -> Option<Step> {
		let label = label(&self.one_of(std::slice::from_ref(&who)), number);
		let signature = sign_text(&label, &Zktls::link_text(who.clone()));
		signed(who, Call::link { address: H160(address(&label)), signature })
	}

	/// What `owner` saw through `provider` a moment ago; sometimes it is too old, or not of its epoch. There is none while
	/// nobody witnesses.
	pub(super) fn web_claim(&mut self, owner: H160, provider: Hash) -> Option<SignedClaim> {
		let any = self.random.pick(&sorted(Epochs::<Runtime>::iter_keys()))?;
		let number = if self.random.happens(10) { any } else { LastEpoch::<Runtime>::get() };
		let WitnessEpoch { window, required, .. } = Zktls::epoch(number)?;
		let ago = if self.random.happens(5) { 4_000 } else { self.random.below(10) };
		let question = self.random.below(60);
		let claim = Claim {
			parameters: format!(r#"{{"method":"GET","url":"https://example.org/{question}"}}"#),
			context: format!(r#"{{"extractedParameters":{{"n":"{ago}"}},"providerHash":"{provider:?}"}}"#),
			owner: owner.0,
			timestamp: seconds().saturating_sub(ago).max(window.from),
			epoch: number,
			witnesses: WITNESSES.to_vec(),
			required,
			..Claim::default()
		};
		Some(made(&claim.make()))
	}

	/// What governance does about it.
	pub(super) fn govern_web(&mut self) -> Option<Step> {
		let provider = self.random.pick(&PROVIDERS)?;
		match self.random.below(10) {
			0..=2 => {
				let from = if self.random.happens(10) { 0 } else { seconds() };
				let required = self.random.below(4) as u32;
				by_root(open_epoch(from, required))
			}
			3..=4 => {
				// The last one witnesses; sometimes nobody does.
				let last = LastEpoch::<Runtime>::get();
				let any = self.random.happens(20);
				let kept = sorted(Epochs::<Runtime>::iter_keys().filter(|epoch| any || *epoch != last));
				by_root(Call::retire_epoch { epoch: self.random.pick(&kept).unwrap_or(last + 1) })
			}
			5..=6 => by_root(Call::disallow_provider { provider }),
			_ => by_root(Call::allow_provider { provider }),
		}
	}
}

/// The label of the key of an address of `who`'s.
fn label(who: &AccountId, number: u64) -> String {
	format!("{who}/{number}")
}

/// An address of `who`'s.
pub(super) fn address_of(who: &AccountId, number: u64) -> H160 {
	H160(address(&label(who, number)))
}

/// Whether `who` has linked that address.
pub(super) fn is_linked(who: &AccountId, number: u64) -> bool {
	Zktls::account_of(address_of(who, number)).as_ref() == Some(who)
}

/// Seconds since 1970.
fn seconds() -> u64 {
	Timestamp::get() / 1_000
}

fn open_epoch(from: u64, required: u32) -> Call<Runtime> {
	let witnesses = WITNESSES.map(|witness| H160(address(witness))).to_vec().try_into().expect("they are few");
	Call::open_epoch { witnesses, required, window: Window { from, to: from + 1_000_000 } }
}

/// Providers whose claims count, and witnesses.
pub(super) fn prepare(run: &mut Run) {
	for provider in PROVIDERS {
		run.must(by_root(Call::allow_provider { provider }));
	}
	run.must(by_root(open_epoch(seconds(), 2)));
}
