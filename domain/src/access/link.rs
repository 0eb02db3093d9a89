//! Sign-in links, and using one.
//!
//! A link is shown to who invites, and so to one person more than it is for: it opens the inviting tenant and no other, and
//! the first use is the last.

use super::context::{Context, Mode};
use super::credential::{Purpose, hash_of, new_secret};
use super::db::Db;
use super::event::Fact;
use super::job::{Job, act_as_system};
use super::observer::Way;
use super::permission::Permission;
use super::session::{NewSession, SessionLimits, SessionTerms, end_replaced};
use super::tx::{ReadTx, WriteTx};
use crate::kernel::error::Result;
use crate::kernel::ids::{PersonId, SignInLinkId, TenantId};
use crate::tables::sign_in_links;
use chrono::{DateTime, Duration, Utc};
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;

/// How long a link waits to be used.
const LINK_HOURS: i64 = 24;
/// How long a link's session lasts. A month, and it may lie idle: who has no identity provider would need a new link each
/// time, and some can't get one.
const BY_LINK: SessionLimits = SessionLimits { idle_minutes: None, lasts: Duration::days(30) };

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

impl WriteTx {
    /// Makes a link with which a person signs in to the tenant of this transaction. An unused one from before ends.
    ///
    /// # Errors
    /// Those of the database.
    pub(crate) async fn make_link(&mut self, person: PersonId) -> Result<NewLink> {
        let (id, secret, now) = (self.new_id(), new_secret(Purpose::Link), self.now());
        let (tenant, expires_at) = (self.tenant()?, now + Duration::hours(LINK_HOURS));
        let back = self.switch(Context::platform_of(person)).await?;
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
        let back = self.switch(Context::platform_of(person)).await?;
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
/// the same moment one gets in. `replaced` is the cookie that the browser had: that session ends.
///
/// # Errors
/// Those of the database; then nothing was used up.
pub async fn use_link(db: &Db, secret: &str, replaced: Option<&str>) -> Result<Option<NewSession>> {
    let answer = use_up(db, secret, replaced).await;
    let told = match &answer {
        Ok(Some(_)) => Ok(()),
        Ok(None) => Err("UNAUTHENTICATED"),
        Err(error) => Err(error.word()),
    };
    db.tell_of_sign_in(Way::Link, told);
    answer
}

async fn use_up(db: &Db, secret: &str, replaced: Option<&str>) -> Result<Option<NewSession>> {
    let Some(tenant) = tenant_of(db, secret).await? else { return Ok(None) };
    end_replaced(db, replaced).await?;
    act_as_system(db, tenant, Job::SignIn)
        .write_as_job(Permission::BeginSession, async |tx| {
            let Some((link, person)) = take(tx, secret).await? else {
                tx.change_nothing();
                return Ok(None);
            };
            let terms =
                SessionTerms { person, tenant: Some(tenant), identity: None, limits: BY_LINK };
            let session = tx.begin_session(&terms).await?;
            tx.record_beginning(session.id, person, vec![("link", Fact::id(link))]).await?;
            Ok(Some(session))
        })
        .await
}

async fn tenant_of(db: &Db, secret: &str) -> Result<Option<TenantId>> {
    let tx = ReadTx::begin(db, &Context::platform(), Mode::Read).await?;
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
    let back = tx.switch(Context::platform()).await?;
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
