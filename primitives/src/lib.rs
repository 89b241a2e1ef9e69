//! What Piazza's pallets share: identifiers, half-open windows, content addresses, and the traits by which the pallets
//! speak to each other.
//!
//! A pallet never names another pallet's crate. It asks for one of these traits in its `Config`; the runtime wires
//! them; unit tests use the stand-ins of `mocks` (native builds only).

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod agenda;
mod attestation;
pub mod challenge;
mod claims;
mod commitments;
mod content;
mod escrow;
mod leases;
// Not a feature of its own: programs and tests would compile everything above this crate twice.
#[cfg(feature = "std")]
pub mod mocks;
mod panels;
mod pots;
mod reputation;
mod results;
mod settlements;
mod signing;
mod staking;
mod statement;
mod window;

pub use agenda::{Agenda, AgendaTicket, HandleDue};
pub use attestation::{ActiveWorker, Attested, ClassId, ProgramId, ProgramKind, Tier};
pub use claims::{WebClaims, WebFact};
pub use commitments::{BatchSource, CommitResults, Commitment};
pub use content::{Content, ContentHash, Uri, MAX_URI_LENGTH};
pub use escrow::{Escrow, EscrowId};
pub use leases::{Leases, ReportedSpan, RunningLease};
pub use panels::{OnVerdict, PanelCase, PanelId, Panels, Ruling, Verdict, UNAVAILABLE};
pub use pots::{give_each, give_if_possible};
pub use reputation::{Conduct, Domain, MinScore, Reputation, Score};
pub use results::{JobResult, JobResults};
pub use settlements::{Receipt, Settlement, SettlementId, Settlements};
pub use signing::SigningDomain;
pub use staking::{EraIndex, Fault, Role, Stakes};
pub use statement::{public_inputs, Statement};
pub use window::Window;

/// Number of a job, given in the order of submission.
pub type JobId = u64;

/// Number of a batch of results, given in the order of reporting.
pub type BatchId = u64;

/// Number of a payment channel, given in the order of opening.
pub type ChannelId = u64;

/// Number of a lease, given in the order of beginning.
pub type LeaseId = u64;
