//! Agents: programs that buy and sell on their own.

/// Number of an agent.
pub type AgentId = u64;
