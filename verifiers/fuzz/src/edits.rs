//! Edits of good bytes, as the input says.

/// `bytes` with edits: each takes four bytes of the input, which say where, what, and with what.
pub fn edit(bytes: &[u8], edits: &[u8]) -> Vec<u8> {
	let mut bytes = bytes.to_vec();
	for [high, low, what, with] in edits.as_chunks::<4>().0 {
		let at = usize::from(u16::from_be_bytes([*high, *low]));
		if bytes.is_empty() {
			break;
		}
		let at = at % bytes.len();
		match what % 4 {
			0 => bytes[at] = *with,
			1 => bytes[at] ^= 1 << (with % 8),
			2 => bytes.insert(at, *with),
			_ => bytes.truncate(at),
		}
	}
	bytes
}
