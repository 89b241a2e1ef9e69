//! What the log says of panels.

use super::duty::{Ask, Duty, Late};
use crate::view::{AccountId, Balance, H256};
use piazza_client::{
	amount,
	panels::{Case, Conclusion, UNAVAILABLE},
};

/// What a person has to do about a panel, with the commands for it.
pub fn ask(duty: &Duty, ask: Ask) -> String {
	let Duty { id, case, .. } = duty;
	match (ask, case) {
		(Ask::Look { before }, Case::Lease(_)) => format!(
			"panel {id} is about {case}: somebody has to look into it. `piazza checker duties` says how to get in. Answer \
			 before block {before} with `piazza checker commit {id} --machine right` or `--machine wrong`, then show it with \
			 `piazza checker reveal {id}`"
		),
		(Ask::Look { before }, _) => format!(
			"panel {id} is about {case}, of which the chain names nothing that can be run here: somebody has to look into it. \
			 Answer before block {before} with `piazza checker commit {id}`, then show it with `piazza checker reveal {id}`"
		),
		(Ask::Show { before }, _) => {
			let when = before.map_or("when answers are shown".into(), |block| format!("before block {block}"));
			format!(
				"in panel {id} about {case}, the chain holds a commitment to an answer that is not kept here. Whoever made it \
				 has to show it {when}, with `piazza checker reveal {id}`; silence is fined"
			)
		}
	}
}

/// What was missed.
pub fn late(duty: &Duty, late: Late) -> String {
	let what = match late {
		Late::Commit => "commit to an answer",
		Late::Reveal => "show the answer",
	};
	format!("panel {} about {}: it is too late to {what}; silence is fined", duty.id, duty.case)
}

/// How a panel ended for `member`, who gave `answer` if it is known here.
pub fn end(conclusion: &Conclusion, member: &AccountId, answer: Option<&H256>) -> String {
	let verdict = match (conclusion.answer, answer) {
		(None, _) => "there is no verdict".into(),
		(Some(verdict), Some(answer)) if verdict == *answer => {
			format!("the verdict is this checker's answer, {verdict:?}")
		}
		(Some(verdict), Some(answer)) => {
			format!("the verdict is {verdict:?}, while this checker's answer was {}", said(answer))
		}
		(Some(verdict), None) => format!("the verdict is {verdict:?}"),
	};
	match fine(conclusion, member) {
		0 => verdict,
		fine => format!("{verdict}; this checker is fined {} PZA", amount::format(fine)),
	}
}

/// What `member` is fined.
pub fn fine(conclusion: &Conclusion, member: &AccountId) -> Balance {
	let fines = conclusion.fines.iter().filter(|(fined, _)| fined == member);
	fines.fold(0, |sum, (_, amount)| sum.saturating_add(*amount))
}

/// An answer, for people.
pub fn said(answer: &H256) -> String {
	match *answer == UNAVAILABLE {
		true => "that there is no output to be had".into(),
		false => format!("{answer:?}"),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use piazza_client::panels::Stage;

	fn duty(case: Case) -> Duty {
		let stage = Stage::Waiting { tries: 0 };
		Duty { id: 3, case, assignment: None, convened_at: 1, stage, progress: None }
	}

	#[test]
	fn person_is_told_the_commands_and_the_time() {
		let text = ask(&duty(Case::Lease(7)), Ask::Look { before: 220 });
		assert!(text.contains("the machine of lease 7") && text.contains("commit 3 --machine right"), "{text}");
		assert!(text.contains("before block 220"), "{text}");
		let text = ask(&duty(Case::Batch(7)), Ask::Look { before: 220 });
		assert!(text.contains("batch 7") && text.contains("commit 3`"), "{text}");
		let text = ask(&duty(Case::Job(7)), Ask::Show { before: Some(320) });
		assert!(text.contains("reveal 3") && text.contains("before block 320"), "{text}");
	}

	#[test]
	fn end_says_what_the_verdict_is_and_what_it_costs() {
		let member = AccountId::from([1; 32]);
		let (mine, other) = (H256::repeat_byte(5), H256::repeat_byte(6));
		let ended = |answer, fines| Conclusion { panel: 3, answer, fines };
		let agreed = ended(Some(mine), vec![(AccountId::from([2; 32]), 9)]);
		assert!(end(&agreed, &member, Some(&mine)).starts_with("the verdict is this checker's answer"));
		assert!(!end(&agreed, &member, Some(&mine)).contains("fined"));
		let fined = end(&ended(Some(other), vec![(member, 100_000_000_000_000)]), &member, Some(&mine));
		assert!(fined.contains(&format!("{mine:?}")) && fined.ends_with("fined 100 PZA"), "{fined}");
		let unavailable = end(&ended(Some(other), Vec::new()), &member, Some(&UNAVAILABLE));
		assert!(unavailable.contains("no output to be had"), "{unavailable}");
		assert_eq!(end(&ended(None, Vec::new()), &member, None), "there is no verdict");
	}
}
