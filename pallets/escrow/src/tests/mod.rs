//! What the escrow promises.

mod charge_fee;
mod claim;
mod close;
mod model;
mod open;
mod pay;
mod protocol_fee;
mod stream;
mod top_up;
mod views;
