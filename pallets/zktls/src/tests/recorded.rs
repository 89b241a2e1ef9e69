//! Proofs from elsewhere: the cases of the public test vectors, and the real proofs that the reference beside them prints.

use crate::{mock::*, Error, Event, SignedClaim};
use frame_support::{assert_noop, assert_ok};
use piazza_fixtures::{reclaim::Recorded, vectors::for_each_case};
use sp_core::{H160, H256};

/// What is done with a proof.
trait Proof {
	/// As it is handed in; `None` when it cannot be, for a signature that has not 65 bytes.
	fn claim(&self) -> Option<SignedClaim>;

	/// Runs a test a minute after the proof was made, where these witnesses sign and its provider is allowed.
	fn where_witnesses_are(&self, witnesses: &[H160], required: u32, test: impl FnOnce());

	/// The same, where its own witness signs alone.
	fn at_its_time(&self, test: impl FnOnce());

	fn refused(&self, error: Error<Test>);

	fn accepted_once(&self);
}

impl Proof for Recorded {
	fn claim(&self) -> Option<SignedClaim> {
		let signatures = self.signatures.iter().map(|signature| signature.as_slice().try_into().ok());
		Some(SignedClaim {
			provider: self.provider.clone().into_bytes().try_into().expect("short enough"),
			parameters: self.parameters.clone().into_bytes().try_into().expect("short enough"),
			context: self.context.clone().into_bytes().try_into().expect("short enough"),
			owner: self.owner.clone().into_bytes().try_into().expect("short enough"),
			timestamp: self.timestamp,
			epoch: self.epoch,
			identifier: self.identifier.clone().into_bytes().try_into().expect("short enough"),
			signatures: signatures.collect::<Option<Vec<[u8; 65]>>>()?.try_into().expect("few enough"),
		})
	}

	fn where_witnesses_are(&self, witnesses: &[H160], required: u32, test: impl FnOnce()) {
		build_and_execute(|| {
			TestClock::set(self.timestamp + 60);
			let witnesses = witnesses.to_vec().try_into().expect("few enough");
			assert_ok!(Zktls::open_epoch(RuntimeOrigin::root(), witnesses, required, ALWAYS));
			assert_ok!(Zktls::allow_provider(RuntimeOrigin::root(), H256(self.provider_hash())));
			System::reset_events();
			test();
		});
	}

	fn at_its_time(&self, test: impl FnOnce()) {
		self.where_witnesses_are(&[H160(self.witness)], 1, test);
	}

	fn refused(&self, error: Error<Test>) {
		self.at_its_time(|| {
			assert_noop!(submit(BOB, &self.claim().expect("it can be handed in")), error);
		});
	}

	fn accepted_once(&self) {
		self.at_its_time(|| {
			let claim = self.claim().expect("it can be handed in");
			assert_ok!(submit(BOB, &claim));
			let question = sp_io::hashing::keccak_256(format!("{}{}", self.provider, self.parameters).as_bytes());
			assert_events(vec![Event::ClaimVerified {
				identifier: H256::from_slice(&hex::decode(&self.identifier[2..]).unwrap()),
				provider: H256(self.provider_hash()),
				question: H256(question),
				owner: H160::from_slice(&hex::decode(&self.owner[2..]).unwrap()),
				account: None,
				seen_at: self.timestamp,
			}]);
			assert_noop!(submit(ALICE, &claim), Error::<Test>::AlreadyUsed);
		});
	}
}

#[test]
fn claims_are_judged_as_the_cases_say() {
	for_each_case("reclaim", 22, |case| {
		let proof = Recorded::of_file(&case.json("proof"));
		let (_, change) = case.id().split_once("_valid").expect("a case of a valid proof");
		println!("{}", case.id());
		match (case.expect(), change) {
			("accept", "") => proof.accepted_once(),
			("reject" | "reject (policy)", "-parameters-edited" | "-context-edited") => {
				proof.refused(Error::IdentifierMismatch);
			}
			("reject", "-owner-changed" | "-timestamp-changed") => proof.refused(Error::UnexpectedWitness),
			("reject", "-no-signature") => proof.refused(Error::TooFewSignatures),
			// It cannot even be decoded.
			("reject", "-short-signature") => assert_eq!(proof.claim(), None),
			("reject", "-v-29" | "-v-0") => proof.refused(Error::MalformedSignature),
			("reject (policy)", "-malleated") => proof.refused(Error::MalformedSignature),
			("reject", "-duplicate-signature") => {
				proof.refused(Error::TooManySignatures);
				// Where two witnesses are demanded, two signatures of one are still one witness.
				proof.where_witnesses_are(&[H160(proof.witness), H160::repeat_byte(1)], 2, || {
					assert_noop!(submit(BOB, &proof.claim().expect("complete")), Error::<Test>::DuplicateSigner);
				});
			}
			other => panic!("{}: {other:?} is not known", case.id()),
		}
	});
}

#[test]
fn printed_proofs_are_accepted_once_at_their_time() {
	for proof in Recorded::printed() {
		proof.accepted_once();
		proof.at_its_time(|| {
			let claim = proof.claim().expect("complete");
			TestClock::set(proof.timestamp + MAX_AGE + 1);
			assert_noop!(submit(BOB, &claim), Error::<Test>::Stale);
			TestClock::set(proof.timestamp - MAX_SKEW - 1);
			assert_noop!(submit(BOB, &claim), Error::<Test>::FromTheFuture);
			TestClock::set(proof.timestamp + MAX_AGE);
			assert_ok!(Zktls::disallow_provider(RuntimeOrigin::root(), H256(proof.provider_hash())));
			assert_noop!(submit(BOB, &claim), Error::<Test>::UnknownProvider);
			assert_ok!(Zktls::allow_provider(RuntimeOrigin::root(), H256(proof.provider_hash())));
			assert_ok!(submit(BOB, &claim));
		});
	}
}

#[test]
fn printed_proofs_are_refused_when_other_witnesses_sign() {
	for proof in Recorded::printed() {
		let claim = proof.claim().expect("complete");
		let others = [H160::repeat_byte(1), H160::repeat_byte(2)];
		proof.where_witnesses_are(&others, 1, || {
			assert_noop!(submit(BOB, &claim), Error::<Test>::UnexpectedWitness);
		});
		proof.where_witnesses_are(&[H160(proof.witness), others[0]], 2, || {
			assert_noop!(submit(BOB, &claim), Error::<Test>::TooFewSignatures);
		});
	}
}

/// Nobody here has the key of the address: the claims are nobody's.
#[test]
fn printed_proofs_count_for_no_account_of_another_pallet_when_their_owner_is_not_linked() {
	for proof in Recorded::printed() {
		proof.at_its_time(|| {
			let claim = proof.claim().expect("complete");
			let verify = |who| <Zktls as piazza_primitives::WebClaims<AccountId>>::verify(&who, &claim);
			assert_noop!(verify(ALICE), Error::<Test>::NotLinked);
			link(ALICE, "alice");
			assert_noop!(verify(ALICE), Error::<Test>::NotLinked);
		});
	}
}

#[test]
fn printed_proofs_are_refused_in_every_changed_form() {
	for proof in Recorded::printed() {
		let upper = Recorded { owner: format!("0x{}", proof.owner[2..].to_uppercase()), ..proof.clone() };
		upper.refused(Error::OwnerMalformed);
		let other_owner = Recorded { owner: format!("0x{}", "13".repeat(20)), ..proof.clone() };
		other_owner.refused(Error::UnexpectedWitness);
		Recorded { epoch: 2, ..proof.clone() }.refused(Error::UnknownEpoch);
		Recorded { timestamp: proof.timestamp - 1, ..proof.clone() }.refused(Error::UnexpectedWitness);
		Recorded { parameters: format!("{} ", proof.parameters), ..proof.clone() }.refused(Error::IdentifierMismatch);
		Recorded { context: format!("{} ", proof.context), ..proof.clone() }.refused(Error::IdentifierMismatch);
		let (head, tail) = proof.parameters.split_at(1);
		let provider = format!("{}\n{head}", proof.provider);
		Recorded { provider, parameters: tail.to_owned(), ..proof.clone() }.refused(Error::LineFeed);
		Recorded { signatures: Vec::new(), ..proof.clone() }.refused(Error::TooFewSignatures);
		let twice =
			Recorded { signatures: [proof.signatures.clone(), proof.signatures.clone()].concat(), ..proof.clone() };
		twice.refused(Error::TooManySignatures);
		let signature: [u8; 65] = proof.signatures[0].as_slice().try_into().expect("65 bytes");
		let twin = Recorded { signatures: vec![high_twin(&signature).to_vec()], ..proof.clone() };
		twin.refused(Error::MalformedSignature);
		proof.at_its_time(|| {
			for v in (0..=u8::MAX).filter(|v| *v != signature[64]) {
				let mut claim = proof.claim().expect("complete");
				claim.signatures[0][64] = v;
				let expected = match v {
					27 | 28 => Error::<Test>::UnexpectedWitness,
					_ => Error::<Test>::MalformedSignature,
				};
				assert_noop!(submit(BOB, &claim), expected);
			}
		});
	}
}

/// The false proofs that come with the protocol's own SDKs and tests.
#[test]
fn false_proofs_of_the_protocols_own_tests_are_refused() {
	let Some(proof) = Recorded::printed().pop() else { return };
	for identifier in [
		proof.identifier.replace("da53e", "da33e"),
		"0x937c69accba0809e876033ab5394b6b905104881a8a00f7ae0a6f47bf0e24e1e".into(),
	] {
		assert_ne!(identifier, proof.identifier);
		Recorded { identifier, ..proof.clone() }.refused(Error::IdentifierMismatch);
	}
	let mut changed = proof.signatures[0].clone();
	let place = changed.windows(3).position(|bytes| bytes == [0x23, 0xb7, 0xaf]).expect("the byte is there") + 1;
	changed[place] = 0xb6;
	let others = [
		"55bb3f5b4b48f5292fb7230f74d4cb5a67c2b0409f53997a1636942c36feed5a\
		 3311229e74b85a003515183c70f6b8350397fe290f09c7170dbca11eebfe74291c",
		"caea37ca38b2f376f58065feb661aa15503eaaa3a2d2b552a913d249abfa5cbb\
		 6690388e606d8de2d6e9b01454c6404d413e4c1ec2491706507dd63194b455bf1b",
		"f3aaec2bf894afc1d989a0fbeb1d41e51fc86bf189cf9e7d456b552beb130063\
		 574101abcd94d6f59c7cc2648094060f506815254be6829ff7f00c622c8dc4f31c",
	];
	for signature in others.map(|signature| hex::decode(signature).unwrap()).into_iter().chain([changed]) {
		Recorded { signatures: vec![signature], ..proof.clone() }.refused(Error::UnexpectedWitness);
	}
}
