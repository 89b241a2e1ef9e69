//! Unit tests, one file a call.

mod approve;
mod attested;
mod invariants;
mod register;
mod register_program;
mod remove_program;
mod renew;
mod retire;
