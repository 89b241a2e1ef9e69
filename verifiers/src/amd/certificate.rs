//! What AMD writes into the certificates of its endorsement keys: table "VCEK Certificate Extensions" in Versioned Chip
//! Endorsement Key Certificate and KDS Interface Specification (document 57230).

use super::{Error, Product};
use crate::x509::Certificate;
use alloc::string::{String, ToString};
use der::{
	asn1::{Ia5StringRef, ObjectIdentifier, OctetStringRef},
	Decode,
};

/// The longest name of a cloud that is looked at, in bytes.
pub const MAX_CLOUD_LENGTH: usize = 128;

const PRODUCT_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.3704.1.2");
const HARDWARE_ID: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.3704.1.4");
const CLOUD_ID: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.3704.1.5");

const BOOT_LOADER: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.3704.1.3.1");
const TEE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.3704.1.3.2");
const SNP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.3704.1.3.3");
const RESERVED_4: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.3704.1.3.4");
const RESERVED_5: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.3704.1.3.5");
const RESERVED_6: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.3704.1.3.6");
const RESERVED_7: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.3704.1.3.7");
const MICROCODE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.3704.1.3.8");
const FMC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.3704.1.3.9");

/// Where each byte of `TCB_VERSION` stands in a certificate.
fn places(product: Product) -> [ObjectIdentifier; 8] {
	match product {
		Product::Milan | Product::Genoa => {
			[BOOT_LOADER, TEE, RESERVED_4, RESERVED_5, RESERVED_6, RESERVED_7, SNP, MICROCODE]
		}
		Product::Turin => [FMC, BOOT_LOADER, TEE, SNP, RESERVED_5, RESERVED_6, RESERVED_7, MICROCODE],
	}
}

/// The product a certificate names. The name may be followed by a dash and a stepping, as in `Milan-B0`.
pub(super) fn product(certificate: &Certificate) -> Result<Product, Error> {
	let value = certificate.extension(PRODUCT_NAME).ok_or(Error::Extension)?;
	let name = Ia5StringRef::from_der(value).map_err(|_| Error::Extension)?;
	match name.as_str().split('-').next() {
		Some("Milan") => Ok(Product::Milan),
		Some("Genoa") => Ok(Product::Genoa),
		Some("Turin") => Ok(Product::Turin),
		_ => Err(Error::Extension),
	}
}

/// The `TCB_VERSION` whose key a certificate is about.
pub(super) fn tcb(certificate: &Certificate, product: Product) -> Result<[u8; 8], Error> {
	let mut bytes = [0; 8];
	for (byte, place) in bytes.iter_mut().zip(places(product)) {
		let value = certificate.extension(place).ok_or(Error::Extension)?;
		*byte = u8::from_der(value).map_err(|_| Error::Extension)?;
	}
	Ok(bytes)
}

/// The chip a VCEK belongs to, as reports write it: 64 bytes, or Turin's 8 with zeros after them.
///
/// Most certificates hold the bytes as they are, some inside an OCTET STRING.
pub(super) fn chip_id(certificate: &Certificate, product: Product) -> Result<[u8; 64], Error> {
	let value = certificate.extension(HARDWARE_ID).ok_or(Error::Extension)?;
	let length = match product {
		Product::Milan | Product::Genoa => 64,
		Product::Turin => 8,
	};
	let value = match value.len() == length {
		true => value,
		false => <&OctetStringRef>::from_der(value).map_err(|_| Error::Extension)?.as_bytes(),
	};
	let mut id = [0; 64];
	if value.len() != length {
		return Err(Error::Extension);
	}
	id.iter_mut().zip(value).for_each(|(to, from)| *to = *from);
	Ok(id)
}

/// The cloud a VLEK was lent to.
pub(super) fn cloud(certificate: &Certificate) -> Result<String, Error> {
	let value = certificate.extension(CLOUD_ID).ok_or(Error::Extension)?;
	let name = Ia5StringRef::from_der(value).map_err(|_| Error::Extension)?;
	match name.as_str().len() <= MAX_CLOUD_LENGTH {
		true => Ok(name.as_str().to_string()),
		false => Err(Error::Extension),
	}
}

/// Whether a certificate names a chip, which that of a VLEK must not.
pub(super) fn names_chip(certificate: &Certificate) -> bool {
	certificate.extension(HARDWARE_ID).is_some()
}

/// Whether a certificate names a cloud, which that of a VCEK must not.
pub(super) fn names_cloud(certificate: &Certificate) -> bool {
	certificate.extension(CLOUD_ID).is_some()
}
