//! What vendors publish is handed in by anybody, and only ever gets newer.

use super::machines::*;
use crate::{
	mock::*, Collateral, CollateralStatus, Error, Event, QeIdentities, RevocationLists, Revoked, StoredList, TcbInfos,
	Tee, Vendor,
};
use frame_support::{assert_err_ignore_postinfo, assert_noop, dispatch::Pays};
use piazza_fixtures::{
	amd::Snp,
	intel::{Made, Tdx},
	nitro::Nitro,
	nvidia::{self, Parameters},
	x509::{Authority, Key, Template, LONG_VALIDITY},
};
use piazza_verifiers::amd::{Anchors, Product, Root};
use sp_io::hashing::blake2_256;
use sp_runtime::DispatchError;

/// A chain that trusts Intel's throw-away root and knows no collateral yet.
fn begin() -> Made {
	let made = Tdx::default().make();
	start(TestRoots { intel: vec![anchor(&made.root)], ..Default::default() });
	made
}

fn tcb_info(of: &Tdx) -> Collateral {
	Collateral::TcbInfo(signed_text(of.make().tcb_info))
}

fn qe_identity(of: &Tdx) -> Collateral {
	Collateral::QeIdentity(signed_text(of.make().qe_identity))
}

fn refused(collateral: Collateral, error: Error<Test>) {
	assert_noop!(Attestation::submit_collateral(signed(STRANGER), Box::new(collateral)), error);
}

/// Collateral that was issued and evaluated so.
fn edition(issued: &str, evaluation: u32) -> Tdx {
	Tdx { issued: issued.into(), evaluation, ..Default::default() }
}

#[test]
fn collateral_is_stored_and_costs_nothing_when_anybody_hands_it_in() {
	build_and_execute(|| {
		let made = begin();
		let fmspc = Tdx::default().fmspc;
		let status = |tcb_info, qe_identity, tcb_evaluation_data_number| {
			let expected = CollateralStatus { tcb_info, qe_identity, tcb_evaluation_data_number };
			assert_eq!(Attestation::collateral_status(Tee::Tdx, fmspc), expected);
		};
		let (root, issuer) = (subject(&made.root), subject(&made.issuer));
		status(None, None, None);
		assert_eq!(Attestation::revocation_list(issuer.clone()), None);

		for collateral in collateral(made) {
			let answer = Attestation::submit_collateral(signed(PAUPER), Box::new(collateral));
			assert_eq!(answer.unwrap().pays_fee, Pays::No);
		}
		status(Some(COLLATERAL_UNTIL), Some(COLLATERAL_UNTIL), Some(20));
		let list = StoredList { this_update: 1_767_225_600, next_update: LONG_VALIDITY.1 };
		assert_eq!(Attestation::revocation_list(root.clone()), Some(list));
		assert_eq!(Attestation::revocation_list(issuer.clone()), Some(list));
		let stored = |issuer: &[u8]| Event::RevocationListStored {
			vendor: Vendor::Intel,
			issuer: blake2_256(issuer),
			next_update: LONG_VALIDITY.1,
			revoked: 0,
		};
		assert_events(vec![
			Event::TcbInfoStored { tee: Tee::Tdx, fmspc, valid_until: COLLATERAL_UNTIL },
			Event::QeIdentityStored { tee: Tee::Tdx, valid_until: COLLATERAL_UNTIL },
			stored(&root),
			stored(&issuer),
		]);
		// Of enclaves nothing is known.
		let nothing = CollateralStatus { tcb_info: None, qe_identity: None, tcb_evaluation_data_number: None };
		assert_eq!(Attestation::collateral_status(Tee::Sgx, fmspc), nothing);
	});
}

#[test]
fn collateral_costs_a_fee_when_it_is_refused() {
	build_and_execute(|| {
		begin();
		submit(tcb_info(&Tdx::default()));
		let again = Attestation::submit_collateral(signed(STRANGER), Box::new(tcb_info(&Tdx::default())));
		assert_eq!(again.unwrap_err().post_info.pays_fee, Pays::Yes);
		assert_err_ignore_postinfo!(again, Error::<Test>::CollateralNotNewer);
	});
}

#[test]
fn collateral_is_refused_when_nobody_signs() {
	build_and_execute(|| {
		begin();
		for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
			let collateral = Box::new(tcb_info(&Tdx::default()));
			assert_noop!(Attestation::submit_collateral(origin, collateral), DispatchError::BadOrigin);
		}
	});
}

/// The time before an advisory does not come back.
#[test]
fn text_is_refused_when_it_is_no_newer_than_what_is_stored() {
	build_and_execute(|| {
		begin();
		for text in [tcb_info, qe_identity] {
			submit(text(&edition("2026-05-02T00:00:00Z", 20)));
			let older = [("2026-05-01T00:00:00Z", 21), ("2026-05-03T00:00:00Z", 19), ("2026-05-02T00:00:00Z", 20)];
			for (issued, evaluation) in older {
				refused(text(&edition(issued, evaluation)), Error::CollateralNotNewer);
			}
			submit(text(&edition("2026-05-02T00:00:00Z", 21)));
			submit(text(&edition("2026-05-03T00:00:00Z", 21)));
		}
	});
}

#[test]
fn texts_do_not_replace_each_other_when_they_are_of_other_platforms_or_kinds() {
	build_and_execute(|| {
		begin();
		let other = Tdx { fmspc: [1; 6], ..edition("2026-04-01T00:00:00Z", 1) };
		submit(tcb_info(&Tdx::default()));
		submit(tcb_info(&other));
		let made = other.make_enclave(&Default::default());
		submit(Collateral::TcbInfo(signed_text(made.tcb_info)));
		submit(Collateral::QeIdentity(signed_text(made.qe_identity)));
		submit(qe_identity(&Tdx::default()));
		assert_eq!((TcbInfos::<Test>::iter().count(), QeIdentities::<Test>::iter().count()), (3, 2));
	});
}

#[test]
fn list_is_refused_when_it_was_made_no_later_than_what_is_stored() {
	build_and_execute(|| {
		let made = begin();
		let list = |from| intel_list(Tdx::default().list(false, from, NOW + 9, &[]), vec![made.issuer.clone()]);
		submit(list(NOW - 5));
		for from in [NOW - 6, NOW - 5] {
			refused(list(from), Error::CollateralNotNewer);
		}
		submit(list(NOW - 4));
		// That of the root is another.
		submit(intel_list(Tdx::default().list(true, NOW - 9, NOW + 9, &[]), Vec::new()));
		assert_eq!(RevocationLists::<Test>::iter().count(), 2);
	});
}

#[test]
fn collateral_is_refused_when_its_time_is_over_or_has_not_come() {
	build_and_execute(|| {
		let made = begin();
		let late = Tdx { next_update: "2026-05-02T00:00:00Z".into(), ..Default::default() };
		let early = edition("2026-06-01T00:00:00Z", 20);
		for text in [tcb_info(&late), tcb_info(&early), qe_identity(&late), qe_identity(&early)] {
			refused(text, Error::CollateralExpired);
		}
		let list = |from, to| intel_list(Tdx::default().list(false, from, to, &[]), vec![made.issuer.clone()]);
		refused(list(NOW - 9, NOW - 1), Error::CollateralExpired);
		refused(list(NOW + 1, NOW + 9), Error::CollateralExpired);
		submit(list(NOW, NOW));
	});
}

#[test]
fn collateral_is_refused_when_its_root_is_not_trusted() {
	build_and_execute(|| {
		let made = begin();
		TestRoots::of_vendors().set();
		for collateral in collateral(made) {
			refused(collateral, Error::Untrusted);
		}
	});
}

/// A root of the same name with another key, and a key of the root's that may not sign this.
#[test]
fn collateral_is_refused_when_others_sign_it() {
	build_and_execute(|| {
		begin();
		let impostor = Tdx { root: "another".into(), ..Default::default() };
		for collateral in collateral(impostor.make()) {
			refused(collateral, Error::SignatureInvalid);
		}
		let mut text = Tdx::default().make().tcb_info;
		text.chain = vec![Tdx::default().other_signer()];
		refused(Collateral::TcbInfo(signed_text(text)), Error::Untrusted);
	});
}

#[test]
fn text_is_refused_when_it_was_changed() {
	build_and_execute(|| {
		let made = begin();
		for mut text in [made.tcb_info, made.qe_identity] {
			text.json[0] ^= 1;
			refused(Collateral::TcbInfo(signed_text(text)), Error::SignatureInvalid);
		}
	});
}

/// Each is signed by Intel, and neither is the other.
#[test]
fn text_is_refused_when_it_is_of_another_kind() {
	build_and_execute(|| {
		let made = begin();
		refused(Collateral::QeIdentity(signed_text(made.tcb_info)), Error::Malformed);
		refused(Collateral::TcbInfo(signed_text(made.qe_identity)), Error::Malformed);
	});
}

#[test]
fn list_is_refused_when_it_cannot_be_read() {
	build_and_execute(|| {
		let mut made = begin();
		made.root_crl.pop();
		refused(intel_list(made.root_crl, Vec::new()), Error::Malformed);
		refused(intel_list(vec![0x30, 0], Vec::new()), Error::Malformed);
	});
}

#[test]
fn list_is_refused_when_it_is_not_that_of_its_issuer() {
	build_and_execute(|| {
		let made = begin();
		refused(intel_list(made.root_crl, vec![made.issuer]), Error::Untrusted);
		refused(intel_list(made.pck_crl, Vec::new()), Error::Untrusted);
	});
}

#[test]
fn list_is_refused_when_its_issuer_is_revoked() {
	build_and_execute(|| {
		let made = begin();
		submit(intel_list(Tdx::default().list(true, NOW, NOW + 9, &[&Tdx::SERIALS[1]]), Vec::new()));
		refused(intel_list(made.pck_crl, vec![made.issuer]), Error::Revoked);
	});
}

#[test]
fn text_is_refused_when_its_signer_is_revoked() {
	build_and_execute(|| {
		begin();
		submit(intel_list(Tdx::default().list(true, NOW, NOW + 9, &[&Tdx::SERIALS[2]]), Vec::new()));
		refused(tcb_info(&Tdx::default()), Error::Revoked);
	});
}

#[test]
fn signer_is_refused_when_its_certificate_is_out_of_date() {
	build_and_execute(|| {
		begin();
		let root = Template::authority("CN=Throw-Away SGX Root CA,O=Nobody", 1);
		let root = Authority::root(root, Key::p256(&Tdx::default().root));
		let signer = Template::leaf("CN=Intel SGX TCB Signing,O=Nobody", 4).valid(NOW - 9, NOW - 1);
		let mut text = Tdx::default().make().tcb_info;
		text.chain = vec![root.issue(signer, &Key::p256("intel signer").spki())];
		refused(Collateral::TcbInfo(signed_text(text)), Error::CertificateExpired);
	});
}

#[test]
fn lists_of_every_vendor_are_taken_when_its_own_root_signs() {
	build_and_execute(|| {
		let amd = Snp::default().root();
		let nvidia = nvidia::Evidence::new(&Parameters::default()).root;
		let aws = Template::authority("CN=Throw-away aws.nitro-enclaves", 1);
		let aws = Authority::root(aws, Key::p384(&Nitro::default().root_key));
		let of_amd = Root { product: Product::Genoa, anchor: anchor(&amd.certificate) };
		start(TestRoots {
			amd: Anchors { roots: vec![of_amd], intermediates: Vec::new() },
			nvidia: vec![anchor(&nvidia.certificate)],
			nitro: vec![anchor(&aws.certificate)],
			..Default::default()
		});
		let roots = [(Vendor::Amd, amd), (Vendor::Nvidia, nvidia), (Vendor::Aws, aws)];
		for (whose, root) in &roots {
			let list = root.crl(1, NOW, NOW + 9, &[&[2]]);
			for vendor in [Vendor::Intel, Vendor::Amd, Vendor::Nvidia, Vendor::Aws] {
				let list =
					Collateral::RevocationList { vendor, list: bounded(list.clone()), issuer: Default::default() };
				match vendor == *whose {
					true => submit(list),
					false => refused(list, Error::Untrusted),
				}
			}
		}
		assert_eq!((RevocationLists::<Test>::iter().count(), Revoked::<Test>::iter().count()), (3, 3));
	});
}
