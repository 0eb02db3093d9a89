//! Lists of activities: of a whole tenant by their own indexes, of one member by those of its shares.

use super::super::rules::{Activity, ActivityFilter, ActivityOrder, OrderField};
use super::{Row, activity as read};
use crate::access::ReadTx;
use crate::kernel::ids::{MemberId, RequestId};
use crate::kernel::page::{Cursor, Direction, PageArgs};
use crate::requests::{OfEach, Rows};
use crate::tables::{activities, activity_shares, services};
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use diesel::dsl::exists;
use diesel::pg::Pg;
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, QueryDsl as _, QueryResult,
};
use diesel_async::RunQueryDsl as _;
use std::collections::BTreeSet;
use uuid::Uuid;

diesel::alias!(
    // The shares that a condition asks about, beside the one that leads to the activity.
    const ANY_SHARE: Alias<AnyShare> = activity_shares as any_share;
);

/// Which activities, in which order.
pub(in crate::activities) struct List<'a> {
    pub(in crate::activities) filter: &'a ActivityFilter,
    pub(in crate::activities) order: ActivityOrder,
    /// Whom the caller acts for. The policy says so too; said here, an index serves it.
    pub(in crate::activities) members: Option<&'a BTreeSet<MemberId>>,
}

impl List<'_> {
    /// The one member through whose shares the list is read: of one the index gives them in order.
    fn of_one_member(&self) -> Option<MemberId> {
        let only = || self.members.filter(|members| members.len() == 1)?.first().copied();
        self.filter.member.or_else(only)
    }
}

/// Narrows a query of activities to what the filter takes.
macro_rules! filtered {
    ($query:expr, $filter:expr, $day:expr) => {{
        let (mut query, filter) = ($query, $filter.clone());
        if let Some(day) = filter.from {
            query = query.filter($day.ge(day));
        }
        if let Some(day) = filter.to {
            query = query.filter($day.le(day));
        }
        if let Some(service_code) = filter.service_code {
            query = query.filter(activities::service_code.eq(service_code));
        }
        if let Some(area) = filter.area {
            let codes = services::table.filter(services::area.eq(area)).select(services::code);
            query = query.filter(activities::service_code.eq_any(codes));
        }
        if let Some(performer) = filter.performed_by {
            query = query.filter(activities::performed_by.eq(performer));
        }
        if let Some(request) = filter.request {
            query = query.filter(activities::request_id.eq(request));
        }
        if let Some(corrected) = filter.corrects {
            query = query.filter(activities::corrects_id.eq(corrected));
        }
        if let Some(method) = filter.method {
            query = query.filter(activities::method.eq(method));
        }
        if let Some(is_attested) = filter.is_attested {
            let waiting = ANY_SHARE
                .filter(ANY_SHARE.field(activity_shares::tenant_id).eq(activities::tenant_id))
                .filter(ANY_SHARE.field(activity_shares::activity_id).eq(activities::id))
                .filter(ANY_SHARE.field(activity_shares::attested_at).is_null());
            query = query.filter(activities::method.is_not_null());
            query = if is_attested {
                query.filter(diesel::dsl::not(exists(waiting)))
            } else {
                query.filter(exists(waiting))
            };
        }
        query
    }};
}

/// Keyset: behind `after`, before `before`, in the direction of reading.
macro_rules! ordered {
    ($query:expr, $order:expr, $args:expr, $column:expr, $id:expr, $key:expr) => {{
        let (mut query, is_descending) = ($query, $order.is_descending);
        for (cursor, is_after) in [(&$args.after, true), (&$args.before, false)] {
            let Some((key, id)) = cursor.as_ref().map(|cursor| ($key(cursor), id_of(cursor)))
            else {
                continue;
            };
            // `<=` first, so that the index finds the place; the id decides among equals.
            query = if is_after == is_descending {
                query.filter($column.le(key).and($column.lt(key).or($id.lt(id))))
            } else {
                query.filter($column.ge(key).and($column.gt(key).or($id.gt(id))))
            };
        }
        if is_descending == ($args.direction == Direction::Forward) {
            query.order(($column.desc(), $id.desc()))
        } else {
            query.order(($column.asc(), $id.asc()))
        }
    }};
}

/// A part of a list over some tables, where day and id of an activity are these columns.
macro_rules! part {
    ($tx:expr, $list:expr, $args:expr, $count:expr, $tables:expr, $day:expr, $id:expr) => {{
        let (tx, list, args): (&ReadTx, &List<'_>, &PageArgs) = ($tx, $list, $args);
        let query = filtered!($tables.into_boxed::<Pg>(), list.filter, $day);
        let query = match list.order.field {
            OrderField::PerformedOn => ordered!(query, list.order, args, $day, $id, day_of),
            OrderField::RecordedAt => {
                ordered!(query, list.order, args, activities::recorded_at, $id, instant_of)
            }
        };
        let (mut one, mut two) = (tx.conn(), tx.conn());
        let rows = query.limit(args.rows()).select(super::columns!()).load::<Row>(&mut one);
        let all = filtered!($tables.into_boxed::<Pg>(), list.filter, $day);
        let total = async {
            if $count { all.count().get_result(&mut two).await.map(Some) } else { Ok(None) }
        };
        futures_util::try_join!(rows, total)
    }};
}

/// A part of the list and, if asked for, how long the whole is.
pub(in crate::activities) async fn page(
    tx: &ReadTx,
    list: &List<'_>,
    args: &PageArgs,
    count: bool,
) -> QueryResult<(Vec<Activity>, Option<i64>)> {
    let (rows, total) = if let Some(member) = list.of_one_member() {
        let its = || {
            let is_its = activities::tenant_id
                .eq(activity_shares::tenant_id)
                .and(activities::id.eq(activity_shares::activity_id));
            activity_shares::table
                .inner_join(activities::table.on(is_its))
                .filter(activity_shares::member_id.eq(member))
        };
        let (day, id) = (activity_shares::performed_on, activity_shares::activity_id);
        part!(tx, list, args, count, its(), day, id)?
    } else {
        let (day, id) = (activities::performed_on, activities::id);
        part!(tx, list, args, count, activities::table, day, id)?
    };
    Ok((rows.into_iter().map(read).collect(), total))
}

/// Where an activity stands in a list: its day, or microseconds; and its id.
pub(in crate::activities) fn cursor(activity: &Activity, field: OrderField) -> Cursor {
    let key = match field {
        OrderField::PerformedOn => activity.performed_on.to_string(),
        OrderField::RecordedAt => activity.recorded_at.timestamp_micros().to_string(),
    };
    Cursor::new(key, Uuid::from(activity.id).to_string())
}

// A cursor of another list is before everything.

fn id_of(cursor: &Cursor) -> Uuid {
    Uuid::try_parse(&cursor.id).unwrap_or(Uuid::nil())
}

fn day_of(cursor: &Cursor) -> NaiveDate {
    // PostgreSQL keeps no day beyond 4713 BC; before our era there is no activity.
    let day = cursor.key.parse::<NaiveDate>().ok().filter(|day| (1..10_000).contains(&day.year()));
    day.unwrap_or_default()
}

fn instant_of(cursor: &Cursor) -> DateTime<Utc> {
    let at = cursor.key.parse().ok().and_then(DateTime::from_timestamp_micros);
    at.filter(|at| at.year() > 0).unwrap_or_default()
}

/// The activities from each request, as they were recorded, a part of each list.
pub(in crate::activities) async fn of_each_request(
    tx: &ReadTx,
    of: &[RequestId],
    args: &PageArgs,
) -> QueryResult<Vec<(RequestId, Activity)>> {
    let rows: Vec<(RequestId, Row)> = OfEach::<Whole>::new(of, args).load(&mut tx.conn()).await?;
    Ok(rows.into_iter().map(|(request, row)| (request, read(row))).collect())
}

/// How many activities came from each request; none: it isn't in the list.
pub(in crate::activities) async fn counts_by_request(
    tx: &ReadTx,
    of: &[RequestId],
) -> QueryResult<Vec<(Option<RequestId>, i64)>> {
    activities::table
        .filter(activities::request_id.eq_any(of))
        .group_by(activities::request_id)
        .select((activities::request_id, diesel::dsl::count_star()))
        .load(&mut tx.conn())
        .await
}

/// Activities with all of their columns, in the order of `columns!`.
struct Whole;

impl Rows for Whole {
    const TABLE: &str = "activities";
    const COLUMNS: &str = "id, service_secrecy, request_id, request_member_id, request_secrecy, request_shown_to_member, \
        secrecy, shown_to_member, counted_secrecy, year, number, service_code, competence, performed_on, performed_by, minutes, output, \
        share_count, method, method_version, inputs, saved_haler, brought_in_haler, corrects_id, is_reversal, reason, \
        recorded_at, recorded_by, version";
    type Types = diesel::dsl::SqlTypeOf<super::columns!()>;
}
