//! Quotes of SGX and TDX.

use super::{ChainRegistry, Proven, Refusal};
use crate::{Config, IntelPolicies, Measurement, Pallet, QeIdentities, Roots, TcbInfos, Tee};
use alloc::vec::Vec;
use piazza_verifiers::{
	intel::{self, CollateralError, Error, Evidence, QeIdentity, Report, TcbInfo},
	UnixTime,
};

pub(super) fn verify<T: Config>(quote: &[u8], report_data: &[u8; 64], now: UnixTime) -> Result<Proven, Refusal> {
	let evidence = Evidence { quote };
	let (tee, platform) = intel::claimed_platform(evidence)?;
	let tee = Tee::from(tee);
	let tcb_info = TcbInfos::<T>::get((tee, platform.fmspc)).ok_or(Refusal::CollateralMissing)?;
	let tcb_info = tcb_info.read(TcbInfo::parse).map_err(|_| Refusal::CollateralMissing)?;
	let qe_identity = QeIdentities::<T>::get(tee).ok_or(Refusal::CollateralMissing)?;
	let qe_identity = qe_identity.read(QeIdentity::parse).map_err(|_| Refusal::CollateralMissing)?;
	let collateral = intel::Collateral { tcb_info: &tcb_info, qe_identity: &qe_identity };
	let policy = IntelPolicies::<T>::get().to_policy();
	let facts = intel::verify(evidence, collateral, &T::Roots::intel(), &policy, &ChainRegistry::<T>::new(), now)?;
	if facts.report.report_data() != report_data {
		return Err(Refusal::ChallengeMismatch);
	}
	// What was revoked meanwhile is only known where the authorities' lists are up to date.
	let lists = facts.issuers.iter().map(|issuer| Pallet::<T>::revocation_list_valid_until(issuer, now));
	let lists = lists.collect::<Result<Vec<_>, _>>()?;
	Ok(Proven {
		measurement: Some(measurement(&facts.report)),
		device: Some(facts.device),
		certificates: facts.certificates,
		valid_until: lists.into_iter().fold(facts.valid_until, UnixTime::min),
		links: Vec::new(),
	})
}

fn measurement(report: &Report) -> Measurement {
	match report {
		Report::Sgx(report) => {
			Measurement::Sgx { mr_enclave: report.mr_enclave, mr_signer: report.mr_signer, config_id: report.config_id }
		}
		Report::Tdx(report) => Measurement::Tdx {
			mr_td: report.mr_td,
			rtmrs: report.rtmrs,
			mr_config_id: report.mr_config_id,
			mr_owner: report.mr_owner,
			mr_owner_config: report.mr_owner_config,
		},
	}
}

impl From<Error> for Refusal {
	fn from(error: Error) -> Self {
		match error {
			Error::QuoteTooLong
			| Error::QuoteMalformed
			| Error::TrailingBytes
			| Error::UnsupportedVersion(_)
			| Error::UnsupportedTee(_)
			| Error::UnsupportedBody(_)
			| Error::UnsupportedKeyType(_)
			| Error::UnsupportedCertification(_)
			| Error::Pem(_)
			| Error::Certificate(_)
			| Error::PckExtension => Self::Malformed,
			Error::PckChain(error) => error.into(),
			Error::UnknownVendor
			| Error::NotPck
			| Error::QeSigner
			| Error::QeProduct
			| Error::QeMiscSelect
			| Error::QeAttributes
			| Error::UnknownTdxModule
			| Error::TdxModuleSigner
			| Error::TdxModuleAttributes => Self::Untrusted,
			Error::QeReportSignature | Error::AttestationKey | Error::QuoteSignature => Self::SignatureInvalid,
			Error::TcbInfo(error) | Error::QeIdentity(error) => error.into(),
			Error::CollateralRevoked | Error::Revoked => Self::Revoked,
			// The collateral is looked up for what the quote claims.
			Error::RootCrl(_)
			| Error::PckCrl(_)
			| Error::TcbInfoTee
			| Error::QeIdentityTee
			| Error::Fmspc
			| Error::PceId => Self::CollateralMissing,
			Error::QeDebug | Error::Debug | Error::Profiling => Self::DebugRefused,
			Error::NoQeLevel
			| Error::NoTcbLevel
			| Error::NoTdxModuleLevel
			| Error::StatusRefused(_)
			| Error::AdvisoryRefused
			| Error::EvaluationTooOld => Self::TcbRefused,
			Error::TeeRefused(_)
			| Error::ReservedAttributes
			| Error::Migratable
			| Error::ServiceTd
			| Error::EptViolations
			| Error::DynamicPlatform
			| Error::CachedKeys
			| Error::Smt => Self::PolicyRefused,
		}
	}
}

impl From<CollateralError> for Refusal {
	fn from(error: CollateralError) -> Self {
		match error {
			CollateralError::TooLong
			| CollateralError::Malformed
			| CollateralError::Unsupported
			| CollateralError::Certificate(_) => Self::Malformed,
			CollateralError::Signer(error) => error.into(),
			CollateralError::NotSigner => Self::Untrusted,
			CollateralError::Signature(error) => error.into(),
			CollateralError::NotYetValid | CollateralError::Expired => Self::CollateralExpired,
		}
	}
}
