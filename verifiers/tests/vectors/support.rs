//! Finding the vectors and reading their cases.

pub use piazza_fixtures::vectors::*;
