//! What one may ask of the national catalogue. The answer is the nation's; what a tenant made of it is asked of
//! `configuration`.

use super::rules::Service;
use super::store;
use crate::access::{Caller, Permission};
use crate::kernel::error::Result;

/// All services, by code.
///
/// # Errors
/// Those of [`Caller::read`].
pub async fn services(caller: &Caller) -> Result<Vec<Service>> {
    caller.read(Permission::ReadServices, async |tx| tx.closing(store::services(tx)).await).await
}
