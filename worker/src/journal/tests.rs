use super::*;
use proptest::prelude::*;
use tempfile::TempDir;

fn identity() -> Identity {
	Identity { genesis: H256([1; 32]), worker: AccountId::from([2; 32]) }
}

fn answer(job: JobId) -> Answer {
	let hash = |n: u8| H256([n; 32]);
	Answer { job, worker: hash(2), program: hash(3), input: hash(4), output: hash(5), salt: hash(job as u8) }
}

fn unable(job: JobId) -> Unable {
	Unable { job, program: H256([3; 32]), input: H256([4; 32]), reason: "it \"trapped\"\n".into() }
}

fn folder() -> TempDir {
	tempfile::tempdir().unwrap()
}

fn open(folder: &TempDir) -> Result<Journal, JournalError> {
	Journal::open(folder.path(), &identity())
}

fn entries(journal: &Journal) -> Vec<(JobId, Entry)> {
	journal.entries().map(|(job, entry)| (job, entry.clone())).collect()
}

fn file(folder: &TempDir) -> PathBuf {
	folder.path().join(FILE)
}

/// A journal with two answers, one of them closed, and one job without an answer.
fn filled(folder: &TempDir) -> Vec<(JobId, Entry)> {
	let mut journal = open(folder).unwrap();
	journal.answered(answer(1)).unwrap();
	journal.reached(1, Milestone::Committed, 12).unwrap();
	journal.answered(answer(2)).unwrap();
	journal.unable(unable(3)).unwrap();
	let outcome = Outcome { verdict: "Paid".into(), paid: u128::MAX, bond_lost: 0, bond_won: 1 };
	journal.close(1, &Asset::Native, &outcome).unwrap();
	let open = vec![(2, Entry::Answered(answer(2))), (3, Entry::Unable(unable(3)))];
	assert_eq!(entries(&journal), open);
	open
}

#[test]
fn journal_gives_back_what_was_not_closed_when_it_is_opened_again() {
	let folder = folder();
	let expected = filled(&folder);
	assert_eq!(entries(&open(&folder).unwrap()), expected);
	let (found, inspected) = Journal::inspect(folder.path()).unwrap().unwrap();
	assert_eq!((found, inspected.into_iter().collect::<Vec<_>>()), (identity(), expected));
}

#[test]
fn journal_is_empty_when_there_is_none() {
	let folder = folder();
	assert!(Journal::inspect(folder.path()).unwrap().is_none());
	assert_eq!(entries(&open(&folder).unwrap()), []);
}

#[test]
fn journal_drops_the_last_record_only_when_its_write_was_torn() {
	let intact = folder();
	let expected = filled(&intact);
	let whole = fs::read(file(&intact)).unwrap();
	let closing = whole[..whole.len() - 1].iter().rposition(|byte| *byte == b'\n').unwrap() + 1;
	for end in closing..whole.len() {
		let torn = folder();
		fs::write(file(&torn), &whole[..end]).unwrap();
		let mut journal = open(&torn).unwrap();
		// The last record closed job 1.
		assert_eq!(entries(&journal), [vec![(1, Entry::Answered(answer(1)))], expected.clone()].concat());
		// It is written to as if nothing had been there.
		journal.answered(answer(9)).unwrap();
		drop(journal);
		assert_eq!(open(&torn).unwrap().entry(9), Some(&Entry::Answered(answer(9))));
	}
}

#[test]
fn journal_starts_anew_when_its_very_first_write_was_torn() {
	let folder = folder();
	fs::write(file(&folder), b"0123").unwrap();
	assert_eq!(entries(&open(&folder).unwrap()), []);
}

#[test]
fn journal_is_refused_when_a_line_is_missing_or_twice() {
	let folder = folder();
	filled(&folder);
	let text = fs::read_to_string(file(&folder)).unwrap();
	let lines: Vec<&str> = text.split_inclusive('\n').collect();
	for lines in [[&lines[..2], &lines[3..]].concat(), [&lines[..2], &lines[1..]].concat(), lines[1..].to_vec()] {
		fs::write(file(&folder), lines.concat()).unwrap();
		assert!(matches!(open(&folder), Err(JournalError::Damaged { .. })));
	}
}

#[test]
fn journal_is_refused_when_it_belongs_to_another_chain_or_worker() {
	let folder = folder();
	filled(&folder);
	let before = fs::read(file(&folder)).unwrap();
	let other_chain = Identity { genesis: H256([9; 32]), ..identity() };
	let other_worker = Identity { worker: AccountId::from([9; 32]), ..identity() };
	assert!(matches!(Journal::open(folder.path(), &other_chain), Err(JournalError::OtherChain { .. })));
	assert!(matches!(Journal::open(folder.path(), &other_worker), Err(JournalError::OtherWorker { .. })));
	assert_eq!(fs::read(file(&folder)).unwrap(), before);
}

#[test]
fn journal_is_refused_when_a_newer_worker_wrote_it() {
	let folder = folder();
	let Identity { genesis, worker } = identity();
	let opened = Record::Opened { version: VERSION + 1, genesis, worker: H256(worker.0) };
	fs::write(file(&folder), line(0, &opened)).unwrap();
	assert!(matches!(open(&folder), Err(JournalError::Newer { found: 3, .. })));
}

#[test]
fn damaged_journal_is_salvaged_but_for_the_damaged_line() {
	let folder = folder();
	filled(&folder);
	assert_eq!(Journal::salvage(folder.path(), &identity()).unwrap(), None);
	let mut bytes = fs::read(file(&folder)).unwrap();
	// Inside the first answer.
	let at = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 60;
	bytes[at] ^= 1;
	fs::write(file(&folder), &bytes).unwrap();
	let Err(error @ JournalError::Damaged { line: 2, .. }) = open(&folder) else { panic!("it is damaged") };
	assert!(error.to_string().contains("--salvage"));

	let (lost, kept) = Journal::salvage(folder.path(), &identity()).unwrap().unwrap();
	assert_eq!((lost, fs::read(kept).unwrap()), (1, bytes));
	let expected = [(2, Entry::Answered(answer(2))), (3, Entry::Unable(unable(3)))];
	assert_eq!(entries(&open(&folder).unwrap()), expected);
}

#[test]
fn journal_keeps_only_what_is_open_when_it_has_grown_long() {
	let folder = folder();
	let mut journal = open(&folder).unwrap();
	let long = "x".repeat(COMPACT_ABOVE as usize / 8);
	for job in 0..10 {
		journal.unable(Unable { reason: long.clone(), ..unable(job) }).unwrap();
		journal.close(job, &Asset::Native, &Outcome::nothing("left to others")).unwrap();
	}
	journal.answered(answer(10)).unwrap();
	drop(journal);
	assert!(fs::metadata(file(&folder)).unwrap().len() > COMPACT_ABOVE);
	let expected = [(10, Entry::Answered(answer(10)))];
	assert_eq!(entries(&open(&folder).unwrap()), expected);
	assert!(fs::metadata(file(&folder)).unwrap().len() < 1_000);
	assert_eq!(entries(&open(&folder).unwrap()), expected);
}

fn sent(challenged_at: BlockNumber) -> Sent {
	Sent { challenged_at, after: challenged_at + 1 }
}

#[test]
fn journal_writes_nothing_behind_a_record_that_was_written_by_halves() {
	let folder = folder();
	let mut journal = open(&folder).unwrap();
	journal.answered(answer(1)).unwrap();
	let before = fs::read(file(&folder)).unwrap();
	// A file that cannot be written, nor cut to length.
	let whole = std::mem::replace(&mut journal.file, File::open(file(&folder)).unwrap());
	assert!(matches!(journal.answered(answer(2)), Err(JournalError::Io { .. })));
	journal.file = whole;
	assert!(matches!(journal.answered(answer(3)), Err(JournalError::Io { .. })));
	assert_eq!(journal.entry(2), None);
	drop(journal);
	assert_eq!(fs::read(file(&folder)).unwrap(), before);
	assert_eq!(entries(&open(&folder).unwrap()), [(1, Entry::Answered(answer(1)))]);
}

/// A journal with a lease that is over, one with a challenge that is not answered yet, and a downtime.
fn rented(folder: &TempDir) -> Held {
	let mut journal = open(folder).unwrap();
	journal.leased(1, &Asset::WithId(7), 0).unwrap();
	journal.answering(1, sent(20), 10).unwrap();
	journal.challenged(1, true).unwrap();
	// There is nothing left to win.
	journal.challenged(1, true).unwrap();
	journal.answering(1, sent(40), 10).unwrap();
	journal.challenged(1, false).unwrap();
	journal.vacated(1, "the machine did not answer a challenge", u128::MAX).unwrap();
	journal.missing(40, 5).unwrap();
	journal.missing(40, 8).unwrap();
	journal.leased(2, &Asset::Native, 0).unwrap();
	journal.leased(2, &Asset::Native, 50).unwrap();
	journal.answering(2, sent(90), 10).unwrap();
	journal.held.clone()
}

#[test]
fn journal_gives_back_leases_and_what_they_earned_when_it_is_opened_again() {
	let folder = folder();
	let held = rented(&folder);
	assert_eq!(held.tenancies, [(2, Tenancy { asset: "PZA".into(), rent: 50, proof: Some((sent(90), 10)) })].into());
	assert_eq!((held.ledger.leases, held.ledger.challenges, held.ledger.challenge_bonds), (1, 1, 10));
	assert_eq!(held.ledger.rent.iter().collect::<Vec<_>>(), [("asset 7", u128::MAX)]);
	assert_eq!((held.ledger.downtime_cost(), held.ledger.cost_of(40), held.ledger.cost_of(41)), (8, Some(8), None));
	assert_eq!(open(&folder).unwrap().held, held);
	assert_eq!(Journal::audit(folder.path()).unwrap(), Some((identity(), held)));
}

#[test]
fn journal_keeps_leases_and_sums_when_it_is_written_anew() {
	let folder = folder();
	filled(&folder);
	rented(&folder);
	let mut journal = open(&folder).unwrap();
	let long = "x".repeat(COMPACT_ABOVE as usize);
	journal.unable(Unable { reason: long, ..unable(9) }).unwrap();
	journal.close(9, &Asset::Native, &Outcome::nothing("left to others")).unwrap();
	let held = journal.held.clone();
	assert_eq!((held.ledger.jobs, held.ledger.bonds_won), (1, 1));
	drop(journal);
	assert_eq!(open(&folder).unwrap().held, held);
	assert!(fs::metadata(file(&folder)).unwrap().len() < 3_000);
	assert_eq!(open(&folder).unwrap().held, held);
}

#[test]
fn journal_of_the_first_format_is_read_and_written_anew() {
	let folder = folder();
	let Identity { genesis, worker } = identity();
	let opened = Record::Opened { version: 1, genesis, worker: H256(worker.0) };
	let json = r#"{"n":2,"record":"closed","job":1,"verdict":"Paid","paid":"5","bond_lost":"0","bond_won":"1"}"#;
	let closed = format!("{} {json}\n", checksum(json.as_bytes()));
	let text = line(0, &opened) + &line(1, &Record::Answered(answer(1))) + &closed;
	fs::write(file(&folder), text).unwrap();
	let held = open(&folder).unwrap().held;
	assert_eq!((held.ledger.jobs, held.ledger.bonds_won, held.entries.len()), (1, 1, 0));
	assert_eq!(held.ledger.paid.iter().collect::<Vec<_>>(), [("an asset that was not noted", 5)]);
	assert!(fs::read_to_string(file(&folder)).unwrap().contains("\"version\":2"));
	assert_eq!(open(&folder).unwrap().held, held);
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(128))]

	#[test]
	fn journal_never_gives_back_something_else_when_a_byte_is_damaged(at: prop::sample::Index, flip in 1u8..=255) {
		let folder = folder();
		let expected = filled(&folder);
		let mut bytes = fs::read(file(&folder)).unwrap();
		let at = at.index(bytes.len());
		bytes[at] ^= flip;
		fs::write(file(&folder), &bytes).unwrap();
		match open(&folder) {
			Err(_) => {},
			// The last line break is all that may go unnoticed: it makes the last record a torn one, which closed job 1.
			Ok(journal) => {
				prop_assert_eq!(at, bytes.len() - 1);
				prop_assert_eq!(&entries(&journal)[1..], &expected[..]);
			},
		}
	}
}
