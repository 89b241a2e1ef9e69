use crate::mock::{Panels, *};

#[test]
fn views_show_nothing_when_there_is_nothing() {
	Mock::default().build_and_execute(|| {
		assert_eq!((Panels::panel(0), Panels::duties(STRANGER)), (None, vec![]));
		assert_eq!((Panels::checkers(), Panels::is_enrolled(STRANGER)), (0, false));
	});
}

#[test]
fn views_show_panel_duties_and_register() {
	Mock::default().checkers(3).build_and_execute(|| {
		assert_eq!((Panels::checkers(), Panels::is_enrolled(checker(1))), (3, true));
		let (id, members) = drawn();
		assert_eq!((Panels::panel(id).unwrap().case, Panels::duties(members[0])), (7, vec![id]));
	});
}

#[test]
fn commitment_is_the_one_that_can_be_revealed() {
	Mock::default().checkers(3).build_and_execute(|| {
		let (id, members) = drawn();
		let hash = Panels::commitment(id, members[0], answer(9), salt(members[0]));
		assert_eq!(hash, commitment(id, members[0], 9));
	});
}
