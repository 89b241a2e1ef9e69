//! X.509 certificates, the chains they form, and the lists that revoke them (RFC 5280, as strictly as evidence needs).

mod certificate;
mod chain;
mod crl;
mod key;
mod revocation;

pub use certificate::{Certificate, CertificateError, CertificateId, MAX_CERTIFICATE_LENGTH};
pub(crate) use chain::read_chain;
pub use chain::{verify_chain, Anchor, ChainError, ChainFacts, Fault, LinkId, NothingKnown, Registry, Rules};
pub use crl::{Crl, CrlError, MAX_CRL_ENTRIES, MAX_CRL_LENGTH};
pub use key::{PublicKey, SignatureError};
pub use revocation::{RevocationError, RevocationList};
