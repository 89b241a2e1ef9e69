//! Leases as they are shown, and watched.

use crate::{
	money::{pza, show},
	time::{about, length},
	watch::next,
};
use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use piazza_client::{
	chain::{Block, Chain},
	leases::{Closed, Lease, LeaseId, LeaseView},
	Head,
};
use serde_json::{json, Value};
use std::{io::IsTerminal, time::Duration};

/// The lease of this number; an error that helps when there is none.
pub(crate) async fn find(block: &Block, id: LeaseId) -> Result<LeaseView> {
	block.lease(id).await?.with_context(|| {
		format!("there is no lease {id}: it never began, or it is over and nothing is left of it. `piazza lease list` shows those that run")
	})
}

/// What happens next to a lease as of block `now`.
pub(crate) fn headline(view: &LeaseView, now: u32) -> String {
	let LeaseView { lease, until, .. } = view;
	let left = length(until.saturating_sub(now));
	let mut text = match (&lease.challenge, view.runs_dry()) {
		(Some(challenge), _) => format!(
			"challenged: the machine has to answer before block {}, {} left",
			challenge.until,
			length(challenge.until.saturating_sub(now))
		),
		(None, true) => format!("runs: its money is used up in {left}"),
		(None, false) => format!("runs: its time is over in {left}"),
	};
	if let Some(from) = lease.reclaim_from {
		text += &match from.checked_sub(now) {
			None | Some(0) => "; the provider may end it now".into(),
			Some(blocks) => format!("; the provider may end it in {}", length(blocks)),
		};
	}
	text
}

/// What a lease costs, as of one block.
fn meter(view: &LeaseView, id: LeaseId, now: u32) -> String {
	let asset = view.lease.asset;
	format!(
		"block {now}: lease {id} cost {}, {} left; {}",
		show(asset, view.cost()),
		show(asset, view.left),
		headline(view, now)
	)
}

/// A number of GPUs.
pub(crate) fn gpus(count: u8) -> String {
	match count {
		1 => "1 GPU".into(),
		count => format!("{count} GPUs"),
	}
}

/// A lease for people.
pub(crate) fn text(view: &LeaseView, id: LeaseId, now: u32, ends: Option<u64>) -> String {
	let LeaseView { lease, left, accrued, until } = view;
	let Lease { tenant, provider, worker, class, gpus, min_tier, asset, rate, .. } = lease;
	let gpus = self::gpus(*gpus);
	let program = lease.program.map_or_else(String::new, |program| format!(", program {program:?}"));
	let mut text = format!(
		"lease     {id} ({})\ntenant    {tenant}\nprovider  {provider}\nmachine   {worker}\n          {gpus} of class {class}, \
		 tier {min_tier} or stronger{program}\nprice     {} a block, {} an hour\ncost      {}: {} paid, {} \
		 accrued\nleft      {}\nbegan     block {}\nends      block {until}{} by itself; may be extended up to block {}\n\
		 notice    {} before the provider takes its machine back\nbond      {} of the provider's stake\n",
		headline(view, now),
		show(*asset, *rate),
		show(*asset, rate.saturating_mul(1_200)),
		show(*asset, view.cost()),
		show(*asset, lease.settled),
		show(*asset, *accrued),
		show(*asset, *left),
		lease.started_at,
		about(ends),
		lease.last_end,
		length(lease.reclaim_window),
		pza(lease.bond),
	);
	if let Some(challenge) = &lease.challenge {
		text += &format!(
			"challenge by {} in block {}, for {}: until it is answered, nobody can settle or end the lease\n",
			challenge.challenger,
			challenge.at,
			pza(challenge.bond)
		);
	}
	text
}

/// A lease for programs.
pub(crate) fn json(view: &LeaseView, id: LeaseId, now: u32) -> Value {
	let lease = &view.lease;
	let challenge = lease.challenge.as_ref().map(|challenge| {
		json!({
			"challenger": challenge.challenger,
			"bond": challenge.bond.to_string(),
			"at": challenge.at,
			"until": challenge.until,
		})
	});
	json!({
		"lease": id,
		"block": now,
		"tenant": lease.tenant,
		"provider": lease.provider,
		"worker": lease.worker,
		"class": lease.class,
		"gpus": lease.gpus,
		"min_tier": lease.min_tier,
		"program": lease.program,
		"asset": lease.asset,
		"rate": lease.rate.to_string(),
		"bond": lease.bond.to_string(),
		"escrow": lease.escrow,
		"cost": view.cost().to_string(),
		"settled": lease.settled.to_string(),
		"accrued": view.accrued.to_string(),
		"left": view.left.to_string(),
		"started_at": lease.started_at,
		"ends_at": lease.ends_at,
		"last_end": lease.last_end,
		"until": view.until,
		"reclaim_window": lease.reclaim_window,
		"reclaim_from": lease.reclaim_from,
		"challenge": challenge,
	})
}

/// How a lease ended, for programs.
pub(crate) fn closed_json(closed: &Closed) -> Value {
	json!({
		"lease": closed.lease,
		"reason": closed.reason,
		"settled": closed.settled.to_string(),
		"refunded": closed.refunded.to_string(),
	})
}

/// How a lease ended, for people.
pub(crate) fn closed_text(closed: &Closed, asset: piazza_client::Asset) -> String {
	format!(
		"Lease {} ended: {}. It cost {}; {} went back to tenant and sponsors.",
		closed.lease,
		closed.reason.sentence(),
		show(asset, closed.settled),
		show(asset, closed.refunded)
	)
}

/// How a lease ended that was watched.
pub(crate) struct Ended {
	/// As it was in its last block.
	pub(crate) last: LeaseView,
	/// How it ended.
	pub(crate) closed: Closed,
	/// The block in which it did.
	pub(crate) block: u32,
}

/// Shows what a lease costs, block by block, until it ends. What is shown goes to the error output, so that the report
/// alone is on the normal one.
pub(crate) async fn watch(chain: &Chain, id: LeaseId) -> Result<Ended> {
	let start = chain.head().await?;
	let mut view = find(&start, id).await?;
	let mut now = start.number();
	// It runs in `start`: every later block is looked at, so the one in which it ends is, too.
	let mut blocks = chain.follow(Some(Head { number: now, hash: start.hash() }));
	let display = Display::new();
	loop {
		display.show(meter(&view, id, now));
		let block = next(&mut blocks, now).await?;
		now = block.number();
		match block.lease(id).await? {
			Some(found) => view = found,
			None => {
				display.close();
				let closed = block.leases_closed().await?.into_iter().find(|closed| closed.lease == id);
				let closed = closed.with_context(|| format!("lease {id} is gone, but block {now} does not say why"))?;
				return Ok(Ended { last: view, closed, block: now });
			}
		}
	}
}

/// A line that changes in place on a terminal, and is printed for each block elsewhere.
struct Display(Option<ProgressBar>);

impl Display {
	fn new() -> Self {
		if !std::io::stderr().is_terminal() {
			return Self(None);
		}
		let line = ProgressBar::new_spinner();
		let style = ProgressStyle::with_template("{spinner} {wide_msg}");
		line.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
		line.enable_steady_tick(Duration::from_millis(120));
		Self(Some(line))
	}

	fn show(&self, text: String) {
		match &self.0 {
			Some(line) => line.set_message(text),
			None => eprintln!("{text}"),
		}
	}

	fn close(&self) {
		if let Some(line) = &self.0 {
			line.finish_and_clear();
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use piazza_client::{leases::Challenge, AccountId, Asset, Tier};

	fn view() -> LeaseView {
		let account = |byte| AccountId::from([byte; 32]);
		let lease = Lease {
			tenant: account(1),
			provider: account(2),
			worker: account(3),
			class: 1,
			gpus: 8,
			proven: false,
			min_tier: Tier::Declared,
			program: None,
			asset: Asset::WithId(7),
			rate: 10,
			bond: 1_000,
			escrow: 0,
			settled: 50,
			started_at: 100,
			reported_at: 100,
			ends_at: 300,
			last_end: 400,
			reclaim_window: 20,
			reclaim_from: None,
			challenge: None,
		};
		LeaseView { lease, left: 1_930, accrued: 20, until: 300 }
	}

	#[test]
	fn meter_says_what_was_used_and_what_is_left() {
		let line = "block 107: lease 4 cost 70 of asset 7, 1930 of asset 7 left; runs: its time is over in 193 blocks (9 min 39 s)";
		assert_eq!(meter(&view(), 4, 107), line);
		let dry = LeaseView { until: 200, ..view() };
		assert!(meter(&dry, 4, 180).ends_with("runs: its money is used up in 20 blocks (1 min)"));
	}

	#[test]
	fn headline_tells_of_challenge_and_notice() {
		let mut view = view();
		view.lease.reclaim_from = Some(120);
		assert!(headline(&view, 107).ends_with("; the provider may end it in 13 blocks (39 s)"));
		assert!(headline(&view, 120).ends_with("; the provider may end it now"));
		view.lease.challenge = Some(Challenge { challenger: view.lease.tenant, bond: 10, at: 105, until: 145 });
		assert!(headline(&view, 107).starts_with("challenged: the machine has to answer before block 145, 38 blocks"));
	}
}
