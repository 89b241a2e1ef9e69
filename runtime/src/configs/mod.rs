//! How each pallet is set up, by concern.

mod agents;
pub(crate) mod base;
mod consensus;
mod data;
mod market;
mod money;
mod staking;
mod toolbox;

pub use agents::{AgentCalls, AgentsId};
pub use consensus::{EpochDuration, ReportLongevity, BABE_GENESIS_EPOCH_CONFIG};
pub use data::{LiquidityInstance, MarketsAccount, PoolFund, POOL_TOKENS};
pub(crate) use market::RecordConsideration;
pub use market::{NativeAndAssets, SeatRandomness};
pub use money::{TreasuryAccount, WorkPool};
pub use toolbox::ProxyType;
