//! The first so many rows of each request, in one statement. Diesel has no words for `LATERAL`.

use crate::kernel::ids::RequestId;
use crate::kernel::page::{Cursor, Direction, PageArgs};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{Array, BigInt, Uuid as SqlUuid};
use std::marker::PhantomData;
use uuid::Uuid;

/// Rows of a table that has `id`, ordered by time, and `request_id`.
pub(crate) trait Rows {
    /// Where they are.
    const TABLE: &str;
    /// What is read of them.
    const COLUMNS: &str;
    /// The types of that.
    type Types;
}

/// A part of each request's list of `R`: the request's id, and a row.
pub(crate) struct OfEach<R> {
    requests: Vec<Uuid>,
    rows: i64,
    direction: Direction,
    after: Option<Uuid>,
    before: Option<Uuid>,
    of: PhantomData<fn() -> R>,
}

impl<R> OfEach<R> {
    /// The part that `args` ask for. A cursor of another list is before everything.
    pub(crate) fn new(of: &[RequestId], args: &PageArgs) -> Self {
        let place = |cursor: &Cursor| Uuid::try_parse(&cursor.id).unwrap_or(Uuid::nil());
        Self {
            requests: of.iter().map(|id| Uuid::from(*id)).collect(),
            rows: args.rows(),
            direction: args.direction,
            after: args.after.as_ref().map(place),
            before: args.before.as_ref().map(place),
            of: PhantomData,
        }
    }
}

impl<R> QueryId for OfEach<R> {
    type QueryId = ();
    // Which parts there are depends on the arguments, so the text is the key under which it is kept prepared.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<R: Rows> Query for OfEach<R> {
    type SqlType = (SqlUuid, R::Types);
}

impl<R: Rows> QueryFragment<Pg> for OfEach<R> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("SELECT parent.id, child.* FROM unnest(");
        out.push_bind_param::<Array<SqlUuid>, _>(&self.requests)?;
        out.push_sql(") WITH ORDINALITY AS parent(id, place) CROSS JOIN LATERAL (SELECT ");
        out.push_sql(R::COLUMNS);
        out.push_sql(" FROM ");
        out.push_sql(R::TABLE);
        out.push_sql(" WHERE request_id = parent.id");
        for (place, operator) in [(&self.after, " AND id > "), (&self.before, " AND id < ")] {
            if let Some(place) = place {
                out.push_sql(operator);
                out.push_bind_param::<SqlUuid, _>(place)?;
            }
        }
        let order = match self.direction {
            Direction::Forward => "ASC",
            Direction::Backward => "DESC",
        };
        out.push_sql(&format!(" ORDER BY id {order} LIMIT "));
        out.push_bind_param::<BigInt, _>(&self.rows)?;
        out.push_sql(&format!(") AS child ORDER BY parent.place, child.id {order}"));
        Ok(())
    }
}
