//! Who is where in a roll-out: first those that somebody must see to, then all of each wave.

use super::one::View;
use super::words;
use crate::http::page::Tongue;
use domain::kernel::ids::TypedId as _;
use domain::rollouts::{TenantState, Whereabouts};
use maud::{Markup, html};

/// Those that failed, wait for a decision, were put off or taken out, with why.
pub(super) fn in_trouble(view: &View<'_>) -> Markup {
    let tongue = view.tongue;
    let is_so = |place: &&Whereabouts| match place.state {
        TenantState::Blocked
        | TenantState::Failed
        | TenantState::Skipped
        | TenantState::Deferred => true,
        TenantState::Waiting
        | TenantState::Announced
        | TenantState::Applied
        | TenantState::RolledBack => false,
    };
    let found: Vec<&Whereabouts> = view.whereabouts.iter().filter(is_so).collect();
    html! { section.card {
        h2 #trouble { (tongue.say("Čeká na někoho", "Somebody must see to")) }
        @if found.is_empty() { p { (tongue.say("Nikdo. Žádné centrum nečeká, nezdařilo se ani nebylo odloženo.", "Nobody. No centre waits, failed, or was put off.")) } } @else {
            (table(&found, "trouble", tongue))
        }
    } }
}

/// All of each wave.
pub(super) fn by_wave(view: &View<'_>) -> Markup {
    let View { waves, whereabouts, tongue, .. } = *view;
    html! { section.card {
        h2 #where { (tongue.say("Kdo je kde", "Who is where")) }
        @for wave in waves {
            @let members: Vec<&Whereabouts> = whereabouts.iter().filter(|place| place.wave == wave.wave).collect();
            @let id = format!("wave-{}", wave.wave);
            h3 id=(id) { (wave.wave) ". " (wave.name) " (" (members.len()) ")" }
            (table(&members, &id, tongue))
        }
    } }
}

fn table(places: &[&Whereabouts], labelled_by: &str, tongue: Tongue) -> Markup {
    html! { div.scroll role="region" aria-labelledby=(labelled_by) tabindex="0" { table.figures {
        thead { tr {
            th scope="col" { (tongue.say("Centrum", "Centre")) }
            th scope="col" { (tongue.say("Stav", "State")) }
            th.number scope="col" { (tongue.say("Rozporů", "Conflicts")) }
            th scope="col" { (tongue.say("Od", "Since")) }
            th scope="col" { (tongue.say("Proč", "Why")) }
        } }
        tbody { @for place in places { tr data-tenant=(place.slug) data-state=(place.state.as_str()) {
            th scope="row" { a href=(format!("/overview/centres/{}", place.tenant.print())) { (place.name) } }
            td { (words::tag(words::of_tenant(place.state, tongue))) }
            td.number { (place.conflicts) }
            td { (words::when(Some(place.since), tongue)) }
            td {
                @if let Some(failure) = &place.failure { code { (failure) } " " }
                @if let Some(reason) = &place.reason { (reason) " " }
                @if let Some(until) = place.until { (tongue.say("do", "until")) " " (tongue.day(until)) }
            }
        } } }
    } } }
}
