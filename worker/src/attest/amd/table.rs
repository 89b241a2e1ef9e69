//! The table of certificates that a host hands over (`cert_table` in SEV-ES Guest-Hypervisor Communication Block
//! Standardization, AMD document 56421): entries of 24 bytes, which are a name (GUID, 16 bytes), an offset from the
//! start of the table and a length (32 bits each, least significant byte first), up to one with a name of zeros.

/// Names a kind of certificate. The bytes are in the order in which the name is written, as AMD's own programs have it.
pub(super) type Guid = [u8; 16];

/// The key of the chip: 63da758d-e664-4564-adc5-f4b93be8accd.
pub(super) const VCEK: Guid =
	[0x63, 0xda, 0x75, 0x8d, 0xe6, 0x64, 0x45, 0x64, 0xad, 0xc5, 0xf4, 0xb9, 0x3b, 0xe8, 0xac, 0xcd];
/// The key of the cloud: a8074bc2-a25a-483e-aae6-39c045a0b8a1.
pub(super) const VLEK: Guid =
	[0xa8, 0x07, 0x4b, 0xc2, 0xa2, 0x5a, 0x48, 0x3e, 0xaa, 0xe6, 0x39, 0xc0, 0x45, 0xa0, 0xb8, 0xa1];
/// The issuer of either: 4ab7b379-bbac-4fe4-a02f-05aef327c782.
pub(super) const ASK: Guid =
	[0x4a, 0xb7, 0xb3, 0x79, 0xbb, 0xac, 0x4f, 0xe4, 0xa0, 0x2f, 0x05, 0xae, 0xf3, 0x27, 0xc7, 0x82];

/// Why bytes are no table.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum TableError {
	/// The list of entries has no end.
	#[error("the table of certificates has no end")]
	Unterminated,
	/// An entry points out of the table.
	#[error("an entry of the table of certificates points out of it")]
	OutOfRange,
}

/// The table, taken apart.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct Table<'a>(Vec<(Guid, &'a [u8])>);

impl<'a> Table<'a> {
	/// Reads a table. Hosts that hand over nothing give no bytes at all.
	pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, TableError> {
		let mut entries = Vec::new();
		let mut rest = bytes;
		while !bytes.is_empty() {
			let (name, offset, length) = entry(&mut rest).ok_or(TableError::Unterminated)?;
			if name == [0; 16] {
				break;
			}
			let content = bytes.get(offset..).and_then(|bytes| bytes.get(..length));
			entries.push((name, content.ok_or(TableError::OutOfRange)?));
		}
		Ok(Self(entries))
	}

	/// What is under a name, the first time.
	pub(super) fn get(&self, name: Guid) -> Option<&'a [u8]> {
		self.0.iter().find(|(found, _)| *found == name).map(|(_, content)| *content)
	}
}

/// Takes one entry off: name, offset, length.
fn entry(rest: &mut &[u8]) -> Option<(Guid, usize, usize)> {
	let (name, behind) = rest.split_first_chunk()?;
	let (offset, behind) = behind.split_first_chunk()?;
	let (length, behind) = behind.split_first_chunk()?;
	*rest = behind;
	let number = |bytes: &[u8; 4]| usize::try_from(u32::from_le_bytes(*bytes)).ok();
	Some((*name, number(offset)?, number(length)?))
}

#[cfg(test)]
pub(super) mod tests {
	use super::*;
	use proptest::prelude::*;

	/// A table, as a host writes it.
	pub(in super::super) fn write(entries: &[(Guid, &[u8])]) -> Vec<u8> {
		let mut offset = 24 * (entries.len() + 1);
		let mut bytes = Vec::new();
		for (name, content) in entries {
			bytes.extend(name);
			bytes.extend((offset as u32).to_le_bytes());
			bytes.extend((content.len() as u32).to_le_bytes());
			offset += content.len();
		}
		bytes.extend([0; 24]);
		entries.iter().for_each(|(_, content)| bytes.extend(*content));
		bytes
	}

	#[test]
	fn names_are_the_bytes_as_they_are_written() {
		let written = |guid: &str| hex::decode(guid.replace('-', "")).unwrap();
		assert_eq!(VCEK.as_slice(), written("63da758d-e664-4564-adc5-f4b93be8accd"));
		assert_eq!(VLEK.as_slice(), written("a8074bc2-a25a-483e-aae6-39c045a0b8a1"));
		assert_eq!(ASK.as_slice(), written("4ab7b379-bbac-4fe4-a02f-05aef327c782"));
	}

	#[test]
	fn table_gives_what_is_under_a_name() {
		let bytes = write(&[(ASK, b"ask"), ([1; 16], b""), (VCEK, b"vcek")]);
		let table = Table::parse(&bytes).unwrap();
		assert_eq!(table.get(VCEK), Some(b"vcek".as_slice()));
		assert_eq!(table.get(ASK), Some(b"ask".as_slice()));
		assert_eq!(table.get([1; 16]), Some(b"".as_slice()));
		assert_eq!(table.get(VLEK), None);
	}

	#[test]
	fn table_is_empty_when_the_host_hands_over_nothing() {
		assert_eq!(Table::parse(b""), Ok(Table(Vec::new())));
		assert_eq!(Table::parse(&[0; 4096]), Ok(Table(Vec::new())));
	}

	#[test]
	fn table_is_refused_when_it_has_no_end() {
		let bytes = [VCEK.as_slice(), &[0; 8], &[0; 24]].concat();
		for length in [1, 23, 24, 47] {
			assert_eq!(Table::parse(&bytes[..length]), Err(TableError::Unterminated), "{length}");
		}
		assert_eq!(Table::parse(&bytes).unwrap().get(VCEK), Some([].as_slice()));
	}

	#[test]
	fn table_is_refused_when_an_entry_points_out_of_it() {
		let bytes = write(&[(VCEK, b"vcek")]);
		assert_eq!(Table::parse(&bytes[..bytes.len() - 1]), Err(TableError::OutOfRange));
		let far = [VCEK.as_slice(), &[0xff; 8], &[0; 24]].concat();
		assert_eq!(Table::parse(&far), Err(TableError::OutOfRange));
	}

	proptest! {
		#[test]
		fn parse_never_panics(bytes: Vec<u8>) {
			let _ = Table::parse(&bytes);
		}

		#[test]
		fn table_gives_back_what_was_written(
			entries in proptest::collection::btree_map(proptest::array::uniform16(1u8..), any::<Vec<u8>>(), 0..5),
		) {
			let list: Vec<_> = entries.iter().map(|(name, content)| (*name, content.as_slice())).collect();
			let bytes = write(&list);
			let table = Table::parse(&bytes).unwrap();
			for (name, content) in list {
				prop_assert_eq!(table.get(name), Some(content));
			}
		}
	}
}
