//! What the national coordinator does to bring an association in.

use super::rejection::Rejection;
use super::rules::{FIRST_TOKEN_HOURS, NewTenant, Onboarded};
use crate::access::{Caller, Event, Fact, Permission, Role, Subject, WriteTx};
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ico::Ico;
use crate::kernel::ids::{PersonId, TenantId};
use crate::kernel::working_days::day_in_prague;
use crate::{directory, identity, tenancy};
use chrono::Duration;

/// Makes a tenant of an association of the register: its members, and its first administrator with a token for one day.
///
/// # Errors
/// [`Error::NotFound`] for an unknown IČO; [`Rejection`]; [`Error::Invalid`].
pub async fn onboard(caller: &Caller, new: &NewTenant) -> Result<Onboarded> {
    let new = new.check()?;
    caller
        .write(Permission::OnboardTenant, async |tx| {
            let unknown = || Error::NotFound(Kind::Association);
            let ico: Ico = new.ico.parse().map_err(|_| unknown())?;
            let association = directory::association_in(tx, &ico).await?.ok_or_else(unknown)?;
            if association.dissolved_on.is_some_and(|day| day <= day_in_prague(tx.now())) {
                return Err(Rejection::AssociationDissolved.into());
            }
            let admin = tx.person_by_email(&new.admin_email).await?.id();
            if identity::holds_a_grant(tx, admin).await? {
                return Err(Rejection::NationalGrantHolder.into());
            }
            let tenant = TenantId::from(association.id);
            tx.record(Event::of_tenant("tenant.onboarded", Subject::id(tenant), vec![]));
            let filled = tx
                .on_board(association.id, &new.slug, async |tx| {
                    fill(tx, admin, &new.admin_name).await
                })
                .await?;
            filled.ok_or(Rejection::AlreadyOnboarded)?;
            let expires_at = tx.now() + Duration::hours(FIRST_TOKEN_HOURS);
            let admin_token =
                tx.make_token(admin, Some(tenant), "first sign-in", expires_at).await?;
            Ok(Onboarded { tenant, admin_token })
        })
        .await
}

/// What a tenant has from its first moment on. Runs as that tenant.
async fn fill(tx: &mut WriteTx, admin: PersonId, admin_name: &str) -> Result<()> {
    let members = tenancy::admit_missing(tx).await?;
    let participant = identity::admit(tx, admin, admin_name).await?;
    let grant = identity::grant(tx, (participant, admin), Role::TenantAdmin, None).await?;
    let count = i64::try_from(members.len()).unwrap_or(i64::MAX);
    tx.record(Event::of_tenant(
        "members.admitted",
        Subject::id(tx.tenant()?),
        vec![("members", Fact::Number(count))],
    ));
    let facts = vec![
        ("participant", Fact::id(participant)),
        ("role", Fact::Word(Role::TenantAdmin.as_str())),
    ];
    tx.record(Event::of_tenant("role.granted", Subject::id(grant), facts));
    Ok(())
}
