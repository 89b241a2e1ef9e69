//! Who fits, whose bid waits, what faults cost, and what panels answer. No storage.

use crate::types::{Attributes, Bid, OfferTerms, OrderTerms, Spec, Step, MAX_BIDS};
use frame_support::{ensure, traits::ConstU32, BoundedVec};
use piazza_primitives::{ActiveWorker, ClassId, LeaseId};
use sp_core::H256;
use sp_runtime::{
	traits::{AtLeast32BitUnsigned, BlakeTwo256, Hash, Zero},
	Perbill, SaturatedConversion,
};

const SPECS_DOMAIN: [u8; 23] = *b"piazza/leasing/specs/v1";

/// Why something is refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Refusal {
	/// The machine's class is another one.
	ClassMismatch,
	/// It has fewer GPUs.
	TooFewGpus,
	/// It is not known strongly enough.
	TierTooLow,
	/// It does not run the enclave.
	ProgramNotMeasured,
	/// Not all of what is asked for was said of it.
	AttributeMissing,
	/// The account is not on the list.
	NotAllowed,
	/// There is no rate.
	ZeroRate,
	/// The duration is too short.
	TooShort,
	/// The duration is too long.
	TooLong,
	/// The notice is too long.
	ReclaimWindowTooLong,
	/// What is put aside does not last for the shortest lease.
	DepositTooLow,
}

/// What all leases of a runtime keep to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits<BlockNumber> {
	/// Fewest blocks.
	pub min_duration: BlockNumber,
	/// Most blocks.
	pub max_duration: BlockNumber,
	/// Longest notice.
	pub max_reclaim_window: BlockNumber,
}

impl<BlockNumber: AtLeast32BitUnsigned + Copy> Limits<BlockNumber> {
	/// Checks the length of a lease.
	pub(crate) fn check_duration(&self, duration: BlockNumber) -> Result<(), Refusal> {
		ensure!(duration >= self.min_duration, Refusal::TooShort);
		ensure!(duration <= self.max_duration, Refusal::TooLong);
		Ok(())
	}

	/// Checks that `deposit` lasts for the shortest lease.
	pub(crate) fn check_deposit<Balance: AtLeast32BitUnsigned + Copy>(
		&self,
		rate: Balance,
		deposit: Balance,
	) -> Result<(), Refusal> {
		ensure!(!rate.is_zero(), Refusal::ZeroRate);
		ensure!(deposit >= rent(rate, self.min_duration), Refusal::DepositTooLow);
		Ok(())
	}

	fn check_reclaim_window(&self, window: BlockNumber) -> Result<(), Refusal> {
		ensure!(window <= self.max_reclaim_window, Refusal::ReclaimWindowTooLong);
		Ok(())
	}

	/// Checks what a tenant asks for.
	pub(crate) fn check_order<AccountId, AssetKind, Balance: AtLeast32BitUnsigned + Copy>(
		&self,
		terms: &OrderTerms<AccountId, AssetKind, Balance, BlockNumber>,
	) -> Result<(), Refusal> {
		self.check_duration(terms.duration)?;
		self.check_reclaim_window(terms.reclaim_window)?;
		self.check_deposit(terms.max_rate, terms.deposit)
	}

	/// Checks what a provider offers.
	pub(crate) fn check_offer<AccountId, AssetKind, Balance: Zero>(
		&self,
		terms: &OfferTerms<AccountId, AssetKind, Balance, BlockNumber>,
	) -> Result<(), Refusal> {
		ensure!(!terms.rate.is_zero(), Refusal::ZeroRate);
		ensure!(terms.min_duration <= terms.max_duration, Refusal::TooShort);
		self.check_duration(terms.min_duration)?;
		self.check_duration(terms.max_duration)?;
		self.check_reclaim_window(terms.reclaim_window)
	}
}

/// Rent for `blocks`, as much as can be counted.
pub(crate) fn rent<Balance: AtLeast32BitUnsigned, BlockNumber: AtLeast32BitUnsigned>(
	rate: Balance,
	blocks: BlockNumber,
) -> Balance {
	rate.saturating_mul(blocks.saturated_into::<u128>().saturated_into())
}

/// Whether `who` is on a list of those who may deal.
pub(crate) fn is_allowed<AccountId: PartialEq>(allowed: &[AccountId], who: &AccountId) -> bool {
	allowed.is_empty() || allowed.contains(who)
}

/// Checks a machine's hardware. Its evidence counts when it shows GPUs that have a class; else the owner's word does.
pub(crate) fn check_hardware<AccountId>(
	active: &ActiveWorker<AccountId>,
	class: ClassId,
	gpus: u8,
) -> Result<(), Refusal> {
	if let Some(found) = active.class {
		ensure!(found == class, Refusal::ClassMismatch);
		ensure!(active.gpus >= gpus, Refusal::TooFewGpus);
	}
	Ok(())
}

/// Checks a machine and its owner against what a tenant asks for; `audited` is what was said of the machine.
pub(crate) fn check_fit<AccountId: PartialEq, Balance>(
	spec: &Spec<AccountId, Balance>,
	active: &ActiveWorker<AccountId>,
	audited: &Attributes,
) -> Result<(), Refusal> {
	ensure!(is_allowed(&spec.providers, &active.owner), Refusal::NotAllowed);
	ensure!(active.tier >= spec.min_tier, Refusal::TierTooLow);
	ensure!(spec.program.is_none() || active.program == spec.program, Refusal::ProgramNotMeasured);
	check_hardware(active, spec.class, spec.gpus)?;
	ensure!(spec.attributes.iter().all(|attribute| audited.contains(attribute)), Refusal::AttributeMissing);
	Ok(())
}

/// Why a bid is refused.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum BidRefusal {
	/// The machine has bid.
	AlreadyBid,
	/// There are as many bids as there can be, and none of them is higher.
	TooMany,
}

/// Adds a bid. When there is no room, the highest of the others makes place if the new one is lower: of several as high,
/// the latest. Returns the one that made place.
pub(crate) fn add_bid<AccountId: PartialEq, Balance: Copy + Ord, BlockNumber>(
	bids: &mut BoundedVec<Bid<AccountId, Balance, BlockNumber>, ConstU32<MAX_BIDS>>,
	bid: Bid<AccountId, Balance, BlockNumber>,
) -> Result<Option<Bid<AccountId, Balance, BlockNumber>>, BidRefusal> {
	ensure!(bids.iter().all(|other| other.worker != bid.worker), BidRefusal::AlreadyBid);
	let Err(bid) = bids.try_push(bid) else { return Ok(None) };
	// Of several greatest, `max_by_key` gives the last.
	let highest = bids.iter().enumerate().max_by_key(|(_, other)| other.rate);
	let (index, _) = highest.filter(|(_, other)| other.rate > bid.rate).ok_or(BidRefusal::TooMany)?;
	let evicted = bids.remove(index);
	bids.try_push(bid).map_err(|_| BidRefusal::TooMany)?;
	Ok(Some(evicted))
}

/// Whether a table of what a fault costs can be used: it begins at once, and only ever grows.
pub(crate) fn is_valid_table<BlockNumber: Copy + PartialOrd + Zero>(table: &[Step<BlockNumber>]) -> bool {
	let starts = table.first().is_some_and(|step| step.after.is_zero() && !step.share.is_zero());
	let grows = |pair: &[Step<BlockNumber>]| match pair {
		[a, b] => a.after < b.after && a.share < b.share,
		_ => true,
	};
	starts && table.windows(2).all(grows)
}

/// What a fault that lasted for `blocks` costs of `bond`, rounded down.
pub(crate) fn cost_of_fault<Balance: AtLeast32BitUnsigned, BlockNumber: Copy + PartialOrd>(
	table: &[Step<BlockNumber>],
	bond: Balance,
	blocks: BlockNumber,
) -> Balance {
	let step = table.iter().take_while(|step| step.after <= blocks).last();
	step.map_or(Perbill::zero(), |step| step.share).mul_floor(bond)
}

/// After how many blocks a downtime that has lasted for `blocks` costs more; `None` when it cannot.
pub(crate) fn next_step<BlockNumber: Copy + PartialOrd>(
	table: &[Step<BlockNumber>],
	blocks: BlockNumber,
) -> Option<BlockNumber> {
	table.iter().map(|step| step.after).find(|after| *after > blocks)
}

/// What a member of a panel answers about the machine of a lease: BLAKE2b-256 of the SCALE encoding of
/// `("piazza/leasing/specs/v1", lease, is_right)`, where the first is 23 bytes without a length.
pub(crate) fn specs_answer(lease: LeaseId, is_right: bool) -> H256 {
	BlakeTwo256::hash_of(&(SPECS_DOMAIN, lease, is_right))
}

/// What an answer means; `None` when it means nothing.
pub(crate) fn read_specs_answer(lease: LeaseId, answer: H256) -> Option<bool> {
	[true, false].into_iter().find(|is_right| specs_answer(lease, *is_right) == answer)
}

/// What each of `parts` gets of an amount, rounded down; nothing when there are none.
pub(crate) fn share<Balance: AtLeast32BitUnsigned>(amount: Balance, parts: usize) -> Balance {
	let parts = u32::try_from(parts).unwrap_or(u32::MAX);
	amount.checked_div(&parts.into()).unwrap_or_else(Balance::zero)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::Attribute;
	use piazza_primitives::Tier;
	use proptest::prelude::*;

	const LIMITS: Limits<u32> = Limits { min_duration: 10, max_duration: 100, max_reclaim_window: 20 };

	fn attributes(texts: &[&str]) -> Attributes {
		let attribute = |text: &&str| Attribute::truncate_from(text.as_bytes().to_vec());
		Attributes::truncate_from(texts.iter().map(attribute).collect())
	}

	fn spec() -> Spec<u64, u128> {
		Spec {
			class: 1,
			gpus: 2,
			min_tier: Tier::Declared,
			program: None,
			attributes: Default::default(),
			auditor: None,
			providers: Default::default(),
			min_score: None,
		}
	}

	fn declared() -> ActiveWorker<u64> {
		ActiveWorker { owner: 7, tier: Tier::Declared, program: None, class: None, gpus: 0 }
	}

	fn attested() -> ActiveWorker<u64> {
		ActiveWorker { tier: Tier::ConfidentialGpu, class: Some(1), gpus: 2, ..declared() }
	}

	#[test]
	fn machine_fits_when_all_that_is_asked_for_is_there() {
		let none = Attributes::default();
		assert_eq!(check_fit(&spec(), &declared(), &none), Ok(()));
		assert_eq!(check_fit(&spec(), &attested(), &none), Ok(()));
		let mut strict = spec();
		strict.min_tier = Tier::ConfidentialGpu;
		strict.attributes = attributes(&["region=eu"]);
		strict.providers = vec![6, 7].try_into().unwrap();
		strict.program = Some([1; 32].into());
		let machine = ActiveWorker { program: strict.program, gpus: 8, ..attested() };
		assert_eq!(check_fit(&strict, &machine, &attributes(&["a", "region=eu"])), Ok(()));
	}

	#[test]
	fn machine_does_not_fit_when_one_thing_is_missing() {
		let none = Attributes::default();
		let refused = |spec: &Spec<u64, u128>, machine: &ActiveWorker<u64>, refusal| {
			assert_eq!(check_fit(spec, machine, &none), Err(refusal));
		};
		refused(&Spec { class: 2, ..spec() }, &attested(), Refusal::ClassMismatch);
		refused(&Spec { gpus: 3, ..spec() }, &attested(), Refusal::TooFewGpus);
		refused(&Spec { min_tier: Tier::Device, ..spec() }, &declared(), Refusal::TierTooLow);
		refused(&Spec { program: Some([1; 32].into()), ..spec() }, &attested(), Refusal::ProgramNotMeasured);
		refused(&Spec { attributes: attributes(&["x"]), ..spec() }, &attested(), Refusal::AttributeMissing);
		refused(&Spec { providers: vec![8].try_into().unwrap(), ..spec() }, &attested(), Refusal::NotAllowed);
	}

	#[test]
	fn terms_are_refused_when_they_are_out_of_bounds() {
		assert_eq!(LIMITS.check_duration(10), Ok(()));
		assert_eq!(LIMITS.check_duration(100), Ok(()));
		assert_eq!(LIMITS.check_duration(9), Err(Refusal::TooShort));
		assert_eq!(LIMITS.check_duration(101), Err(Refusal::TooLong));
		assert_eq!(LIMITS.check_deposit(7u128, 70), Ok(()));
		assert_eq!(LIMITS.check_deposit(7u128, 69), Err(Refusal::DepositTooLow));
		assert_eq!(LIMITS.check_deposit(0u128, 69), Err(Refusal::ZeroRate));
		let offer = |rate: u128, min_duration, max_duration, reclaim_window| {
			let (asset, tenants) = ((), Allowed::default());
			let terms =
				OfferTerms { class: 1, gpus: 1, asset, rate, min_duration, max_duration, reclaim_window, tenants };
			LIMITS.check_offer(&terms)
		};
		type Allowed = crate::Allowed<u64>;
		assert_eq!(offer(1, 10, 100, 20), Ok(()));
		assert_eq!(offer(0, 10, 100, 20), Err(Refusal::ZeroRate));
		assert_eq!(offer(1, 50, 49, 20), Err(Refusal::TooShort));
		assert_eq!(offer(1, 9, 100, 20), Err(Refusal::TooShort));
		assert_eq!(offer(1, 10, 101, 20), Err(Refusal::TooLong));
		assert_eq!(offer(1, 10, 100, 21), Err(Refusal::ReclaimWindowTooLong));
	}

	type TestBids = BoundedVec<Bid<u64, u128, u32>, ConstU32<MAX_BIDS>>;

	fn bid(worker: u64, rate: u128) -> Bid<u64, u128, u32> {
		Bid { worker, provider: worker, rate, max_duration: 10, deposit: 1 }
	}

	#[test]
	fn bid_is_refused_when_the_machine_has_bid() {
		let mut bids = TestBids::default();
		assert_eq!(add_bid(&mut bids, bid(1, 5)), Ok(None));
		assert_eq!(add_bid(&mut bids, bid(1, 4)), Err(BidRefusal::AlreadyBid));
		assert_eq!(bids.len(), 1);
	}

	#[test]
	fn lower_bid_takes_the_place_of_the_highest_when_there_are_twenty() {
		let mut bids = TestBids::default();
		for worker in 0..20 {
			assert_eq!(add_bid(&mut bids, bid(worker, if worker < 3 { 9 } else { 5 })), Ok(None));
		}
		let before = bids.clone();
		assert_eq!(add_bid(&mut bids, bid(20, 9)), Err(BidRefusal::TooMany));
		assert_eq!(bids, before);
		assert_eq!(add_bid(&mut bids, bid(20, 8)), Ok(Some(bid(2, 9))));
		assert_eq!(add_bid(&mut bids, bid(21, 4)), Ok(Some(bid(1, 9))));
		assert_eq!((bids.len(), bids.last()), (20, Some(&bid(21, 4))));
	}

	fn table(steps: &[(u32, u32)]) -> Vec<Step<u32>> {
		steps.iter().map(|(after, percent)| Step { after: *after, share: Perbill::from_percent(*percent) }).collect()
	}

	#[test]
	fn table_is_valid_when_it_begins_at_once_and_grows() {
		assert!(is_valid_table(&table(&[(0, 4)])));
		assert!(is_valid_table(&table(&[(0, 4), (140, 8), (57_600, 60), (144_000, 100)])));
		for steps in [&[][..], &[(1, 4)], &[(0, 0)], &[(0, 4), (0, 8)], &[(0, 4), (5, 4)], &[(0, 4), (5, 3)]] {
			assert!(!is_valid_table(&table(steps)), "{steps:?}");
		}
	}

	#[test]
	fn downtime_costs_what_the_table_says() {
		let table = table(&[(0, 4), (140, 8), (57_600, 60), (144_000, 100)]);
		let cost = |blocks| cost_of_fault(&table, 1_000u128, blocks);
		assert_eq!([0, 139, 140, 57_599, 57_600, 144_000, u32::MAX].map(cost), [40, 40, 80, 80, 600, 1_000, 1_000]);
		let next = |blocks| next_step(&table, blocks);
		assert_eq!([0, 139, 140, 144_000].map(next), [Some(140), Some(140), Some(57_600), None]);
	}

	#[test]
	fn answer_about_a_machine_is_the_hash_of_the_documented_bytes() {
		let bytes = |is_right: u8| [&b"piazza/leasing/specs/v1"[..], &258u64.to_le_bytes(), &[is_right]].concat();
		for is_right in [true, false] {
			let answer = specs_answer(258, is_right);
			assert_eq!(answer, BlakeTwo256::hash(&bytes(is_right.into())));
			assert_eq!(read_specs_answer(258, answer), Some(is_right));
			assert_eq!(read_specs_answer(259, answer), None);
		}
	}

	proptest! {
		#[test]
		fn downtime_never_costs_less_for_being_longer(
			steps in prop::collection::vec((1u32..1_000, 1u32..100_000_000), 1..8),
			bond: u128, a in 0u32..10_000, b in 0u32..10_000,
		) {
			let mut after = 0;
			let mut share = 0;
			let table: Vec<_> = steps.iter().map(|(blocks, parts)| {
				let step = Step { after, share: Perbill::from_parts(share + parts) };
				after += blocks;
				share += parts;
				step
			}).collect();
			prop_assert!(is_valid_table(&table));
			let cost = |blocks| cost_of_fault(&table, bond, blocks);
			prop_assert!(cost(a.min(b)) <= cost(a.max(b)));
			prop_assert!(cost(a) <= bond);
			// What it costs changes at its steps and nowhere else.
			match next_step(&table, a) {
				Some(next) => prop_assert!(next > a && cost(next - 1) == cost(a)),
				None => prop_assert_eq!(cost(u32::MAX), cost(a)),
			}
		}

		#[test]
		fn bids_are_the_lowest_that_came(rates in prop::collection::vec(1u128..50, 0..60)) {
			let mut bids = TestBids::default();
			for (worker, rate) in (0..).zip(&rates) {
				let _ = add_bid(&mut bids, bid(worker, *rate));
			}
			let mut lowest = rates;
			lowest.sort_unstable();
			lowest.truncate(20);
			let mut kept: Vec<_> = bids.iter().map(|bid| bid.rate).collect();
			kept.sort_unstable();
			prop_assert_eq!(kept, lowest);
		}
	}
}
