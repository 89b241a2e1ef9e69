//! Batches of results of leased machines.

use super::{jobs::output_of, *};
use crate::tests::jobs::content;
use frame_support::traits::Get;
use pallet_attestation::Evidence;
use pallet_batches::{rules::leaf_hash, Batches, Call, Config, Leaf};
use pallet_leasing::Leases;
use sp_runtime::traits::{BlakeTwo256, Hash as _};

impl Run {
	/// A call about a batch.
	pub(super) fn vouch(&mut self) -> Option<Step> {
		let now = System::block_number();
		let open =
			Batches::<Runtime>::iter().filter(|(_, batch)| batch.dispute.is_none() && batch.disputes.contains(now));
		let open = sorted(open.map(|(id, batch)| (id, batch.worker, batch.count)));
		match self.random.pick(&open) {
			Some((batch, worker, count)) if self.random.happens(60) => {
				let index = self.random.below(count.into()) as u32;
				let proof = results_of(&worker, count).into_iter().filter(|leaf| leaf.index != index);
				let proof = proof.map(|leaf| hash_of(&leaf)).collect::<Vec<_>>();
				let leaf = leaf_of(&worker, if self.random.happens(95) { index } else { index + 1 });
				let output = self.output();
				let proof = proof.try_into().expect("it is short");
				signed(self.someone(), Call::dispute { batch, leaf, proof, output })
			}
			_ => self.report(),
		}
	}

	/// A machine reports what it has done since its last report.
	fn report(&mut self) -> Option<Step> {
		let now = System::block_number();
		let any = self.random.happens(5);
		let interval: BlockNumber = <Runtime as Config>::MinInterval::get();
		let is_time = |reported_at: BlockNumber| any || now >= reported_at + interval;
		let is_backed = |provider: &AccountId| any || Stakes::ensure_backed(Role::Provider, provider, 0).is_ok();
		let leases =
			Leases::<Runtime>::iter().filter(|(_, lease)| is_time(lease.reported_at) && is_backed(&lease.provider));
		let (lease, worker) = self.random.pick(&sorted(leases.map(|(id, lease)| (id, lease.worker))))?;
		if !Attestation::is_active(worker.clone()) && !self.random.happens(10) {
			return signed(worker, pallet_attestation::Call::renew { evidence: Evidence::Declared });
		}
		let program = self.random.pick(&images())?;
		let count = match self.random.below(20) {
			0 => 0,
			1 => u32::MAX,
			n => 1 + n as u32 % 2,
		};
		let root = root_of(&worker, count);
		signed(self.one_of(&[worker]), Call::report { lease, program, root, count })
	}
}

/// A result of a machine: all of them are equally right or wrong.
fn leaf_of(worker: &AccountId, index: u32) -> Leaf {
	Leaf { index, input: content(&index.to_le_bytes()), output: output_of(worker) }
}

/// The results of a batch, of which there are no more than two.
fn results_of(worker: &AccountId, count: u32) -> Vec<Leaf> {
	(0..count.min(2)).map(|index| leaf_of(worker, index)).collect()
}

fn hash_of(leaf: &Leaf) -> Hash {
	leaf_hash(leaf.index, &leaf.input.hash, &leaf.output.hash)
}

/// The root of their tree.
pub(super) fn root_of(worker: &AccountId, count: u32) -> Hash {
	match results_of(worker, count).as_slice() {
		[] => Hash::zero(),
		[one] => hash_of(one),
		more => BlakeTwo256::hash(&more.iter().flat_map(|leaf| hash_of(leaf).0).collect::<Vec<_>>()),
	}
}
