//! Panels: checkers drawn by lot who judge disputed work, what a block knows of them, and the calls that change them.

mod secret;

pub use secret::{Secret, SecretError};

use crate::{
	api,
	batches::BatchId,
	blake2_256,
	chain::{Block, Error},
	leases::LeaseId,
	stakes::EraIndex,
	submit::Call,
	AccountId, Balance, BlockNumber, JobId, Window, H256,
};
use codec::Encode;
use serde::{Deserialize, Serialize};
use std::fmt;
use subxt::ext::{scale_decode::DecodeAsType, scale_encode::EncodeAsType};

/// Number of a panel.
pub type PanelId = u64;

/// What a panel is about.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Case {
	/// The output of a job: the answer is the hash of the right one.
	Job(JobId),
	/// One result of a batch: the answer is the hash of the right output.
	Batch(BatchId),
	/// The hardware of a leased machine: the answer is one of [`crate::leases::specs_answer`].
	Lease(LeaseId),
}

impl fmt::Display for Case {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		match self {
			Self::Job(job) => write!(f, "job {job}"),
			Self::Batch(batch) => write!(f, "batch {batch}"),
			Self::Lease(lease) => write!(f, "the machine of lease {lease}"),
		}
	}
}

/// One panel.
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Panel {
	/// What it judges.
	pub case: Case,
	/// Who may not sit in it.
	pub excluded: Vec<AccountId>,
	/// Block in which it was convened.
	pub convened_at: BlockNumber,
	/// How many checkers there were then.
	pub population: u32,
	/// Era in which the seats were drawn; until then, that in which it was convened.
	pub era: EraIndex,
	/// Where it stands.
	pub stage: Stage,
	/// Its members, in the order in which they were drawn; nobody before that.
	pub seats: Vec<Seat>,
}

impl Panel {
	/// How far `member` came; `None` when it has no seat.
	pub fn progress_of(&self, member: &AccountId) -> Option<&Progress> {
		self.seats.iter().find(|seat| seat.member == *member).map(|seat| &seat.progress)
	}
}

/// Where a panel stands.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Stage {
	/// Seats wait for randomness to be drawn from.
	Waiting {
		/// How often it was there to be drawn, and there was none.
		tries: u32,
	},
	/// Members commit to an answer.
	Committing {
		/// When they may.
		commits: Window,
	},
	/// Members that committed show their answers.
	Revealing {
		/// When they may.
		reveals: Window,
	},
}

impl Stage {
	/// Its name.
	pub fn name(&self) -> &'static str {
		match self {
			Self::Waiting { .. } => "waiting",
			Self::Committing { .. } => "committing",
			Self::Revealing { .. } => "revealing",
		}
	}
}

/// A member of a panel.
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Seat {
	/// The checker.
	pub member: AccountId,
	/// How far it came.
	pub progress: Progress,
}

/// How far a member came.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Progress {
	/// It was drawn.
	Drawn,
	/// It is bound to an answer that nobody else knows yet.
	Committed {
		/// Hash that binds it, see [`commitment`].
		commitment: H256,
	},
	/// It has shown the answer that it committed to.
	Revealed {
		/// The answer: the hash of the output that it got.
		answer: H256,
	},
}

/// How a panel whose seats were drawn came to its end. Nothing else is left of it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Conclusion {
	/// The panel.
	pub panel: PanelId,
	/// What more than half of all seats answered; `None` when there is no verdict.
	pub answer: Option<H256>,
	/// Members that were fined, and what was frozen of their stake.
	pub fines: Vec<(AccountId, Balance)>,
}

/// The rules of panels.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Rules {
	/// Seats of a panel.
	pub seats: u32,
	/// In how many panels one checker may sit at a time.
	pub max_duties: u32,
	/// Blocks in which members commit to an answer.
	pub commit_period: BlockNumber,
	/// Blocks in which members show their answers.
	pub reveal_period: BlockNumber,
	/// What a member loses that gives no answer.
	pub silence_fine: Balance,
	/// What a member loses that gives another answer than the verdict.
	pub contradiction_fine: Balance,
}

/// The answer of a member that could not get what the case is about.
pub const UNAVAILABLE: H256 = H256::zero();

/// What is hashed before everything else in [`commitment`].
pub const COMMITMENT_DOMAIN: [u8; 23] = *b"piazza/panels/commit/v1";

/// The hash by which `member` commits to an answer. The salt must be random and secret.
pub fn commitment(panel: PanelId, member: &AccountId, answer: &H256, salt: &[u8; 32]) -> H256 {
	blake2_256(&(COMMITMENT_DOMAIN, panel, member, answer, salt).encode())
}

/// Enters the register of checkers, signed by an operator whose position as checker is backed.
pub fn enrol() -> Call {
	Call::new(api::tx().panels().enrol())
}

/// Leaves the register, signed by a checker that has no seat.
pub fn resign() -> Call {
	Call::new(api::tx().panels().resign())
}

/// Strikes off a checker that is not backed any more, signed by anybody. Free of charge when it succeeds.
pub fn strike_off(checker: AccountId) -> Call {
	Call::new(api::tx().panels().strike_off(checker))
}

/// Binds the member that signs this to an answer; see [`commitment`]. Free of charge when it succeeds.
pub fn commit(panel: PanelId, commitment: H256) -> Call {
	Call::new(api::tx().panels().commit(panel, commitment))
}

/// Shows the answer the member that signs this committed to. Free of charge when it succeeds.
pub fn reveal(panel: PanelId, answer: H256, salt: [u8; 32]) -> Call {
	Call::new(api::tx().panels().reveal(panel, answer, salt))
}

impl Block {
	/// The panel of this number; `None` when it was never convened or has come to its end.
	pub async fn panel(&self, id: PanelId) -> Result<Option<Panel>, Error> {
		self.ask(api::view_functions().panels().panel(id)).await
	}

	/// The panels in which `checker` has a seat.
	pub async fn duties(&self, checker: AccountId) -> Result<Vec<PanelId>, Error> {
		self.ask(api::view_functions().panels().duties(checker)).await
	}

	/// How many checkers there are in the register.
	pub async fn checkers(&self) -> Result<u32, Error> {
		self.ask(api::view_functions().panels().checkers()).await
	}

	/// Whether `checker` is in the register.
	pub async fn is_enrolled(&self, checker: AccountId) -> Result<bool, Error> {
		self.ask(api::view_functions().panels().is_enrolled(checker)).await
	}

	/// The panels that came to their end in this block, of those whose seats were drawn.
	pub async fn panels_concluded(&self) -> Result<Vec<Conclusion>, Error> {
		let events = self.events().await?;
		let fined: Vec<_> = events.find::<api::panels::events::Fined>().filter_map(Result::ok).collect();
		let concluded = events.find::<api::panels::events::Concluded>().filter_map(Result::ok).map(|found| {
			let fined = fined.iter().filter(|fine| fine.panel == found.panel);
			let fines = fined.map(|fine| (fine.member, fine.amount)).collect();
			Conclusion { panel: found.panel, answer: found.answer, fines }
		});
		Ok(concluded.collect())
	}

	/// The rules of panels.
	pub fn panel_rules(&self) -> Result<Rules, Error> {
		let constants = api::constants().panels();
		Ok(Rules {
			seats: self.constant(constants.seats())?,
			max_duties: self.constant(constants.max_duties())?,
			commit_period: self.constant(constants.commit_period())?,
			reveal_period: self.constant(constants.reveal_period())?,
			silence_fine: self.constant(constants.silence_fine())?,
			contradiction_fine: self.constant(constants.contradiction_fine())?,
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::fake::Fake;

	fn account(byte: u8) -> AccountId {
		AccountId::from([byte; 32])
	}

	#[test]
	fn commitment_is_the_one_the_chain_computes() {
		let hash = commitment(7, &account(2), &H256::repeat_byte(3), &[4; 32]);
		// The same bytes, put together by hand: domain, number (little endian), member, answer, salt.
		let mut bytes = b"piazza/panels/commit/v1".to_vec();
		bytes.extend([7, 0, 0, 0, 0, 0, 0, 0]);
		bytes.extend([2; 32]);
		bytes.extend([3; 32]);
		bytes.extend([4; 32]);
		assert_eq!(bytes.len(), 23 + 8 + 3 * 32);
		assert_eq!(hash, blake2_256(&bytes));
	}

	#[tokio::test]
	async fn panel_is_what_the_chain_says() {
		let fake = Fake::new();
		let block = fake.chain().await.head().await.unwrap();
		let seats = vec![
			([1u8; 32].to_vec(), vec![0u8]),
			([2u8; 32].to_vec(), [&[1u8], &[5u8; 32][..]].concat()),
			([3u8; 32].to_vec(), [&[2u8], &[6u8; 32][..]].concat()),
		];
		let seats: Vec<u8> = seats.into_iter().flat_map(|(member, progress)| [member, progress].concat()).collect();
		let head = (0u8, 9u64, vec![[8u8; 32]], 100u32, 12u32, 3u32, 1u8, (110u32, 310u32)).encode();
		// Three seats, then the agenda ticket, which nobody outside needs.
		let record = [&[1u8][..], &head, &[3 << 2], &seats, &(310u32, 0u32).encode()].concat();
		fake.answer_view(4u64, Raw(record));
		let panel = block.panel(4).await.unwrap().unwrap();
		let expected = Panel {
			case: Case::Job(9),
			excluded: vec![account(8)],
			convened_at: 100,
			population: 12,
			era: 3,
			stage: Stage::Committing { commits: Window { from: 110, to: 310 } },
			seats: vec![
				Seat { member: account(1), progress: Progress::Drawn },
				Seat { member: account(2), progress: Progress::Committed { commitment: H256::repeat_byte(5) } },
				Seat { member: account(3), progress: Progress::Revealed { answer: H256::repeat_byte(6) } },
			],
		};
		assert_eq!(panel, expected);
		assert_eq!(panel.progress_of(&account(1)), Some(&Progress::Drawn));
		assert_eq!(panel.progress_of(&account(9)), None);
	}

	#[tokio::test]
	async fn duties_are_what_the_chain_says() {
		let fake = Fake::new();
		let block = fake.chain().await.head().await.unwrap();
		fake.answer_view([1u8; 32], vec![4u64, 6]);
		assert_eq!(block.duties(account(1)).await.unwrap(), [4, 6]);
		fake.answer_view([1u8; 32], true);
		assert!(block.is_enrolled(account(1)).await.unwrap());
	}

	/// Bytes that are encoded already.
	struct Raw(Vec<u8>);

	impl Encode for Raw {
		fn encode(&self) -> Vec<u8> {
			self.0.clone()
		}
	}
}
