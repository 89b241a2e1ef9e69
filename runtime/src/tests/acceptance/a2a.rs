//! A2A: an agent's card says what it does and how it is called; the chain says which card is its own.

use crate::{
	tests::{chain::*, jobs::content},
	*,
};
use pallet_agents::{Call, Card, Error};
use serde_json::{json, Value};
use sp_core::H256;
use sp_io::hashing::sha2_256;
use sp_keyring::Sr25519Keyring::{Alice, Bob};

/// The hash of a card as a resolver takes it: without signatures, in the canonical form of RFC 8785. Of a card with names
/// and texts in ASCII, and without numbers, that is JSON with sorted names and no spaces.
fn hash(card: &Value) -> H256 {
	let mut unsigned = card.clone();
	unsigned.as_object_mut().expect("it is an object").remove("signatures");
	sha2_256(unsigned.to_string().as_bytes()).into()
}

fn card(url: &str) -> Value {
	json!({
		"version": "1.0.0",
		"name": "Reader of digits",
		"description": "Reads handwriting",
		"supportedInterfaces": [{ "url": url, "protocolBinding": "HTTP+JSON", "protocolVersion": "1.0" }],
		"capabilities": { "streaming": false, "pushNotifications": false },
		"defaultInputModes": ["application/octet-stream"],
		"defaultOutputModes": ["application/octet-stream"],
		"skills": [{ "id": "read", "name": "Read", "description": "64 pixels in, a digit out", "tags": ["digits"] }],
		"signatures": [{ "protected": "eyJhbGciOiJFUzI1NiIsImtpZCI6ImtleS0xIn0", "signature": "made elsewhere" }],
	})
}

fn is_fresh(found: &Value) -> bool {
	Agents::agent(0).and_then(|agent| agent.card).is_some_and(|card| card.hash == hash(found))
}

fn set(found: &Value) -> Call<Runtime> {
	let key_id = b"key-1".to_vec().try_into().expect("it is short");
	Call::set_card { agent: 0, card: Some(Card { hash: hash(found), key_id }) }
}

#[test]
fn card_is_the_agents_until_it_is_changed_without_its_owner() {
	on_chain(|| {
		must(Alice, Call::register { uri: content(b"").uri, metadata: Default::default() });
		let (old, new) = (card("https://one.example.org"), card("https://two.example.org"));
		assert!(!is_fresh(&old));
		must(Alice, set(&old));
		assert!(is_fresh(&old) && !is_fresh(&new));
		// The order of names and the signatures do not matter: they are not part of what is hashed.
		let text = old.to_string();
		let again: Value = serde_json::from_str(&text).expect("it is JSON");
		assert!(is_fresh(&again));
		let mut signed_anew = old.clone();
		signed_anew["signatures"] = json!([]);
		assert!(is_fresh(&signed_anew));
		// Whoever serves another card is found out, until the owner says that it is the agent's.
		assert_eq!(apply(Bob, set(&new)), Ok(Err(Error::<Runtime>::NotOwner.into())));
		assert!(!is_fresh(&new));
		must(Alice, set(&new));
		assert!(is_fresh(&new) && !is_fresh(&old));
	});
}
