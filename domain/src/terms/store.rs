//! SQL that writes terms: beside their text, in its statement, or where a text has none yet.

use super::rules::{of_text, of_title_and_text};
use crate::access::{Label, Secrecy, Together, WriteTx};
use crate::kernel::error::Result;
use crate::kernel::ids::{ActivityId, CommentId};
use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{Array, Bool, Date, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl as _;
use uuid::Uuid;

/// Terms of titles and descriptions: a row's values in each column.
#[derive(Debug, Default)]
pub(crate) struct RequestTerms {
    term: Vec<String>,
    request_id: Vec<Uuid>,
    member_id: Vec<Uuid>,
    secrecy: Vec<Secrecy>,
    shown_to_member: Vec<bool>,
    in_title: Vec<bool>,
}

impl RequestTerms {
    /// Those of one case.
    pub(crate) fn of(label: Label, title: &str, description: &str) -> Self {
        let mut terms = Self::default();
        terms.add(label, title, description);
        terms
    }

    /// Those of a case more.
    pub(crate) fn add(&mut self, label: Label, title: &str, description: &str) {
        for (term, in_title) in of_title_and_text(title, description) {
            self.term.push(term);
            self.request_id.push(label.request.into());
            self.member_id.push(label.member.into());
            self.secrecy.push(label.secrecy);
            self.shown_to_member.push(label.shown_to_member);
            self.in_title.push(in_title);
        }
    }
}

/// Terms of comments.
#[derive(Debug, Default)]
pub(crate) struct CommentTerms {
    term: Vec<String>,
    request_id: Vec<Uuid>,
    comment_id: Vec<Uuid>,
    member_id: Vec<Uuid>,
    secrecy: Vec<Secrecy>,
    shown_to_member: Vec<bool>,
    is_internal: Vec<bool>,
}

impl CommentTerms {
    /// Those of one comment.
    pub(crate) fn of(label: Label, comment: CommentId, is_internal: bool, body: &str) -> Self {
        let mut terms = Self::default();
        terms.add(label, comment, is_internal, body);
        terms
    }

    /// Those of a comment more.
    pub(crate) fn add(&mut self, label: Label, comment: CommentId, is_internal: bool, body: &str) {
        for term in of_text(body) {
            self.term.push(term);
            self.request_id.push(label.request.into());
            self.comment_id.push(comment.into());
            self.member_id.push(label.member.into());
            self.secrecy.push(label.secrecy);
            self.shown_to_member.push(label.shown_to_member);
            self.is_internal.push(is_internal);
        }
    }
}

/// Terms of what activities brought about.
#[derive(Debug, Default)]
pub(crate) struct ActivityTerms {
    term: Vec<String>,
    activity_id: Vec<Uuid>,
    secrecy: Vec<Secrecy>,
    shown_to_member: Vec<bool>,
    performed_on: Vec<NaiveDate>,
}

/// Which row of an activity's label its terms wear.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ActivityLabel {
    pub(crate) activity: ActivityId,
    pub(crate) secrecy: Secrecy,
    pub(crate) shown_to_member: bool,
    pub(crate) performed_on: NaiveDate,
}

impl ActivityTerms {
    /// Those of one activity.
    pub(crate) fn of(label: ActivityLabel, output: &str) -> Self {
        let mut terms = Self::default();
        terms.add(label, output);
        terms
    }

    /// Those of an activity more.
    pub(crate) fn add(&mut self, label: ActivityLabel, output: &str) {
        for term in of_text(output) {
            self.term.push(term);
            self.activity_id.push(label.activity.into());
            self.secrecy.push(label.secrecy);
            self.shown_to_member.push(label.shown_to_member);
            self.performed_on.push(label.performed_on);
        }
    }
}

/// How terms are written: a row for each place of the columns. One that is there already stays.
macro_rules! written_as_rows {
    ($terms:ty, $table:literal, $first:ident: $first_type:ty $(, $column:ident: $of:ty)+) => {
        impl QueryFragment<Pg> for $terms {
            fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
                out.push_sql(concat!(
                    "INSERT INTO ", $table, " (", stringify!($first) $(, ", ", stringify!($column))+,
                    ") SELECT * FROM unnest("
                ));
                out.push_bind_param::<Array<$first_type>, _>(&self.$first)?;
                $(
                    out.push_sql(", ");
                    out.push_bind_param::<Array<$of>, _>(&self.$column)?;
                )+
                out.push_sql(") ON CONFLICT DO NOTHING");
                Ok(())
            }
        }
    };
}
written_as_rows!(RequestTerms, "request_terms",
    term: Text, request_id: SqlUuid, member_id: SqlUuid, secrecy: Text, shown_to_member: Bool, in_title: Bool);
written_as_rows!(CommentTerms, "comment_terms",
    term: Text, request_id: SqlUuid, comment_id: SqlUuid, member_id: SqlUuid, secrecy: Text, shown_to_member: Bool,
    is_internal: Bool);
written_as_rows!(ActivityTerms, "activity_terms",
    term: Text, activity_id: SqlUuid, secrecy: Text, shown_to_member: Bool, performed_on: Date);

macro_rules! kept_by_their_text {
    ($($terms:ty),+) => { $(
        impl QueryId for $terms {
            type QueryId = ();
            const HAS_STATIC_QUERY_ID: bool = false;
        }
    )+ };
}
kept_by_their_text!(RequestTerms, CommentTerms, ActivityTerms);

/// The terms of an activity that its new output hasn't.
struct GoneTerms {
    activity: ActivityId,
    stay: Vec<String>,
}

impl QueryFragment<Pg> for GoneTerms {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("DELETE FROM activity_terms WHERE activity_id = ");
        out.push_bind_param::<SqlUuid, _>(&self.activity)?;
        out.push_sql(" AND term <> ALL (");
        out.push_bind_param::<Array<Text>, _>(&self.stay)?;
        out.push_sql(")");
        Ok(())
    }
}

/// Writes the terms of an activity's new output over those of the old one, under its label as it is now.
pub(crate) async fn replace(tx: &WriteTx, label: ActivityLabel, output: &str) -> Result<()> {
    let terms = ActivityTerms::of(label, output);
    let text = GoneTerms { activity: label.activity, stay: terms.term.clone() };
    let both = Together::of(vec![("text", Box::new(text)), ("terms", Box::new(terms))]);
    both.execute(&mut tx.conn()).await?;
    Ok(())
}
