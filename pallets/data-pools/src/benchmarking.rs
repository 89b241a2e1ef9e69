//! What each call costs at the worst.

use crate::*;
use alloc::boxed::Box;
use codec::Encode;
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{
		fungibles::{Inspect, Mutate},
		tokens::Preservation,
		Consideration, EnsureOrigin, Footprint, Get,
	},
	BoundedVec,
};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use piazza_primitives::{
	Attested, Content, ContentHash, JobResult, JobResults, ProgramKind, Role, Stakes, Tier, Uri, WebClaims, Window,
	MAX_URI_LENGTH,
};
use sp_core::H256;
use sp_runtime::{
	traits::{BlakeTwo256, Convert, Hash, One, Saturating, Zero},
	DispatchError, Permill,
};

/// What benchmarks of this pallet need of the runtime.
pub trait BenchmarkHelper<AccountId, AssetKind, Signature> {
	/// The account number `index` that can sign.
	fn signer(index: u8) -> AccountId;

	/// Its signature.
	fn sign(signer: &AccountId, message: &[u8]) -> Signature;

	/// An asset that costs as much to move as any.
	fn costly_asset() -> AssetKind;

	/// Makes an asset exist and gives `who` plenty of it.
	fn endow(asset: &AssetKind, who: &AccountId);
}

/// Tokens for the full score.
const FACTOR: u128 = 1_000_000_000_000;

/// An account with plenty of everything.
fn rich<T: Config>(who: T::AccountId) -> T::AccountId {
	for asset in [T::NativeAsset::get(), T::BenchmarkHelper::costly_asset()] {
		T::BenchmarkHelper::endow(&asset, &who);
	}
	T::Consideration::ensure_successful(&who, Footprint { count: 8, size: 8_192 });
	who
}

fn party<T: Config>(name: &'static str) -> T::AccountId {
	rich::<T>(account(name, 0, 0))
}

fn content(n: u8) -> Content {
	Content { hash: ContentHash::repeat_byte(n), uri: Uri::truncate_from([n].repeat(MAX_URI_LENGTH as usize)) }
}

/// A price of which each part can be received by whoever never had the asset.
fn price<T: Config>(asset: &T::AssetKind) -> u128 {
	T::Assets::minimum_balance(asset.clone()).saturating_mul(100)
}

fn terms<T: Config>(scoring: Scoring, asset: T::AssetKind) -> TermsOf<T> {
	let unit = price::<T>(&asset);
	Terms {
		schema: content(1),
		conditions: content(2),
		scoring,
		factor: FACTOR,
		asset,
		price: Some(unit),
		split: Split {
			owner: Permill::from_percent(40),
			treasury: Permill::from_percent(20).max(T::MinTreasuryShare::get()),
		},
		reader: T::Attested::some_program(ProgramKind::Enclave),
		licence_period: One::one(),
		breaker: Breaker { period: 100u32.into(), max_mint: u128::MAX, max_outflow: u128::MAX },
	}
}

fn enclave<T: Config>() -> Scoring {
	Scoring::Enclave { program: T::Attested::some_program(ProgramKind::Enclave), min_tier: Tier::Declared }
}

fn web() -> Scoring {
	Scoring::Web { provider: H256::repeat_byte(7), answers: Answers::OnePerContributor }
}

fn create<T: Config>(terms: TermsOf<T>) -> Result<PoolId, DispatchError> {
	let pool = NextPool::<T>::get();
	Pallet::<T>::do_create(party::<T>("owner"), terms)?;
	Ok(pool)
}

/// `who` has brought data, and a full score's tokens are staked for it, as if a worker had said so.
fn bring<T: Config>(pool: PoolId, who: &T::AccountId, n: u8) -> Result<(), DispatchError> {
	let worker = T::BenchmarkHelper::signer(1);
	T::Attested::activate(&worker, &party::<T>("provider"));
	let expires = Pallet::<T>::now().saturating_add(One::one());
	let message = Pallet::<T>::message_of_score(pool, who, content(n).hash, Permill::one(), &worker, expires);
	let signature = T::BenchmarkHelper::sign(&worker, &message);
	let proof = Proof::Enclave { worker, score: Permill::one(), expires, signature };
	Pallet::<T>::do_contribute(who.clone(), pool, content(n), proof)
}

/// A pool whose achievements count, with data of its owner, and a new epoch after one of which something is left.
fn eligible<T: Config>(scoring: Scoring) -> Result<PoolId, DispatchError> {
	let pool = create::<T>(terms::<T>(enclave::<T>(), T::NativeAsset::get()))?;
	bring::<T>(pool, &party::<T>("owner"), 100)?;
	vouch::<T>(pool)?;
	AllBooks::<T>::mutate(pool, |books| books.market = true);
	Pools::<T>::mutate(pool, |record| {
		if let Some(record) = record {
			record.terms.scoring = scoring;
		}
	});
	Ok(pool)
}

fn vouch<T: Config>(pool: PoolId) -> Result<T::AccountId, DispatchError> {
	vouch_as::<T>(pool, "curator")
}

fn vouch_as<T: Config>(pool: PoolId, name: &'static str) -> Result<T::AccountId, DispatchError> {
	let curator = party::<T>(name);
	T::Stakes::back(Role::Curator, &curator);
	Pallet::<T>::do_endorse(curator.clone(), pool)?;
	Ok(curator)
}

/// An epoch later; of the one before something is left that goes on.
fn next_epoch<T: Config>() -> Result<(), DispatchError> {
	Pallet::<T>::do_fund(party::<T>("sponsor"), 1_000_000_000)?;
	pass::<T>(T::EpochLength::get());
	Ok(())
}

fn pass<T: Config>(blocks: BlockNumberFor<T>) {
	frame_system::Pallet::<T>::set_block_number(Pallet::<T>::now().saturating_add(blocks));
}

/// Income has come, and a part of it flows.
fn income<T: Config>(pool: PoolId) -> Result<(), DispatchError> {
	Pallet::<T>::do_license(party::<T>("first"), pool, H256::zero(), 1_000, u128::MAX)?;
	pass::<T>(One::one());
	Ok(())
}

/// A pool paid in the asset that costs the most, with data of `who`, and income.
fn costly<T: Config>(who: &T::AccountId) -> Result<PoolId, DispatchError> {
	let pool = create::<T>(terms::<T>(enclave::<T>(), T::BenchmarkHelper::costly_asset()))?;
	bring::<T>(pool, who, 3)?;
	income::<T>(pool)?;
	Ok(pool)
}

/// An epoch that is over, in which one pool achieved something, the last of which something is to be allotted.
fn earned<T: Config>() -> Result<(PoolId, EpochIndex), DispatchError> {
	let pool = eligible::<T>(enclave::<T>())?;
	next_epoch::<T>()?;
	let epoch = Pallet::<T>::epoch_now();
	Pallet::<T>::do_fund(party::<T>("sponsor"), 1_000_000_000)?;
	Pallet::<T>::do_license(party::<T>("buyer"), pool, H256::zero(), 1, u128::MAX)?;
	pass::<T>(T::EpochLength::get());
	Ok((pool, epoch))
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn create() -> Result<(), BenchmarkError> {
		let owner = party::<T>("owner");
		let terms = terms::<T>(enclave::<T>(), T::BenchmarkHelper::costly_asset());

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), Box::new(terms));

		assert_eq!(NextPool::<T>::get(), 1);
		Ok(())
	}

	#[benchmark]
	fn set_price() -> Result<(), BenchmarkError> {
		let pool = super::create::<T>(terms::<T>(web(), T::NativeAsset::get()))?;

		#[extrinsic_call]
		_(RawOrigin::Signed(party::<T>("owner")), pool, None);

		assert!(Pools::<T>::get(pool).is_some_and(|record| record.terms.price.is_none()));
		Ok(())
	}

	#[benchmark]
	fn remove_pool() -> Result<(), BenchmarkError> {
		let pool = super::create::<T>(terms::<T>(web(), T::BenchmarkHelper::costly_asset()))?;
		vouch::<T>(pool)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(party::<T>("owner")), pool);

		assert!(!Pools::<T>::contains_key(pool));
		Ok(())
	}

	#[benchmark]
	fn contribute_enclave() -> Result<(), BenchmarkError> {
		let who = party::<T>("contributor");
		let pool = eligible::<T>(enclave::<T>())?;
		income::<T>(pool)?;
		next_epoch::<T>()?;
		let worker = T::BenchmarkHelper::signer(1);
		// Since its machine was looked through, something has changed: it must be again.
		T::Attested::activate(&worker, &party::<T>("provider"));
		let expires = Pallet::<T>::now().saturating_add(One::one());
		let message = Pallet::<T>::message_of_score(pool, &who, content(3).hash, Permill::one(), &worker, expires);
		let signature = T::BenchmarkHelper::sign(&worker, &message);
		let proof = Proof::Enclave { worker, score: Permill::one(), expires, signature };

		#[extrinsic_call]
		contribute(RawOrigin::Signed(who), pool, content(3), proof);

		assert!(Contributions::<T>::contains_key(pool, content(3).hash));
		Ok(())
	}

	#[benchmark]
	fn contribute_web() -> Result<(), BenchmarkError> {
		let who = party::<T>("contributor");
		let pool = eligible::<T>(web())?;
		income::<T>(pool)?;
		next_epoch::<T>()?;
		let proven = T::Claims::some_claim(&who, H256::repeat_byte(7));

		#[extrinsic_call]
		contribute(RawOrigin::Signed(who), pool, content(3), Proof::Web { claim: proven });

		assert!(Contributions::<T>::contains_key(pool, content(3).hash));
		Ok(())
	}

	#[benchmark]
	fn contribute_jury() -> Result<(), BenchmarkError> {
		let who = party::<T>("contributor");
		let program = T::Attested::some_program(ProgramKind::Image);
		let pool = eligible::<T>(Scoring::Jury { program, min_quorum: 1 })?;
		income::<T>(pool)?;
		next_epoch::<T>()?;
		let output = BoundedVec::truncate_from(1_000_000u32.encode());
		let job = T::Jobs::some_job(JobResult {
			tenant: who.clone(),
			program,
			input: content(3).hash,
			output: BlakeTwo256::hash(&output),
			quorum: 1,
		});

		#[extrinsic_call]
		contribute(RawOrigin::Signed(who), pool, content(3), Proof::Jury { job, output });

		assert!(UsedJobs::<T>::contains_key(job));
		Ok(())
	}

	#[benchmark]
	fn choose() -> Result<(), BenchmarkError> {
		let who = party::<T>("contributor");
		let pool = costly::<T>(&who)?;
		fill_gaps::<T>(pool, &who);
		let choice = Choice::Grant { grantee: party::<T>("buyer"), purpose: H256::zero() };

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), pool, choice);

		assert!(Grants::<T>::contains_key((pool, who, party::<T>("buyer"))));
		Ok(())
	}

	#[benchmark]
	fn relay_choice() -> Result<(), BenchmarkError> {
		let who = rich::<T>(T::BenchmarkHelper::signer(2));
		let pool = costly::<T>(&who)?;
		fill_gaps::<T>(pool, &who);
		let relayer = party::<T>("relayer");
		let grant = Choice::Grant { grantee: party::<T>("buyer"), purpose: H256::zero() };
		Pallet::<T>::do_choose(relayer.clone(), who.clone(), pool, grant)?;
		let choice = Choice::Revoke { grantee: party::<T>("buyer") };
		let expires = Pallet::<T>::now().saturating_add(One::one());
		let message = Pallet::<T>::message_of_choice(pool, &who, &choice, 1, expires);
		let signature = T::BenchmarkHelper::sign(&who, &message);

		#[extrinsic_call]
		_(RawOrigin::Signed(relayer), pool, who.clone(), choice, 1, expires, signature);

		assert!(!Grants::<T>::contains_key((pool, who, party::<T>("buyer"))));
		Ok(())
	}

	/// As many stretches as there can be, the last of them over.
	fn fill_gaps<T: Config>(pool: PoolId, who: &T::AccountId) {
		Consents::<T>::mutate(pool, who, |consent| {
			if let Some(consent) = consent {
				let gaps = (1..u64::from(MAX_GAPS)).map(|n| Window { from: 2 * n, to: 2 * n + 1 });
				consent.gaps = BoundedVec::truncate_from(gaps.collect());
			}
		});
	}

	#[benchmark]
	fn license() -> Result<(), BenchmarkError> {
		let pool = eligible::<T>(enclave::<T>())?;
		income::<T>(pool)?;
		next_epoch::<T>()?;
		// What can be had is found by a grant at the worst.
		AllBooks::<T>::mutate(pool, |books| books.offered = 0);
		let buyer = party::<T>("buyer");
		Granted::<T>::insert((pool, &buyer, H256::zero()), 1);
		let licence = AllBooks::<T>::get(pool).next_licence;

		#[extrinsic_call]
		_(RawOrigin::Signed(buyer), pool, H256::zero(), 1, u128::MAX);

		assert!(Licences::<T>::contains_key(pool, licence));
		Ok(())
	}

	#[benchmark]
	fn remove_licence() -> Result<(), BenchmarkError> {
		let pool = costly::<T>(&party::<T>("contributor"))?;

		#[extrinsic_call]
		_(RawOrigin::Signed(party::<T>("first")), pool, 0);

		assert!(!Licences::<T>::contains_key(pool, 0));
		Ok(())
	}

	#[benchmark]
	fn stake() -> Result<(), BenchmarkError> {
		let who = party::<T>("contributor");
		let pool = costly::<T>(&who)?;
		Pallet::<T>::do_unstake(who.clone(), pool, FACTOR)?;
		let (guest, token) = (party::<T>("guest"), T::TokenOf::convert(pool));
		T::Assets::transfer(token, &who, &guest, FACTOR, Preservation::Expendable)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(guest.clone()), pool, FACTOR);

		assert!(Stakers::<T>::contains_key(pool, guest));
		Ok(())
	}

	#[benchmark]
	fn unstake() -> Result<(), BenchmarkError> {
		let who = party::<T>("contributor");
		let pool = costly::<T>(&who)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), pool, FACTOR);

		assert!(Stakers::<T>::get(pool, who).is_some_and(|left| left.amount == 0));
		Ok(())
	}

	#[benchmark]
	fn claim() -> Result<(), BenchmarkError> {
		let who = party::<T>("contributor");
		let pool = costly::<T>(&who)?;
		Pallet::<T>::do_unstake(who.clone(), pool, FACTOR)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), pool);

		assert!(!Stakers::<T>::contains_key(pool, who));
		Ok(())
	}

	#[benchmark]
	fn collect() -> Result<(), BenchmarkError> {
		let pool = costly::<T>(&party::<T>("contributor"))?;

		#[extrinsic_call]
		_(RawOrigin::Signed(party::<T>("owner")), pool);

		assert!(AllBooks::<T>::get(pool).owner_due.is_zero());
		Ok(())
	}

	#[benchmark]
	fn open_market() -> Result<(), BenchmarkError> {
		let owner = party::<T>("owner");
		let pool = super::create::<T>(terms::<T>(enclave::<T>(), T::NativeAsset::get()))?;
		bring::<T>(pool, &owner, 3)?;
		Pallet::<T>::do_unstake(owner.clone(), pool, FACTOR)?;
		let native = T::Assets::minimum_balance(T::NativeAsset::get()).saturating_mul(100);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), pool, FACTOR / 2, native);

		assert!(AllBooks::<T>::get(pool).market);
		Ok(())
	}

	#[benchmark]
	fn endorse() -> Result<(), BenchmarkError> {
		let pool = super::create::<T>(terms::<T>(web(), T::NativeAsset::get()))?;
		// One that vouched for it, and serves no more.
		let old = vouch_as::<T>(pool, "old")?;
		T::Stakes::chill(Role::Curator, &old);
		let curator = party::<T>("curator");
		T::Stakes::back(Role::Curator, &curator);

		#[extrinsic_call]
		_(RawOrigin::Signed(curator.clone()), pool);

		assert_eq!(AllBooks::<T>::get(pool).curator, Some(curator));
		Ok(())
	}

	#[benchmark]
	fn withdraw_endorsement() -> Result<(), BenchmarkError> {
		let pool = super::create::<T>(terms::<T>(web(), T::NativeAsset::get()))?;
		let curator = vouch::<T>(pool)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(curator), pool);

		assert_eq!(AllBooks::<T>::get(pool).curator, None);
		Ok(())
	}

	#[benchmark]
	fn fund() -> Result<(), BenchmarkError> {
		next_epoch::<T>()?;

		#[extrinsic_call]
		_(RawOrigin::Signed(party::<T>("sponsor")), 1_000_000_000);

		assert_eq!(Epochs::<T>::get(Pallet::<T>::epoch_now()).fund, 2_000_000_000);
		Ok(())
	}

	#[benchmark]
	fn claim_epoch() -> Result<(), BenchmarkError> {
		let (pool, epoch) = earned::<T>()?;

		#[extrinsic_call]
		_(RawOrigin::Signed(party::<T>("anybody")), pool, epoch);

		assert!(!Records::<T>::contains_key(pool, epoch));
		Ok(())
	}

	#[benchmark]
	fn penalise() -> Result<(), BenchmarkError> {
		let (pool, epoch) = earned::<T>()?;
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Stop("there is no admin origin"))?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, pool, epoch, Permill::from_percent(50));

		assert!(Awards::<T>::contains_key(pool, epoch));
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
