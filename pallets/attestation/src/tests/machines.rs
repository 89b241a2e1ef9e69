//! Machines of the tests: what hardware of each vendor's kind hands in, made under throw-away roots and bound to a worker
//! as production binds it.

use crate::{
	mock::*, AmdPolicy, CertificateBytes, Chain, Collateral, Devices, Error, Evidence, EvidenceOf, FoundationId,
	Foundations, GenesisConfig, GoldenDigests, Machine, NvidiaEvidence, PolicyUpdate, Program, Release, Revocations,
	SignedText, Vendor, Verifier, WorkerInfoOf,
};
use frame_support::{
	assert_err, assert_noop, assert_ok,
	traits::{BuildGenesisConfig, Get},
	BoundedVec,
};
use piazza_fixtures::{
	amd::Snp,
	android::Phone,
	intel::{self, Tdx},
	nitro::Nitro,
	nvidia::{self, Parameters},
	software::{self, DEVELOPMENT_ROOT},
};
use piazza_primitives::{Attested, ProgramId};
use piazza_verifiers::{
	amd::{Anchors, Product, Root},
	nvidia::{Facts, Policy},
	x509::{Anchor, Certificate, NothingKnown},
	UnixTime,
};

/// The time of the tests, 2026-05-28: fixtures are valid.
pub(super) const NOW: UnixTime = 1_780_000_000;

/// When the throw-away collateral of Intel's is due: 2026-06-30.
pub(super) const COLLATERAL_UNTIL: UnixTime = 1_782_777_600;

/// What software is said to run.
pub(super) const SOFTWARE: [u8; 48] = [1; 48];

/// The same items, for what has a bound.
pub(super) fn bounded<T: core::fmt::Debug, Length: Get<u32>>(items: Vec<T>) -> BoundedVec<T, Length> {
	items.try_into().expect("it is short enough")
}

/// A chain of certificates.
pub(super) fn certificates<const N: u32>(chain: Vec<Vec<u8>>) -> Chain<N> {
	bounded(chain.into_iter().map(bounded).collect::<Vec<CertificateBytes>>())
}

/// The anchor of a root's certificate.
pub(super) fn anchor(root: &[u8]) -> Anchor {
	Anchor::from_certificate(root).unwrap()
}

/// The name, DER, of whom a certificate belongs to.
pub(super) fn subject(certificate: &[u8]) -> Vec<u8> {
	Certificate::from_der(certificate).unwrap().subject().to_vec()
}

/// The program of a measurement.
pub(super) fn measured(measurement: crate::Measurement) -> Option<ProgramId> {
	Some(Program::from(measurement).id())
}

/// The block that evidence of the tests is bound to: the last one.
pub(super) fn last_block() -> BlockNumber {
	System::block_number() - 1
}

/// Evidence of `worker` of the owner's: its machine signs what it is asked to.
pub(super) fn evidence(
	worker: AccountId,
	devices: Devices,
	machine: impl FnOnce([u8; 64]) -> Machine,
) -> EvidenceOf<Test> {
	let at_block = last_block();
	let report_data = Attestation::nonce_for(OWNER, worker, at_block, devices.digest()).unwrap();
	Evidence::Hardware { at_block, machine: machine(report_data), devices }
}

/// Evidence of a machine without GPUs.
pub(super) fn alone(worker: AccountId, machine: impl FnOnce([u8; 64]) -> Machine) -> EvidenceOf<Test> {
	evidence(worker, Devices::default(), machine)
}

/// A trust domain of TDX.
pub(super) fn tdx(platform: Tdx) -> impl FnOnce([u8; 64]) -> Machine {
	move |report_data| Machine::Intel { quote: bounded(Tdx { report_data, ..platform }.make().quote) }
}

/// A guest of SEV-SNP.
pub(super) fn snp(guest: Snp) -> impl FnOnce([u8; 64]) -> Machine {
	move |report_data| {
		let made = Snp { report_data, ..guest }.make();
		Machine::Amd {
			report: bounded(made.report),
			endorsement: bounded(made.endorsement),
			intermediate: Some(bounded(made.intermediate)),
		}
	}
}

/// A Nitro enclave.
pub(super) fn nitro(enclave: Nitro) -> impl FnOnce([u8; 64]) -> Machine {
	move |report_data| {
		let made = Nitro { user_data: Some(report_data.to_vec()), timestamp: NOW * 1_000, ..enclave };
		Machine::Nitro { document: bounded(made.make()) }
	}
}

/// A phone.
pub(super) fn phone(phone: Phone) -> impl FnOnce([u8; 64]) -> Machine {
	move |report_data| {
		let made = Phone { challenge: report_data[..32].to_vec(), ..phone };
		Machine::Android { chain: certificates(made.chain().certificates) }
	}
}

/// Software that stands in for the hardware of this name.
pub(super) fn software(device: &str) -> impl FnOnce([u8; 64]) -> Machine + '_ {
	move |report_data| {
		let made = software::software(DEVELOPMENT_ROOT, device, SOFTWARE, report_data);
		Machine::Software {
			report: bounded(made.report),
			signature: made.signature.try_into().unwrap(),
			chain: certificates(made.chain),
		}
	}
}

/// What NVIDIA's devices of `worker` say when they are asked as production asks them.
pub(super) fn devices(worker: AccountId, of: &[Parameters]) -> Devices {
	let nonce = Attestation::device_nonce_for(worker, last_block()).unwrap();
	let one = |parameters: &Parameters| device(&Parameters { nonce, ..parameters.clone() });
	Devices(bounded(of.iter().map(one).collect()))
}

/// What one device says.
pub(super) fn device(parameters: &Parameters) -> NvidiaEvidence {
	let made = nvidia::Evidence::new(parameters);
	NvidiaEvidence { report: bounded(made.report), certificates: certificates(made.certificates) }
}

/// What the verifier proves of a device.
pub(super) fn facts(parameters: &Parameters) -> Facts {
	let made = nvidia::Evidence::new(parameters);
	let evidence = piazza_verifiers::nvidia::Evidence { report: &made.report, certificates: &made.chain() };
	let roots = [anchor(&made.root.certificate)];
	piazza_verifiers::nvidia::verify(evidence, &roots, &Policy::any_genuine(), &NothingKnown, NOW).unwrap()
}

/// Goes to a block of the tests' time, on a chain that trusts these roots.
pub(super) fn start(roots: TestRoots) {
	TestClock::set(NOW);
	roots.set();
	go_to(2);
}

/// A chain that trusts the throw-away root of a platform of Intel's and knows its collateral.
pub(super) fn start_intel(platform: &Tdx) {
	let made = platform.make();
	start(TestRoots { intel: vec![anchor(&made.root)], ..Default::default() });
	collateral(made).into_iter().for_each(submit);
}

/// The same chain; it trusts NVIDIA's throw-away root as well, and knows the measurements of these devices.
pub(super) fn start_gpus(platform: &Tdx, of: &[Parameters]) {
	let made = platform.make();
	let nvidia = vec![anchor(&nvidia::Evidence::new(&Parameters::default()).root.certificate)];
	start(TestRoots { intel: vec![anchor(&made.root)], nvidia, ..Default::default() });
	collateral(made).into_iter().for_each(submit);
	of.iter().for_each(|parameters| know(&facts(parameters)));
}

/// A chain that trusts the throw-away root of a product of AMD's and has its revocation list.
pub(super) fn start_amd(guest: &Snp, product: Product) {
	let root = guest.root();
	let roots = vec![Root { product, anchor: anchor(&root.certificate) }];
	start(TestRoots { amd: Anchors { roots, intermediates: Vec::new() }, ..Default::default() });
	submit(amd_list(guest, NOW, &[]));
}

/// A chain that trusts the throw-away root of Nitro enclaves.
pub(super) fn start_nitro() {
	start(TestRoots { nitro: vec![anchor(&Nitro::default().root())], ..Default::default() });
}

/// A chain that trusts the throw-away root of phones.
pub(super) fn start_android() {
	start(TestRoots { android: vec![anchor(Phone::default().chain().root())], ..Default::default() });
}

/// A chain whose genesis names a root for software.
pub(super) fn start_software() {
	start(TestRoots::default());
	let software_roots = vec![software::root(DEVELOPMENT_ROOT).certificate];
	GenesisConfig::<Test> { software_roots, ..Default::default() }.build();
}

/// What governance says: these measurements are good.
pub(super) fn know(facts: &Facts) {
	let digests: GoldenDigests = bounded(vec![facts.measurements_digest]);
	assert_ok!(Attestation::set_golden_measurements(RuntimeOrigin::root(), Release::of(facts), digests));
}

/// What governance says: this policy is in force.
pub(super) fn demand(policy: PolicyUpdate) {
	assert_ok!(Attestation::set_policy(RuntimeOrigin::root(), Box::new(policy)));
}

/// What governance says: reports of this cloud are accepted.
pub(super) fn accept_cloud(name: &str) {
	let clouds = bounded(vec![bounded(name.as_bytes().to_vec())]);
	demand(PolicyUpdate::Amd(AmdPolicy { clouds, ..Default::default() }));
}

/// What one id is for a call.
pub(super) fn only(id: FoundationId) -> Revocations {
	bounded(vec![id])
}

/// What governance says: this is not trusted any more.
pub(super) fn revoke(id: FoundationId) {
	assert_ok!(Attestation::revoke(RuntimeOrigin::root(), only(id)));
}

/// What governance says: this is trusted again.
pub(super) fn reinstate(id: FoundationId) {
	assert_ok!(Attestation::reinstate(RuntimeOrigin::root(), only(id)));
}

/// What governance says: this verifier is on or off.
pub(super) fn switch(verifier: Verifier, on: bool) {
	assert_ok!(Attestation::switch_verifier(RuntimeOrigin::root(), verifier, on));
}

/// Everything that Intel published of a platform: TCB info, QE identity, the lists of root and issuer.
pub(super) fn collateral(made: intel::Made) -> [Collateral; 4] {
	[
		Collateral::TcbInfo(signed_text(made.tcb_info)),
		Collateral::QeIdentity(signed_text(made.qe_identity)),
		intel_list(made.root_crl, Vec::new()),
		intel_list(made.pck_crl, vec![made.issuer]),
	]
}

/// A text of Intel's with its signature.
pub(super) fn signed_text(made: intel::Signed) -> SignedText {
	SignedText {
		json: bounded(made.json),
		signature: made.signature.try_into().unwrap(),
		chain: certificates(made.chain),
	}
}

/// A revocation list of an authority of Intel's.
pub(super) fn intel_list(list: Vec<u8>, issuer: Vec<Vec<u8>>) -> Collateral {
	Collateral::RevocationList { vendor: Vendor::Intel, list: bounded(list), issuer: certificates(issuer) }
}

/// The revocation list of the root of an AMD product, made at `from` and in force for a day.
pub(super) fn amd_list(guest: &Snp, from: UnixTime, serials: &[&[u8]]) -> Collateral {
	let list = guest.root().crl(1, from, from + 86_400, serials);
	Collateral::RevocationList { vendor: Vendor::Amd, list: bounded(list), issuer: certificates(Vec::new()) }
}

/// Anybody hands in collateral, which is accepted.
pub(super) fn submit(collateral: Collateral) {
	assert_ok!(Attestation::submit_collateral(signed(STRANGER), Box::new(collateral)));
}

/// `worker` registers with its evidence, and its owner approves it.
pub(super) fn join(worker: AccountId, evidence: EvidenceOf<Test>) {
	assert_ok!(Attestation::register(signed(worker), OWNER, evidence));
	assert_ok!(Attestation::approve(signed(OWNER), worker));
}

/// The worker's evidence is refused for this reason, and nothing is left of it.
pub(super) fn refused(evidence: EvidenceOf<Test>, error: Error<Test>) {
	assert_noop!(Attestation::register(signed(WORKER), OWNER, evidence), error);
}

/// What is shown of a registered worker.
pub(super) fn shown(worker: AccountId) -> WorkerInfoOf<Test> {
	Attestation::worker(worker).unwrap()
}

/// What was proven of a worker.
pub(super) fn proven(worker: AccountId) -> crate::Attestation<BlockNumber> {
	shown(worker).attestation.unwrap()
}

/// The devices that serve a worker.
pub(super) fn devices_of(worker: AccountId) -> Vec<FoundationId> {
	Foundations::<Test>::get(worker).devices.into_inner()
}

/// The certificates and verifiers that a worker's registration stands on.
pub(super) fn foundations_of(worker: AccountId) -> Vec<FoundationId> {
	Foundations::<Test>::get(worker).others.into_inner()
}

/// Whether a worker is active, by whatever way one asks.
pub(super) fn is_active(worker: AccountId) -> bool {
	let active = Attestation::is_active(worker);
	assert_eq!(Attestation::ensure_active(&worker).is_ok(), active);
	active
}

/// The worker is not active, for this reason.
pub(super) fn inactive(worker: AccountId, error: Error<Test>) {
	assert_err!(Attestation::ensure_active(&worker), error);
	assert!(!Attestation::is_active(worker));
}
