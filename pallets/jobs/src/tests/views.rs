use crate::{
	mock::{Jobs, *},
	*,
};

#[test]
fn views_show_nothing_when_there_is_no_such_job() {
	Mock::default().build_and_execute(|| {
		assert_eq!((Jobs::job(0), Jobs::claims(0), Jobs::seats(0)), (None, vec![], vec![]));
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
