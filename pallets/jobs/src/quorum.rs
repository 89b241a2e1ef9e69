//! Jobs judged by quorum: claims, seats, commitments, outputs, settlement.

use crate::{
	money::Pot,
	pallet::{Claims, Error, Event, Seats},
	rules, Claim, ClaimOf, Config, DisputeOf, Due, Failure, JobOf, Outcome, Pallet, Progress, Seat, SeatsOf, Stage,
	Verdict,
};
use alloc::vec::Vec;
use codec::Encode;
use frame_support::{
	ensure,
	traits::{Get, Imbalance, Randomness},
	BoundedVec,
};
use piazza_primitives::{
	Attested, Conduct, Content, ContentHash, Domain, JobId, Leases, ProgramKind, Reputation, Role, Stakes, Window,
};
use sp_core::H256;
use sp_runtime::{traits::Zero, DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_claim(worker: T::AccountId, id: JobId) -> DispatchResult {
		let job = Self::find(id)?;
		let Stage::Open { claims } = &job.stage else { return Err(Error::<T>::WrongStage.into()) };
		ensure!(claims.contains(Self::now()), Error::<T>::ClaimsClosed);
		let provider = Self::ensure_fit(&worker, &job)?;
		if let Some(lease) = job.policy.lease {
			let lease = T::Leases::running(lease).ok_or(Error::<T>::LeaseNotFound)?;
			ensure!(lease.worker == worker, Error::<T>::NotLeased);
		}
		// Only now: whoever has a seat may finish its work, whatever becomes of its reputation and stake.
		if let Some(least) = &job.policy.min_score {
			T::Reputation::ensure(Domain::Jobs, &provider, least)?;
		}
		T::Stakes::ensure_backed(Role::Provider, &provider, Zero::zero())?;
		let mut others = Claims::<T>::get(id);
		ensure!(
			others.iter().all(|claim| claim.provider != provider && claim.worker != worker),
			Error::<T>::AlreadyClaimed
		);
		let claim = Claim { worker: worker.clone(), provider: provider.clone(), bond: job.policy.bond };
		let seated_at_once = job.policy.replicas == 1;
		if !seated_at_once {
			others.try_push(claim.clone()).map_err(|_| Error::<T>::TooManyClaims)?;
		}
		Self::hold_bond(&provider, claim.bond)?;
		Self::deposit_event(Event::Claimed { job: id, worker, provider });
		if seated_at_once {
			return Self::assign(id, job, [claim].into());
		}
		Claims::<T>::insert(id, others);
		Ok(())
	}

	pub(crate) fn do_commit(worker: T::AccountId, id: JobId, commitment: H256) -> DispatchResult {
		let job = Self::find(id)?;
		ensure!(job.circuit().is_none(), Error::<T>::ProofRequired);
		let Stage::Assigned { commits } = &job.stage else { return Err(Error::<T>::WrongStage.into()) };
		ensure!(commits.contains(Self::now()), Error::<T>::CommitsClosed);
		let mut seats = Seats::<T>::get(id);
		let seat = seats.iter_mut().find(|seat| seat.worker == worker).ok_or(Error::<T>::NotSeated)?;
		ensure!(seat.progress == Progress::Assigned, Error::<T>::AlreadyCommitted);
		Self::ensure_fit(&worker, &job)?;

		seat.progress = Progress::Committed { commitment };
		let complete = seats.iter().all(Seat::is_committed);
		Seats::<T>::insert(id, seats);
		Self::deposit_event(Event::Committed { job: id, worker });
		if complete {
			Self::open_reveals(id, job)?;
		}
		Ok(())
	}

	/// Returns the number of seats when it was the last output.
	pub(crate) fn do_reveal(
		worker: T::AccountId,
		id: JobId,
		output: Content,
		salt: [u8; 32],
	) -> Result<Option<u32>, DispatchError> {
		let job = Self::find(id)?;
		let Stage::Revealing { reveals } = &job.stage else { return Err(Error::<T>::WrongStage.into()) };
		ensure!(reveals.contains(Self::now()), Error::<T>::RevealsClosed);
		let mut seats = Seats::<T>::get(id);
		let seat = seats.iter_mut().find(|seat| seat.worker == worker).ok_or(Error::<T>::NotSeated)?;
		match &seat.progress {
			Progress::Assigned => return Err(Error::<T>::NotCommitted.into()),
			Progress::Revealed { .. } => return Err(Error::<T>::AlreadyRevealed.into()),
			Progress::Committed { commitment } => ensure!(
				*commitment == rules::commitment(id, &worker, &output.hash, &salt),
				Error::<T>::CommitmentMismatch
			),
		}

		Self::deposit_event(Event::Revealed { job: id, worker, output_hash: output.hash });
		seat.progress = Progress::Revealed { output };
		if seats.iter().any(Seat::is_committed) {
			Seats::<T>::insert(id, seats);
			return Ok(None);
		}
		Self::conclude(id, job, seats).map(Some)
	}

	/// The time for claims is over: seats are drawn, or the job fails for want of claims.
	pub(crate) fn draw_seats(id: JobId, job: JobOf<T>) -> DispatchResult {
		let claims = Claims::<T>::take(id).into_inner();
		let enough = claims.len() >= usize::from(job.policy.quorum);
		let seats = if enough { job.policy.replicas } else { 0 };
		let (randomness, _) = T::Randomness::random(&id.encode());
		let (drawn, rest) = rules::draw(&rules::seed(id, &randomness), claims, seats);
		for claim in rest {
			Self::release_bond(&claim.provider, claim.bond)?;
		}
		if enough {
			Self::assign(id, job, drawn)
		} else {
			Self::fail(id, job, Failure::NotEnoughClaims)
		}
	}

	/// The time for commitments is over: those who committed show their outputs, if there are any.
	pub(crate) fn end_commits(id: JobId, job: JobOf<T>) -> DispatchResult {
		let seats = Seats::<T>::get(id);
		if seats.iter().any(Seat::is_committed) {
			Self::open_reveals(id, job)
		} else {
			Self::settle(id, job, seats).map(|_| ())
		}
	}

	/// All outputs are there: the job is settled, unless one has its quorum and may be disputed first. Returns the number
	/// of seats.
	pub(crate) fn conclude(id: JobId, job: JobOf<T>, seats: SeatsOf<T>) -> Result<u32, DispatchError> {
		let accepted = Self::accepted(&job, &seats);
		let disputable = !job.policy.challenge_window.is_zero();
		let Some(output) = accepted.filter(|_| disputable) else {
			return Self::settle_as(id, job, seats, accepted, Failure::NoQuorum, None);
		};
		let count = u32::try_from(seats.len()).unwrap_or(u32::MAX);
		Seats::<T>::insert(id, seats);
		let challenges = Window::starting_at(Self::now(), job.policy.challenge_window);
		let stage = Stage::Provisional { output, challenges, era: T::Stakes::era() };
		Self::enter(id, job, stage, challenges.to, Due::Deadline { job: id })?;
		Self::deposit_event(Event::AcceptedProvisionally { job: id, output, until: challenges.to });
		Ok(count)
	}

	/// The output that has its quorum.
	pub(crate) fn accepted(job: &JobOf<T>, seats: &SeatsOf<T>) -> Option<ContentHash> {
		let outputs: Vec<Option<ContentHash>> = seats.iter().map(Seat::output_hash).collect();
		rules::accepted(&outputs, job.policy.quorum)
	}

	/// Judges every seat by the quorum and ends the job. Returns the number of seats.
	pub(crate) fn settle(id: JobId, job: JobOf<T>, seats: SeatsOf<T>) -> Result<u32, DispatchError> {
		let accepted = Self::accepted(&job, &seats);
		Self::settle_as(id, job, seats, accepted, Failure::NoQuorum, None)
	}

	/// Judges every seat by the output that is `accepted`, and ends the job; it failed for `otherwise` when there is none.
	/// When that was found in a dispute that was `won`, its panel and disputer share in the lost bonds. Returns the number
	/// of seats.
	pub(crate) fn settle_as(
		id: JobId,
		job: JobOf<T>,
		mut seats: SeatsOf<T>,
		accepted: Option<ContentHash>,
		otherwise: Failure,
		won: Option<&DisputeOf<T>>,
	) -> Result<u32, DispatchError> {
		// Bonds first: what the losers lose is known before it is shared.
		let mut pot = Pot::<T>::zero();
		for seat in seats.iter_mut() {
			let verdict = rules::verdict(seat.output_hash(), accepted);
			let mut bond_lost = Zero::zero();
			if verdict.costs_the_bond() {
				let taken = Self::take_bond(&seat.provider, seat.bond);
				bond_lost = taken.peek();
				pot.subsume(taken);
			} else {
				Self::release_bond(&seat.provider, seat.bond)?;
			}
			seat.outcome = Some(Outcome { verdict, paid: Zero::zero(), bond_lost, bond_won: Zero::zero() });
		}

		let winners = seats.iter().filter(|seat| accepted.is_some() && seat.output_hash() == accepted).count();
		let bond_won = Self::share_spoils(id, &mut pot, u32::try_from(winners).unwrap_or(u32::MAX), won)?;
		let per_seat = rules::quote(job.reward, job.policy.replicas).ok_or(Error::<T>::NoReplicas)?.per_seat;
		let worth = if job.asset == T::NativeAsset::get() { per_seat } else { Zero::zero() };
		for seat in seats.iter_mut() {
			let Some(outcome) = seat.outcome.as_mut() else { continue };
			if outcome.verdict == Verdict::Paid {
				outcome.paid = Self::pay_seat(job.escrow, &seat.provider, per_seat)?;
				outcome.bond_won = bond_won;
				Self::give(&mut pot, &seat.provider, bond_won)?;
			}
			if let Some(conduct) = outcome.verdict.conduct() {
				T::Reputation::note(Domain::Jobs, &seat.provider, conduct, worth);
			}
			Self::deposit_event(Event::SeatSettled {
				job: id,
				worker: seat.worker.clone(),
				provider: seat.provider.clone(),
				verdict: outcome.verdict,
				paid: outcome.paid,
				bond_lost: outcome.bond_lost,
				bond_won: outcome.bond_won,
			});
		}
		let rest = pot.peek();
		Self::give(&mut pot, &job.tenant, rest)?;

		let count = u32::try_from(seats.len()).unwrap_or(u32::MAX);
		Seats::<T>::insert(id, seats);
		match accepted {
			Some(output) => {
				Self::refund(job.escrow)?;
				Self::finish(id, job, Stage::Final { output })?;
				Self::deposit_event(Event::Finalized { job: id, output });
			}
			None => Self::fail(id, job, otherwise)?,
		}
		Ok(count)
	}

	/// Seats the claims. Their number is within bounds: it is at most the number of replicas.
	fn assign(id: JobId, job: JobOf<T>, claims: Vec<ClaimOf<T>>) -> DispatchResult {
		let workers = BoundedVec::truncate_from(claims.iter().map(|claim| claim.worker.clone()).collect());
		let seats = claims.into_iter().map(Seat::from).collect();
		Seats::<T>::insert(id, SeatsOf::<T>::truncate_from(seats));
		let commits = Self::timing().commits(Self::now(), job.deadline);
		Self::enter(id, job, Stage::Assigned { commits }, commits.to, Due::CommitsEnd { job: id })?;
		Self::deposit_event(Event::SeatsDrawn { job: id, workers });
		Ok(())
	}

	fn open_reveals(id: JobId, job: JobOf<T>) -> DispatchResult {
		let reveals = Self::timing().reveals(Self::now(), job.deadline);
		Self::enter(id, job, Stage::Revealing { reveals }, reveals.to, Due::Deadline { job: id })?;
		Self::deposit_event(Event::RevealsOpened { job: id });
		Ok(())
	}

	/// The worker's owner, when the worker is active, known well enough for the job and runs its enclave, if it has one.
	pub(crate) fn ensure_fit(worker: &T::AccountId, job: &JobOf<T>) -> Result<T::AccountId, DispatchError> {
		let active = T::Attested::ensure_active(worker)?;
		ensure!(active.tier >= job.policy.min_tier, Error::<T>::TierTooLow);
		let enclave = job.program_kind == Some(ProgramKind::Enclave);
		ensure!(!enclave || active.program == job.program, Error::<T>::ProgramNotMeasured);
		Ok(active.owner)
	}
}

impl<AccountId, Balance> Seat<AccountId, Balance> {
	/// Whether it is bound to an output that it has not shown yet.
	pub fn is_committed(&self) -> bool {
		matches!(self.progress, Progress::Committed { .. })
	}

	/// Hash of the output it has shown.
	pub fn output_hash(&self) -> Option<ContentHash> {
		match &self.progress {
			Progress::Revealed { output } => Some(output.hash),
			_ => None,
		}
	}
}

impl Verdict {
	/// What it says of the provider; nothing when the seat was not judged.
	fn conduct(self) -> Option<Conduct> {
		match self {
			Self::Paid => Some(Conduct::Good),
			Self::Outvoted | Self::Silent => Some(Conduct::Bad),
			Self::Undecided => None,
		}
	}
}

impl<AccountId, Balance> From<Claim<AccountId, Balance>> for Seat<AccountId, Balance> {
	fn from(Claim { worker, provider, bond }: Claim<AccountId, Balance>) -> Self {
		Self { worker, provider, bond, progress: Progress::Assigned, outcome: None }
	}
}
