//! The verifiers inside the runtime: to every question its wasm gives the answer that is given natively, byte by byte, and
//! the answer that has to be given.

use codec::Encode;
use piazza_questions::{
	fixtures,
	vectors::{for_each_case, for_each_other, CASES, OTHERS},
	Asked,
};
use piazza_runtime::WASM_BINARY;
use sc_executor::WasmExecutor;
use sp_core::traits::{CallContext, CodeExecutor, RuntimeCode, WrappedRuntimeCode};
use sp_io::TestExternalities;
use std::{
	collections::HashSet,
	time::{Duration, Instant},
};

/// Runs the runtime's wasm as a node does. It is compiled at the first question.
#[derive(Default)]
struct Wasm(WasmExecutor);

impl Wasm {
	/// The answer to a question, both in SCALE. The state is empty: there is nothing that could be read.
	fn ask(&self, question: &[u8]) -> Vec<u8> {
		let code = WrappedRuntimeCode(WASM_BINARY.expect("tests are built with the wasm").into());
		let code = RuntimeCode { code_fetcher: &code, heap_pages: None, hash: b"this runtime".to_vec() };
		let mut state = TestExternalities::new_empty();
		let call = "VerifiersApi_verify";
		let (answer, _) = self.0.call(&mut state.ext(), &code, call, question, CallContext::Offchain);
		answer.unwrap_or_else(|error| panic!("the runtime does not answer: {error}"))
	}

	/// Sees that the answer is what it must be, natively and in the wasm.
	fn check(&self, name: &str, asked: &Asked) {
		let native = asked.question.answer();
		asked.check(name, &native);
		let answer = self.ask(&asked.question.encode());
		assert!(answer == native.encode(), "{name}, {}: in wasm the answer is not {native:?}", asked.about);
	}
}

#[test]
fn answers_are_the_native_ones_when_vectors_are_asked() {
	let wasm = Wasm::default();
	let mut questions = 0;
	let cases = for_each_case(|name, asked| {
		wasm.check(name, asked);
		questions += 1;
	});
	let others = for_each_other(|name, asked| wasm.check(name, asked));
	println!("{cases} cases with {questions} questions, {others} others: natively and in the runtime's wasm");
	assert!((cases, others) == (CASES, OTHERS) || (cases, others) == (0, 0), "some vectors were left out");
}

#[test]
fn answers_are_the_native_ones_when_fixtures_are_asked() {
	let wasm = Wasm::default();
	fixtures::asked().iter().for_each(|asked| wasm.check("fixture", asked));
}

/// How often a question is asked to see how long the answer takes.
const RUNS: u32 = 10;

/// The shortest time that an answer took, in microseconds.
fn shortest(mut answer: impl FnMut()) -> f64 {
	let run = |_| {
		let start = Instant::now();
		answer();
		start.elapsed()
	};
	(0..RUNS).map(run).min().unwrap_or(Duration::MAX).as_secs_f64() * 1e6
}

/// A table of how long good evidence takes: one piece of each kind of our fixtures and, where they are, of each folder of
/// the vectors.
#[test]
fn answers_stay_the_same_when_their_time_is_taken() {
	let wasm = Wasm::default();
	let asked = fixtures::asked().into_iter().filter(Asked::is_proven);
	let mut measured: Vec<_> = asked.map(|asked| (format!("fixture, {}", asked.about), asked)).collect();
	let mut seen = HashSet::new();
	for_each_case(|name, asked| {
		let folder = name.split('/').next().map(str::to_owned);
		if asked.is_proven() && seen.insert((folder, std::mem::discriminant(&asked.question))) {
			measured.push((format!("{name}, {}", asked.about), asked.clone()));
		}
	});

	println!("\nLeast of {RUNS} runs. The verifiers and what they compute with are optimised in both.\n");
	println!("{:<52} {:>10} {:>10} {:>6}", "evidence", "native, µs", "wasm, µs", "ratio");
	for (name, asked) in &measured {
		let (question, expected) = (asked.question.encode(), asked.question.answer().encode());
		let native = shortest(|| assert_eq!(asked.question.answer().is_ok(), asked.is_proven(), "{name}"));
		let inside = shortest(|| assert!(wasm.ask(&question) == expected, "{name}"));
		println!("{name:<52} {native:>10.0} {inside:>10.0} {:>6.1}", inside / native);
	}
}
