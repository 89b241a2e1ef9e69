//! Which of two publications of the same kind counts.

/// Why a publication does not replace another. Who keeps collateral or revocation lists asks before keeping a new one, or
/// an attacker brings back the time before an advisory or a revocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotNewer {
	/// It was issued earlier.
	#[error("it was issued before the one it would replace")]
	IssuedEarlier,
	/// It rests on an earlier evaluation, although it was issued later. Only Intel's collateral rests on evaluations.
	#[error("it rests on an earlier evaluation than the one it would replace")]
	EarlierEvaluation,
	/// Issued at the same time, and after the same evaluation where there is one.
	#[error("it is the one that it would replace")]
	Same,
}
