use crate::mock::*;
use frame_support::assert_ok;
use piazza_primitives::{JobResult, JobResults};

fn result(output: u8, quorum: u8) -> JobResult<AccountId> {
	let input = Jobs::job(0).unwrap().input.hash;
	JobResult { tenant: TENANT, program: program(), input, output: content(output).hash, quorum }
}

#[test]
fn result_is_the_output_that_was_paid() {
	Mock::default().build_and_execute(|| {
		assert_eq!(Jobs::result(0), None);
		let (id, workers) = seated(quorum(3, 2), 300);
		commit(id, workers[0], 9);
		assert_eq!(Jobs::result(id), None);
		answer(id, &workers[1..], &[9, 8]);
		reveal(id, workers[0], 9);
		assert_eq!(stage(id), finalized(9));
		assert_eq!(Jobs::result(id), Some(result(9, 2)));
	});
}

#[test]
fn result_is_nobodys_word_when_the_job_failed_or_names_no_program() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = seated(quorum(3, 3), 300);
		answer(id, &workers, &[7, 8, 9]);
		assert_eq!(stage(id), failed(crate::Failure::NoQuorum));
		assert_eq!(Jobs::result(id), None);
	});
}

#[test]
fn result_has_no_quorum_when_a_judge_accepted_it() {
	Mock::default().build_and_execute(|| {
		let id = delivered(300);
		assert_eq!(Jobs::result(id), None);
		assert_ok!(Jobs::complete(signed(EVALUATOR), id, Default::default()));
		assert_eq!(Jobs::result(id), Some(result(9, 0)));
	});
}

#[cfg(feature = "runtime-benchmarks")]
#[test]
fn some_job_has_the_result_that_a_benchmark_asks_for() {
	// Not `build_and_execute`: the job was never done.
	Mock::default().build().execute_with(|| {
		let result = JobResult {
			tenant: TENANT,
			program: program(),
			input: content(1).hash,
			output: content(2).hash,
			quorum: 3,
		};
		let id = <Jobs as JobResults<_>>::some_job(result.clone());
		assert_eq!(Jobs::result(id), Some(result));
	});
}
