//! Benchmarks: every call and everything that happens by itself, at its worst.

use crate::{
	pallet::{Jobs, NextId, Seats},
	*,
};
use alloc::{vec, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::traits::{
	fungible::{Inspect, Mutate},
	Consideration, Get,
};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use piazza_primitives::{
	Attested, Content, ContentHash, Escrow, HandleDue, JobId, JobResult, Leases, MinScore, OnVerdict, Panels,
	ProgramKind, Role, Stakes, Tier, Verdict, MAX_URI_LENGTH,
};
use sp_core::H256;
use sp_runtime::{
	traits::{One, Zero},
	DispatchError, Permill, Saturating,
};

const SALT: [u8; 32] = [1; 32];

fn content(n: u8) -> Content {
	let uri = vec![n; MAX_URI_LENGTH as usize].try_into().expect("it is as long as it may be");
	Content { hash: ContentHash::repeat_byte(n), uri }
}

/// An account with plenty of native money.
fn party<T: Config>(name: &'static str, n: u32) -> T::AccountId {
	let who = account(name, n, 0);
	let bonds = T::MinBond::get().max(T::DisputeBond::get());
	let unit = bonds.saturating_add(T::Currency::minimum_balance());
	T::Currency::set_balance(&who, unit.saturating_mul(1_000_000u32.into()));
	who
}

/// The tenant, who can afford a few jobs.
fn tenant<T: Config>() -> T::AccountId {
	let who = party::<T>("tenant", 0);
	T::Consideration::ensure_successful(&who, Pallet::<T>::footprint());
	T::Escrow::endow(T::Escrow::costly_asset(), &who);
	who
}

fn reward<T: Config>() -> BalanceOf<T> {
	T::Escrow::minimum_balance(T::Escrow::costly_asset()).saturating_mul(1_000u32.into())
}

/// The n-th worker, owned by the n-th provider.
fn worker<T: Config>(n: u32) -> T::AccountId {
	let (worker, provider) = (party::<T>("worker", n), party::<T>("provider", n));
	T::Attested::activate(&worker, &provider);
	T::Stakes::back(Role::Provider, &provider);
	worker
}

/// Makes `worker` one that must be looked through when it is used next.
fn age<T: Config>(worker: &T::AccountId) {
	T::Attested::activate(worker, &account("provider", 0, 0));
}

fn quorum<T: Config>() -> PolicyOf<T> {
	Policy {
		replicas: MAX_REPLICAS,
		quorum: 1,
		min_tier: Tier::Declared,
		// Anybody has it, and it has to be looked up.
		min_score: Some(MinScore { value: Permill::zero(), sample: Zero::zero() }),
		lease: None,
		bond: T::MinBond::get().max(T::Currency::minimum_balance()),
		evaluator: None,
		challenge_window: Zero::zero(),
	}
}

/// A policy for enclaves and circuits.
fn proven<T: Config>() -> PolicyOf<T> {
	Policy { replicas: 1, ..quorum::<T>() }
}

/// The same, under the tenant's lease of the first worker.
fn leased<T: Config>() -> PolicyOf<T> {
	let lease = T::Leases::some_lease(&tenant::<T>(), &account("provider", 0, 0), &account("worker", 0, 0));
	Policy { lease: Some(lease), ..proven::<T>() }
}

fn evaluated<T: Config>() -> PolicyOf<T> {
	let evaluator = Evaluator { account: party::<T>("evaluator", 0), fee: Permill::from_percent(5) };
	Policy { replicas: 1, bond: Zero::zero(), min_score: None, evaluator: Some(evaluator), ..quorum::<T>() }
}

/// A policy of jobs that can be disputed.
fn disputable<T: Config>() -> PolicyOf<T> {
	let policy = quorum::<T>();
	Policy { bond: policy.bond.max(T::DisputeBond::get()), challenge_window: T::MaxChallengeWindow::get(), ..policy }
}

fn deadline<T: Config>() -> BlockNumberFor<T> {
	Pallet::<T>::now().saturating_add(T::MaxDuration::get())
}

fn submit<T: Config>(kind: ProgramKind, policy: PolicyOf<T>) -> JobId {
	let id = NextId::<T>::get();
	let program = Some(T::Attested::some_program(kind));
	let asset = T::Escrow::costly_asset();
	Pallet::<T>::do_submit(tenant::<T>(), program, content(0), reward::<T>(), asset, policy, deadline::<T>())
		.expect("the job is well-formed and its tenant rich");
	id
}

/// A job with `n` claims.
fn claimed<T: Config>(n: u32) -> JobId {
	claimed_under::<T>(n, quorum::<T>())
}

fn claimed_under<T: Config>(n: u32, policy: PolicyOf<T>) -> JobId {
	let id = submit::<T>(ProgramKind::Image, policy);
	(0..n).for_each(|n| Pallet::<T>::do_claim(worker::<T>(n), id).expect("the job is open"));
	id
}

fn job<T: Config>(id: JobId) -> JobOf<T> {
	Jobs::<T>::get(id).expect("the job exists")
}

/// Goes to the block at which something happens to the job by itself.
fn go_to_due<T: Config>(id: JobId) {
	let due = job::<T>(id).due.expect("something is always due");
	frame_system::Pallet::<T>::set_block_number(due.at);
}

/// A job with `n` seats; returns it and the workers in the order of their seats.
fn seated<T: Config>(n: u32) -> (JobId, Vec<T::AccountId>) {
	seated_under::<T>(n, quorum::<T>())
}

fn seated_under<T: Config>(n: u32, policy: PolicyOf<T>) -> (JobId, Vec<T::AccountId>) {
	let id = claimed_under::<T>(n, policy);
	go_to_due::<T>(id);
	Pallet::<T>::handle_due(Due::Draw { job: id });
	(id, Seats::<T>::get(id).into_iter().map(|seat| seat.worker).collect())
}

fn commit<T: Config>(id: JobId, worker: &T::AccountId) {
	let commitment = rules::commitment(id, worker, &content(9).hash, &SALT);
	Pallet::<T>::do_commit(worker.clone(), id, commitment).expect("the worker is seated");
}

fn reveal<T: Config>(id: JobId, worker: &T::AccountId) {
	Pallet::<T>::do_reveal(worker.clone(), id, content(9), SALT).expect("the worker has committed");
}

/// A job with `n` seats of which all have committed, and all but the last have revealed.
fn almost_revealed<T: Config>(n: u32) -> (JobId, Vec<T::AccountId>) {
	let (id, workers) = seated::<T>(n);
	workers.iter().for_each(|worker| commit::<T>(id, worker));
	workers.iter().skip(1).for_each(|worker| reveal::<T>(id, worker));
	(id, workers)
}

/// A finished job with as many seats as there can be.
fn finished<T: Config>() -> JobId {
	let (id, workers) = almost_revealed::<T>(MAX_REPLICAS.into());
	reveal::<T>(id, &workers[0]);
	id
}

/// A job with `n` seats that all have given the same output, which may be disputed.
fn provisional<T: Config>(n: u32) -> JobId {
	let (id, workers) = seated_under::<T>(n, disputable::<T>());
	workers.iter().for_each(|worker| commit::<T>(id, worker));
	workers.iter().for_each(|worker| reveal::<T>(id, worker));
	T::Panels::enrol_enough();
	id
}

/// The same, disputed.
fn disputed<T: Config>(n: u32) -> JobId {
	let id = provisional::<T>(n);
	Pallet::<T>::do_dispute(party::<T>("disputer", 0), id, content(8)).expect("the output may be disputed");
	id
}

/// What a panel finds whose members all agree with the disputer.
fn overturned<T: Config>() -> Verdict<T::AccountId> {
	Verdict {
		answer: Some(content(8).hash),
		majority: (0..T::Panels::seats()).map(|n| party::<T>("member", n)).collect(),
	}
}

/// A job with an evaluator, whose provider is known; returns both.
fn negotiated<T: Config>() -> (JobId, T::AccountId) {
	let id = submit::<T>(ProgramKind::Image, evaluated::<T>());
	let provider = party::<T>("provider", 0);
	Pallet::<T>::do_set_provider(job::<T>(id).tenant, id, provider.clone()).expect("there is none yet");
	(id, provider)
}

fn funded<T: Config>() -> (JobId, T::AccountId) {
	let (id, provider) = negotiated::<T>();
	let asset = T::Escrow::costly_asset();
	Pallet::<T>::do_fund(job::<T>(id).tenant, id, asset, reward::<T>()).expect("the tenant is rich");
	(id, provider)
}

fn delivered<T: Config>() -> (JobId, T::AccountId) {
	let (id, provider) = funded::<T>();
	Pallet::<T>::do_deliver(provider, id, content(9)).expect("the job is funded");
	(id, evaluated::<T>().evaluator.expect("there is one").account)
}

fn assert_last_event<T: Config>(event: Event<T>) {
	let event: <T as frame_system::Config>::RuntimeEvent = event.into();
	frame_system::Pallet::<T>::assert_last_event(event);
}

fn assert_stage<T: Config>(id: JobId, fits: impl FnOnce(StageOf<T>) -> bool) {
	assert!(fits(job::<T>(id).stage));
}

fn start<T: Config>() {
	frame_system::Pallet::<T>::set_block_number(One::one());
}

/// A job that came to this, for benchmarks of other pallets.
pub(crate) fn with_result<T: Config>(result: JobResult<T::AccountId>) -> JobId {
	let id = NextId::<T>::mutate(|next| core::mem::replace(next, next.saturating_add(1)));
	let JobResult { tenant, program, input, output, quorum: agreed } = result;
	T::Consideration::ensure_successful(&tenant, Pallet::<T>::footprint());
	let ticket = T::Consideration::new(&tenant, Pallet::<T>::footprint()).expect("it was made sure");
	let job = Job {
		tenant,
		program: Some(program),
		program_kind: Some(ProgramKind::Image),
		input: Content { hash: input, ..content(1) },
		asset: T::Escrow::costly_asset(),
		reward: reward::<T>(),
		policy: Policy { quorum: agreed, ..quorum::<T>() },
		deadline: One::one(),
		submitted_at: Zero::zero(),
		escrow: None,
		stage: Stage::Final { output },
		due: None,
		ticket,
	};
	Jobs::<T>::insert(id, job);
	id
}

#[benchmarks]
mod benches {
	use super::*;

	#[benchmark]
	fn submit() {
		start::<T>();
		let policy = leased::<T>();
		let (tenant, program) = (tenant::<T>(), Some(T::Attested::some_program(ProgramKind::Image)));
		let (asset, deadline) = (T::Escrow::costly_asset(), deadline::<T>());

		#[extrinsic_call]
		_(RawOrigin::Signed(tenant), program, content(0), reward::<T>(), asset, policy, deadline);

		assert_stage::<T>(0, |stage| matches!(stage, Stage::Open { .. }));
	}

	#[benchmark]
	fn claim(n: Linear<0, { T::MaxClaims::get() - 1 }>) {
		start::<T>();
		let id = claimed::<T>(n);
		let worker = worker::<T>(n);

		#[extrinsic_call]
		_(RawOrigin::Signed(worker), id);

		assert_eq!(Claims::<T>::get(id).len() as u32, n + 1);
	}

	#[benchmark]
	fn claim_only_seat() {
		start::<T>();
		let id = super::submit::<T>(ProgramKind::Enclave, leased::<T>());
		let worker = worker::<T>(0);

		#[extrinsic_call]
		claim(RawOrigin::Signed(worker), id);

		assert_stage::<T>(id, |stage| matches!(stage, Stage::Assigned { .. }));
	}

	#[benchmark]
	fn commit() {
		start::<T>();
		let (id, workers) = seated::<T>(MAX_REPLICAS.into());
		workers.iter().skip(1).for_each(|worker| super::commit::<T>(id, worker));
		age::<T>(&workers[0]);

		#[extrinsic_call]
		_(RawOrigin::Signed(workers[0].clone()), id, H256::zero());

		assert_last_event::<T>(Event::RevealsOpened { job: id });
	}

	#[benchmark]
	fn reveal() {
		start::<T>();
		let (id, workers) = seated::<T>(MAX_REPLICAS.into());
		workers.iter().for_each(|worker| super::commit::<T>(id, worker));
		workers.iter().skip(2).for_each(|worker| super::reveal::<T>(id, worker));

		#[extrinsic_call]
		_(RawOrigin::Signed(workers[0].clone()), id, content(9), SALT);

		let (worker, output_hash) = (workers[0].clone(), content(9).hash);
		assert_last_event::<T>(Event::Revealed { job: id, worker, output_hash });
	}

	#[benchmark]
	fn prove() {
		start::<T>();
		let id = super::submit::<T>(ProgramKind::Circuit, proven::<T>());
		let worker = worker::<T>(0);
		Pallet::<T>::do_claim(worker.clone(), id).expect("the seat is free");
		age::<T>(&worker);
		let proof = Proof::try_from(T::Attested::some_proof()).expect("proofs are short");

		#[extrinsic_call]
		_(RawOrigin::Signed(worker), id, content(9), proof);

		assert_last_event::<T>(Event::Finalized { job: id, output: content(9).hash });
	}

	#[benchmark]
	fn cancel(n: Linear<0, { T::MaxClaims::get() }>) {
		start::<T>();
		let id = claimed::<T>(n);

		#[extrinsic_call]
		_(RawOrigin::Signed(job::<T>(id).tenant), id);

		assert_stage::<T>(id, |stage| stage == Stage::Failed { reason: Failure::Cancelled });
	}

	#[benchmark]
	fn remove() {
		start::<T>();
		let id = finished::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(job::<T>(id).tenant), id);

		assert_last_event::<T>(Event::Removed { job: id });
	}

	#[benchmark]
	fn set_provider() {
		start::<T>();
		let id = super::submit::<T>(ProgramKind::Image, evaluated::<T>());
		let provider = party::<T>("provider", 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(job::<T>(id).tenant), id, provider.clone());

		assert_last_event::<T>(Event::ProviderSet { job: id, provider });
	}

	#[benchmark]
	fn set_budget() {
		start::<T>();
		let (id, provider) = negotiated::<T>();
		let (asset, old) = (T::Escrow::costly_asset(), reward::<T>());
		let new = old.saturating_add(One::one());

		#[extrinsic_call]
		_(RawOrigin::Signed(provider), id, asset.clone(), new);

		assert_last_event::<T>(Event::BudgetSet { job: id, asset, old, new });
	}

	#[benchmark]
	fn fund() {
		start::<T>();
		let (id, _) = negotiated::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(job::<T>(id).tenant), id, T::Escrow::costly_asset(), reward::<T>());

		assert_stage::<T>(id, |stage| matches!(stage, Stage::Funded { .. }));
	}

	#[benchmark]
	fn deliver() {
		start::<T>();
		let (id, provider) = funded::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(provider), id, content(9));

		assert_stage::<T>(id, |stage| matches!(stage, Stage::Delivered { .. }));
	}

	#[benchmark]
	fn complete() {
		start::<T>();
		let (id, evaluator) = delivered::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(evaluator), id, H256::zero());

		assert_last_event::<T>(Event::Finalized { job: id, output: content(9).hash });
	}

	#[benchmark]
	fn reject() {
		start::<T>();
		let (id, evaluator) = delivered::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(evaluator), id, H256::zero());

		assert_stage::<T>(id, |stage| stage == Stage::Failed { reason: Failure::Rejected });
	}

	#[benchmark]
	fn dispute() {
		start::<T>();
		let id = provisional::<T>(MAX_REPLICAS.into());
		let disputer = party::<T>("disputer", 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(disputer), id, content(8));

		assert_stage::<T>(id, |stage| matches!(stage, Stage::Disputed { .. }));
	}

	#[benchmark]
	fn on_verdict() {
		start::<T>();
		let id = disputed::<T>(MAX_REPLICAS.into());
		let verdict = overturned::<T>();

		#[block]
		{
			Pallet::<T>::on_verdict(id, verdict);
		}

		assert!(job::<T>(id).due.is_some());
	}

	/// All have given the same output, and it is overturned: all are slashed.
	#[benchmark]
	fn rule(s: Linear<1, 7>) {
		start::<T>();
		let id = disputed::<T>(s);
		Pallet::<T>::on_verdict(id, overturned::<T>());
		go_to_due::<T>(id);

		#[block]
		{
			Pallet::<T>::handle_due(Due::Ruling { job: id });
		}

		assert_last_event::<T>(Event::Finalized { job: id, output: content(8).hash });
	}

	#[benchmark]
	fn draw(n: Linear<1, { T::MaxClaims::get() }>) {
		start::<T>();
		let id = claimed::<T>(n);
		go_to_due::<T>(id);

		#[block]
		{
			Pallet::<T>::handle_due(Due::Draw { job: id });
		}

		assert_stage::<T>(id, |stage| matches!(stage, Stage::Assigned { .. }));
	}

	#[benchmark]
	fn commits_end() {
		start::<T>();
		let (id, workers) = seated::<T>(MAX_REPLICAS.into());
		workers.iter().skip(1).for_each(|worker| super::commit::<T>(id, worker));
		go_to_due::<T>(id);

		#[block]
		{
			Pallet::<T>::handle_due(Due::CommitsEnd { job: id });
		}

		assert_last_event::<T>(Event::RevealsOpened { job: id });
	}

	/// One seat is silent, so that there is a bond to share; all others are paid.
	#[benchmark]
	fn settle(s: Linear<2, 7>) {
		start::<T>();
		let (id, _) = almost_revealed::<T>(s);
		go_to_due::<T>(id);

		#[block]
		{
			Pallet::<T>::handle_due(Due::Deadline { job: id });
		}

		assert_last_event::<T>(Event::Finalized { job: id, output: content(9).hash });
	}

	#[benchmark]
	fn expire() {
		start::<T>();
		let (id, _) = delivered::<T>();
		go_to_due::<T>(id);

		#[block]
		{
			Pallet::<T>::handle_due(Due::Deadline { job: id });
		}

		assert_stage::<T>(id, |stage| stage == Stage::Failed { reason: Failure::Expired });
	}

	#[benchmark]
	fn expunge() {
		start::<T>();
		let id = finished::<T>();
		go_to_due::<T>(id);

		#[block]
		{
			Pallet::<T>::handle_due(Due::Remove { job: id });
		}

		assert_last_event::<T>(Event::Removed { job: id });
	}

	#[benchmark]
	fn postpone() {
		start::<T>();
		let (id, _) = delivered::<T>();
		go_to_due::<T>(id);
		let error = DispatchError::Unavailable;

		#[block]
		{
			Pallet::<T>::postpone(Due::Deadline { job: id }, error);
		}

		assert_last_event::<T>(Event::Postponed { job: id, error });
	}

	impl_benchmark_test_suite!(Pallet, mock::Mock::default().build(), mock::Test);
}
