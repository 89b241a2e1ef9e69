//! Intel SGX and TDX.

use crate::{seed, Seed};
use piazza_fixtures::intel::{Enclave, Format, Made, Tdx};
use piazza_verifiers::{
	intel::{
		claimed_platform, pem_chain, verify, verify_with_bundle, Bundle, Collateral, Evidence, Policy, QeIdentity,
		Signed, TcbInfo,
	},
	x509::{Anchor, NothingKnown, RevocationList},
};

const NOW: u64 = 1_780_000_000;

fn all_formats() -> Vec<Made> {
	let tdx = |format| Tdx { format, configuration: Some([true; 3]), ..Default::default() };
	let tds = [Format::V4, Format::V5, Format::V5Td15, Format::V5Td15Ex].map(|format| tdx(format).make());
	tds.into_iter().chain([tdx(Format::V4).make_enclave(&Enclave::default())]).collect()
}

/// The inputs that fuzzing starts from.
pub fn seeds() -> Vec<Seed> {
	let any = "intel_never_panics";
	let tdx = |format| Tdx { format, ..Default::default() };
	let (made, enclave) = (tdx(Format::V4).make(), tdx(Format::V4).make_enclave(&Enclave::default()));
	let pem = made.quote.windows(5).position(|window| window == b"-----").expect("a quote has its certificates");
	let mut seeds = vec![
		seed(any, "quote-v3", enclave.quote),
		seed(any, "quote-v4", made.quote.clone()),
		seed(any, "quote-v5", tdx(Format::V5Td15Ex).make().quote),
		seed(any, "tcb-info-sgx", enclave.tcb_info.json),
		seed(any, "tcb-info-tdx", made.tcb_info.json),
		seed(any, "qe-identity-sgx", enclave.qe_identity.json),
		seed(any, "qe-identity-tdx", made.qe_identity.json),
		seed(any, "certificates", &made.quote[pem..]),
		seed(any, "issuer", made.issuer),
		seed(any, "list-of-the-root", made.root_crl),
		seed(any, "list-of-the-issuer", made.pck_crl),
	];
	let changed = "intel_never_panics_on_changed_evidence";
	for (which, name) in (0u8..).zip(["nothing-v4", "nothing-v5", "nothing-v5-15", "nothing-v5-15ex", "nothing-v3"]) {
		seeds.push(seed(changed, name, [which, 0]));
	}
	for (part, name) in (0u8..).zip(["quote", "tcb-info", "qe-identity", "signer", "list"]) {
		seeds.push(seed(changed, name, [0, part, 4, 0, 100, 1]));
	}
	seeds
}

/// Any bytes, as everything that is read. Only what was signed is believed.
#[test]
fn intel_never_panics() {
	let made = Tdx::default().make();
	let anchors = [Anchor::from_certificate(&made.root).unwrap()];
	bolero::check!().with_iterations(2000).for_each(|input: &[u8]| {
		let _ = (claimed_platform(Evidence { quote: input }), pem_chain(input));
		let _ = (TcbInfo::parse(input), QeIdentity::parse(input));
		let list = RevocationList::verify(input, &[], &anchors, &NothingKnown, NOW);
		assert_eq!(list.is_ok(), input == made.root_crl, "{list:?}");
		let list = RevocationList::verify(&made.pck_crl, &[input], &anchors, &NothingKnown, NOW);
		assert_eq!(list.is_ok(), input == made.issuer, "{list:?}");
		let signed = Signed { json: input, signature: input, chain: &[input] };
		assert!(TcbInfo::verify(signed, &anchors, &NothingKnown, NOW).is_err());
	});
}

/// Edits, four bytes each: what to do, where (two bytes), and with which value.
fn edited(bytes: &[u8], edits: &[u8]) -> Vec<u8> {
	let mut bytes = bytes.to_vec();
	for edit in edits.chunks_exact(4).take(8) {
		let place = usize::from(u16::from_be_bytes([edit[1], edit[2]])) % bytes.len().max(1);
		match edit[0] % 8 {
			0 => bytes.truncate(place),
			1 => bytes.insert(place, edit[3]),
			2 => drop(bytes.splice(place..bytes.len().min(place + usize::from(edit[3])), [])),
			3 => bytes.iter_mut().skip(place).take(1).for_each(|byte| *byte = edit[3]),
			_ => bytes.iter_mut().skip(place).take(1).for_each(|byte| *byte ^= edit[3]),
		}
	}
	bytes
}

/// Good texts and quotes with bytes changed. What is signed by others stays signed by them: only where that does not
/// matter (the copy of the root in the quote) may the answer be the one to the original.
#[test]
fn intel_never_panics_on_changed_evidence() {
	let all = all_formats();
	let policy = Policy::strict();
	bolero::check!().with_iterations(150).for_each(|input: &[u8]| {
		let Some(([which, part], edits)) = input.split_first_chunk::<2>() else { return };
		let made = &all[usize::from(*which) % all.len()];
		let anchors = [Anchor::from_certificate(&made.root).unwrap()];
		let change = |place, bytes: &[u8]| match part % 5 == place {
			true => edited(bytes, edits),
			false => bytes.to_vec(),
		};
		let (quote, tcb_info) = (change(0, &made.quote), change(1, &made.tcb_info.json));
		let (qe_identity, signer) = (change(2, &made.qe_identity.json), change(3, &made.qe_identity.chain[0]));
		let pck_crl = change(4, &made.pck_crl);

		// Without the signatures in the way.
		let _ = claimed_platform(Evidence { quote: &quote });
		let (info, identity) = (TcbInfo::parse(&tcb_info), QeIdentity::parse(&qe_identity));
		if let (Ok(value), Ok(other)) = (info, identity) {
			let until = u64::MAX;
			let tcb_info = &piazza_verifiers::intel::Verified { value, certificates: Vec::new(), valid_until: until };
			let qe_identity =
				&piazza_verifiers::intel::Verified { value: other, certificates: Vec::new(), valid_until: until };
			let collateral = Collateral { tcb_info, qe_identity };
			let _ = verify(Evidence { quote: &quote }, collateral, &anchors, &policy, &NothingKnown, NOW);
		}

		let bundle = Bundle {
			tcb_info: Signed {
				json: &tcb_info,
				signature: &made.tcb_info.signature,
				chain: &[&made.tcb_info.chain[0]],
			},
			qe_identity: Signed { json: &qe_identity, signature: &made.qe_identity.signature, chain: &[&signer] },
			root_crl: &made.root_crl,
			pck_crl: &pck_crl,
		};
		let facts = verify_with_bundle(Evidence { quote: &quote }, bundle, &anchors, &policy, &NothingKnown, NOW);
		let same = tcb_info == made.tcb_info.json
			&& qe_identity == made.qe_identity.json
			&& signer == made.qe_identity.chain[0]
			&& pck_crl == made.pck_crl;
		if facts.is_ok() {
			assert!(same, "a changed text is accepted");
			let signed = quote.len().min(made.quote.len()) - 2000;
			assert_eq!(quote[..signed], made.quote[..signed], "a changed quote is accepted");
		}
	});
}
