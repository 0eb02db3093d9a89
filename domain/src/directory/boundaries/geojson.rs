//! A GeoJSON file as areas, and areas as GeoJSON.

use super::rules::{Feature, Level};
use super::simplify::{Area, Point, Ring};
use crate::directory::import::ImportError;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::io::Read;

/// The largest file that is read; the country's municipalities take three.
const MEGABYTES_MOST: u64 = 64;
/// Where the country is, with room around it: what lies elsewhere is in other coordinates, or has north before east.
const EAST: std::ops::RangeInclusive<f64> = 11.0..=20.0;
const NORTH: std::ops::RangeInclusive<f64> = 47.0..=52.0;

#[derive(Deserialize)]
struct Collection {
    features: Vec<Told>,
}

#[derive(Deserialize)]
struct Told {
    properties: Map<String, Value>,
    geometry: Geometry,
}

#[derive(Deserialize)]
#[serde(tag = "type", content = "coordinates")]
enum Geometry {
    Polygon(Vec<Vec<Vec<f64>>>),
    MultiPolygon(Vec<Vec<Vec<Vec<f64>>>>),
}

/// Reads a file: of what it has borders, and which.
///
/// # Errors
/// [`ImportError`] when it isn't such a file.
pub(super) fn read(file: impl Read) -> Result<(Level, Vec<Feature>), ImportError> {
    let mut text = Vec::new();
    let length = file.take((MEGABYTES_MOST << 20) + 1).read_to_end(&mut text)?;
    if u64::try_from(length).unwrap_or(u64::MAX) > MEGABYTES_MOST << 20 {
        return Err(ImportError::FileTooLarge { megabytes: MEGABYTES_MOST });
    }
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text);
    let Collection { features } = serde_json::from_slice(text).map_err(|error| {
        ImportError::GeojsonWrong { line: error.line(), why: error.to_string() }
    })?;
    let is_told =
        |key: &str| features.first().is_some_and(|told| told.properties.contains_key(key));
    let Some((level, key)) = Level::BY_KEY.into_iter().find(|(_, key)| is_told(key)) else {
        return Err(refused(1, "has no property kod_obce, lau1 or nuts3"));
    };
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut read = Vec::with_capacity(features.len());
    for (place, Told { properties, geometry }) in features.into_iter().enumerate() {
        let number = place + 1;
        let Some(code) = properties.get(key).and_then(Value::as_str) else {
            return Err(refused(number, "has no such property as the first, or no text in it"));
        };
        if numbers.insert(code.to_owned(), number).is_some() {
            return Err(ImportError::FeatureRepeated { number, code: code.to_owned() });
        }
        let area = area(geometry).ok_or_else(|| {
            refused(number, "isn't closed rings of degrees east and north (WGS 84) in the country")
        })?;
        read.push(Feature { number, code: code.to_owned(), area });
    }
    Ok((level, read))
}

fn refused(number: usize, why: &'static str) -> ImportError {
    ImportError::FeatureWrong { number, why }
}

fn area(geometry: Geometry) -> Option<Area> {
    let polygons = match geometry {
        Geometry::Polygon(rings) => vec![rings],
        Geometry::MultiPolygon(polygons) => polygons,
    };
    let polygon = |rings: Vec<Vec<Vec<f64>>>| {
        let rings: Vec<Ring> = rings.iter().map(|told| ring(told)).collect::<Option<_>>()?;
        (!rings.is_empty()).then_some(rings)
    };
    let area: Area = polygons.into_iter().map(polygon).collect::<Option<_>>()?;
    (!area.is_empty()).then_some(area)
}

/// A ring's points, each once; `None`: it is none.
fn ring(told: &[Vec<f64>]) -> Option<Ring> {
    let mut ring: Ring = told.iter().map(|position| point(position)).collect::<Option<_>>()?;
    ring.dedup();
    let (first, last) = (ring.first().copied()?, ring.pop()?);
    (first == last && ring.len() >= 3).then_some(ring)
}

fn point(position: &[f64]) -> Option<Point> {
    // A third number would be the height.
    let (east, north) = (*position.first()?, *position.get(1)?);
    (EAST.contains(&east) && NORTH.contains(&north)).then(|| Point::of(east, north))
}

/// An area as a geometry.
pub(super) fn geometry(area: &Area) -> Value {
    let position = |point: &Point| json!([point.east, point.north]);
    let ring = |ring: &Ring| ring.iter().chain(ring.first()).map(position).collect::<Vec<_>>();
    let polygon = |rings: &Vec<Ring>| rings.iter().map(ring).collect::<Vec<_>>();
    json!({ "type": "MultiPolygon", "coordinates": area.iter().map(polygon).collect::<Vec<_>>() })
}
