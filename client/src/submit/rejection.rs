//! What a node means when it does not take a transaction.

use subxt::rpcs::{Error, UserError};

/// What to do about a transaction that a node did not take.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Rejection {
	/// It has it already: as good as taken.
	Known,
	/// Its nonce is used: sign it anew with the next one.
	Nonce,
	/// It was signed for another version of the runtime: sign it anew.
	Signature,
	/// It is anchored too far in the past: sign it anew.
	Anchor,
	/// Send the same bytes again later: the node is full or cannot be reached.
	Later(String),
	/// It will never be taken.
	Never(String),
}

impl Rejection {
	/// Understands what the node, or the connection to it, says.
	pub(super) fn of(error: &Error) -> Self {
		match error {
			Error::User(error) => Self::of_node(error),
			// Whether the node has it is not known. To send the same bytes once more does no harm.
			error => Self::Later(error.to_string()),
		}
	}

	fn of_node(error: &UserError) -> Self {
		let data = error.data.as_ref().map(|data| data.get().trim_matches('"')).unwrap_or_default();
		let text = if data.is_empty() { error.message.clone() } else { data.to_string() };
		match error.code {
			// The transaction is invalid; the text says how.
			1010 => Self::of_invalid(&text),
			// Its validity is not known, it is banned for a while, the pool is full.
			1011 | 1012 | 1016 => Self::Later(text),
			1013 => Self::Known,
			// Another transaction with its nonce is in the pool.
			1014 => Self::Nonce,
			_ => Self::Never(format!("{text} (code {})", error.code)),
		}
	}

	fn of_invalid(text: &str) -> Self {
		let says = |part: &str| text.contains(part);
		match () {
			() if says("outdated") => Self::Nonce,
			() if says("bad signature") => Self::Signature,
			() if says("ancient birth block") => Self::Anchor,
			// The block is full for such calls.
			() if says("exhaust") => Self::Later(text.into()),
			() if says("Inability to pay") => Self::Never(
				"the account cannot pay the transaction fee: send it some PZA, for example with `piazza transfer`"
					.into(),
			),
			() => Self::Never(text.into()),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn rejection(code: i32, data: Option<&str>) -> Rejection {
		let data = data.map(|data| serde_json::value::to_raw_value(data).unwrap());
		Rejection::of(&Error::User(UserError { code, message: "Invalid Transaction".into(), data }))
	}

	#[test]
	fn rejection_is_understood_by_its_code_and_text() {
		let later = |text: &str| Rejection::Later(text.into());
		for (code, data, expected) in [
			(1010, Some("Transaction is outdated"), Rejection::Nonce),
			(1010, Some("Transaction has a bad signature"), Rejection::Signature),
			(1010, Some("Transaction has an ancient birth block"), Rejection::Anchor),
			(
				1010,
				Some("Transaction would exhaust the block limits"),
				later("Transaction would exhaust the block limits"),
			),
			(1010, Some("Custom error: 3"), Rejection::Never("Custom error: 3".into())),
			(1010, None, Rejection::Never("Invalid Transaction".into())),
			(1011, Some("no state"), later("no state")),
			(1012, Some("banned"), later("banned")),
			(1013, Some("any"), Rejection::Known),
			(1014, Some("any"), Rejection::Nonce),
			(1016, Some("full"), later("full")),
			(-32601, None, Rejection::Never("Invalid Transaction (code -32601)".into())),
		] {
			assert_eq!(rejection(code, data), expected, "{code} {data:?}");
		}
	}

	#[test]
	fn rejection_names_the_remedy_when_the_fee_cannot_be_paid() {
		let text = "Inability to pay some fees (e.g. account balance too low)";
		assert!(matches!(rejection(1010, Some(text)), Rejection::Never(reason) if reason.contains("piazza transfer")));
	}

	#[test]
	fn rejection_is_temporary_when_the_connection_is_lost() {
		let error = Error::DisconnectedWillReconnect("closed".into());
		assert!(matches!(Rejection::of(&error), Rejection::Later(_)));
	}
}
