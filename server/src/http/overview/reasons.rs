//! How a centre does: a shape and a colour for each, and why in words.

use crate::http::figures;
use crate::http::page::Tongue;
use domain::monitoring::{CentreFigures, Health};
use maud::{Markup, html};
use schema::reason_of_health;

/// The class of what is drawn of it.
pub(super) const fn class(health: Health) -> &'static str {
    match health {
        Health::Green => "green",
        Health::Amber => "amber",
        Health::Red => "red",
    }
}

/// The shape of it around a point, told apart without its colour: a disc, a triangle, a square.
pub(super) fn shape(health: Health, x: i32, y: i32) -> Markup {
    html! { @match health {
        Health::Green => circle cx=(x) cy=(y) r="4.5" {},
        Health::Amber => path d=(format!("M{x} {}l6 10.5h-12z", y - 7)) {},
        Health::Red => rect x=(x - 5) y=(y - 5) width="10" height="10" {},
    } }
}

/// The shape alone, as large as a letter.
pub(super) fn sign(health: Health) -> Markup {
    html! { svg.sign viewBox="-8 -8 16 16" aria-hidden="true" { g.dot.(class(health)) { (shape(health, 0, 0)) } } }
}

/// It in a word, with its shape.
pub(super) fn tag(health: Health, tongue: Tongue) -> Markup {
    let color = match health {
        Health::Green => "success",
        Health::Amber => "warning",
        Health::Red => "error",
    };
    html! { span.gov-tag data-color=(color) data-type="subtle" data-size="s" {
        (sign(health)) " " (figures::health(health, tongue.language()))
    } }
}

/// Why, the worst first.
pub(super) fn why(centre: &CentreFigures, tongue: Tongue) -> Markup {
    html! { @if !centre.reasons.is_empty() { ul.why { @for reason in &centre.reasons {
        li { (reason_of_health(reason, tongue.language())) }
    } } } }
}
