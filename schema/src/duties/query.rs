//! Asking for duties and records of them.

use super::ahead;
use super::inputs::DutyRecordFilterInput;
use super::types::{DutyRecord, OwedDuty};
use crate::asked::caller;
use crate::fail::fail;
use crate::pages::{List, Relay, counts, items, with_cursors};
use crate::scalars::Date;
use async_graphql::{Context, Object, Result};
use domain::duties::{self, Period};
use domain::kernel::page::Cursor;

#[derive(Default)]
pub(crate) struct DutyQuery;

#[Object]
impl DutyQuery {
    /// What the centre owes by its version of the centre model (povinnosti centra), by code, and what of it is done: terms that
    /// end in a year or a quarter. Roles that must be filled are told whatever the period.
    async fn duties(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which year or quarter, e.g. `2026` or `2026-Q3`.")] period: String,
        #[graphql(desc = "As of which day: today when nothing is said.")] on_date: Option<Date>,
    ) -> Result<Vec<OwedDuty>> {
        let period = Period::parse(&period).map_err(|error| fail(ctx, &error))?;
        let found = duties::queries::owed(caller(ctx)?, period, on_date.map(|day| day.0)).await;
        let found = found.map_err(|error| fail(ctx, &error))?;
        ahead::owed(ctx, found, ctx.look_ahead()).await
    }

    /// What was recorded as done of what the centre owes (splněné povinnosti), the latest day first; what was withdrawn too.
    async fn duty_records(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which records are asked for.")] filter: Option<DutyRecordFilterInput>,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<List<DutyRecord>> {
        let args = Relay { first, after, last, before }.read(ctx)?;
        let filter = filter.unwrap_or_default().read();
        let read = duties::queries::page(caller(ctx)?, &filter, &args, counts(ctx)).await;
        let page = read.map_err(|error| fail(ctx, &error))?;
        let cursors: Vec<Cursor> = page.items.iter().map(duties::queries::cursor).collect();
        let (ends, found) = (page.ends(), page.items);
        let nodes = ahead::records(ctx, found, &items(&ctx.look_ahead())).await?;
        Ok(with_cursors(ends, cursors, nodes))
    }
}
