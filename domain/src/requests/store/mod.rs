//! SQL of requests and comments; what hangs on a list of them is in `children`.

mod children;
mod in_use;
mod links;
mod of_each;
mod opening;
mod reminders;
mod several;
mod watchers;

pub(super) use children::{
    comment_by_id, comments, counts_of_comments, counts_of_history, history, watchers,
};
pub(crate) use in_use::services_in_use;
pub(super) use links::{
    counts_of_links, delete_link, insert_link, insert_merge, link_between, links_of_each, merged,
    merged_into,
};
pub(crate) use of_each::{OfEach, Rows};
pub(super) use opening::{NewRow, insert};
pub(super) use reminders::{reminders, running_out};
pub(super) use several::{lock_each, update_each};
pub(super) use watchers::{counts_of_watchers, delete_watcher, insert_watcher};

use super::rules::{Comment, OrderField, Request, RequestFilter, RequestOrder};
use crate::access::{Kept, Label, ReadTx, WriteTx};
use crate::kernel::error::Result;
use crate::kernel::ids::{MemberId, RequestId};
use crate::kernel::page::{Cursor, Direction, PageArgs};
use crate::kernel::working_days::end_of_day_in_prague;
use crate::tables::{request_comments, requests, services};
use crate::terms::CommentTerms;
use chrono::{DateTime, Datelike as _, Utc};
use diesel::pg::Pg;
use diesel::query_builder::{QueryFragment, QueryId};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, NullableExpressionMethods as _,
    OptionalExtension as _, QueryDsl as _, QueryResult,
};
use diesel_async::RunQueryDsl as _;
use std::collections::BTreeSet;
use uuid::Uuid;

macro_rules! request {
    () => {
        (
            requests::id,
            requests::member_id,
            requests::secrecy,
            requests::shown_to_member,
            requests::year,
            requests::number,
            requests::service_code,
            requests::state,
            requests::title,
            requests::description,
            requests::requester_kind,
            requests::requester_name,
            requests::municipality_code,
            requests::opened_at,
            requests::opened_by,
            requests::first_answer_due_at,
            requests::due_at,
            requests::assignee_id,
            requests::closed_at,
            requests::outcome,
            requests::version,
            requests::priority,
            requests::channel,
            requests::first_answered_at,
            (
                requests::clock_started_at,
                requests::close_days,
                requests::office_hours,
                requests::stopped_since,
                requests::stops,
            ),
            requests::requester_email,
        )
    };
}

pub(in crate::requests::store) use request;

type Filtered<'a> = requests::BoxedQuery<'a, Pg>;

/// A part of the list and, if asked for, how long the whole is.
pub(super) async fn page(
    tx: &ReadTx,
    list: &List<'_>,
    args: &PageArgs,
    count: bool,
) -> QueryResult<(Vec<Request>, Option<i64>)> {
    let rows = ordered(list.filtered(), list.order, args).limit(args.rows()).select(request!());
    let (mut one, mut two) = (tx.conn(), tx.conn());
    let rows = rows.load(&mut one);
    let total = async {
        if count { list.filtered().count().get_result(&mut two).await.map(Some) } else { Ok(None) }
    };
    futures_util::try_join!(rows, total)
}

/// Which requests, in which order.
pub(super) struct List<'a> {
    pub(super) filter: &'a RequestFilter,
    pub(super) order: RequestOrder,
    /// Whom the caller acts for. The policy says so too; said here, an index serves it.
    pub(super) members: Option<&'a BTreeSet<MemberId>>,
    pub(super) now: DateTime<Utc>,
    /// Until when what is due soon is due.
    pub(super) soon: DateTime<Utc>,
}

impl List<'_> {
    fn filtered(&self) -> Filtered<'static> {
        let filter = self.filter.clone();
        let mut query: Filtered<'static> = requests::table.into_boxed();
        let members: Option<Vec<MemberId>> =
            self.members.map(|members| members.iter().copied().collect());
        query = match members.as_deref() {
            // Of one member the index gives the rows in order; of several they have to be sorted.
            Some([only]) => query.filter(requests::member_id.eq(*only)),
            Some(several) => query.filter(requests::member_id.eq_any(several.to_vec())),
            None => query,
        };
        if let Some(states) = filter.states {
            query = query.filter(requests::state.eq_any(states));
        }
        if let Some(service_code) = filter.service_code {
            query = query.filter(requests::service_code.eq(service_code));
        }
        if let Some(area) = filter.area {
            let codes = services::table.filter(services::area.eq(area)).select(services::code);
            query = query.filter(requests::service_code.eq_any(codes));
        }
        if let Some(member) = filter.member {
            query = query.filter(requests::member_id.eq(member));
        }
        if let Some(assignee) = filter.assignee {
            query = query.filter(requests::assignee_id.eq(assignee));
        }
        if let Some(requester) = filter.requester {
            query = query.filter(requests::requester_kind.eq(requester));
        }
        query = self.by_term(query);
        if let Some(priorities) = filter.priorities {
            query = query.filter(requests::priority.eq_any(priorities));
        }
        if let Some(channels) = filter.channels {
            query = query.filter(requests::channel.eq_any(channels));
        }
        if let Some(day) = filter.opened_from.and_then(|day| day.pred_opt()) {
            query = query.filter(requests::opened_at.ge(end_of_day_in_prague(day)));
        }
        if let Some(day) = filter.opened_to {
            query = query.filter(requests::opened_at.lt(end_of_day_in_prague(day)));
        }
        query
    }

    /// By what is overdue, or due soon. While the requester is waited for a request is as late as it was then, and never soon.
    fn by_term(&self, query: Filtered<'static>) -> Filtered<'static> {
        let (now, soon) = (self.now, self.soon);
        let was_overdue_when_stopped =
            requests::due_at.nullable().le(requests::stopped_since).assume_not_null();
        let was_in_time_when_stopped =
            requests::due_at.nullable().gt(requests::stopped_since).assume_not_null();
        let query = match self.filter.is_overdue {
            Some(true) => query
                .filter(requests::closed_at.is_null().and(requests::due_at.le(now)))
                .filter(requests::stopped_since.is_null().or(was_overdue_when_stopped)),
            Some(false) => query.filter(
                requests::closed_at
                    .is_not_null()
                    .or(requests::due_at.gt(now))
                    .or(requests::stopped_since.is_not_null().and(was_in_time_when_stopped)),
            ),
            None => query,
        };
        match self.filter.is_due_soon {
            Some(true) => query
                .filter(requests::closed_at.is_null().and(requests::stopped_since.is_null()))
                .filter(requests::due_at.gt(now).and(requests::due_at.le(soon))),
            Some(false) => query.filter(
                requests::closed_at
                    .is_not_null()
                    .or(requests::stopped_since.is_not_null())
                    .or(requests::due_at.le(now))
                    .or(requests::due_at.gt(soon)),
            ),
            None => query,
        }
    }
}

/// Keyset: behind `after`, before `before`, in the direction of reading.
fn ordered(
    mut query: Filtered<'static>,
    order: RequestOrder,
    args: &PageArgs,
) -> Filtered<'static> {
    macro_rules! by {
        ($column:expr) => {{
            let is_descending = order.is_descending;
            for (cursor, is_after) in [(&args.after, true), (&args.before, false)] {
                let Some((at, id)) = cursor.as_ref().map(place) else { continue };
                // `<=` first, so that the index finds the place; the id decides among equals.
                query = if is_after == is_descending {
                    query.filter($column.le(at).and($column.lt(at).or(requests::id.lt(id))))
                } else {
                    query.filter($column.ge(at).and($column.gt(at).or(requests::id.gt(id))))
                };
            }
            if is_descending == (args.direction == Direction::Forward) {
                query.order(($column.desc(), requests::id.desc()))
            } else {
                query.order(($column.asc(), requests::id.asc()))
            }
        }};
    }
    match order.field {
        OrderField::OpenedAt => by!(requests::opened_at),
        OrderField::DueAt => by!(requests::due_at),
    }
}

/// Where a request stands in a list: microseconds and id. A cursor of another list is before everything.
fn place(cursor: &Cursor) -> (DateTime<Utc>, Uuid) {
    // What is before our era no request has, and beyond 4713 BC PostgreSQL no instant.
    let at = cursor.key.parse().ok().and_then(DateTime::from_timestamp_micros);
    let at = at.filter(|at| at.year() > 0).unwrap_or_default();
    (at, Uuid::try_parse(&cursor.id).unwrap_or(Uuid::nil()))
}

pub(super) fn cursor(request: &Request, field: OrderField) -> Cursor {
    let at = match field {
        OrderField::OpenedAt => request.opened_at,
        OrderField::DueAt => request.due_at,
    };
    Cursor::new(at.timestamp_micros().to_string(), Uuid::from(request.id).to_string())
}

pub(crate) async fn by_ids(tx: &ReadTx, ids: &[RequestId]) -> QueryResult<Vec<Request>> {
    requests::table.filter(requests::id.eq_any(ids)).select(request!()).load(&mut tx.conn()).await
}

pub(super) async fn lock(tx: &WriteTx, id: RequestId) -> Result<Option<Request>> {
    let query = requests::table.filter(requests::id.eq(id)).select(request!()).for_update();
    let locked = query.first(&mut tx.conn()).await.optional()?;
    tx.has_waited();
    Ok(locked)
}

/// As the last statement of its write.
pub(super) fn update(tx: &mut WriteTx, request: &Request) {
    tx.last(changed(request));
}

/// Before the last statement of its write.
pub(super) async fn update_first(tx: &WriteTx, request: &Request) -> Result<()> {
    Kept(changed(request)).execute(&mut tx.conn()).await?;
    Ok(())
}

fn changed(request: &Request) -> impl QueryFragment<Pg> + QueryId + Send + Sync + use<> {
    let term = &request.term;
    diesel::update(requests::table.filter(requests::id.eq(request.id))).set((
        requests::state.eq(request.state),
        requests::assignee_id.eq(request.assignee_id),
        requests::due_at.eq(request.due_at),
        requests::closed_at.eq(request.closed_at),
        requests::outcome.eq(request.outcome.clone()),
        requests::version.eq(request.version),
        requests::first_answered_at.eq(request.first_answered_at),
        (
            requests::clock_started_at.eq(term.started_at),
            requests::close_days.eq(term.close_days),
            requests::office_hours.eq(term.office_hours.clone()),
            requests::stopped_since.eq(term.stopped_since),
            requests::stops.eq(term.stops.clone()),
        ),
    ))
}

/// What filing it elsewhere changes. The label goes on to all that hangs on it.
pub(super) fn refiled(request: &Request) -> impl QueryFragment<Pg> + QueryId + Send + Sync + use<> {
    let term = &request.term;
    diesel::update(requests::table.filter(requests::id.eq(request.id))).set((
        requests::service_code.eq(request.service_code.clone()),
        requests::secrecy.eq(request.secrecy),
        requests::state.eq(request.state),
        requests::assignee_id.eq(request.assignee_id),
        requests::first_answer_due_at.eq(request.first_answer_due_at),
        requests::due_at.eq(request.due_at),
        requests::version.eq(request.version),
        requests::close_days.eq(term.close_days),
        requests::stopped_since.eq(term.stopped_since),
        requests::stops.eq(term.stops.clone()),
    ))
}

/// What an answer changes, and all that a municipality may.
pub(super) async fn update_answered(tx: &WriteTx, request: &Request) -> Result<()> {
    let update = diesel::update(requests::table.filter(requests::id.eq(request.id))).set((
        requests::state.eq(request.state),
        requests::due_at.eq(request.due_at),
        requests::stopped_since.eq(request.term.stopped_since),
        requests::stops.eq(request.term.stops.clone()),
        requests::version.eq(request.version),
    ));
    Kept(update).execute(&mut tx.conn()).await?;
    Ok(())
}

/// Notes the first answer, unless somebody else was faster.
pub(super) async fn note_first_answer(tx: &WriteTx, id: RequestId) -> Result<()> {
    let first = requests::id.eq(id).and(requests::first_answered_at.is_null());
    let update =
        diesel::update(requests::table.filter(first)).set(requests::first_answered_at.eq(tx.now()));
    Kept(update).execute(&mut tx.conn()).await?;
    Ok(())
}

/// As the last statement of its write, with the words of it.
pub(super) fn insert_comment(tx: &mut WriteTx, label: Label, comment: &Comment) {
    let text = diesel::insert_into(request_comments::table).values((
        request_comments::id.eq(comment.id),
        request_comments::request_id.eq(label.request),
        request_comments::member_id.eq(label.member),
        request_comments::secrecy.eq(label.secrecy),
        request_comments::shown_to_member.eq(label.shown_to_member),
        request_comments::is_internal.eq(comment.is_internal),
        request_comments::author_id.eq(comment.author_id),
        request_comments::written_at.eq(comment.written_at),
        request_comments::body.eq(comment.body.clone()),
        request_comments::has_terms.eq(true),
    ));
    let terms = CommentTerms::of(label, comment.id, comment.is_internal, &comment.body);
    tx.last_of(vec![("text", Box::new(text)), ("terms", Box::new(terms))]);
}
