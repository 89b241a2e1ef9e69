//! Why Intel's evidence is refused.

use super::{pem::PemError, quote::MAX_QUOTE_LENGTH, CollateralError, Status, Tee};
use crate::x509::{CertificateError, ChainError, RevocationError};

/// Why a quote is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
	/// More than [`MAX_QUOTE_LENGTH`] bytes.
	#[error("the quote is longer than {MAX_QUOTE_LENGTH} bytes")]
	QuoteTooLong,
	/// It ends too early, or its lengths contradict each other.
	#[error("the quote is not well-formed")]
	QuoteMalformed,
	/// Something follows what belongs to it.
	#[error("there are bytes in the quote that belong to no part of it")]
	TrailingBytes,
	/// Not version 3, 4 or 5.
	#[error("quotes of version {0} are not supported")]
	UnsupportedVersion(u16),
	/// Neither an enclave's nor a TD's, or not in that version's format.
	#[error("quotes of TEE type {0:#x} are not supported in this version")]
	UnsupportedTee(u32),
	/// A body that is not known.
	#[error("quote bodies of type {0} are not supported")]
	UnsupportedBody(u16),
	/// The attestation key is not ECDSA on P-256.
	#[error("attestation keys of type {0} are not supported")]
	UnsupportedKeyType(u16),
	/// The quoting enclave is not Intel's.
	#[error("the quoting enclave is not Intel's")]
	UnknownVendor,
	/// It does not carry its certificates, but data by which they could be found.
	#[error("certification data of type {0} is not supported: the quote must carry its certificates")]
	UnsupportedCertification(u16),
	/// Its certificates are not written in PEM as Intel writes it.
	#[error("the PCK certificate chain: {0}")]
	Pem(#[from] PemError),

	/// A PCK certificate cannot be read.
	#[error("the PCK certificate chain: {0}")]
	Certificate(#[from] CertificateError),
	/// The PCK certificate chain is refused.
	#[error("the PCK certificate chain: {0}")]
	PckChain(#[from] ChainError),
	/// The first certificate is not a platform's: no SGX extension, or not two below the root.
	#[error("the certificate is not a platform's")]
	NotPck,
	/// The SGX extension of the PCK certificate cannot be read.
	#[error("the platform data in the PCK certificate are not well-formed")]
	PckExtension,

	/// TCB info is refused.
	#[error("the TCB info: {0}")]
	TcbInfo(CollateralError),
	/// The QE identity is refused.
	#[error("the QE identity: {0}")]
	QeIdentity(CollateralError),
	/// A certificate that signed TCB info or QE identity has been revoked since.
	#[error("the signer of the TCB info or of the QE identity has been revoked")]
	CollateralRevoked,
	/// The root's revocation list is refused.
	#[error("the root's revocation list: {0}")]
	RootCrl(RevocationError),
	/// The PCK CA's revocation list is refused.
	#[error("the PCK authority's revocation list: {0}")]
	PckCrl(RevocationError),
	/// TCB info speaks of SGX and the quote is a TD's, or the other way round.
	#[error("the TCB info is of the other kind of environment")]
	TcbInfoTee,
	/// The QE identity is that of the other quoting enclave.
	#[error("the QE identity is of the other kind of environment")]
	QeIdentityTee,
	/// TCB info speaks of other platforms.
	#[error("the TCB info is of another platform")]
	Fmspc,
	/// TCB info speaks of another provisioning certification enclave.
	#[error("the TCB info is of another provisioning certification enclave")]
	PceId,

	/// The quoting enclave's report is not signed by the platform.
	#[error("the quoting enclave's report is not signed by the platform's key")]
	QeReportSignature,
	/// The quoting enclave did not vouch for the attestation key.
	#[error("the quoting enclave does not vouch for the attestation key")]
	AttestationKey,
	/// The attestation key did not sign the quote.
	#[error("the quote is not signed by the attestation key")]
	QuoteSignature,
	/// The quoting enclave's host can look into it.
	#[error("the quoting enclave is under debug")]
	QeDebug,
	/// The quoting enclave is not signed by Intel.
	#[error("the quoting enclave has another signer")]
	QeSigner,
	/// The enclave is another product than the quoting enclave.
	#[error("the quoting enclave is another product")]
	QeProduct,
	/// MISCSELECT of the quoting enclave is not as it should be.
	#[error("the quoting enclave has another MISCSELECT")]
	QeMiscSelect,
	/// ATTRIBUTES of the quoting enclave are not as they should be.
	#[error("the quoting enclave has other ATTRIBUTES")]
	QeAttributes,
	/// The quoting enclave meets no level of its identity.
	#[error("the quoting enclave is older than every level Intel lists")]
	NoQeLevel,
	/// The platform meets no level of its TCB info.
	#[error("the platform is older than every level Intel lists")]
	NoTcbLevel,
	/// TCB info knows no TDX module of this version.
	#[error("Intel lists no TDX module of this version")]
	UnknownTdxModule,
	/// The TDX module is signed by somebody else.
	#[error("the TDX module has another signer")]
	TdxModuleSigner,
	/// The TDX module's attributes are not as they should be.
	#[error("the TDX module has other attributes")]
	TdxModuleAttributes,
	/// The TDX module meets no level of its identity.
	#[error("the TDX module is older than every level Intel lists")]
	NoTdxModuleLevel,
	/// The platform's, the quoting enclave's or the TDX module's keys are compromised.
	#[error("the platform's security level has been revoked")]
	Revoked,

	/// The policy accepts no evidence of this kind.
	#[error("the policy refuses {0:?}")]
	TeeRefused(Tee),
	/// The host can look into the enclave or TD.
	#[error("the enclave or trust domain is under debug")]
	Debug,
	/// The host can profile the TD.
	#[error("the trust domain can be profiled by its host")]
	Profiling,
	/// A TD attribute is set that is not known.
	#[error("reserved attributes of the trust domain are set")]
	ReservedAttributes,
	/// The TD can be moved to a host that nothing is known of.
	#[error("the trust domain can be moved to another host")]
	Migratable,
	/// The TD is bound to service TDs.
	#[error("the trust domain is bound to service trust domains")]
	ServiceTd,
	/// The TD is told of EPT violations, which its host can use to attack it.
	#[error("the trust domain does not disable EPT violation exceptions")]
	EptViolations,
	/// The policy refuses this status, or does not accept it any more.
	#[error("the policy refuses platforms of status {0:?}")]
	StatusRefused(Status),
	/// The policy refuses an advisory that the platform is exposed to.
	#[error("the platform is exposed to an advisory that the policy refuses")]
	AdvisoryRefused,
	/// The collateral rests on an evaluation that is too old for the policy.
	#[error("the collateral rests on an evaluation older than the policy wants")]
	EvaluationTooOld,
	/// The policy refuses platforms to which processors can be added.
	#[error("processors can be added to the platform, which the policy refuses")]
	DynamicPlatform,
	/// The policy refuses platforms whose root keys Intel keeps.
	#[error("the platform's keys are kept by Intel, which the policy refuses")]
	CachedKeys,
	/// The policy refuses hyper-threading.
	#[error("the platform runs with hyper-threading, which the policy refuses")]
	Smt,
}
