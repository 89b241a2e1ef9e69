//! What each call and each step of the agenda costs at the worst.

use crate::*;
use alloc::vec::Vec;
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{
		fungible::{Inspect, Mutate},
		Consideration, EnsureOrigin, Get,
	},
	BoundedVec,
};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use piazza_primitives::{
	Attested, ClassId, Content, Escrow, HandleDue, LeaseId, Leases as _, OnVerdict, Panels, ProgramKind, Role, Stakes,
	Tier, Uri, Verdict,
};
use sp_runtime::{
	traits::{Saturating, Zero},
	DispatchError, Perbill,
};

/// The class of the machines that [`Attested::activate`] makes.
const CLASS: ClassId = 1;

/// An account with plenty of native money.
fn party<T: Config>(name: &'static str, index: u32) -> T::AccountId {
	let who = account(name, index, 0);
	let bonds = T::BidDeposit::get().max(T::ChallengeBond::get()).max(T::DisputeBond::get());
	let most = bonds.saturating_add(T::Currency::minimum_balance());
	T::Currency::set_balance(&who, most.saturating_mul(1_000u32.into()));
	T::Consideration::ensure_successful(&who, Pallet::<T>::contract_room());
	who
}

/// A tenant or sponsor with plenty of the asset that costs the most to move.
fn payer<T: Config>(name: &'static str, index: u32) -> T::AccountId {
	let who = party::<T>(name, index);
	T::Escrow::endow(T::Escrow::costly_asset(), &who);
	who
}

/// An amount of the asset that is more than its minimum balance, and of which a payer has plenty.
fn rate<T: Config>() -> BalanceOf<T> {
	T::Escrow::minimum_balance(T::Escrow::costly_asset()).saturating_mul(2u32.into())
}

fn deposit<T: Config>() -> BalanceOf<T> {
	rate::<T>().saturating_mul(100u32.into()).max(rules::rent(rate::<T>(), T::MinDuration::get()))
}

/// The machine of this number and its owner, who stakes enough. Each time, it becomes one that must be looked through when
/// it is used next.
fn machine<T: Config>(index: u32) -> (T::AccountId, T::AccountId) {
	let (worker, provider) = (party::<T>("worker", index), party::<T>("provider", index));
	T::Attested::activate(&worker, &provider);
	T::Stakes::back(Role::Provider, &provider);
	(worker, provider)
}

/// A bond of the class, small enough for whatever stake there is.
fn prepare<T: Config>() {
	T::Attested::make_class(CLASS);
	ClassBonds::<T>::insert(CLASS, T::Currency::minimum_balance());
}

/// As many attributes as there can be, as long as they can be.
fn attributes() -> Attributes {
	let attribute = |index: u32| Attribute::truncate_from([index as u8; 64].to_vec());
	Attributes::truncate_from((0..MAX_ATTRIBUTES).map(attribute).collect())
}

/// Asks for everything that can be asked for.
fn spec<T: Config>() -> SpecOf<T> {
	let providers = (0..MAX_ALLOWED).map(|index| account("provider", index, 0)).collect();
	Spec {
		class: CLASS,
		gpus: 1,
		min_tier: Tier::Declared,
		program: Some(T::Attested::some_program(ProgramKind::Enclave)),
		attributes: attributes(),
		auditor: Some(account("auditor", 0, 0)),
		// Whoever bids in these benchmarks must be on it, so that it is empty where there are more.
		providers: BoundedVec::truncate_from(providers),
		min_score: None,
	}
}

fn order_terms<T: Config>(spec: SpecOf<T>) -> OrderTermsOf<T> {
	OrderTerms {
		spec,
		asset: T::Escrow::costly_asset(),
		max_rate: rate::<T>(),
		deposit: deposit::<T>(),
		duration: T::MinDuration::get(),
		reclaim_window: T::MaxReclaimWindow::get(),
	}
}

/// An order of the tenant, for which `bids` machines have bid, the first of them the highest.
fn place<T: Config>(bids: u32) -> Result<OrderId, DispatchError> {
	prepare::<T>();
	let order = NextOrder::<T>::get();
	let spec = Spec { providers: Default::default(), ..spec::<T>() };
	Pallet::<T>::do_place_order(payer::<T>("tenant", 0), order_terms::<T>(spec))?;
	for index in 0..bids {
		let (worker, _) = machine::<T>(index);
		have_audited::<T>(&worker)?;
		let rate = rate::<T>();
		Pallet::<T>::do_bid(worker.clone(), order, worker, rate, T::MaxDuration::get())?;
	}
	Ok(order)
}

/// The auditor says of a machine what orders ask for.
fn have_audited<T: Config>(worker: &T::AccountId) -> Result<(), DispatchError> {
	let auditor: T::AccountId = party::<T>("auditor", 0);
	Pallet::<T>::do_audit(auditor, worker.clone(), attributes())
}

fn offer_terms<T: Config>() -> OfferTermsOf<T> {
	let tenants = (1..MAX_ALLOWED).map(|index| account("tenant", index, 0));
	let tenants: Vec<T::AccountId> = tenants.chain([account("tenant", 0, 0)]).collect();
	OfferTerms {
		class: CLASS,
		gpus: 1,
		asset: T::Escrow::costly_asset(),
		rate: rate::<T>(),
		min_duration: T::MinDuration::get(),
		max_duration: T::MaxDuration::get(),
		reclaim_window: T::MaxReclaimWindow::get(),
		tenants: BoundedVec::truncate_from(tenants),
	}
}

/// A lease of the first machine, paid by as many as can, who all have something left of it.
fn lease<T: Config>() -> Result<LeaseId, DispatchError> {
	let order = place::<T>(1)?;
	let id = NextLease::<T>::get();
	let (worker, _) = machine::<T>(0);
	Pallet::<T>::do_accept(account("tenant", 0, 0), order, worker)?;
	for index in 1..8 {
		Pallet::<T>::do_top_up(payer::<T>("sponsor", index), id, rate::<T>())?;
	}
	Ok(id)
}

/// A lease between these parties.
pub(crate) fn some_lease<T: Config>(tenant: &T::AccountId, provider: &T::AccountId, worker: &T::AccountId) -> LeaseId {
	prepare::<T>();
	let endow = |who| {
		T::Currency::set_balance(who, rate::<T>().saturating_mul(1_000_000u32.into()));
		T::Consideration::ensure_successful(who, Pallet::<T>::contract_room());
		T::Escrow::endow(T::Escrow::costly_asset(), who);
	};
	[tenant, provider].into_iter().for_each(endow);
	let activate = || {
		T::Attested::activate(worker, provider);
		T::Stakes::back(Role::Provider, provider);
	};
	let terms = OfferTerms { tenants: Default::default(), ..offer_terms::<T>() };
	let id = NextLease::<T>::get();
	activate();
	Pallet::<T>::do_offer(worker.clone(), worker.clone(), terms.clone()).expect("the machine can be offered");
	activate();
	let (duration, deposit) = (T::MinDuration::get(), deposit::<T>());
	Pallet::<T>::do_take(tenant.clone(), worker.clone(), terms, duration, deposit, Tier::Declared)
		.expect("the offer can be taken");
	// As if it ran from the first block on.
	Leases::<T>::mutate(id, |lease| lease.iter_mut().for_each(|lease| lease.reported_at = Zero::zero()));
	id
}

/// Sees to it that the tenant of a lease can dispute what its machine is: that its owner's word stood for it.
fn make_disputable<T: Config>(id: LeaseId) {
	T::Panels::enrol_enough();
	Leases::<T>::mutate(id, |lease| lease.iter_mut().for_each(|lease| lease.proven = false));
}

/// The tenant says that the machine of a lease is not what it was rented as, though it is.
fn dispute<T: Config>(id: LeaseId) -> Result<(), DispatchError> {
	make_disputable::<T>(id);
	let tenant = party::<T>("tenant", 0);
	Pallet::<T>::do_dispute_specs(tenant, id, evidence())
}

/// Evidence of which the address is as long as it can be.
fn evidence() -> Content {
	Content { hash: Default::default(), uri: Uri::truncate_from([b'a'; 1_024].to_vec()) }
}

/// The panel finds that the machine of a lease is not what it was rented as.
fn verdict<T: Config>(id: LeaseId) -> Verdict<T::AccountId> {
	let majority = (0..T::Panels::seats()).map(|index| party::<T>("member", index)).collect();
	Verdict { answer: Some(rules::specs_answer(id, false)), majority }
}

/// Goes on to the block after `blocks` more.
fn wait<T: Config>(blocks: BlockNumberFor<T>) {
	let now = frame_system::Pallet::<T>::block_number().saturating_add(blocks);
	frame_system::Pallet::<T>::set_block_number(now);
	// Stand-ins have a clock of their own: without it no rent would accrue in tests.
	#[cfg(test)]
	piazza_primitives::mocks::MockAgenda::set_now(sp_runtime::SaturatedConversion::saturated_into(now));
}

/// A lease, some blocks later, that somebody doubts.
fn challenged<T: Config>() -> Result<LeaseId, DispatchError> {
	let id = lease::<T>()?;
	wait::<T>(3u32.into());
	Pallet::<T>::do_challenge_liveness(party::<T>("challenger", 0), id)?;
	Ok(id)
}

/// A table as long as it can be.
fn table<T: Config>() -> CostTable<BlockNumberFor<T>> {
	let step = |index: u32| Step { after: (index * 2).into(), share: Perbill::from_percent(index + 1) };
	CostTable::truncate_from((0..MAX_STEPS).map(step).collect())
}

#[benchmarks]
mod benches {
	use super::*;

	#[benchmark]
	fn place_order() -> Result<(), BenchmarkError> {
		prepare::<T>();
		let tenant = payer::<T>("tenant", 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(tenant), order_terms::<T>(spec::<T>()));

		assert_eq!(Orders::<T>::count(), 1);
		Ok(())
	}

	#[benchmark]
	fn close_order(b: Linear<0, MAX_BIDS>) -> Result<(), BenchmarkError> {
		let order = place::<T>(b)?;
		let tenant: T::AccountId = account("tenant", 0, 0);

		#[extrinsic_call]
		cancel_order(RawOrigin::Signed(tenant), order);

		assert_eq!(Orders::<T>::count(), 0);
		Ok(())
	}

	/// One more than there is room for.
	#[benchmark]
	fn bid() -> Result<(), BenchmarkError> {
		let order = place::<T>(MAX_BIDS)?;
		let (worker, _) = machine::<T>(MAX_BIDS);
		have_audited::<T>(&worker)?;
		let rate = rate::<T>() / 2u32.into();

		#[extrinsic_call]
		_(RawOrigin::Signed(worker.clone()), order, worker.clone(), rate, T::MaxDuration::get());

		assert!(Bids::<T>::get(order).iter().any(|found| found.worker == worker));
		Ok(())
	}

	#[benchmark]
	fn withdraw_bid() -> Result<(), BenchmarkError> {
		let order = place::<T>(MAX_BIDS)?;
		let (worker, _) = machine::<T>(MAX_BIDS - 1);

		#[extrinsic_call]
		_(RawOrigin::Signed(worker.clone()), order, worker.clone());

		assert_eq!(Bids::<T>::get(order).len() as u32, MAX_BIDS - 1);
		Ok(())
	}

	#[benchmark]
	fn accept(b: Linear<1, MAX_BIDS>) -> Result<(), BenchmarkError> {
		let order = place::<T>(b)?;
		let tenant: T::AccountId = account("tenant", 0, 0);
		let (worker, _) = machine::<T>(b - 1);

		#[extrinsic_call]
		_(RawOrigin::Signed(tenant), order, worker);

		assert_eq!(Leases::<T>::count(), 1);
		Ok(())
	}

	#[benchmark]
	fn offer() -> Result<(), BenchmarkError> {
		prepare::<T>();
		let (worker, _) = machine::<T>(0);

		#[extrinsic_call]
		_(RawOrigin::Signed(worker.clone()), worker.clone(), offer_terms::<T>());

		assert_eq!(Offers::<T>::count(), 1);
		Ok(())
	}

	#[benchmark]
	fn withdraw_offer() -> Result<(), BenchmarkError> {
		prepare::<T>();
		let (worker, _) = machine::<T>(0);
		Pallet::<T>::do_offer(worker.clone(), worker.clone(), offer_terms::<T>())?;

		#[extrinsic_call]
		_(RawOrigin::Signed(worker.clone()), worker.clone());

		assert_eq!(Offers::<T>::count(), 0);
		Ok(())
	}

	#[benchmark]
	fn take() -> Result<(), BenchmarkError> {
		prepare::<T>();
		let tenant = payer::<T>("tenant", 0);
		let (worker, _) = machine::<T>(0);
		Pallet::<T>::do_offer(worker.clone(), worker.clone(), offer_terms::<T>())?;
		machine::<T>(0);
		let duration = T::MinDuration::get();

		#[extrinsic_call]
		_(RawOrigin::Signed(tenant), worker, offer_terms::<T>(), duration, deposit::<T>(), Tier::Declared);

		assert_eq!(Leases::<T>::count(), 1);
		Ok(())
	}

	#[benchmark]
	fn top_up() -> Result<(), BenchmarkError> {
		let id = lease::<T>()?;
		let sponsor = payer::<T>("sponsor", 7);
		let escrow = Leases::<T>::get(id).ok_or("no lease")?.escrow;
		let before = T::Escrow::available(escrow);

		#[extrinsic_call]
		_(RawOrigin::Signed(sponsor), id, rate::<T>());

		assert!(T::Escrow::available(escrow) > before);
		Ok(())
	}

	#[benchmark]
	fn extend() -> Result<(), BenchmarkError> {
		let id = lease::<T>()?;
		let tenant: T::AccountId = account("tenant", 0, 0);
		let ends_at = Leases::<T>::get(id).ok_or("no lease")?.ends_at.saturating_add(1u32.into());

		#[extrinsic_call]
		_(RawOrigin::Signed(tenant), id, ends_at);

		assert_eq!(Leases::<T>::get(id).map(|lease| lease.ends_at), Some(ends_at));
		Ok(())
	}

	#[benchmark]
	fn settle() -> Result<(), BenchmarkError> {
		let id = lease::<T>()?;
		wait::<T>(3u32.into());
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id);

		assert!(Pallet::<T>::lease(id).is_some_and(|view| view.accrued.is_zero()));
		Ok(())
	}

	#[benchmark]
	fn close() -> Result<(), BenchmarkError> {
		let id = lease::<T>()?;
		dispute::<T>(id)?;
		wait::<T>(3u32.into());
		let tenant: T::AccountId = account("tenant", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(tenant), id);

		assert_eq!((Leases::<T>::count(), Receipts::<T>::count()), (0, 1));
		Ok(())
	}

	#[benchmark]
	fn start_reclaim() -> Result<(), BenchmarkError> {
		let id = lease::<T>()?;
		let (worker, _) = machine::<T>(0);

		#[extrinsic_call]
		_(RawOrigin::Signed(worker), id);

		assert!(Leases::<T>::get(id).is_some_and(|lease| lease.reclaim_from.is_some()));
		Ok(())
	}

	#[benchmark]
	fn challenge_liveness() -> Result<(), BenchmarkError> {
		let id = lease::<T>()?;
		wait::<T>(3u32.into());
		let challenger = party::<T>("challenger", 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(challenger), id);

		assert!(Leases::<T>::get(id).is_some_and(|lease| lease.challenge.is_some()));
		Ok(())
	}

	#[benchmark]
	fn prove_alive() -> Result<(), BenchmarkError> {
		let id = challenged::<T>()?;
		let (worker, _) = machine::<T>(0);

		#[extrinsic_call]
		_(RawOrigin::Signed(worker), id);

		assert!(Leases::<T>::get(id).is_some_and(|lease| lease.challenge.is_none()));
		Ok(())
	}

	#[benchmark]
	fn report_down() -> Result<(), BenchmarkError> {
		let id = lease::<T>()?;
		dispute::<T>(id)?;
		DowntimeCosts::<T>::put(table::<T>());
		wait::<T>(3u32.into());
		let (worker, _) = machine::<T>(0);

		#[extrinsic_call]
		_(RawOrigin::Signed(worker.clone()), id);

		assert!(Downtimes::<T>::contains_key(worker) && Receipts::<T>::contains_key(id));
		Ok(())
	}

	#[benchmark]
	fn restore() -> Result<(), BenchmarkError> {
		let id = lease::<T>()?;
		DowntimeCosts::<T>::put(table::<T>());
		let (worker, _) = machine::<T>(0);
		Pallet::<T>::do_report_down(worker.clone(), id)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(worker.clone()));

		assert!(!Downtimes::<T>::contains_key(worker));
		Ok(())
	}

	#[benchmark]
	fn audit() -> Result<(), BenchmarkError> {
		let auditor = party::<T>("auditor", 0);
		let worker: T::AccountId = account("worker", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(auditor.clone()), worker.clone(), attributes());

		assert!(Audits::<T>::contains_key(worker, auditor));
		Ok(())
	}

	#[benchmark]
	fn set_class_bond() -> Result<(), BenchmarkError> {
		prepare::<T>();
		let origin = T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let bond = Some(T::Currency::minimum_balance().saturating_mul(2u32.into()));

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, CLASS, bond);

		assert_eq!(ClassBonds::<T>::get(CLASS), bond);
		Ok(())
	}

	#[benchmark]
	fn set_downtime_costs() -> Result<(), BenchmarkError> {
		let origin = T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, table::<T>());

		assert_eq!(DowntimeCosts::<T>::get(), table::<T>());
		Ok(())
	}

	#[benchmark]
	fn dispute_specs() -> Result<(), BenchmarkError> {
		let id = lease::<T>()?;
		make_disputable::<T>(id);
		let tenant = party::<T>("tenant", 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(tenant), id, evidence());

		assert!(SpecsDisputes::<T>::contains_key(id));
		Ok(())
	}

	#[benchmark]
	fn set_false_specs_costs() -> Result<(), BenchmarkError> {
		let origin = T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, table::<T>());

		assert_eq!(FalseSpecsCosts::<T>::get(), table::<T>());
		Ok(())
	}

	#[benchmark]
	fn note_report() -> Result<(), BenchmarkError> {
		let id = lease::<T>()?;
		wait::<T>(3u32.into());

		#[block]
		{
			Pallet::<T>::note_report(id)?;
		}

		assert_eq!(Leases::<T>::get(id).map(|lease| lease.reported_at), Some(Pallet::<T>::now()));
		Ok(())
	}

	#[benchmark]
	fn on_verdict() -> Result<(), BenchmarkError> {
		let id = lease::<T>()?;
		dispute::<T>(id)?;
		let verdict = verdict::<T>(id);

		#[block]
		{
			Pallet::<T>::on_verdict(id, verdict);
		}

		assert!(SpecsDisputes::<T>::get(id).is_some_and(|dispute| dispute.finding.is_some()));
		Ok(())
	}

	/// The lease still runs, and somebody doubts that the machine is there.
	#[benchmark]
	fn rule() -> Result<(), BenchmarkError> {
		let id = challenged::<T>()?;
		FalseSpecsCosts::<T>::put(table::<T>());
		dispute::<T>(id)?;
		Pallet::<T>::on_verdict(id, verdict::<T>(id));
		wait::<T>(1u32.into());

		#[block]
		{
			Pallet::<T>::handle_due(Due::Ruling { lease: id });
		}

		assert!(!SpecsDisputes::<T>::contains_key(id) && !Leases::<T>::contains_key(id));
		assert!(Receipts::<T>::contains_key(id));
		Ok(())
	}

	#[benchmark]
	fn run_out() -> Result<(), BenchmarkError> {
		let id = lease::<T>()?;
		dispute::<T>(id)?;
		wait::<T>(T::MinDuration::get());

		#[block]
		{
			Pallet::<T>::handle_due(Due::Lease { lease: id });
		}

		assert_eq!((Leases::<T>::count(), Receipts::<T>::count()), (0, 1));
		Ok(())
	}

	#[benchmark]
	fn find_missing() -> Result<(), BenchmarkError> {
		let id = challenged::<T>()?;
		dispute::<T>(id)?;
		DowntimeCosts::<T>::put(table::<T>());
		wait::<T>(T::ResponsePeriod::get());
		let (worker, _) = machine::<T>(0);

		#[block]
		{
			Pallet::<T>::handle_due(Due::Lease { lease: id });
		}

		assert!(Downtimes::<T>::contains_key(worker) && Receipts::<T>::contains_key(id));
		Ok(())
	}

	#[benchmark]
	fn forget() -> Result<(), BenchmarkError> {
		let id = lease::<T>()?;
		wait::<T>(3u32.into());
		Pallet::<T>::do_close(account("tenant", 0, 0), id)?;
		wait::<T>(T::ReceiptPeriod::get());
		assert!(Receipts::<T>::contains_key(id));

		#[block]
		{
			Pallet::<T>::handle_due(Due::Receipt { lease: id });
		}

		assert_eq!(Receipts::<T>::count(), 0);
		Ok(())
	}

	#[benchmark]
	fn charge() -> Result<(), BenchmarkError> {
		let id = lease::<T>()?;
		DowntimeCosts::<T>::put(table::<T>());
		let (worker, _) = machine::<T>(0);
		Pallet::<T>::do_report_down(worker.clone(), id)?;
		let charged = Downtimes::<T>::get(&worker).ok_or("no downtime")?.charged;
		// Whatever the first step costs of a small bond, all of it costs more.
		wait::<T>(2u32.into());
		DowntimeCosts::<T>::mutate(|table| {
			if let Some(step) = table.get_mut(1) {
				step.share = Perbill::one();
			}
		});

		#[block]
		{
			Pallet::<T>::handle_due(Due::Down { worker: worker.clone() });
		}

		assert!(Downtimes::<T>::get(&worker).is_some_and(|downtime| downtime.charged > charged));
		Ok(())
	}

	#[benchmark]
	fn postpone() -> Result<(), BenchmarkError> {
		let id = lease::<T>()?;
		let before = Leases::<T>::get(id).and_then(|lease| lease.due);

		#[block]
		{
			Pallet::<T>::postpone(Due::Lease { lease: id }, DispatchError::Other("benchmark"));
		}

		assert!(Leases::<T>::get(id).is_some_and(|lease| lease.due != before));
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
