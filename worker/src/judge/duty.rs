//! What a member of a panel does next, from what the chain says and what it has kept. Pure: no clock, no network, no disk.

use crate::view::{AccountId, BlockNumber, Content, ProgramId, Window};
use piazza_client::panels::{Case, PanelId, Progress, Secret, Stage};

/// A panel, as one of its members sees it in one block.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Duty {
	/// Its number.
	pub id: PanelId,
	/// What it is about.
	pub case: Case,
	/// What has to be run to judge that; `None` where a person has to look.
	pub assignment: Option<Assignment>,
	/// Block in which it was convened.
	pub convened_at: BlockNumber,
	/// Where it stands.
	pub stage: Stage,
	/// How far the member came; `None` while it has no seat.
	pub progress: Option<Progress>,
}

/// A program, and what to run it on: the hash of its output is the answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Assignment {
	/// The program.
	pub program: ProgramId,
	/// The input.
	pub input: Content,
}

/// What to do about a panel.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Step {
	/// Look again at the next block.
	Wait,
	/// Get program and input.
	Fetch(Assignment),
	/// Run the program on the input.
	Run,
	/// Say that program or input cannot be had.
	GiveUp,
	/// Commit to the answer, in this block at the latest.
	Commit(Secret, BlockNumber),
	/// Show the answer, in this block at the latest.
	Reveal(Secret, BlockNumber),
	/// Have a person do what cannot be done here.
	Ask(Ask),
	/// Nothing helps any more.
	Late(Late),
}

/// What a person has to do.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Ask {
	/// Look into the case and commit to an answer.
	Look {
		/// First block in which it is too late.
		before: BlockNumber,
	},
	/// Show an answer that was not committed to here, as soon as that may be done.
	Show {
		/// First block in which it is too late, if that is known yet.
		before: Option<BlockNumber>,
	},
}

/// What was missed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Late {
	/// The time for commitments.
	Commit,
	/// The time for answers.
	Reveal,
}

/// What `member` does about `duty` after finalized block `now`, with the answer that it has `kept`, if any. It is `ready`
/// when it has program and input.
pub fn next(duty: &Duty, member: &AccountId, now: BlockNumber, kept: Option<&Secret>, ready: bool) -> Step {
	match (duty.stage, &duty.progress) {
		(Stage::Committing { commits }, Some(Progress::Drawn)) => draft(duty, commits, now, kept, ready),
		(Stage::Revealing { .. }, Some(Progress::Drawn)) => Step::Late(Late::Commit),
		(stage, Some(Progress::Committed { commitment })) => {
			let kept = kept.filter(|secret| secret.commitment(duty.id, member) == *commitment);
			match (stage, kept) {
				(Stage::Revealing { reveals }, _) if !reveals.can_be_met(now) => Step::Late(Late::Reveal),
				(Stage::Revealing { reveals }, Some(secret)) => Step::Reveal(secret.clone(), last(reveals)),
				(Stage::Revealing { reveals }, None) => Step::Ask(Ask::Show { before: Some(reveals.to) }),
				// What nobody expected is said at once: there is more time to look for the answer.
				(_, None) if duty.assignment.is_some() => Step::Ask(Ask::Show { before: None }),
				_ => Step::Wait,
			}
		}
		(Stage::Waiting { .. }, Some(Progress::Drawn)) | (_, Some(Progress::Revealed { .. }) | None) => Step::Wait,
	}
}

/// The same while the member has committed to nothing.
fn draft(duty: &Duty, commits: Window, now: BlockNumber, kept: Option<&Secret>, ready: bool) -> Step {
	match (kept, &duty.assignment) {
		_ if !commits.can_be_met(now) => Step::Late(Late::Commit),
		(Some(secret), _) => Step::Commit(secret.clone(), last(commits)),
		(None, None) => Step::Ask(Ask::Look { before: commits.to }),
		(None, Some(_)) if ready => Step::Run,
		(None, Some(_)) if now >= give_up_at(&commits) => Step::GiveUp,
		(None, Some(assignment)) => Step::Fetch(assignment.clone()),
	}
}

/// The block from which on a member that has not got program and input says so: a fifth of the time is left then.
pub fn give_up_at(commits: &Window) -> BlockNumber {
	commits.to.saturating_sub(commits.to.saturating_sub(commits.from) / 5)
}

/// Last block inside.
fn last(window: Window) -> BlockNumber {
	window.to.saturating_sub(1)
}

#[cfg(test)]
mod tests;
