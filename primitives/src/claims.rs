//! What somebody saw on a web page, proven by zkTLS.

use frame_support::{weights::Weight, Parameter};
use sp_core::H256;
use sp_runtime::DispatchError;

/// What a zkTLS claim says, once its witnesses have been checked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct WebFact {
	/// Names what was asked and what was found. The same fact has the same identifier whoever saw it, and whenever: a
	/// claim that must be nobody else's too says in its context whom or what it is for.
	pub identifier: H256,
	/// Whose page it is and what is looked for on it: the hash by which an application's providers are told apart, taken
	/// as it is. It was allowed when the claim was checked.
	pub provider: H256,
	/// Hash of what was asked, without what was found or what it is for: the same for all who ask the same. Whoever
	/// counts an account once for each question keeps this and the account. An address, and so its owner, can have many
	/// accounts one after the other: that it is one person is for the question to find out.
	pub question: H256,
	/// When the witnesses saw it: seconds since 1970-01-01T00:00:00Z.
	pub seen_at: u64,
}

/// Checks zkTLS claims.
pub trait WebClaims<AccountId> {
	/// A claim with its witnesses' signatures.
	type Claim: Parameter;

	/// Checks a claim of the account `who`: fresh, of an allowed provider, signed by the witnesses of its epoch, and owned
	/// by an address that `who` has linked; otherwise the typed reason why not. It does not remember the claim: whoever
	/// must not count it twice keeps [`WebFact::identifier`].
	fn verify(who: &AccountId, claim: &Self::Claim) -> Result<WebFact, DispatchError>;

	/// Upper bound of the weight of [`WebClaims::verify`].
	fn verify_weight() -> Weight;

	/// A claim that [`WebClaims::verify`] takes from `who`, of this provider, which is allowed; as short as it can be, for
	/// [`WebClaims::verify_weight`] is measured on its own.
	#[cfg(feature = "runtime-benchmarks")]
	fn some_claim(who: &AccountId, provider: H256) -> Self::Claim;
}
