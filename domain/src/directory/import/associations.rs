//! The file of associations: accounting entities of the Ministry of Finance's Monitor.

use super::carry_out::{List, Planned};
use super::options::{Extent, Options};
use super::refusal::{BadRows, ImportError, Why};
use super::report::{Change, Deed, Report};
use super::sheet::{Row, Sheet};
use super::source::{Columns, Source};
use super::store;
use super::values::{self, End};
use crate::access::{ReadTx, WriteTx};
use crate::kernel::error::Result;
use crate::kernel::ico::Ico;
use crate::kernel::ids::AssociationId;
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};

const COLUMNS: Columns<5> =
    Columns::all(["ico", "nazev", "okres_lau", "platnost_od_zaznamu", "platnost_do"]);

/// An association as its table has it, but for what no file tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) ico: Ico,
    pub(crate) name: String,
    pub(crate) district_code: Option<String>,
    pub(crate) founded_on: Option<NaiveDate>,
    pub(crate) dissolved_on: Option<NaiveDate>,
}

/// What the register knows before the import.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(crate) entries: HashMap<Ico, (AssociationId, Entry)>,
    /// The region of each district.
    pub(crate) districts: HashMap<String, String>,
}

/// What must be written.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) new: Vec<Entry>,
    pub(crate) changed: Vec<(AssociationId, Entry)>,
}

/// What the file says.
pub(crate) struct Associations {
    rows: Vec<Listed>,
    lines: HashMap<Ico, u64>,
    bad: BadRows,
}

struct Listed {
    line: u64,
    ico: Ico,
    name: String,
    district_code: Option<String>,
    founded_on: Option<NaiveDate>,
    end: End,
}

impl Associations {
    fn listed(&mut self, row: &Row<5>) -> Option<Listed> {
        let [ico, name, district, from, until] = &row.cells;
        let bad = &mut self.bad;
        let known_ico = ico.read(bad, values::ico);
        let ico = known_ico.and_then(|key| ico.once(bad, &mut self.lines, key));
        let name = name.read(bad, values::name);
        let district_code =
            district.read(bad, |text| values::optional(text, values::district_code));
        let founded_on = from.read(bad, values::begin);
        let end = until.read(bad, values::end);
        Some(Listed {
            line: row.line,
            ico: ico?,
            name: name?,
            district_code: district_code?,
            founded_on: founded_on?,
            end: end?,
        })
    }
}

impl List for Associations {
    const NAME: &'static str = "associations";
    type Known = Known;
    type Plan = Plan;

    fn read(source: &Source) -> Result<Self, ImportError> {
        let sheet = Sheet::read(source, &COLUMNS)?;
        let mut list = Self { rows: Vec::new(), lines: HashMap::new(), bad: sheet.bad };
        for row in &sheet.rows {
            let listed = list.listed(row);
            list.rows.extend(listed);
        }
        Ok(list)
    }

    async fn known(tx: &ReadTx) -> Result<Known> {
        store::known_associations(tx).await
    }

    fn plan(
        self,
        known: &Known,
        as_of: NaiveDate,
        options: &Options<'_>,
    ) -> Result<Planned<Plan>, ImportError> {
        let Self { rows, mut bad, .. } = self;
        let mut compared = Compared { plan: Plan::default(), report: Report::of("associations") };
        let missing = match options.extent {
            Extent::Part => Vec::new(),
            Extent::Complete => missing(&rows, known),
        };
        for listed in rows {
            let line = listed.line;
            if let Some(code) = &listed.district_code
                && !known.districts.contains_key(code)
            {
                bad.add(line, "okres_lau", code, Why::Unknown("municipalities"));
            }
            let old = known.entries.get(&listed.ico);
            let entry = listed.entry(old.map(|(_, entry)| entry));
            if let (Some(begin), Some(end)) = (entry.founded_on, entry.dissolved_on)
                && end <= begin
            {
                let why = Why::EndsBeforeItBegins(begin.to_string());
                bad.add(line, "platnost_do", end, why);
            }
            compared.keep(Some(line), entry, old);
        }
        for old in missing {
            if let Some(begin) = old.1.founded_on.filter(|begin| *begin >= as_of) {
                bad.add(0, "ico", &old.1.ico, Why::EndsBeforeItBegins(begin.to_string()));
            }
            compared.keep(None, Entry { dissolved_on: Some(as_of), ..old.1.clone() }, Some(old));
        }
        bad.refuse()?;
        let Compared { plan, mut report } = compared;
        let is_open = |(_, entry): &&(AssociationId, Entry)| entry.dissolved_on.is_none();
        let open = known.entries.values().filter(is_open).count();
        report.to_confirm = options.confirm("associations", report.counts.closed, open)?;
        Ok(Planned { plan, report })
    }

    async fn write(tx: &WriteTx, plan: Plan, progress: &store::Progress<'_>) -> Result<()> {
        store::write_associations(tx, plan, progress).await
    }
}

/// What a complete list leaves out, in the regions in which it lists a seat. Where the seat is unknown, nothing is.
fn missing<'k>(rows: &[Listed], known: &'k Known) -> Vec<&'k (AssociationId, Entry)> {
    let listed: HashSet<&Ico> = rows.iter().map(|row| &row.ico).collect();
    let region = |district: &Option<String>| known.districts.get(district.as_ref()?);
    let regions: HashSet<&String> =
        rows.iter().filter_map(|row| region(&row.district_code)).collect();
    let is_missing = |(_, entry): &&(AssociationId, Entry)| {
        entry.dissolved_on.is_none()
            && !listed.contains(&entry.ico)
            && region(&entry.district_code).is_some_and(|region| regions.contains(region))
    };
    let mut missing: Vec<_> = known.entries.values().filter(is_missing).collect();
    missing.sort_by(|(_, one), (_, other)| one.ico.as_str().cmp(other.ico.as_str()));
    missing
}

impl Listed {
    /// What the register will say: what the file doesn't know stays as it is known.
    fn entry(self, old: Option<&Entry>) -> Entry {
        Entry {
            ico: self.ico,
            name: self.name,
            district_code: self.district_code.or_else(|| old?.district_code.clone()),
            founded_on: self.founded_on.or_else(|| old?.founded_on),
            dissolved_on: match self.end {
                End::Unknown => old.and_then(|old| old.dissolved_on),
                End::Open => None,
                End::On(day) => Some(day),
            },
        }
    }
}

/// A list beside what is known.
struct Compared {
    plan: Plan,
    report: Report,
}

impl Compared {
    /// Notes what is another than it was.
    fn keep(&mut self, line: Option<u64>, entry: Entry, old: Option<&(AssociationId, Entry)>) {
        let counts = &mut self.report.counts;
        let key = entry.ico.to_string();
        let change = |deed, fields| Change { line, what: "association", key, deed, fields };
        match old {
            None => {
                counts.new += 1;
                self.report.changes.push(change(Deed::Opened, Vec::new()));
                self.plan.new.push(entry);
            }
            Some((_, same)) if *same == entry => counts.unchanged += 1,
            Some((id, old)) => {
                let deed = if old.dissolved_on.is_none() && entry.dissolved_on.is_some() {
                    counts.closed += 1;
                    Deed::Closed
                } else {
                    counts.changed += 1;
                    Deed::Changed
                };
                self.report.changes.push(change(deed, differences(old, &entry)));
                self.plan.changed.push((*id, entry));
            }
        }
    }
}

/// What is another, field by field.
fn differences(old: &Entry, new: &Entry) -> Vec<(&'static str, String, String)> {
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let fields = |entry: &Entry| {
        [
            ("name", entry.name.clone()),
            ("district", entry.district_code.clone().unwrap_or_default()),
            ("founded_on", day(entry.founded_on)),
            ("dissolved_on", day(entry.dissolved_on)),
        ]
    };
    let pairs = fields(old).into_iter().zip(fields(new));
    let different = pairs.filter(|((_, was), (_, is))| was != is);
    different.map(|((field, was), (_, is))| (field, was, is)).collect()
}
