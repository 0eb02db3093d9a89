//! What the tenant one is in owes by the version in force in it, and since when.
//!
//! Which versions a tenant was on before isn't kept. That a duty is no new one is seen by the line of versions from which the
//! one in force was drafted: who is brought from one to the next still owes what both say.

use super::super::Duty;
use super::store;
use crate::access::ReadTx;
use crate::kernel::error::Result;
use crate::kernel::ids::CentreModelVersionId;
use crate::kernel::working_days::day_in_prague;
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeMap;

/// A duty of the version in force in a tenant.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Owed {
    /// Its code.
    pub(crate) code: String,
    /// What it asks.
    pub(crate) duty: Duty,
    /// From which day on it is owed by the version.
    pub(crate) since: NaiveDate,
}

/// A published version, as far as its duties go.
#[derive(Debug, Clone)]
pub(super) struct Published {
    /// Which.
    pub(super) id: CentreModelVersionId,
    /// The one it was drafted from.
    pub(super) base: Option<CentreModelVersionId>,
    /// When it was published.
    pub(super) at: DateTime<Utc>,
    /// Its duties, by code.
    pub(super) duties: BTreeMap<String, Duty>,
}

/// The duties of the version in force in the tenant one is in, by code; none where no version is.
///
/// # Errors
/// Those of the database.
pub(crate) async fn owed(tx: &ReadTx) -> Result<Vec<Owed>> {
    let tenant = tx.tenant()?;
    let (pinned, all) =
        futures_util::try_join!(store::version_of(tx, tenant), store::duties_of_all(tx))?;
    let Some((own, since)) = pinned else { return Ok(vec![]) };
    Ok(in_force(own, day_in_prague(since), &all))
}

fn in_force(own: CentreModelVersionId, since: NaiveDate, all: &[Published]) -> Vec<Owed> {
    let line = line_to(own, all);
    let Some(first) = line.first() else { return vec![] };
    let owed = |(code, duty): (&String, &Duty)| Owed {
        code: code.clone(),
        duty: duty.clone(),
        since: since_of(code, &line, since),
    };
    first.duties.iter().map(owed).collect()
}

/// A version, the one it was drafted from, and so on.
fn line_to(own: CentreModelVersionId, all: &[Published]) -> Vec<&Published> {
    let find = |id| all.iter().find(|each| each.id == id);
    // A version is drafted from one that was published before, so the line has an end; it is no longer than all of them.
    std::iter::successors(find(own), |each| each.base.and_then(find)).take(all.len()).collect()
}

/// The day on which the first of the line was published that has the duty like all behind it; of one that the version in force
/// was the first to have, the day on which it came into force.
fn since_of(code: &str, line: &[&Published], in_force_since: NaiveDate) -> NaiveDate {
    let before = line.iter().take_while(|each| each.duties.contains_key(code)).skip(1);
    let first = before.last().map(|each| day_in_prague(each.at));
    first.map_or(in_force_since, |day| day.min(in_force_since))
}

#[cfg(test)]
mod tests {
    use super::super::super::DutyKind;
    use super::*;
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn version(id: u128, base: Option<u128>, on: &str, codes: &[&str]) -> Published {
        let duty = Duty {
            kind: DutyKind::Report,
            name_cs: "Zpráva".into(),
            name_en: "Report".into(),
            role: None,
            times_a_year: 4,
            due_days: 30,
        };
        Published {
            id: Uuid::from_u128(id).into(),
            base: base.map(|base| Uuid::from_u128(base).into()),
            at: format!("{on}T12:00:00Z").parse().unwrap(),
            duties: codes.iter().map(|code| ((*code).to_owned(), duty.clone())).collect(),
        }
    }

    fn since(all: &[Published], own: u128, code: &str) -> Option<NaiveDate> {
        let owed = in_force(Uuid::from_u128(own).into(), day("2026-10-01"), all);
        owed.into_iter().find(|each| each.code == code).map(|each| each.since)
    }

    #[test]
    fn what_both_versions_say_is_owed_since_the_first_and_what_is_new_since_it_came_into_force() {
        let all = [
            version(1, None, "2026-01-06", &["NEWS", "OLD"]),
            version(2, Some(1), "2026-06-01", &["NEWS"]),
            version(3, Some(2), "2026-09-01", &["NEWS", "NEW", "OLD"]),
        ];
        assert_eq!(since(&all, 3, "NEWS"), Some(day("2026-01-06")));
        assert_eq!(since(&all, 3, "NEW"), Some(day("2026-10-01")));
        // What had been left out once begins anew.
        assert_eq!(since(&all, 3, "OLD"), Some(day("2026-10-01")));
        assert_eq!(since(&all, 2, "OLD"), None);
        assert_eq!(since(&all, 2, "NEWS"), Some(day("2026-01-06")));
        assert_eq!(since(&all, 1, "NEWS"), Some(day("2026-10-01")));
        assert_eq!(since(&all, 9, "NEWS"), None);
    }
}
