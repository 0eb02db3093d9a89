//! Files of labels: words by which associations are found together, such as those of the centres of 2016–2020.

use super::carry_out::{List, Planned};
use super::options::{Extent, Options};
use super::refusal::{BadRows, ImportError, Why};
use super::report::{Change, Deed, Report};
use super::sheet::{Row, Sheet};
use super::source::{Columns, Source};
use super::{store, values};
use crate::access::{ReadTx, WriteTx};
use crate::kernel::error::Result;
use crate::kernel::ico::Ico;
use crate::kernel::ids::AssociationId;
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};

/// Our documented file.
const COLUMNS: Columns<2> = Columns::all(["ico", "stitek"]);
/// The list of centres that took part in the project of 2016–2020.
const CENTRES: Columns<3> = Columns::all(["css_name", "participation", "dso_ico"]);
const OF_CENTRES: &str = "CSS 2016–2020";

/// A label that an association has had.
#[derive(Debug, Clone)]
pub(crate) struct Label {
    pub(crate) association: AssociationId,
    pub(crate) label: String,
    /// The day it was taken away; `None`: it has it.
    pub(crate) ended_on: Option<NaiveDate>,
}

/// What the register knows before the import.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(crate) associations: HashMap<Ico, AssociationId>,
    pub(crate) labels: Vec<Label>,
}

/// What the file says.
pub(crate) struct Labels {
    rows: Vec<Listed>,
    /// Lines of centres that can't be said to be an association, and why.
    unsure: Vec<(u64, String, &'static str)>,
    lines: HashMap<(Ico, String), u64>,
    bad: BadRows,
}

struct Listed {
    line: u64,
    ico: Ico,
    label: String,
}

#[derive(Clone, Copy)]
enum Format {
    Ours,
    Centres,
}

impl Labels {
    fn listed(&mut self, row: &Row<2>) -> Option<Listed> {
        let [ico, label] = &row.cells;
        let number = ico.read(&mut self.bad, values::ico);
        let told = label.read(&mut self.bad, values::label);
        let (number, told) = (number?, told?);
        label.once(&mut self.bad, &mut self.lines, (number.clone(), told.clone()))?;
        Some(Listed { line: row.line, ico: number, label: told })
    }

    /// `None`: it isn't known whether it took part, or which association it is.
    fn centre(&mut self, row: &Row<3>) -> Option<Listed> {
        let [name, participation, ico] = &row.cells;
        if participation.text == "unsure" {
            self.unsure.push((row.line, name.text.clone(), "of unsure participation"));
            return None;
        }
        if ico.text.is_empty() {
            self.unsure.push((row.line, name.text.clone(), "without an association"));
            return None;
        }
        let number = ico.read(&mut self.bad, values::ico)?;
        let label = OF_CENTRES.to_owned();
        ico.once(&mut self.bad, &mut self.lines, (number.clone(), label.clone()))?;
        Some(Listed { line: row.line, ico: number, label })
    }
}

impl List for Labels {
    const NAME: &'static str = "labels";
    type Known = Known;
    type Plan = Vec<Label>;

    fn read(source: &Source) -> Result<Self, ImportError> {
        let formats = [(Format::Ours, COLUMNS.known_by()), (Format::Centres, CENTRES.known_by())];
        let (format, delimiter) = source.format(&formats)?;
        let mut list = Self {
            rows: Vec::new(),
            unsure: Vec::new(),
            lines: HashMap::new(),
            bad: BadRows::default(),
        };
        match format {
            Format::Ours => {
                let sheet = Sheet::of(source, delimiter, &COLUMNS)?;
                list.bad = sheet.bad;
                for row in &sheet.rows {
                    let listed = list.listed(row);
                    list.rows.extend(listed);
                }
            }
            Format::Centres => {
                let sheet = Sheet::of(source, delimiter, &CENTRES)?;
                list.bad = sheet.bad;
                for row in &sheet.rows {
                    let listed = list.centre(row);
                    list.rows.extend(listed);
                }
            }
        }
        Ok(list)
    }

    async fn known(tx: &ReadTx) -> Result<Known> {
        store::known_labels(tx).await
    }

    /// What must be written so that associations have these labels, and of a complete list: no others have them.
    fn plan(
        self,
        known: &Known,
        as_of: NaiveDate,
        options: &Options<'_>,
    ) -> Result<Planned<Vec<Label>>, ImportError> {
        let Self { rows, unsure, mut bad, .. } = self;
        let (mut plan, mut report) = (Vec::new(), Report::of("labels"));
        for (line, name, why) in unsure {
            report.skip(line, name, why);
        }
        let has: HashMap<_, _> = known
            .labels
            .iter()
            .map(|label| ((label.association, label.label.as_str()), label.ended_on))
            .collect();
        let mut listed = HashSet::new();
        for row in &rows {
            let Some(association) = known.associations.get(&row.ico).copied() else {
                bad.add(row.line, "ico", &row.ico, Why::Unknown("associations"));
                continue;
            };
            listed.insert((association, row.label.as_str()));
            if has.get(&(association, row.label.as_str())) == Some(&None) {
                report.counts.unchanged += 1;
                continue;
            }
            report.counts.new += 1;
            let key = format!("{} {}", row.ico, row.label);
            report.changes.push(change(Some(row.line), key, Deed::Opened));
            plan.push(Label { association, label: row.label.clone(), ended_on: None });
        }
        if options.extent == Extent::Complete {
            let words: HashSet<&str> = rows.iter().map(|row| row.label.as_str()).collect();
            let icos: HashMap<AssociationId, &Ico> =
                known.associations.iter().map(|(ico, id)| (*id, ico)).collect();
            for old in known.labels.iter().filter(|old| old.ended_on.is_none()) {
                let is_listed = listed.contains(&(old.association, old.label.as_str()));
                if is_listed || !words.contains(old.label.as_str()) {
                    continue;
                }
                report.counts.closed += 1;
                let ico = icos.get(&old.association).map(|ico| ico.as_str()).unwrap_or_default();
                let key = format!("{ico} {}", old.label);
                report.changes.push(change(None, key, Deed::Closed));
                plan.push(Label { ended_on: Some(as_of), ..old.clone() });
            }
        }
        bad.refuse()?;
        let open = known.labels.iter().filter(|label| label.ended_on.is_none()).count();
        report.to_confirm = options.confirm("labels", report.counts.closed, open)?;
        Ok(Planned { plan, report })
    }

    async fn write(tx: &WriteTx, plan: Vec<Label>, progress: &store::Progress<'_>) -> Result<()> {
        store::write_labels(tx, &plan, progress).await
    }
}

fn change(line: Option<u64>, key: String, deed: Deed) -> Change {
    Change { line, what: "label", key, deed, fields: Vec::new() }
}
