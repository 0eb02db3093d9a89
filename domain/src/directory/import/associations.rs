//! The file of associations: accounting entities of the Ministry of Finance's Monitor.

use super::report::{BadRows, Counts, ImportError, Report, Why};
use super::sheet::{Row, Sheet};
use super::values::{self, End};
use crate::kernel::ico::Ico;
use crate::kernel::ids::AssociationId;
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};

/// The columns that are read.
pub(crate) const COLUMNS: [&str; 5] =
    ["ico", "nazev", "okres_lau", "platnost_od_zaznamu", "platnost_do"];

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
    pub(crate) districts: HashSet<String>,
}

/// What must be written.
#[derive(Debug)]
pub(crate) struct AssociationPlan {
    pub(crate) new: Vec<Entry>,
    pub(crate) changed: Vec<(AssociationId, Entry)>,
    pub(crate) report: Report,
}

/// What the file says.
pub(crate) struct List {
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

impl List {
    /// Understands the file's cells.
    pub(crate) fn of(sheet: Sheet<5>) -> Self {
        let mut list = Self { rows: Vec::new(), lines: HashMap::new(), bad: sheet.bad };
        for row in &sheet.rows {
            let listed = list.listed(row);
            list.rows.extend(listed);
        }
        list
    }

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

    /// What must be written so that the register says what the file says.
    ///
    /// # Errors
    /// [`ImportError::Rows`].
    pub(crate) fn plan(self, known: &Known) -> Result<AssociationPlan, ImportError> {
        let Self { rows, mut bad, .. } = self;
        let mut plan = AssociationPlan {
            new: Vec::new(),
            changed: Vec::new(),
            report: Report {
                counts: Counts::of("associations"),
                besides: Vec::new(),
                skipped: None,
            },
        };
        for listed in rows {
            let line = listed.line;
            if let Some(code) = &listed.district_code
                && !known.districts.contains(code)
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
            plan.enter(entry, old);
        }
        bad.refuse()?;
        Ok(plan)
    }
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

impl AssociationPlan {
    /// Whether the register says already what the file says.
    pub(crate) fn is_empty(&self) -> bool {
        self.new.is_empty() && self.changed.is_empty()
    }

    fn enter(&mut self, entry: Entry, old: Option<&(AssociationId, Entry)>) {
        let counts = &mut self.report.counts;
        match old {
            None => {
                counts.new += 1;
                self.new.push(entry);
            }
            Some((_, same)) if *same == entry => counts.unchanged += 1,
            Some((id, _)) => {
                counts.changed += 1;
                self.changed.push((*id, entry));
            }
        }
    }
}
