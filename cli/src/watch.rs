//! Watching a job until nothing changes any more.

use crate::show::{answer, View};
use anyhow::{bail, Result};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use piazza_client::{
	chain::{Block, Blocks, Chain},
	BlockNumber, Head, JobId,
};
use std::{io::IsTerminal, time::Duration};

/// How long no block may become final before watching is given up.
const PATIENCE: Duration = Duration::from_secs(90);

/// Shows the job's progress until it is finished; gives how it ended. Progress goes to the error output, so that the
/// report alone is on the normal one.
pub(crate) async fn watch(chain: &Chain, id: JobId) -> Result<View> {
	let start = chain.head().await?;
	let mut display = Display::new();
	let mut view = View::read(&start, id).await?;
	// Not finished in `start`: every later block is looked at, so the one that finishes the job is, too.
	let mut blocks = chain.follow(Some(Head { number: start.number(), hash: start.hash() }));
	loop {
		display.show(&view);
		if view.job.stage.is_terminal() {
			display.close();
			return Ok(view);
		}
		let block = next(&mut blocks, view.block).await?;
		let before = view;
		view = View::read(&block, id).await?;
		view.delivered = view.delivered.or(before.delivered);
	}
}

/// The block after `last`; an error when none comes for long.
pub(crate) async fn next(blocks: &mut Blocks, last: BlockNumber) -> Result<Block> {
	match tokio::time::timeout(PATIENCE, blocks.next()).await {
		Ok(block) => Ok(block?),
		Err(_) => bail!(
			"no block became final for {} s, the last was {last}: is the node running and connected? `piazza chain` tells",
			PATIENCE.as_secs()
		),
	}
}

/// Lines that change in place on a terminal, and are printed when they change elsewhere.
struct Display {
	lines: MultiProgress,
	headline: ProgressBar,
	seats: Vec<ProgressBar>,
	terminal: bool,
	printed: String,
}

impl Display {
	fn new() -> Self {
		let terminal = std::io::stderr().is_terminal();
		let lines = MultiProgress::new();
		let headline = lines.add(ProgressBar::new_spinner());
		let style = ProgressStyle::with_template("{spinner} {elapsed} {wide_msg}");
		headline.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
		if terminal {
			headline.enable_steady_tick(Duration::from_millis(120));
		}
		Self { lines, headline, seats: Vec::new(), terminal, printed: String::new() }
	}

	fn show(&mut self, view: &View) {
		let headline = format!("block {}: job {} is {}", view.block, view.id, view.headline());
		if !self.terminal {
			return self.print(view);
		}
		self.headline.set_message(headline);
		while self.seats.len() < view.seats.len() {
			let line = self.lines.add(ProgressBar::new_spinner());
			line.set_style(
				ProgressStyle::with_template("    {wide_msg}").unwrap_or_else(|_| ProgressStyle::default_spinner()),
			);
			self.seats.push(line);
		}
		for (line, seat) in self.seats.iter().zip(&view.seats) {
			line.set_message(format!("{}  {}", seat.worker, answer(&seat.progress)));
		}
	}

	/// Prints what changed other than the countdown.
	fn print(&mut self, view: &View) {
		let headline = view.headline();
		let news = match headline.rsplit_once(',') {
			Some((news, left)) if left.ends_with("left") => news,
			_ => &headline,
		};
		if self.printed != news {
			eprintln!("block {}: job {} is {headline}", view.block, view.id);
			self.printed = news.into();
		}
	}

	fn close(&self) {
		for line in self.seats.iter().chain([&self.headline]) {
			line.finish_and_clear();
		}
	}
}
