//! Android key attestation chains of real phones.

use crate::support::{for_each_case, json, pem_certificates, read, vectors};
use piazza_verifiers::{
	android::{
		self, revoked_serial, roots, status_list, BootState, DescriptionError, Error, Evidence, Facts, Policy,
		SecurityLevel,
	},
	x509::{
		Anchor, Certificate, CertificateError, CertificateId, ChainError, Fault, LinkId, NothingKnown, Registry,
		SignatureError,
	},
};
use sha2::{Digest, Sha256};
use std::{
	collections::BTreeSet,
	path::{Path, PathBuf},
};

/// 2026-11-24, after the end of the RSA root's certificate of 2016.
const TODAY: u64 = 1_795_478_400;

/// Within the days of the chain that the mutations start from.
const CAIMAN_NOW: u64 = 1_759_300_000;

/// Asks for nothing but good cryptography.
fn cryptography_only() -> Policy {
	Policy {
		min_security_level: SecurityLevel::Software,
		require_verified_boot: false,
		require_locked: false,
		min_patch_level: 0,
		require_signing: false,
		require_generated: false,
		require_remote_provisioning: false,
		allowed_packages: None,
		allowed_signers: None,
	}
}

/// The certificates of a PEM file, or of a folder of DER files.
fn chain(path: &Path) -> Vec<Vec<u8>> {
	match path.is_dir() {
		true => (0..4).map(|number| read(&path.join(format!("cert{number}.der")))).collect(),
		false => pem_certificates(&read(path)),
	}
}

fn verify_with(
	chain: &[Vec<u8>],
	anchors: &[Anchor],
	policy: &Policy,
	registry: &dyn Registry,
	now: u64,
) -> Result<Facts, Error> {
	let chain: Vec<&[u8]> = chain.iter().map(Vec::as_slice).collect();
	android::verify(Evidence { chain: &chain }, anchors, policy, registry, now)
}

fn verify(chain: &[Vec<u8>], policy: &Policy, now: u64) -> Result<Facts, Error> {
	verify_with(chain, &roots::google(), policy, &NothingKnown, now)
}

fn at<T>(place: usize, fault: impl Into<Fault>) -> Result<T, Error> {
	Err(ChainError::At { place, fault: fault.into() }.into())
}

/// The number after `now=`.
fn now_in(text: &str) -> u64 {
	let (_, number) = text.split_once("now=").unwrap_or_else(|| panic!("no time in {text:?}"));
	number.parse().unwrap_or_else(|_| panic!("no number of seconds in {text:?}"))
}

#[test]
fn every_case_gets_its_answer() {
	for_each_case("android-key", 8, |case| {
		let chain = chain(&case.path("chain"));
		match case.expect() {
			"reject today (cert expired 2026-05-24)" => {
				assert_eq!(verify(&chain, &cryptography_only(), TODAY), at(3, Fault::Expired));
				let then = now_in(case.text("why"));
				let facts = verify(&chain, &cryptography_only(), then).unwrap();
				assert_eq!(facts.valid_until, 1_779_640_132, "2026-05-24T16:28:52Z, the end of the root's certificate");
				assert_eq!(facts.security_level, SecurityLevel::TrustedEnvironment);
				assert_eq!(facts.description.challenge, b"abc");
				assert_eq!(facts.device, None);
				assert_eq!(verify(&chain, &Policy::strict(), then), Err(Error::BootNotVerified));
			}
			"accept-signature; root must be in the allow-list" => {
				let now = 1_700_000_000;
				assert_eq!(verify(&chain, &cryptography_only(), now), Err(ChainError::UntrustedRoot.into()));
				let anchors = [Anchor::from_certificate(chain.last().unwrap()).unwrap()];
				let facts = verify_with(&chain, &anchors, &cryptography_only(), &NothingKnown, now).unwrap();
				assert_eq!(facts.security_level, SecurityLevel::StrongBox);
				let strict = verify_with(&chain, &anchors, &Policy::strict(), &NothingKnown, now);
				assert_eq!(strict, Err(Error::BootNotVerified));
			}
			"reject" if case.id() == "EC_SecurityLevel_StrongBox" => {
				// What follows the value in the leaf are parameters (NULL) that ECDSA's algorithm identifier must not have. The
				// chain fails before that: its root is not Google's, and the leaf's issuer is not the next certificate.
				let policy = cryptography_only();
				assert_eq!(verify(&chain, &policy, 1_700_000_000), Err(ChainError::UntrustedRoot.into()));
				let anchors = [Anchor::from_certificate(chain.last().unwrap()).unwrap()];
				let answer = verify_with(&chain, &anchors, &policy, &NothingKnown, 1_700_000_000);
				assert_eq!(answer, at(0, Fault::IssuerMismatch));
				let [leaf, issuer] = [0, 1].map(|place| Certificate::from_der(&chain[place]).unwrap());
				let signature = leaf.verify_signature(&issuer.public_key().unwrap());
				assert_eq!(signature, Err(SignatureError::Algorithm));
			}
			"reject" => {
				let reason = match case.id() {
					"tags-not-ascending" => DescriptionError::TagsNotAscending,
					"malformed-rot" => DescriptionError::RootOfTrust,
					other => panic!("unknown case {other}"),
				};
				assert_eq!(verify(&chain, &cryptography_only(), 1_700_000_000), Err(reason.into()), "{}", case.id());
			}
			accept => {
				assert!(accept.starts_with("accept with now="), "unknown expectation {accept:?}");
				let now = now_in(accept);
				let facts = verify(&chain, &Policy::strict(), now).unwrap();
				assert_eq!(Some(&facts), verify(&chain, &cryptography_only(), now).as_ref().ok());
				match case.id() {
					"caiman-RKP" => assert_caiman(&facts, &chain),
					"tegu-2026-root" => assert_tegu(&facts),
					other => panic!("unknown case {other}"),
				}
			}
		}
	});
}

fn assert_caiman(facts: &Facts, chain: &[Vec<u8>]) {
	assert_eq!(facts.anchor, 0);
	assert_eq!(facts.security_level, SecurityLevel::TrustedEnvironment);
	assert_eq!(facts.description.attestation_version, 400);
	assert_eq!(facts.description.keymint_version, 400);
	assert_eq!(facts.description.challenge, b"d688d763-6118-4ca6-94b2-e6cd9ed7e4e4");
	assert_eq!(facts.public_key, Certificate::from_der(&chain[0]).unwrap().spki());
	assert_eq!(facts.valid_until, 1_759_505_479, "2025-10-03T15:31:19Z, the end of the phone's own certificate");
	assert_eq!(facts.certificates.len(), 9);
	assert_eq!(facts.new_links.len(), 4);
	assert!(facts.device.is_some());
	assert!(facts.provisioning_info.as_ref().is_some_and(|info| info.ends_with(b"Google")));

	let (hardware, software) = (&facts.description.hardware, &facts.description.software);
	assert_eq!(hardware.purposes, [2, 3]);
	assert_eq!((hardware.algorithm, hardware.key_size, hardware.ec_curve), (Some(3), Some(256), Some(1)));
	assert_eq!(hardware.origin, Some(0));
	assert_eq!(hardware.os_version, Some(160_000));
	assert_eq!(hardware.os_patch_level, Some(202_511));
	assert_eq!(hardware.vendor_patch_level, Some(20_251_105));
	assert_eq!(hardware.boot_patch_level, Some(20_251_105));
	let boot = hardware.root_of_trust.as_ref().unwrap();
	assert!(boot.device_locked);
	assert_eq!(boot.verified_boot_state, BootState::Verified);
	assert_eq!(boot.verified_boot_key, [0; 32]);
	assert_eq!(boot.verified_boot_hash.as_ref().map(Vec::len), Some(32));
	let tags: Vec<u32> = hardware.others.iter().map(|property| property.tag).collect();
	assert_eq!(tags, [5, 503, 710, 711, 712, 716, 717]);
	assert_eq!(software.creation_time, Some(1_758_900_680_964));
	let application = software.application.as_ref().unwrap();
	assert_eq!(application.packages[0].name, b"com.google.android.attestation");
	assert_eq!((application.packages.len(), application.packages[0].version), (1, 0));
	assert_eq!((application.signers.len(), application.signers[0].len()), (1, 32));
}

fn assert_tegu(facts: &Facts) {
	assert_eq!(facts.anchor, 1);
	assert_eq!(facts.description.challenge, b"6417f92c-daef-4cc1-8828-5bb39338ffd5");
	assert_eq!(facts.description.hardware.os_patch_level, Some(202_602));
	assert_eq!(facts.valid_until, 1_772_929_560, "2026-03-08T00:26:00Z, the end of the phone's own certificate");
	let boot = facts.description.hardware.root_of_trust.as_ref().unwrap();
	assert_eq!(boot.verified_boot_key[..4], [0x33, 0x27, 0xaf, 0x62]);
	assert!(facts.device.is_some());
}

/// What the files say that no case names: path, time, the strict policy's answer.
const OTHERS: [(&str, u64, Result<SecurityLevel, Error>); 8] = [
	("akita/sdk34/SB_RSA_NONE.pem", 1_727_390_000, Err(Error::BootNotVerified)),
	("akita/sdk34/TEE_EC_NONE.pem", 1_727_390_000, Err(Error::BootNotVerified)),
	("akita/sdk34/TEE_RSA_NONE.pem", 1_727_390_000, Err(Error::BootNotVerified)),
	("akita/sdk34/TEE_RSA_NONE_USERAUTH.pem", 1_727_390_000, Err(Error::BootNotVerified)),
	("caiman/sdk36/SB_EC_RKP.pem", CAIMAN_NOW, Ok(SecurityLevel::StrongBox)),
	("tegu/sdk36/SB_EC_2026_ROOT.pem", 1_772_000_000, Ok(SecurityLevel::StrongBox)),
	("tegu/sdk37/TEE_MAX_USAGE_COUNT.pem", 1_783_361_717, Err(Error::BootNotVerified)),
	("tegu/sdk37/TEE_TRUSTED_CONF.pem", 1_782_942_966, Err(Error::BootNotVerified)),
];

#[test]
fn every_other_chain_gets_its_answer() {
	let Some(vectors) = vectors() else { return };
	let folder = vectors.join("android-key/keyattestation");
	for (path, now, strict) in OTHERS {
		let chain = chain(&folder.join(path));
		let facts = verify(&chain, &cryptography_only(), now).unwrap_or_else(|error| panic!("{path}: {error}"));
		assert!(facts.device.is_some(), "{path}");
		assert_eq!(verify(&chain, &Policy::strict(), now).map(|facts| facts.security_level), strict, "{path}");
		assert_eq!(verify(&chain, &cryptography_only(), facts.valid_until + 1), at(1, Fault::Expired), "{path}");
		assert_described(&facts, &folder.join(path).with_extension("json"));
	}
	let of_cases = ["caiman/sdk36/TEE_EC_RKP.pem", "tegu/sdk36/TEE_EC_2026_ROOT.pem"];
	let known: BTreeSet<PathBuf> =
		OTHERS.iter().map(|(path, ..)| *path).chain(of_cases).map(|path| folder.join(path)).collect();
	assert_eq!(
		pem_files(&folder)
			.into_iter()
			.filter(|path| !path.starts_with(folder.join("invalid")))
			.collect::<BTreeSet<_>>(),
		known
	);
	println!("android-key: {} other chains", OTHERS.len());
}

/// All PEM files under a folder.
fn pem_files(folder: &Path) -> Vec<PathBuf> {
	let mut found = Vec::new();
	let mut folders = vec![folder.to_path_buf()];
	while let Some(folder) = folders.pop() {
		for entry in std::fs::read_dir(folder).unwrap() {
			let path = entry.unwrap().path();
			match path.extension() {
				_ if path.is_dir() => folders.push(path),
				Some(extension) if extension == "pem" => found.push(path),
				_ => {}
			}
		}
	}
	found
}

/// Compares the description with what the file beside the chain says of it (JSON with comments).
fn assert_described(facts: &Facts, path: &Path) {
	use base64ct::{Base64, Encoding};
	let text = String::from_utf8(read(path)).unwrap();
	let text: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
	let said: serde_json::Value = serde_json::from_str(&text.join("\n")).unwrap();
	let (key, hardware) = (&facts.description, &facts.description.hardware);
	assert_eq!(said["attestationVersion"], key.attestation_version.to_string());
	assert_eq!(said["keyMintVersion"], key.keymint_version.to_string());
	let level = match key.keymint_security_level {
		SecurityLevel::Software => "SOFTWARE",
		SecurityLevel::TrustedEnvironment => "TRUSTED_ENVIRONMENT",
		SecurityLevel::StrongBox => "STRONG_BOX",
	};
	assert_eq!(said["keyMintSecurityLevel"], level);
	assert_eq!(said["attestationChallenge"], Base64::encode_string(&key.challenge));
	let said = &said["hardwareEnforced"];
	let purposes: Vec<String> = hardware.purposes.iter().map(u32::to_string).collect();
	assert_eq!(said["purposes"], serde_json::json!(purposes));
	assert_eq!(said["osVersion"], hardware.os_version.unwrap().to_string());
	assert_eq!(said["osPatchLevel"], hardware.os_patch_level.unwrap().to_string());
	assert_eq!(said["vendorPatchLevel"], hardware.vendor_patch_level.unwrap().to_string());
	assert_eq!(said["bootPatchLevel"], hardware.boot_patch_level.unwrap().to_string());
	let boot = hardware.root_of_trust.as_ref().unwrap();
	assert_eq!(said["rootOfTrust"]["deviceLocked"], boot.device_locked);
	assert_eq!(said["rootOfTrust"]["verifiedBootKey"], Base64::encode_string(&boot.verified_boot_key));
}

#[test]
fn pinned_roots_are_those_of_google() {
	let digest = |spki: &[u8]| hex::encode(Sha256::digest(spki));
	let pinned = roots::google();
	assert_eq!(digest(&pinned[0].spki), "feb2ea7551ee316ed4bb443c8293b884dbfdea40b603ee3e4f4a897e4580fbae");
	assert_eq!(digest(&pinned[1].spki), "3ee44512a1af2beb39c889490c60ea3f82e43f5d5a5532f5ab9419f676cd07ec");
	let Some(vectors) = vectors() else { return };
	let published = json(&vectors.join("android-key/roots.json"));
	let published: Vec<Anchor> = published
		.as_array()
		.unwrap()
		.iter()
		.map(|pem| Anchor::from_certificate(&pem_certificates(pem.as_str().unwrap().as_bytes())[0]).unwrap())
		.collect();
	assert_eq!(pinned, published);
}

#[test]
fn status_list_revokes_by_serial_number() {
	let Some(vectors) = vectors() else { return };
	let folder = vectors.join("android-key");
	let json = read(&folder.join("google-samples/status.json"));
	let revoked = status_list(&json).unwrap();
	assert_eq!(revoked.len(), 5);
	let serial = hex::decode("00cc66e9a93713b6e643b26c15879786f7").unwrap();
	assert!(revoked.contains(&revoked_serial(&serial)), "suspended is as good as revoked");
	let odd = hex::decode("06681152659205225093").unwrap();
	assert!(revoked.contains(&revoked_serial(&odd)));

	// The list of the sample names none of these chains; one with a serial number of each place above the leaf.
	let registry: BTreeSet<CertificateId> = revoked.into_iter().collect();
	let chain = chain(&folder.join("keyattestation/caiman/sdk36/TEE_EC_RKP.pem"));
	let good = verify_with(&chain, &roots::google(), &Policy::strict(), &registry, CAIMAN_NOW).unwrap();
	for (place, der) in chain.iter().enumerate() {
		let certificate = Certificate::from_der(der).unwrap();
		let by_serial = revoked_serial(certificate.serial());
		for id in [certificate.id(), by_serial] {
			let registry = BTreeSet::from([id]);
			let found = verify_with(&chain, &roots::google(), &Policy::strict(), &registry, CAIMAN_NOW);
			if place == 0 && id == by_serial {
				assert_eq!(found.as_ref(), Ok(&good), "all leaves have the number 1");
			} else {
				assert_eq!(found, at(place, Fault::Revoked));
				assert!(good.certificates.contains(&id));
			}
		}
	}
}

#[test]
fn dates_of_every_certificate_count() {
	let Some(vectors) = vectors() else { return };
	let chain = chain(&vectors.join("android-key/keyattestation/caiman/sdk36/TEE_EC_RKP.pem"));
	let good = verify(&chain, &Policy::strict(), CAIMAN_NOW).unwrap();
	assert_eq!(verify(&chain, &Policy::strict(), good.valid_until).as_ref(), Ok(&good));
	assert_eq!(verify(&chain, &Policy::strict(), good.valid_until + 1), at(1, Fault::Expired));
	assert_eq!(verify(&chain, &Policy::strict(), 1_758_727_878), at(1, Fault::NotYetValid));
	assert_eq!(verify(&chain, &Policy::strict(), 0), at(1, Fault::NotYetValid));
}

/// Remembers every link of one chain, so that only what a mutation touches is computed again.
struct Remembers(Vec<LinkId>);

impl Registry for Remembers {
	fn is_revoked(&self, _: &CertificateId) -> bool {
		false
	}

	fn is_verified(&self, link: &LinkId) -> bool {
		self.0.contains(link)
	}
}

/// Every byte of every certificate, the root's own included, is under a signature or is checked against what is.
#[test]
fn no_byte_may_change() {
	let Some(vectors) = vectors() else { return };
	for path in ["caiman/sdk36/TEE_EC_RKP.pem", "tegu/sdk36/TEE_EC_2026_ROOT.pem"] {
		let chain = chain(&vectors.join("android-key/keyattestation").join(path));
		let now = if path.starts_with("caiman") { CAIMAN_NOW } else { 1_772_000_000 };
		let good = verify(&chain, &Policy::strict(), now).unwrap();
		let registry = Remembers(good.new_links);
		for place in 0..chain.len() {
			for byte in 0..chain[place].len() {
				let mut changed = chain.clone();
				changed[place][byte] ^= 1 << (byte % 8);
				let answer = verify_with(&changed, &roots::google(), &Policy::strict(), &registry, now);
				assert!(answer.is_err(), "{path}: byte {byte} of certificate {place} may change");
			}
		}
	}
}

#[test]
fn no_byte_may_be_missing_or_added() {
	let Some(vectors) = vectors() else { return };
	let chain = chain(&vectors.join("android-key/keyattestation/caiman/sdk36/TEE_EC_RKP.pem"));
	for place in 0..chain.len() {
		for length in 0..chain[place].len() {
			let mut changed = chain.clone();
			changed[place].truncate(length);
			assert_eq!(verify(&changed, &Policy::strict(), CAIMAN_NOW), at(place, CertificateError::Malformed));
		}
		let mut changed = chain.clone();
		changed[place].push(0);
		assert_eq!(verify(&changed, &Policy::strict(), CAIMAN_NOW), at(place, CertificateError::Malformed));
	}
}

#[test]
fn no_certificate_may_be_missing_or_moved() {
	let Some(vectors) = vectors() else { return };
	let folder = vectors.join("android-key/keyattestation/caiman/sdk36");
	let chain = chain(&folder.join("TEE_EC_RKP.pem"));
	let check = |chain: &[Vec<u8>]| verify(chain, &cryptography_only(), CAIMAN_NOW);
	let without = |place: usize| {
		let mut changed = chain.clone();
		changed.remove(place);
		check(&changed)
	};
	assert_eq!(without(0), Err(Error::NoKeyDescription));
	assert_eq!(without(1), at(0, Fault::IssuerMismatch));
	assert_eq!(without(2), at(1, Fault::IssuerMismatch));
	assert_eq!(without(3), at(2, Fault::IssuerMismatch));
	assert_eq!(without(4), Err(ChainError::UntrustedRoot.into()));
	assert_eq!(check(&[]), Err(ChainError::Empty.into()));
	for place in 0..chain.len() - 1 {
		let mut changed = chain.clone();
		changed.swap(place, place + 1);
		assert!(check(&changed).is_err());
	}
	let mut longer = chain.clone();
	longer.extend([chain[4].clone(), chain[4].clone()]);
	assert_eq!(check(&longer), Err(ChainError::TooLong.into()));

	// The leaf of the StrongBox under the trusted environment's key.
	let mut mixed = chain.clone();
	mixed[0] = self::chain(&folder.join("SB_EC_RKP.pem"))[0].clone();
	assert_eq!(check(&mixed), at(0, Fault::IssuerMismatch));

	// A leaf whose issuer has the right name and another key: the real signature, over other bytes.
	let mut forged = chain;
	let last = forged[0].len() - 1;
	forged[0][last] ^= 1;
	assert_eq!(check(&forged), at(0, SignatureError::Signature));
}
