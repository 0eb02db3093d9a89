//! Statements of the door itself, and what keeps a slice's statement prepared.

use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use std::marker::PhantomData;

/// `COMMIT` as a statement that is prepared once. Sent as plain text beside a query that is still being prepared on a cold
/// connection, it would overtake it; prepared, it queues behind.
pub(super) struct Commit;

impl QueryId for Commit {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl QueryFragment<Pg> for Commit {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("COMMIT");
        Ok(())
    }
}

/// A statement that its connection keeps prepared. Of itself diesel keeps no `UPDATE`, no `ON CONFLICT DO UPDATE` and no
/// `sql_query`, because their text may be another each time; prepared anew, each of them is one trip more.
///
/// It is kept under its text, so it can't be taken for another. What mustn't be wrapped is a text that varies without
/// bound: several rows of VALUES, a changeset that leaves out what is `None`. The connection would keep every one.
pub(crate) struct Kept<Q>(pub(crate) Q);

/// A statement that becomes a part of another one, and what it is called there.
pub(crate) type Part<'a> = (&'static str, Box<dyn QueryFragment<Pg> + Send + Sync + 'a>);

/// Statements that are sent as one: the last of them, with those before it in its WITH. None sees what another one does, but the
/// rows that it returns by its name, and what refers to another's row is checked when all are done. Each is answered by the
/// database with a message of its own otherwise, for which both ends are woken.
///
/// `A` is the SQL type of what the last one asks for, if it asks. It is kept prepared under its text, so of each part holds what
/// [`Kept`] says.
pub(crate) struct Together<'a, A = ()> {
    parts: Vec<Part<'a>>,
    answer: PhantomData<fn() -> A>,
}

impl<'a> Together<'a> {
    /// These, in this order.
    pub(crate) fn of(parts: Vec<Part<'a>>) -> Self {
        Self { parts, answer: PhantomData }
    }

    /// The same, of whose last one the answer is wanted.
    pub(crate) fn asking<A>(self) -> Together<'a, A> {
        Together { parts: self.parts, answer: PhantomData }
    }
}

impl<A> QueryId for Together<'_, A> {
    type QueryId = ();
    // Then diesel's key is the text.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<A> Query for Together<'_, A> {
    type SqlType = A;
}

impl<A> QueryFragment<Pg> for Together<'_, A> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let Some(((_, last), parts)) = self.parts.split_last() else { return Ok(()) };
        for (number, (name, part)) in parts.iter().enumerate() {
            out.push_sql(if number == 0 { "WITH " } else { ", " });
            out.push_sql(name);
            out.push_sql(" AS (");
            part.walk_ast(out.reborrow())?;
            out.push_sql(") ");
        }
        last.walk_ast(out)
    }

    fn is_safe_to_cache_prepared(&self, _backend: &Pg) -> QueryResult<bool> {
        Ok(true)
    }
}

impl<Q> QueryId for Kept<Q> {
    type QueryId = ();
    // Then diesel's key is the text.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: Query> Query for Kept<Q> {
    type SqlType = Q::SqlType;
}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for Kept<Q> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }

    /// Not in diesel's printed documentation, but a method of a public trait; `tests/trips.snap` would show its loss.
    fn is_safe_to_cache_prepared(&self, _backend: &Pg) -> QueryResult<bool> {
        Ok(true)
    }
}
