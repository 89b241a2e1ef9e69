//! Reading fixed layouts out of hostile bytes, and bytes out of hostile text.

/// The input ended before a field did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EndOfInput;

/// Takes fields off the front of a byte string. Never panics; a field that is not all there is [`EndOfInput`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
	rest: &'a [u8],
}

#[allow(dead_code, reason = "not every vendor's layout needs every width")]
impl<'a> Reader<'a> {
	/// A reader of all of `bytes`.
	pub(crate) fn new(bytes: &'a [u8]) -> Self {
		Self { rest: bytes }
	}

	/// The next `length` bytes.
	pub(crate) fn take(&mut self, length: usize) -> Result<&'a [u8], EndOfInput> {
		let (head, rest) = self.rest.split_at_checked(length).ok_or(EndOfInput)?;
		self.rest = rest;
		Ok(head)
	}

	/// The next `N` bytes.
	pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], EndOfInput> {
		let (head, rest) = self.rest.split_first_chunk::<N>().ok_or(EndOfInput)?;
		self.rest = rest;
		Ok(*head)
	}

	/// One byte.
	pub(crate) fn u8(&mut self) -> Result<u8, EndOfInput> {
		self.array::<1>().map(|[byte]| byte)
	}

	/// Two bytes, the least significant first.
	pub(crate) fn u16_le(&mut self) -> Result<u16, EndOfInput> {
		self.array().map(u16::from_le_bytes)
	}

	/// Four bytes, the least significant first.
	pub(crate) fn u32_le(&mut self) -> Result<u32, EndOfInput> {
		self.array().map(u32::from_le_bytes)
	}

	/// Eight bytes, the least significant first.
	pub(crate) fn u64_le(&mut self) -> Result<u64, EndOfInput> {
		self.array().map(u64::from_le_bytes)
	}

	/// What has not been read.
	pub(crate) fn rest(&self) -> &'a [u8] {
		self.rest
	}

	/// Whether everything has been read.
	pub(crate) fn is_empty(&self) -> bool {
		self.rest.is_empty()
	}
}

/// Reads `0x` and exactly `N` bytes in lower-case hexadecimal.
pub(crate) fn lower_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
	let digits = text.strip_prefix("0x")?;
	if digits.bytes().any(|byte| byte.is_ascii_uppercase()) {
		return None;
	}
	let mut bytes = [0; N];
	hex::decode_to_slice(digits, &mut bytes).ok()?;
	Some(bytes)
}
