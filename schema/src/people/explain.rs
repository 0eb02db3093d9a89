//! Why somebody may do something, or may not.

use super::types::{self, Grant};
use crate::asked::caller;
use crate::fail::{bad_input, fail};
use crate::ids::read_argument;
use crate::tenancy::{Participant, RoleName};
use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use domain::access::{self, Permission, Thing};
use domain::kernel::error::Error;

#[derive(Default)]
pub(crate) struct ExplainQuery;

/// What somebody lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "access::Gap")]
enum AccessGap {
    /// No grant of theirs gives the permission.
    NoGrant,
    /// One does, and waits for the chair's word.
    AwaitsConfirmation,
    /// One does, and its day hasn't come.
    NotYet,
    /// One did, and has ended.
    Ended,
    /// One would, but who acts for the whole tenant acts as staff, and not for a municipality as well.
    ActsAsStaff,
    /// One does, and nobody does it in a tenant that is suspended or has ended.
    TenantTakesNoNewWork,
    /// The thing's secrecy is beyond what their roles may read.
    Clearance,
    /// The thing is another municipality's.
    Reach,
    /// The thing isn't shown to its municipality.
    NotShown,
    /// They don't see the thing. Who asks doesn't either, so no more is told, not even whether it is there.
    Hidden,
}

/// Why somebody may do something, or may not.
#[derive(SimpleObject)]
struct AccessExplanation {
    /// Whether they may, now: the same decision that is made when they try.
    allowed: bool,
    /// Who is asked about.
    participant: Option<Participant>,
    /// The permission that was asked about.
    permission: &'static str,
    /// The grants that give it; empty when they may not.
    path: Vec<Grant>,
    /// What is missing; empty when they may.
    missing: Vec<AccessGap>,
    /// The roles that have this permission.
    roles: Vec<RoleName>,
}

#[Object]
impl ExplainQuery {
    /// Why a participant of the active tenant may do something, or may not. About oneself everybody may ask; about others an
    /// administrator. Null when there is no such participant.
    async fn explain_access(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who is asked about.")] participant_id: ID,
        #[graphql(
            desc = "The permission, as `viewer { permissions }` names it, e.g. `CloseRequest`."
        )]
        permission: String,
        #[graphql(desc = "A request, an activity or a member: do they see it, too?")] id: Option<
            ID,
        >,
    ) -> Result<Option<AccessExplanation>> {
        let participant = read_argument(ctx, &participant_id, "participantId")?;
        let permission =
            Permission::parse(&permission).ok_or_else(|| bad_input(ctx, "permission"))?;
        let thing = match &id {
            Some(id) => Some(Thing::read(id).ok_or_else(|| bad_input(ctx, "id"))?),
            None => None,
        };
        let explained = match caller(ctx)?.explain(participant, permission, thing).await {
            Ok(explained) => explained,
            Err(Error::NotFound(_)) => return Ok(None),
            Err(error) => return Err(fail(ctx, &error)),
        };
        let who = ctx.look_ahead().field("participant").exists();
        Ok(Some(AccessExplanation {
            allowed: explained.is_allowed,
            participant: if who { types::participant(ctx, participant).await? } else { None },
            permission: permission.name(),
            path: types::grants(ctx, explained.path, vec![ctx.look_ahead().field("path")]).await?,
            missing: explained.gaps.into_iter().map(Into::into).collect(),
            roles: explained.roles.into_iter().map(Into::into).collect(),
        }))
    }
}
