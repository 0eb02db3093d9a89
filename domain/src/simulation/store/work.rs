//! A centre's cases and work. Generated columns are the database's own.

use crate::access::{Cell, Id, Sheet};
use crate::activities::{Activity, Share};
use crate::kernel::ids::TenantId;
use crate::kernel::money::Money;
use crate::requests::Request;
use crate::simulation::rules::{Comment, Work};
use std::collections::BTreeMap;

/// In whatever order: what they refer to is checked when their keys are put back.
pub(in crate::simulation) fn work(tenant: TenantId, work: &Work) -> Vec<Sheet> {
    let requests = work.requests.iter().map(|request| request.year);
    let activities = work.activities.iter().map(|(activity, _)| activity.year);
    vec![
        counters("request_counters", tenant, requests),
        requests_of(tenant, &work.requests),
        comments(tenant, &work.comments),
        counters("activity_counters", tenant, activities),
        activities_of(tenant, &work.activities),
        shares(tenant, &work.activities),
    ]
}

/// Where the series of numbers have come to, year by year.
fn counters(table: &'static str, tenant: TenantId, years: impl Iterator<Item = i32>) -> Sheet {
    let mut last: BTreeMap<i32, i32> = BTreeMap::new();
    for year in years {
        *last.entry(year).or_default() += 1;
    }
    let mut sheet = Sheet::of(table, &["tenant_id", "year", "last_number"]);
    for (year, number) in last {
        sheet.row(&[&Id(tenant), &year, &number]);
    }
    sheet
}

fn requests_of(tenant: TenantId, requests: &[Request]) -> Sheet {
    let mut sheet = Sheet::of(
        "requests",
        &[
            "tenant_id",
            "id",
            "member_id",
            "secrecy",
            "shown_to_member",
            "year",
            "number",
            "service_code",
            "state",
            "title",
            "description",
            "requester_kind",
            "requester_name",
            "municipality_code",
            "opened_at",
            "opened_by",
            "first_answer_due_at",
            "due_at",
            "assignee_id",
            "closed_at",
            "outcome",
            "version",
            "channel",
            "first_answered_at",
            "clock_started_at",
            "close_days",
            "has_terms",
        ],
    );
    for request in requests {
        let cells: [&dyn Cell; 27] = [
            &Id(tenant),
            &Id(request.id),
            &Id(request.member_id),
            &request.secrecy.as_str(),
            &request.shown_to_member,
            &request.year,
            &request.number,
            &request.service_code,
            &request.state.as_str(),
            &request.title,
            &request.description,
            &request.requester_kind.as_str(),
            &request.requester_name,
            &request.municipality_code,
            &request.opened_at,
            &request.opened_by.map(Id),
            &request.first_answer_due_at,
            &request.due_at,
            &request.assignee_id.map(Id),
            &request.closed_at,
            &request.outcome,
            &request.version,
            &request.channel.map(|channel| channel.as_str().to_owned()),
            &request.first_answered_at,
            &request.term.started_at,
            &request.term.close_days,
            &true,
        ];
        sheet.row(&cells);
    }
    sheet
}

fn comments(tenant: TenantId, comments: &[Comment]) -> Sheet {
    let mut sheet = Sheet::of(
        "request_comments",
        &[
            "tenant_id",
            "id",
            "request_id",
            "member_id",
            "secrecy",
            "shown_to_member",
            "is_internal",
            "author_id",
            "written_at",
            "body",
            "has_terms",
        ],
    );
    for Comment { label, comment } in comments {
        let cells: [&dyn Cell; 11] = [
            &Id(tenant),
            &Id(comment.id),
            &Id(label.request),
            &Id(label.member),
            &label.secrecy.as_str(),
            &label.shown_to_member,
            &comment.is_internal,
            &Id(comment.author_id),
            &comment.written_at,
            &comment.body,
            &true,
        ];
        sheet.row(&cells);
    }
    sheet
}

fn activities_of(tenant: TenantId, activities: &[(Activity, Vec<Share>)]) -> Sheet {
    let mut sheet = Sheet::of(
        "activities",
        &[
            "tenant_id",
            "id",
            "service_secrecy",
            "counted_secrecy",
            "request_id",
            "request_member_id",
            "request_secrecy",
            "request_shown_to_member",
            "year",
            "number",
            "service_code",
            "competence",
            "performed_on",
            "performed_by",
            "minutes",
            "output",
            "share_count",
            "method",
            "method_version",
            "inputs",
            "saved_haler",
            "brought_in_haler",
            "recorded_at",
            "recorded_by",
            "version",
            "has_terms",
        ],
    );
    for (activity, _) in activities {
        let (request, benefit) = (activity.request.as_ref(), activity.benefit.as_ref());
        let amounts = activity.amounts();
        let cells: [&dyn Cell; 26] = [
            &Id(tenant),
            &Id(activity.id),
            &activity.service_secrecy.as_str(),
            &activity.counted_secrecy.as_str(),
            &request.map(|label| Id(label.request)),
            &request.map(|label| Id(label.member)),
            &request.map(|label| label.secrecy.as_str()),
            &request.map(|label| label.shown_to_member),
            &activity.year,
            &activity.number,
            &activity.service_code,
            &activity.competence.as_str(),
            &activity.performed_on,
            &Id(activity.performed_by),
            &activity.minutes,
            &activity.output,
            &activity.share_count,
            &benefit.map(|benefit| benefit.method.as_str()),
            &benefit.map(|benefit| benefit.version),
            &benefit.map(|benefit| &benefit.inputs),
            &amounts.saved.map(Money::haler),
            &amounts.brought_in.map(Money::haler),
            &activity.recorded_at,
            &Id(activity.recorded_by),
            &activity.version,
            &true,
        ];
        sheet.row(&cells);
    }
    sheet
}

fn shares(tenant: TenantId, activities: &[(Activity, Vec<Share>)]) -> Sheet {
    let mut sheet = Sheet::of(
        "activity_shares",
        &[
            "tenant_id",
            "activity_id",
            "member_id",
            "secrecy",
            "shown_to_member",
            "performed_on",
            "weight",
            "minutes",
            "saved_haler",
            "brought_in_haler",
            "attested_by",
            "attested_at",
        ],
    );
    for (activity, share) in activities
        .iter()
        .flat_map(|(activity, shares)| shares.iter().map(move |share| (activity, share)))
    {
        let attested = share.attested;
        let cells: [&dyn Cell; 12] = [
            &Id(tenant),
            &Id(activity.id),
            &Id(share.member),
            &activity.secrecy.as_str(),
            &activity.shown_to_member,
            &activity.performed_on,
            &share.weight,
            &share.minutes,
            &share.saved.map(Money::haler),
            &share.brought_in.map(Money::haler),
            &attested.map(|attested| Id(attested.by)),
            &attested.map(|attested| attested.at),
        ];
        sheet.row(&cells);
    }
    sheet
}
