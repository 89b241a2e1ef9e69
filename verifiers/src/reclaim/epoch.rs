//! Epochs: who may witness, and which of them a claim is for.

use super::Address;
use crate::UnixTime;
use alloc::{format, vec::Vec};
use sha3::{Digest, Keccak256};

/// The most witnesses of an epoch.
pub const MAX_WITNESSES: usize = 128;

/// A time with its witnesses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Epoch {
	/// Its number, which claims name.
	pub id: u32,
	/// First second of the claims it witnesses.
	pub starts: UnixTime,
	/// First second that is another epoch's.
	pub ends: UnixTime,
	/// Its witnesses, in the order of their registration, which the choice depends on.
	pub witnesses: Vec<Address>,
	/// How many of them witness a claim.
	pub required: u32,
}

impl Epoch {
	/// The witnesses for a claim (Reclaim.sol, `fetchWitnessesForClaim`). None if the epoch has no witnesses, more than
	/// [`MAX_WITNESSES`], or demands none or more than it has.
	///
	/// `identifier` is the claim's as it is written: `0x` and 64 hexadecimal digits.
	pub fn select(&self, identifier: &str, timestamp: UnixTime) -> Option<Vec<Address>> {
		let required = usize::try_from(self.required).ok()?;
		if required == 0 || required > self.witnesses.len() || self.witnesses.len() > MAX_WITNESSES {
			return None;
		}
		let seed = format!("{identifier}\n{}\n{}\n{timestamp}", self.id, self.required);
		let seed: [u8; 32] = Keccak256::digest(seed.as_bytes()).into();
		let (numbers, _) = seed.as_chunks::<4>();
		let mut left = self.witnesses.clone();
		let numbers = numbers.iter().cycle().take(required);
		numbers
			.map(|number| {
				let number = usize::try_from(u32::from_be_bytes(*number)).ok()?;
				let place = number.checked_rem(left.len())?;
				Some(left.swap_remove(place))
			})
			.collect()
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;
	use std::collections::BTreeSet;

	fn epoch(witnesses: u8, required: u32) -> Epoch {
		let witnesses = (0..witnesses).map(|number| Address([number; 20])).collect();
		Epoch { id: 1, starts: 0, ends: UnixTime::MAX, witnesses, required }
	}

	#[test]
	fn select_chooses_as_the_contract_does() {
		let identifier = "0x930a5687ac463eb8f048bd203659bd8f73119c534969258e5a7c5b8eb0987b16";
		let chosen = |required| epoch(5, required).select(identifier, 1_712_685_785).unwrap();
		assert_eq!(chosen(1), [Address([3; 20])]);
		assert_eq!(chosen(3), [Address([3; 20]), Address([2; 20]), Address([4; 20])]);
	}

	#[test]
	fn select_refuses_when_the_epoch_cannot_provide() {
		for (witnesses, required) in [(0, 0), (0, 1), (3, 0), (3, 4), (129, 1)] {
			assert_eq!(epoch(witnesses, required).select("0x", 0), None, "{required} of {witnesses}");
		}
	}

	proptest! {
		#[test]
		fn select_chooses_distinct_witnesses(
			identifier in ".{0,80}", timestamp: u64, witnesses in 1u8..=128, required in 1u32..=128,
		) {
			let required = required.min(u32::from(witnesses));
			let epoch = epoch(witnesses, required);
			let chosen = epoch.select(&identifier, timestamp).unwrap();
			let distinct: BTreeSet<_> = chosen.iter().collect();
			prop_assert_eq!(distinct.len(), required as usize);
			prop_assert!(chosen.iter().all(|witness| epoch.witnesses.contains(witness)));
		}
	}
}
