//! Deleting objects that are nobody's: of files that were taken away, that never came to their end, that came as something
//! else. Apart from the figures, for a store may be slow.

use super::{Turn, patience_is_over};
use crate::files::{Files, StoreError};
use crate::stop::{Step, Stop};
use domain::access::{Db, all_tenants};
use domain::attachments::commands::{forget_uploads, of_nobody};
use domain::kernel::error::Error;
use domain::kernel::ids::{AttachmentId, TenantId};
use std::time::Duration;

/// How often each tenant is looked at.
const EVERY: Duration = Duration::from_mins(10);
/// From one tenant to the next so long: what people ask meanwhile goes first, and a nation of 700 is done in half a minute.
const PACE: Duration = Duration::from_millis(35);
/// Of so many objects it is asked at once whose they are.
const OBJECTS_AT_ONCE: usize = 1_000;

/// Works until the process begins to end.
pub(super) async fn work(db: &Db, files: &Files, turn: &Turn, stop: &Stop) {
    loop {
        tokio::select! {
            biased;
            () = round(db, files, turn, stop) => {}
            () = patience_is_over(stop) => {
                tracing::warn!("worker gives up sweeping objects");
                break;
            }
        }
        tokio::select! {
            biased;
            () = stop.wait_for(Step::Leaving) => break,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// All tenants, one after the other. Who fails is looked at again in the next round.
async fn round(db: &Db, files: &Files, turn: &Turn, stop: &Stop) {
    let tenants = match all_tenants(db).await {
        Ok(tenants) => tenants,
        Err(error) => return tracing::warn!(%error, "objects can't be swept"),
    };
    for tenant in tenants {
        if stop.has_come(Step::Leaving) {
            return;
        }
        match swept(db, files, turn, tenant).await {
            Ok(0) => {}
            Ok(objects) => {
                tracing::info!(tenant.id = %tenant, objects, "objects of nobody were deleted");
            }
            Err(Unswept::Store(error)) => {
                let reason = std::error::Error::source(&error).map(ToString::to_string);
                tracing::warn!(tenant.id = %tenant, %error, reason, "objects can't be swept");
            }
            Err(Unswept::Database(error)) => {
                tracing::warn!(tenant.id = %tenant, %error, "objects can't be swept");
            }
        }
        tokio::time::sleep(PACE).await;
    }
}

/// Why a tenant wasn't swept.
enum Unswept {
    Store(StoreError),
    Database(Error),
}

impl From<StoreError> for Unswept {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Error> for Unswept {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}

/// First the objects are listed, then it is asked whose they are: one that comes in between is somebody's, and isn't listed.
/// The database is asked in turn with the worker's other work, the store beside it.
async fn swept(db: &Db, files: &Files, turn: &Turn, tenant: TenantId) -> Result<usize, Unswept> {
    forget(db, turn, tenant).await?;
    let all = files.all_of(tenant).await?;
    let mut deleted = 0;
    for some in all.chunks(OBJECTS_AT_ONCE) {
        for id in nobodys(db, turn, tenant, some).await? {
            files.delete(tenant, id).await?;
            deleted += 1;
        }
    }
    Ok(deleted)
}

async fn forget(db: &Db, turn: &Turn, tenant: TenantId) -> Result<(), Error> {
    let _turn = turn.lock().await;
    forget_uploads(db, tenant).await?;
    Ok(())
}

async fn nobodys(
    db: &Db,
    turn: &Turn,
    tenant: TenantId,
    objects: &[AttachmentId],
) -> Result<Vec<AttachmentId>, Error> {
    let _turn = turn.lock().await;
    of_nobody(db, tenant, objects).await
}
