//! What a slice sends its statements through, and what their texts are remembered by.
//!
//! diesel-async has a statement's text written, name by name, also when its connection keeps the statement prepared. A text
//! that the statement's type decides is written once for the whole process.

use diesel::pg::{Pg, PgQueryBuilder};
use diesel::query_builder::{AsQuery, AstPass, Query, QueryBuilder as _, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel_async::{AsyncConnectionCore, AsyncPgConnection, SimpleAsyncConnection};
use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

/// By diesel's id of a statement. There are as many as kinds of statements in the program, so none is forgotten.
static TEXTS: LazyLock<RwLock<HashMap<TypeId, &'static str>>> = LazyLock::new(RwLock::default);

/// The connection of a transaction. Several statements can be on their way through copies of it.
#[derive(Clone, Copy)]
pub(crate) struct Conn<'a>(&'a AsyncPgConnection);

impl<'a> Conn<'a> {
    pub(super) fn of(connection: &'a AsyncPgConnection) -> Self {
        Self(connection)
    }
}

impl SimpleAsyncConnection for Conn<'_> {
    async fn batch_execute(&mut self, query: &str) -> QueryResult<()> {
        self.0.batch_execute(query).await
    }
}

impl<'a> AsyncConnectionCore for Conn<'a> {
    type ExecuteFuture<'conn, 'query> =
        <&'a AsyncPgConnection as AsyncConnectionCore>::ExecuteFuture<'conn, 'query>;
    type LoadFuture<'conn, 'query> =
        <&'a AsyncPgConnection as AsyncConnectionCore>::LoadFuture<'conn, 'query>;
    type Stream<'conn, 'query> =
        <&'a AsyncPgConnection as AsyncConnectionCore>::Stream<'conn, 'query>;
    type Row<'conn, 'query> = <&'a AsyncPgConnection as AsyncConnectionCore>::Row<'conn, 'query>;
    type Backend = Pg;

    fn load<'conn, 'query, T>(&'conn mut self, source: T) -> Self::LoadFuture<'conn, 'query>
    where
        T: AsQuery + 'query,
        T::Query: QueryFragment<Pg> + QueryId + 'query,
    {
        self.0.load(Remembered(source.as_query()))
    }

    fn execute_returning_count<'conn, 'query, T>(
        &'conn mut self,
        source: T,
    ) -> Self::ExecuteFuture<'conn, 'query>
    where
        T: QueryFragment<Pg> + QueryId + 'query,
    {
        self.0.execute_returning_count(Remembered(source))
    }
}

/// A statement whose text is written once, if its type decides it: then it has an id, and diesel keeps it prepared under that
/// id alone.
struct Remembered<Q>(Q);

impl<Q: QueryId> QueryId for Remembered<Q> {
    type QueryId = Q::QueryId;
    const HAS_STATIC_QUERY_ID: bool = Q::HAS_STATIC_QUERY_ID;
}

impl<Q: Query> Query for Remembered<Q> {
    type SqlType = Q::SqlType;
}

/// `to_sql` and `is_safe_to_cache_prepared` aren't in diesel's printed documentation, but methods of a public trait.
impl<Q: QueryFragment<Pg> + QueryId> QueryFragment<Pg> for Remembered<Q> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }

    fn to_sql(&self, out: &mut PgQueryBuilder, backend: &Pg) -> QueryResult<()> {
        if let Some(text) = remembered::<Q>() {
            out.push_sql(text);
            return Ok(());
        }
        self.0.to_sql(out, backend)
    }

    fn is_safe_to_cache_prepared(&self, backend: &Pg) -> QueryResult<bool> {
        if remembered::<Q>().is_some() {
            return Ok(true);
        }
        let is_safe = self.0.is_safe_to_cache_prepared(backend)?;
        if let (true, Some(id)) = (is_safe, Q::query_id()) {
            let mut text = PgQueryBuilder::default();
            self.0.to_sql(&mut text, backend)?;
            let mut texts = TEXTS.write().unwrap_or_else(PoisonError::into_inner);
            texts.entry(id).or_insert_with(|| text.finish().leak());
        }
        Ok(is_safe)
    }
}

fn remembered<Q: QueryId>() -> Option<&'static str> {
    TEXTS.read().unwrap_or_else(PoisonError::into_inner).get(&Q::query_id()?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use diesel::prelude::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    diesel::table! { things (id) { id -> Integer, } }

    /// As diesel-async asks: whether it may be kept, then for its text.
    fn text<Q: QueryFragment<Pg> + QueryId>(query: Q) -> String {
        let (query, mut text) = (Remembered(query), PgQueryBuilder::default());
        query.is_safe_to_cache_prepared(&Pg).unwrap();
        query.to_sql(&mut text, &Pg).unwrap();
        text.finish()
    }

    static WALKS: AtomicUsize = AtomicUsize::new(0);

    #[derive(QueryId)]
    struct Walked;

    impl QueryFragment<Pg> for Walked {
        fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
            WALKS.fetch_add(1, Ordering::Relaxed);
            out.push_sql("SELECT 1");
            Ok(())
        }
    }

    #[test]
    fn a_text_that_its_type_decides_is_written_once() {
        assert_eq!(text(Walked), "SELECT 1");
        let walks = WALKS.load(Ordering::Relaxed);
        assert_eq!(text(Walked), "SELECT 1");
        assert_eq!(WALKS.load(Ordering::Relaxed), walks);
    }

    #[test]
    fn statements_of_one_type_have_their_own_values() {
        let by_id = |id| Remembered(things::table.filter(things::id.eq(id)).select(things::id));
        for id in [1, 2] {
            by_id(id).is_safe_to_cache_prepared(&Pg).unwrap();
            let shown = diesel::debug_query::<Pg, _>(&by_id(id)).to_string();
            let text = r#"SELECT "things"."id" FROM "things" WHERE ("things"."id" = $1)"#;
            assert_eq!(shown, format!("{text} -- binds: [{id}]"));
        }
    }

    #[test]
    fn a_text_that_varies_is_written_each_time() {
        let boxed = || things::table.select(things::id).into_boxed::<Pg>();
        assert_eq!(text(boxed()), r#"SELECT "things"."id" FROM "things""#);
        assert_eq!(
            text(boxed().filter(things::id.gt(1))),
            r#"SELECT "things"."id" FROM "things" WHERE ("things"."id" > $1)"#
        );
    }
}
