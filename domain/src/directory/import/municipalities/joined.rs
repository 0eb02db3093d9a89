//! Our documented file of municipalities: the Statistical Office's and RÚIAN's lists joined by the municipality's code, with
//! the whole territory and the inhabitants at the end of 2020.
//!
//! The column `obyvatel_2018` isn't read: its publisher doesn't say of which day it is.

use super::territory::Piece;
use super::{Municipalities, Told, Where};
use crate::directory::import::refusal::{BadRows, Why};
use crate::directory::import::sheet::{Cell, Row, Sheet};
use crate::directory::import::source::Columns;
use crate::directory::import::values::{self, End, Status};

pub(super) const COLUMNS: Columns<18> = Columns {
    names: [
        "kod_obce",
        "nazev",
        "status_kod",
        "ico",
        "okres_lau",
        "okres",
        "kraj_nuts3",
        "kraj",
        "pou_kod_csu",
        "pou",
        "orp_kod_csu",
        "orp",
        "obyvatel_2020",
        "psc",
        "lat",
        "lon",
        "okres_kod_ruian",
        "pou_kod_ruian",
    ],
    required: 16,
};

/// Understands the file's cells.
pub(super) fn read(sheet: Sheet<18>) -> Municipalities {
    let mut list = Municipalities::of(sheet.bad, "kod_obce");
    for row in &sheet.rows {
        let told = told(&mut list, row);
        list.rows.extend(told);
    }
    list
}

/// `None`: a military district, or a cell is bad.
fn told(list: &mut Municipalities, row: &Row<18>) -> Option<Told> {
    let [
        code,
        name,
        status,
        ico,
        district,
        district_name,
        region,
        region_name,
        office,
        office_name,
        extended,
        extended_name,
        inhabitants,
        postcode,
        latitude,
        longitude,
        district_number,
        office_number,
    ] = &row.cells;
    let bad = &mut list.bad;
    let status = match status.read(bad, values::status) {
        Some(Status::MilitaryDistrict) => {
            list.military.push((row.line, code.text.clone()));
            return None;
        }
        Some(Status::Of(status)) => Some(status),
        None => None,
    };
    let region = Piece { code: region, name: region_name };
    let district = Piece { code: district, name: district_name };
    let extended = Piece { code: extended, name: extended_name };
    let office = Piece { code: office, name: office_name };
    let place = list.territory.place(bad, [&region, &district, &extended, &office]);
    if let Some(place) = &place {
        list.territory.numbers(bad, place, [district_number, office_number]);
    }
    let known_code = code.read(bad, values::municipality_code);
    let code = known_code.and_then(|key| code.once(bad, &mut list.lines, key));
    let name = name.read(bad, values::name);
    let ico = match ico.read(bad, |text| values::optional(text, values::ico)) {
        Some(Some(number)) => ico.once(bad, &mut list.lines_of_icos, number).map(Some),
        unknown_or_bad => unknown_or_bad,
    };
    let inhabitants = inhabitants.read(bad, |text| values::optional(text, values::inhabitants));
    let postcode = postcode.read(bad, |text| values::optional(text, values::postcode));
    let position = position(bad, latitude, longitude);
    Some(Told {
        line: row.line,
        code: code?,
        name: name?,
        status: Some(status?),
        ico: ico?,
        place: Where::At(place?),
        postcode: postcode?,
        position: position?,
        inhabitants: inhabitants?,
        valid_from: None,
        // What it lists is there.
        end: End::Open,
    })
}

/// A position has both coordinates or is unknown.
#[expect(clippy::option_option, reason = "`None` is a bad cell, `Some(None)` an unknown position")]
fn position(bad: &mut BadRows, latitude: &Cell, longitude: &Cell) -> Option<Option<(f64, f64)>> {
    let north = latitude.read(bad, |text| values::optional(text, values::latitude));
    let east = longitude.read(bad, |text| values::optional(text, values::longitude));
    match (north?, east?) {
        (Some(north), Some(east)) => Some(Some((north, east))),
        (None, None) => Some(None),
        (None, Some(_)) => {
            latitude.refuse(bad, Why::Missing);
            None
        }
        (Some(_), None) => {
            longitude.refuse(bad, Why::Missing);
            None
        }
    }
}
