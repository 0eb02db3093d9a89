//! What is kept for a time only, deleted when its time is over: a part of it at once, by the worker, tenant by tenant.

use super::db::Db;
use super::job::{Job, act_as_system};
use super::permission::Permission;
use super::statement::Kept;
use crate::kernel::error::Result;
use crate::kernel::ids::TenantId;
use chrono::Duration;
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::RunQueryDsl as _;

/// How many rows are deleted in one transaction at most.
pub const SWEPT_AT_ONCE: usize = 1_000;

/// How long it is kept how operations were answered: what a roll-out looks back at, and who asks what was wrong last week.
const TALLIES_KEPT: Duration = Duration::days(30);

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

/// Deletes a tenant's tallies of operations that are older than thirty days; answers how many they were. As many as
/// [`SWEPT_AT_ONCE`]: there may be more.
///
/// # Errors
/// Those of the database.
pub async fn forget_tallies(db: &Db, tenant: TenantId) -> Result<usize> {
    act_as_system(db, tenant, Job::Relay)
        .derive(Permission::Forget, async |tx| {
            #[expect(clippy::disallowed_methods, reason = "diesel can't limit what is deleted")]
            let old = diesel::sql_query(
                "DELETE FROM operation_tallies t USING (SELECT minute, operation FROM operation_tallies
                    WHERE tenant_id = current_setting('app.tenant_id')::uuid AND minute < $1 ORDER BY minute, operation LIMIT $2) old
                 WHERE t.tenant_id = current_setting('app.tenant_id')::uuid AND t.minute = old.minute AND t.operation = old.operation",
            )
            .bind::<Timestamptz, _>(tx.now() - TALLIES_KEPT)
            .bind::<BigInt, _>(i64::try_from(SWEPT_AT_ONCE).unwrap_or(i64::MAX));
            Ok(Kept(old).execute(&mut tx.conn()).await?)
        })
        .await
}
