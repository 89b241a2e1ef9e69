use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::TokenError;

fn attributes(texts: &[&str]) -> Attributes {
	let attribute = |text: &&str| Attribute::truncate_from(text.as_bytes().to_vec());
	Attributes::truncate_from(texts.iter().map(attribute).collect())
}

fn audit(who: AccountId, texts: &[&str]) -> sp_runtime::DispatchResult {
	Leasing::audit(signed(who), worker(1), attributes(texts))
}

#[test]
fn audit_holds_one_deposit_however_often_it_is_changed() {
	build_and_execute(|| {
		assert_ok!(audit(AUDITOR, &["region=eu"]));
		let event = Event::Audited { worker: worker(1), auditor: AUDITOR, attributes: attributes(&["region=eu"]) };
		System::assert_last_event(event.into());
		assert_ok!(audit(AUDITOR, &["region=eu", "power=green"]));
		assert_eq!(held(HoldReason::Deposit, AUDITOR), DEPOSIT);
		assert_eq!(Leasing::attributes(worker(1), AUDITOR), attributes(&["region=eu", "power=green"]));
		assert_ok!(audit(AUDITOR, &[]));
		assert_eq!((free(AUDITOR), Leasing::attributes(worker(1), AUDITOR)), (PURSE, attributes(&[])));
		assert_noop!(audit(AUDITOR, &[]), Error::<Test>::NotFound);
		assert_noop!(audit(PAUPER, &["x"]), TokenError::FundsUnavailable);
	});
}

#[test]
fn order_takes_the_word_of_its_auditor_alone() {
	build_and_execute(|| {
		let spec = Spec { attributes: attributes(&["region=eu"]), auditor: Some(AUDITOR), ..spec() };
		let order = place(OrderTerms { spec, ..order_terms() });
		assert_ok!(audit(provider(1), &["region=eu"]));
		assert_noop!(bid(order, 1, 7), Error::<Test>::AttributeMissing);
		assert_ok!(audit(AUDITOR, &["power=green"]));
		assert_noop!(bid(order, 1, 7), Error::<Test>::AttributeMissing);
		assert_ok!(audit(AUDITOR, &["power=green", "region=eu"]));
		assert_ok!(bid(order, 1, 7));
		// What is said counts when it is used.
		assert_ok!(audit(AUDITOR, &[]));
		assert_noop!(Leasing::accept(signed(TENANT), order, worker(1)), Error::<Test>::AttributeMissing);
	});
}

#[test]
fn order_takes_the_owners_word_when_it_names_no_auditor() {
	build_and_execute(|| {
		let spec = Spec { attributes: attributes(&["region=eu"]), ..spec() };
		let order = place(OrderTerms { spec, ..order_terms() });
		assert_ok!(audit(AUDITOR, &["region=eu"]));
		assert_noop!(bid(order, 1, 7), Error::<Test>::AttributeMissing);
		assert_ok!(audit(provider(1), &["region=eu"]));
		assert_ok!(bid(order, 1, 7));
	});
}
