//! What the national coordinator does to bring an association in.

use super::checklist;
use super::rejection::Rejection;
use super::rules::{NewTenant, Onboarded};
use crate::access::{
    Caller, Deed, Event, Fact, NewLink, Permission, ReadTx, Repeatable, Subject, WriteTx,
};
use crate::configuration::model::versions;
use crate::directory::{self, Association};
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ico::Ico;
use crate::kernel::ids::{PersonId, TenantId};
use crate::kernel::working_days::day_in_prague;
use crate::{identity, tenancy};

/// Makes a tenant of an association of the register: its members, and its first administrator with a link to sign in.
///
/// # Errors
/// [`Error::NotFound`] for an unknown IČO; [`Rejection`]; [`Error::Invalid`].
pub async fn onboard(caller: &Caller, new: &NewTenant) -> Result<Onboarded> {
    let new = new.check()?;
    caller
        .write(Permission::OnboardTenant, async |tx| {
            let association = association(tx, &new).await?;
            Ok(make(tx, &association, &new).await?.0)
        })
        .await
}

/// The association that is to become a tenant.
pub(super) async fn association(tx: &ReadTx, new: &NewTenant) -> Result<Association> {
    let unknown = || Error::NotFound(Kind::Association);
    let ico: Ico = new.ico.parse().map_err(|_| unknown())?;
    directory::association_in(tx, &ico).await?.ok_or_else(unknown)
}

/// Makes a tenant of it, and says with how many members.
pub(super) async fn make(
    tx: &mut WriteTx,
    association: &Association,
    new: &NewTenant,
) -> Result<(Onboarded, usize)> {
    tx.must_act_for(association.region_code())?;
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
        .on_board(association.id, &new.slug, async |tx| fill(tx, admin, &new.admin_name).await)
        .await?;
    let (link, members) = filled.ok_or(Rejection::AlreadyOnboarded)?;
    Ok((Onboarded { tenant, admin_link: Some(link) }, members))
}

impl Repeatable for Onboarded {
    fn deed(&self) -> Deed {
        Deed::done().with("tenant", self.tenant)
    }

    async fn again(_: &mut ReadTx, deed: &Deed) -> Result<Self> {
        Ok(Self { tenant: deed.id("tenant")?, admin_link: None })
    }
}

/// What a tenant has from its first moment on. Runs as that tenant.
async fn fill(tx: &mut WriteTx, admin: PersonId, admin_name: &str) -> Result<(NewLink, usize)> {
    let members = tenancy::admit_missing(tx).await?;
    let count = Fact::count(members.len());
    tx.record(Event::of_tenant(
        "members.admitted",
        Subject::id(tx.tenant()?),
        vec![("members", count)],
    ));
    let steps = versions::begin(tx).await?;
    checklist::begin(tx, steps).await?;
    let link = identity::first_admin(tx, admin, admin_name).await?;
    // The association's own row is no member of it.
    Ok((link, members.len().saturating_sub(1)))
}
