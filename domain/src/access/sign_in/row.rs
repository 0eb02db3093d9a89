//! Credentials' own rows: whose they are, how long they count, and which tenants they open.

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
    NullableExpressionMethods as _, QueryDsl as _,
};
use diesel_async::RunQueryDsl as _;
use futures_util::future::try_join_all;
use std::collections::HashMap;

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

impl Row {
    /// By whose acceptance this credential opens tenants: the nation's issuer and its name for the person.
    pub(super) fn accepted_from(&self) -> Option<(&str, &str)> {
        match &self.opens {
            Opens::AcceptedFrom { issuer, subject } => Some((issuer, subject)),
            Opens::All | Opens::These(_) => None,
        }
    }
}

/// The rows of credentials, in their order, each of which is named once; `None`: it doesn't count.
pub(super) async fn find(tx: &ReadTx, credentials: &[Credential<'_>]) -> Result<Vec<Option<Row>>> {
    let (mut of_tokens, mut of_sessions, mut verified) = (Vec::new(), Vec::new(), Vec::new());
    for credential in credentials {
        match credential {
            Credential::Token(secret) => of_tokens.push(hash_of(secret)),
            Credential::Session(secret) => of_sessions.push(hash_of(secret)),
            Credential::Identity(one) => verified.push(*one),
        }
    }
    let (mut tokens, mut sessions, identities) = futures_util::try_join!(
        tokens(tx, of_tokens),
        sessions(tx, of_sessions),
        try_join_all(verified.into_iter().map(|one| identity(tx, one))),
    )?;
    let mut identities = identities.into_iter();
    let row = |credential: &Credential<'_>| match credential {
        Credential::Token(secret) => tokens.remove(&hash_of(secret)),
        Credential::Session(secret) => sessions.remove(&hash_of(secret)),
        Credential::Identity(_) => identities.next().flatten(),
    };
    Ok(credentials.iter().map(row).collect())
}

/// By the hashes of their secrets.
type ByHash = HashMap<Vec<u8>, Row>;

type TokenRow = (
    (Vec<u8>, ApiTokenId, PersonId, bool, Option<TenantId>),
    (DateTime<Utc>, Option<DateTime<Utc>>, Option<Vec<String>>, Vec<ApiTokenId>),
);

async fn tokens(tx: &ReadTx, hashes: Vec<Vec<u8>>) -> Result<ByHash> {
    if hashes.is_empty() {
        return Ok(ByHash::new());
    }
    let now = tx.now();
    let rows: Vec<TokenRow> = api_tokens::table
        .inner_join(people::table.on(people::id.eq(api_tokens::person_id)))
        .filter(api_tokens::hash.eq_any(hashes))
        .filter(api_tokens::expires_at.gt(now))
        .filter(api_tokens::ended_at.is_null().or(api_tokens::ended_at.gt(now)))
        .select((
            (
                api_tokens::hash,
                api_tokens::id,
                people::id,
                people::is_national,
                api_tokens::tenant_id,
            ),
            (
                api_tokens::expires_at,
                api_tokens::last_used_at,
                api_tokens::permissions,
                api_tokens::lineage,
            ),
        ))
        .load(&mut tx.conn())
        .await?;
    let token = |(who, (expires_at, last_used_at, permissions, lineage)): TokenRow| {
        let (hash, id, person, is_national, only_tenant) = who;
        // A word that is no permission any more gives nothing.
        let permissions =
            permissions.map(|names| names.iter().filter_map(|n| Permission::parse(n)).collect());
        let held = Held { id: CredentialId::Token(id), expires_at, permissions, lineage };
        let opens = only_tenant.map_or(Opens::All, |only| Opens::These(vec![only]));
        (hash, Row { held, person, is_national, opens, last_used_at })
    };
    Ok(rows.into_iter().map(token).collect())
}

type SessionRow = (
    (Vec<u8>, SessionId, PersonId, bool, Option<TenantId>),
    (DateTime<Utc>, DateTime<Utc>, Option<DateTime<Utc>>, Option<i32>),
    Option<(Voucher, String, String, Option<DateTime<Utc>>)>,
    Option<TenantId>,
);

async fn sessions(tx: &ReadTx, hashes: Vec<Vec<u8>>) -> Result<ByHash> {
    if hashes.is_empty() {
        return Ok(ByHash::new());
    }
    let now = tx.now();
    let rows: Vec<SessionRow> = sessions::table
        .inner_join(people::table.on(people::id.eq(sessions::person_id)))
        .left_join(identities::table.on(sessions::identity_id.eq(identities::id.nullable())))
        .left_join(
            identity_providers::table.on(identity_providers::tenant_id
                .nullable()
                .eq(identities::tenant_id.nullable())
                .and(identity_providers::issuer.eq(identities::issuer.nullable()))),
        )
        .filter(sessions::hash.eq_any(hashes))
        .filter(sessions::expires_at.gt(now))
        .filter(sessions::ended_at.is_null())
        .select((
            (sessions::hash, sessions::id, people::id, people::is_national, sessions::tenant_id),
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
        .load(&mut tx.conn())
        .await?;
    Ok(rows.into_iter().filter_map(|row| session(row, now)).collect())
}

/// A session that counts, by its hash.
fn session(row: SessionRow, now: DateTime<Utc>) -> Option<(Vec<u8>, Row)> {
    let (who, (began_at, expires_at, last_used_at, idle), identity, provider) = row;
    let (hash, id, person, is_national, tenant) = who;
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
        return None;
    }
    let opens = match (tenant, identity) {
        (Some(only), _) => Opens::These(vec![only]),
        (None, Some((_, issuer, subject, _))) => Opens::AcceptedFrom { issuer, subject },
        (None, None) => return None,
    };
    let expires_at = idle.map_or(expires_at, |idle| expires_at.min(now + idle));
    let id = CredentialId::Session(id);
    let held = Held { id, expires_at, permissions: None, lineage: Vec::new() };
    Some((hash, Row { held, person, is_national, opens, last_used_at }))
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

/// Notes that credentials were used, but for those of which that was noted a moment ago.
pub(super) async fn note_use(db: &Db, rows: &[&Row], now: DateTime<Utc>) -> Result<()> {
    let earlier = now - Duration::minutes(NOTED_EVERY);
    let (mut of_tokens, mut of_sessions) = (Vec::new(), Vec::new());
    for row in rows.iter().filter(|row| row.last_used_at.is_none_or(|at| at <= earlier)) {
        match row.held.id {
            CredentialId::Token(id) => of_tokens.push(id),
            CredentialId::Session(id) => of_sessions.push(id),
            // Its issuer knows when it made one.
            CredentialId::Identity(_) => {}
        }
    }
    macro_rules! note {
        ($of:ident, $ids:ident) => {
            if !$ids.is_empty() {
                let tx = ReadTx::begin(db, &Context::platform(), Mode::Write).await?;
                let mut conn = tx.conn();
                let is_due = $of::last_used_at.is_null().or($of::last_used_at.le(earlier));
                let own = $of::table.filter($of::id.eq_any($ids)).filter(is_due);
                let note = diesel::update(own).set($of::last_used_at.eq(now));
                let noted = tx.closing(Kept(note).execute(&mut conn)).await;
                tx.finish(noted).await?;
            }
        };
    }
    note!(api_tokens, of_tokens);
    note!(sessions, of_sessions);
    Ok(())
}
