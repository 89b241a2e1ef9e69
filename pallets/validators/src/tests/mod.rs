//! What validators are promised.

mod admin;
mod election;
mod genesis;
mod join;
mod leave;
mod offences;
mod remove_candidate;
mod rewards;
mod views;
