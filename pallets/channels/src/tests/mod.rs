//! One file per call, and one each for what is signed, for results, for what is left of closed channels, for invariants,
//! and for random histories.

mod close;
mod extend;
mod histories;
mod invariants;
mod open;
mod receipts;
mod redeem;
mod results;
mod signatures;
mod top_up;
mod views;
mod weights;
