//! Support access: somebody of the nation looks into a tenant, for a reason, for a while, and everybody there can see it.
//!
//! Asking crosses from the nation's context into the tenant's; these steps do so, and no slice can. What support may see is
//! what is open to all staff; each read of it leaves an event in the tenant's own trail ([`super::Caller::read`]).

use super::caller::Actor;
use super::context::Context;
use super::permission::Permission::{self, *};
use super::secrecy::Secrecy;
use super::tx::{ReadTx, WriteTx};
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::{PersonId, SupportAccessId, TenantId};
use crate::tables::{participants, support_accesses, tenants};
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryResult};
use diesel_async::RunQueryDsl as _;
use std::collections::BTreeSet;

/// What support may do: read, and no more. It isn't told of what happens: each look of its own is something that happens.
pub(super) const SUPPORT: &[Permission] =
    &[ReadRegister, ReadTenant, ReadParticipants, ReadServices, ReadRequests, ReadActivities];

/// What is asked for.
#[derive(Debug, Clone)]
pub struct SupportTerms {
    /// Whose case it is to be: who asks.
    pub person: PersonId,
    /// As the nation calls them.
    pub display_name: String,
    /// Why.
    pub reason: String,
    /// For how long, from the approval on.
    pub minutes: i32,
}

impl ReadTx {
    /// Reads a support access where its asker or its tenant sees it: of the nation's people each sees the own ones, in
    /// whichever tenant.
    pub(crate) async fn where_support_is_seen<T>(
        &mut self,
        work: impl AsyncFnOnce(&Self) -> QueryResult<T>,
    ) -> Result<T> {
        let Context::Nation { actor: Some(actor), .. } = self.context() else {
            return Ok(work(self).await?);
        };
        let own = participants::table.filter(participants::id.eq(*actor));
        let person = own.select(participants::person_id).first(&mut self.conn()).await?;
        let back = self.switch(Context::platform_of(person)).await?;
        let found = work(self).await?;
        self.switch(back).await?;
        Ok(found)
    }
}

impl WriteTx {
    /// From the nation's context: does `work` inside a tenant, as the system, and comes back. `None`: there is no such
    /// association among the tenants.
    ///
    /// # Errors
    /// [`Error::Internal`] outside the nation's context; those of `work`.
    pub(crate) async fn asks_for_support<T>(
        &mut self,
        tenant: TenantId,
        access: SupportAccessId,
        work: impl AsyncFnOnce(&mut Self) -> Result<T>,
    ) -> Result<Option<T>> {
        if !matches!(self.context(), Context::Nation { .. }) {
            return Err(Error::broken("only the nation asks for support access"));
        }
        let found: Option<TenantId> = tenants::table
            .filter(tenants::id.eq(tenant))
            .filter(tenants::association_id.is_not_null())
            .select(tenants::id)
            .first(&mut self.conn())
            .await
            .optional()?;
        let Some(tenant) = found else { return Ok(None) };
        self.flush_if_any().await?;
        let clearances = BTreeSet::from([Secrecy::Open]);
        let back = self.switch(Context::Staff { tenant, clearances, actor: None }).await?;
        // In the tenant's trail the actor is the support access, whose row tells the tenant who it is and why.
        let asker = std::mem::replace(&mut self.actor, Actor::Support(access));
        let done = work(self).await?;
        self.flush_if_any().await?;
        self.actor = asker;
        self.switch(back).await?;
        Ok(Some(done))
    }

    /// Which tenant a support access of one's own is into.
    ///
    /// # Errors
    /// [`Error::NotFound`] for somebody else's.
    pub(crate) async fn tenant_of_support(
        &mut self,
        person: PersonId,
        access: SupportAccessId,
    ) -> Result<TenantId> {
        let back = self.switch(Context::platform_of(person)).await?;
        let tenant = support_accesses::table
            .filter(support_accesses::id.eq(access))
            .select(support_accesses::tenant_id)
            .first(&mut self.conn())
            .await
            .optional()?;
        self.switch(back).await?;
        tenant.ok_or(Error::NotFound(Kind::SupportAccess))
    }
}
