//! SQL that gives texts their terms that have none yet: some of a kind, with the word that they have them now. Of those that
//! somebody is at, this one keeps off.
//!
//! Rows are held so that their label can't change before the commit, and what hangs on them can.

use crate::access::{Kept, Label, Secrecy, WriteTx};
use crate::kernel::error::Result;
use crate::kernel::ids::{ActivityId, CommentId, MemberId, RequestId};
use crate::tables::{activities, request_comments, requests};
use crate::terms::{ActivityLabel, ActivityTerms, CommentTerms, RequestTerms};
use chrono::NaiveDate;
use diesel::dsl::not;
use diesel::{BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;

type RequestRow = (RequestId, MemberId, Secrecy, bool, String, String);
type CommentRow = (CommentId, RequestId, MemberId, Secrecy, bool, bool, String);
type ActivityRow = (ActivityId, Secrecy, bool, NaiveDate, String);

/// Says of texts that were read that they have their terms now; how many they are.
macro_rules! marked {
    ($tx:expr, $table:ident, $rows:expr) => {{
        let ids: Vec<_> = $rows.iter().map(|row| row.0).collect();
        let those = $table::table.filter($table::id.eq_any(ids));
        let done = diesel::update(those).set($table::has_terms.eq(true));
        Ok(Kept(done).execute(&mut $tx.conn()).await?)
    }};
}

/// Titles and descriptions; answers of how many cases.
pub(in crate::search) async fn fill_requests(tx: &WriteTx, most: i64) -> Result<usize> {
    let rows: Vec<RequestRow> = requests::table
        .filter(not(requests::has_terms))
        .order(requests::id)
        .limit(most)
        .select((
            requests::id,
            requests::member_id,
            requests::secrecy,
            requests::shown_to_member,
            requests::title,
            requests::description,
        ))
        .for_no_key_update()
        .skip_locked()
        .load(&mut tx.conn())
        .await?;
    if rows.is_empty() {
        return Ok(0);
    }
    let mut terms = RequestTerms::default();
    for (request, member, secrecy, shown_to_member, title, description) in &rows {
        let (request, member) = (*request, *member);
        let label = Label { request, member, secrecy: *secrecy, shown_to_member: *shown_to_member };
        terms.add(label, title, description);
    }
    terms.execute(&mut tx.conn()).await?;
    marked!(tx, requests, rows)
}

/// Comments. Their case is held with them: who relabels it holds the case first, and then its comments.
pub(in crate::search) async fn fill_comments(tx: &WriteTx, most: i64) -> Result<usize> {
    let of_case = requests::tenant_id
        .eq(request_comments::tenant_id)
        .and(requests::id.eq(request_comments::request_id));
    let rows: Vec<CommentRow> = request_comments::table
        .inner_join(requests::table.on(of_case))
        .filter(not(request_comments::has_terms))
        .order(request_comments::id)
        .limit(most)
        .select((
            request_comments::id,
            request_comments::request_id,
            request_comments::member_id,
            request_comments::secrecy,
            request_comments::shown_to_member,
            request_comments::is_internal,
            request_comments::body,
        ))
        .for_no_key_update()
        .skip_locked()
        .load(&mut tx.conn())
        .await?;
    if rows.is_empty() {
        return Ok(0);
    }
    let mut terms = CommentTerms::default();
    for (comment, request, member, secrecy, shown_to_member, is_internal, body) in &rows {
        let (request, member) = (*request, *member);
        let label = Label { request, member, secrecy: *secrecy, shown_to_member: *shown_to_member };
        terms.add(label, *comment, *is_internal, body);
    }
    terms.execute(&mut tx.conn()).await?;
    marked!(tx, request_comments, rows)
}

/// What activities brought about.
pub(in crate::search) async fn fill_activities(tx: &WriteTx, most: i64) -> Result<usize> {
    let rows: Vec<ActivityRow> = activities::table
        .filter(not(activities::has_terms))
        .order(activities::id)
        .limit(most)
        .select((
            activities::id,
            activities::secrecy,
            activities::shown_to_member,
            activities::performed_on,
            activities::output,
        ))
        .for_no_key_update()
        .skip_locked()
        .load(&mut tx.conn())
        .await?;
    if rows.is_empty() {
        return Ok(0);
    }
    let mut terms = ActivityTerms::default();
    for (activity, secrecy, shown_to_member, performed_on, output) in &rows {
        let label = ActivityLabel {
            activity: *activity,
            secrecy: *secrecy,
            shown_to_member: *shown_to_member,
            performed_on: *performed_on,
        };
        terms.add(label, output);
    }
    terms.execute(&mut tx.conn()).await?;
    marked!(tx, activities, rows)
}
