//! What data pools promise.

mod consents;
mod contribute;
mod costs;
mod create;
mod epochs;
mod histories;
mod invariants;
mod licences;
mod market;
mod rules;
mod staking;
