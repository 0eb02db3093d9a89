//! What an operation asks of the records in its answer: people and who attended are read once for all of them.

use super::types::{DutyRecord, OwedDuty, OwedTerm};
use crate::asked::caller;
use crate::fail::fail;
use crate::register::selected;
use crate::tenancy::{self, Member};
use async_graphql::{Context, Lookahead, Result};
use domain::duties::{self, Attendee};
use domain::kernel::ids::{DutyRecordId, MemberId};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Records with what is asked of them.
pub(super) async fn records(
    ctx: &Context<'_>,
    found: Vec<duties::DutyRecord>,
    asked: &[Lookahead<'_>],
) -> Result<Vec<DutyRecord>> {
    let is_named = ["recordedBy", "withdrawnBy"].iter().any(|of| !selected(asked, of).is_empty());
    let mut people = HashMap::new();
    if is_named {
        let by = found.iter().flat_map(|record| {
            std::iter::once(record.recorded_by).chain(record.withdrawn.as_ref().map(|of| of.by))
        });
        people = tenancy::people(ctx, by.collect()).await?;
    }
    let people = Arc::new(people);
    let mut attendees = attendees(ctx, &found, asked).await?;
    let node = |record: duties::DutyRecord| DutyRecord {
        attendees: attendees.remove(&record.id).unwrap_or_default(),
        people: Arc::clone(&people),
        record,
    };
    Ok(found.into_iter().map(node).collect())
}

/// A record by its id.
pub(super) async fn record(
    ctx: &Context<'_>,
    id: DutyRecordId,
    asked: Lookahead<'_>,
) -> Result<Option<DutyRecord>> {
    let found = duties::queries::record(caller(ctx)?, id).await;
    let found = found.map_err(|error| fail(ctx, &error))?;
    Ok(records(ctx, found.into_iter().collect(), &[asked]).await?.pop())
}

/// Duties with what is asked of them.
pub(super) async fn owed(
    ctx: &Context<'_>,
    found: Vec<duties::OwedDuty>,
    asked: Lookahead<'_>,
) -> Result<Vec<OwedDuty>> {
    let met_by = selected(&selected(&[asked], "terms"), "metBy");
    let mut nodes = HashMap::new();
    if !met_by.is_empty() {
        let terms = found.iter().flat_map(|owed| &owed.terms);
        let all = terms.filter_map(|term| term.met_by.clone()).collect();
        let read = records(ctx, all, &met_by).await?;
        nodes.extend(read.into_iter().map(|node| (node.record.id, node)));
    }
    let term = |term: &duties::OwedTerm| {
        let met_by = term.met_by.as_ref().and_then(|record| nodes.get(&record.id).cloned());
        OwedTerm::of(term, met_by)
    };
    let duty =
        |owed: duties::OwedDuty| OwedDuty { terms: owed.terms.iter().map(term).collect(), owed };
    Ok(found.into_iter().map(duty).collect())
}

async fn attendees(
    ctx: &Context<'_>,
    found: &[duties::DutyRecord],
    asked: &[Lookahead<'_>],
) -> Result<HashMap<DutyRecordId, Vec<Member>>> {
    let asked = selected(&selected(asked, "attendance"), "attendees");
    let meetings = found.iter().filter(|record| record.turnout.is_some());
    let meetings: Vec<DutyRecordId> = meetings.map(|record| record.id).collect();
    if asked.is_empty() || meetings.is_empty() {
        return Ok(HashMap::new());
    }
    let read = duties::queries::attendees(caller(ctx)?, &meetings).await;
    let read = read.map_err(|error| fail(ctx, &error))?;
    let ids: BTreeSet<MemberId> = read.iter().map(|attendee| attendee.member).collect();
    let ids: Vec<MemberId> = ids.into_iter().collect();
    let members = domain::tenancy::queries::members_by_ids(caller(ctx)?, &ids).await;
    let members = members.map_err(|error| fail(ctx, &error))?;
    let ids: Vec<MemberId> = members.iter().map(|member| member.id).collect();
    let nodes = tenancy::of_members(ctx, members, asked).await?;
    let nodes: HashMap<MemberId, Member> = ids.into_iter().zip(nodes).collect();
    let mut by_meeting: HashMap<_, Vec<Member>> = HashMap::new();
    for Attendee { record, member } in read {
        by_meeting.entry(record).or_default().extend(nodes.get(&member).cloned());
    }
    Ok(by_meeting)
}
