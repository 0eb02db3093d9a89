//! A credential's own row: whose it is, how long it counts, and which tenants it opens.

use crate::access::context::{Context, Mode};
use crate::access::credential::{Credential, CredentialId, Held, hash_of};
use crate::access::db::Db;
use crate::access::identity::{Verified, VouchedBy, Voucher};
use crate::access::permission::Permission;
use crate::access::statement::Kept;
use crate::access::tx::ReadTx;
use crate::kernel::error::Result;
use crate::kernel::ids::{ApiTokenId, IdentityId, PersonId, SessionId, TenantId};
use crate::tables::{api_tokens, identities, identity_providers, people, sessions};
use chrono::{DateTime, Duration, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _,
    NullableExpressionMethods as _, OptionalExtension as _, QueryDsl as _,
};
use diesel_async::RunQueryDsl as _;

/// How exactly it is noted when a credential was used last, in minutes.
const NOTED_EVERY: i64 = 1;

/// A credential's own row.
pub(super) struct Row {
    pub(super) held: Held,
    pub(super) person: PersonId,
    pub(super) is_national: bool,
    pub(super) opens: Opens,
    last_used_at: Option<DateTime<Utc>>,
}

/// Which tenants a credential opens, of those in which its person has a grant.
pub(super) enum Opens {
    /// All of them.
    All,
    /// These.
    These(Vec<TenantId>),
    /// Those in which the nation's word for this subject was accepted.
    AcceptedFrom { issuer: String, subject: String },
}

/// The row of a credential that counts.
pub(super) async fn find(tx: &ReadTx, credential: &Credential<'_>) -> Result<Option<Row>> {
    match credential {
        Credential::Token(secret) => token(tx, secret).await,
        Credential::Session(secret) => session(tx, secret).await,
        Credential::Identity(verified) => identity(tx, verified).await,
    }
}

type TokenRow = (
    (ApiTokenId, PersonId, bool, Option<TenantId>),
    (DateTime<Utc>, Option<DateTime<Utc>>, Option<Vec<String>>, Vec<ApiTokenId>),
);

async fn token(tx: &ReadTx, secret: &str) -> Result<Option<Row>> {
    let now = tx.now();
    let row: Option<TokenRow> = api_tokens::table
        .inner_join(people::table.on(people::id.eq(api_tokens::person_id)))
        .filter(api_tokens::hash.eq(hash_of(secret)))
        .filter(api_tokens::expires_at.gt(now))
        .filter(api_tokens::ended_at.is_null().or(api_tokens::ended_at.gt(now)))
        .select((
            (api_tokens::id, people::id, people::is_national, api_tokens::tenant_id),
            (
                api_tokens::expires_at,
                api_tokens::last_used_at,
                api_tokens::permissions,
                api_tokens::lineage,
            ),
        ))
        .first(&mut tx.conn())
        .await
        .optional()?;
    let row = row.map(|(who, (expires_at, last_used_at, permissions, lineage))| {
        let (id, person, is_national, only_tenant) = who;
        // A word that is no permission any more gives nothing.
        let permissions =
            permissions.map(|names| names.iter().filter_map(|n| Permission::parse(n)).collect());
        let held = Held { id: CredentialId::Token(id), expires_at, permissions, lineage };
        let opens = only_tenant.map_or(Opens::All, |only| Opens::These(vec![only]));
        Row { held, person, is_national, opens, last_used_at }
    });
    Ok(row)
}

type SessionRow = (
    (SessionId, PersonId, bool, Option<TenantId>),
    (DateTime<Utc>, DateTime<Utc>, Option<DateTime<Utc>>, Option<i32>),
    Option<(Voucher, String, String, Option<DateTime<Utc>>)>,
    Option<TenantId>,
);

async fn session(tx: &ReadTx, secret: &str) -> Result<Option<Row>> {
    let now = tx.now();
    let row: Option<SessionRow> = sessions::table
        .inner_join(people::table.on(people::id.eq(sessions::person_id)))
        .left_join(identities::table.on(sessions::identity_id.eq(identities::id.nullable())))
        .left_join(
            identity_providers::table.on(identity_providers::tenant_id
                .nullable()
                .eq(identities::tenant_id.nullable())
                .and(identity_providers::issuer.eq(identities::issuer.nullable()))),
        )
        .filter(sessions::hash.eq(hash_of(secret)))
        .filter(sessions::expires_at.gt(now))
        .filter(sessions::ended_at.is_null())
        .select((
            (sessions::id, people::id, people::is_national, sessions::tenant_id),
            (
                sessions::began_at,
                sessions::expires_at,
                sessions::last_used_at,
                sessions::idle_minutes,
            ),
            (identities::voucher, identities::issuer, identities::subject, identities::ended_at)
                .nullable(),
            identity_providers::tenant_id.nullable(),
        ))
        .first(&mut tx.conn())
        .await
        .optional()?;
    let Some((who, (began_at, expires_at, last_used_at, idle), identity, provider)) = row else {
        return Ok(None);
    };
    let (id, person, is_national, tenant) = who;
    let idle = idle.map(|minutes| Duration::minutes(minutes.into()));
    // Used at this moment: from now on it may lie idle for so long again.
    let was_idle = idle.is_some_and(|idle| last_used_at.unwrap_or(began_at) + idle <= now);
    let counts = match &identity {
        None | Some((Voucher::Nation, _, _, None)) => true,
        Some((_, _, _, Some(_ended))) => false,
        // While it is the tenant's provider.
        Some((Voucher::Tenant, _, _, None)) => provider.is_some(),
    };
    if was_idle || !counts {
        return Ok(None);
    }
    let opens = match (tenant, identity) {
        (Some(only), _) => Opens::These(vec![only]),
        (None, Some((_, issuer, subject, _))) => Opens::AcceptedFrom { issuer, subject },
        (None, None) => return Ok(None),
    };
    let expires_at = idle.map_or(expires_at, |idle| expires_at.min(now + idle));
    let id = CredentialId::Session(id);
    let held = Held { id, expires_at, permissions: None, lineage: Vec::new() };
    Ok(Some(Row { held, person, is_national, opens, last_used_at }))
}

/// Of an issuer's access token there is no row, but of the identity it names.
async fn identity(tx: &ReadTx, verified: &Verified) -> Result<Option<Row>> {
    let Verified { vouched, expires_at } = verified;
    let open = identities::table
        .inner_join(people::table.on(people::id.eq(identities::person_id)))
        .left_join(
            identity_providers::table.on(identity_providers::tenant_id
                .eq(identities::tenant_id)
                .and(identity_providers::issuer.eq(identities::issuer.nullable()))),
        )
        .filter(identities::voucher.eq(vouched.by.voucher()))
        .filter(identities::issuer.eq(&vouched.issuer))
        .filter(identities::subject.eq(&vouched.subject))
        .filter(identities::ended_at.is_null())
        .filter(
            identities::voucher
                .eq(Voucher::Nation)
                .or(identity_providers::tenant_id.nullable().is_not_null()),
        )
        .order(identities::id)
        .select((identities::id, people::id, people::is_national, identities::tenant_id))
        .into_boxed();
    let query = match &vouched.by {
        VouchedBy::Nation => open,
        VouchedBy::Tenants(tenants) => open.filter(identities::tenant_id.eq_any(tenants)),
    };
    let rows: Vec<(IdentityId, PersonId, bool, TenantId)> = query.load(&mut tx.conn()).await?;
    let Some((id, person, is_national, _)) = rows.as_slice().first().copied() else {
        return Ok(None);
    };
    // Two tenants may have accepted the same subject of the same issuer for two people: then it must be said which.
    if rows.iter().any(|(_, other, ..)| *other != person) {
        return Ok(None);
    }
    let held = Held {
        id: CredentialId::Identity(id),
        expires_at: *expires_at,
        permissions: None,
        lineage: Vec::new(),
    };
    let opens = Opens::These(rows.iter().map(|(_, _, _, tenant)| *tenant).collect());
    Ok(Some(Row { held, person, is_national, opens, last_used_at: None }))
}

/// Notes that a credential was used, unless that was noted a moment ago.
pub(super) async fn note_use(db: &Db, row: &Row, now: DateTime<Utc>) -> Result<()> {
    let earlier = now - Duration::minutes(NOTED_EVERY);
    if row.last_used_at.is_some_and(|at| at > earlier) {
        return Ok(());
    }
    macro_rules! note {
        ($of:ident, $id:ident) => {{
            let tx = ReadTx::begin(db, &Context::Platform { person: None }, Mode::Write).await?;
            let mut conn = tx.conn();
            let is_due = $of::last_used_at.is_null().or($of::last_used_at.le(earlier));
            let own = $of::table.filter($of::id.eq($id)).filter(is_due);
            let note = diesel::update(own).set($of::last_used_at.eq(now));
            let noted = tx.closing(Kept(note).execute(&mut conn)).await;
            tx.finish(noted).await.map(|_| ())
        }};
    }
    match row.held.id {
        CredentialId::Token(id) => note!(api_tokens, id),
        CredentialId::Session(id) => note!(sessions, id),
        // Its issuer knows when it made one.
        CredentialId::Identity(_) => Ok(()),
    }
}
