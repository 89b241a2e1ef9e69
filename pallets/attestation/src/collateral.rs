//! What vendors publish about their hardware. All of it is signed by them, so anyone may hand it in; and an older edition
//! never takes the place of a newer one, or an attacker would bring back the time before an advisory.

use crate::{
	evidence::slices,
	verify::{ChainRegistry, Refusal},
	CertificateBytes, Chain, Config, Error, Event, FoundationId, Pallet, QeIdentities, RevocationLists, Roots,
	TcbInfos, WeightInfo,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{ensure, traits::ConstU32, weights::Weight, BoundedVec};
use piazza_verifiers::{
	intel::{self, CollateralError, QeIdentity, Signed, TcbInfo, Verified, MAX_JSON_LENGTH},
	x509::{Anchor, CertificateId, CrlError, RevocationError, RevocationList, MAX_CRL_ENTRIES, MAX_CRL_LENGTH},
	UnixTime,
};
use scale_info::TypeInfo;
use sp_io::hashing::blake2_256;
use sp_runtime::{DispatchError, DispatchResult};

/// Fewest bytes of an entry of a revocation list: a sequence of a serial number of one byte and a time.
const MIN_ENTRY_LENGTH: usize = 2 + 3 + 15;

/// The two kinds of Intel's trusted execution environments.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Tee {
	/// Enclaves.
	#[codec(index = 0)]
	Sgx,
	/// Trust domains.
	#[codec(index = 1)]
	Tdx,
}

impl From<intel::Tee> for Tee {
	fn from(tee: intel::Tee) -> Self {
		match tee {
			intel::Tee::Sgx => Self::Sgx,
			intel::Tee::Tdx => Self::Tdx,
		}
	}
}

/// A family of Intel's platforms (FMSPC).
pub type Fmspc = [u8; 6];

/// A vendor whose authorities publish revocation lists.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Vendor {
	/// Intel.
	#[codec(index = 0)]
	Intel,
	/// AMD.
	#[codec(index = 1)]
	Amd,
	/// NVIDIA.
	#[codec(index = 2)]
	Nvidia,
	/// AWS.
	#[codec(index = 3)]
	Aws,
}

impl Vendor {
	fn anchors<T: Config>(self) -> Vec<Anchor> {
		match self {
			Self::Intel => T::Roots::intel(),
			Self::Amd => T::Roots::amd().roots.into_iter().map(|root| root.anchor).collect(),
			Self::Nvidia => T::Roots::nvidia(),
			Self::Aws => T::Roots::nitro(),
		}
	}
}

/// Something that a vendor published.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Collateral {
	/// What Intel says of a family of platforms.
	#[codec(index = 0)]
	TcbInfo(SignedText),
	/// What Intel says of its quoting enclave for SGX or for TDX.
	#[codec(index = 1)]
	QeIdentity(SignedText),
	/// Certificates that an authority has revoked.
	#[codec(index = 2)]
	RevocationList {
		/// Whose authority it is.
		vendor: Vendor,
		/// The list, DER.
		list: BoundedVec<u8, ConstU32<{ MAX_CRL_LENGTH as u32 }>>,
		/// The authority's certificate; the root's own may follow. Empty for a list of the root itself.
		issuer: Chain<2>,
	},
}

/// A text with Intel's signature.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct SignedText {
	/// The text that was signed: the value of `tcbInfo` or `enclaveIdentity`, byte by byte.
	pub json: JsonBytes,
	/// Its signature, `r ‖ s`.
	pub signature: [u8; 64],
	/// The signer's certificate; the root's own may follow.
	pub chain: Chain<2>,
}

/// A text of Intel's.
pub type JsonBytes = BoundedVec<u8, ConstU32<{ MAX_JSON_LENGTH as u32 }>>;

/// A text of Intel's whose signature has been checked.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct StoredText {
	/// The text.
	pub json: JsonBytes,
	/// The certificates of its signer.
	pub certificates: BoundedVec<FoundationId, ConstU32<2>>,
	/// Last second at which it counts.
	pub valid_until: UnixTime,
}

impl StoredText {
	fn new<V>(json: JsonBytes, verified: &Verified<V>) -> Self {
		let certificates = verified.certificates.iter().map(|CertificateId(id)| *id).collect();
		Self { json, certificates: BoundedVec::truncate_from(certificates), valid_until: verified.valid_until }
	}

	/// What the verifiers take.
	pub(crate) fn read<V>(
		self,
		parse: impl Fn(&[u8]) -> Result<V, CollateralError>,
	) -> Result<Verified<V>, CollateralError> {
		let value = parse(&self.json)?;
		let certificates = self.certificates.into_iter().map(CertificateId).collect();
		Ok(Verified { value, certificates, valid_until: self.valid_until })
	}
}

/// When an authority's last revocation list was made and when the next one is due.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct StoredList {
	/// When it was made.
	pub this_update: UnixTime,
	/// Last second at which it counts.
	pub next_update: UnixTime,
}

/// How a family of Intel's platforms is covered, as it is shown.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct CollateralStatus {
	/// Last second at which the stored TCB info counts; `None` when there is none.
	pub tcb_info: Option<UnixTime>,
	/// Last second at which the stored QE identity counts; `None` when there is none.
	pub qe_identity: Option<UnixTime>,
	/// Number of Intel's evaluation on which the TCB info rests.
	pub tcb_evaluation_data_number: Option<u32>,
}

impl Collateral {
	/// Weight of checking and storing it.
	pub(crate) fn weight<W: WeightInfo>(&self) -> Weight {
		match self {
			Self::TcbInfo(_) => W::submit_tcb_info(),
			Self::QeIdentity(_) => W::submit_qe_identity(),
			Self::RevocationList { list, .. } => {
				let entries = list.len().div_euclid(MIN_ENTRY_LENGTH).min(MAX_CRL_ENTRIES);
				W::submit_revocation_list(u32::try_from(entries).unwrap_or(u32::MAX))
			}
		}
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_submit_collateral(collateral: Collateral) -> DispatchResult {
		let now = Self::time();
		match collateral {
			Collateral::TcbInfo(text) => Self::store_tcb_info(text, now),
			Collateral::QeIdentity(text) => Self::store_qe_identity(text, now),
			Collateral::RevocationList { vendor, list, issuer } => {
				let list = Self::check_revocation_list(vendor, &list, &issuer, now)?;
				Self::store_revocation_list(vendor, list)
			}
		}
	}

	fn store_tcb_info(text: SignedText, now: UnixTime) -> DispatchResult {
		let verified = verify_text::<T, _>(&text, now, TcbInfo::verify)?;
		let (tee, fmspc) = (Tee::from(verified.value.tee), verified.value.fmspc);
		let old = TcbInfos::<T>::get((tee, fmspc)).map(|old| TcbInfo::parse(&old.json));
		if let Some(Ok(old)) = old {
			verified.value.edition.supersedes(&old.edition).map_err(|_| Error::<T>::CollateralNotNewer)?;
		}
		let valid_until = verified.valid_until;
		TcbInfos::<T>::insert((tee, fmspc), StoredText::new(text.json, &verified));
		Self::deposit_event(Event::TcbInfoStored { tee, fmspc, valid_until });
		Ok(())
	}

	fn store_qe_identity(text: SignedText, now: UnixTime) -> DispatchResult {
		let verified = verify_text::<T, _>(&text, now, QeIdentity::verify)?;
		let tee = Tee::from(verified.value.tee);
		let old = QeIdentities::<T>::get(tee).map(|old| QeIdentity::parse(&old.json));
		if let Some(Ok(old)) = old {
			verified.value.edition.supersedes(&old.edition).map_err(|_| Error::<T>::CollateralNotNewer)?;
		}
		let valid_until = verified.valid_until;
		QeIdentities::<T>::insert(tee, StoredText::new(text.json, &verified));
		Self::deposit_event(Event::QeIdentityStored { tee, valid_until });
		Ok(())
	}

	pub(crate) fn check_revocation_list(
		vendor: Vendor,
		list: &[u8],
		issuer: &[CertificateBytes],
		now: UnixTime,
	) -> Result<RevocationList, Error<T>> {
		let issuer = slices(issuer);
		let list = RevocationList::verify(list, &issuer, &vendor.anchors::<T>(), &ChainRegistry::<T>::new(), now);
		list.map_err(|error| Refusal::from(error).into())
	}

	/// What a list names stays revoked although a later one leaves it out: authorities drop certificates that have
	/// expired.
	pub(crate) fn store_revocation_list(vendor: Vendor, list: RevocationList) -> DispatchResult {
		let key = issuer_key(&list.issuer);
		let old = RevocationLists::<T>::get(key);
		ensure!(old.is_none_or(|old| list.this_update > old.this_update), Error::<T>::CollateralNotNewer);
		let (this_update, next_update) = (list.this_update, list.next_update);
		RevocationLists::<T>::insert(key, StoredList { this_update, next_update });
		let revoked = Self::add_revocations(list.revoked.iter().map(|CertificateId(id)| *id))?;
		Self::deposit_event(Event::RevocationListStored { vendor, issuer: key, next_update, revoked });
		Ok(())
	}

	/// Until when the stored revocation list of an authority (a DER name) counts.
	pub(crate) fn revocation_list_valid_until(issuer: &[u8], now: UnixTime) -> Result<UnixTime, Refusal> {
		let list = RevocationLists::<T>::get(issuer_key(issuer)).ok_or(Refusal::CollateralMissing)?;
		match now > list.next_update {
			true => Err(Refusal::CollateralExpired),
			false => Ok(list.next_update),
		}
	}

	/// How a family of Intel's platforms is covered.
	pub(crate) fn status_of_collateral(tee: Tee, fmspc: Fmspc) -> CollateralStatus {
		let tcb_info = TcbInfos::<T>::get((tee, fmspc));
		let parsed = tcb_info.as_ref().and_then(|stored| TcbInfo::parse(&stored.json).ok());
		CollateralStatus {
			tcb_info: tcb_info.map(|stored| stored.valid_until),
			qe_identity: QeIdentities::<T>::get(tee).map(|stored| stored.valid_until),
			tcb_evaluation_data_number: parsed.map(|info| info.edition.tcb_evaluation_data_number),
		}
	}
}

/// Names an authority: BLAKE2b-256 of its DER name.
pub(crate) fn issuer_key(issuer: &[u8]) -> [u8; 32] {
	blake2_256(issuer)
}

fn verify_text<T: Config, V>(
	text: &SignedText,
	now: UnixTime,
	verify: impl Fn(Signed<'_>, &[Anchor], &dyn piazza_verifiers::x509::Registry, UnixTime) -> Result<V, CollateralError>,
) -> Result<V, DispatchError> {
	let chain = slices(&text.chain);
	let signed = Signed { json: &text.json, signature: &text.signature, chain: &chain };
	let verified = verify(signed, &T::Roots::intel(), &ChainRegistry::<T>::new(), now);
	verified.map_err(|error| Error::<T>::from(Refusal::from(error)).into())
}

impl From<RevocationError> for Refusal {
	fn from(error: RevocationError) -> Self {
		match error {
			RevocationError::Crl(error) => match error {
				CrlError::TooLong | CrlError::Malformed | CrlError::UnknownCriticalExtension => Self::Malformed,
				CrlError::Signature(error) => error.into(),
				CrlError::NotYetValid | CrlError::Expired => Self::CollateralExpired,
			},
			RevocationError::Certificate(_) => Self::Malformed,
			RevocationError::Issuer(error) => error.into(),
			RevocationError::IssuerMismatch | RevocationError::NotAuthority => Self::Untrusted,
		}
	}
}
