//! One roll-out: how far it is, why it stands still, its waves, and who is where.

use super::{tenants, waves, words};
use crate::http::page::Tongue;
use domain::rollouts::{Reading, Rollout, RolloutState, Wave, Whereabouts};
use maud::{Markup, html};

/// What is shown of a roll-out.
pub(super) struct View<'v> {
    pub(super) rollout: &'v Rollout,
    pub(super) waves: &'v [Wave],
    pub(super) whereabouts: &'v [Whereabouts],
    pub(super) tongue: Tongue,
}

/// What stands on its page. `way`: from which version to which.
pub(super) fn content(view: &View<'_>, way: &str) -> Markup {
    let View { rollout, tongue, .. } = *view;
    html! {
        p.back { a href="/overview/rollouts" { "← " (tongue.say("Všechna zavádění", "All roll-outs")) } }
        section.card {
            h2 #state { (tongue.say("Stav", "State")) }
            p { (words::tag(words::of_rollout(rollout, tongue))) " " (tongue.say("verze", "version")) " " (way) }
            (why(rollout, tongue))
            p.small {
                (tongue.say("Naplánováno", "Planned")) " " (words::when(Some(rollout.planned_at), tongue))
                " · " (tongue.say("spuštěno", "started")) " " (words::when(rollout.started_at, tongue))
                " · " (tongue.say("skončilo", "ended")) " " (words::when(rollout.ended_at, tongue))
                " · " (tongue.say("mezi vlnami nejméně minut:", "minutes between waves, at least:")) " " (rollout.soak_minutes)
            }
        }
        (waves::of_rollout(view))
        (tenants::in_trouble(view))
        (tenants::by_wave(view))
    }
}

/// Why it stands still.
fn why(rollout: &Rollout, tongue: Tongue) -> Markup {
    let stands_still = matches!(rollout.state, RolloutState::Paused | RolloutState::RollingBack);
    html! {
        @if !rollout.red.is_empty() { ul.why { @for reading in &rollout.red { li { (sentence(reading, tongue)) } } } }
        @if stands_still { @if let Some(reason) = &rollout.reason { p { (reason) } } }
    }
}

/// What a gate read, in words.
fn sentence(reading: &Reading, tongue: Tongue) -> String {
    let before = reading
        .before_permille
        .map(|permille| format!("{} {permille} ‰, ", tongue.say("předtím", "before")));
    format!(
        "{}: {} / {} ({} ‰, {}{} {} ‰).",
        words::of_figure(reading.figure, tongue),
        reading.count,
        reading.of,
        reading.permille,
        before.unwrap_or_default(),
        tongue.say("mez", "limit"),
        reading.limit_permille,
    )
}
