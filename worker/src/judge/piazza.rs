//! A real chain, as a checker sees it.

use super::{
	chain::{Call, Chain},
	duty::{Assignment, Duty},
};
use crate::{
	piazza::Piazza,
	view::{BlockNumber, Head, Program, ProgramId},
};
use anyhow::Result;
use piazza_client::{
	chain::Block,
	panels::{self, Case, Conclusion, PanelId},
};

impl Chain for Piazza {
	async fn is_enrolled(&self, at: Head) -> Result<bool> {
		Ok(self.block(at).await?.is_enrolled(self.signer()).await?)
	}

	async fn duties(&self, at: Head) -> Result<Vec<PanelId>> {
		Ok(self.block(at).await?.duties(self.signer()).await?)
	}

	async fn panel(&self, at: Head, id: PanelId) -> Result<Option<Duty>> {
		let block = self.block(at).await?;
		let Some(panel) = block.panel(id).await? else { return Ok(None) };
		Ok(Some(Duty {
			id,
			case: panel.case,
			assignment: assignment(&block, panel.case).await?,
			convened_at: panel.convened_at,
			stage: panel.stage,
			progress: panel.progress_of(&self.signer()).copied(),
		}))
	}

	async fn program(&self, at: Head, id: ProgramId) -> Result<Option<Program>> {
		self.image(at, id).await
	}

	async fn conclusion(&self, id: PanelId, after: BlockNumber, at: Head) -> Result<Option<Conclusion>> {
		for number in after.saturating_add(1)..=at.number {
			let concluded = self.block_at(number).await?.panels_concluded().await?;
			if let Some(found) = concluded.into_iter().find(|found| found.panel == id) {
				return Ok(Some(found));
			}
		}
		Ok(None)
	}

	async fn send(&self, call: Call, until: BlockNumber) -> Result<BlockNumber> {
		let call = match call {
			Call::Commit { panel, commitment } => panels::commit(panel, commitment),
			Call::Reveal { panel, secret } => panels::reveal(panel, secret.answer, secret.salt.0),
		};
		self.submit(call, Some(until)).await
	}
}

/// What has to be run to judge `case`; `None` where no program run here can tell.
async fn assignment(block: &Block, case: Case) -> Result<Option<Assignment>> {
	Ok(match case {
		Case::Job(id) => {
			let job = block.job(id).await?;
			job.and_then(|job| Some(Assignment { program: job.program?, input: job.input }))
		}
		Case::Batch(id) => {
			let batch = block.batch(id).await?;
			batch.and_then(|batch| Some(Assignment { program: batch.program, input: batch.dispute?.leaf.input }))
		}
		// A machine is for a person to look into.
		Case::Lease(_) => None,
	})
}
