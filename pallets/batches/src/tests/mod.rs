//! One file per call, and one each for commitments of other pallets, for what panels find, for what happens by itself, for what can be asked, and for
//! random histories.

mod commit;
mod dispute;
mod due;
mod histories;
mod report;
mod ruling;
mod views;
