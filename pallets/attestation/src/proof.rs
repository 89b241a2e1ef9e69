//! Proofs of results.

use crate::{Circuit, CircuitKeys, Config, Error, KeyBytes, Pallet, Program, Programs, StoredKey, Verifier};
use codec::MaxEncodedLen;
use frame_support::ensure;
use piazza_primitives::{public_inputs, ProgramId};
use piazza_verifiers::{
	groth16::{self, Bls12_381, Bn254, Curve, VerifyingKey},
	risc0, sp1,
};

/// Bytes of a statement without the worker's account.
const STATEMENT_LENGTH: usize = 8 + 32 + 32;

impl<T: Config> Pallet<T> {
	/// Checks the verifying key of a circuit and gives the form in which it is kept; `None` for circuits that need none.
	pub(crate) fn prepare(circuit: &Circuit) -> Result<Option<StoredKey>, Error<T>> {
		match circuit {
			Circuit::Groth16Bn254 { key } => Self::prepare_key::<Bn254>(key).map(Some),
			Circuit::Groth16Bls12381 { key } => Self::prepare_key::<Bls12_381>(key).map(Some),
			Circuit::Risc0 { .. } | Circuit::Sp1 { .. } => Ok(None),
		}
	}

	fn prepare_key<C: Curve>(key: &KeyBytes) -> Result<StoredKey, Error<T>> {
		let key = VerifyingKey::<C>::from_bytes(key).map_err(|_| Error::<T>::KeyMalformed)?;
		ensure!(key.input_count() == Self::input_count(), Error::<T>::InputCountMismatch);
		StoredKey::try_from(key.to_stored()).map_err(|_| Error::<T>::KeyMalformed)
	}

	/// How many public inputs a circuit must have.
	pub(crate) fn input_count() -> usize {
		let statement = alloc::vec![0; STATEMENT_LENGTH.saturating_add(T::AccountId::max_encoded_len())];
		public_inputs(&statement).len()
	}

	/// Checks that a proof shows a statement of a program.
	pub(crate) fn check_proof(program: &ProgramId, statement: &[u8], proof: &[u8]) -> Result<(), Error<T>> {
		let record = Programs::<T>::get(program).ok_or(Error::<T>::ProgramNotFound)?;
		let Program::Circuit { circuit } = record.program else { return Err(Error::<T>::NotACircuit) };
		ensure!(circuit.verifier().is_on::<T>(), Error::<T>::VerifierOff);
		match circuit {
			Circuit::Groth16Bn254 { .. } => Self::check_groth16::<Bn254>(program, statement, proof),
			Circuit::Groth16Bls12381 { .. } => Self::check_groth16::<Bls12_381>(program, statement, proof),
			Circuit::Risc0 { image_id } => {
				let evidence = risc0::Evidence { seal: proof, image_id, journal: statement };
				let policy = risc0::Policy::strict().map_err(|_| Error::<T>::KeyMalformed)?;
				risc0::verify(&evidence, &policy).map(|_| ()).map_err(|error| match error {
					risc0::Error::Proof(error) => error.into(),
					risc0::Error::SealLength | risc0::Error::JournalTooLong | risc0::Error::VersionNotAllowed => {
						Error::<T>::ProofMalformed
					}
				})
			}
			Circuit::Sp1 { program } => {
				let evidence = sp1::Evidence { proof, program, public_values: statement };
				let policy = sp1::Policy::strict().map_err(|_| Error::<T>::KeyMalformed)?;
				sp1::verify(&evidence, &policy).map(|_| ()).map_err(|error| match error {
					sp1::Error::Proof(error) => error.into(),
					sp1::Error::ExitCode => Error::<T>::ProofInvalid,
					sp1::Error::ProofLength
					| sp1::Error::PublicValuesTooLong
					| sp1::Error::VersionNotAllowed
					| sp1::Error::VkRootNotAllowed => Error::<T>::ProofMalformed,
				})
			}
		}
	}

	fn check_groth16<C: Curve>(program: &ProgramId, statement: &[u8], proof: &[u8]) -> Result<(), Error<T>> {
		let key = CircuitKeys::<T>::get(program).ok_or(Error::<T>::ProgramNotFound)?;
		let key = VerifyingKey::<C>::from_stored(&key).map_err(|_| Error::<T>::KeyMalformed)?;
		let inputs = public_inputs(statement);
		groth16::verify(&groth16::Evidence { proof, inputs: &inputs }, &key)?;
		Ok(())
	}
}

impl<T> From<groth16::Error> for Error<T> {
	fn from(error: groth16::Error) -> Self {
		match error {
			groth16::Error::Invalid => Self::ProofInvalid,
			groth16::Error::ProofLength
			| groth16::Error::Point(_)
			| groth16::Error::InputCount { .. }
			| groth16::Error::InputNotReduced
			| groth16::Error::EmptyBatch
			| groth16::Error::BatchTooLong => Self::ProofMalformed,
		}
	}
}

impl Circuit {
	/// What checks its proofs.
	pub fn verifier(&self) -> Verifier {
		match self {
			Self::Groth16Bn254 { .. } => Verifier::Groth16Bn254,
			Self::Groth16Bls12381 { .. } => Verifier::Groth16Bls12381,
			Self::Risc0 { .. } => Verifier::Risc0V3,
			Self::Sp1 { .. } => Verifier::Sp1V6,
		}
	}
}
