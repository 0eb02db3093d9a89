//! The sums over the centres that the filter shows, and how many of them do how.

use super::View;
use super::columns::{COLUMNS, NONE, of_figures, size_of};
use super::reasons::{class, sign};
use crate::http::figures;
use domain::monitoring::{CentreField, Figures, Health};
use maud::{Markup, html};

/// What of the table's figures stands above it.
const SHOWN: [CentreField; 8] = [
    CentreField::RequestsOverdue,
    CentreField::RequestsOpen,
    CentreField::RequestsOpened,
    CentreField::RequestsClosed,
    CentreField::SlaMet,
    CentreField::CloseMedian,
    CentreField::Minutes,
    CentreField::BenefitSaved,
];

/// The sums, in large.
pub(super) fn of_chosen(view: &View<'_>) -> Markup {
    let View { tongue, asked, overview, chosen, .. } = *view;
    let sum = Figures::over(chosen);
    let (some, all) = (chosen.len(), overview.every_centre().len());
    let number = |count: usize| tongue.whole(i64::try_from(count).unwrap_or(i64::MAX));
    let title = if some == all {
        tongue.say("Všechna centra", "All centres")
    } else {
        tongue.say("Vybraná centra", "Chosen centres")
    };
    let people = size_of(chosen).population;
    html! {
        section {
            h2 #sums { (title) }
            ul.healths {
                li { (tongue.say("center", "centres")) ": " strong { (number(some)) } @if some != all { " / " (number(all)) } }
                @for health in Health::ALL {
                    @let query = asked.said.with(&[("health", health.as_str()), ("page", "")]);
                    @let count = chosen.iter().filter(|centre| centre.health == *health).count();
                    li.(class(*health)) {
                        a href=(format!("/overview?{query}")) { (sign(*health)) " " (figures::health(*health, tongue.language())) ": " strong { (number(count)) } }
                    }
                }
                @if let Some(people) = people { li { (tongue.say("obyvatel", "people")) ": " strong { (tongue.whole(people)) } } }
            }
            dl.sums { @for column in COLUMNS.iter().filter(|column| SHOWN.contains(&column.field)) { div {
                dt { (column.name(tongue)) }
                dd data-figure=(column.field.as_str()) { (of_figures(column.field, &sum, tongue).unwrap_or_else(|| NONE.to_owned())) }
            } } }
        }
    }
}
