//! In whose name a transaction runs: a database role and its settings, as the SQL that opens it.
//!
//! Only uuids, codes of regions, hashes and words of our own types are formatted into it.

use super::region::Regions;
use super::secrecy::Secrecy;
use super::ticket::TicketHash;
use crate::kernel::ids::{MemberId, ParticipantId, PersonId, TenantId};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use uuid::Uuid;

/// The role of the database and what its policies ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Context {
    /// Staff of one tenant; `actor` is `None` where the system acts.
    Staff { tenant: TenantId, clearances: BTreeSet<Secrecy>, actor: Option<ParticipantId> },
    /// Who acts for some members of one tenant.
    Members {
        tenant: TenantId,
        members: BTreeSet<MemberId>,
        clearances: BTreeSet<Secrecy>,
        actor: ParticipantId,
    },
    /// The nation, in its own tenant, for some regions or for all; `actor` is `None` where the system acts.
    Nation { clearances: BTreeSet<Secrecy>, actor: Option<ParticipantId>, regions: Regions },
    /// Somebody of the nation, for a while inside a tenant: staff's role, what is open and nothing else.
    Support { tenant: TenantId },
    /// Sign-in, before it is known who it is (nobody) and after it; of several when many are looked up at once.
    Platform { people: Vec<PersonId> },
    /// The worker, for one tenant.
    Relay { tenant: TenantId },
    /// The worker, over all tenants' outboxes.
    RelayOfAll,
    /// A server, which adds up how it answered all tenants.
    Tally,
    /// A stranger, who hands something in to one tenant and sees nothing.
    Intake { tenant: TenantId },
    /// The desk behind the public form: staff's role, all secrecies, and the one thing whose link it was shown.
    Desk { tenant: TenantId, ticket: TicketHash },
}

/// Whether a transaction may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// One snapshot, no writing.
    Read,
    /// Reading what is committed, and writing.
    Write,
}

impl Context {
    /// Sign-in, before it is known who it is.
    pub(super) fn platform() -> Self {
        Self::Platform { people: Vec::new() }
    }

    /// Sign-in of a person.
    pub(super) fn platform_of(person: PersonId) -> Self {
        Self::Platform { people: vec![person] }
    }

    /// The tenant that rows are written for, where there is one.
    pub(super) fn tenant(&self) -> Option<TenantId> {
        match self {
            Self::Staff { tenant, .. }
            | Self::Members { tenant, .. }
            | Self::Support { tenant }
            | Self::Relay { tenant }
            | Self::Intake { tenant }
            | Self::Desk { tenant, .. } => Some(*tenant),
            Self::Nation { .. } => Some(TenantId::NATION),
            Self::Platform { .. } | Self::RelayOfAll | Self::Tally => None,
        }
    }

    /// Which secrecies are read, where rows have one.
    pub(super) fn clearances(&self) -> Option<&BTreeSet<Secrecy>> {
        match self {
            Self::Staff { clearances, .. }
            | Self::Members { clearances, .. }
            | Self::Nation { clearances, .. } => Some(clearances),
            Self::Support { .. }
            | Self::Platform { .. }
            | Self::Relay { .. }
            | Self::RelayOfAll
            | Self::Tally
            | Self::Intake { .. }
            | Self::Desk { .. } => None,
        }
    }

    /// BEGIN, role and settings: one message, sent ahead of the first statement.
    pub(super) fn opening(&self, mode: Mode) -> String {
        let begin = match (mode, self) {
            // Support reads, and leaves an event of it in the same transaction.
            (_, Self::Support { .. }) => "BEGIN ISOLATION LEVEL REPEATABLE READ",
            (Mode::Read, _) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            (Mode::Write, _) => "BEGIN",
        };
        format!("{begin}; {}", self.settings())
    }

    /// Role and settings alone, for a change of context inside a transaction.
    pub(super) fn settings(&self) -> String {
        let role = match self {
            Self::Staff { .. } | Self::Support { .. } | Self::Desk { .. } => "tenant",
            Self::Members { .. } => "member",
            Self::Nation { .. } => "nation",
            Self::Platform { .. } => "platform",
            Self::Relay { .. } | Self::RelayOfAll => "relay",
            Self::Tally => "tally",
            Self::Intake { .. } => "intake",
        };
        let mut sql = format!("SET LOCAL ROLE centrum_{role}");
        if let Some(tenant) = self.tenant() {
            set(&mut sql, "tenant_id", &Uuid::from(tenant).to_string());
        }
        match self {
            Self::Staff { clearances, actor, .. } | Self::Nation { clearances, actor, .. } => {
                set(&mut sql, "clearances", &list(clearances.iter().map(|c| c.as_str())));
                let actor = actor.map_or(Uuid::nil(), Uuid::from);
                set(&mut sql, "actor_id", &actor.to_string());
                if let Self::Nation { regions, .. } = self {
                    set(&mut sql, "region_codes", &regions.setting());
                }
            }
            Self::Support { .. } => {
                set(&mut sql, "clearances", &list(std::iter::once(Secrecy::Open.as_str())));
                set(&mut sql, "actor_id", &Uuid::nil().to_string());
            }
            Self::Members { members, clearances, actor, .. } => {
                set(&mut sql, "clearances", &list(clearances.iter().map(|c| c.as_str())));
                set(&mut sql, "actor_id", &Uuid::from(*actor).to_string());
                set(&mut sql, "member_ids", &list(members.iter().map(|m| Uuid::from(*m))));
            }
            // While nobody is known, whoever asks whose rows they are gets an error instead of none.
            Self::Platform { people } if !people.is_empty() => {
                set(&mut sql, "person_ids", &list(people.iter().map(|p| Uuid::from(*p))));
            }
            Self::Desk { ticket, .. } => {
                // A case may be of any secrecy; what of it is told is its state.
                set(&mut sql, "clearances", &list(Secrecy::ALL.iter().map(|c| c.as_str())));
                set(&mut sql, "actor_id", &Uuid::nil().to_string());
                set(&mut sql, "ticket_hash", &ticket.setting());
            }
            Self::Platform { .. }
            | Self::Relay { .. }
            | Self::RelayOfAll
            | Self::Tally
            | Self::Intake { .. } => {}
        }
        sql
    }
}

fn set(sql: &mut String, name: &str, value: &str) {
    // Writing to a String can't fail.
    let _ = write!(sql, "; SET LOCAL app.{name} = '{value}'");
}

fn list<T: ToString>(items: impl Iterator<Item = T>) -> String {
    format!("{{{}}}", items.map(|item| item.to_string()).collect::<Vec<_>>().join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mayor_s_transaction_names_tenant_clearances_themselves_and_members() {
        let tenant = TenantId::from(Uuid::from_u128(10));
        let members = BTreeSet::from([
            MemberId::from(Uuid::from_u128(11)),
            MemberId::from(Uuid::from_u128(12)),
        ]);
        let clearances = BTreeSet::from([Secrecy::Open]);
        let actor = ParticipantId::from(Uuid::from_u128(13));
        let context = Context::Members { tenant, members, clearances, actor };
        assert_eq!(
            context.opening(Mode::Read),
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL ROLE centrum_member; \
             SET LOCAL app.tenant_id = '00000000-0000-0000-0000-00000000000a'; SET LOCAL app.clearances = '{OPEN}'; \
             SET LOCAL app.actor_id = '00000000-0000-0000-0000-00000000000d'; \
             SET LOCAL app.member_ids = '{00000000-0000-0000-0000-00000000000b,00000000-0000-0000-0000-00000000000c}'"
        );
    }

    #[test]
    fn nobody_is_an_empty_list_and_never_an_empty_text() {
        let (tenant, clearances) = (TenantId::NATION, BTreeSet::new());
        let context = Context::Staff { tenant, clearances, actor: None };
        assert!(context.settings().contains("app.clearances = '{}'"));
        assert!(
            context.settings().ends_with("app.actor_id = '00000000-0000-0000-0000-000000000000'")
        );
    }
}
