//! One's own tokens.

use crate::asked::caller;
use crate::fail::{UserError, outcome};
use crate::ids;
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain::identity;

#[derive(Default)]
pub(crate) struct ViewerMutation;

/// What a new API token is to be.
#[derive(InputObject)]
struct CreateApiTokenInput {
    /// What it is for, at most 100 characters.
    name: String,
    /// How many days it lasts, 1 to 366.
    days: i32,
}

/// A new API token.
#[derive(SimpleObject)]
struct CreateApiTokenPayload {
    /// Its id, to end it by; null with `userErrors`.
    id: Option<ID>,
    /// The token itself, to be sent as `Authorization: Bearer …`. It is shown this once.
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

#[Object]
impl ViewerMutation {
    /// Makes an API token of one's own for the active tenant.
    async fn create_api_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the token is to be.")] input: CreateApiTokenInput,
    ) -> Result<Option<CreateApiTokenPayload>> {
        let made = identity::commands::create_token(caller(ctx)?, &input.name, input.days).await;
        Ok(Some(match outcome(ctx, made)? {
            Ok(token) => CreateApiTokenPayload {
                id: Some(ids::id(token.id)),
                token: Some(token.secret),
                expires_at: Some(token.expires_at),
                user_errors: vec![],
            },
            Err(user_errors) => {
                CreateApiTokenPayload { id: None, token: None, expires_at: None, user_errors }
            }
        }))
    }

    /// Ends an API token of one's own, at once.
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
}
