//! Quotes of SGX and TDX.

use crate::{
	answer::told,
	trust::{slices, Trust},
	Answer, Policy,
};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use piazza_verifiers::intel::{self, Allowance, Bundle, Evidence, Signed, Statuses};
use scale_info::TypeInfo;

/// A text that Intel signed: TCB info or a QE identity.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct IntelText {
	/// The JSON, byte by byte as it was signed; at most [`intel::MAX_JSON_LENGTH`] bytes.
	pub json: Vec<u8>,
	/// `r ‖ s`, 64 bytes.
	pub signature: Vec<u8>,
	/// The signer's certificates, DER, leaf first; the root's own may be left out.
	pub chain: Vec<Vec<u8>>,
}

impl IntelText {
	fn signed<'a>(&'a self, chain: &'a [&'a [u8]]) -> Signed<'a> {
		Signed { json: &self.json, signature: &self.signature, chain }
	}
}

/// An SGX or TDX quote with all of its collateral, answered by [`intel::verify_with_bundle`].
///
/// [`Policy::Strict`] is [`intel::Policy::strict`]. [`Policy::Lenient`] also takes every status but `Revoked`, enclaves and
/// TDs under debug, and TDs with service TDs.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct Intel {
	/// The quote, at most [`intel::MAX_QUOTE_LENGTH`] bytes, with its PCK certificates in it.
	pub quote: Vec<u8>,
	/// TCB info of the platform's FMSPC, for SGX or TDX as the quote is.
	pub tcb_info: IntelText,
	/// Identity of the quoting enclave, for SGX or TDX as the quote is.
	pub qe_identity: IntelText,
	/// The root's revocation list, DER.
	pub root_crl: Vec<u8>,
	/// The revocation list, DER, of the authority that issued the PCK certificate.
	pub pck_crl: Vec<u8>,
	/// What is asked beyond good signatures.
	pub policy: Policy,
	/// What certificates are judged by.
	pub trust: Trust,
}

impl Intel {
	pub(crate) fn answer(&self) -> Answer {
		let (tcb_info_chain, qe_identity_chain) = (slices(&self.tcb_info.chain), slices(&self.qe_identity.chain));
		let bundle = Bundle {
			tcb_info: self.tcb_info.signed(&tcb_info_chain),
			qe_identity: self.qe_identity.signed(&qe_identity_chain),
			root_crl: &self.root_crl,
			pck_crl: &self.pck_crl,
		};
		let evidence = Evidence { quote: &self.quote };
		let (anchors, registry) = (self.trust.anchors()?, self.trust.registry());
		told(intel::verify_with_bundle(evidence, bundle, &anchors, &policy(self.policy), &registry, self.trust.now))
	}
}

fn policy(policy: Policy) -> intel::Policy {
	let strict = intel::Policy::strict();
	let allowed = Allowance::Allowed;
	match policy {
		Policy::Strict => strict,
		Policy::Lenient => intel::Policy {
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
			..strict
		},
	}
}
