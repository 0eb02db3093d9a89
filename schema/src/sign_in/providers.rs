//! The provider of a tenant, for its administrators.

use crate::asked::{address, caller};
use crate::fail::{UserError, fail, outcome};
use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use domain::identity::providers::{self, NewProvider, Secret};

#[derive(Default)]
pub(crate) struct ProviderQuery;

#[derive(Default)]
pub(crate) struct ProviderMutation;

/// The OpenID Connect provider that signs people in to this tenant (přihlašovací služba úřadu). It signs in nobody whose
/// account wasn't linked before, and to no other tenant.
#[derive(SimpleObject)]
struct IdentityProvider {
    /// Its issuer, exactly as its discovery document has it; null: this tenant has none.
    issuer: Option<String>,
    /// How it knows us.
    client_id: Option<String>,
    /// Whether we show a secret to it. The secret itself is never told.
    has_client_secret: bool,
    /// What its access tokens name as audience; null: none of them is taken.
    audience: Option<String>,
    /// The redirect URI to register there, e.g. `https://centrum.example.cz/auth/callback`.
    redirect_uri: String,
    /// To be given as `expectedVersion`; 0: there never was one.
    version: i32,
}

impl IdentityProvider {
    fn of(ctx: &Context<'_>, provider: providers::IdentityProvider) -> Self {
        let providers::IdentityProvider { issuer, client_id, has_secret, audience, version } =
            provider;
        let redirect_uri = format!("{}/auth/callback", address(ctx));
        let has_client_secret = has_secret;
        Self { issuer, client_id, has_client_secret, audience, redirect_uri, version }
    }
}

/// Which provider is to sign people in to this tenant.
#[derive(InputObject)]
struct SetIdentityProviderInput {
    /// Its issuer, exactly as its discovery document has it, e.g. `https://login.example.cz/realms/obec`: `https`, and an
    /// address that everybody reaches. With another issuer all accounts must be linked anew.
    issuer: String,
    /// How it knows us, at most 200 characters.
    client_id: String,
    /// With what we show that we are that, at most 1000 characters. Null: the one that was set for the same issuer stays.
    client_secret: Option<String>,
    /// That we have no secret: a public client, for a provider that names itself in its answers (RFC 9207).
    #[graphql(default)]
    without_client_secret: bool,
    /// What its access tokens name as audience, at most 300 characters, for programs that use them as bearers. Null: none of
    /// them is taken.
    audience: Option<String>,
    /// The provider's `version` as it was read; 0: there never was one.
    expected_version: i32,
}

/// The provider after the change.
#[derive(SimpleObject)]
struct SetIdentityProviderPayload {
    /// The provider; null with `userErrors`.
    identity_provider: Option<IdentityProvider>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

/// That the provider is to go.
#[derive(InputObject)]
struct RemoveIdentityProviderInput {
    /// The provider's `version` as it was read.
    expected_version: i32,
}

/// What is left of the provider.
#[derive(SimpleObject)]
struct RemoveIdentityProviderPayload {
    /// The provider, with its next version; null with `userErrors`.
    identity_provider: Option<IdentityProvider>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

#[Object]
impl ProviderQuery {
    /// The identity provider of the active tenant. For its administrators.
    async fn identity_provider(&self, ctx: &Context<'_>) -> Result<IdentityProvider> {
        let read = providers::provider(caller(ctx)?).await;
        Ok(IdentityProvider::of(ctx, read.map_err(|error| fail(ctx, &error))?))
    }
}

#[Object]
impl ProviderMutation {
    /// Says which identity provider signs people in to the active tenant. For its administrators. Who had linked an account at
    /// another issuer is signed out of it, and signs in by a link until they link one here.
    async fn set_identity_provider(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which provider.")] input: SetIdentityProviderInput,
    ) -> Result<Option<SetIdentityProviderPayload>> {
        let client_secret = match (input.client_secret, input.without_client_secret) {
            (Some(secret), _) => Secret::New(secret),
            (None, true) => Secret::None,
            (None, false) => Secret::Kept,
        };
        let new = NewProvider {
            issuer: input.issuer,
            client_id: input.client_id,
            client_secret,
            audience: input.audience,
        };
        let done = providers::set(caller(ctx)?, new, input.expected_version).await;
        Ok(Some(match outcome(ctx, done)? {
            Ok(provider) => SetIdentityProviderPayload {
                identity_provider: Some(IdentityProvider::of(ctx, provider)),
                user_errors: vec![],
            },
            Err(user_errors) => SetIdentityProviderPayload { identity_provider: None, user_errors },
        }))
    }

    /// Takes the identity provider of the active tenant away, at once: who signed in by it is signed out. For administrators.
    async fn remove_identity_provider(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which version of it.")] input: RemoveIdentityProviderInput,
    ) -> Result<Option<RemoveIdentityProviderPayload>> {
        let done = providers::remove(caller(ctx)?, input.expected_version).await;
        Ok(Some(match outcome(ctx, done)? {
            Ok(provider) => RemoveIdentityProviderPayload {
                identity_provider: Some(IdentityProvider::of(ctx, provider)),
                user_errors: vec![],
            },
            Err(user_errors) => {
                RemoveIdentityProviderPayload { identity_provider: None, user_errors }
            }
        }))
    }
}
