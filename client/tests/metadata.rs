//! This crate's own types against the committed metadata: they say the same as what the runtime encodes.

use codec::{Compact, Encode};
use piazza_client::{
	agents::{self, Answer, Scores, Validation},
	api::{self, runtime_types::bounded_collections::bounded_vec::BoundedVec},
	batches::{Batch, BatchSource, Dispute as BatchDispute, Leaf},
	bytes::Hex,
	collateral::{self, Vendor},
	jobs::{Dispute, Evaluator, Failure, Finding, Job, MinScore, Outcome, Policy, Progress, Seat, Stage, Verdict},
	leases::{self, Lease, OfferTerms, Order, OrderTerms, Spec},
	panels::{self, Case, Panel},
	pools::{
		self, Answers, Books, Breaker, Choice, Contribution, Licence, Pool, Proof, Scoring, Split, Statement, Terms,
	},
	programs::{Circuit, Description, Measurement, ProgramKind},
	reputation::Domain,
	stakes::Role,
	validators::{NewKeys, SessionKeys, Step},
	web::Claim,
	workers, AccountId, Asset, Content, Perbill, Permill, Tier, Window, H256,
};
use std::sync::Arc;
use subxt::{
	client::OfflineClientAtBlock,
	config::substrate::{SpecVersionForRange, SubstrateConfigBuilder},
	ext::{codec::Decode, scale_decode::DecodeAsType},
	transactions::Payload,
	utils::Static,
	Metadata, OfflineClient, SubstrateConfig,
};

const METADATA: &[u8] = include_bytes!("../../metadata/piazza.scale");

fn chain() -> OfflineClientAtBlock<SubstrateConfig> {
	let metadata = Arc::new(Metadata::decode(&mut &METADATA[..]).unwrap());
	let version = SpecVersionForRange { block_range: 0..u64::MAX, spec_version: 1, transaction_version: 1 };
	let config = SubstrateConfigBuilder::new()
		.set_metadata_for_spec_versions([(1, metadata)])
		.set_spec_version_for_block_ranges([version])
		.build();
	OfflineClient::new_with_config(config).at_block(0u32).unwrap()
}

/// Reads what the runtime would store in this map of jobs.
fn stored<T: DecodeAsType>(map: &str, bytes: &[u8]) -> T {
	stored_in("Jobs", map, bytes)
}

/// Reads what the runtime would store in this map.
fn stored_in<T: DecodeAsType>(pallet: &str, map: &str, bytes: &[u8]) -> T {
	let metadata = chain().metadata();
	let storage = metadata.pallet_by_name(pallet).unwrap().storage().unwrap();
	let mut rest = bytes;
	let value = T::decode_as_type(&mut rest, storage.entry_by_name(map).unwrap().value_ty(), metadata.types());
	assert!(rest.is_empty(), "{} bytes are left over", rest.len());
	value.unwrap()
}

/// What a call encodes to, without the numbers of pallet and call.
fn arguments(call: &impl Payload) -> Vec<u8> {
	let bytes = chain().tx().call_data(call).unwrap();
	assert_eq!(bytes[1], call_index(call));
	bytes[2..].to_vec()
}

fn call_index(call: &impl Payload) -> u8 {
	let metadata = chain().metadata();
	metadata.pallet_by_name(call.pallet_name()).unwrap().call_variant_by_name(call.call_name()).unwrap().index
}

fn account(byte: u8) -> AccountId {
	AccountId::from([byte; 32])
}

fn content(byte: u8, uri: &str) -> Content {
	Content { hash: H256::repeat_byte(byte), uri: uri.parse().unwrap() }
}

fn policy() -> Policy {
	Policy {
		replicas: 3,
		quorum: 2,
		min_tier: Tier::ConfidentialCpu,
		min_score: Some(MinScore { value: Permill(900_000), sample: 50 }),
		lease: Some(6),
		bond: 10,
		evaluator: Some(Evaluator { account: account(8), fee: Permill(50_000) }),
		challenge_window: 0,
	}
}

/// The policy as the runtime encodes it.
fn policy_bytes() -> Vec<u8> {
	(3u8, 2u8, 2u8, Some((900_000u32, 50u128)), Some(6u64), 10u128, Some(([8u8; 32], 50_000u32)), 0u32).encode()
}

#[test]
fn generated_interface_fits_the_metadata() {
	assert!(api::is_codegen_valid_for(&chain().metadata()));
}

#[test]
fn submission_is_encoded_as_the_runtime_reads_it() {
	let call = api::tx().jobs().submit(
		Some(H256::repeat_byte(1)),
		content(2, "http://x"),
		300,
		Asset::WithId(7),
		policy(),
		99,
	);
	let expected = [
		Some([1u8; 32]).encode(),
		([2u8; 32], "http://x").encode(),
		300u128.encode(),
		(1u8, 7u32).encode(),
		policy_bytes(),
		99u32.encode(),
	]
	.concat();
	assert_eq!(arguments(&call), expected);
}

#[test]
fn reveal_is_encoded_as_the_runtime_reads_it() {
	let call = api::tx().jobs().reveal(7, content(2, "http://x"), [3; 32]);
	assert_eq!(arguments(&call), (7u64, ([2u8; 32], "http://x"), [3u8; 32]).encode());
}

#[test]
fn proof_is_encoded_as_the_runtime_reads_it() {
	let call = api::tx().jobs().prove(7, content(2, "http://x"), BoundedVec(vec![3, 4]));
	assert_eq!(arguments(&call), (7u64, ([2u8; 32], "http://x"), [3u8, 4].as_slice()).encode());
}

#[test]
fn program_is_encoded_as_the_runtime_reads_it() {
	let register = |program| {
		let call = api::tx().attestation().register_program(Static(program), BoundedVec(b"http://x".to_vec()));
		arguments(&call)
	};
	let image = Description::Image { hash: H256::repeat_byte(1) };
	assert_eq!(register(image), (0u8, [1u8; 32], "http://x").encode());
	let measurement = Measurement::SevSnp { measurement: Hex([2; 48]), host_data: Hex([3; 32]) };
	let enclave = Description::Enclave { measurement };
	assert_eq!(register(enclave), (1u8, 2u8, ([2u8; 48], [3u8; 32]), "http://x").encode());
	let circuit = Description::Circuit { circuit: Circuit::Groth16Bn254 { key: Hex(vec![4; 5]) } };
	assert_eq!(register(circuit), (2u8, 0u8, vec![4u8; 5], "http://x").encode());
}

#[test]
fn evidence_is_encoded_as_the_runtime_reads_it() {
	// A report of SEV-SNP of two bytes with one certificate; a GPU with a report and four certificates.
	let machine = (1u8, vec![5u8; 2], vec![6u8; 3], None::<Vec<u8>>).encode();
	let devices = vec![(vec![7u8; 4], vec![vec![8u8; 2]; 4])].encode();
	let answer = [machine, devices].concat();
	let call = api::tx().attestation().register(account(9), workers::evidence(77, &answer).unwrap());
	assert_eq!(arguments(&call), [[9u8; 32].to_vec(), (1u8, 77u32).encode(), answer].concat());
}

#[test]
fn revocation_list_is_encoded_as_the_runtime_reads_it() {
	let list = collateral::revocation_list(Vendor::Nvidia, &[5, 6], b"").unwrap();
	let call = api::tx().attestation().submit_collateral(list);
	assert_eq!(arguments(&call), (2u8, 2u8, vec![5u8, 6], Vec::<Vec<u8>>::new()).encode());
}

#[test]
fn stake_is_encoded_as_the_runtime_reads_it() {
	let calls = api::tx().stakes();
	let open = calls.open(Role::Curator, 300, Perbill(50_000_000));
	assert_eq!(arguments(&open), (3u8, Compact(300u128), 50_000_000u32).encode());
	let unbond = calls.unbond(Role::Checker, account(1), u128::MAX);
	assert_eq!(arguments(&unbond), (2u8, [1u8; 32], Compact(u128::MAX)).encode());
}

#[test]
fn steps_of_a_validator_are_encoded_as_the_runtime_reads_them() {
	let keys = SessionKeys { grandpa: Hex([1; 32]), babe: Hex([2; 32]), authority_discovery: Hex([3; 32]) };
	let steps = [
		Step::Open { stake: 300, commission: Perbill(7) },
		Step::Bond { operator: account(4), amount: 5 },
		Step::SetCommission(Perbill(8)),
		Step::Activate,
		Step::SetKeys(NewKeys { keys, proof: vec![9; 3] }),
		Step::Join,
		Step::Leave,
		Step::Chill,
	];
	let batch = api::tx().utility().batch_all(steps.map(Into::into).into());
	let metadata = chain().metadata();
	let [stakes, session, validators] =
		["Stakes", "Session", "Validators"].map(|name| metadata.pallet_by_name(name).unwrap().call_index());
	let expected = [
		Compact(8u32).encode(),
		(stakes, 0u8, 0u8, Compact(300u128), 7u32).encode(),
		(stakes, 1u8, 0u8, [4u8; 32], Compact(5u128)).encode(),
		(stakes, 4u8, 0u8, 8u32).encode(),
		(stakes, 6u8, 0u8).encode(),
		(session, 0u8, [[1u8; 32], [2; 32], [3; 32]], vec![9u8; 3]).encode(),
		(validators, 0u8).encode(),
		(validators, 1u8).encode(),
		(stakes, 5u8, 0u8).encode(),
	];
	assert_eq!(arguments(&batch), expected.concat());
}

#[test]
fn calls_have_the_numbers_that_never_change() {
	let calls = api::tx().jobs();
	assert_eq!(call_index(&calls.claim(1)), 1);
	assert_eq!(call_index(&calls.commit(1, H256::zero())), 2);
	assert_eq!(call_index(&calls.reject(1, H256::zero())), 11);
	assert_eq!(call_index(&api::tx().attestation().approve(account(1))), 3);
}

#[test]
fn job_is_read_as_the_runtime_stores_it() {
	let bytes = |stage: Vec<u8>| {
		[
			[1u8; 32].encode(),
			Some([2u8; 32]).encode(),
			// Of kind "circuit".
			Some(2u8).encode(),
			([3u8; 32], "http://x").encode(),
			0u8.encode(),
			300u128.encode(),
			policy_bytes(),
			(99u32, 7u32, Some(5u64)).encode(),
			stage,
			// Agenda ticket and deposit, which nobody outside needs.
			Some((99u32, 0u32)).encode(),
			4u128.encode(),
		]
		.concat()
	};
	let read = |stage: Vec<u8>| stored::<Job>("Jobs", &bytes(stage));
	let window = Window { from: 10, to: 15 };
	let hash = H256::repeat_byte(6);
	assert_eq!(
		read((1u8, 10u32, 15u32).encode()),
		Job {
			tenant: account(1),
			program: Some(H256::repeat_byte(2)),
			program_kind: Some(ProgramKind::Circuit),
			input: content(3, "http://x"),
			asset: Asset::Native,
			reward: 300,
			policy: policy(),
			deadline: 99,
			submitted_at: 7,
			escrow: Some(5),
			stage: Stage::Open { claims: window },
		}
	);
	for (bytes, stage) in [
		((0u8, None::<[u8; 32]>).encode(), Stage::Negotiating { provider: None }),
		((2u8, 10u32, 15u32).encode(), Stage::Assigned { commits: window }),
		((3u8, 10u32, 15u32).encode(), Stage::Revealing { reveals: window }),
		((4u8, [9u8; 32]).encode(), Stage::Funded { provider: account(9) }),
		(
			(5u8, [9u8; 32], ([6u8; 32], ""), 20u32).encode(),
			Stage::Delivered { provider: account(9), output: content(6, ""), judged_by: 20 },
		),
		(
			(6u8, [6u8; 32], 10u32, 15u32, 4u32).encode(),
			Stage::Provisional { output: hash, challenges: window, era: 4 },
		),
		((7u8, [6u8; 32]).encode(), Stage::Disputed { output: hash }),
		((8u8, [6u8; 32]).encode(), Stage::Final { output: hash }),
		((9u8, 1u8).encode(), Stage::Failed { reason: Failure::NoQuorum }),
		((9u8, 5u8).encode(), Stage::Failed { reason: Failure::Disproved }),
	] {
		assert_eq!(read(bytes).stage, stage);
	}
}

#[test]
fn seats_are_read_as_the_runtime_stores_them() {
	let seat = |progress: Vec<u8>, outcome: Option<(u8, u128, u128, u128)>| {
		[([1u8; 32], [2u8; 32], 10u128).encode(), progress, outcome.encode()].concat()
	};
	let bytes = [
		Compact(3u32).encode(),
		seat(0u8.encode(), None),
		seat((1u8, [5u8; 32]).encode(), Some((2, 0, 10, 0))),
		seat((2u8, ([6u8; 32], "http://x")).encode(), Some((0, 98, 0, 5))),
	]
	.concat();
	let seat = |progress, outcome| Seat { worker: account(1), provider: account(2), bond: 10, progress, outcome };
	let outcome = |verdict, paid, bond_lost, bond_won| Some(Outcome { verdict, paid, bond_lost, bond_won });
	assert_eq!(
		stored::<Vec<Seat>>("Seats", &bytes),
		[
			seat(Progress::Assigned, None),
			seat(Progress::Committed { commitment: H256::repeat_byte(5) }, outcome(Verdict::Silent, 0, 10, 0)),
			seat(Progress::Revealed { output: content(6, "http://x") }, outcome(Verdict::Paid, 98, 0, 5)),
		]
	);
}

#[test]
fn dispute_is_sent_and_read_as_the_runtime_has_it() {
	let call = api::tx().jobs().dispute(7, content(2, "http://x"));
	assert_eq!(arguments(&call), (7u64, ([2u8; 32], "http://x")).encode());
	let bytes =
		|finding: Vec<u8>| [([1u8; 32], ([2u8; 32], "http://x"), 20u128, 4u64, 3u32).encode(), finding].concat();
	let dispute =
		|finding| Dispute { disputer: account(1), output: content(2, "http://x"), bond: 20, panel: 4, era: 3, finding };
	assert_eq!(stored::<Dispute>("Disputes", &bytes(vec![0])), dispute(None));
	let finding = Finding { answer: Some(H256::repeat_byte(2)), majority: vec![account(5), account(6)] };
	let found = bytes(Some((Some([2u8; 32]), vec![[5u8; 32], [6; 32]])).encode());
	assert_eq!(stored::<Dispute>("Disputes", &found), dispute(Some(finding)));
}

fn order_terms() -> OrderTerms {
	let spec = Spec {
		class: 1,
		gpus: 8,
		min_tier: Tier::ConfidentialGpu,
		program: Some(H256::repeat_byte(1)),
		attributes: vec!["region=eu".parse().unwrap(), "rack=7".parse().unwrap()],
		auditor: Some(account(2)),
		providers: vec![account(3)],
		min_score: Some(MinScore { value: Permill(900_000), sample: 50 }),
	};
	OrderTerms { spec, asset: Asset::WithId(7), max_rate: 70, deposit: 7_000, duration: 100, reclaim_window: 20 }
}

/// The terms as the runtime encodes them.
fn order_terms_bytes() -> Vec<u8> {
	let machine = (1u16, 8u8, 3u8, Some([1u8; 32]), vec!["region=eu", "rack=7"], Some([2u8; 32]), vec![[3u8; 32]]);
	let score = Some((900_000u32, 50u128));
	[machine.encode(), score.encode(), (1u8, 7u32).encode(), (70u128, 7_000u128, 100u32, 20u32).encode()].concat()
}

fn offer_terms() -> OfferTerms {
	OfferTerms {
		class: 2,
		gpus: 1,
		asset: Asset::Native,
		rate: 7,
		min_duration: 20,
		max_duration: 500,
		reclaim_window: 30,
		tenants: vec![account(4)],
	}
}

/// The terms as the runtime encodes them.
fn offer_terms_bytes() -> Vec<u8> {
	(2u16, 1u8, 0u8, 7u128, 20u32, 500u32, 30u32, vec![[4u8; 32]]).encode()
}

#[test]
fn calls_of_leases_are_encoded_as_the_runtime_reads_them() {
	let calls = api::tx().leasing();
	assert_eq!(arguments(&calls.place_order(order_terms())), order_terms_bytes());
	let bid = calls.bid(6, account(3), 70, 500);
	assert_eq!(arguments(&bid), (6u64, [3u8; 32], Compact(70u128), Compact(500u32)).encode());
	assert_eq!(arguments(&calls.accept(6, account(3))), (6u64, [3u8; 32]).encode());
	let offer = calls.offer(account(3), offer_terms());
	assert_eq!(arguments(&offer), [[3u8; 32].to_vec(), offer_terms_bytes()].concat());
	let take = calls.take(account(3), offer_terms(), 100, 700, Tier::Device);
	let rest = (Compact(100u32), Compact(700u128), 1u8).encode();
	assert_eq!(arguments(&take), [[3u8; 32].to_vec(), offer_terms_bytes(), rest].concat());
	assert_eq!(arguments(&calls.top_up(9, 5)), (9u64, Compact(5u128)).encode());
	assert_eq!(arguments(&calls.extend(9, 600)), (9u64, Compact(600u32)).encode());
}

#[test]
fn calls_of_leases_panels_and_reputation_have_the_numbers_that_never_change() {
	for (name, index) in [
		(leases::place_order(order_terms()), 0),
		(leases::cancel_order(1), 1),
		(leases::bid(1, account(1), 1, 1), 2),
		(leases::withdraw_bid(1, account(1)), 3),
		(leases::accept(1, account(1)), 4),
		(leases::offer(account(1), offer_terms()), 5),
		(leases::withdraw_offer(account(1)), 6),
		(leases::take(account(1), offer_terms(), 1, 1, Tier::Declared), 7),
		(leases::top_up(1, 1), 8),
		(leases::extend(1, 1), 9),
		(leases::settle(1), 10),
		(leases::close(1), 11),
		(leases::start_reclaim(1), 12),
		(leases::challenge_liveness(1), 13),
		(leases::prove_alive(1), 14),
		(leases::report_down(1), 15),
		(leases::restore(), 16),
		(leases::audit(account(1), Vec::new()), 17),
		(panels::enrol(), 0),
		(panels::resign(), 1),
		(panels::strike_off(account(1)), 2),
		(panels::commit(1, H256::zero()), 3),
		(panels::reveal(1, H256::zero(), [0; 32]), 4),
		(piazza_client::reputation::forget(Domain::Jobs, account(1)), 0),
		(piazza_client::jobs::dispute(1, content(1, "")), 13),
	] {
		let (pallet, call) = name.name().split_once('.').unwrap();
		let metadata = chain().metadata();
		let found = metadata.pallet_by_name(pallet).unwrap().call_variant_by_name(call).unwrap().index;
		assert_eq!(found, index, "{}", name.name());
	}
}

#[test]
fn order_is_read_as_the_runtime_stores_it() {
	// Its end on the agenda, and a deposit that nobody outside needs.
	let rest = (5u64, Some((99u32, 3u32)), 4u128).encode();
	let order: Order = stored_in("Leasing", "Orders", &[[1u8; 32].to_vec(), order_terms_bytes(), rest].concat());
	assert_eq!((order.tenant, &order.terms, order.escrow), (account(1), &order_terms(), 5));
	assert_eq!(order.ends_at(), Some(99));
}

#[test]
fn offer_is_read_as_the_runtime_stores_it() {
	let bytes = [[1u8; 32].to_vec(), offer_terms_bytes(), 4u128.encode()].concat();
	let offer: leases::Offer = stored_in("Leasing", "Offers", &bytes);
	assert_eq!(offer, leases::Offer { provider: account(1), terms: offer_terms() });
}

#[test]
fn lease_is_read_as_the_runtime_stores_it() {
	let machine = ([1u8; 32], [2u8; 32], [3u8; 32], 1u16, 8u8, true, 0u8, Some([4u8; 32])).encode();
	let money = (1u8, 7u32, 70u128, 1_000u128, 5u64, 140u128).encode();
	let blocks = (10u32, 15u32, 110u32, 510u32, 20u32, None::<u32>, None::<[u8; 32]>).encode();
	let rest = (Some((110u32, 0u32)), 4u128).encode();
	let lease: Lease = stored_in("Leasing", "Leases", &[machine, money, blocks, rest].concat());
	let expected = Lease {
		tenant: account(1),
		provider: account(2),
		worker: account(3),
		class: 1,
		gpus: 8,
		proven: true,
		min_tier: Tier::Declared,
		program: Some(H256::repeat_byte(4)),
		asset: Asset::WithId(7),
		rate: 70,
		bond: 1_000,
		escrow: 5,
		settled: 140,
		started_at: 10,
		reported_at: 15,
		ends_at: 110,
		last_end: 510,
		reclaim_window: 20,
		reclaim_from: None,
		challenge: None,
	};
	assert_eq!(lease, expected);
}

#[test]
fn downtime_table_is_read_as_the_runtime_stores_it() {
	let bytes = vec![(0u32, 40_000_000u32), (140, 80_000_000)].encode();
	let steps: Vec<leases::Step> = stored_in("Leasing", "DowntimeCosts", &bytes);
	let step = |after, share| leases::Step { after, share: Perbill(share) };
	assert_eq!(steps, [step(0, 40_000_000), step(140, 80_000_000)]);
}

#[test]
fn attributes_are_encoded_as_the_runtime_reads_them() {
	let attribute = |text: &str| BoundedVec(text.as_bytes().to_vec());
	let call = api::tx().leasing().audit(account(3), BoundedVec(vec![attribute("region=eu"), attribute("rack=7")]));
	assert_eq!(arguments(&call), ([3u8; 32], vec!["region=eu", "rack=7"]).encode());
}

#[test]
fn batch_is_read_as_the_runtime_stores_it() {
	let parties = ((0u8, 6u64), [1u8; 32], [2u8; 32], [3u8; 32], [4u8; 32], [5u8; 32], 1_000u32).encode();
	let terms = (100u32, 20u128, 700u128, 3u32, (100u32, 2_500u32)).encode();
	let leaf = (17u32, ([6u8; 32], "http://x"), ([7u8; 32], "")).encode();
	let dispute = [leaf, (([8u8; 32], "http://y"), 20u128, 9u64, 120u32, None::<()>).encode()].concat();
	let bytes = [parties, terms, vec![1], [9u8; 32].to_vec(), dispute, None::<(u32, u32)>.encode()].concat();
	let batch: Batch = stored_in("Batches", "Batches", &bytes);
	let expected = Batch {
		source: BatchSource::Lease(6),
		tenant: account(1),
		provider: account(2),
		worker: account(3),
		program: H256::repeat_byte(4),
		root: H256::repeat_byte(5),
		count: 1_000,
		reported_at: 100,
		bond: 20,
		claim: 700,
		disputes: Window { from: 100, to: 2_500 },
		dispute: Some(BatchDispute {
			disputer: account(9),
			leaf: Leaf { index: 17, input: content(6, "http://x"), output: content(7, "") },
			output: content(8, "http://y"),
			bond: 20,
			panel: 9,
		}),
	};
	assert_eq!(batch, expected);
}

#[test]
fn judgement_is_encoded_as_the_runtime_reads_it() {
	let calls = api::tx().panels();
	let commit = calls.commit(4, H256::repeat_byte(5));
	assert_eq!(arguments(&commit), (4u64, [5u8; 32]).encode());
	let reveal = calls.reveal(4, H256::repeat_byte(6), [7; 32]);
	assert_eq!(arguments(&reveal), (4u64, [6u8; 32], [7u8; 32]).encode());
	let forget = api::tx().reputation().forget(Domain::Judging, account(1));
	assert_eq!(arguments(&forget), (2u8, [1u8; 32]).encode());
}

#[test]
fn panel_is_read_as_the_runtime_stores_it() {
	let bytes = |stage: Vec<u8>| {
		let head = (2u8, 9u64, Vec::<[u8; 32]>::new(), 100u32, 12u32, 3u32).encode();
		[head, stage, Vec::<u8>::new().encode(), (310u32, 0u32).encode()].concat()
	};
	for (stage, expected) in [
		((0u8, 2u32).encode(), panels::Stage::Waiting { tries: 2 }),
		((2u8, 310u32, 410u32).encode(), panels::Stage::Revealing { reveals: Window { from: 310, to: 410 } }),
	] {
		let panel: Panel = stored_in("Panels", "Panels", &bytes(stage));
		assert_eq!((panel.case, panel.stage), (Case::Lease(9), expected));
		assert!(panel.seats.is_empty());
	}
}

#[test]
fn validation_is_read_as_the_runtime_stores_it() {
	let bytes = |stage: Vec<u8>| {
		[
			(3u64, [1u8; 32], [2u8; 32], 5u64, [6u8; 32], "http://q", 30u128).encode(),
			stage,
			// Deposit of the requester.
			7u128.encode(),
		]
		.concat()
	};
	let answer = Answer { score: 80, content: content(4, "http://why"), tag: b"speed".to_vec() };
	let answered = [(2u8, 80u8, [4u8; 32], "http://why", "speed").encode(), (8u32, 99u32).encode()].concat();
	for (stage, expected) in [
		(vec![0], agents::Stage::Requested),
		((1u8, 8u32, 40u32).encode(), agents::Stage::Accepted { era: 8, until: 40 }),
		(answered, agents::Stage::Answered { answer, era: 8, until: 99 }),
	] {
		let validation: Validation = stored_in("Agents", "Validations", &bytes(stage));
		let expected = Validation {
			agent: 3,
			requester: account(1),
			validator: account(2),
			subject: 5,
			output: H256::repeat_byte(6),
			uri: "http://q".parse().unwrap(),
			fee: 30,
			stage: expected,
		};
		assert_eq!(validation, expected);
	}
	let scores: Scores = stored_in("Agents", "AllScores", &(3u32, 175u64).encode());
	assert_eq!(scores, Scores { count: 3, sum: 175 });
}

#[test]
fn agents_and_answers_are_encoded_as_the_runtime_reads_them() {
	let calls = api::tx().agents();
	let entry = (BoundedVec(b"key".to_vec()), BoundedVec(b"value".to_vec()));
	let register = calls.register(BoundedVec(b"http://a".to_vec()), BoundedVec(vec![entry]));
	assert_eq!(arguments(&register), ("http://a", vec![("key", "value")]).encode());
	let request = calls.request_validation(3, account(2), 5, H256::repeat_byte(6), content(9, "http://q"), 30);
	let expected = (3u64, [2u8; 32], 5u64, [6u8; 32], ([9u8; 32], "http://q"), 30u128).encode();
	assert_eq!(arguments(&request), expected);
	let answer = Answer { score: 80, content: content(4, ""), tag: b"speed".to_vec() };
	let respond = calls.respond_validation(H256::repeat_byte(9), answer);
	assert_eq!(arguments(&respond), ([9u8; 32], 80u8, [4u8; 32], "", "speed").encode());
}

fn pool_terms(scoring: Scoring) -> Terms {
	Terms {
		schema: content(1, "http://s"),
		conditions: content(2, ""),
		scoring,
		factor: 1_000,
		asset: Asset::WithId(7),
		price: Some(30),
		split: Split { owner: Permill(100_000), treasury: Permill(50_000) },
		reader: H256::repeat_byte(3),
		licence_period: 200,
		breaker: Breaker { period: 20, max_mint: 5_000, max_outflow: 6_000 },
	}
}

/// The terms as the runtime encodes them.
fn pool_terms_bytes(scoring: Vec<u8>) -> Vec<u8> {
	[
		([1u8; 32], "http://s").encode(),
		([2u8; 32], "").encode(),
		scoring,
		(1_000u128, 1u8, 7u32, Some(30u128), 100_000u32, 50_000u32).encode(),
		([3u8; 32], 200u32, 20u32, 5_000u128, 6_000u128).encode(),
	]
	.concat()
}

#[test]
fn terms_of_a_pool_are_encoded_as_the_runtime_reads_them() {
	let program = H256::repeat_byte(4);
	for (scoring, bytes) in [
		(Scoring::Enclave { program, min_tier: Tier::ConfidentialCpu }, (0u8, [4u8; 32], 2u8).encode()),
		(Scoring::Web { provider: program, answers: Answers::OnePerContributor }, (1u8, [4u8; 32], 1u8).encode()),
		(Scoring::Jury { program, min_quorum: 3 }, (2u8, [4u8; 32], 3u8).encode()),
	] {
		let call = api::tx().data_pools().create(pool_terms(scoring));
		assert_eq!(arguments(&call), pool_terms_bytes(bytes));
	}
}

#[test]
fn contribution_is_encoded_as_the_runtime_reads_it() {
	let contribute =
		|proof: Proof| arguments(&api::tx().data_pools().contribute(4, content(5, "http://x"), proof.into()));
	let start = (4u32, [5u8; 32], "http://x").encode();
	let statement = Statement {
		pool: 4,
		contributor: account(1),
		content: H256::repeat_byte(5),
		score: Permill(900_000),
		worker: account(6),
		expires: 99,
		signature: Hex([7; 64]),
	};
	// The signature is one of sr25519: number 1.
	let enclave = (0u8, [6u8; 32], 900_000u32, 99u32, 1u8, [7u8; 64]).encode();
	assert_eq!(contribute(Proof::Enclave(statement)), [start.clone(), enclave].concat());
	let claim = Claim {
		provider: "http".into(),
		parameters: "{}".into(),
		context: "{ }".into(),
		owner: "0xab".into(),
		timestamp: 8,
		epoch: 1,
		identifier: "0xcd".into(),
		signatures: vec![Hex([9; 65])],
	};
	let web = (1u8, "http", "{}", "{ }", "0xab", 8u64, 1u32, "0xcd", vec![[9u8; 65]]).encode();
	assert_eq!(contribute(Proof::Web(claim)), [start.clone(), web].concat());
	let jury = (2u8, 77u64, vec![1u8, 2, 3, 4]).encode();
	assert_eq!(contribute(Proof::Jury { job: 77, output: vec![1, 2, 3, 4] }), [start, jury].concat());
}

#[test]
fn calls_of_pools_are_encoded_as_the_runtime_reads_them() {
	let calls = api::tx().data_pools();
	let grant = Choice::Grant { grantee: account(1), purpose: H256::repeat_byte(2) };
	assert_eq!(arguments(&calls.choose(4, grant)), (4u32, 2u8, [1u8; 32], [2u8; 32]).encode());
	let license = calls.license(4, H256::repeat_byte(2), 3, 90);
	assert_eq!(arguments(&license), (4u32, [2u8; 32], 3u32, 90u128).encode());
	assert_eq!(arguments(&calls.open_market(4, 5, 6)), (4u32, 5u128, 6u128).encode());
	assert_eq!(arguments(&calls.set_price(4, None)), (4u32, None::<u128>).encode());
}

#[test]
fn calls_of_pools_and_the_web_have_the_numbers_that_never_change() {
	let terms = pool_terms(Scoring::Jury { program: H256::zero(), min_quorum: 1 });
	for (call, index) in [
		(pools::create(terms), 0),
		(pools::set_price(1, None), 1),
		(pools::remove(1), 2),
		(pools::contribute(1, content(1, ""), Proof::Jury { job: 1, output: Vec::new() }), 3),
		(pools::choose(1, Choice::Open), 4),
		(pools::license(1, H256::zero(), 1, 1), 6),
		(pools::remove_licence(1, 1), 7),
		(pools::stake(1, 1), 8),
		(pools::unstake(1, 1), 9),
		(pools::claim(1), 10),
		(pools::collect(1), 11),
		(pools::open_market(1, 1, 1), 12),
		(pools::endorse(1), 13),
		(pools::withdraw_endorsement(1), 14),
		(pools::fund(1), 15),
		(pools::claim_epoch(1, 1), 16),
		(piazza_client::web::link(Hex([1; 20]), Hex([1; 65])), 4),
		(piazza_client::web::unlink(Hex([1; 20])), 5),
	] {
		let (pallet, name) = call.name().split_once('.').unwrap();
		let metadata = chain().metadata();
		let found = metadata.pallet_by_name(pallet).unwrap().call_variant_by_name(name).unwrap().index;
		assert_eq!(found, index, "{}", call.name());
	}
}

#[test]
fn records_of_pools_are_read_as_the_runtime_stores_them() {
	let scoring = Scoring::Enclave { program: H256::repeat_byte(4), min_tier: Tier::Device };
	// Each has a deposit at its end that nobody outside needs.
	let deposit = 4u128.encode();
	let terms = pool_terms_bytes((0u8, [4u8; 32], 1u8).encode());
	let pool: Pool = stored_in("DataPools", "Pools", &[[1u8; 32].to_vec(), terms, deposit.clone()].concat());
	assert_eq!(pool, Pool { owner: account(1), terms: pool_terms(scoring) });

	let bytes = [([1u8; 32], [2u8; 32], [3u8; 32], 5u32, 150u128, 10u32, 210u32).encode(), deposit.clone()].concat();
	let licence = Licence {
		buyer: account(1),
		purpose: H256::repeat_byte(2),
		program: H256::repeat_byte(3),
		units: 5,
		paid: 150,
		window: Window { from: 10, to: 210 },
	};
	assert_eq!(stored_in::<Licence>("DataPools", "Licences", &bytes), licence);

	let bytes = [([1u8; 32], "http://x", 900_000u32, 900u128, 6u64, 10u32).encode(), deposit].concat();
	let contribution = Contribution {
		contributor: account(1),
		uri: "http://x".parse().unwrap(),
		score: Permill(900_000),
		tokens: 900,
		from: 6,
		at: 10,
	};
	assert_eq!(stored_in::<Contribution>("DataPools", "Contributions", &bytes), contribution);

	let bytes = [
		(3u64, 2_700u128, 2u64, 6u64, 2_000u128).encode(),
		// How income flows: received, of one token, left, at, until.
		(100u128, [0u8; 32], 40u128, 10u32, 30u32).encode(),
		(90u128, 15u128, 1u128).encode(),
		// This period.
		(7u32, 0u128, 0u128, 0u128).encode(),
		(Some([8u8; 32]), true).encode(),
	]
	.concat();
	let books = Books {
		contributions: 3,
		minted: 2_700,
		offered: 2,
		next_licence: 6,
		staked: 2_000,
		kept: 90,
		owner_due: 15,
		curator: Some(account(8)),
		market: true,
	};
	assert_eq!(stored_in::<Books>("DataPools", "AllBooks", &bytes), books);
}
