//! What the node tells its operator once it runs.

use super::Seal;
use log::{info, warn};
use sc_chain_spec::ChainType;
use sc_network::{multiaddr::Protocol, Multiaddr};
use sc_service::Configuration;
use sp_keystore::KeystorePtr;

/// What there is to tell.
pub(super) struct Summary {
	chain_type: ChainType,
	is_authority: bool,
	seal: Option<Seal>,
}

impl Summary {
	/// Reads it from the configuration.
	pub(super) fn new(config: &Configuration, seal: Option<Seal>) -> Self {
		Self { chain_type: config.chain_spec.chain_type(), is_authority: config.role.is_authority(), seal }
	}

	/// Tells it.
	pub(super) fn log(&self, rpc: &[Multiaddr], keystore: &KeystorePtr) {
		match self.seal {
			Some(Seal::Instant) => info!("🕰  Sealing: a block when transactions come, fake time of one slot per block"),
			Some(Seal::Manual) => {
				info!("🕰  Sealing: a block when RPC `engine_createBlock` asks, fake time of one slot per block")
			}
			Some(Seal::Interval(ms)) => info!("🕰  Sealing: a block every {ms} ms, fake time of one slot per block"),
			None if self.is_authority => self.log_authority(keystore),
			None => info!("👀 Follows the chain; it makes no blocks"),
		}
		if self.chain_type == ChainType::Development {
			info!("🧪 Development chain: the well-known accounts (//Alice, //Bob, …) own play money, //Alice may use sudo");
		}
		if let Some(url) = rpc.iter().find_map(ws_url) {
			info!("🏛  Ready. Wallets and dApps connect to {url}; look around with `piazza --node {url} chain`. Ctrl-C stops");
		}
	}

	fn log_authority(&self, keystore: &KeystorePtr) {
		if keystore.sr25519_public_keys(sp_consensus_babe::KEY_TYPE).is_empty() {
			warn!(
				"🔑 No session keys in the keystore: this validator can make no block yet. Make keys with the RPC method \
				`author_rotateKeysWithOwner`, then register them with the call `session.setKeys`"
			);
		} else {
			info!("⚒  Makes blocks when its session keys are those of a validator, and votes on which are final");
		}
	}
}

/// The address as clients write it, when it is an IP address.
fn ws_url(address: &Multiaddr) -> Option<String> {
	let mut parts = address.iter();
	match (parts.next()?, parts.next()?) {
		(Protocol::Ip4(ip), Protocol::Tcp(port)) => Some(format!("ws://{ip}:{port}")),
		(Protocol::Ip6(ip), Protocol::Tcp(port)) => Some(format!("ws://[{ip}]:{port}")),
		_ => None,
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn ws_url_is_what_clients_write_when_address_is_ip() {
		let url = |address: &str| ws_url(&address.parse().expect("a multiaddress"));
		assert_eq!(url("/ip4/127.0.0.1/tcp/9944/ws").as_deref(), Some("ws://127.0.0.1:9944"));
		assert_eq!(url("/ip6/::1/tcp/9944").as_deref(), Some("ws://[::1]:9944"));
		assert_eq!(url("/dns4/localhost/tcp/9944"), None);
	}
}
