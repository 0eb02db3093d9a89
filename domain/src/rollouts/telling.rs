//! Telling a tenant's administrators what becomes of it in a roll-out.

use crate::access::{Event, Fact, Subject, WriteTx};
use crate::identity;
use crate::kernel::error::Result;
use crate::kernel::ids::{RolloutId, TenantId};

/// Puts it into both trails, the nation's and the tenant's, and tells the tenant's administrators.
pub(super) async fn tell(
    tx: &mut WriteTx,
    (rollout, tenant): (RolloutId, TenantId),
    kind: &'static str,
) -> Result<()> {
    let facts = vec![("tenant", Fact::id(tenant))];
    tx.record(Event::of_tenant(kind, Subject::id(rollout), facts));
    tx.within(tenant, async |tx| {
        identity::tell_admins(tx, kind, rollout).await?;
        tx.record(Event::of_tenant(kind, Subject::id(rollout), vec![]));
        Ok(())
    })
    .await
}
