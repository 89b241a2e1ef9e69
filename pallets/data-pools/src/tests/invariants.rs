use crate::{mock::*, *};
use frame_support::{
	assert_ok,
	traits::{fungibles::Mutate, tokens::Preservation},
};
use sp_core::H256;
use sp_runtime::{traits::Convert, TryRuntimeError};

/// What is found wrong when `spoil` has been done to a pool with everything in it.
fn found(spoil: impl FnOnce(PoolId)) -> TryRuntimeError {
	new_test_ext().execute_with(|| {
		let pool = eligible(terms());
		assert_ok!(contribute(pool, ALICE, 1, 80));
		assert_ok!(choose(pool, ALICE, Choice::Grant { grantee: BUYER, purpose: PURPOSE }));
		assert_ok!(DataPools::fund(signed(BUYER), 1_000));
		assert_ok!(license(pool, 10));
		run_to(EPOCH);
		assert_ok!(DataPools::claim_epoch(signed(BUYER), pool, 0));
		assert_ok!(license(pool, 10));
		assert_ok!(DataPools::do_try_state());
		spoil(pool);
		DataPools::do_try_state().unwrap_err()
	})
}

fn books_with(change: impl FnOnce(&mut BooksOf<Test>)) -> TryRuntimeError {
	found(|pool| AllBooks::<Test>::mutate(pool, change))
}

fn loses(asset: AssetKind, account: AccountId) {
	assert_ok!(NativeAndAssets::transfer(asset, &account, &STRANGER, 1, Preservation::Expendable));
}

#[test]
fn money_that_is_not_there_is_found() {
	let found_income = found(|pool| loses(NATIVE, PoolAccount::convert(pool)));
	assert_eq!(found_income, "income is kept that is not there".into());
	let found_tokens = found(|pool| loses(DataPools::token(pool), PoolAccount::convert(pool)));
	assert_eq!(found_tokens, "tokens are staked that are not there".into());
	assert_eq!(found(|_| loses(NATIVE, FUND)), "epochs have what is not there".into());
	assert_eq!(books_with(|books| books.kept -= 200), "stakers are owed more than is kept for them".into());
	assert_eq!(books_with(|books| books.owner_due += 1), "income is kept that is not there".into());
	let found_award = found(|pool| Awards::<Test>::mutate(pool, 0, |award| award.as_mut().unwrap().left += 1));
	assert_eq!(found_award, "epochs have what is not there".into());
}

#[test]
fn counts_that_are_wrong_are_found() {
	assert_eq!(books_with(|books| books.staked -= 1), "stakes are not those of all stakers".into());
	assert_eq!(books_with(|books| books.offered += 1), "contributions are not those of all".into());
	assert_eq!(books_with(|books| books.contributions += 1), "contributions are not those of all".into());
	assert_eq!(books_with(|books| books.next_licence -= 1), "a licence has a number that was not given yet".into());
	assert_eq!(books_with(|books| books.curator = None), "endorsements are not those that are counted".into());
	let granted = found(|pool| Granted::<Test>::insert((pool, BUYER, H256::zero()), 1));
	assert_eq!(granted, "grants are not those that are counted".into());
	let epoch = found(|_| Epochs::<Test>::mutate(1, |epoch| epoch.pools += 1));
	assert_eq!(epoch, "an epoch has other pools than achieved something".into());
	let totals = found(|_| Epochs::<Test>::mutate(1, |epoch| epoch.totals.volume -= 1));
	assert_eq!(totals, "pools achieved more than all together".into());
}

#[test]
fn records_of_nothing_are_found() {
	let removed = found(|pool| {
		Pools::<Test>::remove(pool);
	});
	assert_eq!(removed, "there are books of no pool".into());
	let stake = found(|pool| {
		Stakers::<Test>::mutate(pool, ALICE, |stake| stake.as_mut().unwrap().amount = 0);
	});
	assert!(stake == "an empty stake is stored".into() || stake == "stakes are not those of all stakers".into());
	let consent = found(|pool| Consents::<Test>::remove(pool, ALICE));
	assert_eq!(consent, "somebody contributed without consent".into());
	let record = found(|pool| Records::<Test>::remove(pool, 1));
	assert_eq!(record, "an epoch has other pools than achieved something".into());
}
