//! Sessions: how one begins, how long it lasts, and that a browser has one at a time.
//!
//! A link's session opens the link's tenant. One that began by an identity opens what the identity does.

use super::context::{Context, Mode};
use super::credential::{Purpose, hash_of, new_secret};
use super::db::Db;
use super::event::{Event, Fact, Subject};
use super::identity::{Vouched, VouchedBy, Voucher};
use super::job::{Job, act_as_system};
use super::observer::Way;
use super::permission::Permission;
use super::tx::{ReadTx, WriteTx};
use crate::kernel::error::Result;
use crate::kernel::ids::{IdentityId, ParticipantId, PersonId, SessionId, TenantId};
use crate::tables::{identities, identity_providers, participants, sessions};
use chrono::{DateTime, Duration, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _,
    NullableExpressionMethods as _, OptionalExtension as _, QueryDsl as _,
};
use diesel_async::RunQueryDsl as _;

/// A session that just began: the only time its secret is known.
#[derive(Debug)]
pub struct NewSession {
    /// Which it is.
    pub id: SessionId,
    /// What the cookie holds.
    pub secret: String,
    /// From when on it counts no more.
    pub expires_at: DateTime<Utc>,
}

/// How long a session may last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLimits {
    /// Unused for so long it ends; `None`: it may lie idle.
    pub idle_minutes: Option<i32>,
    /// However much it is used, it ends after so long.
    pub lasts: Duration,
}

/// What a session is to be.
pub(super) struct SessionTerms {
    pub(super) person: PersonId,
    /// The only tenant it opens; `None`: what its identity opens.
    pub(super) tenant: Option<TenantId>,
    pub(super) identity: Option<IdentityId>,
    pub(super) limits: SessionLimits,
}

/// Begins a session for whom an issuer vouched; `None`: nobody was accepted under that identity, or not there. A tenant's
/// provider opens its tenant; the nation's issuer all tenants in which its word was accepted, and each of them is told.
/// `replaced` is the cookie that the browser had: that session ends.
///
/// # Errors
/// Those of the database; then nobody has the new session's secret.
pub async fn begin_session(
    db: &Db,
    vouched: &Vouched,
    limits: SessionLimits,
    replaced: Option<&str>,
) -> Result<Option<NewSession>> {
    let answer = begin(db, vouched, limits, replaced).await;
    let told = match &answer {
        Ok(Some(_)) => Ok(()),
        Ok(None) => Err("UNAUTHENTICATED"),
        Err(error) => Err(error.word()),
    };
    db.tell_of_sign_in(Way::OpenId, told);
    answer
}

async fn begin(
    db: &Db,
    vouched: &Vouched,
    limits: SessionLimits,
    replaced: Option<&str>,
) -> Result<Option<NewSession>> {
    let accepted = accepted(db, vouched).await?;
    let Some(first) = accepted.as_slice().first().copied() else { return Ok(None) };
    if accepted.iter().any(|other| other.person != first.person) {
        return Ok(None);
    }
    end_replaced(db, replaced).await?;
    let tenant = match vouched.by {
        VouchedBy::Nation => None,
        VouchedBy::Tenants(_) => Some(first.tenant),
    };
    let terms =
        SessionTerms { person: first.person, tenant, identity: Some(first.identity), limits };
    let session = act_as_system(db, first.tenant, Job::SignIn)
        .write_as_job(Permission::BeginSession, async |tx| {
            let session = tx.begin_session(&terms).await?;
            let facts = vec![("identity", Fact::id(first.identity))];
            tx.record_beginning(session.id, first.person, facts).await?;
            Ok(session)
        })
        .await?;
    let others = accepted.iter().skip(1).filter(|_| tenant.is_none());
    for other in others {
        act_as_system(db, other.tenant, Job::SignIn)
            .write_as_job(Permission::BeginSession, async |tx| {
                let facts = vec![("identity", Fact::id(other.identity))];
                tx.record_beginning(session.id, other.person, facts).await
            })
            .await?;
    }
    Ok(Some(session))
}

#[derive(Debug, Clone, Copy, diesel::Queryable)]
struct Accepted {
    identity: IdentityId,
    person: PersonId,
    tenant: TenantId,
}

/// Where a word was accepted; the nation first.
async fn accepted(db: &Db, vouched: &Vouched) -> Result<Vec<Accepted>> {
    let tx = ReadTx::begin(db, &Context::platform(), Mode::Read).await?;
    let rows = accepted_in(&tx, vouched).await;
    tx.finish(rows).await
}

async fn accepted_in(tx: &ReadTx, vouched: &Vouched) -> Result<Vec<Accepted>> {
    let open = identities::table
        .left_join(
            identity_providers::table.on(identity_providers::tenant_id
                .eq(identities::tenant_id)
                .and(identity_providers::issuer.eq(identities::issuer.nullable()))),
        )
        .filter(identities::issuer.eq(&vouched.issuer))
        .filter(identities::subject.eq(&vouched.subject))
        .filter(identities::voucher.eq(vouched.by.voucher()))
        .filter(identities::ended_at.is_null())
        // What a tenant's provider said counts while it is the tenant's provider.
        .filter(
            identities::voucher
                .eq(Voucher::Nation)
                .or(identity_providers::tenant_id.nullable().is_not_null()),
        )
        .order((identities::tenant_id, identities::id))
        .select((identities::id, identities::person_id, identities::tenant_id))
        .into_boxed();
    let query = match &vouched.by {
        VouchedBy::Nation => open,
        VouchedBy::Tenants(tenants) => open.filter(identities::tenant_id.eq_any(tenants)),
    };
    let mut conn = tx.conn();
    tx.closing(query.load(&mut conn)).await
}

/// Ends the session whose cookie a browser had, before it signs in anew or goes.
///
/// # Errors
/// Those of the database.
pub async fn end_replaced(db: &Db, secret: Option<&str>) -> Result<()> {
    let Some(secret) = secret else { return Ok(()) };
    let Some(tenant) = tenant_of(db, secret).await? else { return Ok(()) };
    act_as_system(db, tenant, Job::SignIn)
        .write_as_job(Permission::BeginSession, async |tx| {
            let now = tx.now();
            let back = tx.switch(Context::platform()).await?;
            let open = sessions::table
                .filter(sessions::hash.eq(hash_of(secret)))
                .filter(sessions::ended_at.is_null());
            let ended: Option<(SessionId, PersonId)> = diesel::update(open)
                .set(sessions::ended_at.eq(now))
                .returning((sessions::id, sessions::person_id))
                .get_result(&mut tx.conn())
                .await
                .optional()?;
            tx.switch(back).await?;
            match ended {
                Some((id, person)) => {
                    tx.changes_standing_of(person);
                    let facts = vec![("replaced", Fact::Flag(true))];
                    tx.record(Event::of_tenant("session.ended", Subject::id(id), facts));
                }
                // Another tab was faster.
                None => tx.change_nothing(),
            }
            Ok(())
        })
        .await
}

/// In whose trail the end of a session stands.
async fn tenant_of(db: &Db, secret: &str) -> Result<Option<TenantId>> {
    let tx = ReadTx::begin(db, &Context::platform(), Mode::Read).await?;
    let query = sessions::table
        .left_join(identities::table.on(sessions::identity_id.eq(identities::id.nullable())))
        .filter(sessions::hash.eq(hash_of(secret)))
        .filter(sessions::ended_at.is_null())
        .select((sessions::tenant_id, identities::tenant_id.nullable()));
    let mut conn = tx.conn();
    let row = query.first::<(Option<TenantId>, Option<TenantId>)>(&mut conn);
    let row = tx.closing(async { row.await.optional() }).await;
    Ok(tx.finish(row).await?.and_then(|(own, identity)| own.or(identity)))
}

impl WriteTx {
    /// Makes a session's row, as role `platform`.
    pub(super) async fn begin_session(&mut self, terms: &SessionTerms) -> Result<NewSession> {
        let (id, secret, now) = (self.new_id(), new_secret(Purpose::Session), self.now());
        let expires_at = now + terms.limits.lasts;
        let back = self.switch(Context::platform_of(terms.person)).await?;
        diesel::insert_into(sessions::table)
            .values((
                sessions::id.eq(id),
                sessions::person_id.eq(terms.person),
                sessions::tenant_id.eq(terms.tenant),
                sessions::identity_id.eq(terms.identity),
                sessions::idle_minutes.eq(terms.limits.idle_minutes),
                sessions::hash.eq(hash_of(&secret)),
                sessions::began_at.eq(now),
                sessions::expires_at.eq(expires_at),
            ))
            .execute(&mut self.conn())
            .await?;
        self.switch(back).await?;
        Ok(NewSession { id, secret, expires_at })
    }

    /// Leaves in this tenant's trail that a person began a session that opens it.
    pub(super) async fn record_beginning(
        &mut self,
        session: SessionId,
        person: PersonId,
        mut facts: Vec<(&'static str, Fact)>,
    ) -> Result<()> {
        let participant: Option<ParticipantId> = participants::table
            .filter(participants::person_id.eq(person))
            .select(participants::id)
            .first(&mut self.conn())
            .await
            .optional()?;
        facts.extend(participant.map(|id| ("participant", Fact::id(id))));
        self.record(Event::of_tenant("session.began", Subject::id(session), facts));
        Ok(())
    }
}
