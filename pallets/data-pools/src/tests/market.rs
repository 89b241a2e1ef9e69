use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::traits::Convert;

fn pool_with_tokens() -> PoolId {
	let pool = create(terms());
	assert_ok!(contribute(pool, OWNER, 1, 100));
	assert_ok!(DataPools::unstake(signed(OWNER), pool, 1_000));
	pool
}

#[test]
fn open_market_lets_the_token_be_traded_and_locks_what_is_in_it() {
	build_and_execute(|| {
		let pool = pool_with_tokens();
		let before = free(OWNER);
		assert_ok!(DataPools::open_market(signed(OWNER), pool, 400, 900));
		// With the deposit for the market's account of the token.
		assert_eq!((before - free(OWNER), tokens(pool, OWNER)), (900 + 10, 600));
		// The root of 400 × 900, less what the market keeps for ever.
		let shares = |who| PoolAssets::balance(0, who);
		assert_eq!((shares(PoolAccount::convert(pool)), shares(OWNER)), (590, 0));
		let opened = Event::MarketOpened { pool, tokens: 400, native: 900, liquidity: 590 };
		assert_eq!(events().last(), Some(&opened));

		let path = vec![NATIVE.into(), DataPools::token(pool).into()];
		assert_ok!(AssetConversion::swap_exact_tokens_for_tokens(signed(BUYER), path, 900, 1, BUYER, true));
		assert_eq!(tokens(pool, BUYER), 200);
		assert_ok!(DataPools::stake(signed(BUYER), pool, 200));
		assert_noop!(DataPools::open_market(signed(OWNER), pool, 1, 1), Error::<Test>::MarketOpen);
	});
}

#[test]
fn open_market_takes_part_in_one_that_is_there_at_its_price() {
	build_and_execute(|| {
		let pool = pool_with_tokens();
		let token = DataPools::token(pool);
		assert_ok!(AssetConversion::create_pool(signed(STRANGER), NATIVE.into(), token.clone().into()));
		assert_ok!(DataPools::open_market(signed(OWNER), pool, 400, 400));
		// Had somebody put in 2 for 1, it would be at that price or not at all.
		let other = pool_with_tokens();
		let token = DataPools::token(other);
		assert_ok!(AssetConversion::create_pool(signed(OWNER), NATIVE.into(), token.clone().into()));
		let liquidity = |native, tokens| {
			AssetConversion::add_liquidity(
				signed(OWNER),
				NATIVE.into(),
				token.clone().into(),
				native,
				tokens,
				native,
				tokens,
				OWNER,
			)
		};
		assert_ok!(liquidity(200, 100));
		assert!(DataPools::open_market(signed(OWNER), other, 400, 400).is_err());
		assert_ok!(DataPools::open_market(signed(OWNER), other, 200, 400));
	});
}

#[test]
fn open_market_fails_when_the_owner_has_not_both() {
	build_and_execute(|| {
		let pool = create(terms());
		let open = |who, tokens, native| DataPools::open_market(signed(who), pool, tokens, native);
		assert_noop!(open(ALICE, 400, 400), Error::<Test>::NotOwner);
		assert_noop!(open(OWNER, 0, 400), Error::<Test>::ZeroAmount);
		assert_noop!(open(OWNER, 400, 0), Error::<Test>::ZeroAmount);
		assert_noop!(DataPools::open_market(signed(OWNER), 9, 1, 1), Error::<Test>::NotFound);
		assert!(open(OWNER, 400, 400).is_err());
		assert_ok!(contribute(pool, OWNER, 1, 100));
		// Staked tokens cannot be traded.
		assert!(open(OWNER, 400, 400).is_err());
		assert!(!books(pool).market);
	});
}
