//! Whom the worker writes to: somebody of a tenant as they are at this moment, and what they may read then.

use super::context::Context;
use super::lifecycle::Lifecycle;
use super::permission::Permission;
use super::sign_in::{Entered, Standing};
use super::tx::{ReadTx, WriteTx};
use crate::kernel::error::Result;
use crate::kernel::ids::ParticipantId;
use crate::tables::{people, tenants};
use diesel::{ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;

/// Somebody who holds a role now.
pub(crate) struct Addressee {
    /// Where they are written to.
    pub(crate) email: String,
    /// The tenant's name in addresses.
    pub(crate) slug: String,
    entered: Entered,
}

impl Addressee {
    /// Whether they have a permission now.
    pub(crate) fn may(&self, permission: Permission) -> bool {
        self.entered.permissions.contains(permission)
    }
}

impl WriteTx {
    /// A participant of the own tenant, as sign-in would find them now; `None`: they hold no role any more.
    pub(crate) async fn addressee(&mut self, who: ParticipantId) -> Result<Option<Addressee>> {
        let (now, tenant) = (self.now(), self.tenant()?);
        let grants = self.grants_of(who).await?;
        let Some(person) = grants.iter().map(|grant| grant.person).next() else { return Ok(None) };
        let back = self.switch(Context::platform_of(person)).await?;
        let (email, (slug, lifecycle)) = {
            let (mut one, mut two) = (self.conn(), self.conn());
            let email = people::table.filter(people::id.eq(person)).select(people::email);
            let own = tenants::table.filter(tenants::id.eq(tenant));
            let own = own.select((tenants::slug, tenants::lifecycle));
            futures_util::try_join!(
                email.first::<String>(&mut one),
                own.first::<(String, Lifecycle)>(&mut two)
            )?
        };
        self.switch(back).await?;
        let standing = Standing::by_grants((tenant, lifecycle), who, &grants, now);
        let entered = Entered::by(&standing);
        let is_anything = !standing.roles.is_empty();
        Ok(is_anything.then_some(Addressee { email, slug, entered }))
    }

    /// Reads what somebody may read now, and nothing else, and goes on as before.
    pub(crate) async fn reading_as<T>(
        &mut self,
        whom: &Addressee,
        read: impl AsyncFnOnce(&ReadTx) -> Result<T>,
    ) -> Result<T> {
        let back = self.switch(whom.entered.context.clone()).await?;
        let found = read(self).await?;
        self.switch(back).await?;
        Ok(found)
    }
}
