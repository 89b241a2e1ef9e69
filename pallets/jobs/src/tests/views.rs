use crate::{
	mock::{Jobs, *},
	*,
};
use piazza_primitives::{public_inputs, Statement};

#[test]
fn views_show_nothing_when_there_is_no_such_job() {
	Mock::default().build_and_execute(|| {
		assert_eq!((Jobs::job(0), Jobs::claims(0), Jobs::seats(0)), (None, vec![], vec![]));
		assert_eq!(Jobs::statement(0, worker(1), content(9).hash), None);
		assert_eq!(Jobs::public_inputs(0, worker(1), content(9).hash), None);
	});
}

#[test]
fn quote_says_what_a_seat_earns() {
	Mock::default().build_and_execute(|| {
		assert_eq!(Jobs::quote(300, 3), Some(Quote { per_seat: 100, remainder: 0 }));
		assert_eq!(Jobs::quote(301, 3), Some(Quote { per_seat: 100, remainder: 1 }));
		assert_eq!(Jobs::quote(301, 0), None);
	});
}

#[test]
fn commitment_is_the_one_that_can_be_revealed() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = seated(quorum(1, 1), 300);
		let n = workers[0];
		let hash = Jobs::commitment(id, worker(n), content(9).hash, salt(n));
		assert_eq!(hash, commitment(id, n, 9));
	});
}

#[test]
fn statement_names_job_input_output_and_worker() {
	Mock::default().build_and_execute(|| {
		submit(quorum(1, 1), 300);
		let id = submit_of(circuit(), quorum(1, 1), 300);
		let (input, output) = (content(0).hash, content(9).hash);
		let expected = Statement { job: 1, input, output, worker: &worker(4) }.to_bytes();
		assert_eq!(Jobs::statement(id, worker(4), output), Some(expected.clone()));
		assert_eq!(Jobs::public_inputs(id, worker(4), output), Some(public_inputs(&expected)));
	});
}

#[test]
fn statement_is_none_when_the_job_asks_for_no_proof() {
	Mock::default().build_and_execute(|| {
		let judged = [(program(), quorum(1, 1)), (enclave(), quorum(1, 1)), (circuit(), evaluated())];
		for (program, policy) in judged {
			let id = submit_of(program, policy, 300);
			assert_eq!(Jobs::statement(id, worker(1), content(9).hash), None);
		}
	});
}
