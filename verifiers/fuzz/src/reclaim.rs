//! zkTLS claims.

use crate::{seed, Seed};
use piazza_fixtures::reclaim::Claim as Template;
use piazza_verifiers::reclaim::{verify, Address, Claim, Context, Epoch, Policy, Software};

const NOW: u64 = 1_780_000_000;

/// The inputs that fuzzing starts from.
pub fn seeds() -> Vec<Seed> {
	let made = Template::default().make();
	let numbers = [&[5, 3, 0, 0, 0], made.claim.timestamp.to_le_bytes().as_slice()].concat();
	let texts = [made.claim.provider, made.claim.parameters, made.claim.context, made.owner, made.identifier];
	let texts = texts.map(|text| [text.as_bytes(), &[0]].concat()).concat();
	let claim = [numbers, texts, made.signatures.concat()].concat();
	let (any, changed) = ("reclaim_never_panics", "reclaim_never_panics_on_changed_claims");
	vec![
		seed(any, "claim", claim),
		seed(changed, "nothing", [1]),
		seed(changed, "nothing-but-witnessed-anew", [0]),
		seed(changed, "parameters", [1, 0, 10, 0, 1]),
		seed(changed, "context-witnessed-anew", [0, 1, 10, 0, 1]),
		seed(changed, "signature", [1, 6, 10, 0, 1]),
	]
}

/// Any texts, numbers and signatures: how many witnesses there are (one byte) and are required (four), the time (eight
/// bytes), five texts with a zero behind each, signatures of 65 bytes.
#[test]
fn reclaim_never_panics() {
	bolero::check!().with_iterations(2000).for_each(|input: &[u8]| {
		let Some(([count, a, b, c, d], rest)) = input.split_first_chunk::<5>() else { return };
		let Some((timestamp, rest)) = rest.split_first_chunk::<8>() else { return };
		let mut parts = rest.splitn(6, |byte| *byte == 0);
		let mut text = || String::from_utf8_lossy(parts.next().unwrap_or_default());
		let [provider, parameters, context, owner, identifier] = std::array::from_fn(|_| text());
		let signatures: Vec<&[u8]> = parts.next().unwrap_or_default().chunks(65).collect();
		let timestamp = u64::from_le_bytes(*timestamp);
		let claim = Claim {
			provider: &provider,
			parameters: &parameters,
			context: &context,
			owner: &owner,
			timestamp,
			epoch: 1,
			identifier: &identifier,
			signatures: &signatures,
		};
		let witnesses = (0..*count).map(|number| Address([number; 20])).collect();
		let required = u32::from_le_bytes([*a, *b, *c, *d]);
		let epoch = Epoch { id: 1, starts: 0, ends: u64::MAX, witnesses, required };
		let _ = epoch.select(&identifier, timestamp);
		let _ = Context::parse(&context);
		assert!(verify(claim, &[epoch], &Policy::strict(), &Software, NOW).is_err());
	});
}

/// A good claim with its parts or a signature changed: each edit is a part, a place (two bytes) and what is added to
/// the byte there. Half of them are witnessed anew, so that the identifier and the signatures do not find them out.
#[test]
fn reclaim_never_panics_on_changed_claims() {
	let good = Template::default().make();
	let witnesses: Vec<_> = good.witnesses.iter().copied().map(Address).collect();
	let epoch = Epoch { id: 1, starts: 0, ends: u64::MAX, witnesses, required: 3 };
	let policy = Policy { provider_hashes: None, max_age: u64::MAX, ..Policy::strict() };
	bolero::check!().with_iterations(200).for_each(|input: &[u8]| {
		let Some((mode, edits)) = input.split_first() else { return };
		let mut made = good.clone();
		for edit in edits.chunks_exact(4) {
			let place = usize::from(u16::from_le_bytes([edit[1], edit[2]]));
			let texts = [&mut made.claim.parameters, &mut made.claim.context, &mut made.identifier, &mut made.owner];
			match texts.into_iter().nth(usize::from(edit[0] % 8)) {
				Some(text) => change(text, place, edit[3]),
				None => {
					let signature = &mut made.signatures[usize::from(edit[0] % 3)];
					signature[place % 65] = signature[place % 65].wrapping_add(edit[3]);
				}
			}
		}
		if mode % 2 == 0 {
			made = made.claim.make();
		}
		let signatures: Vec<&[u8]> = made.signatures.iter().map(|signature| signature.as_slice()).collect();
		let claim = Claim {
			provider: &made.claim.provider,
			parameters: &made.claim.parameters,
			context: &made.claim.context,
			owner: &made.owner,
			timestamp: made.claim.timestamp,
			epoch: 1,
			identifier: &made.identifier,
			signatures: &signatures,
		};
		let answer = verify(claim, std::slice::from_ref(&epoch), &policy, &Software, NOW);
		if mode % 2 == 1 {
			let same = made.claim.parameters == good.claim.parameters
				&& made.claim.context == good.claim.context
				&& made.identifier == good.identifier
				&& made.owner == good.owner
				&& made.signatures == good.signatures;
			assert_eq!(answer.is_ok(), same, "{answer:?}");
		}
	});
}

/// Adds to one byte of a text, if it stays a text.
fn change(text: &mut String, place: usize, by: u8) {
	let mut bytes = std::mem::take(text).into_bytes();
	let place = place % bytes.len();
	let before = bytes[place];
	bytes[place] = before.wrapping_add(by);
	if std::str::from_utf8(&bytes).is_err() {
		bytes[place] = before;
	}
	*text = String::from_utf8(bytes).expect("still a text");
}
