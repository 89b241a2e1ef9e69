//! Programs that keep to the workload ABI, and every way not to.

use piazza_workload_host::{
	matmul_i8_fuel, matmul_i8_naive, Backend, BackendError, Limits, LoadError, Output, Program, RunError, Tensor,
};

const LIMITS: Limits =
	Limits { fuel: 1_000_000, memory_bytes: 4 << 16, input_bytes: 1_000, output_bytes: 1_000, module_bytes: 10_000 };

/// Input goes to 1,024; one page of memory.
const ALLOC: &str = r#"(memory (export "memory") 1)
	(func (export "alloc") (param i32) (result i32) (i32.const 1024))"#;
const MATMUL: &str = r#"(import "piazza" "matmul_i8" (func $matmul (param i32 i32 i32 i32 i32 i32)))"#;
/// Gives the input back.
const ECHO: &str =
	"(i64.or (i64.shl (i64.extend_i32_u (local.get 0)) (i64.const 32)) (i64.extend_i32_u (local.get 1)))";

fn module(fields: &str) -> Vec<u8> {
	wat::parse_str(format!("(module {fields})")).unwrap()
}

fn load(fields: &str) -> Result<Program, LoadError> {
	Program::load(&module(fields), &LIMITS)
}

fn refusal(fields: &str) -> LoadError {
	load(fields).err().expect("the module is refused")
}

/// A program whose `run` is `body`.
fn program(body: &str) -> Program {
	load(&format!(r#"{MATMUL} {ALLOC} (func (export "run") (param i32 i32) (result i64) {body})"#)).unwrap()
}

fn run(body: &str, input: &[u8]) -> Result<Output, RunError> {
	program(body).run(input)
}

fn trap(body: &str) -> String {
	match run(body, &[]) {
		Err(RunError::Trapped { reason }) => reason,
		other => panic!("not a trap: {other:?}"),
	}
}

/// Says that the output is the `length` bytes from `start`.
fn output(start: u64, length: u64) -> String {
	format!("(i64.const {})", (start << 32 | length) as i64)
}

mod loading {
	use super::*;

	#[test]
	fn load_fails_when_the_bytes_are_no_wasm() {
		for bytes in [&b""[..], b"#!/bin/sh", b"\0asm\x01\0\0\0garbage", b"(module)"] {
			assert!(matches!(Program::load(bytes, &LIMITS), Err(LoadError::NotWasm { .. })));
		}
	}

	#[test]
	fn load_fails_when_the_module_is_cut_short() {
		let whole = module(&format!(r#"{ALLOC} (func (export "run") (param i32 i32) (result i64) {ECHO})"#));
		for length in 0..whole.len() {
			assert!(Program::load(&whole[..length], &LIMITS).is_err(), "{length} bytes");
		}
	}

	#[test]
	fn load_fails_when_the_language_is_later_than_wasm_1() {
		for later in [
			"(func (param i32) (result i32) (i32.extend8_s (local.get 0)))",
			"(func (result i32 i32) (i32.const 1) (i32.const 2))",
			"(memory 1) (func (memory.fill (i32.const 0) (i32.const 0) (i32.const 9)))",
			"(func (drop (v128.const i32x4 0 0 0 0)))",
			"(memory 1 1 shared)",
			"(memory i64 1)",
			"(memory 1) (memory 1)",
			"(func $f (return_call $f))",
			"(table 1 externref)",
		] {
			assert!(matches!(refusal(later), LoadError::NotWasm { .. }), "{later}");
		}
	}

	#[test]
	fn load_fails_when_the_module_is_too_large() {
		let bytes = vec![0; 10_001];
		let error = Program::load(&bytes, &LIMITS).err();
		assert_eq!(error, Some(LoadError::ModuleTooLarge { bytes: 10_001, limit: 10_000 }));
	}

	#[test]
	fn load_fails_when_an_import_is_not_of_the_abi() {
		for (module, name) in
			[("wasi_snapshot_preview1", "random_get"), ("env", "matmul_i8"), ("piazza", "time"), ("piazza", "memory")]
		{
			let error = refusal(&format!(r#"(import "{module}" "{name}" (func))"#));
			assert_eq!(error, LoadError::ForbiddenImport { module: module.into(), name: name.into() });
		}
		let error = refusal(r#"(import "env" "memory" (memory 1))"#);
		assert_eq!(error, LoadError::ForbiddenImport { module: "env".into(), name: "memory".into() });
	}

	#[test]
	fn load_fails_when_an_export_is_missing() {
		const RUN: &str = r#"(func (export "run") (param i32 i32) (result i64) (i64.const 0))"#;
		for (fields, name) in [
			(r#"(func (export "alloc") (param i32) (result i32) (i32.const 0))"#.to_owned() + RUN, "memory"),
			(r#"(memory (export "memory") 1)"#.to_owned() + RUN, "alloc"),
			(ALLOC.to_owned(), "run"),
		] {
			assert_eq!(refusal(&fields), LoadError::MissingExport { name });
		}
	}

	#[test]
	fn load_fails_when_a_signature_is_wrong() {
		for (fields, wrong) in [
			(r#"(func (export "memory"))"#.to_owned(), "memory"),
			(
				r#"(memory (export "memory") 1) (func (export "alloc") (param i64) (result i32) (i32.const 0))"#.into(),
				"alloc",
			),
			(r#"(memory (export "memory") 1) (global (export "alloc") i32 (i32.const 0))"#.into(), "alloc"),
			(format!(r#"{ALLOC} (func (export "run") (param i32 i32) (result i32) (i32.const 0))"#), "run"),
			(format!(r#"{ALLOC} (func (export "run") (param i32) (result i64) (i64.const 0))"#), "run"),
			(r#"(import "piazza" "matmul_i8" (func (param i32 i32 i32)))"#.into(), "matmul_i8"),
			(r#"(import "piazza" "matmul_i8" (global i32))"#.into(), "matmul_i8"),
		] {
			assert!(matches!(refusal(&fields), LoadError::WrongSignature { name, .. } if name == wrong), "{fields}");
		}
	}

	#[test]
	fn load_fails_when_the_module_starts_too_large() {
		let rest = r#"(func (export "alloc") (param i32) (result i32) (i32.const 0))
			(func (export "run") (param i32 i32) (result i64) (i64.const 0))"#;
		let error = refusal(&format!(r#"(memory (export "memory") 5) {rest}"#));
		assert_eq!(error, LoadError::MemoryLimit { bytes: 5 << 16, limit: 4 << 16 });
		let error = refusal(&format!(r#"(memory (export "memory") 4) (table 65537 funcref) {rest}"#));
		assert_eq!(error, LoadError::TableTooLarge { elements: 65_537, limit: 65_536 });
	}
}

mod running {
	use super::*;

	#[test]
	fn run_gives_the_output_when_the_program_keeps_to_the_abi() {
		assert_eq!(run(ECHO, b"answer").unwrap().bytes, b"answer");
		assert_eq!(run(ECHO, b"").unwrap().bytes, b"");
	}

	#[test]
	fn run_gives_the_same_output_and_fuel_when_threads_share_the_program() {
		let echo = program(ECHO);
		let alone = echo.run(b"answer").unwrap();
		std::thread::scope(|scope| {
			let runs = [(); 8].map(|()| scope.spawn(|| echo.run(b"answer").unwrap()));
			for run in runs {
				assert_eq!(run.join().unwrap(), alone);
			}
		});
	}

	#[test]
	fn run_gives_the_same_output_and_fuel_when_repeated() {
		// Counts up in memory, so that anything left over from an earlier run would show.
		let counter = program(
			r#"(i32.store8 (i32.const 0) (i32.add (i32.load8_u (i32.const 0)) (i32.load8_u (local.get 0))))
			(i64.const 1)"#,
		);
		let first = counter.run(&[7]).unwrap();
		assert_eq!(first.bytes, [7]);
		assert!(first.fuel_used > 0);
		for _ in 0..3 {
			assert_eq!(counter.run(&[7]).unwrap(), first);
			assert_eq!(counter.clone().run(&[7]).unwrap(), first);
		}
	}

	#[test]
	fn run_gives_the_same_bits_when_a_float_is_not_a_number() {
		// A NaN's sign and payload, left to the processor, would be minus 0/0 on x86 and plus on Arm.
		let nan = "(f32.store (i32.const 0) (f32.div (f32.const 0) (f32.neg (f32.const 0)))) (i64.const 4)";
		assert_eq!(run(nan, &[]).unwrap().bytes, 0x7FC0_0000u32.to_le_bytes());
	}

	#[test]
	fn run_fails_when_the_program_loops_for_ever() {
		assert_eq!(run("(loop (br 0)) (unreachable)", &[]), Err(RunError::OutOfFuel { limit: 1_000_000 }));
	}

	#[test]
	fn run_fails_when_the_start_function_loops_for_ever() {
		let program = load(&format!(
			r#"{ALLOC} (func (export "run") (param i32 i32) (result i64) (i64.const 0))
			(func $start (loop (br 0))) (start $start)"#
		));
		assert_eq!(program.unwrap().run(&[]), Err(RunError::OutOfFuel { limit: 1_000_000 }));
	}

	#[test]
	fn run_fails_when_the_program_allocates_without_end() {
		let body = "(loop (drop (memory.grow (i32.const 1))) (br 0)) (unreachable)";
		assert_eq!(run(body, &[]), Err(RunError::MemoryLimit { limit: 4 << 16 }));
	}

	#[test]
	fn run_continues_when_memory_grows_up_to_the_limit_or_past_its_own_maximum() {
		let grow = "(i32.store (i32.const 0) (memory.grow (i32.const 3))) (i64.const 4)";
		assert_eq!(run(grow, &[]).unwrap().bytes, 1u32.to_le_bytes());
		let own_maximum = load(&format!(
			r#"(memory (export "memory") 1 2) (func (export "alloc") (param i32) (result i32) (i32.const 0))
			(func (export "run") (param i32 i32) (result i64) {})"#,
			grow.replace("(i32.const 3)", "(i32.const 9)"),
		));
		assert_eq!(own_maximum.unwrap().run(&[]).unwrap().bytes, (-1i32).to_le_bytes());
	}

	#[test]
	fn run_fails_when_the_program_traps() {
		assert!(trap("(unreachable)").contains("unreachable"));
		assert!(trap("(drop (i32.div_u (i32.const 1) (i32.const 0))) (i64.const 0)").contains("divide by zero"));
		assert!(trap("(drop (i32.load (i32.const -1))) (i64.const 0)").contains("out of bounds"));
	}

	#[test]
	fn run_fails_when_the_program_calls_itself_without_end() {
		let program = Program::load(
			&module(&format!(
				r#"{ALLOC} (func $run (export "run") (param i32 i32) (result i64)
				(i64.add (i64.const 1) (call $run (local.get 0) (local.get 1))))"#
			)),
			&Limits { fuel: u64::MAX, ..LIMITS },
		);
		let error = program.unwrap().run(&[]);
		assert!(matches!(error, Err(RunError::Trapped { reason }) if reason.contains("stack")));
	}

	#[test]
	fn run_fails_when_a_data_segment_does_not_fit_the_memory() {
		let program = load(&format!(
			r#"{ALLOC} (data (i32.const 65535) "xy")
			(func (export "run") (param i32 i32) (result i64) (i64.const 0))"#
		));
		assert!(matches!(program.unwrap().run(&[]), Err(RunError::Trapped { .. })));
	}

	#[test]
	fn run_fails_when_the_output_is_too_large() {
		assert_eq!(run(&output(0, 1_000), &[]).unwrap().bytes, [0; 1_000]);
		let error = RunError::OutputTooLarge { bytes: 1_001, limit: 1_000 };
		assert_eq!(run(&output(0, 1_001), &[]), Err(error));
	}

	#[test]
	fn run_fails_when_the_output_lies_outside_the_memory() {
		assert_eq!(run(&output((1 << 16) - 8, 8), &[]).unwrap().bytes, [0; 8]);
		for (start, length) in [((1 << 16) - 8, 9), (1 << 16, 1), (u32::MAX.into(), 1), (u32::MAX.into(), 0)] {
			assert_eq!(run(&output(start, length), &[]), Err(RunError::OutputOutOfBounds), "{start} {length}");
		}
	}

	#[test]
	fn run_fails_when_alloc_returns_a_place_outside_the_memory() {
		let program = load(
			r#"(memory (export "memory") 1) (func (export "alloc") (param i32) (result i32) (i32.const 65535))
			(func (export "run") (param i32 i32) (result i64) (i64.const 0))"#,
		)
		.unwrap();
		assert!(program.run(b"1").is_ok());
		assert_eq!(program.run(b"12"), Err(RunError::InputOutOfBounds));
	}

	#[test]
	fn run_fails_when_the_input_is_too_large() {
		assert!(run(ECHO, &[0; 1_000]).is_ok());
		assert_eq!(run(ECHO, &[0; 1_001]), Err(RunError::InputTooLarge { bytes: 1_001, limit: 1_000 }));
	}
}

mod matmul {
	use super::*;

	fn multiply(arguments: [i64; 6]) -> String {
		let arguments = arguments.map(|x| format!("(i32.const {})", x as u32 as i32)).join(" ");
		format!("(call $matmul {arguments})")
	}

	#[test]
	fn matmul_gives_the_product_when_operands_lie_on_either_side() {
		// The input at 1,024 holds the left operand, the product's place and the right operand.
		let (left, right) = ([1, 2, 253, 4, 5, 6], [7, 8, 9, 10, 128, 12]);
		let mut expected = [0; 16];
		matmul_i8_naive(&left, &right, &mut expected, [2, 3, 2]);
		let product = multiply([1024, 1024 + 6 + 16, 1024 + 6, 2, 3, 2]) + &output(1024 + 6, 16);
		assert_eq!(run(&product, &[&left[..], &[0xEE; 16], &right].concat()).unwrap().bytes, expected);
		let swapped = multiply([1024 + 6 + 16, 1024, 1024 + 6, 2, 3, 2]) + &output(1024 + 6, 16);
		assert_eq!(run(&swapped, &[&right[..], &[0xEE; 16], &left].concat()).unwrap().bytes, expected);
	}

	#[test]
	fn matmul_gives_the_square_when_both_operands_are_the_same() {
		let square = multiply([1024, 1024, 2000, 2, 2, 2]) + &output(2000, 16);
		let bytes = run(&square, &[1, 2, 3, 4]).unwrap().bytes;
		assert_eq!(bytes, [7, 10, 15, 22].map(i32::to_le_bytes).concat());
	}

	#[test]
	fn matmul_clears_the_product_when_the_inner_dimension_is_zero() {
		let body = multiply([0, 0, 1024, 1, 0, 1]) + &output(1024, 5);
		assert_eq!(run(&body, &[9; 5]).unwrap().bytes, [0, 0, 0, 0, 9]);
	}

	#[test]
	fn matmul_does_nothing_when_there_is_no_row_or_no_column() {
		for shape in [[0, 5, 4], [4, 5, 0], [0, 0, 0]] {
			let body = multiply([1024, 1024, 1024, shape[0], shape[1], shape[2]]) + &output(1024, 5);
			assert_eq!(run(&body, &[9; 5]).unwrap().bytes, [9; 5], "{shape:?}");
		}
	}

	#[test]
	fn matmul_traps_when_an_operand_lies_outside_the_memory() {
		let end = 1 << 16;
		for arguments in [
			[end - 5, 0, 100, 2, 3, 2],
			[0, end - 5, 100, 2, 3, 2],
			[0, 10, end - 15, 2, 3, 2],
			[-1, 10, 100, 2, 3, 2],
			[0, 10, 100, 1 << 17, 3, 0],
			[0, 10, 100, 1 << 17, 0, 1],
			[end + 1, 10, 100, 0, 0, 0],
		] {
			let reason = trap(&(multiply(arguments) + "(i64.const 0)"));
			assert!(reason.contains("outside the memory"), "{arguments:?}: {reason}");
		}
	}

	#[test]
	fn matmul_traps_when_the_product_overlaps_an_operand() {
		// Left: 6 bytes at 100; right: 6 bytes at 200; product: 16 bytes.
		for place in [85, 105, 90, 100, 185, 205] {
			let reason = trap(&(multiply([100, 200, place, 2, 3, 2]) + "(i64.const 0)"));
			assert!(reason.contains("overlaps"), "{place}: {reason}");
		}
		for place in [84, 106, 184, 206] {
			assert!(run(&(multiply([100, 200, place, 2, 3, 2]) + "(i64.const 0)"), &[]).is_ok(), "{place}");
		}
	}

	#[test]
	fn matmul_traps_when_the_inner_dimension_is_too_long() {
		let reason = trap(&(multiply([0, 0, 0, 0, (1 << 16) + 1, 0]) + "(i64.const 0)"));
		assert!(reason.contains("inner dimension"), "{reason}");
	}

	#[test]
	fn matmul_burns_its_fuel_when_called() {
		let nothing = |arguments| multiply(arguments) + "(i64.const 0)";
		let small = run(&nothing([0, 0, 0, 0, 0, 0]), &[]).unwrap().fuel_used;
		let great = run(&nothing([0, 5000, 10000, 50, 100, 50]), &[]).unwrap().fuel_used;
		assert_eq!(matmul_i8_fuel(0, 0, 0), 64);
		assert_eq!(matmul_i8_fuel(50, 100, 50), 64 + (50 * 112 * 52 + 50 * 112 + 112 * 52 + 4 * 50 * 52) / 8);
		assert_eq!(matmul_i8_fuel(1, 1, 1), 64 + (64 + 16 + 64 + 16) / 8);
		assert_eq!(matmul_i8_fuel(1, 16, 4), matmul_i8_fuel(1, 1, 1));
		assert_eq!(great - small, matmul_i8_fuel(50, 100, 50) - matmul_i8_fuel(0, 0, 0));
	}

	#[test]
	fn matmul_is_done_by_the_backend_at_the_same_fuel_when_the_program_is_put_on_it() {
		/// Tells by wrong products that it was asked.
		struct Sevens;
		impl Backend for Sevens {
			fn matmul_i8(&self, _: &[u8], _: &[u8], c: &mut [u8], _: [usize; 3]) -> Result<(), BackendError> {
				c.fill(7);
				Ok(())
			}
		}
		let program = program(&(multiply([1024, 1024, 2000, 2, 2, 2]) + &output(2000, 16)));
		let by_processor = program.run(&[1, 2, 3, 4]).unwrap();
		let by_backend = program.clone().on(&Tensor::on(Sevens)).run(&[1, 2, 3, 4]).unwrap();
		assert_eq!(by_backend.bytes, [7; 16]);
		assert_eq!(by_backend.fuel_used, by_processor.fuel_used);
		assert_eq!(program.run(&[1, 2, 3, 4]), Ok(by_processor));
	}

	#[test]
	fn matmul_ends_the_run_when_it_costs_more_than_the_fuel_left() {
		let without_end = format!("(loop {} (br 0)) (unreachable)", multiply([0, 5000, 10000, 50, 100, 50]));
		assert_eq!(run(&without_end, &[]), Err(RunError::OutOfFuel { limit: 1_000_000 }));
		// Dimensions whose work does not fit any fuel are paid for first, then found outside the memory.
		let absurd = multiply([0, 0, 0, -1, -1, -1]) + "(i64.const 0)";
		assert_eq!(run(&absurd, &[]), Err(RunError::OutOfFuel { limit: 1_000_000 }));
	}
}
