//! Reading in the name of a member: what its municipality sees, and nothing else, whoever asks.

use super::caller::{Actor, Caller};
use super::context::Context;
use super::permission::Permission::{self, *};
use super::permission_set::Permissions;
use super::secrecy::Secrecy;
use crate::kernel::error::{Error, Result};
use crate::kernel::ids::MemberId;
use std::collections::BTreeSet;

/// What is read in a member's name.
const READING: &[Permission] =
    &[ReadRegister, ReadTenant, ReadParticipants, ReadServices, ReadRequests, ReadActivities];

impl Caller {
    /// The same person with the database role, the reach and the clearance of who acts for this member alone, and permission
    /// to read. Whether they may is for who calls this to decide, and to put down.
    ///
    /// # Errors
    /// [`Error::Internal`] for everybody but who takes part in a tenant.
    pub(crate) fn on_behalf_of(&self, member: MemberId) -> Result<Self> {
        let (tenant, Actor::Participant(actor)) = (self.tenant(), self.actor) else {
            return Err(Error::broken("only people read in a member's name"));
        };
        let (members, clearances) = (BTreeSet::from([member]), BTreeSet::from([Secrecy::Open]));
        Ok(Self {
            context: Context::Members { tenant, members, clearances, actor },
            permissions: READING.iter().copied().collect(),
            withheld: Permissions::default(),
            attempt: None,
            ..self.clone()
        })
    }
}
