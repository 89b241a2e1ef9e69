//! The rules, without storage: what binds a member, whose lot is drawn, and what the verdict is.

use crate::Finding;
use alloc::collections::BTreeMap;
use codec::{Decode, Encode};
use piazza_primitives::{PanelId, UNAVAILABLE};
use sp_core::H256;
use sp_runtime::traits::{BlakeTwo256, Hash};

const COMMIT_DOMAIN: [u8; 23] = *b"piazza/panels/commit/v1";
const SEATS_DOMAIN: [u8; 22] = *b"piazza/panels/seats/v1";

/// Hash that binds `member` to an answer without showing it: BLAKE2b-256 of the SCALE encoding of
/// `("piazza/panels/commit/v1", panel, member, answer, salt)`, where the first is 23 bytes without a length.
///
/// The salt must be random and secret: answers may be easy to guess.
pub fn commitment<AccountId: Encode>(panel: PanelId, member: &AccountId, answer: &H256, salt: &[u8; 32]) -> H256 {
	BlakeTwo256::hash_of(&(COMMIT_DOMAIN, panel, member, answer, salt))
}

/// What the lots of a panel come from.
pub fn seed<Randomness: Encode>(panel: PanelId, randomness: &Randomness) -> H256 {
	BlakeTwo256::hash_of(&(SEATS_DOMAIN, panel, randomness))
}

/// Lots: the numbers below `population` in random order, none twice. Each costs the same, however many there are.
///
/// This is a Fisher-Yates shuffle that keeps of the urn only what was moved in it. A 64-bit lot favours no number by
/// more than one part in 2³².
pub struct Lots {
	seed: H256,
	population: u32,
	drawn: u32,
	moved: BTreeMap<u32, u32>,
}

impl Lots {
	/// The lots that `seed` gives.
	pub fn new(seed: H256, population: u32) -> Self {
		Self { seed, population, drawn: 0, moved: BTreeMap::new() }
	}
}

impl Iterator for Lots {
	type Item = u32;

	fn next(&mut self) -> Option<u32> {
		let first = self.drawn;
		let left = u64::from(self.population.checked_sub(first)?);
		let bits = u64::decode(&mut BlakeTwo256::hash_of(&(self.seed, first)).as_bytes()).ok()?;
		let place = u32::try_from(bits.checked_rem(left)?).ok()?.checked_add(first)?;
		// The first of those left takes the place of the one that is drawn.
		let head = self.moved.remove(&first).unwrap_or(first);
		self.drawn = first.checked_add(1)?;
		if place == first {
			return Some(head);
		}
		Some(self.moved.insert(place, head).unwrap_or(place))
	}
}

/// The answer that more than half of all seats gave, if there is one; that they could not get what the case is about is no
/// verdict. `None` stands for a seat that gave nothing.
pub fn verdict(answers: &[Option<H256>]) -> Option<H256> {
	majority(answers).filter(|answer| *answer != UNAVAILABLE)
}

/// The answer that more than half of all seats gave, if there is one.
fn majority<Answer: Copy + PartialEq>(answers: &[Option<Answer>]) -> Option<Answer> {
	let votes = |answer: &Answer| answers.iter().flatten().filter(|other| *other == answer).count();
	answers.iter().flatten().find(|answer| votes(answer) > answers.len().saturating_sub(votes(answer))).copied()
}

/// What is found about a member that gave `answer`.
pub fn finding<Answer: PartialEq>(answer: Option<Answer>, verdict: Option<Answer>) -> Finding {
	match (answer, verdict) {
		(None, _) => Finding::Silent,
		(Some(_), None) => Finding::Undecided,
		(Some(answer), Some(verdict)) if answer == verdict => Finding::Agreed,
		(Some(_), Some(_)) => Finding::Contradicted,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	/// All ways in which `seats` seats can answer one of two things or nothing.
	fn all_answers(seats: u32) -> impl Iterator<Item = Vec<Option<u8>>> {
		(0..3usize.pow(seats)).map(move |code| {
			let digit = |seat| code / 3usize.pow(seat) % 3;
			(0..seats).map(|seat| digit(seat).checked_sub(1).map(|answer| answer as u8)).collect()
		})
	}

	#[test]
	fn majority_is_what_more_than_half_of_all_seats_say_whatever_they_say() {
		for seats in [1u32, 3, 5, 7] {
			for answers in all_answers(seats) {
				let votes = |of| answers.iter().filter(|answer| **answer == Some(of)).count() as u32;
				// A majority of an odd number, spelled out.
				let enough = [0, 1, 0, 2, 0, 3, 0, 4][seats as usize];
				let expected = (0..2).find(|answer| votes(*answer) >= enough);
				assert_eq!(majority(&answers), expected, "{answers:?}");
			}
		}
		assert_eq!(majority::<u8>(&[]), None);
	}

	#[test]
	fn majority_is_the_same_in_whatever_order_the_seats_are() {
		for answers in all_answers(5) {
			let mut sorted = answers.clone();
			sorted.sort();
			assert_eq!(majority(&answers), majority(&sorted));
			sorted.reverse();
			assert_eq!(majority(&answers), majority(&sorted));
		}
	}

	#[test]
	fn majority_is_none_when_the_answers_are_split() {
		assert_eq!(majority(&[Some('a'), Some('b'), Some('c')]), None);
		assert_eq!(majority(&[Some('a'), Some('a'), Some('b'), Some('b'), None]), None);
		assert_eq!(majority(&[Some('a'), None, None]), None);
		assert_eq!(majority(&[Some('a'), Some('a'), None]), Some('a'));
	}

	#[test]
	fn verdict_is_none_when_most_could_not_get_what_it_is_about() {
		let (gone, got) = (Some(UNAVAILABLE), Some(H256::repeat_byte(1)));
		assert_eq!(verdict(&[gone, gone, got]), None);
		assert_eq!(verdict(&[gone, got, got]), got);
		assert_eq!(verdict(&[None, gone, got]), None);
	}

	#[test]
	fn finding_says_of_every_seat_what_it_did() {
		for answers in all_answers(3) {
			let verdict = majority(&answers);
			for answer in answers {
				let expected = match finding(answer, verdict) {
					Finding::Silent => answer.is_none(),
					Finding::Undecided => answer.is_some() && verdict.is_none(),
					Finding::Agreed => answer.is_some() && answer == verdict,
					Finding::Contradicted => answer.is_some() && verdict.is_some() && answer != verdict,
				};
				assert!(expected, "{answer:?} {verdict:?}");
			}
		}
	}

	#[test]
	fn commitment_is_the_hash_of_the_documented_bytes() {
		let (member, answer, salt) = ([3u8; 32], H256::repeat_byte(4), [5u8; 32]);
		let mut bytes = b"piazza/panels/commit/v1".to_vec();
		bytes.extend(258u64.to_le_bytes());
		bytes.extend(member);
		bytes.extend(answer.as_bytes());
		bytes.extend(salt);
		assert_eq!(commitment(258, &member, &answer, &salt), BlakeTwo256::hash(&bytes));
	}

	#[test]
	fn lots_favour_nobody_when_repeated() {
		let (mut seated, mut first) = ([0u32; 5], [0u32; 5]);
		for round in 0..5_000u64 {
			let drawn: Vec<u32> = Lots::new(seed(round, &"test"), 5).take(2).collect();
			first[drawn[0] as usize] += 1;
			drawn.iter().for_each(|number| seated[*number as usize] += 1);
		}
		// 2,000 and 1,000 expected, standard deviations 35 and 28.
		assert!(seated.iter().all(|times| times.abs_diff(2_000) < 200), "{seated:?}");
		assert!(first.iter().all(|times| times.abs_diff(1_000) < 160), "{first:?}");
	}

	#[test]
	fn lots_favour_no_order_when_all_are_drawn() {
		let mut orders = BTreeMap::<Vec<u32>, u32>::new();
		for round in 0..6_000u64 {
			*orders.entry(Lots::new(seed(round, &"order"), 3).collect()).or_default() += 1;
		}
		// Six orders, 1,000 each expected, standard deviation 29.
		assert_eq!(orders.len(), 6);
		assert!(orders.values().all(|times| times.abs_diff(1_000) < 160), "{orders:?}");
	}

	proptest! {
		#[test]
		fn lots_are_all_numbers_once(entropy: [u8; 32], population in 0u32..60) {
			let mut all: Vec<u32> = Lots::new(H256(entropy), population).collect();
			all.sort_unstable();
			prop_assert_eq!(all, (0..population).collect::<Vec<_>>());
		}

		#[test]
		fn lots_are_distinct_and_keep_little_when_there_are_many(entropy: [u8; 32], population in 1_000u32..) {
			let mut lots = Lots::new(H256(entropy), population);
			let drawn: Vec<u32> = lots.by_ref().take(40).collect();
			prop_assert!(drawn.iter().all(|number| *number < population));
			prop_assert_eq!(drawn.iter().collect::<std::collections::BTreeSet<_>>().len(), 40);
			prop_assert!(lots.moved.len() <= 40);
		}

		#[test]
		fn commitment_differs_when_any_part_differs(
			panel: u64, member: u64, answer: [u8; 32], salt: [u8; 32], bit in 0usize..256,
		) {
			let hash = |panel, member, answer, salt| commitment(panel, &member, &H256(answer), &salt);
			let flip = |mut bytes: [u8; 32]| { bytes[bit / 8] ^= 1 << (bit % 8); bytes };
			let original = hash(panel, member, answer, salt);
			prop_assert_ne!(original, hash(panel ^ (1 << (bit % 64)), member, answer, salt));
			prop_assert_ne!(original, hash(panel, member ^ (1 << (bit % 64)), answer, salt));
			prop_assert_ne!(original, hash(panel, member, flip(answer), salt));
			prop_assert_ne!(original, hash(panel, member, answer, flip(salt)));
		}
	}
}
