//! The device: its kernel, and one piece of a product at a time.

use crate::{
	pieces::{Bounds, Piece, TILE},
	slot::Slot,
	Failure,
};
use futures::executor::block_on;
use piazza_workload_host::MAX_INNER;
use std::{
	sync::{Arc, Mutex, OnceLock, PoisonError},
	time::Duration,
};
use wgpu::{
	Adapter, BindGroupDescriptor, BindGroupEntry, Buffer, BufferDescriptor, BufferUsages, ComputePassDescriptor,
	ComputePipeline, ComputePipelineDescriptor, DeviceDescriptor, ExperimentalFeatures, Features, Limits, MapMode,
	MemoryHints, PipelineCompilationOptions, PollError, PollType, Queue, ShaderModuleDescriptor, ShaderSource, Trace,
};

/// Longest buffer: four of these, and as much for transfers, are all the memory that is taken.
const BUFFER_BYTES: usize = 64 << 20;
/// Multiply-adds of a piece: some milliseconds for a good GPU, and less than the patience of every watchdog for a bad one.
const WORK: usize = 1 << 33;
/// How long a piece may take: software gets there too.
const PATIENCE: Duration = Duration::from_secs(120);

/// A device with the kernel on it.
pub(crate) struct Device {
	device: wgpu::Device,
	queue: Queue,
	pipeline: ComputePipeline,
	health: Arc<Health>,
	bounds: Bounds,
	shape: Buffer,
	a: Slot,
	b: Slot,
	c: Slot,
	/// The product on its way back.
	back: Slot,
}

/// What the driver has said besides.
#[derive(Default)]
struct Health {
	lost: OnceLock<String>,
	refused: Mutex<Option<String>>,
}

impl Health {
	fn lose(&self, reason: String) {
		let _already = self.lost.set(reason);
	}

	/// What went wrong since it was asked last.
	fn check(&self) -> Result<(), Failure> {
		let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner).take();
		match (self.lost.get(), refused) {
			(Some(reason), _) => Err(Failure::Lost { reason: reason.clone() }),
			(None, Some(reason)) => Err(Failure::Refused { reason }),
			(None, None) => Ok(()),
		}
	}
}

impl Device {
	/// Opens the device; says why not when it lacks something.
	pub(crate) fn open(adapter: &Adapter) -> Result<Self, String> {
		let offered = adapter.limits();
		let limits = Limits {
			max_buffer_size: offered.max_buffer_size.min(BUFFER_BYTES as u64),
			max_storage_buffer_binding_size: offered.max_storage_buffer_binding_size.min(BUFFER_BYTES as u64),
			max_compute_workgroups_per_dimension: offered.max_compute_workgroups_per_dimension,
			..Limits::downlevel_defaults()
		};
		let bounds = bounds(&limits)?;
		let (device, queue) = block_on(adapter.request_device(&DeviceDescriptor {
			label: Some("piazza"),
			required_features: Features::empty(),
			required_limits: limits,
			experimental_features: ExperimentalFeatures::disabled(),
			memory_hints: MemoryHints::MemoryUsage,
			trace: Trace::Off,
		}))
		.map_err(|error| error.to_string())?;

		let health = Arc::new(Health::default());
		let (on_loss, on_error) = (health.clone(), health.clone());
		device.set_device_lost_callback(move |_, reason| on_loss.lose(reason));
		device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| {
			let mut refused = on_error.refused.lock().unwrap_or_else(PoisonError::into_inner);
			refused.get_or_insert_with(|| error.to_string());
		}));

		let module = device.create_shader_module(ShaderModuleDescriptor {
			label: Some("matmul_i8"),
			source: ShaderSource::Wgsl(include_str!("kernel.wgsl").into()),
		});
		let pipeline = device.create_compute_pipeline(&ComputePipelineDescriptor {
			label: Some("matmul_i8"),
			layout: None,
			module: &module,
			entry_point: Some("multiply"),
			compilation_options: PipelineCompilationOptions {
				// The kernel writes its tiles before it reads them.
				zero_initialize_workgroup_memory: false,
				..Default::default()
			},
			cache: None,
		});
		let shape = device.create_buffer(&BufferDescriptor {
			label: Some("shape"),
			size: 32,
			usage: BufferUsages::UNIFORM | BufferUsages::COPY_DST,
			mapped_at_creation: false,
		});
		health.check().map_err(|error| error.to_string())?;
		Ok(Self {
			device,
			queue,
			pipeline,
			health,
			bounds,
			shape,
			a: Slot::new("a", BufferUsages::STORAGE | BufferUsages::COPY_DST),
			b: Slot::new("b", BufferUsages::STORAGE | BufferUsages::COPY_DST),
			c: Slot::new("c", BufferUsages::STORAGE | BufferUsages::COPY_SRC),
			back: Slot::new("back", BufferUsages::MAP_READ | BufferUsages::COPY_DST),
		})
	}

	/// What a piece may take.
	pub(crate) fn bounds(&self) -> &Bounds {
		&self.bounds
	}

	/// Has products cut smaller than the device needs.
	#[cfg(test)]
	pub(crate) fn set_bounds(&mut self, bounds: Bounds) {
		self.bounds = bounds;
	}

	/// Loses the device as if it were unplugged.
	#[cfg(test)]
	pub(crate) fn destroy(&self) {
		self.device.destroy();
	}

	/// Whether, and why, the device is gone.
	pub(crate) fn check(&self) -> Result<(), Failure> {
		self.health.check()
	}

	/// Gives the device up.
	pub(crate) fn lose(&self, reason: String) {
		self.health.lose(reason)
	}

	/// Gives the buffers back: one of them may be in a state that nobody knows.
	pub(crate) fn forget_buffers(&mut self) {
		for slot in [&mut self.a, &mut self.b, &mut self.c, &mut self.back] {
			slot.forget();
		}
	}

	/// Sends the columns of the right operand, of rows of `n`, that the pieces after this want.
	pub(crate) fn send_right(&mut self, b: &[u8], n: usize, piece: &Piece) -> Result<(), Failure> {
		let rows = b.chunks_exact(n).map(|row| &row[piece.columns.clone()]);
		self.b.send(&self.device, &self.queue, rows, piece.columns.len());
		self.health.check()
	}

	/// Makes `piece` of the m×n elements of `c` from the left operand and the columns that were sent before.
	pub(crate) fn multiply(
		&mut self,
		a: &[u8],
		c: &mut [u8],
		[k, n]: [usize; 2],
		piece: &Piece,
	) -> Result<(), Failure> {
		let (rows, columns) = (piece.rows.len(), piece.columns.len());
		self.a.send(&self.device, &self.queue, a[piece.rows.start * k..piece.rows.end * k].chunks_exact(k), k);
		let bytes = 4 * (rows * columns) as u64;
		let back = self.compute([rows, k, columns], bytes)?;
		let product =
			back.slice(..bytes).get_mapped_range().map_err(|error| Failure::Refused { reason: error.to_string() })?;
		let to = c[4 * n * piece.rows.start..4 * n * piece.rows.end].chunks_exact_mut(4 * n);
		for (to, from) in to.zip(product.chunks_exact(4 * columns)) {
			to[4 * piece.columns.start..4 * piece.columns.end].copy_from_slice(from);
		}
		drop(product);
		back.unmap();
		self.health.check()
	}

	/// Runs the kernel on what was sent. Gives the buffer in which the `bytes` of the product can be read.
	fn compute(&mut self, [rows, k, columns]: [usize; 3], bytes: u64) -> Result<Buffer, Failure> {
		let words = [rows, k, columns, k.div_ceil(4), columns.div_ceil(4), 0, 0, 0];
		// All are less than 2³², being inside a program's memory.
		let shape = words.map(|word| (word as u32).to_ne_bytes());
		self.queue.write_buffer(&self.shape, 0, shape.as_flattened());
		let (c, back) = (self.c.get(&self.device, bytes), self.back.get(&self.device, bytes));
		let (a, b) = (self.a.get(&self.device, 0), self.b.get(&self.device, 0));
		let entries = [(0, &self.shape), (1, &a), (2, &b), (3, &c)];
		let entries = entries.map(|(binding, buffer)| BindGroupEntry { binding, resource: buffer.as_entire_binding() });
		let bind_group = self.device.create_bind_group(&BindGroupDescriptor {
			label: None,
			layout: &self.pipeline.get_bind_group_layout(0),
			entries: &entries,
		});
		let mut commands = self.device.create_command_encoder(&Default::default());
		{
			let mut pass = commands.begin_compute_pass(&ComputePassDescriptor::default());
			pass.set_pipeline(&self.pipeline);
			pass.set_bind_group(0, &bind_group, &[]);
			pass.dispatch_workgroups(columns.div_ceil(TILE) as u32, rows.div_ceil(TILE) as u32, 1);
		}
		commands.copy_buffer_to_buffer(&c, 0, &back, 0, bytes);
		let submission = self.queue.submit([commands.finish()]);
		self.health.check()?;

		let mapped = Arc::new(OnceLock::new());
		let answer = mapped.clone();
		back.slice(..bytes).map_async(MapMode::Read, move |result| {
			let _first = answer.set(result);
		});
		let wait = PollType::Wait { submission_index: Some(submission), timeout: Some(PATIENCE) };
		match self.device.poll(wait) {
			Ok(_) => {}
			Err(PollError::Timeout) => {
				self.health.lose("it did not answer in time".into());
				return Err(Failure::Silent(PATIENCE));
			}
			// A device that is lost takes no work, and the library says no more than that.
			Err(PollError::WrongSubmissionIndex(..)) => self.health.lose("it takes no more work".into()),
		}
		self.health.check()?;
		match mapped.get() {
			Some(Ok(())) => Ok(back),
			_ => Err(Failure::Refused { reason: "the product cannot be read".into() }),
		}
	}
}

/// What a piece may take on a device with these limits.
fn bounds(limits: &Limits) -> Result<Bounds, String> {
	let bytes = limits.max_buffer_size.min(limits.max_storage_buffer_binding_size);
	let buffer = usize::try_from(bytes).unwrap_or(usize::MAX);
	let least = TILE * MAX_INNER;
	if buffer < least {
		return Err(format!("its buffers hold {buffer} bytes; {least} are needed"));
	}
	// Dimensions of the product beyond what can be addressed make no sense.
	let groups = usize::try_from(limits.max_compute_workgroups_per_dimension).unwrap_or(usize::MAX).min(1 << 16);
	if groups == 0 {
		return Err("it runs no compute shaders".into());
	}
	Ok(Bounds { buffer, groups, work: WORK })
}

#[cfg(test)]
mod tests {
	use super::*;

	fn limits(buffer: u64, binding: u64, groups: u32) -> Limits {
		Limits {
			max_buffer_size: buffer,
			max_storage_buffer_binding_size: binding,
			max_compute_workgroups_per_dimension: groups,
			..Limits::downlevel_defaults()
		}
	}

	#[test]
	fn bounds_follow_the_lesser_limit_when_a_device_has_enough() {
		let expected = Bounds { buffer: 4 << 20, groups: 7, work: WORK };
		assert_eq!(bounds(&limits(5 << 20, 4 << 20, 7)), Ok(expected));
		assert_eq!(bounds(&limits(4 << 20, 5 << 20, 7)), Ok(expected));
	}

	#[test]
	fn device_is_refused_when_one_tile_would_not_fit() {
		assert!(bounds(&limits((4 << 20) - 1, 4 << 20, 7)).unwrap_err().contains("4194304 are needed"));
		assert!(bounds(&limits(4 << 20, 4 << 20, 0)).unwrap_err().contains("compute shaders"));
	}
}
