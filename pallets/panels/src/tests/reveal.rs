use crate::{
	mock::{Panels, *},
	*,
};
use frame_support::{
	assert_noop,
	dispatch::{GetDispatchInfo, Pays},
};
use sp_runtime::DispatchError;

/// A panel of which all have committed to 9.
fn committed() -> (u64, Vec<AccountId>) {
	let (id, members) = drawn();
	members.iter().for_each(|member| commit(id, *member, 9));
	System::reset_events();
	(id, members)
}

fn try_reveal(who: AccountId, id: u64) -> frame_support::dispatch::DispatchResultWithPostInfo {
	Panels::reveal(signed(who), id, answer(9), salt(who))
}

#[test]
fn reveal_is_kept_and_free_of_charge() {
	Mock::default().checkers(5).build_and_execute(|| {
		let (id, members) = committed();
		let post = try_reveal(members[0], id).unwrap();
		assert_eq!((post.pays_fee, post.actual_weight), (Pays::No, Some(<() as WeightInfo>::reveal())));
		assert_eq!(Panels::panel(id).unwrap().seats[0].progress, Progress::Revealed { answer: answer(9) });
		assert_events(vec![Event::Revealed { panel: id, member: members[0], answer: answer(9) }]);
	});
}

#[test]
fn reveal_gives_the_verdict_when_it_is_the_last() {
	Mock::default().checkers(5).build_and_execute(|| {
		let (id, members) = committed();
		reveal(id, members[0], 9);
		reveal(id, members[1], 9);
		System::reset_events();
		let post = try_reveal(members[2], id).unwrap();
		let call = Call::<Test>::reveal { panel: id, answer: answer(9), salt: [0; 32] };
		assert_eq!((post.pays_fee, post.actual_weight), (Pays::No, Some(call.get_dispatch_info().call_weight)));
		assert_eq!(Panels::panel(id), None);
		assert_eq!(Given::take(), [(7, verdict(Some(9), &members))]);
		assert_events(vec![
			Event::Revealed { panel: id, member: members[2], answer: answer(9) },
			Event::Concluded { panel: id, case: 7, answer: Some(answer(9)) },
		]);
	});
}

#[test]
fn reveal_is_taken_until_the_last_block_of_the_window() {
	Mock::default().checkers(5).build_and_execute(|| {
		let (id, members) = committed();
		run_to(19);
		reveal(id, members[0], 9);
		skip_to(20);
		assert_noop!(try_reveal(members[1], id), Error::<Test>::RevealsClosed);
		serve();
		assert_noop!(try_reveal(members[1], id), Error::<Test>::NotFound);
	});
}

#[test]
fn reveal_fails_when_not_signed() {
	Mock::default().checkers(5).build_and_execute(|| {
		let (id, _) = committed();
		assert_noop!(Panels::reveal(RuntimeOrigin::root(), id, answer(9), [0; 32]), DispatchError::BadOrigin);
	});
}

#[test]
fn reveal_fails_when_there_is_no_such_panel() {
	Mock::default().checkers(5).build_and_execute(|| {
		assert_noop!(try_reveal(checker(1), 0), Error::<Test>::NotFound);
	});
}

#[test]
fn reveal_fails_while_others_may_commit() {
	Mock::default().checkers(5).build_and_execute(|| {
		let (id, members) = drawn();
		commit(id, members[0], 9);
		assert_noop!(try_reveal(members[0], id), Error::<Test>::WrongStage);
	});
}

#[test]
fn reveal_fails_when_not_seated() {
	Mock::default().checkers(5).build_and_execute(|| {
		let (id, _) = committed();
		assert_noop!(try_reveal(STRANGER, id), Error::<Test>::NotSeated);
	});
}

#[test]
fn reveal_fails_when_not_committed() {
	Mock::default().checkers(5).build_and_execute(|| {
		let (id, members) = drawn();
		commit(id, members[0], 9);
		run_to(24);
		assert_noop!(try_reveal(members[1], id), Error::<Test>::NotCommitted);
	});
}

#[test]
fn reveal_fails_when_revealed() {
	Mock::default().checkers(5).build_and_execute(|| {
		let (id, members) = committed();
		reveal(id, members[0], 9);
		assert_noop!(try_reveal(members[0], id), Error::<Test>::AlreadyRevealed);
	});
}

#[test]
fn reveal_fails_when_answer_salt_or_member_is_another_one() {
	Mock::default().checkers(5).build_and_execute(|| {
		let (id, members) = drawn();
		commit(id, members[0], 9);
		// Copied from the first.
		let copied = commitment(id, members[0], 9);
		Panels::commit(signed(members[1]), id, copied).unwrap();
		commit(id, members[2], 9);
		let tries = [(0, 8, salt(members[0])), (0, 9, [0; 32]), (1, 9, salt(members[0]))];
		for (seat, n, salt) in tries {
			let reveal = Panels::reveal(signed(members[seat]), id, answer(n), salt);
			assert_noop!(reveal, Error::<Test>::CommitmentMismatch);
		}
	});
}
