//! Batches: many results committed by one root, of which each can be opened and disputed.

/// Number of a batch of results.
pub type BatchId = u64;
