//! What is kept for a time only, deleted when its time is over: a part of it at once, by the worker, tenant by tenant.

use super::db::Db;
use super::job::{Job, act_as_system};
use super::permission::Permission;
use super::statement::Kept;
use crate::kernel::error::Result;
use crate::kernel::ids::TenantId;
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::RunQueryDsl as _;

/// How many rows are deleted in one transaction at most.
pub const SWEPT_AT_ONCE: usize = 1_000;

/// Deletes a tenant's outcomes whose keys are free again; answers how many they were. As many as [`SWEPT_AT_ONCE`]: there may
/// be more.
///
/// # Errors
/// Those of the database.
pub async fn forget_outcomes(db: &Db, tenant: TenantId) -> Result<usize> {
    act_as_system(db, tenant, Job::Relay)
        .derive(Permission::Forget, async |tx| {
            #[expect(clippy::disallowed_methods, reason = "diesel can't limit what is deleted")]
            let old = diesel::sql_query(
                "DELETE FROM idempotency_outcomes o USING (SELECT participant_id, key FROM idempotency_outcomes
                    WHERE tenant_id = current_setting('app.tenant_id')::uuid AND kept_until <= $1 ORDER BY kept_until LIMIT $2) old
                 WHERE o.tenant_id = current_setting('app.tenant_id')::uuid AND o.participant_id = old.participant_id AND o.key = old.key",
            )
            .bind::<Timestamptz, _>(tx.now())
            .bind::<BigInt, _>(i64::try_from(SWEPT_AT_ONCE).unwrap_or(i64::MAX));
            Ok(Kept(old).execute(&mut tx.conn()).await?)
        })
        .await
}
