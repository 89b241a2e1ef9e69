//! What NVIDIA's GPUs and NVSwitches say of themselves.

use crate::{
	answer::told,
	trust::{slices, Trust},
	Answer, Policy, Unreadable,
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	string::String,
	vec::Vec,
};
use codec::{Decode, Encode};
use piazza_verifiers::nvidia::{self, Architecture, DriverVersion, Evidence, Release, VbiosVersion};
use scale_info::TypeInfo;

/// Measurements that are known to be good, and the software they are of.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct NvidiaGolden {
	/// The driver's version, such as `570.124.03`; none for switches.
	pub driver: Option<String>,
	/// The VBIOS's version: `96.00.D9.00.02` is `96 00 d9 00 02`.
	pub vbios: [u8; 5],
	/// The measurements, as [`nvidia::Facts::measurements_digest`] sums them up.
	pub digest: [u8; 48],
}

/// The evidence of one GPU or NVSwitch, answered by [`nvidia::verify`].
///
/// [`Policy::Strict`] is [`nvidia::Policy::strict`] with the measurements of [`Self::golden`], [`Policy::Lenient`] is
/// [`nvidia::Policy::any_genuine`], to which they do not matter.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct Nvidia {
	/// The SPDM request (37 bytes) and the response, at most [`nvidia::MAX_REPORT_LENGTH`] bytes.
	pub report: Vec<u8>,
	/// The certificates, DER, leaf first: four, or five with the root's own.
	pub certificates: Vec<Vec<u8>>,
	/// Measurements that are known to be good, of whatever family of chips.
	pub golden: Vec<NvidiaGolden>,
	/// What is asked beyond good signatures.
	pub policy: Policy,
	/// What certificates are judged by.
	pub trust: Trust,
}

impl Nvidia {
	pub(crate) fn answer(&self) -> Answer {
		let evidence = Evidence { report: &self.report, certificates: &slices(&self.certificates) };
		let policy = match self.policy {
			Policy::Strict => nvidia::Policy { golden: self.known()?, ..nvidia::Policy::strict() },
			Policy::Lenient => nvidia::Policy::any_genuine(),
		};
		let (anchors, registry) = (self.trust.anchors()?, self.trust.registry());
		told(nvidia::verify(evidence, &anchors, &policy, &registry, self.trust.now))
	}

	/// The good measurements of each release. Those of one family never are another's, so that none need be named.
	fn known(&self) -> Result<BTreeMap<Release, BTreeSet<[u8; 48]>>, Unreadable> {
		let mut known = BTreeMap::<_, BTreeSet<_>>::new();
		for golden in &self.golden {
			let driver = golden.driver.as_deref().map(str::parse::<DriverVersion>).transpose();
			let driver = driver.map_err(Unreadable::Driver)?;
			for architecture in [Architecture::Hopper, Architecture::Blackwell, Architecture::Ls10] {
				let release = Release { architecture, driver: driver.clone(), vbios: VbiosVersion(golden.vbios) };
				known.entry(release).or_default().insert(golden.digest);
			}
		}
		Ok(known)
	}
}
