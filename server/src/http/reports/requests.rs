//! The requests that were opened in a quarter, a line for each.

use super::list::{Cell, Column, List};
use super::names::Names;
use super::words::{channel, priority, requester, state};
use crate::http::page::Tongue;
use domain::access::Caller;
use domain::kernel::error::Result;
use domain::kernel::ids::MemberId;
use domain::kernel::page::PageArgs;
use domain::kernel::working_days::day_in_prague;
use domain::periods::Quarter;
use domain::requests::{Found, OrderField, Request, RequestFilter, RequestOrder, Wanted, queries};
use std::collections::BTreeSet;

const COLUMNS: [Column; 14] = [
    ("Požadavek", "Request"),
    ("Přijato", "Opened"),
    ("Služba", "Service"),
    ("Obec", "Municipality"),
    ("Žádá", "Requester"),
    ("Jméno žadatele", "Requester's name"),
    ("Přišlo", "Channel"),
    ("Název", "Title"),
    ("Priorita", "Priority"),
    ("Stav", "State"),
    ("Řeší", "Assignee"),
    ("První odpověď", "First answer"),
    ("Vyřídit do", "Due"),
    ("Uzavřeno", "Closed"),
];

/// All of a quarter that the caller may read, in the order of their opening.
pub(super) async fn read(caller: &Caller, quarter: Quarter, tongue: Tongue) -> Result<List> {
    let filter = RequestFilter {
        opened_from: Some(quarter.starts_on()),
        opened_to: Some(quarter.ends_on()),
        ..RequestFilter::default()
    };
    let order = RequestOrder { field: OrderField::OpenedAt, is_descending: false };
    let wanted = Wanted { people: true, ..Wanted::default() };
    let mut args = PageArgs::new(Some(super::AT_ONCE), None, None, None)?;
    let mut rows = Vec::new();
    loop {
        let found = queries::page(caller, &filter, order, &args, false, &wanted).await?;
        rows.extend(lines(caller, &found, tongue).await?);
        match found.cursors.last().filter(|_| found.page.has_next) {
            Some(last) => args.after = Some(last.clone()),
            None => return Ok(List { columns: &COLUMNS, rows }),
        }
    }
}

async fn lines(caller: &Caller, found: &Found, tongue: Tongue) -> Result<Vec<Vec<Cell>>> {
    let members: BTreeSet<MemberId> =
        found.page.items.iter().map(|request| request.member_id).collect();
    let members: Vec<MemberId> = members.into_iter().collect();
    let names = Names::read(caller, &members, &[]).await?;
    Ok(found.page.items.iter().map(|request| line(request, found, &names, tongue)).collect())
}

fn line(request: &Request, found: &Found, names: &Names, tongue: Tongue) -> Vec<Cell> {
    let assignee = request.assignee_id.and_then(|who| found.children.person(who));
    let own = tongue.say("Svazek sám", "The association itself");
    vec![
        Cell::Text(request.printed_number()),
        Cell::Day(day_in_prague(request.opened_at)),
        Cell::text(request.service_code.as_str()),
        Cell::text(names.member(request.member_id).unwrap_or(own)),
        Cell::text(requester(request.requester_kind, tongue)),
        Cell::text(request.requester_name.as_deref().unwrap_or_default()),
        Cell::text(request.channel.map_or("", |came| channel(came, tongue))),
        Cell::text(request.title.as_str()),
        Cell::text(priority(request.priority, tongue)),
        Cell::text(state(request.state, tongue)),
        Cell::text(assignee.map_or("", |person| person.display_name.as_str())),
        Cell::some(request.first_answered_at.map(day_in_prague), Cell::Day),
        Cell::Day(request.due_on()),
        Cell::some(request.closed_at.map(day_in_prague), Cell::Day),
    ]
}
