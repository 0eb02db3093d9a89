//! Work that only one process may do at a time.

use super::tx::WriteTx;
use crate::kernel::error::Result;
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
}
