//! Why a program cannot be used, or gave no answer.

/// Why a module is not a program this host can run.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum LoadError {
	/// The module is longer than the limit; it was not looked at.
	#[error("the module has {bytes} bytes; this machine takes at most {limit}")]
	ModuleTooLarge {
		/// Its length.
		bytes: usize,
		/// The longest allowed.
		limit: usize,
	},
	/// The bytes are not a valid WebAssembly 1.0 module.
	#[error("not a WebAssembly 1.0 module: {reason}")]
	NotWasm {
		/// What is wrong, and where.
		reason: String,
	},
	/// The module is valid, but the compiler refused it.
	#[error("the module cannot be compiled: {reason}")]
	NotCompilable {
		/// What the compiler said.
		reason: String,
	},
	/// The module asks for something that is not part of the workload ABI.
	#[error("the module imports `{module}.{name}`, which is not part of the workload ABI")]
	ForbiddenImport {
		/// Module part of the import.
		module: String,
		/// Name part of the import.
		name: String,
	},
	/// The module lacks an export that the workload ABI asks for.
	#[error("the module exports no `{name}`")]
	MissingExport {
		/// What is missing.
		name: &'static str,
	},
	/// An import or export of the workload ABI has another type than the ABI says.
	#[error("`{name}` has the wrong type: the workload ABI says `{expected}`")]
	WrongSignature {
		/// The import or export.
		name: &'static str,
		/// The type it must have.
		expected: &'static str,
	},
	/// The module starts with more memory than the limit.
	#[error("the module starts with {bytes} bytes of memory; this machine allows {limit}")]
	MemoryLimit {
		/// Memory it starts with.
		bytes: u64,
		/// The most allowed.
		limit: u64,
	},
	/// The module has a greater table of functions than any host allows.
	#[error("the module has a table of {elements} elements; at most {limit} are allowed")]
	TableTooLarge {
		/// Elements it has.
		elements: u64,
		/// The most allowed.
		limit: u64,
	},
}

/// Why a run gave no output.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum RunError {
	/// The input is longer than the limit; the program was not started.
	#[error("the input has {bytes} bytes; this machine takes at most {limit}")]
	InputTooLarge {
		/// Its length.
		bytes: usize,
		/// The longest allowed.
		limit: usize,
	},
	/// The program used up its fuel.
	#[error("the program ran out of fuel after {limit} units")]
	OutOfFuel {
		/// The fuel it had.
		limit: u64,
	},
	/// The program asked for more memory than the limit.
	#[error("the program asked for more than {limit} bytes of memory")]
	MemoryLimit {
		/// The most allowed.
		limit: usize,
	},
	/// The program stopped itself, did something forbidden, or misused a tensor operation.
	#[error("the program trapped: {reason}")]
	Trapped {
		/// What happened.
		reason: String,
	},
	/// `alloc` returned a place that is not inside the program's memory.
	#[error("the program's `alloc` returned memory that it does not have")]
	InputOutOfBounds,
	/// `run` returned an output that is not inside the program's memory.
	#[error("the program's output lies outside its memory")]
	OutputOutOfBounds,
	/// `run` returned an output longer than the limit.
	#[error("the output has {bytes} bytes; this machine takes at most {limit}")]
	OutputTooLarge {
		/// Its length.
		bytes: usize,
		/// The longest allowed.
		limit: usize,
	},
	/// The machine could not run the program, through no fault of the program.
	#[error("this machine could not run the program: {reason}")]
	Machine {
		/// What went wrong.
		reason: String,
	},
}
