//! What states of a roll-out are called, and when something happened.

use crate::http::page::Tongue;
use chrono::{DateTime, Utc};
use domain::kernel::working_days::day_in_prague;
use domain::rollouts::{Figure, Rollout, RolloutState, TenantState};
use maud::{Markup, html};

/// A word with the colour of its tag.
#[derive(Clone, Copy)]
pub(super) struct Word {
    text: &'static str,
    color: &'static str,
}

/// A word as a tag.
pub(super) fn tag(word: Word) -> Markup {
    html! { span.gov-tag data-color=(word.color) data-type="subtle" data-size="s" { (word.text) } }
}

const fn word(text: &'static str, color: &'static str) -> Word {
    Word { text, color }
}

/// How far a roll-out is.
pub(super) fn of_rollout(rollout: &Rollout, tongue: Tongue) -> Word {
    match rollout.state {
        RolloutState::Planned => word(tongue.say("naplánováno", "planned"), "neutral"),
        RolloutState::Running => word(tongue.say("běží", "running"), "primary"),
        RolloutState::Paused if rollout.red.is_empty() => {
            word(tongue.say("pozastaveno", "paused"), "warning")
        }
        RolloutState::Paused => word(tongue.say("zastavila brána", "stopped by its gate"), "error"),
        RolloutState::Done => word(tongue.say("hotovo", "done"), "success"),
        RolloutState::RollingBack => word(tongue.say("vrací se zpět", "rolling back"), "warning"),
        RolloutState::RolledBack => word(tongue.say("vráceno zpět", "rolled back"), "neutral"),
        RolloutState::Discarded => word(tongue.say("zahozeno", "discarded"), "neutral"),
    }
}

/// How far it is with a tenant.
pub(super) const fn of_tenant(state: TenantState, tongue: Tongue) -> Word {
    match state {
        TenantState::Waiting => word(tongue.say("čeká", "waiting"), "neutral"),
        TenantState::Announced => word(tongue.say("oznámeno", "announced"), "neutral"),
        TenantState::Blocked => {
            word(tongue.say("čeká na rozhodnutí", "waits for a decision"), "warning")
        }
        TenantState::Applied => word(tongue.say("zavedeno", "applied"), "success"),
        TenantState::Failed => word(tongue.say("nezdařilo se", "failed"), "error"),
        TenantState::Skipped => word(tongue.say("přeskočeno", "skipped"), "neutral"),
        TenantState::Deferred => word(tongue.say("odloženo", "deferred"), "warning"),
        TenantState::RolledBack => word(tongue.say("vráceno zpět", "rolled back"), "neutral"),
    }
}

/// What a gate looks at.
pub(super) const fn of_figure(figure: Figure, tongue: Tongue) -> &'static str {
    match figure {
        Figure::Failed => tongue.say("Nezdařená zavedení", "Failed applications"),
        Figure::Conflicts => {
            tongue.say("Centra s nerozhodnutými rozpory", "Centres with open conflicts")
        }
        Figure::Overdue => tongue.say("Požadavky po termínu", "Overdue requests"),
        Figure::Errors => tongue.say("Chyby systému", "Errors of the system"),
    }
}

/// The day of an instant; nothing of none.
pub(super) fn when(instant: Option<DateTime<Utc>>, tongue: Tongue) -> String {
    instant.map_or_else(|| "–".to_owned(), |instant| tongue.day(day_in_prague(instant)))
}
