//! Does what the command line asks for.

use crate::{
	chain_spec,
	cli::{Cli, Subcommand},
	service::{self, Block},
};
use sc_cli::{ChainSpec, Error, Result, SubstrateCli};

impl SubstrateCli for Cli {
	fn impl_name() -> String {
		"Piazza Node".into()
	}

	fn impl_version() -> String {
		env!("CARGO_PKG_VERSION").into()
	}

	fn executable_name() -> String {
		"piazza-node".into()
	}

	fn description() -> String {
		"The node of Piazza, the chain that settles AI resources between strangers.\n\n\
		Start a private chain with `piazza-node --dev`."
			.into()
	}

	fn author() -> String {
		"the Piazza developers".into()
	}

	fn support_url() -> String {
		"docs/validators.md in the source".into()
	}

	fn copyright_start_year() -> i32 {
		2026
	}

	fn load_spec(&self, id: &str) -> std::result::Result<Box<dyn ChainSpec>, String> {
		Ok(Box::new(chain_spec::load(id)?))
	}
}

/// Parses the command line and obeys it.
pub(crate) fn run() -> Result<()> {
	let cli = Cli::from_args();
	match &cli.subcommand {
		None => run_node(cli),
		Some(Subcommand::Key(cmd)) => cmd.run(&cli),
		Some(Subcommand::ExportChainSpec(cmd)) => cmd.run(cli.load_spec(&cmd.chain)?),
		Some(Subcommand::CheckBlock(cmd)) => cli.create_runner(cmd)?.async_run(|config| {
			let ops = service::new_chain_ops(config)?;
			Ok((cmd.run(ops.client, ops.import_queue), ops.task_manager))
		}),
		Some(Subcommand::ExportBlocks(cmd)) => cli.create_runner(cmd)?.async_run(|config| {
			let database = config.database.clone();
			let ops = service::new_chain_ops(config)?.without_import();
			Ok((cmd.run(ops.client, database), ops.task_manager))
		}),
		Some(Subcommand::ExportState(cmd)) => cli.create_runner(cmd)?.async_run(|config| {
			let spec = config.chain_spec.cloned_box();
			let ops = service::new_chain_ops(config)?.without_import();
			Ok((cmd.run(ops.client, spec), ops.task_manager))
		}),
		Some(Subcommand::ImportBlocks(cmd)) => cli.create_runner(cmd)?.async_run(|config| {
			let ops = service::new_chain_ops(config)?;
			Ok((cmd.run(ops.client, ops.import_queue), ops.task_manager))
		}),
		Some(Subcommand::PurgeChain(cmd)) => cli.create_runner(cmd)?.sync_run(|config| cmd.run(config.database)),
		Some(Subcommand::Revert(cmd)) => cli.create_runner(cmd)?.async_run(|config| {
			let ops = service::new_chain_ops(config)?.without_import();
			Ok((cmd.run(ops.client, ops.backend, Some(Box::new(service::revert))), ops.task_manager))
		}),
		Some(Subcommand::ChainInfo(cmd)) => cli.create_runner(cmd)?.sync_run(|config| cmd.run::<Block>(&config)),
	}
}

fn run_node(cli: Cli) -> Result<()> {
	let runner = cli.create_runner(&cli.run.base)?;
	if cli.run.seal.is_some() {
		service::ensure_may_seal(runner.config()).map_err(Error::Input)?;
	}
	runner.run_node_until_exit(|config| async move {
		let database = config.database.path().map(ToOwned::to_owned);
		let task_manager = service::new_full(config, cli.run.seal, !cli.run.no_double_start_guard)?;
		if let Some(path) = database {
			sc_storage_monitor::StorageMonitorService::try_spawn(
				cli.run.storage_monitor,
				path,
				&task_manager.spawn_essential_handle(),
			)
			.map_err(|error| Error::Application(error.into()))?;
		}
		Ok(task_manager)
	})
}
