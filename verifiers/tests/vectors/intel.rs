//! Real SGX and TDX quotes. Every answer is compared with that of `dcap-qvl`, an implementation of other people's.

use crate::support::{for_each_case, json, read, vectors};
use dcap_qvl::{verify::QuoteVerifier, QuoteCollateralV3};
use piazza_verifiers::{
	intel::{
		self, pem_chain, Allowance, Bundle, Collateral, CollateralError, Error, Evidence, Facts, Policy, QeIdentity,
		Report, Signed, Status, Statuses, TcbInfo, Tee, INTEL_SGX_ROOT_CA,
	},
	x509::{
		Anchor, CertificateId, ChainError, CrlError, Fault, NothingKnown, Registry, RevocationError, RevocationList,
	},
	NotNewer, UnixTime,
};
use serde_json::Value;
use std::{collections::BTreeSet, path::Path};

/// A `collateral.json`, with its texts in bytes.
struct Parts {
	tcb_info: Vec<u8>,
	tcb_info_signature: Vec<u8>,
	tcb_info_chain: Vec<Vec<u8>>,
	qe_identity: Vec<u8>,
	qe_identity_signature: Vec<u8>,
	qe_identity_chain: Vec<Vec<u8>>,
	root_crl: Vec<u8>,
	pck_crl: Vec<u8>,
	pck_crl_chain: Vec<Vec<u8>>,
	theirs: QuoteCollateralV3,
}

impl Parts {
	fn new(value: &Value) -> Self {
		let text = |field: &str| value[field].as_str().unwrap_or_else(|| panic!("{field} is text")).to_owned();
		let bytes = |field: &str| hex::decode(text(field)).expect("hexadecimal");
		let chain = |field: &str| pem_chain(text(field).as_bytes()).expect("a chain in PEM");
		let theirs = QuoteCollateralV3 {
			pck_crl_issuer_chain: text("pck_crl_issuer_chain"),
			root_ca_crl: bytes("root_ca_crl"),
			pck_crl: bytes("pck_crl"),
			tcb_info_issuer_chain: text("tcb_info_issuer_chain"),
			tcb_info: text("tcb_info"),
			tcb_info_signature: bytes("tcb_info_signature"),
			qe_identity_issuer_chain: text("qe_identity_issuer_chain"),
			qe_identity: text("qe_identity"),
			qe_identity_signature: bytes("qe_identity_signature"),
			// The quote carries its own: with this one they would not look at it.
			pck_certificate_chain: None,
		};
		Self {
			tcb_info: text("tcb_info").into_bytes(),
			tcb_info_signature: bytes("tcb_info_signature"),
			tcb_info_chain: chain("tcb_info_issuer_chain"),
			qe_identity: text("qe_identity").into_bytes(),
			qe_identity_signature: bytes("qe_identity_signature"),
			qe_identity_chain: chain("qe_identity_issuer_chain"),
			root_crl: bytes("root_ca_crl"),
			pck_crl: bytes("pck_crl"),
			pck_crl_chain: chain("pck_crl_issuer_chain"),
			theirs,
		}
	}

	/// Asks `verify_with_bundle`.
	fn verify(&self, quote: &[u8], policy: &Policy, registry: &dyn Registry, now: UnixTime) -> Result<Facts, Error> {
		let (tcb_info_chain, qe_identity_chain) = (slices(&self.tcb_info_chain), slices(&self.qe_identity_chain));
		let bundle = Bundle {
			tcb_info: self.signed_tcb_info(&tcb_info_chain),
			qe_identity: self.signed_qe_identity(&qe_identity_chain),
			root_crl: &self.root_crl,
			pck_crl: &self.pck_crl,
		};
		intel::verify_with_bundle(Evidence { quote }, bundle, &[root()], policy, registry, now)
	}

	fn signed_tcb_info<'a>(&'a self, chain: &'a [&'a [u8]]) -> Signed<'a> {
		Signed { json: &self.tcb_info, signature: &self.tcb_info_signature, chain }
	}

	fn signed_qe_identity<'a>(&'a self, chain: &'a [&'a [u8]]) -> Signed<'a> {
		Signed { json: &self.qe_identity, signature: &self.qe_identity_signature, chain }
	}
}

fn slices(chain: &[Vec<u8>]) -> Vec<&[u8]> {
	chain.iter().map(Vec::as_slice).collect()
}

fn root() -> Anchor {
	Anchor::from_certificate(INTEL_SGX_ROOT_CA).expect("Intel's root")
}

/// Everything that can be accepted is: what is left is what both implementations refuse always.
fn permissive() -> Policy {
	let allowed = Allowance::Allowed;
	Policy {
		allow_debug: true,
		allow_service_td: true,
		statuses: Statuses {
			sw_hardening_needed: allowed,
			configuration_needed: allowed,
			configuration_and_sw_hardening_needed: allowed,
			out_of_date: allowed,
			out_of_date_configuration_needed: allowed,
			td_relaunch_advised: allowed,
			td_relaunch_advised_configuration_needed: allowed,
		},
		..Policy::strict()
	}
}

/// Asks both, under the most permissive policy. Where both accept they must agree on what they accepted.
fn both(parts: &Parts, quote: &[u8], now: UnixTime) -> (Result<Facts, Error>, bool) {
	let ours = parts.verify(quote, &permissive(), &NothingKnown, now);
	let verifier = QuoteVerifier::new_prod().allow_debug(true).allow_service_td(true);
	let theirs = verifier.verify(quote, &parts.theirs, now);
	if let (Ok(ours), Ok(theirs)) = (&ours, &theirs) {
		assert_eq!(status_name(ours.status), theirs.status);
		assert_eq!(ours.advisories, theirs.advisory_ids);
		assert_eq!(ours.platform.ppid.to_vec(), theirs.ppid);
	}
	(ours, theirs.is_ok())
}

fn status_name(status: Status) -> &'static str {
	match status {
		Status::UpToDate => "UpToDate",
		Status::SwHardeningNeeded => "SWHardeningNeeded",
		Status::ConfigurationNeeded => "ConfigurationNeeded",
		Status::ConfigurationAndSwHardeningNeeded => "ConfigurationAndSWHardeningNeeded",
		Status::OutOfDate => "OutOfDate",
		Status::OutOfDateConfigurationNeeded => "OutOfDateConfigurationNeeded",
		Status::TdRelaunchAdvised => "TDRelaunchAdvised",
		Status::TdRelaunchAdvisedConfigurationNeeded => "TDRelaunchAdvisedConfigurationNeeded",
		Status::Revoked => "Revoked",
	}
}

/// What a case is refused with under the strict policy.
fn refusal(id: &str) -> Error {
	let signature = piazza_verifiers::x509::SignatureError::Signature;
	let name = ["sgx_quote-", "tdx_quote-", "tdx_quote_td15ex-"].iter().find_map(|stem| id.strip_prefix(stem));
	match name.unwrap_or(id) {
		"sgx-valid" => Error::StatusRefused(Status::ConfigurationAndSwHardeningNeeded),
		// Its TEE TCB SVN is below the lowest level.
		"tdx-v5-no-tcb-level" => Error::NoTcbLevel,
		"collateral-expired" => Error::PckCrl(RevocationError::Crl(CrlError::Expired)),
		"collateral-not-yet-valid" => Error::PckCrl(RevocationError::Crl(CrlError::NotYetValid)),
		"report_data-flip" | "measurement-flip" | "quote-signature-flip" => Error::QuoteSignature,
		"attestation-key-flip" => Error::AttestationKey,
		"header-qe-vendor-flip" => Error::UnknownVendor,
		// Asked before any signature is computed.
		"debug-bit-set" | "debug-td" | "debug-sgx" => Error::Debug,
		"truncated" => Error::QuoteMalformed,
		"tcbinfo-edited" => Error::TcbInfo(CollateralError::Signature(signature)),
		"qe-identity-sig" => Error::QeIdentity(CollateralError::Signature(signature)),
		"pck-crl-sig" => Error::PckCrl(RevocationError::Crl(CrlError::Signature(signature))),
		"root-crl-swapped" => Error::RootCrl(RevocationError::IssuerMismatch),
		// The PCK authority of the SGX collateral is another one.
		"tdx-quote-with-sgx-collateral" => Error::PckCrl(RevocationError::IssuerMismatch),
		"tdx-fmspc-mismatch" => Error::Fmspc,
		other => panic!("unknown case {other}"),
	}
}

/// Any collateral at all, for the cases that have none: their quotes are refused before it is looked at.
fn any_collateral() -> Option<Parts> {
	Some(Parts::new(&json(&vectors()?.join("intel-dcap/tdx_quote.collateral.json"))))
}

#[test]
fn every_case_is_answered_as_expected() {
	for_each_case("intel-dcap", 48, |case| {
		let quote = case.bytes("quote");
		let has_collateral = case.has("collateral");
		let parts = match has_collateral {
			true => Parts::new(&case.json("collateral")),
			false => any_collateral().expect("the vectors are there"),
		};
		let now = case.now().unwrap_or(1_751_624_655);
		let answer = parts.verify(&quote, &Policy::strict(), &NothingKnown, now);
		let permissive_answer = has_collateral.then(|| both(&parts, &quote, now));
		if let Some((ours, theirs)) = &permissive_answer {
			assert_eq!(ours.is_ok(), *theirs, "{}: ours {ours:?}", case.id());
		}
		match case.expect() {
			"accept" => assert_eq!(
				answer.unwrap_or_else(|error| panic!("{}: {error}", case.id())).status,
				Status::UpToDate,
				"{}",
				case.id()
			),
			"reject" => {
				assert_eq!(answer, Err(refusal(case.id())), "{}", case.id());
				assert!(permissive_answer.is_none_or(|(ours, _)| ours.is_err()), "{}", case.id());
			}
			"accept-signature; strict policy rejects" => {
				assert_eq!(answer, Err(refusal(case.id())), "{}", case.id());
				assert!(permissive_answer.is_some_and(|(ours, _)| ours.is_ok()), "{}", case.id());
			}
			"see actual" => {
				let (facts, _) = permissive_answer.expect("there is collateral");
				let facts = facts.expect("a good quote");
				println!("{}: {:?} {:?}", case.id(), facts.status, facts.advisories);
				assert_eq!(answer, Err(Error::StatusRefused(facts.status)));
				assert_eq!(facts.status, Status::OutOfDate);
			}
			other => panic!("unknown expectation {other}"),
		}
	});
}

/// A good quote with its collateral, and when.
fn positive(name: &str, now: UnixTime) -> Option<(Vec<u8>, Parts, UnixTime)> {
	let folder = vectors()?.join("intel-dcap");
	let quote = read(&folder.join(format!("{name}.bin")));
	Some((quote, Parts::new(&json(&folder.join(format!("{name}.collateral.json")))), now))
}

const POSITIVES: [(&str, UnixTime); 3] =
	[("sgx_quote", 1_751_624_924), ("tdx_quote", 1_751_624_655), ("tdx_quote_td15ex", 1_792_713_448)];

fn positives() -> Vec<(&'static str, Vec<u8>, Parts, UnixTime)> {
	let found = POSITIVES.iter().filter_map(|(name, now)| {
		let (quote, parts, now) = positive(name, *now)?;
		Some((*name, quote, parts, now))
	});
	found.collect()
}

#[test]
fn facts_are_those_of_the_quote() {
	for (name, quote, parts, now) in positives() {
		let facts = parts.verify(&quote, &permissive(), &NothingKnown, now).expect(name);
		let (tee, claimed) = intel::claimed_platform(Evidence { quote: &quote }).expect("a platform");
		assert_eq!((tee, &claimed), (facts.report.tee(), &facts.platform));
		assert_eq!(facts.certificates.len(), 3, "PCK certificate, PCK CA, one signer of all collateral");
		assert!(facts.valid_until > now && facts.valid_until < now + 31 * 86_400);
		match (name, &facts.report) {
			("sgx_quote", Report::Sgx(report)) => {
				assert_eq!(facts.quote_version, 3);
				assert_eq!(facts.status, Status::ConfigurationAndSwHardeningNeeded);
				assert_eq!(facts.advisories, ["INTEL-SA-00289", "INTEL-SA-00615"]);
				assert_eq!(hex::encode(facts.platform.fmspc), "00a067110000");
				assert_eq!(facts.tcb_evaluation_data_number, 17);
				assert_eq!(report.mr_enclave[..], quote[48 + 64..48 + 96]);
				assert_eq!(report.mr_signer[..], quote[48 + 128..48 + 160]);
				assert_eq!(report.report_data[..], quote[48 + 320..48 + 384]);
			}
			("tdx_quote", Report::Tdx(report)) => {
				assert_eq!(facts.quote_version, 4);
				assert_eq!(hex::encode(facts.platform.fmspc), "b0c06f000000");
				assert_eq!(facts.platform.dynamic_platform, Some(true));
				assert_eq!(report.mr_td[..], quote[48 + 136..48 + 184]);
				assert_eq!(report.rtmrs[3][..], quote[48 + 472..48 + 520]);
				assert_eq!(report.report_data[..], quote[48 + 520..48 + 584]);
				assert!(report.td_15.is_none());
			}
			("tdx_quote_td15ex", Report::Tdx(report)) => {
				assert_eq!(facts.quote_version, 5);
				assert_eq!(facts.status, Status::UpToDate);
				assert_eq!(facts.tcb_evaluation_data_number, 20);
				assert_eq!(report.report_data[..], quote[54 + 520..54 + 584]);
				let extension = report.td_15_ex.as_ref().expect("an extended report");
				assert_eq!(extension.service_td_attributes[..], quote[54 + 877..54 + 885]);
			}
			other => panic!("unexpected {other:?}"),
		}
	}
}

#[test]
fn gpu_worker_is_up_to_date() {
	let Some(vectors) = vectors() else { return };
	let folder = vectors.join("gpu-worker-tdx-h100");
	let quote = read(&folder.join("tdx_quote.bin"));
	let parts = Parts::new(&json(&folder.join("collateral.json")));
	let now = 1_782_698_885;
	let facts = parts.verify(&quote, &Policy::strict(), &NothingKnown, now).expect("a good quote");
	assert_eq!((facts.report.tee(), facts.status), (Tee::Tdx, Status::UpToDate));
	assert_eq!(facts.report.report_data()[32..], [0; 32]);
	let (ours, theirs) = both(&parts, &quote, now);
	assert!(ours.is_ok() && theirs);
}

/// Where the PEM text of the certificates lies in a quote.
fn pem_range(quote: &[u8]) -> std::ops::Range<usize> {
	let (begin, end) = (b"-----BEGIN CERTIFICATE-----", b"-----END CERTIFICATE-----");
	let start = quote.windows(begin.len()).position(|window| window == begin).expect("PEM");
	let last = quote.windows(end.len()).rposition(|window| window == end).expect("PEM");
	start..last + end.len() + 2
}

/// Where a quote says of what kind and how long its signature data and the certification data in them are: all three
/// lengths end where the quote ends.
fn framing(quote: &[u8]) -> [std::ops::Range<usize>; 3] {
	let body = match quote[0] {
		3 => 384,
		4 => 584,
		_ => 6 + usize::from(u16::from_le_bytes([quote[50], quote[51]])),
	};
	let signature_data = 48 + body;
	let outer = match quote[0] {
		3 => signature_data..signature_data,
		_ => signature_data + 132..signature_data + 138,
	};
	let pem = pem_range(quote).start;
	[signature_data..signature_data + 4, outer, pem - 6..pem]
}

/// One bit of a byte is changed, another one from place to place: of every third byte before the PEM text, of every
/// byte that frames the signature data, of every eleventh of the PEM text and the padding.
///
/// Ours accepts changes in the copy of the root at the end of the chain, and nowhere else: its name and key are compared
/// with the pinned ones, while its serial number, dates and self-signature prove nothing. Theirs takes no notice at all
/// of that copy, of the PEM armour and the padding, and of lengths that are too long.
#[test]
fn every_flipped_byte_is_refused_but_in_the_copy_of_the_root() {
	for (name, quote, parts, now) in positives() {
		let pem = pem_range(&quote);
		let begin = b"-----BEGIN CERTIFICATE-----\n";
		let copy = quote.windows(begin.len()).rposition(|window| window == begin).expect("PEM") + begin.len();
		let copy = copy..pem.end - 27;
		let framing = framing(&quote);
		let (mut flipped, mut of_copy, mut lenient) = (0, 0, 0);
		for place in 0..quote.len() {
			let in_pem = place >= pem.start;
			let frames = framing.iter().any(|field| field.contains(&place));
			if !frames && place % if in_pem { 11 } else { 3 } != 0 {
				continue;
			}
			let mut changed = quote.clone();
			changed[place] ^= 1 << (place % 8);
			let (ours, theirs) = both(&parts, &changed, now);
			assert!(ours.is_err() || (copy.contains(&place) && theirs), "{name}: byte {place} can be changed");
			// Their leniency is theirs: it is counted, and in no place may it be ours.
			flipped += 1;
			of_copy += u32::from(ours.is_ok());
			lenient += u32::from(theirs);
		}
		println!("{name}: {flipped} flips, of which ours accepts {of_copy}, dcap-qvl {lenient}");
	}
}

#[test]
fn every_truncation_is_refused_but_that_of_the_padding() {
	for (name, quote, parts, now) in positives() {
		let end = quote.iter().rposition(|byte| *byte != 0).expect("a quote") + 2;
		for length in 0..quote.len() {
			let ours = parts.verify(&quote[..length], &permissive(), &NothingKnown, now);
			assert_eq!(ours.is_ok(), length >= end, "{name}: {length} bytes");
		}
	}
}

#[test]
fn quote_is_refused_when_it_is_longer_than_can_be() {
	for (_, mut quote, parts, now) in positives() {
		quote.resize(intel::MAX_QUOTE_LENGTH, 0);
		assert!(parts.verify(&quote, &permissive(), &NothingKnown, now).is_ok());
		quote.push(0);
		assert_eq!(parts.verify(&quote, &permissive(), &NothingKnown, now), Err(Error::QuoteTooLong));
		quote.truncate(6000);
		quote[5999] = 1;
		assert_eq!(parts.verify(&quote, &permissive(), &NothingKnown, now), Err(Error::TrailingBytes));
	}
}

/// What is signed in the collateral cannot be changed; what is not signed there is not there.
#[test]
fn every_flipped_byte_of_the_collateral_is_refused() {
	type Field = fn(&mut Parts) -> &mut Vec<u8>;
	let fields: [(&str, Field, usize); 8] = [
		("TCB info", |parts| &mut parts.tcb_info, 7),
		("TCB info signature", |parts| &mut parts.tcb_info_signature, 1),
		("TCB info signer", |parts| &mut parts.tcb_info_chain[0], 5),
		("QE identity", |parts| &mut parts.qe_identity, 5),
		("QE identity signature", |parts| &mut parts.qe_identity_signature, 1),
		("QE identity signer", |parts| &mut parts.qe_identity_chain[0], 5),
		("root CRL", |parts| &mut parts.root_crl, 1),
		("PCK CRL", |parts| &mut parts.pck_crl, 7),
	];
	for (name, quote, mut parts, now) in positives().into_iter().take(2) {
		for (field, of, stride) in fields {
			for place in (0..of(&mut parts).len()).step_by(stride) {
				of(&mut parts)[place] ^= 1 << (place % 8);
				let answer = parts.verify(&quote, &permissive(), &NothingKnown, now);
				assert!(answer.is_err(), "{name}: byte {place} of {field} can be changed");
				of(&mut parts)[place] ^= 1 << (place % 8);
			}
		}
		assert!(parts.verify(&quote, &permissive(), &NothingKnown, now).is_ok());
	}
}

#[test]
fn quote_is_refused_when_any_certificate_it_stands_on_is_revoked() {
	for (name, quote, parts, now) in positives() {
		let facts = parts.verify(&quote, &permissive(), &NothingKnown, now).expect(name);
		for (place, certificate) in facts.certificates.iter().enumerate() {
			let revoked = BTreeSet::from([*certificate]);
			let answer = parts.verify(&quote, &permissive(), &revoked, now);
			let at = |place| ChainError::At { place, fault: Fault::Revoked };
			let expected = match place {
				0 => Error::PckChain(at(0)),
				1 => Error::PckCrl(RevocationError::Issuer(at(0))),
				_ => Error::TcbInfo(CollateralError::Signer(at(0))),
			};
			assert_eq!(answer, Err(expected), "{name}: certificate {place}");
		}
		let other = BTreeSet::from([CertificateId([7; 32])]);
		assert!(parts.verify(&quote, &permissive(), &other, now).is_ok());
	}
}

/// The way of a chain: collateral is checked once, quotes are checked with it later.
#[test]
fn stored_collateral_proves_the_same() {
	for (name, quote, parts, now) in positives() {
		let anchors = [root()];
		let (tcb_info_chain, qe_identity_chain) = (slices(&parts.tcb_info_chain), slices(&parts.qe_identity_chain));
		let signed = parts.signed_tcb_info(&tcb_info_chain);
		let tcb_info = TcbInfo::verify(signed, &anchors, &NothingKnown, now).expect(name);
		let signed = parts.signed_qe_identity(&qe_identity_chain);
		let qe_identity = QeIdentity::verify(signed, &anchors, &NothingKnown, now).expect(name);
		let issuer = slices(&parts.pck_crl_chain);
		let pck_list = RevocationList::verify(&parts.pck_crl, &issuer, &anchors, &NothingKnown, now).expect(name);
		let root_list = RevocationList::verify(&parts.root_crl, &[], &anchors, &NothingKnown, now).expect(name);
		let registry: BTreeSet<_> = pck_list.revoked.iter().chain(&root_list.revoked).copied().collect();

		assert_eq!(TcbInfo::parse(&parts.tcb_info).as_ref(), Ok(&tcb_info.value));
		assert_eq!(QeIdentity::parse(&parts.qe_identity).as_ref(), Ok(&qe_identity.value));
		let collateral = Collateral { tcb_info: &tcb_info, qe_identity: &qe_identity };
		let ask = |registry: &dyn Registry, now| {
			intel::verify(Evidence { quote: &quote }, collateral, &anchors, &permissive(), registry, now)
		};
		let facts = ask(&registry, now).expect(name);
		let bundled = parts.verify(&quote, &permissive(), &NothingKnown, now).expect(name);
		assert_eq!(facts.clone().valid_until.min(pck_list.next_update).min(root_list.next_update), bundled.valid_until);
		assert_eq!(Facts { valid_until: bundled.valid_until, ..facts.clone() }, bundled);

		assert!(ask(&registry, facts.valid_until).is_ok());
		assert!(ask(&registry, facts.valid_until + 1).is_err());
		let signer = BTreeSet::from([tcb_info.certificates[0]]);
		assert_eq!(ask(&signer, now), Err(Error::CollateralRevoked));
	}
}

#[test]
fn older_collateral_does_not_supersede_newer() {
	let all = positives();
	let [_, (_, _, old, _), (_, _, new, _)] = all.as_slice() else { return };
	let edition = |parts: &Parts| TcbInfo::parse(&parts.tcb_info).expect("TCB info").edition;
	let (old, new) = (edition(old), edition(new));
	assert_eq!(new.supersedes(&old), Ok(()));
	assert_eq!(old.supersedes(&new), Err(NotNewer::IssuedEarlier));
	assert_eq!(new.supersedes(&new), Err(NotNewer::Same));
}

/// Quotes without collateral: their attributes are judged all the same.
#[test]
fn quotes_without_collateral_can_be_read() {
	let Some(vectors) = vectors() else { return };
	let folder = vectors.join("intel-dcap/no-collateral");
	let claimed = |name: &str| {
		let quote = read(Path::new(&folder.join(name)));
		intel::claimed_platform(Evidence { quote: &quote }).map(|(tee, platform)| (tee, hex::encode(platform.fmspc)))
	};
	assert_eq!(claimed("tdx_quote_v5_gcp.bin").expect("a quote").0, Tee::Tdx);
	assert_eq!(claimed("tdx_quote_v4_azure_td.bin").expect("a quote").0, Tee::Tdx);
	assert_eq!(claimed("tdx_quote_v4_debug_td.bin").expect("a quote").0, Tee::Tdx);
	assert_eq!(claimed("sgx_quote_debug_enclave.bin").expect("a quote").0, Tee::Sgx);
	// Something that is not zeros follows the quote.
	assert_eq!(claimed("tdx_prod_quote_SPR_E4.bin"), Err(Error::TrailingBytes));
}
