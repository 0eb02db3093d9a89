//! SQL of the search: which texts have the words, best first, and where in comments they stand.

mod fill;
mod ranking;

pub(super) use fill::{fill_activities, fill_comments, fill_requests};

use super::rules::{Sought, Subject, SubjectKind};
use crate::access::ReadTx;
use crate::kernel::ids::{CommentId, MemberId, RequestId};
use crate::kernel::page::{Cursor, PageArgs};
use crate::tables::{comment_terms, request_comments};
use diesel::{BoolExpressionMethods as _, ExpressionMethods as _, QueryDsl as _, QueryResult};
use diesel_async::RunQueryDsl as _;
use ranking::{Place, Ranking};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What is looked for, and where.
pub(super) struct Where<'a> {
    pub(super) sought: &'a Sought,
    pub(super) kinds: Kinds,
    /// Of this member alone.
    pub(super) member: Option<MemberId>,
    /// Whom the caller acts for. The policy says so too; said here, less is read.
    pub(super) reach: Option<&'a BTreeSet<MemberId>>,
}

/// Which kinds of things are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kinds {
    pub(super) requests: bool,
    pub(super) activities: bool,
}

impl Kinds {
    /// Those that are asked for, and may be read.
    pub(super) fn of(asked: Option<SubjectKind>, may_read_activities: bool) -> Self {
        Self {
            requests: asked != Some(SubjectKind::Activity),
            activities: asked != Some(SubjectKind::Request) && may_read_activities,
        }
    }
}

/// Something that has all the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ranked {
    pub(super) subject: Subject,
    id: Uuid,
    score: i32,
}

impl Ranked {
    fn of((is_activity, id, score): (bool, Uuid, i32)) -> Self {
        let subject =
            if is_activity { Subject::Activity(id.into()) } else { Subject::Request(id.into()) };
        Self { subject, id, score }
    }

    pub(super) fn cursor(&self) -> Cursor {
        Cursor::new(self.score.to_string(), self.id.to_string())
    }
}

/// Where something stands in the list. A cursor of another list is before everything.
fn place(cursor: &Cursor) -> Place {
    Place {
        score: cursor.key.parse().unwrap_or(i32::MAX),
        id: Uuid::try_parse(&cursor.id).unwrap_or(Uuid::nil()),
    }
}

/// A part of the list and, if asked for, how long the whole is.
pub(super) async fn ranked(
    tx: &ReadTx,
    of: &Where<'_>,
    args: &PageArgs,
    count: bool,
) -> QueryResult<(Vec<Ranked>, Option<i64>)> {
    if of.kinds == (Kinds { requests: false, activities: false }) {
        return Ok((Vec::new(), count.then_some(0)));
    }
    let ranking = Ranking::of(of);
    let page = ranking.page(args);
    let (mut one, mut two) = (tx.conn(), tx.conn());
    let rows = page.load::<(bool, Uuid, i32)>(&mut one);
    let total = async {
        if count { ranking.count().get_result(&mut two).await.map(Some) } else { Ok(None) }
    };
    let (rows, total) = futures_util::try_join!(rows, total)?;
    Ok((rows.into_iter().map(Ranked::of).collect(), total))
}

/// Which of the words stand in which comments on these requests.
pub(super) async fn words_in_comments(
    tx: &ReadTx,
    sought: &Sought,
    of: &[RequestId],
) -> QueryResult<Vec<(RequestId, CommentId, String)>> {
    if of.is_empty() {
        return Ok(Vec::new());
    }
    // Without a beginning nothing is between the two.
    let from = sought.beginning.clone().unwrap_or_default();
    let to = sought.behind_beginning().unwrap_or_default();
    let begun = comment_terms::term.ge(from).and(comment_terms::term.lt(to));
    comment_terms::table
        .filter(comment_terms::request_id.eq_any(of))
        .filter(comment_terms::term.eq_any(&sought.terms).or(begun))
        .select((comment_terms::request_id, comment_terms::comment_id, comment_terms::term))
        .load(&mut tx.conn())
        .await
}

/// What comments say.
pub(super) async fn bodies(tx: &ReadTx, of: &[CommentId]) -> QueryResult<Vec<(CommentId, String)>> {
    request_comments::table
        .filter(request_comments::id.eq_any(of))
        .select((request_comments::id, request_comments::body))
        .load(&mut tx.conn())
        .await
}
