//! Our documented file of inhabitants: how many lived in a municipality on a day. What is told of another day stays.

use super::carry_out::{List, Planned};
use super::options::Options;
use super::refusal::{BadRows, ImportError};
use super::report::{Change, Deed, Report};
use super::sheet::Sheet;
use super::source::{Columns, Source};
use super::{UNKNOWN, store, values};
use crate::access::{ReadTx, WriteTx};
use crate::directory::rules::MunicipalityCode;
use crate::kernel::error::Result;
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};

const COLUMNS: Columns<3> = Columns::all(["kod_obce", "obyvatel", "ke_dni"]);

/// What the register knows before the import.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(crate) municipalities: HashSet<MunicipalityCode>,
    pub(crate) counted: HashMap<(MunicipalityCode, NaiveDate), i32>,
}

/// What the file says.
pub(crate) struct Populations {
    rows: Vec<Counted>,
    bad: BadRows,
}

/// How many lived there on a day.
#[derive(Debug)]
pub(crate) struct Counted {
    line: u64,
    pub(crate) municipality: MunicipalityCode,
    pub(crate) as_of: NaiveDate,
    pub(crate) inhabitants: i32,
}

impl List for Populations {
    const NAME: &'static str = "populations";
    type Known = Known;
    type Plan = Vec<Counted>;

    fn read(source: &Source) -> Result<Self, ImportError> {
        let Sheet { rows, mut bad } = Sheet::read(source, &COLUMNS)?;
        let mut lines = HashMap::new();
        let mut counted = Vec::new();
        for row in &rows {
            let [code, inhabitants, day] = &row.cells;
            let municipality = code.read(&mut bad, values::municipality_code);
            let inhabitants = inhabitants.read(&mut bad, values::inhabitants);
            let as_of = day.read(&mut bad, values::known_day);
            let (Some(municipality), Some(inhabitants), Some(as_of)) =
                (municipality, inhabitants, as_of)
            else {
                continue;
            };
            if code.once(&mut bad, &mut lines, (municipality, as_of)).is_some() {
                counted.push(Counted { line: row.line, municipality, as_of, inhabitants });
            }
        }
        Ok(Self { rows: counted, bad })
    }

    async fn known(tx: &ReadTx) -> Result<Known> {
        store::known_populations(tx).await
    }

    fn plan(
        self,
        known: &Known,
        _as_of: NaiveDate,
        options: &Options<'_>,
    ) -> Result<Planned<Vec<Counted>>, ImportError> {
        options.never_complete("inhabitants")?;
        self.bad.refuse()?;
        let (mut plan, mut report) = (Vec::new(), Report::of("inhabitants"));
        for counted in self.rows {
            let Counted { line, municipality, as_of, inhabitants } = &counted;
            if !known.municipalities.contains(municipality) {
                report.skip(*line, municipality, UNKNOWN);
                continue;
            }
            let (deed, fields) = match known.counted.get(&(*municipality, *as_of)) {
                Some(same) if same == inhabitants => {
                    report.counts.unchanged += 1;
                    continue;
                }
                Some(other) => {
                    report.counts.changed += 1;
                    let field = ("inhabitants", other.to_string(), inhabitants.to_string());
                    (Deed::Changed, vec![field])
                }
                None => {
                    report.counts.new += 1;
                    (Deed::Opened, Vec::new())
                }
            };
            let key = format!("{municipality} {as_of}");
            report.changes.push(Change {
                line: Some(*line),
                what: "inhabitants",
                key,
                deed,
                fields,
            });
            plan.push(counted);
        }
        Ok(Planned { plan, report })
    }

    async fn write(tx: &WriteTx, plan: Vec<Counted>, progress: &store::Progress<'_>) -> Result<()> {
        store::write_populations(tx, &plan, progress).await
    }
}
