//! The step in which a roll-out goes into a tenant: from the nation's transaction, and back to it.

use super::context::Context;
use super::region::Regions;
use super::secrecy::Secrecy;
use super::tx::WriteTx;
use crate::kernel::error::{Error, Result};
use crate::kernel::ids::TenantId;

impl WriteTx {
    /// Runs `work` as the system in one tenant, and goes back: what it does there and what the nation writes of it are one
    /// commit. What it records stands in that tenant's trail. Only `rollouts` goes in, for it brings tenants to versions;
    /// `tests/structure/layers.rs` holds it to that.
    ///
    /// # Errors
    /// [`Error::Internal`] for anybody but who acts for the whole nation; those of the database and of `work`. After an
    /// error the transaction is good for nothing but its end.
    pub(crate) async fn within<T>(
        &mut self,
        tenant: TenantId,
        work: impl AsyncFnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        if !matches!(self.context(), Context::Nation { regions: Regions::All, .. }) {
            return Err(Error::broken("only who acts for the whole nation goes into a tenant"));
        }
        if tenant == TenantId::NATION {
            return Err(Error::broken("the nation is there already"));
        }
        self.flush_if_any().await?;
        // Whether a service is in use is told by cases of every secrecy; nothing else of them is asked.
        let clearances = Secrecy::ALL.iter().copied().collect();
        let back = self.switch(Context::Staff { tenant, clearances, actor: None }).await?;
        let done = work(self).await?;
        self.flush_if_any().await?;
        self.switch(back).await?;
        Ok(done)
    }
}
