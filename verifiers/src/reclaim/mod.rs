//! zkTLS claims in the format of the Reclaim protocol: witnesses (attestors) saw a part of an answer over TLS and sign
//! what was asked and what was found, without the session or the rest of the page.
//!
//! The format follows Reclaim.sol and Claims.sol of the protocol's Solidity SDK. The identifier of a claim is Keccak-256
//! over `provider ⏎ parameters ⏎ context`; witnesses sign `identifier ⏎ owner ⏎ timestamp ⏎ epoch` by EIP-191.

mod context;
mod epoch;

pub use crate::secp256k1::{Address, Recover, Software};
pub use context::{Context, MAX_EXTRACTED};
pub use epoch::{Epoch, MAX_WITNESSES};

use crate::{bytes::lower_hex, secp256k1, UnixTime};
use alloc::{format, string::String, vec, vec::Vec};
use sha3::{Digest, Keccak256};

/// The longest name of a provider, in bytes.
pub const MAX_PROVIDER_LENGTH: usize = 64;

/// The longest parameters, in bytes.
pub const MAX_PARAMETERS_LENGTH: usize = 16 * 1024;

/// The longest context, in bytes.
pub const MAX_CONTEXT_LENGTH: usize = 8 * 1024;

/// The most signatures that are looked at.
pub const MAX_SIGNATURES: usize = 16;

/// A claim with the signatures of its witnesses.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
	/// The kind of provider, for example `http`.
	pub provider: &'a str,
	/// What was asked and what was looked for, byte for byte as it was signed (JSON).
	pub parameters: &'a str,
	/// What it was asked for and what was found, byte for byte as it was signed (JSON).
	pub context: &'a str,
	/// Whose claim it is: an Ethereum address, `0x` and 40 lower-case hexadecimal digits. Other spellings are refused.
	pub owner: &'a str,
	/// When the witnesses saw it.
	pub timestamp: UnixTime,
	/// The epoch whose witnesses signed it.
	pub epoch: u32,
	/// Its identifier: `0x` and 64 lower-case hexadecimal digits.
	pub identifier: &'a str,
	/// Signatures, each `r ‖ s ‖ v` in 65 bytes, `v` being 27 or 28.
	pub signatures: &'a [&'a [u8]],
}

/// What is demanded of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
	/// The oldest a claim may be, in seconds.
	pub max_age: UnixTime,
	/// How far the witnesses' clock may be ahead of the caller's, in seconds. The witnesses themselves allow 600.
	pub max_skew: UnixTime,
	/// Kinds of provider that are accepted.
	pub providers: Vec<String>,
	/// Hashes of providers ([`Context::provider_hash`]) that are accepted. None: any, or none at all in the context.
	pub provider_hashes: Option<Vec<[u8; 32]>>,
	/// Whose claim it must be. None: anybody's.
	pub owner: Option<Address>,
	/// The fewest distinct witnesses, whatever the epoch demands.
	pub min_witnesses: u32,
}

impl Policy {
	/// For production: claims of the last ten minutes, over HTTP, of the providers in `provider_hashes` — which is empty
	/// and so accepts none until an application names its own. One witness is enough, since today's attestors sign alone;
	/// what is worth more should demand more.
	pub fn strict() -> Self {
		Self {
			max_age: 600,
			max_skew: 60,
			providers: vec!["http".into()],
			provider_hashes: Some(Vec::new()),
			owner: None,
			min_witnesses: 1,
		}
	}
}

/// What a good claim proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
	/// The claim's identifier, which must not be accepted twice. Signatures can be made anew: they tell nothing apart.
	pub identifier: [u8; 32],
	/// The kind of provider.
	pub provider: String,
	/// Keccak-256 over provider and parameters, one after the other: what groups the same question asked by many.
	pub question: [u8; 32],
	/// Whose claim it is.
	pub owner: Address,
	/// When the witnesses saw it.
	pub timestamp: UnixTime,
	/// The epoch of its witnesses.
	pub epoch: u32,
	/// Its witnesses, in the order of the signatures.
	pub witnesses: Vec<Address>,
	/// What its context says.
	pub context: Context,
	/// The last second at which it is not too old.
	pub valid_until: UnixTime,
}

/// Why a claim is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
	/// A part of it is longer than that part may be, or there are more than [`MAX_SIGNATURES`] signatures.
	#[error("the claim is too long")]
	TooLong,
	/// A part of it holds a line feed, which parts are told apart by: another split would have the same identifier.
	#[error("a part of the claim holds a line feed")]
	LineFeed,
	/// Its owner is not an address in lower case.
	#[error("the claim's owner is not `0x` and 40 lower-case hexadecimal digits")]
	OwnerFormat,
	/// Its identifier is not a hash in lower case.
	#[error("the claim's identifier is not `0x` and 64 lower-case hexadecimal digits")]
	IdentifierFormat,
	/// It is older than the policy allows.
	#[error("the claim is too old")]
	Stale,
	/// It was made later than now.
	#[error("the claim is from the future")]
	FromTheFuture,
	/// Its kind of provider is not accepted.
	#[error("the claim's provider is not accepted")]
	Provider,
	/// The provider that its context names is not accepted.
	#[error("the provider that the claim's context names is not accepted")]
	ProviderHash,
	/// It is somebody else's.
	#[error("the claim is somebody else's")]
	Owner,
	/// Its identifier is not that of what it says.
	#[error("the claim's identifier is not that of what it says")]
	IdentifierMismatch,
	/// Its context is not JSON of the expected shape.
	#[error("the claim's context is not of the expected shape")]
	Context,
	/// Its epoch is not known.
	#[error("the claim's epoch is not known")]
	UnknownEpoch,
	/// It was made outside the time of its epoch.
	#[error("the claim was made outside its epoch")]
	OutsideEpoch,
	/// Its epoch does not have as many witnesses as it demands, or demands none.
	#[error("the claim's epoch cannot provide its witnesses")]
	EpochWitnesses,
	/// Its epoch demands fewer witnesses than the policy.
	#[error("the claim has fewer witnesses than demanded")]
	TooFewWitnesses,
	/// It has no signature.
	#[error("the claim is not signed")]
	Unsigned,
	/// There are not as many signatures as its epoch demands.
	#[error("the claim has {found} signatures instead of {expected}")]
	SignatureCount {
		/// How many its epoch demands.
		expected: usize,
		/// How many there are.
		found: usize,
	},
	/// A signature does not have 65 bytes.
	#[error("signature {0} does not have 65 bytes")]
	SignatureLength(usize),
	/// The last byte of a signature is neither 27 nor 28.
	#[error("the last byte of signature {0} is neither 27 nor 28")]
	RecoveryByte(usize),
	/// A signature is the other of the two forms that every signature has (its `s` is in the upper half).
	#[error("signature {0} is not in its canonical form")]
	HighS(usize),
	/// No key can have made a signature.
	#[error("signature {0} is no signature")]
	Signature(usize),
	/// A signature is that of somebody whom the epoch did not choose for this claim; or the claim was changed.
	#[error("signature {0} is not that of a witness chosen for this claim")]
	UnexpectedWitness(usize),
	/// A witness signed twice.
	#[error("signature {0} is of a witness who has signed already")]
	DuplicateWitness(usize),
}

/// Checks a claim: that it is what its witnesses signed, that they are those whom its own epoch chose for it, and what
/// the policy demands. The caller sees to it that no identifier is accepted twice.
pub fn verify(
	claim: Claim<'_>,
	epochs: &[Epoch],
	policy: &Policy,
	recover: &dyn Recover,
	now: UnixTime,
) -> Result<Facts, Error> {
	check_bounds(&claim)?;
	let owner = Address::parse(claim.owner).ok_or(Error::OwnerFormat)?;
	let identifier: [u8; 32] = lower_hex(claim.identifier).ok_or(Error::IdentifierFormat)?;
	if claim.timestamp > now.saturating_add(policy.max_skew) {
		return Err(Error::FromTheFuture);
	}
	let valid_until = claim.timestamp.saturating_add(policy.max_age);
	if now > valid_until {
		return Err(Error::Stale);
	}
	if policy.owner.is_some_and(|expected| expected != owner) {
		return Err(Error::Owner);
	}
	if !policy.providers.iter().any(|provider| provider == claim.provider) {
		return Err(Error::Provider);
	}

	let epoch = epochs.iter().find(|epoch| epoch.id == claim.epoch).ok_or(Error::UnknownEpoch)?;
	if claim.timestamp < epoch.starts || claim.timestamp >= epoch.ends {
		return Err(Error::OutsideEpoch);
	}
	if epoch.required < policy.min_witnesses {
		return Err(Error::TooFewWitnesses);
	}
	if identify(&claim) != identifier {
		return Err(Error::IdentifierMismatch);
	}
	let context = Context::parse(claim.context).ok_or(Error::Context)?;
	if let Some(accepted) = &policy.provider_hashes {
		if !context.provider_hash.is_some_and(|hash| accepted.contains(&hash)) {
			return Err(Error::ProviderHash);
		}
	}
	let chosen = epoch.select(claim.identifier, claim.timestamp).ok_or(Error::EpochWitnesses)?;
	Ok(Facts {
		identifier,
		provider: claim.provider.into(),
		question: Keccak256::new().chain_update(claim.provider).chain_update(claim.parameters).finalize().into(),
		owner,
		timestamp: claim.timestamp,
		epoch: claim.epoch,
		witnesses: check_signatures(&claim, &chosen, recover)?,
		context,
		valid_until,
	})
}

fn check_bounds(claim: &Claim) -> Result<(), Error> {
	let too_long = claim.provider.len() > MAX_PROVIDER_LENGTH
		|| claim.parameters.len() > MAX_PARAMETERS_LENGTH
		|| claim.context.len() > MAX_CONTEXT_LENGTH
		|| claim.signatures.len() > MAX_SIGNATURES;
	if too_long {
		return Err(Error::TooLong);
	}
	if [claim.provider, claim.parameters, claim.context].iter().any(|part| part.contains('\n')) {
		return Err(Error::LineFeed);
	}
	match claim.signatures.is_empty() {
		true => Err(Error::Unsigned),
		false => Ok(()),
	}
}

fn identify(claim: &Claim) -> [u8; 32] {
	let parts = [claim.provider, "\n", claim.parameters, "\n", claim.context];
	let mut hash = Keccak256::new();
	parts.iter().for_each(|part| hash.update(part));
	hash.finalize().into()
}

/// The witnesses who signed, each of the chosen once.
fn check_signatures(claim: &Claim, chosen: &[Address], recover: &dyn Recover) -> Result<Vec<Address>, Error> {
	let (expected, found) = (chosen.len(), claim.signatures.len());
	if expected != found {
		return Err(Error::SignatureCount { expected, found });
	}
	let digest = text_digest(&signed_text(claim));
	let mut witnesses = Vec::new();
	for (place, signature) in claim.signatures.iter().enumerate() {
		let witness = signer_of(&digest, signature, place, recover)?;
		if !chosen.contains(&witness) {
			return Err(Error::UnexpectedWitness(place));
		}
		if witnesses.contains(&witness) {
			return Err(Error::DuplicateWitness(place));
		}
		witnesses.push(witness);
	}
	Ok(witnesses)
}

/// What witnesses sign.
fn signed_text(claim: &Claim) -> String {
	format!("{}\n{}\n{}\n{}", claim.identifier, claim.owner, claim.timestamp, claim.epoch)
}

/// What stands for a text in a signature (EIP-191, version `E`).
fn text_digest(text: &str) -> [u8; 32] {
	let frame = format!("\x19Ethereum Signed Message:\n{}{text}", text.len());
	Keccak256::digest(frame.as_bytes()).into()
}

/// Who signed a text as Ethereum wallets sign texts (EIP-191, version `E`), by the rules for the signatures of witnesses:
/// `r ‖ s ‖ v`, `v` being 27 or 28, `s` in the lower half. Errors name signature 0.
pub fn signer(text: &str, signature: &[u8], recover: &dyn Recover) -> Result<Address, Error> {
	signer_of(&text_digest(text), signature, 0, recover)
}

fn signer_of(digest: &[u8; 32], signature: &[u8], place: usize, recover: &dyn Recover) -> Result<Address, Error> {
	secp256k1::signer(digest, signature, recover).map_err(|fault| match fault {
		secp256k1::Fault::Length => Error::SignatureLength(place),
		secp256k1::Fault::RecoveryByte => Error::RecoveryByte(place),
		secp256k1::Fault::HighS => Error::HighS(place),
		secp256k1::Fault::Unrecoverable => Error::Signature(place),
	})
}
