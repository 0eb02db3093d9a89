//! One's own identities at providers, and signing out of all browsers.

use crate::asked::caller;
use crate::fail::{UserError, outcome};
use crate::ids;
use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain::access::{OwnIdentity, Voucher};
use domain::identity;

#[derive(Default)]
pub(crate) struct IdentityMutation;

/// Who vouches for somebody who signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Voucher")]
enum IdentityVoucher {
    /// The nation's identity provider: it opens every tenant in which its word was accepted.
    Nation,
    /// The tenant's own: it opens that tenant.
    Tenant,
}

/// An account at an identity provider, linked to oneself in the active tenant (propojený účet).
#[derive(SimpleObject)]
pub(crate) struct Identity {
    /// Its id, to take it back by.
    id: ID,
    /// Whose provider it is at.
    voucher: IdentityVoucher,
    /// The provider's issuer.
    issuer: String,
    /// The provider's name for oneself.
    subject: String,
    /// When it was linked.
    linked_at: DateTime<Utc>,
    /// When it was taken back; null: it wasn't.
    ended_at: Option<DateTime<Utc>>,
}

impl From<OwnIdentity> for Identity {
    fn from(own: OwnIdentity) -> Self {
        Self {
            id: ids::id(own.id),
            voucher: own.voucher.into(),
            issuer: own.issuer,
            subject: own.subject,
            linked_at: own.linked_at,
            ended_at: own.ended_at,
        }
    }
}

/// Which identity is to be taken back.
#[derive(InputObject)]
struct UnlinkIdentityInput {
    /// Its id.
    id: ID,
}

/// The end of an identity.
#[derive(SimpleObject)]
struct UnlinkIdentityPayload {
    /// Id of the identity that was taken back; null with `userErrors`.
    id: Option<ID>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

/// That one signs out of all browsers.
#[derive(InputObject)]
struct SignOutEverywhereInput {
    /// Whether the session that asks is to stay.
    #[graphql(default)]
    except_this: bool,
}

/// The end of all sessions.
#[derive(SimpleObject)]
struct SignOutEverywherePayload {
    /// How many sessions have ended; null with `userErrors`.
    ended: Option<usize>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

#[Object]
impl IdentityMutation {
    /// Takes a linked account of one's own back, at once: it signs in to the active tenant no more, and the sessions that began
    /// by it end.
    async fn unlink_identity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which identity.")] input: UnlinkIdentityInput,
    ) -> Result<Option<UnlinkIdentityPayload>> {
        let caller = caller(ctx)?;
        let ended = async {
            identity::commands::unlink_identity(caller, ids::read(&input.id, "id")?).await
        }
        .await;
        Ok(Some(match outcome(ctx, ended)? {
            Ok(()) => UnlinkIdentityPayload { id: Some(input.id), user_errors: vec![] },
            Err(user_errors) => UnlinkIdentityPayload { id: None, user_errors },
        }))
    }

    /// Ends all sessions of one's own that open the active tenant, in whatever browser, at once. Tokens stay.
    async fn sign_out_everywhere(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which sessions.")] input: SignOutEverywhereInput,
    ) -> Result<Option<SignOutEverywherePayload>> {
        let ended = identity::commands::end_all_sessions(caller(ctx)?, input.except_this).await;
        Ok(Some(match outcome(ctx, ended)? {
            Ok(ended) => SignOutEverywherePayload { ended: Some(ended.0), user_errors: vec![] },
            Err(user_errors) => SignOutEverywherePayload { ended: None, user_errors },
        }))
    }
}
