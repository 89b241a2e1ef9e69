//! One file per call, and one each for what happens by itself, for what can be asked, and for random histories.

mod cancel;
mod claim;
mod commit;
mod complete;
mod deliver;
mod dispute;
mod draw;
mod due;
mod expire;
mod fund;
mod histories;
mod leased;
mod prove;
mod reject;
mod remove;
mod results;
mod reveal;
mod ruling;
mod set_budget;
mod set_provider;
mod settle;
mod submit;
mod views;
