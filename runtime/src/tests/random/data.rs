//! Pools of data: what is brought to them, who may read it, and what they earn.

use super::{
	jobs::judged_as,
	web::{address_of, is_linked, PROVIDERS},
	*,
};
use crate::tests::{attestation::evidence_of_software, jobs::content};
use frame_support::traits::Get;
use pallet_attestation::{Measurement, Program};
use pallet_data_pools::{
	AllBooks, Answers, Awards, Breaker, Call, Choice, Config, Consents, Endorsed, EpochIndex, Grants, Licences,
	NextPool, PoolId, Pools, Proof, ProofOf, Records, Scoring, Split, Stakers, TermsOf,
};
use pallet_jobs::Stage;
use piazza_primitives::{Attested, ProgramId, Tier};
use sp_runtime::Permill;

/// So many pools are made before there are more by the way.
const FEW_POOLS: u32 = 8;
/// The worker in an enclave that scores.
const SCORER: Sr25519Keyring = Sr25519Keyring::One;
/// Its owner, who has no other machine.
const SCORERS_OWNER: Sr25519Keyring = Sr25519Keyring::FerdieStash;
/// What runs in that enclave, and in the one that reads.
const MEASUREMENTS: [[u8; 48]; 2] = [[7; 48], [8; 48]];

impl Run {
	/// A call to [`DataPools`].
	pub(super) fn share(&mut self) -> Option<Step> {
		match self.random.below(50) {
			0..=1 => self.create_pool(),
			2 => self.set_price(),
			3 => self.remove_pool(),
			4..=14 => {
				let (pool, who) = (self.pool(), self.someone());
				self.contribute(pool, who)
			}
			15..=18 => self.choose(),
			19..=20 => self.relay_choice(),
			21..=26 => self.license(),
			27 => self.remove_licence(),
			28..=30 => self.stake_tokens(),
			31..=32 => self.unstake_tokens(),
			33..=35 => self.claim_dividends(),
			36 => self.collect(),
			37..=40 => self.open_market(),
			41..=43 => self.endorse(),
			44 => self.withdraw_endorsement(),
			45 => signed(self.someone(), Call::fund { amount: self.amount() }),
			_ => {
				let (pool, epoch) = self.past_epoch();
				signed(self.someone(), Call::claim_epoch { pool, epoch })
			}
		}
	}

	/// A pool; sometimes one that is not there.
	fn pool(&mut self) -> PoolId {
		self.pool_with(|_, _| true)
	}

	/// A pool that passes `filter`, or any.
	fn pool_with(&mut self, filter: impl Fn(PoolId, &pallet_data_pools::BooksOf<Runtime>) -> bool) -> PoolId {
		let pools = Pools::<Runtime>::iter_keys().filter(|pool| filter(*pool, &AllBooks::<Runtime>::get(pool)));
		match self.random.pick(&sorted(pools)) {
			Some(pool) if !self.random.happens(5) => pool,
			_ => self.random.below(u64::from(NextPool::<Runtime>::get()) + 1) as PoolId,
		}
	}

	/// Most often the owner of a pool.
	fn owner_of(&mut self, pool: PoolId) -> AccountId {
		let owner = DataPools::pool(pool).map(|pool| pool.owner);
		self.one_of(owner.as_slice())
	}

	/// A part of `amount`, most often one that is there.
	fn part_of(&mut self, amount: Balance) -> Balance {
		match self.random.below(10) {
			0 => self.amount(),
			1..=3 => amount,
			_ => amount / 100 * Balance::from(1 + self.random.below(99)),
		}
	}

	/// One of a few files.
	pub(super) fn file(&mut self) -> Content {
		content(&self.random.below(2_000).to_le_bytes())
	}

	/// One of a few purposes.
	fn purpose(&mut self) -> Hash {
		Hash::repeat_byte(self.random.below(3) as u8)
	}

	/// Until when something counts that is signed off chain; sometimes it does not.
	fn expiry(&mut self) -> BlockNumber {
		System::block_number() + self.random.below(u64::from(HOURS) + 20) as BlockNumber
	}

	fn create_pool(&mut self) -> Option<Step> {
		let missing =
			MEASUREMENTS.into_iter().map(program).find(|program| Attestation::program(program.id()).is_none());
		if let Some(program) = missing {
			let call = pallet_attestation::Call::register_program { program, uri: Default::default() };
			return signed(self.someone(), call);
		}
		if Pools::<Runtime>::count() >= FEW_POOLS && !self.random.happens(10) {
			let (pool, who) = (self.pool(), self.someone());
			return self.contribute(pool, who);
		}
		let terms = Box::new(self.pool_terms()?);
		signed(self.someone(), Call::create { terms })
	}

	fn pool_terms(&mut self) -> Option<TermsOf<Runtime>> {
		let scoring = match self.random.below(10) {
			0..=4 => Scoring::Enclave { program: id(0), min_tier: Tier::ConfidentialCpu },
			5..=6 => Scoring::Web {
				provider: self.random.pick(&PROVIDERS)?,
				answers: self.random.pick(&[Answers::One, Answers::OnePerContributor])?,
			},
			_ => Scoring::Jury { program: self.random.pick(&images())?, min_quorum: self.random.below(3) as u8 },
		};
		let factor = UNIT * [1, 10, 1_000][self.random.below(3) as usize];
		let period = [HOURS, DAYS][self.random.below(2) as usize];
		let most = factor * Balance::from(self.random.below(50));
		Some(TermsOf::<Runtime> {
			schema: content(b"schema"),
			conditions: content(b"conditions"),
			scoring,
			factor,
			asset: if self.random.happens(70) { NativeOrWithId::Native } else { self.asset() },
			price: self.random.happens(90).then(|| UNIT * Balance::from(self.random.below(50))),
			split: Split {
				owner: Permill::from_percent(self.random.below(70) as u32),
				// The least is 5 %.
				treasury: Permill::from_percent(4 + self.random.below(30) as u32),
			},
			reader: id(1),
			licence_period: 1 + self.random.below(DAYS.into()) as BlockNumber,
			breaker: Breaker { period, max_mint: most, max_outflow: most },
		})
	}

	fn set_price(&mut self) -> Option<Step> {
		let pool = self.pool();
		let price = self.random.happens(90).then(|| UNIT * Balance::from(self.random.below(50)));
		signed(self.owner_of(pool), Call::set_price { pool, price })
	}

	fn remove_pool(&mut self) -> Option<Step> {
		let pool = self.pool_with(|_, books| books.contributions == 0);
		signed(self.owner_of(pool), Call::remove_pool { pool })
	}

	/// `who` brings something to a pool, or what is needed for that is done.
	fn contribute(&mut self, pool: PoolId, who: AccountId) -> Option<Step> {
		let scoring = DataPools::pool(pool).map(|pool| pool.terms.scoring);
		match scoring.filter(|_| !self.random.happens(3)) {
			Some(Scoring::Enclave { .. }) if !is_scoring() && !self.random.happens(10) => enclave(),
			Some(Scoring::Enclave { .. }) => {
				let content = self.file();
				let proof = self.scored(pool, &who, &content);
				signed(who, Call::contribute { pool, content, proof })
			}
			Some(Scoring::Web { provider, .. }) => {
				let address = self.random.below(2);
				if !is_linked(&who, address) && !self.random.happens(10) {
					return self.link(who, address);
				}
				let claim = self.web_claim(address_of(&who, address), provider)?;
				signed(who, Call::contribute { pool, content: self.file(), proof: Proof::Web { claim } })
			}
			Some(Scoring::Jury { program, min_quorum }) => self.judged(pool, program, min_quorum),
			None => {
				let proof = Proof::Jury { job: self.random.below(10), output: Default::default() };
				signed(who, Call::contribute { pool, content: self.file(), proof })
			}
		}
	}

	/// What the scorer says of content of `who`; sometimes it is about somebody else's.
	fn scored(&mut self, pool: PoolId, who: &AccountId, content: &Content) -> ProofOf<Runtime> {
		let (score, expires) = (Permill::from_parts(self.random.below(1_000_001) as u32), self.expiry());
		let contributor = self.one_of(std::slice::from_ref(who));
		let worker = SCORER.to_account_id();
		let message = DataPools::score_message(pool, contributor, content.hash, score, worker.clone(), expires);
		Proof::Enclave { worker, score, expires, signature: SCORER.sign(&message).into() }
	}

	/// Brings what a jury judged; if there is nothing, work on jobs goes on.
	fn judged(&mut self, pool: PoolId, program: ProgramId, min_quorum: u8) -> Option<Step> {
		let any = self.random.happens(5);
		let is_judged = |job: &pallet_jobs::JobOf<Runtime>| {
			let is_for_this = job.program == Some(program) && job.policy.quorum >= min_quorum;
			matches!(job.stage, Stage::Final { .. }) && (any || is_for_this && job.policy.evaluator.is_none())
		};
		let jobs = pallet_jobs::Jobs::<Runtime>::iter().filter(|(_, job)| is_judged(job)).map(|(id, _)| id);
		let Some(job) = self.random.pick(&sorted(jobs)) else { return self.work() };
		let record = Jobs::job(job)?;
		let Stage::Final { output } = record.stage else { return None };
		let output = judged_as(output).unwrap_or_default().to_vec().try_into().expect("it is short");
		let content = Content { hash: record.input.hash, uri: Default::default() };
		signed(self.one_of(&[record.tenant]), Call::contribute { pool, content, proof: Proof::Jury { job, output } })
	}

	/// A contributor, or somebody who is none.
	fn contributor(&mut self) -> (PoolId, AccountId) {
		match self.random.pick(&sorted(Consents::<Runtime>::iter_keys())) {
			Some(contributor) if !self.random.happens(5) => contributor,
			_ => (self.pool(), self.someone()),
		}
	}

	/// What a contributor may say of its data.
	fn choice(&mut self, pool: PoolId, who: &AccountId) -> Choice<AccountId> {
		match self.random.below(5) {
			0 => Choice::Open,
			1 => Choice::Close,
			2..=3 => Choice::Grant { grantee: self.someone(), purpose: self.purpose() },
			_ => {
				let granted = Grants::<Runtime>::iter_key_prefix((pool, who.clone()));
				Choice::Revoke { grantee: self.random.pick(&sorted(granted)).unwrap_or_else(|| self.someone()) }
			}
		}
	}

	fn choose(&mut self) -> Option<Step> {
		let (pool, who) = self.contributor();
		let choice = self.choice(pool, &who);
		signed(who, Call::choose { pool, choice })
	}

	fn relay_choice(&mut self) -> Option<Step> {
		let (pool, contributor) = self.contributor();
		let choice = self.choice(pool, &contributor);
		let expected = DataPools::consent(pool, contributor.clone()).map_or(0, |consent| consent.nonce);
		let (nonce, expires) = (expected + u64::from(self.random.happens(5)), self.expiry());
		let message = DataPools::choice_message(pool, contributor.clone(), choice.clone(), nonce, expires);
		let signer = self.one_of(std::slice::from_ref(&contributor));
		let key = Sr25519Keyring::from_account_id(&signer).expect("it is well known");
		let signature = key.sign(&message).into();
		signed(self.someone(), Call::relay_choice { pool, contributor, choice, nonce, expires, signature })
	}

	pub(super) fn license(&mut self) -> Option<Step> {
		let pool = self.pool_with(|_, books| books.offered > 0);
		let units = self.random.below(6) as u32;
		let price = DataPools::quote(pool, units).map(|(price, _)| price);
		let max_price = price.filter(|_| !self.random.happens(10)).unwrap_or_else(|| self.amount());
		signed(self.someone(), Call::license { pool, purpose: self.purpose(), units, max_price })
	}

	fn remove_licence(&mut self) -> Option<Step> {
		let any = self.random.happens(10);
		let is_over = |to: BlockNumber| any || to <= System::block_number();
		let licences = Licences::<Runtime>::iter().filter(|(_, _, licence)| is_over(licence.window.to));
		let licences = sorted(licences.map(|(pool, id, licence)| (pool, id, licence.buyer)));
		let (pool, licence, buyer) = self.random.pick(&licences)?;
		signed(self.one_of(&[buyer]), Call::remove_licence { pool, licence })
	}

	/// Tokens that are not staked are, or go to somebody else.
	fn stake_tokens(&mut self) -> Option<Step> {
		let holdings = Pools::<Runtime>::iter_keys().flat_map(|pool| {
			self.accounts.iter().map(move |who| (pool, who.clone(), Assets::balance(token(pool), who)))
		});
		let holdings = sorted(holdings.filter(|(_, _, amount)| *amount > 0));
		let Some((pool, who, amount)) = self.random.pick(&holdings) else { return self.unstake_tokens() };
		let amount = self.part_of(amount);
		match self.random.happens(70) {
			true => signed(who, Call::stake { pool, amount }),
			false => {
				let (id, target) = (token(pool).into(), self.someone().into());
				signed(who, pallet_assets::Call::<Runtime>::transfer { id, target, amount })
			}
		}
	}

	fn unstake_tokens(&mut self) -> Option<Step> {
		let (pool, who) = self.random.pick(&sorted(Stakers::<Runtime>::iter_keys()))?;
		let amount = self.part_of(DataPools::staked(pool, who.clone()));
		signed(who, Call::unstake { pool, amount })
	}

	fn claim_dividends(&mut self) -> Option<Step> {
		let any = self.random.happens(10);
		let earns = |(pool, who): &(PoolId, AccountId)| any || DataPools::claimable(*pool, who.clone()) > 0;
		let (pool, who) = self.random.pick(&sorted(Stakers::<Runtime>::iter_keys().filter(earns)))?;
		signed(who, Call::claim { pool })
	}

	fn collect(&mut self) -> Option<Step> {
		let pool = self.pool_with(|_, books| books.owner_due > 0);
		signed(self.owner_of(pool), Call::collect { pool })
	}

	/// A market is opened, or what is needed for that is done: the owner has tokens that are not staked.
	fn open_market(&mut self) -> Option<Step> {
		let pool = self.pool_with(|_, books| !books.market);
		let owner = self.owner_of(pool);
		let tokens = Assets::balance(token(pool), &owner);
		let staked = DataPools::staked(pool, owner.clone());
		match (tokens, staked) {
			(0, 0) => self.contribute(pool, owner),
			(0, _) => signed(owner, Call::unstake { pool, amount: self.part_of(staked) }),
			_ => {
				let native = match self.random.happens(90) {
					true => UNIT * Balance::from(1 + self.random.below(10)),
					false => self.amount(),
				};
				signed(owner, Call::open_market { pool, tokens: self.part_of(tokens), native })
			}
		}
	}

	fn endorse(&mut self) -> Option<Step> {
		let pool = self.pool_with(|_, books| books.market && books.curator.is_none());
		let (_, curator) = self.position(|role, who| {
			let pools = Balance::from(Endorsed::<Runtime>::get(who) + 1);
			let for_each: Balance = <Runtime as Config>::CuratorStake::get();
			let needed = pools * for_each;
			role == Role::Curator && Stakes::ensure_backed(role, who, needed).is_ok()
		});
		signed(curator, Call::endorse { pool })
	}

	fn withdraw_endorsement(&mut self) -> Option<Step> {
		let pool = self.pool_with(|_, books| books.curator.is_some());
		let curator = AllBooks::<Runtime>::get(pool).curator;
		signed(self.one_of(curator.as_slice()), Call::withdraw_endorsement { pool })
	}

	/// An epoch that is over of which a pool has something due; sometimes any.
	pub(super) fn past_epoch(&mut self) -> (PoolId, EpochIndex) {
		let now = DataPools::current_epoch();
		let records = Records::<Runtime>::iter_keys().filter(|(_, epoch)| *epoch < now);
		let awards = Awards::<Runtime>::iter().filter(|(_, epoch, award)| epoch + award.tranches < now);
		match self.random.pick(&sorted(records.chain(awards.map(|(pool, epoch, _)| (pool, epoch))))) {
			Some(epoch) if !self.random.happens(5) => epoch,
			_ => (self.pool(), now.saturating_sub(self.random.below(3) as EpochIndex)),
		}
	}
}

fn program(measurement: [u8; 48]) -> Program {
	Measurement::Software { measurement }.into()
}

/// The program that scores, or the one that reads.
fn id(which: usize) -> ProgramId {
	program(MEASUREMENTS[which]).id()
}

fn token(pool: PoolId) -> u32 {
	configs::POOL_TOKENS + pool
}

/// Whether the scorer's word counts.
fn is_scoring() -> bool {
	Attestation::ensure_active(&SCORER.to_account_id()).is_ok_and(|active| active.program == Some(id(0)))
}

/// Next step for it to count.
fn enclave() -> Option<Step> {
	use pallet_attestation::Call;
	let (worker, owner) = (SCORER.to_account_id(), SCORERS_OWNER.to_account_id());
	let evidence = || evidence_of_software(SCORERS_OWNER, SCORER, "scorer", MEASUREMENTS[0]);
	match Attestation::worker(worker.clone()) {
		None => signed(worker, Call::register { owner, evidence: evidence() }),
		Some(record) if !record.active => signed(owner, Call::approve { worker }),
		Some(_) => signed(worker, Call::renew { evidence: evidence() }),
	}
}

/// Gives the worker that scores something to live on.
pub(super) fn prepare(run: &mut Run) {
	let (dest, value) = (SCORER.to_account_id().into(), 1_000 * UNIT);
	run.must(signed(run.accounts[0].clone(), pallet_balances::Call::transfer_keep_alive { dest, value }));
}

/// Checks that pools have no more tokens than they minted, and that what they keep for stakers and owe nobody is what
/// rounding left: less than a unit for each of at most so many calls.
pub(super) fn check(most: Balance) {
	for pool in Pools::<Runtime>::iter_keys() {
		let books = DataPools::books(pool).expect("it is there");
		assert_eq!(Assets::total_supply(token(pool)), books.minted, "tokens of pool {pool} were made or lost");
		let stakers = Stakers::<Runtime>::iter_key_prefix(pool);
		let owed: Balance = stakers.map(|who| DataPools::claimable(pool, who)).sum();
		assert!(books.kept - books.dividends.left - owed <= most, "pool {pool} keeps what is nobody's: {books:?}");
	}
}
