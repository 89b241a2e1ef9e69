//! One file per call, and one each for what other pallets ask for, for what happens by itself, for what can be asked, and
//! for random histories.

mod commit;
mod convene;
mod draw;
mod due;
mod enrol;
mod histories;
mod resign;
mod reveal;
mod strike_off;
mod verdict;
mod views;
