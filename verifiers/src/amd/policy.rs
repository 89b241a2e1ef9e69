//! What a chain demands of AMD machines: data that governance decides.

use super::{
	report::{Cpu, PlatformInfo, Tcb},
	Error, Facts, Product, SigningKey,
};
use alloc::{string::String, vec, vec::Vec};

/// Processors that are accepted, and the oldest firmware accepted of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
	/// The product.
	pub product: Product,
	/// One processor of the product; none for all of them. Microcode is counted for each on its own, so that a minimum
	/// for all can ask nothing of it. Reports of version 2 do not tell their processor: only "all" covers them.
	pub cpu: Option<Cpu>,
	/// What the reported, the committed and the launch TCB must at least be.
	pub minimum: Tcb,
}

/// What is demanded beyond a good signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
	/// Processors accepted: a report must meet one of these. AMD publishes the minima in its security bulletins.
	pub accepted: Vec<Accepted>,
	/// Clouds (as VLEK certificates name them, such as `CN=cc-us-east-2.amazonaws.com`) whose reports are accepted
	/// although they name no chip. Empty: no VLEK is accepted.
	pub clouds: Vec<String>,
	/// Accept guests that the host may debug. Only for tests: such a guest keeps no secret.
	pub debug: bool,
	/// Accept guests that a migration agent may move elsewhere.
	pub migration_agent: bool,
	/// Accept only guests that are bound to one socket.
	pub single_socket: bool,
	/// The least privileged level (0 is the most privileged, 3 the least) a report may come from.
	pub max_vmpl: u8,
	/// Bits of [`PlatformInfo`] that must be set.
	pub platform_required: u64,
	/// Bits of [`PlatformInfo`] that must not be set.
	pub platform_forbidden: u64,
}

impl Policy {
	/// What production wants.
	///
	/// - The processors of Genoa and Turin, at the microcode that repairs the loading of forged microcode (AMD-SB-7033,
	///   AMD-SB-3019); Genoa's with the SNP firmware of the same bulletin. A microcode's security version is the last
	///   byte of its patch level. Milan is refused: software alone extracts the seed of its keys (arXiv 2605.12990), so
	///   that reports of any version can be forged.
	/// - No cloud, no debugging, no migration, the most privileged level only.
	/// - Memory checked for aliases (BadRAM, AMD-SB-3015).
	pub fn strict() -> Self {
		let genoa = |model, stepping, microcode| Accepted {
			product: Product::Genoa,
			cpu: Some(Cpu { family: 0x19, model, stepping }),
			minimum: Tcb { fmc: 0, boot_loader: 0x0a, tee: 0, snp: 0x17, microcode },
		};
		let turin = |model, stepping, microcode| Accepted {
			product: Product::Turin,
			cpu: Some(Cpu { family: 0x1a, model, stepping }),
			minimum: Tcb { microcode, ..Tcb::default() },
		};
		Self {
			accepted: vec![
				// Genoa, Genoa-X, then Bergamo and Siena.
				genoa(0x11, 1, 0x54),
				genoa(0x11, 2, 0x4f),
				genoa(0xa0, 2, 0x19),
				// Turin, Turin Dense.
				turin(0x02, 1, 0x47),
				turin(0x11, 0, 0x47),
			],
			clouds: Vec::new(),
			debug: false,
			migration_agent: false,
			single_socket: false,
			max_vmpl: 0,
			platform_required: PlatformInfo::ALIAS_CHECK_COMPLETE,
			platform_forbidden: 0,
		}
	}

	/// Whether what a report proves is enough.
	pub(super) fn check(&self, facts: &Facts) -> Result<(), Error> {
		let accepted = |accepted: &&Accepted| {
			accepted.product == facts.product && accepted.cpu.is_none_or(|cpu| Some(cpu) == facts.cpu)
		};
		let mut accepted = self.accepted.iter().filter(accepted).peekable();
		if accepted.peek().is_none() {
			return Err(Error::ProductRefused);
		}
		let tcbs = [facts.reported_tcb, facts.committed_tcb, facts.launch_tcb];
		if !accepted.any(|accepted| tcbs.iter().all(|tcb| tcb.is_at_least(&accepted.minimum))) {
			return Err(Error::TcbRefused);
		}
		if facts.signing_key == SigningKey::Vlek && !facts.cloud.as_ref().is_some_and(|name| self.clouds.contains(name))
		{
			return Err(Error::CloudRefused);
		}
		let guest = facts.guest_policy;
		if guest.debug() && !self.debug {
			return Err(Error::Debug);
		}
		if guest.migration_agent() && !self.migration_agent {
			return Err(Error::MigrationAgent);
		}
		if self.single_socket && !guest.single_socket() {
			return Err(Error::ManySockets);
		}
		// A report that the host asked for carries 0xffff_ffff here, above every limit.
		if facts.vmpl > u32::from(self.max_vmpl) {
			return Err(Error::Vmpl(facts.vmpl));
		}
		let PlatformInfo(platform) = facts.platform_info;
		let missing = self.platform_required & !platform;
		if missing != 0 {
			return Err(Error::PlatformMissing(missing));
		}
		let forbidden = self.platform_forbidden & platform;
		if forbidden != 0 {
			return Err(Error::PlatformForbidden(forbidden));
		}
		Ok(())
	}
}
