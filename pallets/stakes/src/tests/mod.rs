//! Each file tests one call, or one thing that other pallets ask for.

mod bond;
mod escape;
mod model;
mod open;
mod rewards;
mod rules;
mod slashing;
mod unbond;
