//! The first cell, and what the chain is like with it and without it.
//!
//! What is stored only with the cell belongs to it, and is copied for other cells. What is stored either way and differs is
//! shared by all cells, and has to be among the totals. Anything else is an error: something that nobody can copy.
//!
//! The agenda is both. Items of copies are spread over `SPREAD` blocks from that of the first cell on, as if the cells had
//! been made in as many blocks; dates inside records stay.

use crate::{
	agent,
	cell::{self, Cell, Numbers, Party, AGENTS, CHANNELS, ESCROWS, JOBS, LEASES, LICENCES, ORDERS},
	chain::{on_chain, State},
	slots::{Slot, Template, PREFIX},
	totals,
};
use anyhow::{bail, ensure, Context, Result};
use codec::{Decode, Encode};
use frame_support::{traits::PalletsInfoAccess, StoragePrefixedMap};
use pallet_agenda::{Items, Page, Pages};
use piazza_primitives::AgendaTicket;
use piazza_runtime::{AllPalletsWithSystem, BlockNumber, Runtime};
use sp_io::hashing::twox_128;
use std::collections::BTreeMap;

/// Over how many blocks the items of the agenda are spread.
const SPREAD: u64 = 1_000;
/// Where block and index of an item stand in its key, each after a hash of eight bytes.
const ITEM_BLOCK: usize = PREFIX + 8;
const ITEM_INDEX: usize = ITEM_BLOCK + 4 + 8;

/// What one cell is in bytes.
pub struct Specimen {
	/// The chain without a cell.
	without: State,
	/// The chain with one.
	with: State,
	slots: Vec<Slot>,
	templates: Vec<Template>,
	/// The blocks for which the cell has something on the agenda, one for each item there.
	dues: Vec<BlockNumber>,
	now: BlockNumber,
}

impl Specimen {
	/// Makes the first cell by real calls and takes it apart.
	pub fn make() -> Result<Self> {
		let (without, _) = on_chain(|| cell::make(false))?;
		let (with, now) = on_chain(|| cell::make(true))?;
		Self::take_apart(without, with, now)
	}

	fn take_apart(without: State, with: State, now: BlockNumber) -> Result<Self> {
		let (items_of, pages_of) = (Items::<Runtime>::final_prefix(), Pages::<Runtime>::final_prefix());
		let is_item = |key: &[u8]| key.starts_with(&items_of);
		let is_page = |key: &[u8]| key.starts_with(&pages_of);
		let has_agenda = without.keys().any(|key| is_item(key) || is_page(key));
		ensure!(!has_agenda, "there is something on the agenda without any cell");

		let tickets: Vec<_> =
			with.keys().filter(|key| is_item(key)).map(|key| ticket_in(key)).collect::<Result<_>>()?;
		let mut slots = slots_of_cells();
		let first_ticket = slots.len();
		let count = tickets.len() as u64;
		for (place, ticket) in tickets.iter().enumerate() {
			let (at, place) = (ticket.at, place as u64);
			slots.push(Slot::marked(Some(*ticket).encode(), move |cell| {
				Some(ticket_of(at, place, count, cell)).encode()
			}));
		}

		let totals: BTreeMap<_, _> = totals::all().into_iter().map(|total| (total.key.clone(), total)).collect();
		let mut templates = Vec::new();
		let mut item = first_ticket;
		for (key, value) in &with {
			let is_changed = without.get(key) != Some(value);
			if is_item(key) {
				// The slot holds `Some` of a ticket: a byte, the block, the index.
				let places = [(1..5, ITEM_BLOCK), (5..9, ITEM_INDEX)];
				templates.push(Template::at(key, value, &slots, item, places)?);
				item += 1;
			} else if is_changed && !is_page(key) && !totals.contains_key(key) {
				let template = (!without.contains_key(key)).then(|| Template::find(key, value, &slots)).transpose()?;
				match template.flatten() {
					Some(template) => templates.push(template),
					None => bail!("cells share {}, and `totals` does not add it up", name_of(key)),
				}
			}
		}
		if let Some(gone) = without.keys().find(|key| !with.contains_key(*key)) {
			bail!("a cell removes {}", name_of(gone));
		}
		let dues = tickets.into_iter().map(|ticket| ticket.at).collect();
		Ok(Self { without, with, slots, templates, dues, now })
	}

	/// The records that a cell has, by the storage items that they are of.
	pub fn items(&self) -> Vec<Vec<&Template>> {
		let mut items = BTreeMap::<_, Vec<_>>::new();
		for template in &self.templates {
			items.entry(template.item()).or_default().push(template);
		}
		items.into_values().collect()
	}

	/// A record of the cell `index`.
	pub fn copy(&self, template: &Template, index: u64) -> (Vec<u8>, Vec<u8>) {
		template.copy(&self.slots, index)
	}

	/// What the chain of `cells` cells stores apart from their records.
	pub fn common(&self, cells: u64) -> Result<State> {
		let mut common = self.without.clone();
		for total in totals::all() {
			let value = total.of(self.without.get(&total.key), self.with.get(&total.key), cells);
			let value = value.with_context(|| name_of(&total.key))?;
			common.insert(total.key, value);
		}
		let pages_of = Pages::<Runtime>::final_prefix();
		let pages = self.with.iter().filter(|(key, _)| key.starts_with(&pages_of));
		common.extend(pages.map(|(key, value)| (key.clone(), value.clone())));
		let blocks = cells.min(SPREAD) as BlockNumber;
		let end = cells.div_ceil(SPREAD) * self.dues.len() as u64;
		for first in &self.dues {
			for at in *first..first.saturating_add(blocks) {
				let page = Page { next: 0, end: u32::try_from(end).context("too many items in a block")? };
				common.insert(Pages::<Runtime>::hashed_key_for(at), page.encode());
			}
		}
		Ok(common)
	}

	/// The block that is being made.
	pub fn now(&self) -> BlockNumber {
		self.now
	}

	/// Says how much of it there is.
	pub fn describe(&self) -> String {
		format!("{} records of {} kinds, at block {}", self.templates.len(), self.items().len(), self.now)
	}
}

/// What stands for a cell in its records, but for its items on the agenda.
fn slots_of_cells() -> Vec<Slot> {
	let numbers = [LEASES, ORDERS, JOBS, ESCROWS, LICENCES, CHANNELS, AGENTS];
	let parties = Party::ALL.into_iter().map(|party| Slot::new(move |cell| Cell(cell).account(party).encode()));
	let numbers = numbers.into_iter().flat_map(|Numbers { first, each }| {
		(0..each).map(move |which| Slot::new(move |cell| Numbers { first, each }.of(cell, which).encode()))
	});
	let hashes =
		[Slot::new(|cell| Cell(cell).commitment().encode()), Slot::new(|cell| Cell(cell).data().hash.encode())];
	let agents = [Slot::new(|cell| agent::account(Cell(cell)).encode())];
	let settled = agent::SETTLED.map(|which| Slot::new(move |cell| agent::settlement(Cell(cell), which).encode()));
	parties.chain(numbers).chain(hashes).chain(agents).chain(settled).collect()
}

/// The ticket of the item at this place of a cell's `count` items, the first cell's of which is due in block `first`.
fn ticket_of(first: BlockNumber, place: u64, count: u64, cell: u64) -> AgendaTicket<BlockNumber> {
	let at = first.saturating_add((cell % SPREAD) as BlockNumber);
	// Others of the cell's items may be spread over the same blocks: each has indices of its own.
	let index = (cell / SPREAD * count + place) as u32;
	AgendaTicket { at, index }
}

/// The ticket of the item that has this key.
fn ticket_in(key: &[u8]) -> Result<AgendaTicket<BlockNumber>> {
	let number = |at: usize| key.get(at..at + 4).and_then(|bytes| u32::decode(&mut &bytes[..]).ok());
	let (at, index) = (number(ITEM_BLOCK), number(ITEM_INDEX));
	Ok(AgendaTicket { at: at.context("an item without a block")?, index: index.context("an item without an index")? })
}

/// The pallet that stores something under `key`, and the key.
fn name_of(key: &[u8]) -> String {
	let pallets = AllPalletsWithSystem::infos();
	let pallet = pallets.iter().find(|pallet| key.starts_with(&twox_128(pallet.name.as_bytes())));
	format!("0x{} of {}", hex::encode(key), pallet.map_or("no pallet", |pallet| pallet.name))
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::collections::BTreeSet;

	#[test]
	fn tickets_are_all_different_when_items_are_spread_over_the_same_blocks() {
		let firsts = [7, 7, 10, 600];
		let tickets: BTreeSet<_> = (0..3 * SPREAD)
			.flat_map(|cell| {
				let tickets = firsts.iter().enumerate();
				tickets.map(move |(place, first)| ticket_of(*first, place as u64, firsts.len() as u64, cell))
			})
			.map(|ticket| (ticket.at, ticket.index))
			.collect();
		assert_eq!(tickets.len() as u64, 3 * SPREAD * firsts.len() as u64);
	}

	#[test]
	fn specimen_is_refused_when_cells_share_something_that_nobody_adds_up() {
		let key = frame_system::Account::<Runtime>::hashed_key_for(cell::hub());
		let changed = |value: u8| State::from([(key.clone(), vec![value])]);
		let error = Specimen::take_apart(changed(1), changed(2), 1).err().expect("it is refused");
		assert!(error.to_string().contains("of System"), "{error}");
	}
}
