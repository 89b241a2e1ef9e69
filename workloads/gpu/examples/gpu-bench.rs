//! How much sooner a GPU does tensor operations than the processor.

use anyhow::{ensure, Context, Result};
use clap::Parser;
use piazza_digits::dataset;
use piazza_transformer::{PIXELS, PROGRAM};
use piazza_workload_gpu::{is_worthwhile, Gpu, Kind, Preference};
use piazza_workload_host::{matmul_i8, Backend, BackendError, Limits, Program, Tensor};
use std::{
	sync::{Arc, Mutex},
	time::{Duration, Instant},
};

/// Measures how many times as fast as one processor core a GPU is: product by product, and for a whole workload.
///
/// Takes the best hardware there is. A software driver (--software) plays a GPU on all cores of the processor: it is
/// expected to be slower than the processor itself, and good only for trying this out. Build with --release: without,
/// the processor's operations have checks in them that make them several times slower.
///
///     cargo run --release -p piazza-workload-gpu --example gpu-bench
#[derive(Parser)]
#[command(verbatim_doc_comment)]
struct Cli {
	/// Take the software driver.
	#[arg(long)]
	software: bool,
	/// Images that the transformer of workloads/transformer is given, of 64 tokens each.
	#[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=500))]
	images: u16,
	/// How often each thing is measured; the best time counts.
	#[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..))]
	repeat: u8,
}

/// Rows, inner dimension, columns.
const SHAPES: [[usize; 3]; 9] = [
	[64, 64, 64],
	[128, 128, 128],
	[256, 256, 256],
	[512, 512, 512],
	[1024, 1024, 1024],
	[2048, 2048, 2048],
	[1024, 512, 1536],
	[1024, 2048, 512],
	[1, 4096, 4096],
];

/// The processor, with its time taken.
struct Timed(Arc<Mutex<Duration>>);

impl Backend for Timed {
	fn matmul_i8(&self, a: &[u8], b: &[u8], c: &mut [u8], shape: [usize; 3]) -> Result<(), BackendError> {
		let start = Instant::now();
		matmul_i8(a, b, c, shape);
		*self.0.lock().map_err(|error| error.to_string())? += start.elapsed();
		Ok(())
	}
}

fn main() -> Result<()> {
	let cli = Cli::parse();
	let gpu = Gpu::find(if cli.software { Preference::Software } else { Preference::Hardware })?;
	println!("GPU: {}", gpu.describe());
	if gpu.describe().kind == Kind::Software {
		println!("This is software: it is expected to be slower than the processor.");
	}

	println!("\n{:>20}  {:>12}  {:>12}  {:>8}", "product", "processor", "GPU", "ratio");
	for shape in SHAPES {
		product(&gpu, shape, cli.repeat)?;
	}
	workload(gpu, cli.images.into(), cli.repeat)
}

fn product(gpu: &Gpu, shape: [usize; 3], repeat: u8) -> Result<()> {
	let [m, k, n] = shape;
	let (a, b) = (noise(m * k), noise(k * n));
	let (mut by_processor, mut by_gpu) = (vec![0; 4 * m * n], vec![0; 4 * m * n]);
	let processor = best(repeat, || {
		matmul_i8(&a, &b, &mut by_processor, shape);
		Ok(())
	})?;
	let device = best(repeat, || Ok(gpu.multiply(&a, &b, &mut by_gpu, shape)?))?;
	ensure!(by_processor == by_gpu, "the GPU multiplied {shape:?} wrongly");
	let note = if is_worthwhile(shape) { "" } else { "  left to the processor" };
	line(&format!("{m}×{k}×{n}"), processor, device, note);
	Ok(())
}

fn workload(gpu: Gpu, images: usize, repeat: u8) -> Result<()> {
	let images = dataset::test()?.iter().take(images).flat_map(|digit| digit.pixels).collect::<Vec<_>>();
	let program = Program::load(PROGRAM, &Limits { fuel: u64::MAX, ..Limits::default() })?;
	let in_products = Arc::new(Mutex::new(Duration::ZERO));
	let on_processor = program.clone().on(&Tensor::on(Timed(in_products.clone())));
	let on_gpu = program.on(&Tensor::on(gpu));

	let mut outputs = (Vec::new(), Vec::new());
	let mut in_all = Duration::ZERO;
	let processor = best(repeat, || {
		let start = Instant::now();
		outputs.0 = on_processor.run(&images)?.bytes;
		in_all += start.elapsed();
		Ok(())
	})?;
	let device = best(repeat, || {
		outputs.1 = on_gpu.run(&images)?.bytes;
		Ok(())
	})?;
	ensure!(outputs.0 == outputs.1, "the GPU gave another output");
	line("transformer", processor, device, "");
	let in_products = *in_products.lock().ok().context("a run panicked")?;
	println!(
		"\nThe transformer had {} images. On the processor, products took {:.0} % of its time.",
		images.len() / PIXELS,
		100.0 * in_products.as_secs_f64() / in_all.as_secs_f64()
	);
	println!("The processor is one core of it. The ratio is its time over the GPU's: above 1, the GPU is faster. All results were equal.");
	Ok(())
}

fn line(what: &str, processor: Duration, gpu: Duration, note: &str) {
	let ratio = processor.as_secs_f64() / gpu.as_secs_f64();
	println!("{what:>20}  {:>9.3} ms  {:>9.3} ms  {ratio:>8.3}{note}", millis(processor), millis(gpu));
}

fn millis(time: Duration) -> f64 {
	1000.0 * time.as_secs_f64()
}

/// The shortest time that `work` takes, after once for nothing.
fn best(repeat: u8, mut work: impl FnMut() -> Result<()>) -> Result<Duration> {
	work()?;
	let mut best = Duration::MAX;
	for _ in 0..repeat {
		let start = Instant::now();
		work()?;
		best = best.min(start.elapsed());
	}
	Ok(best)
}

/// Bytes that look random, always the same.
fn noise(length: usize) -> Vec<u8> {
	let mut state = 1u32;
	let next = || {
		state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
		(state >> 24) as u8
	};
	std::iter::repeat_with(next).take(length).collect()
}
