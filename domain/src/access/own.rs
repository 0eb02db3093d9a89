//! One's own tokens, sessions and identities in the active tenant: platform rows, read and ended in one's own name.

use super::caller::Caller;
use super::context::{Context, Mode};
use super::identity::{OwnIdentity, Voucher};
use super::permission::Permission;
use super::tx::{ReadTx, WriteTx};
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::{ApiTokenId, IdentityId, PersonId, SessionId, TenantId};
use crate::kernel::page::{Cursor, Direction, Page, PageArgs};
use crate::tables::{api_tokens, identities, sessions};
use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, NullableExpressionMethods as _,
    QueryDsl as _, QueryResult, Queryable,
};
use diesel_async::RunQueryDsl as _;
use uuid::Uuid;

/// A token of one's own, without its secret.
#[derive(Debug, Clone, Queryable)]
pub struct OwnToken {
    /// Which.
    pub id: ApiTokenId,
    /// What it is for.
    pub name: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Until when it counts.
    pub expires_at: DateTime<Utc>,
    /// When it was ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// When it was used last, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// The names of all that it may do at most; `None`: all that its person may.
    pub permissions: Option<Vec<String>>,
}

/// A session of one's own.
#[derive(Debug, Clone, Queryable)]
pub struct OwnSession {
    /// Which.
    pub id: SessionId,
    /// When it began.
    pub began_at: DateTime<Utc>,
    /// Until when it counts.
    pub expires_at: DateTime<Utc>,
    /// When it was ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// When it was used last, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// Which sessions open a tenant: its own, and those by a word of the nation's issuer that was accepted there.
macro_rules! opens {
    ($tenant:expr, $accepted:expr) => {
        sessions::tenant_id
            .eq($tenant)
            .or(sessions::tenant_id.is_null().and(sessions::identity_id.eq_any($accepted)))
            .assume_not_null()
    };
}

/// The newest first, by keyset over ids, which are ordered by time.
macro_rules! newest_first {
    ($query:expr, $id:expr, $page:expr) => {{
        let mut query = $query.limit($page.rows()).into_boxed();
        if let Some(after) = $page.after.as_ref().map(place) {
            query = query.filter($id.lt(after));
        }
        if let Some(before) = $page.before.as_ref().map(place) {
            query = query.filter($id.gt(before));
        }
        match $page.direction {
            Direction::Forward => query.order($id.desc()),
            Direction::Backward => query.order($id.asc()),
        }
    }};
}

impl Caller {
    /// The own tokens for the active tenant, the newest first.
    ///
    /// # Errors
    /// [`Error::Forbidden`] without [`Permission::ManageOwnTokens`].
    pub async fn own_tokens(&self, page: &PageArgs) -> Result<Page<OwnToken>> {
        self.require(Permission::ManageOwnTokens)?;
        let tenant = self.tenant();
        let (tx, person) = self.in_own_name().await?;
        let own = api_tokens::table
            .filter(api_tokens::person_id.eq(person))
            .filter(api_tokens::tenant_id.is_null().or(api_tokens::tenant_id.eq(tenant)))
            .select((
                api_tokens::id,
                api_tokens::name,
                api_tokens::made_at,
                api_tokens::expires_at,
                api_tokens::ended_at,
                api_tokens::last_used_at,
                api_tokens::permissions,
            ));
        let query = newest_first!(own, api_tokens::id, page);
        let mut conn = tx.conn();
        let rows = tx.closing(query.load(&mut conn)).await;
        Ok(page.page(tx.finish(rows).await?, None))
    }

    /// The own sessions in the active tenant, the newest first.
    ///
    /// # Errors
    /// [`Error::Forbidden`] without [`Permission::ManageOwnSessions`].
    pub async fn own_sessions(&self, page: &PageArgs) -> Result<Page<OwnSession>> {
        self.require(Permission::ManageOwnSessions)?;
        let (tx, person) = self.in_own_name().await?;
        let accepted = match accepted_in(&tx, person, self.tenant()).await {
            Ok(accepted) => accepted,
            Err(error) => return tx.finish(Err(error.into())).await,
        };
        let own = sessions::table
            .filter(sessions::person_id.eq(person))
            .filter(opens!(self.tenant(), accepted))
            .select((
                sessions::id,
                sessions::began_at,
                sessions::expires_at,
                sessions::ended_at,
                sessions::last_used_at,
            ));
        let query = newest_first!(own, sessions::id, page);
        let mut conn = tx.conn();
        let rows = tx.closing(query.load(&mut conn)).await;
        Ok(page.page(tx.finish(rows).await?, None))
    }

    /// The own identities in the active tenant, the newest first.
    ///
    /// # Errors
    /// [`Error::Forbidden`] without [`Permission::ManageOwnSessions`].
    pub async fn own_identities(&self, page: &PageArgs) -> Result<Page<OwnIdentity>> {
        self.require(Permission::ManageOwnSessions)?;
        let (tx, person) = self.in_own_name().await?;
        let own = identities::table
            .filter(identities::person_id.eq(person))
            .filter(identities::tenant_id.eq(self.tenant()))
            .select((
                identities::id,
                identities::voucher,
                identities::issuer,
                identities::subject,
                identities::linked_at,
                identities::ended_at,
            ));
        let query = newest_first!(own, identities::id, page);
        let mut conn = tx.conn();
        let rows = tx.closing(query.load(&mut conn)).await;
        Ok(page.page(tx.finish(rows).await?, None))
    }

    async fn in_own_name(&self) -> Result<(ReadTx, PersonId)> {
        let person = self.person().ok_or_else(|| Error::broken("a job has nothing of its own"))?;
        let context = Context::platform_of(person);
        Ok((ReadTx::begin(&self.db, &context, Mode::Read).await?, person))
    }
}

impl ReadTx {
    /// Until when a token counts, whoever's it is.
    pub(crate) async fn token_expires_at(&mut self, token: ApiTokenId) -> Result<DateTime<Utc>> {
        let back = self.switch(Context::platform()).await?;
        let query = api_tokens::table.filter(api_tokens::id.eq(token));
        let expires_at = query.select(api_tokens::expires_at).first(&mut self.conn()).await;
        self.switch(back).await?;
        Ok(expires_at?)
    }
}

impl WriteTx {
    /// Ends a person's own token for this tenant at once, and all that were made with it.
    ///
    /// # Errors
    /// [`Error::NotFound`] when that person has no such token here, or ended it before.
    pub async fn end_token(&mut self, person: PersonId, token: ApiTokenId) -> Result<()> {
        let (now, tenant) = (self.now(), self.tenant()?);
        self.changes_standing_of(person);
        let back = self.switch(Context::platform_of(person)).await?;
        let own = api_tokens::table
            .filter(api_tokens::person_id.eq(person))
            .filter(api_tokens::tenant_id.is_null().or(api_tokens::tenant_id.eq(tenant)))
            .filter(api_tokens::ended_at.is_null());
        let ended = diesel::update(own.filter(api_tokens::id.eq(token)))
            .set(api_tokens::ended_at.eq(now))
            .execute(&mut self.conn())
            .await?;
        if ended == 1 {
            let made_with_it = api_tokens::table
                .filter(api_tokens::person_id.eq(person))
                .filter(api_tokens::ended_at.is_null())
                .filter(diesel::PgArrayExpressionMethods::contains(
                    api_tokens::lineage,
                    vec![token],
                ));
            diesel::update(made_with_it)
                .set(api_tokens::ended_at.eq(now))
                .execute(&mut self.conn())
                .await?;
        }
        self.switch(back).await?;
        if ended == 1 { Ok(()) } else { Err(Error::NotFound(Kind::ApiToken)) }
    }

    /// Ends a person's own session in this tenant at once.
    ///
    /// # Errors
    /// [`Error::NotFound`] when that person has no such session here, or ended it before.
    pub async fn end_session(&mut self, person: PersonId, session: SessionId) -> Result<()> {
        let (now, tenant): (DateTime<Utc>, TenantId) = (self.now(), self.tenant()?);
        self.changes_standing_of(person);
        let back = self.switch(Context::platform_of(person)).await?;
        let accepted = accepted_in(self, person, tenant).await?;
        let own = sessions::table
            .filter(sessions::id.eq(session))
            .filter(sessions::person_id.eq(person))
            .filter(opens!(tenant, accepted))
            .filter(sessions::ended_at.is_null());
        let ended =
            diesel::update(own).set(sessions::ended_at.eq(now)).execute(&mut self.conn()).await?;
        self.switch(back).await?;
        if ended == 1 { Ok(()) } else { Err(Error::NotFound(Kind::Session)) }
    }

    /// Ends all sessions of a person that open this tenant, in whatever browser, but perhaps one.
    ///
    /// # Errors
    /// Those of the database.
    pub(crate) async fn end_all_sessions(
        &mut self,
        person: PersonId,
        except: Option<SessionId>,
    ) -> Result<usize> {
        let (now, tenant) = (self.now(), self.tenant()?);
        self.changes_standing_of(person);
        let back = self.switch(Context::platform_of(person)).await?;
        let accepted = accepted_in(self, person, tenant).await?;
        let own = sessions::table
            .filter(sessions::person_id.eq(person))
            .filter(opens!(tenant, accepted))
            .filter(sessions::id.ne_all(except))
            .filter(sessions::expires_at.gt(now))
            .filter(sessions::ended_at.is_null());
        let ended =
            diesel::update(own).set(sessions::ended_at.eq(now)).execute(&mut self.conn()).await?;
        self.switch(back).await?;
        Ok(ended)
    }
}

/// The identities of a person by which a session opens a tenant too: the nation's issuer vouches for the same subject in it.
async fn accepted_in(
    tx: &ReadTx,
    person: PersonId,
    tenant: TenantId,
) -> QueryResult<Vec<IdentityId>> {
    let all: Vec<(IdentityId, TenantId, String, String)> = identities::table
        .filter(identities::person_id.eq(person))
        .filter(identities::voucher.eq(Voucher::Nation))
        .filter(identities::ended_at.is_null())
        .select((identities::id, identities::tenant_id, identities::issuer, identities::subject))
        .load(&mut tx.conn())
        .await?;
    let here = |issuer: &str, subject: &str| {
        all.iter().any(|(_, own, i, s)| *own == tenant && i == issuer && s == subject)
    };
    Ok(all.iter().filter(|(_, _, i, s)| here(i, s)).map(|(id, ..)| *id).collect())
}

/// A cursor that isn't a uuid is before everything.
fn place(cursor: &Cursor) -> Uuid {
    Uuid::try_parse(&cursor.id).unwrap_or(Uuid::nil())
}
