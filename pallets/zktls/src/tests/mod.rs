//! One file per call, and one each for what other pallets ask for, for what happens by itself, for proofs from elsewhere,
//! for invariants, and for random histories.

mod due;
mod histories;
mod invariants;
mod link;
mod open_epoch;
mod providers;
mod recorded;
mod retire_epoch;
mod signatures;
mod submit;
mod unlink;
mod verify;
mod weights;
