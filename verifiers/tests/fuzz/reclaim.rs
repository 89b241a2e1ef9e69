//! zkTLS claims.

use piazza_fixtures::reclaim::Claim as Template;
use piazza_verifiers::reclaim::{verify, Address, Claim, Context, Epoch, Policy, Software};

const NOW: u64 = 1_780_000_000;

/// Any texts, numbers and signatures.
#[test]
fn reclaim_never_panics() {
	type Input = (String, String, String, String, String, u64, u32, Vec<Vec<u8>>, u8, u32);
	bolero::check!().with_type::<Input>().with_iterations(2000).for_each(|input| {
		let (provider, parameters, context, owner, identifier, timestamp, id, signatures, count, required) = input;
		let signatures: Vec<&[u8]> = signatures.iter().map(Vec::as_slice).collect();
		let claim = Claim {
			provider,
			parameters,
			context,
			owner,
			timestamp: *timestamp,
			epoch: *id,
			identifier,
			signatures: &signatures,
		};
		let witnesses = (0..*count).map(|number| Address([number; 20])).collect();
		let epoch = Epoch { id: *id, starts: 0, ends: u64::MAX, witnesses, required: *required };
		let _ = epoch.select(identifier, *timestamp);
		let _ = Context::parse(context);
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
