//! The activities of a quarter: a line for each member's share.

use super::list::{Cell, Column, List};
use super::names::Names;
use super::words::competence;
use crate::http::page::Tongue;
use domain::access::Caller;
use domain::activities::{
    Activity, ActivityFilter, ActivityOrder, Found, OrderField, Share, Wanted, queries,
};
use domain::kernel::error::Result;
use domain::kernel::ids::{ActivityId, MemberId};
use domain::kernel::page::PageArgs;
use domain::kernel::working_days::day_in_prague;
use domain::periods::Quarter;
use std::collections::HashMap;

const COLUMNS: [Column; 14] = [
    ("Aktivita", "Activity"),
    ("Den", "Day"),
    ("Služba", "Service"),
    ("Působnost", "Competence"),
    ("Provedl(a)", "Performed by"),
    ("Výstup", "Output"),
    ("Opravuje", "Corrects"),
    ("Důvod opravy", "Reason"),
    ("Obec", "Municipality"),
    ("Váha", "Weight"),
    ("Minut", "Minutes"),
    ("Uspořeno (Kč)", "Saved (CZK)"),
    ("Získáno (Kč)", "Brought in (CZK)"),
    ("Potvrzeno", "Attested"),
];

/// All of a quarter that the caller may read, in the order of the days.
pub(super) async fn read(caller: &Caller, quarter: Quarter, tongue: Tongue) -> Result<List> {
    let mut rows = Vec::new();
    for found in parts(caller, quarter).await? {
        rows.extend(lines(caller, &found, tongue).await?);
    }
    Ok(List { columns: &COLUMNS, rows })
}

/// The same, as it is read: a hundred at once, with shares and people.
pub(super) async fn parts(caller: &Caller, quarter: Quarter) -> Result<Vec<Found>> {
    let filter = ActivityFilter {
        from: Some(quarter.starts_on()),
        to: Some(quarter.ends_on()),
        ..ActivityFilter::default()
    };
    let order = ActivityOrder { field: OrderField::PerformedOn, is_descending: false };
    let wanted = Wanted { shares: true, members: true, people: true, ..Wanted::default() };
    let mut args = PageArgs::new(Some(super::AT_ONCE), None, None, None)?;
    let mut all = Vec::new();
    loop {
        let found = queries::page(caller, &filter, order, &args, false, &wanted).await?;
        let next = found.cursors.last().filter(|_| found.page.has_next).cloned();
        all.push(found);
        if next.is_none() {
            return Ok(all);
        }
        args.after = next;
    }
}

async fn lines(caller: &Caller, found: &Found, tongue: Tongue) -> Result<Vec<Vec<Cell>>> {
    let members: Vec<MemberId> = found.children.members().map(|member| member.id).collect();
    let names = Names::read(caller, &members, &[]).await?;
    let numbers = corrected(caller, found).await?;
    let mut rows = Vec::new();
    for activity in &found.page.items {
        for share in found.children.shares(activity.id) {
            rows.push(line(activity, share, found, (&names, &numbers), tongue));
        }
    }
    Ok(rows)
}

/// The numbers of the activities that some correct, for those are in another quarter.
async fn corrected(caller: &Caller, found: &Found) -> Result<HashMap<ActivityId, String>> {
    let corrects = found.page.items.iter().filter_map(|one| one.corrects.as_ref());
    let ids: Vec<ActivityId> = corrects.map(|corrects| corrects.activity).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let read = queries::by_ids(caller, &ids, &Wanted::default()).await?;
    Ok(read.page.items.iter().map(|one| (one.id, one.printed_number())).collect())
}

fn line(
    activity: &Activity,
    share: &Share,
    found: &Found,
    (names, numbers): (&Names, &HashMap<ActivityId, String>),
    tongue: Tongue,
) -> Vec<Cell> {
    let by = found.children.person(activity.performed_by);
    let corrects = activity.corrects.as_ref();
    let attested = share.attested.map(|attested| day_in_prague(attested.at));
    vec![
        Cell::Text(activity.printed_number()),
        Cell::Day(activity.performed_on),
        Cell::text(activity.service_code.as_str()),
        Cell::text(competence(activity.competence, tongue)),
        Cell::text(by.map_or("", |person| person.display_name.as_str())),
        Cell::text(activity.output.as_str()),
        Cell::text(corrects.and_then(|of| numbers.get(&of.activity)).map_or("", String::as_str)),
        Cell::text(corrects.map_or("", |of| of.reason.as_str())),
        Cell::text(names.member(share.member).unwrap_or_default()),
        Cell::number(share.weight),
        Cell::number(share.minutes),
        Cell::some(share.saved, Cell::Money),
        Cell::some(share.brought_in, Cell::Money),
        Cell::some(attested, Cell::Day),
    ]
}
