//! What the calls do.

use crate::{
	rules::{self, Inactivity, Now},
	verify::Facts,
	AmdPolicies, AndroidPolicies, Attestation, Circuit, CircuitKeys, ClassId, Classes, Config, Due, Error, Event,
	Evidence, EvidenceOf, Foundation, Foundations, GoldenDigests, GoldenMeasurements, GpuModel, GpuModels,
	HardwareClass, IntelPolicies, NitroPolicies, NvidiaPolicies, Pallet, PolicyUpdate, Program, ProgramRecord,
	ProgramRecordOf, Programs, Release, RevocationGeneration, SpentChallenges, Status, VerifiedLinks, WeightInfo,
	Worker, WorkerOf, WorkerOfDevice, Workers, WorkersOf,
};
use alloc::boxed::Box;
use frame_support::{dispatch::Pays, ensure, traits::Get, weights::Weight};
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::{Agenda, ProgramId, Tier, Uri, Window};
use piazza_verifiers::x509::LinkId;
use sp_core::H256;
use sp_runtime::{
	traits::{One, Saturating, Zero},
	DispatchError, DispatchResult,
};

/// What a worker's evidence is worth.
pub(crate) struct Examined<BlockNumber> {
	tier: Tier,
	valid: Window<BlockNumber>,
	/// With hardware: the block that it is bound to, and what was proven.
	hardware: Option<(BlockNumber, Facts)>,
}

impl<T: Config> Pallet<T> {
	/// The block being built.
	pub(crate) fn now() -> BlockNumberFor<T> {
		frame_system::Pallet::<T>::block_number()
	}

	/// The block being built and its time.
	pub(crate) fn both_clocks() -> Now<BlockNumberFor<T>> {
		Now { block: Self::now(), time: Self::time() }
	}

	/// Why a worker may not take work in this block, revocations aside. Reads the time only where it matters.
	pub(crate) fn inactivity(worker: &WorkerOf<T>) -> Option<Inactivity> {
		let time = worker.attestation.as_ref().map_or(0, |_| Self::time());
		rules::inactivity(worker, Now { block: Self::now(), time })
	}

	pub(crate) fn do_register_program(owner: T::AccountId, program: Program, uri: Uri) -> DispatchResult {
		let program_id = program.id();
		ensure!(!Programs::<T>::contains_key(program_id), Error::<T>::ProgramAlreadyRegistered);
		if let Program::Circuit { circuit } = &program {
			if let Some(key) = Self::prepare(circuit)? {
				CircuitKeys::<T>::insert(program_id, key);
			}
		}
		let ticket = Self::hold_for_program(&owner, &program)?;
		let record = ProgramRecord { owner: owner.clone(), program: program.clone(), uri, withdrawn: false, ticket };
		Programs::<T>::insert(program_id, record);
		Self::deposit_event(Event::ProgramRegistered { program_id, owner, program });
		Ok(())
	}

	pub(crate) fn do_remove_program(who: T::AccountId, program_id: ProgramId) -> DispatchResult {
		let mut record = Programs::<T>::get(program_id).ok_or(Error::<T>::ProgramNotFound)?;
		ensure!(record.owner == who, Error::<T>::NotOwner);
		ensure!(!record.withdrawn, Error::<T>::AlreadyRemoved);
		if matches!(record.program, Program::Circuit { .. }) {
			record.withdrawn = true;
			Programs::<T>::insert(program_id, record);
			let at = Self::now().saturating_add(T::CircuitNotice::get());
			T::Agenda::schedule(at, Due::Circuit { program_id })?;
		} else {
			Self::expunge_program(program_id, record)?;
		}
		Self::deposit_event(Event::ProgramRemoved { program_id, owner: who });
		Ok(())
	}

	/// Takes the record of a program away and returns its deposit: the one way out of storage.
	pub(crate) fn expunge_program(program_id: ProgramId, record: ProgramRecordOf<T>) -> DispatchResult {
		Self::release_for_program(&record.owner, record.ticket)?;
		Programs::<T>::remove(program_id);
		CircuitKeys::<T>::remove(program_id);
		Ok(())
	}

	pub(crate) fn do_register(worker: T::AccountId, owner: T::AccountId, evidence: EvidenceOf<T>) -> DispatchResult {
		ensure!(!Workers::<T>::contains_key(&worker), Error::<T>::AlreadyRegistered);
		let Examined { tier, valid, hardware } =
			Self::examine(&owner, &worker, evidence, SpentChallenges::<T>::get(&worker))?;
		let ticket = Self::hold_for_worker(&worker)?;
		let record = Worker {
			owner: owner.clone(),
			tier,
			status: Status::Pending,
			verified_at: valid.from,
			expires_at: valid.to,
			attestation: None,
			ticket,
		};
		WorkersOf::<T>::insert(&owner, &worker, ());
		Self::deposit_event(Event::WorkerRegistered { worker: worker.clone(), owner, tier });
		Self::store(worker, record, hardware)
	}

	pub(crate) fn do_approve(who: T::AccountId, worker: T::AccountId) -> DispatchResult {
		let mut record = Self::registered(&worker)?;
		ensure!(record.owner == who, Error::<T>::NotOwner);
		ensure!(record.status == Status::Pending, Error::<T>::AlreadyApproved);
		record.status = Status::Approved;
		let expires_at = record.expires_at;
		Workers::<T>::insert(&worker, record);
		Self::deposit_event(Event::WorkerApproved { worker, owner: who, expires_at });
		Ok(())
	}

	/// Renews and says whether that is to be paid for.
	pub(crate) fn do_renew(worker: T::AccountId, evidence: EvidenceOf<T>) -> Result<Pays, DispatchError> {
		let mut record = Self::registered(&worker)?;
		ensure!(record.status == Status::Approved, Error::<T>::NotApproved);
		let spent = record.attestation.as_ref().map(|attestation| attestation.at_block);
		let spent = spent.or_else(|| SpentChallenges::<T>::get(&worker));
		let Examined { tier, valid, hardware } = Self::examine(&record.owner, &worker, evidence, spent)?;
		let old_expires_at = record.expires_at;
		let is_due = rules::renewal_is_due(record.verified_at, old_expires_at, valid.from);
		record.tier = tier;
		record.verified_at = valid.from;
		record.expires_at = valid.to;
		Self::deposit_event(Event::WorkerRenewed { worker: worker.clone(), old_expires_at, expires_at: valid.to });
		Self::store(worker, record, hardware)?;
		Ok(if is_due { Pays::No } else { Pays::Yes })
	}

	pub(crate) fn do_retire(who: T::AccountId, worker: T::AccountId) -> DispatchResult {
		let record = Self::registered(&worker)?;
		let is_abandoned = Self::now() >= record.expires_at.saturating_add(T::Abandonment::get());
		ensure!(who == record.owner || who == worker || is_abandoned, Error::<T>::NotOwner);
		if let Some(attestation) = &record.attestation {
			Self::detach(&worker, attestation.at_block)?;
		}
		Self::release_for_worker(&worker, record.ticket)?;
		Workers::<T>::remove(&worker);
		WorkersOf::<T>::remove(&record.owner, &worker);
		Self::deposit_event(Event::WorkerRetired { worker, owner: record.owner });
		Ok(())
	}

	pub(crate) fn do_set_policy(policy: Box<PolicyUpdate>) -> DispatchResult {
		ensure!(policy.is_valid(), Error::<T>::PolicyMalformed);
		match policy.as_ref().clone() {
			PolicyUpdate::Intel(policy) => IntelPolicies::<T>::put(policy),
			PolicyUpdate::Amd(policy) => AmdPolicies::<T>::put(policy),
			PolicyUpdate::Nvidia(policy) => NvidiaPolicies::<T>::put(policy),
			PolicyUpdate::Nitro(policy) => NitroPolicies::<T>::put(policy),
			PolicyUpdate::Android(policy) => AndroidPolicies::<T>::put(policy),
		}
		Self::deposit_event(Event::PolicySet { policy });
		Ok(())
	}

	pub(crate) fn do_set_golden_measurements(release: Release, digests: GoldenDigests) -> DispatchResult {
		match digests.is_empty() {
			true => GoldenMeasurements::<T>::remove(&release),
			false => GoldenMeasurements::<T>::insert(&release, &digests),
		}
		Self::deposit_event(Event::GoldenMeasurementsSet { release, digests });
		Ok(())
	}

	pub(crate) fn do_set_class(id: ClassId, class: Option<HardwareClass>) -> DispatchResult {
		let old = Classes::<T>::get(id);
		Classes::<T>::set(id, class.clone());
		Self::deposit_event(Event::ClassSet { id, old, new: class });
		Ok(())
	}

	pub(crate) fn do_set_gpu_model(model: GpuModel, class: Option<ClassId>) -> DispatchResult {
		let old = GpuModels::<T>::get(&model);
		GpuModels::<T>::set(&model, class);
		Self::deposit_event(Event::GpuModelSet { model, old, new: class });
		Ok(())
	}

	pub(crate) fn registered(worker: &T::AccountId) -> Result<WorkerOf<T>, Error<T>> {
		Workers::<T>::get(worker).ok_or(Error::<T>::NotFound)
	}

	/// The hash of a block to which evidence may be bound that is handed in in the next block: what is asked off chain.
	pub(crate) fn block_hash_for_next(at_block: BlockNumberFor<T>) -> Option<H256> {
		let next = Self::now().saturating_add(One::one());
		Self::block_hash(at_block).filter(|_| rules::is_fresh(at_block, next, T::ChallengePeriod::get()))
	}

	/// The hash of a block to which evidence may be bound that is handed in in this block.
	pub(crate) fn block_hash(at_block: BlockNumberFor<T>) -> Option<H256> {
		let now = Self::now();
		let hash = frame_system::Pallet::<T>::block_hash(at_block);
		let known = !at_block.is_zero() && hash != H256::zero();
		(known && rules::is_fresh(at_block, now, T::ChallengePeriod::get())).then_some(hash)
	}

	/// Checks evidence, of a worker whose last evidence was bound to block `spent`.
	fn examine(
		owner: &T::AccountId,
		worker: &T::AccountId,
		evidence: EvidenceOf<T>,
		spent: Option<BlockNumberFor<T>>,
	) -> Result<Examined<BlockNumberFor<T>>, Error<T>> {
		let now = Self::now();
		let Evidence::Hardware { at_block, machine, devices } = evidence else {
			let valid = Window::starting_at(now, T::Validity::get());
			return Ok(Examined { tier: Tier::Declared, valid, hardware: None });
		};
		let block_hash = Self::block_hash(at_block).ok_or(Error::<T>::ChallengeExpired)?;
		ensure!(spent.is_none_or(|spent| at_block > spent), Error::<T>::ChallengeSpent);
		let facts = Self::verify(owner, worker, &block_hash, &machine, &devices)?;
		let valid = Window { from: now, to: at_block.saturating_add(T::HardwareValidity::get()) };
		Ok(Examined { tier: facts.tier, valid, hardware: Some((at_block, facts)) })
	}

	/// Stores a worker with what its hardware proved, in the place of what it proved before.
	fn store(
		worker: T::AccountId,
		mut record: WorkerOf<T>,
		hardware: Option<(BlockNumberFor<T>, Facts)>,
	) -> DispatchResult {
		if let Some(old) = record.attestation.take() {
			Self::detach(&worker, old.at_block)?;
		}
		if let Some((at_block, facts)) = hardware {
			record.attestation = Some(Self::attach(&worker, at_block, facts)?);
		}
		Workers::<T>::insert(worker, record);
		Ok(())
	}

	/// Gives a worker its devices and remembers what it stands on.
	pub(crate) fn attach(
		worker: &T::AccountId,
		at_block: BlockNumberFor<T>,
		facts: Facts,
	) -> Result<Attestation<BlockNumberFor<T>>, DispatchError> {
		let Facts { tier, program, class, gpus, devices, foundations, valid_until, links } = facts;
		for device in &devices {
			ensure!(!WorkerOfDevice::<T>::contains_key(device), Error::<T>::DeviceTaken);
			WorkerOfDevice::<T>::insert(device, worker);
		}
		for LinkId(link) in links {
			VerifiedLinks::<T>::insert(link, ());
		}
		Self::deposit_event(Event::HardwareAttested {
			worker: worker.clone(),
			tier,
			program,
			class,
			gpus,
			devices: devices.clone(),
			valid_until,
		});
		Foundations::<T>::insert(worker, Foundation { devices, others: foundations });
		SpentChallenges::<T>::remove(worker);
		let generation = RevocationGeneration::<T>::get();
		Ok(Attestation { at_block, program, class, gpus, valid_until, generation })
	}

	/// Sets the devices of a worker free, and remembers its last challenge for as long as that is fresh.
	fn detach(worker: &T::AccountId, at_block: BlockNumberFor<T>) -> DispatchResult {
		for device in Foundations::<T>::take(worker).devices {
			WorkerOfDevice::<T>::remove(device);
		}
		let forgotten_at = at_block.saturating_add(T::ChallengePeriod::get()).saturating_add(One::one());
		if forgotten_at > Self::now() {
			SpentChallenges::<T>::insert(worker, at_block);
			T::Agenda::schedule(forgotten_at, Due::Challenge { worker: worker.clone() })?;
		}
		Ok(())
	}
}

impl Program {
	/// Weight of registering it.
	pub(crate) fn weight<W: WeightInfo>(&self) -> Weight {
		match self {
			Self::Circuit { circuit: Circuit::Groth16Bn254 { .. } } => W::register_circuit_bn254(),
			Self::Circuit { circuit: Circuit::Groth16Bls12381 { .. } } => W::register_circuit_bls12_381(),
			Self::Image { .. }
			| Self::Enclave { .. }
			| Self::Circuit { circuit: Circuit::Risc0 { .. } | Circuit::Sp1 { .. } } => W::register_program(),
		}
	}
}
