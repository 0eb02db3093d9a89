//! SQL of what people are told. Whose it is and who may still see it is the policies' to say; that the own is asked for is
//! said here too, so that an index serves it.

pub(super) mod mails;

use super::rules::{Concerned, Happening, Notification, NotificationFilter, told_kinds};
use crate::access::{Label, ReadTx, Role, Secrecy, WriteTx};
use crate::kernel::error::Result;
use crate::kernel::ids::{MemberId, NotificationId, ParticipantId, RequestId, TypedId as _};
use crate::kernel::page::{Cursor, Direction, Page, PageArgs};
use crate::requests::changes::ChangeKind;
use crate::tables::{events, request_notifications as told, request_watchers, stream};
use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _,
    NullableExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryResult,
};
use diesel_async::RunQueryDsl as _;
use serde_json::Value;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// So many rows are inserted by one statement at most: each has ten values, and a statement takes 65,535.
const ROWS_AT_ONCE: usize = 1_000;

macro_rules! columns {
    () => {
        (told::id, told::position, told::kind, told::request_id, told::happened_at, told::seen_at)
    };
}

type Row = (NotificationId, i64, ChangeKind, RequestId, DateTime<Utc>, Option<DateTime<Utc>>);

fn notification((id, position, kind, request, happened_at, seen_at): Row) -> Notification {
    Notification { id, position, kind, request, happened_at, seen_at }
}

/// A part of the list of what somebody was told, the latest first.
pub(super) async fn page(
    tx: &ReadTx,
    own: ParticipantId,
    filter: NotificationFilter,
    args: &PageArgs,
    count: bool,
) -> Result<Page<Notification>> {
    macro_rules! filtered {
        ($query:expr) => {{
            let mut query = $query.filter(told::participant_id.eq(own)).into_boxed::<Pg>();
            query = match filter.is_seen {
                Some(true) => query.filter(told::seen_at.is_not_null()),
                Some(false) => query.filter(told::seen_at.is_null()),
                None => query,
            };
            query
        }};
    }
    let mut query = filtered!(told::table.select(columns!())).limit(args.rows());
    if let Some(after) = args.after.as_ref().map(place) {
        query = query.filter(told::position.lt(after));
    }
    if let Some(before) = args.before.as_ref().map(place) {
        query = query.filter(told::position.gt(before));
    }
    query = match args.direction {
        Direction::Forward => query.order(told::position.desc()),
        Direction::Backward => query.order(told::position.asc()),
    };
    let (mut one, mut two) = (tx.conn(), tx.conn());
    let rows = query.load::<Row>(&mut one);
    let total = async {
        if count {
            filtered!(told::table).count().get_result(&mut two).await.map(Some)
        } else {
            Ok(None)
        }
    };
    let (rows, total) = tx.closing(async { futures_util::try_join!(rows, total) }).await?;
    Ok(args.page(rows.into_iter().map(notification).collect(), total))
}

/// A cursor of another list is before everything.
fn place(cursor: &Cursor) -> i64 {
    cursor.id.parse().unwrap_or(0)
}

/// The first that somebody was told behind a position.
pub(super) async fn next(
    tx: &ReadTx,
    own: ParticipantId,
    behind: i64,
) -> QueryResult<Option<Notification>> {
    let query = told::table
        .filter(told::participant_id.eq(own).and(told::position.gt(behind)))
        .order(told::position)
        .select(columns!());
    Ok(query.first::<Row>(&mut tx.conn()).await.optional()?.map(notification))
}

/// How much of what somebody was told they haven't seen.
pub(super) async fn unseen(tx: &ReadTx, own: ParticipantId) -> QueryResult<i64> {
    let unseen = told::participant_id.eq(own).and(told::seen_at.is_null());
    told::table.filter(unseen).count().get_result(&mut tx.conn()).await
}

/// The places of some that somebody was told; of those that aren't theirs there is none.
pub(super) async fn positions(
    tx: &ReadTx,
    own: ParticipantId,
    ids: &BTreeSet<NotificationId>,
) -> QueryResult<Vec<i64>> {
    told::table
        .filter(told::participant_id.eq(own).and(told::id.eq_any(ids)))
        .select(told::position)
        .load(&mut tx.conn())
        .await
}

/// Notes that somebody has seen what they were told of these events; answers how much they hadn't.
pub(super) async fn mark_these(
    tx: &WriteTx,
    own: ParticipantId,
    positions: &[i64],
) -> QueryResult<usize> {
    let these = told::participant_id.eq(own).and(told::position.eq_any(positions));
    diesel::update(told::table.filter(these.and(told::seen_at.is_null())))
        .set(told::seen_at.eq(tx.now()))
        .execute(&mut tx.conn())
        .await
}

/// The same, of all up to an event.
pub(super) async fn mark_up_to(
    tx: &WriteTx,
    own: ParticipantId,
    position: i64,
) -> QueryResult<usize> {
    let these = told::participant_id.eq(own).and(told::position.le(position));
    diesel::update(told::table.filter(these.and(told::seen_at.is_null())))
        .set(told::seen_at.eq(tx.now()))
        .execute(&mut tx.conn())
        .await
}

/// What happened to cases at these positions that somebody may be told of, in order. As the worker. That they have an end is
/// said too, although nothing is behind it: else the planner expects a third of all that ever happened, and reads all of it.
pub(super) async fn happened(
    tx: &ReadTx,
    positions: RangeInclusive<i64>,
) -> Result<Vec<Happening>> {
    type Event = (
        (i64, DateTime<Utc>, ChangeKind),
        (RequestId, MemberId, Secrecy, bool),
        (bool, String, Value),
    );
    let rows: Vec<Event> = stream::table
        .inner_join(
            events::table
                .on(events::tenant_id.eq(stream::tenant_id).and(events::id.eq(stream::event_id))),
        )
        .filter(stream::tenant_id.eq(tx.tenant()?))
        .filter(stream::position.ge(positions.start()).and(stream::position.le(positions.end())))
        .filter(events::kind.eq_any(told_kinds()))
        .filter(events::request_id.is_not_null().and(events::member_id.is_not_null()))
        .order(stream::position)
        .select((
            (stream::position, events::at, events::kind),
            (
                events::request_id.assume_not_null(),
                events::member_id.assume_not_null(),
                events::secrecy,
                events::shown_to_member,
            ),
            (events::is_internal, events::actor, events::payload),
        ))
        .load(&mut tx.conn())
        .await?;
    let happening = |((position, at, kind), label, (is_internal, actor, facts)): Event| {
        let (request, member, secrecy, shown_to_member) = label;
        let assignee = facts.get("assignee").and_then(Value::as_str).and_then(ParticipantId::read);
        Happening {
            position,
            at,
            kind,
            label: Label { request, member, secrecy, shown_to_member },
            is_internal,
            by: ParticipantId::read(&actor),
            assignee,
        }
    };
    Ok(rows.into_iter().map(happening).collect())
}

/// Who watches these cases, who acts for these members, and who holds these roles. As the worker.
pub(super) async fn concerned(
    tx: &ReadTx,
    cases: BTreeSet<RequestId>,
    members: BTreeSet<MemberId>,
    roles: BTreeSet<Role>,
) -> QueryResult<Concerned> {
    let cases: Vec<RequestId> = cases.into_iter().collect();
    let members: Vec<MemberId> = members.into_iter().collect();
    let mut conn = tx.conn();
    let watchers = request_watchers::table
        .filter(request_watchers::request_id.eq_any(&cases))
        .select((
            request_watchers::request_id,
            (request_watchers::participant_id, request_watchers::since),
        ))
        .load::<(RequestId, (ParticipantId, DateTime<Utc>))>(&mut conn);
    let of_members =
        async { if members.is_empty() { Ok(Vec::new()) } else { tx.people_of(&members).await } };
    let roles: Vec<Role> = roles.into_iter().collect();
    let of_roles =
        async { if roles.is_empty() { Ok(Vec::new()) } else { tx.holders_of(&roles).await } };
    let (watchers, of_members, of_roles) = futures_util::try_join!(watchers, of_members, of_roles)?;
    let mut people = Concerned::default();
    for (request, watcher) in watchers {
        people.watchers.entry(request).or_default().push(watcher);
    }
    for (member, person) in of_members {
        people.of_members.entry(member).or_default().push(person);
    }
    for (role, person) in of_roles {
        people.of_roles.entry(role).or_default().push(person);
    }
    Ok(people)
}

/// Without RETURNING: the worker doesn't read what it has told.
pub(super) async fn insert(tx: &WriteTx, each: &[(&Happening, ParticipantId)]) -> QueryResult<()> {
    for some in each.chunks(ROWS_AT_ONCE) {
        let row = |(happening, who): &(&Happening, ParticipantId)| {
            (
                told::id.eq(tx.new_id::<NotificationId>()),
                told::participant_id.eq(*who),
                told::position.eq(happening.position),
                told::request_id.eq(happening.label.request),
                told::member_id.eq(happening.label.member),
                told::secrecy.eq(happening.label.secrecy),
                told::shown_to_member.eq(happening.label.shown_to_member),
                told::is_internal.eq(happening.is_internal),
                told::kind.eq(happening.kind),
                told::happened_at.eq(happening.at),
            )
        };
        let rows: Vec<_> = some.iter().map(row).collect();
        diesel::insert_into(told::table).values(rows).execute(&mut tx.conn()).await?;
    }
    Ok(())
}

/// Of one tenant, which the worker's policy names.
pub(super) async fn delete_old(tx: &WriteTx, happened_before: DateTime<Utc>) -> QueryResult<usize> {
    diesel::delete(told::table.filter(told::happened_at.le(happened_before)))
        .execute(&mut tx.conn())
        .await
}
