//! How calls are sold.

use crate::{
	gateway::rules::{Price, Redeeming},
	view::Asset,
};
use anyhow::{ensure, Context, Result};
use serde::Deserialize;
use std::{net::SocketAddr, path::PathBuf};

/// How calls are sold.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Gateway {
	/// The program's module, which is registered on the chain as an image.
	pub module: PathBuf,
	/// Address to listen on.
	#[serde(default = "loopback")]
	pub listen: SocketAddr,
	/// Address others reach it by, when it is not `listen`.
	#[serde(default, deserialize_with = "super::public_url")]
	pub public_url: Option<String>,
	/// Price of a call: in PZA, or of another asset in its smallest unit.
	pub price: String,
	/// What is paid with.
	#[serde(default = "super::native", deserialize_with = "super::asset")]
	pub asset: Asset,
	/// How much a channel has to owe before its voucher is redeemed, counted as the price is.
	pub redeem_at: String,
	/// What a channel owes in the end is forgone when it is less than this, counted as the price is: fee and bond of
	/// redeeming it would cost more.
	#[serde(default = "nothing")]
	pub forgo_below: String,
}

impl Gateway {
	/// Checks what cannot be seen from one value alone.
	pub(super) fn check(&self) -> Result<()> {
		let price = self.price()?;
		ensure!(price.amount > 0, "`gateway.price` is nothing: a call costs something");
		let Redeeming { at, least } = self.redeeming()?;
		ensure!(
			at >= price.amount,
			"`gateway.redeem_at` is less than the price of a call: each would be a transaction"
		);
		ensure!(least <= at, "`gateway.forgo_below` is more than `gateway.redeem_at`");
		Ok(())
	}

	/// What a call costs.
	pub fn price(&self) -> Result<Price> {
		let amount = super::amount_of(self.asset, &self.price).context("`gateway.price` cannot be used")?;
		Ok(Price { amount, asset: self.asset })
	}

	/// When vouchers are redeemed.
	pub fn redeeming(&self) -> Result<Redeeming> {
		let amount = |text| super::amount_of(self.asset, text);
		Ok(Redeeming {
			at: amount(&self.redeem_at).context("`gateway.redeem_at` cannot be used")?,
			least: amount(&self.forgo_below).context("`gateway.forgo_below` cannot be used")?,
		})
	}
}

fn nothing() -> String {
	"0".into()
}

fn loopback() -> SocketAddr {
	SocketAddr::from(([127, 0, 0, 1], 9958))
}
