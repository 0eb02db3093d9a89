//! Who asks, for which tenant, and what they may do: the only way to a transaction.

use super::attempt::{Attempt, Repeatable};
use super::context::{Context, Mode};
use super::credential::{Bounds, CredentialId, Held};
use super::db::Db;
use super::event::{Event, Fact, Subject};
use super::job::Job;
use super::lifecycle::NO_NEW_WORK;
use super::permission::Permission;
use super::permission_set::Permissions;
use super::shared::Began;
use super::tx::{ReadTx, WriteTx};
use crate::kernel::error::{Error, Result};
use crate::kernel::ids::{
    MemberId, ParticipantId, PersonId, SupportAccessId, TenantId, TypedId as _,
};
use std::any::Any;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::time::Instant;
use tracing::{Instrument as _, Span, field, info_span};

tokio::task_local! {
    /// Set while a transaction's work runs. A transaction inside a transaction would wait for a connection that its own
    /// task holds: on a pool of one it would wait for ever.
    static INSIDE: ();
}

/// Somebody who signed in for one tenant, or a job that acts for one. Made only by this module.
#[derive(Clone)]
pub struct Caller {
    pub(super) db: Db,
    pub(super) context: Context,
    pub(super) actor: Actor,
    pub(super) person: Option<PersonId>,
    pub(super) permissions: Permissions,
    /// What their roles allow, and their tenant's life doesn't.
    pub(super) withheld: Permissions,
    /// With what they signed in; `None`: a job.
    pub(super) credential: Option<Held>,
    pub(super) trace: Trace,
    /// Under which key this request's deed was asked for.
    pub(super) attempt: Option<Attempt>,
}

/// In which trace somebody asks.
#[derive(Debug, Clone, Default)]
pub(super) struct Trace {
    /// Kept with events for good.
    pub(super) id: Option<String>,
    /// Of a trace that is told to a collector; kept with an event until the worker has it.
    pub(super) span: Option<String>,
}

/// Who the audit trail says did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A person, as the tenant knows them.
    Participant(ParticipantId),
    /// Somebody of the nation, by the support access that let them in; the tenant's own row says who and why.
    Support(SupportAccessId),
    /// The system itself.
    Job(Job),
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Participant(id) => f.write_str(&id.print()),
            Self::Support(id) => f.write_str(&id.print()),
            Self::Job(job) => write!(f, "job:{}", job.name()),
        }
    }
}

impl Caller {
    /// Reads, in one snapshot, what the caller's tenant, reach and clearances show.
    ///
    /// # Errors
    /// [`Error::Forbidden`] without `needs`; what `work` answers; [`Error::Unavailable`] and [`Error::Timeout`].
    pub async fn read<T>(
        &self,
        needs: Permission,
        work: impl AsyncFnOnce(&mut ReadTx) -> Result<T>,
    ) -> Result<T> {
        self.require(needs)?;
        let watched = Watched::begin(needs);
        let answer = async {
            refuse_inside()?;
            if let Actor::Support(access) = self.actor {
                let mut tx = self.begin_witnessed(access, needs).await?;
                let answer = INSIDE.scope((), work(tx.as_read())).await;
                return tx.finish_derived(answer).await;
            }
            let mut tx = ReadTx::begin(&self.db, &self.context, Mode::Read).await?;
            let answer = INSIDE.scope((), work(&mut tx)).await;
            tx.finish(answer).await
        }
        .instrument(watched.span.clone())
        .await;
        watched.end(&self.db, answer)
    }

    /// Writes: all of `work` and its events, or nothing. Asked for again under the same key, it answers what it answered,
    /// and writes nothing.
    ///
    /// # Errors
    /// As [`Self::read`]; [`Error::Internal`] when `work` recorded no event; the rejection
    /// [`KEY_REUSED`](super::KEY_REUSED).
    pub async fn write<T: Repeatable>(
        &self,
        needs: Permission,
        work: impl AsyncFnOnce(&mut WriteTx) -> Result<T>,
    ) -> Result<T> {
        match &self.attempt {
            Some(attempt) => self.writing(needs, async |tx| tx.once(attempt, work).await).await,
            None => self.writing(needs, work).await,
        }
    }

    /// Writes what only jobs do: nobody has a key for it, so its answer can be anything.
    ///
    /// # Errors
    /// As [`Self::write`]; [`Error::Internal`] for everybody but a job.
    pub async fn write_as_job<T>(
        &self,
        needs: Permission,
        work: impl AsyncFnOnce(&mut WriteTx) -> Result<T>,
    ) -> Result<T> {
        self.require(needs)?;
        match self.actor {
            Actor::Job(_) => self.writing(needs, work).await,
            Actor::Participant(_) | Actor::Support(_) => {
                Err(Error::broken("what people do can be asked for again: see `write`"))
            }
        }
    }

    async fn writing<T>(
        &self,
        needs: Permission,
        work: impl AsyncFnOnce(&mut WriteTx) -> Result<T>,
    ) -> Result<T> {
        self.require(needs)?;
        let watched = Watched::begin(needs);
        let answer = async {
            refuse_inside()?;
            let mut tx = self.begin_write().await?;
            let answer = INSIDE.scope((), work(&mut tx)).await;
            let people = std::mem::take(&mut tx.changed_people);
            let tenants = std::mem::take(&mut tx.changed_tenants);
            let changes_configuration = tx.changes_configuration;
            let answer = tx.finish(answer).await;
            // Also after an error: whether it was committed isn't always known.
            self.db.memory().forget(&people, &tenants);
            if changes_configuration {
                self.db.configured().forget();
            }
            if needs == Permission::ImportRegister {
                self.db.shared().forget();
            }
            answer
        }
        .instrument(watched.span.clone())
        .await;
        watched.end(&self.db, answer)
    }

    /// Writes what is derived from events, such as figures, or counts the servers' own work, and so leaves none; or what a
    /// stranger hands in, which is nothing yet. Only the database roles of the worker, of the servers' counts and of the
    /// intake can: they have no right on anything else.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub async fn derive<T>(
        &self,
        needs: Permission,
        work: impl AsyncFnOnce(&mut WriteTx) -> Result<T>,
    ) -> Result<T> {
        self.require(needs)?;
        let leaves_none =
            matches!(self.context, Context::Relay { .. } | Context::Tally | Context::Intake { .. });
        if !leaves_none {
            return Err(Error::broken(
                "only the worker, the servers' counts and strangers leave no event",
            ));
        }
        let watched = Watched::begin(needs);
        let answer = async {
            refuse_inside()?;
            let mut tx = self.begin_write().await?;
            let answer = INSIDE.scope((), work(&mut tx)).await;
            tx.finish_derived(answer).await
        }
        .instrument(watched.span.clone())
        .await;
        watched.end(&self.db, answer)
    }

    /// Rows of a shared table that this process remembers, in the order of `keys`; `None`: not all of them, or read them all
    /// the same, for what somebody reads by a support access is put down.
    pub(crate) fn remembered<T: Any + Send + Sync>(
        &self,
        keys: impl Iterator<Item = String>,
    ) -> Option<Vec<Arc<T>>> {
        if matches!(self.actor, Actor::Support(_)) { None } else { self.db.shared().all(keys) }
    }

    /// Begins to read rows of a shared table that are to be remembered.
    pub(crate) fn begin_shared(&self) -> Began {
        self.db.shared().begin()
    }

    /// Remembers a row of a shared table, which is the same for everybody.
    pub(crate) fn remember<T: Any + Send + Sync>(&self, began: Began, key: String, row: Arc<T>) {
        self.db.shared().keep(began, key, row);
    }

    /// Asks for a permission beyond the one that opened a transaction, e.g. for the children of a list.
    ///
    /// # Errors
    /// [`Error::Forbidden`]; [`NO_NEW_WORK`] where the tenant's life doesn't let anybody.
    pub fn require(&self, needs: Permission) -> Result<()> {
        if self.may(needs) {
            Ok(())
        } else if self.withheld.contains(needs) {
            Err(NO_NEW_WORK.into())
        } else {
            Err(Error::Forbidden { permission: needs.name() })
        }
    }

    /// Whether the caller has a permission.
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.contains(permission)
    }

    /// All that the caller may do here.
    pub fn permissions(&self) -> impl Iterator<Item = Permission> {
        self.permissions.iter()
    }

    /// The tenant this caller acts in.
    pub fn tenant(&self) -> TenantId {
        self.context.tenant().unwrap_or(TenantId::NATION)
    }

    /// The members this caller acts for; `None`: for the whole tenant.
    pub fn members(&self) -> Option<&BTreeSet<MemberId>> {
        match &self.context {
            Context::Members { members, .. } => Some(members),
            Context::Staff { .. }
            | Context::Nation { .. }
            | Context::Support { .. }
            | Context::Platform { .. }
            | Context::Relay { .. }
            | Context::RelayOfAll
            | Context::Tally
            | Context::Intake { .. }
            | Context::Desk { .. } => None,
        }
    }

    /// The person behind it; `None`: a job.
    pub fn person(&self) -> Option<PersonId> {
        self.person
    }

    /// The participant behind it; `None`: a job.
    pub fn participant(&self) -> Option<ParticipantId> {
        match self.actor {
            Actor::Participant(id) => Some(id),
            Actor::Support(_) | Actor::Job(_) => None,
        }
    }

    /// The participant who is to do what needs a permission. Asked in this order: who only supports a tenant is no participant
    /// of it, and lacks the permission as well.
    ///
    /// # Errors
    /// [`Error::Forbidden`]; [`Error::Internal`] for a job.
    pub fn participant_for(&self, needs: Permission) -> Result<ParticipantId> {
        self.require(needs)?;
        self.participant().ok_or_else(|| Error::broken("only people do this"))
    }

    /// The token or session they signed in with; `None`: a job.
    pub fn credential(&self) -> Option<CredentialId> {
        self.credential.as_ref().map(|held| held.id)
    }

    /// What a token that is made now is bound by: it may do no more, and last no longer, than the one it is made with.
    pub fn bounds(&self) -> Bounds {
        let Some(held) = &self.credential else { return Bounds::default() };
        match held.id {
            CredentialId::Session(_) => Bounds::default(),
            // A word that lasts for minutes makes nothing that lasts for longer.
            CredentialId::Identity(_) => {
                Bounds { expires_at: Some(held.expires_at), ..Bounds::default() }
            }
            CredentialId::Token(id) => Bounds {
                permissions: held.permissions.clone(),
                expires_at: Some(held.expires_at),
                lineage: std::iter::once(id).chain(held.lineage.iter().copied()).collect(),
            },
        }
    }

    /// The house's clock, as this caller's transactions see it.
    pub fn clock(&self) -> &super::Clock {
        self.db.clock()
    }

    async fn begin_write(&self) -> Result<WriteTx> {
        WriteTx::begin(&self.db, &self.context, self.actor, self.trace.clone()).await
    }

    /// A read that leaves an event before it sees anything: what can't be told isn't shown.
    async fn begin_witnessed(&self, access: SupportAccessId, needs: Permission) -> Result<WriteTx> {
        let mut tx = self.begin_write().await?;
        let facts = vec![("permission", Fact::Word(needs.name()))];
        tx.record(Event::of_tenant("support_access.read", Subject::id(access), facts));
        match tx.flush().await {
            Ok(()) => Ok(tx),
            Err(error) => {
                Err(tx.finish::<()>(Err(error)).await.err().unwrap_or_else(broken_witness))
            }
        }
    }
}

fn broken_witness() -> Error {
    Error::broken("a failed transaction went well")
}

fn refuse_inside() -> Result<()> {
    match INSIDE.try_with(|()| ()) {
        Ok(()) => Err(Error::broken("a transaction inside a transaction: pass `tx` down")),
        Err(_) => Ok(()),
    }
}

/// A transaction that is watched: its span, and since when.
struct Watched {
    span: Span,
    needs: Permission,
    began: Instant,
}

impl Watched {
    fn begin(needs: Permission) -> Self {
        let span = info_span!(
            "db.transaction",
            permission = needs.name(),
            result = field::Empty,
            otel.status_code = field::Empty,
        );
        Self { span, needs, began: Instant::now() }
    }

    /// Notes how it ended.
    fn end<T>(self, db: &Db, answer: Result<T>) -> Result<T> {
        let (result, word) = match &answer {
            Ok(_) => ("OK", "OK"),
            Err(Error::Rejected(rejection)) => (rejection.code, "REJECTED"),
            Err(error) => (error.word(), error.word()),
        };
        self.span.record("result", result);
        if matches!(answer, Err(Error::Unavailable(_) | Error::Timeout | Error::Internal(_))) {
            self.span.record("otel.status_code", "ERROR");
        }
        if let Some(observer) = db.observer() {
            observer.transaction_ended(self.needs, word, self.began.elapsed());
        }
        answer
    }
}
