//! The file of memberships: pairs of an association and a municipality that belongs to it, since a day it doesn't tell.

use super::report::{BadRows, Counts, ImportError, Report, Why};
use super::sheet::{Row, Sheet};
use super::values;
use crate::directory::rules::{MembershipRecord, MunicipalityCode};
use crate::kernel::ico::Ico;
use crate::kernel::ids::AssociationId;
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};

/// The columns that are read.
pub(crate) const COLUMNS: [&str; 2] = ["dso_ico", "kod_obce"];

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
    pub(crate) municipalities: HashSet<MunicipalityCode>,
    pub(crate) records: Vec<MembershipRecord>,
}

/// What must be written.
#[derive(Debug)]
pub(crate) struct MembershipPlan {
    pub(crate) new: Vec<(Party, MunicipalityCode)>,
    pub(crate) report: Report,
}

/// What the file says.
pub(crate) struct List {
    rows: Vec<Listed>,
    bad: BadRows,
}

struct Listed {
    line: u64,
    association: Ico,
    municipality: MunicipalityCode,
}

impl List {
    /// Understands the file's cells.
    pub(crate) fn of(sheet: Sheet<2>) -> Self {
        let mut list = Self { rows: Vec::new(), bad: sheet.bad };
        let mut lines = HashMap::new();
        for row in &sheet.rows {
            let listed = list.listed(row, &mut lines);
            list.rows.extend(listed);
        }
        list
    }

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

    /// What must be written so that each pair belongs together.
    ///
    /// A pair of which the register knows that the membership has ended is left alone: the file doesn't tell since when it
    /// would belong again, and what is unknown doesn't overwrite what is known.
    ///
    /// # Errors
    /// [`ImportError::Rows`].
    pub(crate) fn plan(self, known: &Known) -> Result<MembershipPlan, ImportError> {
        let Self { rows, mut bad } = self;
        let parties: HashMap<&Ico, &Party> =
            known.associations.iter().map(|party| (&party.ico, party)).collect();
        let mut pairs: HashMap<_, bool> = HashMap::new();
        for record in &known.records {
            let pair = (record.association, record.municipality);
            *pairs.entry(pair).or_default() |= record.left_on.is_none();
        }
        let mut communities = Communities::of(known);
        let (mut new, mut counts, mut ended) = (Vec::new(), Counts::of("memberships"), 0);
        for Listed { line, association, municipality } in rows {
            let party = parties.get(&association).copied();
            if party.is_none() {
                bad.add(line, "dso_ico", &association, Why::Unknown("associations"));
            }
            if !known.municipalities.contains(&municipality) {
                bad.add(line, "kod_obce", municipality, Why::Unknown("municipalities"));
            }
            let Some(party) = party else { continue };
            match pairs.get(&(party.id, municipality)) {
                Some(true) => counts.unchanged += 1,
                Some(false) => ended += 1,
                None => {
                    if let Some(other) = communities.join(party, municipality) {
                        let why = Why::SecondCommunity(other.to_string());
                        bad.add(line, "kod_obce", municipality, why);
                    }
                    counts.new += 1;
                    new.push((party.clone(), municipality));
                }
            }
        }
        bad.refuse()?;
        let skipped = (ended > 0).then_some((ended, "that have ended"));
        Ok(MembershipPlan { new, report: Report { counts, besides: Vec::new(), skipped } })
    }
}

impl MembershipPlan {
    /// Whether the register says already what the file says.
    pub(crate) fn is_empty(&self) -> bool {
        self.new.is_empty()
    }
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
            municipalities: HashSet::from([municipality]),
            records: vec![record],
        };
        let file = "dso_ico,kod_obce\n90000021,990001\n";
        List::of(Sheet::read(file.as_bytes(), COLUMNS).unwrap()).plan(&known).is_ok()
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
