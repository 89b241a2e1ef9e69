//! How a transaction is encoded, and how the runtime itself makes one.

use crate::{Address, Runtime, RuntimeCall, Signature};
use sp_runtime::generic;

/// What is checked of every signed transaction, in order. All are known to wallets or take no space.
pub type TxExtension = (
	frame_system::AuthorizeCall<Runtime>,
	frame_system::CheckNonZeroSender<Runtime>,
	frame_system::CheckSpecVersion<Runtime>,
	frame_system::CheckTxVersion<Runtime>,
	frame_system::CheckGenesis<Runtime>,
	frame_system::CheckMortality<Runtime>,
	frame_system::CheckNonce<Runtime>,
	frame_system::CheckWeight<Runtime>,
	pallet_transaction_payment::ChargeTransactionPayment<Runtime>,
	frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
	frame_system::WeightReclaim<Runtime>,
);

/// A transaction as it travels.
pub type UncheckedExtrinsic = generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;

/// What is signed.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;

impl<Call> frame_system::offchain::CreateTransactionBase<Call> for Runtime
where
	RuntimeCall: From<Call>,
{
	type Extrinsic = UncheckedExtrinsic;
	type RuntimeCall = RuntimeCall;
}

/// Reports of equivocations are neither signed nor paid for: a block's author includes those it has seen itself.
impl<Call> frame_system::offchain::CreateBare<Call> for Runtime
where
	RuntimeCall: From<Call>,
{
	fn create_bare(call: RuntimeCall) -> UncheckedExtrinsic {
		UncheckedExtrinsic::new_bare(call)
	}
}
