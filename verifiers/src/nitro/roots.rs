//! The root of AWS Nitro Enclaves: a public constant.

use crate::x509::Anchor;
use alloc::vec::Vec;

/// AWS's root, `CN=aws.nitro-enclaves,C=US,O=Amazon,OU=AWS`, "G1", 2019 to 2049.
///
/// `https://aws-nitro-enclaves.amazonaws.com/AWS_NitroEnclaves_Root-G1.zip`.
/// SHA-256 641a0321a3e244efe456463195d606317ed7cdcc3c1756e09893f3c68f79bb5b.
const G1: &str = concat!(
	"3082021130820196a003020102021100f93175681b90afe11d46ccb4e4e7f856300a06082a8648ce3d0403033049310b3009060355040613",
	"025553310f300d060355040a0c06416d617a6f6e310c300a060355040b0c03415753311b301906035504030c126177732e6e6974726f2d65",
	"6e636c61766573301e170d3139313032383133323830355a170d3439313032383134323830355a3049310b3009060355040613025553310f",
	"300d060355040a0c06416d617a6f6e310c300a060355040b0c03415753311b301906035504030c126177732e6e6974726f2d656e636c6176",
	"65733076301006072a8648ce3d020106052b8104002203620004fc0254eba608c1f36870e29ada90be46383292736e894bfff672d989444b",
	"5051e534a4b1f6dbe3c0bc581a32b7b176070ede12d69a3fea211b66e752cf7dd1dd095f6f1370f4170843d9dc100121e4cf630128096644",
	"87c9796284304dc53ff4a3423040300f0603551d130101ff040530030101ff301d0603551d0e041604149025b50dd90547e796c396fa729d",
	"cf99a9df4b96300e0603551d0f0101ff040403020186300a06082a8648ce3d0403030369003066023100a37f2f91a1c9bd5ee7b8627c1698",
	"d255038e1f0343f95b63a9628c3d39809545a11ebcbf2e3b55d8aeee71b4c3d6adf3023100a2f39b1605b27028a5dd4ba069b5016e65b4fb",
	"de8fe0061d6a53197f9cdaf5d943bc61fc2beb03cb6fee8d2302f3dff6",
);

/// The anchors of AWS: its one root.
pub fn aws() -> Vec<Anchor> {
	// A constant that is no certificate would leave no anchor, which a test would notice.
	let der = hex::decode(G1).unwrap_or_default();
	Anchor::from_certificate(&der).into_iter().collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use hex_literal::hex;
	use sha2::{Digest, Sha256};

	#[test]
	fn root_is_that_of_aws() {
		let digest = hex!("641a0321a3e244efe456463195d606317ed7cdcc3c1756e09893f3c68f79bb5b");
		assert_eq!(<[u8; 32]>::from(Sha256::digest(hex::decode(G1).unwrap())), digest);
		assert_eq!(aws().len(), 1);
	}
}
