//! Reports of AMD SEV-SNP.

use crate::{answer::told, trust::registry, Answer, Policy, Root, Unreadable};
use alloc::{string::String, vec::Vec};
use codec::{Decode, Encode};
use piazza_verifiers::{
	amd::{self, Accepted, Anchors, Evidence, Product, Tcb},
	UnixTime,
};
use scale_info::TypeInfo;

/// A product: see [`Product`].
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub enum AmdProduct {
	/// EPYC 7003.
	#[codec(index = 0)]
	Milan,
	/// EPYC 9004 and 8004.
	#[codec(index = 1)]
	Genoa,
	/// EPYC 9005.
	#[codec(index = 2)]
	Turin,
}

impl From<Product> for AmdProduct {
	fn from(product: Product) -> Self {
		match product {
			Product::Milan => Self::Milan,
			Product::Genoa => Self::Genoa,
			Product::Turin => Self::Turin,
		}
	}
}

impl From<AmdProduct> for Product {
	fn from(product: AmdProduct) -> Self {
		match product {
			AmdProduct::Milan => Self::Milan,
			AmdProduct::Genoa => Self::Genoa,
			AmdProduct::Turin => Self::Turin,
		}
	}
}

/// The root (ARK) of one product's keys.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct AmdRoot {
	/// The product.
	pub product: AmdProduct,
	/// Its root.
	pub root: Root,
}

impl AmdRoot {
	fn anchor(&self) -> Result<amd::Root, Unreadable> {
		Ok(amd::Root { product: self.product.into(), anchor: self.root.anchor()? })
	}
}

impl From<amd::Root> for AmdRoot {
	fn from(root: amd::Root) -> Self {
		Self { product: root.product.into(), root: root.anchor.into() }
	}
}

/// An SEV-SNP report, answered by [`amd::verify`].
///
/// [`Policy::Strict`] is [`amd::Policy::strict`]. [`Policy::Lenient`] takes every product with any firmware and any set-up
/// of the platform, guests that may be debugged or migrated, and reports from all of a guest's privilege levels.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct Amd {
	/// The report, [`amd::REPORT_LENGTH`] bytes.
	pub report: Vec<u8>,
	/// Certificate, DER, of the key that signed it (VCEK or VLEK).
	pub endorsement: Vec<u8>,
	/// Certificate, DER, of that certificate's issuer (ASK or ASVK).
	pub intermediate: Vec<u8>,
	/// Clouds whose keys (VLEK) are accepted, as certificates name them.
	pub clouds: Vec<String>,
	/// What is asked beyond good signatures.
	pub policy: Policy,
	/// The roots that are trusted.
	pub roots: Vec<AmdRoot>,
	/// The certificates that are revoked, as in [`Trust::revoked`](crate::Trust::revoked).
	pub revoked: Vec<[u8; 32]>,
	/// The time, in seconds since 1970-01-01T00:00:00Z.
	pub now: UnixTime,
}

impl Amd {
	pub(crate) fn answer(&self) -> Answer {
		let evidence =
			Evidence { report: &self.report, endorsement: &self.endorsement, intermediate: Some(&self.intermediate) };
		let roots = self.roots.iter().map(AmdRoot::anchor).collect::<Result<_, _>>()?;
		let anchors = Anchors { roots, intermediates: Vec::new() };
		let policy = amd::Policy { clouds: self.clouds.clone(), ..policy(self.policy) };
		told(amd::verify(evidence, &anchors, &policy, &registry(&self.revoked), self.now))
	}
}

fn policy(policy: Policy) -> amd::Policy {
	let strict = amd::Policy::strict();
	let any = |product| Accepted { product, cpu: None, minimum: Tcb::default() };
	match policy {
		Policy::Strict => strict,
		Policy::Lenient => amd::Policy {
			accepted: [Product::Milan, Product::Genoa, Product::Turin].map(any).into(),
			debug: true,
			migration_agent: true,
			single_socket: false,
			max_vmpl: 3,
			platform_required: 0,
			platform_forbidden: 0,
			..strict
		},
	}
}
