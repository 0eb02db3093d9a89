//! Work that only one transaction may do at a time, anywhere or in its tenant.

use super::tx::WriteTx;
use crate::kernel::error::Result;
use diesel::QueryResult;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl as _;

impl WriteTx {
    /// Waits until no other transaction does the work `name`, and keeps others from it until this one ends. What is read
    /// afterwards is what the others have written.
    ///
    /// # Errors
    /// [`crate::kernel::error::Error::Timeout`] when another does it for too long.
    pub async fn alone(&self, name: &'static str) -> Result<()> {
        #[expect(
            clippy::disallowed_methods,
            reason = "diesel has no advisory locks; asked once per import"
        )]
        diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended('centrum ' || $1, 0))")
            .bind::<Text, _>(name)
            .execute(&mut self.conn())
            .await?;
        Ok(())
    }

    /// As [`Self::alone`], within the tenant: it waits for those that go on beside each other in the work `name`, and keeps
    /// them waiting.
    ///
    /// # Errors
    /// [`crate::kernel::error::Error::Timeout`] when another does it for too long.
    pub async fn alone_in_tenant(&self, name: &'static str) -> QueryResult<()> {
        #[expect(
            clippy::disallowed_methods,
            reason = "diesel has no advisory locks; bound to the tenant by its own setting"
        )]
        diesel::sql_query(
            "SELECT pg_advisory_xact_lock(hashtextextended('centrum ' || $1 || ' ' || current_setting('app.tenant_id'), 0))",
        )
        .bind::<Text, _>(name)
        .execute(&mut self.conn())
        .await
        .map(|_| ())
    }

    /// Goes on in the work `name` beside others of the tenant, but beside none that does it alone. What is read by statements
    /// after this one is what that one has written.
    ///
    /// # Errors
    /// [`crate::kernel::error::Error::Timeout`] when one does it alone for too long.
    pub async fn beside_others(&self, name: &'static str) -> QueryResult<()> {
        #[expect(
            clippy::disallowed_methods,
            reason = "diesel has no advisory locks; bound to the tenant by its own setting"
        )]
        diesel::sql_query(
            "SELECT pg_advisory_xact_lock_shared(hashtextextended('centrum ' || $1 || ' ' || current_setting('app.tenant_id'), 0))",
        )
        .bind::<Text, _>(name)
        .execute(&mut self.conn())
        .await
        .map(|_| ())
    }
}
