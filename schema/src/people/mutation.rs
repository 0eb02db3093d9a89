//! What an administrator and a chair do with people.

use super::types::{self, Grant, SignInLink};
use crate::asked::caller;
use crate::fail::{UserError, outcome};
use crate::ids;
use crate::tenancy::{Participant, RoleName};
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain::access::HeldGrant;
use domain::identity::{Invitation, NewGrant, commands};
use domain::kernel::error::Error;

#[derive(Default)]
pub(crate) struct PeopleMutation;

/// Who is to take part, and as what.
#[derive(InputObject)]
struct InviteUserInput {
    /// Their e-mail address. Nothing is sent to it: you hand the link over yourself.
    email: String,
    /// The name this tenant is to call them by, at most 200 characters. Who takes part already keeps theirs.
    display_name: String,
    /// What they are to be.
    role: RoleName,
    /// The member they act for: needed for a mayor, a deputy mayor, a municipal clerk, and for nobody else.
    member_id: Option<ID>,
    /// The region of a territorial coordinator, or that bounds a national auditor, by NUTS 3 code, e.g. `CZ080`.
    region_code: Option<String>,
    /// From when on; at once when nothing is said.
    valid_from: Option<DateTime<Utc>>,
    /// Until when; open when nothing is said.
    valid_until: Option<DateTime<Utc>>,
}

/// Somebody who was invited.
#[derive(SimpleObject)]
struct InviteUserPayload {
    /// Who, as the tenant knows them; null with `userErrors`.
    participant: Option<Participant>,
    /// The role they were given.
    grant: Option<Grant>,
    /// With what they sign in, to be handed over by you. It is shown this once: null under an `Idempotency-Key` that was used.
    link: Option<SignInLink>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

/// Who can't sign in any more.
#[derive(InputObject)]
struct CreateSignInLinkInput {
    /// Who. Oneself, for another browser; for others, administrators only.
    participant_id: ID,
}

/// A new link.
#[derive(SimpleObject)]
struct CreateSignInLinkPayload {
    /// With what they sign in, to be handed over by you; null with `userErrors`. An unused one from before has ended. It is
    /// shown this once: null under an `Idempotency-Key` that was used.
    link: Option<SignInLink>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

/// A role for somebody who takes part.
#[derive(InputObject)]
struct GrantRoleInput {
    /// Who is to have it; not oneself.
    participant_id: ID,
    /// What they are to be.
    role: RoleName,
    /// The member they act for: needed for a mayor, a deputy mayor, a municipal clerk, and for nobody else.
    member_id: Option<ID>,
    /// The region of a territorial coordinator, or that bounds a national auditor, by NUTS 3 code, e.g. `CZ080`.
    region_code: Option<String>,
    /// From when on; at once when nothing is said.
    valid_from: Option<DateTime<Utc>>,
    /// Until when; open when nothing is said.
    valid_until: Option<DateTime<Utc>>,
}

/// Which grant is confirmed.
#[derive(InputObject)]
struct ConfirmRoleInput {
    /// Id of the grant.
    id: ID,
}

/// Which grant ends, and when.
#[derive(InputObject)]
struct RevokeRoleInput {
    /// Id of the grant.
    id: ID,
    /// From when on it counts no more; at once when nothing is said.
    ends_at: Option<DateTime<Utc>>,
}

macro_rules! grant_payload {
    ($($(#[$doc:meta])* $name:ident),+) => { $(
        $(#[$doc])*
        #[derive(SimpleObject)]
        struct $name {
            /// The grant after the step; null with `userErrors`.
            grant: Option<Grant>,
            /// What to mend; empty when it was done.
            user_errors: Vec<UserError>,
        }

        impl $name {
            async fn of(ctx: &Context<'_>, done: Result<HeldGrant, Error>) -> Result<Option<Self>> {
                let held = match outcome(ctx, done)? {
                    Ok(held) => held,
                    Err(user_errors) => return Ok(Some(Self { grant: None, user_errors })),
                };
                let grant = types::grant(ctx, held, ctx.look_ahead().field("grant")).await?;
                Ok(Some(Self { grant, user_errors: vec![] }))
            }
        }
    )+ };
}

grant_payload!(
    /// A role that was given.
    GrantRolePayload,
    /// A role that was confirmed.
    ConfirmRolePayload,
    /// A role that was taken away.
    RevokeRolePayload
);

#[Object]
impl PeopleMutation {
    /// Lets somebody take part with a role (pozvat), and answers the link with which they sign in to this tenant.
    async fn invite_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, and as what.")] input: InviteUserInput,
    ) -> Result<Option<InviteUserPayload>> {
        let caller = caller(ctx)?;
        let member = input.member_id.as_ref().map(|id| ids::read(id, "memberId")).transpose();
        let invited = async {
            let grant = NewGrant {
                role: input.role.into(),
                member: member?,
                region_code: input.region_code,
                valid_from: input.valid_from,
                valid_until: input.valid_until,
            };
            let (email, display_name) = (input.email, input.display_name);
            commands::invite(caller, &Invitation { email, display_name, grant }).await
        }
        .await;
        let invited = match outcome(ctx, invited)? {
            Ok(invited) => invited,
            Err(user_errors) => {
                let (participant, grant, link) = (None, None, None);
                return Ok(Some(InviteUserPayload { participant, grant, link, user_errors }));
            }
        };
        let link = invited.link.map(|link| SignInLink::of(ctx, &link));
        let participant = types::participant(ctx, invited.participant).await?;
        let grant = types::grant(ctx, invited.grant, ctx.look_ahead().field("grant")).await?;
        Ok(Some(InviteUserPayload { participant, grant, link, user_errors: vec![] }))
    }

    /// Makes a new link for somebody who takes part: whose link is too old or whose session has ended, or for oneself in
    /// another browser. Not for a chair, an auditor or a data protection officer who signed in before: a link is a key, and
    /// theirs is nobody else's.
    async fn create_sign_in_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "For whom.")] input: CreateSignInLinkInput,
    ) -> Result<Option<CreateSignInLinkPayload>> {
        let caller = caller(ctx)?;
        let made = async {
            let participant = ids::read(&input.participant_id, "participantId")?;
            commands::create_link(caller, participant).await
        }
        .await;
        Ok(Some(match outcome(ctx, made)? {
            Ok(link) => CreateSignInLinkPayload {
                link: link.map(|link| SignInLink::of(ctx, &link)),
                user_errors: vec![],
            },
            Err(user_errors) => CreateSignInLinkPayload { link: None, user_errors },
        }))
    }

    /// Gives a role to somebody who takes part (udělit roli). One that opens the data protection officer's files, and any for
    /// somebody who holds a national role, counts only once the chair has confirmed it.
    async fn grant_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "To whom, and what.")] input: GrantRoleInput,
    ) -> Result<Option<GrantRolePayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let member =
                input.member_id.as_ref().map(|id| ids::read(id, "memberId")).transpose()?;
            let new = NewGrant {
                role: input.role.into(),
                member,
                region_code: input.region_code,
                valid_from: input.valid_from,
                valid_until: input.valid_until,
            };
            let to = ids::read(&input.participant_id, "participantId")?;
            commands::grant(caller, to, &new).await
        }
        .await;
        GrantRolePayload::of(ctx, done).await
    }

    /// Confirms a role as the association's chair (potvrdit).
    async fn confirm_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which grant.")] input: ConfirmRoleInput,
    ) -> Result<Option<ConfirmRolePayload>> {
        let caller = caller(ctx)?;
        let done = async { commands::confirm(caller, ids::read(&input.id, "id")?).await }.await;
        ConfirmRolePayload::of(ctx, done).await
    }

    /// Takes a role away (odebrat roli), at once or from a later instant on. Sessions and tokens lose it within a second. The
    /// last administrator's can't be taken.
    async fn revoke_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which grant, and when it ends.")] input: RevokeRoleInput,
    ) -> Result<Option<RevokeRolePayload>> {
        let caller = caller(ctx)?;
        let done =
            async { commands::revoke(caller, ids::read(&input.id, "id")?, input.ends_at).await }
                .await;
        RevokeRolePayload::of(ctx, done).await
    }
}
