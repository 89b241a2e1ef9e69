//! Workers: accounts of machines, each owned by a provider, and what shows which machines they are.

use crate::{
	api,
	chain::{Block, Error},
	submit::Call,
	AccountId, BlockNumber, ProgramId, Tier,
};
use codec::DecodeAll;
use futures::{stream, StreamExt, TryStreamExt};
use serde::{Deserialize, Serialize};
use subxt::ext::{scale_decode::DecodeAsType, scale_encode::EncodeAsType};

pub use api::runtime_types::pallet_attestation::evidence::{Devices, Evidence, Machine, NvidiaEvidence};

/// How many workers are asked about at a time.
const AT_A_TIME: usize = 16;

/// A registered worker.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Worker {
	/// Its account.
	pub account: AccountId,
	/// The provider it works for.
	pub owner: AccountId,
	/// How strongly its machine is known.
	pub tier: Tier,
	/// Whether its owner approved it.
	pub approved: bool,
	/// Block in which its evidence was accepted last.
	pub verified_at: BlockNumber,
	/// First block in which that is too long ago.
	pub expires_at: BlockNumber,
	/// Whether it may take work.
	pub active: bool,
	/// What its hardware proved; `None` when it has only its owner's word.
	pub hardware: Option<Hardware>,
	/// Whether something that its hardware stands on was revoked.
	pub revoked: bool,
}

/// What a worker's hardware proved when its evidence was accepted.
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Hardware {
	/// The block that the evidence was bound to. Later evidence has to be bound to a later one.
	pub at_block: BlockNumber,
	/// The program that was measured; `None` when the hardware measures none.
	pub program: Option<ProgramId>,
	/// The class of its GPUs; `None` when it has none, or of a model that has no class.
	pub class: Option<u16>,
	/// How many GPUs it has.
	pub gpus: u8,
	/// Last second, since 1970-01-01T00:00:00Z, at which certificates, collateral and policy hold.
	pub valid_until: u64,
	/// Up to which revocation the chain has looked it through.
	pub generation: u32,
}

impl Worker {
	fn new(account: AccountId, info: api::attestation::view_functions::worker::output::Output) -> Option<Self> {
		let info = info?;
		Some(Self {
			account,
			owner: info.owner,
			tier: info.tier,
			approved: info.approved,
			verified_at: info.verified_at,
			expires_at: info.expires_at,
			active: info.active,
			hardware: info.attestation,
			revoked: info.revoked,
		})
	}
}

/// What GPUs of a class have in common.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Class {
	/// Who makes them.
	pub vendor: String,
	/// Their model.
	pub model: String,
	/// Their architecture.
	pub architecture: String,
	/// Memory of one GPU in MiB.
	pub vram_mib: u32,
	/// Trillions of bf16 operations a second of one GPU, without sparsity, as its maker states them.
	pub bf16_tflops: u32,
}

/// What was handed in as a machine's evidence is none.
#[derive(Clone, Debug, thiserror::Error)]
#[error("this is not the evidence of a machine ({0}): `piazza-worker attest --out FILE` writes it")]
pub struct BadEvidence(codec::Error);

/// A machine's evidence, bound to `at_block`, as `piazza-worker attest` writes it: the SCALE encoding of a [`Machine`]
/// and of its [`Devices`].
pub fn evidence(at_block: BlockNumber, bytes: &[u8]) -> Result<Evidence<BlockNumber>, BadEvidence> {
	let (machine, devices) = <(Machine, Devices)>::decode_all(&mut &bytes[..]).map_err(BadEvidence)?;
	Ok(Evidence::Hardware { at_block, machine, devices })
}

/// Registers who signs this as a worker of `owner`.
pub fn register(owner: AccountId, evidence: Evidence<BlockNumber>) -> Call {
	Call::new(api::tx().attestation().register(owner, evidence))
}

/// Approves a worker, signed by the owner it names.
pub fn approve(worker: AccountId) -> Call {
	Call::new(api::tx().attestation().approve(worker))
}

/// Renews the registration of the worker that signs this.
pub fn renew(evidence: Evidence<BlockNumber>) -> Call {
	Call::new(api::tx().attestation().renew(evidence))
}

/// Retires a worker, signed by its owner or by itself, and by anybody when it has been expired for long.
pub fn retire(worker: AccountId) -> Call {
	Call::new(api::tx().attestation().retire(worker))
}

impl Block {
	/// The worker of this account; `None` when it is not registered as one.
	pub async fn worker(&self, account: AccountId) -> Result<Option<Worker>, Error> {
		let found = self.ask(api::view_functions().attestation().worker(account)).await?;
		Ok(Worker::new(account, found))
	}

	/// All registered workers, by account.
	pub async fn workers(&self) -> Result<Vec<Worker>, Error> {
		let accounts = self.all(api::storage().attestation().workers(), |(account,)| account).await?;
		let found = stream::iter(accounts).map(|(account, _)| self.worker(account)).buffered(AT_A_TIME);
		let found: Vec<_> = found.try_collect().await?;
		let mut workers: Vec<_> = found.into_iter().flatten().collect();
		workers.sort_by_key(|worker| worker.account);
		Ok(workers)
	}

	/// A class of hardware; `None` when there is none of this number.
	pub async fn class(&self, id: u16) -> Result<Option<Class>, Error> {
		let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
		let found = self.ask(api::view_functions().attestation().class(id)).await?;
		Ok(found.map(|class| Class {
			vendor: text(class.vendor.0),
			model: text(class.model.0),
			architecture: text(class.architecture.0),
			vram_mib: class.vram_mib,
			bf16_tflops: class.bf16_tflops,
		}))
	}

	/// What the processor of a worker must put into evidence that is bound to block `at_block`, with the digest of its
	/// GPUs' evidence (zeros for none). `None` when that block is not an earlier one, or too long ago.
	pub async fn report_data(
		&self,
		owner: AccountId,
		worker: AccountId,
		at_block: BlockNumber,
		devices: [u8; 32],
	) -> Result<Option<[u8; 64]>, Error> {
		self.ask(api::view_functions().attestation().nonce_for(owner, worker, at_block, devices)).await
	}

	/// What the GPUs of a worker must be asked with for evidence that is bound to block `at_block`. `None` when that
	/// block is not an earlier one, or too long ago.
	pub async fn gpu_nonce(&self, worker: AccountId, at_block: BlockNumber) -> Result<Option<[u8; 32]>, Error> {
		self.ask(api::view_functions().attestation().device_nonce_for(worker, at_block)).await
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::fake::Fake;

	#[test]
	fn evidence_is_read_when_it_is_as_a_machine_writes_it() {
		// A quote of two bytes; one GPU with a report of one byte and a certificate of three.
		let bytes = [0, 8, 7, 7, 4, 4, 9, 4, 12, 1, 2, 3];
		let Ok(Evidence::Hardware { at_block, machine, devices }) = evidence(5, &bytes) else { panic!("it is read") };
		assert_eq!(at_block, 5);
		let Machine::Intel { quote } = machine else { panic!("it is Intel's") };
		assert_eq!(quote.0, [7, 7]);
		let [device] = devices.0 .0.as_slice() else { panic!("there is one") };
		assert_eq!(device.report.0, [9]);
		assert_eq!(device.certificates.0[0].0, [1, 2, 3]);
	}

	#[test]
	fn evidence_is_refused_when_it_is_cut_off_or_goes_on() {
		let bytes = [0, 8, 7, 7, 0];
		assert!(evidence(5, &bytes).is_ok());
		assert!(evidence(5, &bytes[..4]).is_err());
		assert!(evidence(5, &[&bytes[..], &[0]].concat()).is_err());
		assert!(evidence(5, &[9]).is_err());
	}

	#[tokio::test]
	async fn worker_is_what_the_chain_says() {
		let fake = Fake::new();
		let block = fake.chain().await.head().await.unwrap();
		let account = AccountId::from([1; 32]);
		fake.answer_view([1u8; 32], None::<()>);
		assert_eq!(block.worker(account).await.unwrap(), None);
		let hardware = (5u32, Some([4u8; 32]), Some(1u16), 8u8, 1_800_000_000u64, 3u32);
		fake.answer_view([1u8; 32], Some(([2u8; 32], 3u8, true, 6u32, 9u32, false, Some(hardware), true)));
		let worker = Worker {
			account,
			owner: AccountId::from([2; 32]),
			tier: Tier::ConfidentialGpu,
			approved: true,
			verified_at: 6,
			expires_at: 9,
			active: false,
			hardware: Some(Hardware {
				at_block: 5,
				program: Some(ProgramId::repeat_byte(4)),
				class: Some(1),
				gpus: 8,
				valid_until: 1_800_000_000,
				generation: 3,
			}),
			revoked: true,
		};
		assert_eq!(block.worker(account).await.unwrap(), Some(worker));
	}

	#[tokio::test]
	async fn challenge_is_what_the_chain_says() {
		let fake = Fake::new();
		let block = fake.chain().await.head().await.unwrap();
		let (owner, worker) = (AccountId::from([1; 32]), AccountId::from([2; 32]));
		fake.answer_view(([1u8; 32], [2u8; 32], 7u32, [0u8; 32]), Some([3u8; 64]));
		assert_eq!(block.report_data(owner, worker, 7, [0; 32]).await.unwrap(), Some([3; 64]));
		fake.answer_view(([2u8; 32], 7u32), None::<[u8; 32]>);
		assert_eq!(block.gpu_nonce(worker, 7).await.unwrap(), None);
	}
}
