//! What an operation asks of the employments, entries and months in its answer: names, services and activities are read once
//! for all of them.

use super::types::{Employment, Timesheet, TimesheetWarning, WorklogEntry, warnings};
use crate::activities::{self, Activity};
use crate::asked::caller;
use crate::fail::fail;
use crate::register::selected;
use crate::services::Service;
use crate::tenancy::{self, Participant};
use async_graphql::{Context, Lookahead, Result};
use domain::configuration;
use domain::kernel::ids::{ActivityId, EmploymentId, ParticipantId, TimesheetId, WorklogEntryId};
use domain::worktime::timesheets::SummedTimesheet;
use domain::worktime::{employments, timesheets, worklog};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Employments with what is asked of them.
pub(super) async fn employments_of(
    ctx: &Context<'_>,
    found: Vec<employments::Employment>,
    asked: &[Lookahead<'_>],
) -> Result<Vec<Employment>> {
    let mut people = HashMap::new();
    if !selected(asked, "participant").is_empty() {
        let ids = found.iter().map(|employment| employment.participant).collect();
        people = tenancy::people(ctx, ids).await?;
    }
    let people = Arc::new(people);
    let node = |employment| Employment { employment, people: Arc::clone(&people) };
    Ok(found.into_iter().map(node).collect())
}

/// An employment by its id.
pub(super) async fn employment(
    ctx: &Context<'_>,
    id: EmploymentId,
    asked: Lookahead<'_>,
) -> Result<Option<Employment>> {
    let found = employments::queries::by_ids(caller(ctx)?, &[id]).await;
    let found = found.map_err(|error| fail(ctx, &error))?;
    Ok(employments_of(ctx, found, &[asked]).await?.pop())
}

/// Entries with what is asked of them.
pub(super) async fn entries(
    ctx: &Context<'_>,
    found: Vec<worklog::Entry>,
    asked: &[Lookahead<'_>],
) -> Result<Vec<WorklogEntry>> {
    let people = people_of(ctx, &found, asked).await?;
    let posts = posts_of(ctx, &found, asked).await?;
    let services = services_of(ctx, &found, asked).await?;
    let activities = activities_of(ctx, &found, asked).await?;
    let node = |entry: worklog::Entry| WorklogEntry {
        participant: people.get(&entry.participant).cloned(),
        employment: posts.get(&entry.employment).cloned(),
        service: entry.service_code.as_ref().and_then(|code| services.get(code).cloned()),
        activity: entry.activity.and_then(|id| activities.get(&id).cloned()),
        entry,
    };
    Ok(found.into_iter().map(node).collect())
}

/// An entry by its id, which one may read.
pub(super) async fn entry(ctx: &Context<'_>, id: WorklogEntryId) -> Result<Option<worklog::Entry>> {
    let found = worklog::queries::entry(caller(ctx)?, id).await;
    found.map_err(|error| fail(ctx, &error))
}

/// Months with what is asked of them.
pub(super) async fn timesheets_of(
    ctx: &Context<'_>,
    found: Vec<SummedTimesheet>,
    asked: &[Lookahead<'_>],
) -> Result<Vec<Timesheet>> {
    let (parts, warned) = (selected(asked, "parts"), selected(asked, "warnings"));
    let mut posts = selected(&parts, "employment");
    posts.extend(selected(&warned, "employment"));
    let is_named = ["participant", "decidedBy"].iter().any(|of| !selected(asked, of).is_empty())
        || !selected(&posts, "participant").is_empty();
    let mut people = HashMap::new();
    if is_named {
        let of_each = found.iter().map(|summed| &summed.timesheet);
        let ids = of_each.flat_map(|of| std::iter::once(of.participant).chain(of.decided_by));
        people = tenancy::people(ctx, ids.collect()).await?;
    }
    let people = Arc::new(people);
    let node = |summed| Timesheet { summed, people: Arc::clone(&people) };
    Ok(found.into_iter().map(node).collect())
}

/// A month by its id.
pub(super) async fn timesheet(
    ctx: &Context<'_>,
    id: TimesheetId,
    asked: Lookahead<'_>,
) -> Result<Option<Timesheet>> {
    let found = timesheets::queries::timesheet(caller(ctx)?, id).await;
    let found = found.map_err(|error| fail(ctx, &error))?;
    Ok(timesheets_of(ctx, found.into_iter().collect(), &[asked]).await?.pop())
}

/// What deserves a second look in the month of an entry, as far as that entry has to do with it.
pub(super) async fn warnings_about(
    ctx: &Context<'_>,
    entry: &worklog::Entry,
    asked: Lookahead<'_>,
) -> Result<Vec<TimesheetWarning>> {
    let found = timesheets::queries::timesheet(caller(ctx)?, entry.timesheet).await;
    let Some(summed) = found.map_err(|error| fail(ctx, &error))? else { return Ok(vec![]) };
    let mut people = HashMap::new();
    if asked.field("employment").field("participant").exists() {
        people = tenancy::people(ctx, BTreeSet::from([entry.participant])).await?;
    }
    Ok(warnings(&summed.warnings_about(entry), &Arc::new(people)))
}

async fn people_of(
    ctx: &Context<'_>,
    found: &[worklog::Entry],
    asked: &[Lookahead<'_>],
) -> Result<HashMap<ParticipantId, Participant>> {
    if selected(asked, "participant").is_empty() {
        return Ok(HashMap::new());
    }
    tenancy::people(ctx, found.iter().map(|entry| entry.participant).collect()).await
}

async fn posts_of(
    ctx: &Context<'_>,
    found: &[worklog::Entry],
    asked: &[Lookahead<'_>],
) -> Result<HashMap<EmploymentId, Employment>> {
    let asked = selected(asked, "employment");
    if asked.is_empty() || found.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: BTreeSet<EmploymentId> = found.iter().map(|entry| entry.employment).collect();
    let ids: Vec<EmploymentId> = ids.into_iter().collect();
    let posts = employments::queries::by_ids(caller(ctx)?, &ids).await;
    let nodes = employments_of(ctx, posts.map_err(|error| fail(ctx, &error))?, &asked).await?;
    Ok(nodes.into_iter().map(|node| (node.employment.id, node)).collect())
}

async fn services_of(
    ctx: &Context<'_>,
    found: &[worklog::Entry],
    asked: &[Lookahead<'_>],
) -> Result<HashMap<String, Service>> {
    let codes: BTreeSet<String> =
        found.iter().filter_map(|entry| entry.service_code.clone()).collect();
    if selected(asked, "service").is_empty() || codes.is_empty() {
        return Ok(HashMap::new());
    }
    let codes: Vec<String> = codes.into_iter().collect();
    let services = configuration::queries::services_by_codes(caller(ctx)?, &codes).await;
    let services = services.map_err(|error| fail(ctx, &error))?;
    Ok(services.into_iter().map(|each| (each.code().to_owned(), Service(each))).collect())
}

async fn activities_of(
    ctx: &Context<'_>,
    found: &[worklog::Entry],
    asked: &[Lookahead<'_>],
) -> Result<HashMap<ActivityId, Activity>> {
    let ids: BTreeSet<ActivityId> = found.iter().filter_map(|entry| entry.activity).collect();
    let asked = selected(asked, "activity");
    if asked.is_empty() || ids.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<ActivityId> = ids.into_iter().collect();
    let nodes = activities::by_ids(ctx, &ids, asked).await?;
    Ok(nodes.into_iter().map(|node| (node.key(), node)).collect())
}
