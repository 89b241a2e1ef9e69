//! Questions that the runtime itself answers.
//!
//! Arguments and answer travel as lists of bytes inside of what the runtime's API takes and gives. subxt 0.50.3 leaves
//! that out, so only its parts are used here.

use super::{Block, Error};
use codec::{Decode, Encode};
use subxt::{error::ViewFunctionError, ext::scale_decode::DecodeAsType, view_functions::Payload};

/// Bytes that name a view function.
const ID_LENGTH: usize = 32;

impl Block {
	/// What one of the runtime's view functions answers at this block.
	pub async fn ask<Question: Payload>(&self, question: Question) -> Result<Question::ReturnType, Error> {
		let what = format!("{}.{}", question.pallet_name(), question.function_name());
		let failed = |error| match error {
			ViewFunctionError::IncompatibleCodegen
			| ViewFunctionError::PalletNotFound(_)
			| ViewFunctionError::ViewFunctionNotFound { .. } => self.other_runtime(what.clone()),
			error => self.failed(&what, error),
		};
		let views = self.client().view_functions();
		views.validate(&question).map_err(failed)?;
		let call = views.encode_args(&question).map_err(failed)?;
		let (id, arguments) = call.split_at_checked(ID_LENGTH).unwrap_or((&call, &[]));
		let answer = views.call_raw(Some(&[id, &arguments.encode()].concat())).await.map_err(failed)?;
		let answer = match Result::<Vec<u8>, u8>::decode(&mut &answer[..]) {
			Ok(Ok(answer)) => answer,
			Ok(Err(_)) => return Err(self.failed(&what, "the runtime refuses to answer")),
			Err(error) => return Err(self.failed(&what, error)),
		};
		let metadata = self.client().metadata_ref();
		let function = metadata.pallet_by_name(question.pallet_name()).and_then(|pallet| {
			let function = pallet.view_function_by_name(question.function_name())?;
			Some(function.output_ty())
		});
		let kind = function.ok_or_else(|| self.other_runtime(what.clone()))?;
		Question::ReturnType::decode_as_type(&mut &answer[..], kind, metadata.types())
			.map_err(|error| self.failed(&what, error))
	}
}
