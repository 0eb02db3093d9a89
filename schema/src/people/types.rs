//! What a grant and a sign-in link show.

use crate::asked::{address, caller};
use crate::fail::fail;
use crate::ids;
use crate::register::selected;
use crate::tenancy::{self, Member, Participant, RoleName};
use async_graphql::{Context, Enum, ID, Lookahead, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain::access::{self, HeldGrant, NewLink};
use domain::identity;
use domain::kernel::ids::{MemberId, ParticipantId};
use std::collections::{BTreeSet, HashMap};

/// Where a grant stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "access::GrantStatus")]
pub(crate) enum GrantStatus {
    /// It counts.
    InForce,
    /// It waits for the chair's word (čeká na potvrzení předsedou).
    AwaitingConfirmation,
    /// Its day hasn't come.
    NotYet,
    /// It was taken away, its time is over, or its member has left.
    Ended,
}

/// A role that somebody holds, or held (oprávnění).
#[derive(Clone)]
pub(crate) struct Grant {
    grant: HeldGrant,
    status: GrantStatus,
    people: std::sync::Arc<HashMap<ParticipantId, Participant>>,
    member: Option<Member>,
}

impl Grant {
    fn person(&self, id: Option<ParticipantId>) -> Option<&Participant> {
        id.and_then(|id| self.people.get(&id))
    }
}

/// A role that somebody holds, or held (oprávnění).
#[Object]
impl Grant {
    /// Id of the grant.
    async fn id(&self) -> ID {
        ids::id(self.grant.id)
    }

    /// Who holds it.
    async fn participant(&self) -> Option<&Participant> {
        self.person(Some(self.grant.participant))
    }

    /// What it makes them.
    async fn role(&self) -> RoleName {
        self.grant.role.into()
    }

    /// For which member; null: for the whole tenant.
    async fn member(&self) -> Option<&Member> {
        self.member.as_ref()
    }

    /// For which region only, by NUTS 3 code, e.g. `CZ080`; null: no such bound. Of the nation's roles.
    async fn region_code(&self) -> Option<&str> {
        self.grant.region_code.as_deref()
    }

    /// Where it stands now.
    async fn status(&self) -> GrantStatus {
        self.status
    }

    /// From when on it counts.
    async fn valid_from(&self) -> DateTime<Utc> {
        self.grant.valid_from
    }

    /// Until when it was given; null: open.
    async fn valid_until(&self) -> Option<DateTime<Utc>> {
        self.grant.valid_until
    }

    /// Who gave it; null: the system.
    async fn granted_by(&self) -> Option<&Participant> {
        self.person(self.grant.granted_by)
    }

    /// When it was taken away, or will be; null: it wasn't.
    async fn ended_at(&self) -> Option<DateTime<Utc>> {
        self.grant.ended_at
    }

    /// Who took it away; null: nobody.
    async fn ended_by(&self) -> Option<&Participant> {
        self.person(self.grant.ended_by)
    }

    /// Whether it counts only once the association's chair has confirmed it: a role that opens the data protection officer's
    /// files, or any role of somebody who holds a national one.
    async fn needs_confirmation(&self) -> bool {
        self.grant.needs_confirmation()
    }

    /// When it was confirmed; null: it wasn't.
    async fn confirmed_at(&self) -> Option<DateTime<Utc>> {
        self.grant.confirmed_at
    }

    /// Who confirmed it; null: nobody, or the system.
    async fn confirmed_by(&self) -> Option<&Participant> {
        self.person(self.grant.confirmed_by)
    }
}

/// With what somebody signs in for the first time, or in a new browser. Whoever has it can use it, once: hand it over safely.
#[derive(SimpleObject)]
pub(crate) struct SignInLink {
    /// Id of the link, as the audit trail names it.
    id: ID,
    /// The address to open in a browser. It is shown this once.
    url: String,
    /// Until when it can be used: 24 hours.
    expires_at: DateTime<Utc>,
}

impl SignInLink {
    pub(crate) fn of(ctx: &Context<'_>, link: &NewLink) -> Self {
        let url = format!("{}/auth/link?secret={}", address(ctx), link.secret);
        Self { id: ids::id(link.id), url, expires_at: link.expires_at }
    }
}

/// Grants with what is asked of them; names and members are read once for all.
pub(super) async fn grants(
    ctx: &Context<'_>,
    found: Vec<HeldGrant>,
    asked: Vec<Lookahead<'_>>,
) -> Result<Vec<Grant>> {
    let now = caller(ctx)?.clock().now();
    let named = ["participant", "grantedBy", "endedBy", "confirmedBy"];
    let mut people = HashMap::new();
    if named.iter().any(|name| !selected(&asked, name).is_empty()) {
        people = names(ctx, &found).await?;
    }
    let people = std::sync::Arc::new(people);
    let members = members(ctx, &found, selected(&asked, "member")).await?;
    let node = |grant: HeldGrant| Grant {
        status: grant.status(now).into(),
        member: grant.member.and_then(|id| members.get(&id).cloned()),
        people: std::sync::Arc::clone(&people),
        grant,
    };
    Ok(found.into_iter().map(node).collect())
}

/// One grant with what is asked of it.
pub(super) async fn grant(
    ctx: &Context<'_>,
    found: HeldGrant,
    asked: Lookahead<'_>,
) -> Result<Option<Grant>> {
    if !asked.exists() {
        return Ok(None);
    }
    Ok(grants(ctx, vec![found], vec![asked]).await?.pop())
}

async fn names(
    ctx: &Context<'_>,
    found: &[HeldGrant],
) -> Result<HashMap<ParticipantId, Participant>> {
    let of_each = found.iter().flat_map(|grant| {
        let others = [grant.granted_by, grant.ended_by, grant.confirmed_by];
        std::iter::once(grant.participant).chain(others.into_iter().flatten())
    });
    tenancy::people(ctx, of_each.collect()).await
}

async fn members(
    ctx: &Context<'_>,
    found: &[HeldGrant],
    asked: Vec<Lookahead<'_>>,
) -> Result<HashMap<MemberId, Member>> {
    let ids: BTreeSet<MemberId> = found.iter().filter_map(|grant| grant.member).collect();
    if asked.is_empty() || ids.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<MemberId> = ids.into_iter().collect();
    let read = domain::tenancy::queries::members_by_ids(caller(ctx)?, &ids).await;
    let read = read.map_err(|error| fail(ctx, &error))?;
    let keys: Vec<MemberId> = read.iter().map(|member| member.id).collect();
    let nodes = tenancy::of_members(ctx, read, asked).await?;
    Ok(keys.into_iter().zip(nodes).collect())
}

/// A participant by its id, if anybody asks for it.
pub(super) async fn participant(
    ctx: &Context<'_>,
    id: ParticipantId,
) -> Result<Option<Participant>> {
    let found = identity::queries::participants_by_ids(caller(ctx)?, &[id]).await;
    let found = found.map_err(|error| fail(ctx, &error))?;
    Ok(found.first().map(Participant::from))
}
