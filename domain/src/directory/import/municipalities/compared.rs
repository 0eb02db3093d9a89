//! A list of municipalities beside what the register knows of them: what is new, another, or no more.

use super::territory::{Place, TerritoryPlan};
use super::{Entry, Known, Plan, Told, Where};
use crate::directory::import::UNKNOWN;
use crate::directory::import::carry_out::Planned;
use crate::directory::import::extended_powers::{Heard, Held, another_since, change, hear, note};
use crate::directory::import::options::Options;
use crate::directory::import::refusal::{BadRows, ImportError, Why};
use crate::directory::import::report::{Change, Counts, Deed, Report};
use crate::directory::rules::MunicipalityCode;
use crate::kernel::ids::MembershipId;
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};

/// A list beside what is known.
pub(super) struct Compared<'k> {
    known: &'k Known,
    as_of: NaiveDate,
    end_column: &'static str,
    bad: BadRows,
    pub(super) report: Report,
    counted: Counts,
    extended: Counts,
    leaving: Counts,
    freed: Vec<MunicipalityCode>,
    entries: Vec<Entry>,
    held: Vec<(MunicipalityCode, Held)>,
    inhabitants: Vec<(MunicipalityCode, i32)>,
    left: Vec<(MembershipId, NaiveDate)>,
}

impl<'k> Compared<'k> {
    /// Nothing compared yet.
    pub(super) fn with(
        known: &'k Known,
        as_of: NaiveDate,
        bad: BadRows,
        end_column: &'static str,
    ) -> Self {
        Self {
            known,
            as_of,
            end_column,
            bad,
            report: Report::of("municipalities"),
            counted: Counts::of("inhabitants on 2020-12-31"),
            extended: Counts::of("districts of municipalities"),
            leaving: Counts::of("memberships"),
            freed: Vec::new(),
            entries: Vec::new(),
            held: Vec::new(),
            inhabitants: Vec::new(),
            left: Vec::new(),
        }
    }

    /// Compares a line.
    pub(super) fn enter(&mut self, told: &Told) {
        let old = self.known.entries.get(&told.code);
        let Ok(place) = self.place(told, old) else { return };
        let Some(mut entry) = told.entry(place.as_ref(), old) else {
            self.report.skip(told.line, told.code, UNKNOWN);
            return;
        };
        if let (Some(from), Some(until)) = (entry.valid_from, entry.valid_until)
            && until <= from
        {
            let why = Why::EndsBeforeItBegins(from.to_string());
            self.bad.add(told.line, self.end_column, until, why);
        }
        if let Some(place) = place {
            self.hear_where(told, &place, old, &mut entry);
        }
        self.count_inhabitants(told);
        self.keep(Some(told.line), entry, old);
    }

    /// Where a line says that its municipality lies; `None`: it doesn't say. `Err`: it must, and says what nobody knows.
    fn place(&mut self, told: &Told, old: Option<&Entry>) -> Result<Option<Place>, ()> {
        let (district, office) = match &told.place {
            Where::Untold => return Ok(None),
            Where::At(place) => return Ok(Some(place.clone())),
            Where::InRuian { district, office } => (*district, *office),
        };
        let territory = &self.known.territory;
        let known_district = territory.district_of_ruian(district);
        let known_office = territory.office_of_ruian(office);
        if let (Some(district), Some((office, extended))) = (known_district, known_office) {
            return Ok(Some(Place {
                district: district.to_owned(),
                extended_powers: extended.to_owned(),
                authorised_office: office.to_owned(),
            }));
        }
        if old.is_some() {
            return Ok(None);
        }
        let (column, number) =
            if known_district.is_none() { ("OKRES_KOD", district) } else { ("POU_KOD", office) };
        self.bad.add(
            told.line,
            column,
            number,
            Why::Unknown("municipalities.csv with this number"),
        );
        Err(())
    }

    fn hear_where(&mut self, told: &Told, place: &Place, old: Option<&Entry>, entry: &mut Entry) {
        let history = self.known.histories.get(&told.code).map(Vec::as_slice).unwrap_or_default();
        let heard = hear(history, &place.extended_powers, self.as_of);
        if history.is_empty() {
            self.extended.new += 1;
        } else if note(&mut self.extended, &heard) && matches!(heard, Heard::Past(_)) {
            let was = old.map(|old| old.extended_powers_code.clone()).unwrap_or_default();
            let fields = vec![("district", was, place.extended_powers.clone())];
            self.report.changes.push(change(told.line, told.code, &heard, fields));
        }
        let known = |held: Vec<Held>| held.into_iter().map(|held| (told.code, held));
        match heard {
            Heard::Known => {}
            Heard::News(held) => return self.held.extend(known(held)),
            Heard::Past(held) => self.held.extend(known(held)),
            Heard::Contradicts(held) => {
                let column = match told.place {
                    Where::InRuian { .. } => "POU_KOD",
                    Where::At(_) | Where::Untold => "orp_kod_csu",
                };
                self.bad.add(told.line, column, &place.extended_powers, another_since(held));
            }
        }
        // Where it is now isn't another because of what was.
        if let Some(old) = old {
            entry.extended_powers_code.clone_from(&old.extended_powers_code);
        }
    }

    fn count_inhabitants(&mut self, told: &Told) {
        let Some(inhabitants) = told.inhabitants else { return };
        match self.known.inhabitants.get(&told.code) {
            Some(same) if *same == inhabitants => {
                self.counted.unchanged += 1;
                return;
            }
            Some(_) => self.counted.changed += 1,
            None => self.counted.new += 1,
        }
        self.inhabitants.push((told.code, inhabitants));
    }

    /// Notes what is another than it was.
    fn keep(&mut self, line: Option<u64>, entry: Entry, old: Option<&Entry>) {
        let counts = &mut self.report.counts;
        let (deed, fields) = match old {
            None => {
                counts.new += 1;
                (Deed::Opened, Vec::new())
            }
            Some(old) if *old == entry => {
                counts.unchanged += 1;
                return;
            }
            Some(old) if old.valid_until.is_none() && entry.valid_until.is_some() => {
                counts.closed += 1;
                (Deed::Closed, differences(old, &entry))
            }
            Some(old) => {
                counts.changed += 1;
                (Deed::Changed, differences(old, &entry))
            }
        };
        if old.is_some_and(|old| old.ico.is_some() && old.ico != entry.ico) {
            self.freed.push(entry.code);
        }
        let key = entry.code.to_string();
        self.report.changes.push(Change { line, what: "municipality", key, deed, fields });
        self.entries.push(entry);
    }

    /// Closes what a complete list leaves out, in the regions of which it lists something.
    pub(super) fn close_what_is_missing(&mut self, rows: &[Told]) {
        let known = self.known;
        let region = |entry: &Entry| {
            known
                .territory
                .districts
                .get(&entry.district_code)
                .map(|district| &district.region_code)
        };
        let listed: HashSet<MunicipalityCode> = rows.iter().map(|told| told.code).collect();
        let of_listed = listed.iter().filter_map(|code| known.entries.get(code));
        let regions: HashSet<_> = of_listed.filter_map(region).collect();
        let is_missing = |entry: &&Entry| {
            entry.valid_until.is_none()
                && !listed.contains(&entry.code)
                && region(entry).is_some_and(|region| regions.contains(region))
        };
        let mut missing: Vec<&Entry> = known.entries.values().filter(is_missing).collect();
        missing.sort_by_key(|entry| entry.code);
        for old in missing {
            if let Some(from) = old.valid_from.filter(|from| *from >= self.as_of) {
                let why = Why::EndsBeforeItBegins(from.to_string());
                self.bad.add(0, "kod_obce", old.code, why);
            }
            let ended = Entry { valid_until: Some(self.as_of), ..old.clone() };
            self.keep(None, ended, Some(old));
        }
    }

    /// A municipality that is no more belongs to no association.
    pub(super) fn let_members_leave(&mut self) {
        let ended = self.entries.iter().filter_map(|entry| Some((entry.code, entry.valid_until?)));
        let ended: HashMap<MunicipalityCode, NaiveDate> = ended.collect();
        for membership in &self.known.memberships {
            let Some(until) = ended.get(&membership.municipality) else { continue };
            if membership.left_on.is_some_and(|left_on| left_on <= *until) {
                continue;
            }
            if let Some(joined_on) = membership.joined_on.filter(|joined_on| joined_on >= until) {
                let why = Why::EndsBeforeItBegins(joined_on.to_string());
                self.bad.add(0, "kod_obce", membership.municipality, why);
            }
            self.leaving.closed += 1;
            self.left.push((membership.id, *until));
        }
    }

    /// What must be written, if nothing stands against it.
    pub(super) fn finish(
        self,
        territory: TerritoryPlan,
        regions: Counts,
        options: &Options<'_>,
    ) -> Result<Planned<Plan>, ImportError> {
        self.bad.refuse()?;
        let mut report = self.report;
        let is_open = |entry: &&Entry| entry.valid_until.is_none();
        let open = self.known.entries.values().filter(is_open).count();
        let closing = report.counts.closed + self.extended.closed;
        report.to_confirm = options.confirm("municipalities or their districts", closing, open)?;
        let besides = [self.counted, regions, self.extended, self.leaving];
        report.besides = besides.into_iter().filter(Counts::are_told).collect();
        let Self { freed, entries, held, inhabitants, left, .. } = self;
        Ok(Planned { plan: Plan { territory, freed, entries, held, inhabitants, left }, report })
    }
}

/// What is another, field by field.
fn differences(old: &Entry, new: &Entry) -> Vec<(&'static str, String, String)> {
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let degrees = |degrees: Option<f64>| degrees.map(|d| d.to_string()).unwrap_or_default();
    let fields = |entry: &Entry| {
        [
            ("name", entry.name.clone()),
            ("status", entry.status.as_str().to_owned()),
            ("ico", entry.ico.as_ref().map(ToString::to_string).unwrap_or_default()),
            ("district", entry.district_code.clone()),
            ("extended_powers", entry.extended_powers_code.clone()),
            ("authorised_office", entry.authorised_office_code.clone()),
            ("postcode", entry.postcode.clone().unwrap_or_default()),
            ("latitude", degrees(entry.latitude)),
            ("longitude", degrees(entry.longitude)),
            ("valid_from", day(entry.valid_from)),
            ("valid_until", day(entry.valid_until)),
        ]
    };
    let pairs = fields(old).into_iter().zip(fields(new));
    let different = pairs.filter(|((_, was), (_, is))| was != is);
    different.map(|((field, was), (_, is))| (field, was, is)).collect()
}
