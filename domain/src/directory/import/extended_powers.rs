//! Since when a municipality is in which district of extended powers (ORP), as files of different days tell it; and the
//! Statistical Office's list that tells it, `VAZ0043_0065`.

use super::carry_out::{List, Planned};
use super::options::Options;
use super::refusal::{BadRows, ImportError, Why};
use super::report::{Change, Counts, Deed, Report};
use super::sheet::Sheet;
use super::source::{Columns, Source};
use super::{UNKNOWN, store, values};
use crate::access::{ReadTx, WriteTx};
use crate::directory::rules::MunicipalityCode;
use crate::kernel::error::Result;
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap};

const COLUMNS: Columns<4> = Columns::all(["CHODNOTA1", "TEXT1", "CHODNOTA2", "TEXT2"]);

/// That a municipality is in a district for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) district: String,
    /// `None`: since an unknown day.
    pub(crate) from: Option<NaiveDate>,
    /// The first day it no longer is; `None`: it is.
    pub(crate) until: Option<NaiveDate>,
    /// The day of the file that told it.
    pub(crate) told_on: NaiveDate,
}

/// The districts of each municipality, the latest last.
pub(crate) type Histories = HashMap<MunicipalityCode, Vec<Held>>;

/// What it means that a municipality is in a district on a day.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// It is known.
    Known,
    /// It is there from that day on.
    News(Vec<Held>),
    /// It was there until that day at least, and somewhere else afterwards.
    Past(Vec<Held>),
    /// It can't be: this is known.
    Contradicts(Held),
}

/// What must be written so that `history` says that a municipality is in `district` on a day. In this order, each in the
/// place of what begins on the same day, they never overlap.
///
/// What a file tells is news when it is of the day of what is known, or a later one. Of an earlier day it tells the past,
/// as far as that is unknown.
pub(super) fn hear(history: &[Held], district: &str, as_of: NaiveDate) -> Heard {
    let is_then = |held: &&Held| {
        held.from.is_none_or(|from| from <= as_of) && held.until.is_none_or(|until| as_of < until)
    };
    let told = |from, until| Held { district: district.to_owned(), from, until, told_on: as_of };
    let Some(then) = history.iter().find(is_then) else {
        return Heard::News(vec![told(None, None)]);
    };
    if then.district == district {
        return Heard::Known;
    }
    if then.until.is_none() && then.told_on <= as_of {
        if then.from == Some(as_of) {
            return Heard::News(vec![told(then.from, None)]);
        }
        let ended = Held { until: Some(as_of), ..then.clone() };
        return Heard::News(vec![ended, told(Some(as_of), None)]);
    }
    let next = as_of.succ_opt().filter(|next| then.until.is_none_or(|until| *next < until));
    match (then.from, next) {
        (None, Some(next)) if as_of < then.told_on => {
            let later = Held { from: Some(next), ..then.clone() };
            Heard::Past(vec![told(None, Some(next)), later])
        }
        (_, _) => Heard::Contradicts(then.clone()),
    }
}

/// What the register knows before the import.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(crate) histories: Histories,
    /// All that there are, and where they are now.
    pub(crate) now: HashMap<MunicipalityCode, String>,
    pub(crate) districts: HashMap<String, String>,
}

/// What must be written.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) districts: Vec<(String, String)>,
    pub(crate) held: Vec<(MunicipalityCode, Held)>,
    pub(crate) now: Vec<(MunicipalityCode, String)>,
}

/// What the file says.
pub(crate) struct Relations {
    rows: Vec<Related>,
    names: BTreeMap<String, String>,
    bad: BadRows,
}

struct Related {
    line: u64,
    code: MunicipalityCode,
    district: String,
}

impl List for Relations {
    const NAME: &'static str = "extended_powers";
    type Known = Known;
    type Plan = Plan;

    fn read(source: &Source) -> Result<Self, ImportError> {
        let Sheet { rows, bad } = Sheet::read(source, &COLUMNS)?;
        let mut list = Self { rows: Vec::new(), names: BTreeMap::new(), bad };
        let mut lines = HashMap::new();
        for row in &rows {
            let [code, _, district, name] = &row.cells;
            let bad = &mut list.bad;
            let known_code = code.read(bad, values::municipality_code);
            let code = known_code.and_then(|key| code.once(bad, &mut lines, key));
            let told = district.read(bad, values::extended_powers_code);
            let name = name.read(bad, values::name);
            let (Some(code), Some(told), Some(name)) = (code, told, name) else { continue };
            list.names.entry(told.clone()).or_insert(name);
            list.rows.push(Related { line: row.line, code, district: told });
        }
        Ok(list)
    }

    async fn known(tx: &ReadTx) -> Result<Known> {
        store::known_extended_powers(tx).await
    }

    /// What must be written so that the register says what the file says. It names only districts that are new.
    fn plan(
        self,
        known: &Known,
        as_of: NaiveDate,
        options: &Options<'_>,
    ) -> Result<Planned<Plan>, ImportError> {
        options.never_complete("districts of extended powers")?;
        let Self { rows, names, mut bad } = self;
        let mut plan = Plan::default();
        let mut report = Report::of("districts of municipalities");
        for Related { line, code, district } in rows {
            let Some(now) = known.now.get(&code) else {
                report.skip(line, code, UNKNOWN);
                continue;
            };
            let history = known.histories.get(&code).map(Vec::as_slice).unwrap_or_default();
            let heard = hear(history, &district, as_of);
            if note(&mut report.counts, &heard) {
                let fields = vec![("district", now.clone(), district.clone())];
                report.changes.push(change(line, code, &heard, fields));
            }
            match heard {
                Heard::Known => {}
                Heard::News(held) => {
                    plan.held.extend(held.into_iter().map(|held| (code, held)));
                    plan.now.push((code, district));
                }
                Heard::Past(held) => plan.held.extend(held.into_iter().map(|held| (code, held))),
                Heard::Contradicts(held) => {
                    bad.add(line, "CHODNOTA2", district, another_since(held));
                }
            }
        }
        bad.refuse()?;
        let mut named = Counts::of("districts of extended powers");
        for (code, name) in names {
            if known.districts.contains_key(&code) {
                named.unchanged += 1;
                continue;
            }
            named.new += 1;
            plan.districts.push((code, name));
        }
        report.to_confirm = options.confirm(
            "districts of municipalities",
            report.counts.closed,
            known.now.len(),
        )?;
        report.besides = vec![named];
        Ok(Planned { plan, report })
    }

    async fn write(tx: &WriteTx, plan: Plan, progress: &store::Progress<'_>) -> Result<()> {
        store::write_extended_powers(tx, &plan, progress).await
    }
}

/// Counts what was heard; whether it is something.
pub(super) fn note(counts: &mut Counts, heard: &Heard) -> bool {
    match heard {
        Heard::Known => counts.unchanged += 1,
        Heard::News(held) if held.len() > 1 => counts.closed += 1,
        Heard::News(_) | Heard::Past(_) => counts.changed += 1,
        Heard::Contradicts(_) => return false,
    }
    !matches!(heard, Heard::Known)
}

/// What happened to a municipality's district.
pub(super) fn change(
    line: u64,
    code: MunicipalityCode,
    heard: &Heard,
    fields: Vec<(&'static str, String, String)>,
) -> Change {
    let deed = match heard {
        Heard::News(held) if held.len() > 1 => Deed::Closed,
        Heard::Known | Heard::News(_) | Heard::Past(_) | Heard::Contradicts(_) => Deed::Changed,
    };
    Change { line: Some(line), what: "extended powers", key: code.to_string(), deed, fields }
}

pub(super) fn another_since(held: Held) -> Why {
    let since = held.from.unwrap_or(held.told_on);
    Why::AnotherSince { district: held.district, since }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Hears districts on days one after the other, and prints what is known then.
    fn known_after(heard: &[(&str, &str)]) -> String {
        let mut history: Vec<Held> = Vec::new();
        for (district, as_of) in heard {
            let rows = match hear(&history, district, day(as_of)) {
                Heard::Known => continue,
                Heard::News(rows) | Heard::Past(rows) => rows,
                Heard::Contradicts(held) => return format!("not so: {}", held.district),
            };
            for row in rows {
                history.retain(|known| known.from != row.from);
                history.push(row);
            }
            history.sort_by_key(|held| held.from);
        }
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let held =
            |held: &Held| format!("{}..{} {}", day(held.from), day(held.until), held.district);
        history.iter().map(held).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn what_is_told_of_a_later_day_is_so_from_then_on() {
        assert_eq!(known_after(&[("A", "2026-01-01")]), ".. A");
        assert_eq!(known_after(&[("A", "2026-01-01"), ("A", "2027-01-01")]), ".. A");
        assert_eq!(
            known_after(&[("A", "2026-01-01"), ("B", "2027-01-01"), ("C", "2028-01-01")]),
            "..2027-01-01 A, 2027-01-01..2028-01-01 B, 2028-01-01.. C"
        );
        // What was told wrong is put right on the same day.
        assert_eq!(
            known_after(&[("A", "2026-01-01"), ("B", "2027-01-01"), ("C", "2027-01-01")]),
            "..2027-01-01 A, 2027-01-01.. C"
        );
    }

    #[test]
    fn what_is_told_of_an_earlier_day_was_so_as_far_as_nothing_else_is_known() {
        assert_eq!(
            known_after(&[("B", "2026-01-01"), ("A", "2020-12-31")]),
            "..2021-01-01 A, 2021-01-01.. B"
        );
        // An older file still.
        assert_eq!(
            known_after(&[("B", "2026-01-01"), ("A", "2020-12-31"), ("C", "2010-12-31")]),
            "..2011-01-01 C, 2011-01-01..2021-01-01 A, 2021-01-01.. B"
        );
        let known = [("B", "2026-01-01"), ("A", "2020-12-31"), ("C", "2023-06-01")];
        assert_eq!(known_after(&known), "not so: B");
        let known = [("B", "2026-01-01"), ("A", "2020-12-31"), ("C", "2020-12-31")];
        assert_eq!(known_after(&known), "not so: A");
    }
}
