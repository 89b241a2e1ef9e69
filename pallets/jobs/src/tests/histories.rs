//! Random histories: whatever the parties do, in whatever order, and however late the agenda is served, the invariants
//! hold, no money is made or destroyed, and every job ends by itself.

use crate::{
	mock::{Jobs, *},
	*,
};
use frame_support::storage::with_storage_layer;
use piazza_primitives::{
	mocks::{MockAgenda, MockAttested, MockEscrow},
	JobId, OnVerdict, Ruling, Tier,
};
use proptest::prelude::*;
use sp_core::H256;
use sp_runtime::{DispatchResult, Permill};

/// One thing that somebody tries to do. Numbers are taken modulo what there is.
#[derive(Clone, Debug)]
enum Step {
	/// Whatever brings the job on.
	Advance {
		job: u8,
		worker: u8,
	},
	Submit {
		replicas: u8,
		quorum: u8,
		bond: u8,
		reward: u16,
		duration: u8,
		window: u8,
	},
	SubmitProven {
		circuit: bool,
		bond: u8,
		reward: u16,
		duration: u8,
	},
	Propose {
		reward: u8,
		fee: u8,
		duration: u8,
	},
	Claim {
		job: u8,
		worker: u8,
	},
	Commit {
		job: u8,
		worker: u8,
		output: u8,
	},
	Reveal {
		job: u8,
		worker: u8,
		output: u8,
	},
	Prove {
		job: u8,
		worker: u8,
		honest: bool,
	},
	Dispute {
		job: u8,
		who: u8,
		output: u8,
	},
	/// A panel finds an output, or none.
	Find {
		job: u8,
		output: u8,
		members: u8,
	},
	Cancel {
		job: u8,
		who: u8,
	},
	Remove {
		job: u8,
		who: u8,
	},
	SetProvider {
		job: u8,
		who: u8,
		provider: u8,
	},
	SetBudget {
		job: u8,
		who: u8,
		amount: u8,
	},
	Fund {
		job: u8,
		who: u8,
		honest: bool,
	},
	Deliver {
		job: u8,
		who: u8,
	},
	Complete {
		job: u8,
		who: u8,
	},
	Reject {
		job: u8,
		who: u8,
	},
	Lapse {
		worker: u8,
	},
	Renew {
		worker: u8,
	},
	Block {
		blocks: u8,
		full: bool,
	},
}

fn step() -> impl Strategy<Value = Step> {
	use Step::*;
	let (n, few) = (any::<u8>, || 0u8..3);
	prop_oneof![
		240 => (n(), n()).prop_map(|(job, worker)| Advance { job, worker }),
		8 => (0u8..9, 0u8..4, 4u8..40, 0u16..500, 10u8..60, 0u8..42).prop_map(
			|(replicas, quorum, bond, reward, duration, window)| {
				// Half of all jobs can be disputed.
				Submit { replicas, quorum, bond, reward, duration, window: window.saturating_sub(20) }
			}
		),
		3 => (any::<bool>(), 4u8..40, 0u16..500, 10u8..60).prop_map(|(circuit, bond, reward, duration)| {
			SubmitProven { circuit, bond, reward, duration }
		}),
		3 => (n(), 0u8..=70, 0u8..60).prop_map(|(reward, fee, duration)| Propose { reward, fee, duration }),
		5 => (n(), n()).prop_map(|(job, worker)| Claim { job, worker }),
		5 => (n(), n(), few()).prop_map(|(job, worker, output)| Commit { job, worker, output }),
		5 => (n(), n(), few()).prop_map(|(job, worker, output)| Reveal { job, worker, output }),
		3 => (n(), n(), any::<bool>()).prop_map(|(job, worker, honest)| Prove { job, worker, honest }),
		3 => (n(), n(), few()).prop_map(|(job, who, output)| Dispute { job, who, output }),
		6 => (n(), n(), n()).prop_map(|(job, output, members)| Find { job, output, members }),
		1 => (n(), n()).prop_map(|(job, who)| Cancel { job, who }),
		2 => (n(), n()).prop_map(|(job, who)| Remove { job, who }),
		2 => (n(), n(), n()).prop_map(|(job, who, provider)| SetProvider { job, who, provider }),
		2 => (n(), n(), n()).prop_map(|(job, who, amount)| SetBudget { job, who, amount }),
		2 => (n(), n(), any::<bool>()).prop_map(|(job, who, honest)| Fund { job, who, honest }),
		2 => (n(), n()).prop_map(|(job, who)| Deliver { job, who }),
		2 => (n(), n()).prop_map(|(job, who)| Complete { job, who }),
		1 => (n(), n()).prop_map(|(job, who)| Reject { job, who }),
		1 => n().prop_map(|worker| Lapse { worker }),
		2 => n().prop_map(|worker| Renew { worker }),
		12 => (1u8..4, prop::bool::weighted(0.2)).prop_map(|(blocks, full)| Block { blocks, full }),
	]
}

fn party(n: u8) -> AccountId {
	// The right one for most calls comes up often.
	[TENANT, TENANT, EVALUATOR, AGENT, STRANGER][usize::from(n % 5)]
}

fn number(n: u8) -> u64 {
	1 + u64::from(n) % PROVIDERS
}

/// One of the last few jobs.
fn known(job: u8) -> JobId {
	NextId::<Test>::get().saturating_sub(1 + JobId::from(job % 3))
}

/// One of the jobs that are not finished.
fn live(job: u8) -> JobId {
	let mut live: Vec<_> = pallet::Jobs::<Test>::iter().filter(|(_, job)| !job.stage.is_terminal()).collect();
	live.sort_by_key(|(id, _)| *id);
	live.get(usize::from(job) % live.len().max(1)).map_or(0, |(id, _)| *id)
}

/// Makes a worker active; the evidence of every other one measured the enclave.
fn renew(n: u64) {
	MockAttested::set_active(worker(n), provider(n), Tier::Declared);
	MockAttested::set_program(worker(n), Some(enclave()).filter(|_| n.is_multiple_of(2)));
}

/// The n-th worker proves `output`, or something else.
fn try_prove(id: JobId, n: u64, output: u8, honest: bool) -> DispatchResult {
	let proven = if honest { output } else { output + 1 };
	let statement = Jobs::statement(id, worker(n), content(proven).hash).unwrap_or_default();
	let proof = MockAttested::prove(&circuit(), &statement).try_into().unwrap();
	Jobs::prove(signed(worker(n)), id, content(output), proof).map(|_| ()).map_err(|e| e.error)
}

/// What a worker answers: the truth, unless it is one of the few that err.
fn answer_of(id: JobId, n: u64) -> u8 {
	u8::from((id + n).is_multiple_of(4))
}

/// Does what comes next in the life of the job, by one of those who may.
fn advance(id: JobId, choice: u8) -> DispatchResult {
	let Some(job) = Jobs::job(id) else { return Ok(()) };
	let seats = Jobs::seats(id);
	let seat = seats.get(usize::from(choice) % seats.len().max(1)).map_or(1, |seat| seat.worker.saturating_sub(100));
	match job.stage {
		Stage::Open { .. } => Jobs::claim(signed(worker(number(choice))), id),
		Stage::Assigned { .. } if job.circuit().is_some() => {
			let output = answer_of(id, seat);
			try_prove(id, seat, output, output == 0)
		}
		Stage::Assigned { .. } => {
			let hash = commitment(id, seat, answer_of(id, seat));
			Jobs::commit(signed(worker(seat)), id, hash).map(|_| ()).map_err(|e| e.error)
		}
		Stage::Revealing { .. } => {
			let output = content(answer_of(id, seat));
			Jobs::reveal(signed(worker(seat)), id, output, salt(seat)).map(|_| ()).map_err(|e| e.error)
		}
		Stage::Negotiating { provider: None } => Jobs::set_provider(signed(TENANT), id, AGENT),
		Stage::Negotiating { provider: Some(_) } if job.reward == 0 => {
			Jobs::set_budget(signed(AGENT), id, ASSET, choice.into())
		}
		Stage::Negotiating { .. } => Jobs::fund(signed(TENANT), id, job.asset, job.reward),
		Stage::Funded { .. } => Jobs::deliver(signed(AGENT), id, content(choice)),
		Stage::Delivered { .. } if choice.is_multiple_of(3) => Jobs::reject(signed(EVALUATOR), id, H256::zero()),
		Stage::Delivered { .. } => Jobs::complete(signed(EVALUATOR), id, H256::zero()),
		Stage::Provisional { output, .. } => {
			// Rightly or wrongly.
			Jobs::dispute(signed(DISPUTER), id, content(u8::from(output == content(0).hash)))
		}
		Stage::Disputed { .. } => {
			find_of(id, Some(choice % 3).filter(|_| !choice.is_multiple_of(5)), 2 + choice % 2);
			Ok(())
		}
		_ => Ok(()),
	}
}

/// The first `members` checkers of a panel find an output, or none, if somebody waits for it.
fn find_of(id: JobId, output: Option<u8>, members: u8) {
	let answer = output.map(|output| content(output).hash);
	let majority = (1..=u64::from(members)).map(checker).collect();
	Jobs::on_verdict(id, piazza_primitives::Verdict { answer, majority });
}

fn attempt(step: Step) -> DispatchResult {
	let now = System::block_number();
	match step {
		Step::Advance { job, worker: n } => advance(live(job), n),
		Step::Submit { replicas, quorum: needed, bond, reward, duration, window } => {
			let policy = Policy { bond: bond.into(), challenge_window: window.into(), ..quorum(replicas, needed) };
			try_submit(policy, reward.into(), now + u64::from(duration))
		}
		Step::SubmitProven { circuit: proven, bond, reward, duration } => {
			let program = if proven { circuit() } else { enclave() };
			let policy = Policy { bond: bond.into(), ..quorum(1, 1) };
			try_submit_of(program, policy, reward.into(), now + u64::from(duration))
		}
		Step::Propose { reward, fee, duration } => {
			let judge = Evaluator { account: EVALUATOR, fee: Permill::from_percent(fee.into()) };
			let policy = Policy { evaluator: Some(judge), ..evaluated() };
			try_submit(policy, reward.into(), now + u64::from(duration))
		}
		Step::Claim { job, worker: n } => Jobs::claim(signed(worker(number(n))), known(job)),
		Step::Commit { job, worker: n, output } => {
			let hash = commitment(known(job), number(n), output);
			Jobs::commit(signed(worker(number(n))), known(job), hash).map(|_| ()).map_err(|e| e.error)
		}
		Step::Reveal { job, worker: n, output } => {
			let origin = signed(worker(number(n)));
			Jobs::reveal(origin, known(job), content(output), salt(number(n))).map(|_| ()).map_err(|e| e.error)
		}
		Step::Prove { job, worker: n, honest } => try_prove(known(job), number(n), 0, honest),
		Step::Dispute { job, who, output } => {
			let disputers = [DISPUTER, TENANT, provider(number(who)), worker(number(who))];
			Jobs::dispute(signed(disputers[usize::from(who % 4)]), known(job), content(output))
		}
		Step::Find { job, output, members } => {
			let output = Some(output % 4).filter(|output| *output < 3);
			find_of(known(job), output, output.map_or(0, |_| 2 + members % 2));
			Ok(())
		}
		Step::Cancel { job, who } => Jobs::cancel(signed(party(who)), known(job)),
		Step::Remove { job, who } => Jobs::remove(signed(party(who)), known(job)),
		Step::SetProvider { job, who, provider } => Jobs::set_provider(signed(party(who)), known(job), party(provider)),
		Step::SetBudget { job, who, amount } => Jobs::set_budget(signed(party(who)), known(job), ASSET, amount.into()),
		Step::Fund { job, who, honest } => {
			let budget = Jobs::job(known(job)).map_or(0, |job| job.reward);
			Jobs::fund(signed(party(who)), known(job), ASSET, if honest { budget } else { budget + 1 })
		}
		Step::Deliver { job, who } => Jobs::deliver(signed(party(who)), known(job), content(9)),
		Step::Complete { job, who } => Jobs::complete(signed(party(who)), known(job), H256::zero()),
		Step::Reject { job, who } => Jobs::reject(signed(party(who)), known(job), H256::zero()),
		Step::Lapse { worker: n } => {
			MockAttested::set_inactive(worker(number(n)));
			Ok(())
		}
		Step::Renew { worker: n } => {
			renew(number(n));
			Ok(())
		}
		Step::Block { blocks, full } => {
			let until = now + u64::from(blocks);
			if full {
				skip_to(until)
			} else {
				run_to(until)
			}
			Ok(())
		}
	}
}

/// Checks the sums of every job that was settled since this was last called.
fn check_sums() {
	let mut lost = 0;
	let mut won = 0;
	let mut dispute = None;
	for event in System::read_events_for_pallet::<Event<Test>>() {
		match event {
			Event::SeatSettled { bond_lost, bond_won, .. } => {
				lost += bond_lost;
				won += bond_won;
			}
			Event::DisputeSettled { ruling, bond_lost, bounty, panel_fee, .. } => {
				dispute = Some((ruling, bond_lost, bounty, panel_fee))
			}
			Event::Finalized { .. } | Event::Failed { .. } => {
				match dispute.take() {
					None => assert!(won <= lost),
					Some((Ruling::Upheld, bond_lost, bounty, panel_fee)) => {
						assert_eq!((bond_lost, bounty), (DISPUTE_BOND, 0));
						// Two or three members share, and none gets more than another.
						assert!([9, 10].contains(&panel_fee) && won <= lost);
					}
					Some((Ruling::Overturned, bond_lost, bounty, panel_fee)) => {
						assert!(bond_lost == 0 && [9, 10].contains(&panel_fee));
						assert_eq!(bounty, (lost - panel_fee) / 5);
						assert!(won + bounty + panel_fee <= lost);
					}
					Some((Ruling::Neither, bond_lost, bounty, panel_fee)) => {
						assert_eq!((bond_lost, bounty, panel_fee, won), (0, 0, 0, 0));
					}
					Some((Ruling::Undecided, bond_lost, bounty, panel_fee)) => {
						assert_eq!((bond_lost, bounty, panel_fee), (0, 0, 0));
						assert!(won <= lost);
					}
				}
				(lost, won) = (0, 0);
			}
			_ => {}
		}
	}
	System::reset_events();
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(128))]

	#[test]
	fn histories_keep_every_invariant_and_every_job_ends_by_itself(
		steps in proptest::collection::vec(step(), 200..500), fee in 0u32..30, lot: u64,
	) {
		Mock::default().fee(fee).lot(lot).build_and_execute(|| {
			(1..=PROVIDERS).for_each(renew);
			for step in steps {
				let _ = with_storage_layer(|| attempt(step.clone()));
				Jobs::do_try_state().unwrap_or_else(|error| panic!("{error:?} after {step:?}"));
				check_sums();
			}
			// Nobody does anything any more.
			serve();
			// Panels always come to their end, if without a verdict.
			let end = System::block_number() + MAX_CHALLENGE_WINDOW + MAX_DURATION;
			while System::block_number() < end {
				run_to(System::block_number() + 1);
				let waiting = Disputes::<Test>::iter().filter(|(_, dispute)| dispute.finding.is_none());
				waiting.map(|(id, _)| id).collect::<Vec<_>>().into_iter().for_each(|id| find_of(id, None, 0));
			}
			run_to(System::block_number() + MAX_DURATION + EVALUATION_GRACE + RETENTION + REVEAL_PERIOD + MIN_WORK_PERIOD);
			assert_eq!(pallet::Jobs::<Test>::count(), 0);
			assert_eq!((MockAgenda::waiting(), MockEscrow::open_count()), (0, 0));
			assert_eq!((deposited(TENANT), Disputes::<Test>::iter().count()), (0, 0));
			check_sums();
			[DISPUTER, TENANT].iter().for_each(|who| assert_eq!(at_stake(*who), 0));
			for n in 1..=PROVIDERS {
				assert_eq!((bonded(provider(n)), at_stake(provider(n))), (0, 0));
			}
		});
	}
}
