//! The calls that are measured. To measure another one, add it to the list in [`all`].

use crate::{
	agent::{self, OPEN, UNRATED},
	cell::{self, Cell, Party},
	pool,
};
use piazza_runtime::{
	constants::{money::UNIT, time::DAYS},
	AccountId, BlockNumber, RuntimeCall,
};

/// Where a call is measured: a cell in the middle of all, and one beside it, at a block.
pub struct Place {
	/// Whose records the call is about.
	pub cell: Cell,
	/// Somebody else.
	pub other: Cell,
	/// The block.
	pub now: BlockNumber,
}

impl Place {
	/// The middle of a chain of so many cells.
	pub fn middle(cells: u64, now: BlockNumber) -> Self {
		Self { cell: Cell(cells / 2), other: Cell(cells / 2 - 1), now }
	}
}

/// A call, who signs it, and what it is called.
pub struct Subject {
	/// How the table calls it.
	pub name: &'static str,
	/// Who signs which call. It is asked on the chain itself, and may look something up there.
	pub call: fn(&Place) -> (AccountId, RuntimeCall),
}

/// All calls that are measured.
pub fn all() -> Vec<Subject> {
	use pallet_data_pools::Call as DataPools;
	use pallet_jobs::Call as Jobs;
	use pallet_leasing::Call as Leasing;
	use Party::{Bidder, Leased, Lessor, Spare, Tenant};

	vec![
		Subject {
			name: "Leasing::place_order",
			call: |at| (at.cell.account(Tenant), Leasing::place_order { terms: cell::terms() }.into()),
		},
		Subject {
			name: "Leasing::bid",
			call: |at| (at.other.account(Bidder), cell::bid(at.cell.order(), at.other.account(Spare)).into()),
		},
		Subject {
			name: "Leasing::accept",
			call: |at| {
				let (order, worker) = (at.cell.order(), at.cell.account(Spare));
				(at.cell.account(Tenant), Leasing::accept { order, worker }.into())
			},
		},
		Subject {
			name: "Leasing::top_up",
			call: |at| {
				let (lease, amount) = (at.cell.lease(), 10 * UNIT);
				(at.cell.account(Tenant), Leasing::top_up { lease, amount }.into())
			},
		},
		Subject {
			name: "Leasing::settle",
			call: |at| (at.other.account(Tenant), Leasing::settle { lease: at.cell.lease() }.into()),
		},
		Subject {
			name: "Leasing::challenge_liveness",
			call: |at| (at.other.account(Tenant), Leasing::challenge_liveness { lease: at.cell.lease() }.into()),
		},
		Subject {
			name: "Leasing::close",
			call: |at| (at.cell.account(Tenant), Leasing::close { lease: at.cell.lease() }.into()),
		},
		Subject { name: "Jobs::submit", call: |at| (at.cell.account(Tenant), cell::submission(at.now + DAYS).into()) },
		Subject {
			name: "Jobs::claim",
			call: |at| (at.other.account(Leased), Jobs::claim { job: at.cell.open_job() }.into()),
		},
		Subject {
			name: "Jobs::reveal (finalizes)",
			call: |at| {
				let (job, output, salt) = (at.cell.revealing_job(), cell::output(), cell::SALT);
				(at.cell.account(Spare), Jobs::reveal { job, output, salt }.into())
			},
		},
		Subject { name: "Stakes::bond", call: |at| (at.cell.account(Tenant), cell::delegation().into()) },
		Subject { name: "Stakes::unbond", call: |at| (at.cell.account(Tenant), cell::undelegation().into()) },
		Subject {
			name: "DataPools::contribute",
			call: |at| {
				// Somebody who brings something for the first time.
				let contributor = at.cell.account(Lessor);
				let call = pool::contribution(&contributor, cell::content(b"something new"));
				(contributor, call.into())
			},
		},
		Subject { name: "DataPools::license", call: |at| (at.cell.account(Tenant), pool::purchase().into()) },
		Subject {
			name: "DataPools::claim",
			call: |at| (at.cell.account(Tenant), DataPools::claim { pool: pool::POOL }.into()),
		},
		Subject {
			name: "Channels::redeem",
			call: |at| (at.other.account(Tenant), agent::redemption(at.cell, OPEN).into()),
		},
		Subject {
			name: "Agents::act (pays)",
			call: |at| {
				// Within the mandate of a key.
				let pay = agent::payment(at.other.account(Tenant));
				(at.cell.account(Bidder), agent::act(at.cell, pay).into())
			},
		},
		Subject {
			name: "Agents::give_feedback",
			call: |at| (at.cell.account(Tenant), agent::feedback(at.cell, UNRATED).into()),
		},
	]
}
