use crate::mock::*;
use frame_support::assert_ok;
use piazza_primitives::{JobResult, JobResults, Settlement};

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

#[test]
fn settlement_names_the_one_who_was_paid() {
	Mock::default().fee(2).build_and_execute(|| {
		let id = delivered(100);
		assert_eq!(Jobs::settlement(id), None);
		assert_ok!(Jobs::complete(signed(EVALUATOR), id, Default::default()));
		// The asset of these jobs is not the native one.
		assert_eq!(Jobs::settlement(id), Some(Settlement { payer: TENANT, payee: AGENT, value: 0 }));
		let seats = Jobs::seats(id);
		assert_eq!(seats.len(), 1);
		assert_eq!((seats[0].provider, seats[0].outcome.as_ref().map(|outcome| outcome.paid)), (AGENT, Some(93)));
		assert_ok!(Jobs::remove(signed(TENANT), id));
		assert_eq!((Jobs::settlement(id), Jobs::seats(id).len()), (None, 0));
	});
}

#[test]
fn settlement_is_none_when_several_were_paid_or_nobody() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = seated(quorum(3, 2), 300);
		answer(id, &workers, &[9, 9, 8]);
		assert_eq!((stage(id), Jobs::settlement(id)), (finalized(9), None));
		let (id, workers) = seated(quorum(3, 3), 300);
		answer(id, &workers, &[7, 8, 9]);
		assert_eq!((stage(id), Jobs::settlement(id)), (failed(crate::Failure::NoQuorum), None));
	});
}

#[test]
fn settlement_is_worth_what_was_paid_when_that_is_native() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = seated(quorum(1, 1), 300);
		answer(id, &workers, &[9]);
		let provider = Jobs::seats(id)[0].provider;
		let found = Jobs::settlement(id).unwrap();
		assert_eq!((found.payer, found.payee), (TENANT, provider));
		assert!(crate::Jobs::<Test>::get(id).is_some_and(|job| (job.asset == NATIVE) == (found.value > 0)));
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
