//! Renting out the machine: answering whoever doubts that it is there, bidding for orders, giving notice.
//!
//! | Module | What for |
//! |---|---|
//! | [`view`] | What the chain says of leases at one block |
//! | [`rules`] | What a lease, a challenge or a downtime asks for. Pure |
//! | [`engine`] | Which orders to bid for, and which bids to take back. Pure |
//! | [`desk`] | Turns what was seen into calls, one of a kind at a time |

pub mod desk;
pub mod engine;
pub mod rules;
pub mod view;
