//! A program: loaded once, run many times.

use crate::{
	engine::{engine, validate},
	error::{LoadError, RunError},
	imports,
	limits::Limits,
	store::{new_store, Caps, MachineFailure, MemoryLimitReached, MAX_TABLE_ELEMENTS},
	tensor::Tensor,
};
use wasmtime::{Error, ExternType, FuncType, InstancePre, Linker, Memory, Module, Store, Trap, ValType, WasmParams};

const MEMORY: &str = "memory";
const ALLOC: &str = "alloc";
const RUN: &str = "run";

/// A compiled program. Cheap to clone and to share between threads.
#[derive(Clone)]
pub struct Program {
	instance: InstancePre<Caps>,
	limits: Limits,
	tensor: Tensor,
}

/// What a run gave.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Output {
	/// The output's bytes.
	pub bytes: Vec<u8>,
	/// Fuel burnt, tensor operations included.
	pub fuel_used: u64,
}

impl Program {
	/// Compiles the module in `bytes` after checking that it keeps to the workload ABI and to `limits`.
	///
	/// The limits hold for each run of the program. Its tensor operations are done by the processor, unless it is put
	/// [`on`](Self::on) other hardware.
	pub fn load(bytes: &[u8], limits: &Limits) -> Result<Self, LoadError> {
		if bytes.len() > limits.module_bytes {
			return Err(LoadError::ModuleTooLarge { bytes: bytes.len(), limit: limits.module_bytes });
		}
		validate(bytes).map_err(|reason| LoadError::NotWasm { reason })?;
		let module = Module::from_binary(engine(), bytes).map_err(not_compilable)?;
		check_imports(&module)?;
		check_exports(&module)?;
		check_size(&module, limits)?;

		let mut linker = Linker::new(engine());
		imports::add_to(&mut linker).map_err(not_compilable)?;
		let instance = linker.instantiate_pre(&module).map_err(not_compilable)?;
		Ok(Self { instance, limits: *limits, tensor: Tensor::default() })
	}

	/// The same program with its tensor operations on other hardware: output and fuel stay the same.
	pub fn on(self, tensor: &Tensor) -> Self {
		Self { tensor: tensor.clone(), ..self }
	}

	/// Runs the program on `input`, in an instance of its own, on the calling thread until it is done.
	pub fn run(&self, input: &[u8]) -> Result<Output, RunError> {
		if input.len() > self.limits.input_bytes {
			return Err(RunError::InputTooLarge { bytes: input.len(), limit: self.limits.input_bytes });
		}
		let mut run = Run::start(self)?;
		let at = run.call::<_, u32>(ALLOC, length(input.len(), RunError::InputOutOfBounds)?)?;
		run.memory.write(&mut run.store, at as usize, input).map_err(|_| RunError::InputOutOfBounds)?;

		let packed = run.call::<_, u64>(RUN, (at, input.len() as u32))?;
		let (start, bytes) = ((packed >> 32) as usize, (packed & u64::from(u32::MAX)) as usize);
		if bytes > self.limits.output_bytes {
			return Err(RunError::OutputTooLarge { bytes, limit: self.limits.output_bytes });
		}
		let end = start.checked_add(bytes).ok_or(RunError::OutputOutOfBounds)?;
		let bytes = run.memory.data(&run.store).get(start..end).ok_or(RunError::OutputOutOfBounds)?.to_vec();
		let left = run.store.get_fuel().map_err(machine)?;
		Ok(Output { bytes, fuel_used: self.limits.fuel.saturating_sub(left) })
	}
}

/// One run under way.
struct Run<'a> {
	limits: &'a Limits,
	store: Store<Caps>,
	instance: wasmtime::Instance,
	memory: Memory,
}

impl<'a> Run<'a> {
	/// A start function, if the module has one, runs here and burns fuel like everything else.
	fn start(program: &'a Program) -> Result<Self, RunError> {
		let limits = &program.limits;
		let mut store = new_store(limits, &program.tensor).map_err(machine)?;
		let instance = program.instance.instantiate(&mut store).map_err(|error| failure(error, limits))?;
		let memory = instance.get_memory(&mut store, MEMORY).ok_or_else(|| machine("the memory is gone"))?;
		Ok(Self { limits, store, instance, memory })
	}

	fn call<P: WasmParams, R: wasmtime::WasmResults>(&mut self, name: &str, parameters: P) -> Result<R, RunError> {
		let function = self.instance.get_typed_func::<P, R>(&mut self.store, name).map_err(machine)?;
		function.call(&mut self.store, parameters).map_err(|error| failure(error, self.limits))
	}
}

fn check_imports(module: &Module) -> Result<(), LoadError> {
	for import in module.imports() {
		if (import.module(), import.name()) != (imports::MODULE, imports::MATMUL_I8) {
			return Err(LoadError::ForbiddenImport {
				module: import.module().to_owned(),
				name: import.name().to_owned(),
			});
		}
		check_function(&import.ty(), &[const { ValType::I32 }; 6], &[], imports::MATMUL_I8, imports::MATMUL_I8_TYPE)?;
	}
	Ok(())
}

fn check_exports(module: &Module) -> Result<(), LoadError> {
	let export = |name| module.get_export(name).ok_or(LoadError::MissingExport { name });
	if export(MEMORY)?.memory().is_none() {
		return Err(LoadError::WrongSignature { name: MEMORY, expected: "memory" });
	}
	check_function(&export(ALLOC)?, &[ValType::I32], &[ValType::I32], ALLOC, "(len: i32) -> i32")?;
	check_function(&export(RUN)?, &[ValType::I32, ValType::I32], &[ValType::I64], RUN, "(ptr: i32, len: i32) -> i64")
}

fn check_function(
	found: &ExternType,
	parameters: &[ValType],
	results: &[ValType],
	name: &'static str,
	expected: &'static str,
) -> Result<(), LoadError> {
	let wanted = FuncType::new(engine(), parameters.iter().cloned(), results.iter().cloned());
	match found.func() {
		Some(found) if found.matches(&wanted) => Ok(()),
		_ => Err(LoadError::WrongSignature { name, expected }),
	}
}

/// What the module takes before it does anything.
fn check_size(module: &Module, limits: &Limits) -> Result<(), LoadError> {
	const PAGE_BYTES: u64 = 1 << 16;
	let needs = module.resources_required();
	let bytes = needs.max_initial_memory_size.unwrap_or(0).saturating_mul(PAGE_BYTES);
	let limit = limits.memory_bytes as u64;
	if bytes > limit {
		return Err(LoadError::MemoryLimit { bytes, limit });
	}
	let elements = needs.max_initial_table_size.unwrap_or(0);
	let limit = MAX_TABLE_ELEMENTS as u64;
	if elements > limit {
		return Err(LoadError::TableTooLarge { elements, limit });
	}
	Ok(())
}

/// Names what ended a run.
fn failure(error: Error, limits: &Limits) -> RunError {
	if error.is::<MemoryLimitReached>() {
		RunError::MemoryLimit { limit: limits.memory_bytes }
	} else if let Some(failure) = error.downcast_ref::<MachineFailure>() {
		machine(&failure.0)
	} else if let Some(Trap::OutOfFuel) = error.downcast_ref() {
		RunError::OutOfFuel { limit: limits.fuel }
	} else if let Some(trap) = error.downcast_ref::<Trap>() {
		RunError::Trapped { reason: trap.to_string() }
	} else if let Some(misuse) = error.downcast_ref::<imports::Misuse>() {
		RunError::Trapped { reason: misuse.to_string() }
	} else {
		machine(error)
	}
}

fn length(bytes: usize, too_long: RunError) -> Result<u32, RunError> {
	u32::try_from(bytes).map_err(|_| too_long)
}

fn machine(reason: impl ToString) -> RunError {
	RunError::Machine { reason: reason.to_string() }
}

fn not_compilable(error: Error) -> LoadError {
	LoadError::NotCompilable { reason: format!("{error:#}") }
}
