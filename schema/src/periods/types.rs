//! What a quarter of a centre's work shows.

use crate::asked::caller;
use crate::fail::fail;
use crate::register::selected;
use crate::scalars::Date;
use crate::tenancy::{self, Participant};
use async_graphql::{Context, Enum, Lookahead, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain::closing;
use domain::kernel::ids::ParticipantId;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Whether a quarter takes changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(super) enum ReportingPeriodState {
    /// What was done in it may be recorded and corrected.
    Open,
    /// Nothing in it changes any more.
    Closed,
}

/// A quarter of a centre's work (sledované období).
#[derive(Clone)]
pub(crate) struct ReportingPeriod {
    period: closing::ReportingPeriod,
    people: Arc<HashMap<ParticipantId, Participant>>,
}

/// A quarter of a centre's work (sledované období).
#[Object]
impl ReportingPeriod {
    /// Its name, e.g. `2026-Q3`.
    async fn period(&self) -> String {
        self.period.quarter.to_string()
    }

    /// Its first day.
    async fn starts_on(&self) -> Date {
        Date(self.period.quarter.starts_on())
    }

    /// Its last day.
    async fn ends_on(&self) -> Date {
        Date(self.period.quarter.ends_on())
    }

    /// Whether it takes changes.
    async fn state(&self) -> ReportingPeriodState {
        match self.period.closed {
            Some(_) => ReportingPeriodState::Closed,
            None => ReportingPeriodState::Open,
        }
    }

    /// When it was closed; null while it is open.
    async fn closed_at(&self) -> Option<DateTime<Utc>> {
        self.period.closed.map(|closed| closed.at)
    }

    /// Who closed it; null while it is open.
    async fn closed_by(&self) -> Option<&Participant> {
        self.period.closed.and_then(|closed| self.people.get(&closed.by))
    }

    /// How many benefits nobody had attested when it closed, as its closer said; null while it is open.
    async fn accepted_unattested(&self) -> Option<i32> {
        self.period.closed.map(|closed| closed.unattested)
    }

    /// What is to be looked at before it closes, as far as one may read it.
    async fn checklist(&self) -> PeriodChecklist {
        let closing::Checklist { open_timesheets, unattested_benefits, without_shares } =
            self.period.checklist;
        PeriodChecklist {
            open_timesheets,
            unattested_benefits,
            activities_without_shares: without_shares,
        }
    }
}

/// What is to be looked at before a quarter closes.
#[derive(SimpleObject)]
pub(super) struct PeriodChecklist {
    /// How many months of work in it aren't approved. It closes only when there are none.
    open_timesheets: i64,
    /// How many activities in it claim a benefit that not all their municipalities have attested. Who closes it says this number.
    unattested_benefits: i64,
    /// How many activities in it are shared out among nobody. It closes only when there are none.
    activities_without_shares: i64,
}

/// Quarters with what is asked of them.
pub(super) async fn periods(
    ctx: &Context<'_>,
    found: Vec<closing::ReportingPeriod>,
    asked: Lookahead<'_>,
) -> Result<Vec<ReportingPeriod>> {
    let mut people = HashMap::new();
    if !selected(&[asked], "closedBy").is_empty() {
        let by = found.iter().filter_map(|period| period.closed.map(|closed| closed.by));
        people = tenancy::people(ctx, by.collect()).await?;
    }
    let people = Arc::new(people);
    let node = |period| ReportingPeriod { period, people: Arc::clone(&people) };
    Ok(found.into_iter().map(node).collect())
}

/// A quarter as it is now.
pub(super) async fn period(
    ctx: &Context<'_>,
    quarter: domain::periods::Quarter,
    asked: Lookahead<'_>,
) -> Result<ReportingPeriod> {
    let found = closing::queries::period(caller(ctx)?, quarter).await;
    node(ctx, found.map_err(|error| fail(ctx, &error))?, asked).await
}

/// A quarter with what is asked of it.
pub(crate) async fn node(
    ctx: &Context<'_>,
    period: closing::ReportingPeriod,
    asked: Lookahead<'_>,
) -> Result<ReportingPeriod> {
    let mut people = HashMap::new();
    if let Some(closed) = period.closed.filter(|_| asked.field("closedBy").exists()) {
        people = tenancy::people(ctx, BTreeSet::from([closed.by])).await?;
    }
    Ok(ReportingPeriod { period, people: Arc::new(people) })
}
