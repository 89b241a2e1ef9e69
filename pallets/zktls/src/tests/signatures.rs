//! Witnesses' signatures, where three of five are chosen.

use crate::{check::Host, mock::*, Error, SignedClaim};
use frame_support::{assert_noop, assert_ok};
use piazza_fixtures::reclaim::sign_text;
use piazza_verifiers::reclaim::{signer, Address, Recover, Software};
use proptest::prelude::*;

/// The labels of the witnesses who are chosen for [`template`], in order, and of one who is not.
fn chosen() -> (Vec<&'static str>, &'static str) {
	let made = template().make();
	let signed_by = |label: &&str| {
		let alone = template().signed_by(&[label]);
		made.signatures.contains(&alone.signatures[0])
	};
	let (chosen, others): (Vec<_>, Vec<_>) = ["a", "b", "c", "d", "e"].into_iter().partition(signed_by);
	assert_eq!(chosen.len(), 3);
	(chosen, others[0])
}

fn by(labels: &[&str]) -> SignedClaim {
	signed_claim(template().signed_by(labels))
}

#[test]
fn claim_is_taken_when_the_chosen_signed_in_any_order() {
	let ([one, two, three], _) = (chosen().0.try_into().unwrap(), ());
	for labels in [[one, two, three], [three, two, one], [two, one, three]] {
		build_and_execute(|| {
			open();
			assert_ok!(submit(BOB, &by(&labels)));
		});
	}
}

#[test]
fn claim_is_refused_when_a_witness_signed_who_was_not_chosen() {
	build_and_execute(|| {
		open();
		let (chosen, other) = chosen();
		for stranger in [other, "nobody's witness"] {
			let claim = by(&[chosen[0], stranger, chosen[2]]);
			assert_noop!(submit(BOB, &claim), Error::<Test>::UnexpectedWitness);
		}
	});
}

#[test]
fn claim_is_refused_when_a_witness_signed_twice() {
	build_and_execute(|| {
		open();
		let (chosen, _) = chosen();
		let claim = by(&[chosen[0], chosen[1], chosen[0]]);
		assert_noop!(submit(BOB, &claim), Error::<Test>::DuplicateSigner);
	});
}

#[test]
fn claim_is_refused_when_it_has_fewer_or_more_signatures_than_its_epoch_demands() {
	build_and_execute(|| {
		open();
		let (chosen, other) = chosen();
		let [one, two, three] = chosen[..] else { panic!("three are chosen") };
		for labels in [&[] as &[&str], &[one], &[one, two]] {
			assert_noop!(submit(BOB, &by(labels)), Error::<Test>::TooFewSignatures);
		}
		for labels in [&[one, two, three, other] as &[&str], &[one, two, three, one], &[one; 16]] {
			assert_noop!(submit(BOB, &by(labels)), Error::<Test>::TooManySignatures);
		}
	});
}

#[test]
fn claim_is_refused_when_the_last_byte_of_a_signature_is_another() {
	build_and_execute(|| {
		open();
		for place in 0..3 {
			let good = claim().signatures[place][64];
			for v in (0..=u8::MAX).filter(|v| *v != good) {
				let mut changed = claim();
				changed.signatures[place][64] = v;
				let expected = match v {
					27 | 28 => Error::<Test>::UnexpectedWitness,
					_ => Error::<Test>::MalformedSignature,
				};
				assert_noop!(submit(BOB, &changed), expected);
			}
		}
	});
}

#[test]
fn claim_is_refused_when_a_signature_is_not_in_canonical_form() {
	build_and_execute(|| {
		open();
		for place in 0..3 {
			let mut changed = claim();
			changed.signatures[place] = high_twin(&changed.signatures[place]);
			assert_noop!(submit(BOB, &changed), Error::<Test>::MalformedSignature);
		}
	});
}

#[test]
fn twin_of_a_signature_is_one_where_both_forms_are_taken() {
	let low = sign_text("a", "text");
	let twin = high_twin(&low);
	let mut raw = twin;
	raw[64] -= 27;
	let digest = sp_io::hashing::keccak_256(b"\x19Ethereum Signed Message:\n4text");
	assert_eq!(Host.recover(&digest, &raw), Some(Address(address("a").0)));
	assert_eq!(high_twin(&twin), low);
}

proptest! {
	/// The host and the software of the verifiers agree on every signature that they are asked about.
	#[test]
	fn host_recovers_as_software_does(text in ".{0,80}", label in "[a-z]{1,8}", place in 0usize..65, flip in 1u8..) {
		let good = sign_text(&label, &text);
		let mut changed = good;
		changed[place] ^= flip;
		for signature in [good, changed] {
			prop_assert_eq!(signer(&text, &signature, &Host), signer(&text, &signature, &Software));
		}
		prop_assert_eq!(signer(&text, &good, &Host), Ok(Address(address(&label).0)));
	}
}
