//! What the system does by itself has a name too, and stands in the audit trail under it.

use super::caller::{Actor, Caller, Trace};
use super::context::Context;
use super::db::Db;
use super::permission::Permission;
use super::permission_set::Permissions;
use super::region::Regions;
use super::secrecy::Secrecy;
use super::ticket::{LinkId, TicketHash};
use crate::kernel::ids::{ParticipantId, TenantId};
use std::collections::BTreeSet;

/// A piece of the system's own work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Job {
    /// Reading a publisher's file into the register.
    Import,
    /// Stamping events and keeping figures.
    Relay,
    /// Adding up how a server answered; for all tenants at once, whichever is named.
    Tally,
    /// Making the demo's people.
    Demo,
    /// Letting somebody in by a link, and inviting the first coordinator.
    SignIn,
    /// Inventing a nation to measure with.
    Simulation,
    /// Making tenants of a list of associations.
    Onboarding,
    /// Bringing tenants to a version of the centre model.
    Rollout,
    /// Giving texts their terms that have none yet.
    Terms,
    /// Reminding of terms that have come close or have passed.
    Reminder,
    /// Taking in what a stranger hands in by the public form.
    Intake,
    /// What stands behind that form: its words, and the one thing of the link that somebody shows.
    Desk,
    /// What stands behind the link in a mail that ends such mails.
    MailLink,
}

impl Job {
    /// Its name in the audit trail.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Relay => "relay",
            Self::Tally => "tally",
            Self::Demo => "demo",
            Self::SignIn => "sign_in",
            Self::Simulation => "simulation",
            Self::Onboarding => "onboarding",
            Self::Rollout => "rollout",
            Self::Terms => "terms",
            Self::Reminder => "reminder",
            Self::Intake => "intake",
            Self::Desk => "desk",
            Self::MailLink => "mail_link",
        }
    }

    const fn permissions(self) -> &'static [Permission] {
        match self {
            Self::Import => &[
                Permission::ImportRegister,
                Permission::ReadRegister,
                Permission::ReadServices,
                Permission::AdmitMembers,
                Permission::ReadTenants,
            ],
            Self::Relay => &[Permission::KeepFigures, Permission::Forget, Permission::SendMail],
            Self::Tally => &[Permission::KeepFigures],
            Self::SignIn => &[Permission::AppointPeople, Permission::BeginSession],
            Self::Simulation => &[Permission::ReadRegister],
            Self::Onboarding => &[Permission::OnboardTenant, Permission::AppointPeople],
            Self::Rollout => &[Permission::ApplyRollout],
            Self::Terms => &[Permission::FillTerms],
            Self::Reminder => &[Permission::RemindOfTerms],
            Self::Intake => &[Permission::OpenRequest],
            Self::MailLink => &[Permission::EndMails],
            Self::Desk => {
                &[Permission::OpenRequest, Permission::ReadRequests, Permission::ReadServices]
            }
            Self::Demo => &[
                Permission::AppointPeople,
                Permission::ReadTenant,
                Permission::ReadRegister,
                Permission::ReadTenants,
            ],
        }
    }
}

/// Acts for a tenant without a person: the worker, an import.
pub fn act_as_system(db: &Db, tenant: TenantId, job: Job) -> Caller {
    let clearances = BTreeSet::from([Secrecy::Open]);
    let context = match job {
        Job::Relay => Context::Relay { tenant },
        Job::Tally => Context::Tally,
        // Each text has its terms, and each case is reminded of, whoever may read it: both read all, and leave an event of it.
        Job::Terms | Job::Reminder => {
            let clearances = Secrecy::ALL.iter().copied().collect();
            Context::Staff { tenant, clearances, actor: None }
        }
        Job::Intake => Context::Intake { tenant },
        Job::Desk => Context::Desk { tenant, ticket: TicketHash::OF_NOTHING },
        Job::Import
        | Job::Demo
        | Job::SignIn
        | Job::Simulation
        | Job::Onboarding
        | Job::Rollout
            if tenant == TenantId::NATION =>
        {
            Context::Nation { clearances, actor: None, regions: Regions::All }
        }
        Job::Import
        | Job::Demo
        | Job::SignIn
        | Job::Simulation
        | Job::Onboarding
        | Job::Rollout
        | Job::MailLink => Context::Staff { tenant, clearances, actor: None },
    };
    acting(db, context, job)
}

/// The desk of a tenant's public form, to which somebody shows a link.
pub fn act_as_desk(db: &Db, tenant: TenantId, ticket: TicketHash) -> Caller {
    acting(db, Context::Desk { tenant, ticket }, Job::Desk)
}

/// Whoever shows the link of a mail: they reach what has that link, and are nobody besides.
pub fn act_by_link(db: &Db, tenant: TenantId, link: LinkId) -> Caller {
    let clearances = BTreeSet::from([Secrecy::Open]);
    let actor = Some(ParticipantId::from(link.uuid()));
    acting(db, Context::Staff { tenant, clearances, actor }, Job::MailLink)
}

fn acting(db: &Db, context: Context, job: Job) -> Caller {
    Caller {
        db: db.clone(),
        context,
        actor: Actor::Job(job),
        person: None,
        permissions: job.permissions().iter().copied().collect(),
        withheld: Permissions::default(),
        credential: None,
        trace: Trace::default(),
        attempt: None,
    }
}
