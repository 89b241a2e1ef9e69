use crate::mock::{Batches, *};

#[test]
fn views_show_nothing_when_there_is_no_such_batch() {
	execute(|| {
		assert_eq!(Batches::batch(0), None);
		assert!(!Batches::verify(0, leaf(3), proof(5, 3)));
	});
}

#[test]
fn batch_is_shown_until_it_is_over() {
	execute(|| {
		let id = report(5);
		assert_eq!(Batches::batch(id).unwrap().root, root(5));
		run(DISPUTE_WINDOW);
		assert_eq!(Batches::batch(id), None);
		assert!(!Batches::verify(id, leaf(3), proof(5, 3)));
	});
}

#[test]
fn leaf_hash_is_the_root_when_there_is_one_result() {
	execute(|| assert_eq!(Batches::leaf_hash(0, leaf(0).input.hash, leaf(0).output.hash), root(1)));
}

#[test]
fn verify_says_which_proofs_hold() {
	execute(|| {
		let id = report(5);
		(0..5).for_each(|index| assert!(Batches::verify(id, leaf(index), proof(5, index))));
		assert!(!Batches::verify(id, leaf(2), proof(5, 3)));
		assert!(!Batches::verify(id, leaf(5), proof(6, 5)));
	});
}
