//! What a proof of a result says.

use crate::{ContentHash, JobId};
use alloc::vec::Vec;
use codec::Encode;

/// "This program, run on the input, gives the output", made for one worker's seat in one job, so that nobody else can
/// hand in the proof.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Statement<'a, AccountId> {
	/// The job.
	pub job: JobId,
	/// Hash of its input.
	pub input: ContentHash,
	/// Hash of the output that is proven.
	pub output: ContentHash,
	/// The worker that proves it.
	pub worker: &'a AccountId,
}

impl<AccountId: Encode> Statement<'_, AccountId> {
	/// The statement as programs write it into a journal or public values: job (8 bytes, least significant first),
	/// input hash (32), output hash (32), worker (SCALE encoding: 32 bytes for an account of Piazza).
	pub fn to_bytes(&self) -> Vec<u8> {
		(self.job, self.input, self.output, self.worker).encode()
	}
}

/// A statement as the public inputs of a circuit, each a number of 32 bytes, most significant first: the job, then the
/// rest of the bytes in pieces of 16, each read with its most significant byte first. For an account of Piazza: seven
/// inputs (job, input hash, output hash, worker; each hash and the worker in two halves, the first half first).
///
/// Every input is below 2^128, and so below the order of every curve in use: no statement has two encodings.
pub fn public_inputs(statement: &[u8]) -> Vec<[u8; 32]> {
	let (job, rest) = statement.split_at_checked(8).unwrap_or((statement, &[]));
	let pieces = rest.chunks(16).map(|piece| number(piece.iter().rev()));
	core::iter::once(number(job.iter())).chain(pieces).collect()
}

/// A number out of at most 32 bytes, the least significant first.
fn number<'a>(bytes: impl Iterator<Item = &'a u8>) -> [u8; 32] {
	let mut number = [0; 32];
	for (to, from) in number.iter_mut().rev().zip(bytes) {
		*to = *from;
	}
	number
}

#[cfg(test)]
mod tests {
	use super::*;
	use sp_core::H256;

	const WORKER: [u8; 32] = [7; 32];

	fn statement() -> Vec<u8> {
		let (input, output) = (H256::repeat_byte(1), H256::repeat_byte(2));
		Statement { job: 0x0102, input, output, worker: &WORKER }.to_bytes()
	}

	#[test]
	fn statement_is_the_documented_bytes() {
		let mut expected = vec![2, 1, 0, 0, 0, 0, 0, 0];
		expected.extend([1; 32]);
		expected.extend([2; 32]);
		expected.extend(WORKER);
		assert_eq!(statement(), expected);
	}

	#[test]
	fn public_inputs_are_the_job_and_halves_of_hashes() {
		let inputs = public_inputs(&statement());
		assert_eq!(inputs.len(), 7);
		let number = |bytes: &[u8]| number(bytes.iter().rev());
		assert_eq!(inputs[0], number(&[1, 2]));
		assert_eq!(inputs[1..3], [number(&[1; 16]); 2]);
		assert_eq!(inputs[3..5], [number(&[2; 16]); 2]);
		assert_eq!(inputs[5..], [number(&WORKER[..16]); 2]);
		assert!(inputs.iter().all(|input| input[..16] == [0; 16]));
	}
}
