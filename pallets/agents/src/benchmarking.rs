//! What each call costs at the worst.

use crate::*;
use alloc::{boxed::Box, collections::BTreeSet};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{
		fungible::{Inspect, Mutate},
		Consideration, Footprint, Get,
	},
	BoundedVec,
};
use frame_system::RawOrigin;
use piazza_primitives::{
	Content, ContentHash, JobResult, JobResults, Role, SettlementId, Settlements, Stakes, Uri, MAX_URI_LENGTH,
};
use sp_core::H256;
use sp_runtime::{
	traits::{Convert, One, Saturating},
	DispatchError,
};

/// What benchmarks of this pallet need of the runtime.
pub trait BenchmarkHelper<AccountId, AssetKind, Call, Signature> {
	/// An account that can sign.
	fn signer() -> AccountId;

	/// Its signature.
	fn sign(signer: &AccountId, message: &[u8]) -> Signature;

	/// The name of an asset, another than the native one, and another for each index.
	fn asset(index: u8) -> AssetKind;

	/// A call that a mandate may make, which spends native money alone and weighs little; and what it is for.
	fn call() -> (Kind, Call);
}

const FEE: u128 = 1_000;

fn rich<T: Config>(who: T::AccountId) -> T::AccountId {
	T::Currency::set_balance(&who, T::Currency::minimum_balance().saturating_mul(1_000_000).max(1 << 40));
	T::Consideration::ensure_successful(&who, Footprint { count: 32, size: 32_768 });
	who
}

fn party<T: Config>(name: &'static str) -> T::AccountId {
	rich::<T>(account(name, 0, 0))
}

fn full<Bound: Get<u32>>(n: u8) -> BoundedVec<u8, Bound> {
	BoundedVec::truncate_from([n].repeat(Bound::get() as usize))
}

fn uri(n: u8) -> Uri {
	Uri::truncate_from([n].repeat(MAX_URI_LENGTH as usize))
}

fn content(n: u8) -> Content {
	Content { hash: ContentHash::repeat_byte(n), uri: uri(n) }
}

fn entries(m: u32) -> MetadataEntries {
	BoundedVec::truncate_from((0..m).map(|n| (full(n as u8), full(n as u8))).collect())
}

fn card() -> Card {
	Card { hash: H256::repeat_byte(1), key_id: full(1) }
}

fn rating() -> Rating {
	Rating { value: -1_000_000_000_000, decimals: 0, tag1: full(1), tag2: full(2) }
}

fn answer(score: u8) -> Answer {
	Answer { score, content: content(8), tag: full(3) }
}

fn register<T: Config>() -> Result<AgentId, DispatchError> {
	let agent = NextAgent::<T>::get();
	let owner = party::<T>("owner");
	Pallet::<T>::do_register(owner.clone(), uri(1), entries(MAX_METADATA))?;
	Pallet::<T>::do_set_card(owner, agent, Some(card()))?;
	Ok(agent)
}

/// An agent with a wallet.
fn bound<T: Config>() -> Result<AgentId, DispatchError> {
	let agent = register::<T>()?;
	let wallet = T::BenchmarkHelper::signer();
	let expires = Pallet::<T>::now().saturating_add(One::one());
	let message = Pallet::<T>::wallet_message(agent, wallet.clone(), expires).unwrap_or_default();
	let signature = T::BenchmarkHelper::sign(&wallet, &message);
	Pallet::<T>::do_bind_wallet(party::<T>("owner"), agent, wallet, expires, signature)?;
	Ok(agent)
}

fn pay<T: Config>(agent: AgentId) -> SettlementId {
	T::Settlements::some_settlement(&party::<T>("client"), &T::AgentAccount::convert(agent))
}

fn rate<T: Config>() -> Result<SettlementId, DispatchError> {
	let agent = bound::<T>()?;
	let settlement = pay::<T>(agent);
	Pallet::<T>::do_give_feedback(party::<T>("client"), agent, settlement, rating(), content(1))?;
	Ok(settlement)
}

fn validator<T: Config>() -> T::AccountId {
	let validator = party::<T>("validator");
	T::Stakes::back(Role::Checker, &validator);
	validator
}

/// A job that came to `output`.
fn job<T: Config>(output: ContentHash) -> piazza_primitives::JobId {
	T::Jobs::some_job(JobResult {
		tenant: party::<T>("tenant"),
		program: H256::repeat_byte(1),
		input: ContentHash::repeat_byte(1),
		output,
		quorum: T::MinQuorum::get(),
	})
}

fn ask<T: Config>() -> Result<H256, DispatchError> {
	let agent = bound::<T>()?;
	let subject = job::<T>(ContentHash::repeat_byte(2));
	let (claimed, owner) = (ContentHash::repeat_byte(3), party::<T>("owner"));
	Pallet::<T>::do_request_validation(owner, agent, validator::<T>(), subject, claimed, content(9), FEE)?;
	Ok(content(9).hash)
}

fn accept<T: Config>() -> Result<H256, DispatchError> {
	let request = ask::<T>()?;
	Pallet::<T>::do_accept_validation(validator::<T>(), request)?;
	Ok(request)
}

/// A request that is answered, wrongly.
fn respond<T: Config>() -> Result<H256, DispatchError> {
	let request = accept::<T>()?;
	Pallet::<T>::do_respond_validation(validator::<T>(), request, answer(100))?;
	Ok(request)
}

/// All that a mandate can say. Of native money it is the last limit that says something.
fn terms<T: Config>() -> MandateTermsOf<T> {
	let (kind, _) = T::BenchmarkHelper::call();
	let all = [Kind::Transfer, Kind::Lease, Kind::Job, Kind::Licence, Kind::Channel, Kind::Feedback];
	assert!(all.contains(&kind));
	let limit = |asset| Limit { asset, per_call: u128::MAX, per_period: u128::MAX };
	let mut limits: alloc::vec::Vec<_> = (1..MAX_LIMITS as u8).map(T::BenchmarkHelper::asset).map(limit).collect();
	limits.push(limit(T::NativeAsset::get()));
	MandateTerms {
		limits: BoundedVec::truncate_from(limits),
		period: One::one(),
		kinds: BTreeSet::from(all).try_into().expect("there are no more kinds"),
		expires: Pallet::<T>::now().saturating_add(1_000u32.into()),
	}
}

fn grant<T: Config>() -> Result<AgentId, DispatchError> {
	let agent = bound::<T>()?;
	Pallet::<T>::do_grant_mandate(party::<T>("owner"), agent, party::<T>("key"), terms::<T>())?;
	Ok(agent)
}

fn pass<T: Config>(blocks: frame_system::pallet_prelude::BlockNumberFor<T>) {
	frame_system::Pallet::<T>::set_block_number(Pallet::<T>::now().saturating_add(blocks));
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn register(m: Linear<0, MAX_METADATA>) {
		let owner = party::<T>("owner");

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), uri(1), entries(m));

		assert_eq!(Agents::<T>::count(), 1);
	}

	#[benchmark]
	fn set_uri() -> Result<(), BenchmarkError> {
		let agent = bound::<T>()?;

		#[extrinsic_call]
		_(RawOrigin::Signed(party::<T>("owner")), agent, uri(2));

		assert!(Agents::<T>::get(agent).is_some_and(|record| record.uri == uri(2)));
		Ok(())
	}

	#[benchmark]
	fn set_metadata() -> Result<(), BenchmarkError> {
		let agent = bound::<T>()?;

		#[extrinsic_call]
		_(RawOrigin::Signed(party::<T>("owner")), agent, full(0), Some(full(99)));

		assert_eq!(Metadata::<T>::get(agent, MetadataKey::from(full(0))), Some(full(99)));
		Ok(())
	}

	#[benchmark]
	fn set_card() -> Result<(), BenchmarkError> {
		let agent = bound::<T>()?;

		#[extrinsic_call]
		_(RawOrigin::Signed(party::<T>("owner")), agent, None);

		assert!(Agents::<T>::get(agent).is_some_and(|record| record.card.is_none()));
		Ok(())
	}

	#[benchmark]
	fn transfer() -> Result<(), BenchmarkError> {
		let agent = bound::<T>()?;
		let new = party::<T>("new");

		#[extrinsic_call]
		_(RawOrigin::Signed(party::<T>("owner")), agent, new.clone());

		assert!(Agents::<T>::get(agent).is_some_and(|record| record.owner == new));
		Ok(())
	}

	#[benchmark]
	fn deregister() -> Result<(), BenchmarkError> {
		let agent = bound::<T>()?;

		#[extrinsic_call]
		_(RawOrigin::Signed(party::<T>("owner")), agent);

		assert!(!Agents::<T>::contains_key(agent));
		Ok(())
	}

	#[benchmark]
	fn bind_wallet() -> Result<(), BenchmarkError> {
		let agent = super::register::<T>()?;
		let wallet = T::BenchmarkHelper::signer();
		// Benchmarks may call a block later than they prepare.
		let expires = Pallet::<T>::now().saturating_add(T::WalletPeriod::get());
		let message = Pallet::<T>::wallet_message(agent, wallet.clone(), expires).unwrap_or_default();
		let signature = T::BenchmarkHelper::sign(&wallet, &message);

		#[extrinsic_call]
		_(RawOrigin::Signed(party::<T>("owner")), agent, wallet.clone(), expires, signature);

		assert!(Agents::<T>::get(agent).is_some_and(|record| record.wallet == Some(wallet)));
		Ok(())
	}

	#[benchmark]
	fn unbind_wallet() -> Result<(), BenchmarkError> {
		let agent = bound::<T>()?;

		#[extrinsic_call]
		_(RawOrigin::Signed(party::<T>("owner")), agent);

		assert!(Agents::<T>::get(agent).is_some_and(|record| record.wallet.is_none()));
		Ok(())
	}

	#[benchmark]
	fn give_feedback() -> Result<(), BenchmarkError> {
		// There is some feedback already, and a mandate is looked for.
		rate::<T>()?;
		let agent = NextAgent::<T>::get().saturating_sub(1);
		let settlement = pay::<T>(agent);

		#[extrinsic_call]
		_(RawOrigin::Signed(party::<T>("client")), agent, settlement, rating(), content(2));

		assert!(Feedbacks::<T>::contains_key(settlement));
		Ok(())
	}

	#[benchmark]
	fn revoke_feedback() -> Result<(), BenchmarkError> {
		let settlement = rate::<T>()?;

		#[extrinsic_call]
		_(RawOrigin::Signed(party::<T>("client")), settlement);

		assert!(Feedbacks::<T>::get(settlement).is_some_and(|feedback| feedback.revoked));
		Ok(())
	}

	#[benchmark]
	fn remove_feedback() -> Result<(), BenchmarkError> {
		let settlement = rate::<T>()?;
		let client = party::<T>("client");
		Pallet::<T>::do_revoke_feedback(client.clone(), settlement)?;
		// One that is nowhere.
		let gone = SettlementId::Channel(u64::MAX);
		let feedback = Feedbacks::<T>::take(settlement).ok_or(BenchmarkError::Stop("there is no feedback"))?;
		Feedbacks::<T>::insert(gone, feedback);

		#[extrinsic_call]
		_(RawOrigin::Signed(client), gone);

		assert!(!Feedbacks::<T>::contains_key(gone));
		Ok(())
	}

	#[benchmark]
	fn respond() -> Result<(), BenchmarkError> {
		let settlement = rate::<T>()?;
		let owner = party::<T>("owner");
		Pallet::<T>::do_respond(owner.clone(), settlement, content(3))?;

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), settlement, content(4));

		assert!(Feedbacks::<T>::get(settlement).is_some_and(|feedback| feedback.response == Some(content(4))));
		Ok(())
	}

	#[benchmark]
	fn request_validation() -> Result<(), BenchmarkError> {
		let agent = bound::<T>()?;
		let (owner, validator, output) = (party::<T>("owner"), validator::<T>(), ContentHash::repeat_byte(1));

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), agent, validator, 0, output, content(9), FEE);

		assert!(Validations::<T>::contains_key(content(9).hash));
		Ok(())
	}

	#[benchmark]
	fn accept_validation() -> Result<(), BenchmarkError> {
		let request = ask::<T>()?;

		#[extrinsic_call]
		_(RawOrigin::Signed(validator::<T>()), request);

		assert!(Validations::<T>::get(request).is_some_and(|found| found.stage != Stage::Requested));
		Ok(())
	}

	#[benchmark]
	fn respond_validation() -> Result<(), BenchmarkError> {
		let request = accept::<T>()?;

		#[extrinsic_call]
		_(RawOrigin::Signed(validator::<T>()), request, answer(100));

		assert!(AllScores::<T>::iter_values().any(|scores| scores.sum == 100));
		Ok(())
	}

	#[benchmark]
	fn report_late() -> Result<(), BenchmarkError> {
		let request = accept::<T>()?;
		pass::<T>(T::AnswerPeriod::get());

		#[extrinsic_call]
		_(RawOrigin::Signed(party::<T>("reporter")), request);

		assert!(!Validations::<T>::contains_key(request));
		Ok(())
	}

	#[benchmark]
	fn report_contradiction() -> Result<(), BenchmarkError> {
		let request = super::respond::<T>()?;

		#[extrinsic_call]
		_(RawOrigin::Signed(party::<T>("reporter")), request);

		assert!(!Validations::<T>::contains_key(request));
		Ok(())
	}

	#[benchmark]
	fn close_validation() -> Result<(), BenchmarkError> {
		// With a fee to give back.
		let request = ask::<T>()?;

		#[extrinsic_call]
		_(RawOrigin::Signed(party::<T>("owner")), request);

		assert!(!Validations::<T>::contains_key(request));
		Ok(())
	}

	#[benchmark]
	fn grant_mandate() -> Result<(), BenchmarkError> {
		// In the place of another.
		let agent = grant::<T>()?;
		let (owner, key) = (party::<T>("owner"), party::<T>("key"));
		pass::<T>(One::one());

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), agent, key.clone(), terms::<T>());

		assert!(Mandates::<T>::get(agent, key).is_some_and(|found| found.granted_at == Pallet::<T>::now()));
		Ok(())
	}

	#[benchmark]
	fn revoke_mandate() -> Result<(), BenchmarkError> {
		let agent = grant::<T>()?;
		let key = party::<T>("key");

		#[extrinsic_call]
		_(RawOrigin::Signed(party::<T>("owner")), agent, key.clone());

		assert!(!Mandates::<T>::contains_key(agent, key));
		Ok(())
	}

	#[benchmark]
	fn revoke_all_mandates() -> Result<(), BenchmarkError> {
		let agent = grant::<T>()?;

		#[extrinsic_call]
		_(RawOrigin::Signed(party::<T>("owner")), agent);

		assert!(Agents::<T>::get(agent).is_some_and(|record| record.generation == 1));
		Ok(())
	}

	/// The call is made too: what it costs is counted twice.
	#[benchmark]
	fn act() -> Result<(), BenchmarkError> {
		let agent = grant::<T>()?;
		rich::<T>(T::AgentAccount::convert(agent));
		let (_, call) = T::BenchmarkHelper::call();
		// In another period than that of the grant.
		pass::<T>(One::one());
		let key = party::<T>("key");

		#[extrinsic_call]
		_(RawOrigin::Signed(key.clone()), agent, Box::new(call));

		assert!(Mandates::<T>::get(agent, key).is_some_and(|found| found.tally.period == One::one()));
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
