//! The compiler, set so that a program behaves alike everywhere.

use std::sync::OnceLock;
use wasmparser::{Validator, WasmFeatures};
use wasmtime::{Config, Engine, Strategy, WasmBacktraceDetails};

/// Native stack a program may use, in bytes: fits every thread with the customary 2 MiB.
const STACK_BYTES: usize = 512 << 10;

/// The one engine of this process.
pub(crate) fn engine() -> &'static Engine {
	static ENGINE: OnceLock<Engine> = OnceLock::new();
	ENGINE.get_or_init(|| {
		let mut config = Config::new();
		config
			.strategy(Strategy::Cranelift)
			.consume_fuel(true)
			// The bits of a NaN are the only thing that WebAssembly 1.0 leaves to the machine.
			.cranelift_nan_canonicalization(true)
			.max_wasm_stack(STACK_BYTES)
			.wasm_backtrace(false)
			.wasm_backtrace_details(WasmBacktraceDetails::Disable);
		Engine::new(&config).expect("a fixed configuration that the tests cover")
	})
}

/// Checks that `bytes` are a module of WebAssembly 1.0 and nothing later.
///
/// The engine would take more, depending on how the rest of the process configured its build, so the language of the
/// ABI is fixed here.
pub(crate) fn validate(bytes: &[u8]) -> Result<(), String> {
	Validator::new_with_features(WasmFeatures::WASM1).validate_all(bytes).map(drop).map_err(|e| e.to_string())
}
