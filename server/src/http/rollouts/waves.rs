//! The waves of a roll-out, with what their gates read.

use super::one::View;
use super::words;
use crate::http::page::Tongue;
use domain::rollouts::{Reading, Wave};
use maud::{Markup, html};

/// Each wave in a row.
pub(super) fn of_rollout(view: &View<'_>) -> Markup {
    let View { waves, tongue, rollout, .. } = *view;
    html! { section.card {
        h2 #waves { (tongue.say("Vlny", "Waves")) }
        div.scroll role="region" aria-labelledby="waves" tabindex="0" { table.figures.waves {
            thead { tr {
                th scope="col" { (tongue.say("Vlna", "Wave")) }
                th.number scope="col" { (tongue.say("Center", "Centres")) }
                th scope="col" { (tongue.say("Kde jsou", "Where they are")) }
                th scope="col" { (tongue.say("Začala", "Began")) }
                th scope="col" { (tongue.say("Brána", "Gate")) }
            } }
            tbody { @for wave in waves { tr data-wave=(wave.wave) aria-current=[(wave.wave == rollout.wave).then_some("step")] {
                th scope="row" { (wave.wave) ". " (wave.name) }
                td.number { (tongue.whole(wave.tenants.into())) }
                td { (where_they_are(wave, tongue)) }
                td { (words::when(wave.started_at, tongue)) }
                td { (gate(wave, tongue)) }
            } } }
        } }
    } }
}

fn where_they_are(wave: &Wave, tongue: Tongue) -> Markup {
    html! { @for (state, count) in &wave.states {
        p data-state=(state.as_str()) { (words::tag(words::of_tenant(*state, tongue))) " " (tongue.whole(*count)) }
    } }
}

fn gate(wave: &Wave, tongue: Tongue) -> Markup {
    html! {
        @if wave.started_at.is_none() { (tongue.say("čeká na předchozí vlnu", "waits for the wave before")) }
        @if wave.passed_at.is_some() { p { (tongue.say("prošla", "passed")) " " (words::when(wave.passed_at, tongue)) } }
        @if wave.forced_by.is_some() { p { strong { (tongue.say("vynuceno dvěma lidmi", "forced by two people")) } } }
        @if let Some((_, reason)) = &wave.force_asked { p { (tongue.say("žádost o vynucení:", "asked to be forced:")) " " (reason) } }
        @if !wave.readings.is_empty() { ul.readings { @for reading in &wave.readings { (read(reading, tongue)) } } }
    }
}

fn read(reading: &Reading, tongue: Tongue) -> Markup {
    let limit = match reading.before_permille {
        Some(before) => format!(
            "{} {before} ‰, {} +{} ‰",
            tongue.say("předtím", "before"),
            tongue.say("mez", "limit"),
            reading.limit_permille
        ),
        None => format!("{} {} ‰", tongue.say("mez", "limit"), reading.limit_permille),
    };
    html! { li data-figure=(reading.figure.as_str()) data-red=[reading.is_red.then_some("true")] {
        @if reading.is_red { strong { (tongue.say("červená:", "red:")) } " " }
        (words::of_figure(reading.figure, tongue)) " " (reading.count) " / " (reading.of) " (" (reading.permille) " ‰; " (limit) ")"
    } }
}
