//! The whole path, on small chains.

use super::*;
use std::collections::BTreeSet;

fn run_on(sizes: &[u64]) -> Report {
	run(&Arguments { sizes: sizes.to_vec(), repeat: 3, out: None, dir: None }).expect("it runs")
}

#[test]
fn arguments_are_consistent_when_the_program_starts() {
	use clap::CommandFactory;
	Arguments::command().debug_assert();
}

#[test]
fn all_calls_are_measured_and_flat_when_chains_are_small() {
	let report = run_on(&[10, 100]);
	assert_eq!(report.rows.len(), subjects::all().len());
	for row in &report.rows {
		for cost in &row.costs {
			assert!(cost.weight > 0, "{} has no weight", row.name);
			// A call that does something reads at least its record and its signer's account, by some nodes each.
			assert!(cost.keys >= 5 && cost.nodes > cost.keys, "{} does nothing: {cost:?}", row.name);
		}
	}
	// Times of so few runs say nothing.
	let faults: Vec<_> = report.faults().into_iter().filter(|fault| !fault.contains("times the time")).collect();
	assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn subjects_have_names_of_their_own_when_they_are_listed() {
	let names: BTreeSet<_> = subjects::all().iter().map(|subject| subject.name).collect();
	assert_eq!(names.len(), subjects::all().len());
}

#[test]
fn call_is_named_when_it_fails() {
	let folder = tempfile::tempdir().expect("there is a folder");
	let specimen = Specimen::make().expect("it is made");
	let chain = Database::make(&folder.path().join("chain"), &specimen, 10, |_| ()).expect("it is made");
	let subject = subjects::Subject {
		name: "a lease that is not there",
		call: |_| (cell::bank(), pallet_leasing::Call::settle { lease: 7 }.into()),
	};
	let error = measure::measure(&subject, &[chain], specimen.now(), 1).expect_err("it fails").to_string();
	assert!(error.contains(subject.name) && error.contains("with 10 of everything"), "{error}");
}

#[test]
fn chain_is_refused_when_its_copies_are_not_sound() {
	let folder = tempfile::tempdir().expect("there is a folder");
	let specimen = Specimen::make().expect("it is made");
	// All records of ten cells, and sums of eleven.
	let common = specimen.common(11).expect("it adds up");
	let broken = Database::fill(&folder.path().join("broken"), &specimen, common, 10, |_| ()).expect("it is made");
	assert!(measure::check_invariants(&broken).is_err());
}
