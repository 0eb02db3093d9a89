//! Under which issuer and subject somebody was accepted in a tenant, and the providers of tenants as sign-in reads them.
//!
//! Owns: what an identity opens, linking, unlinking. Doesn't own: whether an issuer really said so: whoever hands a [`Vouched`]
//! in has verified it. An e-mail address is never asked for.

use super::context::{Context, Mode};
use super::db::Db;
use super::tx::{ReadTx, WriteTx};
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::{IdentityId, PersonId, TenantId};
use crate::kernel::text_enum::text_enum;
use crate::tables::{identities, identity_providers, sessions, tenants};
use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _,
    NullableExpressionMethods as _, OptionalExtension as _, QueryDsl as _, Queryable,
};
use diesel_async::RunQueryDsl as _;
use std::fmt;

text_enum! {
    /// Who vouches for somebody.
    Voucher {
        /// The nation's issuer, which stands in the configuration.
        Nation = "NATION",
        /// A tenant's own.
        Tenant = "TENANT",
    }
}

/// Whose word it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum VouchedBy {
    /// The nation's issuer: it counts wherever it was accepted.
    Nation,
    /// The provider of these tenants: it counts in them, as far as it was accepted there. Several may use the same issuer.
    Tenants(Vec<TenantId>),
}

impl VouchedBy {
    /// The kind of it.
    pub fn voucher(&self) -> Voucher {
        match self {
            Self::Nation => Voucher::Nation,
            Self::Tenants(_) => Voucher::Tenant,
        }
    }
}

/// Somebody for whom an issuer has vouched; whoever makes one has verified it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Vouched {
    /// Whose word it is.
    pub by: VouchedBy,
    /// The issuer, exactly as it names itself.
    pub issuer: String,
    /// The issuer's own name for the person.
    pub subject: String,
}

/// A word that lasts for a while: an access token that was verified.
#[derive(Debug, Clone)]
pub struct Verified {
    /// Who said what.
    pub vouched: Vouched,
    /// From when on it counts no more.
    pub expires_at: DateTime<Utc>,
}

/// A tenant's provider, with what only sign-in may read.
#[derive(Clone, Queryable)]
pub struct TenantProvider {
    /// Whose.
    pub tenant: TenantId,
    /// The tenant's name in addresses.
    pub slug: String,
    /// Where it is, and how it names itself.
    pub issuer: String,
    /// How it knows us.
    pub client_id: String,
    /// With what we show that we are that; `None`: a public client.
    pub client_secret: Option<String>,
    /// What its access tokens name as `aud`; `None`: none is taken.
    pub audience: Option<String>,
}

impl fmt::Debug for TenantProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the provider of {}", self.slug)
    }
}

/// An identity of one's own.
#[derive(Debug, Clone, Queryable)]
pub struct OwnIdentity {
    /// Which.
    pub id: IdentityId,
    /// Who vouches.
    pub voucher: Voucher,
    /// The issuer.
    pub issuer: String,
    /// The issuer's name for oneself.
    pub subject: String,
    /// Since when.
    pub linked_at: DateTime<Utc>,
    /// When it was taken back.
    pub ended_at: Option<DateTime<Utc>>,
}

/// How a linking went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Linked {
    /// It counts from now on.
    Now(IdentityId),
    /// It did already.
    Before(IdentityId),
    /// It is somebody else's.
    OfAnother,
}

macro_rules! providers {
    () => {
        identity_providers::table
            .inner_join(tenants::table.on(tenants::id.eq(identity_providers::tenant_id)))
            .select((
                tenants::id,
                tenants::slug,
                identity_providers::issuer.assume_not_null(),
                identity_providers::client_id.assume_not_null(),
                identity_providers::client_secret,
                identity_providers::audience,
            ))
            .filter(identity_providers::issuer.is_not_null())
            .filter(identity_providers::client_id.is_not_null())
    };
}

/// The provider of the tenant of that name, if it has one.
///
/// # Errors
/// Those of the database.
pub async fn provider_of(db: &Db, slug: &str) -> Result<Option<TenantProvider>> {
    let tx = ReadTx::begin(db, &Context::platform(), Mode::Read).await?;
    let query = providers!().filter(tenants::slug.eq(slug));
    let mut conn = tx.conn();
    let row = query.first(&mut conn);
    let row = tx.closing(async { row.await.optional() }).await;
    tx.finish(row).await
}

/// The providers of all tenants that use an issuer.
///
/// # Errors
/// Those of the database.
pub async fn providers_by_issuer(db: &Db, issuer: &str) -> Result<Vec<TenantProvider>> {
    let tx = ReadTx::begin(db, &Context::platform(), Mode::Read).await?;
    let query = providers!().filter(identity_providers::issuer.eq(issuer)).order(tenants::slug);
    let mut conn = tx.conn();
    let rows = tx.closing(query.load(&mut conn)).await;
    tx.finish(rows).await
}

impl WriteTx {
    /// Accepts an identity for a person in the tenant of this transaction.
    pub(crate) async fn link_identity(
        &mut self,
        person: PersonId,
        vouched: &Vouched,
    ) -> Result<Linked> {
        let (id, now, tenant): (IdentityId, _, _) = (self.new_id(), self.now(), self.tenant()?);
        let kind = vouched.by.voucher();
        self.changes_standing_of(person);
        let back = self.switch(Context::platform_of(person)).await?;
        let inserted = diesel::insert_into(identities::table)
            .values((
                identities::id.eq(id),
                identities::person_id.eq(person),
                identities::tenant_id.eq(tenant),
                identities::voucher.eq(kind),
                identities::issuer.eq(&vouched.issuer),
                identities::subject.eq(&vouched.subject),
                identities::linked_at.eq(now),
            ))
            .on_conflict_do_nothing()
            .execute(&mut self.conn())
            .await?;
        let linked = if inserted == 1 {
            Linked::Now(id)
        } else {
            let known: Option<IdentityId> = identities::table
                .filter(identities::person_id.eq(person))
                .filter(identities::tenant_id.eq(tenant))
                .filter(identities::voucher.eq(kind))
                .filter(identities::issuer.eq(&vouched.issuer))
                .filter(identities::subject.eq(&vouched.subject))
                .filter(identities::ended_at.is_null())
                .select(identities::id)
                .first(&mut self.conn())
                .await
                .optional()?;
            known.map_or(Linked::OfAnother, Linked::Before)
        };
        self.switch(back).await?;
        Ok(linked)
    }

    /// Takes an own identity in this tenant back, and ends the sessions that began by it.
    ///
    /// # Errors
    /// [`Error::NotFound`] when that person has no such identity here, or took it back before.
    pub(crate) async fn unlink_identity(
        &mut self,
        person: PersonId,
        identity: IdentityId,
    ) -> Result<()> {
        let (now, tenant) = (self.now(), self.tenant()?);
        self.changes_standing_of(person);
        let back = self.switch(Context::platform_of(person)).await?;
        let own = identities::table
            .filter(identities::id.eq(identity))
            .filter(identities::person_id.eq(person))
            .filter(identities::tenant_id.eq(tenant))
            .filter(identities::ended_at.is_null());
        let ended: Option<(Voucher, String, String)> = diesel::update(own)
            .set(identities::ended_at.eq(now))
            .returning((identities::voucher, identities::issuer, identities::subject))
            .get_result(&mut self.conn())
            .await
            .optional()?;
        if let Some((voucher, issuer, subject)) = &ended {
            // The nation's word is one over all tenants: its sessions may have begun by its row in another.
            let same_word = identities::table
                .filter(identities::person_id.eq(person))
                .filter(identities::voucher.eq(voucher))
                .filter(identities::issuer.eq(issuer))
                .filter(identities::subject.eq(subject))
                .filter(identities::voucher.eq(Voucher::Nation).or(identities::id.eq(identity)))
                .select(identities::id.nullable());
            let began_by_it = sessions::table
                .filter(sessions::identity_id.eq_any(same_word))
                .filter(sessions::person_id.eq(person))
                .filter(sessions::ended_at.is_null());
            diesel::update(began_by_it)
                .set(sessions::ended_at.eq(now))
                .execute(&mut self.conn())
                .await?;
        }
        self.switch(back).await?;
        ended.map(|_| ()).ok_or(Error::NotFound(Kind::Identity))
    }
}
