//! What a process remembers of what is in force in a tenant: for less than a second, and whoever changes it here forgets at
//! once. Owns no configuration: that is its slice's.

use super::caller::Caller;
use super::context::Context;
use super::shared::Began;
use crate::kernel::ids::{TenantId, TypedId as _};
use std::any::Any;
use std::sync::Arc;

impl Caller {
    /// What this process remembers of a part of the configuration where the caller acts. Only for who acts for the whole
    /// tenant: who acts for some members reads what is theirs, and who supports is put down.
    pub(crate) fn remembered_here<T: Any + Send + Sync>(&self, part: &str) -> Option<Arc<T>> {
        let key = self.configuration_key(part)?;
        self.db.configured().all(std::iter::once(key))?.pop()
    }

    /// Begins to read configuration that is to be remembered.
    pub(crate) fn begin_here(&self) -> Began {
        self.db.configured().begin()
    }

    /// Remembers a part of the configuration where the caller acts.
    pub(crate) fn remember_here<T: Any + Send + Sync>(
        &self,
        began: Began,
        part: &str,
        read: Arc<T>,
    ) {
        if let Some(key) = self.configuration_key(part) {
            self.db.configured().keep(began, key, read);
        }
    }

    fn configuration_key(&self, part: &str) -> Option<String> {
        let tenant = match &self.context {
            Context::Staff { tenant, .. } | Context::Desk { tenant, .. } => *tenant,
            Context::Nation { .. } => TenantId::NATION,
            Context::Members { .. }
            | Context::Support { .. }
            | Context::Platform { .. }
            | Context::Relay { .. }
            | Context::RelayOfAll
            | Context::Tally
            | Context::Intake { .. } => return None,
        };
        Some(format!("{}/{part}", tenant.print()))
    }
}
