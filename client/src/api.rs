//! Everything the runtime offers, generated from `metadata/piazza.scale`, with this crate's own types where it has some.
//!
//! A call or query made against a runtime whose types differ from those is refused before it is sent.

#![allow(missing_docs, clippy::all, unreachable_pub, unused_qualifications)]

/// The generated interface.
#[subxt::subxt(
	runtime_metadata_path = "../metadata/piazza.scale",
	substitute_type(path = "piazza_primitives::content::Content", with = "crate::Content"),
	substitute_type(path = "piazza_primitives::window::Window<N>", with = "crate::Window"),
	substitute_type(path = "piazza_primitives::attestation::Tier", with = "crate::Tier"),
	substitute_type(
		path = "frame_support::traits::tokens::fungible::union_of::NativeOrWithId<A>",
		with = "crate::Asset"
	),
	substitute_type(path = "sp_arithmetic::per_things::Permill", with = "crate::Permill"),
	substitute_type(path = "sp_arithmetic::per_things::Perbill", with = "crate::Perbill"),
	substitute_type(
		path = "piazza_runtime::opaque::SessionKeys",
		with = "::subxt::utils::Static<crate::validators::SessionKeys>"
	),
	substitute_type(path = "piazza_primitives::staking::Role", with = "crate::stakes::Role"),
	substitute_type(path = "pallet_stakes::types::PositionView<N>", with = "crate::stakes::Position"),
	substitute_type(path = "pallet_stakes::types::PendingSlash<A, N>", with = "crate::stakes::PendingSlash"),
	substitute_type(path = "pallet_validators::types::Exposure", with = "crate::validators::Exposure"),
	substitute_type(path = "pallet_validators::types::Offender<A>", with = "crate::validators::Offender"),
	substitute_type(path = "piazza_primitives::attestation::ProgramKind", with = "crate::programs::ProgramKind"),
	substitute_type(
		path = "pallet_attestation::program::Program",
		with = "::subxt::utils::Static<crate::programs::Description>"
	),
	substitute_type(path = "pallet_attestation::types::Attestation<N>", with = "crate::workers::Hardware"),
	substitute_type(path = "pallet_attestation::collateral::Tee", with = "crate::collateral::Tee"),
	substitute_type(path = "pallet_attestation::collateral::Vendor", with = "crate::collateral::Vendor"),
	derive_for_type(path = "pallet_attestation::evidence::Machine", derive = "::codec::Decode", recursive),
	derive_for_type(path = "pallet_attestation::evidence::Devices", derive = "::codec::Decode", recursive),
	substitute_type(path = "pallet_jobs::types::Policy<A, B, N>", with = "crate::jobs::Policy"),
	substitute_type(path = "pallet_jobs::types::Evaluator<A>", with = "crate::jobs::Evaluator"),
	substitute_type(path = "pallet_jobs::types::Stage<A, N>", with = "crate::jobs::Stage"),
	substitute_type(path = "pallet_jobs::types::Failure", with = "crate::jobs::Failure"),
	substitute_type(path = "pallet_jobs::types::Job<A, K, B, N, T>", with = "crate::jobs::Job"),
	substitute_type(path = "pallet_jobs::types::Claim<A, B>", with = "crate::jobs::Claim"),
	substitute_type(path = "pallet_jobs::types::Seat<A, B>", with = "crate::jobs::Seat"),
	substitute_type(path = "pallet_jobs::types::Progress", with = "crate::jobs::Progress"),
	substitute_type(path = "pallet_jobs::types::Outcome<B>", with = "crate::jobs::Outcome"),
	substitute_type(path = "pallet_jobs::types::Verdict", with = "crate::jobs::Verdict"),
	substitute_type(path = "pallet_jobs::types::Dispute<A, B>", with = "crate::jobs::Dispute"),
	substitute_type(path = "piazza_primitives::panels::Ruling", with = "crate::jobs::Ruling"),
	substitute_type(path = "piazza_primitives::reputation::MinScore<B>", with = "crate::jobs::MinScore"),
	substitute_type(path = "piazza_primitives::reputation::Domain", with = "crate::reputation::Domain"),
	substitute_type(path = "piazza_primitives::reputation::Score<B>", with = "crate::reputation::Score"),
	substitute_type(path = "pallet_leasing::types::OrderTerms<A, K, B, N>", with = "crate::leases::OrderTerms"),
	substitute_type(path = "pallet_leasing::types::Order<A, K, B, N, T>", with = "crate::leases::Order"),
	substitute_type(path = "pallet_leasing::types::Bid<A, B, N>", with = "crate::leases::Bid"),
	substitute_type(path = "pallet_leasing::types::OfferTerms<A, K, B, N>", with = "crate::leases::OfferTerms"),
	substitute_type(path = "pallet_leasing::types::Offer<A, K, B, N, T>", with = "crate::leases::Offer"),
	substitute_type(path = "pallet_leasing::types::Lease<A, K, B, N, T>", with = "crate::leases::Lease"),
	substitute_type(path = "pallet_leasing::types::LeaseView<L, B, N>", with = "crate::leases::LeaseView"),
	substitute_type(path = "pallet_leasing::types::Quote<B>", with = "crate::leases::Quote"),
	substitute_type(path = "pallet_leasing::types::Step<N>", with = "crate::leases::Step"),
	substitute_type(path = "pallet_leasing::types::Downtime<A, B, N>", with = "crate::leases::Downtime"),
	substitute_type(path = "pallet_leasing::types::Reason", with = "crate::leases::Reason"),
	substitute_type(path = "pallet_leasing::types::SpecsDispute<A, B, N>", with = "crate::leases::SpecsDispute"),
	substitute_type(path = "piazza_primitives::commitments::BatchSource", with = "crate::batches::BatchSource"),
	substitute_type(path = "pallet_batches::types::Batch<A, B, N>", with = "crate::batches::Batch"),
	substitute_type(path = "pallet_batches::types::Leaf", with = "crate::batches::Leaf"),
	substitute_type(path = "pallet_panels::types::Panel<A, C, N>", with = "crate::panels::Panel"),
	substitute_type(path = "piazza_primitives::settlements::SettlementId", with = "crate::agents::SettlementId"),
	substitute_type(path = "pallet_agents::types::Card", with = "crate::agents::Card"),
	substitute_type(path = "pallet_agents::types::Agent<A, T>", with = "crate::agents::Agent"),
	substitute_type(path = "pallet_agents::types::Kind", with = "crate::agents::Kind"),
	substitute_type(path = "pallet_agents::types::Limit<K>", with = "crate::agents::Limit"),
	substitute_type(path = "pallet_agents::types::MandateTerms<K, N>", with = "crate::agents::MandateTerms"),
	substitute_type(path = "pallet_agents::types::Tally<N>", with = "crate::agents::Tally"),
	substitute_type(path = "pallet_agents::types::Mandate<A, K, N, T>", with = "crate::agents::Mandate"),
	substitute_type(path = "pallet_agents::types::Rating", with = "crate::agents::Rating"),
	substitute_type(path = "pallet_agents::types::Summary", with = "crate::agents::Summary"),
	substitute_type(path = "pallet_agents::types::Validation<A, N, T>", with = "crate::agents::Validation"),
	substitute_type(path = "pallet_agents::types::Stage<N>", with = "crate::agents::Stage"),
	substitute_type(path = "pallet_agents::types::Answer", with = "crate::agents::Answer"),
	substitute_type(path = "pallet_agents::types::Scores", with = "crate::agents::Scores"),
	substitute_type(path = "pallet_agents::types::ScoreSummary", with = "crate::agents::ScoreSummary"),
	substitute_type(
		path = "pallet_channels::types::VoucherKey",
		with = "::subxt::utils::Static<crate::channels::VoucherKey>"
	),
	substitute_type(
		path = "pallet_channels::types::VoucherSignature",
		with = "::subxt::utils::Static<crate::channels::VoucherSignature>"
	),
	substitute_type(path = "pallet_channels::types::Results", with = "crate::channels::Results"),
	substitute_type(path = "pallet_channels::types::Voucher<B>", with = "crate::channels::Voucher"),
	substitute_type(path = "pallet_channels::types::Work<N>", with = "crate::channels::Work"),
	substitute_type(path = "pallet_channels::types::Channel<A, K, B, N, T>", with = "crate::channels::Channel"),
	substitute_type(path = "pallet_data_pools::types::Answers", with = "crate::pools::Answers"),
	substitute_type(path = "pallet_data_pools::types::Scoring", with = "crate::pools::Scoring"),
	substitute_type(path = "pallet_data_pools::types::Split", with = "crate::pools::Split"),
	substitute_type(path = "pallet_data_pools::types::Breaker<N>", with = "crate::pools::Breaker"),
	substitute_type(path = "pallet_data_pools::types::Terms<K, N>", with = "crate::pools::Terms"),
	substitute_type(path = "pallet_data_pools::types::Pool<A, K, N, T>", with = "crate::pools::Pool"),
	substitute_type(path = "pallet_data_pools::types::Books<A, N>", with = "crate::pools::Books"),
	substitute_type(path = "pallet_data_pools::types::Contribution<A, N, T>", with = "crate::pools::Contribution"),
	substitute_type(path = "pallet_data_pools::types::Consent<T>", with = "crate::pools::Consent"),
	substitute_type(path = "pallet_data_pools::types::Choice<A>", with = "crate::pools::Choice"),
	substitute_type(path = "pallet_data_pools::types::Licence<A, N, T>", with = "crate::pools::Licence"),
	substitute_type(path = "pallet_data_pools::types::Parts", with = "crate::pools::Parts"),
	substitute_type(path = "pallet_zktls::types::WitnessEpoch", with = "crate::web::Epoch")
)]
mod generated {}

pub use generated::*;
