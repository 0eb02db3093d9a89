//! The lists of employments, of entries and of months.

use super::ahead;
use super::inputs::{EmploymentFilterInput, TimesheetFilterInput, WorklogFilterInput};
use super::types::{Employment, Timesheet, WorklogEntry};
use crate::asked::caller;
use crate::fail::fail;
use crate::ids;
use crate::pages::{List, Relay, counts, items, with_cursors};
use async_graphql::{Context, ID, Object, Result};
use domain::kernel::page::Cursor;
use domain::worktime::{employments, timesheets, worklog};

#[derive(Default)]
pub(crate) struct WorktimeQuery;

#[Object]
impl WorktimeQuery {
    /// Who is employed by the association, and was (úvazky), the newest first: to the centre's administrator, manager and chair
    /// everybody, to its other people themselves.
    async fn employments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which employments are asked for.")] filter: Option<EmploymentFilterInput>,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<List<Employment>> {
        let args = Relay { first, after, last, before }.read(ctx)?;
        let filter = filter.unwrap_or_default().read(ctx)?;
        let read = employments::queries::page(caller(ctx)?, filter, &args, counts(ctx)).await;
        let page = read.map_err(|error| fail(ctx, &error))?;
        let cursors: Vec<Cursor> = page.items.iter().map(employments::queries::cursor).collect();
        let (ends, found) = (page.ends(), page.items);
        let nodes = ahead::employments_of(ctx, found, &items(&ctx.look_ahead())).await?;
        Ok(with_cursors(ends, cursors, nodes))
    }

    /// What was worked, day by day (záznamy práce), the latest day first: to the centre's manager and chair everybody's, to its
    /// other people their own.
    async fn worklog(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which entries are asked for.")] filter: Option<WorklogFilterInput>,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<List<WorklogEntry>> {
        let args = Relay { first, after, last, before }.read(ctx)?;
        let filter = filter.unwrap_or_default().read(ctx)?;
        let read = worklog::queries::page(caller(ctx)?, filter, &args, counts(ctx)).await;
        let page = read.map_err(|error| fail(ctx, &error))?;
        let cursors: Vec<Cursor> = page.items.iter().map(worklog::queries::cursor).collect();
        let (ends, found) = (page.ends(), page.items);
        let nodes = ahead::entries(ctx, found, &items(&ctx.look_ahead())).await?;
        Ok(with_cursors(ends, cursors, nodes))
    }

    /// Months of work (výkazy práce), the latest first, each with what it adds up to: to the centre's manager and chair
    /// everybody's, to its other people their own.
    async fn timesheets(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which months are asked for.")] filter: Option<TimesheetFilterInput>,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<List<Timesheet>> {
        let args = Relay { first, after, last, before }.read(ctx)?;
        let filter = filter.unwrap_or_default().read(ctx)?;
        let read = timesheets::queries::page(caller(ctx)?, filter, &args, counts(ctx)).await;
        let page = read.map_err(|error| fail(ctx, &error))?;
        let place =
            |summed: &timesheets::SummedTimesheet| timesheets::queries::cursor(&summed.timesheet);
        let cursors: Vec<Cursor> = page.items.iter().map(place).collect();
        let (ends, found) = (page.ends(), page.items);
        let nodes = ahead::timesheets_of(ctx, found, &items(&ctx.look_ahead())).await?;
        Ok(with_cursors(ends, cursors, nodes))
    }

    /// A month of somebody's work by its id; null when there is none, or none that one may see.
    async fn timesheet(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the month, e.g. `timesheet_01h455vb4pex5vsknk084sn02q`.")] id: ID,
    ) -> Result<Option<Timesheet>> {
        let id = ids::read_argument(ctx, &id, "id")?;
        ahead::timesheet(ctx, id, ctx.look_ahead()).await
    }
}
