//! Programs: what results come from.

use crate::{
	api, blake2_256,
	chain::{Block, Error},
	submit::Call,
	AccountId, ProgramId, Uri, H256,
};
use api::runtime_types::{
	bounded_collections::bounded_vec::BoundedVec, pallet_attestation::types::Program as Description,
};
use codec::Encode;
use serde::{Deserialize, Serialize};

/// A registered program.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Program {
	/// Its id.
	pub id: ProgramId,
	/// Who registered it and may remove it.
	pub owner: AccountId,
	/// BLAKE2b-256 of the module's bytes.
	pub image: H256,
	/// Hint where to fetch the module; may be empty.
	pub uri: Uri,
}

impl Program {
	fn new(id: ProgramId, record: api::attestation::storage::programs::Output) -> Self {
		let Description::Image { hash: image } = record.program;
		Self { id, owner: record.owner, image, uri: Uri::stored(record.uri.0) }
	}
}

/// The id of the program whose module has this hash.
pub fn id_of(image: &H256) -> ProgramId {
	// The first byte says which kind of program it is: an image.
	blake2_256(&(0u8, image).encode())
}

/// Registers the program whose module has the hash `image`; its id is [`id_of`] that.
pub fn register(image: H256, uri: Uri) -> Call {
	let uri = BoundedVec(uri.as_bytes().to_vec());
	Call::new(api::tx().attestation().register_program(Description::Image { hash: image }, uri))
}

/// Removes a program, signed by its owner.
pub fn remove(id: ProgramId) -> Call {
	Call::new(api::tx().attestation().remove_program(id))
}

impl Block {
	/// The program of this id; `None` when none is registered.
	pub async fn program(&self, id: ProgramId) -> Result<Option<Program>, Error> {
		let found = self.get(api::storage().attestation().programs(), (id,)).await?;
		Ok(found.map(|record| Program::new(id, record)))
	}

	/// All registered programs, by id.
	pub async fn programs(&self) -> Result<Vec<Program>, Error> {
		let records = self.all(api::storage().attestation().programs(), |(id,)| id).await?;
		let mut programs: Vec<_> = records.into_iter().map(|(id, record)| Program::new(id, record)).collect();
		programs.sort_by_key(|program| program.id);
		Ok(programs)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn id_is_the_hash_of_kind_and_image() {
		let mut bytes = vec![0];
		bytes.extend([9; 32]);
		assert_eq!(id_of(&H256::repeat_byte(9)), blake2_256(&bytes));
	}
}
