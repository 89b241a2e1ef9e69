//! Reputation: how somebody worked, as settlement noted it.

use crate::{
	api,
	chain::{Block, Error},
	submit::Call,
	AccountId, Balance, Permill,
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use subxt::ext::{scale_decode::DecodeAsType, scale_encode::EncodeAsType};

/// What somebody is known for.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Domain {
	/// Doing jobs, as a provider.
	Jobs,
	/// Leasing machines out, as a provider.
	Leasing,
	/// Judging disputes, as a checker.
	Judging,
}

impl Domain {
	/// All domains.
	pub const ALL: [Self; 3] = [Self::Jobs, Self::Leasing, Self::Judging];

	/// Its name.
	pub fn name(self) -> &'static str {
		match self {
			Self::Jobs => "jobs",
			Self::Leasing => "leasing",
			Self::Judging => "judging",
		}
	}
}

impl fmt::Display for Domain {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		f.pad(self.name())
	}
}

/// Text that names no domain.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("give one of jobs, leasing, judging")]
pub struct UnknownDomain;

impl FromStr for Domain {
	type Err = UnknownDomain;

	fn from_str(text: &str) -> Result<Self, UnknownDomain> {
		Self::ALL.into_iter().find(|domain| domain.name() == text).ok_or(UnknownDomain)
	}
}

/// A score, and how much it is worth.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Score {
	/// How likely the next piece of work ends well, as far as one can tell; one half when nothing is known.
	pub value: Permill,
	/// The value of the settled work that this is known from, older work counted for less. In native money.
	pub sample: Balance,
}

/// Removes a record of which nothing is left, signed by anybody. Free of charge when it succeeds.
pub fn forget(domain: Domain, subject: AccountId) -> Call {
	Call::new(api::tx().reputation().forget(domain, subject))
}

impl Block {
	/// What is known of `subject` as of this block.
	pub async fn score(&self, domain: Domain, subject: AccountId) -> Result<Score, Error> {
		self.ask(api::view_functions().reputation().score(domain, subject)).await
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::fake::Fake;

	#[test]
	fn domain_is_the_same_when_written_and_read() {
		for domain in Domain::ALL {
			assert_eq!(domain.to_string().parse(), Ok(domain));
			assert_eq!(serde_json::to_value(domain).unwrap(), domain.name());
		}
		assert_eq!("lease".parse::<Domain>(), Err(UnknownDomain));
	}

	#[tokio::test]
	async fn score_is_what_the_chain_says() {
		let fake = Fake::new();
		let block = fake.chain().await.head().await.unwrap();
		fake.answer_view((1u8, [2u8; 32]), (750_000u32, 200u128));
		let score = block.score(Domain::Leasing, AccountId::from([2; 32])).await.unwrap();
		assert_eq!(score, Score { value: Permill(750_000), sample: 200 });
	}
}
