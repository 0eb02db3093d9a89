//! Sign-in links, and the sessions that begin with one.
//!
//! A link is shown to who invites, and so to one person more than it is for: it opens the inviting tenant and no other, and
//! the first use is the last.

use super::context::{Context, Mode};
use super::credential::{Purpose, hash_of, new_secret};
use super::db::Db;
use super::event::{Event, Fact, Subject};
use super::job::{Job, act_as_system};
use super::observer::Way;
use super::permission::Permission;
use super::tx::{ReadTx, WriteTx};
use crate::kernel::error::Result;
use crate::kernel::ids::{ParticipantId, PersonId, SessionId, SignInLinkId, TenantId};
use crate::tables::{participants, sessions, sign_in_links};
use chrono::{DateTime, Duration, Utc};
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;

/// How long a link waits to be used.
const LINK_HOURS: i64 = 24;
/// How long a session lasts. A month: offices without an identity provider would need a new link each time.
const SESSION_DAYS: i64 = 30;

/// A link that was just made: the only time its secret is known.
#[derive(Debug)]
pub struct NewLink {
    /// Which it is.
    pub id: SignInLinkId,
    /// What stands in the address.
    pub secret: String,
    /// Until when it can be used.
    pub expires_at: DateTime<Utc>,
}

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

impl WriteTx {
    /// Makes a link with which a person signs in to the tenant of this transaction. An unused one from before ends.
    ///
    /// # Errors
    /// Those of the database.
    pub(crate) async fn make_link(&mut self, person: PersonId) -> Result<NewLink> {
        let (id, secret, now) = (self.new_id(), new_secret(Purpose::Link), self.now());
        let (tenant, expires_at) = (self.tenant()?, now + Duration::hours(LINK_HOURS));
        let back = self.switch(Context::Platform { person: Some(person) }).await?;
        let unused = sign_in_links::table
            .filter(sign_in_links::person_id.eq(person))
            .filter(sign_in_links::tenant_id.eq(tenant))
            .filter(sign_in_links::used_at.is_null());
        diesel::delete(unused).execute(&mut self.conn()).await?;
        diesel::insert_into(sign_in_links::table)
            .values((
                sign_in_links::id.eq(id),
                sign_in_links::person_id.eq(person),
                sign_in_links::tenant_id.eq(tenant),
                sign_in_links::hash.eq(hash_of(&secret)),
                sign_in_links::made_at.eq(now),
                sign_in_links::expires_at.eq(expires_at),
            ))
            .execute(&mut self.conn())
            .await?;
        self.switch(back).await?;
        Ok(NewLink { id, secret, expires_at })
    }

    /// Whether a person has ever used a link of this transaction's tenant.
    pub(crate) async fn has_used_a_link(&mut self, person: PersonId) -> Result<bool> {
        let tenant = self.tenant()?;
        let back = self.switch(Context::Platform { person: Some(person) }).await?;
        let used: i64 = sign_in_links::table
            .filter(sign_in_links::person_id.eq(person))
            .filter(sign_in_links::tenant_id.eq(tenant))
            .filter(sign_in_links::used_at.is_not_null())
            .count()
            .get_result(&mut self.conn())
            .await?;
        self.switch(back).await?;
        Ok(used > 0)
    }
}

/// Whether a link can still be used: what its page says before anybody presses the button.
///
/// # Errors
/// Those of the database.
pub async fn link_counts(db: &Db, secret: &str) -> Result<bool> {
    Ok(tenant_of(db, secret).await?.is_some())
}

/// Uses a link up and begins a session; `None`: there is no such link, or it was used, or is too old. Of two who use it at
/// the same moment one gets in.
///
/// # Errors
/// Those of the database; then nothing was used up.
pub async fn use_link(db: &Db, secret: &str) -> Result<Option<NewSession>> {
    let answer = use_up(db, secret).await;
    let told = match &answer {
        Ok(Some(_)) => Ok(()),
        Ok(None) => Err("UNAUTHENTICATED"),
        Err(error) => Err(error.word()),
    };
    db.tell_of_sign_in(Way::Link, told);
    answer
}

async fn use_up(db: &Db, secret: &str) -> Result<Option<NewSession>> {
    let Some(tenant) = tenant_of(db, secret).await? else { return Ok(None) };
    act_as_system(db, tenant, Job::SignIn)
        .write_as_job(Permission::BeginSession, async |tx| {
            let Some((link, person)) = take(tx, secret).await? else {
                tx.change_nothing();
                return Ok(None);
            };
            let session = begin(tx, person, tenant).await?;
            let participant: Option<ParticipantId> = participants::table
                .filter(participants::person_id.eq(person))
                .select(participants::id)
                .first(&mut tx.conn())
                .await
                .optional()?;
            let mut facts = vec![("link", Fact::id(link))];
            facts.extend(participant.map(|id| ("participant", Fact::id(id))));
            tx.record(Event::of_tenant("session.began", Subject::id(session.id), facts));
            Ok(Some(session))
        })
        .await
}

async fn tenant_of(db: &Db, secret: &str) -> Result<Option<TenantId>> {
    let tx = ReadTx::begin(db, &Context::Platform { person: None }, Mode::Read).await?;
    let query = sign_in_links::table
        .filter(sign_in_links::hash.eq(hash_of(secret)))
        .filter(sign_in_links::used_at.is_null())
        .filter(sign_in_links::expires_at.gt(tx.now()))
        .select(sign_in_links::tenant_id);
    let mut conn = tx.conn();
    let row = query.first(&mut conn);
    let row = tx.closing(async { row.await.optional() }).await;
    tx.finish(row).await
}

async fn take(tx: &mut WriteTx, secret: &str) -> Result<Option<(SignInLinkId, PersonId)>> {
    let now = tx.now();
    let back = tx.switch(Context::Platform { person: None }).await?;
    let link = sign_in_links::table
        .filter(sign_in_links::hash.eq(hash_of(secret)))
        .filter(sign_in_links::used_at.is_null())
        .filter(sign_in_links::expires_at.gt(now));
    let taken = diesel::update(link)
        .set(sign_in_links::used_at.eq(now))
        .returning((sign_in_links::id, sign_in_links::person_id))
        .get_result(&mut tx.conn())
        .await
        .optional()?;
    tx.switch(back).await?;
    Ok(taken)
}

async fn begin(tx: &mut WriteTx, person: PersonId, tenant: TenantId) -> Result<NewSession> {
    let (id, secret, now) = (tx.new_id(), new_secret(Purpose::Session), tx.now());
    let expires_at = now + Duration::days(SESSION_DAYS);
    let back = tx.switch(Context::Platform { person: Some(person) }).await?;
    diesel::insert_into(sessions::table)
        .values((
            sessions::id.eq(id),
            sessions::person_id.eq(person),
            sessions::tenant_id.eq(tenant),
            sessions::hash.eq(hash_of(&secret)),
            sessions::began_at.eq(now),
            sessions::expires_at.eq(expires_at),
        ))
        .execute(&mut tx.conn())
        .await?;
    tx.switch(back).await?;
    Ok(NewSession { id, secret, expires_at })
}
