//! One's own tokens.

use crate::asked::caller;
use crate::fail::{UserError, outcome};
use crate::ids;
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain::access::Permission;
use domain::identity;
use domain::kernel::error::{Error, code};
use std::collections::BTreeSet;

#[derive(Default)]
pub(crate) struct ViewerMutation;

/// What a new API token is to be.
#[derive(InputObject)]
struct CreateApiTokenInput {
    /// What it is for, at most 100 characters.
    name: String,
    /// How many days it lasts, 1 to 366; made with another token, no longer than that one.
    days: i32,
    /// The most it may do, by the names of `viewer { permissions }`; all that one may oneself when nothing is said. What one
    /// may no longer do, the token may not either.
    permissions: Option<Vec<String>>,
}

/// A new API token.
#[derive(SimpleObject)]
struct CreateApiTokenPayload {
    /// Its id, to end it by; null with `userErrors`.
    id: Option<ID>,
    /// The token itself, to be sent as `Authorization: Bearer …`. It is shown this once: null under an
    /// `Idempotency-Key` that was used.
    token: Option<String>,
    /// Until when it counts.
    expires_at: Option<DateTime<Utc>>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

/// Which API token is to end.
#[derive(InputObject)]
struct RevokeApiTokenInput {
    /// Its id.
    id: ID,
}

/// The end of an API token.
#[derive(SimpleObject)]
struct RevokeApiTokenPayload {
    /// Id of the token that has ended; null with `userErrors`.
    id: Option<ID>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

/// Which session is to end.
#[derive(InputObject)]
struct EndSessionInput {
    /// Its id.
    id: ID,
}

/// The end of a session.
#[derive(SimpleObject)]
struct EndSessionPayload {
    /// Id of the session that has ended; null with `userErrors`.
    id: Option<ID>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

#[Object]
impl ViewerMutation {
    /// Makes an API token of one's own for the active tenant.
    async fn create_api_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the token is to be.")] input: CreateApiTokenInput,
    ) -> Result<Option<CreateApiTokenPayload>> {
        let caller = caller(ctx)?;
        let made = async {
            let permissions = input.permissions.as_deref().map(read_permissions).transpose()?;
            let (name, days) = (&input.name, input.days);
            identity::commands::create_token(caller, name, days, permissions.as_ref()).await
        }
        .await;
        Ok(Some(match outcome(ctx, made)? {
            Ok(token) => CreateApiTokenPayload {
                id: Some(ids::id(token.id)),
                token: token.secret,
                expires_at: Some(token.expires_at),
                user_errors: vec![],
            },
            Err(user_errors) => {
                CreateApiTokenPayload { id: None, token: None, expires_at: None, user_errors }
            }
        }))
    }

    /// Ends an API token of one's own, at once, and all that were made with it.
    async fn revoke_api_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which token.")] input: RevokeApiTokenInput,
    ) -> Result<Option<RevokeApiTokenPayload>> {
        let caller = caller(ctx)?;
        let ended =
            async { identity::commands::revoke_token(caller, ids::read(&input.id, "id")?).await }
                .await;
        Ok(Some(match outcome(ctx, ended)? {
            Ok(()) => RevokeApiTokenPayload { id: Some(input.id), user_errors: vec![] },
            Err(user_errors) => RevokeApiTokenPayload { id: None, user_errors },
        }))
    }
    /// Ends a session of one's own, at once: this browser's, or one that was left signed in elsewhere.
    async fn end_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which session.")] input: EndSessionInput,
    ) -> Result<Option<EndSessionPayload>> {
        let caller = caller(ctx)?;
        let ended =
            async { identity::commands::end_session(caller, ids::read(&input.id, "id")?).await }
                .await;
        Ok(Some(match outcome(ctx, ended)? {
            Ok(()) => EndSessionPayload { id: Some(input.id), user_errors: vec![] },
            Err(user_errors) => EndSessionPayload { id: None, user_errors },
        }))
    }
}

fn read_permissions(names: &[String]) -> Result<BTreeSet<Permission>, Error> {
    let unknown = || Error::invalid(&["input", "permissions"], code::MALFORMED);
    names.iter().map(|name| Permission::parse(name).ok_or_else(unknown)).collect()
}
