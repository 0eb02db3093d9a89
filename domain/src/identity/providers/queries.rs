//! What an administrator sees of the provider.

use super::rules::IdentityProvider;
use super::store;
use crate::access::{Caller, Permission};
use crate::kernel::error::Result;

/// The provider of the own tenant; of version 0 where there never was one.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `ManageIdentityProvider`.
pub async fn provider(caller: &Caller) -> Result<IdentityProvider> {
    caller.read(Permission::ManageIdentityProvider, async |tx| store::provider(tx).await).await
}
