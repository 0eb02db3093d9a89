//! What lists of municipalities change, whatever their format: territory, municipalities, since when and until when they
//! are, where they lie, their inhabitants, and who leaves an association because it is no more.
//!
//! `joined` and `publishers` understand a format's cells, `compared` says what is another than it was.

mod compared;
mod joined;
mod publishers;
pub(super) mod territory;

use super::carry_out::{List, Planned};
use super::extended_powers::{Held, Histories};
use super::options::{Extent, Options};
use super::refusal::{BadRows, ImportError, Why};
use super::report::Counts;
use super::sheet::Sheet;
use super::source::Source;
use super::store;
use super::values::End;
use crate::access::{ReadTx, WriteTx};
use crate::directory::rules::{MembershipRecord, MunicipalityCode, MunicipalityStatus};
use crate::kernel::error::Result;
use crate::kernel::ico::Ico;
use crate::kernel::ids::MembershipId;
use chrono::NaiveDate;
use compared::Compared;
use std::collections::{HashMap, HashSet};
use territory::{Place, Territory, TerritoryPlan};

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
    pub(crate) valid_from: Option<NaiveDate>,
    pub(crate) valid_until: Option<NaiveDate>,
}

/// What the register knows before the import.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(crate) territory: Territory,
    pub(crate) entries: HashMap<MunicipalityCode, Entry>,
    pub(crate) inhabitants: HashMap<MunicipalityCode, i32>,
    pub(crate) histories: Histories,
    pub(crate) memberships: Vec<MembershipRecord>,
}

/// What must be written, in the order of foreign keys.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) territory: TerritoryPlan,
    /// Whose IČO changes: taken off first, so that two may swap theirs.
    pub(crate) freed: Vec<MunicipalityCode>,
    pub(crate) entries: Vec<Entry>,
    pub(crate) held: Vec<(MunicipalityCode, Held)>,
    pub(crate) inhabitants: Vec<(MunicipalityCode, i32)>,
    /// Who leaves an association, and on which day.
    pub(crate) left: Vec<(MembershipId, NaiveDate)>,
}

/// What the file says.
pub(crate) struct Municipalities {
    territory: territory::Told,
    rows: Vec<Told>,
    lines: HashMap<MunicipalityCode, u64>,
    lines_of_icos: HashMap<Ico, u64>,
    /// State land without self-government, and so no municipalities: left out.
    military: Vec<(u64, String)>,
    bad: BadRows,
    /// The column that tells an end.
    end_column: &'static str,
}

/// What a line says of a municipality; `None` where the format has no such column.
struct Told {
    line: u64,
    code: MunicipalityCode,
    name: String,
    status: Option<MunicipalityStatus>,
    ico: Option<Ico>,
    place: Where,
    postcode: Option<String>,
    position: Option<(f64, f64)>,
    inhabitants: Option<i32>,
    valid_from: Option<NaiveDate>,
    end: End,
}

/// Where a line says that a municipality lies.
enum Where {
    Untold,
    At(Place),
    /// By RÚIAN's numbers.
    InRuian {
        district: i32,
        office: i32,
    },
}

/// Which of the formats a file has.
#[derive(Clone, Copy)]
enum Format {
    Joined,
    CodeList,
    Ruian,
}

impl Told {
    /// That there is one of this name.
    fn only(line: u64, code: MunicipalityCode, name: String) -> Self {
        Self {
            line,
            code,
            name,
            status: None,
            ico: None,
            place: Where::Untold,
            postcode: None,
            position: None,
            inhabitants: None,
            valid_from: None,
            end: End::Unknown,
        }
    }

    /// What the register will say of it: what isn't told stays as it is known. `None`: too little is told of a new one.
    fn entry(&self, place: Option<&Place>, old: Option<&Entry>) -> Option<Entry> {
        let lies = |told: fn(&Place) -> &String, known: fn(&Entry) -> &String| {
            place.map(told).or_else(|| old.map(known)).cloned()
        };
        let (latitude, longitude) = match self.position {
            Some((north, east)) => (Some(north), Some(east)),
            None => (old.and_then(|old| old.latitude), old.and_then(|old| old.longitude)),
        };
        Some(Entry {
            code: self.code,
            name: self.name.clone(),
            status: self.status.or(old.map(|old| old.status))?,
            ico: self.ico.clone().or_else(|| old?.ico.clone()),
            district_code: lies(|place| &place.district, |old| &old.district_code)?,
            extended_powers_code: lies(
                |place| &place.extended_powers,
                |old| &old.extended_powers_code,
            )?,
            authorised_office_code: lies(
                |place| &place.authorised_office,
                |old| &old.authorised_office_code,
            )?,
            postcode: self.postcode.clone().or_else(|| old?.postcode.clone()),
            latitude,
            longitude,
            valid_from: self.valid_from.or_else(|| old?.valid_from),
            valid_until: match self.end {
                End::Unknown => old.and_then(|old| old.valid_until),
                End::Open => None,
                // The publishers tell the last day.
                End::On(last) => last.succ_opt(),
            },
        })
    }
}

impl Municipalities {
    /// A list without a line yet.
    fn of(bad: BadRows, end_column: &'static str) -> Self {
        Self {
            territory: territory::Told::default(),
            rows: Vec::new(),
            lines: HashMap::new(),
            lines_of_icos: HashMap::new(),
            military: Vec::new(),
            bad,
            end_column,
        }
    }

    /// An IČO may be another's only if that one gets a new one by the same file.
    fn refuse_taken_icos(&mut self, known: &Known) {
        let numbered = self.rows.iter().filter(|row| row.ico.is_some());
        let numbered: HashSet<MunicipalityCode> = numbered.map(|row| row.code).collect();
        let owners: HashMap<&Ico, MunicipalityCode> = known
            .entries
            .values()
            .filter_map(|entry| Some((entry.ico.as_ref()?, entry.code)))
            .collect();
        for Told { line, code, ico, .. } in &self.rows {
            let Some(ico) = ico else { continue };
            let Some(owner) = owners.get(ico).filter(|owner| *owner != code) else {
                continue;
            };
            if !numbered.contains(owner) {
                self.bad.add(*line, "ico", ico, Why::Taken(owner.to_string()));
            }
        }
    }
}

impl List for Municipalities {
    const NAME: &'static str = "municipalities";
    type Known = Known;
    type Plan = Plan;

    fn read(source: &Source) -> Result<Self, ImportError> {
        let (format, delimiter) = source.format(&[
            (Format::Joined, joined::COLUMNS.known_by()),
            (Format::CodeList, publishers::CODE_LIST.known_by()),
            (Format::Ruian, publishers::RUIAN.known_by()),
        ])?;
        Ok(match format {
            Format::Joined => joined::read(Sheet::of(source, delimiter, &joined::COLUMNS)?),
            Format::CodeList => {
                publishers::read_code_list(Sheet::of(source, delimiter, &publishers::CODE_LIST)?)
            }
            Format::Ruian => {
                publishers::read_ruian(Sheet::of(source, delimiter, &publishers::RUIAN)?)
            }
        })
    }

    async fn known(tx: &ReadTx) -> Result<Known> {
        store::known_municipalities(tx).await
    }

    fn plan(
        mut self,
        known: &Known,
        as_of: NaiveDate,
        options: &Options<'_>,
    ) -> Result<Planned<Plan>, ImportError> {
        self.refuse_taken_icos(known);
        let mut regions = Counts::of("regions and districts");
        let mut compared = Compared::with(known, as_of, self.bad, self.end_column);
        for (line, code) in self.military {
            compared.report.skip(line, code, "military districts");
        }
        for told in &self.rows {
            compared.enter(told);
        }
        if options.extent == Extent::Complete {
            compared.close_what_is_missing(&self.rows);
        }
        compared.let_members_leave();
        let territory = self.territory.plan(&known.territory, &mut regions);
        compared.finish(territory, regions, options)
    }

    async fn write(tx: &WriteTx, plan: Plan, progress: &store::Progress<'_>) -> Result<()> {
        store::write_municipalities(tx, &plan, progress).await
    }
}
