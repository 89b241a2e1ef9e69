//! A question to the verifiers that a runtime holds: what does this piece of evidence prove?
//!
//! Anybody may ask any node, without a transaction and for nothing: `state_call` of `VerifiersApi_verify`, with a
//! [`Question`] in SCALE. The answer comes from the very code that decides on chain. Everything that it depends on is in
//! the question, the roots of trust, the policy and the time among it: no state is read, and none is written, so that the
//! answer is the same at every block of one runtime, and the same as [`Question::answer`] gives natively.
//!
//! The bounds of what is looked at are those of [`piazza_verifiers`].

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![cfg_attr(
	not(test),
	deny(
		clippy::unwrap_used,
		clippy::expect_used,
		clippy::panic,
		clippy::indexing_slicing,
		clippy::arithmetic_side_effects,
		clippy::as_conversions
	)
)]

extern crate alloc;

#[allow(clippy::as_conversions, reason = "derived codecs cast the indices of variants")]
mod amd;
mod android;
mod answer;
#[allow(clippy::as_conversions, reason = "derived codecs cast the indices of variants")]
mod groth16;
mod intel;
mod nitro;
mod nras;
mod nvidia;
#[allow(clippy::as_conversions, reason = "derived codecs cast the indices of variants")]
mod question;
mod reclaim;
mod risc0;
mod software;
mod sp1;
#[allow(clippy::as_conversions, reason = "derived codecs cast the indices of variants")]
mod trust;
mod trust_authority;

pub use amd::{Amd, AmdProduct, AmdRoot};
pub use android::Android;
pub use answer::{Answer, Unreadable};
pub use groth16::{Curve, Groth16, Pairings};
pub use intel::{Intel, IntelText};
pub use nitro::Nitro;
pub use nras::Nras;
pub use nvidia::{Nvidia, NvidiaGolden};
pub use question::Question;
pub use reclaim::{Reclaim, ReclaimEpoch};
pub use risc0::{Risc0, Risc0Release};
pub use software::Software;
pub use sp1::{Sp1, Sp1Release};
pub use trust::{Policy, Root, Trust};
pub use trust_authority::TrustAuthority;

sp_api::decl_runtime_apis! {
	/// What a piece of evidence proves.
	pub trait VerifiersApi {
		/// The answer to a question: see [`Question::answer`]. Reads and writes no state.
		fn verify(question: Question) -> Answer;
	}
}
