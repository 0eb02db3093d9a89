//! What the viewer shows.

use crate::asked::caller;
use crate::fail::fail;
use crate::ids;
use crate::pages::{Plain, Relay, plain};
use crate::sign_in::Identity;
use crate::tenancy::{self as tenancy_nodes, Participant, RoleName, Tenant};
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain::access::{Caller, CredentialId, OwnSession, OwnToken, Permission, SignedIn, Standing};
use domain::kernel::ids::TypedId;
use domain::kernel::page::Cursor;
use domain::{identity, tenancy};

/// Who asks.
pub(crate) struct Viewer {
    pub(crate) signed_in: SignedIn,
}

/// Where somebody may act, and as what.
#[derive(SimpleObject)]
pub(crate) struct ViewerTenant {
    /// The tenant's name in addresses and in the header `Centrum-Tenant`, e.g. `hlucinsko-zapad`.
    slug: String,
    /// The roles held there today.
    roles: Vec<RoleName>,
    /// The members one acts for; empty: for the whole tenant.
    member_ids: Vec<ID>,
    /// Whether one is there by a support access only.
    support: bool,
}

/// A token of one's own, without its secret.
#[derive(SimpleObject)]
pub(crate) struct ApiToken {
    /// Its id, to end it by.
    id: ID,
    /// What it is for.
    name: String,
    /// When it was made.
    made_at: DateTime<Utc>,
    /// Until when it counts.
    expires_at: DateTime<Utc>,
    /// When it was ended; null: it wasn't.
    ended_at: Option<DateTime<Utc>>,
    /// When it was used last, to the minute; null: never.
    last_used_at: Option<DateTime<Utc>>,
    /// The most it may do; null: all that its person may.
    permissions: Option<Vec<String>>,
}

/// A browser that signed in.
#[derive(SimpleObject)]
pub(crate) struct Session {
    /// Its id, to end it by.
    id: ID,
    /// When it began.
    began_at: DateTime<Utc>,
    /// Until when it counts.
    expires_at: DateTime<Utc>,
    /// When it was ended; null: it wasn't.
    ended_at: Option<DateTime<Utc>>,
    /// When it was used last, to the minute; null: never.
    last_used_at: Option<DateTime<Utc>>,
    /// Whether it is the one that asks.
    current: bool,
}

/// Something one must be told (oznámení).
#[derive(SimpleObject)]
pub(crate) struct Notification {
    /// Its id.
    id: ID,
    /// When it happened.
    at: DateTime<Utc>,
    /// What happened, e.g. `role.granted`: somebody else is to hold a role like one's own.
    kind: String,
    /// To what: an id.
    subject: String,
}

/// Who asks.
#[Object]
impl Viewer {
    /// Id of the person, over all tenants.
    async fn id(&self) -> ID {
        ids::id(self.signed_in.person())
    }

    /// The tenants one may act in; the nation first, then by slug.
    async fn tenants(&self) -> Vec<ViewerTenant> {
        self.signed_in.standings().iter().map(shown).collect()
    }

    /// The roles held in the active tenant; empty while none is active.
    async fn roles(&self) -> Vec<RoleName> {
        let active = self.signed_in.caller().map(Caller::tenant);
        let standing =
            self.signed_in.standings().iter().find(|standing| Some(standing.tenant) == active);
        standing.map(|standing| shown(standing).roles).unwrap_or_default()
    }

    /// What one may do in the active tenant, e.g. `CloseRequest`.
    async fn permissions(&self) -> Vec<&'static str> {
        let caller = self.signed_in.caller();
        caller.into_iter().flat_map(Caller::permissions).map(Permission::name).collect()
    }

    /// The own participant in the active tenant; null while none is active, and for who only supports it.
    async fn participant(&self, ctx: &Context<'_>) -> Result<Option<Participant>> {
        match self.signed_in.caller().and_then(Caller::participant) {
            Some(id) => Ok(tenancy_nodes::people(ctx, [id].into()).await?.remove(&id)),
            None => Ok(None),
        }
    }

    /// One's own tokens for the active tenant, the newest first.
    async fn api_tokens(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<Plain<ApiToken>> {
        let args = Relay { first, after, last, before }.read(ctx)?;
        let read = caller(ctx)?.own_tokens(&args).await.map_err(|error| fail(ctx, &error))?;
        Ok(plain(read, |token| place(token.id), token))
    }

    /// One's own accounts at identity providers that are linked in the active tenant, the newest first; also those that were
    /// taken back.
    async fn identities(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<Plain<Identity>> {
        let args = Relay { first, after, last, before }.read(ctx)?;
        let read = caller(ctx)?.own_identities(&args).await.map_err(|error| fail(ctx, &error))?;
        Ok(plain(read, |own| place(own.id), Identity::from))
    }

    /// One's own sessions in the active tenant, the newest first.
    async fn sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<Plain<Session>> {
        let args = Relay { first, after, last, before }.read(ctx)?;
        let caller = caller(ctx)?;
        let read = caller.own_sessions(&args).await.map_err(|error| fail(ctx, &error))?;
        let current = caller.credential();
        Ok(plain(read, |session| place(session.id), |one| session(&one, current)))
    }

    /// What one was told in the active tenant, the newest first. For those who act for the whole tenant.
    async fn notifications(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<Plain<Notification>> {
        let args = Relay { first, after, last, before }.read(ctx)?;
        let read = identity::queries::notifications(caller(ctx)?, &args).await;
        let page = read.map_err(|error| fail(ctx, &error))?;
        Ok(plain(page, |told| place(told.id), notification))
    }

    /// The active tenant; null while several are possible and none was named.
    async fn tenant(&self, ctx: &Context<'_>) -> Result<Option<Tenant>> {
        match self.signed_in.caller() {
            Some(caller) => {
                let tenant =
                    tenancy::queries::own(caller).await.map_err(|error| fail(ctx, &error))?;
                Ok(Some(tenancy_nodes::tenant(ctx, tenant, vec![ctx.look_ahead()]).await?))
            }
            None => Ok(None),
        }
    }
}

fn shown(standing: &Standing) -> ViewerTenant {
    ViewerTenant {
        slug: standing.slug.clone(),
        roles: standing.roles.iter().map(|(role, _)| RoleName::from(*role)).collect(),
        member_ids: standing.roles.iter().filter_map(|(_, member)| *member).map(ids::id).collect(),
        support: standing.support.is_some(),
    }
}

/// Ids are ordered by time, and so order what has them.
fn place(id: impl TypedId) -> Cursor {
    let id: uuid::Uuid = id.into();
    Cursor::new("", id.to_string())
}

fn token(token: OwnToken) -> ApiToken {
    ApiToken {
        id: ids::id(token.id),
        name: token.name,
        made_at: token.made_at,
        expires_at: token.expires_at,
        ended_at: token.ended_at,
        last_used_at: token.last_used_at,
        permissions: token.permissions,
    }
}

fn session(session: &OwnSession, current: Option<CredentialId>) -> Session {
    Session {
        id: ids::id(session.id),
        began_at: session.began_at,
        expires_at: session.expires_at,
        ended_at: session.ended_at,
        last_used_at: session.last_used_at,
        current: current == Some(CredentialId::Session(session.id)),
    }
}

fn notification(told: identity::Notification) -> Notification {
    Notification { id: ids::id(told.id), at: told.at, kind: told.kind, subject: told.subject }
}
