//! The rules, without storage: which policies are allowed, when what may happen, who is seated, who is right, and who
//! gets what.

use crate::{Policy, Quote, Spoils, Verdict, MAX_REPLICAS};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use piazza_primitives::{ContentHash, JobId, ProgramKind, Tier, Window};
use sp_core::H256;
use sp_runtime::{
	traits::{AtLeast32BitUnsigned, BlakeTwo256, Hash},
	Permill,
};

const COMMIT_DOMAIN: [u8; 21] = *b"piazza/jobs/commit/v1";
const SEATS_DOMAIN: [u8; 20] = *b"piazza/jobs/seats/v1";

/// How a job comes to its result.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
	/// One provider, one judge.
	Evaluated,
	/// One worker, the first to claim.
	FirstCome,
	/// Several workers, drawn by lot.
	Drawn,
}

/// Why a policy or deadline is refused. Each has its namesake among the pallet's errors.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Fault {
	/// Zero replicas.
	NoReplicas,
	/// More than [`MAX_REPLICAS`].
	TooManyReplicas,
	/// Quorum of zero or above the replicas.
	QuorumNotPossible,
	/// Challenge window above zero where nothing can be disputed.
	DisputesNotSupported,
	/// Evaluator and several replicas.
	EvaluatorNeedsOneReplica,
	/// Evaluator and a bond, tier, reputation or lease.
	EvaluatorTakesNoBond,
	/// Lease and several replicas.
	LeaseNeedsOneReplica,
	/// Bond below the smallest.
	BondTooLow,
	/// Enclave or circuit and several replicas.
	ProofNeedsOneReplica,
	/// No time for every step.
	DeadlineTooSoon,
	/// Too much time.
	DeadlineTooFar,
}

/// Checks a policy on its own.
pub fn check_policy<AccountId, Balance, BlockNumber>(
	policy: &Policy<AccountId, Balance, BlockNumber>,
	min_bond: Balance,
) -> Result<Kind, Fault>
where
	Balance: AtLeast32BitUnsigned,
	BlockNumber: AtLeast32BitUnsigned,
{
	if policy.replicas == 0 {
		return Err(Fault::NoReplicas);
	}
	if policy.replicas > MAX_REPLICAS {
		return Err(Fault::TooManyReplicas);
	}
	if policy.quorum == 0 || policy.quorum > policy.replicas {
		return Err(Fault::QuorumNotPossible);
	}
	if policy.evaluator.is_some() {
		if !policy.challenge_window.is_zero() {
			return Err(Fault::DisputesNotSupported);
		}
		if policy.replicas != 1 {
			return Err(Fault::EvaluatorNeedsOneReplica);
		}
		let asks = policy.min_tier != Tier::Declared || policy.min_score.is_some() || policy.lease.is_some();
		if asks || !policy.bond.is_zero() {
			return Err(Fault::EvaluatorTakesNoBond);
		}
		return Ok(Kind::Evaluated);
	}
	if policy.lease.is_some() && policy.replicas != 1 {
		return Err(Fault::LeaseNeedsOneReplica);
	}
	if policy.bond < min_bond {
		return Err(Fault::BondTooLow);
	}
	Ok(if policy.replicas == 1 { Kind::FirstCome } else { Kind::Drawn })
}

/// Checks that a policy fits the kind of the program: what an enclave or a proof vouches for, one worker does, and nobody
/// disputes.
///
/// Policies with an evaluator always fit: they have one replica, and the evaluator judges whatever the program is.
pub fn check_program<AccountId, Balance, BlockNumber>(
	policy: &Policy<AccountId, Balance, BlockNumber>,
	kind: ProgramKind,
) -> Result<(), Fault>
where
	BlockNumber: AtLeast32BitUnsigned,
{
	let one = policy.replicas == 1 && policy.quorum == 1;
	match kind {
		ProgramKind::Image => Ok(()),
		ProgramKind::Enclave | ProgramKind::Circuit if !one => Err(Fault::ProofNeedsOneReplica),
		_ if !policy.challenge_window.is_zero() => Err(Fault::DisputesNotSupported),
		ProgramKind::Enclave | ProgramKind::Circuit => Ok(()),
	}
}

/// How long the steps of a job take, in blocks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Timing<BlockNumber> {
	/// Time for claims when seats are drawn.
	pub claim: BlockNumber,
	/// Least time for the work.
	pub work: BlockNumber,
	/// Least time for showing outputs.
	pub reveal: BlockNumber,
	/// Most time from submission to deadline.
	pub longest: BlockNumber,
}

impl<BlockNumber: AtLeast32BitUnsigned + Copy> Timing<BlockNumber> {
	/// Least time from submission to deadline; the greatest number when there is no such.
	///
	/// At least one block is for claiming or funding; the lots are cast one block after the claims.
	pub fn shortest(&self, kind: Kind) -> BlockNumber {
		let first = BlockNumber::one().saturating_add(self.work);
		match kind {
			Kind::Evaluated => first,
			Kind::FirstCome => first.saturating_add(self.reveal),
			Kind::Drawn => first.saturating_add(self.reveal).saturating_add(self.claim),
		}
	}

	/// Checks that a job submitted at `now` has enough time and not too much.
	pub fn check_deadline(&self, kind: Kind, now: BlockNumber, deadline: BlockNumber) -> Result<(), Fault> {
		let duration = deadline.saturating_sub(now);
		if duration < self.shortest(kind) {
			return Err(Fault::DeadlineTooSoon);
		}
		if duration > self.longest {
			return Err(Fault::DeadlineTooFar);
		}
		Ok(())
	}

	/// When workers may claim seats of a job submitted at `now`.
	pub fn claims(&self, kind: Kind, now: BlockNumber, deadline: BlockNumber) -> Window<BlockNumber> {
		match kind {
			Kind::Drawn => Window::starting_at(now, self.claim),
			_ => Window { from: now, to: deadline.saturating_sub(self.reveal).saturating_sub(self.work) },
		}
	}

	/// When the seats are drawn: one block after the first without claims, so that its randomness is known.
	pub fn draw_at(&self, claims: &Window<BlockNumber>) -> BlockNumber {
		claims.to.saturating_add(BlockNumber::one())
	}

	/// When workers seated at `now` may commit or prove. Should seats be taken late, there is still time for the work.
	pub fn commits(&self, now: BlockNumber, deadline: BlockNumber) -> Window<BlockNumber> {
		Window { from: now, to: deadline.saturating_sub(self.reveal).max(now.saturating_add(self.work)) }
	}

	/// When outputs may be shown from `now` on. Should it start late, there is still time to show them.
	pub fn reveals(&self, now: BlockNumber, deadline: BlockNumber) -> Window<BlockNumber> {
		Window { from: now, to: deadline.max(now.saturating_add(self.reveal)) }
	}
}

/// Hash that binds `worker` to an output without showing it: BLAKE2b-256 of the SCALE encoding of
/// `("piazza/jobs/commit/v1", job, worker, output_hash, salt)`, where the first is 21 bytes without a length.
///
/// The salt must be random and secret: outputs may be easy to guess.
pub fn commitment<AccountId: Encode>(
	job: JobId,
	worker: &AccountId,
	output_hash: &ContentHash,
	salt: &[u8; 32],
) -> H256 {
	BlakeTwo256::hash_of(&(COMMIT_DOMAIN, job, worker, output_hash, salt))
}

/// What the lots of one job are drawn from, given the chain's randomness.
pub fn seed(job: JobId, randomness: &impl Encode) -> H256 {
	BlakeTwo256::hash_of(&(SEATS_DOMAIN, job, randomness))
}

/// Draws up to `seats` items out of the urn, each equally likely in each place; returns them and those left over.
///
/// Fisher–Yates, stopped after `seats` rounds. Each round takes 64 fresh bits, so no item is favoured by more than
/// its number in 2^64.
pub fn draw<Item>(seed: &H256, mut urn: Vec<Item>, seats: u8) -> (Vec<Item>, Vec<Item>) {
	let drawn = (0..seats)
		.map_while(|round| {
			let left = u64::try_from(urn.len()).ok()?;
			let bits = u64::decode(&mut BlakeTwo256::hash_of(&(seed, round)).as_bytes()).ok()?;
			let lot = bits.checked_rem(left)?;
			Some(urn.swap_remove(usize::try_from(lot).ok()?))
		})
		.collect();
	(drawn, urn)
}

/// The accepted output: the one given most often, if at least `quorum` times. Of several given equally often it is the
/// one whose first seat comes first. `None` stands for a seat that gave nothing.
pub fn accepted<Output: Copy + PartialEq>(outputs: &[Option<Output>], quorum: u8) -> Option<Output> {
	let mut best: Option<(Output, usize)> = None;
	for output in outputs.iter().flatten() {
		let votes = outputs.iter().flatten().filter(|other| *other == output).count();
		if best.is_none_or(|(_, most)| votes > most) {
			best = Some((*output, votes));
		}
	}
	best.filter(|(_, votes)| *votes >= usize::from(quorum)).map(|(output, _)| output)
}

/// What is found about a seat that gave `output` when `accepted` was accepted.
pub fn verdict<Output: PartialEq>(output: Option<Output>, accepted: Option<Output>) -> Verdict {
	match (output, accepted) {
		(None, _) => Verdict::Silent,
		(Some(_), None) => Verdict::Undecided,
		(Some(output), Some(accepted)) if output == accepted => Verdict::Paid,
		(Some(_), Some(_)) => Verdict::Outvoted,
	}
}

impl Verdict {
	/// Whether the bond is lost.
	pub fn costs_the_bond(self) -> bool {
		matches!(self, Self::Outvoted | Self::Silent)
	}
}

/// How bonds are shared of which `lost` was lost, among `winners` seats and, when that was found in a dispute, `members`
/// of a panel and the disputer.
///
/// The panel comes first, with as much as it would have had from the bond `at_stake` of the disputer had it found
/// otherwise: what a checker earns must not depend on what it finds. Then the disputer has the share `bounty` of what is
/// left, and the winners the rest. Everything is rounded down.
pub fn spoils<Balance: AtLeast32BitUnsigned + Copy>(
	lost: Balance,
	winners: u32,
	at_stake: Balance,
	members: u32,
	bounty: Permill,
) -> Spoils<Balance> {
	let per_member = share(lost.min(at_stake), members);
	let left = lost.saturating_sub(per_member.saturating_mul(members.into()));
	let bounty = bounty.mul_floor(left);
	Spoils { per_member, bounty, per_seat: share(left.saturating_sub(bounty), winners) }
}

/// What each of `parts` gets of `amount`, rounded down; nothing when there are none.
pub fn share<Balance: AtLeast32BitUnsigned>(amount: Balance, parts: u32) -> Balance {
	amount.checked_div(&parts.into()).unwrap_or_else(Balance::zero)
}

/// What a reward means for each of `replicas` seats. `None` for no replicas.
pub fn quote<Balance: AtLeast32BitUnsigned + Copy>(reward: Balance, replicas: u8) -> Option<Quote<Balance>> {
	let seats = Balance::from(u32::from(replicas));
	let per_seat = reward.checked_div(&seats)?;
	let remainder = reward.checked_sub(&per_seat.checked_mul(&seats)?)?;
	Some(Quote { per_seat, remainder })
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::Evaluator;
	use piazza_primitives::MinScore;
	use proptest::prelude::*;

	const SCORE: Option<MinScore<u128>> = Some(MinScore { value: Permill::from_percent(80), sample: 100 });
	const TIMING: Timing<u32> = Timing { claim: 5, work: 4, reveal: 3, longest: 1_000 };

	fn policy(replicas: u8, quorum: u8) -> Policy<u64, u128, u32> {
		Policy {
			replicas,
			quorum,
			min_tier: Tier::Declared,
			min_score: None,
			lease: None,
			bond: 10,
			evaluator: None,
			challenge_window: 0,
		}
	}

	fn evaluated() -> Policy<u64, u128, u32> {
		Policy { bond: 0, evaluator: Some(Evaluator { account: 9, fee: Permill::from_percent(5) }), ..policy(1, 1) }
	}

	#[test]
	fn policy_is_accepted_when_every_part_fits() {
		assert_eq!(check_policy(&policy(1, 1), 10), Ok(Kind::FirstCome));
		assert_eq!(check_policy(&policy(2, 1), 10), Ok(Kind::Drawn));
		assert_eq!(check_policy(&policy(7, 7), 10), Ok(Kind::Drawn));
		assert_eq!(check_policy(&evaluated(), 10), Ok(Kind::Evaluated));
		assert_eq!(
			check_policy(&Policy { challenge_window: 9, min_score: SCORE, ..policy(3, 2) }, 10),
			Ok(Kind::Drawn)
		);
		assert_eq!(check_policy(&Policy { challenge_window: 9, ..policy(1, 1) }, 10), Ok(Kind::FirstCome));
	}

	#[test]
	fn policy_is_refused_when_a_part_does_not_fit() {
		let refused = |policy: Policy<u64, u128, u32>, fault| assert_eq!(check_policy(&policy, 10), Err(fault));
		refused(policy(0, 0), Fault::NoReplicas);
		refused(policy(8, 1), Fault::TooManyReplicas);
		refused(policy(3, 0), Fault::QuorumNotPossible);
		refused(policy(3, 4), Fault::QuorumNotPossible);
		refused(Policy { challenge_window: 1, ..evaluated() }, Fault::DisputesNotSupported);
		refused(Policy { bond: 9, ..policy(3, 2) }, Fault::BondTooLow);
		refused(Policy { replicas: 2, ..evaluated() }, Fault::EvaluatorNeedsOneReplica);
		refused(Policy { bond: 1, ..evaluated() }, Fault::EvaluatorTakesNoBond);
		refused(Policy { min_tier: Tier::Device, ..evaluated() }, Fault::EvaluatorTakesNoBond);
		refused(Policy { min_score: SCORE, ..evaluated() }, Fault::EvaluatorTakesNoBond);
	}

	#[test]
	fn program_is_accepted_when_an_enclave_or_a_circuit_has_one_replica() {
		let disputable = |policy| Policy { challenge_window: 1, ..policy };
		assert_eq!(check_program(&policy(7, 4), ProgramKind::Image), Ok(()));
		assert_eq!(check_program(&disputable(policy(7, 4)), ProgramKind::Image), Ok(()));
		assert_eq!(check_program(&disputable(policy(1, 1)), ProgramKind::Image), Ok(()));
		for kind in [ProgramKind::Enclave, ProgramKind::Circuit] {
			assert_eq!(check_program(&policy(1, 1), kind), Ok(()));
			assert_eq!(check_program(&evaluated(), kind), Ok(()));
			assert_eq!(check_program(&policy(2, 1), kind), Err(Fault::ProofNeedsOneReplica));
			assert_eq!(check_program(&policy(2, 2), kind), Err(Fault::ProofNeedsOneReplica));
			assert_eq!(check_program(&disputable(policy(1, 1)), kind), Err(Fault::DisputesNotSupported));
		}
	}

	#[test]
	fn deadline_is_accepted_between_its_bounds_only() {
		for (kind, shortest) in [(Kind::Evaluated, 5), (Kind::FirstCome, 8), (Kind::Drawn, 13)] {
			assert_eq!(TIMING.shortest(kind), shortest);
			let check = |deadline| TIMING.check_deadline(kind, 100, deadline);
			assert_eq!(check(99), Err(Fault::DeadlineTooSoon));
			assert_eq!(check(100 + shortest - 1), Err(Fault::DeadlineTooSoon));
			assert_eq!(check(100 + shortest), Ok(()));
			assert_eq!(check(1_100), Ok(()));
			assert_eq!(check(1_101), Err(Fault::DeadlineTooFar));
		}
	}

	#[test]
	fn commitment_is_the_hash_of_the_documented_bytes() {
		let (worker, output, salt) = ([3u8; 32], ContentHash::repeat_byte(4), [5u8; 32]);
		let mut bytes = b"piazza/jobs/commit/v1".to_vec();
		bytes.extend(258u64.to_le_bytes());
		bytes.extend(worker);
		bytes.extend(output.as_bytes());
		bytes.extend(salt);
		assert_eq!(commitment(258, &worker, &output, &salt), BlakeTwo256::hash(&bytes));
	}

	#[test]
	fn draw_favours_nobody_when_repeated() {
		let mut seated = [0u32; 5];
		let mut first = [0u32; 5];
		for round in 0..5_000u64 {
			let (drawn, _) = draw(&seed(round, &"test"), (0..5usize).collect(), 2);
			first[drawn[0]] += 1;
			drawn.iter().for_each(|item| seated[*item] += 1);
		}
		// 2,000 and 1,000 expected, standard deviations 35 and 28.
		assert!(seated.iter().all(|times| times.abs_diff(2_000) < 200), "{seated:?}");
		assert!(first.iter().all(|times| times.abs_diff(1_000) < 160), "{first:?}");
	}

	#[test]
	fn accepted_is_the_earliest_seat_when_groups_are_equally_great() {
		assert_eq!(accepted(&[Some('b'), Some('a'), Some('a'), Some('b')], 2), Some('b'));
		assert_eq!(accepted(&[None, Some('a'), Some('b')], 1), Some('a'));
		assert_eq!(accepted(&[Some('a'), Some('b'), Some('b')], 1), Some('b'));
		assert_eq!(accepted(&[Some('a'), Some('b'), None], 2), None);
		assert_eq!(accepted::<char>(&[None, None], 1), None);
		assert_eq!(accepted::<char>(&[], 1), None);
	}

	#[test]
	fn spoils_are_those_of_the_example() {
		let fifth = Permill::from_percent(20);
		// Three lost bonds of 11, of which the panel has as much as it would have had of the disputer's bond of 10.
		let expected = Spoils { per_member: 3, bounty: 4, per_seat: 10 };
		assert_eq!(spoils(33u128, 2, 10, 3, fifth), expected);
		assert_eq!(spoils(33u128, 0, 10, 3, fifth), Spoils { per_seat: 0, ..expected });
		assert_eq!(spoils(33u128, 2, 0, 0, Permill::zero()), Spoils { per_member: 0, bounty: 0, per_seat: 16 });
	}

	#[test]
	fn share_is_nothing_when_there_are_no_parts() {
		assert_eq!(share(10u128, 0), 0);
		assert_eq!(quote(10u128, 0), None);
	}

	proptest! {
		#[test]
		fn windows_follow_each_other_when_every_step_is_on_time(
			claim in 1u32..100, work in 1u32..100, reveal in 1u32..100, spare in 0u32..1_000, now in 0u32..1_000_000,
			drawn: bool,
		) {
			let timing = Timing { claim, work, reveal, longest: u32::MAX };
			let kind = if drawn { Kind::Drawn } else { Kind::FirstCome };
			let deadline = now + timing.shortest(kind) + spare;
			prop_assert_eq!(timing.check_deadline(kind, now, deadline), Ok(()));
			let claims = timing.claims(kind, now, deadline);
			prop_assert!(claims.length() >= 1);
			// Seats are taken at the draw, or at the latest by the last claim.
			let seated = if drawn { timing.draw_at(&claims) } else { claims.to - 1 };
			let commits = timing.commits(seated, deadline);
			prop_assert!(commits.length() >= work);
			prop_assert_eq!(commits.to, deadline - reveal);
			let reveals = timing.reveals(commits.to, deadline);
			prop_assert!(reveals.length() >= reveal);
			prop_assert_eq!(reveals.to, deadline);
		}

		#[test]
		fn windows_leave_time_when_a_step_is_late(now: u32, deadline: u32) {
			let work = TIMING.commits(now, deadline).length();
			let reveal = TIMING.reveals(now, deadline).length();
			prop_assert!(work >= TIMING.work.min(u32::MAX - now));
			prop_assert!(reveal >= TIMING.reveal.min(u32::MAX - now));
		}

		#[test]
		fn draw_splits_the_urn_and_repeats_itself(entropy: [u8; 32], candidates in 0u32..40, seats in 0u8..10) {
			let urn: Vec<u32> = (0..candidates).collect();
			let (drawn, rest) = draw(&H256(entropy), urn.clone(), seats);
			prop_assert_eq!(drawn.len(), urn.len().min(usize::from(seats)));
			prop_assert_eq!(draw(&H256(entropy), urn.clone(), seats), (drawn.clone(), rest.clone()));
			let mut all = [drawn, rest].concat();
			all.sort_unstable();
			prop_assert_eq!(all, urn);
		}

		#[test]
		fn accepted_is_a_greatest_group_that_reaches_the_quorum(
			outputs in proptest::collection::vec(proptest::option::of(0u8..3), 0..=7), quorum in 1u8..=7,
		) {
			let votes = |of: u8| outputs.iter().filter(|output| **output == Some(of)).count();
			let most = (0..3).map(votes).max().unwrap_or_default();
			match accepted(&outputs, quorum) {
				Some(output) => {
					prop_assert_eq!(votes(output), most);
					prop_assert!(most >= usize::from(quorum));
				},
				None => prop_assert!(most < usize::from(quorum)),
			}
		}

		#[test]
		fn verdict_costs_the_bond_of_exactly_the_silent_and_the_outvoted(
			output in proptest::option::of(0u8..2), accepted in proptest::option::of(0u8..2),
		) {
			let costs = output.is_none() || (accepted.is_some() && output != accepted);
			prop_assert_eq!(verdict(output, accepted).costs_the_bond(), costs);
			prop_assert_eq!(verdict(output, accepted) == Verdict::Paid, output.is_some() && output == accepted);
		}

		#[test]
		fn share_never_gives_more_than_there_is(amount: u128, parts in 1u32..=7) {
			let each = share(amount, parts);
			let given = each * u128::from(parts);
			prop_assert!(given <= amount && amount - given < u128::from(parts));
		}

		#[test]
		fn spoils_never_give_more_than_was_lost(
			lost: u128, winners in 0u32..=7, at_stake: u128, members in 0u32..=7, bounty in 0u32..=1_000_000,
		) {
			let bounty = Permill::from_parts(bounty);
			let each = spoils(lost, winners, at_stake, members, bounty);
			let panel = each.per_member * u128::from(members);
			let seats = each.per_seat * u128::from(winners);
			let rest = lost.checked_sub(panel).and_then(|left| left.checked_sub(each.bounty));
			let rest = rest.and_then(|left| left.checked_sub(seats));
			prop_assert!(rest.is_some());
			// With a winner, the tenant gets nothing but what cannot be split.
			prop_assert!(winners == 0 || rest.unwrap() < u128::from(winners));
			prop_assert!(each.bounty <= bounty.mul_ceil(lost));
		}

		#[test]
		fn spoils_pay_the_panel_what_it_would_have_had_of_the_disputers_bond(
			at_stake: u128, more: u64, winners in 0u32..=7, members in 1u32..=7, bounty in 0u32..=1_000_000,
		) {
			// A bond is at least as great as a disputer's.
			let lost = at_stake.saturating_add(more.into());
			let each = spoils(lost, winners, at_stake, members, Permill::from_parts(bounty));
			prop_assert_eq!(each.per_member, share(at_stake, members));
		}

		#[test]
		fn quote_splits_the_reward_exactly(reward: u128, replicas in 1u8..=7) {
			let Quote { per_seat, remainder } = quote(reward, replicas).unwrap();
			prop_assert_eq!(per_seat * u128::from(replicas) + remainder, reward);
			prop_assert!(remainder < u128::from(replicas));
		}

		#[test]
		fn commitment_differs_when_any_part_differs(
			job: u64, worker: u64, output: [u8; 32], salt: [u8; 32], bit in 0usize..256,
		) {
			let hash = |job, worker, output, salt| commitment(job, &worker, &H256(output), &salt);
			let flip = |mut bytes: [u8; 32]| { bytes[bit / 8] ^= 1 << (bit % 8); bytes };
			let original = hash(job, worker, output, salt);
			prop_assert_ne!(original, hash(job ^ (1 << (bit % 64)), worker, output, salt));
			prop_assert_ne!(original, hash(job, worker ^ (1 << (bit % 64)), output, salt));
			prop_assert_ne!(original, hash(job, worker, flip(output), salt));
			prop_assert_ne!(original, hash(job, worker, output, flip(salt)));
		}
	}
}
