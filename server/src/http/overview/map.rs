//! The country: each centre where its municipalities lie, with borders where they were read in.
//!
//! For eyes and mice: all that it tells stands in the table too, which is for everybody.

use super::View;
use super::reasons::{class, shape, sign};
use crate::http::figures;
use domain::directory::Position;
use domain::kernel::ids::TypedId as _;
use domain::monitoring::{CentreFigures, Health};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::HashSet;
use std::fmt::Write as _;

/// The country's corners in degrees, with some room around.
const WEST: f64 = 11.95;
const EAST: f64 = 19.0;
const NORTH: f64 = 51.15;
const SOUTH: f64 = 48.45;
/// Points of the drawing in a degree of longitude and of latitude: in the country's middle, a degree of latitude is 1.55 times as long.
const ACROSS: f64 = 110.0;
const DOWN: f64 = 170.5;

/// To know by where one is, while no borders were read in. Where towns lie is nobody's.
const TOWNS: [(&str, f64, f64); 10] = [
    ("Praha", 50.08, 14.42),
    ("Brno", 49.20, 16.61),
    ("Ostrava", 49.83, 18.28),
    ("Plzeň", 49.75, 13.38),
    ("Liberec", 50.77, 15.06),
    ("Olomouc", 49.59, 17.25),
    ("České Budějovice", 48.97, 14.47),
    ("Hradec Králové", 50.21, 15.83),
    ("Ústí nad Labem", 50.66, 14.03),
    ("Karlovy Vary", 50.23, 12.87),
];

#[derive(Deserialize)]
struct Borders {
    features: Vec<Region>,
}

#[derive(Deserialize)]
struct Region {
    geometry: Geometry,
}

#[derive(Deserialize)]
struct Geometry {
    coordinates: Vec<Vec<Vec<[f64; 2]>>>,
}

/// The map with its legend.
pub(super) fn of_country(view: &View<'_>, borders: &str) -> Markup {
    let View { tongue, overview, chosen, .. } = *view;
    let all = overview.every_centre();
    let shown: HashSet<_> = chosen.iter().map(|centre| centre.tenant).collect();
    let others = all.iter().filter(|centre| !shown.contains(&centre.tenant));
    let unplaced = all.iter().filter(|centre| centre.size.middle.is_none()).count();
    let outlines = outlines(borders);
    html! {
        section.card {
            h2 #map { (tongue.say("Mapa", "Map")) }
            figure {
                svg.map viewBox=(format!("0 0 {:.0} {:.0}", (EAST - WEST) * ACROSS, (NORTH - SOUTH) * DOWN)) aria-hidden="true" {
                    @if outlines.is_empty() { (towns()) } @else {
                        @for outline in outlines { path.region d=(outline) {} }
                    }
                    @for (x, y) in others.filter_map(|centre| place(centre.size.middle?)) { circle.other cx=(x) cy=(y) r="3" {} }
                    // The worse are drawn last, so that nothing lies on them.
                    @for health in Health::ALL { @for centre in chosen.iter().filter(|centre| centre.health == *health) { (dot(view, centre)) } }
                }
                figcaption {
                    ul.legend { @for health in Health::ALL { li { (sign(*health)) " " (figures::health(*health, tongue.language())) } } }
                    p.small {
                        (tongue.say("Každé centrum leží uprostřed svých obcí. Totéž říká tabulka níže.", "Each centre lies in the middle of its municipalities. The table below tells the same."))
                        @if unplaced > 0 { " " (tongue.say("Polohu neznáme u center:", "Centres whose place isn't known:")) " " (unplaced) "." }
                    }
                }
            }
        }
    }
}

/// A centre, which leads to its page; only a mouse gets there this way, the keyboard has the table.
fn dot(view: &View<'_>, centre: &CentreFigures) -> Markup {
    let Some((x, y)) = centre.size.middle.and_then(place) else { return html! {} };
    let health = figures::health(centre.health, view.tongue.language());
    html! {
        a href=(format!("/overview/centres/{}", centre.tenant.print())) tabindex="-1" {
            g.dot.(class(centre.health)) { title { (centre.name) ": " (health) } (shape(centre.health, x, y)) }
        }
    }
}

fn towns() -> Markup {
    html! { @for (name, latitude, longitude) in TOWNS {
        @if let Some((x, y)) = place(Position { latitude, longitude }) {
            path.town d=(format!("M{} {y}h6m-3 -3v6", x - 3)) {}
            text.town x=(x + 6) y=(y - 4) { (name) }
        }
    } }
}

/// The whole point of the drawing that is nearest; `None`: it lies elsewhere.
fn place(position: Position) -> Option<(i32, i32)> {
    let Position { latitude, longitude } = position;
    let is_inside = (SOUTH..NORTH).contains(&latitude) && (WEST..EAST).contains(&longitude);
    let whole = |number: f64| format!("{number:.0}").parse::<i32>().ok();
    is_inside.then_some(())?;
    whole((longitude - WEST) * ACROSS).zip(whole((NORTH - latitude) * DOWN))
}

/// A path for each region. What can't be read is left out: it is only a background.
fn outlines(borders: &str) -> Vec<String> {
    let Ok(Borders { features }) = serde_json::from_str(borders) else {
        tracing::warn!("borders of regions can't be drawn");
        return Vec::new();
    };
    features.into_iter().map(|region| outline(&region.geometry)).collect()
}

fn outline(geometry: &Geometry) -> String {
    let mut path = String::new();
    for ring in geometry.coordinates.iter().flatten() {
        for ([east, north], letter) in
            ring.iter().zip(std::iter::once('M').chain(std::iter::repeat('L')))
        {
            let (x, y) = ((east - WEST) * ACROSS, (NORTH - north) * DOWN);
            // Writing to a text doesn't fail.
            let _ = write!(path, "{letter}{x:.1} {y:.1}");
        }
        path.push('Z');
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_of_the_country_has_one_on_the_map_and_no_other_has() {
        let place = |latitude, longitude| place(Position { latitude, longitude });
        assert_eq!(place(50.08, 14.42), Some((272, 182)));
        for (latitude, longitude) in
            [(48.2, 16.4), (52.5, 13.4), (f64::NAN, 15.0), (50.0, f64::INFINITY)]
        {
            assert_eq!(place(latitude, longitude), None);
        }
    }

    #[test]
    fn a_border_is_a_closed_line_and_nonsense_is_none() {
        let borders = r#"{"features":[{"geometry":{"coordinates":[[[[11.95,51.15],[12.95,51.15],[11.95,50.15],[11.95,51.15]]]]}}]}"#;
        assert_eq!(outlines(borders), ["M0.0 0.0L110.0 0.0L0.0 170.5L0.0 0.0Z"]);
        assert!(outlines("{}").is_empty());
        assert!(outlines(r#"{"features":[]}"#).is_empty());
    }
}
