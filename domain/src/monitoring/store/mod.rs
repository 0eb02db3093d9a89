//! The SQL of the figures: what the worker writes of one tenant, what the nation reads of all, by months, and what a server
//! adds to the tallies.

mod kept;
mod read;
mod tallies;

pub(super) use kept::{Position, add, forget_figures, lock_position, move_position};
pub(super) use read::{
    Centre, OfMonth, Recent, areas, centres_by_name, closings, done, labels, months, open,
    open_by_area, recent, sizes,
};
pub(super) use tallies::add_tallies;
