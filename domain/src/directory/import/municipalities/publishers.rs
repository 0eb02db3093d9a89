//! The publishers' own lists of municipalities: the Statistical Office's code list 43 (`CIS0043`) and RÚIAN's `UI_OBEC`.
//!
//! Neither has names of districts. The code list tells no district at all, so that it opens nothing; RÚIAN's tells its own
//! numbers, which the register knows where our joined file was read in with them.

use super::{Municipalities, Told, Where};
use crate::directory::import::sheet::{Row, Sheet};
use crate::directory::import::source::Columns;
use crate::directory::import::values::{self, End, Status};

pub(super) const CODE_LIST: Columns<4> = Columns::all(["CHODNOTA", "TEXT", "ADMPLOD", "ADMNEPO"]);

pub(super) const RUIAN: Columns<7> = Columns::all([
    "KOD",
    "NAZEV",
    "STATUS_KOD",
    "POU_KOD",
    "OKRES_KOD",
    "PLATI_DO",
    "DATUM_VZNIKU",
]);

/// Understands the cells of a code list.
pub(super) fn read_code_list(sheet: Sheet<4>) -> Municipalities {
    let mut list = Municipalities::of(sheet.bad, "ADMNEPO");
    for row in &sheet.rows {
        let told = in_code_list(&mut list, row);
        list.rows.extend(told);
    }
    list
}

fn in_code_list(list: &mut Municipalities, row: &Row<4>) -> Option<Told> {
    let [code, name, from, until] = &row.cells;
    let bad = &mut list.bad;
    let known_code = code.read(bad, values::municipality_code);
    let code = known_code.and_then(|key| code.once(bad, &mut list.lines, key));
    let name = name.read(bad, values::name);
    let valid_from = from.read(bad, values::begin_in_a_list);
    let end = until.read(bad, values::end);
    Some(Told { valid_from: valid_from?, end: end?, ..Told::only(row.line, code?, name?) })
}

/// Understands RÚIAN's cells. `PLATI_OD` isn't read: it is since when the row is as it is, and not since when there is a
/// municipality.
pub(super) fn read_ruian(sheet: Sheet<7>) -> Municipalities {
    let mut list = Municipalities::of(sheet.bad, "PLATI_DO");
    for row in &sheet.rows {
        let told = in_ruian(&mut list, row);
        list.rows.extend(told);
    }
    list
}

fn in_ruian(list: &mut Municipalities, row: &Row<7>) -> Option<Told> {
    let [code, name, status, office, district, until, from] = &row.cells;
    let bad = &mut list.bad;
    let status = match status.read(bad, values::status) {
        Some(Status::MilitaryDistrict) => {
            list.military.push((row.line, code.text.clone()));
            return None;
        }
        Some(Status::Of(status)) => Some(status),
        None => None,
    };
    let known_code = code.read(bad, values::municipality_code);
    let code = known_code.and_then(|key| code.once(bad, &mut list.lines, key));
    let name = name.read(bad, values::name);
    let office = office.read(bad, values::ruian_code);
    let district = district.read(bad, values::ruian_code);
    let valid_from = from.read(bad, values::begin);
    let end = match until.read(bad, values::end) {
        // An empty cell is an answer here.
        Some(End::Unknown) => Some(End::Open),
        told => told,
    };
    Some(Told {
        status: Some(status?),
        place: Where::InRuian { district: district?, office: office? },
        valid_from: valid_from?,
        end: end?,
        ..Told::only(row.line, code?, name?)
    })
}
