//! What of all genuine devices is wanted.

use super::{chip::Architecture, version::DriverVersion, version::VbiosVersion, Error, Facts};
use alloc::collections::{BTreeMap, BTreeSet};

/// The mode of confidential computing that a GPU is set to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
	/// "MPT": several GPUs may be passed through to one machine.
	MultiGpuPassthrough,
	/// "SPT": a single GPU is passed through to a machine.
	SingleGpuPassthrough,
	/// "PPCIE": the links to the processor are protected, those between GPUs are not; whoever trusts it has to see
	/// evidence of every GPU and every NVSwitch of the board.
	ProtectedPcie,
}

/// The oldest versions allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Minimum {
	/// Of the driver. Switches report none and are not held to it.
	pub driver: Option<DriverVersion>,
	/// Of the VBIOS.
	pub vbios: Option<VbiosVersion>,
}

/// One release of the software whose measurements are known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release {
	/// The family of chips.
	pub architecture: Architecture,
	/// The driver; none for switches.
	pub driver: Option<DriverVersion>,
	/// The VBIOS.
	pub vbios: VbiosVersion,
}

/// What of all genuine devices is wanted.
///
/// A report has no field that says "confidential computing is on" or "developer tools are off". NVIDIA's verifiers
/// conclude it from the measurements being those of its reference manifests (RIM), and so does this policy: without
/// [`Self::require_golden`], a genuine device in any state is let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
	/// The architectures allowed, each with the oldest versions allowed.
	pub architectures: BTreeMap<Architecture, Minimum>,
	/// The modes allowed. Drivers before 590 do not report it (they do report [`Mode::ProtectedPcie`]), nor do
	/// switches: such evidence passes.
	pub modes: BTreeSet<Mode>,
	/// Whether a GPU's report has to name the firmware's digest, which is then compared with the leaf certificate's.
	/// Drivers before 550 leave it out, and switches always do.
	pub require_fwid: bool,
	/// Whether a leaf certificate may say that the device is not secure, in recovery or under a debugger.
	pub allow_unlocked: bool,
	/// The good values of [`Facts::measurements_digest`] of each release: one for each alternative that the reference
	/// manifests of its driver and VBIOS leave open.
	pub golden: BTreeMap<Release, BTreeSet<[u8; 48]>>,
	/// Whether the measurements have to be among [`Self::golden`].
	pub require_golden: bool,
}

impl Policy {
	/// What production wants: the drivers of R550 (Hopper) and R570 (Blackwell), with which confidential computing left
	/// its preview, and later ones; firmware named in the report; nothing unlocked; no protected PCIe, which is only as
	/// good as the evidence of the board's other devices; known measurements alone.
	///
	/// It knows no measurements yet and thus refuses everything until [`Self::golden`] is filled in.
	pub fn strict() -> Self {
		let driver = |text: &str| Minimum { driver: text.parse().ok(), vbios: None };
		Self {
			architectures: BTreeMap::from([
				(Architecture::Hopper, driver("550")),
				(Architecture::Blackwell, driver("570")),
				(Architecture::Ls10, Minimum::default()),
			]),
			modes: BTreeSet::from([Mode::MultiGpuPassthrough, Mode::SingleGpuPassthrough]),
			require_fwid: true,
			allow_unlocked: false,
			golden: BTreeMap::new(),
			require_golden: true,
		}
	}

	/// Every genuine device of a known architecture, in whatever state: for those who judge the facts themselves.
	pub fn any_genuine() -> Self {
		let architectures = [Architecture::Hopper, Architecture::Blackwell, Architecture::Ls10];
		Self {
			architectures: architectures.map(|architecture| (architecture, Minimum::default())).into(),
			modes: BTreeSet::from([Mode::MultiGpuPassthrough, Mode::SingleGpuPassthrough, Mode::ProtectedPcie]),
			require_fwid: false,
			allow_unlocked: true,
			golden: BTreeMap::new(),
			require_golden: false,
		}
	}

	pub(super) fn check(&self, facts: &Facts) -> Result<(), Error> {
		let minimum = self.architectures.get(&facts.architecture).ok_or(Error::ArchitectureNotAllowed)?;
		let older = |driver: &DriverVersion| minimum.driver.as_ref().is_some_and(|oldest| driver < oldest);
		if facts.driver.as_ref().is_some_and(older) {
			return Err(Error::DriverTooOld);
		}
		if minimum.vbios.is_some_and(|oldest| facts.vbios < oldest) {
			return Err(Error::VbiosTooOld);
		}
		if facts.mode.is_some_and(|mode| !self.modes.contains(&mode)) {
			return Err(Error::ModeNotAllowed);
		}
		if self.require_fwid && facts.architecture.is_gpu() && !facts.fwid_reported {
			return Err(Error::FwidNotReported);
		}
		if facts.unlocked && !self.allow_unlocked {
			return Err(Error::Unlocked);
		}
		if self.require_golden {
			let release =
				Release { architecture: facts.architecture, driver: facts.driver.clone(), vbios: facts.vbios };
			let golden = self.golden.get(&release).ok_or(Error::UnknownRelease)?;
			if !golden.contains(&facts.measurements_digest) {
				return Err(Error::NotGolden);
			}
		}
		Ok(())
	}
}
