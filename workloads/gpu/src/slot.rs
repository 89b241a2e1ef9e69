//! Buffers of the device, kept from one product to the next.

use crate::pieces::row_bytes;
use std::num::NonZeroU64;
use wgpu::{Buffer, BufferDescriptor, BufferUsages, Device, Queue};

/// Least size of a buffer.
const SMALLEST_BUFFER: u64 = 1 << 16;

/// A buffer that is kept and grows.
pub(crate) struct Slot {
	label: &'static str,
	usage: BufferUsages,
	buffer: Option<Buffer>,
}

impl Slot {
	/// Empty as yet.
	pub(crate) fn new(label: &'static str, usage: BufferUsages) -> Self {
		Self { label, usage, buffer: None }
	}

	/// Gives the buffer back to the driver.
	pub(crate) fn forget(&mut self) {
		self.buffer = None;
	}

	/// The buffer, with room for `bytes`.
	pub(crate) fn get(&mut self, device: &Device, bytes: u64) -> Buffer {
		if let Some(buffer) = self.buffer.take_if(|buffer| buffer.size() >= bytes) {
			return self.buffer.insert(buffer).clone();
		}
		// The old one goes first: there may be no room for both.
		self.buffer = None;
		let size = bytes.next_power_of_two().max(SMALLEST_BUFFER).min(device.limits().max_buffer_size);
		let descriptor =
			BufferDescriptor { label: Some(self.label), size, usage: self.usage, mapped_at_creation: false };
		self.buffer.insert(device.create_buffer(&descriptor)).clone()
	}

	/// Writes rows of `width` elements, each filled up to whole words with zeros.
	pub(crate) fn send<'a>(
		&mut self,
		device: &Device,
		queue: &Queue,
		rows: impl ExactSizeIterator<Item = &'a [u8]>,
		width: usize,
	) {
		let stride = row_bytes(width);
		let bytes = (rows.len() * stride) as u64;
		let buffer = self.get(device, bytes);
		let Some(size) = NonZeroU64::new(bytes) else { return };
		// Where there is none, the driver has said why.
		let Some(mut view) = queue.write_buffer_with(&buffer, 0, size) else { return };
		for (row, start) in rows.zip((0..).step_by(stride)) {
			view.slice(start..start + width).copy_from_slice(row);
			if width < stride {
				view.slice(start + width..start + stride).fill(0);
			}
		}
	}
}
