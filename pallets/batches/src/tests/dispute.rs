use crate::{
	mock::{Batches, *},
	*,
};
use codec::Encode;
use frame_support::{assert_noop, assert_ok, dispatch::GetDispatchInfo};
use piazza_primitives::{
	mocks::{MockAgenda, MockAttested, MockLeases, MockPanel, MockPanels},
	BatchId, Content, PanelCase, Panels, Window,
};
use sp_core::H256;
use sp_runtime::{DispatchError, TokenError};

fn refused(who: AccountId, id: BatchId, error: impl Into<DispatchError>) {
	let error: DispatchError = error.into();
	assert_noop!(Batches::dispute(signed(who), id, leaf(3), proof(5, 3), content(TRUTH)), error);
}

/// The proof does not hold for the leaf.
fn not_there(id: BatchId, leaf: Leaf, proof: Proof) {
	let error = Error::<Test>::InvalidProof;
	assert_noop!(Batches::dispute(signed(DISPUTER), id, leaf, proof, content(TRUTH)), error);
}

#[test]
fn dispute_holds_a_bond_and_convenes_a_panel_of_others() {
	execute(|| {
		let id = report(5);
		System::reset_events();
		run(4);
		assert_ok!(try_dispute(DISPUTER, id, 5, 3, TRUTH));
		let batch = Batches::batch(id).unwrap();
		let expected = Dispute {
			disputer: DISPUTER,
			leaf: leaf(3),
			output: content(TRUTH),
			bond: DISPUTE_BOND,
			panel: 0,
			since: START + 4,
			finding: None,
		};
		assert_eq!(batch.dispute, Some(expected));
		assert_eq!((at_stake(DISPUTER), wealth(DISPUTER)), (DISPUTE_BOND, PURSE));
		let excluded = vec![TENANT, DISPUTER, provider(1), worker(1)];
		assert_eq!(MockPanels::<PanelCase>::take(), [MockPanel { case: PanelCase::Batch(id).encode(), excluded }]);
		assert_events(vec![Event::Disputed {
			batch: id,
			disputer: DISPUTER,
			index: 3,
			input: leaf(3).input,
			accused_hash: leaf(3).output.hash,
			output_hash: content(TRUTH).hash,
			panel: 0,
			bond: DISPUTE_BOND,
		}]);
		// It waits for the panel, however long that takes.
		assert_eq!((batch.due, MockAgenda::waiting()), (None, 0));
		run(500);
		assert_eq!((Batches::batch(id), bonded(provider(1))), (Some(batch), Bond::get()));
	});
}

#[test]
fn dispute_can_be_about_every_result_of_a_batch() {
	execute(|| {
		for count in [1, 2, 3, 5, 8, 13] {
			run(MIN_INTERVAL);
			let id = report(count);
			for index in 0..count {
				assert_ok!(try_dispute(DISPUTER, id, count, index, TRUTH));
				find(id, None, 0);
			}
		}
	});
}

#[test]
fn dispute_is_open_to_the_tenant_and_to_other_providers() {
	execute(|| {
		for who in [TENANT, STRANGER, provider(2)] {
			let id = report(5);
			assert_ok!(try_dispute(who, id, 5, 3, TRUTH));
			run(MIN_INTERVAL);
		}
	});
}

#[test]
fn dispute_is_possible_when_lease_worker_and_program_are_gone() {
	execute(|| {
		let id = report(5);
		MockLeases::end(1);
		MockAttested::set_inactive(worker(1));
		MockAttested::remove_program(&program());
		assert_ok!(try_dispute(DISPUTER, id, 5, 3, TRUTH));
	});
}

#[test]
fn dispute_weighs_what_convening_a_panel_takes() {
	execute(|| {
		let (batch, leaf, proof, output) = (0, leaf(3), proof(5, 3), content(TRUTH));
		let call = Call::<Test>::dispute { batch, leaf, proof, output };
		let convene = <MockPanels<PanelCase> as Panels<AccountId>>::convene_weight();
		assert_eq!(call.get_dispatch_info().call_weight, <() as WeightInfo>::dispute() + convene);
	});
}

#[test]
fn dispute_fails_when_not_signed() {
	execute(|| {
		let id = report(5);
		let call = Batches::dispute(RuntimeOrigin::root(), id, leaf(3), proof(5, 3), content(TRUTH));
		assert_noop!(call, DispatchError::BadOrigin);
	});
}

#[test]
fn dispute_fails_when_there_is_no_such_batch() {
	execute(|| {
		refused(DISPUTER, 0, Error::<Test>::NotFound);
		let id = report(5);
		run(DISPUTE_WINDOW);
		refused(DISPUTER, id, Error::<Test>::NotFound);
	});
}

#[test]
fn dispute_fails_when_there_is_one() {
	execute(|| {
		let id = disputed();
		refused(STRANGER, id, Error::<Test>::AlreadyDisputed);
		hear(id, None, 0);
		refused(STRANGER, id, Error::<Test>::AlreadyDisputed);
		run(1);
		assert_ok!(try_dispute(STRANGER, id, 5, 3, TRUTH));
	});
}

#[test]
fn dispute_fails_when_the_window_is_over() {
	execute(|| {
		let id = report(5);
		run(DISPUTE_WINDOW - 1);
		// Blocks are full: the end of the window is not served, and still nobody may dispute.
		skip_to(START + DISPUTE_WINDOW);
		assert_eq!(Batches::batch(id).unwrap().disputes, Window { from: START, to: START + DISPUTE_WINDOW });
		refused(DISPUTER, id, Error::<Test>::DisputesClosed);
	});
}

#[test]
fn dispute_is_possible_in_the_last_block_of_the_window() {
	execute(|| {
		let id = report(5);
		run(DISPUTE_WINDOW - 1);
		assert_ok!(try_dispute(DISPUTER, id, 5, 3, TRUTH));
	});
}

#[test]
fn dispute_fails_when_the_batch_is_its_own() {
	execute(|| {
		let id = report(5);
		refused(provider(1), id, Error::<Test>::OwnBatch);
		refused(worker(1), id, Error::<Test>::OwnBatch);
	});
}

#[test]
fn dispute_fails_when_the_output_is_the_one_in_the_batch() {
	execute(|| {
		let id = report(5);
		let same = leaf(3).output;
		let call = Batches::dispute(signed(DISPUTER), id, leaf(3), proof(5, 3), same.clone());
		assert_noop!(call, Error::<Test>::SameOutput);
		// Where it is found does not matter.
		let elsewhere = Content { uri: Default::default(), ..same };
		let call = Batches::dispute(signed(DISPUTER), id, leaf(3), proof(5, 3), elsewhere);
		assert_noop!(call, Error::<Test>::SameOutput);
	});
}

#[test]
fn dispute_fails_when_the_leaf_is_not_in_the_batch() {
	execute(|| {
		let id = report(5);
		for index in [0, 1, 2, 4, 5, u32::MAX] {
			not_there(id, Leaf { index, ..leaf(3) }, proof(5, 3));
		}
		not_there(id, Leaf { input: content(99), ..leaf(3) }, proof(5, 3));
		not_there(id, Leaf { output: content(99), ..leaf(3) }, proof(5, 3));
		not_there(id, Leaf { output: leaf(3).input, input: leaf(3).output, ..leaf(3) }, proof(5, 3));
		not_there(id, leaf(2), proof(5, 3));
		not_there(id, leaf(5), proof(6, 5));
		// Where contents are found does not matter.
		let elsewhere = Leaf { input: Content { uri: Default::default(), ..leaf(3).input }, ..leaf(3) };
		assert_ok!(Batches::dispute(signed(DISPUTER), id, elsewhere, proof(5, 3), content(TRUTH)));
	});
}

#[test]
fn dispute_fails_when_the_proof_is_another_too_short_or_too_long() {
	execute(|| {
		let id = report(5);
		let nodes = proof(5, 3).into_inner();
		assert_eq!((nodes.len(), proof(5, 4).len()), (3, 1));
		let spoilt = |spoil: fn(&mut Vec<H256>)| {
			let mut nodes = nodes.clone();
			spoil(&mut nodes);
			not_there(id, leaf(3), nodes.try_into().unwrap());
		};
		spoilt(|nodes| nodes.swap(0, 1));
		spoilt(|nodes| nodes[2] = H256::zero());
		spoilt(|nodes| nodes.truncate(2));
		spoilt(|nodes| nodes.clear());
		spoilt(|nodes| nodes.push(H256::zero()));
		spoilt(|nodes| nodes.resize(MAX_PROOF_LENGTH as usize, H256::zero()));
		not_there(id, leaf(3), proof(5, 2));
		not_there(id, leaf(3), proof(4, 3));
	});
}

/// The worker says that there are two results where there are four: at the places of the leaves are inner nodes, and nobody
/// can open them.
#[test]
fn dispute_fails_when_an_inner_node_is_presented_as_a_leaf() {
	execute(|| {
		assert_ok!(Batches::report(signed(worker(1)), 1, program(), root(4), 2));
		let hash = |index: u8| {
			let Leaf { index, input, output } = leaf(index);
			rules::leaf_hash(index, &input.hash, &output.hash)
		};
		let sibling = proof(4, 0)[1];
		let inner = Content { hash: hash(0), ..content(0) };
		for index in 0..2 {
			let children = Leaf { index, input: inner.clone(), output: Content { hash: hash(1), ..content(0) } };
			not_there(0, children, vec![sibling].try_into().unwrap());
		}
		// Nor can the leaves below.
		not_there(0, leaf(0), proof(4, 0));
		not_there(0, leaf(0), vec![sibling].try_into().unwrap());
	});
}

#[test]
fn dispute_fails_when_the_bond_cannot_be_spared() {
	execute(|| {
		let id = report(5);
		refused(checker(1), id, TokenError::FundsUnavailable);
	});
}

#[test]
fn dispute_fails_when_there_are_too_few_checkers() {
	execute(|| {
		MockPanels::<PanelCase>::set_checkers(2);
		let id = report(5);
		refused(DISPUTER, id, DispatchError::Other("TooFewCheckers"));
		assert_eq!(at_stake(DISPUTER), 0);
	});
}
