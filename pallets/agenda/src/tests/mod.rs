//! Unit tests of the agenda.

mod model;
mod schedule;
mod serve;
