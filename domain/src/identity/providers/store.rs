//! SQL of a tenant's provider. The secret is written and never read here: the tenant's role may not.

use super::rules::{IdentityProvider, NewProvider, Secret};
use crate::access::{ReadTx, WriteTx};
use crate::kernel::error::Result;
use crate::tables::identity_providers;
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;

pub(super) async fn provider(tx: &ReadTx) -> Result<IdentityProvider> {
    let own: Option<IdentityProvider> = identity_providers::table
        .select((
            identity_providers::issuer,
            identity_providers::client_id,
            identity_providers::has_secret,
            identity_providers::audience,
            identity_providers::version,
        ))
        .first(&mut tx.conn())
        .await
        .optional()?;
    Ok(own.unwrap_or(IdentityProvider::NONE))
}

/// Writes a provider over `version`; `false`: somebody else was faster. A secret that is to be kept stays with its issuer.
pub(super) async fn write(
    tx: &WriteTx,
    new: &NewProvider,
    is_same_issuer: bool,
    version: i32,
) -> Result<bool> {
    let secret = match &new.client_secret {
        Secret::New(secret) => Some(Some(secret.as_str())),
        Secret::Kept if is_same_issuer => None,
        Secret::Kept | Secret::None => Some(None),
    };
    let written = if version == 0 {
        diesel::insert_into(identity_providers::table)
            .values((
                identity_providers::issuer.eq(&new.issuer),
                identity_providers::client_id.eq(&new.client_id),
                identity_providers::client_secret.eq(secret.flatten()),
                identity_providers::audience.eq(&new.audience),
                identity_providers::version.eq(1),
            ))
            .on_conflict_do_nothing()
            .execute(&mut tx.conn())
            .await?
    } else {
        let own = identity_providers::table.filter(identity_providers::version.eq(version));
        diesel::update(own)
            .set((
                identity_providers::issuer.eq(&new.issuer),
                identity_providers::client_id.eq(&new.client_id),
                secret.map(|secret| identity_providers::client_secret.eq(secret)),
                identity_providers::audience.eq(&new.audience),
                identity_providers::version.eq(identity_providers::version + 1),
            ))
            .execute(&mut tx.conn())
            .await?
    };
    Ok(written == 1)
}

/// Empties the row over `version`; `false`: somebody else was faster.
pub(super) async fn empty(tx: &WriteTx, version: i32) -> Result<bool> {
    let nothing: Option<&str> = None;
    let own = identity_providers::table.filter(identity_providers::version.eq(version));
    let emptied = diesel::update(own)
        .set((
            identity_providers::issuer.eq(nothing),
            identity_providers::client_id.eq(nothing),
            identity_providers::client_secret.eq(nothing),
            identity_providers::audience.eq(nothing),
            identity_providers::version.eq(identity_providers::version + 1),
        ))
        .execute(&mut tx.conn())
        .await?;
    Ok(emptied == 1)
}
