//! The file of memberships: pairs of an association and a municipality that belongs to it, since a day it doesn't tell.

use super::carry_out::{List, Planned};
use super::options::{Extent, Options};
use super::refusal::{BadRows, ImportError, Why};
use super::report::{Change, Deed, Report};
use super::sheet::{Row, Sheet};
use super::source::{Columns, Source};
use super::{store, values};
use crate::access::{ReadTx, WriteTx};
use crate::directory::rules::{MembershipRecord, MunicipalityCode};
use crate::kernel::error::Result;
use crate::kernel::ico::Ico;
use crate::kernel::ids::{AssociationId, MembershipId};
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};

const COLUMNS: Columns<2> = Columns::all(["dso_ico", "kod_obce"]);

/// An association, as far as memberships need it.
#[derive(Debug, Clone)]
pub(crate) struct Party {
    pub(crate) id: AssociationId,
    pub(crate) ico: Ico,
    /// The day it became a společenství; `None`: it is an ordinary one.
    pub(crate) community_from: Option<NaiveDate>,
}

/// What the register knows before the import.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(crate) associations: Vec<Party>,
    /// Until when each is; `None`: it is.
    pub(crate) municipalities: HashMap<MunicipalityCode, Option<NaiveDate>>,
    pub(crate) records: Vec<MembershipRecord>,
}

/// What must be written.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) new: Vec<(Party, MunicipalityCode)>,
    /// Who leaves, and on which day.
    pub(crate) left: Vec<(MembershipId, NaiveDate)>,
}

/// What the file says.
pub(crate) struct Memberships {
    rows: Vec<Listed>,
    bad: BadRows,
}

struct Listed {
    line: u64,
    association: Ico,
    municipality: MunicipalityCode,
}

impl Memberships {
    fn listed(
        &mut self,
        row: &Row<2>,
        lines: &mut HashMap<(Ico, MunicipalityCode), u64>,
    ) -> Option<Listed> {
        let [ico, code] = &row.cells;
        let association = ico.read(&mut self.bad, values::ico);
        let municipality = code.read(&mut self.bad, values::municipality_code);
        let (association, municipality) = (association?, municipality?);
        code.once(&mut self.bad, lines, (association.clone(), municipality))?;
        Some(Listed { line: row.line, association, municipality })
    }
}

impl List for Memberships {
    const NAME: &'static str = "memberships";
    type Known = Known;
    type Plan = Plan;

    fn read(source: &Source) -> Result<Self, ImportError> {
        let sheet = Sheet::read(source, &COLUMNS)?;
        let mut list = Self { rows: Vec::new(), bad: sheet.bad };
        let mut lines = HashMap::new();
        for row in &sheet.rows {
            let listed = list.listed(row, &mut lines);
            list.rows.extend(listed);
        }
        Ok(list)
    }

    async fn known(tx: &ReadTx) -> Result<Known> {
        store::known_memberships(tx).await
    }

    /// What must be written so that each pair belongs together, and of a complete list: no other of its associations.
    ///
    /// A pair of which the register knows that the membership has ended is left alone: the file doesn't tell since when it
    /// would belong again, and what is unknown doesn't overwrite what is known.
    fn plan(
        self,
        known: &Known,
        as_of: NaiveDate,
        options: &Options<'_>,
    ) -> Result<Planned<Plan>, ImportError> {
        let Self { rows, mut bad } = self;
        let parties: HashMap<&Ico, &Party> =
            known.associations.iter().map(|party| (&party.ico, party)).collect();
        let mut pairs: HashMap<_, bool> = HashMap::new();
        for record in &known.records {
            let pair = (record.association, record.municipality);
            *pairs.entry(pair).or_default() |= record.left_on.is_none();
        }
        let mut communities = Communities::of(known);
        let (mut plan, mut report) = (Plan::default(), Report::of("memberships"));
        if options.extent == Extent::Complete {
            plan.left = let_leave(&rows, known, as_of, &mut bad, &mut report);
        }
        for listed in rows {
            let Listed { line, association, municipality } = &listed;
            let party = parties.get(association).copied();
            if party.is_none() {
                bad.add(*line, "dso_ico", association, Why::Unknown("associations"));
            }
            let ended = known.municipalities.get(municipality).copied();
            if ended.is_none() {
                bad.add(*line, "kod_obce", municipality, Why::Unknown("municipalities"));
            }
            let Some(party) = party else { continue };
            match pairs.get(&(party.id, *municipality)) {
                Some(true) => report.counts.unchanged += 1,
                Some(false) => {
                    report.skip(*line, key(&party.ico, *municipality), "that have ended");
                }
                None => {
                    if let Some(Some(ended)) = ended {
                        bad.add(*line, "kod_obce", municipality, Why::Ended(ended));
                    }
                    if let Some(other) = communities.join(party, *municipality) {
                        let why = Why::SecondCommunity(other.to_string());
                        bad.add(*line, "kod_obce", municipality, why);
                    }
                    report.counts.new += 1;
                    let key = key(&party.ico, *municipality);
                    report.changes.push(change(Some(*line), key, Deed::Opened));
                    plan.new.push((party.clone(), *municipality));
                }
            }
        }
        bad.refuse()?;
        let open = known.records.iter().filter(|record| record.left_on.is_none()).count();
        report.to_confirm = options.confirm("memberships", report.counts.closed, open)?;
        Ok(Planned { plan, report })
    }

    async fn write(tx: &WriteTx, plan: Plan, progress: &store::Progress<'_>) -> Result<()> {
        store::write_memberships(tx, &plan, progress).await
    }
}

/// Who leaves, since a complete list of an association leaves them out. Of other associations it says nothing.
fn let_leave(
    rows: &[Listed],
    known: &Known,
    as_of: NaiveDate,
    bad: &mut BadRows,
    report: &mut Report,
) -> Vec<(MembershipId, NaiveDate)> {
    let pairs: HashSet<_> = rows.iter().map(|row| (&row.association, row.municipality)).collect();
    let listed: HashSet<&Ico> = rows.iter().map(|row| &row.association).collect();
    let parties = known.associations.iter().filter(|party| listed.contains(&party.ico));
    let parties: HashMap<AssociationId, &Party> = parties.map(|party| (party.id, party)).collect();
    let mut left = Vec::new();
    for record in &known.records {
        let Some(party) = parties.get(&record.association) else { continue };
        if record.left_on.is_some() || pairs.contains(&(&party.ico, record.municipality)) {
            continue;
        }
        if let Some(joined_on) = record.joined_on.filter(|joined_on| *joined_on >= as_of) {
            let why = Why::EndsBeforeItBegins(joined_on.to_string());
            bad.add(0, "kod_obce", record.municipality, why);
        }
        report.counts.closed += 1;
        let key = key(&party.ico, record.municipality);
        report.changes.push(change(None, key, Deed::Closed));
        left.push((record.id, as_of));
    }
    left
}

fn key(association: &Ico, municipality: MunicipalityCode) -> String {
    format!("{association} {municipality}")
}

fn change(line: Option<u64>, key: String, deed: Deed) -> Change {
    Change { line, what: "membership", key, deed, fields: Vec::new() }
}

/// Which municipality is in which společenství, and until when (§ 53b(3) of Act 128/2000: in one only). The database keeps
/// this too; here it becomes a line of the report.
struct Communities<'k>(HashMap<MunicipalityCode, Vec<(&'k Ico, Option<NaiveDate>)>>);

impl<'k> Communities<'k> {
    fn of(known: &'k Known) -> Self {
        let parties: HashMap<_, _> =
            known.associations.iter().map(|party| (party.id, party)).collect();
        let mut communities = Self(HashMap::new());
        for record in &known.records {
            let Some(party) = parties.get(&record.association) else { continue };
            let Some(from) = party.community_from else { continue };
            // Who left before it became a společenství was never in one.
            if record.left_on.is_none_or(|left_on| left_on > from) {
                communities
                    .0
                    .entry(record.municipality)
                    .or_default()
                    .push((&party.ico, record.left_on));
            }
        }
        communities
    }

    /// Notes that a municipality belongs to `party` with an open end, and answers the other společenství in its way.
    fn join(&mut self, party: &'k Party, municipality: MunicipalityCode) -> Option<&'k Ico> {
        let from = party.community_from?;
        let others = self.0.entry(municipality).or_default();
        let other = others
            .iter()
            .find(|(_, left_on)| left_on.is_none_or(|left_on| left_on > from))
            .map(|(ico, _)| *ico);
        others.push((&party.ico, None));
        other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn party(number: u128, ico: &str, community_from: Option<&str>) -> Party {
        Party {
            id: uuid::Uuid::from_u128(number).into(),
            ico: Ico::try_from(ico).unwrap(),
            community_from: community_from.map(|day| day.parse().unwrap()),
        }
    }

    /// Whether a municipality may join community 2, having been in community 1 (since 2024) until a day.
    fn may_join_after(left_on: Option<&str>, second_from: &str) -> bool {
        let one = party(1, "90000013", Some("2024-01-01"));
        let municipality = MunicipalityCode::parse("990001").unwrap();
        let record = MembershipRecord {
            id: uuid::Uuid::from_u128(9).into(),
            association: one.id,
            municipality,
            joined_on: None,
            left_on: left_on.map(|day| day.parse().unwrap()),
        };
        let known = Known {
            associations: vec![one, party(2, "90000021", Some(second_from))],
            municipalities: HashMap::from([(municipality, None)]),
            records: vec![record],
        };
        let file = "dso_ico,kod_obce\n90000021,990001\n";
        let source = Source::read(file.as_bytes(), None, None).unwrap();
        let list = Memberships::read(&source).unwrap();
        list.plan(&known, NaiveDate::MIN, &Options::default()).is_ok()
    }

    #[test]
    fn a_municipality_is_in_one_community_at_a_time() {
        assert!(!may_join_after(None, "2024-01-01"));
        assert!(!may_join_after(None, "2026-01-01"));
        assert!(!may_join_after(Some("2025-01-01"), "2024-06-01"));
        assert!(may_join_after(Some("2025-01-01"), "2025-01-01"));
        assert!(may_join_after(Some("2023-01-01"), "2022-01-01"), "it left before there was one");
    }
}
