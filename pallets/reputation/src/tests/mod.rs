//! What reputation promises.

mod costs;
mod ensure;
mod forget;
mod integrity;
mod invariants;
mod model;
mod note;
mod rules;
mod score;
