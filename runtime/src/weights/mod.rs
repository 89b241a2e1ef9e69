//! Weights measured for this runtime by `scripts/weights`, one file a pallet, and those of consensus.

pub mod consensus;
