//! What fuzzing starts from: good evidence, and edits of it, in the form in which each test of this folder takes its input.
//!
//! The inputs lie in `__fuzz__/<module>__<test>/corpus`, one in each file, where bolero and libFuzzer look for them. All
//! are made of throw-away evidence by the `seeds` of the test's module.

use std::{
	collections::{BTreeMap, BTreeSet},
	fs,
	path::{Path, PathBuf},
};

/// Set to write the files anew instead of comparing.
const UPDATE: &str = "PIAZZA_UPDATE_SEEDS";

/// One input that fuzzing starts from.
pub struct Seed {
	/// The test that takes it.
	test: &'static str,
	/// What it is.
	name: &'static str,
	/// The input.
	input: Vec<u8>,
}

/// The input `input`, called `name`, for the test `test`.
pub fn seed(test: &'static str, name: &'static str, input: impl Into<Vec<u8>>) -> Seed {
	Seed { test, name, input: input.into() }
}

/// The seeds of every module.
fn all() -> Vec<(&'static str, Vec<Seed>)> {
	vec![
		("amd", crate::amd::seeds()),
		("android", crate::android::seeds()),
		("groth16", crate::groth16::seeds()),
		("intel", crate::intel::seeds()),
		("nitro", crate::nitro::seeds()),
		("nras", crate::nras::seeds()),
		("nvidia", crate::nvidia::seeds()),
		("reclaim", crate::reclaim::seeds()),
		("risc0", crate::risc0::seeds()),
		("sp1", crate::sp1::seeds()),
		("trust_authority", crate::trust_authority::seeds()),
	]
}

fn folder() -> PathBuf {
	Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The files in a folder; none if it is not there.
fn files(folder: &Path) -> Vec<PathBuf> {
	let entries = fs::read_dir(folder).into_iter().flatten();
	entries.map(|entry| entry.expect("the folder can be read").path()).collect()
}

#[test]
fn seeds_are_those_that_the_fixtures_make() {
	let folder = folder().join("__fuzz__");
	let mut made = BTreeMap::new();
	for (module, seeds) in all() {
		for Seed { test, name, input } in seeds {
			let path = folder.join(format!("{module}__{test}/corpus/{name}"));
			assert_eq!(made.insert(path, input), None, "{module}: two seeds of {test} are called {name}");
		}
	}
	if std::env::var_os(UPDATE).is_some() {
		for test in files(&folder) {
			// There may be none.
			let _ = fs::remove_dir_all(test.join("corpus"));
		}
		for (path, input) in &made {
			fs::create_dir_all(path.parent().expect("the path has a folder")).expect("the folder can be made");
			fs::write(path, input).expect("the file can be written");
		}
	}
	let kept = files(&folder).iter().flat_map(|test| files(&test.join("corpus"))).collect::<BTreeSet<_>>();
	let differ = |(path, input): &(&PathBuf, &Vec<u8>)| fs::read(path).ok().as_ref() != Some(*input);
	assert!(
		made.keys().eq(&kept) && !made.iter().any(|seed| differ(&seed)),
		"the seeds are not those that are made: run `{UPDATE}=1 cargo nextest run -p piazza-verifiers-fuzz seeds` and commit \
		 verifiers/fuzz/src/__fuzz__",
	);
}

/// `scripts/fuzz` runs the tests that have seeds.
#[test]
fn every_test_that_fuzzes_has_seeds() {
	let mut tests = BTreeSet::new();
	for file in files(&folder()).iter().filter(|path| !path.is_dir() && !path.ends_with("seeds.rs")) {
		let module = file.file_stem().expect("a name").to_str().expect("in ASCII").to_owned();
		let source = fs::read_to_string(file).expect("the file can be read");
		let functions = source.split("#[test]\nfn ").skip(1).filter(|function| function.contains("bolero::check!()"));
		tests.extend(functions.map(|function| format!("{module}::{}", function.split('(').next().unwrap_or_default())));
	}
	let names = |(module, seeds): (&'static str, Vec<Seed>)| {
		seeds.into_iter().map(move |seed| format!("{module}::{}", seed.test))
	};
	let seeds = all().into_iter().flat_map(names);
	assert_eq!(seeds.collect::<BTreeSet<_>>(), tests);
}
