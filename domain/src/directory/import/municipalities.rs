//! The file of municipalities: territory, municipalities and their inhabitants.
//!
//! It is the Statistical Office's and RÚIAN's lists joined by the municipality's code. The column `obyvatel_2018` isn't
//! read: its publisher doesn't say of which day it is.

use super::report::{BadRows, Counts, ImportError, Report, Why};
use super::sheet::{Cell, Row, Sheet};
use super::territory::{Piece, Territory, TerritoryPlan, Told};
use super::values::{self, Status};
use crate::directory::rules::{MunicipalityCode, MunicipalityStatus};
use crate::kernel::ico::Ico;
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};

/// The columns that are read.
pub(crate) const COLUMNS: [&str; 16] = [
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
];

/// The day that `obyvatel_2020` is of.
pub(crate) fn counted_on() -> NaiveDate {
    NaiveDate::from_ymd_opt(2020, 12, 31).unwrap_or(NaiveDate::MAX)
}

/// A municipality as its table has it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) code: MunicipalityCode,
    pub(crate) name: String,
    pub(crate) status: MunicipalityStatus,
    pub(crate) ico: Option<Ico>,
    pub(crate) district_code: String,
    pub(crate) extended_powers_code: String,
    pub(crate) authorised_office_code: String,
    pub(crate) postcode: Option<String>,
    pub(crate) latitude: Option<f64>,
    pub(crate) longitude: Option<f64>,
}

/// What the register knows before the import.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(crate) territory: Territory,
    pub(crate) entries: HashMap<MunicipalityCode, Entry>,
    pub(crate) inhabitants: HashMap<MunicipalityCode, i32>,
}

/// What must be written, in the order of foreign keys.
#[derive(Debug)]
pub(crate) struct MunicipalityPlan {
    pub(crate) territory: TerritoryPlan,
    /// Whose IČO changes: taken off first, so that two may swap theirs.
    pub(crate) freed: Vec<MunicipalityCode>,
    pub(crate) entries: Vec<Entry>,
    pub(crate) inhabitants: Vec<(MunicipalityCode, i32)>,
    pub(crate) report: Report,
}

/// What the file says.
#[derive(Default)]
pub(crate) struct List {
    territory: Told,
    rows: Vec<Listed>,
    lines: HashMap<MunicipalityCode, u64>,
    lines_of_icos: HashMap<Ico, u64>,
    military_districts: usize,
    bad: BadRows,
}

struct Listed {
    line: u64,
    entry: Entry,
    inhabitants: Option<i32>,
}

impl List {
    /// Understands the file's cells.
    pub(crate) fn of(sheet: Sheet<16>) -> Self {
        let mut list = Self { bad: sheet.bad, ..Self::default() };
        for row in &sheet.rows {
            let listed = list.listed(row);
            list.rows.extend(listed);
        }
        list
    }

    /// `None`: a military district, or a cell is bad.
    fn listed(&mut self, row: &Row<16>) -> Option<Listed> {
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
        ] = &row.cells;
        let bad = &mut self.bad;
        let status = match status.read(bad, values::status) {
            Some(Status::MilitaryDistrict) => {
                self.military_districts += 1;
                return None;
            }
            Some(Status::Of(status)) => Some(status),
            None => None,
        };
        let region = Piece { code: region, name: region_name };
        let district = Piece { code: district, name: district_name };
        let extended = Piece { code: extended, name: extended_name };
        let office = Piece { code: office, name: office_name };
        let place = self.territory.place(bad, [&region, &district, &extended, &office]);
        let known_code = code.read(bad, values::municipality_code);
        let code = known_code.and_then(|key| code.once(bad, &mut self.lines, key));
        let name = name.read(bad, values::name);
        let ico = match ico.read(bad, |text| values::optional(text, values::ico)) {
            Some(Some(number)) => ico.once(bad, &mut self.lines_of_icos, number).map(Some),
            unknown_or_bad => unknown_or_bad,
        };
        let inhabitants = inhabitants.read(bad, |text| values::optional(text, values::inhabitants));
        let postcode = postcode.read(bad, |text| values::optional(text, values::postcode));
        let position = position(bad, latitude, longitude);
        let (place, (latitude, longitude)) = (place?, position?.unzip());
        let entry = Entry {
            code: code?,
            name: name?,
            status: status?,
            ico: ico?,
            district_code: place.district,
            extended_powers_code: place.extended_powers,
            authorised_office_code: place.authorised_office,
            postcode: postcode?,
            latitude,
            longitude,
        };
        Some(Listed { line: row.line, entry, inhabitants: inhabitants? })
    }

    /// What must be written so that the register says what the file says.
    ///
    /// # Errors
    /// [`ImportError::Rows`].
    pub(crate) fn plan(mut self, known: &Known) -> Result<MunicipalityPlan, ImportError> {
        self.refuse_taken_icos(known);
        self.bad.refuse()?;
        let mut regions = Counts::of("regions and districts");
        let mut plan = MunicipalityPlan {
            territory: self.territory.plan(&known.territory, &mut regions),
            freed: Vec::new(),
            entries: Vec::new(),
            inhabitants: Vec::new(),
            report: Report {
                counts: Counts::of("municipalities"),
                besides: Vec::new(),
                skipped: Some((self.military_districts, "military districts")),
            },
        };
        let mut counted = Counts::of("inhabitants on 2020-12-31");
        for listed in self.rows {
            plan.count_inhabitants(&listed, known, &mut counted);
            plan.enter(listed.entry, known);
        }
        plan.report.besides = vec![counted, regions];
        Ok(plan)
    }

    /// An IČO may be another's only if that one gets a new one by the same file.
    fn refuse_taken_icos(&mut self, known: &Known) {
        let numbered = self.rows.iter().filter(|row| row.entry.ico.is_some());
        let numbered: HashSet<MunicipalityCode> = numbered.map(|row| row.entry.code).collect();
        let owners: HashMap<&Ico, MunicipalityCode> = known
            .entries
            .values()
            .filter_map(|entry| Some((entry.ico.as_ref()?, entry.code)))
            .collect();
        for Listed { line, entry, .. } in &self.rows {
            let Some(ico) = &entry.ico else { continue };
            let Some(owner) = owners.get(ico).filter(|owner| **owner != entry.code) else {
                continue;
            };
            if !numbered.contains(owner) {
                self.bad.add(*line, "ico", ico, Why::Taken(owner.to_string()));
            }
        }
    }
}

impl MunicipalityPlan {
    /// Whether the register says already what the file says.
    pub(crate) fn is_empty(&self) -> bool {
        let counts = self.report.besides.iter().chain([&self.report.counts]);
        counts.into_iter().all(|counts| counts.new == 0 && counts.changed == 0)
    }

    fn enter(&mut self, mut entry: Entry, known: &Known) {
        let counts = &mut self.report.counts;
        let Some(old) = known.entries.get(&entry.code) else {
            counts.new += 1;
            self.entries.push(entry);
            return;
        };
        // What the file doesn't know stays as it is known.
        entry.ico = entry.ico.or_else(|| old.ico.clone());
        entry.postcode = entry.postcode.or_else(|| old.postcode.clone());
        entry.latitude = entry.latitude.or(old.latitude);
        entry.longitude = entry.longitude.or(old.longitude);
        if entry == *old {
            counts.unchanged += 1;
            return;
        }
        counts.changed += 1;
        if old.ico.is_some() && old.ico != entry.ico {
            self.freed.push(entry.code);
        }
        self.entries.push(entry);
    }

    fn count_inhabitants(&mut self, listed: &Listed, known: &Known, counts: &mut Counts) {
        let Some(inhabitants) = listed.inhabitants else { return };
        let code = listed.entry.code;
        match known.inhabitants.get(&code) {
            Some(same) if *same == inhabitants => {
                counts.unchanged += 1;
                return;
            }
            Some(_) => counts.changed += 1,
            None => counts.new += 1,
        }
        self.inhabitants.push((code, inhabitants));
    }
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
