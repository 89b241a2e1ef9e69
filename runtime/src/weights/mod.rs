//! Weights measured for this runtime by `scripts/weights`, one file a pallet, and those of consensus.

pub mod consensus;
pub mod pallet_agenda;
pub mod pallet_agents;
pub mod pallet_attestation;
pub mod pallet_batches;
pub mod pallet_channels;
pub mod pallet_data_pools;
pub mod pallet_escrow;
pub mod pallet_jobs;
pub mod pallet_leasing;
pub mod pallet_panels;
pub mod pallet_reputation;
pub mod pallet_stakes;
pub mod pallet_validators;
pub mod pallet_zktls;
