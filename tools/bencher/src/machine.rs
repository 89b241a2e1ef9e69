//! Measuring this machine.

use frame_benchmarking_cli::{BasePath, MachineCmd, SUBSTRATE_REFERENCE_HARDWARE};
use sc_chain_spec::{ChainSpec, GenericChainSpec, NoExtension};
use sc_cli::{Result, SubstrateCli};

/// Measures processor, memory and the disk under the base path, a temporary one unless given.
pub(crate) fn run(mut command: MachineCmd) -> Result<()> {
	if command.shared_params.base_path.is_none() {
		command.shared_params.base_path = Some(BasePath::new_temp_dir()?.path().into());
	}
	let tokio = sc_cli::build_runtime()?;
	let config = Bencher.create_configuration(&command, tokio.handle().clone())?;
	command.run(&config, SUBSTRATE_REFERENCE_HARDWARE.clone())
}

/// The library wants a node's configuration, and that a chain; this is one of no blocks.
struct Bencher;

impl SubstrateCli for Bencher {
	fn impl_name() -> String {
		"Piazza bencher".into()
	}

	fn impl_version() -> String {
		env!("CARGO_PKG_VERSION").into()
	}

	fn description() -> String {
		env!("CARGO_PKG_DESCRIPTION").into()
	}

	fn author() -> String {
		"the Piazza developers".into()
	}

	fn support_url() -> String {
		"scripts/weights --help".into()
	}

	fn copyright_start_year() -> i32 {
		2026
	}

	fn load_spec(&self, _: &str) -> std::result::Result<Box<dyn ChainSpec>, String> {
		let empty = GenericChainSpec::<NoExtension, ()>::builder(&[], None);
		Ok(Box::new(empty.with_name("Machine").with_id("machine").build()))
	}
}
