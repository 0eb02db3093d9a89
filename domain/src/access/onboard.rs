//! The one step in which the nation writes into a tenant: when it makes it.

use super::context::Context;
use super::event::Event;
use super::secrecy::Secrecy;
use super::tx::WriteTx;
use crate::kernel::error::{Error, Result};
use crate::kernel::ids::{AssociationId, TenantId};
use crate::tables::tenants;
use diesel::ExpressionMethods as _;
use diesel_async::RunQueryDsl as _;
use std::collections::BTreeSet;

impl WriteTx {
    /// Makes a tenant of an association, in the database's answer so that the slice can tell "twice" from a fault, and runs
    /// `fill` as that tenant, and as no other: it didn't exist a moment ago.
    ///
    /// # Errors
    /// [`Error::Internal`] outside the nation's context; those of the database and of `fill`.
    pub async fn on_board<T>(
        &mut self,
        association: AssociationId,
        slug: &str,
        fill: impl AsyncFnOnce(&mut Self) -> Result<T>,
    ) -> Result<Option<T>> {
        if !matches!(self.context(), Context::Nation { .. }) {
            return Err(Error::broken("only the nation onboards"));
        }
        let tenant = TenantId::from(association);
        let inserted = diesel::insert_into(tenants::table)
            .values((
                tenants::id.eq(tenant),
                tenants::slug.eq(slug),
                tenants::kind.eq("ASSOCIATION"),
                tenants::lifecycle.eq("ONBOARDING"),
                tenants::onboarded_at.eq(self.now()),
            ))
            .on_conflict_do_nothing()
            .execute(&mut self.conn())
            .await?;
        if inserted == 0 {
            return Ok(None);
        }
        self.flush_if_any().await?;
        let clearances = BTreeSet::from([Secrecy::Open]);
        let back = self.switch(Context::Staff { tenant, clearances, actor: None }).await?;
        let filled = fill(self).await?;
        self.flush_if_any().await?;
        self.switch(back).await?;
        Ok(Some(filled))
    }

    /// From the nation's context: puts an event into the trail of the tenant that it is about as well.
    ///
    /// # Errors
    /// [`Error::Internal`] outside the nation's context; those of the database.
    pub(crate) async fn tell_tenant(&mut self, tenant: TenantId, event: Event) -> Result<()> {
        if !matches!(self.context(), Context::Nation { .. }) {
            return Err(Error::broken("only the nation tells tenants"));
        }
        self.flush_if_any().await?;
        let clearances = BTreeSet::from([Secrecy::Open]);
        let back = self.switch(Context::Staff { tenant, clearances, actor: None }).await?;
        self.record(event);
        self.flush().await?;
        self.switch(back).await?;
        Ok(())
    }

    pub(super) async fn flush_if_any(&mut self) -> Result<()> {
        if self.events.is_empty() { Ok(()) } else { self.flush().await }
    }
}
