//! What end-to-end tests share: they start the real programs on this machine, wait for what should happen, and never
//! wait for ever.
//!
//! - [`binary`] finds a program that was built beside the test;
//! - [`Daemon`] runs any program, with its output in a file, until it is dropped;
//! - [`Node`] is a daemon that is a chain's node, with its RPC.
//!
//! Every error says what was waited for and shows the end of the program's output.

mod binary;
mod daemon;
mod node;
mod wait;

pub use binary::binary;
pub use daemon::Daemon;
pub use node::{Head, Node, NodeOptions};
pub use wait::{wait_until, PATIENCE};
