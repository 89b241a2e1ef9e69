//! Where accounts and numbers stand in the bytes of a record, and copies of it with other ones in their places.

use anyhow::{bail, ensure, Result};
use sp_io::hashing::{blake2_128, twox_64};
use std::ops::Range;

/// Bytes of the hashes of a pallet and of its storage item, with which every key begins.
pub const PREFIX: usize = 32;

/// Something in the records of the first cell that is another in those of every other cell.
pub struct Slot {
	/// The bytes by which it is found.
	marker: Vec<u8>,
	/// The bytes in its place in the cell of this index; as many.
	of: Box<dyn Fn(u64) -> Vec<u8>>,
}

impl Slot {
	/// A slot that holds `of(index)` in the records of the cell `index`.
	pub fn new(of: impl Fn(u64) -> Vec<u8> + 'static) -> Self {
		Self { marker: of(0), of: Box::new(of) }
	}

	/// The same where `marker` stands in the records of the first cell instead of `of(0)`.
	pub fn marked(marker: Vec<u8>, of: impl Fn(u64) -> Vec<u8> + 'static) -> Self {
		Self { marker, of: Box::new(of) }
	}

	fn places(&self, bytes: &[u8]) -> Vec<usize> {
		let windows = bytes.windows(self.marker.len()).enumerate();
		windows.filter(|(_, window)| *window == self.marker).map(|(at, _)| at).collect()
	}
}

/// Bytes to be put somewhere: a part of what a slot holds.
#[derive(Clone)]
struct Patch {
	slot: usize,
	part: Range<usize>,
	at: usize,
}

impl Patch {
	/// Whether it is a part of what `other` puts there.
	fn is_within(&self, other: &Self) -> bool {
		let end = |patch: &Self| patch.at + patch.part.len();
		self.part.len() < other.part.len() && other.at <= self.at && end(self) <= end(other)
	}
}

/// Where slots are in these bytes. What stands within another slot comes with it, as an agent's number does with its
/// account.
fn patches(slots: &[Slot], bytes: &[u8]) -> Vec<Patch> {
	let found = slots.iter().enumerate().flat_map(|(slot, found)| {
		let part = 0..found.marker.len();
		found.places(bytes).into_iter().map(move |at| Patch { slot, part: part.clone(), at })
	});
	let found: Vec<_> = found.collect();
	found.iter().filter(|patch| !found.iter().any(|other| patch.is_within(other))).cloned().collect()
}

/// How FRAME hashes a part of a key: the hash stands before what is hashed.
#[derive(Clone, Copy)]
enum Hasher {
	Blake2_128Concat,
	Twox64Concat,
}

impl Hasher {
	const ALL: [Self; 2] = [Self::Blake2_128Concat, Self::Twox64Concat];

	fn hash(self, bytes: &[u8]) -> Vec<u8> {
		match self {
			Self::Blake2_128Concat => blake2_128(bytes).to_vec(),
			Self::Twox64Concat => twox_64(bytes).to_vec(),
		}
	}
}

/// A record of the first cell, from which those of all others are made.
pub struct Template {
	key: Vec<u8>,
	in_key: Vec<(Patch, Hasher)>,
	value: Vec<u8>,
	in_value: Vec<Patch>,
}

impl Template {
	/// The record with this key and value; `None` when no slot is in its key, so that it is not of one cell.
	pub fn find(key: &[u8], value: &[u8], slots: &[Slot]) -> Result<Option<Self>> {
		let in_key = patches(slots, key).into_iter().map(|patch| hashed(key, patch)).collect::<Result<Vec<_>>>()?;
		Ok((!in_key.is_empty()).then(|| Self::new(key, in_key, value, slots)))
	}

	/// The record with this key and value. Parts of what the slot `slot` holds stand at these places of its key.
	pub fn at(
		key: &[u8],
		value: &[u8],
		slots: &[Slot],
		slot: usize,
		places: impl IntoIterator<Item = (Range<usize>, usize)>,
	) -> Result<Self> {
		let in_key =
			places.into_iter().map(|(part, at)| hashed(key, Patch { slot, part, at })).collect::<Result<_>>()?;
		Ok(Self::new(key, in_key, value, slots))
	}

	fn new(key: &[u8], in_key: Vec<(Patch, Hasher)>, value: &[u8], slots: &[Slot]) -> Self {
		Self { key: key.to_vec(), in_key, value: value.to_vec(), in_value: patches(slots, value) }
	}

	/// Key and value in the cell `index`.
	pub fn copy(&self, slots: &[Slot], index: u64) -> (Vec<u8>, Vec<u8>) {
		let mut key = self.key.clone();
		for (patch, hasher) in &self.in_key {
			let bytes = (slots[patch.slot].of)(index);
			let bytes = &bytes[patch.part.clone()];
			let hash = hasher.hash(bytes);
			key[patch.at - hash.len()..patch.at].copy_from_slice(&hash);
			key[patch.at..patch.at + bytes.len()].copy_from_slice(bytes);
		}
		let mut value = self.value.clone();
		for patch in &self.in_value {
			let bytes = (slots[patch.slot].of)(index);
			let bytes = &bytes[patch.part.clone()];
			value[patch.at..patch.at + bytes.len()].copy_from_slice(bytes);
		}
		(key, value)
	}

	/// The storage item that it is of.
	pub fn item(&self) -> &[u8] {
		&self.key[..PREFIX]
	}
}

/// Finds out how a part of a key is hashed.
fn hashed(key: &[u8], patch: Patch) -> Result<(Patch, Hasher)> {
	let bytes = &key[patch.at..patch.at + patch.part.len()];
	ensure!(patch.at >= PREFIX, "something of a cell stands in the name of a storage item");
	for hasher in Hasher::ALL {
		if key[PREFIX..patch.at].ends_with(&hasher.hash(bytes)) {
			return Ok((patch, hasher));
		}
	}
	bail!("a key is hashed in a way that is not known here: 0x{}", hex::encode(key))
}

#[cfg(test)]
mod tests {
	use super::*;

	const NAME: [u8; PREFIX] = [7; PREFIX];

	fn key(who: &[u8], number: u64) -> Vec<u8> {
		let number = number.to_le_bytes();
		[&NAME[..], &blake2_128(who), who, &twox_64(&number), &number].concat()
	}

	fn slots() -> Vec<Slot> {
		let account = |index: u64| [b"account!".as_slice(), &index.to_le_bytes()].concat();
		let number = |index: u64| (0x1122_3344_5566_7788 + index).to_le_bytes().to_vec();
		vec![Slot::new(account), Slot::new(number)]
	}

	#[test]
	fn record_is_copied_with_its_key_hashed_anew_when_slots_are_in_it() {
		let slots = slots();
		let (who, number) = ((slots[0].of)(0), 0x1122_3344_5566_7788);
		let value = [b"x".as_slice(), &who, b"yz"].concat();
		let template = Template::find(&key(&who, number), &value, &slots).unwrap().unwrap();
		let other = (slots[0].of)(5);
		let expected = (key(&other, number + 5), [b"x".as_slice(), &other, b"yz"].concat());
		assert_eq!(template.copy(&slots, 5), expected);
		assert_eq!(template.copy(&slots, 0), (key(&who, number), value));
		assert_eq!(template.item(), NAME);
	}

	#[test]
	fn record_is_copied_when_a_slot_stands_within_another() {
		let mut slots = slots();
		let number = |index: u64| (0x1122_3344_5566_7788 + index).to_le_bytes();
		slots.push(Slot::new(move |index| [b"agent".as_slice(), &number(index)].concat()));
		let record = |index: u64| {
			let account = (slots[2].of)(index);
			(
				[&NAME[..], &blake2_128(&account), &account].concat(),
				[b"x".as_slice(), &account, &number(index)].concat(),
			)
		};
		let (key, value) = record(0);
		let template = Template::find(&key, &value, &slots).unwrap().unwrap();
		assert_eq!(template.copy(&slots, 5), record(5));
	}

	#[test]
	fn record_is_not_of_a_cell_when_no_slot_is_in_its_key() {
		let slots = slots();
		let value = (slots[0].of)(0);
		assert!(Template::find(&key(b"somebody else", 1), &value, &slots).unwrap().is_none());
	}

	#[test]
	fn record_is_refused_when_its_key_is_not_hashed() {
		let slots = slots();
		let plain = [&NAME[..], &(slots[0].of)(0)].concat();
		assert!(Template::find(&plain, b"", &slots).is_err());
	}
}
