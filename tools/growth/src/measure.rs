//! What a call costs on a chain.

use crate::{
	database::{Database, LAYOUT},
	pool,
	subjects::{Place, Subject},
};
use anyhow::{bail, ensure, Context, Result};
use frame_support::dispatch::{extract_actual_weight, GetDispatchInfo};
use piazza_primitives::AgendaTicket;
use piazza_runtime::{
	agenda::AgendaItem, AccountId, Agenda, Agents, Attestation, Balance, Balances, Batches, BlockNumber, Channels,
	DataPools, Escrow, Jobs, Leasing, Panels, Reputation, Runtime, RuntimeCall, RuntimeOrigin, Stakes, Validators,
	Zktls,
};
use sp_externalities::set_and_run_with_externalities;
use sp_runtime::traits::{BlakeTwo256, Dispatchable};
use sp_state_machine::{backend::AsTrieBackend, Backend, Ext, OverlayedChanges, TrieBackendBuilder};
use sp_trie::recorder::Recorder;
use std::{
	collections::BTreeSet,
	time::{Duration, Instant},
};

/// What a call costs on one chain.
#[derive(Clone, Debug)]
pub struct Cost {
	/// The weight that it is charged, in picoseconds.
	pub weight: u64,
	/// Storage keys that it reads or writes.
	pub keys: usize,
	/// Trie nodes that it, and the new root of the state, read.
	pub nodes: usize,
	/// Bytes of these nodes: of the proof of its execution.
	pub proof: usize,
	/// The time that both take, with every node read from the database: the median.
	pub time: Duration,
}

/// Measures a call on all chains: in turns, so that whatever else the machine does falls on all of them alike.
pub fn measure(subject: &Subject, chains: &[Database], now: BlockNumber, repeat: u32) -> Result<Vec<Cost>> {
	let mut times = vec![Vec::new(); chains.len()];
	// The first turn is not counted: the file system has its cache from then on.
	for turn in 0..=repeat {
		for (chain, times) in chains.iter().zip(&mut times) {
			let took = time(subject, chain, now)?;
			if turn > 0 {
				times.push(took);
			}
		}
	}
	chains.iter().zip(times).map(|(chain, times)| record(subject, chain, now, median(times))).collect()
}

/// The time of one run.
fn time(subject: &Subject, chain: &Database, now: BlockNumber) -> Result<Duration> {
	let state = chain.state()?;
	let backend = state.as_trie_backend();
	let signed = prepare(subject, chain, now)?;
	let started = Instant::now();
	let (mut changes, _) = execute(subject, chain, signed, backend)?;
	changes.storage_root(backend, LAYOUT);
	Ok(started.elapsed())
}

/// Keys, nodes and bytes of one run, with its time, which is known already.
fn record(subject: &Subject, chain: &Database, now: BlockNumber, time: Duration) -> Result<Cost> {
	let state = chain.state()?;
	let recorder = Recorder::<BlakeTwo256>::default();
	let backend = TrieBackendBuilder::wrap(state.as_trie_backend()).with_recorder(recorder.clone()).build();
	let signed = prepare(subject, chain, now)?;
	let (mut changes, weight) = execute(subject, chain, signed, &backend)?;
	let read = recorder.recorded_keys().into_values().flat_map(|keys| keys.into_keys()).map(|key| key.to_vec());
	let keys: BTreeSet<Vec<u8>> = read.chain(changes.changes().map(|(key, _)| key.clone())).collect();
	changes.storage_root(&backend, LAYOUT);
	let proof = recorder.drain_storage_proof();
	let bytes = proof.iter_nodes().map(Vec::len).sum();
	Ok(Cost { weight, keys: keys.len(), nodes: proof.len(), proof: bytes, time })
}

/// Who signs which call. Whatever is looked up for that is not a part of its cost.
fn prepare(subject: &Subject, chain: &Database, now: BlockNumber) -> Result<(AccountId, RuntimeCall)> {
	let state = chain.state()?;
	let mut changes = OverlayedChanges::<BlakeTwo256>::default();
	let mut externalities = Ext::new(&mut changes, state.as_trie_backend(), None);
	let place = Place::middle(chain.cells, now);
	Ok(set_and_run_with_externalities(&mut externalities, || (subject.call)(&place)))
}

/// Runs the call natively, over the state as it is in the database, which stays as it is. Returns what would change,
/// and the weight charged.
fn execute<B: Backend<BlakeTwo256>>(
	subject: &Subject,
	chain: &Database,
	(who, call): (AccountId, RuntimeCall),
	backend: &B,
) -> Result<(OverlayedChanges<BlakeTwo256>, u64)> {
	let mut changes = OverlayedChanges::default();
	let mut externalities = Ext::new(&mut changes, backend, None);
	let (info, origin) = (call.get_dispatch_info(), RuntimeOrigin::signed(who));
	let result = set_and_run_with_externalities(&mut externalities, || call.dispatch(origin));
	let weight = extract_actual_weight(&result, &info).ref_time();
	if let Err(error) = result {
		bail!("{} fails with {} of everything: {:?}", subject.name, chain.cells, error.error);
	}
	Ok((changes, weight))
}

/// Checks the invariants of all our pallets, and that all accounts together have all the money there is.
pub fn check_invariants(chain: &Database) -> Result<()> {
	let state = chain.state()?;
	let mut changes = OverlayedChanges::<BlakeTwo256>::default();
	let mut externalities = Ext::new(&mut changes, state.as_trie_backend(), None);
	set_and_run_with_externalities(&mut externalities, || {
		let checks = [
			("agenda", Agenda::do_try_state()),
			("agents", Agents::do_try_state()),
			("batches", Batches::do_try_state()),
			("channels", Channels::do_try_state()),
			("pools", DataPools::do_try_state()),
			("escrow", Escrow::do_try_state()),
			("attestation", Attestation::do_try_state()),
			("jobs", Jobs::do_try_state()),
			("leasing", Leasing::do_try_state()),
			("panels", Panels::do_try_state()),
			("reputation", Reputation::do_try_state()),
			("stakes", Stakes::do_try_state()),
			("validators", Validators::do_try_state()),
			("zktls", Zktls::do_try_state()),
		];
		for (pallet, result) in checks {
			let result = result.map_err(|error| anyhow::anyhow!("{error:?}"));
			result.with_context(|| format!("with {} of everything, {pallet} is not sound", chain.cells))?;
		}
		let accounts = frame_system::Account::<Runtime>::iter_values().map(|account| account.data);
		let sum: Balance = accounts.map(|data| data.free + data.reserved).sum();
		ensure!(sum == Balances::total_issuance(), "all accounts together have not all the money there is");
		let cells = u32::try_from(chain.cells)?;
		ensure!(pallet_leasing::Leases::<Runtime>::count() == cells, "there are not as many leases as cells");
		ensure!(pallet_agents::Agents::<Runtime>::count() == cells, "there are not as many agents as cells");
		ensure!(
			pallet_channels::Channels::<Runtime>::count() == cells,
			"not as many channels are open as there are cells"
		);
		let contributors = pallet_data_pools::Consents::<Runtime>::iter_prefix(pool::POOL).count();
		let expected = pool::FIRST_CONTRIBUTORS + usize::try_from(chain.cells)?;
		ensure!(contributors == expected, "the pool has not as many contributors as cells, and those before them");
		check_agenda()
	})
}

/// Checks that what each lease, order and job says is next on the agenda is there, and is about it.
fn check_agenda() -> Result<()> {
	use pallet_leasing::Due;

	let item = |ticket: Option<AgendaTicket<BlockNumber>>| {
		ticket.and_then(|ticket| pallet_agenda::Items::<Runtime>::get(ticket.at, ticket.index))
	};
	for (lease, record) in pallet_leasing::Leases::<Runtime>::iter() {
		ensure!(item(record.due) == Some(Due::Lease { lease }.into()), "a lease is not on the agenda");
	}
	for (order, record) in pallet_leasing::Orders::<Runtime>::iter() {
		ensure!(item(record.due) == Some(Due::Order { order }.into()), "an order is not on the agenda");
	}
	for (job, record) in pallet_jobs::Jobs::<Runtime>::iter() {
		let is_its = matches!(item(record.due), Some(AgendaItem::Jobs(due)) if due.job() == job);
		ensure!(is_its, "a job is not on the agenda");
	}
	Ok(())
}

/// The middle of all times.
fn median(mut times: Vec<Duration>) -> Duration {
	times.sort_unstable();
	times.get(times.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn median_is_the_middle_when_one_run_was_slow() {
		let times = [3, 1, 900, 2, 4].map(Duration::from_millis);
		assert_eq!(median(times.to_vec()), Duration::from_millis(3));
	}
}
