//! SQL of roll-outs.

mod changes;
mod claims;
mod figures;
mod lines;
mod plans;
mod rollouts;

pub(super) use changes::next_change;
pub(super) use claims::{Task, claim, count_unsettled, skip_untold};
pub(super) use figures::{Place, drift, now, whereabouts};
pub(super) use lines::{
    Changed, after_apply, after_roll_back, announced, decide, line, lines, lines_of_tenants,
    lock_line, replan, set_state, states_of_waves,
};
pub(super) use plans::{candidates, insert, totals};
pub(super) use rollouts::{
    WaveRow, active, applied, begin_wave, by_ids, force, lock, page, pass, set_rollout, share,
    waves,
};
