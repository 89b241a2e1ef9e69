//! What calls weigh depends on what is handed in.

use crate::{mock::*, Call, SignedClaim, WeightInfo, MAX_TEXT_LENGTH};
use frame_support::{dispatch::GetDispatchInfo, weights::Weight};

fn weight(call: Call<Test>) -> Weight {
	call.get_dispatch_info().call_weight
}

#[test]
fn claim_is_paid_for_by_its_signatures_and_its_length() {
	let made = claim();
	let length = made.provider.len() + made.parameters.len() + made.context.len();
	assert_eq!(weight(Call::submit { claim: Box::new(made) }), <()>::submit(3, length as u32));
	let largest = SignedClaim {
		provider: vec![b'x'; 64].try_into().unwrap(),
		parameters: vec![b'x'; 16 * 1024].try_into().unwrap(),
		context: vec![b'x'; 8 * 1024].try_into().unwrap(),
		signatures: vec![[0; 65]; 16].try_into().unwrap(),
		..claim()
	};
	assert_eq!(largest.text_length(), MAX_TEXT_LENGTH);
	assert_eq!(weight(Call::submit { claim: Box::new(largest) }), <()>::submit(16, MAX_TEXT_LENGTH));
}

#[test]
fn epoch_is_paid_for_by_its_witnesses() {
	let call = Call::open_epoch { witnesses: witnesses(&["a", "b", "c"]), required: 1, window: ALWAYS };
	assert_eq!(weight(call), <()>::open_epoch(3));
}
