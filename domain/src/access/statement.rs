//! Statements of the door itself, and what a failed one meant.

use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::{DatabaseErrorKind, Error as DieselError, QueryResult};

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

/// Whether a statement failed because `constraint` says that there may be only one.
pub(crate) fn unique_violation<T>(result: &QueryResult<T>, constraint: &str) -> bool {
    matches!(
        result,
        Err(DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, about))
            if about.constraint_name() == Some(constraint)
    )
}
