//! What agents promise.

mod feedback;
mod histories;
mod identity;
mod mandates;
mod rules;
mod validation;
mod wallets;
