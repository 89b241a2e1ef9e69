//! What leasing promises.

mod accept;
mod admin;
mod audit;
mod bid;
mod challenge;
mod close;
mod downtime;
mod histories;
mod offer;
mod order;
mod receipts;
mod run_out;
mod specs;
mod top_up;
mod views;
