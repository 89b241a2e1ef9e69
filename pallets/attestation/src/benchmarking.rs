//! What each call, each kind of evidence and each kind of proof costs at the worst.
//!
//! Evidence, collateral and proofs come from [`fixtures`].

use crate::*;
use alloc::{boxed::Box, vec, vec::Vec};
use codec::{Encode, MaxEncodedLen};
use core::hint::black_box;
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{Consideration, EnsureOrigin, Get},
	BoundedVec,
};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use piazza_primitives::{Attested, ContentHash, HandleDue, ProgramId, ProgramKind, Tier, Uri, MAX_URI_LENGTH};
use piazza_verifiers::{risc0, sp1, x509::MAX_CRL_ENTRIES};
use sp_io::hashing::blake2_256;
use sp_runtime::traits::{Bounded, One};

/// Sets the clock of a chain.
pub trait BenchmarkHelper {
	/// Makes it so many seconds since 1970-01-01T00:00:00Z.
	fn set_time(seconds: u64);
}

/// The proof that is taken for a proof of whatever is said of the circuit of [`registered_program`]. No such point is on
/// any curve.
const ACCEPTED_ANYWAY: [u8; 384] = [0xff; 384];

/// The proof for which [`is_accepted_anyway`].
pub(crate) fn accepted_anyway() -> Vec<u8> {
	ACCEPTED_ANYWAY.to_vec()
}

/// Whether a proof counts without being checked: what the check costs is measured on its own.
pub(crate) fn is_accepted_anyway<T: Config>(id: &ProgramId, proof: &[u8]) -> bool {
	proof == ACCEPTED_ANYWAY && *id == program::<T>(ProgramKind::Circuit).id()
}

fn program<T: Config>(kind: ProgramKind) -> Program {
	match kind {
		ProgramKind::Image => Program::Image { hash: ContentHash::repeat_byte(1) },
		ProgramKind::Enclave => Measurement::Tdx {
			mr_td: [1; 48],
			rtmrs: [[2; 48]; 4],
			mr_config_id: [3; 48],
			mr_owner: [4; 48],
			mr_owner_config: [5; 48],
		}
		.into(),
		ProgramKind::Circuit => Program::Circuit { circuit: fixtures::bn254(Pallet::<T>::input_count()) },
	}
}

/// The longest there is.
fn uri() -> Uri {
	BoundedVec::truncate_from(vec![b'a'; MAX_URI_LENGTH as usize])
}

fn fund_worker<T: Config>(worker: &T::AccountId) {
	T::WorkerConsideration::ensure_successful(worker, Pallet::<T>::worker_footprint());
}

fn fund_program<T: Config>(owner: &T::AccountId, program: &Program) {
	T::ProgramConsideration::ensure_successful(owner, Pallet::<T>::program_footprint(program));
}

/// Registers a program with the longest URI for `owner`, unless somebody did already.
fn registered<T: Config>(owner: &T::AccountId, program: Program) -> ProgramId {
	let id = program.id();
	if !Programs::<T>::contains_key(id) {
		fund_program::<T>(owner, &program);
		Pallet::<T>::do_register_program(owner.clone(), program, uri()).expect("the program is new");
	}
	id
}

/// Some program of a kind; registered for `owner` unless it is already.
pub(crate) fn registered_program<T: Config>(owner: &T::AccountId, kind: ProgramKind) -> ProgramId {
	registered::<T>(owner, program::<T>(kind))
}

/// Makes `worker` active, with as much hardware as there may be, all of which has to be looked through when the worker is
/// used next. It runs the enclave of [`registered_program`]. Of a worker that is active already, all has to be looked
/// through once more.
pub(crate) fn activate<T: Config>(worker: &T::AccountId, owner: &T::AccountId) {
	let ticket = Workers::<T>::take(worker).map(|record| record.ticket).unwrap_or_else(|| {
		fund_worker::<T>(worker);
		Pallet::<T>::hold_for_worker(worker).expect("the worker can pay")
	});
	let id = |number: u32| (worker, number).using_encoded(blake2_256);
	let (devices, others) = (MaxDevicesOfWorker::get(), MaxFoundations::get());
	let devices: Vec<FoundationId> = (0..devices).map(id).collect();
	let others: Vec<FoundationId> = (0..others).map(|number| id(1_000 + number)).collect();
	devices.iter().for_each(|device| WorkerOfDevice::<T>::insert(device, worker));
	let (devices, others) = (BoundedVec::truncate_from(devices), BoundedVec::truncate_from(others));
	Foundations::<T>::insert(worker, Foundation { devices, others });
	RevocationGeneration::<T>::put(1);
	WorkersOf::<T>::insert(owner, worker, ());

	let now = Pallet::<T>::now();
	let attestation = Attestation {
		at_block: now,
		program: Some(program::<T>(ProgramKind::Enclave).id()),
		class: Some(1),
		gpus: MAX_DEVICES as u8,
		valid_until: u64::MAX,
		generation: 0,
	};
	let record = Worker {
		owner: owner.clone(),
		tier: Tier::ConfidentialGpu,
		status: Status::Approved,
		verified_at: now,
		expires_at: BlockNumberFor::<T>::max_value(),
		attestation: Some(attestation),
		ticket,
	};
	Workers::<T>::insert(worker, record);
}

/// A worker and its owner.
fn parties<T: Config>() -> (T::AccountId, T::AccountId) {
	(account("worker", 0, 0), account("owner", 0, 0))
}

/// Goes to the block after the one that the fixtures are bound to, and to their time.
fn start<T: Config>() {
	let bound = BlockNumberFor::<T>::one();
	frame_system::BlockHash::<T>::insert(bound, fixtures::BLOCK_HASH);
	frame_system::Pallet::<T>::set_block_number(bound + One::one());
	T::BenchmarkHelper::set_time(fixtures::TIME);
	fixtures::prepare::<T>();
}

/// Checks what a machine says and stores what it proves, as registrations and renewals do.
fn attest<T: Config>(machine: &Machine) {
	let (worker, owner) = parties::<T>();
	let bound = BlockNumberFor::<T>::one();
	let block_hash = Pallet::<T>::block_hash(bound).expect("it was the block before");
	let facts = Pallet::<T>::verify(&owner, &worker, &block_hash, machine, &Devices::default());
	Pallet::<T>::attach(&worker, bound, facts.expect("the evidence is good")).expect("its devices are free");
}

fn is_attested<T: Config>() -> bool {
	let (worker, _) = parties::<T>();
	Foundations::<T>::contains_key(worker)
}

/// A worker that waits for its owner.
fn pending<T: Config>() -> (T::AccountId, T::AccountId) {
	let (worker, owner) = parties::<T>();
	fund_worker::<T>(&worker);
	Pallet::<T>::do_register(worker.clone(), owner.clone(), Evidence::Declared).expect("the worker is new");
	(worker, owner)
}

fn admin<T: Config>() -> T::RuntimeOrigin {
	T::AdminOrigin::try_successful_origin().expect("somebody may")
}

fn security<T: Config>() -> T::RuntimeOrigin {
	T::SecurityOrigin::try_successful_origin().expect("somebody may")
}

fn revocations(n: u32) -> Revocations {
	BoundedVec::truncate_from((0..n).map(|number| number.using_encoded(blake2_256)).collect())
}

/// The longest name.
fn longest_name(letter: u8) -> Name {
	Name::truncate_from(vec![letter; 32])
}

/// Makes a class of this number.
pub(crate) fn make_class<T: Config>(id: ClassId) {
	Classes::<T>::insert(id, class(b'x'));
}

fn class(letter: u8) -> HardwareClass {
	let name = longest_name(letter);
	HardwareClass { vendor: name.clone(), model: name.clone(), architecture: name, vram_mib: 1, bf16_tflops: 1 }
}

fn gpu_model() -> GpuModel {
	let name = longest_name(b'g');
	GpuModel { chip: name.clone(), project: name.clone(), project_sku: name.clone(), chip_sku: name }
}

/// A release with the longest version of a driver, and as many measurements as there may be.
fn golden() -> (Release, GoldenDigests) {
	let driver = BoundedVec::truncate_from(vec![b'9'; MAX_DRIVER_LENGTH as usize]);
	let release = Release { architecture: Architecture::Hopper, driver: Some(driver), vbios: [0; 5] };
	(release, BoundedVec::truncate_from(vec![[1; 48]; MAX_GOLDEN_DIGESTS as usize]))
}

/// That for phones is the largest.
fn policy() -> PolicyUpdate {
	let package = BoundedVec::truncate_from(vec![b'p'; MAX_PACKAGE_LENGTH as usize]);
	PolicyUpdate::Android(AndroidPolicy {
		allowed_packages: Some(BoundedVec::truncate_from(vec![package; MAX_PACKAGES as usize])),
		allowed_signers: Some(BoundedVec::truncate_from(vec![[1; 32]; MAX_SIGNERS as usize])),
		..Default::default()
	})
}

/// What is proven.
fn statement<T: Config>() -> Vec<u8> {
	fixtures::statement(T::AccountId::max_encoded_len())
}

/// A circuit of somebody's.
fn circuit<T: Config>(circuit: Circuit) -> ProgramId {
	registered::<T>(&parties::<T>().1, Program::Circuit { circuit })
}

fn assert_last_event<T: Config>(event: Event<T>) {
	let event: <T as frame_system::Config>::RuntimeEvent = event.into();
	frame_system::Pallet::<T>::assert_last_event(event);
}

#[benchmarks]
mod benches {
	use super::*;

	/// The description of an enclave is longer than that of an image.
	#[benchmark]
	fn register_program() {
		let owner: T::AccountId = whitelisted_caller();
		let program = program::<T>(ProgramKind::Enclave);
		fund_program::<T>(&owner, &program);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), program.clone(), uri());

		assert!(Programs::<T>::contains_key(program.id()));
	}

	#[benchmark]
	fn register_circuit_bn254() {
		let owner: T::AccountId = whitelisted_caller();
		let program = Program::Circuit { circuit: fixtures::bn254(Pallet::<T>::input_count()) };
		fund_program::<T>(&owner, &program);

		#[extrinsic_call]
		register_program(RawOrigin::Signed(owner), program.clone(), uri());

		assert!(CircuitKeys::<T>::contains_key(program.id()));
	}

	#[benchmark]
	fn register_circuit_bls12_381() {
		let owner: T::AccountId = whitelisted_caller();
		let program = Program::Circuit { circuit: fixtures::bls12_381(Pallet::<T>::input_count()) };
		fund_program::<T>(&owner, &program);

		#[extrinsic_call]
		register_program(RawOrigin::Signed(owner), program.clone(), uri());

		assert!(CircuitKeys::<T>::contains_key(program.id()));
	}

	#[benchmark]
	fn remove_program() {
		let owner: T::AccountId = whitelisted_caller();
		let program_id = registered_program::<T>(&owner, ProgramKind::Circuit);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner.clone()), program_id);

		assert_last_event::<T>(Event::ProgramRemoved { program_id, owner });
	}

	#[benchmark]
	fn register() {
		let (worker, owner) = parties::<T>();
		fund_worker::<T>(&worker);

		#[extrinsic_call]
		_(RawOrigin::Signed(worker.clone()), owner, Evidence::Declared);

		assert!(Workers::<T>::contains_key(worker));
	}

	#[benchmark]
	fn approve() {
		let (worker, owner) = pending::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), worker.clone());

		assert!(Pallet::<T>::ensure_active(&worker).is_ok());
	}

	/// Sets all devices free, in the block that the old evidence was bound to: it is remembered for the longest.
	#[benchmark]
	fn renew() {
		let (worker, owner) = parties::<T>();
		activate::<T>(&worker, &owner);

		#[extrinsic_call]
		_(RawOrigin::Signed(worker.clone()), Evidence::Declared);

		assert!(!Foundations::<T>::contains_key(&worker));
		assert!(SpentChallenges::<T>::contains_key(&worker));
	}

	/// The owner signs: the worker's account is one more to read and write.
	#[benchmark]
	fn retire() {
		let (worker, owner) = parties::<T>();
		activate::<T>(&worker, &owner);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), worker.clone());

		assert!(!Workers::<T>::contains_key(&worker));
		assert!(SpentChallenges::<T>::contains_key(&worker));
	}

	#[benchmark]
	fn verify_intel() {
		start::<T>();
		let machine = fixtures::intel();

		#[block]
		{
			attest::<T>(&machine);
		}

		assert!(is_attested::<T>());
	}

	#[benchmark]
	fn verify_amd() {
		start::<T>();
		let machine = fixtures::amd();

		#[block]
		{
			attest::<T>(&machine);
		}

		assert!(is_attested::<T>());
	}

	#[benchmark]
	fn verify_nitro() {
		start::<T>();
		let machine = fixtures::nitro();

		#[block]
		{
			attest::<T>(&machine);
		}

		assert!(is_attested::<T>());
	}

	/// The longest chain names no phone, and saves a look-up for that; one that does has a signature less, which saves
	/// more.
	#[benchmark]
	fn verify_android() {
		start::<T>();
		let machine = fixtures::android();

		#[block]
		{
			attest::<T>(&machine);
		}

		assert!(is_attested::<T>());
	}

	#[benchmark]
	fn verify_software() {
		start::<T>();
		let machine = fixtures::software();

		#[block]
		{
			attest::<T>(&machine);
		}

		assert!(is_attested::<T>());
	}

	/// What the devices add to a machine that is verified already; only to store the whole is counted twice. None of
	/// their certificates is remembered.
	#[benchmark]
	fn verify_nvidia(n: Linear<1, { MAX_DEVICES }>) {
		start::<T>();
		let (worker, owner) = parties::<T>();
		let Devices(mut devices) = fixtures::nvidia();
		devices.truncate(n as usize);
		let devices = Devices(devices);
		let (machine, block_hash) = (fixtures::software(), fixtures::BLOCK_HASH);
		let machine = Pallet::<T>::verify(&owner, &worker, &block_hash, &machine, &Devices::default());
		let machine = machine.expect("the evidence is good");

		#[block]
		{
			black_box(devices.digest());
			let facts = Pallet::<T>::verify_devices(machine, &worker, &block_hash, &devices);
			let facts = facts.expect("the evidence is good");
			Pallet::<T>::attach(&worker, One::one(), facts).expect("the devices are free");
		}

		assert_eq!(Foundations::<T>::get(worker).devices.len() as u32, n + 1);
	}

	#[benchmark]
	fn submit_tcb_info() {
		start::<T>();
		let caller: T::AccountId = whitelisted_caller();
		let collateral = Box::new(fixtures::tcb_info());

		#[extrinsic_call]
		submit_collateral(RawOrigin::Signed(caller), collateral);
	}

	#[benchmark]
	fn submit_qe_identity() {
		start::<T>();
		let caller: T::AccountId = whitelisted_caller();
		let collateral = Box::new(fixtures::qe_identity());

		#[extrinsic_call]
		submit_collateral(RawOrigin::Signed(caller), collateral);
	}

	/// Nothing can sign a list of `n` entries here: the longest list is read and checked, then `n` of its entries are
	/// revoked. It takes the place of an older list, and is signed by an authority below the root, on the slower curve.
	#[benchmark]
	fn submit_revocation_list(n: Linear<1, { MAX_CRL_ENTRIES as u32 }>) {
		start::<T>();
		let Collateral::RevocationList { vendor, list, issuer } = fixtures::revocation_list() else {
			panic!("it is a revocation list")
		};
		let check = || {
			let list = Pallet::<T>::check_revocation_list(vendor, &list, &issuer, fixtures::TIME);
			list.expect("the list is good")
		};
		let old = piazza_verifiers::x509::RevocationList { this_update: 0, revoked: Vec::new(), ..check() };
		Pallet::<T>::store_revocation_list(vendor, old).expect("it is the first");

		#[block]
		{
			let mut list = check();
			list.revoked.truncate(n as usize);
			Pallet::<T>::store_revocation_list(vendor, list).expect("it is newer");
		}

		assert_eq!(RevocationGeneration::<T>::get(), 1);
	}

	#[benchmark]
	fn revoke(n: Linear<1, { MAX_REVOCATIONS }>) {
		let ids = revocations(n);

		#[extrinsic_call]
		_(security::<T>() as T::RuntimeOrigin, ids.clone());

		assert!(ids.iter().all(Revoked::<T>::contains_key));
	}

	#[benchmark]
	fn reinstate(n: Linear<1, { MAX_REVOCATIONS }>) {
		let ids = revocations(n);
		Pallet::<T>::do_revoke(ids.clone()).expect("the generations do not run out");

		#[extrinsic_call]
		_(admin::<T>() as T::RuntimeOrigin, ids.clone());

		assert!(!ids.iter().any(Revoked::<T>::contains_key));
	}

	/// Off: that is a revocation, which to switch it on is not.
	#[benchmark]
	fn switch_verifier() {
		let verifier = Verifier::Intel;

		#[extrinsic_call]
		_(security::<T>() as T::RuntimeOrigin, verifier, false);

		assert!(Revoked::<T>::contains_key(verifier.id()));
	}

	#[benchmark]
	fn set_policy() {
		let policy = Box::new(policy());

		#[extrinsic_call]
		_(admin::<T>() as T::RuntimeOrigin, policy.clone());

		assert_last_event::<T>(Event::PolicySet { policy });
	}

	#[benchmark]
	fn set_golden_measurements() {
		let (release, digests) = golden();

		#[extrinsic_call]
		_(admin::<T>() as T::RuntimeOrigin, release.clone(), digests.clone());

		assert_eq!(GoldenMeasurements::<T>::get(release), digests);
	}

	#[benchmark]
	fn set_class() {
		Pallet::<T>::do_set_class(0, Some(class(b'o'))).expect("it is set");

		#[extrinsic_call]
		_(admin::<T>() as T::RuntimeOrigin, 0, Some(class(b'n')));

		assert_eq!(Classes::<T>::get(0), Some(class(b'n')));
	}

	#[benchmark]
	fn set_gpu_model() {
		Pallet::<T>::do_set_gpu_model(gpu_model(), Some(1)).expect("it is set");

		#[extrinsic_call]
		_(admin::<T>() as T::RuntimeOrigin, gpu_model(), Some(2));

		assert_eq!(GpuModels::<T>::get(gpu_model()), Some(2));
	}

	#[benchmark]
	fn prove_groth16_bn254() {
		let inputs = Pallet::<T>::input_count();
		let id = circuit::<T>(fixtures::bn254(inputs));
		let (statement, proof) = (statement::<T>(), fixtures::bn254_proof(inputs));
		let result;

		#[block]
		{
			result = Pallet::<T>::check_proof(&id, &statement, &proof);
		}

		assert!(result.is_ok());
	}

	#[benchmark]
	fn prove_groth16_bls12_381() {
		let inputs = Pallet::<T>::input_count();
		let id = circuit::<T>(fixtures::bls12_381(inputs));
		let (statement, proof) = (statement::<T>(), fixtures::bls12_381_proof(inputs));
		let result;

		#[block]
		{
			result = Pallet::<T>::check_proof(&id, &statement, &proof);
		}

		assert!(result.is_ok());
	}

	/// Only RISC Zero's prover can prove something here. That a proof of good points proves nothing shows at the very end:
	/// to find that out costs the same.
	#[benchmark]
	fn prove_risc0() {
		let id = circuit::<T>(Circuit::Risc0 { image_id: [1; 32] });
		let release = risc0::Version::v3_0().expect("its key is one");
		let points = fixtures::bn254_proof(Pallet::<T>::input_count());
		let (statement, proof) = (statement::<T>(), [release.selector.to_vec(), points].concat());
		let result;

		#[block]
		{
			result = Pallet::<T>::check_proof(&id, &statement, &proof);
		}

		assert!(matches!(result, Err(Error::ProofInvalid)));
	}

	/// As with RISC Zero: a proof of good points that proves nothing.
	#[benchmark]
	fn prove_sp1() {
		let id = circuit::<T>(Circuit::Sp1 { program: [1; 32] });
		let release = sp1::Version::v6_1_0().expect("its key is one");
		let points = fixtures::bn254_proof(Pallet::<T>::input_count());
		let (exit_code, nonce) = ([0; 32], [1; 32]);
		let proof = [&release.selector[..], &exit_code, &release.vk_root, &nonce, &points].concat();
		let statement = statement::<T>();
		let result;

		#[block]
		{
			result = Pallet::<T>::check_proof(&id, &statement, &proof);
		}

		assert!(matches!(result, Err(Error::ProofInvalid)));
	}

	#[benchmark]
	fn expire_circuit() {
		let owner: T::AccountId = whitelisted_caller();
		let program_id = registered_program::<T>(&owner, ProgramKind::Circuit);
		Pallet::<T>::do_remove_program(owner, program_id).expect("the owner may");

		#[block]
		{
			Pallet::<T>::handle_due(Due::Circuit { program_id });
		}

		assert_last_event::<T>(Event::CircuitExpired { program_id });
	}

	#[benchmark]
	fn forget_challenge() {
		let (worker, _) = parties::<T>();
		let spent = BlockNumberFor::<T>::one();
		SpentChallenges::<T>::insert(&worker, spent);
		frame_system::Pallet::<T>::set_block_number(spent + T::ChallengePeriod::get() + One::one());

		#[block]
		{
			Pallet::<T>::handle_due(Due::Challenge { worker: worker.clone() });
		}

		assert!(!SpentChallenges::<T>::contains_key(worker));
	}

	impl_benchmark_test_suite!(Pallet, crate::fixtures::made::genesis(), crate::mock::Test);
}
